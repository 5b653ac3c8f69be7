//! Questions: how they can be answered, as written.
//!
//! In:   the fields of a question or of an item of a score.
//! Out:  its [`Form`].
//! Not:  whether ranges meet, points add up or names exist; that is for `check` and `link`.

use super::decimal::Decimal;
use super::fields::{BAD_VALUE, Fields, MISSING_FIELD, Text, UNKNOWN_KEY};
use super::guide::help;
use crate::diagnostics::{Diagnostic, Position};
use crate::ids::Name;
use crate::prose::{Prose, Written};
use crate::read::yaml::{Key, Node, Value};

#[derive(Debug)]
pub struct Question {
    pub name: String,
    pub position: Position,
    /// Absent only where an earlier answer is read, and nothing is asked.
    pub ask: Option<Text>,
    pub help: Prose<Written>,
    pub form: Form,
    pub if_unsure: Option<Name>,
}

/// How a question is answered.
#[derive(Debug)]
pub enum Form {
    /// Yes, if so many of the findings are present.
    YesNo {
        any_of: Vec<Name>,
        at_least: Option<(i64, Position)>,
        if_yes: Name,
        if_no: Name,
    },
    Answers(Vec<Answer>),
    Number {
        scale: Scale,
        ranges: Vec<Range>,
    },
    /// Points that are added up; the sum is in one of the bands.
    Score {
        items: Vec<Item>,
        bands: Vec<Range>,
    },
    /// Not asked: reads the answer to another question.
    Earlier {
        of: Name,
        answers: Vec<Answer>,
    },
}

/// One answer of several. In a question it has a target, in an item of a score points and perhaps a
/// target of its own.
#[derive(Debug)]
pub struct Answer {
    pub answer: Text,
    pub finding: Option<Name>,
    pub go: Option<Name>,
    pub points: Option<Points>,
    pub position: Position,
}

/// Points as written, and their position.
#[derive(Clone, Copy, Debug)]
pub struct Points {
    pub value: Decimal,
    pub position: Position,
}

/// What a number is, and where it ends.
#[derive(Clone, Debug)]
pub struct Scale {
    pub unit: Option<Text>,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    pub position: Position,
}

/// `from` ≤ value < `below`.
#[derive(Debug)]
pub struct Range {
    pub from: Option<Decimal>,
    pub below: Option<Decimal>,
    /// Words in place of the generated ones.
    pub answer: Option<Text>,
    pub finding: Option<Name>,
    pub go: Option<Name>,
    pub points: Option<Points>,
    pub position: Position,
}

/// One item of a score.
#[derive(Debug)]
pub struct Item {
    /// Absent for a finding, which is asked about in its own words.
    pub ask: Option<Text>,
    pub kind: ItemKind,
    pub position: Position,
}

#[derive(Debug)]
pub enum ItemKind {
    Answers(Vec<Answer>),
    Number {
        scale: Scale,
        ranges: Vec<Range>,
    },
    /// Yes or no: its points, and its target, if the finding is present.
    Finding {
        finding: Name,
        points: Option<Points>,
        go: Option<Name>,
    },
}

/// The keys that decide the form of a question, and those that each form has besides.
const FORMS: &[(&str, &[&str])] = &[
    ("earlier", &["answers"]),
    ("score", &["bands"]),
    ("number", &["ranges"]),
    ("answers", &[]),
    ("", &["any_of", "at_least", "if_yes", "if_no"]),
];

