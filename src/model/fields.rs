//! Fields: takes a YAML map apart, key by key, and reports what does not fit.
//!
//! In:   a [`Node`] and the words that its keys may be.
//! Out:  texts, dates, choices, names, each with its place; all problems of the map in one run.
//! Not:  whether a name exists; that is for `link`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::civil::Date;

use crate::ids;
use crate::model::typography;
use crate::problems::{Code, Place, Problem, did_you_mean, nearest};
use crate::read::yaml::{Key, Node, Value};

pub(super) static MISSING_FIELD: Code = Code::fixed("missing-field");
pub static UNKNOWN_KEY: Code = Code::fixed("unknown-key");
pub(super) static WRONG_TYPE: Code = Code::fixed("wrong-type");
pub static BAD_VALUE: Code = Code::fixed("bad-value");
pub static UNKNOWN_SERVICE: Code = Code::fixed("unknown-service");

/// A word that an author wrote for something that should exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub place: Place,
}

/// Words for readers: services filled in, numbers and units kept together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    pub value: String,
    pub place: Place,
    /// The author's own words, where services were filled in.
    pub written: Option<String>,
}

impl Text {
    pub fn new(value: impl Into<String>, place: Place) -> Text {
        Text { value: value.into(), place, written: None }
    }
    /// What the author typed, without the values of services.
    pub fn typed(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.value)
    }
}

/// What `{{ name }}` stands for (`services:` in handbook.yaml), and how much an unknown name matters.
#[derive(Clone, Debug, Default)]
pub struct Services {
    pub by_name: BTreeMap<String, String>,
    /// Those whose value cannot be used, which has been reported: naming one is no slip of its own.
    pub unusable: BTreeSet<String>,
}

impl Services {
    /// The value of a service. If there is none: the problem, unless it is reported where the service is written.
    pub fn get(&self, name: &str, place: Place) -> Result<&str, Option<Problem>> {
        self.by_name.get(name).map(String::as_str).ok_or_else(|| {
            if self.unusable.contains(name) {
                return None;
            }
            let known = self.by_name.keys().map(String::as_str);
            let help = did_you_mean(name, known).unwrap_or_else(|| {
                // A name as other tools have it (`< ref "x" >`) is no key, so it is not shown as one.
                let key = if ids::is_id(name) { name } else { "name" };
                format!("add it to `services:` in handbook.yaml, as in `services: {{{key}: \"999\"}}`")
            });
            Some(Problem::new(&UNKNOWN_SERVICE, place, format!("there is no service `{name}`")).help(help))
        })
    }

