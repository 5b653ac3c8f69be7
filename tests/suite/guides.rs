//! What guides can say beyond yes and no, and what is wrong with it: each mistake is told once, at its line.

use crate::book::{Book, Built};

const ENDS: &str = "outcomes:\n  call: {title: Call, urgency: emergency}\n  book: {title: Book, urgency: appointment}\n  rest: {title: Rest, urgency: self-care, safety_net: Come back.}\n";

fn guide(questions: &str) -> Built {
    let text = format!("title: G\nstart: q\nquestions:\n{questions}{ENDS}");
    Book::new().file("guides/g.yaml", &text).build()
}

/// The codes of a guide with these questions; every outcome that they leave out is unreachable.
fn codes(questions: &str) -> (Vec<&'static str>, String) {
    let built = guide(questions);
    let codes = built.codes.keys().copied().filter(|code| *code != "guide-unreachable").collect();
    (codes, built.problems)
}

#[test]
fn ranges_meet_exactly() {
    for (ranges, words) in [
        ("[{below: 38, go: rest}, {from: 38.5, go: call}]", "nothing is said for 38 to under 38.5"),
        ("[{below: 39, go: rest}, {from: 38.5, go: call}]", "38.5 to under 39 is in two ranges"),
        (
            "[{below: 38, go: rest}, {from: 38, below: 38, go: book}, {from: 38, go: call}]",
            "no number is in this range",
        ),
        (
            "[{from: 30, below: 38, go: rest}, {from: 38, go: call}]",
            "nothing is said for less than 30",
        ),
        (
            "[{below: 38, go: rest}, {from: 38, below: 45, go: call}]",
            "nothing is said for 45 and more",
        ),
        ("[{below: 38, go: rest}, {go: call}]", "has no `from`"),
        ("[{below: 20, go: rest}, {from: 20, go: call}]", "not within 30 to 45"),
        ("[{below: 46, go: rest}, {from: 46, go: call}]", "not within 30 to 45"),
    ] {
        let question =
            format!("  q: {{ask: Q, number: {{unit: °C, min: 30, max: 45}}, ranges: {ranges}}}\n");
        let (codes, problems) = codes(&question);
        assert_eq!(codes, ["guide-range"], "{ranges}\n{problems}");
        assert!(
            problems.contains(words) && problems.contains("guides/g.yaml:4:"),
            "{ranges}\n{problems}"
        );
    }
    let (codes, problems) = codes(
        "  q: {ask: Q, number: {unit: °C, min: 50, max: 45}, ranges: [{below: 48, go: rest}, {from: 48, go: call}]}\n",
    );
    assert_eq!(codes, ["guide-range"], "{problems}");
    // Both mistakes in one list are reported.
    let built = guide(
        "  q: {ask: Q, number: {unit: °C, min: 30, max: 45}, ranges: [{below: 20, go: rest}, {from: 20, below: 38, go: book}, {from: 38.5, go: call}]}\n",
    );
    assert_eq!(built.codes.get("guide-range"), Some(&2), "{}", built.problems);
    // 38 and 38.0 are one border, and the last number of a scale may be a range of its own.
    guide("  q: {ask: Q, number: {unit: °C, min: 30, max: 45}, ranges: [{below: 38, go: rest}, {from: 38.0, below: 45, go: book}, {from: 45, go: call}]}\n").is_clean();
}

#[test]
fn numbers_are_numbers() {
    for (border, words) in [
        ("38,5", "write it with a point: `38.5`"),
        ("NaN", "is not a number: `NaN`"),
        ("1e309", "is not a number: `1e309`"),
        ("inf", "is not a number: `inf`"),
        ("0x10", "is not a number: `0x10`"),
        ("12345678901234567890", "at most 12 digits"),
    ] {
        let (codes, problems) = codes(&format!(
            "  q:\n    ask: Q\n    number: {{unit: °C}}\n    ranges:\n      - {{below: {border}, go: rest}}\n      - {{from: 38.5, go: call}}\n"
        ));
        assert_eq!(codes, ["bad-value"], "{border}\n{problems}");
        assert!(problems.contains(words) && problems.contains(":8:"), "{border}\n{problems}");
    }
    let (codes, problems) = codes(
        "  q: {ask: Q, number: {min: 3}, ranges: [{below: 38, go: rest}, {from: 38, go: call}]}\n",
    );
    assert_eq!(codes, ["missing-field"], "{problems}");
}

