//! The whole build, one line per stage.

use std::collections::HashSet;
use std::time::Instant;

use jiff::civil::Date;

use crate::appearance::{self, Appearance, Theme};
use crate::book;
use crate::check;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Rule, SourceMap, Strictness};
use crate::export;
use crate::export::guide::TooSmall;
pub use crate::export::guide::{Ask, Paper};
use crate::import;
use crate::link::{self, Linked};
use crate::model::{self, Drafts, Settings};
use crate::outfile::OutFile;
use crate::pages::{self, Pages};
use crate::plan;
use crate::read::{self, Folder};
use crate::site;

/// The input of a build.
#[derive(Debug)]
pub struct Input {
    pub content: Folder,
    /// The folder `themes/`; its files by path below it.
    pub themes: Folder,
    pub options: Options,
}

/// What the command line can set for a build.
#[derive(Clone, Debug)]
pub struct Options {
    /// The day from which reviews are counted. A build reads no clock.
    pub today: Date,
    pub strictness: Strictness,
    pub drafts: Drafts,
    /// Overrides the handbook's `theme:`.
    pub theme: Option<String>,
    /// Overrides the handbook's `base_url:`.
    pub base_url: Option<String>,
    pub book: Book,
    /// Whether the service worker and the archive are made.
    pub offline: bool,
}

/// What to do about the PDFs.
#[derive(Clone, Debug, Default)]
pub enum Book {
    #[default]
    LeaveOut,
    /// Checked as far as that is possible without layout.
    Check,
    Make {
        /// The files of an earlier build: a book in which nothing changed is not laid out again.
        earlier: Vec<OutFile>,
        /// Called with what is being done, for people who wait.
        progress: fn(&str),
    },
}

impl Options {
    pub fn on(today: Date) -> Options {
        Options {
            today,
            strictness: Strictness::Lenient,
            drafts: Drafts::LeaveOut,
            theme: None,
            base_url: None,
            book: Book::LeaveOut,
            offline: false,
        }
    }
}