pub(super) fn question(fields: &mut Fields, key: &Key, node: &Node) -> Option<Question> {
    let mut fields = fields.inside(node, "a question")?;
    let form = FORMS.iter().find(|(form, _)| fields.has(form)).map_or("", |(form, _)| *form);
    let ask = if form == "earlier" { fields.text("ask") } else { fields.require_text("ask") };
    let is_asked = form == "earlier" || ask.is_some();
    let help = help(&mut fields);
    let if_unsure = if form == "earlier" { None } else { fields.word("if_unsure") };
    only_one_form(&mut fields, form);
    let form = match form {
        "earlier" => {
            let of = fields.require_word("earlier");
            let answers = answers(&mut fields, Goal::Target);
            of.zip(answers).map(|(of, answers)| Form::Earlier { of, answers })
        }
        "score" => score(&mut fields),
        "number" => {
            let scale = scale(&mut fields);
            let ranges = ranges(&mut fields, "ranges", Goal::Target);
            scale.zip(ranges).map(|(scale, ranges)| Form::Number { scale, ranges })
        }
        "answers" => answers(&mut fields, Goal::Target).map(Form::Answers),
        _ => yes_no(&mut fields),
    };
    fields.finish();
    let (name, position) = (key.name.clone(), key.position);
    Some(Question { name, position, ask, help, form: form?, if_unsure }).filter(|_| is_asked)
}

/// A key of another form is reported with the forms that there are, not as unknown.
fn only_one_form(fields: &mut Fields, form: &str) {
    let (_, mine) = FORMS.iter().find(|(name, _)| *name == form).unwrap_or(&FORMS[0]);
    for other in [
        "answers",
        "number",
        "ranges",
        "score",
        "bands",
        "any_of",
        "at_least",
        "if_yes",
        "if_no",
        "if_unsure",
    ] {
        let fits =
            other == form || mine.contains(&other) || (other == "if_unsure" && form != "earlier");
        if fits || !fields.has(other) {
            continue;
        }
        let owner = if form.is_empty() {
            "`any_of`, `if_yes` and `if_no`".to_string()
        } else {
            format!("`{form}`")
        };
        let message = format!("a question with {owner} has no `{other}`");
        let help = "a question has one form: `any_of` with `if_yes` and `if_no`, or `answers`, or `number` with `ranges`, or `score` with `bands`, or `earlier` with `answers`";
        fields
            .report(Diagnostic::new(&UNKNOWN_KEY, fields.key_position(other), message).help(help));
        // Reported already, with a better message than that of an unknown key.
        let _ = fields.get(other);
    }
}

fn yes_no(fields: &mut Fields) -> Option<Form> {
    let any_of = fields.words("any_of");
    let position = fields.key_position("at_least");
    let at_least = fields.number("at_least").map(|number| (number, position));
    let if_yes = fields.require_word("if_yes");
    let if_no = fields.require_word("if_no");
    Some(Form::YesNo { any_of, at_least, if_yes: if_yes?, if_no: if_no? })
}

fn score(fields: &mut Fields) -> Option<Form> {
    let node = fields.require("score")?;
    let items = fields.list("score", node)?;
    let items: Vec<_> = items.iter().map(|node| item(fields, node)).collect();
    // A score without bands is judged by `check`.
    let bands =
        if fields.has("bands") { ranges(fields, "bands", Goal::Target)? } else { Vec::new() };
    Some(Form::Score { items: items.into_iter().collect::<Option<_>>()?, bands })
}

fn item(fields: &mut Fields, node: &Node) -> Option<Item> {
    let mut fields = fields.inside(node, "an item of a score")?;
    let position = node.position;
    let ask = if fields.has("finding") { fields.text("ask") } else { fields.require_text("ask") };
    let kind = if fields.has("finding") {
        let finding = fields.require_word("finding");
        let points = required_points(&mut fields);
        let go = fields.word("go");
        finding.map(|finding| ItemKind::Finding { finding, points, go })
    } else if fields.has("number") {
        let scale = scale(&mut fields);
        let ranges = ranges(&mut fields, "ranges", Goal::Points);
        scale.zip(ranges).map(|(scale, ranges)| ItemKind::Number { scale, ranges })
    } else {
        fields.require("answers");
        answers(&mut fields, Goal::Points).map(ItemKind::Answers)
    };
    let is_asked = ask.is_some() || fields.has("finding");
    fields.finish();
    Some(Item { ask, kind: kind?, position }).filter(|_| is_asked)
}

/// What an answer must have: the step it leads to, or points.
#[derive(Clone, Copy, PartialEq)]
enum Goal {
    Target,
    Points,
}

fn answers(fields: &mut Fields, goal: Goal) -> Option<Vec<Answer>> {
    let node = fields.get("answers")?;
    let items = fields.list("answers", node)?;
    Some(items.iter().filter_map(|item| answer(fields, item, goal)).collect())
}

