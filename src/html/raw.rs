//! Raw HTML of authors: what may stay, and what is taken out. The only file that knows the sanitiser and the tokenizer.
//!
//! In two steps, because text and raw HTML are mixed. First each piece is taken to tokens and written anew from those that
//! may stay ([`Rebuilder`]), so that a tag, comment or quote which is never closed cannot swallow the text after it. Then
//! the finished text goes through the sanitiser ([`clean`]), which also puts badly nested elements right.
//!
//! The list of what may stay is the sanitiser's own (no scripts, handlers, styles, frames, forms), plus the few attributes
//! that this program writes itself.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::Builder;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use super::Html;

/// Schemes that a link may have; the same as in Markdown.
const SCHEMES: &[&str] = &["https", "http", "mailto", "tel", "sms"];
const OWN_TAGS: &[&str] = &["section", "figure", "figcaption"];
/// Ids stay out of an author's HTML: they could stand twice on a page, or lead to the program's own. A heading can have one.
const AUTHOR_ATTRIBUTES: &[&str] = &["class", "lang", "title"];
const OWN_ATTRIBUTES: &[&str] = &["id", "role", "aria-label", "aria-labelledby", "aria-describedby", "tabindex"];
/// Elements that the sanitiser lets pass but HTML no longer has, and headings, which have levels and ids in Markdown.
const NOT_FOR_AUTHORS: &[&str] = &[
    "acronym", "center", "strike", "tt", "big", "h1", "h2", "h3", "h4", "h5", "h6", "header", "footer", "nav", "article", "aside",
    "hgroup", "section", "map", "area",
];
/// Attributes of single elements that the sanitiser lets pass but HTML no longer has.
const OLD_ATTRIBUTES: &[&str] = &[
    "align", "valign", "char", "charoff", "summary", "size", "width", "height", "hspace", "vspace", "border", "clear", "compact",
    "noshade", "axis",
];
/// Elements without content, which are never closed.
const VOID: &[&str] = &["area", "br", "col", "hr", "img", "wbr"];
/// Elements whose content is no text for readers.
const CODE: &[&str] = &["script", "style"];
/// Elements inside elements; more are a mistake or an attack.
const MAX_OPEN: usize = 64;

fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = Builder::default();
        builder.add_tags(OWN_TAGS).add_generic_attributes(AUTHOR_ATTRIBUTES).add_generic_attributes(OWN_ATTRIBUTES);
        builder.url_schemes(SCHEMES.iter().copied().collect()).link_rel(None);
        builder
            .add_tag_attributes("th", &["scope"])
            .add_tag_attributes("ol", &["start", "reversed"])
            .add_tag_attributes("details", &["open"]);
        builder.add_tag_attributes("a", &["rel"]);
        // A picture from elsewhere would tell its owner who reads which page.
        builder.attribute_filter(
            |tag, name, value| if tag == "img" && name == "src" && is_elsewhere(value) { None } else { Some(value.into()) },
        );
        builder
    })
}

/// What an author's HTML may hold.
struct Allowed {
    tags: HashSet<&'static str>,
    by_tag: HashMap<&'static str, HashSet<&'static str>>,
}

fn allowed() -> &'static Allowed {
    static ALLOWED: OnceLock<Allowed> = OnceLock::new();
    ALLOWED.get_or_init(|| {
        let tags = builder().clone_tags().into_iter().filter(|tag| !NOT_FOR_AUTHORS.contains(tag)).collect();
        Allowed { tags, by_tag: builder().clone_tag_attributes() }
    })
}

/// Browsers skip spaces and control characters, and take `\` for `/` (WHATWG URL, 4.4).
fn is_elsewhere(address: &str) -> bool {
    let plain: String =
        address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).map(|c| if c == '\\' { '/' } else { c }).collect();
    let address = plain.as_str();
    address.starts_with("//") || address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'))
}

fn is_unsafe_link(address: &str) -> bool {
    let plain: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    plain
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '#', '?', '.']) && !SCHEMES.contains(&scheme.to_lowercase().as_str()))
}

/// Takes out of finished markup whatever is not on the list, and closes what is open.
pub fn clean(markup: &str) -> String {
    builder().clean(markup).to_string()
}

/// The words of a piece of raw HTML, without its elements.
pub fn words(html: &str) -> String {
    let mut out = String::new();
    let mut inside_code = false;
    for token in tokens(html) {
        match token {
            Token::TagToken(tag) => inside_code = CODE.contains(&&*tag.name) && tag.kind == TagKind::StartTag,
            Token::CharacterTokens(text) if !inside_code => out.push_str(&text),
            _ => {}
        }
    }
    out
}

