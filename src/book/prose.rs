//! Prose: a resolved text to a tree of plain data, which the templates lay out.
//!
//! In:   a [`Prose`], and how its links and citations are written in the book.
//! Out:  JSON: a text is a string, anything else an object with its kind (`k`) and what is in it (`c`).

use std::collections::HashMap;

use serde_json::{Value, json};

use super::text;
use crate::html;
use crate::link::{Destination, Link, Linked, Resolved, SourceId};
use crate::plan::{Plan, View};
use crate::read::markdown::{Align, Kind, Node, Prose};
use crate::render::Look;

/// Where a text stands.
pub(super) struct Place<'a> {
    pub linked: &'a Linked,
    pub print: &'a Plan,
    /// By source: its number in the list of sources.
    pub numbers: &'a HashMap<SourceId, usize>,
    pub look: &'a Look,
    pub view: View,
    /// The level of the heading above the text.
    pub level: u8,
}

/// A text as data, and the sources that it cites.
pub(super) struct Written {
    pub nodes: Vec<Value>,
    pub cites: Vec<usize>,
}

pub(super) fn data(prose: &Prose<Resolved>, place: &Place) -> Written {
    let mut notes = HashMap::new();
    prose.walk(&mut |node| {
        if let Kind::FootnoteText { name } = &node.kind {
            notes.insert(name.as_str(), node);
        }
    });
    let mut writer = Writer { place, notes, marked: Vec::new(), open: Vec::new(), cites: Vec::new(), level: place.level };
    let mut nodes = writer.nodes(&prose.nodes, Depth::Top);
    // Written but never marked: printed all the same, so that nothing is lost.
    let mut unmarked: Vec<&str> = writer.notes.keys().copied().filter(|name| !writer.marked.contains(name)).collect();
    unmarked.sort_unstable();
    for name in unmarked {
        let node = writer.notes[name];
        nodes.extend(writer.nodes(&node.children, Depth::Inside));
    }
    Written { nodes, cites: writer.cites }
}

/// Only a table that stands in nothing else can get a page of its own.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Top,
    Inside,
}

struct Writer<'a, 'b> {
    place: &'b Place<'a>,
    notes: HashMap<&'b str, &'b Node<Resolved>>,
    marked: Vec<&'b str>,
    /// The footnotes inside which we are: one that marks itself has no end.
    open: Vec<&'b str>,
    cites: Vec<usize>,
    level: u8,
}

