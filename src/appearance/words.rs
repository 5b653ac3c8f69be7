//! Words of the interface in the handbook's language, with the author's replacements.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, did_you_mean};
use crate::model::{Settings, UNKNOWN_KEY};
use crate::read::yaml::{self, Node, Value};
use crate::vocabulary::RELATIONS;

use super::theme::Theme;

pub(super) static MISSING_WORD: Code = Code::warning("missing-word");

/// The words by key: singular and plural, which are equal if a word has one form.
#[derive(Clone, Debug)]
pub struct Words {
    words: BTreeMap<String, (String, String)>,
}

impl Words {
    /// The theme's words for the language, English where one is missing; the author's labels take
    /// precedence.
    pub(super) fn load(theme: &Theme, settings: &Settings, problems: &mut Diagnostics) -> Words {
        let mut words = english(theme);
        let language = settings.language.as_str();
        let primary = language.split('-').next().unwrap_or(language);
        if primary == "en" {
            // `en-GB.yaml` may replace some words; English is complete without it.
            words.extend(file(theme, language).unwrap_or_default());
        } else {
            translate(&mut words, theme, settings, primary, problems);
        }
        for (name, forms) in &settings.labels {
            if !words.contains_key(&name.text) {
                let help = did_you_mean(&name.text, words.keys().map(String::as_str))
                    .unwrap_or_else(|| "the words are those of themes/default/i18n/en.yaml".into());
                problems.push(
                    Diagnostic::new(
                        &UNKNOWN_KEY,
                        name.position,
                        format!("the interface has no word `{}`", name.text),
                    )
                    .help(help),
                );
                continue;
            }
            words.insert(
                name.text.clone(),
                (forms[0].clone(), forms.last().unwrap_or(&forms[0]).clone()),
            );
        }
        Words { words }
    }

    /// The words that a language lacks, in English, as lines of its file; all of them if there is no
    /// such file.
    pub fn missing(theme: &Theme, language: &str) -> Vec<String> {
        let primary = language.split('-').next().unwrap_or(language);
        let own = file(theme, language).or_else(|| file(theme, primary)).unwrap_or_default();
        let english = english(theme);
        let quoted = |word: &str| serde_json::Value::from(word).to_string();
        let line = |(key, (one, many)): (&String, &(String, String))| match one == many {
            true => format!("{key}: {}", quoted(one)),
            false => format!("{key}: [{}, {}]", quoted(one), quoted(many)),
        };
        english.iter().filter(|(key, _)| !own.contains_key(*key)).map(line).collect()
    }

    /// The singular; the key itself if there is none, which a test rules out for our own keys.
    pub fn one<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, |(one, _)| one)
    }

    /// The word, if there is one.
    pub(super) fn known(&self, key: &str) -> Option<&str> {
        self.words.get(key).map(|(one, _)| one.as_str())
    }

    /// The plural.
    pub fn many<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, |(_, many)| many)
    }

    /// The word with `{}` filled in.
    pub fn with(&self, key: &str, value: impl std::fmt::Display) -> String {
        self.one(key).replacen("{}", &value.to_string(), 1)
    }

    /// A date as people write it: 27 November 2026.
    pub fn date(&self, date: Date) -> String {
        let month = self.month(date.month());
        let form = self.one("date_form").replacen("{}", &date.day().to_string(), 1);
        form.replacen("{}", month, 1).replacen("{}", &date.year().to_string(), 1)
    }

    fn month(&self, month: i8) -> &str {
        let mut names = self.one("months").split_whitespace();
        names.nth((month - 1).max(0) as usize).unwrap_or_default()
    }

    /// The date of a source, which may be a year or a month; other words stay as they are.
    pub fn date_of_source<'a>(&self, written: &'a str) -> Cow<'a, str> {
        if let Ok(date) = written.parse::<Date>() {
            return self.date(date).into();
        }
        match format!("{written}-01").parse::<Date>() {
            Ok(date) if written.len() == 7 => {
                format!("{} {}", self.month(date.month()), date.year()).into()
            }
            _ => written.into(),
        }
    }

    /// The form for this number, with the number filled in.
    pub fn count(&self, key: &str, count: usize) -> String {
        let word = if count == 1 { self.one(key) } else { self.many(key) };
        word.replacen("{}", &count.to_string(), 1)
    }

    /// All words, for templates: `t.skip`.
    pub fn for_templates(&self) -> BTreeMap<&str, &str> {
        self.words.iter().map(|(key, (one, _))| (key.as_str(), one.as_str())).collect()
    }
}

/// The English words: those of the theme, and those of the table of relations.
fn english(theme: &Theme) -> BTreeMap<String, (String, String)> {
    let mut words =
        file(theme, "en").expect("the default theme has English words; a test reads them");
    let mut add = |key: &str, word: &str| {
        words.insert(key.to_string(), (word.to_string(), word.to_string()));
    };
    for group in RELATIONS.iter().flat_map(|relation| relation.groups) {
        add(group.here_key, group.here);
        add(group.there_key, group.there);
        let named = group.strengths.iter().filter(|strength| !strength.key.is_empty());
        named.for_each(|strength| add(strength.word_key, strength.word));
    }
    words
}

fn translate(
    words: &mut BTreeMap<String, (String, String)>,
    theme: &Theme,
    settings: &Settings,
    primary: &str,
    problems: &mut Diagnostics,
) {
    let language = settings.language.as_str();
    let Some(own) = file(theme, language).or_else(|| file(theme, primary)) else {
        let problem = Diagnostic::new(
            &MISSING_WORD,
            settings.language_position,
            format!("the theme has no words in the language `{language}`; English stands in"),
        );
        problems.push(problem.help(format!(
            "`fascicle theme words {primary}` lists them: write them into themes/{}/i18n/{primary}.yaml in that language",
            theme.name
        )));
        return;
    };
    let labelled = |key: &str| settings.labels.iter().any(|(name, _)| name.text == key);
    let missing: Vec<String> =
        words.keys().filter(|key| !own.contains_key(*key) && !labelled(key)).cloned().collect();
    if !missing.is_empty() {
        let problem = Diagnostic::new(
            &MISSING_WORD,
            settings.language_position,
            format!("the words in `{primary}` lack {}: {}", missing.len(), missing.join(", ")),
        );
        problems.push(
            problem
                .help(format!("add them to i18n/{primary}.yaml of the theme; English stands in")),
        );
    }
    words.extend(own);
}

/// The words of one language: the built-in ones, then those of the theme. `None` if there are
/// neither.
fn file(theme: &Theme, language: &str) -> Option<BTreeMap<String, (String, String)>> {
    let files: Vec<_> = theme
        .both(&format!("i18n/{language}.yaml"))
        .into_iter()
        .flatten()
        .filter_map(words_of)
        .collect();
    (!files.is_empty()).then(|| files.into_iter().flatten().collect())
}

fn words_of(text: &str) -> Option<BTreeMap<String, (String, String)>> {
    let node = yaml::parse(text, FileId(0), 1).ok()?;
    let Value::Map(map) = node.value else { return None };
    let text =
        |node: &Node| if let Value::Scalar(text) = &node.value { Some(text.clone()) } else { None };
    let forms = |node: &Node| match &node.value {
        Value::List(items) => Some((text(items.first()?)?, text(items.last()?)?)),
        _ => text(node).map(|one| (one.clone(), one)),
    };
    map.into_iter().map(|(key, node)| Some((key.name, forms(&node)?))).collect()
}
