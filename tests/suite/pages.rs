//! What pages show, on small books.

use crate::book::Book;

fn two_sides() -> Book {
    Book::new()
        .entry("causes/dehydration", "findings: {key: [{id: dark-urine, note: a late sign}], against: [fever]}\ntests: none\ntreatments: {first: [water], avoid: [sauna]}\nconfused_with: [heat]")
        .entry("causes/heat", "role: mimic\nfindings: none\nleads_to: [dehydration]")
        .entry("findings/dark-urine", "urgency: urgent")
        .entry("findings/fever", "")
        .entry("treatments/water", "type: self-care\ndo: [Drink when you are thirsty.]\ndo_not: [force yourself to drink.]")
        .entry("treatments/sauna", "type: self-care")
}

#[test]
fn every_relation_shows_on_both_pages_with_its_note() {
    let built = two_sides().build();
    built.is_clean();
    built
        .page("causes/dehydration.html")
        .shows("Symptoms and signs")
        .shows("dark-urine")
        .shows("a late sign")
        .shows("What speaks against it")
        .shows("Do not use:");
    built
        .page("findings/dark-urine.html")
        .shows("Seen in")
        .shows("a late sign")
        .shows("../causes/dehydration.html");
    built.page("findings/fever.html").shows("Speaks against").hides("Seen in");
    built.page("treatments/water.html").shows("Helps with").shows("Do not</span> force yourself");
    built.page("treatments/sauna.html").shows("Not for");
    built.page("causes/heat.html").shows("Can lead to").shows("Easily confused with");
    built.page("causes/dehydration.html").shows("Can come from").shows("Nothing is known");
}

#[test]
fn warning_cards_come_worst_first_with_the_level_in_words() {
    let built = Book::new()
        .entry("problems/twitching", "causes: {common: [a]}\nred_flags: [mild, bad]")
        .entry("causes/a", "findings: {key: [worst]}\ntests: none\ntreatments: none")
        .entry("findings/mild", "urgency: appointment")
        .entry("findings/bad", "urgency: urgent\nask: Is it bad?")
        .entry("findings/worst", "urgency: emergency")
        .build();
    built.is_clean();
    let page = built.page("problems/twitching.html");
    let at = |words: &str| page.text.find(words).unwrap_or_else(|| panic!("no {words}"));
    assert!(at("Emergency") < at("Urgent") && at("Urgent") < at("Appointment"));
    page.shows("Get emergency help now if:").shows("Is it bad?");
    built.page("compare/twitching.html").shows("Typical");
}

#[test]
fn citations_are_numbered_and_link_both_ways() {
    let built = Book::new()
        .file("sources.yaml", "nhs: {title: Twitching, by: NHS, link: 'https://www.nhs.uk/'}\ncdc: {title: Heat, by: CDC, date: '2020'}\n")
        .file("pages/a.md", "# A\n\nOne [@nhs]. Two [@cdc; @nhs].\n")
        .build();
    built.is_clean();
    built
        .page("a.html")
        .shows("<a id=\"fc-cite-1-1\" href=\"#fc-source-1\" aria-label=\"Source 1\">1</a>")
        .shows("<a id=\"fc-cite-1-2\" href=\"#fc-source-1\"")
        .shows("<li id=\"fc-source-2\">Heat. CDC, 2020.")
        .shows("href=\"#fc-cite-1-2\"");
    built.page("sources.html").shows("id=\"source-nhs\"").shows("<a href=\"a.html\">A</a>");
}

#[test]
fn terms_are_explained_at_their_first_mention_only() {
    let built = Book::new()
        .file("glossary.yaml", "cramp: {means: A painful tightening.}\n")
        .file("pages/a.md", "# A cramp page\n\n## Cramp\n\nA cramp, and a cramp again. `cramp`\n")
        .build();
    built.is_clean();
    let page = built.page("a.html");
    assert_eq!(page.text.matches("A painful tightening.").count(), 1);
    page.shows("glossary.html#term-cramp");
    built.page("glossary.html").shows("id=\"term-cramp\"");
}

