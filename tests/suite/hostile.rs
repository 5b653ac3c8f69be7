//! Content that is broken, odd or hostile must give a problem with a position or a correct page,
//! never a crash.

use proptest::prelude::*;

use crate::book::{Book, Built};

#[test]
fn slips_of_the_form_have_a_place() {
    Book::new().file("causes/a.md", "---\ntitle: [\n---\n").build().has_only(
        "bad-yaml",
        "causes/a.md",
        "the bracket `[` opens here",
    );
    Book::new()
        .entry("findings/a", "sumary: x")
        .build()
        .has_only("unknown-key", "findings/a.md:4:1", "take this line out")
        .is_not_missing();
    Book::new().file("findings/a.md", "---\ntitle: A\nsumary: x\n---\n").build().has_only(
        "unknown-key",
        "findings/a.md:3:1",
        "did you mean `summary`?",
    );
    Book::new().file("findings/a.md", "---\ntitle: ''\nsummary: x\n---\n").build().has_only(
        "missing-field",
        "findings/a.md:2:8",
        "`title` is empty",
    );
    Book::new()
        .file("findings/a.md", "---\ntitle: A\ntitle: B\nsummary: x\n---\n")
        .build()
        .has_only("duplicate-key", "findings/a.md:3:1", "`title`");
    Book::new().entry("findings/a", "type: smyptom").build().has_only(
        "bad-value",
        "findings/a.md:4:7",
        "did you mean `symptom`?",
    );
    Book::new().entry("findings/a", "also_called: x").build().has_only(
        "wrong-type",
        "findings/a.md:4:14",
        "also_called: [x]",
    );
    Book::new().entry("findings/a", "reviewed: soon").build().has_only(
        "bad-value",
        "findings/a.md:4:11",
        "2026-05-31",
    );
}

impl crate::book::Built {
    fn is_not_missing(&self) {
        assert!(!self.codes.contains_key("missing-field"));
    }
}

#[test]
fn files_from_windows_are_read() {
    let built = Book::new()
        .file(
            "findings/a.md",
            "\u{feff}---\r\ntitle: A\r\nsummary: S\r\n---\r\n\r\nOne\r\ntwo [x](finding:b)\r\n",
        )
        .build();
    built.has_only("broken-link", "findings/a.md:7:5", "there is no finding `b`");
}

#[test]
fn all_problems_come_in_one_run_and_no_echoes() {
    let built = Book::new()
        .entry("problems/p", "causes: {common: [a, b, c]}")
        .file("causes/a.md", "---\ntitle: A\n---\n")
        .entry("causes/b", "findings: {key: [x, y]}\ntests: none\ntreatments: none")
        .file("causes/c.md", "---\nno: [\n---\n")
        .file("guides/g.yaml", "title: G\nproblem: p\nstart: q\nquestions:\n  q: {ask: Q, any_of: [x], if_yes: o, if_no: nowhere}\noutcomes:\n  o: {title: O, urgency: emergency, suspect: [a, b]}\n")
        .build();
    let codes: Vec<(&str, usize)> =
        built.codes.iter().map(|(code, count)| (*code, *count)).collect();
    assert_eq!(
        codes,
        [
            ("bad-yaml", 1),
            ("guide-unknown-target", 1),
            ("missing-field", 1),
            ("unknown-reference", 3)
        ],
        "{}",
        built.problems
    );
    assert!(built.files.is_empty());
}

#[test]
fn hostile_text_stays_text() {
    let evil = "<script>alert(1)</script>\" onload=\"x";
    let built = Book::new()
        .file("findings/a.md", &format!("---\ntitle: '{evil}'\nsummary: '{evil}'\nalso_called: ['x{evil}']\nurgency: emergency\n---\n\n<script>alert(2)</script>\n\n<p onclick=\"y()\">kept</p>\n\n[z](javascript:alert(3)) ![p](data:image/png;base64,x)\n"))
        .file("guides/g.yaml", &format!("title: '{evil}'\nstart: q\nquestions:\n  q: {{ask: '{evil}', any_of: [a], if_yes: o, if_no: p}}\noutcomes:\n  o: {{title: '{evil}', urgency: emergency}}\n  p: {{title: P, urgency: urgent}}\n"))
        .build();
    assert_eq!(
        built.codes.keys().copied().collect::<Vec<_>>(),
        ["unsafe-content"],
        "{}",
        built.problems
    );
    assert_eq!(built.codes["unsafe-content"], 5, "{}", built.problems);
    for (path, text) in built.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        for bad in ["<script>", "javascript:", "onclick=\"y", "data:image", "onload=\"x\""] {
            assert!(!text.contains(bad), "{path} holds {bad}");
        }
    }
    built.page("findings/a.html").shows("<p>kept</p>");
}

