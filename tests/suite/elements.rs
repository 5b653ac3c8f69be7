//! One tree of prose: each of its elements, as the site and the book show it.

use crate::book::Book;

/// For each element: how an author writes it, and the markup of the site.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("a paragraph", "Alpha beta.", "<p>Alpha beta.</p>"),
    ("a heading", "## Alpha", "<h2 id=\"alpha\">Alpha</h2>"),
    ("a quote", "> Alpha", "<blockquote><p>Alpha</p>"),
    ("an alert", "> [!TIP]\n> Alpha", "<div class=\"alert alert--tip\">"),
    ("code", "    alpha  beta", "<pre tabindex=\"0\"><code>alpha  beta"),
    ("a list", "- Alpha\n- Beta", "<ul><li>Alpha</li>"),
    ("a numbered list", "3. Alpha\n4. Beta", "<ol start=\"3\">\n<li>Alpha</li>"),
    ("a task", "- [x] Alpha", "<span class=\"task\" role=\"img\" aria-label=\"done\">☑</span>"),
    ("a definition", "Alpha\n: Beta", "<dl><dt>Alpha</dt>\n<dd>Beta</dd>"),
    (
        "a table",
        "| Alpha | Beta |\n|---|--:|\n| Gamma | Delta |",
        "<th scope=\"col\" class=\"align-end\">Beta</th>",
    ),
    ("a footnote", "Alpha[^n] beta.\n\n[^n]: Gamma.", "<li id=\"fc-note-1\"><p>Gamma.</p>"),
    (
        "emphasis",
        "*Alpha* **beta** ~~gamma~~",
        "<em>Alpha</em> <strong>beta</strong> <del>gamma</del>",
    ),
    (
        "a link",
        "[Alpha](https://example.org/ \"Beta\")",
        "<a href=\"https://example.org/\" rel=\"external\" title=\"Beta\">Alpha</a>",
    ),
    ("code in a line", "Alpha `beta`", "<code>beta</code>"),
    ("a break", "Alpha\\\nbeta", "Alpha<br>\nbeta"),
    ("a rule", "Alpha\n\n---\n\nBeta", "<hr>"),
    ("a break of HTML", "1<br>5 ml", "1<br>\n5\u{a0}ml"),
    ("powers", "10<sup>3</sup> and H<sub>2</sub>O", "10<sup>3</sup> and H<sub>2</sub>O"),
    (
        "deleted and inserted",
        "<del>10</del> <ins>5</ins> <s>a</s> <u>b</u>",
        "<del>10</del> <ins>5</ins> <del>a</del> <u>b</u>",
    ),
    ("a key", "Press <kbd>Ctrl</kbd>+<kbd>P</kbd>", "<kbd>Ctrl</kbd>+<kbd>P</kbd>"),
    (
        "an abbreviation",
        "<abbr title=\"creatine kinase\">CK</abbr> is high",
        "<abbr title=\"creatine kinase\">CK</abbr>",
    ),
    (
        "marked and small",
        "<mark>Alpha</mark> <small>beta</small>",
        "<mark>Alpha</mark> <small>beta</small>",
    ),
    (
        "words about words",
        "<q>a</q> <cite>b</cite> <dfn>c</dfn> <var>d</var> <samp>e</samp> <time>f</time> <code>g</code>",
        "<q>a</q> <cite>b</cite> <dfn>c</dfn> <var>d</var> <samp>e</samp> <time>f</time> <code>g</code>",
    ),
    ("bold and italic", "<b>Alpha</b> <i>beta</i>", "<strong>Alpha</strong> <em>beta</em>"),
    ("another language", "<span lang=\"fr\">Alpha</span>", "<span lang=\"fr\">Alpha</span>"),
    ("from right to left", "<div dir=\"rtl\">Alpha</div>", "<div dir=\"rtl\">Alpha</div>"),
    (
        "a place",
        "<p id=\"here\">Alpha</p>\n\n[beta](#here)",
        "<p id=\"here\">Alpha</p>\n<p><a href=\"#here\">beta</a></p>",
    ),
    ("a paragraph of HTML", "<p>Alpha</p>", "<p>Alpha</p>"),
    (
        "a list of HTML",
        "<ul>\n<li>Alpha\n<li>Beta</li>\n</ul>",
        "<ul><li>Alpha\n</li>\n<li>Beta</li>\n</ul>",
    ),
    (
        "a numbered list of HTML",
        "<ol start=\"3\"><li>Alpha</li></ol>",
        "<ol start=\"3\">\n<li>Alpha</li>",
    ),
    (
        "a definition of HTML",
        "<dl><dt>Alpha</dt><dd>Beta</dd></dl>",
        "<dl><dt>Alpha</dt>\n<dd>Beta</dd>",
    ),
    ("a quote of HTML", "<blockquote>Alpha</blockquote>", "<blockquote><p>Alpha</p>"),
    (
        "a table of HTML",
        "<table><caption>Doses</caption><thead><tr><th>Age</th><th>Dose</th></tr></thead><tbody><tr><td>6</td><td>28</td></tr><tr><td colspan=\"2\">5 ml</td></tr></tbody></table>",
        "<table>\n<caption>Doses</caption>\n<thead>\n<tr><th scope=\"col\">Age</th><th scope=\"col\">Dose</th></tr>\n</thead>\n<tbody>\n<tr><td>6</td><td>28</td></tr>\n<tr><td colspan=\"2\">5\u{a0}ml</td></tr>",
    ),
    (
        "more to open",
        "<details><summary>Alpha</summary>\n\nBeta *gamma*.\n\n</details>",
        "<details><summary>Alpha</summary>\n<p>Beta <em>gamma</em>.</p>\n</details>",
    ),
    (
        "a figure",
        "<figure><img src=\"../files/a.svg\" alt=\"Alpha\"><figcaption>Beta</figcaption></figure>",
        "<figure><img src=\"files/a.svg\" alt=\"Alpha\" width=\"40\" height=\"30\"><figcaption>Beta</figcaption>",
    ),
    ("preformatted text", "<pre>alpha\n  beta</pre>", "<pre tabindex=\"0\">alpha\n  beta</pre>"),
    (
        "a service in HTML",
        "<p>Ring {{ emergency }} now</p>",
        "<p>Ring <a href=\"tel:999\" rel=\"external\">999</a> now</p>",
    ),
    (
        "a service in a summary",
        "<details><summary>Ring {{ emergency }}</summary></details>",
        "<summary>Ring <a href=\"tel:999\" rel=\"external\">999</a></summary>",
    ),
    (
        "a service in an attribute",
        "<abbr title=\"Ring {{ emergency }}\">GP</abbr> now",
        "<abbr title=\"Ring 999\">GP</abbr> now",
    ),
    (
        "a block in a paragraph",
        "Alpha <div>beta</div> gamma.",
        "<p>Alpha </p>\n<div>beta</div>\n<p> gamma.</p>",
    ),
    (
        "a picture with a size",
        "![Alpha](../files/a.svg){width=20}",
        "<img src=\"files/a.svg\" alt=\"Alpha\" width=\"20\" height=\"15\">",
    ),
    (
        "a picture of HTML with a size",
        "<img src=\"../files/a.svg\" alt=\"Alpha\" width=\"20\">",
        "<img src=\"files/a.svg\" alt=\"Alpha\" width=\"20\" height=\"15\">",
    ),
    (
        "a picture in a list",
        "- ![Alpha](../files/a.svg)\n- Beta",
        "<li><img src=\"files/a.svg\" alt=\"Alpha\" width=\"40\" height=\"30\"></li>",
    ),
    ("a picture beside words", "Alpha ![beta](../files/a.svg) gamma", "alt=\"beta\""),
    ("a picture in a heading", "## ![Alpha](../files/a.svg)", "<h2 id=\"alpha\"><img"),
    (
        "a bare address",
        "See https://example.org/alpha.",
        "<a href=\"https://example.org/alpha\" rel=\"external\">https://example.org/alpha</a>.",
    ),
];

