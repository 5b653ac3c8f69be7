//! Guides: names of steps become ids, and answers become edges.

use std::collections::HashMap;

use super::names::{Names, Nowhere};
use super::prose::Linker;
use super::{EntryId, GuideId, Resolved, StepId, Target};
use crate::diagnostics::{Code, Diagnostic, FileId, Position, nearest};
use crate::ids::Name;
use crate::model::{
    self, Common, Decimal, Form, Given, ItemKind, Ladder, Paragraph, Points, Scale, Scope, Text,
    Urgency,
};
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
    /// Its own, else that of the handbook.
    pub scope: Option<ScopeOf>,
    /// The questions in the author's order, then the actions, the outcomes, and the jumps to other
    /// guides.
    pub steps: Vec<GuideStep>,
    pub cases: Vec<Case>,
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

/// Where the scope of a guide is written.
#[derive(Debug)]
pub enum ScopeOf {
    Guide(Scope<Resolved>),
    /// [`super::Linked::standing`].
    Handbook,
}

/// A patient, and where the guide must bring them.
#[derive(Debug)]
pub struct Case {
    pub title: Text,
    pub position: Position,
    pub has: Vec<EntryId>,
    /// By question.
    pub answers: Vec<(StepId, Given)>,
    pub outcome: StepId,
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
    /// Nothing is asked: it reads the answer to an earlier question.
    Earlier(Earlier),
    Action(Action),
    Outcome(Outcome),
    /// The start of another guide.
    Jump(GuideId),
}

/// A question.
#[derive(Debug)]
pub struct Ask {
    pub ask: Text,
    pub help: Prose<Resolved>,
    /// The findings of a yes-or-no question.
    pub any_of: Vec<(EntryId, Position)>,
    /// How many of them mean yes, and where that is written.
    pub at_least: (i64, Position),
    /// Of a question whose answer is a number; the answers are its ranges.
    pub scale: Option<Scale>,
    /// Of a score; the answers are its bands.
    pub items: Vec<Item>,
    pub form: Asking,
    pub answers: Vec<Answer>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    YesNo,
    Choice,
    Number,
    Score,
}

impl Ask {
    /// Every finding that the question names.
    pub fn findings(&self) -> impl Iterator<Item = (EntryId, Position)> {
        let own = self.any_of.iter().copied();
        let of_answers = self.answers.iter().filter_map(|answer| answer.finding);
        let of_items = self.items.iter().flat_map(Item::findings);
        own.chain(of_answers).chain(of_items)
    }

    /// How many findings make a yes.
    pub fn needed(&self) -> usize {
        usize::try_from(self.at_least.0).unwrap_or(1).max(1)
    }
}

/// One item of a score.
#[derive(Debug)]
pub struct Item {
    /// Absent where it asks about a finding in the finding's own words.
    pub ask: Option<Text>,
    /// The finding of a yes-or-no item.
    pub finding: Option<(EntryId, Position)>,
    pub scale: Option<Scale>,
    /// For a yes-or-no item, yes and no.
    pub answers: Vec<ItemAnswer>,
    pub position: Position,
}

impl Item {
    pub fn findings(&self) -> impl Iterator<Item = (EntryId, Position)> {
        self.answers.iter().filter_map(|answer| answer.finding)
    }
}

#[derive(Debug)]
pub struct ItemAnswer {
    pub label: Label,
    /// The finding that this answer says is present.
    pub finding: Option<(EntryId, Position)>,
    /// In halves; `check` reports points that are no multiple of 0.5.
    pub halves: i32,
    pub points: Points,
    /// Its own target, which may win over that of the band.
    pub go: Option<StepId>,
    pub position: Position,
}

/// A step that reads the answer to another.
#[derive(Debug)]
pub struct Earlier {
    pub ask: Option<Text>,
    pub of: StepId,
    pub of_position: Position,
    pub answers: Vec<Answer>,
}

/// A step at which something is done.
#[derive(Debug)]
pub struct Action {
    pub title: Text,
    pub say: Option<Paragraph<Resolved>>,
    pub advice: Vec<(EntryId, Position)>,
    pub tests: Vec<(EntryId, Position)>,
    /// The one way on.
    pub then: [Answer; 1],
    pub after: Option<Text>,
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

/// `from` ≤ value < `below`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    pub from: Option<Decimal>,
    pub below: Option<Decimal>,
}

