//! HTML inside Markdown, split into tokens with their positions. The only file that knows the HTML
//! library.
//!
//! In:   a piece of HTML as Markdown separates it from text: a tag, or a block of lines.
//! Out:  tags with their attributes, and the text between them with its character references
//!       decoded.
//! Not:  which elements may be written; that is for [`elements`](super::elements).

use std::cell::RefCell;

use html5ever::tokenizer::{
    BufferQueue, TagKind, Token as Raw, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Start { name: String, attributes: Vec<(String, String)> },
    End(String),
    Text(String),
}

/// The tokens of a piece, each with the byte at which it begins; comments and declarations are left
/// out.
pub(super) fn tokens(html: &str) -> Vec<(usize, Token)> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut out: Vec<(usize, Token)> = Vec::new();
    // The library counts only lines, so each tag is searched for after the one before it.
    let mut at = 0;
    for raw in tokenizer.sink.tokens.take() {
        match raw {
            Raw::TagToken(tag) => {
                let name = tag.name.to_string();
                let start = if tag.kind == TagKind::StartTag {
                    format!("<{name}")
                } else {
                    format!("</{name}")
                };
                let found = find(html, at, &start).unwrap_or(at);
                at = (found + start.len()).min(html.len());
                let token = if tag.kind == TagKind::StartTag {
                    let attribute = |attribute: html5ever::Attribute| {
                        (attribute.name.local.to_string(), attribute.value.to_string())
                    };
                    Token::Start {
                        name,
                        attributes: tag.attrs.into_iter().map(attribute).collect(),
                    }
                } else {
                    Token::End(name)
                };
                out.push((found, token));
                at = html[at..].find('>').map_or(html.len(), |end| at + end + 1);
            }
            Raw::CharacterTokens(text) => match out.last_mut() {
                Some((_, Token::Text(before))) => before.push_str(&text),
                _ => out.push((at, Token::Text(text.to_string()))),
            },
            Raw::CommentToken(_) => {
                let begin = html[at..].find("<!").map_or(at, |begin| at + begin);
                at = html[begin..].find('>').map_or(html.len(), |end| begin + end + 1);
            }
            _ => {}
        }
    }
    out
}

/// The first position of `needle` from `at` on, ignoring case; `needle` is in lowercase.
fn find(html: &str, at: usize, needle: &str) -> Option<usize> {
    let bytes = html.as_bytes().get(at..)?;
    let found = bytes
        .windows(needle.len())
        .position(|window| window.eq_ignore_ascii_case(needle.as_bytes()));
    found.map(|found| at + found)
}

#[derive(Default)]
struct Sink {
    tokens: RefCell<Vec<Raw>>,
}

impl TokenSink for Sink {
    type Handle = ();
    fn process_token(&self, token: Raw, _line: u64) -> TokenSinkResult<()> {
        self.tokens.borrow_mut().push(token);
        TokenSinkResult::Continue
    }
}

/// Finds HTML that begins something and does not end it: Markdown then takes all text up to the end
/// of the file for HTML (CommonMark 0.31, section 4.6, conditions 1 to 5). Returns what it begins
/// with, and what would end it.
pub(super) fn unfinished(html: &str) -> Option<(&'static str, &'static str)> {
    // Within a line, a tag is a piece of its own and swallows nothing; nor does a tag that nothing
    // follows.
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

/// Finds a tag that no `>` ends, after which the library drops all that follows: where it begins,
/// and its first characters.
pub(super) fn unfinished_tag(html: &str) -> Option<(usize, String)> {
    let at = html.rfind('<')?;
    let is_tag = html[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    if !is_tag || html[at..].contains('>') {
        return None;
    }
    let begin: String = html[at..].chars().take(20).collect();
    Some((at, begin.lines().next().unwrap_or_default().trim().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_know_where_they_begin() {
        let html = "<!-- <b> --><P Title='a > b'>x &amp; y<br></p>";
        let found = tokens(html);
        let kinds: Vec<(usize, &str)> = found
            .iter()
            .map(|(at, token)| match token {
                Token::Start { name, .. } => (*at, name.as_str()),
                Token::End(name) => (*at, name.as_str()),
                Token::Text(text) => (*at, text.as_str()),
            })
            .collect();
        assert_eq!(kinds[0], (12, "p"));
        assert!(
            kinds.iter().any(|(at, name)| *name == "br" && html[*at..].starts_with("<br>")),
            "{kinds:?}"
        );
        assert!(
            found.iter().any(|(_, token)| matches!(token, Token::Text(text) if text == "x & y")),
            "{found:?}"
        );
    }

    #[test]
    fn what_is_never_closed_is_told() {
        assert_eq!(unfinished("<!-- todo\n\n## Lost\n"), Some(("<!--", "-->")));
        assert_eq!(unfinished("<script>"), None);
        assert_eq!(unfinished("<!-- done -->"), None);
        assert_eq!(unfinished_tag("a <p title=\"x"), Some((2, "<p title=\"x".into())));
        assert_eq!(unfinished_tag("1 < 2"), None);
    }
}
