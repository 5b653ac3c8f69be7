//! The words of a DOT file.
//!
//! In:   its text.
//! Out:  one [`Word`] after the other, with its position; ids unquoted, comments and white space
//!       removed.
//! Not:  what the words mean; that is for `dot`.

use super::super::text::{
    Cursor, Found, LINE, Marks, Read, Tags, unknown_character, with_characters, without_tags,
};

/// A word or symbol of DOT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    Id(Id),
    /// One of `{}[]=;,:`, or `->`, or `--`.
    Sign(&'static str),
    /// Not a word of DOT, which has been reported.
    Unread,
    End,
}

/// An id and how it was written, which determines how it reads as a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Id {
    Bare(String),
    Quoted(String),
    /// Without its outer angle brackets.
    Html(String),
}

const SIGNS: &[&str] = &["->", "--", "{", "}", "[", "]", "=", ";", ",", ":"];

/// A label that escapes expand beyond this is refused: `\N\N\N…` would repeat a long name without
/// end.
const LONGEST: usize = 20_000;

impl Id {
    /// The id as a name. To Graphviz `<a>` and `a` are two names.
    pub(super) fn name(&self) -> String {
        match self {
            Id::Bare(text) | Id::Quoted(text) => text.clone(),
            Id::Html(text) => format!("<{text}>"),
        }
    }

    /// Whether this is the given keyword of DOT. Keywords are case-insensitive, and are names if
    /// quoted.
    pub(super) fn is(&self, keyword: &str) -> bool {
        matches!(self, Id::Bare(text) if text.eq_ignore_ascii_case(keyword))
    }

    /// The id as the text of a label. `name`: what replaces `\N`. `at`: where a problem is
    /// reported.
    pub(super) fn label(&self, name: &str, at: usize) -> Read<String> {
        let text = match self {
            Id::Html(text) => without_tags(text, Tags::All),
            Id::Bare(text) => text.clone(),
            Id::Quoted(text) => without_escapes(text, name, at)?,
        };
        with_characters(&text, Marks::Html).map_err(|name| unknown_character(at, &name))
    }
}

/// A label's text with line breaks as [`LINE`] and `\N` replaced by the name of its node.
fn without_escapes(text: &str, name: &str, at: usize) -> Read<String> {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match if c == '\\' { chars.next() } else { None } {
            None => out.push(c),
            Some('n' | 'l' | 'r') => out.push(LINE),
            Some('N') => out.push_str(name),
            Some(c @ ('G' | 'E' | 'T' | 'H' | 'L')) => {
                return Err(Found::new(
                    at,
                    format!("`\\{c}` in this label is not read"),
                    "write the text for which it stands",
                ));
            }
            Some(other) => out.push(other),
        }
        if out.len() > LONGEST.max(text.len()) {
            return Err(Found::new(at, "this label is too long", "write a shorter one"));
        }
    }
    Ok(out)
}

/// Takes the next word. An error leaves the cursor after what could not be read.
pub(super) fn next(cursor: &mut Cursor) -> Read<(usize, Word)> {
    gap(cursor)?;
    let at = cursor.at();
    let Some(c) = cursor.peek() else { return Ok((at, Word::End)) };
    let word = match c {
        '"' => Word::Id(Id::Quoted(strings(cursor)?)),
        '<' => Word::Id(Id::Html(html(cursor)?)),
        _ if is_letter(c) => Word::Id(Id::Bare(
            cursor.take_while(|c| is_letter(c) || c.is_ascii_digit()).to_string(),
        )),
        _ if is_number(cursor.rest()) => Word::Id(Id::Bare(number(cursor)?)),
        _ => match SIGNS.iter().find(|sign| cursor.eat(sign)) {
            Some(sign) => Word::Sign(sign),
            None => {
                let message = format!("{} cannot stand here", cursor.seen());
                cursor.skip(c.len_utf8());
                return Err(Found::new(
                    at,
                    message,
                    "put a name with other signs than letters, digits and `_` into double quotes",
                ));
            }
        },
    };
    Ok((at, word))
}

/// Skips white space and comments.
fn gap(cursor: &mut Cursor) -> Read<()> {
    loop {
        cursor.take_while(|c| c.is_ascii_whitespace() || c == '\u{feff}');
        let start = cursor.at();
        if cursor.rest().starts_with('#') || cursor.rest().starts_with("//") {
            cursor.skip_line();
        } else if cursor.eat("/*") {
            match cursor.rest().find("*/") {
                Some(end) => cursor.skip(end + 2),
                None => return Err(unclosed(cursor, start, "this comment", "*/")),
            }
        } else {
            return Ok(());
        }
    }
}

fn unclosed(cursor: &mut Cursor, start: usize, what: &str, closer: &str) -> Found {
    cursor.skip_all();
    Found::new(start, format!("{what} is not closed"), format!("close it with `{closer}`"))
}

/// As in Graphviz, every character beyond ASCII is a letter.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    text.strip_prefix('.').unwrap_or(text).starts_with(|c: char| c.is_ascii_digit())
}

