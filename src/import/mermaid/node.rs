//! A box of a flowchart: its name, its text, its class.
//!
//! In:   `a`, `a[text]`, `a("text"):::class`, `a & b`.
//! Out:  the boxes' numbers in the draft.
//! Not:  what shape the brackets draw: a guide has none.

use super::super::text::{
    Found, Marks, Read, Tags, unknown_character, with_characters, without_tags,
};
use super::Reader;
use super::link::is_sign;

/// How the text of a box is opened, and what may then close it. Longest first: `(` must not match
/// in `((text))`.
const SHAPES: &[(&str, &[&str])] = &[
    ("(((", &[")))"]),
    ("((", &["))"]),
    ("([", &["])"]),
    ("(-", &["-)"]),
    ("(", &[")"]),
    ("[[", &["]]"]),
    ("[(", &[")]"]),
    ("[/", &["/]", "\\]"]),
    ("[\\", &["\\]", "/]"]),
    ("[", &["]"]),
    ("{{", &["}}"]),
    ("{", &["}"]),
    (">", &["]"]),
];

/// Characters that no text has outside quotes. Mermaid does not accept them either.
const SIGNS: &[char] = &['[', ']', '(', ')', '{', '}', '|', '"'];

impl<'a> Reader<'a> {
    /// `a & b & c`
    pub(super) fn nodes(&mut self) -> Read<Vec<usize>> {
        let mut nodes = vec![self.node()?];
        loop {
            let before = self.cursor.at();
            self.spaces();
            let and = self.cursor;
            if !self.cursor.eat("&") {
                return Ok(nodes);
            }
            if and.at() == before || self.cursor.peek().is_none_or(|c| !c.is_whitespace()) {
                // To Mermaid `a&b` is the name of one box.
                return Err(Found::new(
                    and.at(),
                    "`&` stands here without a space on both sides",
                    "write `a & b`",
                ));
            }
            self.spaces();
            nodes.push(self.node()?);
        }
    }

    fn node(&mut self) -> Read<usize> {
        let at = self.cursor.at();
        let name = self.name()?;
        if matches!(name, "end" | "subgraph") {
            return Err(Found::new(
                at,
                format!("`{name}` cannot be the name of a box"),
                "it is a word of Mermaid's own; write `End`",
            ));
        }
        if is_sign(self.cursor.rest()) && lends_its_end(name) {
            let help = format!("write a space after `{name}`");
            return Err(Found::new(
                at,
                format!("to Mermaid the end of `{name}` is the beginning of the link"),
                help,
            ));
        }
        let node = self.draft.node(name);
        self.mentions.push((node, at));
        let opened = self.cursor.at();
        if self.cursor.rest().starts_with("[|") || self.cursor.rest().starts_with("@{") {
            return Err(self.here("a text in this form is not read", "write it as `name[text]`"));
        }
        if let Some((_, closers)) = SHAPES.iter().find(|(open, _)| self.cursor.eat(open)) {
            let text = self.text(opened, closers)?;
            self.draft.label(node, &text);
        }
        if self.cursor.eat(":::") {
            let class = self.name()?;
            self.draft.add_class(node, class);
        }
        Ok(node)
    }

