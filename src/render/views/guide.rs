//! The pages of a guide: the flowchart with its list of steps, and the walk-through, one page a step.

use serde::Serialize;

use super::Scope;
use super::parts::{Badge, Item, Review, SourceNote, badge, item, named_by, review, source_notes};
use crate::chart::{self, AnswerWords, BoxKind, Diagram, svg};
use crate::html::Html;
use crate::link::{EntryId, Guide, GuideId, Label, Linked, Outcome, StepId, Target, What, step_anchor};
use crate::plan::{Medium, View};
use crate::problems::Place;
use crate::render::prose::{self, Citations};

#[derive(Serialize)]
pub(super) struct GuidesPage<'a> {
    level: u8,
    title: &'a str,
    items: Vec<Item<'a>>,
}

/// The index of guides.
pub(super) fn guides<'a>(scope: &Scope<'a>) -> GuidesPage<'a> {
    let items = scope.linked.guide_ids().map(|id| {
        let common = &scope.linked.guide(id).common;
        Item {
            title: &common.title.value,
            href: scope.href(View::Guide(id)),
            note: None,
            badge: None,
            summary: common.summary.as_ref().map(|text| text.value.as_str()),
        }
    });
    GuidesPage { level: scope.level(), title: scope.words.many("guide"), items: items.collect() }
}

#[derive(Serialize)]
pub(super) struct GuidePage<'a> {
    level: u8,
    title: &'a str,
    summary: Option<&'a str>,
    problem: Option<Item<'a>>,
    start: String,
    drawing_html: Html,
    steps: Vec<ListedStep<'a>>,
    see_also: Vec<Item<'a>>,
    sources: Vec<SourceNote<'a>>,
    sources_id: String,
    review: Review,
}

/// A step in the list, which is the same graph as the drawing.
#[derive(Serialize)]
struct ListedStep<'a> {
    id: String,
    number: usize,
    name: &'a str,
    kind: &'static str,
    title: String,
    /// The page of the walk-through, or of the other guide.
    href: String,
    badge: Option<Badge<'a>>,
    findings: Vec<Item<'a>>,
    ways: Vec<Way>,
    from: Vec<From>,
    outcome: Option<OutcomeParts<'a>>,
}

#[derive(Serialize)]
struct Way {
    label: String,
    to: usize,
    title: String,
    href: String,
}

#[derive(Serialize)]
struct From {
    number: usize,
    href: String,
}

/// What an outcome says.
#[derive(Serialize)]
struct OutcomeParts<'a> {
    class: &'static str,
    label: &'a str,
    within: Option<&'a str>,
    say: Option<&'a str>,
    safety_net: Option<&'a str>,
    suspect: Vec<Item<'a>>,
    advice: Vec<Item<'a>>,
    tests: Vec<Item<'a>>,
}

fn words<'a>(scope: &Scope<'a>) -> AnswerWords<'a> {
    AnswerWords { yes: scope.words.one("yes"), no: scope.words.one("no"), unsure: scope.words.one("unsure") }
}

fn diagram(scope: &Scope, guide: &Guide) -> Diagram {
    chart::diagram(scope.linked, guide, &words(scope))
}

pub(super) fn guide<'a>(scope: &Scope<'a>, id: GuideId) -> GuidePage<'a> {
    let linked = scope.linked;
    let guide = linked.guide(id);
    let diagram = diagram(scope, guide);
    let mut citations = Citations::default();
    citations.add(&guide.common.sources);
    GuidePage {
        level: scope.level(),
        title: &guide.common.title.value,
        summary: guide.common.summary.as_ref().map(|text| text.value.as_str()),
        problem: guide.problem.map(|(id, _)| item(scope, id)),
        start: scope.href(View::Step(id, guide.start)),
        drawing_html: drawing(scope, id, &diagram),
        steps: diagram.steps.iter().map(|step| listed(scope, id, &diagram, step)).collect(),
        see_also: named_by(scope, Target::Guide(id)),
        sources: source_notes(scope, &citations),
        sources_id: scope.id("fc-sources"),
        review: review(scope, &guide.common),
    }
}

fn drawing(scope: &Scope, id: GuideId, diagram: &Diagram) -> Html {
    let guide = scope.linked.guide(id);
    let labels = svg::Labels {
        title: &guide.common.title.value,
        id: &guide.id,
        from: scope.words.one("from"),
        question: scope.words.one("question"),
        guide: scope.words.one("guide"),
        levels: scope.linked.settings.ladder.steps.iter().map(|step| step.label.as_str()).collect(),
        links: diagram.steps.iter().map(|step| scope.plan.href(scope.view, View::Guide(id), Some(&step_anchor(&step.name)))).collect(),
    };
    svg::drawing(diagram, &labels)
}

/// Where a step's own page is: that of a jump is the other guide.
fn step_href(scope: &Scope, guide: GuideId, step: StepId) -> String {
    match scope.linked.guide(guide).step(step).what {
        What::Jump(other) => scope.href(View::Guide(other)),
        _ => scope.href(View::Step(guide, step)),
    }
}

