//! Prose: a resolved text to HTML, with numbered citations and footnotes.

use std::collections::HashMap;

use super::values::On;
use crate::html::{self, Html};
use crate::link::{Destination, Link, Pdf, Resolved, SourceId, Target};
use crate::model::Paragraph;
use crate::pages::Href;
use crate::plan::{self, Medium, View};
use crate::prose::{Align, Attributes, Cell, Element, Node, Prose, Size, Tag};

/// The sources cited on a page in the order of their numbers, and how often each.
#[derive(Debug, Default)]
pub(super) struct Citations {
    order: Vec<SourceId>,
    counts: HashMap<SourceId, usize>,
}

impl Citations {
    /// Returns the number of a source (from 1) and of this mention of it (from 1).
    fn cite(&mut self, source: SourceId) -> (usize, usize) {
        let number = self.number(source);
        let count = self.counts.entry(source).or_insert(0);
        *count += 1;
        (number, *count)
    }

    /// The number of a source; a new source is given the next one.
    fn number(&mut self, source: SourceId) -> usize {
        match self.order.iter().position(|known| *known == source) {
            Some(at) => at + 1,
            None => {
                self.order.push(source);
                self.order.len()
            }
        }
    }

    /// Adds sources that the front matter names and the text does not cite.
    pub(super) fn add(&mut self, sources: &[SourceId]) {
        sources.iter().for_each(|source| {
            self.number(*source);
        });
    }

    /// The sources in order, each with its number of mentions, for back-links.
    pub(super) fn list(&self) -> impl Iterator<Item = (SourceId, usize)> + '_ {
        self.order.iter().map(|source| (*source, self.counts.get(source).copied().unwrap_or(0)))
    }
}

/// The text of a field as HTML: the words of its paragraph.
pub(super) fn line<'a>(
    paragraph: &'a Paragraph<Resolved>,
    on: &'a On<'a>,
    citations: &mut Citations,
) -> Html {
    let mut writer =
        Writer { on, citations, out: Html::new(), footnotes: Vec::new(), defined: HashMap::new() };
    paragraph.prose.nodes.iter().for_each(|node| writer.nodes(&node.children));
    writer.out
}

/// A text as HTML. Its citations are added to `citations`, so that several texts of a page share
/// one list.
pub(super) fn html<'a>(
    prose: &'a Prose<Resolved>,
    on: &'a On<'a>,
    citations: &mut Citations,
) -> Html {
    let mut writer =
        Writer { on, citations, out: Html::new(), footnotes: Vec::new(), defined: HashMap::new() };
    prose.walk(&mut |node| {
        if let Element::FootnoteText { name } = &node.element {
            writer.defined.insert(name.as_str(), node);
        }
    });
    writer.nodes(&prose.nodes);
    writer.footnotes();
    writer.out
}

struct Writer<'a, 'b> {
    on: &'a On<'a>,
    citations: &'b mut Citations,
    out: Html,
    /// The footnotes in the order of their first marks, and how often each is marked.
    footnotes: Vec<(String, usize)>,
    defined: HashMap<&'a str, &'a Node<Resolved>>,
}

