//! Markdown: text to a tree with positions. The only file that knows the Markdown library.
//!
//! In:   the body of a file: CommonMark with tables, footnotes, task lists, strikethrough,
//!       definition lists, heading ids and alerts, some HTML, and our own `[@source]`
//!       and `{{ service }}`.
//! Out:  a [`Prose`]: what was written, each node with its position. What was not understood is
//!       reported.
//! Not:  whether a link leads anywhere, or any output markup.

use std::collections::HashSet;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{
    BlockQuoteKind, BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag as Open,
    TagEnd,
};

use super::elements;
use super::markup;
use crate::diagnostics::{Code, Diagnostic, FileId, Position};
use crate::ids::Name;
use crate::prose::{Alert, Align, Cell, DrawingLanguage, Element, Node, Prose, Size, Tag, Written};
use crate::read::yaml::OVER_LIMIT;

pub static UNKNOWN_ALERT: Code = Code::fixed("unknown-alert");
pub static UNSAFE_CONTENT: Code = Code::warning("unsafe-content");
pub static UNKNOWN_MARKUP: Code = Code::warning("unknown-markup");
pub static LOST_CELL: Code = Code::warning("lost-cell");
/// A code of its own, because no rule may turn it off: the text after it would be silently lost.
pub static UNCLOSED_HTML: Code = Code::fixed("unclosed-html");

/// Deeper nesting than this is a mistake or an attack; it would also let recursive code run out of
/// stack.
const MAX_DEPTH: usize = 32;

/// The maximum length of a citation or a service, in bytes.
const MAX_SPECIAL: usize = 400;
/// At most this many problems are reported per paragraph.
const MAX_TOLD: usize = 20;
/// Replaces a `:` that begins a line but no definition, while the library reads. It has the same
/// length, and nobody writes it.
const COLON: char = '\u{1}';

/// Finds the line and column of a byte in a text.
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    file: FileId,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str, file: FileId) -> Lines<'a> {
        let starts =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Lines { text, starts, file }
    }
    pub fn position(&self, byte: usize) -> Position {
        let line = self.starts.partition_point(|start| *start <= byte).max(1) - 1;
        let column = self.text[self.starts[line]..byte.min(self.text.len())].chars().count();
        Position::new(self.file, line as u32 + 1, column as u32 + 1)
    }
}

/// Reads the part of `text` from byte `start` on as Markdown.
pub fn parse(text: &str, start: usize, file: FileId) -> (Prose<Written>, Vec<Diagnostic>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    let written = &text[start..];
    let masked = without_false_definitions(written);
    let body = masked.as_deref().unwrap_or(written);
    let mut nowhere: Vec<(usize, LinkType, String)> = Vec::new();
    let mut broken = |link: BrokenLink| {
        nowhere.push((link.span.start, link.link_type, body[link.span].to_string()));
        None
    };
    let mut builder = Builder {
        body,
        lines: Lines::new(text, file),
        start,
        open: Vec::new(),
        roots: Vec::new(),
        run: Run::default(),
        block: None,
        problems: Vec::new(),
        too_deep: false,
        hidden: false,
        gap: false,
        has_html: false,
        notes: Notes::default(),
    };
    for (event, range) in
        Parser::new_with_broken_link_callback(body, options, Some(&mut broken)).into_offset_iter()
    {
        builder.event(event, range);
    }
    builder.flush();
    builder.close_all();
    builder.dangling(&nowhere);
    if builder.too_deep {
        return (Prose::default(), builder.problems);
    }
    builder.unused_notes();
    let nodes =
        if builder.has_html { elements::in_paragraphs(builder.roots) } else { builder.roots };
    (Prose { nodes }, builder.problems)
}

/// Where a text holds no links though it may look so: in code, and in comments of HTML. In bytes.
pub fn unlinked(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        let is_code =
            matches!(event, Event::Code(_) | Event::Start(pulldown_cmark::Tag::CodeBlock(_)));
        if is_code {
            out.push(range);
        }
    }
    let mut from = 0;
    while let Some(at) = text[from..].find("<!--").map(|at| from + at) {
        let end = text[at..].find("-->").map_or(text.len(), |end| at + end + 3);
        if !out.iter().any(|code| code.contains(&at)) {
            out.push(at..end);
        }
        from = end;
    }
    out
}

