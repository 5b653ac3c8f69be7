//! Mermaid: the plain subset of its flowcharts.
//!
//! In:   the text of a `.mmd` file.
//! Out:  a [`Graph`]; or every statement that is not supported, with its position.
//! Not:  appearance: `style`, `classDef`, `linkStyle`, `click`, directions and the frames of
//!       subgraphs are ignored.
//!
//! | file | what it reads |
//! | --- | --- |
//! | here | statements, one after the other |
//! | `opening.rs` | front matter and the line `flowchart TD`; comments |
//! | `node.rs` | a box: its name, its text, its class |
//! | `link.rs` | a link and its text |

mod link;
mod node;
mod opening;

use std::collections::HashSet;

use super::text::{Cursor, Found, Read, diagnostics, without_bom};
use super::{Draft, Graph};
use crate::diagnostics::{Diagnostic, FileId};

/// Reads a flowchart.
pub(super) fn mermaid(text: &str, file: FileId) -> Result<Graph, Vec<Diagnostic>> {
    let text = without_bom(text);
    let mut reader = Reader::new(text);
    match reader.opening() {
        Ok(()) => reader.statements(),
        Err(found) => reader.found.push(found),
    }
    if reader.found.is_empty() {
        Ok(reader.draft.graph)
    } else {
        Err(diagnostics(text, file, reader.found))
    }
}

