//! Raw HTML of authors: what may stay, and what is taken out. The only file that knows the sanitiser.
//!
//! The list of what may stay is the library's own (no scripts, handlers, styles, frames, forms), plus the few attributes
//! that this program writes itself.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::Builder;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Schemes that a link may have; the same as in Markdown.
const SCHEMES: &[&str] = &["https", "http", "mailto", "tel", "sms"];
const OWN_TAGS: &[&str] = &["section", "figure", "figcaption"];
const OWN_ATTRIBUTES: &[&str] =
    &["id", "class", "role", "aria-label", "aria-labelledby", "aria-describedby", "lang", "dir", "title", "tabindex"];

fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let mut builder = Builder::default();
        builder.add_tags(OWN_TAGS).add_generic_attributes(OWN_ATTRIBUTES).url_schemes(SCHEMES.iter().copied().collect()).link_rel(None);
        builder
            .add_tag_attributes("th", &["scope"])
            .add_tag_attributes("ol", &["start", "reversed"])
            .add_tag_attributes("details", &["open"]);
        // A picture from elsewhere would tell its owner who reads which page.
        builder.attribute_filter(
            |tag, name, value| if tag == "img" && name == "src" && is_elsewhere(value) { None } else { Some(value.into()) },
        );
        builder
    })
}

fn is_elsewhere(address: &str) -> bool {
    address.starts_with("//") || address.split_once(':').is_some_and(|(scheme, _)| !scheme.contains('/'))
}

/// Takes out of finished markup whatever is not on the list, and closes what is open.
pub fn clean(markup: &str) -> String {
    builder().clean(markup).to_string()
}

/// What [`clean`] takes out of a piece of raw HTML, each as words for a message.
pub fn removals(html: &str) -> Vec<String> {
    let (tags, attributes, generic) = (builder().clone_tags(), builder().clone_tag_attributes(), builder().clone_generic_attributes());
    let mut found = Vec::new();
    for tag in start_tags(html) {
        let name = tag.name.as_ref();
        if !tags.contains(name) {
            found.push(format!("the element `<{name}>`"));
            continue;
        }
        for attribute in &tag.attrs {
            let attribute_name = attribute.name.local.as_ref();
            if !allowed(name, attribute_name, &attributes, &generic) {
                found.push(format!("the attribute `{attribute_name}` of `<{name}>`"));
            } else if (attribute_name == "href" && is_unsafe_link(&attribute.value))
                || (attribute_name == "src" && is_elsewhere(&attribute.value))
            {
                found.push(format!("the address in `{attribute_name}` of `<{name}>`"));
            }
        }
    }
    found
}

fn allowed(tag: &str, attribute: &str, by_tag: &HashMap<&str, HashSet<&str>>, generic: &HashSet<&str>) -> bool {
    generic.contains(attribute) || by_tag.get(tag).is_some_and(|names| names.contains(attribute))
}

fn is_unsafe_link(address: &str) -> bool {
    let plain: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    plain
        .split_once(':')
        .is_some_and(|(scheme, _)| !scheme.contains(['/', '#', '?', '.']) && !SCHEMES.contains(&scheme.to_lowercase().as_str()))
}

/// Is there an `<img>` whose `alt` is missing or empty?
pub fn has_untagged_image(html: &str) -> bool {
    let alt = |tag: &Tag| tag.attrs.iter().any(|attribute| &*attribute.name.local == "alt" && !attribute.value.trim().is_empty());
    start_tags(html).iter().any(|tag| &*tag.name == "img" && !alt(tag))
}

#[derive(Default)]
struct Sink {
    tags: RefCell<Vec<Tag>>,
}

impl TokenSink for Sink {
    type Handle = ();
    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if let Token::TagToken(tag) = token
            && tag.kind == TagKind::StartTag
        {
            self.tags.borrow_mut().push(tag);
        }
        TokenSinkResult::Continue
    }
}

fn start_tags(html: &str) -> Vec<Tag> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.tags.take()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dangerous_goes_and_is_named() {
        let html = "<b onclick=\"x()\">a</b><script>alert(1)</script><a href=\"java\nscript:x\">b</a><img src=\"https://example.org/a.png\" alt=\"a\"><i style=\"color:red\">c</i>";
        let clean = clean(html);
        for bad in ["onclick", "script", "example.org", "style"] {
            assert!(!clean.contains(bad), "{bad}: {clean}");
        }
        let named = removals(html);
        for word in ["`onclick` of `<b>`", "`<script>`", "`href` of `<a>`", "`src` of `<img>`", "`style` of `<i>`"] {
            assert!(named.iter().any(|removal| removal.contains(word)), "{word}: {named:?}");
        }
    }

    #[test]
    fn what_is_harmless_stays() {
        let html =
            "<details><summary>More</summary><p id=\"a\" class=\"b\">x <kbd>y</kbd></p></details><img src=\"../files/a.svg\" alt=\"A\">";
        assert_eq!(removals(html), Vec::<String>::new());
        assert_eq!(clean(html), html);
        assert!(!has_untagged_image(html));
        assert!(has_untagged_image("<img src=a alt=''>"));
    }
}
