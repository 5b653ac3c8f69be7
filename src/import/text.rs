//! Text: what the readers of both languages share.
//!
//! In:   the text of a file; the text of a label.
//! Out:  words and their positions; labels as plain text on one line; diagnostics.
//! Not:  what the words mean; that is for `mermaid` and `dot`.

use super::BAD_DRAWING;
use crate::diagnostics::{Diagnostic, FileId, Position};

/// The result of a reading step, or why the statement cannot be read.
pub(super) type Read<T> = Result<T, Found>;

/// Something that is not supported; `at` is a byte offset.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) at: usize,
    message: String,
    help: String,
}

impl Found {
    pub(super) fn new(at: usize, message: impl Into<String>, help: impl Into<String>) -> Found {
        Found { at, message: message.into(), help: help.into() }
    }
}

/// Diagnostics for what was found, in file order. One pass over the text finds all lines and
/// columns.
pub(super) fn diagnostics(text: &str, file: FileId, mut found: Vec<Found>) -> Vec<Diagnostic> {
    found.sort_by_key(|found| found.at);
    let (mut line, mut column, mut at) = (1, 1, 0);
    let diagnostic = |found: Found| {
        for c in text[at..found.at].chars() {
            (line, column) = if c == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        at = found.at;
        Diagnostic::new(&BAD_DRAWING, Position::new(file, line, column), found.message)
            .help(found.help)
    };
    found.into_iter().map(diagnostic).collect()
}

/// The text without the byte order mark that some editors put first. The mark does not count as a
/// column.
pub(super) fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// How far a file has been read.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        Cursor { text, at: 0 }
    }

    pub(super) fn starting(text: &'a str, at: usize) -> Cursor<'a> {
        Cursor { text, at }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.text.len()
    }

    /// The rest of this line, without its line end.
    pub(super) fn line(&self) -> &'a str {
        self.rest().split('\n').next().unwrap_or_default()
    }

    pub(super) fn skip(&mut self, bytes: usize) {
        self.at += bytes;
    }

    pub(super) fn skip_line(&mut self) {
        self.at += self.line().len();
    }

    /// Skips to the end of the file: for what is opened and never closed, since reading on would be
    /// guessing.
    pub(super) fn skip_all(&mut self) {
        self.at = self.text.len();
    }

    /// Takes `sign` if it comes next.
    pub(super) fn eat(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let taken = &rest[..rest.find(|c| !wanted(c)).unwrap_or(rest.len())];
        self.at += taken.len();
        taken
    }

    /// What comes next, for a message.
    pub(super) fn seen(&self) -> String {
        match self.peek() {
            None => "the end of the file".into(),
            Some('\n' | '\r') => "the end of the line".into(),
            Some(c) if c.is_control() || c.is_whitespace() => {
                format!("the character U+{:04X}", u32::from(c))
            }
            Some(_) => {
                let word = self
                    .rest()
                    .chars()
                    .take(20)
                    .take_while(|c| !c.is_control() && !c.is_whitespace() && *c != '`');
                let word: String = word.collect();
                if word.is_empty() { "a backtick".into() } else { format!("`{word}`") }
            }
        }
    }
}