/// What a `class` or `style` line says about a box.
struct Remark<'a> {
    name: &'a str,
    /// The position of the name.
    at: usize,
    class: Option<&'a str>,
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    draft: Draft,
    found: Vec<Found>,
    /// Where each open subgraph begins.
    open: Vec<usize>,
    subgraphs: HashSet<String>,
    /// Every mention of a box, since its name may later turn out to be that of a subgraph.
    mentions: Vec<(usize, usize)>,
    /// Kept for the end, since such a line may precede its box.
    remarks: Vec<Remark<'a>>,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Reader<'a> {
        Reader {
            cursor: Cursor::new(text),
            draft: Draft::default(),
            found: Vec::new(),
            open: Vec::new(),
            subgraphs: HashSet::new(),
            mentions: Vec::new(),
            remarks: Vec::new(),
        }
    }

    fn statements(&mut self) {
        loop {
            let result = self.gap().and_then(|()| {
                if self.cursor.is_at_end() { Ok(false) } else { self.statement().map(|()| true) }
            });
            match result {
                Ok(true) => {}
                Ok(false) => break,
                Err(found) => {
                    self.found.push(found);
                    self.recover();
                }
            }
        }
        self.close();
    }

    /// Skips to the end of the statement that was not understood.
    fn recover(&mut self) {
        // Not to the next `;`: it may be inside a text.
        self.cursor.skip_line();
        let mut next = link::over_lines(self.cursor);
        while link::is_sign(next.rest()) {
            // A line that begins with a link continues the statement.
            next.skip_line();
            self.cursor = next;
            next = link::over_lines(next);
        }
    }

    fn statement(&mut self) -> Read<()> {
        let start = self.cursor;
        let word = self.cursor.take_while(|c| c.is_alphanumeric() || c == '_');
        match word {
            "subgraph" if self.is_frame() => self.subgraph(start.at()),
            "end" if self.is_statement_over() => self.subgraph_end(start.at()),
            "class" => self.class(),
            "classDef" | "style" | "linkStyle" | "click" => self.looks(word),
            "direction" if self.is_direction() => self.statement_end(),
            "accTitle" if self.is_before_colon() => {
                let title = self.cursor.line().trim_start().trim_start_matches(':');
                self.title(title);
                self.cursor.skip_line();
                Ok(())
            }
            "accDescr" => Err(self.description(start.at())),
            _ => {
                self.cursor = start;
                self.chain()
            }
        }
    }

    /// `a --> b --> c`, `a & b --> c`, or a box alone.
    fn chain(&mut self) -> Read<()> {
        let mut from = self.nodes()?;
        loop {
            let at = self.cursor.at();
            let Some(text) = self.link()? else { return self.statement_end() };
            let to = self.nodes()?;
            if !self.draft.link(&from, &to, Some(&text)) {
                return Err(Found::new(
                    at,
                    "this makes more links than a guide can have",
                    "split the flowchart",
                ));
            }
            from = to;
        }
    }

    /// `subgraph name [its title]`. The frame means nothing to a guide, but its name must not be
    /// mistaken for that of a box.
    fn subgraph(&mut self, at: usize) -> Read<()> {
        self.open.push(at);
        self.spaces();
        let is_quoted = self.cursor.peek() == Some('"');
        let name = match is_quoted {
            true => self.quoted()?,
            false => self.cursor.take_while(|c| !"[](){}|\"#;\n".contains(c)).to_string(),
        };
        if !is_quoted && ["--", "==", "-."].iter().any(|sign| name.contains(sign)) {
            return Err(Found::new(
                at,
                "the title of this subgraph has a link in it",
                "put the title into double quotes",
            ));
        }
        // A title of several words is not a name.
        let name = name.split(":::").next().unwrap_or_default().trim();
        if !name.is_empty() && !name.contains(char::is_whitespace) {
            self.subgraphs.insert(name.to_string());
        }
        let bracket = self.cursor.at();
        if self.cursor.eat("[") {
            self.text(bracket, &["]"])?;
        }
        self.statement_end()
    }

    fn subgraph_end(&mut self, at: usize) -> Read<()> {
        match self.open.pop() {
            Some(_) => self.statement_end(),
            // Its `subgraph` may be on a line that was not understood; that has been reported.
            None if !self.found.is_empty() => self.statement_end(),
            None => Err(Found::new(
                at,
                "no subgraph is open that this `end` could end",
                "take the line out",
            )),
        }
    }

    /// `class a,b urgent`
    fn class(&mut self) -> Read<()> {
        let mut boxes = Vec::new();
        loop {
            self.spaces();
            let at = self.cursor.at();
            boxes.push((self.name()?, at));
            self.spaces();
            if !self.cursor.eat(",") {
                break;
            }
        }
        let class = self.name()?;
        self.remarks.extend(boxes.into_iter().map(|(name, at)| Remark {
            name,
            at,
            class: Some(class),
        }));
        self.statement_end()
    }

    /// A line that only affects appearance.
    fn looks(&mut self, word: &str) -> Read<()> {
        self.spaces();
        if self.cursor.peek().is_none_or(|c| !c.is_alphanumeric() && c != '_') {
            let message = format!("`{word}` is followed by {}, not by a name", self.cursor.seen());
            return Err(self.here(
                message,
                format!("`{word}` is a word of Mermaid's own; give a box another name"),
            ));
        }
        if word == "style" {
            let at = self.cursor.at();
            let name = self.name()?;
            // Mermaid draws a box even where this line is the only one that mentions it.
            self.remarks.push(Remark { name, at, class: None });
        }
        // Addresses and tooltips may have a `;` inside their quotes.
        loop {
            self.cursor.take_while(|c| !"\";\n".contains(c));
            if self.cursor.peek() != Some('"') {
                return Ok(());
            }
            self.cursor.skip(1);
            self.cursor.take_while(|c| c != '"' && c != '\n');
            self.cursor.eat("\"");
        }
    }

    /// `direction LR`, which is used in subgraphs.
    fn is_direction(&mut self) -> bool {
        let before = self.cursor;
        self.spaces();
        let found = opening::DIRECTIONS.contains(&self.cursor.take_while(char::is_alphanumeric))
            && self.is_statement_over();
        if !found {
            self.cursor = before;
        }
        found
    }

    /// `accDescr: …` or `accDescr { … }`
    fn description(&mut self, at: usize) -> Found {
        self.spaces();
        if self.cursor.peek() == Some('{') {
            match self.cursor.rest().find('}') {
                Some(end) => self.cursor.skip(end),
                None => self.cursor.skip_all(),
            }
        }
        Found::new(
            at,
            "the description `accDescr` is not read",
            "take it out, and write it as the guide's `summary`",
        )
    }

    /// Reports what can only be known at the end of the file.
    fn close(&mut self) {
        // An `end` or a box may be missing because its line was not understood; that has been
        // reported.
        let is_whole = self.found.is_empty();
        for at in std::mem::take(&mut self.open).into_iter().filter(|_| is_whole) {
            self.found.push(Found::new(
                at,
                "this subgraph has no `end`",
                "write `end` on a line of its own after its last box",
            ));
        }
        for (node, at) in std::mem::take(&mut self.mentions) {
            let name = &self.draft.graph.nodes[node].name;
            if self.subgraphs.contains(name) {
                let message = format!("`{name}` is a subgraph here, not a box");
                self.found.push(Found::new(
                    at,
                    message,
                    "draw the link to or from a box inside it",
                ));
            }
        }
        for Remark { name, at, class } in std::mem::take(&mut self.remarks) {
            match self.draft.find(name) {
                Some(node) => class.into_iter().for_each(|class| self.draft.add_class(node, class)),
                None if self.subgraphs.contains(name) || !is_whole => {}
                None => {
                    let message = format!("no box is called `{name}`");
                    self.found.push(Found::new(
                        at,
                        message,
                        "write the name of a box, as it stands before its bracket",
                    ));
                }
            }
        }
    }

    /// Takes the end of a statement, which must come next.
    fn statement_end(&mut self) -> Read<()> {
        if self.is_statement_over() {
            return Ok(());
        }
        let message = format!("{} cannot stand here", self.cursor.seen());
        let help = match self.cursor.peek() {
            Some('[' | '(' | '{' | '>') => {
                "write a bracket directly after the name, with no space between"
            }
            Some('@') => "write the text as `name[text]`; `@{…}` is not read",
            Some('<') => "a link that is read is `-->`, `---`, `-.->` or `==>`",
            _ if self.cursor.seen().contains('@') => {
                "take the name of the link out: `a e1@--> b` is `a --> b`"
            }
            _ => {
                "write each statement on a line of its own, links as `a --> b`, and texts as `a[\"text\"]`"
            }
        };
        Err(self.here(message, help))
    }

    fn is_statement_over(&mut self) -> bool {
        self.spaces();
        self.cursor.peek().is_none_or(|c| c == '\n' || c == ';')
            || self.cursor.rest().starts_with("%%")
    }

    /// Whether `subgraph` is a keyword here, not the beginning of a longer name or a box before a
    /// link.
    fn is_frame(&mut self) -> bool {
        let is_word = self.cursor.peek().is_none_or(|c| c.is_whitespace() || c == ';');
        let mut after = self.cursor;
        after.take_while(|c| c.is_whitespace() && c != '\n');
        is_word && !link::is_sign(after.rest())
    }

    fn is_before_colon(&self) -> bool {
        let mut after = self.cursor;
        after.take_while(|c| c.is_whitespace() && c != '\n');
        after.peek() == Some(':')
    }

    /// Skips white space within the line.
    fn spaces(&mut self) {
        self.cursor.take_while(|c| c.is_whitespace() && c != '\n');
    }

    fn here(&self, message: impl Into<String>, help: impl Into<String>) -> Found {
        Found::new(self.cursor.at(), message, help)
    }
}

#[cfg(test)]
mod tests;
