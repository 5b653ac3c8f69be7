//! HTML: the one place where text becomes markup.
//!
//! In:   plain text.
//! Out:  [`Html`], in which every character with a meaning in markup is escaped, once.
//! Not:  the HTML that authors write; `read` has turned it into nodes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Serialize;

/// Finished markup: it is never escaped again. A template prints it with `| safe`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Html(String);

impl Html {
    pub fn new() -> Html {
        Html::default()
    }
    /// Adds markup that this program wrote, such as `<p>`.
    pub fn markup(&mut self, markup: &str) -> &mut Html {
        self.0.push_str(markup);
        self
    }
    /// Adds text, escaped for the content of an element and for a quoted attribute.
    pub fn text(&mut self, text: &str) -> &mut Html {
        escape_into(&mut self.0, text);
        self
    }
    /// Adds ` name="value"` with the value escaped.
    pub fn attribute(&mut self, name: &str, value: &str) -> &mut Html {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        escape_into(&mut self.0, value);
        self.0.push('"');
        self
    }
    pub fn append(&mut self, other: &Html) -> &mut Html {
        self.0.push_str(&other.0);
        self
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    pub fn into_string(self) -> String {
        self.0
    }
}

fn escape_into(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // No character reference may denote these, and a browser reports them as parse errors.
            '\0'..='\u{8}' | '\u{b}' | '\u{e}'..='\u{1f}' | '\u{7f}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

/// What to percent-encode in a link's path: all but the slash and characters that need no encoding
/// there (RFC 3986, section 3.3).
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/')
    .remove(b'!')
    .remove(b'$')
    .remove(b'(')
    .remove(b')')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=')
    .remove(b'@');

/// Percent-encodes a path of ours for a link.
pub fn address(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// The path that a link means: `how%20to.md` is `how to.md`. `None`: the bytes are not UTF-8.
pub fn path_of(address: &str) -> Option<String> {
    percent_decode_str(address).decode_utf8().ok().map(|path| path.into_owned())
}

/// `to` relative to `from`, both given from the same folder, as an address.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let folders = from.len() - 1;
    let shared =
        from[..folders].iter().zip(&to[..to.len() - 1]).take_while(|(a, b)| a == b).count();
    let up = "../".repeat(folders - shared);
    address(&format!("{up}{}", to[shared..].join("/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped_once() {
        let mut html = Html::new();
        html.markup("<p")
            .attribute("title", "a \"b\"")
            .markup(">")
            .text("1 < 2 & 3")
            .markup("</p>");
        assert_eq!(html.as_str(), "<p title=\"a &quot;b&quot;\">1 &lt; 2 &amp; 3</p>");
    }

    #[test]
    fn addresses_keep_slashes_and_encode_the_rest() {
        assert_eq!(address("pages/a b/ü.html"), "pages/a%20b/%C3%BC.html");
        assert_eq!(address("a%2f#?:.html"), "a%252f%23%3F%3A.html");
    }

    #[test]
    fn links_are_relative_and_name_files() {
        assert_eq!(relative("index.html", "causes/a.html"), "causes/a.html");
        assert_eq!(relative("causes/a.html", "causes/b.html"), "b.html");
        assert_eq!(relative("guides/g/step.html", "causes/a.html"), "../../causes/a.html");
        assert_eq!(relative("causes/a.html", "index.html"), "../index.html");
        assert_eq!(relative("a/b.html", "files/x y.png"), "../files/x%20y.png");
    }
}
