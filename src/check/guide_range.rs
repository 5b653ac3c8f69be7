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
    // What a mistake in the file left out is not missing as well.
    for guide in context.linked.guides.iter().filter(|guide| !guide.broken) {
        for ask in guide.steps.iter().filter_map(|step| step.ask()) {
            faults(ask).into_iter().for_each(|fault| problems.push(fault));
        }
    }
}

/// Everything that is wrong with the ranges and bands of a question.
pub(super) fn faults(ask: &Ask) -> Vec<Diagnostic> {
    let ranges: Vec<Written> =
        ask.answers.iter().filter_map(|answer| written(&answer.label, answer.position)).collect();
    let mut found = judge(&ranges, ask.scale.as_ref());
    if found.is_empty() && ask.form == Asking::Score {
        found = reached(ask, &ranges);
    }
    for item in &ask.items {
        let ranges: Vec<Written> = item
            .answers
            .iter()
            .filter_map(|answer| written(&answer.label, answer.position))
            .collect();
        found.extend(judge(&ranges, item.scale.as_ref()));
    }
    found
}

fn written(label: &Label, position: Position) -> Option<Written<'_>> {
    match label {
        Label::Range { interval, .. } => Some((*interval, label, position)),
        _ => None,
    }
}

/// What is wrong with a list of ranges.
fn judge(ranges: &[Written], scale: Option<&Scale>) -> Vec<Diagnostic> {
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
    let problem = |(position, message, help): (Position, String, String)| {
        Diagnostic::new(&GUIDE_RANGE, position, message).help(help)
    };
    found.into_iter().map(problem).collect()
}

/// Every band holds a sum that some answers have.
fn reached(ask: &Ask, bands: &[Written]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let answers = || ask.items.iter().flat_map(|item| &item.answers);
    // Points that cannot be added are reported with the score.
    if answers().any(|answer| answer.points.value.halves().is_none()) {
        return found;
    }
    let mut sums: BTreeSet<i32> = [0].into();
    for item in &ask.items {
        sums = sums
            .iter()
            .flat_map(|sum| item.answers.iter().map(move |answer| sum + answer.halves))
            .collect();
        // The states of such a score are over the limit, which is reported.
        if sums.len() > crate::link::states::MOST_STATES {
            return found;
        }
    }
    let (Some(least), Some(most)) = (sums.first(), sums.last()) else { return found };
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
            found.push(Diagnostic::new(&GUIDE_RANGE, *position, message).help(help));
        }
    }
    found
}