/// Reads the text of a field: one paragraph. Where Markdown would see something else (a list, a
/// heading), the text stays as it is, which is reported. All nodes have the position `position`.
pub fn paragraph(text: &str, position: Position) -> (Prose<Written>, Vec<Diagnostic>) {
    let (prose, mut problems) = parse(text, 0, position.file);
    let is_paragraph = |node: &Node<Written>| matches!(node.element, Element::Paragraph);
    let mut nodes = if prose.nodes.iter().all(is_paragraph) {
        // Several paragraphs become lines of one.
        let mut children = Vec::new();
        for node in prose.nodes {
            if !children.is_empty() {
                children.push(Node::leaf(position, Element::HardBreak));
            }
            children.extend(node.children);
        }
        children
    } else {
        let shown = markup::beginning(text.trim(), 20);
        let message = format!(
            "`{shown}` begins something other than a paragraph, so the text prints as it stands"
        );
        let help = "a field is one paragraph; write several items as a list of the field, and longer texts below the front matter";
        problems.push(Diagnostic::new(&UNKNOWN_MARKUP, position, message).help(help));
        vec![Node::leaf(position, Element::Text(text.to_string()))]
    };
    settle(&mut nodes, position);
    for problem in &mut problems {
        problem.position = Some(position);
    }
    (Prose { nodes: vec![Node::new(position, Element::Paragraph, nodes)] }, problems)
}

/// Sets the position of all nodes.
pub fn settle(nodes: &mut [Node<Written>], position: Position) {
    for node in nodes {
        node.position = position;
        if let Element::Cite(cites) = &mut node.element {
            cites.iter_mut().for_each(|cite| cite.position = position);
        }
        settle(&mut node.children, position);
    }
}

/// Whether this is the name of a character, as in `&nbsp;`.
pub(super) fn is_character(name: &str) -> bool {
    let written = format!("&{name};");
    let mut events = Parser::new(&written);
    !events
        .any(|event| matches!(event, Event::Text(text) if text.starts_with('&') && name != "amp"))
}

/// The part of a plain text that looks like markup, if any: its characters would be shown.
pub fn markup_in(text: &str) -> Option<&'static str> {
    if markup::has_foreign_mark(text) {
        return Some("a mark of another program");
    }
    if !text.contains(['*', '_', '`', '[', '<', '~', '&']) {
        return None;
    }
    let (prose, problems) = parse(text, 0, FileId(0));
    let mut found = None;
    if problems.iter().any(|problem| std::ptr::eq(problem.code, &UNKNOWN_MARKUP)) {
        found = Some("markup");
    }
    prose.walk(&mut |node| {
        let what = match &node.element {
            Element::Emphasis => "emphasis",
            Element::Strong => "bold text",
            Element::Strike => "struck text",
            Element::Code(_) => "code",
            Element::Image { .. } => "a picture",
            Element::Cite(_) => "a citation",
            Element::Html(_) | Element::HardBreak => "HTML",
            Element::Link { to, .. } if node.words() != to.trim_start_matches("mailto:") => {
                "a link"
            }
            _ => return,
        };
        found.get_or_insert(what);
    });
    found
}

/// The library takes every line that begins with `:` for a definition; a real one has a space after
/// it.
fn without_false_definitions(body: &str) -> Option<String> {
    let is_false = |line: &str| {
        line.trim_start().strip_prefix(':').is_some_and(|rest| !rest.starts_with([' ', '\t']))
    };
    if !body.lines().any(is_false) {
        return None;
    }
    let mask = |line: &str| {
        if is_false(line) { line.replacen(':', &COLON.to_string(), 1) } else { line.to_string() }
    };
    Some(body.split_inclusive('\n').map(mask).collect())
}

/// Text that the library returns in pieces, joined again, with the source byte of each piece.
#[derive(Default)]
pub(super) struct Run {
    text: String,
    pieces: Vec<(usize, usize)>,
}

impl Run {
    pub(super) fn push(&mut self, text: &str, source: usize) {
        self.pieces.push((self.text.len(), source));
        if text.contains(COLON) {
            self.text.push_str(&text.replace(COLON, ":"));
        } else {
            self.text.push_str(text);
        }
    }

