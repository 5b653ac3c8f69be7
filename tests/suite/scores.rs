//! Published scores in `tests/books/scores/`: for every possible input the states that `check` proves, the cases, and the pages
//! that a reader follows without script end where the published rule says.

use std::collections::HashMap;

use fascicle::diagnostics::Diagnostics;
use fascicle::link::{Asking, GuideId, Linked, What};
use fascicle::pipeline::Input;
use fascicle::{link, model, read};

use crate::book::{Book, Built, options, repository};
use crate::drawing::Drawing;

const BOOK: &str = "tests/books/scores";

fn built() -> Built {
    let dir = repository().join(BOOK);
    let content = read::folder(&dir);
    Built::from(&Input { content, themes: Default::default(), options: options() })
}

fn linked() -> Linked {
    let mut problems = Diagnostics::new(options().strictness);
    let documents = read::documents(&read::folder(&repository().join(BOOK)), &mut problems);
    let (all, copied) = (documents.documents, documents.copied);
    let handbook = model::handbook(all, copied, options().drafts, &mut problems);
    link::handbook(handbook, &mut problems)
}

/// The points of each answer of each item, and the outcome for the sum and the answers given.
struct Score {
    guide: &'static str,
    halves: &'static [&'static [i32]],
    outcome: fn(i32, &[usize]) -> &'static str,
}

const TO_TWO: &[i32] = &[0, 2, 4];
const TO_THREE: &[i32] = &[0, 2, 4, 6];

const SCORES: &[Score] = &[
    Score {
        guide: "heart",
        halves: &[TO_TWO; 5],
        outcome: |halves, _| match halves / 2 {
            0..4 => "low",
            4..7 => "moderate",
            _ => "high",
        },
    },
    Score {
        guide: "news2",
        halves: &[
            &[6, 2, 0, 4, 6],
            &[6, 4, 2, 0],
            &[0, 4],
            &[6, 4, 2, 0, 6],
            &[6, 2, 0, 2, 4, 6],
            &[0, 6],
            &[6, 2, 0, 2, 4],
        ],
        outcome: |halves, answers| {
            let threes = [&[0, 4][..], &[0], &[], &[0, 4], &[0, 5], &[1], &[0]];
            let alone = answers.iter().zip(threes).any(|(answer, threes)| threes.contains(answer));
            match halves / 2 {
                0..5 if alone => "ward",
                0..5 => "low",
                5..7 => "medium",
                _ => "high",
            }
        },
    },
    Score {
        guide: "wells",
        halves: &[&[0, 6], &[0, 6], &[0, 3], &[0, 3], &[0, 3], &[0, 2], &[0, 2]],
        outcome: |halves, _| match halves {
            0..4 => "low",
            4..13 => "moderate",
            _ => "high",
        },
    },
    Score {
        guide: "phq-9",
        halves: &[TO_THREE; 9],
        outcome: |halves, answers| match halves / 2 {
            _ if answers[8] > 0 => "today",
            0..5 => "minimal",
            5..10 => "mild",
            10..15 => "moderate",
            15..20 => "marked",
            _ => "severe",
        },
    },
];

/// Every combination of answers.
fn inputs(counts: &[usize]) -> impl Iterator<Item = Vec<usize>> {
    let total: usize = counts.iter().product();
    (0..total).map(move |mut number| {
        let mut digit = |count: &usize| {
            let answer = number % count;
            number /= count;
            answer
        };
        counts.iter().map(&mut digit).collect()
    })
}

/// What a reader finds on a page: where each answer leads, the outcome, the sum.
#[derive(Default)]
struct Page {
    answers: Vec<String>,
    outcome: Option<String>,
    sum: Option<String>,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    tag[start..].split('"').next()
}

fn page(text: &str) -> Page {
    let mut page = Page::default();
    for tag in text.split('<').filter_map(|part| part.split('>').next()) {
        if let Some(number) = attribute(tag, "data-answer").filter(|_| tag.starts_with("a ")) {
            assert_eq!(number, (page.answers.len() + 1).to_string());
            let href = attribute(tag, "href").expect("an answer is a link");
            page.answers.push(href.replace("%7E", "~").replace("%3D", "="));
        }
        page.outcome = page.outcome.or(attribute(tag, "data-outcome").map(str::to_string));
        page.sum = page.sum.or(attribute(tag, "data-sum").map(str::to_string));
    }
    page
}

/// The pages of a guide by file name, and that of its first question.
fn pages(built: &Built, guide: &str) -> HashMap<String, Page> {
    let folder = format!("guides/{guide}/");
    let files =
        built.files.iter().filter_map(|(path, text)| Some((path.strip_prefix(&folder)?, text)));
    files.map(|(name, text)| (name.to_string(), page(text))).collect()
}

fn shown(halves: i32) -> String {
    format!("{}{}", halves / 2, if halves % 2 == 0 { "" } else { ".5" })
}

#[test]
fn pages_and_states_agree_with_the_published_rule_for_every_input() {
    let (built, linked) = (built(), linked());
    built.is_clean();
    let mut count = 0;
    for Score { guide, halves, outcome } in SCORES {
        let pages = pages(&built, guide);
        let id = linked.guide_ids().find(|id| linked.guide(*id).id == *guide).unwrap();
        let first = first_page(&linked, id);
        let counts: Vec<usize> = halves.iter().map(|answers| answers.len()).collect();
        for answers in inputs(&counts) {
            let sum: i32 = halves.iter().zip(&answers).map(|(halves, at)| halves[*at]).sum();
            let wanted = outcome(sum, &answers);
            let (mut name, mut state) = (first.as_str(), linked.states.starts[id.index()]);
            for answer in &answers {
                name = &pages[name].answers[*answer];
                state = linked.states.ways[state][*answer].to;
            }
            let end = &pages[name];
            assert_eq!(end.outcome.as_deref(), Some(wanted), "{guide} {answers:?}");
            assert_eq!(end.sum.as_deref(), Some(shown(sum).as_str()), "{guide} {answers:?}");
            assert_eq!(linked.states.step(&linked.guides, state).name, wanted);
            count += 1;
        }
    }
    assert_eq!(count, 243 + 12_000 + 128 + 262_144);
}

