//! The pages of a guide: the list of its steps, which is the same graph as its drawing, and the
//! walk-through, one page per step.

use super::parts::{Badge, Cited, Item, Review, body, plain};
use super::values::{Href, Id, Line, Prose, Text, Token};
use super::{Pages, chart_words};
use crate::chart::{self, BoxKind};
use crate::diagnostics::Position;
use crate::link::{Answer, EntryId, GuideId, Label, Outcome, StepId, Target, What, step_anchor};
use crate::plan::View;

/// The index of guides.
#[derive(Debug)]
pub struct GuidesPage<'a> {
    pub title: Text<'a>,
    pub items: Vec<Item<'a>>,
}

#[derive(Debug)]
pub struct GuidePage<'a> {
    /// The guide whose drawings belong here.
    pub id: GuideId,
    pub title: Text<'a>,
    pub summary: Option<Line<'a>>,
    pub problem: Option<Item<'a>>,
    /// The first page of the walk-through.
    pub start: Href,
    pub poster: Href,
    pub steps: Vec<ListedStep<'a>>,
    pub see_also: Vec<Item<'a>>,
    pub sources: Cited<'a>,
    pub review: Review<'a>,
}

/// A step in the list.
#[derive(Debug)]
pub struct ListedStep<'a> {
    pub id: Id,
    pub number: usize,
    pub kind: Token,
    pub title: Text<'a>,
    /// The page of the walk-through, or of the other guide.
    pub href: Href,
    pub badge: Option<Badge<'a>>,
    /// The help of a question.
    pub help: Option<Prose<'a>>,
    pub findings: Vec<Item<'a>>,
    pub ways: Vec<Way<'a>>,
    pub from: Vec<From>,
    pub outcome: Option<OutcomeParts<'a>>,
}

/// The answers that lead from one step to another.
#[derive(Debug)]
pub struct Way<'a> {
    pub label: Text<'a>,
    /// The number of the other step.
    pub to: usize,
    pub title: Text<'a>,
    pub href: Href,
}

/// A step that leads here.
#[derive(Debug)]
pub struct From {
    pub number: usize,
    pub href: Href,
}

/// What an outcome says.
#[derive(Debug)]
pub struct OutcomeParts<'a> {
    pub class: Token,
    pub label: Text<'a>,
    pub within: Option<Text<'a>>,
    pub say: Option<Line<'a>>,
    pub safety_net: Option<Line<'a>>,
    pub suspect: Vec<Item<'a>>,
    pub advice: Vec<Item<'a>>,
    pub tests: Vec<Item<'a>>,
}

/// One page of the walk-through.
#[derive(Debug)]
pub struct StepPage<'a> {
    /// The step's name in the trail of answers: `guide/step`.
    pub name: Text<'a>,
    pub guide: Item<'a>,
    /// The first page, linked from all others.
    pub start: Option<Href>,
    pub kind: Token,
    pub title: Text<'a>,
    pub help: Option<Prose<'a>>,
    pub findings: Vec<Item<'a>>,
    pub answers: Vec<AnswerLink<'a>>,
    pub outcome: Option<OutcomeParts<'a>>,
    /// The questions that lead here.
    pub from: Vec<Item<'a>>,
    /// Its entry in the list of steps.
    pub in_chart: Href,
    pub review: Review<'a>,
}

#[derive(Debug)]
pub struct AnswerLink<'a> {
    pub label: Text<'a>,
    pub href: Href,
    pub class: Token,
}