    /// The name of a box or a class. A `-` or a `.` belongs to it if more of the name follows;
    /// otherwise a link begins.
    pub(super) fn name(&mut self) -> Read<&'a str> {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let start = self.cursor;
        loop {
            let part = self.cursor.take_while(is_word);
            let mut after = self.cursor;
            let is_joined = after.eat("-") || after.eat(".") || after.eat("/");
            if part.is_empty() || !is_joined || !after.peek().is_some_and(is_word) {
                break;
            }
            self.cursor = after;
        }
        let name = &start.rest()[..self.cursor.at() - start.at()];
        if name.is_empty() {
            let message = format!("{} stands where a name should be", self.cursor.seen());
            let help = "a name has letters, digits, `_`, `-` and `.`; other signs go into the text: `a[\"Is it so?\"]`";
            return Err(self.here(message, help));
        }
        Ok(name)
    }

    /// Reads a text after its opening bracket, up to and including one of `closers`.
    pub(super) fn text(&mut self, opened: usize, closers: &[&str]) -> Read<String> {
        let before = self.cursor;
        self.cursor.take_while(char::is_whitespace);
        if self.cursor.peek() == Some('"') {
            let text = self.quoted()?;
            self.cursor.take_while(char::is_whitespace);
            if closers.iter().any(|closer| self.cursor.eat(closer)) {
                return Ok(text);
            }
            let message = format!("{} stands where `{}` should be", self.cursor.seen(), closers[0]);
            return Err(
                self.here(message, "close the text with the bracket that fits the one before it")
            );
        }
        self.cursor = before;
        let (rest, at) = (self.cursor.rest(), self.cursor.at());
        // Not across lines, although Mermaid allows it: a forgotten bracket is reported where it is
        // missing.
        let Some(sign) = rest
            .find(|c| c == '\n' || SIGNS.contains(&c))
            .filter(|sign| !rest[*sign..].starts_with('\n'))
        else {
            let help = format!(
                "close it with `{}`; a text of several lines goes into double quotes",
                closers[0]
            );
            return Err(Found::new(opened, "this text is not closed on its line", help));
        };
        for closer in closers {
            // `/]` begins one character before the bracket at which the search stopped.
            let lead = closer.find(SIGNS).unwrap_or_default();
            let Some(start) = sign
                .checked_sub(lead)
                .filter(|start| rest.get(*start..).is_some_and(|end| end.starts_with(closer)))
            else {
                continue;
            };
            self.cursor.skip(start + closer.len());
            return self.plain(at, &rest[..start]);
        }
        self.cursor.skip(sign);
        let message = format!("`{}` stands in a text without quotes", &rest[sign..=sign]);
        Err(self.here(
            message,
            format!("put the text into double quotes, and close it with `{}`", closers[0]),
        ))
    }

    /// A text in double quotes, perhaps with the backticks that mark it as Markdown.
    pub(super) fn quoted(&mut self) -> Read<String> {
        let at = self.cursor.at();
        let inner = &self.cursor.rest()[1..];
        let Some(end) = inner.find('"') else {
            return Err(self.here(
                "this quote is not closed",
                "close it with `\"`; a quote inside a text is `#quot;`",
            ));
        };
        self.cursor.skip(end + 2);
        let inner = &inner[..end];
        match inner.strip_prefix('`').and_then(|inner| inner.strip_suffix('`')) {
            Some(markdown) => self.plain(at, &without_emphasis(markdown)),
            None => self.plain(at, inner),
        }
    }

    /// A text without tags, with its character references replaced.
    pub(super) fn plain(&self, at: usize, text: &str) -> Read<String> {
        // Mermaid breaks the line at a literal `\n`, too.
        let text = without_tags(text, Tags::Shaping).replace("\\n", " ");
        with_characters(&text, Marks::HtmlAndMermaid).map_err(|name| unknown_character(at, &name))
    }
}

/// Whether Mermaid takes the last letter of this name for the `x` or `o` with which a link can
/// begin. It does so where it sees a new word: at the very start, after a number, and after letters
/// beyond ASCII.
fn lends_its_end(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(['x', 'o']) else { return false };
    stem.trim_end_matches(|c: char| c.is_ascii_digit())
        .chars()
        .next_back()
        .is_none_or(|c| !c.is_ascii())
}

/// Markdown without any `*` and `_` at the edge of a word; `3 * 4` and `a_b` stay.
fn without_emphasis(markdown: &str) -> String {
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let mut out = String::with_capacity(markdown.len());
    let mut before = None;
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        let run = rest.len() - rest.trim_start_matches(c).len();
        let after = rest[run..].chars().next();
        let is_free = [before, after].iter().all(|c| c.is_none_or(char::is_whitespace));
        let is_mark = match c {
            '*' => !is_free,
            '_' => !is_free && (is_edge(before) || is_edge(after)),
            _ => false,
        };
        if !is_mark {
            out.push_str(&rest[..run]);
        }
        before = Some(c);
        rest = &rest[run..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_leaves_a_text() {
        for (markdown, text) in [
            ("The **cat** in _the_ hat", "The cat in the hat"),
            ("***very*** __bold__", "very bold"),
            ("3 * 4 a_b _", "3 * 4 a_b _"),
            ("*", "*"),
        ] {
            assert_eq!(without_emphasis(markdown), text);
        }
    }
}
