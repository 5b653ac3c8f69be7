//! The pages of a guide: the flowchart with its list of steps, and the walk-through, one page a step.

use serde::Serialize;

use super::Scope;
use super::parts::{Badge, Item, Review, SourceNote, badge, item, named_by, review, source_notes};
use super::shell::{direction, pdf};
use crate::chart::drawing::{self, Drawing, NARROW, ROOMY, WIDE};
use crate::chart::{self, BoxKind, ChartWords, Diagram, poster, svg};
use crate::diagnostics::Position;
use crate::html::Html;
use crate::link::{EntryId, GuideId, Label, Linked, Outcome, StepId, Target, What, step_anchor};
use crate::plan::{Medium, View};
use crate::render::prose::{self, Citations};
use crate::render::words::Words;

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
            page: None,
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
    drawings: Drawings,
    drawing_id: String,
    /// The poster, if a book was made.
    poster: Option<String>,
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

/// The words of the interface that stand in a chart.
pub(in crate::render) fn chart_words(words: &Words) -> ChartWords<'_> {
    ChartWords {
        yes: words.one("yes"),
        no: words.one("no"),
        unsure: words.one("unsure"),
        question: words.one("question"),
        guide: words.one("guide"),
        from: words.one("from"),
    }
}

/// The direction in which the handbook is written.
pub(in crate::render) fn text_direction(linked: &Linked) -> svg::Direction {
    if direction(&linked.settings.language) == "rtl" { svg::Direction::RightToLeft } else { svg::Direction::LeftToRight }
}

pub(super) fn guide<'a>(scope: &Scope<'a>, id: GuideId) -> GuidePage<'a> {
    let linked = scope.linked;
    let guide = linked.guide(id);
    let diagram = &scope.facts.layouts[id.index()].diagram;
    let mut citations = Citations::default();
    citations.add(&guide.common.sources);
    GuidePage {
        level: scope.level(),
        title: &guide.common.title.value,
        summary: guide.common.summary.as_ref().map(|text| text.value.as_str()),
        problem: guide.problem.map(|(id, _)| item(scope, id)),
        start: scope.href(View::Step(id, guide.start)),
        drawings: drawings(scope, id),
        drawing_id: scope.id("fc-flowchart"),
        poster: pdf(scope, &format!("poster-{}.pdf", guide.id)),
        steps: diagram.steps.iter().map(|step| listed(scope, id, diagram, step)).collect(),
        see_also: named_by(scope, Target::Guide(id)),
        sources: source_notes(scope, &citations),
        sources_id: scope.id("fc-sources"),
        review: review(scope, &guide.common),
    }
}

/// The same guide drawn for each place where it is looked at. The theme shows one of them at a time.
#[derive(Serialize)]
struct Drawings {
    narrow_html: Html,
    wide_html: Html,
    layered_html: Html,
    paper_html: Html,
    /// Is the layered drawing the better one on a wide screen?
    layered_reads: bool,
}

/// More steps than this are read down a spine, not across a drawing.
const LAYERED_STEPS: usize = 30;
/// More steps than this are not even tried on one page.
const PAGE_STEPS: usize = 60;
/// What there is room for beside the menu on a screen of 1280 px, in px.
const SCREEN: f64 = 885.0;
/// What a sheet of A4 has room for below a heading, with the margins that the theme sets.
const PAGE: poster::Room = poster::Room { width: 186.0, height: 256.0 };
/// Letters smaller than this are not to be read from paper. In points.
const READABLE: f64 = 8.0;

/// A guide laid out for each place where it is looked at, once for all pages that show it.
pub(in crate::render) struct Layouts {
    diagram: Diagram,
    narrow: Drawing,
    wide: Drawing,
    layered: Drawing,
    /// If all of it can be read on one page.
    page: Option<Drawing>,
}

/// Lays a guide out.
pub(super) fn layouts(linked: &Linked, words: &Words, id: GuideId) -> Layouts {
    let diagram = chart::diagram(linked, linked.guide(id), &chart_words(words));
    let from = words.one("from");
    let direction = text_direction(linked);
    let turned = |drawing: Drawing| if direction == svg::Direction::RightToLeft { drawing.mirrored() } else { drawing };
    let page = (diagram.steps.len() <= PAGE_STEPS).then(|| poster::spine(&diagram, PAGE, from)).filter(|fit| fit.points() >= READABLE);
    Layouts {
        narrow: turned(drawing::spine(&diagram, &ROOMY, NARROW, from)),
        wide: turned(drawing::spine(&diagram, &ROOMY, WIDE, from)),
        layered: turned(drawing::layered(&diagram, &ROOMY, from)),
        page: page.map(|fit| turned(fit.drawing)),
        diagram,
    }
}

fn drawings(scope: &Scope, id: GuideId) -> Drawings {
    let guide = scope.linked.guide(id);
    let Layouts { diagram, narrow, wide, layered, page } = &scope.facts.layouts[id.index()];
    let href = |step: &chart::Box| scope.plan.href(scope.view, View::Guide(id), Some(&step_anchor(&step.name)));
    let links: Vec<String> = diagram.steps.iter().map(href).collect();
    let labelled = |name: &str, draw: &dyn Fn(&svg::Labels) -> Html| {
        draw(&svg::Labels {
            title: &guide.common.title.value,
            id: &format!("{}-{name}", guide.id),
            levels: scope.linked.settings.ladder.steps.len(),
            links: links.clone(),
            direction: text_direction(scope.linked),
        })
    };
    let paper_html = match page {
        Some(page) => labelled("page", &|labels| svg::drawing(diagram, page, labels)),
        None => {
            let cuts = wide.pages(PAGE.height * wide.width / PAGE.width);
            labelled("wide", &|labels| svg::pages(wide, labels, &cuts))
        }
    };
    Drawings {
        layered_reads: diagram.steps.len() <= LAYERED_STEPS && layered.width <= SCREEN,
        narrow_html: labelled("narrow", &|labels| svg::drawing(diagram, narrow, labels)),
        wide_html: labelled("wide", &|labels| svg::drawing(diagram, wide, labels)),
        layered_html: labelled("layered", &|labels| svg::drawing(diagram, layered, labels)),
        paper_html,
    }
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

fn findings<'a>(scope: &Scope<'a>, list: &[(EntryId, Position)]) -> Vec<Item<'a>> {
    list.iter().map(|(id, _)| Item { title: scope.linked.asked_as(*id), badge: None, ..item(scope, *id) }).collect()
}

fn outcome_parts<'a>(scope: &Scope<'a>, outcome: &'a Outcome) -> OutcomeParts<'a> {
    let items = |list: &[(EntryId, Position)]| list.iter().map(|(id, _)| Item { badge: None, ..item(scope, *id) }).collect();
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
    /// The step's name in the trail of answers: `guide/step`.
    name: String,
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
        name: format!("{}/{}", guide.id, step.name),
        guide: Item {
            title: &guide.common.title.value,
            href: scope.href(View::Guide(guide_id)),
            note: None,
            badge: None,
            summary: None,
            page: None,
        },
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
    let answer_words = chart_words(scope.words);
    let link = |answer: &'a crate::link::Answer| AnswerLink {
        label: answer_words.of(&answer.label),
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
        page: None,
    };
    questions.iter().map(item).collect()
}
