//! Schemas: what may stand in each file, for editors (JSON Schema, draft 2020-12).
//!
//! In:   the tables of fields and relations; nothing of a handbook.
//! Out:  a schema for the front matter of each kind and of pages, and for each YAML file.

use serde_json::{Map, Value, json};

use crate::vocabulary::fields::{self, FIELDS, Field, Shape};
use crate::vocabulary::{Choice, Kind, Relation, SOURCE_TYPES};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";
/// An id, as `ids` has it.
const ID: &str = "^[a-z0-9][a-z0-9._-]*$";

/// The names of all schemas, in the order in which they are told.
pub const NAMES: &[&str] = &[
    "problem",
    "cause",
    "finding",
    "test",
    "treatment",
    "page",
    "guide",
    "handbook",
    "sources",
    "glossary",
];

/// The schema of this name.
pub fn schema(name: &str) -> Option<Value> {
    let mut schema = match name {
        "page" => page(),
        "guide" => guide(),
        "handbook" => handbook(),
        "sources" => sources(),
        "glossary" => glossary(),
        kind => entry(Kind::from_name(kind)?),
    };
    schema["$schema"] = DRAFT.into();
    schema["title"] = name.into();
    Some(schema)
}

/// All of them, by name.
pub fn schemas() -> Value {
    let all = NAMES.iter().filter_map(|name| Some((name.to_string(), schema(name)?)));
    Value::Object(all.collect::<Map<_, _>>())
}

fn entry(kind: Kind) -> Value {
    let mut properties = Map::new();
    for field in fields::of_kind(kind) {
        properties.insert(field.name.into(), of_field(field, Some(kind)));
    }
    for relation in Relation::of(kind) {
        properties.insert(relation.field.into(), of_relation(relation));
    }
    let required: Vec<&str> =
        fields::of_kind(kind).filter(|field| field.is_required).map(|field| field.name).collect();
    closed(properties, &required)
}

fn page() -> Value {
    let mut properties = Map::new();
    for field in FIELDS.iter().filter(|field| field.on_pages) {
        properties.insert(field.name.into(), of_field(field, None));
    }
    closed(properties, &[])
}

/// `kind`: for the field whose words depend on it.
fn of_field(field: &Field, kind: Option<Kind>) -> Value {
    let mut schema = match field.shape {
        Shape::Text | Shape::Paragraph => text(),
        Shape::Texts | Shape::Paragraphs | Shape::Addresses => list(text()),
        Shape::Sources => list(id()),
        Shape::Date => date(),
        Shape::Number => json!({"type": "integer"}),
        Shape::Flag => json!({"type": "boolean"}),
        Shape::Choice(choices) => words(choices),
        Shape::Type => words(kind.map_or(&[], Kind::types)),
        Shape::Words(words) => json!({"enum": words}),
        Shape::Level => id(),
        Shape::Codes => json!({"type": "object", "additionalProperties": text()}),
    };
    schema["description"] = field.means.into();
    schema
}

fn of_relation(relation: &Relation) -> Value {
    let name = match relation.to {
        Some(_) => id(),
        None => json!({"type": "string", "pattern": "^[a-z]+:."}),
    };
    let items = list(item(&name));
    let mut shape = items.clone();
    if !relation.is_plain() {
        let strengths: Map<String, Value> = relation
            .strengths()
            .map(|(_, strength)| (strength.key.to_string(), items.clone()))
            .collect();
        shape = closed(strengths, &[]);
    }
    let here: Vec<&str> = relation.groups.iter().map(|group| group.here).collect();
    json!({"anyOf": [shape, {"const": "none"}], "description": here.join("; ")})
}

/// A name, or one with a note.
fn item(name: &Value) -> Value {
    let with_note = closed(of([("id", name.clone()), ("note", text())]), &["id"]);
    json!({"anyOf": [name, with_note]})
}

