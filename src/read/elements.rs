//! The HTML that authors may write, as nodes of the same tree as Markdown.
//!
//! In:   tags and text, interleaved with the nodes of Markdown.
//! Out:  nodes. Elements that are not allowed are removed and reported; their words stay.
//! Not:  raw HTML: every medium receives only what it can show.

use super::html::{self, Token};
use super::markdown::{Builder, Frame, UNCLOSED_HTML, UNSAFE_CONTENT};
use crate::diagnostics::{Diagnostic, Position};
use crate::prose::{Attributes, Cell, Direction, Element, Node, Size, Tag, Written};

/// Elements whose content is not text for readers.
const CODE: &[&str] = &["script", "style"];
/// Parts of a table that say nothing about its cells.
const TRANSPARENT: &[&str] = &["tbody", "tfoot", "colgroup", "col", "wbr"];

/// What a start tag becomes.
enum Start {
    /// Stays open until its end tag.
    Open(Element<Written>),
    /// Has no content.
    Leaf(Element<Written>, Vec<Node<Written>>),
    Nothing,
}

/// A tag while its attributes are read: each attribute that is asked for counts as known.
struct Given<'a> {
    attributes: &'a [(String, String)],
    known: Vec<&'static str>,
}

impl Given<'_> {
    fn take(&mut self, name: &'static str) -> Option<String> {
        self.known.push(name);
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    }

    /// An integer, optionally followed by `px`. Any other value counts as an unknown attribute.
    fn number(&mut self, name: &'static str) -> Option<u32> {
        let number = self
            .take(name)?
            .trim()
            .trim_end_matches("px")
            .parse::<u32>()
            .ok()
            .filter(|n| (1..100_000).contains(n));
        if number.is_none() {
            self.known.pop();
        }
        number
    }

    fn common(&mut self) -> Option<Box<Attributes>> {
        let direction = match self.take("dir").as_deref() {
            Some("ltr") => Some(Direction::LeftToRight),
            Some("rtl") => Some(Direction::RightToLeft),
            Some("auto") => Some(Direction::Auto),
            Some(_) => {
                self.known.pop();
                None
            }
            None => None,
        };
        let id = self
            .take("id")
            .map(|id| id.split_whitespace().collect::<Vec<_>>().join("-"))
            .filter(|id| !id.is_empty());
        let language = self.take("lang").filter(|tag| {
            !tag.is_empty() && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
        let title = self.take("title").filter(|title| !title.trim().is_empty());
        let attributes = Attributes { id, direction, language, title };
        (attributes != Attributes::default()).then(|| Box::new(attributes))
    }

    /// The attributes that nothing asked for.
    fn unknown(&self) -> impl Iterator<Item = &str> {
        self.attributes
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(|name| !self.known.contains(name))
    }
}

impl Builder<'_> {
    /// Reads a piece of HTML. `source`: maps a byte of the piece to its byte in the body.
    pub(super) fn html(&mut self, html: &str, source: &dyn Fn(usize) -> usize) {
        if let Some((begin, end)) = html::unfinished(html) {
            let message = format!("`{begin}` is never closed, so all text after it is lost");
            let help = format!("close it with `{end}`, or take it out");
            self.problems.push(
                Diagnostic::new(&UNCLOSED_HTML, self.position(source(0)), message).help(help),
            );
            return;
        }
        for begin in ["<![CDATA[", "<?"] {
            if let Some(at) = html.find(begin) {
                self.taken_out(source(at), &format!("what is between `{begin}` and its end"));
            }
        }
        for (at, token) in html::tokens(html) {
            let at = source(at);
            match token {
                Token::Start { name, attributes } if !self.hidden => {
                    self.start(&name, &attributes, at)
                }
                Token::End(name) => self.end(&name),
                Token::Text(text) if !self.hidden => self.add_text(&text, at),
                Token::Start { .. } | Token::Text(_) => {}
            }
        }
        if let Some((at, begin)) = html::unfinished_tag(html) {
            self.taken_out(source(at), &format!("the unfinished tag `{begin}`"));
        }
    }

    fn taken_out(&mut self, at: usize, what: &str) {
        let help = "a handbook has no scripts, handlers, styles or frames; write it as Markdown where that is possible";
        let problem =
            Diagnostic::new(&UNSAFE_CONTENT, self.position(at), format!("{what} was taken out"));
        self.problems.push(problem.help(help));
    }

    fn start(&mut self, name: &str, attributes: &[(String, String)], at: usize) {
        self.flush();
        self.implied_ends(name);
        if TRANSPARENT.contains(&name) {
            return;
        }
        let position = self.position(at);
        let mut given = Given { attributes, known: Vec::new() };
        let common = given.common();
        let Some(start) = self.becomes(name, &mut given, position) else {
            self.hidden = CODE.contains(&name);
            self.gap = true;
            return self.taken_out(at, &format!("the element `<{name}>`"));
        };
        let unknown: Vec<String> =
            given.unknown().map(|key| format!("the attribute `{key}` of `<{name}>`")).collect();
        unknown.iter().for_each(|what| self.taken_out(at, what));
        match start {
            Start::Open(element) => {
                let (element, resumes) = self.make_room(element);
                let node = Node { position, element, attributes: common, children: Vec::new() };
                self.push(Frame { node, html: Some(name.to_string()), resumes });
            }
            Start::Leaf(element, children) => {
                let (element, resumes) = self.make_room(element);
                self.add(Node { position, element, attributes: common, children });
                if resumes {
                    self.resume(position);
                }
            }
            Start::Nothing => {}
        }
    }

    /// `None`: the element is not allowed.
    fn becomes(&self, name: &str, given: &mut Given, position: Position) -> Option<Start> {
        let inside = |wanted: fn(&Element<Written>) -> bool| {
            self.open
                .iter()
                .rev()
                .take_while(|frame| frame.html.is_some())
                .any(|frame| wanted(&frame.node.element))
        };
        let part = |element: Element<Written>, is_inside: bool| {
            // A part of a list or table outside any list or table is only a block.
            Start::Open(if is_inside { element } else { Element::Html(Tag::Div) })
        };
        let in_table = inside(|element| matches!(element, Element::Table(_)));
        Some(match name {
            "p" => Start::Open(Element::Paragraph),
            "blockquote" => Start::Open(Element::Quote),
            "ul" => Start::Open(Element::List { start: None }),
            "ol" => Start::Open(Element::List {
                start: Some(given.number("start").map_or(1, u64::from)),
            }),
            "li" => part(Element::Item, inside(|element| matches!(element, Element::List { .. }))),
            "dl" => Start::Open(Element::Definitions),
            "dt" => part(Element::Term, inside(|element| matches!(element, Element::Definitions))),
            "dd" => {
                part(Element::Definition, inside(|element| matches!(element, Element::Definitions)))
            }
            "table" => Start::Open(Element::Table(Vec::new())),
            "caption" => part(Element::TableCaption, in_table),
            "thead" => part(Element::Head, in_table),
            "tr" => part(Element::Row, in_table),
            "td" | "th" => {
                given.take("scope");
                let (columns, rows) =
                    (given.number("colspan").unwrap_or(1), given.number("rowspan").unwrap_or(1));
                let cell = Cell {
                    header: name == "th",
                    columns: columns.min(MAX_SPAN),
                    rows: rows.min(MAX_SPAN),
                };
                part(Element::Cell(cell), in_table)
            }
            "strong" | "b" => Start::Open(Element::Strong),
            "em" | "i" => Start::Open(Element::Emphasis),
            "s" | "del" => Start::Open(Element::Strike),
            "a" => {
                let is_link = self
                    .open
                    .iter()
                    .any(|frame| matches!(frame.node.element, Element::Link { .. }));
                match given.take("href") {
                    Some(to) if !is_link => Start::Open(Element::Link { to, title: String::new() }),
                    _ => Start::Open(Element::Html(Tag::Span)),
                }
            }
            "img" => {
                let from = given.take("src")?;
                let size = Size { width: given.number("width"), height: given.number("height") };
                let words = given.take("alt").filter(|words| !words.trim().is_empty());
                let alt = words.map(|words| Node::leaf(position, Element::Text(words)));
                Start::Leaf(
                    Element::Image { from, title: String::new(), size },
                    alt.into_iter().collect(),
                )
            }
            "br" => Start::Leaf(Element::HardBreak, Vec::new()),
            "hr" if self.in_line() => Start::Nothing,
            "hr" => Start::Leaf(Element::Rule, Vec::new()),
            "details" => {
                Start::Open(Element::Html(Tag::Details { open: given.take("open").is_some() }))
            }
            "summary" => part(
                Element::Html(Tag::Summary),
                inside(|element| matches!(element, Element::Html(Tag::Details { .. }))),
            ),
            _ => Start::Open(Element::Html(Tag::from_name(name)?)),
        })
    }

    /// Ends the paragraph, which cannot hold a block. Where even that does not help, as in a
    /// heading or a link, the block becomes part of the line. Also returns whether a paragraph is
    /// to be resumed after it.
    fn make_room(&mut self, element: Element<Written>) -> (Element<Written>, bool) {
        if !element.is_block() {
            return (element, false);
        }
        if self.in_line() {
            return (Element::Html(Tag::Span), false);
        }
        match self.open.last() {
            Some(Frame { node: Node { element: Element::Paragraph, .. }, html, .. }) => {
                let resumes = html.is_none();
                self.pop();
                (element, resumes)
            }
            _ => (element, false),
        }
    }

    /// Whether we are inside something that holds only words.
    fn in_line(&self) -> bool {
        let last =
            self.open.iter().rev().find(|frame| !matches!(frame.node.element, Element::Paragraph));
        last.is_some_and(|frame| match &frame.node.element {
            Element::Heading { .. }
            | Element::Term
            | Element::TableCaption
            | Element::Html(Tag::Summary) => true,
            other => !other.is_block(),
        })
    }

    /// Resumes the paragraph that a block interrupted.
    fn resume(&mut self, position: Position) {
        self.push(Frame {
            node: Node::leaf(position, Element::Paragraph),
            html: None,
            resumes: false,
        });
    }

    fn end(&mut self, name: &str) {
        self.flush();
        if self.hidden {
            self.hidden = !CODE.contains(&name);
            return;
        }
        // An end tag without a start tag is ignored; one that encloses open elements first closes
        // them.
        let mine = self.open.iter().rev().take_while(|frame| frame.html.is_some());
        let Some(at) = mine
            .enumerate()
            .find(|(_, frame)| frame.html.as_deref() == Some(name))
            .map(|(at, _)| at)
        else {
            self.gap = true;
            return;
        };
        for _ in 0..=at {
            self.pop_html();
        }
    }

    /// Closes the element on top, which HTML opened.
    pub(super) fn pop_html(&mut self) {
        let Some(Frame { resumes, node, .. }) = self.open.last() else { return };
        let (resumes, position) = (*resumes, node.position);
        self.pop();
        if resumes {
            self.resume(position);
        }
    }

    /// Some end tags may be left out (HTML, 13.1.2.4): the next item ends the one before it.
    fn implied_ends(&mut self, name: &str) {
        let (ends, within): (&[&str], &[&str]) = match name {
            "li" => (&["li"], &["ul", "ol"]),
            "dt" | "dd" => (&["dt", "dd"], &["dl"]),
            "td" | "th" => (&["td", "th"], &["table", "tr"]),
            "tr" => (&["td", "th", "tr", "caption"], &["table"]),
            "thead" | "tbody" | "tfoot" => (&["td", "th", "tr", "thead", "caption"], &["table"]),
            _ => return,
        };
        let mut open = self.open.iter().rev().take_while(|frame| frame.html.is_some()).enumerate();
        let mut last = None;
        for (at, frame) in &mut open {
            let name = frame.html.as_deref().unwrap_or_default();
            if within.contains(&name) {
                break;
            }
            if ends.contains(&name) {
                last = Some(at);
            }
        }
        for _ in 0..last.map_or(0, |at| at + 1) {
            self.pop_html();
        }
    }
}