fn number(cursor: &mut Cursor) -> Read<String> {
    let start = *cursor;
    cursor.eat("-");
    cursor.take_while(|c| c.is_ascii_digit());
    cursor.eat(".");
    cursor.take_while(|c| c.is_ascii_digit());
    let length = cursor.at() - start.at();
    if cursor.peek().is_some_and(|c| is_letter(c) || c == '.') {
        // Graphviz splits `4a` into two names, and warns.
        let found = Found::new(
            start.at(),
            format!("{} begins like a number and is none", start.seen()),
            "put it into double quotes",
        );
        cursor.take_while(|c| is_letter(c) || c.is_ascii_digit() || c == '.');
        return Err(found);
    }
    Ok(start.rest()[..length].to_string())
}

/// `"text"`, or `"text" + "more"`. Only the escapes common to all strings are undone; the rest is
/// for labels.
fn strings(cursor: &mut Cursor) -> Read<String> {
    let mut out = String::new();
    loop {
        string(cursor, &mut out)?;
        let after = *cursor;
        gap(cursor)?;
        if !cursor.eat("+") {
            *cursor = after;
            return Ok(out);
        }
        gap(cursor)?;
        if cursor.peek() != Some('"') {
            let message = format!("{} stands after `+`", cursor.seen());
            return Err(Found::new(
                cursor.at(),
                message,
                "only strings in double quotes can be joined",
            ));
        }
    }
}

fn string(cursor: &mut Cursor, out: &mut String) -> Read<()> {
    let start = cursor.at();
    cursor.skip(1);
    loop {
        out.push_str(cursor.take_while(|c| c != '"' && c != '\\'));
        if cursor.eat("\"") {
            return Ok(());
        }
        if cursor.eat("\\\"") {
            out.push('"');
        } else if cursor.eat("\\\\") {
            out.push_str("\\\\");
        } else if cursor.eat("\\") {
            if !cursor.eat("\r\n") && !cursor.eat("\n") {
                out.push('\\');
            }
        } else {
            return Err(unclosed(cursor, start, "this string", "\""));
        }
    }
}

fn html(cursor: &mut Cursor) -> Read<String> {
    let start = *cursor;
    let mut depth = 0usize;
    loop {
        cursor.take_while(|c| c != '<' && c != '>');
        if cursor.eat("<") {
            depth += 1;
        } else if cursor.eat(">") {
            depth -= 1;
        } else {
            return Err(unclosed(cursor, start.at(), "this HTML text", ">"));
        }
        if depth == 0 {
            return Ok(start.rest()[1..cursor.at() - start.at() - 1].to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<Vec<String>, Found> {
        let mut cursor = Cursor::new(text);
        let mut out = Vec::new();
        loop {
            out.push(match next(&mut cursor)?.1 {
                Word::Id(Id::Bare(text)) => text,
                Word::Id(Id::Quoted(text)) => format!("\"{text}\""),
                Word::Id(Id::Html(text)) => format!("<{text}>"),
                Word::Sign(sign) => sign.to_string(),
                Word::Unread | Word::End => return Ok(out),
            });
        }
    }

    #[test]
    fn a_file_falls_into_words() {
        assert_eq!(
            words("a->b_2 -- é;{x=-.5,y=2.}").unwrap().join(" "),
            "a -> b_2 -- é ; { x = -.5 , y = 2. }"
        );
        assert_eq!(words("/* a */ b // c\n# d\r\n\u{feff}e").unwrap(), ["b", "e"]);
        assert_eq!(
            words(
                r#""a\"b" "c\\" "d\
e" "f\n\N""#
            )
            .unwrap(),
            [r#""a"b""#, r#""c\\""#, r#""de""#, r#""f\n\N""#]
        );
        assert_eq!(words("\"a\" + \"b\" /**/ + \"c\"[").unwrap(), ["\"abc\"", "["]);
        assert_eq!(words("<a <b>c</b> d> e").unwrap(), ["<a <b>c</b> d>", "e"]);
    }

    #[test]
    fn what_is_no_word_has_its_place() {
        for (text, at) in [
            ("a \"b", 2),
            ("a <b<c>", 2),
            ("a /* b", 2),
            ("a b-c", 3),
            ("4a", 0),
            ("1.2.3", 0),
            ("\"a\" + b", 6),
            ("a ?", 2),
        ] {
            assert_eq!(words(text).unwrap_err().at, at, "{text}");
        }
    }

    #[test]
    fn labels_lose_their_escapes() {
        let label = |text: &str| Id::Quoted(text.into()).label("the name", 0);
        assert_eq!(
            label(r"a\nb\lc\rd \N \\ \x &amp;").unwrap(),
            "a\u{2028}b\u{2028}c\u{2028}d the name \\ x &"
        );
        assert!(label(r"\G").is_err() && label("&nope;").is_err());
        assert_eq!(Id::Html("<b>A</b><br/>&lt;b&gt;".into()).label("", 0).unwrap(), "A\u{2028}<b>");
        let long = "x".repeat(100_000);
        assert!(Id::Quoted("\\N".repeat(100_000)).label(&long, 0).is_err());
    }
}
