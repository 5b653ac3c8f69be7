//! Fields: reads a YAML map key by key, and reports what does not fit.
//!
//! In:   a [`Node`] and the keys that it may have.
//! Out:  texts, dates, choices, names, each with its position; all problems of the map in one run.
//! Not:  whether a name exists; that is for `link`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostic, Position, did_you_mean, nearest};
use crate::ids::{self, Name, is_service_name, seen};
use crate::model::typography;
use crate::prose::{Prose, Stage, Written};
use crate::read::markdown;
use crate::read::yaml::{Key, Node, Value};
use crate::vocabulary::Choice;

pub(super) static MISSING_FIELD: Code = Code::fixed("missing-field");
pub static UNKNOWN_KEY: Code = Code::fixed("unknown-key");
pub(super) static WRONG_TYPE: Code = Code::fixed("wrong-type");
pub static BAD_VALUE: Code = Code::fixed("bad-value");
pub static UNKNOWN_SERVICE: Code = Code::fixed("unknown-service");
pub(super) static MARKUP_IN_PLAIN_TEXT: Code = Code::warning("markup-in-plain-text");

/// Words for readers: services filled in, numbers and units kept together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    pub position: Position,
    /// The text as the author wrote it, if services were filled in.
    pub written: Option<String>,
}

/// A text for readers with markup, links and citations: one paragraph.
#[derive(Debug)]
pub struct Paragraph<S: Stage> {
    pub prose: Prose<S>,
    /// Its words without markup, services filled in; known after linking.
    pub words: String,
    pub position: Position,
}

impl Text {
    pub fn new(value: impl Into<String>, position: Position) -> Text {
        Text { value: value.into(), position, written: None }
    }
    /// The text as the author typed it, without the values of services.
    pub fn typed(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.value)
    }
}

/// A number that readers can call, and where it is valid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceNumber {
    pub place: Option<String>,
    pub number: String,
}

impl PlaceNumber {
    /// As a service writes it: `999 (UK)`.
    pub fn words(&self) -> String {
        match &self.place {
            Some(place) => format!("{} ({place})", self.number),
            None => self.number.clone(),
        }
    }

    /// The address that a telephone dials. `None` for words such as "your doctor".
    pub fn address(&self) -> Option<String> {
        let digits: String =
            self.number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let is_number = digits.len() > 1
            && self.number.chars().all(|c| c.is_ascii_digit() || "+ -()./\u{a0}".contains(c));
        is_number.then(|| format!("tel:{digits}"))
    }
}

/// The values of `{{ name }}` (`services:` in handbook.yaml).
#[derive(Clone, Debug, Default)]
pub struct Services {
    /// What `{{ name }}` writes.
    pub by_name: BTreeMap<String, String>,
    /// The same as numbers, by place.
    pub numbers: BTreeMap<String, Vec<PlaceNumber>>,
    /// Services whose value cannot be used, which has been reported: naming one is not a mistake of
    /// its own.
    pub unusable: BTreeSet<String>,
}

impl Services {
    /// The value of a service; otherwise a diagnostic, or `None` if the service's own definition is
    /// already reported.
    pub fn get(&self, name: &str, position: Position) -> Result<&str, Option<Diagnostic>> {
        self.by_name.get(name).map(String::as_str).ok_or_else(|| {
            if self.unusable.contains(name) {
                return None;
            }
            let known = self.by_name.keys().map(String::as_str);
            let help = did_you_mean(name, known).unwrap_or_else(|| {
                // A name in another tool's syntax (`< ref "x" >`) is not a valid key, so it is not
                // shown as one.
                let key = if ids::is_id(name) { name } else { "name" };
                format!(
                    "add it to `services:` in handbook.yaml, as in `services: {{{key}: \"999\"}}`"
                )
            });
            Some(
                Diagnostic::new(
                    &UNKNOWN_SERVICE,
                    position,
                    format!("there is no service `{name}`"),
                )
                .help(help),
            )
        })
    }

