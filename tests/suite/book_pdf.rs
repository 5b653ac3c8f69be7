//! The printed book: what it contains, what prevents it, and that it is the same on every run.

use std::collections::HashMap;
use std::sync::OnceLock;

use fascicle::book::{self, Made};
use fascicle::diagnostics::{Detail, Style};
use fascicle::link::Linked;
use fascicle::outfile::OutFile;
use fascicle::pipeline::{self, Book as Wanted, Input};
use fascicle::plan::View;
use fascicle::prose::Element;
use fascicle::read::{self, Folder};

use crate::book::{Book, options, repository};

/// A book, and the handbook that it was made from.
struct Printed {
    linked: Linked,
    made: Made,
    problems: String,
}

fn print(mut input: Input, earlier: &[OutFile]) -> Printed {
    if !input.themes.files.is_empty() {
        input.options.theme = Some("blue".into());
    }
    input.options.book = Wanted::Make { earlier: earlier.to_vec(), progress: |_| {} };
    let (ready, made) = pipeline::printed(&input, &[]);
    let problems = ready.problems.text(&ready.sources, Style::Plain, Detail::Everything);
    Printed { linked: ready.linked, made, problems }
}

impl Printed {
    #[track_caller]
    fn made(&self) -> &Made {
        assert!(
            self.made.files.iter().any(|file| file.path == "handbook.pdf"),
            "there is no book:\n{}",
            self.problems
        );
        &self.made
    }

    /// All words of the book, spaces between lines.
    #[track_caller]
    fn text(&self) -> String {
        self.made()
            .words
            .join(" ")
            .replace('\u{200b}', "")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Only the book is left out, with this warning.
    #[track_caller]
    fn lacks_the_book(&self, code: &str, position: &str, words: &str) {
        assert_eq!(self.made.left_out, ["handbook.pdf"], "{}", self.problems);
        for part in [&format!("warning[{code}]"), position, words] {
            assert!(self.problems.contains(part), "no {part} in\n{}", self.problems);
        }
    }
}

/// The real handbook's book, built once for all tests.
fn real() -> &'static Printed {
    static REAL: OnceLock<Printed> = OnceLock::new();
    REAL.get_or_init(|| {
        let dir = repository();
        print(
            Input { content: read::folder(&dir), themes: Folder::default(), options: options() },
            &[],
        )
    })
}

fn small(book: Book) -> Printed {
    print(book.input(), &[])
}

fn words(text: &str) -> HashMap<String, usize> {
    let mut out = HashMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *out.entry(word.to_lowercase()).or_insert(0) += 1;
    }
    out
}