    /// Replaces every `{{ name }}` in `text`; a name that is none stays as it is and is reported.
    pub fn fill(&self, text: &str, place: Place, problems: &mut Vec<Problem>) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let near = after.char_indices().nth(80).map_or(after, |(at, _)| &after[..at]);
            let name = near.split_once("}}").map(|(name, _)| name);
            match name.filter(|name| is_service_name(name.trim())) {
                Some(name) => {
                    match self.get(name.trim(), place) {
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

/// May this stand between `{{` and `}}`? Anything on one line that a person would take for a name, or for a slip in one.
pub fn is_service_name(name: &str) -> bool {
    !name.is_empty() && name.len() <= 60 && !name.contains(['{', '}', '\n'])
}

/// Is this a web address in full, with a host and without spaces or quotes? Schemes are blind to case (RFC 3986, 3.1).
pub fn is_web_address(text: &str) -> bool {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.get(..scheme.len()).filter(|start| start.eq_ignore_ascii_case(scheme)).map(|_| &text[scheme.len()..]));
    host.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c))
}

/// A map that is being taken apart. Every key must be asked for by name; `finish` reports the others.
pub struct Fields<'a> {
    /// What the map describes, for messages: `a cause`, `an outcome`.
    owner: &'a str,
    place: Place,
    map: &'a [(Key, Node)],
    asked: Vec<&'static str>,
    missing: Vec<&'static str>,
    services: &'a Services,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// `None` when the node is no map; that is reported here.
    pub fn of(node: &'a Node, owner: &'a str, services: &'a Services, problems: &'a mut Vec<Problem>) -> Option<Fields<'a>> {
        match &node.value {
            Value::Map(map) => Some(Fields { owner, place: node.place, map, asked: Vec::new(), missing: Vec::new(), services, problems }),
            other => {
                problems.push(wrong_type(owner, node.place, "fields, each as `name: value`", other));
                None
            }
        }
    }

    /// A map without a key, for a file that has no front matter.
    pub fn none(owner: &'a str, place: Place, services: &'a Services, problems: &'a mut Vec<Problem>) -> Fields<'a> {
        Fields { owner, place, map: &[], asked: Vec::new(), missing: Vec::new(), services, problems }
    }

    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// How many problems have been reported so far, in this map and before it.
    pub fn count(&self) -> usize {
        self.problems.len()
    }

    /// Where the map stands.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Where the key stands, or else the map.
    pub fn key_place(&self, name: &str) -> Place {
        self.map.iter().find(|(key, _)| key.name == name).map_or(self.place, |(key, _)| key.place)
    }

    /// The value of a key, if it is there and not empty.
    pub fn get(&mut self, name: &'static str) -> Option<&'a Node> {
        self.asked.push(name);
        let (_, node) = self.map.iter().find(|(key, _)| key.name == name)?;
        if matches!(node.value, Value::Empty) {
            let help = "write the value after the colon, or take the line out";
            self.problems.push(Problem::new(&WRONG_TYPE, node.place, format!("`{name}` is empty")).help(help));
            return None;
        }
        Some(node)
    }

    /// Is the key written, with whatever value?
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

    /// A text as it is written, which readers never see as such (an id, an address).
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
        let empty = self.map.iter().find(|(key, node)| key.name == name && matches!(node.value, Value::Empty));
        if let Some((_, node)) = empty {
            self.asked.push(name);
            self.problems.push(Problem::new(&MISSING_FIELD, node.place, format!("`{name}` is empty")).help("write it after the colon"));
            return None;
        }
        Some(())
    }

    fn word_of(&mut self, name: &str, node: &Node) -> Option<Name> {
        match &node.value {
            Value::Scalar(text) if text.trim().is_empty() => {
                self.problems.push(
                    Problem::new(&MISSING_FIELD, node.place, format!("`{name}` is empty"))
                        .help("write a word between the quotes, or take the line out"),
                );
                None
            }
            Value::Scalar(text) if text.contains(|c: char| c.is_control() && !c.is_whitespace()) => {
                let problem = Problem::new(&BAD_VALUE, node.place, format!("`{name}` holds a control character"));
                self.problems.push(problem.help("delete the text and type it anew; such characters come in when text is copied"));
                None
            }
            Value::Scalar(text) => Some(Name { text: text.trim().to_string(), place: node.place }),
            other => {
                self.problems.push(wrong_type(&format!("`{name}`"), node.place, "a text", other));
                None
            }
        }
    }

    /// A text for readers.
    pub fn text(&mut self, name: &'static str) -> Option<Text> {
        let word = self.word(name)?;
        Some(self.for_readers(&word))
    }

    pub fn require_text(&mut self, name: &'static str) -> Option<Text> {
        let word = self.require_word(name)?;
        Some(self.for_readers(&word))
    }

    fn for_readers(&mut self, word: &Name) -> Text {
        let filled = self.services.fill(&word.text, word.place, self.problems);
        let written = (filled != word.text).then(|| word.text.clone());
        Text { value: typography::keep_together(&filled), place: word.place, written }
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

    /// The items of a list; a single word gets the advice to write a list.
    pub fn list(&mut self, name: &str, node: &'a Node) -> Option<&'a [Node]> {
        match &node.value {
            Value::List(items) => Some(items),
            Value::Scalar(word) => {
                let problem = Problem::new(&WRONG_TYPE, node.place, format!("`{name}` must be a list, not a text"));
                self.problems.push(problem.help(format!("write `{name}: [{word}]`")));
                None
            }
            other => {
                self.problems.push(wrong_type(&format!("`{name}`"), node.place, "a list", other));
                None
            }
        }
    }

    /// One of the words in `known`, as its position there.
    pub fn choice(&mut self, name: &'static str, known: &[&str]) -> Option<usize> {
        let word = self.word(name)?;
        let found = known.iter().position(|choice| *choice == word.text);
        if found.is_none() {
            let near = nearest(&word.text, known.iter().copied()).map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
            let problem = Problem::new(&BAD_VALUE, word.place, format!("`{name}` cannot be `{}`", word.text));
            self.problems.push(problem.help(format!("{near}it is one of {}", known.join(", "))));
        }
        found
    }

    pub fn flag(&mut self, name: &'static str) -> Option<bool> {
        let node = self.get(name)?;
        match &node.value {
            Value::Flag(flag) => Some(*flag),
            other => {
                self.problems.push(wrong_type(&format!("`{name}`"), node.place, "`true` or `false`", other));
                None
            }
        }
    }

    pub fn date(&mut self, name: &'static str) -> Option<Date> {
        let word = self.word(name)?;
        // The library also takes times and zones; an author who writes one means something else.
        let parsed = (word.text.len() == 10).then(|| word.text.parse::<Date>().ok()).flatten();
        if parsed.is_none() {
            let problem = Problem::new(&BAD_VALUE, word.place, format!("`{name}` is not a date: `{}`", word.text));
            self.problems.push(problem.help("write year, month and day, as in 2026-05-31"));
        }
        parsed
    }

    pub fn number(&mut self, name: &'static str) -> Option<i64> {
        let word = self.word(name)?;
        let parsed = word.text.parse::<i64>().ok();
        if parsed.is_none() {
            let problem = Problem::new(&BAD_VALUE, word.place, format!("`{name}` is not a whole number: `{}`", word.text));
            self.problems.push(problem.help("write digits only, as in 3"));
        }
        parsed
    }

    /// A map inside this one.
    pub fn map(&mut self, name: &'static str) -> Option<&'a [(Key, Node)]> {
        let node = self.get(name)?;
        match &node.value {
            Value::Map(map) => Some(map),
            other => {
                self.problems.push(wrong_type(&format!("`{name}`"), node.place, "names, each with its value", other));
                None
            }
        }
    }

    /// Takes apart a map inside this one.
    pub fn inside<'b>(&'b mut self, node: &'b Node, owner: &'b str) -> Option<Fields<'b>> {
        Fields::of(node, owner, self.services, self.problems)
    }

    /// Reports the keys nobody asked for, and the required ones that are not there. A misspelt required key is one slip,
    /// so it is not reported as missing too. Returns how many problems there are now.
    pub fn finish(self) -> usize {
        let mut meant = HashSet::new();
        for (key, _) in self.map.iter().filter(|(key, _)| !self.asked.contains(&key.name.as_str())) {
            let free = self.asked.iter().copied().filter(|name| !self.map.iter().any(|(key, _)| key.name == *name));
            // `yes:` means `if_yes:`.
            let suffix = format!("_{}", key.name);
            let near = nearest(&key.name, free.clone()).or_else(|| free.clone().find(|name| name.ends_with(&suffix)));
            meant.extend(near);
            let help = match (near, nearest(&key.name, self.asked.iter().copied())) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(near)) => format!("did you mean `{near}`? that is written already, so take this line out"),
                (None, None) => format!("{} can have {}", self.owner, self.asked.join(", ")),
            };
            self.problems.push(Problem::new(&UNKNOWN_KEY, key.place, format!("{} has no field `{}`", self.owner, key.name)).help(help));
        }
        for name in self.missing.iter().filter(|name| !meant.contains(**name)) {
            let problem = Problem::new(&MISSING_FIELD, self.place, format!("{} needs the field `{name}`", self.owner));
            self.problems.push(problem.help(format!("add a line `{name}: …`")));
        }
        self.problems.len()
    }
}

/// The problem that a value is of another type than wanted.
pub(super) fn wrong_type(what: &str, place: Place, wanted: &str, found: &Value) -> Problem {
    let (found, help) = match found {
        Value::Empty => ("nothing", String::new()),
        Value::Scalar(_) => ("a text", String::new()),
        Value::Flag(_) => ("true or false", " (put the word into quotes if you mean the word)".to_string()),
        Value::List(_) => ("a list", String::new()),
        Value::Map(_) => ("a group of fields", " (put text that contains `: ` into quotes)".to_string()),
    };
    Problem::new(&WRONG_TYPE, place, format!("{what} must be {wanted}, not {found}")).help(format!("write {wanted} here{help}"))
}
