//! Scores that cannot be added up, or that ask what makes no difference.

use std::collections::BTreeSet;

use super::{Context, Rule, guide_range};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::{Ask, Asking, Guide, StepId, states::MOST_STATES};

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
                idle_items(context, guide, step_id, ask, problems);
            }
        }
    }
}

/// Where a score can stand without one of its items: the sum of the others, and their own targets.
type Others = BTreeSet<(i32, BTreeSet<StepId>)>;

/// An item decides nothing if no two inputs that differ only in it end differently. Sums and
/// targets of the other items are kept as a set, so this is linear in the states of the score.
fn idle_items(
    context: &Context,
    guide: &Guide,
    score: StepId,
    ask: &Ask,
    problems: &mut Diagnostics,
) {
    let is_read =
        guide.steps.iter().filter_map(|step| step.earlier()).any(|earlier| earlier.of == score);
    let end = |halves: i32, own: &BTreeSet<StepId>| {
        let band = ask.band(halves)?;
        let target = ask.answers[band].to;
        let wins =
            own.iter().copied().max_by_key(|own| std::cmp::Reverse(context.reach(guide, *own)));
        let won = wins.filter(|own| context.reach(guide, *own) < context.reach(guide, target));
        Some((won.unwrap_or(target), is_read.then_some(band)))
    };
    for (at, item) in ask.items.iter().enumerate() {
        let mut others: Others = [(0, BTreeSet::new())].into();
        for other in
            ask.items.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, it)| it)
        {
            others = others
                .iter()
                .flat_map(|(sum, own)| {
                    other.answers.iter().map(move |answer| {
                        let mut own = own.clone();
                        own.extend(answer.go);
                        (sum + answer.halves, own)
                    })
                })
                .collect();
            if others.len() > MOST_STATES {
                return;
            }
        }
        let decides = others.iter().any(|(sum, own)| {
            let ends: BTreeSet<_> = item
                .answers
                .iter()
                .map(|answer| {
                    let mut own = own.clone();
                    own.extend(answer.go);
                    end(sum + answer.halves, &own)
                })
                .collect();
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
