//! Ranges and bands that leave a gap, overlap, or can never be reached.

use std::collections::BTreeSet;

use super::{Context, Rule, in_words};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{Ask, Asking, Interval, Label};
use crate::model::{Decimal, Scale};

static GUIDE_RANGE: Code = Code::error("guide-range");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_RANGE], run };

/// A range as written: its borders and its position.
type Written<'a> = (Interval, &'a Label, Position);

fn run(context: &Context, problems: &mut Diagnostics) {
    for guide in &context.linked.guides {
        for ask in guide.steps.iter().filter_map(|step| step.ask()) {
            let ranges: Vec<Written> = ask
                .answers
                .iter()
                .filter_map(|answer| written(&answer.label, answer.position))
                .collect();
            let sound = judge(&ranges, ask.scale.as_ref(), problems);
            if sound && ask.form == Asking::Score {
                reached(ask, &ranges, problems);
            }
            for item in &ask.items {
                let ranges: Vec<Written> = item
                    .answers
                    .iter()
                    .filter_map(|answer| written(&answer.label, answer.position))
                    .collect();
                judge(&ranges, item.scale.as_ref(), problems);
            }
        }
    }
}

fn written(label: &Label, position: Position) -> Option<Written<'_>> {
    match label {
        Label::Range { interval, .. } => Some((*interval, label, position)),
        _ => None,
    }
}

/// Reports what is wrong with a list of ranges; returns whether nothing is.
fn judge(ranges: &[Written], scale: Option<&Scale>, problems: &mut Diagnostics) -> bool {
    let mut found: Vec<(Position, String, String)> = Vec::new();
    if let Some(scale) = scale
        && let (Some(min), Some(max)) = (scale.min, scale.max)
        && min >= max
    {
        let help = "write the smallest number as `min` and the largest as `max`".to_string();
        found.push((scale.position, format!("`min` ({min}) is not below `max` ({max})"), help));
    }
    for (at, (range, label, position)) in ranges.iter().enumerate() {
        let mut say = |message: String, help: String| found.push((*position, message, help));
        let name = in_words(label);
        let before = at.checked_sub(1).map(|before| ranges[before].0);
        let is_last = at + 1 == ranges.len();
        match (before, range.from) {
            (None, Some(from)) => say(
                format!("nothing is said for less than {from}"),
                "the first range has no `from`".to_string(),
            ),
            (Some(_), None) => say(
                format!("the range “{name}” has no `from`"),
                "every range but the first begins where the one before ends: write `from:`"
                    .to_string(),
            ),
            _ => {}
        }
        match (is_last, range.below) {
            (true, Some(below)) => say(
                format!("nothing is said for {below} and more"),
                "the last range has no `below`".to_string(),
            ),
            (false, None) => say(
                format!("the range “{name}” has no `below`, so no later one is ever reached"),
                "every range but the last ends where the next begins: write `below:`".to_string(),
            ),
            _ => {}
        }
        if let (Some(from), Some(below)) = (range.from, range.below)
            && from >= below
        {
            say(
                format!("no number is in this range: {from} is not below {below}"),
                "write the smaller number as `from` and the larger as `below`".to_string(),
            );
        } else if let (Some(end), Some(from)) = (before.and_then(|before| before.below), range.from)
        {
            if end < from {
                say(
                    format!("nothing is said for {end} to under {from}"),
                    format!("begin this range at {end}, or let the one before end below {from}"),
                );
            } else if end > from {
                say(
                    format!("{from} to under {end} is in two ranges"),
                    format!("begin this range at {end}, or let the one before end below {from}"),
                );
            }
        }
        for (border, is_from) in [(range.from, true), (range.below, false)] {
            let Some(border) = border.filter(|_| found.is_empty()) else { continue };
            let Some(scale) = scale else { continue };
            let (low, high) = (scale.min, scale.max);
            let outside =
                low.is_some_and(|min| border <= min) || high.is_some_and(|max| border > max);
            if outside {
                let shown = |number: Option<Decimal>| {
                    number.map_or("…".to_string(), |number| number.to_string())
                };
                let word = if is_from { "from" } else { "below" };
                found.push((
                    *position,
                    format!(
                        "`{word}: {border}` is not within {} to {}, so one side of it is never reached",
                        shown(low),
                        shown(high)
                    ),
                    "correct the border, or `min` and `max`".to_string(),
                ));
            }
        }
    }
    let sound = found.is_empty();
    for (position, message, help) in found {
        problems.push(Diagnostic::new(&GUIDE_RANGE, position, message).help(help));
    }
    sound
}

/// Every band holds a sum that some answers have.
fn reached(ask: &Ask, bands: &[Written], problems: &mut Diagnostics) {
    let answers = || ask.items.iter().flat_map(|item| &item.answers);
    // Points that cannot be added are reported with the score.
    if answers().any(|answer| answer.points.value.halves().is_none()) {
        return;
    }
    let mut sums: BTreeSet<i32> = [0].into();
    for item in &ask.items {
        sums = sums
            .iter()
            .flat_map(|sum| item.answers.iter().map(move |answer| sum + answer.halves))
            .collect();
        // The states of such a score are over the limit, which is reported.
        if sums.len() > crate::link::states::MOST_STATES {
            return;
        }
    }
    let (Some(least), Some(most)) = (sums.first(), sums.last()) else { return };
    let shown = |halves: &i32| Decimal::from_halves(*halves).to_string();
    for (band, label, position) in bands {
        if !sums.iter().any(|sum| band.has(Decimal::from_halves(*sum))) {
            let message = format!(
                "no answers have a sum in the band “{}”; sums are {} to {}",
                in_words(label),
                shown(least),
                shown(most)
            );
            let help = "correct the borders of the bands or the points of the answers";
            problems.push(Diagnostic::new(&GUIDE_RANGE, *position, message).help(help));
        }
    }
}
