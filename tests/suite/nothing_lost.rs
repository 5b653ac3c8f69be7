//! Nothing is silently lost: what the program cannot carry over is reported, with file and line;
//! and one mistake hides no other.

use fascicle::diagnostics::{Detail, Style};
use fascicle::pipeline;

use crate::book::{Book, Built};

fn guide(fields: &str) -> Built {
    Book::new().file("guides/first.yaml", fields).build()
}

/// An author who writes a guide from the top has saved each of these.
#[test]
fn a_guide_without_steps_is_a_problem_and_no_panic() {
    for rest in [
        "",
        "questions:\n",
        "questions: {}\n",
        "questions: []\n",
        "questions: {}\noutcomes: {}\n",
        "outcomes:\n",
    ] {
        let built = guide(&format!("title: My guide\nstart: first\n{rest}"));
        assert!(
            !built.good && built.codes.contains_key("missing-field"),
            "{rest}: {}",
            built.problems
        );
        // Beside a complete guide, with their names in either order.
        for other in ["a", "z"] {
            let whole = "title: G\nstart: a\nquestions:\n  a: {ask: Q, if_yes: b, if_no: guide:first}\noutcomes:\n  b: {title: B, urgency: emergency}\n";
            let built = Book::new()
                .file("guides/first.yaml", &format!("title: My guide\nstart: first\n{rest}"))
                .file(&format!("guides/{other}.yaml"), whole)
                .build();
            assert!(
                !built.problems.contains(&format!("guides/{other}.yaml")),
                "{}",
                built.problems
            );
        }
    }
}