/// Writes pieces of raw HTML anew, one after the other through a text.
#[derive(Debug, Default)]
pub struct Rebuilder {
    open: Vec<String>,
}

impl Rebuilder {
    /// A piece with nothing in it but elements and attributes that may stay, each complete. `links` are what the addresses
    /// of the piece ([`addresses`]) have become, in their order; `None`: it leads nowhere and is left out.
    pub fn rebuild(&mut self, html: &str, links: &[Option<String>]) -> String {
        let mut out = Html::new();
        let mut inside_code = false;
        let mut links = links.iter();
        for token in tokens(html) {
            match token {
                Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                    inside_code |= CODE.contains(&&*tag.name);
                    self.start(&tag, &mut links, &mut out);
                }
                Token::TagToken(tag) => {
                    inside_code &= !CODE.contains(&&*tag.name);
                    self.end(&tag.name, &mut out);
                }
                Token::CharacterTokens(text) if !inside_code => {
                    out.text(&text);
                }
                _ => {}
            }
        }
        out.into_string()
    }

    /// The ends of all elements that are still open.
    pub fn finish(self) -> String {
        self.open.iter().rev().map(|name| format!("</{name}>")).collect()
    }

    fn start(&mut self, tag: &Tag, links: &mut std::slice::Iter<Option<String>>, out: &mut Html) {
        let name = &*tag.name;
        if !allowed().tags.contains(name) {
            return;
        }
        if self.open.len() == MAX_OPEN {
            let skipped = tag.attrs.iter().filter(|attribute| {
                is_link(&attribute.name.local) && removed_attribute(name, &attribute.name.local, &attribute.value).is_none()
            });
            skipped.for_each(|_| {
                links.next();
            });
            return;
        }
        out.markup("<").markup(name);
        for attribute in tag.attrs.iter().filter(|attribute| removed_attribute(name, &attribute.name.local, &attribute.value).is_none()) {
            let name = &*attribute.name.local;
            if !is_link(name) {
                out.attribute(name, &attribute.value);
            } else if let Some(Some(address)) = links.next() {
                out.attribute(name, address);
            }
        }
        out.markup(">");
        if !VOID.contains(&name) {
            self.open.push(name.to_string());
        }
    }

    fn end(&mut self, name: &str, out: &mut Html) {
        // An end without a start is nothing; one that closes others first closes them.
        if let Some(at) = self.open.iter().rposition(|open| open == name) {
            for open in self.open.drain(at..).rev() {
                out.markup("</").markup(&open).markup(">");
            }
        }
    }
}

fn removed_attribute(tag: &str, name: &str, value: &str) -> Option<String> {
    let number = value.trim().parse::<i32>().is_ok();
    let known = AUTHOR_ATTRIBUTES.contains(&name)
        || (name == "dir" && ["ltr", "rtl", "auto"].contains(&value))
        || (tag == "ol" && name == "start" && number);
    let known = known
        || (!OLD_ATTRIBUTES.contains(&name) && name != "start" && allowed().by_tag.get(tag).is_some_and(|names| names.contains(name)));
    if !known {
        Some(format!("the attribute `{name}` of `<{tag}>`"))
    } else if (name == "href" && is_unsafe_link(value)) || (name == "src" && is_elsewhere(value)) {
        Some(format!("the address in `{name}` of `<{tag}>`"))
    } else {
        None
    }
}

fn is_link(attribute: &str) -> bool {
    ["href", "src", "cite"].contains(&attribute)
}

/// The addresses in a piece that may stay, in order, each with whether it is a picture's.
pub fn addresses(html: &str) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    for tag in start_tags(html).iter().filter(|tag| allowed().tags.contains(&*tag.name)) {
        for attribute in tag.attrs.iter().filter(|attribute| {
            is_link(&attribute.name.local) && removed_attribute(&tag.name, &attribute.name.local, &attribute.value).is_none()
        }) {
            found.push((attribute.value.to_string(), &*tag.name == "img"));
        }
    }
    found
}