/// No cell spans more columns or rows than this.
const MAX_SPAN: u32 = 100;

/// A node as a child of a parent that cannot hold it: text in a list becomes an item, in a row a
/// cell.
pub(super) fn fitted(parent: &Element<Written>, node: Node<Written>) -> Node<Written> {
    let wrap = |element, node: Node<Written>| Node::new(node.position, element, vec![node]);
    match (parent, &node.element) {
        (Element::List { .. }, Element::Item) | (Element::Row, Element::Cell(_)) => node,
        (Element::Definitions, Element::Term | Element::Definition) => node,
        (Element::Table(_) | Element::Head, Element::Row) => node,
        (Element::Table(_), Element::Head | Element::TableCaption) => node,
        (Element::List { .. }, _) => wrap(Element::Item, node),
        (Element::Row, _) => wrap(Element::Cell(Cell::PLAIN), node),
        (Element::Definitions, _) => wrap(Element::Definition, node),
        (Element::Table(_) | Element::Head, Element::Cell(_)) => wrap(Element::Row, node),
        (Element::Table(_) | Element::Head, _) => {
            wrap(Element::Row, wrap(Element::Cell(Cell::PLAIN), node))
        }
        _ => node,
    }
}

/// An HTML table in Markdown's order: a caption, one head of cells, rows.
pub(super) fn table(mut node: Node<Written>) -> Node<Written> {
    let (mut captions, mut heads, mut rows) = (Vec::new(), Vec::new(), Vec::new());
    for child in std::mem::take(&mut node.children) {
        match child.element {
            Element::TableCaption => captions.push(child),
            Element::Head => heads.extend(child.children),
            _ => rows.push(child),
        }
    }
    let is_head = |row: &Node<Written>| {
        !row.children.is_empty()
            && row.children.iter().all(|cell| {
                matches!(cell.element, Element::Cell(Cell { header: true, rows: 1, .. }))
            })
    };
    if heads.is_empty() && rows.len() > 1 && is_head(&rows[0]) {
        heads.push(rows.remove(0));
    }
    let (head_cells, cells) = (in_grid(&mut heads), in_grid(&mut rows));
    let columns = head_cells.iter().chain(&cells).copied().max().unwrap_or(0);
    for (row, taken) in heads.iter_mut().zip(head_cells).chain(rows.iter_mut().zip(cells)) {
        let missing =
            (taken..columns).map(|_| Node::leaf(row.position, Element::Cell(Cell::PLAIN)));
        row.children.extend(missing);
    }
    let mut heads = heads.into_iter();
    // Only the first row of a head is repeated on paper; the others become rows of header cells.
    let first = heads.next().map(|row| Node { element: Element::Head, ..row });
    let others = heads.map(|mut row| {
        for cell in &mut row.children {
            if let Element::Cell(cell) = &mut cell.element {
                cell.header = true;
            }
        }
        row
    });
    node.element = Element::Table(vec![crate::prose::Align::None; columns]);
    // A table has one caption; the words of others are not lost.
    let caption = captions.into_iter().reduce(|mut caption: Node<Written>, other| {
        caption.children.push(Node::leaf(other.position, Element::HardBreak));
        caption.children.extend(other.children);
        caption
    });
    node.children = caption.into_iter().chain(first).chain(others).chain(rows).collect();
    node
}