/// The result of a build.
#[derive(Debug)]
pub struct Built {
    pub problems: Diagnostics,
    pub sources: SourceMap,
    /// The site; `None` if `problems` prevent it.
    pub files: Option<Vec<OutFile>>,
    /// The paths of the PDFs that were wanted and could not be made; `problems` says why.
    pub left_out: Vec<String>,
    /// How many entries, guides and pages were left out because they are drafts.
    pub drafts: usize,
    /// How long each stage took, in seconds.
    pub timings: Vec<(&'static str, f64)>,
}

/// Builds a handbook into memory.
pub fn build(input: &Input) -> Built {
    let mut clock = Clock::start();
    let Ready { mut problems, sources, linked, appearance, templates, drafts } =
        prepare(input, &mut clock);
    let mut plan = plan::site(&linked, &mut problems); // which pages, under which paths
    clock.stage("plan");
    let pages = pages::new(&linked, &appearance.words, input.options.today); // what they say
    clock.stage("pages");
    let (mut files, mut made, mut kept) = (None, book::Made::default(), false);
    if !problems.any_errors() {
        // Before the pages of the site, which say where the book has what they link to.
        made = book(&pages, &plan, &appearance, &sources, &input.options, &mut problems);
        plan.pdfs = std::mem::take(&mut made.pdfs);
        if matches!(input.options.book, Book::Make { .. }) {
            plan.pdfs = plan.pdfs.with(plan::EPUB);
        }
        clock.stage("book");
    }
    if let (false, Some(templates)) = (problems.any_errors(), templates) {
        let written = site::write(&pages, &plan, &appearance, templates, &mut problems);
        kept = written.as_ref().is_some_and(|written| written.kept);
        if let Some(page) = written.as_ref().and_then(|written| written.no_epub.as_ref()) {
            let message =
                format!("the e-book cannot be made: its page “{page}” is not well-formed");
            let help = "a template of the theme leaves an element open, or closes one that is not";
            let position = linked.settings.theme_position;
            problems.push(Diagnostic::new(&book::BAD_BOOK, position, message).help(help));
            made.left_out.push(plan::EPUB.to_string());
        }
        files = written.map(|written| written.files);
        clock.stage("site");
    }
    if let Some(files) = &mut files {
        files.append(&mut made.files);
        if kept && input.options.offline {
            let offline = site::offline::files(files, &appearance.theme);
            files.extend(offline);
            clock.stage("offline");
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
    }
    let files = files.filter(|_| !problems.any_errors());
    Built { problems, sources, files, left_out: made.left_out, drafts, timings: clock.stages }
}

/// Builds only the PDFs, according to `options.book`. Whatever spoils one of them is an error here.
pub fn pdfs(input: &Input) -> Built {
    let (mut ready, made) = printed(input, book::CODES);
    let files = (!ready.problems.any_errors()).then_some(made.files);
    let problems = std::mem::take(&mut ready.problems);
    let (sources, drafts) = (ready.sources, ready.drafts);
    Built { problems, sources, files, left_out: made.left_out, drafts, timings: Vec::new() }
}

/// Builds the PDFs alone; also returns the handbook that they were made from. `raised`: codes that
/// count as errors.
pub fn printed(input: &Input, raised: &[&'static Code]) -> (Ready, book::Made) {
    let mut ready = prepare(input, &mut Clock::start());
    ready.problems.raise(raised);
    let plan = plan::site(&ready.linked, &mut ready.problems);
    let mut made = book::Made::default();
    if !ready.problems.any_errors() {
        let pages = pages::new(&ready.linked, &ready.appearance.words, input.options.today);
        made = book(
            &pages,
            &plan,
            &ready.appearance,
            &ready.sources,
            &input.options,
            &mut ready.problems,
        );
    }
    (ready, made)
}

/// Builds the PDFs, and finds the page of the book on which each thing is. Empty if no book is
/// wanted.
#[cfg(feature = "pdf")]
fn book(
    pages: &Pages,
    plan: &plan::Plan,
    appearance: &Appearance,
    sources: &SourceMap,
    options: &Options,
    problems: &mut Diagnostics,
) -> book::Made {
    let wanted = match &options.book {
        Book::LeaveOut => return book::Made::default(),
        Book::Check => book::Wanted::Check,
        Book::Make { earlier, progress } => book::Wanted::Make { earlier, progress: *progress },
    };
    book::make(&book::Request { pages, plan, appearance, sources, wanted }, problems)
}

#[cfg(not(feature = "pdf"))]
fn book(
    _: &Pages,
    _: &plan::Plan,
    _: &Appearance,
    _: &SourceMap,
    _: &Options,
    _: &mut Diagnostics,
) -> book::Made {
    book::Made::default()
}

/// A linked and checked handbook, and its appearance.
pub struct Ready {
    pub problems: Diagnostics,
    pub sources: SourceMap,
    pub linked: Linked,
    pub appearance: Appearance,
    /// `None` if one of them is broken, which is in `problems`.
    templates: Option<site::Templates>,
    drafts: usize,
}

fn prepare(input: &Input, clock: &mut Clock) -> Ready {
    let mut problems = Diagnostics::new(input.options.strictness);
    let documents = read::documents(&input.content, &mut problems); // what the files say, and where
    let mut sources = documents.sources;
    clock.stage("read");
    let mut handbook =
        model::handbook(documents.documents, documents.copied, input.options.drafts, &mut problems); // what it means
    if let Some(base_url) = &input.options.base_url {
        handbook.settings.base_url = Some(base_url.clone());
    }
    let rules =
        handbook.settings.rules.iter().map(|(name, rule): &(_, Rule)| (name.text.clone(), *rule));
    problems.set_rules(rules.collect());
    clock.stage("model");
    let appearance = appearance::new(
        theme(input, &handbook.settings, &mut sources),
        &handbook.settings,
        &mut problems,
    ); // how it looks
    appearance.name_levels(&mut handbook.settings);
    let templates = site::templates(&appearance.theme, &mut problems);
    clock.stage("theme");
    let drafts = handbook.unusable.drafts.len();
    let linked = link::handbook(handbook, &mut problems); // who refers to whom
    clock.stage("link");
    let phrases = phrases(&appearance.words);
    check::handbook(&linked, &phrases, input.options.today, &codes(), &mut problems); // whether it makes sense
    clock.stage("check");
    Ready { problems, sources, linked, appearance, templates, drafts }
}

/// The phrases of the handbook's language that the rules look for.
fn phrases(words: &appearance::Words) -> check::Phrases {
    let list = |key: &str, by: char| -> Vec<String> {
        let all = words.one(key).split(by).map(str::trim);
        all.filter(|phrase| !phrase.is_empty()).map(str::to_string).collect()
    };
    check::Phrases {
        unsure: words.one("unsure").to_string(),
        see_somebody: list("phrases.see_somebody", ';'),
        on_screen: list("phrases.on_screen", ';'),
        within: list("phrases.within", ' '),
        units: list("phrases.units", ' '),
    }
}

/// Every code of the program, each once, in the order of the stages that report it.
pub fn codes() -> Vec<&'static Code> {
    let rules = check::RULES.iter().map(|rule| rule.codes);
    let stages = [read::CODES, model::CODES, link::CODES].into_iter().chain(rules).chain([
        appearance::CODES,
        site::CODES,
        book::CODES,
        import::CODES,
    ]);
    let mut seen = HashSet::new();
    stages.flatten().copied().filter(|code| seen.insert(code.name)).collect()
}

/// The linked handbook as JSON; `None` if the problems prevent it.
pub fn export(input: &Input) -> (Diagnostics, SourceMap, Option<String>) {
    let built = build(input);
    let json =
        built.files.and_then(|files| files.into_iter().find(|file| file.path == "handbook.json"));
    (
        built.problems,
        built.sources,
        json.map(|file| String::from_utf8_lossy(&file.bytes).into_owned()),
    )
}

/// The result of asking for one guide.
pub enum Asked {
    /// The text of the file.
    Text(String),
    /// There is no guide of this name; these are the names that exist.
    NoSuchGuide(Vec<String>),
    /// Nobody could read the poster on this paper: its letters would be this small, in points.
    TooSmall(f64),
    /// The problems prevent it.
    Problems,
}

/// One guide by itself: its drawing, or its source for other tools.
pub fn guide(input: &Input, name: &str, ask: Ask) -> (Diagnostics, SourceMap, Asked) {
    let ready = prepare(input, &mut Clock::start());
    let linked = &ready.linked;
    let asked = match linked.guide_ids().find(|id| linked.guide(*id).id == name) {
        _ if ready.problems.any_errors() => Asked::Problems,
        Some(id) => {
            let pages = pages::new(linked, &ready.appearance.words, input.options.today);
            match export::guide::text(&pages, &ready.appearance, id, ask) {
                Ok(text) => Asked::Text(text),
                Err(TooSmall(points)) => Asked::TooSmall(points),
            }
        }
        None => {
            Asked::NoSuchGuide(linked.guide_ids().map(|id| linked.guide(id).id.clone()).collect())
        }
    };
    (ready.problems, ready.sources, asked)
}

/// The ids of the handbook's levels, most urgent first. Other problems with the handbook do not
/// matter here.
pub fn levels(input: &Input) -> Vec<String> {
    let ready = prepare(input, &mut Clock::start());
    ready.linked.settings.ladder.levels.iter().map(|step| step.id.clone()).collect()
}

fn theme(input: &Input, settings: &Settings, sources: &mut SourceMap) -> Theme {
    let name = input.options.theme.as_deref().unwrap_or(&settings.theme);
    let prefix = format!("{name}/");
    let files = input.themes.files.iter().filter_map(|file| {
        let path = file.path.strip_prefix(&prefix)?.to_string();
        Some(read::RawFile { path, content: file.content.clone() })
    });
    Theme::new(name, &Folder { files: files.collect() }, sources)
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
