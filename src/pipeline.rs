//! The whole build, one line a stage.

use std::collections::HashSet;
use std::time::Instant;

use jiff::civil::Date;

use crate::book;
use crate::check;
use crate::diagnostics::{Code, Diagnostics, Rule, SourceMap, Strictness};
use crate::link::{self, Linked};
use crate::model::{self, Drafts};
use crate::outfile::OutFile;
use crate::plan;
use crate::read::{self, Folder};
pub use crate::render::guide::{Ask, Paper};
use crate::render::{self, Look, Theme};

/// What a build is made of.
#[derive(Debug)]
pub struct Input {
    pub content: Folder,
    /// The folder `themes/`, its files by path below it.
    pub themes: Folder,
    pub options: Options,
}

/// What the command line can say about a build.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day from which reviews are counted. There is no clock in a build.
    pub today: Date,
    pub strictness: Strictness,
    pub drafts: Drafts,
    /// Instead of the handbook's `theme:`.
    pub theme: Option<String>,
    /// Instead of the handbook's `base_url:`.
    pub base_url: Option<String>,
    pub book: Book,
}

/// What is done about the PDFs.
#[derive(Clone, Debug, Default)]
pub enum Book {
    #[default]
    LeaveOut,
    /// Checked as far as that needs no layout.
    Check,
    Make {
        /// The files of an earlier build: a book in which nothing changed is not laid out again.
        earlier: Vec<OutFile>,
        /// Is told what is being done, for people who wait.
        progress: fn(&str),
    },
}

impl Options {
    pub fn on(today: Date) -> Options {
        Options { today, strictness: Strictness::Lenient, drafts: Drafts::LeaveOut, theme: None, base_url: None, book: Book::LeaveOut }
    }
}

/// What came of a build.
#[derive(Debug)]
pub struct Built {
    pub problems: Diagnostics,
    pub sources: SourceMap,
    /// The site; `None`: something in `problems` stands in the way.
    pub files: Option<Vec<OutFile>>,
    /// The PDFs that were wanted and could not be made, by their paths; `problems` says why.
    pub left_out: Vec<String>,
    /// How long each stage took, in seconds.
    pub timings: Vec<(&'static str, f64)>,
}

/// Builds a handbook into memory.
pub fn build(input: &Input) -> Built {
    let mut clock = Clock::start();
    let mut ready = prepare(input, &mut clock);
    let mut plan = plan::site(&ready.linked, &mut ready.problems); // which pages, under which paths
    clock.stage("plan");
    let mut files = None;
    let (mut book, mut left_out) = (Vec::new(), Vec::new());
    if !ready.problems.any_errors() {
        // Before the pages of the site, which say where the book has what they link to.
        let made = pdfs(&mut ready, &plan, &input.options);
        (book, plan.pdfs, left_out) = (made.files, made.pdfs, made.left_out);
        clock.stage("book");
    }
    if !ready.problems.any_errors() {
        files = render::site(&ready.linked, &plan, ready.look, input.options.today, &mut ready.problems);
        clock.stage("render");
    }
    if let Some(files) = &mut files {
        files.extend(book);
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    if ready.problems.any_errors() {
        files = None;
    }
    Built { problems: ready.problems, sources: ready.sources, files, left_out, timings: clock.stages }
}

/// The PDFs alone, and the handbook that they were made from.
pub fn pdfs_of(input: &Input) -> (Ready, book::Made) {
    let mut ready = prepare(input, &mut Clock::start());
    let plan = plan::site(&ready.linked, &mut ready.problems);
    let made = if ready.problems.any_errors() { book::Made::default() } else { pdfs(&mut ready, &plan, &input.options) };
    (ready, made)
}

/// Builds only the PDFs, as `book` of the options says. What spoils one of them is an error here.
pub fn book(input: &Input) -> Built {
    let mut clock = Clock::start();
    let mut ready = prepare(input, &mut clock);
    ready.problems.raise(book::CODES);
    let plan = plan::site(&ready.linked, &mut ready.problems);
    clock.stage("plan");
    let (mut files, mut left_out) = (None, Vec::new());
    if !ready.problems.any_errors() {
        let made = pdfs(&mut ready, &plan, &input.options);
        (files, left_out) = (Some(made.files), made.left_out);
        clock.stage("book");
    }
    if ready.problems.any_errors() {
        files = None;
    }
    Built { problems: ready.problems, sources: ready.sources, files, left_out, timings: clock.stages }
}

/// The PDFs, and on which of their pages what stands. None of either where no book is wanted.
#[cfg(feature = "pdf")]
fn pdfs(ready: &mut Ready, plan: &plan::Plan, options: &Options) -> book::Made {
    let wanted = match &options.book {
        Book::LeaveOut => return book::Made::default(),
        Book::Check => book::Wanted::Check,
        Book::Make { earlier, progress } => book::Wanted::Make { earlier, progress: *progress },
    };
    let Ready { linked, look, sources, problems } = ready;
    book::make(&book::Request { linked, plan, look, today: options.today, sources, wanted }, problems)
}

#[cfg(not(feature = "pdf"))]
fn pdfs(_: &mut Ready, _: &plan::Plan, _: &Options) -> book::Made {
    book::Made::default()
}

/// A handbook that is understood and checked, and how it shall look.
pub struct Ready {
    pub problems: Diagnostics,
    pub sources: SourceMap,
    pub linked: Linked,
    pub look: Look,
}

fn prepare(input: &Input, clock: &mut Clock) -> Ready {
    let mut problems = Diagnostics::new(input.options.strictness);
    let documents = read::documents(&input.content, &mut problems); // what the files say, and where
    let sources = documents.sources;
    clock.stage("read");
    let mut linked = understand(documents.documents, documents.copied, input, &mut problems);
    clock.stage("model and link");
    check::handbook(&linked, input.options.today, &codes(), &mut problems); // whether it makes sense
    clock.stage("check");
    let look = render::look(theme(input, &linked), &linked.settings, &mut problems); // how it looks
    look.name_levels(&mut linked.settings);
    clock.stage("theme");
    Ready { problems, sources, linked, look }
}

/// Every code of the program, each once, in the order of the stages that report it.
pub fn codes() -> Vec<&'static Code> {
    let rules = check::RULES.iter().map(|rule| rule.codes);
    let stages = [read::CODES, model::CODES, link::CODES].into_iter().chain(rules).chain([render::CODES, book::CODES]);
    let mut seen = HashSet::new();
    stages.flatten().copied().filter(|code| seen.insert(code.name)).collect()
}

/// The linked handbook as JSON; `None`: something in the problems stands in the way.
pub fn export(input: &Input) -> (Diagnostics, SourceMap, Option<String>) {
    let built = build(input);
    let json = built.files.and_then(|files| files.into_iter().find(|file| file.path == "handbook.json"));
    (built.problems, built.sources, json.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()))
}

