//! Chart: turns a guide into a drawing, and into the same steps as text.
//!
//! In:   a linked guide.
//! Out:  a [`Diagram`]: numbered steps in reading order with their ways. [`drawing`] lays it out
//!       (as the spine or in layers, for a screen or a sheet of paper), [`svg`] writes a drawing as
//!       SVG, and [`source`] exports the diagram for other tools.
//! Not:  addresses (the caller supplies each step's link) or colours (set by the theme's classes).

pub mod drawing;
mod font;
mod layered;
pub mod poster;
pub mod source;
mod spine;
pub mod svg;

pub use font::{Fonts, Weight};

use crate::link::{Guide, GuideStep, Label, Linked, StepId, What};
use crate::model::Urgency;

/// A guide in reading order. The list of steps is the content; a drawing is a view of it.
#[derive(Debug)]
pub struct Diagram {
    pub steps: Vec<Box>,
}

/// One numbered step.
#[derive(Debug)]
pub struct Box {
    pub step: StepId,
    /// From 1, in reading order.
    pub number: usize,
    pub name: String,
    pub title: String,
    /// The kind of step in a word: a question, the outcome's level, another guide.
    pub word: String,
    /// The findings, any one of which means yes, as worded for readers.
    pub items: Vec<String>,
    pub kind: BoxKind,
    pub ways: Vec<Way>,
    /// Positions in [`Diagram::steps`] of the steps that lead here.
    pub from: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxKind {
    Question,
    Outcome(Urgency),
    /// Leads to the start of another guide.
    Jump,
}

/// All answers of a question that lead to one target.
#[derive(Debug)]
pub struct Way {
    /// The answers, joined by ` / `.
    pub label: String,
    /// A position in [`Diagram::steps`].
    pub to: usize,
}

/// The interface's own words in a chart.
pub struct ChartWords<'a> {
    pub yes: &'a str,
    pub no: &'a str,
    pub unsure: &'a str,
    pub question: &'a str,
    pub guide: &'a str,
    /// Precedes the numbers of the steps that lead to this one.
    pub from: &'a str,
}

impl<'a> ChartWords<'a> {
    pub fn of(&self, label: &'a Label) -> &'a str {
        match label {
            Label::Yes => self.yes,
            Label::No => self.no,
            Label::Unsure { .. } => self.unsure,
            Label::Text(text) => text,
        }
    }
}

/// The reachable steps of a guide in reading order: each question after all that lead to it, in the
/// author's order where there is a choice; each outcome after the first question that leads to it.
pub fn diagram(linked: &Linked, guide: &Guide, words: &ChartWords) -> Diagram {
    let order = reading_order(guide);
    let mut position = vec![usize::MAX; guide.steps.len()];
    for (at, step) in order.iter().enumerate() {
        position[step.index()] = at;
    }
    let mut steps: Vec<Box> = order
        .iter()
        .enumerate()
        .map(|(at, step)| numbered(linked, guide, *step, at, &position, words))
        .collect();
    for at in 0..steps.len() {
        for to in steps[at].ways.iter().map(|way| way.to).collect::<Vec<_>>() {
            steps[to].from.push(at);
        }
    }
    Diagram { steps }
}

fn numbered(
    linked: &Linked,
    guide: &Guide,
    id: StepId,
    at: usize,
    position: &[usize],
    words: &ChartWords,
) -> Box {
    let step = guide.step(id);
    let ladder = &linked.settings.ladder;
    let (kind, word, title) = match &step.what {
        What::Ask(_) => (BoxKind::Question, words.question, step.title(ladder)),
        What::Outcome(outcome) => (
            BoxKind::Outcome(outcome.urgency),
            ladder.level(outcome.urgency).label.as_str(),
            step.title(ladder),
        ),
        What::Jump(other) => {
            (BoxKind::Jump, words.guide, linked.guide(*other).common.title.value.as_str())
        }
    };
    let mut ways: Vec<Way> = Vec::new();
    for answer in step.answers().iter().filter(|answer| answer.is_drawn()) {
        let to = position[answer.to.index()];
        let label = words.of(&answer.label);
        match ways.iter_mut().find(|way| way.to == to) {
            Some(way) => way.label = format!("{} / {label}", way.label),
            None => ways.push(Way { label: label.to_string(), to }),
        }
    }
    let items = step
        .ask()
        .map(|ask| ask.any_of.iter().map(|(id, _)| linked.asked_as(*id).to_string()).collect())
        .unwrap_or_default();
    Box {
        step: id,
        number: at + 1,
        name: step.name.clone(),
        title: title.to_string(),
        word: word.to_string(),
        items,
        kind,
        ways,
        from: Vec::new(),
    }
}

/// Topological order by Kahn's algorithm (Communications of the ACM 5(11), 1962) over the
/// questions, with ties broken by the author's order. Questions that a loop makes impossible to
/// place, which `check` rejects, come last.
fn reading_order(guide: &Guide) -> Vec<StepId> {
    let reached = reachable(guide);
    let mut waiting = vec![0usize; guide.steps.len()];
    let leads_to = |step: &GuideStep| -> Vec<StepId> {
        let mut to: Vec<_> = step
            .answers()
            .iter()
            .filter(|answer| answer.is_drawn())
            .map(|answer| answer.to)
            .collect();
        to.sort_unstable();
        to.dedup();
        to
    };
    for id in guide.step_ids().filter(|id| reached[id.index()]) {
        leads_to(guide.step(id)).into_iter().for_each(|to| waiting[to.index()] += 1);
    }
    let mut ready: std::collections::BTreeSet<StepId> = std::iter::once(guide.start).collect();
    let mut placed = vec![false; guide.steps.len()];
    let mut order = Vec::new();
    let place = |id: StepId, order: &mut Vec<StepId>, placed: &mut Vec<bool>| {
        if !std::mem::replace(&mut placed[id.index()], true) {
            order.push(id);
        }
    };
    while let Some(next) = ready.pop_first() {
        place(next, &mut order, &mut placed);
        for answer in guide.step(next).answers().iter().filter(|answer| answer.is_drawn()) {
            if guide.step(answer.to).ask().is_none() {
                place(answer.to, &mut order, &mut placed);
            }
        }
        for to in leads_to(guide.step(next)) {
            waiting[to.index()] -= 1;
            if waiting[to.index()] == 0 && !placed[to.index()] {
                ready.insert(to);
            }
        }
    }
    for id in guide.step_ids().filter(|id| reached[id.index()]) {
        place(id, &mut order, &mut placed);
    }
    order
}

fn reachable(guide: &Guide) -> Vec<bool> {
    let mut seen = vec![false; guide.steps.len()];
    let mut open = vec![guide.start];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut seen[id.index()], true) {
            open.extend(
                guide
                    .step(id)
                    .answers()
                    .iter()
                    .filter(|answer| answer.is_drawn())
                    .map(|answer| answer.to),
            );
        }
    }
    seen
}
