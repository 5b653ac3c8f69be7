//! E-book: the printed handbook as an EPUB 3.3 file (W3C), accessible by EPUB Accessibility 1.1.
//!
//! In:   the content of every page as the printed handbook has it, and the pictures in it.
//! Out:  `handbook.epub`: a chapter a page, contents, one style sheet.
//! How:  our templates write HTML in which every element is closed; each piece is read as XML with
//!       HTML's elements without content, and written as XHTML. What needs a script or a screen is
//!       left out.
//! Not:  links to what is not in the book: their words stay.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Cursor, Write};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::html;
use crate::model::Settings;

/// A page of the printed handbook.
pub(super) struct Page<'a> {
    pub id: &'a str,
    pub title: &'a str,
    /// 1 for a chapter, 2 for what is in it.
    pub level: u8,
    pub content: &'a str,
}

/// A file of the handbook: its path, from the top of the site, and its bytes.
pub(super) type File<'a> = (&'a str, &'a [u8]);

/// What the book says of itself.
pub(super) struct About<'a> {
    pub settings: &'a Settings,
    pub day: jiff::civil::Date,
    pub contents: &'a str,
    pub summary: &'a str,
    pub css: &'a str,
}

/// The whole file. `copied`: the pictures and other files of the handbook.
///
/// # Errors
/// The title of a page that is not XML: a template of the theme leaves an element open.
pub(super) fn book(about: &About, pages: &[Page], copied: &[File]) -> Result<Vec<u8>, String> {
    let mut book = Book::new(about, pages, copied);
    let mut chapters: Vec<(String, String)> = Vec::with_capacity(pages.len());
    for (at, page) in pages.iter().enumerate() {
        let chapter = book.chapter(at, page).filter(|chapter| is_xml(chapter));
        chapters.push((name(at), chapter.ok_or_else(|| page.title.to_string())?));
    }
    let nav = book.nav(pages);
    let package = book.package(pages, &chapters);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |path: &str, bytes: &[u8], method| {
        let options = SimpleFileOptions::default()
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .compression_method(method);
        let written = out.start_file(path, options).and_then(|()| Ok(out.write_all(bytes)?));
        written.expect("an archive in memory can be written");
    };
    // First, and not compressed: readers know the file by it.
    add("mimetype", b"application/epub+zip", CompressionMethod::Stored);
    let packed = CompressionMethod::Deflated;
    add("META-INF/container.xml", CONTAINER.as_bytes(), packed);
    add("book/package.opf", package.as_bytes(), packed);
    add("book/nav.xhtml", nav.as_bytes(), packed);
    add("book/style.css", about.css.as_bytes(), packed);
    for (path, text) in &chapters {
        add(&format!("book/{path}"), text.as_bytes(), packed);
    }
    for (path, bytes) in copied.iter().filter(|(path, _)| book.used.contains(*path)) {
        add(&format!("book/{path}"), bytes, packed);
    }
    Ok(out.finish().expect("an archive in memory can be written").into_inner())
}

/// Whether every element is closed.
fn is_xml(text: &str) -> bool {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = 0usize;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => return open == 0,
            Ok(Event::Start(_)) => open += 1,
            Ok(Event::End(_)) => open = open.saturating_sub(1),
            Ok(_) => {}
            Err(_) => return false,
        }
    }
}

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"#;

fn name(at: usize) -> String {
    format!("page-{:04}.xhtml", at + 1)
}

struct Book<'a> {
    about: &'a About<'a>,
    /// By id: the file in which it is.
    places: HashMap<String, String>,
    /// Files of the site that a picture can show.
    pictures: BTreeMap<&'a str, &'static str>,
    used: BTreeSet<String>,
    /// The chapters with a drawing.
    drawn: BTreeSet<usize>,
}

/// Elements that need a script, a mouse or a network.
const LEFT_OUT: &[&str] =
    &["script", "template", "style", "link", "meta", "button", "form", "input", "fieldset"];
/// Elements without content (HTML, 13.1.2).
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];
/// Attributes that an e-book has no use for.
const NO_USE: &[&str] = &[
    "rel",
    "target",
    "loading",
    "decoding",
    "role",
    "aria-labelledby",
    "aria-describedby",
    "aria-label",
    "tabindex",
];

