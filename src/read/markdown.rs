//! Markdown: text to a tree with places. The only file that knows the Markdown library.
//!
//! In:   the body of a file: CommonMark with tables, footnotes, task lists, strikethrough, definition lists,
//!       heading ids and alerts, and our own `[@source]` and `{{ service }}`.
//! Out:  a [`Prose`]: what was written, each node with its place. `link` resolves it, `check` judges it, `render` prints it.
//! Not:  whether a link leads anywhere, nor any HTML.

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use crate::model::{Name, WrittenRelation};
use crate::problems::{Code, FileId, Place, Problem};
use crate::read::yaml::OVER_LIMIT;

pub static UNKNOWN_ALERT: Code = Code::fixed("unknown-alert");
pub static UNSAFE_CONTENT: Code = Code::warning("unsafe-content");
pub static UNKNOWN_MARKUP: Code = Code::warning("unknown-markup");
pub static LOST_CELL: Code = Code::warning("lost-cell");

/// Deeper nesting than this is a mistake or an attack; it would also let recursive code run out of stack.
const MAX_DEPTH: usize = 100;

/// A citation or a service is at most this long (bytes).
const MAX_SPECIAL: usize = 400;
/// So many slips of one paragraph are told.
const MAX_TOLD: usize = 20;

/// What a reference holds: the author's words after reading, what they lead to after linking.
pub trait Stage: std::fmt::Debug {
    type Link: std::fmt::Debug;
    type Cite: std::fmt::Debug;
    /// What an entry says of others.
    type Relations: std::fmt::Debug;
}

/// After `read`: a link holds the address, a citation the source's name, as written.
#[derive(Debug)]
pub struct Written;

impl Stage for Written {
    type Link = String;
    type Cite = Name;
    type Relations = Vec<WrittenRelation>;
}

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
    pub place: Place,
    pub kind: Kind<S>,
    pub children: Vec<Node<S>>,
}

#[derive(Debug)]
pub enum Kind<S: Stage> {
    Paragraph,
    Heading {
        level: u8,
        id: Option<String>,
    },
    Quote,
    Alert(Alert),
    CodeBlock,
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
    Table(Vec<Align>),
    Head,
    Row,
    Cell,
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
    },
    Text(String),
    Code(String),
    SoftBreak,
    HardBreak,
    Rule,
    /// The author's own HTML, not yet sanitised, and after linking what its addresses lead to, in their order.
    Html {
        html: String,
        links: Vec<S::Link>,
    },
    Cite(Vec<S::Cite>),
    /// `{{ name }}`: the name after reading, the value after linking.
    Service(String),
    /// A glossary term at its first mention: the words as written, and which term. Only `link` makes these.
    Mention {
        term: usize,
        text: String,
    },
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
    /// The name as authors write it, in lower case; also the key of the word and the class.
    pub fn name(self) -> &'static str {
        match self {
            Alert::Note => "note",
            Alert::Tip => "tip",
            Alert::Important => "important",
            Alert::Warning => "warning",
            Alert::Caution => "caution",
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

impl<S: Stage> Node<S> {
    /// The words of this node and all below it, without marks.
    pub fn words(&self) -> String {
        let mut out = String::new();
        self.collect_words(&mut out);
        out
    }

    fn collect_words(&self, out: &mut String) {
        match &self.kind {
            Kind::Text(text) | Kind::Code(text) | Kind::Service(text) | Kind::Mention { text, .. } => out.push_str(text),
            Kind::SoftBreak | Kind::HardBreak => out.push(' '),
            _ => {}
        }
        for child in &self.children {
            child.collect_words(out);
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
}

/// Finds the line and column of a byte in a text.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    file: FileId,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str, file: FileId) -> Lines<'a> {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts, file }
    }
    pub fn place(&self, byte: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= byte).max(1) - 1;
        let column = self.text[self.starts[line]..byte.min(self.text.len())].chars().count();
        Place::new(self.file, line as u32 + 1, column as u32 + 1)
    }
}

/// Reads the part of `text` from byte `start` on as Markdown.
pub fn parse(text: &str, start: usize, file: FileId) -> (Prose<Written>, Vec<Problem>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let body = &text[start..];
    let mut builder = Builder {
        body,
        lines: Lines::new(text, file),
        start,
        open: Vec::new(),
        roots: Vec::new(),
        run: Run::default(),
        problems: Vec::new(),
        too_deep: false,
    };
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        builder.event(event, range);
    }
    builder.flush();
    if builder.too_deep {
        return (Prose::default(), builder.problems);
    }
    (Prose { nodes: builder.roots }, builder.problems)
}