/// What came of asking for one guide.
pub enum Asked {
    /// The text of the file.
    Text(String),
    /// There is none of this name; the names that there are.
    NoSuchGuide(Vec<String>),
    /// Something in the problems stands in the way.
    Problems,
}

/// One guide by itself: its drawing, or its source for other tools.
pub fn guide(input: &Input, name: &str, ask: Ask) -> (Diagnostics, SourceMap, Asked) {
    let ready = prepare(input, &mut Clock::start());
    let linked = &ready.linked;
    let asked = match linked.guide_ids().find(|id| linked.guide(*id).id == name) {
        _ if ready.problems.any_errors() => Asked::Problems,
        Some(id) => Asked::Text(render::guide::text(linked, &ready.look, id, ask)),
        None => Asked::NoSuchGuide(linked.guide_ids().map(|id| linked.guide(id).id.clone()).collect()),
    };
    (ready.problems, ready.sources, asked)
}

/// The ids of the handbook's levels, most urgent first. What else may be wrong with it does not matter here.
pub fn levels(input: &Input) -> Vec<String> {
    let ready = prepare(input, &mut Clock::start());
    ready.linked.settings.ladder.steps.iter().map(|step| step.id.clone()).collect()
}

fn understand(documents: Vec<read::Document>, copied: Vec<read::Copied>, input: &Input, problems: &mut Diagnostics) -> Linked {
    let mut handbook = model::handbook(documents, copied, input.options.drafts, problems); // what it means
    if let Some(base_url) = &input.options.base_url {
        handbook.settings.base_url = Some(base_url.clone());
    }
    problems.set_rules(handbook.settings.rules.iter().map(|(name, rule): &(_, Rule)| (name.text.clone(), *rule)).collect());
    link::handbook(handbook, problems) // who refers to whom
}

fn theme(input: &Input, linked: &Linked) -> Theme {
    let name = input.options.theme.as_deref().unwrap_or(&linked.settings.theme);
    let prefix = format!("{name}/");
    let files = input.themes.files.iter().filter_map(|file| {
        let path = file.path.strip_prefix(&prefix)?.to_string();
        Some(read::RawFile { path, content: file.content.clone() })
    });
    Theme::new(name, &Folder { files: files.collect() })
}

struct Clock {
    last: Instant,
    stages: Vec<(&'static str, f64)>,
}

impl Clock {
    fn start() -> Clock {
        Clock { last: Instant::now(), stages: Vec::new() }
    }
    fn stage(&mut self, name: &'static str) {
        let now = Instant::now();
        self.stages.push((name, (now - self.last).as_secs_f64()));
        self.last = now;
    }
}