/// A build without the PDFs shows only the words; a handout that there is not is a broken link.
#[test]
fn texts_link_to_documents_for_paper() {
    let page = |link: &str| {
        Book::new()
            .entry("treatments/rest", "type: self-care\nhandout: true")
            .entry("treatments/massage", "type: self-care")
            .file("pages/p.md", &format!("# P\n\nPrint {link}.\n"))
            .build()
    };
    page("[the sheet](handout:rest)").is_clean().page("p.html").shows("<p>Print the sheet.</p>");
    page("[the book](book:)").is_clean().page("p.html").shows("<p>Print the book.</p>");
    page("[the sheet](handout:massage)").has_only("broken-link", "pages/p.md:3", "has no handout");
    page("[the sheet](handout:rset)").has_only(
        "broken-link",
        "pages/p.md:3",
        "`rset` has no handout",
    );
    page("[the wall](poster:none)").has_only("broken-link", "pages/p.md:3", "no guide `none`");
}

#[test]
fn services_are_filled_in_everywhere_but_in_code() {
    let built = Book::new()
        .settings("services: {emergency: \"999\"}")
        .entry("findings/a", "urgency: emergency")
        .file("pages/a.md", "# A\n\nRing {{ emergency }}, not `{{ emergency }}`.\n")
        .build();
    built.is_clean();
    built.page("a.html").shows(
        "Ring <a href=\"tel:999\" rel=\"external\">999</a>, not <code>{{ emergency }}</code>.",
    );
    built.page("findings/a.html").shows(
        "Call <a class=\"urge__number\" href=\"tel:999\">999</a> or go to an emergency department now if:",
    );
}

#[test]
fn markdown_is_complete() {
    let text = "# Title\n\n> [!TIP]\n> Good.\n\nNote[^1].\n\n[^1]: The note.\n\nTerm\n: Means.\n\n- [x] done\n- [ ] open\n\n~~old~~\n\n## Here {#there}\n\n[up](#there)\n\n| A | B |\n|---|--:|\n| 1 | 2 |\n";
    let built = Book::new().file("pages/a.md", text).build();
    built.is_clean();
    let page = built.page("a.html");
    for words in [
        "alert alert--tip",
        "<dt>Term</dt>",
        "<dd>Means.</dd>",
        "<del>old</del>",
        "<h2 id=\"there\">Here</h2>",
        "<a href=\"#there\">up</a>",
        "<th scope=\"col\">A</th>",
        "class=\"align-end\"",
        "aria-label=\"done\"",
        "The note.",
    ] {
        page.shows(words);
    }
    assert_eq!(page.text.matches("<h1").count(), 1);
}