/// Text that the library gives in pieces, put together again, with the source byte of each piece.
#[derive(Default)]
struct Run {
    text: String,
    pieces: Vec<(usize, usize)>,
}

impl Run {
    /// The byte in the body for a byte of the text. Exact but for entities, which are longer in the source.
    fn source(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(text, _)| *text <= at).max(1) - 1;
        let (text, source) = self.pieces[piece];
        source + (at - text)
    }
}

struct Builder<'a> {
    body: &'a str,
    lines: Lines<'a>,
    start: usize,
    open: Vec<Node<Written>>,
    roots: Vec<Node<Written>>,
    run: Run,
    problems: Vec<Problem>,
    too_deep: bool,
}

impl Builder<'_> {
    fn event(&mut self, event: Event, range: std::ops::Range<usize>) {
        if let Event::Text(text) = &event {
            self.run.pieces.push((self.run.text.len(), range.start));
            self.run.text.push_str(text);
            return;
        }
        self.flush();
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(TagEnd::HtmlBlock) => {}
            Event::End(_) => self.close(),
            Event::Code(code) => self.leaf(Kind::Code(code.to_string()), range.start),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html, range.start),
            Event::FootnoteReference(name) => self.leaf(Kind::FootnoteMark { name: name.to_string() }, range.start),
            Event::SoftBreak => self.leaf(Kind::SoftBreak, range.start),
            Event::HardBreak => self.leaf(Kind::HardBreak, range.start),
            Event::Rule => self.leaf(Kind::Rule, range.start),
            Event::TaskListMarker(done) => self.leaf(Kind::Task { done }, range.start),
            // Mathematics is not enabled; text was taken above.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.leaf(Kind::Code(text.to_string()), range.start),
            Event::Text(_) => unreachable!("text is gathered before"),
        }
    }

    fn place(&self, at: usize) -> Place {
        self.lines.place(self.start + at)
    }

    fn add(&mut self, node: Node<Written>) {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn leaf(&mut self, kind: Kind<Written>, at: usize) {
        let place = self.place(at);
        self.add(Node { place, kind, children: Vec::new() });
    }

    /// The lines of a block of HTML come one by one; they are one piece.
    fn html(&mut self, html: &str, at: usize) {
        let siblings = self.open.last_mut().map_or(&mut self.roots, |parent| &mut parent.children);
        match siblings.last_mut() {
            Some(Node { kind: Kind::Html { html: before, .. }, .. }) => before.push_str(html),
            _ => self.leaf(Kind::Html { html: html.to_string(), links: Vec::new() }, at),
        }
    }

    fn open(&mut self, tag: Tag, range: std::ops::Range<usize>) {
        let kind = match tag {
            // Not a node: its lines are.
            Tag::HtmlBlock => return,
            Tag::Paragraph => Kind::Paragraph,
            Tag::Heading { level, id, attrs, .. } => {
                if let Some((name, _)) = attrs.first() {
                    let problem = Problem::new(
                        &UNSAFE_CONTENT,
                        self.place(range.start),
                        format!("the attribute `{name}` of this heading was taken out"),
                    );
                    self.problems.push(problem.help("a heading can have an id, as in `{#signs}`, and nothing else"));
                }
                Kind::Heading { level: level as u8, id: id.map(|id| id.to_string()) }
            }
            Tag::BlockQuote(kind) => match kind.map(alert) {
                Some(alert) => Kind::Alert(alert),
                None => {
                    // Each look costs the length of the quote; deeper ones are thrown away anyway.
                    if self.open.len() < MAX_DEPTH {
                        self.unknown_alert(&range);
                    }
                    Kind::Quote
                }
            },
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => Kind::CodeBlock,
            Tag::List(start) => Kind::List { start },
            Tag::Item => Kind::Item,
            Tag::FootnoteDefinition(name) => Kind::FootnoteText { name: name.to_string() },
            Tag::DefinitionList => Kind::Definitions,
            Tag::DefinitionListTitle => Kind::Term,
            Tag::DefinitionListDefinition => Kind::Definition,
            Tag::Table(columns) => Kind::Table(columns.into_iter().map(align).collect()),
            Tag::TableHead => Kind::Head,
            Tag::TableRow => {
                self.lost_cells(&range);
                Kind::Row
            }
            Tag::TableCell => Kind::Cell,
            Tag::Emphasis => Kind::Emphasis,
            Tag::Strong => Kind::Strong,
            Tag::Strikethrough => Kind::Strike,
            Tag::Link { link_type: LinkType::Email, dest_url, title, .. } => {
                Kind::Link { to: format!("mailto:{dest_url}"), title: title.to_string() }
            }
            Tag::Link { dest_url, title, .. } => Kind::Link { to: dest_url.to_string(), title: title.to_string() },
            Tag::Image { dest_url, title, .. } => Kind::Image { from: dest_url.to_string(), title: title.to_string() },
            // Not enabled; their content still shows.
            Tag::Superscript | Tag::Subscript | Tag::MetadataBlock(_) => Kind::Emphasis,
        };
        let place = self.place(range.start);
        if self.open.len() == MAX_DEPTH && !self.too_deep {
            self.too_deep = true;
            self.problems
                .push(Problem::new(&OVER_LIMIT, place, format!("lists or quotes stand {MAX_DEPTH} deep here")).help("use fewer levels"));
        }
        self.open.push(Node { place, kind, children: Vec::new() });
    }

    fn close(&mut self) {
        if let Some(node) = self.open.pop() {
            // A tree that is too deep is thrown away; letting it grow would make even dropping it overflow.
            if self.open.len() < MAX_DEPTH {
                self.add(node);
            }
        }
    }

    /// `> [!HINT]` and `> [!NOTE] with a title` silently become plain quotes; the reader would see the brackets.
    fn unknown_alert(&mut self, range: &std::ops::Range<usize>) {
        let first = self.body[range.clone()].trim_start_matches(['>', ' ']);
        let Some((word, rest)) = first.strip_prefix("[!").and_then(|rest| rest.split_once(']')) else { return };
        if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            return;
        }
        let place = self.place(range.end.min(range.start + self.body[range.clone()].find("[!").unwrap_or(0)));
        let known = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        let problem = if known.contains(&word.to_uppercase().as_str()) && !rest.lines().next().unwrap_or_default().trim().is_empty() {
            Problem::new(&UNKNOWN_ALERT, place, format!("nothing may follow `[!{word}]` on its line"))
                .help("begin the text on the next line, after `> `")
        } else {
            let near =
                crate::problems::nearest(&word.to_uppercase(), known).map_or(String::new(), |near| format!("did you mean `[!{near}]`? "));
            Problem::new(&UNKNOWN_ALERT, place, format!("there is no alert `[!{word}]`"))
                .help(format!("{near}the alerts are {}", known.join(", ")))
        };
        self.problems.push(problem);
    }

    /// A row with more cells than the head: the library drops those that are too many.
    fn lost_cells(&mut self, range: &std::ops::Range<usize>) {
        let Some(Node { kind: Kind::Table(columns), .. }) = self.open.last() else { return };
        let (cells, columns) = (cells(&self.body[range.clone()]), columns.len());
        if cells > columns {
            let message = format!("this row has {cells} cells and the head of the table {columns}, so that something is lost");
            let help = "give the head a cell for each, or write a `|` that belongs to a text as `\\|`";
            self.problems.push(Problem::new(&LOST_CELL, self.place(range.start), message).help(help));
        }
    }

    /// What begins like something of ours and is not: readers would see its signs.
    fn unknown_markup(&mut self, text: &str, source: usize) -> bool {
        let shown = |end: &str| {
            let end = text.find(end).map_or(text.len(), |at| at + end.len());
            beginning(&text[..end], 40).to_string()
        };
        let (shown, help) = if text.starts_with("[@") {
            (shown("]"), "cite with `[@name]`, several with `[@one; @two]`, and nothing else between the brackets")
        } else if text.starts_with("[^") {
            (shown("]"), "write the note's text on a line of its own: `[^name]: The text.`")
        } else if text.starts_with("{{") {
            (shown("}"), "a service is written `{{ name }}`, with its name in `services:` of handbook.yaml")
        } else if text.starts_with('[') && text.split_once("](").is_some_and(|(words, _)| !words[1..].contains(['[', ']', '\n'])) {
            (shown(")"), "an address with spaces stands between `<` and `>`: `[words](<an address>)`")
        } else {
            return false;
        };
        let message = format!("`{shown}` was not understood and prints as it stands");
        self.problems.push(Problem::new(&UNKNOWN_MARKUP, self.place(source), message).help(help));
        true
    }

    /// Ends a run of text: cuts out citations and services, and adds what is left as text.
    fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let in_code = matches!(self.open.last(), Some(Node { kind: Kind::CodeBlock, .. }));
        let in_link = self.open.iter().any(|node| matches!(node.kind, Kind::Link { .. } | Kind::Image { .. }));
        let (mut from, mut at) = (0, 0);
        let mut told = if in_link { MAX_TOLD } else { 0 };
        while !in_code && at < run.text.len() {
            let rest = &run.text[at..];
            let Some(next) = rest.find(['[', '{']) else { break };
            at += next;
            match self.special(&run, at, in_link) {
                Some((node, length)) => {
                    self.linked_text(&run, from, at);
                    self.add(node);
                    at += length;
                    from = at;
                }
                None => {
                    let source = run.source(at);
                    if told < MAX_TOLD && !self.escaped(source) {
                        told += usize::from(self.unknown_markup(beginning(&run.text[at..], MAX_SPECIAL), source));
                    }
                    at += 1;
                }
            }
        }
        if in_code || in_link {
            self.text(&run, from, run.text.len());
        } else {
            self.linked_text(&run, from, run.text.len());
        }
    }

    fn text(&mut self, run: &Run, from: usize, to: usize) {
        if from < to {
            self.leaf(Kind::Text(run.text[from..to].to_string()), run.source(from));
        }
    }

    /// Text in which an address by itself is a link.
    fn linked_text(&mut self, run: &Run, from: usize, to: usize) {
        let text = &run.text[from..to];
        if !text.contains("://") && !text.contains('@') {
            return self.text(run, from, to);
        }
        let mut done = from;
        for found in LinkFinder::new().links(text) {
            let target = match found.kind() {
                LinkKind::Email => format!("mailto:{}", found.as_str()),
                _ if crate::model::is_web_address(found.as_str()) => found.as_str().to_string(),
                _ => continue,
            };
            let (start, end) = (from + found.start(), from + found.end());
            self.text(run, done, start);
            let place = self.place(run.source(start));
            let words = leaf(place, Kind::Text(found.as_str().to_string()));
            self.add(Node { place, kind: Kind::Link { to: target, title: String::new() }, children: vec![words] });
            done = end;
        }
        self.text(run, done, to);
    }

    /// Escaped by the author: `\[@a]` is text.
    fn escaped(&self, source: usize) -> bool {
        source > 0 && self.body.as_bytes()[source - 1] == b'\\'
    }

    /// The citation or service that begins at `at`, and its length in the text.
    fn special(&self, run: &Run, at: usize, in_link: bool) -> Option<(Node<Written>, usize)> {
        let source = run.source(at);
        if self.escaped(source) {
            return None;
        }
        // Nothing special is longer, and a search to the end for each bracket would take for ever.
        let text = beginning(&run.text[at..], MAX_SPECIAL);
        if let Some(inner) = text.strip_prefix("{{") {
            let (name, _) = inner.split_once("}}")?;
            let trimmed = name.trim();
            let place = self.place(source);
            return crate::model::is_service_name(trimmed).then(|| (leaf(place, Kind::Service(trimmed.to_string())), name.len() + 4));
        }
        if in_link || !text[1..].trim_start().starts_with('@') {
            return None;
        }
        let (inner, _) = text.strip_prefix('[')?.split_once(']')?;
        let mut cites = Vec::new();
        let mut offset = 1;
        for part in inner.split(';') {
            let name = part.trim().strip_prefix('@')?;
            if name.is_empty() || name.contains(char::is_whitespace) {
                return None;
            }
            let skipped = part.find('@').unwrap_or(0) + 1;
            cites.push(Name { text: name.to_string(), place: self.place(run.source(at + offset + skipped)) });
            offset += part.len() + 1;
        }
        Some((leaf(self.place(source), Kind::Cite(cites)), inner.len() + 2))
    }
}

