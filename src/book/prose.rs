//! Prose: a resolved text as the tree that the templates lay out.
//!
//! In:   a [`Prose`], and how its links and citations are to be printed in the book.
//! Out:  [`Piece`]s: words, or a [`Node`] with its kind (`k`) and its content (`c`).

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use super::drawing::{self, Drawing};
use super::text;
use crate::appearance::Words;
use crate::chart::Fonts;
use crate::html;
use crate::link::{Destination, Link, Linked, Pdf, Resolved, SourceId, Target};
use crate::model::Paragraph;
use crate::plan::{Plan, View};
use crate::prose::{self, Align, Attributes, Cell, DrawingLanguage, Element, Prose, Size, Tag};

/// Where a text is printed.
pub(super) struct Context<'a> {
    pub linked: &'a Linked,
    pub print: &'a Plan,
    /// The number of each source in the list of sources.
    pub numbers: &'a HashMap<SourceId, usize>,
    pub words: &'a Words,
    /// The fonts used to lay out drawings.
    pub fonts: &'a Fonts,
    pub view: View,
    /// The level of the heading above the text.
    pub level: u8,
    /// Printed without the book around it, so there is nothing to cite or refer to.
    pub alone: bool,
}

/// A text as data.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub nodes: Vec<Piece>,
    /// The numbers of the sources it cites.
    pub cites: Vec<usize>,
    /// The ids of the places it links to.
    pub refs: BTreeSet<String>,
    /// How much space it takes, in characters.
    pub letters: usize,
    /// The ids of its places, each with the number of characters before it.
    pub ids: Vec<(String, usize)>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Piece {
    Words(String),
    Node(Box<Node>),
}

impl From<Node> for Piece {
    fn from(node: Node) -> Piece {
        Piece::Node(Box::new(node))
    }
}