impl<'a> Book<'a> {
    fn new(about: &'a About, pages: &[Page], copied: &[File<'a>]) -> Book<'a> {
        let mut places = HashMap::new();
        for (at, page) in pages.iter().enumerate() {
            places.insert(safe(page.id), name(at));
            for id in ids(page.content) {
                places.entry(safe(&id)).or_insert_with(|| name(at));
            }
        }
        let pictures =
            copied.iter().filter_map(|(path, _)| Some((*path, media_type(path)?))).collect();
        Book { about, places, pictures, used: BTreeSet::new(), drawn: BTreeSet::new() }
    }

    fn chapter(&mut self, at: usize, page: &Page) -> Option<String> {
        let content = self.xhtml(at, page.content)?;
        let title = escape::escape(page.title);
        let id = attribute(&safe(page.id));
        let body = format!(
            "<section epub:type=\"chapter\" role=\"doc-chapter\" id=\"{id}\">\n{content}</section>\n"
        );
        Some(self.document(&title, &body))
    }

    fn document(&self, title: &str, body: &str) -> String {
        let settings = self.about.settings;
        let (language, direction) = (attribute(&settings.language), settings.direction().word());
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{language}\" xml:lang=\"{language}\" dir=\"{direction}\">\n<head><meta charset=\"utf-8\"/><title>{title}</title><link rel=\"stylesheet\" href=\"style.css\"/></head>\n<body>\n{body}</body>\n</html>\n"
        )
    }

    /// A piece of our HTML as XHTML. `None` if it cannot be read to its end.
    fn xhtml(&mut self, at: usize, content: &str) -> Option<String> {
        let mut reader = Reader::from_str(content);
        reader.config_mut().check_end_names = false;
        let mut out = String::with_capacity(content.len());
        // The depth below an element that is left out; whether we are in a drawing; per open `a`,
        // whether it is written.
        let (mut skipped, mut drawing, mut links) = (0usize, 0usize, Vec::new());
        let keep = drawing_to_keep(content);
        loop {
            match reader.read_event().ok()? {
                Event::Eof => break,
                Event::Start(start) => {
                    let name = start.name().as_ref().to_string();
                    let is_void = drawing == 0 && VOID.contains(&name.as_str());
                    if skipped == 0 && self.is_unknown_picture(&name, &start) {
                        out.push_str(&words_of_picture(&start));
                        continue;
                    }
                    if skipped > 0 || self.is_left_out(&name, &start, &keep) {
                        skipped += usize::from(!is_void);
                        continue;
                    }
                    if name == "a" {
                        let target = self.target(&start).filter(|_| drawing == 0);
                        links.push(target.is_some());
                        if let Some(target) = target {
                            out.push_str("<a");
                            self.attributes(&mut out, &name, &start, false);
                            out.push_str(&format!(" href=\"{}\">", attribute(&target)));
                        }
                        continue;
                    }
                    if name == "svg" {
                        self.drawn.insert(at);
                    }
                    drawing += usize::from(name == "svg" || drawing > 0);
                    out.push('<');
                    out.push_str(&raised(&name));
                    if name == "svg" {
                        out.push_str(" xmlns=\"http://www.w3.org/2000/svg\"");
                    }
                    self.attributes(&mut out, &name, &start, drawing > 0);
                    out.push_str(if is_void { "/>" } else { ">" });
                }
                Event::Empty(start) => {
                    let name = start.name().as_ref().to_string();
                    if skipped == 0 && self.is_unknown_picture(&name, &start) {
                        out.push_str(&words_of_picture(&start));
                        continue;
                    }
                    if skipped > 0 || self.is_left_out(&name, &start, &keep) {
                        continue;
                    }
                    out.push('<');
                    out.push_str(&name);
                    self.attributes(&mut out, &name, &start, drawing > 0);
                    out.push_str("/>");
                }
                Event::End(end) => {
                    let name = end.name().as_ref().to_string();
                    if skipped > 0 {
                        skipped -= 1;
                        continue;
                    }
                    if name == "a" && !links.pop().unwrap_or(false) {
                        continue;
                    }
                    if name != "a" {
                        drawing = drawing.saturating_sub(1);
                    }
                    out.push_str(&format!("</{}>", raised(&name)));
                }
                Event::Text(text) if skipped == 0 => {
                    out.push_str(&text);
                }
                Event::GeneralRef(name) if skipped == 0 => {
                    out.push('&');
                    out.push_str(&name);
                    out.push(';');
                }
                _ => {}
            }
        }
        Some(out)
    }

    fn is_left_out(&self, name: &str, start: &BytesStart, keep: &Option<String>) -> bool {
        let class = value(start, "class").unwrap_or_default();
        let on_screen = class.split(' ').any(|class| {
            ["screen-only", "next", "pager", "contents", "zoom", "chart__page"].contains(&class)
        });
        // Of several drawings of one guide, the one for a page.
        let is_other = name == "svg"
            && class.contains("chart")
            && value(start, "aria-labelledby").is_none_or(|id| Some(id) != *keep);
        LEFT_OUT.contains(&name) || on_screen || is_other
    }

    /// Whether this is a picture of a kind that not every e-book reader shows.
    fn is_unknown_picture(&self, name: &str, start: &BytesStart) -> bool {
        let path = value(start, "src").and_then(|src| html::path_of(&src));
        name == "img" && path.is_none_or(|path| !self.pictures.contains_key(path.as_str()))
    }

    /// Where a link leads in the book, or on the web.
    fn target(&self, start: &BytesStart) -> Option<String> {
        let href = value(start, "href")?;
        if let Some(id) = href.strip_prefix('#') {
            let id = safe(&html::path_of(id)?);
            let file = self.places.get(&id)?;
            return Some(format!("{file}#{}", html::address(&id)));
        }
        ["http://", "https://", "mailto:", "tel:"]
            .iter()
            .any(|scheme| href.starts_with(scheme))
            .then_some(href)
    }

    fn attributes(
        &mut self,
        out: &mut String,
        element: &str,
        start: &BytesStart,
        in_drawing: bool,
    ) {
        for pair in start.html_attributes().flatten() {
            let key = pair.key.as_ref().to_string();
            let raw = pair.value.to_string();
            let plain = escape::unescape(&raw).map_or(raw.clone(), |text| text.into_owned());
            let written = match key.as_str() {
                "href" => continue,
                _ if key.starts_with("data-") || key.starts_with("on") => continue,
                _ if !in_drawing && NO_USE.contains(&key.as_str()) => continue,
                "id" => safe(&plain),
                "aria-labelledby" => safe(&plain),
                "src" => {
                    let path = html::path_of(&plain).unwrap_or_default();
                    self.used.insert(path.clone());
                    html::address(&path)
                }
                "open" | "hidden" | "reversed" if plain.is_empty() => key.clone(),
                _ => plain,
            };
            if element == "ol" && key == "start" && written.is_empty() {
                continue;
            }
            out.push_str(&format!(" {key}=\"{}\"", attribute(&written)));
        }
    }

    fn nav(&self, pages: &[Page]) -> String {
        let link = |at: usize, page: &Page| {
            format!("<a href=\"{}\">{}</a>", name(at), escape::escape(page.title))
        };
        let mut list = String::new();
        let mut open = false;
        for (at, page) in pages.iter().enumerate() {
            let next = pages.get(at + 1).map_or(1, |page| page.level);
            list.push_str(&format!("<li>{}", link(at, page)));
            if page.level == 1 && next == 2 {
                list.push_str("<ol>\n");
                open = true;
            } else {
                list.push_str("</li>\n");
                if open && next == 1 {
                    list.push_str("</ol></li>\n");
                    open = false;
                }
            }
        }
        let title = escape::escape(self.about.contents);
        self.document(
            &title,
            &format!("<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\"><h1>{title}</h1>\n<ol>\n{list}</ol></nav>\n"),
        )
    }

    /// The package document: what the book is, and the order of its files.
    fn package(&self, pages: &[Page], chapters: &[(String, String)]) -> String {
        let settings = self.about.settings;
        let mut digest = Sha256::new();
        digest.update(&settings.title.value);
        chapters.iter().for_each(|(_, chapter)| digest.update(chapter));
        let hex: String =
            digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        // A name-based UUID: the same book has the same one (RFC 9562, version 8).
        let id = format!(
            "urn:uuid:{}-{}-8{}-a{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..32]
        );
        let about = self.metadata(&id);
        let mut items = String::from(
            "<item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n<item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>\n",
        );
        let mut spine = String::new();
        for at in 0..pages.len() {
            let drawn = if self.drawn.contains(&at) { " properties=\"svg\"" } else { "" };
            items.push_str(&format!(
                "<item id=\"p{at}\" href=\"{}\" media-type=\"application/xhtml+xml\"{drawn}/>\n",
                name(at)
            ));
            spine.push_str(&format!("<itemref idref=\"p{at}\"/>\n"));
        }
        for (at, path) in self.used.iter().enumerate() {
            let kind =
                self.pictures.get(path.as_str()).copied().unwrap_or("application/octet-stream");
            items.push_str(&format!(
                "<item id=\"f{at}\" href=\"{}\" media-type=\"{kind}\"/>\n",
                attribute(&html::address(path))
            ));
        }
        let direction = settings.direction().word();
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" xml:lang=\"{}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n{about}</metadata>\n<manifest>\n{items}</manifest>\n<spine page-progression-direction=\"{direction}\">\n{spine}</spine>\n</package>\n",
            attribute(&settings.language),
        )
    }

    /// What the book says of itself. `id`: its name.
    fn metadata(&self, id: &str) -> String {
        let settings = self.about.settings;
        let text = |text: &str| escape::escape(text).into_owned();
        let mut about = format!(
            "<dc:identifier id=\"id\">{id}</dc:identifier>\n<dc:title>{}</dc:title>\n<dc:language>{}</dc:language>\n<meta property=\"dcterms:modified\">{}T00:00:00Z</meta>\n",
            text(&settings.title.value),
            text(&settings.language),
            self.about.day,
        );
        for author in &settings.authors {
            about.push_str(&format!("<dc:creator>{}</dc:creator>\n", text(author)));
        }
        if let Some(publisher) = &settings.publisher {
            about.push_str(&format!("<dc:publisher>{}</dc:publisher>\n", text(&publisher.name)));
        }
        if let Some(licence) = &settings.licence {
            about.push_str(&format!("<dc:rights>{}</dc:rights>\n", text(&licence.name)));
        }
        if let Some(subtitle) = &settings.subtitle {
            about
                .push_str(&format!("<dc:description>{}</dc:description>\n", text(&subtitle.value)));
        }
        for (property, value) in [
            ("schema:accessMode", "textual"),
            ("schema:accessMode", "visual"),
            ("schema:accessModeSufficient", "textual"),
            ("schema:accessibilityFeature", "tableOfContents"),
            ("schema:accessibilityFeature", "readingOrder"),
            ("schema:accessibilityFeature", "structuralNavigation"),
            ("schema:accessibilityFeature", "alternativeText"),
            ("schema:accessibilityFeature", "displayTransformability"),
            ("schema:accessibilityHazard", "none"),
            ("schema:accessibilitySummary", self.about.summary),
            ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"),
        ] {
            about.push_str(&format!("<meta property=\"{property}\">{}</meta>\n", text(value)));
        }
        about
    }
}