#[test]
fn links_work_by_path_and_by_name() {
    let built = Book::new()
        .entry("causes/a", "findings: none\ntests: none\ntreatments: none")
        .file(
            "pages/deep/er/b.md",
            "# B\n\n[one](../../../causes/a.md) [two](cause:a) [](cause:a) [three](c%20d.md#x) [](page:deep/er/c%20d)\n",
        )
        .file("pages/deep/er/c d.md", "# C D\n\n## X\n\n![A dot](dot.svg)\n")
        .file("pages/deep/er/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
        .build();
    built.is_clean();
    built
        .page("deep/er/b.html")
        .shows("<a href=\"../../causes/a.html\">one</a> <a href=\"../../causes/a.html\">two</a> <a href=\"../../causes/a.html\">a</a>")
        .shows("<a href=\"c%20d.html#x\">three</a>")
        .shows("<a href=\"c%20d.html\">C D</a>");
    built.page("deep/er/c d.html").shows("<img src=\"dot.svg\" alt=\"A dot\">");
    built
        .page("print.html")
        .shows("href=\"#cause-a\"")
        .shows("href=\"#page-deep/er/c-d%3A%3Ax\"")
        .shows("src=\"deep/er/dot.svg\"");
}

#[test]
fn folders_of_pages_have_their_own_page() {
    let built = Book::new()
        .file("pages/index.md", "Welcome, reader.\n")
        .file("pages/a/README.md", "# About A\n")
        .file("pages/a/Über uns.md", "text\n")
        .build();
    built.is_clean();
    built.page("index.html").shows("Welcome, reader.");
    built.page("a/index.html").shows("About A");
    built.page("a/Über uns.html").shows("<h1>Über uns</h1>");
}

#[test]
fn the_guide_has_chart_list_and_walk() {
    let built = Book::new()
        .entry("findings/weak", "urgency: emergency")
        .entry("causes/stress", "findings: none\ntests: none\ntreatments: none")
        .file(
            "guides/g.yaml",
            "title: G\nstart: danger\nquestions:\n  danger: {ask: Weak?, any_of: [weak], if_yes: call, if_no: fits}\n  fits:\n    ask: Which?\n    answers:\n      - {answer: Stress, go: rest}\n      - {answer: Coffee, go: rest}\n      - {answer: Neither, go: wait}\noutcomes:\n  call: {urgency: emergency, say: \"Call now. At once.\"}\n  rest: {title: Rest, urgency: self-care, suspect: [stress], safety_net: Come back.}\n  wait: {title: Wait, urgency: self-care, safety_net: Come back.}\n",
        )
        .build();
    built.is_clean();
    let page = built.page("guides/g.html");
    for words in [
        "data-node=\"danger\"",
        "data-node=\"call\"",
        "data-edge=\"danger&gt;call\"",
        "data-edge-label=\"fits&gt;rest\"",
        "Stress / Coffee",
        "data-drawing=\"spine\"",
        "id=\"fc-step-fits\"",
        "Call now",
    ] {
        page.shows(words);
    }
    // Narrow, wide and for paper, and layered.
    assert_eq!(page.text.matches("data-drawing=\"spine\"").count(), 3);
    assert_eq!(page.text.matches("data-drawing=\"layered\"").count(), 1);
    assert_eq!(page.text.matches("data-edge=").count(), 4 * 4);
    built
        .page("guides/g/danger.html")
        .shows("href=\"call.html\">Yes</a>")
        .shows("href=\"fits.html\">No</a>")
        .shows("href=\"call.html\">Not sure</a>");
    built
        .page("guides/g/rest.html")
        .shows("You may have come from")
        .shows("fits.html")
        .shows("Come back.")
        .shows("Start again")
        .shows("../../causes/stress.html");
    built
        .page("causes/stress.html")
        .shows("How the guide gets here")
        .shows("../guides/g/rest.html");
    built.page("findings/weak.html").shows("Asked in the guide");
}

#[test]
fn not_sure_goes_to_the_more_urgent_side() {
    let guide = |yes: &str, no: &str| {
        format!(
            "title: G\nstart: q\nquestions:\n  q: {{ask: Q, if_yes: {yes}, if_no: {no}}}\noutcomes:\n  bad: {{title: Bad, urgency: emergency}}\n  mild: {{title: Mild, urgency: self-care, safety_net: x}}\n  mild2: {{title: Mild too, urgency: self-care, safety_net: x}}\n"
        )
    };
    for (yes, no, unsure) in [
        ("bad", "mild", "bad"),
        ("mild", "bad", "bad"),
        ("mild", "mild2", "mild"),
        ("mild2", "mild", "mild2"),
    ] {
        let book = Book::new().file("guides/g.yaml", &guide(yes, no));
        let built = book.settings("").build();
        let wanted = format!("href=\"{unsure}.html\">Not sure</a>");
        // The third outcome is not reached; only the walk is looked at.
        if built.good {
            built.page("guides/g/q.html").shows(&wanted);
        } else {
            let lenient = Book::new()
                .settings("")
                .file("guides/g.yaml", &guide(yes, no))
                .file(
                    "handbook.yaml",
                    "title: T\nrules: {never-reviewed: off, guide-unreachable: off}\n",
                )
                .build();
            lenient.page("guides/g/q.html").shows(&wanted);
        }
    }
}

#[test]
fn guides_can_lead_to_guides() {
    let one = "title: One\nstart: a\nquestions:\n  a: {ask: A, if_yes: stop, if_no: 'guide:two'}\noutcomes:\n  stop: {title: Stop, urgency: emergency}\n";
    let two = "title: Two\nstart: b\nquestions:\n  b: {ask: B, if_yes: x, if_no: y}\noutcomes:\n  x: {title: X, urgency: urgent}\n  y: {title: Y, urgency: self-care, safety_net: z}\n";
    let built = Book::new().file("guides/one.yaml", one).file("guides/two.yaml", two).build();
    built.is_clean();
    built.page("guides/one.html").shows("data-node=\"guide:two\"");
    built.page("guides/one/a.html").shows("href=\"../two/b.html\">No</a>");
    built.page("guides/two/b.html").shows("../one/a.html");
}

#[test]
fn a_theme_replaces_file_by_file() {
    let built = Book::new()
        .settings("theme: mine")
        .entry("causes/a", "findings: none\ntests: none\ntreatments: none")
        .file(
            "themes/mine/pages/cause.html",
            "{% extends \"default/pages/cause.html\" %}{% block body %}<p>Mine: {{ page.title }}</p>{% endblock body %}",
        )
        .file("themes/mine/tokens.css", ":root { --page: pink; }")
        .build();
    built.is_clean();
    built.page("causes/a.html").shows("<p>Mine: a</p>").shows("About a.");
    built.page("assets/style.css").shows("--page: pink").hides("#fbfaf7");
}

#[test]
fn labels_replace_words() {
    let built = Book::new()
        .settings("labels: {finding: [Sign, All signs], start_guide: Off we go}")
        .entry("findings/a", "")
        .build();
    built.is_clean();
    built.page("findings/index.html").shows("<h1>All signs</h1>");
    Book::new().settings("labels: {fnding: X}").build().has_only(
        "unknown-key",
        "handbook.yaml:3",
        "did you mean `finding`?",
    );
}

#[test]
fn drafts_are_left_out_and_naming_one_says_so() {
    let book = || {
        Book::new()
            .entry("causes/a", "findings: none\ntests: none\ntreatments: {first: [b]}")
            .entry("treatments/b", "type: self-care\nstatus: draft")
    };
    book().build().has_only("unknown-reference", "causes/a.md:6", "`--drafts` builds with drafts");
    let built = book().options(|options| options.drafts = fascicle::model::Drafts::Include).build();
    built.page("treatments/b.html").shows("About b.");
}

#[test]
fn only_a_base_url_makes_absolute_addresses() {
    let built = Book::new()
        .settings("base_url: https://example.org/x")
        .entry("findings/a", "reviewed: 2026-01-02")
        .build();
    built
        .page("sitemap.xml")
        .shows("<loc>https://example.org/x/findings/a.html</loc>")
        .shows("2026-01-02");
    built.page("atom.xml").shows("2026-01-02T00:00:00Z");
    built.page("404.html").shows("href=\"https://example.org/x/index.html\"");
    let built = Book::new().entry("findings/a", "").build();
    assert!(!built.files.contains_key("sitemap.xml") && !built.files.contains_key("atom.xml"));
    built.page("404.html").shows("href=\"/index.html\"");
}

/// Whom to call and where to begin are on every page; where a level has no number there is no alarm.
#[test]
fn the_next_step_is_on_every_page() {
    let guide = "title: What is it?\nproblem: cough\nscope: {for: Adults.}\nstart: signs\nquestions:\n  signs: {ask: Any of these?, any_of: [blue-lips], if_yes: call, if_no: wait}\noutcomes:\n  call: {title: Call, urgency: emergency, suspect: [flu]}\n  wait: {title: Wait, urgency: self-care, safety_net: Come back.}\n";
    let book = |services: &str| {
        Book::new()
            .settings(services)
            .entry("problems/cough", "causes: {common: [flu]}\nred_flags: [blue-lips]")
            .entry("causes/flu", "findings: {key: [blue-lips]}\ntests: none\ntreatments: none")
            .entry("findings/blue-lips", "urgency: emergency")
            .file("guides/g.yaml", guide)
            .build()
    };
    let built = book("services: {emergency: \"999\"}");
    for path in ["problems/cough.html", "causes/flu.html", "findings/blue-lips.html"] {
        built.page(path).shows("href=\"../guides/g/signs.html\">What is it?</a>");
    }
    for path in ["a-z.html", "sources.html", "search.html", "404.html"] {
        built.page(path).shows("guides/g/signs.html\">What is it?</a>");
    }
    built.page("index.html").shows("data-alarm=\"emergency\"").shows("href=\"tel:999\"");
    built.page("problems/cough.html").shows("data-alarm=\"emergency\"");
    built.page("404.html").shows("href=\"tel:999\"");
    built
        .page("findings/blue-lips.html")
        .shows("data-card=\"emergency\"")
        .hides("<li><a href=\"blue-lips.html\"");
    book("subtitle: S").page("index.html").hides("data-alarm");
}

#[test]
fn reviews_show_on_the_page() {
    let built = Book::new()
        .entry("findings/a", "reviewed: 2026-01-02\nreviewed_by: Dr Who")
        .entry("findings/b", "reviewed: 2020-01-02")
        .build();
    built
        .page("findings/a.html")
        .shows("Reviewed on 2 January 2026 by Dr Who.")
        .shows("Next review by 2 January 2028.");
    built.page("findings/b.html").shows("out of date");
    assert_eq!(built.codes.keys().copied().collect::<Vec<_>>(), ["review-overdue"]);
}

#[test]
fn what_is_written_under_red_flags_always_shows() {
    let built = Book::new()
        .entry("problems/p", "red_flags: [{id: bad, note: even once}, plain]")
        .entry("problems/q", "causes: none")
        .entry("findings/bad", "urgency: urgent")
        .entry("findings/plain", "")
        .build();
    built.is_clean();
    built
        .page("problems/p.html")
        .shows("Urgent")
        .shows("even once")
        .shows("Get help now")
        .shows("../findings/plain.html");
    built.page("problems/q.html").shows("Nothing is known");
    assert!(!built.files.contains_key("compare/p.html"));
}

#[test]
fn a_theme_can_add_components_and_replace_words() {
    let built = Book::new()
        .settings("theme: mine")
        .entry("findings/a", "")
        .file(
            "themes/mine/components/stamp/template.html",
            "{% component stamp(text) %}<b class=\"stamp\">{{ text }}</b>{% endcomponent %}",
        )
        .file("themes/mine/components/stamp/style.css", ".stamp { color: red; }")
        .file("themes/mine/i18n/en.yaml", "home: Front page\n")
        .file(
            "themes/mine/pages/finding.html",
            "{% extends \"default/pages/finding.html\" %}{% block body %}{{ <stamp text={page.title} /> }}{% endblock body %}",
        )
        .build();
    built.is_clean();
    built
        .page("findings/a.html")
        .shows("<b class=\"stamp\">a</b>")
        .shows("Front page")
        .shows("Symptoms and signs");
    built.page("assets/style.css").shows(".stamp { color: red; }");
}

#[test]
fn the_menu_holds_only_what_is_there() {
    let built = Book::new()
        .settings("menu: [findings, pages/about]")
        .entry("findings/a", "")
        .file("pages/about.md", "# About us\n")
        .build();
    built.is_clean();
    built.page("index.html").shows("About us");
    Book::new().settings("menu: [findigs]").entry("findings/a", "").build().has_only(
        "unknown-reference",
        "handbook.yaml:3:8",
        "did you mean `findings`?",
    );
}

/// Drawn without script, by the code that draws guides; what is none stays code, and is reported.
#[test]
fn drawings_in_texts_are_drawn() {
    let page = |fence: &str| Book::new().file("pages/p.md", &format!("# P\n\n{fence}\n")).build();
    for fence in [
        "```mermaid\nflowchart TD\n  A{Chest pain?} -->|Yes| B([Call]):::emergency\n  A -->|No| C[Rest]\n```",
        "~~~ dot\ndigraph { A [label=\"Chest pain?\"]; A -> B [label=Yes]; A -> C [label=No]; B [label=Call class=emergency] }\n~~~",
    ] {
        let built = page(fence);
        built.is_clean();
        built
            .page("p.html")
            .shows("data-drawing=\"spine\"")
            .shows("data-node=\"A\"")
            .shows("data-edge=\"A&gt;B\"")
            .shows("chart__box--outcome level-1")
            .hides("<pre");
    }
    let built = page("```mermaid\npie title Pets\n```");
    built.has_only("unknown-markup", "pages/p.md:4:1", "this drawing stays code");
    built.page("p.html").shows("<code>pie title Pets");
    page("```python\nprint()\n```").is_clean();
}
