//! Guides: the questions of a decision guide, as written.

use super::entry::{Common, common};
use super::fields::{Fields, MISSING_FIELD, Paragraph, Text};
use super::question::{Question, question};
use super::settings::{Settings, Urgency};
use crate::diagnostics::{Diagnostic, FileId, Position};
use crate::ids::{self, Name};
use crate::prose::{Prose, Stage, Written};
use crate::read::Document;
use crate::read::markdown;
use crate::read::yaml::{DUPLICATE_KEY, Key, Node, Value};

#[derive(Debug)]
pub struct Guide {
    pub id: String,
    pub file: FileId,
    pub common: Common<Written>,
    pub problem: Option<Name>,
    pub scope: Option<Scope<Written>>,
    pub start: Name,
    pub questions: Vec<Question>,
    pub actions: Vec<Action>,
    pub outcomes: Vec<Outcome>,
    pub cases: Vec<Case>,
}

/// Who a guide, or the whole handbook, is for.
#[derive(Debug)]
pub struct Scope<S: Stage> {
    pub for_: Option<Paragraph<S>>,
    pub not_for: Vec<Paragraph<S>>,
    /// What those whom it is not for should do.
    pub instead: Option<Paragraph<S>>,
}

impl<S: Stage> Scope<S> {
    pub fn paragraphs(&self) -> impl Iterator<Item = &Paragraph<S>> {
        self.for_.iter().chain(&self.not_for).chain(&self.instead)
    }
}

/// A step at which nothing is asked.
#[derive(Debug)]
pub struct Action {
    pub name: String,
    pub position: Position,
    pub title: Text,
    pub say: Option<Paragraph<Written>>,
    pub advice: Vec<Name>,
    pub tests: Vec<Name>,
    pub then: Name,
    /// How long to wait; such a step may lead back.
    pub after: Option<Text>,
}

/// A patient, and where the guide must bring them.
#[derive(Debug)]
pub struct Case {
    pub title: Text,
    pub position: Position,
    /// The findings that are present; all others are not.
    pub has: Vec<Name>,
    pub answers: Vec<(Name, Given)>,
    pub outcome: Name,
}

/// What a case answers to a question.
#[derive(Clone, Debug)]
pub enum Given {
    One(Name),
    /// To a score, one value an item.
    List(Vec<Name>, Position),
}

#[derive(Debug)]
pub struct Outcome {
    pub name: String,
    pub position: Position,
    pub title: Option<Text>,
    pub urgency: Urgency,
    /// The service to call.
    pub call: Option<String>,
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
    let scope = scope(&mut fields);
    let start = fields.require_word("start");
    let questions_node = fields.require("questions");
    let actions_node = fields.get("actions");
    let outcomes_node = fields.require("outcomes");
    let questions =
        questions_node.map(|node| steps(&mut fields, "questions", node)).unwrap_or_default();
    let outcomes =
        outcomes_node.map(|node| steps(&mut fields, "outcomes", node)).unwrap_or_default();
    let actions = actions_node.map(|node| steps(&mut fields, "actions", node)).unwrap_or_default();
    one_name_each(
        &mut fields,
        &[("a question", questions), ("an action", actions), ("an outcome", outcomes)],
    );
    let questions: Vec<_> =
        questions.iter().map(|(key, node)| question(&mut fields, key, node)).collect();
    let actions: Vec<_> =
        actions.iter().map(|(key, node)| action(&mut fields, key, node)).collect();
    let outcomes: Vec<_> =
        outcomes.iter().map(|(key, node)| outcome(&mut fields, key, node, settings)).collect();
    let cases = cases(&mut fields);
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
        scope,
        start: start?,
        questions: questions.into_iter().collect::<Option<_>>()?,
        actions: actions.into_iter().collect::<Option<_>>()?,
        cases,
        outcomes: outcomes.into_iter().collect::<Option<_>>()?,
    })
}

