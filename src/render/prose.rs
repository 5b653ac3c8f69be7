//! Prose: a resolved text to HTML, with numbered citations and footnotes.

use std::collections::HashMap;

use crate::html::{self, Html};
use crate::link::{Destination, Link, Linked, Resolved, SourceId};
use crate::plan::{Medium, Plan, View};
use crate::read::markdown::{Align, Kind, Node, Prose};

use super::pictures::Sizes;
use super::words::Words;

/// Where a text is shown.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub linked: &'a Linked,
    pub plan: &'a Plan,
    pub words: &'a Words,
    pub pictures: &'a Sizes,
    /// The page it stands on.
    pub view: View,
    /// Added to the level of each heading: 0 on the site, 1 in print, where the page's title is a heading of level 2.
    pub deeper: u8,
}

impl Place<'_> {
    pub(super) fn href(&self, to: View, fragment: Option<&str>) -> String {
        self.plan.href(self.view, to, fragment)
    }
    pub(super) fn id(&self, id: &str) -> String {
        self.plan.id(self.view, id)
    }
}

/// The sources cited on a page in the order of their numbers, and how often each.
#[derive(Debug, Default)]
pub(super) struct Citations {
    order: Vec<SourceId>,
    counts: HashMap<SourceId, usize>,
}

impl Citations {
    /// The number of a source (from 1) and of this mention of it (from 1).
    fn cite(&mut self, source: SourceId) -> (usize, usize) {
        let number = self.number(source);
        let count = self.counts.entry(source).or_insert(0);
        *count += 1;
        (number, *count)
    }

    /// The number of a source, which gets the next one where it has none.
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

    /// The sources in order, each with the number of mentions to link back to.
    pub(super) fn list(&self) -> impl Iterator<Item = (SourceId, usize)> + '_ {
        self.order.iter().map(|source| (*source, self.counts.get(source).copied().unwrap_or(0)))
    }
}

/// A text as HTML. Its citations are added to `citations`, so that several texts of a page share one list.
pub(super) fn html(prose: &Prose<Resolved>, place: &Place, citations: &mut Citations) -> Html {
    let mut writer =
        Writer { place: *place, citations, out: Html::new(), footnotes: Vec::new(), defined: HashMap::new(), raw: None, mentions: 0 };
    prose.walk(&mut |node| {
        if let Kind::FootnoteText { name } = &node.kind {
            writer.defined.insert(name.as_str(), node);
        }
    });
    writer.nodes(&prose.nodes);
    writer.footnotes();
    // Sanitising costs ten times the rendering, so only texts with raw HTML pay for it.
    if let Some(raw) = writer.raw {
        let mut clean = Html::new();
        clean.markup(&html::raw::clean(&(writer.out.into_string() + &raw.finish())));
        return clean;
    }
    writer.out
}

struct Writer<'a, 'b> {
    place: Place<'a>,
    citations: &'b mut Citations,
    out: Html,
    /// The footnotes in the order of their first marks, and how often each is marked.
    footnotes: Vec<(String, usize)>,
    defined: HashMap<&'a str, &'a Node<Resolved>>,
    /// Set once there is raw HTML.
    raw: Option<html::raw::Rebuilder>,
    mentions: usize,
}

