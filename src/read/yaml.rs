//! YAML: text to a tree of values, each with its position. The only file that knows the YAML
//! library.
//!
//! In:   the text of a YAML file or of front matter, and where it begins.
//! Out:  a [`Node`], or one problem with its position: `bad-yaml`, `duplicate-key`, `over-limit`.
//! Not:  what the fields mean; that is for `model`.

use std::collections::HashMap;
use std::fmt;

use granit_parser::{Event, Parser};
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::{Location, Spanned};

use super::slips::{self, Slip};
use crate::diagnostics::{Code, Diagnostic, FileId, Position};

pub static BAD_YAML: Code = Code::fixed("bad-yaml");
pub static DUPLICATE_KEY: Code = Code::fixed("duplicate-key");
pub static OVER_LIMIT: Code = Code::fixed("over-limit");

/// A value and its position.
#[derive(Clone, Debug)]
pub struct Node {
    pub position: Position,
    pub value: Value,
}

#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing after the colon, `~` or `null`.
    Empty,
    /// A word, number, date or text, as the author wrote it (`2026.10` stays `2026.10`).
    Scalar(String),
    /// `true` or `false`, unquoted.
    Flag(bool),
    List(Vec<Node>),
    /// In the author's order.
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug)]
pub struct Key {
    pub name: String,
    pub position: Position,
}

/// Reads one YAML document. `first_line` is the line (from 1) in `file` on which `text` begins.
pub fn parse(text: &str, file: FileId, first_line: u32) -> Result<Node, Diagnostic> {
    let position = |location: Location| {
        let line = (location.line() as u32).max(1) + first_line - 1;
        Position::new(file, line, (location.column() as u32).max(1))
    };
    if let Some(slip) = slips::hidden(text) {
        return Err(told(slip, file, first_line));
    }
    let spanned: Spanned<Raw> = serde_yaml::from_str_with_options(text, options())
        .map_err(|error| problem(&error, text, file, first_line))?;
    Placer { text, position: &position }.node(spanned)
}

/// Text that YAML interprets differently and leaves out: a comment that begins with `#` in the
/// middle of a line, and a tag, which begins with `!`. A comment with a space after its `#`, or on
/// a line of its own, is intended.
pub fn swallowed(text: &str, file: FileId, first_line: u32) -> Vec<Diagnostic> {
    if !text.contains(" #") && !text.contains(['\t', '!', '&']) {
        return Vec::new();
    }
    // An anchor to which something refers is intended.
    let has_alias = text.contains('*')
        && Parser::new_from_str(text)
            .map_while(Result::ok)
            .any(|(event, _)| matches!(event, Event::Alias(_)));
    let lines: Vec<&str> = text.lines().collect();
    let position = |mark: granit_parser::Marker| {
        Position::new(file, mark.line() as u32 + first_line - 1, mark.col() as u32 + 1)
    };
    let before = |mark: granit_parser::Marker| {
        let line = lines.get(mark.line() - 1).copied().unwrap_or_default();
        line.chars().take(mark.col()).collect::<String>()
    };
    let mut found = Vec::new();
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        match event {
            Event::Comment(words, _) => {
                let joined = words.starts_with(|c: char| !c.is_whitespace() && c != '#');
                if joined && !before(span.start).trim().is_empty() {
                    let shown: String = words.chars().take(30).collect();
                    let message =
                        format!("`#{shown}` is taken for a remark, so that readers do not get it");
                    let help = "put the whole text into double quotes; a remark has a space behind its `#`";
                    found
                        .push(Diagnostic::new(&BAD_YAML, position(span.start), message).help(help));
                }
            }
            Event::Scalar(.., Some(_))
            | Event::SequenceStart(.., Some(_))
            | Event::MappingStart(.., Some(_)) => {
                let start = span.tag_start.unwrap_or(span.start);
                let line = lines.get(start.line() - 1).copied().unwrap_or_default();
                let tag: String =
                    line.chars().skip(start.col()).take_while(|c| !c.is_whitespace()).collect();
                let message = format!(
                    "`{tag}` is taken for the name of a type, so that readers do not get it"
                );
                let help = "put the whole text into double quotes; outside them a `!` has a meaning of its own at the beginning";
                found.push(Diagnostic::new(&BAD_YAML, position(start), message).help(help));
            }
            Event::Scalar(_, _, anchor, None) if anchor > 0 && !has_alias => {
                let line = before(span.start);
                let name = line.rsplit_once('&').map_or("", |(_, name)| name).trim();
                let column =
                    line.rsplit_once('&').map_or(1, |(before, _)| before.chars().count() + 1);
                let message = format!(
                    "`&{name}` is taken for the name of a text, so that readers do not get it"
                );
                let help = "put the whole text into double quotes; outside them a `&` has a meaning of its own at the beginning";
                let position = Position { column: column as u32, ..position(span.start) };
                found.push(Diagnostic::new(&BAD_YAML, position, message).help(help));
            }
            _ => {}
        }
    }
    found
}