fn page(text: &str) -> Book {
    Book::new()
        .settings("services: {emergency: \"999\"}")
        .file(
            "files/a.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><rect width=\"10\" height=\"10\"/></svg>",
        )
        .file("pages/p.md", &format!("# Page\n\n{text}\n"))
}

#[test]
fn the_site_shows_each_element() {
    for (what, written, shown) in SAMPLES {
        let built = page(written).build();
        assert!(built.codes.is_empty(), "{what}: {}", built.problems);
        let text = built.page("p.html").text;
        assert!(
            text.contains(shown),
            "{what}: no {shown} in\n{}",
            text.split("class=\"prose\"").nth(1).unwrap_or(text)
        );
    }
}

#[cfg(feature = "pdf")]
#[test]
fn the_book_prints_each_element_and_joins_no_words() {
    use fascicle::pipeline::{self, Book as Wanted};
    use fascicle::prose::Element;
    let words = |text: &str| -> Vec<String> {
        let apart = text.replace('\u{a0}', " ");
        apart
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_string)
            .collect()
    };
    for (what, written, _) in SAMPLES {
        let mut input = page(written).input();
        input.options.book = Wanted::Make { earlier: Vec::new(), progress: |_| {} };
        let (ready, made) = pipeline::printed(&input, &[]);
        let problems = ready.problems.text(
            &ready.sources,
            fascicle::diagnostics::Style::Plain,
            fascicle::diagnostics::Detail::Everything,
        );
        assert!(made.left_out.is_empty(), "{what}: {problems}");
        let printed = words(&made.words.join("\n"));
        let mut pictures = 0;
        ready.linked.pages[0].prose.walk(&mut |node| match &node.element {
            // A picture's alternative text is for those who cannot see it; on paper the picture
            // itself is shown.
            Element::Image { .. } => pictures += node.children.len(),
            Element::Text(_) if pictures > 0 => pictures -= 1,
            Element::Text(text) | Element::Code(text) | Element::Service(text) => {
                for word in words(text) {
                    assert!(
                        printed.contains(&word),
                        "{what}: `{word}` is not printed as a word of its own: {printed:?}"
                    );
                }
            }
            _ => {}
        });
    }
}

