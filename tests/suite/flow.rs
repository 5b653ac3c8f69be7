//! The rules about warning signs, checked against a search of all paths, on many small random
//! guides: merges, jumps, answers with findings, "not sure" written and by default.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::book::Book;

/// A guide without loops: question `at` leads only to later questions or to outcomes.
#[derive(Clone, Debug)]
struct Question {
    /// For each finding, whether it is asked in `any_of`.
    asks: Vec<bool>,
    yes: usize,
    no: usize,
    unsure: Option<usize>,
}

const CODES: [&str; 3] =
    ["guide-red-flag-not-asked", "guide-urgency-rises", "guide-red-flag-too-mild"];
const FINDINGS: usize = 3;
/// Levels of the findings and of the outcomes, by their index on the default ladder.
const FINDING_LEVELS: [usize; FINDINGS] = [0, 1, 2];
const LEVELS: [&str; 4] = ["emergency", "urgent", "appointment", "self-care"];

fn guide(questions: usize) -> impl Strategy<Value = Vec<Question>> {
    (0..questions)
        .map(|at| {
            // Targets after this question; from `questions` on, the outcome of a level.
            let target = at + 1..questions + LEVELS.len();
            (
                prop::collection::vec(any::<bool>(), FINDINGS),
                target.clone(),
                target.clone(),
                prop::option::of(target),
            )
                .prop_map(|(asks, yes, no, unsure)| Question { asks, yes, no, unsure })
        })
        .collect::<Vec<_>>()
}

fn name(questions: usize, target: usize) -> String {
    if target < questions { format!("q{target}") } else { LEVELS[target - questions].to_string() }
}

fn yaml(guide: &[Question]) -> String {
    let mut text = "title: G\nproblem: p\nstart: q0\nquestions:\n".to_string();
    for (at, question) in guide.iter().enumerate() {
        let asks: Vec<String> = (0..FINDINGS)
            .filter(|finding| question.asks[*finding])
            .map(|finding| format!("f{finding}"))
            .collect();
        let unsure = question
            .unsure
            .map_or(String::new(), |to| format!(", if_unsure: {}", name(guide.len(), to)));
        text.push_str(&format!(
            "  q{at}: {{ask: 'Q{at}', any_of: [{}], if_yes: {}, if_no: {}{unsure}}}\n",
            asks.join(", "),
            name(guide.len(), question.yes),
            name(guide.len(), question.no)
        ));
    }
    text.push_str("outcomes:\n");
    for level in LEVELS {
        text.push_str(&format!(
            "  {level}: {{title: {level}, urgency: {level}, suspect: [c], safety_net: x}}\n"
        ));
    }
    text
}

/// The worst level that can be reached: 0 is the most urgent.
fn worst(guide: &[Question], target: usize) -> usize {
    match guide.get(target) {
        Some(question) => [Some(question.yes), Some(question.no), question.unsure]
            .into_iter()
            .flatten()
            .map(|to| worst(guide, to))
            .min()
            .unwrap(),
        None => target - guide.len(),
    }
}

fn unsure(guide: &[Question], question: &Question) -> usize {
    question.unsure.unwrap_or_else(|| {
        if worst(guide, question.no) < worst(guide, question.yes) {
            question.no
        } else {
            question.yes
        }
    })
}

/// Every path from a target to an outcome: the questions on it, and the outcome's level.
fn ways(guide: &[Question], target: usize) -> Vec<(Vec<usize>, usize)> {
    let Some(question) = guide.get(target) else { return vec![(Vec::new(), target - guide.len())] };
    let next: BTreeSet<usize> = [question.yes, question.no, unsure(guide, question)].into();
    next.into_iter()
        .flat_map(|to| ways(guide, to))
        .map(|(mut passed, level)| {
            passed.insert(0, target);
            (passed, level)
        })
        .collect()
}

/// What the three rules must report, by brute force.
fn wanted(guide: &[Question]) -> BTreeSet<&'static str> {
    let mut codes = BTreeSet::new();
    let all = ways(guide, 0);
    let level = |question: &Question| {
        (0..FINDINGS)
            .filter(|finding| question.asks[*finding])
            .map(|finding| FINDING_LEVELS[finding])
            .min()
    };
    for (passed, outcome) in &all {
        for (finding, level) in FINDING_LEVELS.into_iter().enumerate() {
            if *outcome > level && !passed.iter().any(|at| guide[*at].asks[finding]) {
                codes.insert("guide-red-flag-not-asked");
            }
        }
        let levels: Vec<usize> = passed.iter().filter_map(|at| level(&guide[*at])).collect();
        if levels
            .iter()
            .enumerate()
            .any(|(at, later)| levels[..at].iter().any(|earlier| earlier > later))
        {
            codes.insert("guide-urgency-rises");
        }
    }
    // A sign in a question that cannot be reached is too mild all the same.
    for question in guide {
        let Some(level) = level(question) else { continue };
        if ways(guide, question.yes).iter().any(|(_, outcome)| *outcome > level) {
            codes.insert("guide-red-flag-too-mild");
        }
        // Whoever is not sure may be asked about the same sign again.
        let unsure = unsure(guide, question);
        for (finding, level) in FINDING_LEVELS.into_iter().enumerate() {
            let is_open = |passed: &[usize]| !passed.iter().any(|at| guide[*at].asks[finding]);
            let ways = ways(guide, unsure);
            if question.asks[finding]
                && unsure != question.yes
                && ways.iter().any(|(passed, outcome)| *outcome > level && is_open(passed))
            {
                codes.insert("guide-red-flag-too-mild");
            }
        }
    }
    codes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn the_rules_find_what_a_search_of_all_ways_finds(guide in guide(5)) {
        let mut book = Book::new()
            .entry("problems/p", "causes: {common: [c]}")
            .entry("causes/c", "findings: {key: [f0, f1, f2]}\ntests: none\ntreatments: none")
            .file("guides/g.yaml", &yaml(&guide));
        for (finding, level) in FINDING_LEVELS.iter().enumerate() {
            book = book.entry(&format!("findings/f{finding}"), &format!("urgency: {}", LEVELS[*level]));
        }
        let built = book.build();
        let found: BTreeSet<&str> = built.codes.keys().copied().filter(|code| CODES.contains(code)).collect();
        prop_assert_eq!(found, wanted(&guide), "{}\n{}", yaml(&guide), built.problems);
    }
}