/// Where the comments of a text are: for each, its line (from 0) and the byte in it at which it
/// begins. Empty for a text that is no YAML.
pub fn comments(text: &str) -> Vec<(usize, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    Parser::new_from_str(text)
        .map_while(Result::ok)
        .filter(|(event, _)| matches!(event, Event::Comment(..)))
        .filter_map(|(_, span)| {
            let line = span.start.line().checked_sub(1)?;
            let byte = lines.get(line)?.char_indices().nth(span.start.col())?.0;
            Some((line, byte))
        })
        .collect()
}

/// Stricter than the library's own: a handbook's files are small, so anything larger is a mistake
/// or an attack.
fn options() -> serde_yaml::Options {
    serde_yaml::options! {
        strict_booleans: true,
        duplicate_keys: serde_yaml::options::DuplicateKeyPolicy::PassThrough,
        merge_keys: serde_yaml::options::MergeKeyPolicy::AsOrdinary,
        non_finite_float_policy: serde_yaml::options::NonFiniteFloatPolicy::PassThrough,
        with_snippet: false,
        budget: serde_yaml::budget! {
            max_depth: 40,
            max_nodes: 200_000,
            max_events: 600_000,
            max_documents: 1,
            max_aliases: 1_000,
        },
    }
}

/// The library says where it stopped; what is wrong is told from the lines before that place.
fn problem(error: &serde_yaml::Error, text: &str, file: FileId, first_line: u32) -> Diagnostic {
    let line = error.location().map_or(1, |at| (at.line() as u32).max(1));
    let at = Position::new(file, line + first_line - 1, 1);
    let said = error.without_snippet().to_string().to_lowercase();
    if said.contains("documents {") || said.contains("multiple documents") {
        return Diagnostic::new(&BAD_YAML, at, "a second `---` begins another document here")
            .help("take the line out; a file holds one");
    }
    let is_limit = ["budget", "limit", "too deep", "depth"].iter().any(|word| said.contains(word));
    if is_limit || matches!(error, serde_yaml::Error::Budget { .. }) {
        return Diagnostic::new(&OVER_LIMIT, at, "this is too large, or nested too deeply")
            .help("split the file into smaller ones");
    }
    told(slips::slip(text, line as usize - 1), file, first_line)
}

fn told(slip: Slip, file: FileId, first_line: u32) -> Diagnostic {
    let position = Position::new(file, slip.line as u32 + first_line, slip.column as u32 + 1);
    Diagnostic::new(&BAD_YAML, position, slip.message).help(slip.help)
}