    /// Replaces every `{{ name }}` in `text`; an unknown name is left as it is and reported.
    pub fn fill(&self, text: &str, position: Position, problems: &mut Vec<Diagnostic>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let near = after.char_indices().nth(80).map_or(after, |(at, _)| &after[..at]);
            let name = near.split_once("}}").map(|(name, _)| name);
            match name.filter(|name| is_service_name(name.trim())) {
                Some(name) => {
                    match self.get(name.trim(), position) {
                        Ok(value) => out.push_str(value),
                        Err(problem) => {
                            problems.extend(problem);
                            out.push_str(&format!("{{{{{name}}}}}"));
                        }
                    }
                    rest = &after[name.len() + 2..];
                }
                None => {
                    out.push_str("{{");
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}

/// A map that is being read. Every key must be requested by name; `finish` reports the others.
pub struct Fields<'a> {
    /// What the map describes, for messages: `a cause`, `an outcome`.
    owner: &'a str,
    position: Position,
    map: &'a [(Key, Node)],
    asked: Vec<&'a str>,
    missing: Vec<&'static str>,
    services: &'a Services,
    problems: &'a mut Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    /// `None` if the node is not a map, which is then reported.
    pub fn of(
        node: &'a Node,
        owner: &'a str,
        services: &'a Services,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Option<Fields<'a>> {
        match &node.value {
            Value::Map(map) => Some(Fields {
                owner,
                position: node.position,
                map,
                asked: Vec::new(),
                missing: Vec::new(),
                services,
                problems,
            }),
            other => {
                problems.push(wrong_type(
                    owner,
                    node.position,
                    "fields, each as `name: value`",
                    other,
                ));
                None
            }
        }
    }

    /// A map without keys, for a file that has no front matter.
    pub fn none(
        owner: &'a str,
        position: Position,
        services: &'a Services,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Fields<'a> {
        Fields {
            owner,
            position,
            map: &[],
            asked: Vec::new(),
            missing: Vec::new(),
            services,
            problems,
        }
    }

    /// The keys and their values.
    pub fn entries(&self) -> &'a [(Key, Node)] {
        self.map
    }

    /// Marks a key as reported, so that it is not unknown as well.
    pub fn known(&mut self, name: &'a str) {
        self.asked.push(name);
    }

    pub fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// How many problems have been reported so far, in this map and before it.
    pub fn count(&self) -> usize {
        self.problems.len()
    }

    /// The position of the map.
    pub fn position(&self) -> Position {
        self.position
    }

    /// The position of the key, or else of the map.
    pub fn key_position(&self, name: &str) -> Position {
        self.map
            .iter()
            .find(|(key, _)| key.name == name)
            .map_or(self.position, |(key, _)| key.position)
    }

    /// The value of a key, if it is present and not empty.
    pub fn get(&mut self, name: &'static str) -> Option<&'a Node> {
        self.asked.push(name);
        let (_, node) = self.map.iter().find(|(key, _)| key.name == name)?;
        if matches!(node.value, Value::Empty) {
            let help = "write the value after the colon, or take the line out";
            self.problems.push(
                Diagnostic::new(&WRONG_TYPE, node.position, format!("`{name}` is empty"))
                    .help(help),
            );
            return None;
        }
        Some(node)
    }

    /// Whether the key is present, with any value.
    pub fn has(&self, name: &str) -> bool {
        self.map.iter().any(|(key, _)| key.name == name)
    }

    pub fn require(&mut self, name: &'static str) -> Option<&'a Node> {
        if !self.has(name) {
            self.asked.push(name);
            self.missing.push(name);
            return None;
        }
        self.not_empty(name)?;
        self.get(name)
    }

    /// A text as it is written, not shown to readers as such (an id, an address).
    pub fn word(&mut self, name: &'static str) -> Option<Name> {
        let node = self.get(name)?;
        self.word_of(name, node)
    }

    pub fn require_word(&mut self, name: &'static str) -> Option<Name> {
        if !self.has(name) {
            self.asked.push(name);
            self.missing.push(name);
            return None;
        }
        self.not_empty(name)?;
        self.word(name)
    }

    /// A required key without a value is as good as missing.
    fn not_empty(&mut self, name: &'static str) -> Option<()> {
        let empty = self
            .map
            .iter()
            .find(|(key, node)| key.name == name && matches!(node.value, Value::Empty));
        if let Some((_, node)) = empty {
            self.asked.push(name);
            self.problems.push(
                Diagnostic::new(&MISSING_FIELD, node.position, format!("`{name}` is empty"))
                    .help("write it after the colon"),
            );
            return None;
        }
        Some(())
    }

    fn word_of(&mut self, name: &str, node: &Node) -> Option<Name> {
        match &node.value {
            Value::Scalar(text) if text.trim().is_empty() => {
                self.problems.push(
                    Diagnostic::new(&MISSING_FIELD, node.position, format!("`{name}` is empty"))
                        .help("write a word between the quotes, or take the line out"),
                );
                None
            }
            Value::Scalar(text)
                if text.contains(|c: char| c.is_control() && !c.is_whitespace()) =>
            {
                let problem = Diagnostic::new(
                    &BAD_VALUE,
                    node.position,
                    format!("`{name}` holds a control character"),
                );
                self.problems.push(problem.help(
                    "delete the text and type it anew; such characters come in when text is copied",
                ));
                None
            }
            Value::Scalar(text) => {
                Some(Name { text: text.trim().to_string(), position: node.position })
            }
            other => {
                self.problems.push(wrong_type(
                    &format!("`{name}`"),
                    node.position,
                    "a text",
                    other,
                ));
                None
            }
        }
    }

    /// A text for readers.
    pub fn text(&mut self, name: &'static str) -> Option<Text> {
        let word = self.word(name)?;
        Some(self.for_readers(&word))
    }

    /// The same, of a value in a map whose keys are the author's.
    pub fn text_of(&mut self, name: &str, node: &Node) -> Option<Text> {
        let word = self.word_of(name, node)?;
        Some(self.for_readers(&word))
    }

    pub fn require_text(&mut self, name: &'static str) -> Option<Text> {
        let word = self.require_word(name)?;
        Some(self.for_readers(&word))
    }

    /// A text for readers that may have markup, links and citations.
    pub fn paragraph(&mut self, name: &'static str) -> Option<Paragraph<Written>> {
        let word = self.word(name)?;
        Some(self.paragraph_of(&word))
    }

    pub fn require_paragraph(&mut self, name: &'static str) -> Option<Paragraph<Written>> {
        let word = self.require_word(name)?;
        Some(self.paragraph_of(&word))
    }

    /// A list of such texts.
    pub fn paragraphs(&mut self, name: &'static str) -> Vec<Paragraph<Written>> {
        let words = self.words(name);
        words.iter().map(|word| self.paragraph_of(word)).collect()
    }

    fn paragraph_of(&mut self, word: &Name) -> Paragraph<Written> {
        let (prose, problems) = markdown::paragraph(&word.text, word.position);
        self.problems.extend(problems);
        Paragraph { prose, words: String::new(), position: word.position }
    }

    fn for_readers(&mut self, word: &Name) -> Text {
        if is_in_typographic_quotes(&word.text) {
            let message = "this text stands in typographic quotation marks, and readers get them";
            let problem = Diagnostic::new(&MARKUP_IN_PLAIN_TEXT, word.position, message);
            self.problems.push(problem.help("take them out, or write plain `\"` around the text"));
        }
        if let Some(what) = markdown::markup_in(&word.text) {
            let message = format!("this text is plain, and {what} in it prints with its signs");
            let problem = Diagnostic::new(&MARKUP_IN_PLAIN_TEXT, word.position, message);
            self.problems.push(problem.help("take the signs out; titles, names and answers are shown where nothing can be marked"));
        }
        let filled = self.services.fill(&word.text, word.position, self.problems);
        let written = (filled != word.text).then(|| word.text.clone());
        Text { value: typography::keep_together(&filled), position: word.position, written }
    }

    /// A list of texts for readers.
    pub fn texts(&mut self, name: &'static str) -> Vec<Text> {
        let words = self.words(name);
        words.iter().map(|word| self.for_readers(word)).collect()
    }

    /// A list of words.
    pub fn words(&mut self, name: &'static str) -> Vec<Name> {
        let Some(node) = self.get(name) else { return Vec::new() };
        let items = self.list(name, node).unwrap_or_default();
        items.iter().filter_map(|item| self.word_of(name, item)).collect()
    }

    /// The items of a list; for a single word, the diagnostic advises writing a list.
    pub fn list(&mut self, name: &str, node: &'a Node) -> Option<&'a [Node]> {
        match &node.value {
            Value::List(items) => Some(items),
            Value::Scalar(word) => {
                let problem = Diagnostic::new(
                    &WRONG_TYPE,
                    node.position,
                    format!("`{name}` must be a list, not a text"),
                );
                self.problems.push(problem.help(list_help(name, word)));
                None
            }
            other => {
                self.problems.push(wrong_type(
                    &format!("`{name}`"),
                    node.position,
                    "a list",
                    other,
                ));
                None
            }
        }
    }

    /// One of the words that a field accepts.
    pub fn choice(
        &mut self,
        name: &'static str,
        known: &'static [Choice],
    ) -> Option<&'static Choice> {
        let words: Vec<&str> = known.iter().map(|choice| choice.word).collect();
        self.one_of(name, &words).map(|at| &known[at])
    }

    /// One of the words in `known`, as its index there.
    pub fn one_of(&mut self, name: &'static str, known: &[&str]) -> Option<usize> {
        let word = self.word(name)?;
        let found = known.iter().position(|choice| *choice == word.text);
        if found.is_none() {
            let near = nearest(&word.text, known.iter().copied())
                .map(|near| format!("did you mean `{near}`? "))
                .unwrap_or_default();
            let problem = Diagnostic::new(
                &BAD_VALUE,
                word.position,
                format!("`{name}` cannot be `{}`", word.text),
            );
            self.problems.push(problem.help(format!("{near}it is one of {}", known.join(", "))));
        }
        found
    }

    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let node = self.get(name)?;
        match &node.value {
            Value::Flag(flag) => Some(*flag),
            other => {
                self.problems.push(wrong_type(
                    &format!("`{name}`"),
                    node.position,
                    "`true` or `false`",
                    other,
                ));
                None
            }
        }
    }

    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        let word = self.word(name)?;
        // The library also accepts times and time zones; an author who writes one means something
        // else.
        let parsed = (word.text.len() == 10).then(|| word.text.parse::<Date>().ok()).flatten();
        if parsed.is_none() {
            let problem = Diagnostic::new(
                &BAD_VALUE,
                word.position,
                format!("`{name}` is not a date: `{}`", word.text),
            );
            self.problems.push(problem.help("write year, month and day, as in 2026-05-31"));
        }
        parsed
    }

    pub fn number(&mut self, name: &'static str) -> Option<i64> {
        let word = self.word(name)?;
        let parsed = word.text.parse::<i64>().ok();
        if parsed.is_none() {
            let problem = Diagnostic::new(
                &BAD_VALUE,
                word.position,
                format!("`{name}` is not a whole number: `{}`", word.text),
            );
            self.problems.push(problem.help("write digits only, as in 3"));
        }
        parsed
    }

    /// A nested map.
    pub fn map(&mut self, name: &'static str) -> Option<&'a [(Key, Node)]> {
        let node = self.get(name)?;
        match &node.value {
            Value::Map(map) => Some(map),
            other => {
                self.problems.push(wrong_type(
                    &format!("`{name}`"),
                    node.position,
                    "names, each with its value",
                    other,
                ));
                None
            }
        }
    }

    /// Starts reading a nested map.
    pub fn inside<'b>(&'b mut self, node: &'b Node, owner: &'b str) -> Option<Fields<'b>> {
        Fields::of(node, owner, self.services, self.problems)
    }

    /// Reports unknown keys and missing required ones. A misspelt required key is one mistake, so
    /// it is not reported as missing too. Returns the number of problems so far.
    pub fn finish(self) -> usize {
        let mut meant = HashSet::new();
        for (key, _) in self.map.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str()))
        {
            let free = self
                .asked
                .iter()
                .copied()
                .filter(|name| !self.map.iter().any(|(key, _)| key.name == *name));
            // `yes:` means `if_yes:`.
            let suffix = format!("_{}", key.name);
            let near = nearest(&key.name, free.clone())
                .or_else(|| free.clone().find(|name| name.ends_with(&suffix)));
            meant.extend(near);
            let help = match (near, nearest(&key.name, self.asked.iter().copied())) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(near)) => {
                    format!("did you mean `{near}`? that is written already, so take this line out")
                }
                (None, None) => format!("{} can have {}", self.owner, self.asked.join(", ")),
            };
            let help = seen(&key.name, help);
            self.problems.push(
                Diagnostic::new(
                    &UNKNOWN_KEY,
                    key.position,
                    format!("{} has no field `{}`", self.owner, key.name),
                )
                .help(help),
            );
        }
        for name in self.missing.iter().filter(|name| !meant.contains(**name)) {
            let problem = Diagnostic::new(
                &MISSING_FIELD,
                self.position,
                format!("{} needs the field `{name}`", self.owner),
            );
            self.problems.push(problem.help(format!("add a line `{name}: …`")));
        }
        self.problems.len()
    }
}