#[test]
fn two_outputs_never_share_a_path() {
    let built = Book::new()
        .entry("causes/a", "findings: none\ntests: none\ntreatments: none")
        .file("pages/causes/A.md", "x\n")
        .build();
    built.has_only("duplicate-name", "content/", "causes/");
    Book::new().file("pages/sources.md", "x\n").build().has_only(
        "duplicate-name",
        "pages/sources.md",
        "sources.html",
    );
    Book::new().file("pages/assets/style.css", "x\n").build().has_only(
        "duplicate-name",
        "pages/assets/style.css",
        "assets/",
    );
}

#[test]
fn guides_of_any_shape_do_not_hang() {
    let mut chain = "title: G\nstart: q0\nquestions:\n".to_string();
    for at in 0..400 {
        chain.push_str(&format!(
            "  q{at}: {{ask: 'Question {at}', if_yes: q{}, if_no: o}}\n",
            at + 1
        ));
    }
    chain.push_str("  q400:\n    ask: Last\n    answers:\n");
    for at in 0..500 {
        chain.push_str(&format!(
            "      - {{answer: '{}{at}', go: {}}}\n",
            "word ".repeat(at % 40),
            if at % 2 == 0 { "o" } else { "p" }
        ));
    }
    chain.push_str(&format!(
        "outcomes:\n  o: {{title: '{}', urgency: urgent}}\n  p: {{title: P, urgency: self-care, safety_net: x}}\n",
        "x".repeat(2_000)
    ));
    let built = Book::new().file("guides/g.yaml", &chain).build();
    built.has_only("guide-too-long", "guides/g.yaml", "questions");
    built.page("guides/g.html").shows("data-node=\"q400\"");
    let one = "title: G\nstart: o\nquestions: {}\noutcomes:\n  o: {title: O, urgency: urgent}\n";
    Book::new().file("guides/g.yaml", one).build().has_only(
        "missing-field",
        "guides/g.yaml:3",
        "no questions",
    );
}

#[test]
fn loops_are_found_also_across_guides() {
    let guide = |to: &str| {
        format!(
            "title: '{to}'\nstart: a\nquestions:\n  a: {{ask: A, if_yes: o, if_no: 'guide:{to}'}}\noutcomes:\n  o: {{title: O, urgency: urgent}}\n"
        )
    };
    let built = Book::new()
        .file("guides/one.yaml", &guide("two"))
        .file("guides/two.yaml", &guide("one"))
        .build();
    built.has_only("guide-cycle", "guides/", "→");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_crash(text in "(?s).{0,200}", front in "(?s)[ -~\n]{0,120}") {
        let built = Book::new()
            .file("findings/a.md", &format!("---\n{front}\n---\n{text}"))
            .file("pages/p.md", &text)
            .file("guides/g.yaml", &front)
            .file("sources.yaml", &front)
            .build();
        prop_assert!(built.good || !built.codes.is_empty());
    }

    #[test]
    fn markdown_of_any_kind_is_rendered(text in r"[\[\](){}#>*_`|:!@^~<a\-1 \n;=\\&]{0,120}") {
        let built = Book::new().file("pages/p.md", &text).build();
        prop_assert!(built.good || !built.codes.is_empty());
    }
}