/// What the templates know how to lay out. Sizes in points.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "k", rename_all = "kebab-case")]
pub(super) enum Node {
    P {
        c: Vec<Piece>,
    },
    H {
        level: u8,
        id: Option<String>,
        c: Vec<Piece>,
    },
    Quote {
        c: Vec<Piece>,
    },
    Alert {
        class: &'static str,
        word: String,
        short: bool,
        c: Vec<Piece>,
    },
    Pre {
        lines: Vec<String>,
    },
    Drawing {
        it: Box<Drawing>,
    },
    Ul {
        c: Vec<Piece>,
    },
    Ol {
        start: u64,
        c: Vec<Piece>,
    },
    Li {
        c: Vec<Piece>,
    },
    Dl {
        c: Vec<Piece>,
    },
    Dt {
        c: Vec<Piece>,
    },
    Dd {
        c: Vec<Piece>,
    },
    Table(Box<Table>),
    Fn {
        id: String,
        again: bool,
        c: Vec<Piece>,
    },
    Em {
        c: Vec<Piece>,
    },
    Strong {
        c: Vec<Piece>,
    },
    Del {
        c: Vec<Piece>,
    },
    Ins {
        c: Vec<Piece>,
    },
    Sub {
        c: Vec<Piece>,
    },
    Sup {
        c: Vec<Piece>,
    },
    Key {
        c: Vec<Piece>,
    },
    Code {
        c: Vec<Piece>,
    },
    Mark {
        c: Vec<Piece>,
    },
    Small {
        c: Vec<Piece>,
    },
    Quoted {
        c: Vec<Piece>,
    },
    Span {
        c: Vec<Piece>,
    },
    Div {
        c: Vec<Piece>,
    },
    Details {
        c: Vec<Piece>,
    },
    Summary {
        c: Vec<Piece>,
    },
    Caption {
        c: Vec<Piece>,
    },
    /// Words in another language or direction.
    Speech {
        direction: Option<&'static str>,
        language: Option<String>,
        block: bool,
        c: Vec<Piece>,
    },
    /// A place that something may link to.
    Anchor {
        id: String,
    },
    /// Text about the preceding element, which a browser shows on hover.
    About {
        words: String,
    },
    Ref {
        to: Option<String>,
        here: bool,
        c: Vec<Piece>,
    },
    Web {
        to: String,
        shown: Option<String>,
        c: Vec<Piece>,
    },
    Img(Picture),
    Br,
    Hr,
    Cite {
        n: Vec<usize>,
    },
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Picture {
    src: String,
    alt: String,
    title: Option<String>,
    /// Whether it is a block of its own, rather than part of a line.
    block: bool,
    width: Option<f64>,
    height: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub(super) struct Table {
    /// The columns that are set together.
    parts: Vec<Vec<usize>>,
    /// Whether it is set on a landscape page.
    turn: bool,
    widths: Vec<f64>,
    align: Vec<&'static str>,
    caption: Vec<Piece>,
    /// Whether the head is repeated on each page.
    repeat: bool,
    head: Vec<TableCell>,
    rows: Vec<Vec<TableCell>>,
    short: bool,
}

#[derive(Clone, Debug, Serialize)]
struct TableCell {
    c: Vec<Piece>,
    header: bool,
    columns: u32,
    rows: u32,
}

pub(super) fn data(prose: &Prose<Resolved>, context: &Context) -> Written {
    let mut notes = HashMap::new();
    prose.walk(&mut |node| {
        if let Element::FootnoteText { name } = &node.element {
            notes.insert(name.as_str(), node);
        }
    });
    let mut writer = Writer { notes, ..Writer::new(context) };
    let mut nodes = writer.nodes(&prose.nodes, Depth::Top);
    // Written but never marked: still printed, so that nothing is lost.
    let mut unmarked: Vec<&str> =
        writer.notes.keys().copied().filter(|name| !writer.marked.contains(name)).collect();
    unmarked.sort_unstable();
    for name in unmarked {
        let node = writer.notes[name];
        nodes.extend(writer.nodes(&node.children, Depth::Inside));
    }
    Written { nodes, ..writer.out }
}

/// The text of a field: the words of its paragraph.
pub(super) fn line(paragraph: &Paragraph<Resolved>, context: &Context) -> Written {
    let mut writer = Writer::new(context);
    let nodes = paragraph.prose.nodes.iter().flat_map(|node| writer.inside(node)).collect();
    Written { nodes, ..writer.out }
}

/// Only a top-level table can have a page of its own.
#[derive(Clone, Copy, PartialEq)]
enum Depth {
    Top,
    Inside,
}

struct Writer<'a, 'b> {
    context: &'b Context<'a>,
    notes: HashMap<&'b str, &'b prose::Node<Resolved>>,
    marked: Vec<&'b str>,
    /// The footnotes we are inside: one that marks itself would never end.
    open: Vec<&'b str>,
    level: u8,
    /// In a heading a picture is replaced by its alternative text: a heading without text would
    /// have no name.
    words_only: bool,
    out: Written,
}

impl<'a, 'b> Writer<'a, 'b> {
    fn new(context: &'b Context<'a>) -> Writer<'a, 'b> {
        Writer {
            context,
            notes: HashMap::new(),
            marked: Vec::new(),
            open: Vec::new(),
            level: context.level,
            words_only: false,
            out: Written::default(),
        }
    }

    fn words(&mut self, words: &str) -> Piece {
        self.out.letters += words.chars().count();
        Piece::Words(text::printed(words))
    }

    /// The id of a place in this text.
    fn place(&mut self, id: &str) -> String {
        let id = self.context.print.id(self.context.view, id);
        self.out.ids.push((id.clone(), self.out.letters));
        id
    }

    fn nodes(&mut self, nodes: &'b [prose::Node<Resolved>], depth: Depth) -> Vec<Piece> {
        let mut out = Vec::new();
        for node in nodes {
            let before = self.out.letters;
            self.node(node, depth, &mut out);
            self.out.letters = self.out.letters.max(before + LEAST * lines(node));
        }
        out
    }

    fn inside(&mut self, node: &'b prose::Node<Resolved>) -> Vec<Piece> {
        self.nodes(&node.children, Depth::Inside)
    }

    /// A node with the effect of its attributes.
    fn node(&mut self, node: &'b prose::Node<Resolved>, depth: Depth, out: &mut Vec<Piece>) {
        let Some(attributes) = &node.attributes else { return self.bare(node, depth, out) };
        let Attributes { id, direction, language, title } = &**attributes;
        if let Some(id) = id {
            out.push(Node::Anchor { id: self.place(id) }.into());
        }
        let mut inner = Vec::new();
        self.bare(node, depth, &mut inner);
        if direction.is_some() || language.is_some() {
            let direction = direction.map(|direction| direction.word());
            let block = node.element.is_block();
            out.push(
                Node::Speech { direction, language: language.clone(), block, c: inner }.into(),
            );
        } else {
            out.extend(inner);
        }
        out.extend(
            title.as_ref().map(|words| Piece::from(Node::About { words: text::printed(words) })),
        );
    }

    fn bare(&mut self, node: &'b prose::Node<Resolved>, depth: Depth, out: &mut Vec<Piece>) {
        let piece: Piece = match &node.element {
            Element::Paragraph => return self.paragraph(node, out),
            Element::Heading { level, id } => self.heading(node, *level, id.as_deref()).into(),
            Element::Quote => Node::Quote { c: self.inside(node) }.into(),
            Element::Alert(alert) => Node::Alert {
                class: alert.name(),
                word: text::printed(self.context.words.one(alert.key())),
                short: node.words().len() < SHORT,
                c: self.inside(node),
            }
            .into(),
            Element::CodeBlock => self.code_block(node).into(),
            Element::Drawing(language) => self.drawing(node, *language).into(),
            Element::List { start: None } => Node::Ul { c: self.inside(node) }.into(),
            Element::List { start: Some(start) } => {
                Node::Ol { start: *start, c: self.inside(node) }.into()
            }
            Element::Item => Node::Li { c: self.inside(node) }.into(),
            Element::Task { done } => Piece::Words(if *done { "☑ " } else { "☐ " }.to_string()),
            Element::Definitions => Node::Dl { c: self.inside(node) }.into(),
            Element::Term => Node::Dt { c: self.inside(node) }.into(),
            Element::Definition => Node::Dd { c: self.inside(node) }.into(),
            Element::Table(columns) => {
                Node::Table(Box::new(self.table(node, columns, depth))).into()
            }
            // The table writes its own parts, and a footnote is printed where its mark is.
            Element::TableCaption
            | Element::Head
            | Element::Row
            | Element::Cell(_)
            | Element::FootnoteText { .. } => return,
            Element::FootnoteMark { name } => match self.footnote(name) {
                Some(note) => note.into(),
                None => return,
            },
            Element::Emphasis => Node::Em { c: self.inside(node) }.into(),
            Element::Strong => Node::Strong { c: self.inside(node) }.into(),
            Element::Strike => Node::Del { c: self.inside(node) }.into(),
            Element::Link { to, title } => {
                out.push(self.link(node, to));
                if title.is_empty() {
                    return;
                }
                Node::About { words: text::printed(title) }.into()
            }
            Element::Image { from, title, size } => {
                self.image(node, from, title, *size, Place::Line)
            }
            Element::Text(text) | Element::Service(text) | Element::Mention { text, .. } => {
                self.words(text)
            }
            Element::Code(code) => Node::Code { c: vec![self.words(code)] }.into(),
            Element::SoftBreak => Piece::Words(" ".into()),
            Element::HardBreak => Node::Br.into(),
            Element::Rule => Node::Hr.into(),
            Element::Html(tag) => self.html(node, *tag).into(),
            Element::Cite(sources) => {
                let numbers =
                    sources.iter().filter_map(|source| self.context.numbers.get(source).copied());
                let n: Vec<usize> = numbers.collect();
                if n.is_empty() || self.context.alone {
                    return;
                }
                self.out.cites.extend(&n);
                Node::Cite { n }.into()
            }
        };
        out.push(piece);
    }

    fn html(&mut self, node: &'b prose::Node<Resolved>, tag: Tag) -> Node {
        if tag == Tag::Preformatted {
            return self.code_block(node);
        }
        let c = self.inside(node);
        match tag {
            Tag::Div | Tag::Figure => Node::Div { c },
            Tag::FigureCaption => Node::Caption { c },
            Tag::Details { .. } => Node::Details { c },
            Tag::Summary => Node::Summary { c },
            Tag::Preformatted | Tag::Code | Tag::Sample => Node::Code { c },
            Tag::Span | Tag::Abbreviation | Tag::Time => Node::Span { c },
            Tag::Underline | Tag::Insert => Node::Ins { c },
            Tag::Sub => Node::Sub { c },
            Tag::Sup => Node::Sup { c },
            Tag::Keyboard => Node::Key { c },
            Tag::Mark => Node::Mark { c },
            Tag::Small => Node::Small { c },
            Tag::Quotation => Node::Quoted { c },
            Tag::Work | Tag::Defined | Tag::Variable => Node::Em { c },
        }
    }

    /// A paragraph; a picture in it that is taller than a line is set between its words.
    fn paragraph(&mut self, node: &'b prose::Node<Resolved>, out: &mut Vec<Piece>) {
        let mut words: Vec<Piece> = Vec::new();
        let flush = |words: &mut Vec<Piece>, out: &mut Vec<Piece>| {
            let blank = |piece: &Piece| match piece {
                Piece::Words(words) => words.trim().is_empty(),
                Piece::Node(node) => matches!(**node, Node::Br),
            };
            let c = std::mem::take(words);
            if !c.iter().all(blank) {
                out.push(Node::P { c }.into());
            }
        };
        for child in &node.children {
            match &child.element {
                Element::Image { from, title, size }
                    if !self.words_only && self.is_high(from, *size) =>
                {
                    flush(&mut words, out);
                    out.push(self.image(child, from, title, *size, Place::Block));
                }
                _ => self.node(child, Depth::Inside, &mut words),
            }
        }
        flush(&mut words, out);
    }

    fn heading(&mut self, node: &'b prose::Node<Resolved>, level: u8, id: Option<&str>) -> Node {
        // Levels are as the author wrote them, but none is skipped: users of screen readers rely on
        // them.
        let top = self.context.level;
        self.level = (top + level.max(2) - 1).min(self.level + 1).min(6).max(top + 1);
        let id = id.map(|id| self.place(id));
        let before = std::mem::replace(&mut self.words_only, true);
        let c = self.inside(node);
        self.words_only = before;
        Node::H { level: self.level, id, c }
    }

    /// A block of code. Its spaces stay spaces, so that a line can break at each and is copied as
    /// it was written.
    fn drawing(&mut self, node: &'b prose::Node<Resolved>, language: DrawingLanguage) -> Node {
        match drawing::in_text(self.context, language, &node.words()) {
            Some(it) => {
                self.out.letters += node.words().chars().count() * 2;
                Node::Drawing { it: Box::new(it) }
            }
            None => self.code_block(node),
        }
    }

    fn code_block(&mut self, node: &'b prose::Node<Resolved>) -> Node {
        let words = node.words();
        self.out.letters += words.chars().count();
        let line = |line: &str| text::printed(&line.replace('\t', "    "));
        Node::Pre {
            lines: words
                .trim_end_matches('\n')
                .trim_start_matches('\n')
                .split('\n')
                .map(line)
                .collect(),
        }
    }

    fn footnote(&mut self, name: &'b str) -> Option<Node> {
        let node = self.notes.get(name).copied()?;
        if self.open.contains(&name) {
            return None;
        }
        let id = self.context.print.id(self.context.view, &format!("note-{}", html::address(name)));
        if self.marked.contains(&name) {
            return Some(Node::Fn { id, again: true, c: Vec::new() });
        }
        self.marked.push(name);
        self.open.push(name);
        let c = self.inside(node);
        self.open.pop();
        Some(Node::Fn { id, again: false, c })
    }

    fn link(&mut self, node: &'b prose::Node<Resolved>, link: &Link) -> Piece {
        let mut c = self.inside(node);
        let fragment = link.fragment.as_deref();
        let (view, title) = match &link.to {
            Destination::To(target) => {
                (View::from(*target), Some(self.context.linked.title(*target)))
            }
            Destination::Here => (self.context.view, None),
            Destination::Web(address) => {
                if c.is_empty() {
                    c.push(Piece::Words(text::printed(address)));
                }
                // On paper, an address that is not visible is useless.
                let words = node.words();
                let seen = node.children.is_empty()
                    || address.strip_prefix("mailto:").unwrap_or(address) == words.trim();
                let shown = ["http", "mailto:"].iter().any(|scheme| address.starts_with(scheme));
                let plain = address.strip_prefix("mailto:").unwrap_or(address);
                let shown = (!seen && shown).then(|| text::printed(plain));
                return Node::Web { to: address.clone(), shown, c }.into();
            }
            Destination::File(path) if c.is_empty() => return Piece::Words(text::printed(path)),
            // The sheets of the book are in the book.
            Destination::Pdf(Pdf::Handout(target)) => {
                (View::from(*target), Some(self.context.linked.title(*target)))
            }
            Destination::Pdf(Pdf::Poster(id) | Pdf::Sheet(id)) => {
                (View::Guide(*id), Some(self.context.linked.title(Target::Guide(*id))))
            }
            Destination::Pdf(Pdf::Book) | Destination::File(_) | Destination::Nowhere => {
                return Node::Span { c }.into();
            }
        };
        if let (true, Some(title)) = (c.is_empty(), title) {
            c.push(Piece::Words(text::printed(title)));
        }
        if self.context.alone {
            return Node::Span { c }.into();
        }
        let to = self.context.print.href(self.context.view, view, fragment);
        let to = to.strip_prefix('#').and_then(html::path_of);
        self.out.refs.extend(to.clone());
        Node::Ref { to, here: view == self.context.view, c }.into()
    }

    /// Whether a picture is too tall for a line of text.
    fn is_high(&self, link: &Link, size: Size) -> bool {
        let Destination::File(path) = &link.to else { return false };
        let height = match (size, self.context.linked.picture_size(path)) {
            (Size { height: Some(height), .. }, _) => f64::from(height),
            (Size { width: Some(width), .. }, Some((w, h))) => {
                f64::from(width) * f64::from(h) / f64::from(w).max(1.0)
            }
            (_, Some((_, height))) => f64::from(height),
            (_, None) => f64::INFINITY,
        };
        height > LINE
    }

    fn image(
        &self,
        node: &prose::Node<Resolved>,
        link: &Link,
        title: &str,
        size: Size,
        place: Place,
    ) -> Piece {
        let Destination::File(path) = &link.to else {
            return Piece::Words(text::printed(&node.words()));
        };
        if self.words_only {
            return Piece::Words(text::printed(&node.words()));
        }
        let natural = self.context.linked.picture_size(path).map(|(width, _)| width);
        let width = size.width.or(if place == Place::Line && size.height.is_none() {
            natural
        } else {
            None
        });
        // Nothing can be measured within a line, so a wide picture has to be scaled down here.
        let width = width
            .map(|px| f64::from(px) * POINTS)
            .map(|width| if place == Place::Line { width.min(WIDEST) } else { width });
        Node::Img(Picture {
            src: path.clone(),
            alt: text::printed(&node.words()),
            title: (!title.is_empty()).then(|| text::printed(title)),
            block: place == Place::Block,
            width,
            height: size.height.map(|px| f64::from(px) * POINTS),
        })
        .into()
    }

    fn table(&mut self, node: &'b prose::Node<Resolved>, columns: &[Align], depth: Depth) -> Table {
        let is_row =
            |row: &&prose::Node<Resolved>| matches!(row.element, Element::Row | Element::Head);
        let written: Vec<&'b prose::Node<Resolved>> = node.children.iter().filter(is_row).collect();
        let spans = |cell: &prose::Node<Resolved>| {
            if let Element::Cell(cell) = cell.element { cell } else { Cell::PLAIN }
        };
        let width_of = |row: &&prose::Node<Resolved>| {
            row.children.iter().map(|cell| spans(cell).columns as usize).sum()
        };
        let width = written.iter().map(width_of).max().unwrap_or(0).max(columns.len()).max(1);
        let has_spans = written
            .iter()
            .flat_map(|row| &row.children)
            .any(|cell| (spans(cell).columns, spans(cell).rows) != (1, 1));
        let mut needs = vec![MIN_COLUMN; width];
        let mut lengths = vec![1usize; width];
        for row in &written {
            for (at, cell) in row.children.iter().enumerate().filter(|(at, _)| *at < width) {
                let words = cell.words();
                // With cells that span columns the column is not known here; the first guess is as
                // good as any.
                if spans(cell).columns == 1 {
                    needs[at] = needs[at].max(text::longest_word(&words) + PADDING);
                    lengths[at] += words.chars().count();
                }
            }
        }
        let rows = written.len().max(1);
        // Columns with much to read are wide, but a column twice as full needs less than twice the
        // width.
        let wanted: Vec<f64> =
            lengths.iter().map(|length| ((length / rows) as f64).sqrt().max(1.0)).collect();
        let align = |at: usize| match columns.get(at) {
            Some(Align::Center) => "center",
            Some(Align::End) => "end",
            _ => "start",
        };
        let (mut head, mut body) = (Vec::new(), Vec::new());
        for row in written {
            let cells = row.children.iter().map(|cell| {
                let Cell { header, columns, rows } = spans(cell);
                TableCell { c: self.inside(cell), header, columns, rows }
            });
            let mut cells: Vec<TableCell> = cells.collect();
            if !has_spans {
                cells.resize_with(width, || TableCell {
                    c: Vec::new(),
                    header: false,
                    columns: 1,
                    rows: 1,
                });
            }
            if matches!(row.element, Element::Head) { head = cells } else { body.push(cells) }
        }
        let caption =
            node.children.iter().find(|child| matches!(child.element, Element::TableCaption));
        let all: usize = needs.iter().sum();
        Table {
            parts: if has_spans { vec![(0..width).collect()] } else { parts(&needs, depth) },
            turn: depth == Depth::Top && all > UPRIGHT && all <= TURNED,
            widths: shares(&needs, &wanted),
            align: (0..width).map(align).collect(),
            // A repeated head is not part of the text, so nothing in it can be a link (PDF/UA-1).
            repeat: !head.iter().any(|cell| cell.c.iter().any(has_link)),
            caption: caption.map(|caption| self.inside(caption)).unwrap_or_default(),
            head,
            rows: body,
            short: rows <= SHORT_TABLE && node.words().len() < 2 * SHORT,
        }
    }
}

/// Where a picture is set.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Line,
    Block,
}

/// A line takes at least the space of this many characters, however short it is.
const LEAST: usize = 50;

/// The minimum number of lines it takes.
fn lines(node: &prose::Node<Resolved>) -> usize {
    match &node.element {
        Element::Table(_) => node.children.len(),
        Element::CodeBlock | Element::Drawing(_) => node.words().lines().count(),
        element => usize::from(element.is_block() || matches!(element, Element::HardBreak)),
    }
}

/// An alert with fewer characters than this is kept on one page.
const SHORT: usize = 900;
/// A table with fewer rows than this is kept on one page.
const SHORT_TABLE: usize = 8;
/// Characters in a line of a table on a portrait page, and on a landscape page.
const UPRIGHT: usize = 84;
const TURNED: usize = 130;
const MIN_COLUMN: usize = 6;
/// The space around a cell, in characters.
const PADDING: usize = 3;
/// A picture taller than this, in px, is not set within a line of text.
const LINE: f64 = 32.0;
/// Points per CSS px.
const POINTS: f64 = 0.75;
/// The widest picture within a line of text, in points.
const WIDEST: f64 = 120.0;

/// Which columns are set together: all, or where no page is wide enough, as many as fit, always
/// with the first.
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

/// Each column's share of the page width: at least what its longest word needs, the rest in
/// proportion to the amount of text. `needs`: characters by column; `wanted`: any unit.
fn shares(needs: &[usize], wanted: &[f64]) -> Vec<f64> {
    let room = needs.iter().sum::<usize>().max(UPRIGHT) as f64;
    let mut fixed = vec![false; needs.len()];
    loop {
        let taken: f64 = needs
            .iter()
            .zip(&fixed)
            .filter(|(_, fixed)| **fixed)
            .map(|(need, _)| *need as f64)
            .sum();
        let all: f64 = wanted
            .iter()
            .zip(&fixed)
            .filter(|(_, fixed)| !**fixed)
            .map(|(wanted, _)| *wanted)
            .sum();
        let share = |at: usize| {
            if fixed[at] { needs[at] as f64 } else { (room - taken) * wanted[at] / all }
        };
        let too_narrow = (0..needs.len()).find(|at| !fixed[*at] && share(*at) < needs[*at] as f64);
        match too_narrow {
            Some(at) => fixed[at] = true,
            None => return (0..needs.len()).map(share).collect(),
        }
    }
}

/// Whether it contains a link.
fn has_link(piece: &Piece) -> bool {
    let Piece::Node(node) = piece else { return false };
    match &**node {
        Node::Ref { .. } | Node::Web { .. } | Node::Cite { .. } | Node::Fn { .. } => true,
        Node::P { c }
        | Node::H { c, .. }
        | Node::Quote { c }
        | Node::Alert { c, .. }
        | Node::Ul { c }
        | Node::Ol { c, .. }
        | Node::Li { c }
        | Node::Dl { c }
        | Node::Dt { c }
        | Node::Dd { c }
        | Node::Em { c }
        | Node::Strong { c }
        | Node::Del { c }
        | Node::Ins { c }
        | Node::Sub { c }
        | Node::Sup { c }
        | Node::Key { c }
        | Node::Code { c }
        | Node::Mark { c }
        | Node::Small { c }
        | Node::Quoted { c }
        | Node::Span { c }
        | Node::Div { c }
        | Node::Details { c }
        | Node::Summary { c }
        | Node::Caption { c }
        | Node::Speech { c, .. } => c.iter().any(has_link),
        Node::Table(table) => table
            .head
            .iter()
            .chain(table.rows.iter().flatten())
            .any(|cell| cell.c.iter().any(has_link)),
        Node::Pre { .. }
        | Node::Drawing { .. }
        | Node::Anchor { .. }
        | Node::About { .. }
        | Node::Img(_)
        | Node::Br
        | Node::Hr => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_column_is_narrower_than_its_longest_word() {
        for (needs, wanted) in [
            (vec![10, 9, 11], vec![32.0, 2.0, 1.0]),
            (vec![40, 50, 30], vec![1.0, 1.0, 9.0]),
            (vec![6], vec![1.0]),
        ] {
            let shares = shares(&needs, &wanted);
            assert!(
                shares.iter().zip(&needs).all(|(share, need)| *share >= *need as f64 - 1e-9),
                "{shares:?}"
            );
            let room = needs.iter().sum::<usize>().max(UPRIGHT) as f64;
            assert!((shares.iter().sum::<f64>() - room).abs() < 1e-6, "{shares:?}");
        }
    }
}
