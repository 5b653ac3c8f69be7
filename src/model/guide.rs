//! Guides: the questions of a decision guide, as written.

use super::entry::{Common, common};
use super::fields::{Fields, MISSING_FIELD, Paragraph, Text, UNKNOWN_KEY};
use super::settings::{Settings, Urgency};
use crate::diagnostics::{Diagnostic, FileId, Position};
use crate::ids::{self, Name};
use crate::prose::{Prose, Written};
use crate::read::Document;
use crate::read::markdown;
use crate::read::yaml::{DUPLICATE_KEY, Key, Node, Value};

#[derive(Debug)]
pub struct Guide {
    pub id: String,
    pub file: FileId,
    pub common: Common<Written>,
    pub problem: Option<Name>,
    pub start: Name,
    pub questions: Vec<Question>,
    pub outcomes: Vec<Outcome>,
}

#[derive(Debug)]
pub struct Question {
    pub name: String,
    pub position: Position,
    pub ask: Text,
    pub help: Prose<Written>,
    pub form: Form,
}

/// How a question is answered.
#[derive(Debug)]
pub enum Form {
    /// Yes, if any of the findings is present.
    YesNo {
        any_of: Vec<Name>,
        if_yes: Name,
        if_no: Name,
        if_unsure: Option<Name>,
    },
    Answers(Vec<Answer>),
}

#[derive(Debug)]
pub struct Answer {
    pub answer: Text,
    pub finding: Option<Name>,
    pub go: Name,
}

#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    pub position: Position,
    pub title: Option<Text>,
    pub urgency: Urgency,
    pub say: Option<Paragraph<Written>>,
    pub suspect: Vec<Name>,
    pub advice: Vec<Name>,
    pub tests: Vec<Name>,
    pub safety_net: Option<Paragraph<Written>>,
    /// One of its fields has a mistake; if something seems to be missing, this may be why.
    pub damaged: bool,
}

/// Reads a guide. `None` if it cannot be used, which is then reported.
pub(super) fn guide(
    document: &Document,
    id: String,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
) -> Option<Guide> {
    let empty =
        Node { position: Position::new(document.file, 1, 1), value: Value::Map(Vec::new()) };
    let node = document
        .fields
        .as_ref()
        .filter(|node| !matches!(node.value, Value::Empty))
        .unwrap_or(&empty);
    let mut fields = Fields::of(node, "a guide", &settings.services, problems)?;
    let title = fields.require_text("title");
    let summary = fields.paragraph("summary");
    let common = Common { summary, ..common(&mut fields, title.clone()) };
    let problem = fields.word("problem");
    let start = fields.require_word("start");
    let questions_node = fields.require("questions");
    let outcomes_node = fields.require("outcomes");
    let questions =
        questions_node.map(|node| steps(&mut fields, "questions", node)).unwrap_or_default();
    let outcomes =
        outcomes_node.map(|node| steps(&mut fields, "outcomes", node)).unwrap_or_default();
    for (key, _) in outcomes {
        if let Some((first, _)) = questions.iter().find(|(question, _)| question.name == key.name) {
            let problem = Diagnostic::new(
                &DUPLICATE_KEY,
                key.position,
                format!("`{}` is a question and an outcome", key.name),
            );
            fields.report(problem.help(format!(
                "the question is on line {}; rename one of the two",
                first.position.line
            )));
        }
    }
    let questions: Vec<_> =
        questions.iter().map(|(key, node)| question(&mut fields, key, node)).collect();
    let outcomes: Vec<_> =
        outcomes.iter().map(|(key, node)| outcome(&mut fields, key, node, settings)).collect();
    fields.finish();
    title?;
    // A guide must have a step; if there is none, that has been reported.
    if questions.is_empty() && outcomes.is_empty() {
        return None;
    }
    Some(Guide {
        id,
        file: document.file,
        common,
        problem,
        start: start?,
        questions: questions.into_iter().collect::<Option<_>>()?,
        outcomes: outcomes.into_iter().collect::<Option<_>>()?,
    })
}

