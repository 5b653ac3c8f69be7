//! Every problem code has a text with a bad and a good sample, which are run here. `UPDATE=1`
//! rewrites the outputs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use fascicle::diagnostics::{Detail, Diagnostics, SourceMap, Strictness, Style};
use fascicle::import::{self, Language};
use fascicle::pipeline::{self, Input};
use fascicle::read::{Folder, RawFile};

use crate::book::{Book, Built, QUIET, difference, options, repository};

/// A file of a sample.
struct File {
    path: String,
    flags: Vec<String>,
    text: String,
}

/// The fences of one section (`Bad`, `Good`), each a file.
fn samples(document: &str, section: &str) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let mut here = false;
    let mut fence: Option<String> = None;
    for line in document.lines() {
        let marks: String = line.chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if *open == line.trim_end() => fence = None,
            Some(_) => {
                if here && let Some(file) = files.last_mut() {
                    file.text.push_str(line);
                    file.text.push('\n');
                }
            }
            None if marks.len() >= 3 => {
                let mut words = line[marks.len()..].split_whitespace().skip(1);
                if here && let Some(path) = words.next() {
                    files.push(File {
                        path: path.to_string(),
                        flags: words.map(str::to_string).collect(),
                        text: String::new(),
                    });
                }
                fence = Some(marks);
            }
            None if line.starts_with("## ") => here = line == format!("## {section}"),
            None => {}
        }
    }
    files
}

/// The codes that only a build with the book can report.
const OF_THE_BOOK: &[&str] = &["book-overflow", "book-too-large", "missing-glyph", "bad-book"];

/// The result of starting a guide from a drawing.
fn import(file: &File, language: Language) -> Built {
    let (mut sources, mut problems) = (SourceMap::default(), Diagnostics::new(Strictness::Lenient));
    let drawing = sources.add(file.path.as_str(), file.text.as_str());
    let levels = ["emergency", "urgent", "appointment", "self-care"];
    let begun = import::guide((language, &file.text, drawing), "Sample", &levels, &mut problems);
    let text = problems.text(&sources, Style::Plain, Detail::Everything);
    Built { problems: text, codes: problems.codes(), files: BTreeMap::new(), good: begun.is_some() }
}

fn build(code: &str, files: &[File]) -> Built {
    if let [file] = files
        && let Some(language) = Language::of(&file.path)
    {
        return import(file, language);
    }
    let mut content = Vec::new();
    let mut themes = Vec::new();
    for file in files {
        let has = |flag: &str| file.flags.iter().any(|known| known == flag);
        let file = &repeated(file);
        let bytes: Vec<u8> = if has("latin-1") {
            file.text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()
        } else {
            file.text.clone().into_bytes()
        };
        let result =
            if has("unreadable") { Err("permission denied".to_string()) } else { Ok(bytes.into()) };
        match file.path.strip_prefix("themes/") {
            Some(path) => themes.push(RawFile { path: path.to_string(), content: result }),
            None => content.push(RawFile { path: file.path.clone(), content: result }),
        }
    }
    let bare = files.iter().any(|file| file.flags.iter().any(|flag| flag == "no-handbook"));
    if !bare && !files.iter().any(|file| file.path == "content/handbook.yaml") {
        content.push(RawFile {
            path: "content/handbook.yaml".into(),
            content: Ok(QUIET.as_bytes().into()),
        });
    }
    content.sort_by(|a, b| a.path.cmp(&b.path));
    let mut options = options();
    if OF_THE_BOOK.contains(&code) {
        options.book = pipeline::Book::Make { earlier: Vec::new(), progress: |_| {} };
    }
    Built::from(&Input {
        content: Folder { files: content },
        themes: Folder { files: themes },
        options,
    })
}

/// `last-line-×-N`: a sample whose point is its size does not show all of it.
fn repeated(file: &File) -> File {
    let times = file
        .flags
        .iter()
        .find_map(|flag| flag.strip_prefix("last-line-×-"))
        .map_or(1, |times| times.parse().unwrap());
    let last = file.text.lines().last().unwrap_or_default();
    let text = format!("{}{}", file.text, format!("{last}\n").repeat(times - 1));
    File { path: file.path.clone(), flags: file.flags.clone(), text }
}

