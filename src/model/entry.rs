//! Entries: what is common to all five kinds, and what is specific to each.

use jiff::civil::Date;

use super::fields::{BAD_VALUE, Fields, Paragraph, Text, wrong_type};
use super::settings::{Settings, Urgency};
use crate::diagnostics::{Diagnostic, FileId, Position, nearest};
use crate::ids::Name;
use crate::prose::{Prose, Stage, Written};
use crate::read::Document;
use crate::read::yaml::{Node, Value};
use crate::vocabulary::{
    CERTAINTIES, Choice, FINDING_TYPES, Group, Kind, Relation, Strength, TEST_TYPES,
    TREATMENT_TYPES,
};

/// One cause, finding, test, treatment or problem.
#[derive(Debug)]
pub struct Entry<S: Stage> {
    pub kind: Kind,
    pub id: String,
    pub file: FileId,
    pub common: Common<S>,
    pub details: Details<S>,
    /// The relations for which the author said that nothing is known (`tests: none`).
    pub said_none: Vec<&'static Relation>,
    pub prose: Prose<S>,
}

/// The fields that every entry, page and guide may have.
#[derive(Debug)]
pub struct Common<S: Stage> {
    pub title: Text,
    pub summary: Option<Paragraph<S>>,
    pub also_called: Vec<Text>,
    pub sources: Vec<S::Cite>,
    pub reviewed: Option<Date>,
    pub review_by: Option<Date>,
    pub reviewed_by: Option<Text>,
    pub status: Option<Status>,
    pub order: Option<i64>,
    /// Its addresses in earlier times, which lead on to it.
    pub aliases: Vec<Alias>,
    /// What an entry is called in systems of codes.
    pub codes: Vec<Coding>,
    /// Whether there is a page of it to give away.
    pub handout: bool,
}

/// An old address.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The path of the file that leads on, from the top of the site.
    pub path: String,
    pub position: Position,
}

/// A code such as that of a disease or a spare part.
#[derive(Clone, Debug)]
pub struct Coding {
    /// As the author wrote it: `icd11`.
    pub system: String,
    pub code: Text,
}

impl Coding {
    /// The system's name for readers. Codes of systems that are known are written as these write
    /// themselves.
    pub fn system_name(&self) -> &str {
        match self.system.as_str() {
            "icd10" => "ICD-10",
            "icd11" => "ICD-11",
            "icpc2" => "ICPC-2",
            "icpc3" => "ICPC-3",
            "snomed" => "SNOMED CT",
            "loinc" => "LOINC",
            "mesh" => "MeSH",
            "atc" => "ATC",
            system => system,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Draft,
    Approved,
}

/// The fields of one kind.
#[derive(Debug)]
pub enum Details<S: Stage> {
    Problem,
    Cause {
        role: Role,
        urgency: Option<Urgency>,
        certainty: Option<&'static Choice>,
    },
    Finding {
        kind: &'static Choice,
        urgency: Option<Urgency>,
        ask: Option<Text>,
    },
    Test {
        kind: &'static Choice,
        shows: Option<Paragraph<S>>,
        misses: Option<Paragraph<S>>,
        questions: Vec<Paragraph<S>>,
    },
    Treatment {
        kind: &'static Choice,
        do_: Vec<Paragraph<S>>,
        do_not: Vec<Paragraph<S>>,
        ask_first: Vec<Paragraph<S>>,
        certainty: Option<&'static Choice>,
    },
}

impl<S: Stage> Details<S> {
    /// The urgency of a cause, or the level that makes a finding a warning sign.
    pub fn urgency(&self) -> Option<Urgency> {
        match self {
            Details::Cause { urgency, .. } | Details::Finding { urgency, .. } => *urgency,
            _ => None,
        }
    }

    /// A cause's role; `None` for other kinds.
    pub fn role(&self) -> Option<Role> {
        match self {
            Details::Cause { role, .. } => Some(*role),
            _ => None,
        }
    }

    /// The value of `type`; `None` for kinds without the field.
    pub fn type_(&self) -> Option<&'static Choice> {
        match self {
            Details::Problem | Details::Cause { .. } => None,
            Details::Finding { kind, .. }
            | Details::Test { kind, .. }
            | Details::Treatment { kind, .. } => Some(kind),
        }
    }

    pub fn certainty(&self) -> Option<&'static Choice> {
        match self {
            Details::Cause { certainty, .. } | Details::Treatment { certainty, .. } => *certainty,
            Details::Problem | Details::Finding { .. } | Details::Test { .. } => None,
        }
    }
}

/// Whether a cause really is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Cause,
    /// Makes the problem more likely.
    Factor,
    /// Not a cause, often confused with it.
    Mimic,
}

impl Role {
    pub const ALL: [Role; 3] = [Role::Cause, Role::Factor, Role::Mimic];
    pub const fn word(self) -> &'static str {
        ["cause", "factor", "mimic"][self as usize]
    }
}