impl Interval {
    pub fn has(self, value: Decimal) -> bool {
        self.from.is_none_or(|from| from <= value) && self.below.is_none_or(|below| value < below)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Label {
    /// Numbers, in words of the author or else of the interface.
    Range {
        interval: Interval,
        unit: Option<String>,
        words: Option<String>,
    },
    /// The way on from an action.
    Then,
    Yes,
    No,
    /// For a reader who cannot say; `written` if the author wrote it.
    Unsure {
        written: bool,
    },
    Text(String),
}

impl Label {
    pub fn is_range(&self) -> bool {
        matches!(self, Label::Range { .. })
    }
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
    /// The service to call.
    pub call: Option<String>,
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
            What::Earlier(earlier) => earlier.ask.as_ref().map_or(&self.name, |ask| &ask.value),
            What::Action(action) => &action.title.value,
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

    pub fn action(&self) -> Option<&Action> {
        match &self.what {
            What::Action(action) => Some(action),
            _ => None,
        }
    }

    pub fn earlier(&self) -> Option<&Earlier> {
        match &self.what {
            What::Earlier(earlier) => Some(earlier),
            _ => None,
        }
    }

    /// The ways out of a step, but for those of items; empty for outcomes and jumps.
    pub fn answers(&self) -> &[Answer] {
        match &self.what {
            What::Ask(ask) => &ask.answers,
            What::Earlier(earlier) => &earlier.answers,
            What::Action(action) => &action.then,
            What::Outcome(_) | What::Jump(_) => &[],
        }
    }

    /// The steps to which it can lead, in the author's order: by its answers, and by those of its
    /// items that have a target of their own.
    pub fn targets(&self) -> impl Iterator<Item = StepId> {
        let items = self.ask().map_or(&[][..], |ask| &ask.items);
        let own = items.iter().flat_map(|item| &item.answers).filter_map(|answer| answer.go);
        self.answers().iter().map(|answer| answer.to).chain(own)
    }

    /// Whether the reader has to wait here, so that the way may lead back.
    pub fn waits(&self) -> bool {
        self.action().is_some_and(|action| action.after.is_some())
    }
}

fn first_sentence(text: &str) -> &str {
    let end = text
        .match_indices(['.', '!', '?', '。'])
        .find(|(at, mark)| text[at + mark.len()..].chars().next().is_none_or(char::is_whitespace));
    end.map_or(text, |(at, _)| &text[..at])
}

/// The label of a range.
fn label(range: &model::Range, unit: Option<&Text>) -> Label {
    Label::Range {
        interval: Interval { from: range.from, below: range.below },
        unit: unit.map(|unit| unit.value.clone()),
        words: range.answer.as_ref().map(|words| words.value.clone()),
    }
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
    let all = (guide.questions.iter().map(|step| &step.name))
        .chain(guide.actions.iter().map(|step| &step.name))
        .chain(guide.outcomes.iter().map(|step| &step.name));
    let steps: HashMap<_, _> =
        all.enumerate().map(|(at, name)| (name.clone(), StepId(at as u32))).collect();
    let first_jump = (guide.questions.len() + guide.actions.len() + guide.outcomes.len()) as u32;
    let common = super::common(guide.common, linker, Target::Guide(id));
    let mut resolver =
        Resolver { names, linker, steps, jumps: Vec::new(), first_jump, broken: false };
    let problem = guide.problem.as_ref().and_then(|name| resolver.entry(Kind::Problem, name));
    let start = resolver.target(&guide.start);
    let mut out = Vec::new();
    let scope = guide.scope.map(|scope| super::scope(scope, resolver.linker, Target::Guide(id)));
    for question in guide.questions {
        let help = resolver.linker.prose(question.help, guide.file, Target::Guide(id));
        let (name, position) = (question.name, question.position);
        let what =
            resolver.question(question.ask, help, question.form, question.if_unsure, position);
        out.push(GuideStep { name, position, what });
    }
    for action in guide.actions {
        let to = resolver.target(&action.then);
        let then = Answer {
            label: Label::Then,
            finding: None,
            to: to.unwrap_or(StepId(0)),
            position: action.then.position,
        };
        let what = What::Action(Action {
            title: action.title,
            say: action.say.map(|say| resolver.linker.paragraph(say, Target::Guide(id))),
            advice: resolver.entries(Kind::Treatment, &action.advice),
            tests: resolver.entries(Kind::Test, &action.tests),
            then: [then],
            after: action.after,
        });
        out.push(GuideStep { name: action.name, position: action.position, what });
    }
    for outcome in guide.outcomes {
        let what = What::Outcome(Outcome {
            title: outcome.title,
            urgency: outcome.urgency,
            call: outcome.call,
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
    let cases = guide.cases.into_iter().filter_map(|case| resolver.case(case)).collect();
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
        scope: scope.map(ScopeOf::Guide),
        steps: out,
        cases,
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

    fn question(
        &mut self,
        text: Option<Text>,
        help: Prose<Resolved>,
        form: Form,
        if_unsure: Option<Name>,
        position: Position,
    ) -> What {
        let once = (1, position);
        let mut ask = Ask {
            ask: text.clone().unwrap_or_else(|| Text::new("", position)),
            help,
            any_of: Vec::new(),
            at_least: once,
            scale: None,
            items: Vec::new(),
            form: Asking::Choice,
            answers: Vec::new(),
        };
        match form {
            Form::YesNo { any_of, at_least, if_yes, if_no } => {
                ask.form = Asking::YesNo;
                ask.any_of = self.entries(Kind::Finding, &any_of);
                ask.at_least = at_least.unwrap_or(once);
                ask.answers.extend(self.answer(Label::Yes, None, &if_yes));
                ask.answers.extend(self.answer(Label::No, None, &if_no));
            }
            Form::Answers(answers) => ask.answers = self.choices(answers),
            Form::Number { scale, ranges } => {
                ask.form = Asking::Number;
                ask.answers = self.ranges(ranges, scale.unit.as_ref());
                ask.scale = Some(scale);
            }
            Form::Score { items, bands } => {
                ask.form = Asking::Score;
                ask.items = items.into_iter().filter_map(|item| self.item(item)).collect();
                ask.answers = self.ranges(bands, None);
            }
            Form::Earlier { of, answers } => {
                let answers = self.choices(answers);
                return match self.target(&of) {
                    Some(step) => What::Earlier(Earlier {
                        ask: text,
                        of: step,
                        of_position: of.position,
                        answers,
                    }),
                    None => What::Ask(ask),
                };
            }
        }
        let unsure =
            if_unsure.and_then(|name| self.answer(Label::Unsure { written: true }, None, &name));
        ask.answers.extend(unsure);
        What::Ask(ask)
    }

    fn answer(&mut self, label: Label, finding: Option<&Name>, go: &Name) -> Option<Answer> {
        let finding = finding.and_then(|name| self.entry(Kind::Finding, name));
        Some(Answer { label, finding, to: self.target(go)?, position: go.position })
    }

    fn choices(&mut self, answers: Vec<model::Answer>) -> Vec<Answer> {
        let choice = |answer: model::Answer| {
            let label = Label::Text(answer.answer.value);
            self.answer(label, answer.finding.as_ref(), &answer.go?)
        };
        answers.into_iter().filter_map(choice).collect()
    }

    fn ranges(&mut self, ranges: Vec<model::Range>, unit: Option<&Text>) -> Vec<Answer> {
        let way = |range: model::Range| {
            let go = range.go.clone()?;
            let position = range.position;
            let (label, finding) = (label(&range, unit), range.finding);
            Some(Answer { position, ..self.answer(label, finding.as_ref(), &go)? })
        };
        ranges.into_iter().filter_map(way).collect()
    }

    fn item(&mut self, item: model::Item) -> Option<Item> {
        let position = item.position;
        let mut out =
            Item { ask: item.ask, finding: None, scale: None, answers: Vec::new(), position };
        match item.kind {
            ItemKind::Finding { finding, points, go } => {
                let points = points?;
                out.finding = Some(self.entry(Kind::Finding, &finding)?);
                let no = Points { value: Decimal::ZERO, position };
                let yes = self.scored(Label::Yes, Some(&finding), go.as_ref(), points, position);
                let no = self.scored(Label::No, None, None, no, position);
                out.answers = vec![yes, no];
            }
            ItemKind::Answers(answers) => {
                for answer in answers {
                    let Some(points) = answer.points else { continue };
                    let (finding, go) = (answer.finding.as_ref(), answer.go.as_ref());
                    let label = Label::Text(answer.answer.value);
                    out.answers.push(self.scored(label, finding, go, points, answer.position));
                }
            }
            ItemKind::Number { scale, ranges } => {
                for range in ranges {
                    let Some(points) = range.points else { continue };
                    let (finding, go) = (range.finding.as_ref(), range.go.as_ref());
                    let label = label(&range, scale.unit.as_ref());
                    out.answers.push(self.scored(label, finding, go, points, range.position));
                }
                out.scale = Some(scale);
            }
        }
        Some(out)
    }

    fn scored(
        &mut self,
        label: Label,
        finding: Option<&Name>,
        go: Option<&Name>,
        points: Points,
        position: Position,
    ) -> ItemAnswer {
        ItemAnswer {
            label,
            finding: finding.and_then(|name| self.entry(Kind::Finding, name)),
            halves: points.value.halves().unwrap_or(0),
            points,
            go: go.and_then(|name| self.target(name)),
            position,
        }
    }

    fn case(&mut self, case: model::Case) -> Option<Case> {
        let has: Vec<_> = case.has.iter().map(|name| self.entry(Kind::Finding, name)).collect();
        let answers: Vec<_> = case
            .answers
            .into_iter()
            .map(|(name, given)| Some((self.target(&name)?, given)))
            .collect();
        let outcome = self.target(&case.outcome);
        Some(Case {
            title: case.title,
            position: case.position,
            has: has.into_iter().map(|found| found.map(|(id, _)| id)).collect::<Option<_>>()?,
            answers: answers.into_iter().collect::<Option<_>>()?,
            outcome: outcome?,
        })
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
            format!("there is no question, action or outcome `{}` in this guide", name.text),
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