impl<'b> Writer<'_, 'b> {
    fn nodes(&mut self, nodes: &'b [Node<Resolved>], depth: Depth) -> Vec<Value> {
        nodes.iter().filter_map(|node| self.node(node, depth)).collect()
    }

    fn inside(&mut self, kind: &str, node: &'b Node<Resolved>) -> Option<Value> {
        Some(json!({"k": kind, "c": self.nodes(&node.children, Depth::Inside)}))
    }

    fn node(&mut self, node: &'b Node<Resolved>, depth: Depth) -> Option<Value> {
        match &node.kind {
            // A picture that is all of its paragraph stands on its own.
            Kind::Paragraph => match &node.children[..] {
                [Node { kind: Kind::Image { from, title }, .. }] => Some(self.image(&node.children[0], from, title, depth)),
                _ => self.inside("p", node),
            },
            Kind::Heading { level, id } => {
                // Levels are as the author wrote them, but none is left out: a reader by ear counts them.
                self.level = (self.place.level + level.max(&2) - 1).min(self.level + 1).min(6).max(self.place.level + 1);
                let id = id.as_deref().map(|id| self.place.print.id(self.place.view, id));
                Some(json!({"k": "h", "level": self.level, "id": id, "c": self.nodes(&node.children, Depth::Inside)}))
            }
            Kind::Quote => self.inside("quote", node),
            Kind::Alert(alert) => Some(json!({
                "k": "alert",
                "class": alert.name(),
                "word": text::printed(&self.place.look.word(&format!("alert.{}", alert.name()), "")),
                "short": node.words().len() < SHORT,
                "c": self.nodes(&node.children, Depth::Inside),
            })),
            Kind::CodeBlock => {
                let words = node.words();
                let lines: Vec<String> = words.trim_end_matches('\n').split('\n').map(code_line).collect();
                Some(json!({"k": "pre", "lines": lines}))
            }
            Kind::List { start: None } => self.inside("ul", node),
            Kind::List { start: Some(start) } => Some(json!({"k": "ol", "start": start, "c": self.nodes(&node.children, Depth::Inside)})),
            Kind::Item => self.inside("li", node),
            Kind::Task { done } => Some(json!(if *done { "☑ " } else { "☐ " })),
            Kind::Definitions => self.inside("dl", node),
            Kind::Term => self.inside("dt", node),
            Kind::Definition => self.inside("dd", node),
            Kind::Table(columns) => Some(self.table(node, columns, depth)),
            // The table writes its rows itself.
            Kind::Head | Kind::Row | Kind::Cell => None,
            Kind::FootnoteText { .. } => None,
            Kind::FootnoteMark { name } => self.footnote(name),
            Kind::Emphasis => self.inside("em", node),
            Kind::Strong => self.inside("strong", node),
            Kind::Strike => self.inside("del", node),
            Kind::Link { to, .. } => self.link(node, to),
            Kind::Image { from, title } => Some(self.image(node, from, title, Depth::Inside)),
            Kind::Text(text) | Kind::Service(text) | Kind::Mention { text, .. } => Some(json!(text::printed(text))),
            Kind::Code(code) => Some(json!({"k": "code", "c": [text::printed(code)]})),
            Kind::SoftBreak => Some(json!(" ")),
            Kind::HardBreak => Some(json!({"k": "br"})),
            Kind::Rule => Some(json!({"k": "hr"})),
            Kind::Html { html, .. } => {
                let words = html::raw::words(html);
                let words = json!(text::printed(&words));
                match depth {
                    _ if words.as_str().is_some_and(|words| words.trim().is_empty()) => None,
                    Depth::Top => Some(json!({"k": "p", "c": [words]})),
                    Depth::Inside => Some(words),
                }
            }
            Kind::Cite(sources) => {
                let numbers: Vec<usize> = sources.iter().filter_map(|source| self.place.numbers.get(source).copied()).collect();
                self.cites.extend(&numbers);
                (!numbers.is_empty()).then(|| json!({"k": "cite", "n": numbers}))
            }
        }
    }

    fn footnote(&mut self, name: &'b str) -> Option<Value> {
        let node = self.notes.get(name).copied()?;
        if self.open.contains(&name) {
            return None;
        }
        let id = self.place.print.id(self.place.view, &format!("note-{}", html::address(name)));
        if self.marked.contains(&name) {
            return Some(json!({"k": "fn", "id": id, "again": true}));
        }
        self.marked.push(name);
        self.open.push(name);
        let nodes = self.nodes(&node.children, Depth::Inside);
        self.open.pop();
        Some(json!({"k": "fn", "id": id, "again": false, "c": nodes}))
    }

    fn link(&mut self, node: &'b Node<Resolved>, link: &Link) -> Option<Value> {
        let mut children = self.nodes(&node.children, Depth::Inside);
        let fragment = link.fragment.as_deref();
        let view = match &link.to {
            Destination::To(target) => Some(View::from(*target)),
            Destination::Here => Some(self.place.view),
            _ => None,
        };
        if let Some(view) = view {
            if children.is_empty()
                && let Destination::To(target) = &link.to
            {
                children.push(json!(text::printed(self.place.linked.title(*target))));
            }
            let to = self.place.print.href(self.place.view, view, fragment);
            let to = to.strip_prefix('#').and_then(html::path_of);
            return Some(json!({"k": "ref", "to": to, "here": view == self.place.view, "c": children}));
        }
        match &link.to {
            Destination::Web(address) => {
                if children.is_empty() {
                    children.push(json!(text::printed(address)));
                }
                // On paper an address that cannot be seen is no address.
                let seen = node.words().trim() == address || node.children.is_empty();
                let shown = (!seen && address.starts_with("http")).then(|| text::printed(address));
                Some(json!({"k": "web", "to": address, "shown": shown, "c": children}))
            }
            Destination::File(path) if children.is_empty() => Some(json!(text::printed(path))),
            _ => Some(json!({"k": "span", "c": children})),
        }
    }

    fn image(&mut self, node: &'b Node<Resolved>, link: &Link, title: &str, depth: Depth) -> Value {
        match &link.to {
            Destination::File(path) => json!({
                "k": "img",
                "src": path,
                "alt": text::printed(&node.words()),
                "title": (!title.is_empty()).then(|| text::printed(title)),
                "block": depth == Depth::Top,
            }),
            _ => json!(text::printed(&node.words())),
        }
    }

    fn table(&mut self, node: &'b Node<Resolved>, columns: &[Align], depth: Depth) -> Value {
        let width = node.children.iter().map(|row| row.children.len()).max().unwrap_or(0).max(1);
        let mut needs = vec![MIN_COLUMN; width];
        let mut lengths = vec![1usize; width];
        for row in &node.children {
            for (at, cell) in row.children.iter().enumerate() {
                let words = cell.words();
                needs[at] = needs[at].max(text::longest_word(&words) + PADDING);
                lengths[at] += words.chars().count();
            }
        }
        let rows = node.children.len().max(1);
        // Wide where there is much to read, but a column twice as full needs less than twice the width.
        let wanted: Vec<f64> = lengths.iter().map(|length| ((length / rows) as f64).sqrt().max(1.0)).collect();
        let fractions = shares(&needs, &wanted);
        let align = |at: usize| match columns.get(at) {
            Some(Align::Center) => "center",
            Some(Align::End) => "end",
            _ => "start",
        };
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for row in &node.children {
            let mut cells: Vec<Value> = row.children.iter().map(|cell| Value::Array(self.nodes(&cell.children, Depth::Inside))).collect();
            cells.resize(width, json!([]));
            if matches!(row.kind, Kind::Head) { head = cells } else { body.push(Value::Array(cells)) }
        }
        json!({
            "k": "table",
            "parts": parts(&needs, depth),
            "turn": depth == Depth::Top && needs.iter().sum::<usize>() > UPRIGHT && needs.iter().sum::<usize>() <= TURNED,
            "widths": fractions,
            "align": (0..width).map(align).collect::<Vec<_>>(),
            // A head that is printed again is no part of the text, so nothing in it can be a link (PDF/UA-1).
            "repeat": !head.iter().any(has_link),
            "head": head,
            "rows": body,
            "short": rows <= SHORT_TABLE && node.words().len() < 2 * SHORT,
        })
    }
}