fn listed<'a>(scope: &Scope<'a>, id: GuideId, diagram: &Diagram, step: &chart::Box) -> ListedStep<'a> {
    let linked = scope.linked;
    let source = linked.guide(id).step(step.step);
    let here = |name: &str| format!("#{}", scope.id(&step_anchor(name)));
    let to = |at: usize| &diagram.steps[at];
    ListedStep {
        id: scope.id(&step_anchor(&step.name)),
        number: step.number,
        name: &source.name,
        kind: match step.kind {
            BoxKind::Question => "question",
            BoxKind::Outcome(_) => "outcome",
            BoxKind::Jump => "guide",
        },
        title: step.title.clone(),
        href: step_href(scope, id, step.step),
        badge: source.outcome().map(|outcome| badge(scope, outcome.urgency)),
        findings: source.ask().map(|ask| findings(scope, &ask.any_of)).unwrap_or_default(),
        ways: step
            .ways
            .iter()
            .map(|way| Way {
                label: way.label.clone(),
                to: to(way.to).number,
                title: to(way.to).title.clone(),
                href: here(&to(way.to).name),
            })
            .collect(),
        from: step.from.iter().map(|at| From { number: to(*at).number, href: here(&to(*at).name) }).collect(),
        outcome: source.outcome().map(|outcome| outcome_parts(scope, outcome)),
    }
}

fn findings<'a>(scope: &Scope<'a>, list: &[(EntryId, Place)]) -> Vec<Item<'a>> {
    list.iter().map(|(id, _)| Item { title: scope.linked.asked_as(*id), badge: None, ..item(scope, *id) }).collect()
}

fn outcome_parts<'a>(scope: &Scope<'a>, outcome: &'a Outcome) -> OutcomeParts<'a> {
    let items = |list: &[(EntryId, Place)]| list.iter().map(|(id, _)| Item { badge: None, ..item(scope, *id) }).collect();
    let badge = badge(scope, outcome.urgency);
    OutcomeParts {
        class: badge.class,
        label: badge.label,
        within: badge.within,
        say: outcome.say.as_ref().map(|text| text.value.as_str()),
        safety_net: outcome.safety_net.as_ref().map(|text| text.value.as_str()),
        suspect: items(&outcome.suspect),
        advice: items(&outcome.advice),
        tests: items(&outcome.tests),
    }
}

#[derive(Serialize)]
pub(super) struct StepPage<'a> {
    level: u8,
    guide: Item<'a>,
    start: Option<String>,
    kind: &'static str,
    title: &'a str,
    help_html: Html,
    findings: Vec<Item<'a>>,
    answers: Vec<AnswerLink<'a>>,
    outcome: Option<OutcomeParts<'a>>,
    /// The questions from which one may have come.
    from: Vec<Item<'a>>,
    in_chart: String,
    sources: Vec<SourceNote<'a>>,
    sources_id: String,
    review: Review,
}

#[derive(Serialize)]
struct AnswerLink<'a> {
    label: &'a str,
    href: String,
    class: &'static str,
}

/// One page of the walk-through.
pub(super) fn step<'a>(scope: &Scope<'a>, guide_id: GuideId, step_id: StepId) -> StepPage<'a> {
    let linked = scope.linked;
    let guide = linked.guide(guide_id);
    let step = guide.step(step_id);
    let mut citations = Citations::default();
    let help_html = step.ask().map(|ask| prose::html(&ask.help, &scope.prose_place(), &mut citations)).unwrap_or_default();
    StepPage {
        level: scope.level(),
        guide: Item { title: &guide.common.title.value, href: scope.href(View::Guide(guide_id)), note: None, badge: None, summary: None },
        start: (step_id != guide.start).then(|| scope.href(View::Step(guide_id, guide.start))),
        kind: if step.ask().is_some() { "question" } else { "outcome" },
        title: step.title(&linked.settings.ladder),
        help_html,
        findings: step.ask().map(|ask| findings(scope, &ask.any_of)).unwrap_or_default(),
        answers: answers(scope, guide_id, step_id),
        outcome: step.outcome().map(|outcome| outcome_parts(scope, outcome)),
        from: from(scope, linked, guide_id, step_id),
        in_chart: scope.plan.href(scope.view, View::Guide(guide_id), Some(&step_anchor(&step.name))),
        sources: source_notes(scope, &citations),
        sources_id: scope.id("fc-sources"),
        review: review(scope, &guide.common),
    }
}

fn answers<'a>(scope: &Scope<'a>, guide: GuideId, step: StepId) -> Vec<AnswerLink<'a>> {
    let answer_words = words(scope);
    let link = |answer: &'a crate::link::Answer| AnswerLink {
        label: match &answer.label {
            Label::Text(text) => text,
            Label::Yes => answer_words.yes,
            Label::No => answer_words.no,
            Label::Unsure { .. } => answer_words.unsure,
        },
        href: target_href(scope, guide, answer.to),
        class: match answer.label {
            Label::Yes => "yes",
            Label::No => "no",
            Label::Unsure { .. } => "unsure",
            Label::Text(_) => "text",
        },
    };
    scope.linked.guide(guide).step(step).answers().iter().map(link).collect()
}

/// The page that an answer leads to; a jump goes to the first question of the other guide.
fn target_href(scope: &Scope, guide: GuideId, to: StepId) -> String {
    match scope.linked.guide(guide).step(to).what {
        What::Jump(other) => scope.href(View::Step(other, scope.linked.guide(other).start)),
        _ => scope.href(View::Step(guide, to)),
    }
}

fn from<'a>(scope: &Scope<'a>, linked: &'a Linked, guide_id: GuideId, step_id: StepId) -> Vec<Item<'a>> {
    if scope.plan.medium == Medium::Print {
        return Vec::new();
    }
    let questions = &scope.facts.from[guide_id.index()][step_id.index()];
    let item = |(guide, step): &(GuideId, StepId)| Item {
        title: linked.guide(*guide).step(*step).title(&linked.settings.ladder),
        href: scope.href(View::Step(*guide, *step)),
        note: None,
        badge: None,
        summary: None,
    };
    questions.iter().map(item).collect()
}