#[test]
fn what_is_taken_out_is_said_with_its_place() {
    let text = "Alpha <iframe src=\"x\"></iframe>\n\n<p class=\"b\" onclick=\"x()\">beta</p>\n\n<table>\n<tr>\n<td style=\"a\">1</td>\n</tr>\n</table>\n";
    let built = page(text).build();
    for place in ["p.md:3:7", "p.md:5:1", "p.md:9:1"] {
        assert!(built.problems.contains(place), "{place}: {}", built.problems);
    }
    for words in [
        "the element `<iframe>`",
        "the attribute `class` of `<p>`",
        "the attribute `onclick` of `<p>`",
        "the attribute `style` of `<td>`",
    ] {
        assert!(built.problems.contains(words), "{words}: {}", built.problems);
    }
    assert_eq!(
        built.codes.keys().copied().collect::<Vec<_>>(),
        ["unsafe-content"],
        "{}",
        built.problems
    );
}

#[test]
fn markup_that_is_none_is_said() {
    for (text, shown) in [
        ("See [text][nowhere].", "[text][nowhere]"),
        ("See [nice-ng59].", "[nice-ng59]"),
        ("See [[wiki]].", "[[wiki]]"),
        ("{% raw %} x", "{% raw %}"),
        (":::box\nx\n:::", ":::box"),
        ("!!! note\n    x", "!!! note"),
        ("##What it is", "##What it is"),
        ("| a | b |\n|---|\n| 1 | 2 |", "|---|"),
        ("| a | b |\n| 1 | 2 |", "| a | b |"),
        ("Text.\n\n[^old]: Never more than ten a day.", "[^old]"),
        ("Text {width=300}.", "{width=300}"),
        ("![a](../files/a.svg){width=50%}", "{width=50%}"),
        ("![Alpha](../files/a.svg =300x200)", "![Alpha](../files/a.svg =300x200)"),
    ] {
        let built = page(text).build();
        assert!(built.codes.contains_key("unknown-markup"), "{text}: {}", built.problems);
        assert!(
            built.problems.contains(shown.trim_start_matches('!')),
            "{text}: {}",
            built.problems
        );
        assert!(built.problems.contains("pages/p.md:"), "{}", built.problems);
    }
    for text in [
        "[sic] and [1] and [x]",
        "[a] b [c]",
        "| not a table",
        ":warning: Never do this.",
        ":30 every hour",
    ] {
        let built = page(text).build();
        assert!(built.codes.is_empty(), "{text}: {}", built.problems);
    }
    page(":warning: Never do this.")
        .build()
        .page("p.html")
        .shows("<p>:warning: Never do this.</p>");
    page("Alpha\n:30 every hour").build().page("p.html").hides("<dl>");
}

/// Scripts, styles and other elements are taken out: what is around them stays, and stays apart.
#[test]
fn what_is_around_an_element_that_is_taken_out_stays() {
    let page = |text: &str| {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        let words = words_of(&built.files.get("p.html").cloned().unwrap_or_default());
        (built.codes.keys().copied().collect::<Vec<_>>(), words)
    };
    for text in [
        "Call <script>x\n\nNever exceed 4 g.\n\n- One\n\nEnd.",
        "- Call <style>x\n- Never exceed 4 g.\n\nEnd.",
        "<div>Call <script>x\n\nNever exceed 4 g.\n\nEnd.</div>",
    ] {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        assert!(built.codes.contains_key("unclosed-html"), "{text}: {}", built.problems);
    }
    for (text, shown) in [
        ("x <center>5 mg</center><center>10 mg</center>", "5 mg 10 mg"),
        ("x <math><msup><mn>10</mn><mn>3</mn></msup></math>", "10 3"),
        ("x <button>5</button><button>10</button>", "5 10"),
        ("<address>5</address><address>6</address>", "5 6"),
        ("x 5<iframe></iframe>6", "5 6"),
    ] {
        let (codes, words) = page(text);
        assert_eq!(codes, ["unsafe-content"], "{text}");
        assert!(words.contains(shown), "{text}: {words}");
    }
    let (codes, _) = page("x <![CDATA[Never more than 4 g]]> y");
    assert_eq!(codes, ["unsafe-content"]);
    let (_, words) =
        page("<table><caption>One</caption><caption>Two</caption><tr><td>5</td></tr></table>");
    assert!(words.contains("One Two"), "{words}");
}