impl<'a> Writer<'a, '_> {
    fn nodes(&mut self, nodes: &'a [Node<Resolved>]) {
        nodes.iter().for_each(|node| self.node(node));
    }

    /// An element with its attributes and content. `after`: the line ending that follows it.
    fn element(&mut self, name: &str, node: &'a Node<Resolved>, after: &str) {
        self.open(name, node);
        self.out.markup(">");
        self.close(name, node, after);
    }

    fn open(&mut self, name: &str, node: &'a Node<Resolved>) {
        self.out.markup("<").markup(name);
        self.attributes(node);
    }

    fn close(&mut self, name: &str, node: &'a Node<Resolved>, after: &str) {
        self.nodes(&node.children);
        self.out.markup("</").markup(name).markup(">").markup(after);
    }

    fn attributes(&mut self, node: &'a Node<Resolved>) {
        let Some(attributes) = &node.attributes else { return };
        let Attributes { id, direction, language, title } = &**attributes;
        if let Some(id) = id {
            self.out.attribute("id", &self.on.id(id));
        }
        if let Some(direction) = direction {
            self.out.attribute("dir", direction.word());
        }
        if let Some(language) = language {
            self.out.attribute("lang", language);
        }
        if let Some(title) = title {
            self.out.attribute("title", title);
        }
    }

    fn node(&mut self, node: &'a Node<Resolved>) {
        match &node.element {
            Element::Paragraph => self.element("p", node, "\n"),
            Element::Heading { level, id } => self.heading(node, *level, id.as_deref()),
            Element::Quote => self.element("blockquote", node, "\n"),
            Element::Alert(alert) => {
                let word = self.on.pages.words.one(alert.key()).to_string();
                self.out
                    .markup("<div")
                    .attribute("class", &format!("alert alert--{}", alert.name()))
                    .markup("><p class=\"alert__title\">")
                    .text(&word)
                    .markup("</p>\n");
                self.close("div", node, "\n");
            }
            Element::Drawing(language) => {
                let drawn = super::drawings::in_text(self.on, *language, &node.words());
                self.out.append(&drawn);
            }
            Element::CodeBlock => {
                self.out.markup("<pre tabindex=\"0\"><code>");
                self.nodes(&node.children);
                self.out.markup("</code></pre>\n");
            }
            Element::List { start: None } => self.element("ul", node, "\n"),
            Element::List { start: Some(start) } => {
                self.open("ol", node);
                if *start != 1 {
                    self.out.attribute("start", &start.to_string());
                }
                self.out.markup(">\n");
                self.close("ol", node, "\n");
            }
            Element::Item => self.element("li", node, "\n"),
            Element::Task { done } => self.task(*done),
            Element::Definitions => self.element("dl", node, "\n"),
            Element::Term => self.element("dt", node, "\n"),
            Element::Definition => self.element("dd", node, "\n"),
            Element::Table(columns) => self.table(node, columns),
            // The table writes its own parts.
            Element::TableCaption | Element::Head | Element::Row | Element::Cell(_) => {
                self.nodes(&node.children)
            }
            // Shown at the end.
            Element::FootnoteText { .. } => {}
            Element::FootnoteMark { name } => self.footnote_mark(name),
            Element::Emphasis => self.element("em", node, ""),
            Element::Strong => self.element("strong", node, ""),
            Element::Strike => self.element("del", node, ""),
            Element::Link { to, title } => self.link(node, to, title),
            Element::Image { from, title, size } => self.image(node, from, title, *size),
            Element::Text(text) | Element::Service(text) => {
                self.out.text(text);
            }
            Element::Code(code) => {
                self.out.markup("<code>").text(code).markup("</code>");
            }
            Element::SoftBreak => {
                self.out.markup("\n");
            }
            Element::HardBreak => {
                self.out.markup("<br>\n");
            }
            Element::Rule => {
                self.out.markup("<hr>\n");
            }
            Element::Html(tag) => self.html(node, *tag),
            Element::Cite(sources) => self.cite(sources),
            Element::Mention { term, text } => self.mention(*term, text),
        }
    }

    fn html(&mut self, node: &'a Node<Resolved>, tag: Tag) {
        self.open(tag.name(), node);
        match tag {
            Tag::Details { open: true } => self.out.markup(" open"),
            // It can be wider than a phone screen, so it must be scrollable by keyboard too.
            Tag::Preformatted => self.out.markup(" tabindex=\"0\""),
            _ => &mut self.out,
        };
        self.out.markup(">");
        self.close(tag.name(), node, if tag.is_block() { "\n" } else { "" });
    }

    fn heading(&mut self, node: &'a Node<Resolved>, level: u8, id: Option<&str>) {
        // The page's title is the only heading of level 1.
        let level = (level.max(2) + (self.on.level() - 1)).min(6);
        self.out.markup(&format!("<h{level}"));
        if let Some(id) = id {
            self.out.attribute("id", &self.on.id(id));
        }
        self.out.markup(">");
        self.close(&format!("h{level}"), node, "\n");
    }

    fn task(&mut self, done: bool) {
        let (mark, key) = if done { ("☑", "done") } else { ("☐", "not_done") };
        self.out
            .markup("<span class=\"task\" role=\"img\"")
            .attribute("aria-label", self.on.pages.words.one(key))
            .markup(">")
            .text(mark)
            .markup("</span> ");
    }

    fn table(&mut self, node: &'a Node<Resolved>, columns: &[Align]) {
        self.out
            .markup("<div class=\"scroll\" tabindex=\"0\" role=\"group\"")
            .attribute("aria-label", self.on.pages.words.one("table"))
            .markup(">");
        self.open("table", node);
        self.out.markup(">\n");
        let is = |wanted: fn(&Element<Resolved>) -> bool| {
            node.children.iter().filter(move |part| wanted(&part.element))
        };
        for caption in is(|part| matches!(part, Element::TableCaption)) {
            self.element("caption", caption, "\n");
        }
        for head in
            is(|part| matches!(part, Element::Head)).filter(|head| !head.words().trim().is_empty())
        {
            self.out.markup("<thead>\n");
            self.row(head, columns);
            self.out.markup("</thead>\n");
        }
        self.out.markup("<tbody>\n");
        is(|part| matches!(part, Element::Row)).for_each(|row| self.row(row, columns));
        self.out.markup("</tbody></table></div>\n");
    }

    fn row(&mut self, row: &'a Node<Resolved>, columns: &[Align]) {
        let is_head = matches!(row.element, Element::Head);
        self.open("tr", row);
        self.out.markup(">");
        for (at, node) in row.children.iter().enumerate() {
            let cell = if let Element::Cell(cell) = node.element { cell } else { Cell::PLAIN };
            // A header cell without words would be announced as nothing.
            let is_header = (is_head || cell.header) && !node.words().trim().is_empty();
            let name = if is_header { "th" } else { "td" };
            self.open(name, node);
            if is_header {
                self.out.attribute("scope", if is_head { "col" } else { "row" });
            }
            if cell.columns > 1 {
                self.out.attribute("colspan", &cell.columns.to_string());
            }
            if cell.rows > 1 {
                self.out.attribute("rowspan", &cell.rows.to_string());
            }
            match columns.get(at) {
                Some(Align::Center) => self.out.attribute("class", "align-center"),
                Some(Align::End) => self.out.attribute("class", "align-end"),
                _ => &mut self.out,
            };
            self.out.markup(">");
            self.close(name, node, "");
        }
        self.out.markup("</tr>\n");
    }

    /// The address of a link from this page; `None`: it leads nowhere.
    fn address(&self, link: &Link) -> Option<String> {
        let fragment = link.fragment.as_deref();
        match &link.to {
            Destination::Nowhere => None,
            Destination::Here => Some(self.on.plan.href(self.on.view, self.on.view, fragment)),
            Destination::To(target) => {
                Some(self.on.plan.href(self.on.view, (*target).into(), fragment))
            }
            Destination::File(path) => {
                let file = self.on.plan.file_href(self.on.view, path);
                Some(
                    fragment.map_or(file.clone(), |fragment| {
                        format!("{file}#{}", html::address(fragment))
                    }),
                )
            }
            Destination::Pdf(pdf) => {
                let linked = self.on.linked();
                let path = match pdf {
                    Pdf::Book => return self.on.book(),
                    Pdf::Handout(target) => plan::handout(linked, (*target).into()),
                    Pdf::Sheet(id) => plan::sheet(linked, *id),
                    Pdf::Poster(id) => plan::poster(linked, *id),
                };
                // A build without it shows only the words.
                self.on.pdf(&Href::File(path))
            }
            Destination::Web(address) => Some(address.clone()),
        }
    }

    fn link(&mut self, node: &'a Node<Resolved>, link: &Link, title: &str) {
        let Some(address) = self.address(link) else { return self.nodes(&node.children) };
        self.open("a", node);
        self.out.attribute("href", &address);
        if matches!(link.to, Destination::Web(_)) {
            self.out.markup(" rel=\"external\"");
        }
        if let Destination::To(target) = &link.to
            && let Some(page) = self.on.plan.pdfs.page((*target).into(), link.fragment.as_deref())
        {
            self.out.attribute("data-page", &page.to_string());
        }
        if !title.is_empty() {
            self.out.attribute("title", title);
        }
        self.out.markup(">");
        match &link.to {
            // `[](cause:dehydration)` uses the title.
            Destination::To(target) if node.children.is_empty() => {
                self.out.text(self.on.linked().title(*target));
            }
            Destination::Pdf(pdf) if node.children.is_empty() => {
                let words = self.on.pages.words;
                let title = match pdf {
                    Pdf::Handout(target) => self.on.linked().title(*target),
                    Pdf::Poster(id) | Pdf::Sheet(id) => self.on.linked().title(Target::Guide(*id)),
                    Pdf::Book => words.one("book_pdf"),
                };
                self.out.text(title);
            }
            _ if node.children.is_empty() => {
                self.out.text(&address);
            }
            _ => self.nodes(&node.children),
        }
        self.out.markup("</a>");
    }

    fn image(&mut self, node: &'a Node<Resolved>, link: &Link, title: &str, size: Size) {
        let Destination::File(path) = &link.to else {
            self.out.text(&node.words());
            return;
        };
        self.open("img", node);
        self.out
            .attribute("src", &self.on.plan.file_href(self.on.view, path))
            .attribute("alt", &node.words());
        let (width, height) = shown_size(size, self.on.linked().picture_size(path));
        if let Some(width) = width {
            self.out.attribute("width", &width.to_string());
        }
        if let Some(height) = height {
            self.out.attribute("height", &height.to_string());
        }
        if !title.is_empty() {
            self.out.attribute("title", title);
        }
        self.out.markup(">");
    }

    fn cite(&mut self, sources: &[SourceId]) {
        if sources.is_empty() {
            return;
        }
        self.out.markup("<sup class=\"cite\">[");
        for (at, source) in sources.iter().enumerate() {
            let (number, mention) = self.citations.cite(*source);
            if at > 0 {
                self.out.markup(", ");
            }
            let id = self.on.id(&format!("fc-cite-{number}-{mention}"));
            let href = format!("#{}", self.on.id(&format!("fc-source-{number}")));
            let label = self.on.pages.words.with("source_number", number);
            self.out
                .markup("<a")
                .attribute("id", &id)
                .attribute("href", &href)
                .attribute("aria-label", &label)
                .markup(">")
                .text(&number.to_string())
                .markup("</a>");
        }
        self.out.markup("]</sup>");
    }

    fn mention(&mut self, term: usize, text: &str) {
        let means = &self.on.linked().glossary[term];
        let href = self.on.plan.href(self.on.view, View::Glossary, Some(&means.anchor));
        if self.on.plan.medium == Medium::Print {
            self.out.text(text);
            return;
        }
        self.on.mentions.set(self.on.mentions.get() + 1);
        let id = self.on.id(&format!("fc-term-{}", self.on.mentions.get()));
        self.out
            .markup("<span class=\"term\"><a class=\"term__link\"")
            .attribute("href", &href)
            .attribute("aria-describedby", &id)
            .markup(">")
            .text(text);
        self.out
            .markup("</a><span class=\"term__means\" role=\"tooltip\"")
            .attribute("id", &id)
            .markup(">")
            .text(&means.means.words)
            .markup("</span></span>");
    }

    fn footnote_mark(&mut self, name: &'a str) {
        let at = match self.footnotes.iter().position(|(known, _)| known == name) {
            Some(at) => at,
            None => {
                self.footnotes.push((name.to_string(), 0));
                self.footnotes.len() - 1
            }
        };
        self.footnotes[at].1 += 1;
        let (number, mark) = (at + 1, self.footnotes[at].1);
        let id = self.on.id(&format!("fc-mark-{number}-{mark}"));
        let href = format!("#{}", self.on.id(&format!("fc-note-{number}")));
        let label = self.on.pages.words.with("footnote_number", number);
        self.out
            .markup("<sup class=\"mark\"><a")
            .attribute("id", &id)
            .attribute("href", &href)
            .attribute("aria-label", &label)
            .markup(">");
        // Letters, so that they are not mistaken for citations.
        self.out.text(&letters(number)).markup("</a></sup>");
    }

    fn footnotes(&mut self) {
        // Written but never marked: still shown, so that nothing is lost.
        let mut unmarked: Vec<&str> = self
            .defined
            .keys()
            .copied()
            .filter(|name| !self.footnotes.iter().any(|(known, _)| known == name))
            .collect();
        unmarked.sort_unstable();
        let mut at = 0;
        let mut notes = Html::new();
        // A footnote may mark another one, which is then appended.
        while at < self.footnotes.len() || !unmarked.is_empty() {
            if at == self.footnotes.len() {
                self.footnotes.push((unmarked.remove(0).to_string(), 0));
            }
            let name = self.footnotes[at].0.clone();
            if let Some(node) = self.defined.get(name.as_str()).copied() {
                let outer = std::mem::take(&mut self.out);
                self.out
                    .markup("<li")
                    .attribute("id", &self.on.id(&format!("fc-note-{}", at + 1)))
                    .markup(">");
                self.nodes(&node.children);
                for mark in 1..=self.footnotes[at].1 {
                    let href = format!("#{}", self.on.id(&format!("fc-mark-{}-{mark}", at + 1)));
                    self.out
                        .markup(" <a class=\"back\"")
                        .attribute("href", &href)
                        .attribute("aria-label", self.on.pages.words.one("back_to_text"))
                        .markup(">↩</a>");
                }
                self.out.markup("</li>\n");
                let note = std::mem::replace(&mut self.out, outer);
                notes.append(&note);
            }
            at += 1;
        }
        if !notes.is_empty() {
            self.out
                .markup("<div class=\"footnotes\"><hr><ol>\n")
                .append(&notes)
                .markup("</ol></div>\n");
        }
    }
}

/// The size at which a picture is shown: as its author set it, with the other side in proportion;
/// otherwise its natural size.
fn shown_size(size: Size, natural: Option<(u32, u32)>) -> (Option<u32>, Option<u32>) {
    let part = |given: u32, of: u32, other: u32| {
        (u64::from(given) * u64::from(other) / u64::from(of.max(1))).max(1) as u32
    };
    match (size, natural) {
        (Size { width: None, height: None }, natural) => {
            (natural.map(|(width, _)| width), natural.map(|(_, height)| height))
        }
        (Size { width: Some(width), height: None }, Some((w, h))) => {
            (Some(width), Some(part(width, w, h)))
        }
        (Size { width: None, height: Some(height) }, Some((w, h))) => {
            (Some(part(height, h, w)), Some(height))
        }
        (size, _) => (size.width, size.height),
    }
}

/// 1 is `a`, 26 is `z`, 27 is `aa`.
fn letters(number: usize) -> String {
    let mut out = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        out.push(b'a' + (rest % 26) as u8);
        rest /= 26;
    }
    out.reverse();
    String::from_utf8(out).expect("letters are ASCII")
}