/// One item of a relation as written.
#[derive(Debug)]
pub struct WrittenRelation {
    pub relation: &'static Relation,
    pub group: &'static Group,
    pub strength: &'static Strength,
    pub to: Name,
    pub note: Option<Paragraph<Written>>,
}

/// Reads an entry and its relations to others. `None` if it cannot be used, which is then reported.
pub(super) fn entry(
    document: Document,
    kind: Kind,
    id: String,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
) -> Option<(Entry<Written>, Vec<WrittenRelation>)> {
    let position = Position::new(document.file, 1, 1);
    let owner = kind.with_article();
    let mut fields = match &document.fields {
        Some(node) => Fields::of(node, &owner, &settings.services, problems)?,
        None => {
            let problem = Diagnostic::new(
                &super::fields::MISSING_FIELD,
                position,
                "this file has no front matter, so it has no title and no summary",
            );
            problems.push(problem.help(
                "begin the file with a line `---`, then `title: …` and `summary: …`, then a line `---`; nothing may stand before the first",
            ));
            return None;
        }
    };
    let title = fields.require_text("title");
    let summary = fields.require_paragraph("summary");
    let common = common(&mut fields, title.clone());
    let details = details(&mut fields, kind, settings);
    let (mut relations, mut said_none) = (Vec::new(), Vec::new());
    for relation in Relation::of(kind) {
        self::relation(&mut fields, relation, &mut relations, &mut said_none);
    }
    let codes = codes(&mut fields);
    let handout = fields.flag("handout").unwrap_or(false);
    fields.finish();
    title?;
    let common = Common { summary: Some(summary?), codes, handout, ..common };
    Some((
        Entry {
            kind,
            id,
            file: document.file,
            common,
            details: details?,
            said_none,
            prose: document.prose,
        },
        relations,
    ))
}

/// Reads the fields that a free page may have; the title is empty if none is written.
pub(super) fn page_common(
    node: Option<&Node>,
    position: Position,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
) -> Option<Common<Written>> {
    let mut fields = match node {
        // A pair of `---` lines with nothing between them.
        Some(Node { value: Value::Empty, .. }) | None => {
            Fields::none("a page", position, &settings.services, problems)
        }
        Some(node) => Fields::of(node, "a page", &settings.services, problems)?,
    };
    let title = fields.text("title");
    let summary = fields.paragraph("summary");
    let common = common(&mut fields, title);
    let handout = fields.flag("handout").unwrap_or(false);
    fields.finish();
    Some(Common { summary, handout, ..common })
}

/// Reads the common fields except title and summary, which only entries must have.
pub(super) fn common(fields: &mut Fields, title: Option<Text>) -> Common<Written> {
    let nothing = Text::new(String::new(), fields.position());
    Common {
        title: title.unwrap_or(nothing),
        summary: None,
        also_called: fields.texts("also_called"),
        sources: fields.words("sources"),
        reviewed: fields.date("reviewed"),
        review_by: fields.date("review_by"),
        reviewed_by: fields.text("reviewed_by"),
        status: fields
            .one_of("status", &["draft", "approved"])
            .map(|at| [Status::Draft, Status::Approved][at]),
        order: fields.number("order"),
        aliases: aliases(fields),
        codes: Vec::new(),
        handout: false,
    }
}

fn aliases(fields: &mut Fields) -> Vec<Alias> {
    let mut aliases: Vec<Alias> = Vec::new();
    for name in fields.words("aliases") {
        match alias(&name.text) {
            Some(path) => aliases.push(Alias { path, position: name.position }),
            None => {
                let message = format!("`{}` cannot be an old address", name.text);
                let problem = Diagnostic::new(&BAD_VALUE, name.position, message);
                fields.report(problem.help("write the part of the address behind the site's own, as in `posts/cramp/` or `causes/cramp.html`"));
            }
        }
    }
    aliases
}

/// The file at an old address: `posts/x/` and `posts/x` are `posts/x/index.html`. `None` for what is
/// no path below the top of the site.
fn alias(address: &str) -> Option<String> {
    let path = address.trim_start_matches('/');
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let is_good = |part: &&str| {
        (1..=200).contains(&part.len())
            && !part.starts_with('.')
            && !part.contains(|c: char| c.is_control() || "\\:?#%*\"<>|".contains(c))
    };
    if !parts.iter().all(is_good) {
        return None;
    }
    let last = parts.last()?;
    let is_file = !path.ends_with('/') && (last.ends_with(".html") || last.ends_with(".htm"));
    Some(if is_file { path.to_string() } else { format!("{}/index.html", parts.join("/")) })
}

fn codes(fields: &mut Fields) -> Vec<Coding> {
    let Some(map) = fields.map("codes") else { return Vec::new() };
    map.iter()
        .filter_map(|(key, node)| {
            let code = fields.text_of(&key.name, node)?;
            Some(Coding { system: key.name.clone(), code })
        })
        .collect()
}

