//! Names and ids: which are valid, in which form they are compared, and how headings get theirs.
//!
//! In:   words that authors wrote.
//! Out:  whether they can be an address, and slugs that can.
//! Not:  whether an entry of that name exists; that is for `link`.

use std::collections::HashMap;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::diagnostics::Position;

/// A word that an author wrote to refer to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub position: Position,
}

/// A name in the form in which names are compared. Names that look the same may differ in their
/// characters: macOS decomposes the accents of file names (Unicode Standard Annex 15, NFC).
pub fn comparable(name: &str) -> String {
    if is_nfc(name) { name.to_string() } else { name.nfc().collect() }
}

/// Whether this may be between `{{` and `}}`: anything on one line that a person would take for a
/// name, or for a mistake in one.
pub fn is_service_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 60 && !name.contains(['{', '}', '\n'])
}

/// Whether this is an absolute web address, with a host and without spaces or quotes. Schemes are
/// case-insensitive (RFC 3986, 3.1).
pub fn is_web_address(text: &str) -> bool {
    let host = ["https://", "http://"].iter().find_map(|scheme| {
        text.get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|_| &text[scheme.len()..])
    });
    host.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && !text
            .contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c))
}

/// Whether this can be the id of an entry, a question or an outcome: `[a-z0-9][a-z0-9._-]*`, but
/// not `index`, which is a page of ours.
pub fn is_id(name: &str) -> bool {
    let mut bytes = name.bytes();
    let first = bytes.next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    first
        && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b))
        && name != "index"
}

/// The id nearest to `name`, as a suggestion; `None` if nothing of it can be kept.
pub fn suggest(name: &str) -> Option<String> {
    let slug = slug(name);
    is_id(&slug).then_some(slug)
}

/// A heading's id from its words, as code hosts make it: lowercase, spaces to hyphens, punctuation
/// dropped.
pub fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.trim().chars() {
        if c.is_alphanumeric() || c == '_' {
            out.extend(c.to_lowercase());
        } else if (c.is_whitespace() || c == '-') && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_matches('-').to_string()
}

/// The id that code hosts give a heading, to which a table of contents made elsewhere links:
/// punctuation is dropped and each space becomes a hyphen, so that `Tips & tricks` is
/// `tips--tricks`.
pub fn host_slug(text: &str) -> String {
    let kept = text
        .trim()
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace() || "-_".contains(*c));
    kept.flat_map(char::to_lowercase).map(|c| if c.is_whitespace() { '-' } else { c }).collect()
}

/// Makes ids unique within one page, in order of appearance.
#[derive(Debug, Default)]
pub struct Unique {
    used: HashMap<String, u32>,
}

impl Unique {
    /// `wanted` itself the first time, then `wanted-1`, `wanted-2`; `section` if `wanted` is empty.
    pub fn take(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        let mut candidate = wanted.to_string();
        while self.used.contains_key(&candidate) {
            let count =
                self.used.get_mut(wanted).expect("a candidate is only taken after its stem");
            *count += 1;
            candidate = format!("{wanted}-{count}");
        }
        self.used.insert(candidate.clone(), 0);
        candidate
    }
}

/// Signs that nobody sees, or takes for a space, by their Unicode names.
const INVISIBLE: &[(char, &str)] = &[
    ('\u{a0}', "no-break space"),
    ('\u{ad}', "soft hyphen"),
    ('\u{2002}', "en space"),
    ('\u{2003}', "em space"),
    ('\u{2007}', "figure space"),
    ('\u{2009}', "thin space"),
    ('\u{200b}', "zero width space"),
    ('\u{200c}', "zero width non-joiner"),
    ('\u{200d}', "zero width joiner"),
    ('\u{200e}', "left-to-right mark"),
    ('\u{200f}', "right-to-left mark"),
    ('\u{2028}', "line separator"),
    ('\u{202f}', "narrow no-break space"),
    ('\u{2060}', "word joiner"),
    ('\u{3000}', "ideographic space"),
    ('\u{feff}', "byte order mark"),
];

/// The name of the first invisible sign in a text: "a no-break space (U+00A0)".
pub fn invisible(text: &str) -> Option<String> {
    let (sign, name) = INVISIBLE.iter().find(|(sign, _)| text.contains(*sign)).copied()?;
    Some(format!("{} {name} (U+{:04X})", article(name), u32::from(sign)))
}

fn article(name: &str) -> &'static str {
    if name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

/// The same help; where the word holds a sign that nobody sees, it says so first.
pub fn seen(word: &str, help: String) -> String {
    match invisible(word) {
        Some(sign) => format!(
            "it holds {sign}, which cannot be seen: delete the word and type it anew; {help}"
        ),
        None => help,
    }
}

/// Whether this sign cannot be seen, or looks like a space.
pub fn is_invisible(c: char) -> bool {
    INVISIBLE.iter().any(|(sign, _)| *sign == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain() {
        assert!(is_id("low-vitamin-d"));
        assert!(is_id("4.2_a"));
        for bad in ["", "-a", "A", "a b", "ä", "index", "a/b", ".hidden"] {
            assert!(!is_id(bad), "{bad}");
        }
        assert_eq!(suggest("Low Calcium!"), Some("low-calcium".into()));
        assert_eq!(suggest("???"), None);
    }

    #[test]
    fn names_are_compared_in_one_form() {
        assert_eq!(comparable("Cafe\u{301}.md"), comparable("Caf\u{e9}.md"));
        assert_eq!(host_slug("🚀 Features"), "-features");
        assert_eq!(host_slug("Tips & tricks"), "tips--tricks");
    }

    #[test]
    fn headings_get_unique_slugs() {
        let mut unique = Unique::default();
        assert_eq!(unique.take(&slug("What it is")), "what-it-is");
        assert_eq!(unique.take(&slug("What it is?")), "what-it-is-1");
        assert_eq!(unique.take("what-it-is-1"), "what-it-is-1-1");
        assert_eq!(unique.take(""), "section");
    }
}