/// Questions, actions and outcomes share one space of names.
fn one_name_each(fields: &mut Fields, groups: &[(&str, &[(Key, Node)])]) {
    for (at, (what, steps)) in groups.iter().enumerate() {
        for (key, _) in *steps {
            let known = groups[..at].iter().find_map(|(other, steps)| {
                let (first, _) = steps.iter().find(|(first, _)| first.name == key.name)?;
                Some((*other, first))
            });
            let Some((other, first)) = known else { continue };
            let message = format!("`{}` is {other} and {what}", key.name);
            let help = format!("{other} has that name on line {}; rename one", first.position.line);
            fields.report(Diagnostic::new(&DUPLICATE_KEY, key.position, message).help(help));
        }
    }
}

/// Reads `scope:` of a guide or of the handbook.
pub(super) fn scope(fields: &mut Fields) -> Option<Scope<Written>> {
    let node = fields.get("scope")?;
    let mut inner = fields.inside(node, "a scope")?;
    let for_ = inner.paragraph("for");
    let not_for = inner.paragraphs("not_for");
    let instead = inner.paragraph("instead");
    if for_.is_none() && not_for.is_empty() && !inner.has("for") && !inner.has("not_for") {
        inner.report(
            Diagnostic::new(&MISSING_FIELD, node.position, "this scope says nothing")
                .help("write `for:` with whom it is for, or `not_for:` with a list"),
        );
    }
    inner.finish();
    Some(Scope { for_, not_for, instead })
}

fn cases(fields: &mut Fields) -> Vec<Case> {
    let Some(node) = fields.get("cases") else { return Vec::new() };
    let items = fields.list("cases", node).unwrap_or_default();
    items.iter().filter_map(|item| case(fields, item)).collect()
}

fn case(fields: &mut Fields, node: &Node) -> Option<Case> {
    let mut fields = fields.inside(node, "a case")?;
    let title = fields.require_text("case");
    let has = fields.words("has");
    let answers = fields.map("answers").unwrap_or_default();
    let answers = answers
        .iter()
        .filter_map(|(key, node)| {
            let name = Name { text: key.name.clone(), position: key.position };
            given(&mut fields, node).map(|given| (name, given))
        })
        .collect();
    let outcome = fields.require_word("outcome");
    fields.finish();
    Some(Case { title: title?, position: node.position, has, answers, outcome: outcome? })
}

fn given(fields: &mut Fields, node: &Node) -> Option<Given> {
    let word = |node: &Node| match &node.value {
        Value::Scalar(text) => {
            Some(Name { text: text.trim().to_string(), position: node.position })
        }
        _ => None,
    };
    let given = match &node.value {
        Value::List(items) => items
            .iter()
            .map(word)
            .collect::<Option<_>>()
            .map(|words| Given::List(words, node.position)),
        _ => word(node).map(Given::One),
    };
    if given.is_none() {
        let wanted = "`yes`, `no`, `unsure`, the words of an answer, a number, or for a score a list of them";
        fields.report(super::fields::wrong_type(
            "an answer of a case",
            node.position,
            wanted,
            &node.value,
        ));
    }
    given
}

/// The questions, actions or outcomes by name. Names become addresses, so they must be valid ids.
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

/// Reads the help of a question: Markdown inside YAML, with the field's position throughout.
pub(super) fn help(fields: &mut Fields) -> Prose<Written> {
    let Some(word) = fields.word("help") else { return Prose::default() };
    let (mut prose, problems) = markdown::parse(&word.text, 0, word.position.file);
    markdown::settle(&mut prose.nodes, word.position);
    for mut problem in problems {
        problem.position = Some(word.position);
        fields.report(problem);
    }
    prose
}

fn action(fields: &mut Fields, key: &Key, node: &Node) -> Option<Action> {
    let mut fields = fields.inside(node, "an action")?;
    let title = fields.require_text("title");
    let say = fields.paragraph("say");
    let (advice, tests) = (fields.words("do"), fields.words("tests"));
    let then = fields.require_word("then");
    let after = fields.text("after");
    fields.finish();
    let (name, position) = (key.name.clone(), key.position);
    Some(Action { name, position, title: title?, say, advice, tests, then: then?, after })
}

fn outcome(fields: &mut Fields, key: &Key, node: &Node, settings: &Settings) -> Option<Outcome> {
    let mut fields = fields.inside(node, "an outcome")?;
    let before = fields.count();
    let title = fields.text("title");
    let call = settings.service(&mut fields, "call");
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
        call,
        say,
        suspect,
        advice,
        tests,
        safety_net,
        damaged,
    })
}