/// As a word processor makes quotation marks out of those that YAML knows.
fn is_in_typographic_quotes(text: &str) -> bool {
    let pairs = [('“', '”'), ('„', '“'), ('‘', '’'), ('‚', '‘'), ('«', '»'), ('»', '«')];
    pairs.iter().any(|(open, close)| {
        let inner = text.strip_prefix(*open).and_then(|text| text.strip_suffix(*close));
        inner.is_some_and(|inner| !inner.contains([*open, *close]))
    })
}

/// How to write as a list what was written as a text: with bullets of a word processor, without the
/// space behind each hyphen, or as one item.
fn list_help(name: &str, word: &str) -> String {
    let bullets = ['•', '·', '–', '—', '*', '-', '◦', '▪', '●'];
    let Some(bullet) = word.chars().next().filter(|first| bullets.contains(first)) else {
        return format!("write `{name}: [{word}]`");
    };
    let first =
        word[bullet.len_utf8()..].split([bullet, '\n']).find(|item| !item.trim().is_empty());
    let first = first.unwrap_or_default().trim().trim_end_matches(" -");
    format!(
        "write each item on a line of its own that begins with a hyphen and a space, as in `  - {first}`"
    )
}

/// The diagnostic for a value of the wrong type.
pub(super) fn wrong_type(
    what: &str,
    position: Position,
    wanted: &str,
    found: &Value,
) -> Diagnostic {
    let (found, help) = match found {
        Value::Empty => ("nothing", String::new()),
        Value::Scalar(_) => ("a text", String::new()),
        Value::Flag(_) => {
            ("true or false", " (put the word into quotes if you mean the word)".to_string())
        }
        Value::List(_) => ("a list", String::new()),
        Value::Map(_) => {
            ("a group of fields", " (put text that contains `: ` into quotes)".to_string())
        }
    };
    Diagnostic::new(&WRONG_TYPE, position, format!("{what} must be {wanted}, not {found}"))
        .help(format!("write {wanted} here{help}"))
}