/// A value as the library returns it, before positions and the author's own spelling are added.
#[derive(Debug)]
enum Raw {
    Empty,
    Text(String),
    Flag(bool),
    /// The library has already turned it into a number; the spelling comes from the source.
    Number(String),
    List(Vec<Spanned<Raw>>),
    Map(Vec<(Spanned<String>, Spanned<Raw>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Raw, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a YAML value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Empty)
    }
    fn visit_none<E: de::Error>(self) -> Result<Raw, E> {
        Ok(Raw::Empty)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Raw, D::Error> {
        Raw::deserialize(deserializer)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Raw, E> {
        Ok(Raw::Flag(value))
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Raw, E> {
        Ok(Raw::Number(value.to_string()))
    }
    fn visit_str<E: de::Error>(self, value: &str) -> Result<Raw, E> {
        Ok(Raw::Text(value.to_string()))
    }
    fn visit_string<E: de::Error>(self, value: String) -> Result<Raw, E> {
        Ok(Raw::Text(value))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

/// Converts the library's values into ours.
struct Placer<'a> {
    text: &'a str,
    position: &'a dyn Fn(Location) -> Position,
}

impl Placer<'_> {
    fn node(&self, raw: Spanned<Raw>) -> Result<Node, Diagnostic> {
        let position = (self.position)(raw.referenced);
        let value = match raw.value {
            Raw::Empty => Value::Empty,
            Raw::Flag(flag) => Value::Flag(flag),
            Raw::Text(text) => Value::Scalar(text),
            Raw::Number(number) => Value::Scalar(self.spelling(raw.defined).unwrap_or(number)),
            Raw::List(items) => Value::List(
                items.into_iter().map(|item| self.node(item)).collect::<Result<_, _>>()?,
            ),
            Raw::Map(entries) => Value::Map(self.map(entries)?),
        };
        Ok(Node { position, value })
    }

    fn map(
        &self,
        entries: Vec<(Spanned<String>, Spanned<Raw>)>,
    ) -> Result<Vec<(Key, Node)>, Diagnostic> {
        let mut first_seen: HashMap<String, Position> = HashMap::new();
        let mut map = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let position = (self.position)(key.referenced);
            if let Some(first) = first_seen.insert(key.value.clone(), position) {
                let message = format!("the key `{}` stands here a second time", key.value);
                return Err(Diagnostic::new(&DUPLICATE_KEY, position, message)
                    .help(format!("the first is on line {}; keep one of the two", first.line)));
            }
            map.push((Key { name: key.value, position }, self.node(value)?));
        }
        Ok(map)
    }

    /// The number as written in the source, so that a version `2026.10` does not become `2026.1`.
    fn spelling(&self, at: Location) -> Option<String> {
        let span = at.span();
        let start = span.byte_offset()? as usize;
        let end = start + span.byte_len()? as usize;
        Some(self.text.get(start..end)?.trim().to_string()).filter(|text| !text.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ok(text: &str) -> Node {
        parse(text, FileId(0), 1).unwrap()
    }
    fn field(node: &Node, name: &str) -> (Position, Value) {
        let Value::Map(map) = &node.value else { panic!("not a map: {node:?}") };
        let (_, value) = map.iter().find(|(key, _)| key.name == name).unwrap();
        (value.position, value.value.clone())
    }

    #[test]
    fn values_know_their_place() {
        let node = ok("a: one\nb:\n  - two\n");
        assert_eq!(field(&node, "a").0, Position::new(FileId(0), 1, 4));
        let Value::List(items) = field(&node, "b").1 else { panic!() };
        assert_eq!(items[0].position, Position::new(FileId(0), 3, 5));
    }

    #[test]
    fn words_stay_as_written() {
        let node = ok(
            "version: 2026.10\nno: no\nid: 007\ndate: 2026-01-02\nbig: 0x1F\nquoted: \"1.50\"\nflag: true\nnothing:\n",
        );
        for (name, wanted) in [
            ("version", "2026.10"),
            ("no", "no"),
            ("id", "007"),
            ("date", "2026-01-02"),
            ("big", "0x1F"),
            ("quoted", "1.50"),
        ] {
            assert!(
                matches!(field(&node, name).1, Value::Scalar(text) if text == wanted),
                "{name}: {:?}",
                field(&node, name)
            );
        }
        assert!(matches!(field(&node, "flag").1, Value::Flag(true)));
        assert!(matches!(field(&node, "nothing").1, Value::Empty));
    }

    #[test]
    fn a_second_key_is_a_problem_at_its_place() {
        let problem = parse("a: 1\nb: 2\na: 3\n", FileId(0), 10).unwrap_err();
        assert_eq!(
            (problem.code.name, problem.position),
            ("duplicate-key", Some(Position::new(FileId(0), 12, 1)))
        );
    }

    #[test]
    fn text_that_yaml_would_swallow_is_a_problem() {
        for (text, column, words) in [
            ("- Exercise #2 from the sheet.\n", 12, "`#2 from the sheet.`"),
            ("title: Heat pack #2\n", 18, "`#2`"),
            ("a: [Hold for 5 s #hold tight\n]\n", 18, "`#hold tight`"),
            ("summary: !Heat pack is good\n", 10, "`!Heat`"),
            ("do:\n  - !x [a]\n", 5, "`!x`"),
            ("summary: &5 mg\n", 10, "`&5`"),
            ("do: [&5 tablets at most, x]\n", 6, "`&5`"),
        ] {
            let found = swallowed(text, FileId(0), 1);
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            assert_eq!(found[0].position.unwrap().column, column, "{text}");
            assert!(found[0].message.contains(words), "{}", found[0].message);
        }
        for text in [
            "a: b # a remark\n#c: d\n",
            "a: \"Exercise #2\"\n",
            "a: b#c and C# and wow!\n",
            "a: |\n  x #y !z\n",
            "a: b ## x\n",
            "a: &x b\nc: *x\n",
            "a: Rest & sleep\n",
        ] {
            assert!(swallowed(text, FileId(0), 1).is_empty(), "{text}");
        }
    }

    #[test]
    fn broken_yaml_has_a_place() {
        let problem = parse("a: [1, 2\nb: c\n", FileId(0), 1).unwrap_err();
        assert_eq!(problem.code.name, "bad-yaml");
        assert!(problem.position.unwrap().line >= 1, "{problem:?}");
    }

    #[test]
    fn nesting_has_a_limit() {
        let deep = "[".repeat(5_000);
        let problem = parse(&deep, FileId(0), 1).unwrap_err();
        assert!(["over-limit", "bad-yaml"].contains(&problem.code.name), "{problem:?}");
        let bomb = "a: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e]\ng: [*f,*f,*f,*f,*f,*f,*f,*f]\n";
        assert!(parse(bomb, FileId(0), 1).is_err());
    }
}