/// The text with every run of white space and control characters as one space. YAML does not allow
/// control characters.
pub(super) fn one_line(text: &str) -> String {
    let is_gap = |c: char| {
        c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    text.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text as a JSON string, which is also valid YAML.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The value of the JSON string at the beginning of `text`.
pub(super) fn unquoted(text: &str) -> Option<String> {
    serde_json::Deserializer::from_str(text).into_iter::<String>().next()?.ok()
}

/// Ends a line within a label (LINE SEPARATOR). White space like any other, until somebody asks for
/// the lines.
pub(super) const LINE: char = '\u{2028}';

/// The first line of a label and those below it, if the lines are more than a way to make the box
/// narrow: the first is a sentence or a question, or the others are a list.
pub(super) fn lines(label: &str) -> (String, Vec<String>) {
    let lines: Vec<String> =
        label.split(LINE).map(one_line).filter(|line| !line.is_empty()).collect();
    let Some((first, more)) = lines.split_first() else { return (String::new(), Vec::new()) };
    let is_list = !more.is_empty() && more.iter().all(|line| line.starts_with(BULLETS));
    if is_list || first.ends_with(['.', '?', '!', ':', '。', '？']) {
        return (first.clone(), more.to_vec());
    }
    (lines.join(" "), Vec::new())
}

/// What begins an item of a list in a box.
pub(super) const BULLETS: [char; 5] = ['•', '-', '*', '·', '–'];

/// Which tags are removed from a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tags {
    /// All: the text is HTML.
    All,
    /// Only formatting tags; `a <b and c> d` stays as it is unless it looks like one of them.
    Shaping,
}

/// Tags that end a line or a cell, so that the words before and after them are not joined.
const BREAKS: &[&str] = &["br", "hr", "tr", "td", "th", "table", "p", "div", "li", "ul", "ol"];

const SHAPES: &[&str] = &[
    "b", "i", "u", "em", "strong", "small", "big", "span", "font", "center", "code", "sub", "sup",
];

/// The text without its HTML tags and comments.
pub(super) fn without_tags(text: &str, tags: Tags) -> String {
    // Only a `<` before the last `>` can begin a tag. Knowing the last ends avoids repeating a
    // search that finds nothing.
    let (last, last_comment) = (text.rfind('>').unwrap_or(0), text.rfind("-->").unwrap_or(0));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(open) = text[at..].find('<').map(|found| at + found).filter(|open| *open < last)
    {
        out.push_str(&text[at..open]);
        let inside = &text[open + 1..];
        let name = inside.trim_start_matches('/');
        let name = name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())]
            .to_ascii_lowercase();
        let breaks = BREAKS.contains(&name.as_str());
        if tags == Tags::Shaping && !breaks && !SHAPES.contains(&name.as_str()) {
            out.push('<');
            at = open + 1;
            continue;
        }
        if breaks {
            out.push(if name == "br" { LINE } else { ' ' });
        }
        let end = if inside.starts_with("!--") && open < last_comment { "-->" } else { ">" };
        at = inside.find(end).map_or(text.len(), |found| open + 1 + found + end.len());
    }
    out.push_str(&text[at..]);
    out
}

/// What introduces a character reference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// `&amp;`
    Html,
    /// `&amp;` and `#amp;`
    HtmlAndMermaid,
}