/// What is taken out of a piece of raw HTML, each as words for a message.
pub fn removals(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    for tag in start_tags(html) {
        let name = &*tag.name;
        if !allowed().tags.contains(name) {
            found.push(format!("the element `<{name}>`"));
            continue;
        }
        found.extend(tag.attrs.iter().filter_map(|attribute| removed_attribute(name, &attribute.name.local, &attribute.value)));
    }
    // A `<` that no `>` follows: the tokenizer drops it with all that comes after.
    if let Some(at) =
        html.rfind('<').filter(|at| !html[*at..].contains('>') && html[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'))
    {
        let begin: String = html[at..].chars().take(20).collect();
        found.push(format!("the unfinished tag `{}`", begin.lines().next().unwrap_or_default().trim()));
    }
    found
}

/// A piece of HTML that begins something and does not end it: Markdown then takes all text up to the end of the file for
/// HTML (CommonMark 0.31, section 4.6, conditions 1 to 5). What it begins with, and what would end it.
pub fn unfinished(html: &str) -> Option<(&'static str, &'static str)> {
    // Inside a line a tag is a piece of its own and swallows nothing; nor does one after which nothing comes.
    if html.trim().lines().count() < 2 {
        return None;
    }
    let start = html.trim_start().to_lowercase();
    let pairs = [
        ("<!--", "-->"),
        ("<![cdata[", "]]>"),
        ("<?", "?>"),
        ("<script", "</script>"),
        ("<style", "</style>"),
        ("<pre", "</pre>"),
        ("<textarea", "</textarea>"),
    ];
    pairs.into_iter().find(|(begin, end)| start.starts_with(begin) && !start.contains(end))
}

/// Is there an `<img>` whose `alt` is missing or empty?
pub fn has_untagged_image(html: &str) -> bool {
    let alt = |tag: &Tag| tag.attrs.iter().any(|attribute| &*attribute.name.local == "alt" && !attribute.value.trim().is_empty());
    start_tags(html).iter().any(|tag| &*tag.name == "img" && !alt(tag))
}

#[derive(Default)]
struct Sink {
    tokens: RefCell<Vec<Token>>,
}

impl TokenSink for Sink {
    type Handle = ();
    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        self.tokens.borrow_mut().push(token);
        TokenSinkResult::Continue
    }
}

fn tokens(html: &str) -> Vec<Token> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.tokens.take()
}

fn start_tags(html: &str) -> Vec<Tag> {
    let tags = tokens(html).into_iter().filter_map(|token| if let Token::TagToken(tag) = token { Some(tag) } else { None });
    tags.filter(|tag| tag.kind == TagKind::StartTag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rebuilt(html: &str) -> String {
        let mut rebuilder = Rebuilder::default();
        let links: Vec<_> = addresses(html).into_iter().map(|(address, _)| Some(address)).collect();
        let piece = rebuilder.rebuild(html, &links);
        clean(&(piece + &rebuilder.finish()))
    }

    #[test]
    fn what_is_dangerous_goes_and_is_named() {
        let html = "<b onclick=\"x()\">a</b><script>alert(1)</script><a href=\"java\nscript:x\">b</a><img src=\"https://example.org/a.png\" alt=\"a\"><i style=\"color:red\" id=\"x\">c</i>";
        let clean = rebuilt(html);
        for bad in ["onclick", "script", "alert", "example.org", "style", "id="] {
            assert!(!clean.contains(bad), "{bad}: {clean}");
        }
        let named = removals(html);
        for word in ["`onclick` of `<b>`", "`<script>`", "`href` of `<a>`", "`src` of `<img>`", "`style` of `<i>`", "`id` of `<i>`"] {
            assert!(named.iter().any(|removal| removal.contains(word)), "{word}: {named:?}");
        }
    }

    #[test]
    fn what_is_harmless_stays() {
        let html =
            "<details><summary>More</summary><p class=\"b\">x <kbd>y</kbd> &amp; z</p></details><img src=\"../files/a.svg\" alt=\"A\">";
        assert_eq!(removals(html), Vec::<String>::new());
        assert_eq!(rebuilt(html), html);
        assert!(!has_untagged_image(html));
        assert!(has_untagged_image("<img src=a alt=''>"));
    }

    #[test]
    fn what_is_never_closed_swallows_nothing() {
        for piece in ["<p title=\"x", "<textarea>", "<plaintext>", "<script>", "<!-- x", "<div><div>", "</p></div>", "<title>"] {
            let mut rebuilder = Rebuilder::default();
            let start = rebuilder.rebuild(piece, &[]);
            let text = clean(&format!("{start}<p>after</p>{}", rebuilder.finish()));
            assert!(text.contains("<p>after</p>"), "{piece}: {text}");
        }
        assert_eq!(unfinished("<!-- todo\n\n## Lost\n"), Some(("<!--", "-->")));
        assert_eq!(unfinished("<script>"), None);
        assert_eq!(unfinished("<!-- done -->"), None);
        assert_eq!(removals("<p title=\"x").len(), 1);
    }
}