fn guide() -> Value {
    let mut properties = Map::new();
    for field in FIELDS.iter().filter(|field| field.on_pages && field.name != "handout") {
        properties.insert(field.name.into(), of_field(field, None));
    }
    properties.extend(of([
        ("problem", id()),
        ("scope", scope()),
        ("start", id()),
        ("questions", named(&question())),
        ("actions", named(&action())),
        ("outcomes", named(&outcome())),
        ("cases", list(case())),
    ]));
    closed(properties, &["title", "start", "questions", "outcomes"])
}

/// What an answer leads to: a step or points.
#[derive(Clone, Copy, PartialEq)]
enum Gives {
    Step,
    Points,
}

impl Gives {
    /// These fields and those of what is given; `more`: the others that are required.
    fn closed(self, mut fields: Map<String, Value>, more: &[&str]) -> Value {
        fields.insert("go".into(), go());
        if self == Gives::Points {
            fields.insert("points".into(), number());
        }
        let given = if self == Gives::Points { "points" } else { "go" };
        closed(fields, &[more, &[given]].concat())
    }
}

fn question() -> Value {
    let item = of([
        ("ask", text()),
        ("help", text()),
        ("answers", answers(Gives::Points)),
        ("number", scale()),
        ("ranges", ranges(Gives::Points)),
        ("finding", id()),
        ("any_of", list(id())),
        ("at_least", at_least()),
        ("points", number()),
        ("go", go()),
    ]);
    let question = of([
        ("ask", text()),
        ("help", text()),
        ("any_of", list(id())),
        ("at_least", at_least()),
        ("if_yes", go()),
        ("if_no", go()),
        ("if_unsure", go()),
        ("number", scale()),
        ("ranges", ranges(Gives::Step)),
        ("answers", answers(Gives::Step)),
        ("score", list(closed(item, &[]))),
        ("bands", ranges(Gives::Step)),
        ("earlier", text()),
    ]);
    closed(question, &[])
}

fn answers(gives: Gives) -> Value {
    list(gives.closed(of([("answer", text()), ("finding", id())]), &["answer"]))
}

fn ranges(gives: Gives) -> Value {
    let range =
        of([("from", number()), ("below", number()), ("answer", text()), ("finding", id())]);
    list(gives.closed(range, &[]))
}

fn scale() -> Value {
    closed(of([("unit", text()), ("min", number()), ("max", number())]), &[])
}

fn at_least() -> Value {
    json!({"type": "integer", "minimum": 1})
}

fn go() -> Value {
    json!({"type": "string", "description": "A question, an action, an outcome, or guide:ID."})
}

fn action() -> Value {
    let action = of([
        ("title", text()),
        ("say", text()),
        ("do", list(id())),
        ("tests", list(id())),
        ("then", go()),
        ("after", text()),
    ]);
    closed(action, &["title", "then"])
}

fn outcome() -> Value {
    let outcome = of([
        ("title", text()),
        ("urgency", id()),
        ("call", text()),
        ("say", text()),
        ("suspect", list(id())),
        ("do", list(id())),
        ("tests", list(id())),
        ("safety_net", text()),
    ]);
    closed(outcome, &["urgency"])
}

fn case() -> Value {
    let case = of([
        ("case", text()),
        ("has", list(id())),
        ("answers", json!({"type": "object"})),
        ("outcome", go()),
    ]);
    closed(case, &["case", "outcome"])
}

fn scope() -> Value {
    closed(of([("for", text()), ("not_for", list(text())), ("instead", text())]), &[])
}

