//! Guess: on which page each place may come to stand, before anything is laid out.
//!
//! In:   the data of a book.
//! Out:  a page for each place.
//! Why:  a number with as many digits as the right one takes the same room. The better the guess, the fewer layouts.
//! Not:  the pages of an earlier book, though they are a better guess: the same handbook gives the same bytes, whatever
//!       was built before.

use std::collections::BTreeSet;

use serde_json::Value;

use super::data::{Data, NAMES};
use super::typeset::Places;

/// As many letters as an average page of entries holds, with their headings and tables.
const LETTERS: f64 = 2_600.0;
/// Lines of the contents on a page.
const LINES: f64 = 90.0;

/// Reckons with the lengths of the texts, roughly in the order in which they stand in the book.
pub(super) fn places(data: &Data) -> Places {
    let mut walk = Walk { wanted: &data.wanted, full: 1.0, places: Places::new() };
    walk.meet("fc-contents");
    walk.full += ((data.chapters.len() + data.sections.len()) as f64 / LINES).ceil();
    data.book["parts"].as_array().into_iter().flatten().for_each(|part| {
        walk.full = walk.full.ceil();
        walk.value(part);
    });
    walk.open("fc-handouts");
    for (_, handout) in &data.handouts {
        walk.full += 1.0;
        walk.open(handout["id"].as_str().unwrap_or_default());
    }
    walk.full += 1.0;
    for (id, part) in [("", "glossary"), ("", "sources"), ("fc-index", "index"), ("fc-colophon", "")] {
        walk.open(id);
        walk.value(&data.book[part]);
    }
    data.wanted.iter().for_each(|id| walk.meet(id));
    walk.places
}

struct Walk<'a> {
    wanted: &'a BTreeSet<String>,
    /// So many pages are full.
    full: f64,
    places: Places,
}

impl Walk<'_> {
    fn meet(&mut self, id: &str) {
        if self.wanted.contains(id) {
            self.places.entry(id.to_string()).or_insert((self.full as usize + 1, 0.0, 0.0));
        }
    }

    /// A page that begins with this place.
    fn open(&mut self, id: &str) {
        self.full = self.full.ceil();
        self.meet(id);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::String(words) => self.full += words.chars().count() as f64 / LETTERS,
            Value::Array(items) => items.iter().for_each(|item| self.value(item)),
            Value::Object(fields) => {
                value["id"].as_str().into_iter().for_each(|id| self.meet(id));
                for (name, field) in fields {
                    match name.as_str() {
                        // It has a page of its own.
                        "drawing" => self.full += 1.0,
                        name if NAMES.contains(&name) => {}
                        _ => self.value(field),
                    }
                }
            }
            _ => {}
        }
    }
}