#[test]
fn addresses_are_safe_wherever_they_stand() {
    let source = |link: &str| {
        Book::new()
            .file("sources.yaml", &format!("s: {{title: T, by: B, link: \"{link}\"}}\n"))
            .build()
    };
    source("javascript:alert(1)").has_only("bad-value", "sources.yaml:1:28", "is not an address");
    source("foo bar").has_only("bad-value", "sources.yaml:1:28", "is not an address");
    Book::new().settings("base_url: 'https://e.org/?a'").build().has_only(
        "bad-value",
        "handbook.yaml:3",
        "cannot have `?`",
    );
    let built = Book::new()
        .settings("services: {emergency: \"999\"}")
        .file("pages/a.md", "[call](<tel:{{ emergency }}>) [now](tel:{{emergency}})\n")
        .build();
    built
        .page("a.html")
        .shows("<a href=\"tel:999\" rel=\"external\">call</a>")
        .shows("<a href=\"tel:999\" rel=\"external\">now</a>");
    Book::new()
        .entry("findings/a", "")
        .file("findings/a.md", "---\ntitle: A\nsummary: S\n---\n[x](tel:{{nope}})\n")
        .build()
        .has_only("unknown-service", "findings/a.md:5:1", "no service `nope`");
}

#[test]
fn html_that_is_never_closed_swallows_nothing_in_silence() {
    for open in ["<!-- todo: ask", "<![CDATA[ x", "<?php x", "<script>", "<style>", "<textarea>"] {
        let built =
            Book::new().file("pages/a.md", &format!("# A\n\n{open}\n\n## Danger\n\nGo.\n")).build();
        built.has_only("unclosed-html", "pages/a.md:3:1", "all text after it is lost");
        assert!(!built.good, "{open}");
    }
    for open in
        ["<p title=\"x", "<div>", "<xmp>", "<noscript>", "a <b>bold", "<title>", "<plaintext>"]
    {
        let built = Book::new()
            .file("pages/a.md", &format!("# A\n\n{open}\n\n## Danger\n\nGo **now**.\n"))
            .build();
        built
            .page("a.html")
            .shows("<h2 id=\"danger\">Danger</h2>")
            .shows("Go <strong>now</strong>.");
    }
}

#[test]
fn the_help_of_a_question_is_checked_like_other_texts() {
    let guide = "title: G\nstart: q\nquestions:\n  q:\n    ask: Q\n    help: 'A <script>x</script> ![](../files/a.png) Call 0800 123 4567.'\n    if_yes: o\n    if_no: p\noutcomes:\n  o: {title: O, urgency: emergency}\n  p: {title: P, urgency: urgent}\n";
    let built = Book::new().file("guides/g.yaml", guide).file("files/a.png", "x").build();
    assert_eq!(
        built.codes.keys().copied().collect::<Vec<_>>(),
        ["phone-number-in-prose", "unsafe-content", "untagged-image"],
        "{}",
        built.problems
    );
}

#[test]
fn headings_with_a_written_id_keep_it() {
    let built = Book::new()
        .file("pages/a.md", "# A\n\n## X\n\n## X\n\n## Y {#x-1}\n\n[go](#x-1)\n")
        .build();
    built
        .page("a.html")
        .shows("<h2 id=\"x-1\">Y</h2>")
        .shows("<h2 id=\"x\">X</h2>")
        .shows("<h2 id=\"x-2\">X</h2>");
}

/// A misspelt level is one problem: texts that speak of the sign are not blamed for it.
#[test]
fn a_misspelt_level_has_no_echo_in_other_texts() {
    let built = Book::new()
        .file(
            "findings/a.md",
            "---\ntitle: A\nsummary: Dark.\nurgency: emergancy\n---\nSee a doctor.\n",
        )
        .file(
            "findings/b.md",
            "---\ntitle: B\nsummary: Pale.\n---\nIf it is [dark](finding:a), see a doctor.\n",
        )
        .build();
    built.has_only("unknown-level", "findings/a.md:4", "emergancy");
}

/// What is not to be done is never listed as help.
#[test]
fn what_to_avoid_is_no_help() {
    let built = |treatments: &str| {
        Book::new()
            .entry("causes/flu", &format!("findings: none\ntests: none\ntreatments: {treatments}"))
            .file("sources.yaml", "s: {title: S, by: B, date: 2020}\n")
            .entry("treatments/alcohol", "type: avoid\nsources: [s]")
            .build()
    };
    built("{avoid: [alcohol]}").is_clean();
    built("{first: [alcohol]}").has_only(
        "contradiction",
        "causes/flu.md",
        "something not to do (`type: avoid`), and stands under `first`",
    );
}