#[test]
fn scores_add_up() {
    let score = |items: &str, bands: &str| {
        codes(&format!("  q:\n    ask: Q\n    score:\n{items}    bands: {bands}\n"))
    };
    let one = "      - {ask: A, answers: [{answer: x, points: 0}, {answer: y, points: 2}]}\n";
    let bands = "[{below: 2, go: rest}, {from: 2, go: call}]";
    assert_eq!(score(one, bands).0, [""; 0]);
    for (item, bands, code, words) in [
        (
            one.replace("points: 2", "points: 0.3"),
            bands,
            "guide-score",
            "0.3 points are no multiple of 0.5",
        ),
        (
            one.replace("points: 2", "points: 0"),
            "[{below: 0.5, go: rest}, {from: 0.5, go: call}]",
            "guide-range",
            "no answers have a sum in the band",
        ),
        (
            one.into(),
            "[{below: 2, go: rest}, {from: 2, below: 5, go: book}, {from: 5, go: call}]",
            "guide-range",
            "sums are 0 to 2",
        ),
        (
            format!(
                "{one}      - {{ask: B, answers: [{{answer: x, points: 0}}, {{answer: y, points: 1}}]}}\n"
            ),
            bands,
            "guide-score",
            "the item “B” can decide nothing",
        ),
        (
            one.replace(", points: 2", ""),
            bands,
            "missing-field",
            "an answer needs the field `points`",
        ),
    ] {
        let (codes, problems) = score(&item, bands);
        assert_eq!(codes, [code], "{item}{bands}\n{problems}");
        assert!(problems.contains(words), "{item}{bands}\n{problems}");
    }
    let (codes, problems) = codes(&format!("  q:\n    ask: Q\n    score:\n{one}"));
    assert!(codes == ["guide-score"] && problems.contains("has no bands"), "{problems}");
}

#[test]
fn at_least_is_at_most_what_there_is() {
    for (count, good) in [("0", false), ("1", true), ("2", true), ("3", false), ("-1", false)] {
        let book = Book::new().entry("findings/a", "").entry("findings/b", "").file(
            "guides/g.yaml",
            "title: G\nstart: q\nquestions:\n  q: {ask: Q, any_of: [a, b], at_least: COUNT, if_yes: call, if_no: rest}\noutcomes:\n  call: {title: Call, urgency: emergency}\n  rest: {title: Rest, urgency: self-care, safety_net: Come back.}\n"
                .replace("COUNT", count)
                .as_str(),
        );
        let built = book.build();
        assert_eq!(built.codes.contains_key("guide-score"), !good, "{count}: {}", built.problems);
    }
}

/// With two of three for a yes, one warning sign alone goes the way of no.
#[test]
fn a_sign_among_several_may_be_there_though_the_answer_is_no() {
    let book = |needed: usize| {
        Book::new().entry("findings/a", "urgency: emergency").entry("findings/b", "").file(
            "guides/g.yaml",
            &format!("title: G\nstart: q\nquestions:\n  q: {{ask: Q, any_of: [a, b], at_least: {needed}, if_yes: call, if_no: rest}}\noutcomes:\n  call: {{title: Call, urgency: emergency}}\n  rest: {{title: Rest, urgency: self-care, safety_net: Come back.}}\n"),
        ).build()
    };
    book(1).is_clean();
    book(2).has_only("guide-red-flag-too-mild", "guides/g.yaml:4:", "q → rest");
}

#[test]
fn waiting_may_lead_back_and_nothing_else() {
    let text = |after: &str| {
        format!(
            "title: G\nstart: q\nquestions:\n  q: {{ask: Q, if_yes: cool, if_no: rest}}\nactions:\n  cool: {{title: Cool, then: q{after}}}\noutcomes:\n  rest: {{title: Rest, urgency: self-care, safety_net: Come back.}}\n"
        )
    };
    let book = |after: &str| Book::new().file("guides/g.yaml", &text(after)).build();
    let built = book(", after: 10 minutes");
    built.is_clean();
    built
        .page("guides/g/cool.html")
        .shows("data-action=\"cool\"")
        .shows("data-answer=\"1\" href=\"q.html\"")
        .shows("After 10\u{a0}minutes:");
    book("").has_only("guide-cycle", "guides/g.yaml:6:", "q → cool → q");
    let itself = text("").replace("then: q", "then: cool");
    let built = Book::new().file("guides/g.yaml", &itself).build();
    built.has_only("guide-cycle", "guides/g.yaml:6:", "cool → cool");
}

#[test]
fn an_earlier_answer_is_asked_on_every_way_and_named_whole() {
    let questions = |reads: &str| {
        format!(
            "  q: {{ask: Q, answers: [{{answer: One, go: next}}, {{answer: Three, go: next}}]}}\n  next: {{ask: N, if_yes: book, if_no: by-q}}\n  by-q: {{earlier: {reads}}}\n"
        )
    };
    let whole = "q, answers: [{answer: One, go: call}, {answer: Three, go: rest}]";
    guide(&questions(whole)).is_clean();
    for (reads, words) in [
        ("q, answers: [{answer: One, go: call}]", "does not say where “Three” of `q` leads"),
        (
            "q, answers: [{answer: One, go: call}, {answer: Thre, go: rest}]",
            "did you mean `Three`?",
        ),
        (
            "book, answers: [{answer: One, go: call}, {answer: Two, go: rest}]",
            "`book` is no question",
        ),
    ] {
        let (codes, problems) = codes(&questions(reads));
        assert!(codes.contains(&"guide-earlier"), "{reads}\n{problems}");
        assert!(problems.contains(words), "{reads}\n{problems}");
    }
    let past = "  q: {ask: Q, if_yes: next, if_no: by-next}\n  next: {ask: N, answers: [{answer: One, go: by-next}, {answer: Two, go: book}]}\n  by-next: {earlier: next, answers: [{answer: One, go: call}, {answer: Two, go: rest}]}\n";
    let (codes, problems) = codes(past);
    assert_eq!(codes, ["guide-earlier"], "{problems}");
    assert!(problems.contains("is not asked on every way here: q → by-next"), "{problems}");
}

