//! Prose: the one tree of a text, for every medium. Markdown and the HTML that authors may write
//! become the same nodes.
//!
//! `read` fills it, `link` resolves it, `check` judges it, `site` and `book` write it.
//! Not:  how any of it looks, nor where a link leads.

use crate::diagnostics::Position;
use crate::ids::Name;

/// What a reference holds: the author's words after reading, what they lead to after linking.
pub trait Stage: std::fmt::Debug {
    type Link: std::fmt::Debug;
    type Cite: std::fmt::Debug;
}

/// After `read`: a link holds the address, a citation the source's name, as written.
#[derive(Debug)]
pub struct Written;

impl Stage for Written {
    type Link = String;
    type Cite = Name;
}

/// A text: blocks, in reading order.
#[derive(Debug)]
pub struct Prose<S: Stage> {
    pub nodes: Vec<Node<S>>,
}

impl<S: Stage> Default for Prose<S> {
    fn default() -> Prose<S> {
        Prose { nodes: Vec::new() }
    }
}

#[derive(Debug)]
pub struct Node<S: Stage> {
    pub position: Position,
    pub element: Element<S>,
    /// The attributes that HTML sets on an element; Markdown has no syntax for them.
    pub attributes: Option<Box<Attributes>>,
    pub children: Vec<Node<S>>,
}

/// The attributes that any element may have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// As written; `link` makes it unique on its page.
    pub id: Option<String>,
    pub direction: Option<Direction>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// Text about the element, such as the expansion of an abbreviation.
    pub title: Option<String>,
}

/// The direction in which words are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
    /// By the first character that has a direction.
    Auto,
}

impl Direction {
    /// The value of the `dir` attribute.
    pub const fn word(self) -> &'static str {
        match self {
            Direction::LeftToRight => "ltr",
            Direction::RightToLeft => "rtl",
            Direction::Auto => "auto",
        }
    }
}

/// The language of a drawing in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawingLanguage {
    Mermaid,
    Dot,
}

#[derive(Debug)]
pub enum Element<S: Stage> {
    Paragraph,
    Heading {
        level: u8,
        id: Option<String>,
    },
    Quote,
    Alert(Alert),
    CodeBlock,
    /// A drawing as the text of another tool.
    Drawing(DrawingLanguage),
    /// `start`: the number of the first item of a numbered list.
    List {
        start: Option<u64>,
    },
    Item,
    Task {
        done: bool,
    },
    Definitions,
    Term,
    Definition,
    /// Its children: a caption, a head, rows.
    Table(Vec<Align>),
    TableCaption,
    Head,
    Row,
    Cell(Cell),
    FootnoteText {
        name: String,
    },
    FootnoteMark {
        name: String,
    },
    Emphasis,
    Strong,
    Strike,
    Link {
        to: S::Link,
        title: String,
    },
    /// The children are the alternative text.
    Image {
        from: S::Link,
        title: String,
        size: Size,
    },
    Text(String),
    Code(String),
    SoftBreak,
    HardBreak,
    Rule,
    /// An element for which Markdown has no syntax.
    Html(Tag),
    Cite(Vec<S::Cite>),
    /// `{{ name }}`: the name after reading, the value after linking.
    Service(String),
    /// A glossary term at its first mention: the words as written, and which term. Only `link`
    /// makes these.
    Mention {
        term: usize,
        text: String,
    },
}

/// A cell of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whether it is the heading of its row or column. (The cells of an [`Element::Head`] always
    /// are.)
    pub header: bool,
    /// How many columns and rows it takes.
    pub columns: u32,
    pub rows: u32,
}

impl Cell {
    pub const PLAIN: Cell = Cell { header: false, columns: 1, rows: 1 };
}

/// The size at which a picture is shown, in CSS px; `None`: its natural size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    pub width: Option<u32>,
    pub height: Option<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alert {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl Alert {
    /// The name as authors write it, in lowercase.
    pub const fn name(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
        }
    }

    /// The key of its interface word.
    pub const fn key(self) -> &'static str {
        match self {
            Alert::Note => "alert.note",
            Alert::Tip => "alert.tip",
            Alert::Important => "alert.important",
            Alert::Warning => "alert.warning",
            Alert::Caution => "alert.caution",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    None,
    Start,
    Center,
    End,
}

/// The HTML elements that may be written and for which Markdown has no syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    Div,
    Figure,
    FigureCaption,
    Details { open: bool },
    Summary,
    Preformatted,
    Span,
    Underline,
    Insert,
    Sub,
    Sup,
    Keyboard,
    Code,
    Abbreviation,
    Mark,
    Small,
    Quotation,
    Work,
    Defined,
    Variable,
    Sample,
    Time,
}

impl Tag {
    /// Each with its name in HTML.
    pub const ALL: &[(&'static str, Tag)] = &[
        ("div", Tag::Div),
        ("figure", Tag::Figure),
        ("figcaption", Tag::FigureCaption),
        ("details", Tag::Details { open: false }),
        ("summary", Tag::Summary),
        ("pre", Tag::Preformatted),
        ("span", Tag::Span),
        ("u", Tag::Underline),
        ("ins", Tag::Insert),
        ("sub", Tag::Sub),
        ("sup", Tag::Sup),
        ("kbd", Tag::Keyboard),
        ("code", Tag::Code),
        ("abbr", Tag::Abbreviation),
        ("mark", Tag::Mark),
        ("small", Tag::Small),
        ("q", Tag::Quotation),
        ("cite", Tag::Work),
        ("dfn", Tag::Defined),
        ("var", Tag::Variable),
        ("samp", Tag::Sample),
        ("time", Tag::Time),
    ];

    pub fn from_name(name: &str) -> Option<Tag> {
        Tag::ALL.iter().find(|(known, _)| *known == name).map(|(_, tag)| *tag)
    }

    pub fn name(self) -> &'static str {
        let same = |tag: Tag| std::mem::discriminant(&tag) == std::mem::discriminant(&self);
        Tag::ALL.iter().find(|(_, tag)| same(*tag)).map_or("span", |(name, _)| name)
    }