/// The text with `&amp;`, `&#39;` and the like replaced by their characters. An unknown reference
/// is an error, since otherwise it would appear in the guide as if it were text.
pub(super) fn with_characters(text: &str, marks: Marks) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c| c == '&' || (c == '#' && marks == Marks::HtmlAndMermaid))
    {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let body =
            rest[1..].strip_prefix('#').filter(|_| rest.starts_with('&')).unwrap_or(&rest[1..]);
        // No reference is longer than this; without a limit `&&&&…` would be searched again and
        // again.
        let length = body.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
        let end = rest.len() - body.len() + length;
        if length == 0 || !rest[end..].starts_with(';') {
            out.push_str(&rest[..1]);
            rest = &rest[1..];
            continue;
        }
        let is_number = rest.starts_with("&#")
            || (rest.starts_with('#') && body.as_bytes()[0].is_ascii_digit());
        let found = if is_number { numbered(&body[..length]) } else { named(&body[..length]) };
        out.push(found.ok_or_else(|| rest[..=end].to_string())?);
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn numbered(digits: &str) -> Option<char> {
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    number.ok().and_then(char::from_u32).filter(|c| !c.is_control() || c.is_whitespace())
}

fn named(name: &str) -> Option<char> {
    const NAMES: &[(&str, char)] = &[
        ("amp", '&'),
        ("apos", '\''),
        ("bull", '•'),
        ("deg", '°'),
        ("divide", '÷'),
        ("euro", '€'),
        ("frac12", '½'),
        ("ge", '≥'),
        ("gt", '>'),
        ("hellip", '…'),
        ("larr", '←'),
        ("ldquo", '“'),
        ("le", '≤'),
        ("lsquo", '‘'),
        ("lt", '<'),
        ("mdash", '—'),
        ("micro", 'µ'),
        ("middot", '·'),
        ("nbsp", '\u{a0}'),
        ("ndash", '–'),
        ("ne", '≠'),
        ("plusmn", '±'),
        ("pound", '£'),
        ("quot", '"'),
        ("rarr", '→'),
        ("rdquo", '”'),
        ("rsquo", '’'),
        ("times", '×'),
    ];
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

/// The diagnostic for an unknown character reference, with what the author can do about it.
pub(super) fn unknown_character(at: usize, name: &str) -> Found {
    Found::new(
        at,
        format!("`{name}` in this text is not a character that we know"),
        "write the character itself; for a plain `&` write `&amp;`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn places_count_characters() {
        let found = vec![Found::new(8, "b", ""), Found::new(2, "a", ""), Found::new(8, "c", "")];
        let file = crate::diagnostics::SourceMap::default().add("a.mmd", "");
        let place = |found: Diagnostic| {
            found.position.map(|position| (position.line, position.column, found.message))
        };
        let places: Vec<_> =
            diagnostics("ä\r\nöü x", file, found).into_iter().filter_map(place).collect();
        assert_eq!(
            places,
            [(1, 2, "a".to_string()), (2, 3, "b".to_string()), (2, 3, "c".to_string())]
        );
    }

    #[test]
    fn labels_become_one_line() {
        assert_eq!(one_line(" a\r\n\t b\u{7}c\u{a0}d \u{2028}"), "a b c d");
        assert_eq!(one_line(" \n"), "");
    }

    #[test]
    fn tags_leave_a_text() {
        for (text, all, shaping) in [
            ("a<br/>b<BR>c", "a\u{2028}b\u{2028}c", "a\u{2028}b\u{2028}c"),
            ("<b>Stop</b> now", "Stop now", "Stop now"),
            ("5 < 6", "5 < 6", "5 < 6"),
            ("a <x and y> b", "a  b", "a <x and y> b"),
            ("<!-- <b> --><i>x</i>", "x", "<!--  -->x"),
            ("<b <b <b", "<b <b <b", "<b <b <b"),
            ("é<font color=\"red\">ö</font>", "éö", "éö"),
        ] {
            assert_eq!(without_tags(text, Tags::All), all, "{text}");
            assert_eq!(without_tags(text, Tags::Shaping), shaping, "{text}");
        }
    }

    #[test]
    fn names_of_characters_are_read() {
        let both = |text| {
            (with_characters(text, Marks::Html), with_characters(text, Marks::HtmlAndMermaid))
        };
        assert_eq!(both("a &amp; b&#39;&#x41;"), (Ok("a & b'A".into()), Ok("a & b'A".into())));
        assert_eq!(
            both("#quot;x#quot; #35;"),
            (Ok("#quot;x#quot; #35;".into()), Ok("\"x\" #".into()))
        );
        assert_eq!(
            both("R & D; # 5; &; &é;"),
            (Ok("R & D; # 5; &; &é;".into()), Ok("R & D; # 5; &; &é;".into()))
        );
        assert_eq!(with_characters("x &hearts;", Marks::Html), Err("&hearts;".into()));
        assert_eq!(with_characters("see #2;", Marks::HtmlAndMermaid), Err("#2;".into()));
        assert_eq!(with_characters("&#1114112;", Marks::Html), Err("&#1114112;".into()));
    }

    proptest! {
        #[test]
        fn any_text_is_taken(text in "(?s).{0,60}", marked in "[<>/b!&#;a0x -]{0,40}") {
            for text in [text, marked] {
                without_tags(&text, Tags::All);
                without_tags(&text, Tags::Shaping);
                let _ = with_characters(&text, Marks::HtmlAndMermaid);
                prop_assert_eq!(unquoted(&quoted(&text)), Some(text));
            }
        }
    }
}