/// Two scores of ten items with points that all differ: a million sums.
#[test]
fn too_many_states_are_refused_at_once() {
    let items: String = (0..20)
        .map(|at| format!("      - {{ask: I{at}, answers: [{{answer: x, points: 0}}, {{answer: y, points: {}}}]}}\n", 1 << at))
        .collect();
    let begun = std::time::Instant::now();
    let (codes, problems) = codes(&format!(
        "  q:\n    ask: Q\n    score:\n{items}    bands: [{{below: 500000, go: rest}}, {{from: 500000, go: call}}]\n"
    ));
    assert_eq!(codes, ["over-limit"], "{problems}");
    assert!(problems.contains("guides/g.yaml:2:"), "{problems}");
    assert!(begun.elapsed().as_secs() < 20, "it hangs");
}

#[test]
fn cases_are_run_and_told_with_their_way() {
    let with = |case: &str| {
        let text = format!(
            "title: G\nstart: heat\nquestions:\n  heat: {{ask: H, number: {{unit: °C, min: 30, max: 45}}, ranges: [{{below: 38, go: risk}}, {{from: 38, go: call}}]}}\n  risk:\n    ask: R\n    score:\n      - {{ask: A, answers: [{{answer: Days, points: 0}}, {{answer: Months, points: 2}}]}}\n      - {{ask: B, number: {{unit: years}}, ranges: [{{below: 45, points: 0}}, {{from: 45, points: 2}}]}}\n    bands: [{{below: 2, go: rest}}, {{from: 2, go: book}}]\n{ENDS}cases:\n  - {case}\n"
        );
        Book::new().settings("").file("guides/g.yaml", &text).build()
    };
    for (case, words) in [
        (
            "{case: A, answers: {heat: 36.5, risk: [Months, 30]}, outcome: rest}",
            "should end at `rest`, but ends at `book`: heat (36.5) → risk (Months, 30 = 2) → book",
        ),
        (
            "{case: A, answers: {heat: 36.5}, outcome: rest}",
            "stops at `risk`: its findings do not decide here",
        ),
        (
            "{case: A, answers: {heat: 50}, outcome: call}",
            "50 is less than its `min` or more than its `max`",
        ),
        ("{case: A, answers: {heat: warm}, outcome: call}", "the question has no answer “warm”"),
        (
            "{case: A, answers: {heat: 36, risk: [Days]}, outcome: rest}",
            "the list has 1 values, and the score 2 items",
        ),
        ("{case: A, answers: {heat: 36, risk: Days}, outcome: rest}", "a score needs a list"),
        ("{case: A, answers: {heat: [36]}, outcome: rest}", "a list answers a score"),
        (
            "{case: A, answers: {heat: 39}, outcome: call}\n  - {case: B, answers: {heat: 39}, outcome: rest}",
            "has the same findings and answers as “A”",
        ),
    ] {
        let built = with(case);
        assert_eq!(built.codes.get("guide-case-fails"), Some(&1), "{case}\n{}", built.problems);
        assert!(built.problems.contains(words), "{case}\n{}", built.problems);
    }
    let good = with("{case: A, answers: {heat: 36.5, risk: [Months, 30]}, outcome: book}");
    assert!(
        good.good && good.codes.keys().all(|code| *code == "guide-untested-answer"),
        "{}",
        good.problems
    );
    let unknown = with("{case: A, answers: {haet: 39}, outcome: call}");
    assert!(unknown.problems.contains("did you mean `heat`?"), "{}", unknown.problems);
}

/// An answer's own target wins only if it can reach what is more urgent.
#[test]
fn an_own_target_wins_if_it_is_more_urgent() {
    let text = |go: &str| {
        format!(
            "  q:\n    ask: Q\n    score:\n      - {{ask: A, answers: [{{answer: x, points: 0, go: {go}}}, {{answer: y, points: 1}}]}}\n      - {{ask: B, answers: [{{answer: x, points: 0}}, {{answer: y, points: 1}}]}}\n    bands: [{{below: 1, go: rest}}, {{from: 1, below: 2, go: book}}, {{from: 2, go: call}}]\n"
        )
    };
    let built = guide(&text("call"));
    built.is_clean();
    let names: Vec<&String> =
        built.files.keys().filter(|path| path.starts_with("guides/g/q")).collect();
    assert_eq!(names, ["guides/g/q.html", "guides/g/q~2-0~~call.html", "guides/g/q~2-1.html"]);
    built.page("guides/g/q~2-0~~call.html").shows("href=\"call~=q~1.html\">y</a>");
}