/// What other tools understand and we do not is reported wherever it stands, each time once.
#[test]
fn marks_of_other_tools_are_reported_once() {
    for text in [
        "Take $x^2$ of it.",
        "- Drink H~2~O.",
        "| a | b |\n| --- | --- |\n| :smile: | x |",
        "> Salt &nosuch; water.",
        "Dear ${name},",
        "=== \"Windows\"",
        "- [-] half done",
        "See [[the page]].",
        "See [the page](about.md \"unclosed).",
        "## Signs <% if %>",
    ] {
        let built = Book::new().file("pages/p.md", &format!("# P\n\n{text}\n")).build();
        assert_eq!(built.codes.get("unknown-markup"), Some(&1), "{text}: {}", built.problems);
    }
    let built = Book::new().file("pages/p.md", "# P\n\nSee www.example.org, $5 or ~10.\n").build();
    assert!(!built.codes.contains_key("unknown-markup"), "{}", built.problems);
    built.page("p.html").shows(r#"href="https://www.example.org""#);
    let plain = Book::new().file("causes/x.md", "---\ntitle: Lack of H~2~O\nsummary: S\nfindings: none\ntests: none\ntreatments: none\n---\n").build();
    assert_eq!(plain.codes.get("markup-in-plain-text"), Some(&1), "{}", plain.problems);
}

#[test]
fn a_slip_in_one_file_hides_nothing_in_others() {
    let book = |sources: &str, settings: &str| {
        Book::new()
            .settings(settings)
            .file("sources.yaml", &format!("a: {{title: A, by: B, date: '2020'}}\n{sources}"))
            .file(
                "causes/x.md",
                "---\ntitle: X\nsummary: S {{ nobody }}\n---\n\nText. [@nowhere] [@bad]\n",
            )
            .build()
    };
    for (sources, settings, code) in [
        ("bad: {title: A, by: B, bye: x}\n", "", "unknown-key"),
        ("bad: {title: A, bye: x}\n", "", "unknown-key"),
        ("bad: {title: A, by: B, link: nowhere}\n", "subtitel: x", "bad-value"),
        ("bad: {title: A, by: B}\n", "subtitel: x", "unknown-key"),
        ("bad: {title: A, by: B}\n", "services: {other: [1]}", "wrong-type"),
    ] {
        let built = book(sources, settings);
        assert_eq!(built.codes["unknown-service"], 1, "{}", built.problems);
        assert_eq!(built.codes["unknown-source"], 1, "{}", built.problems);
        assert!(built.codes.contains_key(code), "{code}: {}", built.problems);
    }
}

#[test]
fn one_slip_is_one_problem() {
    let rules = "rules: {never-reviewed: off, unused-entry: off, unused-source: off, missing-relation: off}";
    let built = Book::new()
        .file("handbook.yaml", &format!("title: T\n{rules}\n"))
        .file("sources.yaml", "right: {title: A, by: B, date: '2020'}\n")
        .entry("tests/t", "type: lab\nsources: [wrong]")
        .build();
    built.has_only("unknown-source", "content/tests/t.md:5:11", "`wrong`");
    for net in ["safety_net: ''", "safty_net: Come back."] {
        let built = guide(&format!(
            "title: G\nstart: a\nquestions:\n  a: {{ask: Q, if_yes: b, if_no: c}}\noutcomes:\n  b: {{title: B, urgency: emergency}}\n  c:\n    title: C\n    urgency: self-care\n    {net}\n"
        ));
        assert_eq!(built.codes.values().sum::<usize>(), 1, "{}", built.problems);
    }
}

#[test]
fn signs_that_one_missing_question_leaves_unasked_are_one_problem() {
    let built = Book::new()
        .entry("findings/x", "urgency: emergency")
        .entry("findings/y", "urgency: emergency")
        .entry("findings/z", "urgency: urgent")
        .entry("problems/p", "red_flags: [x, y, z]")
        .file("guides/g.yaml", "title: G\nproblem: p\nstart: a\nquestions:\n  a: {ask: Q, if_yes: b, if_no: c}\noutcomes:\n  b: {title: B, urgency: emergency}\n  c: {title: C, urgency: self-care, safety_net: Come back.}\n")
        .build();
    built.has_only(
        "guide-red-flag-not-asked",
        "content/guides/g.yaml:8:3",
        "the warning signs `x` (Emergency), `y` (Emergency) and `z` (Urgent) are not asked on the way to `c`: a → c",
    );
}

#[test]
fn many_problems_are_counted_and_the_same_warning_is_told_once() {
    let links: String = (0..5_000).map(|at| format!("[x](no-{at}.md) ")).collect();
    let built = pipeline::build(&Book::new().file("pages/a.md", &links).input());
    let text = built.problems.text(&built.sources, Style::Plain, Detail::Grouped);
    assert!(text.contains("and 4800 more problems") && text.len() < 200_000, "{}", text.len());
    assert_eq!(
        built
            .problems
            .text(&built.sources, Style::Plain, Detail::Everything)
            .matches("error[broken-link]")
            .count(),
        5_000
    );
    assert_eq!(built.problems.json(&built.sources).matches("\"broken-link\"").count(), 5_000);

    let mut book = Book::new()
        .file("handbook.yaml", "title: T\nrules: {unused-entry: off, missing-relation: off}\n");
    for id in ["a", "b", "c", "d", "e"] {
        book = book.entry(&format!("causes/{id}"), "");
    }
    let built = pipeline::build(&book.entry("findings/f", "").input());
    let text = built.problems.text(&built.sources, Style::Plain, Detail::Grouped);
    assert_eq!(text.matches("never-reviewed").count(), 1, "{text}");
    assert!(
        text.contains("(and 5 more like it)")
            && text.contains("causes/c.md:1:1")
            && !text.contains("causes/d.md"),
        "{text}"
    );
    let all = built.problems.text(&built.sources, Style::Plain, Detail::Everything);
    assert_eq!(all.matches("never-reviewed").count(), 6, "{all}");
}

#[test]
fn front_matter_is_seen_whatever_surrounds_it_and_in_no_other_form() {
    let page = |text: &str| {
        Book::new().file("pages/secret.md", text).file("pages/other.md", "# Other\n").build()
    };
    for text in [
        "--- \ntitle: Secret\nstatus: draft\n---\n",
        "\n \n---\ntitle: Secret\nstatus: draft\n--- \n\nText.\n",
    ] {
        let built = page(text);
        built.is_clean();
        assert!(!built.files.contains_key("secret.html"), "{text}");
        assert!(built.files.values().all(|file| !file.contains("status: draft")));
    }
    for text in [
        "+++\ntitle = \"Secret\"\ndraft = true\n+++\nText.\n",
        "{\n  \"title\": \"Secret\"\n}\n\nText.\n",
    ] {
        page(text).has_only("bad-yaml", "content/pages/secret.md:1:1", "are not read");
    }
    page("---\n\nA page that begins with a ruler.\n").page("secret.html").shows("<hr>");
    let built = Book::new()
        .file("causes/a.md", "\n---   \ntitle: A\nsummary: S\nstaus: draft\n---\nText.\n")
        .build();
    built.has_only("unknown-key", "content/causes/a.md:5:1", "`staus`");
}

#[test]
fn fields_that_no_dashes_open_are_a_problem_and_never_text() {
    let fields = "title: X\nstatus: draft\n";
    for text in [
        format!("<!-- c -->\n---\n{fields}---\n\nText.\n"),
        format!(" ---\n{fields}---\n\nText.\n"),
        format!("----\n{fields}----\n\nText.\n"),
        format!("---yaml\n{fields}---\n\nText.\n"),
        format!("\u{200b}---\n{fields}---\n\nText.\n"),
        format!("—\n{fields}—\n\nText.\n"),
        format!("---\n{fields}----\n\nText.\n"),
        format!("{fields}\nText.\n"),
        "{\"title\": \"x\", \"status\": \"draft\"}\n\nText.\n".to_string(),
    ] {
        let built = Book::new().file("pages/p.md", &text).build();
        assert_eq!(
            built.codes.keys().copied().collect::<Vec<_>>(),
            ["bad-yaml"],
            "{text}: {}",
            built.problems
        );
    }
    for text in ["---\n\n# Page\n\nText: a\n", "# Page\n\ntitle: X\n", "Note: this is text.\n"] {
        let built = Book::new().file("pages/p.md", text).build();
        assert!(!built.codes.contains_key("bad-yaml"), "{text}: {}", built.problems);
    }
}

#[test]
fn addresses_are_links() {
    let text = "# A\n\nWrite to <help@example.org> or me@example.org. See https://example.org/a_(b). And `https://code.example`.\n";
    let built = Book::new().file("pages/a.md", text).build();
    built.is_clean();
    built
        .page("a.html")
        .shows("href=\"mailto:help@example.org\"")
        .shows("href=\"mailto:me@example.org\"")
        .shows("href=\"https://example.org/a_(b)\"")
        .hides("href=\"https://code.example");
}

#[test]
fn text_that_yaml_swallows_is_a_problem_with_its_place() {
    let built = Book::new()
        .entry("treatments/t", "type: self-care\ndo:\n  - Exercise #2 from the sheet.\n  - Rest.")
        .build();
    built.has_only("bad-yaml", "content/treatments/t.md:6:14", "`#2 from the sheet.`");
    let built = Book::new().entry("treatments/t", "type: self-care\ndo: [!Rest and wait]").build();
    built.has_only("bad-yaml", "content/treatments/t.md:5:6", "`!Rest`");
}