/// The questions or the outcomes by name. Names become addresses, so they must be valid ids.
fn steps<'a>(fields: &mut Fields<'a>, what: &'static str, node: &'a Node) -> &'a [(Key, Node)] {
    let Value::Map(map) = &node.value else {
        fields.report(super::fields::wrong_type(
            &format!("`{what}`"),
            node.position,
            "names, each with its fields",
            &node.value,
        ));
        return &[];
    };
    if map.is_empty() {
        fields.report(
            Diagnostic::new(
                &MISSING_FIELD,
                node.position,
                format!("there are no {what} in this guide"),
            )
            .help("write at least one"),
        );
    }
    for (key, _) in map.iter().filter(|(key, _)| !ids::is_id(&key.name)) {
        let suggestion =
            ids::suggest(&key.name).map(|near| format!("write `{near}`; ")).unwrap_or_default();
        let problem = Diagnostic::new(
            &crate::read::BAD_NAME,
            key.position,
            format!("`{}` cannot be the name of a step", key.name),
        );
        fields.report(problem.help(format!("{suggestion}a name has small letters a to z, digits, `.`, `_` and `-`, and is not `index`")));
    }
    map
}

fn question(fields: &mut Fields, key: &Key, node: &Node) -> Option<Question> {
    let mut fields = fields.inside(node, "a question")?;
    let ask = fields.require_text("ask");
    let help = help(&mut fields);
    let form = if fields.has("answers") {
        let node = fields.get("answers");
        let items = node.and_then(|node| fields.list("answers", node)).map(<[Node]>::to_vec);
        for other in ["any_of", "if_yes", "if_no", "if_unsure"] {
            if fields.has(other) {
                let problem = Diagnostic::new(
                    &UNKNOWN_KEY,
                    fields.key_position(other),
                    format!("a question with `answers` has no `{other}`"),
                );
                fields.report(problem.help(
                    "a question has either `answers`, or `any_of` with `if_yes` and `if_no`",
                ));
            }
        }
        // These have already been reported with a better message.
        let _ = ["any_of", "if_yes", "if_no", "if_unsure"]
            .map(|other| fields.has(other).then(|| fields.get(other)));
        items.map(|items| {
            Form::Answers(items.iter().filter_map(|item| answer(&mut fields, item)).collect())
        })
    } else {
        let any_of = fields.words("any_of");
        let if_yes = fields.require_word("if_yes");
        let if_no = fields.require_word("if_no");
        let if_unsure = fields.word("if_unsure");
        match (if_yes, if_no) {
            (Some(if_yes), Some(if_no)) => Some(Form::YesNo { any_of, if_yes, if_no, if_unsure }),
            _ => None,
        }
    };
    fields.finish();
    Some(Question { name: key.name.clone(), position: key.position, ask: ask?, help, form: form? })
}

/// Reads the help of a question: Markdown inside YAML, with the field's position throughout.
fn help(fields: &mut Fields) -> Prose<Written> {
    let Some(word) = fields.word("help") else { return Prose::default() };
    let (mut prose, problems) = markdown::parse(&word.text, 0, word.position.file);
    markdown::settle(&mut prose.nodes, word.position);
    for mut problem in problems {
        problem.position = Some(word.position);
        fields.report(problem);
    }
    prose
}

fn answer(fields: &mut Fields, node: &Node) -> Option<Answer> {
    let mut fields = fields.inside(node, "an answer")?;
    let answer = fields.require_text("answer");
    let finding = fields.word("finding");
    let go = fields.require_word("go");
    fields.finish();
    Some(Answer { answer: answer?, finding, go: go? })
}

fn outcome(fields: &mut Fields, key: &Key, node: &Node, settings: &Settings) -> Option<Outcome> {
    let mut fields = fields.inside(node, "an outcome")?;
    let before = fields.count();
    let title = fields.text("title");
    let urgency = if fields.has("urgency") {
        settings.ladder.take(&mut fields, "urgency")
    } else {
        fields.require("urgency");
        None
    };
    let say = fields.paragraph("say");
    let (suspect, advice, tests) =
        (fields.words("suspect"), fields.words("do"), fields.words("tests"));
    let safety_net = fields.paragraph("safety_net");
    let damaged = fields.finish() > before;
    let (name, position) = (key.name.clone(), key.position);
    Some(Outcome {
        name,
        position,
        title,
        urgency: urgency?,
        say,
        suspect,
        advice,
        tests,
        safety_net,
        damaged,
    })
}
