//! Cases: where a guide brings a patient.
//!
//! In:   the states of the guides, and a case: its findings and answers.
//! Out:  the way with every answer, and where it ends or why it stops.
//! Not:  whether that is where the author expects it; that is for `check`.

use super::flow::NodeId;
use super::guides::{Asking, Case, Guide, Label, What};
use super::states::{Asked, States};
use super::{EntryId, GuideId};
use crate::model::{Decimal, Given, Scale};

/// A way through a guide.
#[derive(Debug)]
pub struct Walked {
    /// The states that were passed, each with the answer that was given there.
    pub passed: Vec<Passed>,
    /// The state in which it ends.
    pub end: NodeId,
    /// Why it stops there, if that is no end.
    pub stop: Option<Stop>,
}

#[derive(Debug)]
pub struct Passed {
    pub node: NodeId,
    /// A position in the answers, as in [`super::states::Way`].
    pub answer: usize,
    /// The band in which the sum is, if the answer finished a score.
    pub band: Option<usize>,
    /// What the case said, if it was not derived from its findings.
    pub said: Option<String>,
}

/// Why a case does not go on.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// The case says nothing, and its findings do not decide.
    NoAnswer,
    /// The question has no such answer.
    NotAnAnswer(String),
    /// Less than the smallest or more than the largest number.
    Outside(String),
    /// The list has not one value an item: how many there are, and how many items.
    Length(usize, usize),
    /// A list for a question that is no score, or a single value for a score.
    Form { is_score: bool },
    /// The guide has no way on.
    NoWay,
}

/// Follows a case from the start of its guide.
pub fn walk(guides: &[Guide], states: &States, guide: GuideId, case: &Case) -> Walked {
    let mut out = Walked { passed: Vec::new(), end: states.starts[guide.index()], stop: None };
    // A guide that goes round in a circle, which `check` reports, has no end.
    for _ in 0..=states.len() {
        let node = out.end;
        let step = states.step(guides, node);
        let answer = match &step.what {
            What::Outcome(_) | What::Jump(_) => return out,
            What::Action(action) if action.after.is_some() => return out,
            What::Action(_) | What::Earlier(_) => match states.ways[node].first() {
                Some(way) => (way.answer, None),
                None => return Walked { stop: Some(Stop::NoWay), ..out },
            },
            What::Ask(_) => {
                let Some(asked) = states.asked(guides, node) else { return out };
                match answer(&asked, states.nodes[node].item, states.nodes[node].step, case) {
                    Ok(answer) => answer,
                    Err(stop) => return Walked { stop: Some(stop), ..out },
                }
            }
        };
        let Some(way) = states.ways[node].iter().find(|way| way.answer == answer.0) else {
            return Walked { stop: Some(Stop::NoWay), ..out };
        };
        out.passed.push(Passed { node, answer: answer.0, band: way.band, said: answer.1 });
        out.end = way.to;
    }
    Walked { stop: Some(Stop::NoWay), ..out }
}

/// The answer that a case gives, and what it said.
fn answer(
    asked: &Asked,
    item: Option<usize>,
    step: super::StepId,
    case: &Case,
) -> Result<(usize, Option<String>), Stop> {
    let given = case.answers.iter().find(|(of, _)| *of == step).map(|(_, given)| given);
    let said = match (given, item) {
        (None, _) => return derived(asked, &case.has).map(|answer| (answer, None)),
        (Some(Given::One(word)), None) => &word.text,
        (Some(Given::List(..)), None) => return Err(Stop::Form { is_score: false }),
        (Some(Given::List(words, _)), Some(item)) => {
            if words.len() != asked.ask.items.len() {
                return Err(Stop::Length(words.len(), asked.ask.items.len()));
            }
            &words[item].text
        }
        // "Not sure" leaves a score at its first item.
        (Some(Given::One(word)), Some(_)) => {
            if word.text != "unsure" {
                return Err(Stop::Form { is_score: true });
            }
            &word.text
        }
    };
    let scale = match asked.item {
        Some(item) => item.scale.as_ref(),
        None => asked.ask.scale.as_ref(),
    };
    named(asked, scale, said).map(|answer| (answer, Some(said.clone())))
}

/// How many answers there are, without "not sure" of a score.
fn count(asked: &Asked) -> usize {
    asked.item.map_or(asked.ask.answers.len(), |item| item.answers.len())
}

/// The answer that a word or number names.
fn named(asked: &Asked, scale: Option<&Scale>, said: &str) -> Result<usize, Stop> {
    let labels = || (0..=count(asked)).filter_map(|at| Some((at, asked.said(at)?.label)));
    let by_words =
        labels().find(|(_, label)| label.read_as().is_some_and(|words| alike(words, said)));
    if let Some((at, _)) = by_words {
        return Ok(at);
    }
    let not = || Stop::NotAnAnswer(said.to_string());
    let scale = scale.ok_or_else(not)?;
    let number = Decimal::parse(said).map_err(|_| not())?;
    if scale.min.is_some_and(|min| number < min) || scale.max.is_some_and(|max| number > max) {
        return Err(Stop::Outside(said.to_string()));
    }
    labels()
        .find(|(_, label)| matches!(label, Label::Range { interval, .. } if interval.has(number)))
        .map(|(at, _)| at)
        .ok_or_else(not)
}

/// The answer that the findings of a case give.
fn derived(asked: &Asked, has: &[EntryId]) -> Result<usize, Stop> {
    let is_yes_no = match asked.item {
        Some(item) => item.finding.is_some(),
        None => asked.ask.form == Asking::YesNo,
    };
    let position = |wanted: &Label| {
        (0..count(asked)).find(|at| asked.said(*at).is_some_and(|said| said.label == wanted))
    };
    if is_yes_no {
        let (listed, needed): (Vec<EntryId>, usize) = match asked.item {
            Some(item) => (item.finding.iter().map(|(id, _)| *id).collect(), 1),
            None => (asked.ask.any_of.iter().map(|(id, _)| *id).collect(), asked.ask.needed()),
        };
        if listed.is_empty() {
            return Err(Stop::NoAnswer);
        }
        let present = listed.iter().filter(|id| has.contains(id)).count();
        let wanted = if present >= needed { Label::Yes } else { Label::No };
        return position(&wanted).ok_or(Stop::NoAnswer);
    }
    let answers: Vec<(usize, Option<EntryId>)> = (0..count(asked))
        .filter_map(|at| Some((at, asked.said(at)?)))
        .filter(|(_, said)| !matches!(said.label, Label::Unsure { .. }))
        .map(|(at, said)| (at, said.finding.map(|(id, _)| id)))
        .collect();
    let present = answers.iter().find(|(_, finding)| finding.is_some_and(|id| has.contains(&id)));
    let mut others = answers.iter().filter(|(_, finding)| finding.is_none());
    match (present, others.next(), others.next()) {
        (Some((at, _)), ..) | (None, Some((at, _)), None) => Ok(*at),
        _ => Err(Stop::NoAnswer),
    }
}

/// The program keeps a number and its unit together with a space of its own.
fn alike(words: &str, said: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    plain(&words.replace('\u{a0}', " ")) == plain(&said.replace('\u{a0}', " "))
}