impl<'a> Writer<'a, '_> {
    fn nodes(&mut self, nodes: &'a [Node<Resolved>]) {
        nodes.iter().for_each(|node| self.node(node));
    }

    fn wrap(&mut self, open: &str, node: &'a Node<Resolved>, close: &str) {
        self.out.markup(open);
        self.nodes(&node.children);
        self.out.markup(close);
    }

    fn node(&mut self, node: &'a Node<Resolved>) {
        match &node.kind {
            Kind::Paragraph => self.wrap("<p>", node, "</p>\n"),
            Kind::Heading { level, id } => self.heading(node, *level, id.as_deref()),
            Kind::Quote => self.wrap("<blockquote>\n", node, "</blockquote>\n"),
            Kind::Alert(alert) => {
                let word = self.place.words.one(&format!("alert.{}", alert.name())).to_string();
                self.out
                    .markup("<div")
                    .attribute("class", &format!("alert alert--{}", alert.name()))
                    .markup("><p class=\"alert__title\">")
                    .text(&word)
                    .markup("</p>\n");
                self.wrap("", node, "</div>\n");
            }
            Kind::CodeBlock => self.wrap("<pre tabindex=\"0\"><code>", node, "</code></pre>\n"),
            Kind::List { start: None } => self.wrap("<ul>\n", node, "</ul>\n"),
            Kind::List { start: Some(1) } => self.wrap("<ol>\n", node, "</ol>\n"),
            Kind::List { start: Some(start) } => self.wrap(&format!("<ol start=\"{start}\">\n"), node, "</ol>\n"),
            Kind::Item => self.wrap("<li>", node, "</li>\n"),
            Kind::Task { done } => self.task(*done),
            Kind::Definitions => self.wrap("<dl>\n", node, "</dl>\n"),
            Kind::Term => self.wrap("<dt>", node, "</dt>\n"),
            Kind::Definition => self.wrap("<dd>", node, "</dd>\n"),
            Kind::Table(columns) => self.table(node, columns),
            // The table writes its rows itself.
            Kind::Head | Kind::Row | Kind::Cell => self.nodes(&node.children),
            // Shown at the end.
            Kind::FootnoteText { .. } => {}
            Kind::FootnoteMark { name } => self.footnote_mark(name),
            Kind::Emphasis => self.wrap("<em>", node, "</em>"),
            Kind::Strong => self.wrap("<strong>", node, "</strong>"),
            Kind::Strike => self.wrap("<del>", node, "</del>"),
            Kind::Link { to, title } => self.link(node, to, title),
            Kind::Image { from, title } => self.image(node, from, title),
            Kind::Text(text) | Kind::Service(text) => {
                self.out.text(text);
            }
            Kind::Code(code) => {
                self.out.markup("<code>").text(code).markup("</code>");
            }
            Kind::SoftBreak => {
                self.out.markup("\n");
            }
            Kind::HardBreak => {
                self.out.markup("<br>\n");
            }
            Kind::Rule => {
                self.out.markup("<hr>\n");
            }
            Kind::Html { html, links } => {
                let links: Vec<Option<String>> = links.iter().map(|link| self.address(link)).collect();
                let markup = self.raw.get_or_insert_default().rebuild(html, &links);
                self.out.markup(&markup);
            }
            Kind::Cite(sources) => self.cite(sources),
            Kind::Mention { term, text } => self.mention(*term, text),
        }
    }

    fn heading(&mut self, node: &'a Node<Resolved>, level: u8, id: Option<&str>) {
        // The page's title is the only heading of level 1.
        let level = (level.max(2) + self.place.deeper).min(6);
        self.out.markup(&format!("<h{level}"));
        if let Some(id) = id {
            self.out.attribute("id", &self.place.id(id));
        }
        self.wrap(">", node, &format!("</h{level}>\n"));
    }

    fn task(&mut self, done: bool) {
        let (mark, key) = if done { ("☑", "done") } else { ("☐", "not_done") };
        self.out
            .markup("<span class=\"task\" role=\"img\"")
            .attribute("aria-label", self.place.words.one(key))
            .markup(">")
            .text(mark)
            .markup("</span> ");
    }

    fn table(&mut self, node: &'a Node<Resolved>, columns: &[Align]) {
        self.out
            .markup("<div class=\"scroll\" tabindex=\"0\" role=\"group\"")
            .attribute("aria-label", self.place.words.one("table"))
            .markup("><table>\n");
        let (head, body): (Vec<_>, Vec<_>) = node.children.iter().partition(|row| matches!(row.kind, Kind::Head));
        if let Some(head) = head.first().filter(|head| !head.words().trim().is_empty()) {
            self.out.markup("<thead>\n");
            self.row(head, columns, true);
            self.out.markup("</thead>\n");
        }
        self.out.markup("<tbody>\n");
        body.into_iter().for_each(|row| self.row(row, columns, false));
        self.out.markup("</tbody></table></div>\n");
    }

    fn row(&mut self, row: &'a Node<Resolved>, columns: &[Align], head: bool) {
        self.out.markup("<tr>");
        for (at, cell) in row.children.iter().enumerate() {
            let class = match columns.get(at) {
                Some(Align::Center) => " class=\"align-center\"",
                Some(Align::End) => " class=\"align-end\"",
                _ => "",
            };
            // A header without words is announced as nothing.
            let (open, close) = if head && !cell.words().trim().is_empty() {
                (format!("<th scope=\"col\"{class}>"), "</th>")
            } else {
                (format!("<td{class}>"), "</td>")
            };
            self.wrap(&open, cell, close);
        }
        self.out.markup("</tr>\n");
    }

    /// Where a link goes from this page; `None`: nowhere.
    fn address(&self, link: &Link) -> Option<String> {
        let fragment = link.fragment.as_deref();
        match &link.to {
            Destination::Nowhere => None,
            Destination::Here => Some(self.place.href(self.place.view, fragment)),
            Destination::To(target) => Some(self.place.href((*target).into(), fragment)),
            Destination::File(path) => {
                let file = self.place.plan.file_href(self.place.view, path);
                Some(fragment.map_or(file.clone(), |fragment| format!("{file}#{}", html::address(fragment))))
            }
            Destination::Web(address) => Some(address.clone()),
        }
    }

    fn link(&mut self, node: &'a Node<Resolved>, link: &Link, title: &str) {
        let Some(address) = self.address(link) else { return self.nodes(&node.children) };
        self.out.markup("<a").attribute("href", &address);
        if matches!(link.to, Destination::Web(_)) {
            self.out.markup(" rel=\"external\"");
        }
        if let Destination::To(target) = &link.to
            && let Some(page) = self.place.plan.pdfs.page((*target).into(), link.fragment.as_deref())
        {
            self.out.attribute("data-page", &page.to_string());
        }
        if !title.is_empty() {
            self.out.attribute("title", title);
        }
        self.out.markup(">");
        match &link.to {
            // `[](cause:dehydration)` takes the title.
            Destination::To(target) if node.children.is_empty() => {
                self.out.text(self.place.linked.title(*target));
            }
            _ if node.children.is_empty() => {
                self.out.text(&address);
            }
            _ => self.nodes(&node.children),
        }
        self.out.markup("</a>");
    }

    fn image(&mut self, node: &'a Node<Resolved>, link: &Link, title: &str) {
        if let Destination::File(path) = &link.to {
            self.out.markup("<img").attribute("src", &self.place.plan.file_href(self.place.view, path)).attribute("alt", &node.words());
            if let Some((width, height)) = self.place.pictures.get(path) {
                self.out.attribute("width", &width.to_string()).attribute("height", &height.to_string());
            }
            if !title.is_empty() {
                self.out.attribute("title", title);
            }
            self.out.markup(">");
        } else {
            self.out.text(&node.words());
        }
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
            let id = self.place.id(&format!("fc-cite-{number}-{mention}"));
            let href = format!("#{}", self.place.id(&format!("fc-source-{number}")));
            let label = self.place.words.with("source_number", number);
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
        let means = &self.place.linked.glossary[term];
        let href = self.place.href(View::Glossary, Some(&means.anchor));
        if self.place.plan.medium == Medium::Print {
            self.out.text(text);
            return;
        }
        self.mentions += 1;
        let id = self.place.id(&format!("fc-term-{}", self.mentions));
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
            .text(&means.means.value)
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
        let id = self.place.id(&format!("fc-mark-{number}-{mark}"));
        let href = format!("#{}", self.place.id(&format!("fc-note-{number}")));
        let label = self.place.words.with("footnote_number", number);
        self.out.markup("<sup class=\"mark\"><a").attribute("id", &id).attribute("href", &href).attribute("aria-label", &label).markup(">");
        // Letters, so that they are not taken for citations.
        self.out.text(&letters(number)).markup("</a></sup>");
    }

    fn footnotes(&mut self) {
        // Written but never marked: shown all the same, so that nothing is lost.
        let mut unmarked: Vec<&str> =
            self.defined.keys().copied().filter(|name| !self.footnotes.iter().any(|(known, _)| known == name)).collect();
        unmarked.sort_unstable();
        let mut at = 0;
        let mut notes = Html::new();
        // A footnote may mark another one, which then is added behind.
        while at < self.footnotes.len() || !unmarked.is_empty() {
            if at == self.footnotes.len() {
                self.footnotes.push((unmarked.remove(0).to_string(), 0));
            }
            let name = self.footnotes[at].0.clone();
            if let Some(node) = self.defined.get(name.as_str()).copied() {
                let outer = std::mem::take(&mut self.out);
                self.out.markup("<li").attribute("id", &self.place.id(&format!("fc-note-{}", at + 1))).markup(">");
                self.nodes(&node.children);
                for mark in 1..=self.footnotes[at].1 {
                    let href = format!("#{}", self.place.id(&format!("fc-mark-{}-{mark}", at + 1)));
                    self.out
                        .markup(" <a class=\"back\"")
                        .attribute("href", &href)
                        .attribute("aria-label", self.place.words.one("back_to_text"))
                        .markup(">↩</a>");
                }
                self.out.markup("</li>\n");
                let note = std::mem::replace(&mut self.out, outer);
                notes.append(&note);
            }
            at += 1;
        }
        if !notes.is_empty() {
            self.out.markup("<div class=\"footnotes\"><hr><ol>\n").append(&notes).markup("</ol></div>\n");
        }
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
