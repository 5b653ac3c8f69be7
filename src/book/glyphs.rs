//! Glyphs: checks that there is a font for every character that an author wrote.
//!
//! In:   the linked handbook, and whether any font has a character.
//! Out:  one problem per file: the characters that no font has, the line of the first, and a font
//!       that has them.

use std::collections::{BTreeMap, BTreeSet};

use unicode_script::{Script, UnicodeScript};

use super::{MISSING_GLYPH, text};
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Position, SourceMap};
use crate::link::{Label, Linked, Resolved, What};
use crate::model::{Common, Details, Text};
use crate::prose::{Element, Node, Prose};

/// Reports the characters that no font has, all those of a file at once.
pub(super) fn check(
    linked: &Linked,
    sources: &SourceMap,
    theme: &str,
    covers: &dyn Fn(char) -> bool,
    problems: &mut Diagnostics,
) -> bool {
    // By file: the position of the first missing character, that character, and all missing
    // characters.
    let mut found: BTreeMap<FileId, (Position, char, BTreeSet<char>)> = BTreeMap::new();
    every_text(linked, &mut |words, position| {
        if words.is_ascii() {
            return;
        }
        for c in text::printed(words).chars().filter(|c| !is_unseen(*c) && !covers(*c)) {
            found
                .entry(position.file)
                .or_insert_with(|| (position, c, BTreeSet::new()))
                .2
                .insert(c);
        }
    });
    let covered = found.is_empty();
    for (_, (position, c, all)) in found {
        let position = sources.find_after(position, &c.to_string()).unwrap_or(position);
        let shown: Vec<String> =
            all.iter().take(SHOWN).map(|c| format!("`{c}` (U+{:04X})", u32::from(*c))).collect();
        let others = match all.len().saturating_sub(SHOWN) {
            0 => String::new(),
            count => format!(" and {count} others"),
        };
        let message = format!("no font of the book has {}{others}", shown.join(", "));
        let families: BTreeSet<String> =
            all.iter().map(|c| family(*c, &linked.settings.language)).collect();
        let families: Vec<String> = families.into_iter().collect();
        let help = format!(
            "put the font {} (free, from Google Fonts) into themes/{theme}/fonts/, or write it another way; \
             `--no-pdf` builds without the book",
            families.join(" and ")
        );
        problems.push(Diagnostic::new(&MISSING_GLYPH, position, message).help(help));
    }
    covered
}

/// At most this many of a file's missing characters are named.
const SHOWN: usize = 24;

/// The Noto font family that has a character. Chinese characters look different in each country, so
/// their family depends on the handbook's language.
fn family(c: char, language: &str) -> String {
    let language = language.to_lowercase();
    let chinese =
        if ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].iter().any(|tag| language.starts_with(tag)) {
            "TC"
        } else {
            "SC"
        };
    let script = c.script();
    let sans = match script {
        _ if matches!(u32::from(c), 0x1f000..=0x1faff) => return "Noto Emoji".into(),
        Script::Han if language.starts_with("ja") => "JP".into(),
        Script::Han if language.starts_with("ko") => "KR".into(),
        Script::Han | Script::Bopomofo => chinese.to_string(),
        Script::Hiragana | Script::Katakana => "JP".into(),
        Script::Hangul => "KR".into(),
        Script::Common | Script::Inherited | Script::Unknown => match u32::from(c) {
            0x3000..=0x303f | 0xff00..=0xffef if language.starts_with("ja") => "JP".into(),
            0x3000..=0x303f | 0xff00..=0xffef if language.starts_with("ko") => "KR".into(),
            0x3000..=0x303f | 0xff00..=0xffef => chinese.to_string(),
            0x2190..=0x22ff | 0x1d400..=0x1d7ff => "Math".into(),
            _ => "Symbols 2".into(),
        },
        Script::Latin | Script::Greek | Script::Cyrillic => return "Noto Sans".into(),
        script => script.full_name().replace('_', " "),
    };
    format!("Noto Sans {sans}")
}

/// Calls `visit` with every text of the handbook that the book prints, and its position.
pub fn every_text(linked: &Linked, visit: &mut dyn FnMut(&str, Position)) {
    Walk { visit }.handbook(linked);
}

struct Walk<'a> {
    visit: &'a mut dyn FnMut(&str, Position),
}