    /// The byte in the body for a byte of the text. Exact except for entities, which are longer in
    /// the source.
    fn source(&self, at: usize) -> usize {
        let piece = self.pieces.partition_point(|(text, _)| *text <= at).max(1) - 1;
        let (text, source) = self.pieces[piece];
        source + (at - text)
    }
}

/// Whether this is the end of a block of text.
fn is_block_end(tag: &TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::TableCell
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
    )
}

/// A node whose end has not been reached.
pub(super) struct Frame {
    pub(super) node: Node<Written>,
    /// The name of the tag that opened it; `None`: Markdown opened it.
    pub(super) html: Option<String>,
    /// It interrupts a paragraph of Markdown, which continues after it.
    pub(super) resumes: bool,
}

/// The footnotes of a text.
#[derive(Default)]
struct Notes {
    written: Vec<(String, Position)>,
    marked: HashSet<String>,
}

pub(super) struct Builder<'a> {
    body: &'a str,
    lines: Lines<'a>,
    start: usize,
    pub(super) open: Vec<Frame>,
    roots: Vec<Node<Written>>,
    pub(super) run: Run,
    /// The lines of a block of HTML, until it ends.
    block: Option<Run>,
    pub(super) problems: Vec<Diagnostic>,
    too_deep: bool,
    /// Whether we are inside a script or a style.
    pub(super) hidden: bool,
    /// Whether an element was taken out just before.
    pub(super) gap: bool,
    has_html: bool,
    notes: Notes,
}

