//! DOT: the plain subset of Graphviz's language.
//!
//! In:   the text of a `.dot` or `.gv` file.
//! Out:  a [`Graph`]; or every statement that is not supported, with its position.
//! Not:  appearance: of the attributes only `label`, `xlabel` and `class` matter to a guide.
//!
//! Statements are here, words in `dot/words.rs`, and what attributes mean in `dot/attributes.rs`.

mod attributes;
mod words;

use std::collections::HashSet;

use super::text::{Cursor, Found, Read, diagnostics, one_line, without_bom};
use super::{Draft, Graph, Repeated};
use crate::diagnostics::{Diagnostic, FileId};
use words::{Id, Word};

/// Reads a directed graph.
pub(super) fn dot(text: &str, file: FileId) -> Result<Graph, Vec<Diagnostic>> {
    let text = without_bom(text);
    let mut reader = Reader::new(text);
    if let Err(found) = reader.file() {
        reader.found.push(found);
    }
    if reader.found.is_empty() {
        Ok(reader.draft.graph)
    } else {
        Err(diagnostics(text, file, reader.found))
    }
}

/// How deeply subgraphs may be nested. The reader is recursive, and the stack is limited.
const DEEPEST: usize = 40;

/// One end of an edge.
struct End {
    nodes: Vec<usize>,
    /// The position of a subgraph's name that an earlier subgraph has too. To Graphviz they may be
    /// one, with the nodes of both.
    second: Option<usize>,
}