fn handbook() -> Value {
    let level = closed(
        of([
            ("id", id()),
            ("label", text()),
            ("action", text()),
            ("within", text()),
            ("call", text()),
        ]),
        &["id", "label", "action"],
    );
    let place = closed(of([("where", text()), ("number", text())]), &["where", "number"]);
    let paper = json!({"anyOf": [{"enum": ["a4", "a5", "letter"]},
        closed(of([("width", text()), ("height", text())]), &["width", "height"])]});
    let print = closed(
        of([
            ("paper", paper),
            ("sides", json!({"enum": ["one", "two"]})),
            ("mono", json!({"type": "boolean"})),
            ("size", json!({"enum": ["normal", "large"]})),
            ("volumes", json!({"enum": ["none", "kind"]})),
        ]),
        &[],
    );
    let publisher = of(["name", "url", "phone", "email", "address"].map(|name| (name, text())));
    let look = of(["logo", "colour", "font"].map(|name| (name, text())));
    let properties = of([
        ("title", text()),
        ("subtitle", text()),
        ("language", json!({"type": "string", "description": "As in en-GB (BCP 47)."})),
        ("base_url", json!({"type": "string", "format": "uri"})),
        ("publisher", closed(publisher, &["name"])),
        ("edit_url", text()),
        ("domain", json!({"enum": ["medical", "general"]})),
        ("review_every", json!({"type": "string", "description": "As in 12 months."})),
        ("reviews", json!({"enum": ["shown", "quiet", "off"]})),
        ("urgency", list(level)),
        (
            "services",
            json!({"type": "object", "additionalProperties": {"anyOf": [text(), list(place)]}}),
        ),
        ("version", text()),
        ("theme", text()),
        ("print", print),
        ("look", closed(look, &[])),
        ("scope", scope()),
        ("safety_net", text()),
        ("licence", closed(of([("name", text()), ("url", text())]), &["name"])),
        ("authors", list(text())),
        ("offline", json!({"type": "boolean"})),
        (
            "labels",
            json!({"type": "object", "additionalProperties": {"anyOf": [text(), list(text())]}}),
        ),
        ("menu", list(text())),
        (
            "rules",
            json!({"type": "object", "additionalProperties": {"enum": ["off", "warning", "error"]}}),
        ),
    ]);
    closed(properties, &["title"])
}

fn sources() -> Value {
    let source = of([
        ("title", text()),
        ("by", text()),
        ("link", json!({"type": "string", "format": "uri"})),
        (
            "date",
            json!({"type": ["string", "integer", "number"], "description": "A year, a month or a day."}),
        ),
        ("read", date()),
        ("type", words(SOURCE_TYPES)),
    ]);
    named(&closed(source, &["title", "by"]))
}

fn glossary() -> Value {
    let term = of([
        ("means", text()),
        ("page", text()),
        ("also", list(text())),
        ("covered", json!({"enum": ["yes", "no", true, false]})),
    ]);
    json!({"type": "object", "additionalProperties": closed(term, &["means"])})
}

fn named(schema: &Value) -> Value {
    json!({"type": "object", "additionalProperties": schema})
}

fn of<const N: usize>(fields: [(&str, Value); N]) -> Map<String, Value> {
    fields.into_iter().map(|(name, schema)| (name.to_string(), schema)).collect()
}

fn closed(properties: Map<String, Value>, required: &[&str]) -> Value {
    let properties = Value::Object(properties);
    let mut schema = json!({"type": "object", "required": required, "additionalProperties": false});
    schema["properties"] = properties;
    schema
}

fn list(items: Value) -> Value {
    let mut schema = json!({"type": "array"});
    schema["items"] = items;
    schema
}

/// A text; a number that stands alone is one to the handbook.
fn text() -> Value {
    json!({"type": ["string", "number", "boolean"]})
}

fn id() -> Value {
    json!({"type": ["string", "integer"], "pattern": ID})
}

/// YAML readers may take a day for a date or for text.
fn date() -> Value {
    json!({"type": "string", "format": "date"})
}

fn number() -> Value {
    json!({"type": "number"})
}

fn words(choices: &[Choice]) -> Value {
    json!({"enum": choices.iter().map(|choice| choice.word).collect::<Vec<_>>()})
}