fn answer(fields: &mut Fields, node: &Node, goal: Goal) -> Option<Answer> {
    let mut fields = fields.inside(node, "an answer")?;
    let answer = fields.require_text("answer");
    let finding = fields.word("finding");
    let (go, points, whole) = ends(&mut fields, goal);
    fields.finish();
    Some(Answer { answer: answer?, finding, go, points, position: node.position }).filter(|_| whole)
}

/// Where an answer leads, its points, and whether it has what it needs.
fn ends(fields: &mut Fields, goal: Goal) -> (Option<Name>, Option<Points>, bool) {
    match goal {
        Goal::Target => {
            let go = fields.require_word("go");
            let whole = go.is_some();
            (go, None, whole)
        }
        Goal::Points => {
            let points = required_points(fields);
            (fields.word("go"), points, points.is_some())
        }
    }
}

fn required_points(fields: &mut Fields) -> Option<Points> {
    let word = fields.require_word("points")?;
    let value = decimal(fields, "points", &word)?;
    Some(Points { value, position: word.position })
}

fn scale(fields: &mut Fields) -> Option<Scale> {
    let node = fields.require("number")?;
    let mut inner = fields.inside(node, "a number")?;
    let unit = inner.text("unit");
    if !inner.has("unit") {
        let problem =
            Diagnostic::new(&MISSING_FIELD, node.position, "this number has no unit".to_string());
        inner.report(problem.help("add `unit:`, as in `{unit: °C}`; for a count, what is counted"));
    }
    let (min, max) = (border(&mut inner, "min"), border(&mut inner, "max"));
    stray_decimals(&mut inner);
    inner.finish();
    Some(Scale { unit, min, max, position: node.position })
}

fn ranges(fields: &mut Fields, name: &'static str, goal: Goal) -> Option<Vec<Range>> {
    let node = fields.require(name)?;
    let items = fields.list(name, node)?;
    let ranges: Vec<_> = items.iter().map(|item| range(fields, item, goal)).collect();
    ranges.into_iter().collect()
}

fn range(fields: &mut Fields, node: &Node, goal: Goal) -> Option<Range> {
    let mut fields = fields.inside(node, "a range")?;
    let before = fields.count();
    let (from, below) = (border(&mut fields, "from"), border(&mut fields, "below"));
    stray_decimals(&mut fields);
    let answer = fields.text("answer");
    let finding = fields.word("finding");
    let (go, points, whole) = ends(&mut fields, goal);
    let sound = fields.finish() == before;
    Some(Range { from, below, answer, finding, go, points, position: node.position })
        .filter(|_| whole && sound)
}

fn border(fields: &mut Fields, name: &'static str) -> Option<Decimal> {
    let word = fields.word(name)?;
    decimal(fields, name, &word)
}

fn decimal(fields: &mut Fields, name: &str, word: &Name) -> Option<Decimal> {
    match Decimal::parse(&word.text) {
        Ok(number) => Some(number),
        Err(help) => {
            let message = format!("`{name}` is not a number: `{}`", word.text);
            fields.report(Diagnostic::new(&BAD_VALUE, word.position, message).help(help));
            None
        }
    }
}

/// `{below: 38,5, go: x}`: a comma separates fields, so YAML reads `38`, and a field `5`.
fn stray_decimals(fields: &mut Fields) {
    let map = fields.entries();
    for (at, (key, value)) in map.iter().enumerate() {
        let is_digits = !key.name.is_empty() && key.name.chars().all(|c| c.is_ascii_digit());
        let (Value::Empty, true, Some((_, before))) =
            (&value.value, is_digits, at.checked_sub(1).map(|at| &map[at]))
        else {
            continue;
        };
        let Value::Scalar(whole) = &before.value else { continue };
        let message = format!("`{whole},{}` is not a number", key.name);
        let help = format!("write it with a point: `{whole}.{}`", key.name);
        fields.report(Diagnostic::new(&BAD_VALUE, before.position, message).help(help));
        fields.known(&key.name);
    }
}
