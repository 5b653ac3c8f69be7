//! Glyphs: is there a font for every letter that an author wrote?
//!
//! In:   the linked handbook, and whether any font has a character.
//! Out:  one problem a file: the first character that no font has, with its line, and how many others there are.

use std::collections::{BTreeMap, BTreeSet};

use super::{MISSING_GLYPH, text};
use crate::link::{Label, Linked, Resolved, What};
use crate::model::{Common, Details, Text};
use crate::problems::{FileId, Place, Problem, Problems, SourceMap};
use crate::read::markdown::{Kind, Node, Prose};

pub(super) fn check(linked: &Linked, sources: &SourceMap, theme: &str, covers: &dyn Fn(char) -> bool, problems: &mut Problems) {
    // By file: the first place, its character, and all characters that are missing.
    let mut found: BTreeMap<FileId, (Place, char, BTreeSet<char>)> = BTreeMap::new();
    every_text(linked, &mut |words, place| {
        if words.is_ascii() {
            return;
        }
        for c in text::printed(words).chars().filter(|c| !is_unseen(*c) && !covers(*c)) {
            found.entry(place.file).or_insert_with(|| (place, c, BTreeSet::new())).2.insert(c);
        }
    });
    for (_, (place, c, all)) in found {
        let place = sources.find_after(place, &c.to_string()).unwrap_or(place);
        let others = match all.len() - 1 {
            0 => String::new(),
            1 => ", nor another character of this file".to_string(),
            count => format!(", nor {count} other characters of this file"),
        };
        let message = format!("no font of the book has `{c}` (U+{:04X}){others}", u32::from(c));
        let help = format!("use another sign, or put a font that has it into themes/{theme}/book/fonts/");
        problems.push(Problem::new(&MISSING_GLYPH, place, message).help(help));
    }
}

/// Calls `visit` with every text of the handbook that the book prints, and its place.
pub fn every_text(linked: &Linked, visit: &mut dyn FnMut(&str, Place)) {
    Walk { visit }.handbook(linked);
}

struct Walk<'a> {
    visit: &'a mut dyn FnMut(&str, Place),
}

impl Walk<'_> {
    fn words(&mut self, words: &str, place: Place) {
        (self.visit)(words, place);
    }

    fn text(&mut self, text: &Text) {
        self.words(&text.value, text.place);
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn common(&mut self, common: &Common<Resolved>) {
        self.text(&common.title);
        self.texts(common.summary.iter().chain(&common.also_called).chain(&common.reviewed_by));
    }

    fn prose(&mut self, prose: &Prose<Resolved>) {
        prose.walk(&mut |node: &Node<Resolved>| match &node.kind {
            Kind::Text(words) | Kind::Code(words) | Kind::Service(words) | Kind::Mention { text: words, .. } => {
                self.words(words, node.place)
            }
            Kind::Html { html, .. } => self.words(&crate::html::raw::words(html), node.place),
            Kind::Image { title, .. } => self.words(title, node.place),
            _ => {}
        });
    }

    fn handbook(&mut self, linked: &Linked) {
        let settings = &linked.settings;
        let place = settings.title.place;
        self.texts(std::iter::once(&settings.title).chain(&settings.subtitle));
        let publisher = settings.publisher.as_ref().map(|publisher| publisher.name.as_str());
        let steps = settings.ladder.steps.iter().flat_map(|step| [step.label.as_str(), step.action.as_str()]);
        let labels = settings.labels.iter().flat_map(|(_, forms)| forms.iter().map(String::as_str));
        steps.chain(publisher).chain(settings.version.as_deref()).chain(labels).for_each(|words| self.words(words, place));
        for source in &linked.sources {
            self.texts([&source.title, &source.by]);
        }
        for term in &linked.glossary {
            self.words(&term.term, term.place);
            self.text(&term.means);
        }
        for entry in &linked.entries {
            self.common(&entry.common);
            self.details(&entry.details);
            self.prose(&entry.prose);
        }
        self.texts(linked.edges.iter().filter_map(|edge| edge.note.as_ref()));
        self.texts(linked.page_refs.iter().filter_map(|page| page.note.as_ref()));
        for page in &linked.pages {
            self.common(&page.common);
            self.prose(&page.prose);
        }
        for guide in &linked.guides {
            self.common(&guide.common);
            guide.steps.iter().for_each(|step| self.step(&step.what));
        }
    }

    fn details(&mut self, details: &Details) {
        match details {
            Details::Finding { ask, .. } => self.texts(ask),
            Details::Test { shows, misses, questions, .. } => self.texts(shows.iter().chain(misses).chain(questions)),
            Details::Treatment { do_, do_not, ask_first, .. } => self.texts(do_.iter().chain(do_not).chain(ask_first)),
            Details::Problem | Details::Cause { .. } => {}
        }
    }

    fn step(&mut self, step: &What) {
        match step {
            What::Ask(ask) => {
                self.text(&ask.ask);
                self.prose(&ask.help);
                for answer in &ask.answers {
                    if let Label::Text(words) = &answer.label {
                        self.words(words, answer.place);
                    }
                }
            }
            What::Outcome(outcome) => self.texts(outcome.title.iter().chain(&outcome.say).chain(&outcome.safety_net)),
            What::Jump(_) => {}
        }
    }
}

/// Characters that no font shows: spaces, joiners, marks of direction, selectors of a variant (Unicode, 5.21).
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff)
}
