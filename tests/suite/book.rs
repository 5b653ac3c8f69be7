//! A builder that reads like the story:
//! `Book::new().file("causes/a.md", "…").build().page("causes/a.html").shows("…")`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use fascicle::diagnostics::{Detail, Style};
use fascicle::pipeline::{self, Input, Options};
use fascicle::read::Folder;

/// The date on which all tests run.
pub(crate) const TODAY: &str = "2026-11-22";

/// The rules under which small books need no sources, reviews or uses.
pub(crate) const QUIET: &str = "title: Sample\nrules: {never-reviewed: off, unused-entry: off, unused-source: off, missing-source: off, missing-relation: off, guide-no-scope: off}\n";

pub(crate) fn options() -> Options {
    Options::on(TODAY.parse().unwrap())
}

/// The changes between two texts, as a diff with three lines of context.
pub(crate) fn difference(wanted: &str, now: &str) -> String {
    similar::TextDiff::from_lines(wanted, now)
        .unified_diff()
        .context_radius(3)
        .header("expected", "now")
        .to_string()
}

pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A handbook in memory.
pub(crate) struct Book {
    files: BTreeMap<String, String>,
    options: Options,
}

impl Book {
    /// A handbook with only settings.
    pub(crate) fn new() -> Book {
        Book {
            files: BTreeMap::from([("content/handbook.yaml".to_string(), QUIET.to_string())]),
            options: options(),
        }
    }

    /// Adds a file below `content/`, or below `themes/` if its path begins with that.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Book {
        let path =
            if path.starts_with("themes/") { path.to_string() } else { format!("content/{path}") };
        self.files.insert(path, text.to_string());
        self
    }

    /// Adds an entry with a title that is its id, and a summary.
    pub(crate) fn entry(self, path: &str, fields: &str) -> Book {
        let id = path.rsplit('/').next().unwrap();
        self.file(
            &format!("{path}.md"),
            &format!("---\ntitle: {id}\nsummary: About {id}.\n{fields}\n---\n"),
        )
    }

    /// Adds lines to handbook.yaml.
    pub(crate) fn settings(mut self, lines: &str) -> Book {
        self.files.get_mut("content/handbook.yaml").unwrap().push_str(&format!("{lines}\n"));
        self
    }

    pub(crate) fn options(mut self, change: impl FnOnce(&mut Options)) -> Book {
        change(&mut self.options);
        self
    }

    pub(crate) fn build(self) -> Built {
        Built::from(&self.input())
    }

    /// The input that the program receives.
    pub(crate) fn input(self) -> Input {
        let part = |prefix: &str, strip: &str| {
            Folder::in_memory(
                self.files
                    .iter()
                    .filter(|(path, _)| path.starts_with(prefix))
                    .map(|(path, text)| (path.strip_prefix(strip).unwrap(), text.as_str())),
            )
        };
        Input {
            content: part("content/", ""),
            themes: part("themes/", "themes/"),
            options: self.options.clone(),
        }
    }
}

/// The result of a build.
pub(crate) struct Built {
    pub(crate) problems: String,
    pub(crate) codes: BTreeMap<&'static str, usize>,
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) good: bool,
}

impl Built {
    pub(crate) fn from(input: &Input) -> Built {
        let built = pipeline::build(input);
        let files = built
            .files
            .as_ref()
            .map(|files| {
                files
                    .iter()
                    .map(|file| {
                        (file.path.clone(), String::from_utf8_lossy(&file.bytes).into_owned())
                    })
                    .collect()
            })
            .unwrap_or_default();
        Built {
            problems: built.problems.text(&built.sources, Style::Plain, Detail::Everything),
            codes: built.problems.codes(),
            files,
            good: built.files.is_some(),
        }
    }

    /// A page of the site.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> Page<'_> {
        assert!(self.good, "the book does not build:\n{}", self.problems);
        let names: Vec<_> = self.files.keys().collect();
        Page {
            path: path.to_string(),
            text: self
                .files
                .get(path)
                .unwrap_or_else(|| panic!("there is no {path}, only {names:?}")),
        }
    }

    /// There is exactly this problem, at this position, and its message contains these words.
    #[track_caller]
    pub(crate) fn has_only(&self, code: &str, position: &str, words: &str) -> &Built {
        assert_eq!(self.codes.keys().copied().collect::<Vec<_>>(), [code], "{}", self.problems);
        assert!(self.problems.contains(position), "no {position} in\n{}", self.problems);
        assert!(self.problems.contains(words), "no “{words}” in\n{}", self.problems);
        self
    }

    #[track_caller]
    pub(crate) fn is_clean(&self) -> &Built {
        assert!(self.codes.is_empty(), "{}", self.problems);
        self
    }
}

pub(crate) struct Page<'a> {
    path: String,
    pub(crate) text: &'a str,
}

impl Page<'_> {
    #[track_caller]
    pub(crate) fn shows(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "{} does not show “{words}”:\n{}", self.path, self.text);
        self
    }

    #[track_caller]
    pub(crate) fn hides(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "{} shows “{words}”:\n{}", self.path, self.text);
        self
    }
}
