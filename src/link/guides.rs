//! Guides: names of steps become ids, and answers become edges.

use std::collections::HashMap;

use super::names::{Names, Nowhere};
use super::prose::Linker;
use super::{EntryId, GuideId, Resolved, StepId, Target};
use crate::diagnostics::{Code, Diagnostic, FileId, Position, nearest};
use crate::ids::Name;
use crate::model::{self, Common, Form, Ladder, Paragraph, Text, Urgency};
use crate::prose::Prose;
use crate::vocabulary::Kind;

pub(super) static GUIDE_UNKNOWN_TARGET: Code = Code::fixed("guide-unknown-target");

/// A decision guide as a graph of steps.
#[derive(Debug)]
pub struct Guide {
    pub id: String,
    pub file: FileId,
    pub common: Common<Resolved>,
    pub problem: Option<(EntryId, Position)>,
    pub start: StepId,
    /// The position of `start:`.
    pub start_place: Position,
    /// The questions in the author's order, then the outcomes, then the jumps to other guides.
    pub steps: Vec<GuideStep>,
    /// Whether a name in it could not be resolved; if its structure seems wrong, this may be why.
    pub broken: bool,
}

impl Guide {
    pub fn step(&self, id: StepId) -> &GuideStep {
        &self.steps[id.index()]
    }
    pub fn step_ids(&self) -> impl Iterator<Item = StepId> + use<> {
        (0..self.steps.len() as u32).map(StepId)
    }
}

/// One box of the flowchart.
#[derive(Debug)]
pub struct GuideStep {
    pub name: String,
    pub position: Position,
    pub what: What,
}

#[derive(Debug)]
pub enum What {
    Ask(Ask),
    Outcome(Outcome),
    /// The start of another guide.
    Jump(GuideId),
}

/// A question.
#[derive(Debug)]
pub struct Ask {
    pub ask: Text,
    pub help: Prose<Resolved>,
    /// The findings, any of which means yes.
    pub any_of: Vec<(EntryId, Position)>,
    pub answers: Vec<Answer>,
}

/// One way out of a question.
#[derive(Debug)]
pub struct Answer {
    pub label: Label,
    /// The finding that this answer says is present.
    pub finding: Option<(EntryId, Position)>,
    pub to: StepId,
    pub position: Position,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    Yes,
    No,
    /// For a reader who cannot say; `written` if the author wrote it.
    Unsure {
        written: bool,
    },
    Text(String),
}

impl Answer {
    /// Whether it is drawn. "Not sure" is drawn only where the author wrote a target for it.
    pub fn is_drawn(&self) -> bool {
        self.label != Label::Unsure { written: false }
    }
}

#[derive(Debug)]
pub struct Outcome {
    pub title: Option<Text>,
    pub urgency: Urgency,
    pub say: Option<Paragraph<Resolved>>,
    pub suspect: Vec<(EntryId, Position)>,
    pub advice: Vec<(EntryId, Position)>,
    pub tests: Vec<(EntryId, Position)>,
    pub safety_net: Option<Paragraph<Resolved>>,
    /// One of its fields has a mistake; if something seems to be missing, this may be why.
    pub damaged: bool,
}

impl GuideStep {
    /// The text of the box: the question, the outcome's title or its substitute, or the other
    /// guide's name.
    pub fn title<'a>(&'a self, ladder: &'a Ladder) -> &'a str {
        match &self.what {
            What::Ask(ask) => &ask.ask.value,
            What::Jump(_) => &self.name,
            What::Outcome(outcome) => match (&outcome.title, &outcome.say) {
                (Some(title), _) => &title.value,
                (None, Some(say)) => first_sentence(&say.words),
                (None, None) => &ladder.level(outcome.urgency).label,
            },
        }
    }

    pub fn ask(&self) -> Option<&Ask> {
        match &self.what {
            What::Ask(ask) => Some(ask),
            _ => None,
        }
    }