impl Walk<'_> {
    fn words(&mut self, words: &str, position: Position) {
        (self.visit)(words, position);
    }

    fn text(&mut self, text: &Text) {
        self.words(&text.value, text.position);
    }

    fn texts<'t>(&mut self, texts: impl IntoIterator<Item = &'t Text>) {
        texts.into_iter().for_each(|text| self.text(text));
    }

    fn common(&mut self, common: &Common<Resolved>) {
        self.text(&common.title);
        self.texts(common.also_called.iter().chain(&common.reviewed_by));
        for coding in &common.codes {
            self.words(coding.system_name(), coding.code.position);
            self.text(&coding.code);
        }
    }

    fn prose(&mut self, prose: &Prose<Resolved>) {
        prose.walk(&mut |node: &Node<Resolved>| {
            let about = node.attributes.as_ref().and_then(|attributes| attributes.title.as_deref());
            about.into_iter().for_each(|words| self.words(words, node.position));
            match &node.element {
                Element::Text(words)
                | Element::Code(words)
                | Element::Service(words)
                | Element::Mention { text: words, .. } => self.words(words, node.position),
                Element::Image { title, .. } => self.words(title, node.position),
                _ => {}
            }
        });
    }

    fn handbook(&mut self, linked: &Linked) {
        let settings = &linked.settings;
        let position = settings.title.position;
        self.texts(std::iter::once(&settings.title).chain(&settings.subtitle));
        let publisher = settings.publisher.iter().flat_map(|it| {
            let contact = [&it.address, &it.phone, &it.email].into_iter().flatten();
            contact.map(String::as_str).chain([it.name.as_str()])
        });
        let steps = settings
            .ladder
            .levels
            .iter()
            .flat_map(|step| [step.label.as_str(), step.action.as_str()]);
        let labels = settings.labels.iter().flat_map(|(_, forms)| forms.iter().map(String::as_str));
        let numbers = settings.services.numbers.values().flatten();
        let numbers =
            numbers.flat_map(|it| it.place.as_deref().into_iter().chain([it.number.as_str()]));
        steps
            .chain(publisher)
            .chain(numbers)
            .chain(settings.version.as_deref())
            .chain(labels)
            .for_each(|words| self.words(words, position));
        for source in &linked.sources {
            self.texts([&source.title, &source.by]);
        }
        for term in &linked.glossary {
            self.words(&term.term, term.position);
        }
        for entry in &linked.entries {
            self.common(&entry.common);
            self.details(&entry.details);
        }
        linked.proses().for_each(|prose| self.prose(prose));
        for page in &linked.pages {
            self.common(&page.common);
        }
        for guide in &linked.guides {
            self.common(&guide.common);
            guide.steps.iter().for_each(|step| self.step(&step.what));
        }
    }

    fn details(&mut self, details: &Details<Resolved>) {
        if let Details::Finding { kind: _, urgency: _, ask } = details {
            self.texts(ask);
        }
    }

    fn step(&mut self, step: &What) {
        match step {
            What::Ask(ask) => {
                self.text(&ask.ask);
                for answer in &ask.answers {
                    self.label(&answer.label, answer.position);
                }
                for item in &ask.items {
                    self.texts(&item.ask);
                    item.answers.iter().for_each(|it| self.label(&it.label, it.position));
                }
            }
            What::Outcome(outcome) => self.texts(&outcome.title),
            What::Earlier(earlier) => self.texts(&earlier.ask),
            What::Action(action) => {
                self.text(&action.title);
                self.texts(&action.after);
            }
            What::Jump(_) => {}
        }
    }

    fn label(&mut self, label: &Label, position: Position) {
        match label {
            Label::Text(words) => self.words(words, position),
            Label::Range { interval: _, unit, words } => {
                unit.iter().chain(words).for_each(|words| self.words(words, position));
            }
            Label::Yes | Label::No | Label::Unsure { .. } | Label::Then => {}
        }
    }
}

/// Characters that have no visible shape: spaces, joiners, direction marks, variation selectors
/// (Unicode, 5.21).
fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(u32::from(c), 0xad | 0x34f | 0x61c | 0x115f..=0x1160 | 0x17b4..=0x17b5 | 0x180b..=0x180f | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfe00..=0xfe0f | 0xfeff)
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn each_script_has_its_font() {
        for (c, language, wanted) in [
            ('抽', "zh-Hans", "Noto Sans SC"),
            ('抽', "zh-TW", "Noto Sans TC"),
            ('抽', "ja", "Noto Sans JP"),
            ('イ', "en", "Noto Sans JP"),
            ('ا', "ar", "Noto Sans Arabic"),
            ('क', "hi", "Noto Sans Devanagari"),
            ('😀', "en", "Noto Emoji"),
            ('⇄', "en", "Noto Sans Math"),
        ] {
            assert_eq!(family(c, language), wanted, "{c}");
        }
    }
}