/// The title's id of the drawing that an e-book shows: that for a page, else the narrow one.
fn drawing_to_keep(content: &str) -> Option<String> {
    let ids: Vec<&str> = content
        .split("aria-labelledby=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|id| id.starts_with("fc-") && id.ends_with("-title"))
        .collect();
    let of = |ending: &str| ids.iter().find(|id| id.ends_with(ending));
    of("-page-title").or_else(|| of("-narrow-title")).or(ids.last()).map(|id| id.to_string())
}

/// The ids in a piece of our HTML.
fn ids(content: &str) -> Vec<String> {
    let pieces = content.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next());
    pieces.map(|id| escape::unescape(id).map_or(id.to_string(), |id| id.into_owned())).collect()
}

/// An id that XML allows too.
fn safe(id: &str) -> String {
    let mut out: String = id
        .chars()
        .map(|c| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' })
        .collect();
    if !out.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        out.insert(0, '_');
    }
    out
}

/// On the site a page's heading is below that of the whole; here each page is a document.
fn raised(name: &str) -> String {
    match name.strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
        Some(level @ 2..=6) => format!("h{}", level - 1),
        _ => name.to_string(),
    }
}

fn attribute(text: &str) -> String {
    escape::escape(text).into_owned()
}

fn value(start: &BytesStart, name: &str) -> Option<String> {
    let pair = start.html_attributes().flatten().find(|pair| pair.key.as_ref() == name)?;
    let raw = pair.value.to_string();
    Some(escape::unescape(&raw).map_or(raw.clone(), |text| text.into_owned()))
}

/// What stands in place of a picture that cannot be shown.
fn words_of_picture(start: &BytesStart) -> String {
    let words = value(start, "alt").unwrap_or_default();
    format!("<em>[{}]</em>", escape::escape(&words))
}

/// The core media types of pictures (EPUB 3.3, 3.2).
fn media_type(path: &str) -> Option<&'static str> {
    let (_, ending) = path.rsplit_once('.')?;
    Some(match ending.to_lowercase().as_str() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        _ => return None,
    })
}