fn details(fields: &mut Fields, kind: Kind, settings: &Settings) -> Option<Details<Written>> {
    Some(match kind {
        Kind::Problem => Details::Problem,
        Kind::Cause => Details::Cause {
            role: fields
                .one_of("role", &Role::ALL.map(Role::word))
                .map_or(Role::Cause, |at| Role::ALL[at]),
            urgency: settings.ladder.take(fields, "urgency"),
            certainty: fields.choice("certainty", CERTAINTIES),
        },
        Kind::Finding => Details::Finding {
            kind: fields.choice("type", FINDING_TYPES).unwrap_or(&FINDING_TYPES[0]),
            urgency: settings.ladder.take(fields, "urgency"),
            ask: fields.text("ask"),
        },
        Kind::Test => {
            let kind = required_type(fields, TEST_TYPES);
            let (shows, misses, questions) = (
                fields.paragraph("shows"),
                fields.paragraph("misses"),
                fields.paragraphs("questions"),
            );
            Details::Test { kind: kind?, shows, misses, questions }
        }
        Kind::Treatment => {
            let kind = required_type(fields, TREATMENT_TYPES);
            let (do_, do_not, ask_first) = (
                fields.paragraphs("do"),
                fields.paragraphs("do_not"),
                fields.paragraphs("ask_first"),
            );
            let certainty = fields.choice("certainty", CERTAINTIES);
            Details::Treatment { kind: kind?, do_, do_not, ask_first, certainty }
        }
    })
}

fn required_type(fields: &mut Fields, known: &'static [Choice]) -> Option<&'static Choice> {
    if !fields.has("type") {
        fields.require("type");
        return None;
    }
    fields.choice("type", known)
}

/// Reads the field of one relation: `none`, a list, or a map from strength to list.
fn relation(
    fields: &mut Fields,
    relation: &'static Relation,
    out: &mut Vec<WrittenRelation>,
    said_none: &mut Vec<&'static Relation>,
) {
    let field = relation.field;
    let Some(node) = fields.get(field) else { return };
    match &node.value {
        Value::Scalar(word) if word == "none" => said_none.push(relation),
        Value::Scalar(word) if nearest(word, ["none"]).is_some() => {
            let problem = Diagnostic::new(
                &super::fields::WRONG_TYPE,
                node.position,
                format!("`{field}` cannot be `{word}`"),
            );
            fields.report(problem.help("did you mean `none`?"));
        }
        Value::List(items) if relation.is_plain() => {
            for (group, strength) in relation.strengths() {
                self::items(fields, relation, group, strength, items, out);
            }
        }
        Value::List(_) => {
            let keys: Vec<_> =
                relation.strengths().map(|(_, strength)| format!("`{}:`", strength.key)).collect();
            let problem = Diagnostic::new(
                &super::fields::WRONG_TYPE,
                node.position,
                format!("`{field}` must say how strong each item is"),
            );
            fields.report(problem.help(format!(
                "write `{field}:` and below it {} each with a list",
                keys.join(", ")
            )));
        }
        Value::Map(_) if !relation.is_plain() => {
            let owner = format!("`{field}`");
            let mut lists = Vec::new();
            if let Some(mut inner) = fields.inside(node, &owner) {
                for (group, strength) in relation.strengths() {
                    if let Some(node) = inner.get(strength.key) {
                        let list = inner
                            .list(strength.key, node)
                            .map(<[Node]>::to_vec)
                            .unwrap_or_default();
                        lists.push((group, strength, list));
                    }
                }
                inner.finish();
            }
            for (group, strength, list) in &lists {
                self::items(fields, relation, group, strength, list, out);
            }
        }
        other => {
            let wanted = if relation.is_plain() {
                "a list, or the word `none`"
            } else {
                "lists by strength, or the word `none`"
            };
            fields.report(wrong_type(&format!("`{field}`"), node.position, wanted, other));
        }
    }
}

fn items(
    fields: &mut Fields,
    relation: &'static Relation,
    group: &'static Group,
    strength: &'static Strength,
    items: &[Node],
    out: &mut Vec<WrittenRelation>,
) {
    for item in items {
        let (to, note) = match &item.value {
            Value::Scalar(word) => {
                (Name { text: word.trim().to_string(), position: item.position }, None)
            }
            Value::Map(_) => {
                let Some(mut inner) = fields.inside(item, "an item of this list") else { continue };
                let id = inner.require_word("id");
                let note = inner.paragraph("note");
                inner.finish();
                let Some(id) = id else { continue };
                (id, note)
            }
            other => {
                let problem = wrong_type(
                    "an item of this list",
                    item.position,
                    "an id, or `{id: …, note: …}`",
                    other,
                );
                fields.report(problem);
                continue;
            }
        };
        out.push(WrittenRelation { relation, group, strength, to, note });
    }
}