fn first_page(linked: &Linked, id: GuideId) -> String {
    format!("{}.html", linked.guide(id).step(linked.guide(id).start).name)
}

/// The rule of the chart booklet, for each of the 128 combinations of its seven signs.
#[test]
fn two_signs_of_four_are_exact() {
    let linked = linked();
    let id = linked.guide_ids().find(|id| linked.guide(*id).id == "dehydration").unwrap();
    let guide = linked.guide(id);
    let lists: Vec<Vec<_>> = guide
        .steps
        .iter()
        .filter_map(|step| step.ask())
        .map(|ask| ask.any_of.iter().map(|(id, _)| *id).collect())
        .collect();
    let mut signs: Vec<_> = lists.iter().flatten().copied().collect();
    signs.sort_unstable();
    signs.dedup();
    assert_eq!(signs.len(), 7);
    for bits in 0..128u32 {
        let has: Vec<_> =
            (0..7).filter(|bit| bits & (1 << bit) != 0).map(|bit| signs[bit]).collect();
        let present = |list: &[_]| list.iter().filter(|sign| has.contains(sign)).count();
        let wanted = match (present(&lists[0]), present(&lists[1])) {
            (2.., _) => "severe-dehydration",
            (_, 2..) => "some-dehydration",
            _ => "none-found",
        };
        let case = link::Case {
            title: model::Text::new("", guide.start_place),
            position: guide.start_place,
            has,
            answers: Vec::new(),
            outcome: guide.start,
        };
        let walked = link::cases::walk(&linked.guides, &linked.states, id, &case);
        assert_eq!(linked.states.step(&linked.guides, walked.end).name, wanted, "{bits:b}");
    }
}

/// Each of the 243 patients as a case in the guide's own file.
#[test]
fn every_patient_as_a_case() {
    let heart =
        std::fs::read_to_string(repository().join(BOOK).join("content/guides/heart.yaml")).unwrap();
    let words = [
        ["Hardly the heart", "Perhaps the heart", "Clearly the heart"],
        [
            "Nothing unusual",
            "An unspecific change of repolarisation",
            "A significant ST depression",
        ],
        ["44", "64.9", "65"],
        ["None", "One or two", "Three or more, or atherosclerosis treated before"],
        ["Normal", "Up to three times the limit", "Over three times the limit"],
    ];
    let with = |change: i32| {
        let mut text = format!("{heart}cases:\n");
        for answers in inputs(&[3; 5]) {
            let sum: i32 = answers.iter().map(|answer| *answer as i32 * 2).sum();
            let list: Vec<String> =
                answers.iter().zip(words).map(|(at, words)| format!("{:?}", words[*at])).collect();
            text.push_str(
                &format!(
                    "  - {{case: {answers:?}, answers: {{heart: [{}]}}, outcome: {}}}\n",
                    list.join(", "),
                    (SCORES[0].outcome)(sum + change, &answers)
                )
                .replacen("case: [", "case: \"", 1)
                .replacen("], answers", "\", answers", 1),
            );
        }
        Book::new().file("guides/heart.yaml", &text).build()
    };
    with(0).is_clean();
    // The property can fail: a score that is one point higher is noticed.
    let wrong = with(2);
    let failing = inputs(&[3; 5])
        .map(|answers| answers.iter().sum::<usize>())
        .filter(|sum| [3, 6].contains(sum))
        .count();
    assert_eq!(wrong.codes.get("guide-case-fails"), Some(&failing), "{}", wrong.problems);
}

/// Cards, numbers and actions are drawn as well as questions are.
#[test]
fn the_new_boxes_are_drawn_without_faults() {
    let sample = repository().join("tests/books/whole-guide");
    let sample = Built::from(&Input {
        content: read::folder(&sample),
        themes: Default::default(),
        options: options(),
    });
    for (built, guide) in [
        (&built(), "heart"),
        (&built(), "news2"),
        (&built(), "wells"),
        (&built(), "phq-9"),
        (&built(), "dehydration"),
        (&sample, "twitching"),
    ] {
        let drawings = Drawing::all(built.page(&format!("guides/{guide}.html")).text);
        assert!(drawings.len() >= 3, "{guide}");
        for drawing in drawings {
            assert_eq!(drawing.faults(), Vec::<String>::new(), "{guide}");
        }
    }
}

/// No longer than its items, its bands and twelve lines.
#[test]
fn rules_are_short() {
    let linked = linked();
    for guide in &linked.guides {
        let path = repository().join(BOOK).join(format!("content/guides/{}.yaml", guide.id));
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        let asks = guide.steps.iter().filter_map(|step| match &step.what {
            What::Ask(ask) => Some(ask),
            _ => None,
        });
        let size: usize = asks
            .map(|ask| match ask.form {
                Asking::Score => ask.items.len() + ask.answers.len(),
                _ => ask.any_of.len(),
            })
            .sum();
        assert!(lines <= size + 12, "{} has {lines} lines, {size} items and bands", guide.id);
    }
}