/// The words of a page, one space between them.
fn words_of(page: &str) -> String {
    let mut out = String::new();
    for part in page.split('<') {
        let text = part.split_once('>').map_or(part, |(_, text)| text);
        out.push_str(text);
    }
    out.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without its line a struck number would be a wrong one.
#[test]
fn plain_words_leave_out_what_is_struck() {
    let summary = "summary: 'Over <del>39</del>38 °C, ~~10~~5 mg'";
    let built = Book::new()
        .file("findings/f.md", &format!("---\ntitle: F\n{summary}\n---\n"))
        .file("guides/g.yaml", "title: G\nstart: q\nquestions:\n  q: {ask: Q, any_of: [f], if_yes: a, if_no: b}\noutcomes:\n  a: {urgency: emergency, say: 'Take ~~10~~5 mg. Call.'}\n  b: {title: B, urgency: urgent}\n")
        .build();
    for (path, text) in &built.files {
        for wrong in ["3938", "105 mg", "105\u{a0}mg"] {
            assert!(!text.contains(wrong), "{path} has {wrong}");
        }
    }
    built.page("findings/f.html").shows("<del>39</del>38");
}

#[test]
fn nesting_that_the_book_cannot_hold_is_said_where_it_is() {
    for text in [
        format!("{}deep", "> ".repeat(40)),
        format!("{}deep", "> - ".repeat(30)),
        format!("{}deep{}", "<details>\n\n".repeat(40), "\n\n</details>".repeat(40)),
    ] {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        assert!(built.codes.contains_key("over-limit"), "{}", built.problems);
    }
}

#[test]
fn marks_of_other_programs_are_said() {
    for text in [
        "a ==marked== b",
        "a ++inserted++ b",
        "a^[a note] b",
        "%%a remark%%",
        "$$x^2$$",
        "so it is [see @nhs]",
        "so it is [-@nhs]",
        "x <!-- y\n\nz -->",
    ] {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        assert!(built.codes.contains_key("unknown-markup"), "{text}: {}", built.problems);
    }
    for text in [
        "a == b and c == d",
        "C++ and D++",
        "`==x==`",
        "5 %% 6",
        "write to a [b@c.org]",
        "x <!-- y --> z",
    ] {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        assert!(built.codes.is_empty(), "{text}: {}", built.problems);
    }
}

#[test]
fn markdown_in_a_block_of_html_is_said() {
    for text in [
        "<p>**bold** text</p>",
        "<details>\n<summary>S</summary>\nE1 **bold**\n</details>",
        "<div>`c`</div>",
    ] {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        assert_eq!(
            built.codes.keys().copied().collect::<Vec<_>>(),
            ["unknown-markup"],
            "{text}: {}",
            built.problems
        );
    }
    for text in ["<div>\n\n**bold**\n\n</div>", "<p>2 ** 3 ** 4</p>", "<pre>`x` **y**</pre>"] {
        let built = Book::new().file("pages/p.md", &format!("# Page\n\n{text}\n")).build();
        assert!(built.codes.is_empty(), "{text}: {}", built.problems);
    }
}

#[test]
fn names_that_look_the_same_are_the_same() {
    let built = Book::new()
        .file("pages/Cafe\u{301}.md", "# A\n")
        .file(
            "files/Ru\u{308}cken.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"3\"/>",
        )
        .file(
            "pages/b.md",
            "# B\n\n[x](Caf\u{e9}.md) [y](page:Caf\u{e9}) ![z](../files/R\u{fc}cken.svg)\n",
        )
        .build();
    built.is_clean();
}

#[test]
fn fragments_are_found_as_code_hosts_write_them() {
    let text = "- [a](#-features)\n- [b](#tips--tricks)\n- [c](#tips-tricks)\n\n## 🚀 Features\n\n## Tips & tricks\n";
    let built = page(text).build();
    built.is_clean();
    built
        .page("p.html")
        .shows("<a href=\"#features\">a</a>")
        .shows("<a href=\"#tips-tricks\">b</a>")
        .shows("<a href=\"#tips-tricks\">c</a>");
}