#[test]
fn no_word_of_the_handbook_is_lost_in_its_book() {
    let real = real();
    let printed = words(&real.text());
    // A picture's alternative text is for those who cannot see it; on paper the picture itself is
    // shown.
    let mut pictures = Vec::new();
    for prose in real.linked.proses() {
        prose.walk(&mut |node| {
            pictures.extend(matches!(node.element, Element::Image { .. }).then(|| node.words()))
        });
    }
    let mut lost = Vec::new();
    book::every_text(&real.linked, &mut |text, _| {
        if pictures.iter().any(|picture| picture == text) {
            return;
        }
        // Longer words can break at the end of a line, where they become two runs of text.
        for (word, count) in
            words(&text.replace('µ', "μ")).into_iter().filter(|(word, _)| word.len() < 20)
        {
            if printed.get(&word).is_none_or(|printed| *printed < count) {
                lost.push(format!("`{word}` of “{text}”"));
            }
        }
    });
    assert!(lost.is_empty(), "{} words are lost:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn the_book_has_its_parts_and_every_entry_its_page() {
    let real = real();
    let text = real.text();
    for part in [
        "Contents",
        "Welcome",
        "Index",
        "Glossary",
        "Sources",
        "Handouts",
        "Compare the causes",
        "p. ",
    ] {
        assert!(text.contains(part), "no {part}");
    }
    assert!(!text.contains("p. 00"), "a page number was never put in");
    for id in real.linked.entry_ids() {
        let page = real.made().pdfs.page(View::Entry(id), None).expect("every entry has a page");
        let title = real.linked.entry(id).common.title.value.replace('\u{a0}', " ");
        let words = real.made().words[page as usize - 1].replace('\u{a0}', " ");
        let first = title.split(' ').next().unwrap();
        assert!(words.contains(first), "{title} is not on page {page}");
    }
    let names: Vec<&str> = real.made().files.iter().map(|file| file.path.as_str()).collect();
    for name in ["handbook.pdf", "handouts/rest-and-wait.pdf", "poster-twitching.pdf", book::RECORD]
    {
        assert!(names.contains(&name), "no {name} in {names:?}");
    }
}

#[test]
fn a_book_in_which_nothing_changed_is_not_laid_out_again() {
    let real = real();
    let dir = repository();
    let input =
        Input { content: read::folder(&dir), themes: Folder::default(), options: options() };
    let again = print(input, &real.made().files);
    assert!(again.made().words.is_empty(), "it was laid out again");
    assert_eq!(again.made().files, real.made().files);
    // One byte of the old book differs: it is not ours.
    let mut spoilt = real.made().files.clone();
    spoilt[0] = OutFile::new("handbook.pdf", b"%PDF".to_vec());
    let entry = Book::new().entry("causes/a", "");
    assert!(!print(entry.input(), &spoilt).made().words.is_empty());
}

#[test]
fn content_is_data_and_prints_as_it_stands() {
    let text = "#strong[x] $x^2$ <label> @ref *no* = A `#eval` \\u{41} -- ~ // /* */";
    let front = format!("---\ntitle: '{text}'\nsummary: '`` {text} ``'\n---");
    let book = small(
        Book::new()
            .file("causes/a.md", &format!("{front}\n\n    {text}\n\n## #let x = 1\n"))
            .file("glossary.yaml", "'#term': {means: '$a$ #b `<c>` @d'}\n"),
    );
    let printed = book.text();
    assert!(
        printed
            .matches("#strong[x] $x^2$ <label> @ref *no* = A `#eval` \\u{41} -- ~ // /* */")
            .count()
            >= 2,
        "{printed}"
    );
    assert!(printed.contains("#let x = 1") && printed.contains("$a$ #b <c> @d"), "{printed}");
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let book: fn() -> Book = || {
        Book::new()
            .entry("treatments/a", "type: self-care\nhandout: true\ndo: [Rest.]")
            .entry("causes/b", "treatments: {first: [a]}")
    };
    let (first, second) = (small(book()), small(book()));
    assert_eq!(first.made().files, second.made().files);
    assert!(
        first.made().files[0].bytes.windows(9).any(|part| part == b"pdfuaid:p"),
        "not marked as PDF/UA"
    );
}

#[test]
fn links_inside_the_book_end_where_their_places_are() {
    let files = &real().made().files;
    let book = files.iter().find(|file| file.path == "handbook.pdf").expect("the book");
    // Without its object streams it can be read as text.
    let mut plain = Vec::new();
    lopdf::Document::load_mem(&book.bytes).unwrap().save_to(&mut plain).unwrap();
    let text = String::from_utf8_lossy(&plain);
    // `[23905 0 R/XYZ 85.04 775.35 0]`: the page's object, then across and up from the lower left
    // corner.
    let point = |(before, after): (&str, &str)| {
        let page = before.rsplit('[').next().expect("an array").trim().to_string();
        let mut numbers = after
            .split([' ', ']'])
            .map(|word| word.parse::<f64>().expect("a destination has two numbers"));
        (page, numbers.next().expect("across"), numbers.next().expect("up"))
    };
    let pieces: Vec<&str> = text.split("/XYZ ").collect();
    let points: Vec<_> = pieces.windows(2).map(|pair| point((pair[0], pair[1]))).collect();
    assert!(
        points.iter().all(|(_, x, y)| (0.0..596.0).contains(x) && (0.0..843.0).contains(y)),
        "{points:?}"
    );
    // Bookmarks end at headings, inside the margins, and so do footnotes and their marks, of which
    // there are fewer; links at the edge, a little above what they are about.
    let (links, headings): (Vec<_>, Vec<_>) = points.into_iter().partition(|(_, x, _)| *x == 0.0);
    let met = |heading: &&(String, f64, f64)| {
        links.iter().any(|link| link.0 == heading.0 && (0.0..30.0).contains(&(link.2 - heading.2)))
    };
    assert!(
        headings.len() > 150 && links.len() > 150,
        "{} bookmarks, {} ends of links",
        headings.len(),
        links.len()
    );
    let count = headings.iter().filter(met).count();
    assert!(count * 4 >= headings.len() * 3, "links end at {count} of {} headings", headings.len());
}

#[test]
fn every_paper_and_every_print_is_a_book() {
    let entries = |settings: &str| {
        small(
            Book::new()
                .entry("findings/x", "urgency: emergency")
                .entry("causes/a", "findings: {key: [x]}")
                .entry("treatments/t", "type: self-care\nhandout: true\ndo: [Rest.]\ndo_not: [run]")
                .entry("problems/p", "causes: {common: [a]}")
                .settings(settings),
        )
    };
    for settings in [
        "print: {paper: letter, sides: two, mono: true}",
        "print: {paper: a4, sides: two}",
        "print: {paper: a5}",
        "print: {paper: {width: 90mm, height: 120mm}, sides: two}",
        "print: {paper: {width: 11in, height: 17in}}",
        "print: {size: large}",
        "language: en-US",
        "language: ar",
    ] {
        assert!(entries(settings).made().words.len() > 5, "{settings}");
    }
}

#[test]
fn what_is_too_wide_or_too_long_finds_its_place() {
    let row = |cell: &str, count: usize| format!("|{}\n", format!(" {cell} |").repeat(count));
    let table = |count: usize| {
        format!(
            "{}{}{}",
            row("heading", count),
            row("---", count),
            row("a longer value", count).repeat(12)
        )
    };
    let callout =
        format!("> [!CAUTION]\n> {}\n", "A callout that is longer than a page. ".repeat(300));
    let body = format!(
        "{}\n\n{}\n\n{}\n\n- {}\n\n{callout}\n\n> {}",
        "x".repeat(5_000),
        table(13),
        table(30),
        table(13).replace('\n', "\n  "),
        table(9).replace('\n', "\n> ")
    );
    let book = small(
        Book::new()
            .file(
                "causes/a.md",
                &format!("---\ntitle: {}\nsummary: S\n---\n{body}\n", "T".repeat(300)),
            )
            .entry("causes/empty", ""),
    );
    assert!(book.text().replace(' ', "").matches('x').count() >= 5_000);
    // A table in parts has its first column in each.
    assert!(book.text().matches("longer value").count() >= 12 * (13 + 30 + 13 + 9));
    assert!(book.text().matches("longer than a page").count() > 290);
}

#[test]
fn letters_without_a_font_are_reported_with_their_line() {
    let book =
        small(Book::new().file(
            "causes/a.md",
            "---\ntitle: A\nsummary: S\n---\n\nText.\n\nThe lamp says インク.\n",
        ));
    book.lacks_the_book(
        "missing-glyph",
        "content/causes/a.md:8:15",
        "`イ` (U+30A4), `ク` (U+30AF), `ン` (U+30F3)",
    );
    assert!(book.problems.contains("Noto Sans JP"), "{}", book.problems);
    let book =
        small(Book::new().entry("causes/a", "also_called: ['μικρό', 'микро', '5 µg → ✓ ☐ ≥ ½']"));
    assert!(book.text().contains("5 μg → ✓ ☐ ≥ ½"), "{}", book.problems);
}

#[test]
fn pictures_and_fonts_that_are_none_are_reported() {
    let text = "---\ntitle: A\nsummary: S\n---\n\n![a plan](../files/plan.svg)\n";
    let good = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"><rect width=\"10\" height=\"10\"/></svg>";
    let book = |svg: &str| small(Book::new().file("causes/a.md", text).file("files/plan.svg", svg));
    assert!(book(good).made().words.len() > 3);
    let damaged = book("<svg");
    assert!(
        damaged.made.files.is_empty() && damaged.problems.contains("error[unreadable-file]"),
        "{}",
        damaged.problems
    );
    assert!(damaged.problems.contains("content/causes/a.md:6:1"), "{}", damaged.problems);
    book("BM a bitmap for screens").lacks_the_book(
        "bad-book",
        "content/causes/a.md:6:1",
        "content/files/plan.svg",
    );
    let themed =
        Book::new().entry("causes/a", "").file("themes/blue/book/fonts/mine.ttf", "no font");
    small(themed).lacks_the_book(
        "bad-book",
        "themes/blue/book/fonts/mine.ttf",
        "mine.ttf is no font",
    );
}

#[test]
fn the_site_says_where_the_book_has_what_it_links_to() {
    let built = Book::new()
        .entry("causes/b", "")
        .file("causes/a.md", "---\ntitle: A\nsummary: S\n---\n\nSee [the other](b.md).\n")
        .options(|options| options.book = Wanted::Make { earlier: Vec::new(), progress: |_| {} })
        .build();
    built.page("causes/a.html").shows("data-page=\"");
    assert!(built.files.contains_key("handbook.pdf"));
    let without = Book::new()
        .entry("causes/b", "")
        .file("causes/a.md", "---\ntitle: A\nsummary: S\n---\n\nSee [the other](b.md).\n")
        .build();
    without.page("causes/a.html").hides("data-page");
}

fn with_book(book: Book) -> crate::book::Built {
    book.options(|options| options.book = Wanted::Make { earlier: Vec::new(), progress: |_| {} })
        .build()
}

#[test]
fn a_fault_of_the_book_leaves_the_site() {
    let built =
        with_book(Book::new().file("pages/a.md", "# A\n\nA smile: 😀\n").entry("causes/b", ""));
    assert!(
        built.good
            && built.files.contains_key("a.html")
            && !built.files.contains_key("handbook.pdf"),
        "{}",
        built.problems
    );
    built.page("index.html").hides("handbook.pdf");
    assert!(
        built.problems.contains("warning[missing-glyph]") && built.problems.contains("Noto Emoji"),
        "{}",
        built.problems
    );
    // The author turned the code off: the book is built.
    let built = with_book(
        Book::new()
            .file("handbook.yaml", "title: T\nrules: {missing-glyph: off}\n")
            .file("pages/a.md", "# A\n\nA smile: 😀\n"),
    );
    assert!(built.files.contains_key("handbook.pdf"), "{}", built.problems);
    built.page("index.html").shows("handbook.pdf");
    // Only the handout that is too long is left out.
    let long = format!(
        "type: self-care\nhandout: true\ndo: [{}]",
        vec!["Rest, and drink water, and wait."; 200].join(", ")
    );
    let built = with_book(
        Book::new()
            .entry("treatments/long", &long)
            .entry("treatments/short", "type: self-care\nhandout: true\ndo: [Rest.]"),
    );
    assert!(
        built.files.contains_key("handbook.pdf") && built.files.contains_key("handouts/short.pdf"),
        "{}",
        built.problems
    );
    assert!(
        !built.files.contains_key("handouts/long.pdf")
            && built.problems.contains("warning[book-overflow]")
    );
    built.page("treatments/long.html").hides("handouts/long.pdf");
}

#[test]
fn ordinary_text_is_laid_out() {
    let code = "    2026-11-22 12:00:01 the quick brown fox jumps over the lazy dog and then over another one that sleeps there\n";
    let table = format!(
        "| Question | Answer | Evidence |\n|---|---|---|\n| {} | Yes | Low |\n",
        "word ".repeat(260)
    );
    let title = "Severe neurodevelopmental disorder with feeding difficulties-stereotypic hand movement-bilateral cataract";
    let long = "A paragraph that goes on. ".repeat(400);
    let book = small(
        Book::new()
            .file("pages/a.md", &format!("# A\n\n{code}\n{table}\n"))
            .file("causes/b.md", &format!("---\ntitle: {title}\nsummary: S\n---\n\n{long}\n"))
            .file(
                "pages/c.md",
                &format!("---\ntitle: {}\n---\n\n{long}\n", "A title of many words ".repeat(9)),
            ),
    );
    // Copied text is the text as written: no invisible characters.
    assert!(book.made().words.iter().all(|page| !page.contains('\u{200b}')));
    assert!(book.text().contains("2026-11-22 12:00:01 the quick brown fox"), "{}", book.text());
    let address = small(
        Book::new()
            .file("pages/a.md", "# A\n\nhttps://www.example.org/a/very/long/address/indeed\n"),
    );
    assert!(
        address.text().contains("https://www.example.org/a/very/long/address/indeed"),
        "{}",
        address.text()
    );
}

/// What the foot of the site says of the publisher, the book says too.
#[test]
fn the_publisher_can_be_reached_from_paper() {
    let publisher =
        "publisher: {name: Clinic, phone: \"01 234\", email: a@example.org, address: Mill Lane 3}";
    let text = small(Book::new().settings(publisher)).text();
    for words in ["Clinic", "01 234", "a@example.org", "Mill Lane 3"] {
        assert!(text.replace('\u{a0}', " ").contains(words), "no {words} in\n{text}");
    }
}

/// Drawn like a guide, wherever it is.
#[test]
fn a_drawing_in_a_text_is_drawn_in_the_book() {
    let fence = "```mermaid\nflowchart TD\n  A{Chest pain?} -->|Yes| B([Call]):::emergency\n  A -->|No| C[Rest]\n```";
    let listed = fence.replace("Chest pain", "Sudden pain").replace('\n', "\n  ");
    let page = format!("# P\n\n{fence}\n\n- In a list\n\n  {listed}\n");
    let text = small(Book::new().file("pages/p.md", &page)).text();
    for words in ["Chest pain?", "Sudden pain?", "Call", "Rest"] {
        assert!(text.contains(words), "no {words} in\n{text}");
    }
    for markup in ["flowchart", "-->", ":::"] {
        assert!(!text.contains(markup), "{markup} is printed in\n{text}");
    }
    let none = small(Book::new().file("pages/p.md", "# P\n\n```mermaid\npie title Pets\n```\n"));
    assert!(none.text().contains("pie title Pets"));
}

#[test]
fn a_book_from_right_to_left_has_its_guide() {
    let guide = "title: Guide\nstart: a\nquestions:\n  a: {ask: Is the leg weak or numb on one side of the body?, if_yes: b, if_no: c}\noutcomes:\n  b: {title: Call now, urgency: emergency}\n  c: {title: Rest at home for a while, urgency: self-care, safety_net: Come back.}\n";
    for language in ["ar", "he"] {
        let book = small(
            Book::new().settings(&format!("language: {language}")).file("guides/g.yaml", guide),
        );
        assert!(book.made.left_out.is_empty(), "{language}: {}", book.problems);
    }
}

#[test]
fn the_help_of_a_question_is_printed_whatever_its_name() {
    let name = "which-of-these-two-fits-you-best";
    let guide = format!(
        "title: G\nstart: {name}\nquestions:\n  {name}: {{ask: Q, help: ZEBRALONG do not massage., if_yes: b, if_no: c}}\noutcomes:\n  b: {{title: B, urgency: emergency}}\n  c: {{title: C, urgency: self-care, safety_net: Come back.}}\n"
    );
    let book = small(Book::new().file("guides/g.yaml", &guide));
    assert!(book.text().contains("ZEBRALONG do not massage."), "{}", book.text());
}

/// Every guide has its sheet, every page that asks for it a handout, and the e-book is well-formed.
#[test]
fn what_is_given_away_is_whole() {
    let real = real();
    for path in ["sheet-twitching.pdf", "sheet-what-is-it.pdf", "poster-twitching.pdf"] {
        assert!(real.made().files.iter().any(|file| file.path == path), "no {path}");
    }
    let free = small(
        Book::new()
            .entry("findings/x", "urgency: emergency")
            .entry("causes/a", "findings: {key: [x]}")
            .entry("problems/p", "causes: {common: [a]}\nred_flags: [x]")
            .file("pages/notes.md", "---\ntitle: Notes\nhandout: true\n---\n\nWrite it down.\n"),
    );
    assert!(free.made().files.iter().any(|file| file.path == "handouts/notes.pdf"));
}

/// A book of each kind, each with its own contents and index.
#[test]
fn volumes_are_books_of_their_own() {
    let book = small(
        Book::new()
            .entry("findings/x", "urgency: emergency")
            .entry("causes/a", "findings: {key: [x]}")
            .entry("problems/p", "causes: {common: [a]}")
            .settings("print: {volumes: kind}"),
    );
    for path in [
        "handbook-causes.pdf",
        "handbook-findings.pdf",
        "handbook-problems.pdf",
        "handbook-guides-and-pages.pdf",
    ] {
        assert!(
            book.made.files.iter().any(|file| file.path == path),
            "no {path}: {}",
            book.problems
        );
    }
}

/// A long title of a cause in a turned head, a row of long words, a long line of code.
#[test]
fn wide_things_are_wrapped() {
    let cause = "A cause with a title of twelve long words that nobody would shorten";
    let row = format!(
        "| a | b |\n| --- | --- |\n| {} | {} |\n",
        "x".repeat(1_050),
        "Störungsmedikamentennebenwirkungsverzeichnis ".repeat(6)
    );
    let code = format!("```\n{}\n```\n", "let y = f(x); ".repeat(9));
    let book = small(
        Book::new()
            .file("causes/a.md", &format!("---\ntitle: {cause}\nsummary: S.\nfindings: {{key: [x]}}\ntests: none\ntreatments: none\n---\n"))
            .entry("findings/x", "")
            .entry("problems/p", "causes: {common: [a]}")
            .file("pages/wide.md", &format!("# Wide\n\n{row}\n{code}"))
            .settings("print: {paper: a5}"),
    );
    assert!(book.made().files.iter().any(|file| file.path == "handbook.pdf"), "{}", book.problems);
}

/// Each page of the e-book is XML, and each of its links leads somewhere.
#[test]
fn the_e_book_is_well_formed() {
    let book = Book::new()
        .entry("findings/x", "urgency: emergency")
        .entry("causes/a", "findings: {key: [x]}")
        .entry("problems/p", "causes: {common: [a]}")
        .file(
            "pages/p.md",
            "# P & Q\n\n[x](finding:x) <br> *a* [out](https://example.org/?a=1&b=2)\n\n- [ ] one\n",
        );
    let built = built(book);
    let files = built.files.expect("a site");
    let book = files.iter().find(|file| file.path == "handbook.epub").expect("an e-book");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(book.bytes.to_vec())).unwrap();
    assert_eq!(archive.by_index(0).unwrap().name().unwrap(), "mimetype");
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut texts = HashMap::new();
    for name in names.iter().filter(|name| name.ends_with("xhtml") || name.ends_with("opf")) {
        let text = std::io::read_to_string(archive.by_name(name).unwrap()).unwrap();
        let mut reader = quick_xml::Reader::from_str(&text);
        reader.config_mut().check_end_names = true;
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) => break,
                Ok(_) => {}
                Err(error) => panic!("{name}: {error}\n{text}"),
            }
        }
        texts.insert(name.trim_start_matches("book/").to_string(), text);
    }
    for (name, text) in &texts {
        for link in text.split("href=\"page-").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let target =
                texts.get(&format!("page-{file}")).unwrap_or_else(|| panic!("{name}: {link}"));
            assert!(id.is_empty() || target.contains(&format!(" id=\"{id}\"")), "{name}: {link}");
        }
    }
    assert!(texts.values().any(|text| text.contains("P &amp; Q")));
}