/// The texts whose samples this program can run: without the book it cannot report the book's
/// problems, and `UPDATE=1` must not empty their outputs.
fn runnable() -> impl Iterator<Item = (String, String)> {
    documents()
        .into_iter()
        .filter(|(code, _)| cfg!(feature = "pdf") || !OF_THE_BOOK.contains(&code.as_str()))
}

fn documents() -> Vec<(String, String)> {
    let mut documents: Vec<_> = fs::read_dir(repository().join("tests/problems"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_stem().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    documents.sort();
    documents
}

#[test]
fn every_code_has_a_text_and_every_text_a_code() {
    let codes: BTreeSet<String> =
        pipeline::codes().iter().map(|code| code.name.to_string()).collect();
    let texts: BTreeSet<String> = documents().into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, texts);
}

#[test]
fn bad_samples_have_their_problem_and_good_ones_none() {
    let mut failures = Vec::new();
    for (code, document) in runnable() {
        let (bad, good) = (samples(&document, "Bad"), samples(&document, "Good"));
        assert!(!bad.is_empty() && !good.is_empty(), "{code} has no samples");
        let built = build(&code, &bad);
        if built.codes.keys().copied().collect::<Vec<_>>() != [code.as_str()] {
            failures.push(format!(
                "{code}: the bad sample gives {:?}\n{}",
                built.codes, built.problems
            ));
        }
        let good = build(&code, &good);
        if !good.codes.is_empty() {
            failures.push(format!("{code}: the good sample gives\n{}", good.problems));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn messages_are_as_the_texts_show_them() {
    let mut failures = Vec::new();
    for (code, document) in runnable() {
        let built = build(&code, &samples(&document, "Bad"));
        let output = format!("## Output\n\n```text\n{}\n```\n", built.problems.trim_end());
        let before = document.split("\n## Output\n").next().unwrap().trim_end();
        let wanted = format!("{before}\n\n{output}");
        if wanted != document {
            if std::env::var_os("UPDATE").is_some() {
                fs::write(repository().join(format!("tests/problems/{code}.md")), wanted).unwrap();
            } else {
                failures
                    .push(format!("tests/problems/{code}.md\n{}", difference(&document, &wanted)));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{}\nIf these are right, UPDATE=1 writes them.",
        failures.join("\n")
    );
}

#[test]
fn messages_stand_alone_and_say_what_to_do() {
    for (code, document) in runnable() {
        let built = build(&code, &samples(&document, "Bad"));
        let mut helps = 0;
        let mut messages = Vec::new();
        for line in built.problems.lines() {
            helps += usize::from(line.trim_start_matches([' ', '|', '=']).starts_with("help: "));
            if (line.starts_with("error[") || line.starts_with("warning["))
                && let Some((_, message)) = line.split_once("]: ")
            {
                messages.push(message);
            }
        }
        assert!(
            !messages.is_empty() && helps == messages.len(),
            "{code}: a message has no help:\n{}",
            built.problems
        );
        for message in messages {
            assert!(
                !message.ends_with('.') && !message.starts_with(|c: char| c.is_uppercase()),
                "{code}: {message}"
            );
        }
    }
}

#[test]
fn one_answer_stands_once_and_so_does_an_item() {
    let guide = "title: G\nstart: q\nquestions:\n  q:\n    ask: Q\n    answers:\n      - {answer: Stress, go: a}\n      - {answer: ' stress', go: b}\n      - {answer: Both, go: a}\n      - {answer: Both, go: a}\noutcomes:\n  a: {title: A, urgency: emergency, suspect: [c, d, c]}\n  b: {title: B, urgency: emergency}\n";
    let cause = "findings: none\ntests: none\ntreatments: none";
    let built = Book::new()
        .entry("causes/c", cause)
        .entry("causes/d", cause)
        .file("guides/g.yaml", guide)
        .build();
    assert_eq!(built.codes["contradiction"], 3, "{}", built.problems);
    for words in [
        "of `q` leads to `a` and to `b`",
        "the answer `Both` stands twice in `q`",
        "`c` stands twice under `suspect` of `a`",
    ] {
        assert!(built.problems.contains(words), "{words}\n{}", built.problems);
    }
}