impl<'a> Pages<'a> {
    pub fn guides(&self) -> GuidesPage<'a> {
        let items = self.linked.guide_ids().map(|id| {
            let common = &self.linked.guide(id).common;
            let summary = common.summary.as_ref().map(|summary| summary.words.as_str().into());
            Item { summary, ..plain(&common.title, View::Guide(id)) }
        });
        GuidesPage { title: self.words.many("guide").into(), items: items.collect() }
    }

    pub fn guide(&self, id: GuideId) -> GuidePage<'a> {
        let guide = self.linked.guide(id);
        GuidePage {
            id,
            title: Text::from(&guide.common.title),
            summary: guide.common.summary.as_ref().map(Line),
            problem: guide.problem.map(|(id, _)| self.item(id)),
            start: View::Step(id, guide.start).into(),
            poster: Href::File(crate::plan::poster(self.linked, id)),
            steps: self.diagram(id).steps.iter().map(|step| self.listed(id, step)).collect(),
            see_also: self.named_by(Target::Guide(id)),
            sources: Cited(&guide.common.sources),
            review: self.review(&guide.common),
        }
    }

    fn listed(&self, id: GuideId, step: &chart::Box) -> ListedStep<'a> {
        let written = self.linked.guide(id).step(step.step);
        let here = |name: &str| Href::Place(View::Guide(id), step_anchor(name).into());
        let to = |at: usize| &self.diagram(id).steps[at];
        let way = |way: &chart::Way| Way {
            label: way.label.clone().into(),
            to: to(way.to).number,
            title: to(way.to).title.clone().into(),
            href: here(&to(way.to).name),
        };
        ListedStep {
            id: step_anchor(&step.name).into(),
            number: step.number,
            kind: Token(match step.kind {
                BoxKind::Question => "question",
                BoxKind::Outcome(_) => "outcome",
                BoxKind::Jump => "guide",
            }),
            title: step.title.clone().into(),
            // The page of a jump is the other guide.
            href: match written.what {
                What::Jump(other) => View::Guide(other).into(),
                What::Ask(_) | What::Outcome(_) => View::Step(id, step.step).into(),
            },
            badge: written.outcome().map(|outcome| self.badge(outcome.urgency)),
            help: written.ask().filter(|ask| !ask.help.is_empty()).map(|ask| body(&ask.help)),
            findings: written.ask().map(|ask| self.asked(&ask.any_of)).unwrap_or_default(),
            ways: step.ways.iter().map(way).collect(),
            from: step
                .from
                .iter()
                .map(|at| From { number: to(*at).number, href: here(&to(*at).name) })
                .collect(),
            outcome: written.outcome().map(|outcome| self.outcome_parts(outcome)),
        }
    }

    /// Findings in the words in which readers are asked about them.
    fn asked(&self, list: &[(EntryId, Position)]) -> Vec<Item<'a>> {
        let item = |(id, _): &(EntryId, Position)| Item {
            badge: None,
            title: self.linked.asked_as(*id).into(),
            ..self.item(*id)
        };
        list.iter().map(item).collect()
    }

    fn outcome_parts(&self, outcome: &'a Outcome) -> OutcomeParts<'a> {
        let items = |list: &[(EntryId, Position)]| {
            list.iter().map(|(id, _)| Item { badge: None, ..self.item(*id) }).collect()
        };
        let Badge { label, class, within } = self.badge(outcome.urgency);
        // Its title is the step's, and damage has stopped the build.
        let Outcome { title: _, urgency: _, say, suspect, advice, tests, safety_net, damaged: _ } =
            outcome;
        OutcomeParts {
            class,
            label,
            within,
            say: say.as_ref().map(Line),
            safety_net: safety_net.as_ref().map(Line),
            suspect: items(suspect),
            advice: items(advice),
            tests: items(tests),
        }
    }

    pub fn step(&self, guide_id: GuideId, step_id: StepId) -> StepPage<'a> {
        let linked = self.linked;
        let guide = linked.guide(guide_id);
        let step = guide.step(step_id);
        let questions = &self.facts.from[guide_id.index()][step_id.index()];
        let question = |(guide, step): &(GuideId, StepId)| {
            plain(
                linked.guide(*guide).step(*step).title(&linked.settings.ladder),
                View::Step(*guide, *step),
            )
        };
        StepPage {
            name: format!("{}/{}", guide.id, step.name).into(),
            guide: plain(&guide.common.title, View::Guide(guide_id)),
            start: (step_id != guide.start).then(|| View::Step(guide_id, guide.start).into()),
            kind: Token(if step.ask().is_some() { "question" } else { "outcome" }),
            title: step.title(&linked.settings.ladder).into(),
            help: step.ask().filter(|ask| !ask.help.is_empty()).map(|ask| body(&ask.help)),
            findings: step.ask().map(|ask| self.asked(&ask.any_of)).unwrap_or_default(),
            answers: step
                .answers()
                .iter()
                .map(|answer| self.answer_link(guide_id, answer))
                .collect(),
            outcome: step.outcome().map(|outcome| self.outcome_parts(outcome)),
            from: questions.iter().map(question).collect(),
            in_chart: Href::Place(View::Guide(guide_id), step_anchor(&step.name).into()),
            review: self.review(&guide.common),
        }
    }

    /// A jump goes to the first question of the other guide.
    fn answer_link(&self, guide: GuideId, answer: &'a Answer) -> AnswerLink<'a> {
        let target = match self.linked.guide(guide).step(answer.to).what {
            What::Jump(other) => View::Step(other, self.linked.guide(other).start),
            What::Ask(_) | What::Outcome(_) => View::Step(guide, answer.to),
        };
        AnswerLink {
            label: chart_words(self.words).of(&answer.label).into(),
            href: target.into(),
            class: Token(match answer.label {
                Label::Yes => "yes",
                Label::No => "no",
                Label::Unsure { .. } => "unsure",
                Label::Text(_) => "text",
            }),
        }
    }
}
