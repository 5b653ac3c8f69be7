//! A case that the guide does not bring where its author expects it.

use super::{Context, Rule, in_words, shortened};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::cases::{Stop, Walked, walk};
use crate::link::{Asking, Case, GuideId, StepId};
use crate::model::{Decimal, Given};

static GUIDE_CASE_FAILS: Code = Code::error("guide-case-fails");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_CASE_FAILS], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        let mut before: Vec<(Input, &Case)> = Vec::new();
        for case in &guide.cases {
            let input = input(case);
            let other = before.iter().find(|(known, _)| *known == input).map(|(_, other)| *other);
            if let Some(other) = other.filter(|other| other.outcome != case.outcome) {
                let name = |step: StepId| &guide.step(step).name;
                let message = format!(
                    "the case “{}” has the same findings and answers as “{}”, which must end at `{}`, not `{}`",
                    case.title.value,
                    other.title.value,
                    name(other.outcome),
                    name(case.outcome)
                );
                let help = format!(
                    "say in what the two differ, or take one out; the other is on line {}",
                    other.position.line
                );
                problems
                    .push(Diagnostic::new(&GUIDE_CASE_FAILS, case.position, message).help(help));
                continue;
            }
            before.push((input, case));
            judge(context, id, case, problems);
        }
    }
}

/// What a case says, in one order.
type Input = (Vec<u32>, Vec<(StepId, Vec<String>)>);

fn input(case: &Case) -> Input {
    let mut has: Vec<u32> = case.has.iter().map(|id| id.index() as u32).collect();
    has.sort_unstable();
    has.dedup();
    let words = |given: &Given| match given {
        Given::One(word) => vec![word.text.clone()],
        Given::List(words, _) => words.iter().map(|word| word.text.clone()).collect(),
    };
    let mut answers: Vec<_> =
        case.answers.iter().map(|(step, given)| (*step, words(given))).collect();
    answers.sort();
    (has, answers)
}

fn judge(context: &Context, guide: GuideId, case: &Case, problems: &mut Diagnostics) {
    let walked = walk(&context.linked.guides, context.states(), guide, case);
    let end = &context.states().nodes[walked.end];
    let expected = &context.linked.guide(guide).step(case.outcome).name;
    let name = &context.step(walked.end).name;
    let title = &case.title.value;
    let way = with_answers(context, &walked);
    let (message, help) = match &walked.stop {
        None if end.guide == guide && end.step == case.outcome => return,
        None => (
            format!("the case “{title}” should end at `{expected}`, but ends at `{name}`: {way}"),
            "correct the answer that leads astray; if the guide is right, correct `outcome:` of the case".to_string(),
        ),
        Some(stop) => {
            let (why, help) = told(context, walked.end, name, stop);
            (format!("the case “{title}” stops at `{name}`: {why}; the way so far: {way}"), help)
        }
    };
    problems.push(Diagnostic::new(&GUIDE_CASE_FAILS, case.position, message).help(help));
}

fn told(context: &Context, node: usize, name: &str, stop: &Stop) -> (String, String) {
    let asked = context.asked(node);
    let known: Vec<String> = asked
        .iter()
        .flat_map(|asked| {
            let count = asked.item.map_or(asked.ask.answers.len(), |item| item.answers.len());
            (0..count).filter_map(|at| Some(format!("“{}”", in_words(asked.said(at)?.label))))
        })
        .collect();
    let known = known.join(", ");
    match stop {
        Stop::NoAnswer => (
            "its findings do not decide here".to_string(),
            format!("add `{name}` to `answers:` of the case; its answers are {known}"),
        ),
        Stop::NotAnAnswer(said) => {
            (format!("the question has no answer “{said}”"), format!("its answers are {known}"))
        }
        Stop::Outside(said) => (
            format!("{said} is less than its `min` or more than its `max`"),
            "write a number that the question allows".to_string(),
        ),
        Stop::Length(given, wanted) => (
            format!("the list has {given} values, and the score {wanted} items"),
            "write one value for each item, in the order of the score".to_string(),
        ),
        Stop::Form { is_score: true } => (
            "a score needs a list".to_string(),
            format!("write `{name}: […]` with one value for each item, or `unsure`"),
        ),
        Stop::Form { is_score: false } => (
            "a list answers a score, and this is none".to_string(),
            format!("write one answer; they are {known}"),
        ),
        Stop::NoWay => (
            "the guide has no way on from here".to_string(),
            "mend the other problems of the guide first".to_string(),
        ),
    }
}

/// The way with every answer: `temperature (36.8) → risk (Days, 20, no = 0) → rest`.
fn with_answers(context: &Context, walked: &Walked) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut items: Vec<String> = Vec::new();
    for (at, passed) in walked.passed.iter().enumerate() {
        let name = &context.step(passed.node).name;
        let Some(asked) = context.asked(passed.node) else {
            parts.push(name.clone());
            continue;
        };
        let words = passed.said.clone().unwrap_or_else(|| {
            asked.said(passed.answer).map_or_else(String::new, |said| in_words(said.label))
        });
        if asked.ask.form != Asking::Score {
            parts.push(format!("{name} ({words})"));
            continue;
        }
        items.push(words);
        let next = walked.passed.get(at + 1).map_or(walked.end, |next| next.node);
        if context.states().nodes[next].item.is_none_or(|item| item == 0) {
            let sum = context.states().nodes[next].result;
            let sum = sum
                .map(|(.., halves)| format!(" = {}", Decimal::from_halves(halves)))
                .unwrap_or_default();
            parts.push(format!("{name} ({}{sum})", items.join(", ")));
            items.clear();
        }
    }
    let last = &context.step(walked.end).name;
    parts.push(if items.is_empty() {
        last.clone()
    } else {
        format!("{last} ({}, …)", items.join(", "))
    });
    shortened(&parts)
}
