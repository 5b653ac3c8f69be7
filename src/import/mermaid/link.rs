//! A link of a flowchart and its text.
//!
//! In:   `-->`, `---`, `-.->`, `==>`, `--o`, `--x`, all of any length; `-->|text|`, `-- text -->`.
//! Out:  the link's text, which may be empty.
//! Not:  how it is drawn. Links that point both ways or are invisible are refused: a guide has no
//!       such answers.

use super::super::text::{Cursor, Found, Read};
use super::Reader;

/// How the line of a link is drawn.
#[derive(Clone, Copy)]
enum Stroke {
    /// `--`
    Plain,
    /// `==`
    Thick,
    /// `-.`
    Dotted,
}

/// How a link begins.
enum Begun {
    /// `-->`: the whole link.
    Whole,
    /// `--`: its text follows, and then its end.
    Text(Stroke),
}

impl<'a> Reader<'a> {
    /// Takes the next link, up to the box to which it leads, and returns its text. `None`: no link
    /// comes next.
    pub(super) fn link(&mut self) -> Read<Option<String>> {
        let Some(start) = self.link_ahead() else { return Ok(None) };
        self.cursor = start;
        if start.rest().starts_with(['<', 'x', 'o']) {
            return Err(points_both_ways(start));
        }
        if start.rest().starts_with('~') {
            return Err(self.here("this link cannot be seen", "take it out; it only moves boxes"));
        }
        let Some(begun) = begin(&mut self.cursor) else {
            let help = if start.rest().starts_with("->") {
                "write `-->`"
            } else {
                "a link is `-->`, `---`, `-.->` or `==>`"
            };
            return Err(Found::new(start.at(), format!("{} is not a link", start.seen()), help));
        };
        let bar = over_lines(self.cursor);
        let text = match begun {
            Begun::Whole if bar.peek() == Some('|') => {
                self.cursor = bar;
                self.cursor.skip(1);
                let text = self.text(bar.at(), &["|"])?;
                self.spaces();
                text
            }
            Begun::Whole => {
                self.cursor = bar;
                String::new()
            }
            Begun::Text(stroke) => {
                let text = self.text_inside(start, stroke)?;
                self.cursor = over_lines(self.cursor);
                text
            }
        };
        if self.cursor.peek().is_none_or(|c| c == '\n' || c == ';') {
            return Err(Found::new(
                start.at(),
                "this link leads nowhere",
                "write the box to which it leads after it",
            ));
        }
        Ok(Some(text))
    }

    /// Where the next link begins: on this line, or at the beginning of a later one, as in Mermaid.
    fn link_ahead(&mut self) -> Option<Cursor<'a>> {
        self.spaces();
        let is_same_line = self.cursor.peek() != Some('\n');
        let start = if is_same_line { self.cursor } else { over_lines(self.cursor) };
        let rest = start.rest();
        let signs = rest
            .strip_prefix(['<', 'x', 'o'])
            .filter(|_| is_same_line || rest.starts_with('<'))
            .unwrap_or(rest);
        let is_link = is_sign(signs)
            || rest.starts_with("~~~")
            || (is_same_line && rest.starts_with(['-', '=']));
        is_link.then_some(start)
    }

    /// Reads the text between the beginning and the end of a link, and that end.
    fn text_inside(&mut self, start: Cursor, stroke: Stroke) -> Read<String> {
        let no_end = || {
            Found::new(
                start.at(),
                "this link has no end",
                "a link is `-->`; with a text it is `-- text -->` or `-->|text|`",
            )
        };
        self.spaces();
        let text = if self.cursor.peek() == Some('"') {
            let text = self.quoted()?;
            self.spaces();
            text
        } else {
            let (rest, at) = (self.cursor.rest(), self.cursor.at());
            let sign = match stroke {
                Stroke::Plain => "--",
                Stroke::Thick => "==",
                Stroke::Dotted => ".-",
            };
            let end =
                rest.char_indices().find(|(at, c)| *c == '\n' || rest[*at..].starts_with(sign));
            let (end, _) = end.filter(|(_, c)| *c != '\n').ok_or_else(no_end)?;
            let text = match stroke {
                Stroke::Dotted => rest[..end].trim_end_matches('.').trim_end_matches('-'),
                Stroke::Plain | Stroke::Thick => &rest[..end],
            };
            if text.trim_end().ends_with('<') {
                return Err(points_both_ways(start));
            }
            if let Some(quote) = text.find('"') {
                let help = "put the whole text into double quotes; a quote inside it is `#quot;`";
                return Err(Found::new(at + quote, "a quote stands inside a text", help));
            }
            self.cursor.skip(end);
            self.plain(at, text)?
        };
        if end(&mut self.cursor, stroke) { Ok(text) } else { Err(no_end()) }
    }
}

fn points_both_ways(start: Cursor) -> Found {
    Found::new(
        start.at(),
        "this link points both ways",
        "an answer leads one way; write `-->`, once for each way",
    )
}

/// Whether a link begins here, as far as two characters can tell.
pub(super) fn is_sign(text: &str) -> bool {
    ["--", "==", "-."].iter().any(|sign| text.starts_with(sign))
}

/// Takes `-->` or `--`; `None` if this is neither.
fn begin(cursor: &mut Cursor) -> Option<Begun> {
    if cursor.rest().starts_with("-.") {
        let mut whole = *cursor;
        if end(&mut whole, Stroke::Dotted) {
            *cursor = whole;
            return Some(Begun::Whole);
        }
        cursor.skip(2);
        return Some(Begun::Text(Stroke::Dotted));
    }
    let stroke = if cursor.rest().starts_with('-') { Stroke::Plain } else { Stroke::Thick };
    let mut whole = *cursor;
    if end(&mut whole, stroke) {
        *cursor = whole;
        return Some(Begun::Whole);
    }
    (cursor.eat("--") || cursor.eat("==")).then_some(Begun::Text(stroke))
}

/// Takes the end of a link, of any length: `-->`, `---`, `==>`, `.->`, `-.->`. False if there is
/// none.
fn end(cursor: &mut Cursor, stroke: Stroke) -> bool {
    let has_head = |cursor: &mut Cursor| [">", "x", "o"].iter().any(|head| cursor.eat(head));
    match stroke {
        Stroke::Plain | Stroke::Thick => {
            let sign = if matches!(stroke, Stroke::Plain) { '-' } else { '=' };
            let length = cursor.take_while(|c| c == sign).len();
            length >= 2 && (has_head(cursor) || length >= 3)
        }
        Stroke::Dotted => {
            cursor.eat("-");
            let is_end = !cursor.take_while(|c| c == '.').is_empty() && cursor.eat("-");
            has_head(cursor);
            is_end
        }
    }
}

/// Skips white space, line ends, and lines that are comments.
pub(super) fn over_lines(mut cursor: Cursor) -> Cursor {
    loop {
        cursor.take_while(char::is_whitespace);
        if !cursor.rest().starts_with("%%") || cursor.rest().starts_with("%%{") {
            return cursor;
        }
        cursor.skip_line();
    }
}