/// Trims the cells that extend below the last row or over another. Returns how many columns are
/// occupied in each row.
fn in_grid(rows: &mut [Node<Written>]) -> Vec<usize> {
    let count = rows.len() as u32;
    // For each column, how many rows from here on are occupied by a cell.
    let mut taken: Vec<u32> = Vec::new();
    let mut widths = Vec::new();
    for (at, row) in (0..).zip(rows.iter_mut()) {
        let mut column = 0;
        for cell in &mut row.children {
            let Element::Cell(cell) = &mut cell.element else { continue };
            while taken.get(column).is_some_and(|rows| *rows > 0) {
                column += 1;
            }
            // A cell cannot overlap one that extends down from above.
            let wanted = column..column + cell.columns as usize;
            let free = wanted
                .take_while(|next| taken.get(*next).is_none_or(|rows| *rows == 0))
                .count()
                .max(1);
            cell.columns = free as u32;
            cell.rows = cell.rows.min(count - at);
            taken.resize(taken.len().max(column + free), 0);
            taken[column..column + free].fill(cell.rows);
            column += free;
        }
        widths.push(taken.iter().filter(|rows| **rows > 0).count());
        taken.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
    }
    widths
}

/// Puts words between blocks into paragraphs of their own.
pub(super) fn in_paragraphs(nodes: Vec<Node<Written>>) -> Vec<Node<Written>> {
    if !nodes.iter().any(|node| !node.element.is_block()) {
        return nodes;
    }
    let mut out: Vec<Node<Written>> = Vec::new();
    let mut loose = false;
    for node in nodes {
        let is_block = node.element.is_block();
        match out.last_mut() {
            Some(paragraph) if !is_block && loose => paragraph.children.push(node),
            _ if is_block => out.push(node),
            _ => out.push(Node::new(node.position, Element::Paragraph, vec![node])),
        }
        loose = !is_block;
    }
    out.retain(|node| !matches!(node.element, Element::Paragraph) || !is_blank(node));
    out
}

/// Whether it is nothing but whitespace.
pub(super) fn is_blank(node: &Node<Written>) -> bool {
    node.children.iter().all(|child| match &child.element {
        Element::Text(text) => text.trim().is_empty(),
        Element::SoftBreak => true,
        _ => false,
    })
}
