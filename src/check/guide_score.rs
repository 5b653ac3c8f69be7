//! Scores that cannot be added up, or that ask what makes no difference.

use std::collections::BTreeSet;

use super::{Context, Rule, guide_range};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::{Ask, Asking, GuideId, StepId};

static GUIDE_SCORE: Code = Code::error("guide-score");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_SCORE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let guides = context.linked.guide_ids().zip(&context.linked.guides);
    for (id, guide) in guides.filter(|(_, guide)| !guide.broken) {
        for (step_id, step) in guide.step_ids().zip(&guide.steps) {
            let Some(ask) = step.ask() else { continue };
            let (needed, position) = ask.at_least;
            let count = ask.any_of.len() as i64;
            if ask.form == Asking::YesNo && (needed < 1 || (needed > 1 && needed > count)) {
                let message = format!(
                    "`at_least: {needed}` of {count} findings can never be what a yes needs"
                );
                let help = format!("write a number from 1 to {}", count.max(1));
                problems.push(Diagnostic::new(&GUIDE_SCORE, position, message).help(help));
            }
            if ask.form != Asking::Score {
                continue;
            }
            let before = problems.reported();
            for answer in ask.items.iter().flat_map(|item| &item.answers) {
                if answer.points.value.halves().is_none() {
                    let message = format!("{} points are no multiple of 0.5", answer.points.value);
                    problems.push(
                        Diagnostic::new(&GUIDE_SCORE, answer.points.position, message)
                            .help("write whole or half points, as in `1` or `1.5`; double all points and borders if the score has finer ones"),
                    );
                }
            }
            let has_bands = ask.answers.iter().any(|answer| answer.label.is_range());
            if !has_bands {
                let message = format!("the score `{}` has no bands", step.name);
                problems.push(Diagnostic::new(&GUIDE_SCORE, step.position, message).help(
                    "write `bands:`, as in `bands: [{below: 2, go: rest}, {from: 2, go: call}]`",
                ));
            }
            if ask.items.is_empty() {
                let message = format!("the score `{}` has no items", step.name);
                problems.push(
                    Diagnostic::new(&GUIDE_SCORE, step.position, message)
                        .help("write each item with `ask:` and `answers:`"),
                );
            }
            let is_whole = problems.reported() == before && guide_range::faults(ask).is_empty();
            if is_whole && context.is_sound(id) {
                idle_items(context, id, step_id, ask, problems);
            }
        }
    }
}

/// An item decides nothing if no two inputs that differ only in it end differently. Of the other
/// items only the sum and the most urgent target of their own matter, so this is linear in the
/// states of the score.
fn idle_items(
    context: &Context,
    id: GuideId,
    score: StepId,
    ask: &Ask,
    problems: &mut Diagnostics,
) {
    let mut readers = context.linked.guide(id).steps.iter().filter_map(|step| step.earlier());
    let is_read = readers.any(|earlier| earlier.of == score);
    let more_urgent = |first: Option<StepId>, second: Option<StepId>| match (first, second) {
        (Some(first), Some(second)) if wins(context, id, second, first) => Some(second),
        (first, second) => first.or(second),
    };
    let end = |halves: i32, own: Option<StepId>| {
        let band = ask.band(halves)?;
        let target = ask.answers[band].to;
        let own = own.filter(|own| wins(context, id, *own, target));
        Some((own.unwrap_or(target), is_read.then_some(band)))
    };
    for (at, item) in ask.items.iter().enumerate() {
        let mut others: BTreeSet<(i32, Option<StepId>)> = [(0, None)].into();
        for (_, other) in ask.items.iter().enumerate().filter(|(other, _)| *other != at) {
            let after = |(sum, own): &(i32, Option<StepId>)| -> Vec<(i32, Option<StepId>)> {
                let answers = other.answers.iter();
                answers.map(|it| (sum + it.halves, more_urgent(*own, it.go))).collect()
            };
            others = others.iter().flat_map(after).collect();
        }
        let decides = others.iter().any(|(sum, own)| {
            let answers = item.answers.iter();
            let ends: BTreeSet<_> =
                answers.map(|it| end(sum + it.halves, more_urgent(*own, it.go))).collect();
            ends.len() > 1
        });
        if !decides {
            let title = context.linked.item_title(item);
            let message = format!(
                "the item “{title}” can decide nothing: whatever is answered, the end is the same"
            );
            problems.push(
                Diagnostic::new(&GUIDE_SCORE, item.position, message)
                    .help("correct its points or the borders of the bands, or take the item out"),
            );
        }
    }
}

/// Whether a target of an answer's own can reach a more urgent outcome than another can.
fn wins(context: &Context, id: GuideId, own: StepId, target: StepId) -> bool {
    match (context.reach(id, own), context.reach(id, target)) {
        (Some(mine), Some(other)) => other.is_milder_than(mine),
        (mine, _) => mine.is_some(),
    }
}