#[test]
fn a_service_has_a_number_and_each_place_one() {
    let built = |line: &str| Book::new().settings(line).build();
    built("services: {emergency: \"\"}").has_only("bad-value", "handbook.yaml", "has no number");
    let twice =
        "services: {emergency: [{where: UK, number: \"999\"}, {where: uk, number: \"112\"}]}";
    built(twice).has_only("bad-value", "handbook.yaml", "two numbers for `uk`");
}

#[test]
fn slips_with_braces_are_not_printed() {
    let book = |text: &str| {
        Book::new()
            .settings("services: {emergency: \"999\"}")
            .file("findings/a.md", &format!("---\ntitle: A\nsummary: {text}\n---\n"))
            .build()
    };
    book("\"{{ emergency | safe }}\"").has_only(
        "unknown-service",
        "findings/a.md:3:10",
        "no service",
    );
    book("\"{{ emergancy }}\"").has_only(
        "unknown-service",
        "findings/a.md:3:10",
        "did you mean `emergency`?",
    );
    let built = Book::new().file("pages/f.md", "# F {{ nope }}\n").build();
    built.has_only("unknown-service", "pages/f.md:1:5", "nope");
}

#[test]
fn names_that_are_nearly_right_get_the_right_advice() {
    for name in ["b.md", "causes/b", "Bee"] {
        let built = Book::new()
            .entry(
                "causes/a",
                &format!("findings: none\ntests: none\ntreatments: none\nleads_to: [{name}]"),
            )
            .file(
                "causes/b.md",
                "---\ntitle: Bee\nsummary: S\nfindings: none\ntests: none\ntreatments: none\n---\n",
            )
            .build();
        built.has_only("unknown-reference", "causes/a.md:7:12", "did you mean `b`?");
    }
    Book::new().file("findings/a.md", " ---\ntitle: A\n---\n").build().has_only(
        "missing-field",
        "findings/a.md:1:1",
        "begin the file with a line `---`",
    );
    Book::new().file("pages/index.md", "a\n").file("pages/README.md", "b\n").build().has_only(
        "duplicate-name",
        "pages/index.md",
        "two texts for the home page",
    );
    Book::new()
        .entry("causes/a", "findings: none\ntests: None\ntreatments: none")
        .build()
        .has_only("wrong-type", "causes/a.md:5:8", "did you mean `none`?");
}

#[test]
fn long_rows_of_signs_take_no_time() {
    let began = std::time::Instant::now();
    for sign in ["[", "{{ ", "[@", "<div>", "![", "> ", "*a "] {
        let built = Book::new().file("pages/a.md", &sign.repeat(20_000)).build();
        assert!(built.good || !built.codes.is_empty());
    }
    // Detects a hang; not a benchmark: all of them together take seconds in an unoptimised build.
    assert!(began.elapsed().as_secs() < 120);
}

#[test]
fn links_in_raw_html_are_links() {
    let book = |html: &str| {
        Book::new()
            .entry("causes/a", "findings: none\ntests: none\ntreatments: none")
            .file("files/a.svg", "<svg/>")
            .file("pages/deep/r.md", &format!("# R\n\n{html}\n"))
    };
    let built =
        book("<a href=\"../../causes/a.md\">a</a> <img src=\"../../files/a.svg\" alt=\"A\"> <a href=\"https://example.org/\">w</a>")
            .build();
    built.is_clean();
    built
        .page("deep/r.html")
        .shows("<a href=\"../causes/a.html\">a</a>")
        .shows("<img src=\"../files/a.svg\" alt=\"A\">")
        .shows("<a href=\"https://example.org/\" rel=\"external\">w</a>");
    built
        .page("print.html")
        .shows("<a href=\"#cause-a\">a</a>")
        .shows("<img src=\"files/a.svg\" alt=\"A\">");
    book("<a href=\"nowhere.html\">x</a>").build().has_only(
        "broken-link",
        "pages/deep/r.md:3:1",
        "nowhere.html",
    );
    for source in [
        "//evil.example/a.png",
        " //evil.example/a.png",
        "\\\\evil.example\\a.png",
        "/\\evil.example/a.png",
    ] {
        let built = book(&format!("x <img src=\"{source}\" alt=\"A\">")).build();
        assert!(!built.good || !built.page("deep/r.html").text.contains("evil"), "{source}");
    }
}

