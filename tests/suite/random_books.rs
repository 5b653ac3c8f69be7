//! Random handbooks: every author's word that the site shows is also printed in the book, and no
//! two numbers merge.

use std::collections::BTreeSet;

use fascicle::pipeline::{self, Book as Wanted};
use proptest::prelude::*;

use crate::book::Book;

/// Elements of a line, for every text that takes prose. `W` becomes a new word, `N` a new number.
const LINES: &[&str] = &[
    "W W",
    "*W* **W** ~~W~~",
    "`W N`",
    "W [W](cause:cause-a) W",
    "[W *W*](https://example.org/W)",
    "[](treatment:treatment-a) W",
    "N<sup>N</sup> W",
    "N<br>N W",
    "W<sub>N</sub>W",
    "<kbd>W</kbd>+<kbd>W</kbd>",
    "<abbr title=\"W W\">W</abbr> W",
    "<del>N</del> <ins>N</ins> <s>W</s> <u>W</u>",
    "<mark>W</mark> <small>W</small> <q>W</q> <cite>W</cite>",
    "<b>W</b> <i>W</i> <dfn>W</dfn> <var>W</var> <samp>W</samp>",
    "<span lang=\"fr\">W</span> <span dir=\"ltr\">W N</span>",
    "W [@source-a] W",
    "W {{ emergency }} W",
    "N–N W, N/N, N × N",
    "https://example.org/W",
    "someone.W@example.org",
    "W's \"W\" -- W... (W)",
    "#W $W$ @W =W \\*W\\* \\_W\\_ ~W W\\\\W",
    "W & W < N > N",
];

/// Elements of a body.
const BLOCKS: &[&str] = &[
    "## W W\n\nW.",
    "## W\n\n### W `W` N<sup>N</sup>\n\nW.",
    "> W\n>\n> W",
    "> [!TIP]\n> W N",
    "    W  W\n    W",
    "```\nW N\nW\n```",
    "- W\n- W\n  - N\n  - N",
    "3. W\n4. N",
    "- [x] W\n- [ ] W",
    "W\n: W\n: N",
    "| W | N |\n|---|--:|\n| W | N |\n| N | N |",
    "W[^a] W.\n\n[^a]: W N.",
    "W\\\nN\nN",
    "W\n\n---\n\nW",
    "<table><caption>W</caption><tr><th>W</th><th>N</th></tr><tr><td colspan=\"2\">N</td></tr><tr><td>N</td><td>N</td></tr></table>",
    "<details><summary>W N</summary>\n\nW *W*.\n\n</details>",
    "<figure><figcaption>W N</figcaption></figure>",
    "<div>W</div><div>N</div><p>N</p>N",
    "<ul><li>N</li><li>N<ul><li>W</li></ul></li></ul>",
    "<dl><dt>W</dt><dd>N</dd><dd>N</dd></dl>",
    "<pre>W\n  N</pre>",
    "<blockquote>W<p>W</p></blockquote>",
    "![W W](../files/a.svg) W",
];

/// Plain texts: titles, names, questions, answers.
const PLAIN: &[&str] = &[
    "W",
    "W W N",
    "#W $W$ *W*",
    "W <W> & \"W\"",
    "W: W – 'W'",
    "`W` [W] {W} \\W",
    "W/W_W @W ~W",
    "N ml W",
];

/// Ids of entries and steps, some longer than a word may be before it breaks.
const NAMES: &[&str] = &[
    "a",
    "b2",
    "a-name-of-some-length",
    "incapacitatinglyoverlongname",
    "x--y",
    "data",
    "title",
    "href",
];

/// Turns bytes into choices, and counts the words that it hands out.
struct Author {
    choices: Vec<u8>,
    at: usize,
    words: BTreeSet<String>,
}