    /// Whether it is a sibling of paragraphs, rather than inside one.
    pub const fn is_block(self) -> bool {
        matches!(
            self,
            Tag::Div
                | Tag::Figure
                | Tag::FigureCaption
                | Tag::Details { .. }
                | Tag::Summary
                | Tag::Preformatted
        )
    }
}

impl<S: Stage> Element<S> {
    /// Whether it is a sibling of paragraphs, rather than inside one.
    pub fn is_block(&self) -> bool {
        match self {
            Element::Html(tag) => tag.is_block(),
            Element::Paragraph
            | Element::Heading { .. }
            | Element::Quote
            | Element::Alert(_)
            | Element::CodeBlock
            | Element::Drawing(_)
            | Element::List { .. }
            | Element::Item
            | Element::Definitions
            | Element::Term
            | Element::Definition
            | Element::Table(_)
            | Element::TableCaption
            | Element::Head
            | Element::Row
            | Element::Cell(_)
            | Element::FootnoteText { .. }
            | Element::Rule => true,
            Element::Task { .. }
            | Element::FootnoteMark { .. }
            | Element::Emphasis
            | Element::Strong
            | Element::Strike
            | Element::Link { .. }
            | Element::Image { .. }
            | Element::Text(_)
            | Element::Code(_)
            | Element::SoftBreak
            | Element::HardBreak
            | Element::Cite(_)
            | Element::Service(_)
            | Element::Mention { .. } => false,
        }
    }
}

impl<S: Stage> Node<S> {
    pub fn new(position: Position, element: Element<S>, children: Vec<Node<S>>) -> Node<S> {
        Node { position, element, attributes: None, children }
    }

    pub fn leaf(position: Position, element: Element<S>) -> Node<S> {
        Node::new(position, element, Vec::new())
    }

    /// The words of this node and all below it, without marks.
    pub fn words(&self) -> String {
        let mut out = String::new();
        self.collect_words(&mut out);
        out
    }

    /// Whether these words are struck out. Without their line they would say the opposite, so plain
    /// words leave them out.
    fn is_struck(&self) -> bool {
        matches!(self.element, Element::Strike)
    }

    fn collect_words(&self, out: &mut String) {
        match &self.element {
            // Superscripts and subscripts are kept apart, or two numbers would become one.
            Element::Html(tag @ (Tag::Sup | Tag::Sub)) => {
                let mut inner = String::new();
                self.children.iter().for_each(|child| child.collect_words(&mut inner));
                return shifted(&inner, *tag, out);
            }
            Element::Text(text)
            | Element::Code(text)
            | Element::Service(text)
            | Element::Mention { text, .. } => {
                out.push_str(text);
            }
            Element::SoftBreak | Element::HardBreak => out.push(' '),
            _ => {}
        }
        for child in &self.children {
            // Two blocks are two sentences, even if there is no space between their tags.
            if child.element.is_block() && !out.is_empty() && !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
            if !child.is_struck() {
                child.collect_words(out);
            }
        }
    }
}

/// Superscript or subscript text without markup: in characters of that form, or after a marker
/// character.
fn shifted(words: &str, tag: Tag, out: &mut String) {
    const DIGITS: &str = "0123456789+-";
    let (shifted, sign) = match tag {
        Tag::Sup => ("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", '^'),
        _ => ("₀₁₂₃₄₅₆₇₈₉₊₋", '_'),
    };
    let one = |c: char| DIGITS.find(c).and_then(|at| shifted.chars().nth(at));
    match words.chars().map(one).collect::<Option<String>>() {
        Some(shifted) => out.push_str(&shifted),
        None => {
            out.push(sign);
            out.push_str(words);
        }
    }
}

impl<S: Stage> Prose<S> {
    /// Calls `visit` for every node, parents first, in reading order.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Node<S>)) {
        fn down<'a, S: Stage>(nodes: &'a [Node<S>], visit: &mut dyn FnMut(&'a Node<S>)) {
            for node in nodes {
                visit(node);
                down(&node.children, visit);
            }
        }
        down(&self.nodes, visit);
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The words of the text without marks, one space between those of two blocks.
    pub fn words(&self) -> String {
        let shown = self.nodes.iter().filter(|node| !node.is_struck());
        let words: Vec<String> = shown.map(Node::words).collect();
        words.join(" ").trim().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::FileId;

    #[test]
    fn words_without_marks_join_no_numbers() {
        let leaf = |text: &str| {
            Node::<Written>::leaf(Position::file(FileId(0)), Element::Text(text.into()))
        };
        let html = |tag, text: &str| {
            Node::new(Position::file(FileId(0)), Element::Html(tag), vec![leaf(text)])
        };
        let line = |nodes| Node::new(Position::file(FileId(0)), Element::Paragraph, nodes).words();
        assert_eq!(
            line(vec![
                leaf("10"),
                html(Tag::Sup, "3"),
                leaf(" of H"),
                html(Tag::Sub, "2"),
                leaf("O")
            ]),
            "10³ of H₂O"
        );
        assert_eq!(line(vec![leaf("2"), html(Tag::Sup, "nd")]), "2^nd");
    }
}