#[test]
fn ids_are_unique_also_where_names_are_alike() {
    let built = Book::new()
        .file("sources.yaml", "a.b: {title: T, by: B, date: '2020'}\nab: {title: T, by: B, date: '2021'}\n")
        .file("glossary.yaml", "C: {means: A vitamin.}\n\"C++\": {means: A language.}\n")
        .file("pages/a b.md", "# A\n\n## X\n\nC++ and C [@a.b; @ab]\n")
        .file("pages/a-b.md", "# B\n\n## X\n\ntext\n")
        .file("pages/100%.md", "# C\n\n[self](page:100%25)\n")
        .entry("causes/wet", "findings: none\ntests: none\ntreatments: none")
        .file("causes/wet.md", "---\ntitle: W\nsummary: S\nfindings: none\ntests: none\ntreatments: none\n---\n\n## Roots\n")
        .entry("causes/wet--roots", "findings: none\ntests: none\ntreatments: none")
        .build();
    built.has_only("portable-name", "100%.md", "means something else in an address");
    crate::site::assert_sound(&built.files);
    built.page("a b.html").shows("A language.").shows("A vitamin.");
}

#[test]
fn a_misspelt_level_is_one_problem_also_where_a_guide_asks() {
    let guide = "title: G\nstart: a\nquestions:\n  a: {ask: A, any_of: [ache], if_yes: now, if_no: b}\n  b: {ask: B, any_of: [worse], if_yes: now, if_no: wait}\noutcomes:\n  now: {title: N, urgency: emergency}\n  wait: {title: W, urgency: self-care, safety_net: Come back.}\n";
    Book::new()
        .entry("findings/ache", "urgency: emergancy")
        .entry("findings/worse", "urgency: urgent")
        .file("guides/g.yaml", guide)
        .build()
        .has_only("unknown-level", "content/findings/ache.md", "emergancy");
}

/// What an organisation brings along is checked where it is written.
#[test]
fn a_bad_look_is_told_at_its_line() {
    let with = |settings: &str| Book::new().settings(settings).build();
    for (settings, code, words) in [
        ("look: {logo: files/none.svg}", "bad-value", "there is no file `content/files/none.svg`"),
        ("look: {colour: blue}", "bad-value", "`colour` is not a colour: `blue`"),
        ("look: {font: Comic Neue}", "bad-value", "there is no font `Comic Neue`"),
        ("look: {colour: \"#ffe000\"}", "pale-colour", "too pale to read"),
        ("print: {paper: {width: 20mm, height: 30mm}}", "bad-value", "20 × 30 mm"),
        ("print: {paper: {width: 148, height: 210mm}}", "bad-value", "`width` is not a length"),
        ("print: {paper: {width: 210mm, height: 148mm}}", "bad-value", "wider than it is high"),
        ("print: {paper: a6}", "bad-value", "`paper` cannot be `a6`"),
        ("look: {farbe: red}", "unknown-key", "farbe"),
    ] {
        let built = with(settings);
        assert!(
            built.problems.contains(code) && built.problems.contains(words),
            "{settings}: {}",
            built.problems
        );
    }
    let huge = image_of(10_000, 10);
    let mut input = Book::new().settings("look: {logo: files/a.png}").input();
    let content = Ok(huge.into());
    input
        .content
        .files
        .push(fascicle::read::RawFile { path: "content/files/a.png".into(), content });
    let built = Built::from(&input);
    assert!(built.problems.contains("no page shows more than 4000"), "{}", built.problems);
}

/// The head of a PNG of this size.
fn image_of(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend(b"\x08\x02\0\0\0\0\0\0\0");
    png
}