    pub fn outcome(&self) -> Option<&Outcome> {
        match &self.what {
            What::Outcome(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The answers of a question; empty for other steps.
    pub fn answers(&self) -> &[Answer] {
        self.ask().map_or(&[], |ask| &ask.answers)
    }
}

fn first_sentence(text: &str) -> &str {
    let end = text
        .match_indices(['.', '!', '?', '。'])
        .find(|(at, mark)| text[at + mark.len()..].chars().next().is_none_or(char::is_whitespace));
    end.map_or(text, |(at, _)| &text[..at])
}

struct Resolver<'a, 'b, 'c> {
    names: &'a Names,
    linker: &'b mut Linker<'c>,
    steps: HashMap<String, StepId>,
    jumps: Vec<(String, GuideId, Position)>,
    first_jump: u32,
    broken: bool,
}

/// Resolves the names in one guide.
pub(super) fn guide(guide: model::Guide, id: GuideId, names: &Names, linker: &mut Linker) -> Guide {
    let all = guide
        .questions
        .iter()
        .map(|step| &step.name)
        .chain(guide.outcomes.iter().map(|step| &step.name));
    let steps: HashMap<_, _> =
        all.enumerate().map(|(at, name)| (name.clone(), StepId(at as u32))).collect();
    let first_jump = (guide.questions.len() + guide.outcomes.len()) as u32;
    let common = super::common(guide.common, linker, Target::Guide(id));
    let mut resolver =
        Resolver { names, linker, steps, jumps: Vec::new(), first_jump, broken: false };
    let problem = guide.problem.as_ref().and_then(|name| resolver.entry(Kind::Problem, name));
    let start = resolver.target(&guide.start);
    let mut out = Vec::new();
    for question in guide.questions {
        let help = resolver.linker.prose(question.help, guide.file, Target::Guide(id));
        let (any_of, answers) = resolver.form(question.form);
        out.push(GuideStep {
            name: question.name,
            position: question.position,
            what: What::Ask(Ask { ask: question.ask, help, any_of, answers }),
        });
    }
    for outcome in guide.outcomes {
        let what = What::Outcome(Outcome {
            title: outcome.title,
            urgency: outcome.urgency,
            say: outcome.say.map(|say| resolver.linker.paragraph(say, Target::Guide(id))),
            suspect: resolver.entries(Kind::Cause, &outcome.suspect),
            advice: resolver.entries(Kind::Treatment, &outcome.advice),
            tests: resolver.entries(Kind::Test, &outcome.tests),
            safety_net: outcome
                .safety_net
                .map(|net| resolver.linker.paragraph(net, Target::Guide(id))),
            damaged: outcome.damaged,
        });
        out.push(GuideStep { name: outcome.name, position: outcome.position, what });
    }
    for (name, guide, position) in &resolver.jumps {
        out.push(GuideStep { name: name.clone(), position: *position, what: What::Jump(*guide) });
    }
    Guide {
        id: guide.id,
        file: guide.file,
        common,
        problem,
        start: start.unwrap_or(StepId(0)),
        start_place: guide.start.position,
        steps: out,
        broken: resolver.broken,
    }
}

impl Resolver<'_, '_, '_> {
    fn entry(&mut self, kind: Kind, name: &Name) -> Option<(EntryId, Position)> {
        let found = self.names.entry(kind, name);
        self.known(found).map(|id| (id, name.position))
    }

    fn entries(&mut self, kind: Kind, names: &[Name]) -> Vec<(EntryId, Position)> {
        names.iter().filter_map(|name| self.entry(kind, name)).collect()
    }

    fn known<T>(&mut self, found: Result<T, Nowhere>) -> Option<T> {
        match found {
            Ok(found) => Some(found),
            Err(problem) => {
                self.broken = true;
                problem.into_iter().for_each(|problem| self.linker.report(problem));
                None
            }
        }
    }

    fn form(&mut self, form: Form) -> (Vec<(EntryId, Position)>, Vec<Answer>) {
        match form {
            Form::YesNo { any_of, if_yes, if_no, if_unsure } => {
                let any_of = self.entries(Kind::Finding, &any_of);
                let unsure = if_unsure.map(|name| (Label::Unsure { written: true }, name));
                let ways = [(Label::Yes, if_yes), (Label::No, if_no)].into_iter().chain(unsure);
                let answers = ways
                    .filter_map(|(label, name)| {
                        Some(Answer {
                            label,
                            finding: None,
                            to: self.target(&name)?,
                            position: name.position,
                        })
                    })
                    .collect();
                (any_of, answers)
            }
            Form::Answers(answers) => {
                let answers = answers
                    .into_iter()
                    .filter_map(|answer| {
                        let finding = answer
                            .finding
                            .as_ref()
                            .and_then(|name| self.entry(Kind::Finding, name));
                        let to = self.target(&answer.go)?;
                        Some(Answer {
                            label: Label::Text(answer.answer.value),
                            finding,
                            to,
                            position: answer.go.position,
                        })
                    })
                    .collect();
                (Vec::new(), answers)
            }
        }
    }

    /// Finds the step that `go:` names: a question, an outcome, or another guide.
    fn target(&mut self, name: &Name) -> Option<StepId> {
        if let Some(step) = self.steps.get(&name.text) {
            return Some(*step);
        }
        if let Some(other) = name.text.strip_prefix("guide:") {
            if let Some(guide) = self.names.guide(other) {
                return Some(self.jump(&name.text, guide, name.position));
            }
            if self.names.is_draft(&name.text) {
                self.broken = true;
                self.linker.report(super::names::draft(name, &format!("the guide `{other}`")));
                return None;
            }
            let failed = self.names.has_failed(&name.text);
            let near = nearest(other, self.names.guide_names())
                .map(|near| format!("did you mean `guide:{near}`?"));
            return self.unknown(
                name,
                failed,
                format!("there is no guide `{other}`"),
                near.unwrap_or_else(|| {
                    format!("write content/guides/{other}.yaml, or correct the name")
                }),
            );
        }
        let mut known: Vec<&str> = self.steps.keys().map(String::as_str).collect();
        known.sort_unstable();
        let help = match nearest(&name.text, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "add `{}` to `questions:` or `outcomes:`, or correct the name; there are {}",
                name.text,
                known.join(", ")
            ),
        };
        self.unknown(
            name,
            false,
            format!("there is no question or outcome `{}` in this guide", name.text),
            help,
        )
    }

    fn unknown(
        &mut self,
        name: &Name,
        reported_elsewhere: bool,
        message: String,
        help: String,
    ) -> Option<StepId> {
        self.broken = true;
        if !reported_elsewhere {
            self.linker
                .report(Diagnostic::new(&GUIDE_UNKNOWN_TARGET, name.position, message).help(help));
        }
        None
    }

    fn jump(&mut self, name: &str, guide: GuideId, position: Position) -> StepId {
        let at = self.jumps.iter().position(|(known, ..)| known == name).unwrap_or_else(|| {
            self.jumps.push((name.to_string(), guide, position));
            self.jumps.len() - 1
        });
        StepId(self.first_jump + at as u32)
    }
}