impl Author {
    fn choice<'a>(&mut self, of: &[&'a str]) -> &'a str {
        let byte = self.choices[self.at % self.choices.len()];
        // Starting over gives different choices.
        let shift = self.at / self.choices.len();
        self.at += 1;
        of[(usize::from(byte) + shift) % of.len()]
    }

    fn write(&mut self, pattern: &str) -> String {
        let mut out = String::new();
        for c in pattern.chars() {
            let number = 30_000 + self.words.len();
            let word = match c {
                'W' => format!("wd{number}"),
                'N' => number.to_string(),
                c => {
                    out.push(c);
                    continue;
                }
            };
            out.push_str(&word);
            self.words.insert(word);
        }
        out
    }

    fn from(&mut self, patterns: &[&str]) -> String {
        let pattern = self.choice(patterns);
        self.write(pattern)
    }

    /// A YAML value.
    fn quoted(&mut self, patterns: &[&str]) -> String {
        format!("'{}'", self.from(patterns).replace('\'', "''"))
    }

    fn line(&mut self) -> String {
        self.quoted(LINES)
    }

    fn plain(&mut self) -> String {
        self.quoted(PLAIN)
    }

    fn body(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..4 {
            out.push_str(&self.from(BLOCKS));
            out.push_str("\n\n");
            out.push_str(&self.from(LINES));
            out.push_str("\n\n");
        }
        out
    }

    fn entry(&mut self, more: &str) -> String {
        let (title, summary, also) = (self.plain(), self.line(), self.plain());
        format!(
            "---\ntitle: {title}\nsummary: {summary}\nalso_called: [{also}]\nsources: [source-a]\n{more}---\n\n{}",
            self.body()
        )
    }

    fn guide(&mut self) -> String {
        let name = self.choice(NAMES);
        let mut text = format!(
            "title: {}\nsummary: {}\nproblem: problem-a\nstart: {name}\n",
            self.plain(),
            self.line()
        );
        let (ask, help, body) =
            (self.plain(), self.from(LINES), self.from(BLOCKS).replace('\n', "\n      "));
        text += &format!(
            "questions:\n  {name}:\n    ask: {ask}\n    help: |\n      {help}\n\n      {body}\n"
        );
        text += "    any_of: [finding-a]\n    if_yes: now-out\n    if_no: second-question\n";
        let (ask, first, second) = (self.plain(), self.plain(), self.plain());
        text += &format!(
            "  second-question:\n    ask: {ask}\n    answers:\n      - {{answer: {first}, go: now-out}}\n"
        );
        text += &format!("      - {{answer: {second}, go: later-out}}\noutcomes:\n");
        let (title, say, net) = (self.plain(), self.line(), self.line());
        text += &format!(
            "  now-out:\n    title: {title}\n    urgency: emergency\n    say: {say}\n    safety_net: {net}\n    suspect: [cause-a]\n"
        );
        let (title, say, net) = (self.plain(), self.line(), self.line());
        text += &format!(
            "  later-out:\n    title: {title}\n    urgency: self-care\n    say: {say}\n    safety_net: {net}\n    do: [treatment-a]\n"
        );
        text
    }

    fn book(&mut self) -> Book {
        let (cause, finding, test, treatment) =
            (self.line(), self.line(), self.line(), self.line());
        let notes = format!(
            "findings:\n  key: [{{id: finding-a, note: {finding}}}]\ntests:\n  first: [{{id: test-a, note: {test}}}]\ntreatments:\n  first: [{{id: treatment-a, note: {treatment}}}]\n"
        );
        let lists = |author: &mut Author, names: &[&str]| -> String {
            names
                .iter()
                .map(|name| format!("{name}: [{}, {}]\n", author.line(), author.line()))
                .collect()
        };
        let test = format!(
            "type: lab\nshows: {}\nmisses: {}\n{}",
            self.line(),
            self.line(),
            lists(self, &["questions"])
        );
        let treatment = format!("type: self-care\n{}", lists(self, &["do", "do_not", "ask_first"]));
        let ask = format!("ask: {}\nurgency: emergency\n", self.plain());
        let problem = format!(
            "causes:\n  common: [{{id: cause-a, note: {cause}}}]\nred_flags: [finding-a]\n"
        );
        let term = format!("'{}': {{means: {}}}\n", self.write("W"), self.line());
        let mut page = format!("---\ntitle: {}\n---\n\n", self.plain());
        BLOCKS.iter().chain(LINES).for_each(|pattern| {
            page += &format!("{}\n\n", self.write(&pattern.replace("[^a]", "[^b]")))
        });
        Book::new()
            .settings("services: {emergency: \"999\"}")
            .file("sources.yaml", "source-a: {title: A source, by: B, date: '2020'}\n")
            .file("glossary.yaml", &term)
            .file(
                "files/a.svg",
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"30\"><rect width=\"9\" height=\"9\"/></svg>",
            )
            .file("problems/problem-a.md", &self.entry(&problem))
            .file("causes/cause-a.md", &self.entry(&notes))
            .file("findings/finding-a.md", &self.entry(&ask))
            .file("tests/test-a.md", &self.entry(&test))
            .file("treatments/treatment-a.md", &self.entry(&treatment))
            .file("guides/guide-a.yaml", &self.guide())
            .file("pages/page-a.md", &page)
    }
}

/// The words visible in a page's `<main>`. Every tag separates words.
fn shown(page: &str) -> BTreeSet<String> {
    let main = page
        .split_once("<main")
        .and_then(|(_, rest)| rest.split_once("</main>"))
        .map_or("", |(main, _)| main);
    let mut text = String::new();
    let mut rest = main.split_once('>').map_or("", |(_, rest)| rest);
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let hidden = ["script", "template", "svg"].iter().find(|name| tag.starts_with(**name));
        rest = match hidden {
            Some(name) => tag.split_once(&format!("</{name}>")).map_or("", |(_, rest)| rest),
            None => tag.split_once('>').map_or("", |(_, rest)| rest),
        };
    }
    tokens(&(text + rest)).collect()
}

fn tokens(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]
    #[test]
    fn what_the_site_shows_the_book_prints(choices in proptest::collection::vec(any::<u8>(), 60)) {
        let mut author = Author { choices, at: 0, words: BTreeSet::new() };
        let mut input = author.book().input();
        let built = crate::book::Built::from(&input);
        prop_assert!(built.good, "{}", built.problems);
        let pages = built.files.iter().filter(|(path, _)| path.ends_with(".html") && path.as_str() != "print.html");
        let on_site: BTreeSet<String> = pages.flat_map(|(_, page)| shown(page)).filter(|word| author.words.contains(word)).collect();
        // If hardly any words were shown, the test could not fail.
        prop_assert!(on_site.len() > author.words.len() * 3 / 4, "{} of {}", on_site.len(), author.words.len());
        input.options.book = Wanted::Make { earlier: Vec::new(), progress: |_| {} };
        let (ready, made) = pipeline::printed(&input, &[]);
        let problems = ready.problems.text(&ready.sources, fascicle::diagnostics::Style::Plain, fascicle::diagnostics::Detail::Everything);
        prop_assert!(made.left_out.is_empty(), "{problems}");
        let printed: BTreeSet<String> = tokens(&made.words.join("\n")).collect();
        let lost: Vec<&String> = on_site.difference(&printed).collect();
        prop_assert!(lost.is_empty(), "not printed: {lost:?}\n{}", made.words.join("\n"));
        // Each word and number has five digits; a longer run is two that have merged.
        let merged: Vec<&String> = printed.iter().filter(|word| {
            word.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() > 5 && digits.contains('3'))
        }).collect();
        prop_assert!(merged.is_empty(), "merged: {merged:?}");
    }
}