/// An alert of fewer letters than this is kept on one page.
const SHORT: usize = 900;
/// A table of fewer rows is kept on one page.
const SHORT_TABLE: usize = 8;
/// So many letters has a line of a table on an upright page, and on a turned one.
const UPRIGHT: usize = 84;
const TURNED: usize = 130;
const MIN_COLUMN: usize = 6;
/// What the space around a cell takes, in letters.
const PADDING: usize = 3;

/// Which columns stand together: all, or where no page is wide enough, as many as fit, each time with the first.
fn parts(needs: &[usize], depth: Depth) -> Vec<Vec<usize>> {
    let all: usize = needs.iter().sum();
    if all <= UPRIGHT || (depth == Depth::Top && all <= TURNED) {
        return vec![(0..needs.len()).collect()];
    }
    let mut parts = vec![vec![0]];
    let mut used = needs[0];
    for (at, need) in needs.iter().enumerate().skip(1) {
        if used + need > UPRIGHT {
            parts.push(vec![0]);
            used = needs[0];
        }
        parts.last_mut().expect("there is one").push(at);
        used += need;
    }
    parts
}

/// Is there anything in it that leads elsewhere?
fn has_link(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_link),
        Value::Object(fields) => fields
            .iter()
            .any(|(name, field)| (name == "k" && ["ref", "web", "cite", "fn"].iter().any(|kind| field == kind)) || has_link(field)),
        _ => false,
    }
}

/// A line of code. Its spaces are spaces, so that it can break at each and is copied as it was written.
fn code_line(line: &str) -> String {
    text::printed(&line.replace('\t', "    "))
}

/// How much of a page's width each column gets: at least what its longest word needs, the rest by what there is to read.
/// `needs`: letters by column; `wanted`: any unit.
fn shares(needs: &[usize], wanted: &[f64]) -> Vec<f64> {
    let room = needs.iter().sum::<usize>().max(UPRIGHT) as f64;
    let mut fixed = vec![false; needs.len()];
    loop {
        let taken: f64 = needs.iter().zip(&fixed).filter(|(_, fixed)| **fixed).map(|(need, _)| *need as f64).sum();
        let all: f64 = wanted.iter().zip(&fixed).filter(|(_, fixed)| !**fixed).map(|(wanted, _)| *wanted).sum();
        let share = |at: usize| if fixed[at] { needs[at] as f64 } else { (room - taken) * wanted[at] / all };
        let too_narrow = (0..needs.len()).find(|at| !fixed[*at] && share(*at) < needs[*at] as f64);
        match too_narrow {
            Some(at) => fixed[at] = true,
            None => return (0..needs.len()).map(share).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_is_narrower_than_its_longest_word() {
        for (needs, wanted) in [(vec![10, 9, 11], vec![32.0, 2.0, 1.0]), (vec![40, 50, 30], vec![1.0, 1.0, 9.0]), (vec![6], vec![1.0])] {
            let shares = shares(&needs, &wanted);
            assert!(shares.iter().zip(&needs).all(|(share, need)| *share >= *need as f64 - 1e-9), "{shares:?}");
            let room = needs.iter().sum::<usize>().max(UPRIGHT) as f64;
            assert!((shares.iter().sum::<f64>() - room).abs() < 1e-6, "{shares:?}");
        }
        assert_eq!(code_line("a  b\tc"), "a  b    c");
    }
}
