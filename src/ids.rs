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
