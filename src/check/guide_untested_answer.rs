//! Answers, ranges and items that no case of a guide touches.

use std::collections::HashSet;

use super::{Context, Rule, in_words};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::cases::walk;
use crate::link::{EntryId, Guide, GuideId, StepId};

static GUIDE_UNTESTED_ANSWER: Code = Code::warning("guide-untested-answer");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_UNTESTED_ANSWER], run };

/// How many are named.
const SHOWN: usize = 8;

/// Something that a case can touch.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Touch {
    Answer(StepId, usize),
    ItemAnswer(StepId, usize, usize),
    Finding(StepId, EntryId),
}

fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        let Some(first) = guide.cases.first() else { continue };
        let touched = touched(context, id, guide);
        let missing: Vec<String> = all(context, id, guide)
            .into_iter()
            .filter(|touch| !touched.contains(touch))
            .map(|touch| named(context, guide, touch))
            .collect();
        if missing.is_empty() {
            continue;
        }
        let more = missing.len().saturating_sub(SHOWN);
        let shown = missing[..missing.len() - more].join(", ");
        let and = if more > 0 { format!(" and {more} more") } else { String::new() };
        let message = format!("no case touches {shown}{and}");
        let help = format!(
            "add cases for them; `fascicle guide {} --suggest-cases` writes some for you to confirm",
            guide.id
        );
        problems.push(Diagnostic::new(&GUIDE_UNTESTED_ANSWER, first.position, message).help(help));
    }
}

fn touched(context: &Context, id: GuideId, guide: &Guide) -> HashSet<Touch> {
    let states = context.states();
    let mut touched = HashSet::new();
    for case in &guide.cases {
        for passed in walk(&context.linked.guides, states, id, case).passed {
            let state = &states.nodes[passed.node];
            let step = state.step;
            let Some(asked) = context.asked(passed.node) else {
                // An earlier answer that is read, or an action, which has one way.
                touched.insert(Touch::Answer(step, passed.answer));
                continue;
            };
            match state.item {
                Some(item) => {
                    touched.insert(Touch::ItemAnswer(step, item, passed.answer));
                    touched.extend(passed.band.map(|band| Touch::Answer(step, band)));
                }
                None => drop(touched.insert(Touch::Answer(step, passed.answer))),
            }
            let listed = asked.ask.any_of.iter().map(|(finding, _)| *finding);
            let present = listed.filter(|finding| case.has.contains(finding));
            touched.extend(present.map(|finding| Touch::Finding(step, finding)));
        }
    }
    touched
}

fn all(context: &Context, id: GuideId, guide: &Guide) -> Vec<Touch> {
    let mut all = Vec::new();
    for (step_id, step) in guide.step_ids().zip(&guide.steps) {
        if context.states().first(id, step_id).is_none() {
            continue;
        }
        let Some(ask) = step.ask() else {
            let read = step.earlier().map_or(0, |earlier| earlier.answers.len());
            all.extend((0..read).map(|answer| Touch::Answer(step_id, answer)));
            continue;
        };
        let drawn = ask.answers.iter().enumerate().filter(|(_, answer)| answer.is_drawn());
        // Whoever is not sure leaves a score at any item.
        let drawn = drawn.filter(|(_, answer)| ask.items.is_empty() || answer.label.is_range());
        all.extend(drawn.map(|(at, _)| Touch::Answer(step_id, at)));
        all.extend(ask.any_of.iter().map(|(finding, _)| Touch::Finding(step_id, *finding)));
        for (at, item) in ask.items.iter().enumerate() {
            all.extend(
                (0..item.answers.len()).map(|answer| Touch::ItemAnswer(step_id, at, answer)),
            );
        }
    }
    all
}

fn named(context: &Context, guide: &Guide, touch: Touch) -> String {
    match touch {
        Touch::Answer(step, at) => {
            let step = guide.step(step);
            format!("`{}` “{}”", step.name, in_words(&step.answers()[at].label))
        }
        Touch::ItemAnswer(step, at, answer) => {
            let step = guide.step(step);
            let item = step.ask().map(|ask| &ask.items[at]);
            let label = item.map_or_else(String::new, |item| in_words(&item.answers[answer].label));
            format!("`{}` item {} “{label}”", step.name, at + 1)
        }
        Touch::Finding(step, finding) => {
            format!("`{}` in `{}`", context.linked.entry(finding).id, guide.step(step).name)
        }
    }
}
