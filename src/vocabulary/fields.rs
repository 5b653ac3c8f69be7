//! The fields of entries and free pages, as a table: for schemas, forms and tables of other
//! programs. What a field means to the handbook is in `model`, which a test holds to this table.

use super::{CERTAINTIES, Choice, Kind};

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Text without markup.
    Text,
    /// One paragraph of Markdown.
    Paragraph,
    /// A list of texts without markup.
    Texts,
    /// A list of paragraphs.
    Paragraphs,
    Date,
    Number,
    Flag,
    /// One of these words.
    Choice(&'static [Choice]),
    /// One of the words for the type of the kind.
    Type,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A level of urgency.
    Level,
    /// A list of ids of sources.
    Sources,
    /// A list of addresses.
    Addresses,
    /// A code by system.
    Codes,
}

#[derive(Clone, Copy, Debug)]
pub struct Field {
    pub name: &'static str,
    /// The kinds of entries that have it.
    pub kinds: &'static [Kind],
    /// Whether free pages and guides have it.
    pub on_pages: bool,
    pub is_required: bool,
    pub shape: Shape,
    /// What it is for, in a sentence.
    pub means: &'static str,
}

const ALL: &[Kind] = &Kind::ALL;

const fn of(
    name: &'static str,
    kinds: &'static [Kind],
    shape: Shape,
    means: &'static str,
) -> Field {
    Field { name, kinds, on_pages: false, is_required: false, shape, means }
}

const fn common(name: &'static str, shape: Shape, means: &'static str) -> Field {
    Field { on_pages: true, ..of(name, ALL, shape, means) }
}

const fn required(field: Field) -> Field {
    Field { is_required: true, ..field }
}

/// Every field but relations, which have a table of their own, in the order of forms.
pub static FIELDS: &[Field] = &[
    required(common("title", Shape::Text, "The name that readers see.")),
    required(common("summary", Shape::Paragraph, "One sentence that says what it is.")),
    required(of(
        "type",
        &[Kind::Test, Kind::Treatment],
        Shape::Type,
        "What sort of test or treatment it is.",
    )),
    of(
        "type",
        &[Kind::Finding],
        Shape::Type,
        "What sort of finding it is: a symptom unless it says otherwise.",
    ),
    of(
        "role",
        &[Kind::Cause],
        Shape::Words(&["cause", "factor", "mimic"]),
        "A factor makes a problem likelier; a mimic is only confused with it.",
    ),
    of("urgency", &[Kind::Cause], Shape::Level, "The level that every case needs."),
    of("urgency", &[Kind::Finding], Shape::Level, "Makes it a warning sign."),
    of(
        "ask",
        &[Kind::Finding],
        Shape::Text,
        "The words in which a reader is asked, if the title is too clinical.",
    ),
    of("shows", &[Kind::Test], Shape::Paragraph, "What it tells."),
    of("misses", &[Kind::Test], Shape::Paragraph, "What it cannot tell."),
    of("questions", &[Kind::Test], Shape::Paragraphs, "What the professional asks."),
    of("do", &[Kind::Treatment], Shape::Paragraphs, "What to do, step by step."),
    of(
        "do_not",
        &[Kind::Treatment],
        Shape::Paragraphs,
        "What not to do; the words “do not” are put before it.",
    ),
    of("ask_first", &[Kind::Treatment], Shape::Paragraphs, "Who must ask a professional first."),
    of(
        "certainty",
        &[Kind::Cause, Kind::Treatment],
        Shape::Choice(CERTAINTIES),
        "How sure the evidence is (GRADE).",
    ),
    common("also_called", Shape::Texts, "Other names, for the search and the index."),
    common("sources", Shape::Sources, "What it rests on: ids of sources.yaml."),
    of("codes", ALL, Shape::Codes, "What it is called in systems of codes, as in `icd11: MG30`."),
    common("reviewed", Shape::Date, "The day of the last review."),
    common("review_by", Shape::Date, "The day by which the next review is due."),
    common("reviewed_by", Shape::Text, "Who made the review."),
    common("status", Shape::Words(&["draft", "approved"]), "A draft is left out of the handbook."),
    common("order", Shape::Number, "Its place among the others of its kind."),
    common("handout", Shape::Flag, "Whether there is a page of it to give away."),
    common(
        "aliases",
        Shape::Addresses,
        "Addresses that it had in earlier times, from the top of the site.",
    ),
];

/// The fields of a kind.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Field> {
    FIELDS.iter().filter(move |field| field.kinds.contains(&kind))
}