struct Reader<'a> {
    text: &'a str,
    /// After `word`.
    cursor: Cursor<'a>,
    /// The next word; `at` is its position.
    word: Word,
    at: usize,
    is_first_on_line: bool,
    is_in_list: bool,
    draft: Draft,
    found: Vec<Found>,
    /// The nodes of each open subgraph.
    sets: Vec<Vec<usize>>,
    /// The names of all subgraphs so far.
    subgraphs: HashSet<String>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Reader<'a> {
        Reader {
            text,
            cursor: Cursor::new(text),
            word: Word::End,
            at: 0,
            is_first_on_line: true,
            is_in_list: false,
            draft: Draft::default(),
            found: Vec::new(),
            sets: Vec::new(),
            subgraphs: HashSet::new(),
        }
    }

    fn file(&mut self) -> Read<()> {
        self.advance()?;
        if self.is_word("strict") {
            self.draft.repeated = Repeated::Merged;
            self.advance()?;
        }
        if self.is_word("graph") {
            return Err(self.here(
                "the lines of a `graph` have no direction",
                "write `digraph`, and `->` for `--`",
            ));
        }
        if !self.is_word("digraph") {
            let message = format!("{} does not begin a directed graph", self.seen());
            return Err(self.here(
                message,
                "only directed graphs are read: they begin with `digraph {` or `digraph name {`",
            ));
        }
        self.advance()?;
        if matches!(self.word, Word::Id(_)) {
            self.advance()?;
        }
        if !self.is("{") {
            return Err(self.here(
                format!("{} stands where `{{` should be", self.seen()),
                "write `digraph name {`",
            ));
        }
        self.body()?;
        if self.word != Word::End {
            let message = format!("{} stands after the end of the graph", self.seen());
            return Err(
                self.here(message, "a file holds one graph; put others into files of their own")
            );
        }
        Ok(())
    }

    /// `{`, statements, `}`.
    fn body(&mut self) -> Read<()> {
        let open = self.at;
        let mut result = self.advance();
        loop {
            if let Err(found) = result {
                self.found.push(found);
                self.recover();
            }
            match self.word {
                Word::Sign("}") => return self.advance(),
                // Text that was not understood may have included the `}`; that has been reported.
                Word::End if self.found.is_empty() => {
                    return Err(Found::new(open, "this `{` is not closed", "close it with `}`"));
                }
                Word::End => return Ok(()),
                _ => result = self.statement(),
            }
        }
    }

    /// Skips to where the next statement can begin: a `;`, a new line, or the end of the body.
    fn recover(&mut self) {
        let mut depth = usize::from(std::mem::take(&mut self.is_in_list));
        loop {
            match self.word {
                Word::End => return,
                Word::Sign("{" | "[") => depth += 1,
                Word::Sign("}" | "]") if depth > 0 => depth -= 1,
                Word::Sign("}" | ";") if depth == 0 => return,
                _ => {}
            }
            // Another unreadable word belongs to the statement that has been reported.
            let _ = self.advance();
            if depth == 0 && self.is_first_on_line && self.word != Word::Unread {
                return;
            }
        }
    }

    fn statement(&mut self) -> Read<()> {
        let Word::Id(id) = &self.word else {
            return match self.word {
                Word::Sign(";") => self.advance(),
                Word::Sign("{") => self.set_statement(),
                _ => Err(self.unexpected()),
            };
        };
        if id.is("subgraph") {
            return self.set_statement();
        }
        if let Some(kind) = ["node", "edge", "graph"].into_iter().find(|kind| id.is(kind)) {
            return self.defaults(kind);
        }
        let at = self.at;
        let id = self.id()?;
        if self.eat("=")? {
            let value_at = self.at;
            let value = self.id()?;
            if id.name() == "label" {
                self.title(&value, value_at);
            }
            return Ok(());
        }
        let node = self.node(&id, at)?;
        if self.is("->") || self.is("--") {
            return self.edges(End { nodes: vec![node], second: None });
        }
        let attributes = self.attributes()?;
        self.node_attributes(node, &attributes);
        Ok(())
    }

    /// `{ a b }`, perhaps with edges from all its nodes.
    fn set_statement(&mut self) -> Read<()> {
        let set = self.subgraph()?;
        if self.is("[") {
            return Err(self.here(
                "attributes after a subgraph are not read",
                "write them at each of its nodes",
            ));
        }
        self.edges(set)
    }

    /// `-> b -> c [label=text]` after `first`.
    fn edges(&mut self, first: End) -> Read<()> {
        let mut ends = vec![first];
        while !self.is("--") && self.eat("->")? {
            let next = self.end()?;
            ends.push(next);
        }
        if self.is("--") {
            return Err(self.here("`--` has no direction", "write `->`"));
        }
        if ends.len() == 1 {
            return Ok(());
        }
        for second in ends.iter().filter_map(|end| end.second) {
            let message = "an earlier subgraph has this name, so that it is not certain whose nodes the edge joins";
            self.found.push(Found::new(second, message, "give each subgraph a name of its own"));
        }
        let at = self.at;
        let attributes = self.attributes()?;
        let label = self.edge_label(&attributes);
        if ends
            .windows(2)
            .all(|pair| self.draft.link(&pair[0].nodes, &pair[1].nodes, label.as_deref()))
        {
            return Ok(());
        }
        self.found.push(Found::new(
            at,
            "this makes more edges than a guide can have",
            "split the graph",
        ));
        Ok(())
    }

    /// A node, or all nodes of a subgraph.
    fn end(&mut self) -> Read<End> {
        if self.is("{") || self.is_word("subgraph") {
            return self.subgraph();
        }
        let at = self.at;
        let id = self.id()?;
        Ok(End { nodes: vec![self.node(&id, at)?], second: None })
    }

    fn subgraph(&mut self) -> Read<End> {
        let mut second = None;
        if self.is_word("subgraph") {
            self.advance()?;
            if let Word::Id(id) = &self.word {
                second = Some(self.at).filter(|_| !self.subgraphs.insert(id.name()));
                self.advance()?;
            }
        }
        if !self.is("{") {
            let message = format!("{} stands where `{{` should be", self.seen());
            return Err(self
                .here(message, "a subgraph is read where its nodes stand: `subgraph name { … }`"));
        }
        if self.sets.len() == DEEPEST {
            return Err(
                self.here("this subgraph is nested too deeply", format!("nest at most {DEEPEST}"))
            );
        }
        self.sets.push(Vec::new());
        let result = self.body();
        let mut nodes = self.sets.pop().unwrap_or_default();
        result?;
        let mut seen = HashSet::new();
        nodes.retain(|node| seen.insert(*node));
        if let Some(outer) = self.sets.last_mut() {
            outer.extend(&nodes);
        }
        Ok(End { nodes, second })
    }

    /// The node called `id`. Its port, where an edge touches the box, means nothing to a guide.
    fn node(&mut self, id: &Id, at: usize) -> Read<usize> {
        let name = id.name();
        if one_line(&name).is_empty() {
            return Err(Found::new(at, "this node has an empty name", "give it one"));
        }
        let is_new = self.draft.find(&name).is_none();
        let node = self.draft.node(&name);
        if is_new {
            let label = id.label(&name, at)?;
            self.draft.label(node, &label);
        }
        if let Some(set) = self.sets.last_mut() {
            set.push(node);
        }
        if self.eat(":")? {
            self.id()?;
            if self.eat(":")? {
                self.id()?;
            }
        }
        Ok(node)
    }

    /// Takes an id, which must come next and must not be a keyword of DOT.
    fn id(&mut self) -> Read<Id> {
        let Word::Id(id) = &self.word else { return Err(self.unexpected()) };
        if ["strict", "graph", "digraph", "subgraph", "node", "edge"]
            .iter()
            .any(|keyword| id.is(keyword))
        {
            return Err(self.here(
                format!("{} is a word of DOT's own", self.seen()),
                "put it into double quotes if it is a name",
            ));
        }
        let id = id.clone();
        self.advance()?;
        Ok(id)
    }

    fn advance(&mut self) -> Read<()> {
        let before = self.cursor.at();
        let next = words::next(&mut self.cursor);
        let (at, word, result) = match next {
            Ok((at, word)) => (at, word, Ok(())),
            Err(found) => (found.at, Word::Unread, Err(found)),
        };
        self.is_first_on_line = self.text[before..at.max(before)].contains('\n');
        (self.at, self.word) = (at, word);
        result
    }

    fn eat(&mut self, sign: &str) -> Read<bool> {
        let found = self.is(sign);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.word, Word::Sign(found) if found == sign)
    }

    fn is_word(&self, keyword: &str) -> bool {
        matches!(&self.word, Word::Id(id) if id.is(keyword))
    }

    fn unexpected(&self) -> Found {
        let help = match self.word {
            Word::Sign(",") => "write several nodes as `{a b}`",
            Word::Sign("--") => "write `->`",
            _ => "a statement is `a`, `a -> b`, or one of them with `[label=\"text\"]`",
        };
        self.here(format!("{} cannot stand here", self.seen()), help)
    }

    fn here(&self, message: impl Into<String>, help: impl Into<String>) -> Found {
        Found::new(self.at, message, help)
    }

    /// The next word, for a message.
    fn seen(&self) -> String {
        match self.word {
            Word::Sign(sign) => format!("`{sign}`"),
            _ => Cursor::starting(self.text, self.at).seen(),
        }
    }
}

#[cfg(test)]
mod tests;
