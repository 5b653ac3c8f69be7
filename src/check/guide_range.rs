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
    let fault = |position, (message, help): Fault| {
        Diagnostic::new(&GUIDE_RANGE, position, message).help(help)
    };
    if let Some(scale) = scale
        && let (Some(min), Some(max)) = (scale.min, scale.max)
        && min >= max
    {
        let help = "write the smallest number as `min` and the largest as `max`".to_string();
        let message = format!("`min` ({min}) is not below `max` ({max})");
        // Which borders are outside cannot be said.
        return vec![fault(scale.position, (message, help))];
    }
    let mut found = Vec::new();
    for (at, (range, label, position)) in ranges.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| ranges[before].0);
        let is_last = at + 1 == ranges.len();
        let name = in_words(label);
        let faults = open_ends(*range, &name, before.is_none(), is_last)
            .into_iter()
            .chain(meets(*range, before.and_then(|before| before.below)))
            .chain(scale.and_then(|scale| outside(*range, before, scale)));
        found.extend(faults.map(|told| fault(*position, told)));
    }
    found
}

/// A message, and what to do.
type Fault = (String, String);

/// The first range has no `from`, the last no `below`, and all others have both.
fn open_ends(range: Interval, name: &str, is_first: bool, is_last: bool) -> Vec<Fault> {
    let mut found = Vec::new();
    match (is_first, range.from) {
        (true, Some(from)) => found.push((
            format!("nothing is said for less than {from}"),
            "take `from` out: the first range has none".to_string(),
        )),
        (false, None) => found.push((
            format!("the range “{name}” has no `from`"),
            "write `from:` with the `below` of the range before".to_string(),
        )),
        _ => {}
    }
    match (is_last, range.below) {
        (true, Some(below)) => found.push((
            format!("nothing is said for {below} and more"),
            "take `below` out: the last range has none".to_string(),
        )),
        (false, None) => found.push((
            format!("the range “{name}” has no `below`, so no later one is ever reached"),
            "write `below:` with the `from` of the next range".to_string(),
        )),
        _ => {}
    }
    found
}

/// A range holds some number, and begins where the one before ends.
fn meets(range: Interval, end: Option<Decimal>) -> Option<Fault> {
    let from = range.from?;
    if let Some(below) = range.below.filter(|below| from >= *below) {
        return Some((
            format!("no number is in this range: {from} is not below {below}"),
            "write the smaller number as `from` and the larger as `below`".to_string(),
        ));
    }
    let end = end.filter(|end| *end != from)?;
    let message = if end < from {
        format!("nothing is said for {end} to under {from}")
    } else {
        format!("{from} to under {end} is in two ranges")
    };
    Some((message, format!("write `from: {end}` here, or `below: {from}` in the range before")))
}

/// A border with numbers of the scale on one side only; told once where two ranges share it.
fn outside(range: Interval, before: Option<Interval>, scale: &Scale) -> Option<Fault> {
    let is_outside = |border: &Decimal| {
        scale.min.is_some_and(|min| *border <= min) || scale.max.is_some_and(|max| *border > max)
    };
    let shared = before.and_then(|before| before.below);
    let from = range.from.filter(|from| shared != Some(*from)).filter(is_outside);
    let (word, border) = match (from, range.below.filter(is_outside)) {
        (Some(from), _) => ("from", from),
        (None, below) => ("below", below?),
    };
    let shown = |number: Option<Decimal>| number.map_or("…".into(), |number| number.to_string());
    let (min, max): (String, String) = (shown(scale.min), shown(scale.max));
    Some((
        format!(
            "`{word}: {border}` is not within {min} to {max}, so one side of it is never reached"
        ),
        "correct the border, or `min` and `max`".to_string(),
    ))
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
