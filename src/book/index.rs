//! Index: where each subject of the book is treated, as a professional makes it.
//!
//! In:   names, relations and mentions of the linked handbook.
//! Out:  headings by letter, each with the place where it is explained, the places where the rest
//!       of the book speaks of it (by relation), and where else to look.
//! Not:  page numbers and ranges, which the template makes once they are known.
//! Source: ISO 999:1996, *Guidelines for the content, organization and presentation of indexes*.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::text;
use super::values::{Outline, Sheet};
use crate::link::{Destination, EntryId, Linked, Target};
use crate::pages::{self, Href};
use crate::plan::View;
use crate::prose::Element;

#[derive(Debug, Serialize)]
pub(super) struct Letter {
    letter: String,
    items: Vec<Heading>,
}

/// A line of the index.
#[derive(Debug, Default, Serialize)]
struct Heading {
    title: String,
    /// The place where it is explained.
    main: Option<String>,
    /// Other places of the same name: the glossary.
    also: Option<String>,
    /// The heading under which everything stands, where this is another name of it.
    see: Option<String>,
    /// Relations and mentions, each with its places.
    parts: Vec<Part>,
    see_also: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Part {
    label: String,
    places: Vec<String>,
}

/// Languages in which a noun follows its adjectives, so that the last word is the subject.
const NOUN_LAST: &[&str] = &["en", "de", "nl", "sv", "da", "nb", "nn", "fi"];
/// Words of which no heading is turned round: the noun stands before them.
const JOINTS: &[&str] = &[
    "of", "in", "on", "at", "to", "for", "with", "without", "and", "or", "the", "a", "an", "that",
    "than", "from", "by", "after", "before", "is", "are", "you", "your", "von", "mit", "und",
    "oder", "im", "am", "an", "auf", "bei", "nach", "vor", "zu", "zum", "zur", "der", "die", "das",
    "ohne", "van", "met", "en", "of", "i", "och", "med", "på", "av", "og",
];

/// The whole index, letter by letter.
pub(super) fn letters(on: Sheet) -> (Vec<Letter>, Outline) {
    let linked = on.pages.linked;
    let mentions = mentions(linked);
    let mut headings: BTreeMap<String, Heading> = BTreeMap::new();
    for pages::Letter { id: _, letter: _, items } in on.pages.a_to_z().letters {
        for pages::NameItem { title, href, kind: _, see } in items {
            let title = on.words(title.as_str());
            let heading = headings.entry(key(&title)).or_default();
            // A title is worth more than the same words as another entry's alias.
            if heading.title.is_empty() || (heading.see.is_some() && see.is_none()) {
                *heading = Heading { title, main: on.place(&href), ..Heading::default() };
                heading.see = see.as_ref().map(|words| on.words(words.as_str()));
                if let (Href::Page(View::Entry(id)), None) = (&href, &see) {
                    heading.parts = parts(&on, *id, &mentions);
                    heading.see_also = see_also(linked, *id);
                }
            } else if heading.main.is_none() {
                heading.main = on.place(&href);
            }
        }
    }
    for term in on.pages.glossary().terms {
        let words = on.words(term.term.as_str());
        let place = on.place(&Href::Place(View::Glossary, term.id));
        let heading = headings.entry(key(&words)).or_default();
        if heading.title.is_empty() {
            // A term with a page of its own is explained there; the glossary says it in a line.
            let page = term.page.as_ref().and_then(|page| on.place(&page.href));
            *heading = Heading { title: words, main: page, also: place, ..Heading::default() };
            if heading.main.is_none() {
                heading.main = heading.also.take();
            }
        } else {
            heading.also = place;
        }
    }
    // Of a volume: only what is in it.
    headings.retain(|_, heading| {
        heading.main.is_some() || !heading.parts.is_empty() || heading.also.is_some()
    });
    numbers(&on, &mut headings);
    turn(linked, &mut headings);
    (by_letter(headings), on.outline())
}

/// Where readers find the numbers to call.
fn numbers(on: &Sheet, headings: &mut BTreeMap<String, Heading>) {
    let Some(place) = on.place(&View::Home.into()) else { return };
    for call in on.pages.emergency_calls() {
        let words = on.words(call.number.as_str());
        let heading = headings.entry(key(&words)).or_default();
        if heading.title.is_empty() {
            *heading = Heading { title: words, main: Some(place.clone()), ..Heading::default() };
        }
    }
}

/// What the book says of an entry elsewhere: by relation, then wherever its texts link to it.
fn parts(on: &Sheet, id: EntryId, mentions: &BTreeMap<EntryId, BTreeSet<View>>) -> Vec<Part> {
    let linked = on.pages.linked;
    let mut by_relation: Vec<(&str, Vec<EntryId>)> = Vec::new();
    let mut told: BTreeSet<View> = BTreeSet::new();
    for edge in linked.incoming(id) {
        let word = on.pages.words.one(edge.group.there_key);
        match by_relation.iter_mut().find(|(label, _)| *label == word) {
            Some((_, entries)) => entries.push(edge.from),
            None => by_relation.push((word, vec![edge.from])),
        }
        told.insert(View::Entry(edge.from));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut add = |label: &str, places: Vec<String>| {
        if !places.is_empty() {
            parts.push(Part { label: on.words(label), places });
        }
    };
    for (label, entries) in by_relation {
        let views = entries.into_iter().map(View::Entry);
        add(&lower(label), views.filter_map(|view| on.place(&view.into())).collect());
    }
    let rest = mentions.get(&id).into_iter().flatten().filter(|view| !told.contains(view));
    add(
        on.pages.words.one("index_also"),
        rest.filter_map(|view| on.place(&(*view).into())).collect(),
    );
    parts
}

/// The entries that are like it.
fn see_also(linked: &Linked, id: EntryId) -> Vec<String> {
    let symmetric = |edge: &&crate::link::Edge| edge.relation.symmetric;
    let out = linked.outgoing(id).filter(symmetric).map(|edge| edge.to);
    let back = linked.incoming(id).filter(symmetric).map(|edge| edge.from);
    let titles: BTreeSet<String> = out
        .chain(back)
        .map(|other| text::printed(&linked.entry(other).common.title.value))
        .collect();
    titles.into_iter().collect()
}

/// The pages whose texts link to each entry.
fn mentions(linked: &Linked) -> BTreeMap<EntryId, BTreeSet<View>> {
    let mut out: BTreeMap<EntryId, BTreeSet<View>> = BTreeMap::new();
    let mut read = |view: View, prose: &crate::prose::Prose<crate::link::Resolved>| {
        prose.walk(&mut |node| {
            if let Element::Link { to, .. } = &node.element
                && let Destination::To(Target::Entry(id)) = &to.to
                && view != View::Entry(*id)
            {
                out.entry(*id).or_default().insert(view);
            }
        });
    };
    linked.entry_ids().for_each(|id| read(View::Entry(id), &linked.entry(id).prose));
    crate::plan::pages_in_order(linked)
        .into_iter()
        .for_each(|id| read(View::Page(id), &linked.page(id).prose));
    out
}

/// Names of two or three words also under their last: "low calcium" under "calcium, low".
fn turn(linked: &Linked, headings: &mut BTreeMap<String, Heading>) {
    let language = linked.settings.language.split('-').next().unwrap_or_default().to_lowercase();
    if !NOUN_LAST.contains(&language.as_str()) {
        return;
    }
    let turned: Vec<Heading> = headings
        .values()
        .filter_map(|heading| {
            let words: Vec<&str> = heading.title.split(' ').collect();
            let plain = |word: &&str| {
                word.chars().all(|c| c.is_alphabetic() || c == '-' || c == '’')
                    && !JOINTS.contains(&word.to_lowercase().as_str())
            };
            if !(2..=3).contains(&words.len()) || !words.iter().all(plain) {
                return None;
            }
            let (last, before) = words.split_last()?;
            let title = format!("{last}, {}", lower(&before.join(" ")));
            Some(Heading { title, main: heading.main.clone(), ..Heading::default() })
        })
        .collect();
    for heading in turned {
        headings.entry(key(&heading.title)).or_insert(heading);
    }
}

/// A word in the middle of a line: abbreviations and names keep their capitals.
fn lower(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => words.to_string(),
    }
}

fn key(title: &str) -> String {
    title.to_lowercase()
}

fn by_letter(headings: BTreeMap<String, Heading>) -> Vec<Letter> {
    let mut letters: BTreeMap<String, Vec<Heading>> = BTreeMap::new();
    for (key, heading) in headings {
        let first = key.chars().next().filter(|c| c.is_alphabetic());
        let letter = first.map_or("#".to_string(), |c| c.to_uppercase().collect());
        letters.entry(letter).or_default().push(heading);
    }
    letters.into_iter().map(|(letter, items)| Letter { letter, items }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_capitals() {
        assert_eq!(lower("Seen in"), "seen in");
        assert_eq!(lower("CK blood test"), "CK blood test");
        assert_eq!(lower("X"), "X");
    }
}