fn built(book: Book) -> pipeline::Built {
    let mut input = book.input();
    input.options.book = pipeline::Book::Make { earlier: Vec::new(), progress: |_| () };
    pipeline::build(&input)
}

fn text_of(built: &pipeline::Built, path: &str) -> String {
    let files = built.files.as_ref().expect("a site");
    let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}"));
    String::from_utf8_lossy(&file.bytes).into_owned()
}

/// A theme that leaves an element open still has its site; only the e-book is left out, in words.
#[test]
fn an_e_book_that_cannot_be_made_is_told() {
    let book = Book::new()
        .file("pages/p.md", "# P\n\nText.\n")
        .file("themes/default/pages/page.html", "{% extends \"default/pages/page.html\" %}{% block content %}<article><section><h1>{{ page.title }}</h1></article>{% endblock content %}");
    let built = built(book);
    assert_eq!(built.left_out, ["handbook.epub"]);
    let problems = built.problems.text(&built.sources, Style::Plain, Detail::Everything);
    assert!(
        problems.contains("warning[bad-book]: the e-book cannot be made: its page “P”"),
        "{problems}"
    );
    assert!(!text_of(&built, "print.html").contains("handbook.epub"));
}

/// Whatever was built can be found from the page to print; a link to the book finds its volumes.
#[test]
fn every_book_is_linked() {
    let book = |print: &str| {
        built(
            Book::new()
                .entry("causes/a", "")
                .entry("problems/p", "causes: {common: [a]}")
                .file("pages/p.md", "---\ntitle: P\nhandout: true\n---\n\n[all](book:)\n")
                .settings(print)
                .settings("licence: {name: CC BY 4.0}\nauthors: [A. Author]"),
        )
    };
    let whole = book("print: {size: large}");
    let page = text_of(&whole, "print.html");
    for path in ["handbook.pdf", "handbook-large.pdf", "handbook.epub"] {
        assert!(page.contains(&format!("href=\"{path}\"")), "no link to {path}");
    }
    assert!(text_of(&whole, "p.html").contains("href=\"handouts/p.pdf\""));
    assert!(text_of(&whole, "p.html").contains("A. Author · CC BY 4.0"));
    let volumes = book("print: {volumes: kind}");
    assert!(text_of(&volumes, "print.html").contains("href=\"handbook-causes.pdf\""));
    assert!(text_of(&volumes, "p.html").contains("<a href=\"print.html\">all</a>"));
    assert!(!text_of(&volumes, "causes/a.html").contains("data-page"));
}