impl Builder<'_> {
    fn event(&mut self, event: Event, range: std::ops::Range<usize>) {
        match &event {
            Event::Text(text) if !self.hidden => return self.add_text(text, range.start),
            Event::Html(html) => return self.block.get_or_insert_default().push(html, range.start),
            _ => self.flush(),
        }
        match event {
            Event::Start(Open::HtmlBlock) => self.block = Some(Run::default()),
            Event::End(TagEnd::HtmlBlock) => {
                self.has_html = true;
                let block = self.block.take().unwrap_or_default();
                self.html(&block.text, &|at| block.source(at));
                self.show_again(range.start);
                self.bare_markdown(&block);
            }
            Event::InlineHtml(html) => {
                self.has_html = true;
                self.html(&html, &|at| range.start + at);
            }
            Event::Start(tag) => self.start_tag(tag, range),
            Event::End(tag) => {
                if is_block_end(&tag) {
                    self.show_again(range.start);
                }
                self.close();
            }
            Event::Code(code) => self.leaf(Element::Code(code.replace(COLON, ":")), range.start),
            Event::FootnoteReference(name) => {
                self.notes.marked.insert(name.to_string());
                self.leaf(Element::FootnoteMark { name: name.to_string() }, range.start);
            }
            Event::SoftBreak => self.leaf(Element::SoftBreak, range.start),
            Event::HardBreak => self.leaf(Element::HardBreak, range.start),
            Event::Rule => self.leaf(Element::Rule, range.start),
            Event::TaskListMarker(done) => self.leaf(Element::Task { done }, range.start),
            // Mathematics is not enabled.
            Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.leaf(Element::Code(text.to_string()), range.start)
            }
            // Inside a script; HTML was handled above.
            Event::Text(_) | Event::Html(_) => {}
        }
    }

    pub(super) fn position(&self, at: usize) -> Position {
        self.lines.position(self.start + at)
    }

    /// Adds text. After an element that was taken out a space keeps two words, or two numbers,
    /// apart.
    pub(super) fn add_text(&mut self, text: &str, at: usize) {
        if std::mem::take(&mut self.gap) && text.starts_with(char::is_alphanumeric) {
            self.run.push(" ", at);
        }
        self.run.push(text, at);
    }

    /// Ends a script or style at the end of the block in which it began: nothing after that block
    /// may be lost. `at`: the block.
    fn show_again(&mut self, at: usize) {
        if std::mem::take(&mut self.hidden) {
            let message = "a `<script>` or `<style>` is never closed here, so the text after it in this block is lost";
            let problem = Diagnostic::new(&UNCLOSED_HTML, self.position(at), message);
            self.problems.push(problem.help("take it out; a handbook has no scripts or styles"));
        }
    }

    /// Markdown inside a block of HTML, where its characters are only text.
    fn bare_markdown(&mut self, block: &Run) {
        let Some((at, shown)) = markup::in_html(&block.text) else { return };
        let message = format!("`{shown}` was not understood and prints as it stands");
        let help = "leave a blank line before and after the text, so that it is read as Markdown; or write it as HTML";
        let position = self.position(block.source(at));
        self.problems.push(Diagnostic::new(&UNKNOWN_MARKUP, position, message).help(help));
    }

    pub(super) fn add(&mut self, node: Node<Written>) {
        match self.open.last_mut() {
            Some(frame) if frame.html.is_some() => {
                let node = elements::fitted(&frame.node.element, node);
                frame.node.children.push(node);
            }
            Some(frame) => frame.node.children.push(node),
            None => self.roots.push(node),
        }
    }

    fn leaf(&mut self, element: Element<Written>, at: usize) {
        let position = self.position(at);
        self.add(Node::leaf(position, element));
    }

    fn start_tag(&mut self, tag: Open, range: std::ops::Range<usize>) {
        let at = range.start;
        let element = match tag {
            Open::Paragraph => {
                self.looks_like_markup(&range);
                Element::Paragraph
            }
            Open::Heading { level, id, attrs, classes } => {
                let class = classes.first().map(|class| format!(".{class}"));
                if let Some(name) = attrs.first().map(|(name, _)| name.to_string()).or(class) {
                    let message = format!("the attribute `{name}` of this heading was taken out");
                    let problem = Diagnostic::new(&UNSAFE_CONTENT, self.position(at), message);
                    self.problems.push(
                        problem
                            .help("a heading can have an id, as in `{#signs}`, and nothing else"),
                    );
                }
                Element::Heading { level: level as u8, id: id.map(|id| id.to_string()) }
            }
            Open::BlockQuote(kind) => match kind.map(alert) {
                Some(alert) => Element::Alert(alert),
                None => {
                    // Each check costs the length of the quote; deeper ones are discarded anyway.
                    if self.open.len() < MAX_DEPTH {
                        self.unknown_alert(&range);
                    }
                    Element::Quote
                }
            },
            Open::CodeBlock(CodeBlockKind::Fenced(info)) => {
                match info.split_whitespace().next().unwrap_or_default() {
                    "mermaid" => Element::Drawing(DrawingLanguage::Mermaid),
                    "dot" | "graphviz" => Element::Drawing(DrawingLanguage::Dot),
                    _ => Element::CodeBlock,
                }
            }
            Open::CodeBlock(CodeBlockKind::Indented) => Element::CodeBlock,
            Open::List(start) => Element::List { start },
            Open::Item => Element::Item,
            Open::FootnoteDefinition(name) => {
                self.notes.written.push((name.to_string(), self.position(at)));
                Element::FootnoteText { name: name.to_string() }
            }
            Open::DefinitionList => Element::Definitions,
            Open::DefinitionListTitle => Element::Term,
            Open::DefinitionListDefinition => Element::Definition,
            Open::Table(columns) => Element::Table(columns.into_iter().map(align).collect()),
            Open::TableHead => Element::Head,
            Open::TableRow => {
                self.lost_cells(&range);
                Element::Row
            }
            Open::TableCell => Element::Cell(Cell::PLAIN),
            Open::Emphasis => Element::Emphasis,
            Open::Strong => Element::Strong,
            Open::Strikethrough => Element::Strike,
            Open::Link { link_type: LinkType::Email, dest_url, title, .. } => {
                Element::Link { to: format!("mailto:{dest_url}"), title: title.to_string() }
            }
            Open::Link { dest_url, title, .. } => {
                Element::Link { to: dest_url.to_string(), title: title.to_string() }
            }
            Open::Image { dest_url, title, .. } => Element::Image {
                from: dest_url.to_string(),
                title: title.to_string(),
                size: Size::default(),
            },
            // Not enabled; their content is still shown. (Blocks of HTML were handled before.)
            Open::Superscript | Open::Subscript | Open::MetadataBlock(_) | Open::HtmlBlock => {
                Element::Emphasis
            }
        };
        let node = Node::leaf(self.position(at), element);
        self.push(Frame { node, html: None, resumes: false });
    }

    pub(super) fn push(&mut self, frame: Frame) {
        if self.open.len() == MAX_DEPTH && !self.too_deep {
            self.too_deep = true;
            let message = format!("lists, quotes or elements are nested {MAX_DEPTH} deep here");
            let problem = Diagnostic::new(&OVER_LIMIT, frame.node.position, message);
            self.problems.push(problem.help("use fewer levels"));
        }
        self.open.push(frame);
    }

    /// Closes the node on top.
    pub(super) fn pop(&mut self) {
        let Some(Frame { mut node, html, .. }) = self.open.pop() else { return };
        // A tree that is too deep is discarded; if it kept growing, even dropping it would overflow
        // the stack.
        if self.open.len() >= MAX_DEPTH {
            return;
        }
        match &node.element {
            Element::Table(_) if html.is_some() => node = elements::table(node),
            // What a block left of its paragraph.
            Element::Paragraph if self.has_html && elements::is_blank(&node) => return,
            Element::Quote
            | Element::Alert(_)
            | Element::FootnoteText { .. }
            | Element::Html(Tag::Details { .. })
                if self.has_html =>
            {
                node.children = elements::in_paragraphs(node.children);
            }
            Element::Html(Tag::Div)
                if node.children.iter().any(|child| child.element.is_block()) =>
            {
                node.children = elements::in_paragraphs(node.children);
            }
            _ => {}
        }
        self.add(node);
    }

    /// Closes the node that Markdown opened last, and any elements that HTML left open in it.
    fn close(&mut self) {
        while let Some(frame) = self.open.last() {
            let (is_html, resumes) = (frame.html.is_some(), frame.resumes);
            self.pop();
            // An element that interrupted the paragraph has closed it already.
            if !is_html || resumes {
                return;
            }
        }
    }

    fn close_all(&mut self) {
        while !self.open.is_empty() {
            self.pop();
        }
    }

    /// `> [!HINT]` and `> [!NOTE] with a title` silently become plain quotes; the reader would see
    /// the brackets.
    fn unknown_alert(&mut self, range: &std::ops::Range<usize>) {
        let first = self.body[range.clone()].trim_start_matches(['>', ' ']);
        let Some((word, rest)) = first.strip_prefix("[!").and_then(|rest| rest.split_once(']'))
        else {
            return;
        };
        if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_') {
            return;
        }
        let position = self.position(
            range.end.min(range.start + self.body[range.clone()].find("[!").unwrap_or(0)),
        );
        let known = ["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];
        let problem = if known.contains(&word.to_uppercase().as_str())
            && !rest.lines().next().unwrap_or_default().trim().is_empty()
        {
            Diagnostic::new(
                &UNKNOWN_ALERT,
                position,
                format!("nothing may follow `[!{word}]` on its line"),
            )
            .help("begin the text on the next line, after `> `")
        } else {
            let near = crate::diagnostics::nearest(&word.to_uppercase(), known)
                .map_or(String::new(), |near| format!("did you mean `[!{near}]`? "));
            Diagnostic::new(&UNKNOWN_ALERT, position, format!("there is no alert `[!{word}]`"))
                .help(format!("{near}the alerts are {}", known.join(", ")))
        };
        self.problems.push(problem);
    }

    /// A row with more cells than the head: the library drops the extra cells.
    fn lost_cells(&mut self, range: &std::ops::Range<usize>) {
        let Some(Frame { node: Node { element: Element::Table(columns), .. }, .. }) =
            self.open.last()
        else {
            return;
        };
        let (cells, columns) = (cells(&self.body[range.clone()]), columns.len());
        if cells > columns {
            let message = format!(
                "this row has {cells} cells and the head of the table {columns}, so that something is lost"
            );
            let help =
                "give the head a cell for each, or write a `|` that belongs to a text as `\\|`";
            self.problems
                .push(Diagnostic::new(&LOST_CELL, self.position(range.start), message).help(help));
        }
    }

    /// Text that begins like our own markup but is not: readers would see its characters.
    fn unknown_markup(&mut self, text: &str, source: usize) -> bool {
        let Some((shown, help)) = markup::in_line(text) else { return false };
        let message = format!("`{shown}` was not understood and prints as it stands");
        self.problems
            .push(Diagnostic::new(&UNKNOWN_MARKUP, self.position(source), message).help(help));
        true
    }

    /// Lines of a paragraph that other tools interpret as something else.
    fn looks_like_markup(&mut self, range: &std::ops::Range<usize>) {
        for (at, shown, help) in markup::in_lines(&self.body[range.clone()]) {
            let shown = shown.replace(COLON, ":");
            let message = format!("`{shown}` was not understood and prints as it stands");
            let position = self.position(range.start + at);
            self.problems.push(Diagnostic::new(&UNKNOWN_MARKUP, position, message).help(help));
        }
    }

    /// The same in an item, a cell or a heading.
    fn looks_foreign(&mut self, run: &Run) {
        let Some(help) = markup::in_item(run.text.trim_start()) else { return };
        let shown = markup::beginning(run.text.trim(), 40).replace(COLON, ":");
        let message = format!("`{shown}` was not understood and prints as it stands");
        let position = self.position(run.source(0));
        self.problems.push(Diagnostic::new(&UNKNOWN_MARKUP, position, message).help(help));
    }

    /// `[text][label]` whose label is not defined anywhere.
    fn dangling(&mut self, nowhere: &[(usize, LinkType, String)]) {
        for (at, kind, text) in nowhere {
            // `[sic]` alone is usually text; a name is a mistyped link or citation.
            let is_short = matches!(kind, LinkType::Shortcut | LinkType::ShortcutUnknown);
            // A bracket within `[[words]]` or before `(` is judged with its surroundings.
            let (before, after) = (&self.body[..*at], &self.body[*at..]);
            let is_part = before.ends_with('[')
                || after.strip_prefix(text.as_str()).is_some_and(|rest| rest.starts_with('('));
            if self.escaped(*at)
                || is_part
                || (is_short && !markup::is_label(text))
                || markup::in_line(text).is_some()
            {
                continue;
            }
            let shown = markup::beginning(text, 60).replace(COLON, ":");
            let message = format!("`{shown}` was not understood and prints as it stands");
            let help = if is_short {
                "a citation is written `[@name]`, a link `[words](address)`; write `\\[` for a bracket that is text"
            } else {
                "write the address in round brackets, `[words](address)`, or the label's address on a line of its own: `[label]: address`"
            };
            self.problems
                .push(Diagnostic::new(&UNKNOWN_MARKUP, self.position(*at), message).help(help));
        }
    }

    /// A footnote that nothing refers to: its text would be printed without a mark.
    fn unused_notes(&mut self) {
        for (name, position) in std::mem::take(&mut self.notes.written) {
            if !self.notes.marked.contains(&name) {
                let message = format!("nothing refers to the footnote `[^{name}]`");
                let help = format!("put `[^{name}]` where its mark belongs, or take the note out");
                self.problems.push(Diagnostic::new(&UNKNOWN_MARKUP, position, message).help(help));
            }
        }
    }

    /// Ends a run of text: extracts citations and services, and adds the rest as text.
    pub(super) fn flush(&mut self) {
        if self.run.text.is_empty() {
            return;
        }
        let run = std::mem::take(&mut self.run);
        let elements = || self.open.iter().map(|frame| &frame.node.element);
        let is_code = |element: &Element<Written>| {
            matches!(
                element,
                Element::CodeBlock
                    | Element::Drawing(_)
                    | Element::Html(Tag::Code | Tag::Preformatted)
            )
        };
        let in_code = elements().any(is_code);
        // Whitespace between the tags of a list or table.
        if self.has_html && !in_code && run.text.trim().is_empty() && !self.in_words(&run.text) {
            return;
        }
        let in_link = elements()
            .any(|element| matches!(element, Element::Link { .. } | Element::Image { .. }));
        let in_paragraph = elements().any(|element| matches!(element, Element::Paragraph));
        if !in_code && !in_paragraph {
            self.looks_foreign(&run);
        }
        let first = if in_code { 0 } else { self.picture_size(&run) };
        let (mut from, mut at) = (first, first);
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
                        told += usize::from(self.unknown_markup(
                            markup::beginning(&run.text[at..], MAX_SPECIAL),
                            source,
                        ));
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

    /// Whether whitespace is significant here.
    fn in_words(&self, space: &str) -> bool {
        match self.open.last().map(|frame| &frame.node.element) {
            None => false,
            Some(element) => {
                let structural = matches!(
                    element,
                    Element::List { .. }
                        | Element::Definitions
                        | Element::Table(_)
                        | Element::Head
                        | Element::Row
                        | Element::Quote
                        | Element::Html(Tag::Div | Tag::Details { .. } | Tag::Figure)
                );
                !(structural || element.is_block() && space.contains('\n'))
            }
        }
    }

    /// `{width=300}` after a picture is its size. Returns how many bytes of the run it takes.
    fn picture_size(&mut self, run: &Run) -> usize {
        let siblings =
            self.open.last_mut().map_or(&mut self.roots, |frame| &mut frame.node.children);
        match siblings.last_mut() {
            Some(Node { element: Element::Image { size, .. }, .. }) => {
                match markup::size(&run.text) {
                    Some((written, length)) => {
                        *size = written;
                        length
                    }
                    None => 0,
                }
            }
            _ => 0,
        }
    }

    fn text(&mut self, run: &Run, from: usize, to: usize) {
        if from < to {
            self.leaf(Element::Text(run.text[from..to].to_string()), run.source(from));
        }
    }

    /// Text in which a bare address becomes a link.
    fn linked_text(&mut self, run: &Run, from: usize, to: usize) {
        let text = &run.text[from..to];
        if !text.contains("://") && !text.contains('@') && !text.contains("www.") {
            return self.text(run, from, to);
        }
        let mut done = from;
        let mut finder = LinkFinder::new();
        finder.url_must_have_scheme(false);
        for found in finder.links(text) {
            let target = match found.kind() {
                LinkKind::Email => format!("mailto:{}", found.as_str()),
                _ if crate::ids::is_web_address(found.as_str()) => found.as_str().to_string(),
                _ if found.as_str().starts_with("www.") => format!("https://{}", found.as_str()),
                _ => continue,
            };
            let (start, end) = (from + found.start(), from + found.end());
            self.text(run, done, start);
            let position = self.position(run.source(start));
            let words = Node::leaf(position, Element::Text(found.as_str().to_string()));
            self.add(Node::new(
                position,
                Element::Link { to: target, title: String::new() },
                vec![words],
            ));
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
        // Nothing special is longer, and searching to the end for each bracket would take for ever.
        let text = markup::beginning(&run.text[at..], MAX_SPECIAL);
        if let Some(inner) = text.strip_prefix("{{") {
            let (name, _) = inner.split_once("}}")?;
            let trimmed = name.trim();
            let position = self.position(source);
            return crate::ids::is_service_name(trimmed).then(|| {
                (Node::leaf(position, Element::Service(trimmed.to_string())), name.len() + 4)
            });
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
            cites.push(Name {
                text: name.to_string(),
                position: self.position(run.source(at + offset + skipped)),
            });
            offset += part.len() + 1;
        }
        Some((Node::leaf(self.position(source), Element::Cite(cites)), inner.len() + 2))
    }
}

/// The number of cells in a table row as typed.
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
        prose.walk(&mut |node| match &node.element {
            Element::Text(text) => out.push(format!("text {text}")),
            Element::Cite(cites) => out.push(format!(
                "cite {}",
                cites
                    .iter()
                    .map(|name| format!(
                        "{}@{}:{}",
                        name.text, name.position.line, name.position.column
                    ))
                    .collect::<Vec<_>>()
                    .join(" ")
            )),
            Element::Service(name) => {
                out.push(format!("service {name}@{}:{}", node.position.line, node.position.column))
            }
            Element::Code(code) => out.push(format!("code {code}")),
            Element::Link { to, .. } => out.push(format!("link {to}")),
            Element::Alert(alert) => out.push(format!("alert {}", alert.name())),
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
        // A name with a space in it is a mistake, or a service with such a name; `link` decides
        // which.
        assert_eq!(kinds("{{ two words }}"), ["service two words@1:1"]);
    }

    #[test]
    fn alerts_that_do_not_exist_are_reported() {
        assert_eq!(kinds("> [!WARNING]\n> hot\n"), ["alert warning", "text hot"]);
        for (text, word) in [
            ("> [!DANGER]\n> hot\n", "no alert `[!DANGER]`"),
            ("> [!NOTE] Title\n> hot\n", "nothing may follow"),
        ] {
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