/// The cells of a table's row as it was typed.
fn cells(row: &str) -> usize {
    let row = row.trim().trim_start_matches(['>', ' ']);
    let mut signs = 0;
    let mut last_is_sign = false;
    let mut rest = row.chars();
    while let Some(sign) = rest.next() {
        last_is_sign = sign == '|';
        match sign {
            '|' => signs += 1,
            '\\' => drop(rest.next()),
            _ => {}
        }
    }
    signs + 1 - usize::from(row.starts_with('|')) - usize::from(last_is_sign && signs > 1)
}

/// At most `max` bytes of a text, whole characters.
fn beginning(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

fn leaf(place: Place, kind: Kind<Written>) -> Node<Written> {
    Node { place, kind, children: Vec::new() }
}

fn alert(kind: BlockQuoteKind) -> Alert {
    match kind {
        BlockQuoteKind::Note => Alert::Note,
        BlockQuoteKind::Tip => Alert::Tip,
        BlockQuoteKind::Important => Alert::Important,
        BlockQuoteKind::Warning => Alert::Warning,
        BlockQuoteKind::Caution => Alert::Caution,
    }
}

fn align(alignment: pulldown_cmark::Alignment) -> Align {
    match alignment {
        pulldown_cmark::Alignment::None => Align::None,
        pulldown_cmark::Alignment::Left => Align::Start,
        pulldown_cmark::Alignment::Center => Align::Center,
        pulldown_cmark::Alignment::Right => Align::End,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<String> {
        let (prose, _) = parse(text, 0, FileId(0));
        let mut out = Vec::new();
        prose.walk(&mut |node| match &node.kind {
            Kind::Text(text) => out.push(format!("text {text}")),
            Kind::Cite(cites) => out.push(format!(
                "cite {}",
                cites.iter().map(|name| format!("{}@{}:{}", name.text, name.place.line, name.place.column)).collect::<Vec<_>>().join(" ")
            )),
            Kind::Service(name) => out.push(format!("service {name}@{}:{}", node.place.line, node.place.column)),
            Kind::Code(code) => out.push(format!("code {code}")),
            Kind::Link { to, .. } => out.push(format!("link {to}")),
            Kind::Alert(alert) => out.push(format!("alert {}", alert.name())),
            _ => {}
        });
        out
    }

    #[test]
    fn citations_and_services_are_nodes_with_places() {
        assert_eq!(
            kinds("Call {{ emergency }} now [@a; @b-2].\n\nThen *rest* [@c]"),
            [
                "text Call ",
                "service emergency@1:6",
                "text  now ",
                "cite a@1:28 b-2@1:32",
                "text .",
                "text Then ",
                "text rest",
                "text  ",
                "cite c@3:15"
            ]
        );
    }

    #[test]
    fn code_links_and_escapes_are_left_alone() {
        assert_eq!(kinds("`{{ a }} [@b]`"), ["code {{ a }} [@b]"]);
        assert_eq!(kinds("    {{ a }}\n"), ["text {{ a }}\n"]);
        assert_eq!(kinds("[@b](https://example.org)"), ["link https://example.org", "text @b"]);
        assert_eq!(kinds(r"\[@b]"), ["text [@b]"]);
        assert_eq!(kinds("[not] {{}} {{ }}"), ["text [not] {{}} {{ }}"]);
        // A name with a space in it is a slip, or a service with such a name; `link` says which.
        assert_eq!(kinds("{{ two words }}"), ["service two words@1:1"]);
    }

    #[test]
    fn alerts_that_do_not_exist_are_reported() {
        assert_eq!(kinds("> [!WARNING]\n> hot\n"), ["alert warning", "text hot"]);
        for (text, word) in [("> [!DANGER]\n> hot\n", "no alert `[!DANGER]`"), ("> [!NOTE] Title\n> hot\n", "nothing may follow")] {
            let (_, problems) = parse(text, 0, FileId(0));
            assert_eq!(problems.len(), 1, "{text}");
            assert!(problems[0].message.contains(word), "{}", problems[0].message);
        }
        let (_, problems) = parse("> [link!](x) is fine\n", 0, FileId(0));
        assert!(problems.is_empty());
    }

    #[test]
    fn deep_nesting_is_refused_without_overflow() {
        let (prose, problems) = parse(&">".repeat(50_000), 0, FileId(0));
        assert!(prose.is_empty());
        assert_eq!(problems[0].code.name, "over-limit");
    }
}
