//! Site: the pages as files for browsers.
//!
//! In:   [`Pages`], their [`Plan`], the appearance, the templates.
//! Out:  [`OutFile`]s: the pages, the theme's files, the data for its scripts, files for machines.
//! Not:  the disk; which pages there are (`plan`); what a page says (`pages`).

mod data;
mod drawings;
mod epub;
mod feeds;
mod frame;
mod moved;
pub mod offline;
mod prose;
mod templates;
mod values;

use crate::appearance::{Appearance, Theme};
use crate::chart::Fonts;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::export;
use crate::outfile::OutFile;
use crate::pages::{Href, Pages};
use crate::parallel;
use crate::plan::{self, Plan, View};
use crate::vocabulary::Kind;
use drawings::Layouts;
use templates::Value;
use values::{On, Show, object};

pub use templates::Templates;

/// The codes that writing the site can report.
pub static CODES: &[&Code] = &[&templates::BAD_TEMPLATE];

/// Reads the theme's templates. `None`: one of them is broken, which has been reported.
pub fn templates(theme: &Theme, problems: &mut Diagnostics) -> Option<Templates> {
    Templates::load(theme, problems)
}

/// Writes the whole site. `None`: a template failed, which has been reported.
pub fn write(
    pages: &Pages,
    plan: &Plan,
    appearance: &Appearance,
    mut templates: Templates,
    problems: &mut Diagnostics,
) -> Option<Written> {
    templates.share(frame::site(pages.linked), &appearance.words.for_templates());
    let fonts = appearance.fonts(&pages.linked.settings);
    let layouts = drawings::layouts(pages, &fonts);
    let writer = |plan, printed| Writer {
        pages,
        fonts: &fonts,
        plan,
        templates: &templates,
        theme: &appearance.theme,
        layouts: &layouts,
        printed,
    };
    // Rendered once, for the page to print and for the e-book.
    let printed = match writer(plan, &[]).all_to_print() {
        Ok(printed) => printed,
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    };
    // Before the pages of the site, which link to it.
    let epub = plan.pdfs.has(plan::EPUB).then(|| writer(plan, &printed).epub(appearance));
    let (epub, no_epub) = match epub {
        Some(Ok(book)) => (Some(book), None),
        Some(Err(page)) => (None, Some(page)),
        None => (None, None),
    };
    let mut without = plan.clone();
    let plan = if no_epub.is_some() {
        without.pdfs = without.pdfs.without(plan::EPUB);
        &without
    } else {
        plan
    };
    let writer = writer(plan, &printed);
    // The home page last: it says whether the site can be kept, which its size decides.
    let others: Vec<View> =
        plan.pages.iter().filter(|view| **view != View::Home).copied().collect();
    let mut files = Vec::with_capacity(others.len() + 20);
    let written: Result<Vec<String>, Diagnostic> =
        parallel::map(&others, |view| writer.page(*view)).into_iter().collect();
    match written {
        Ok(written) => files.extend(
            others
                .iter()
                .zip(written)
                .map(|(view, markup)| OutFile::new(plan.path(*view), markup.into_bytes())),
        ),
        // The same template fails on every page; once is enough.
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    }
    files.extend(appearance.assets(&pages.linked.settings));
    files.extend(
        pages
            .linked
            .copied
            .iter()
            .map(|copied| OutFile::new(copied.path.as_str(), copied.bytes.clone())),
    );
    files.push(OutFile::new("handbook.json", export::handbook(pages.linked, plan).into_bytes()));
    files.extend(data::files(pages, plan));
    files.extend(feeds::files(pages.linked, plan));
    files.extend(moved::files(pages.linked, plan, pages.words));
    files.push(offline::manifest(&pages.linked.settings));
    files.extend(epub.map(|book| OutFile::new(plan::EPUB, book)));
    let kept = offline::is_kept(&pages.linked.settings, &files);
    if let Some(script) = files.iter_mut().find(|file| kept && file.path == "assets/more.js") {
        *script = offline::with_worker(script, &appearance.theme);
    }
    match writer.home(kept) {
        Ok(markup) => files.push(OutFile::new(plan.path(View::Home), markup.into_bytes())),
        Err(problem) => {
            problems.push(problem);
            return None;
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Some(Written { files, kept, no_epub })
}

/// The files of the site, whether it is kept for reading offline, and what went wrong beside it.
pub struct Written {
    pub files: Vec<OutFile>,
    pub kept: bool,
    /// The title of the page for which there is no e-book.
    pub no_epub: Option<String>,
}

/// Whether this page belongs in the site map.
fn is_public(view: View) -> bool {
    !matches!(view, View::NotFound | View::Print | View::Search | View::Step(..) | View::State(_))
}

/// Writes pages, one at a time and in any order.
struct Writer<'a> {
    pages: &'a Pages<'a>,
    plan: &'a Plan,
    templates: &'a Templates,
    theme: &'a Theme,
    layouts: &'a [Layouts],
    fonts: &'a Fonts,
    /// The content of every page of the printed handbook.
    printed: &'a [Printed],
}

/// A page in the printed handbook.
struct Printed {
    view: View,
    /// Its id there.
    id: String,
    content: String,
}

/// How much of a page to write.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    /// The part between the frame's head and foot, for the printed handbook.
    Content,
}

impl Writer<'_> {
    /// The markup of one page.
    fn page(&self, view: View) -> Result<String, Diagnostic> {
        self.view(&On::new(self.pages, self.plan, self.fonts, view), Part::Whole)
    }

    /// The markup of the home page. `kept`: whether it offers an archive of the site.
    fn home(&self, kept: bool) -> Result<String, Diagnostic> {
        let on = On::new(self.pages, self.plan, self.fonts, View::Home);
        let archive = kept.then(|| on.href(&Href::File(offline::ARCHIVE.into())));
        let page = with(self.pages.home().show(&on), "archive", archive.into());
        self.templates.page(self.theme, "pages/home.html", frame::frame(&on), page)
    }

    fn view(&self, on: &On, part: Part) -> Result<String, Diagnostic> {
        let (pages, words) = (self.pages, self.pages.words);
        let (template, page) = match on.view {
            View::Home => ("pages/home.html", pages.home().show(on)),
            View::Entry(id) => {
                (entry_template(pages.linked.entry(id).kind), pages.entry(id).show(on))
            }
            View::Index(kind) => ("pages/index.html", pages.index(kind).show(on)),
            View::Guides => ("pages/guides.html", pages.guides().show(on)),
            View::Guide(id) => {
                let drawings = drawings::drawings(on, &self.layouts[id.index()], id);
                ("pages/guide.html", with(pages.guide(id).show(on), "drawings", drawings))
            }
            View::Step(guide, step) => {
                let first = pages.linked.states.first(guide, step);
                let first = first.expect("every step has a state");
                ("pages/step.html", pages.step(first).show(on))
            }
            View::State(node) => ("pages/step.html", pages.step(node as usize).show(on)),
            View::Compare(id) => ("pages/compare.html", pages.compare(id).show(on)),
            View::Page(id) => ("pages/page.html", pages.free_page(id).show(on)),
            View::AToZ => ("pages/a-z.html", pages.a_to_z().show(on)),
            View::Glossary => ("pages/glossary.html", pages.glossary().show(on)),
            View::Sources => ("pages/sources.html", pages.sources().show(on)),
            View::Review => ("pages/review.html", pages.reviews().show(on)),
            View::Search => {
                let fields = [
                    ("title", words.one("search").into()),
                    ("a_to_z", on.href(&View::AToZ.into()).into()),
                ];
                ("pages/search.html", object(fields))
            }
            View::Print => {
                let title = pages.title(View::Home).into();
                ("pages/print.html", object([("title", title), ("sections", self.sections())]))
            }
            View::NotFound => {
                let fields = [
                    ("title", words.one("not_found").into()),
                    ("home", on.href(&View::Home.into()).into()),
                    ("a_to_z", on.href(&View::AToZ.into()).into()),
                ];
                ("pages/404.html", object(fields))
            }
        };
        let frame = frame::frame(on);
        match part {
            Part::Whole => self.templates.page(self.theme, template, frame, page),
            Part::Content => self.templates.block(self.theme, template, "content", frame, page),
        }
    }

    /// The printed handbook as an e-book, or the title of the page that spoils it.
    fn epub(&self, appearance: &Appearance) -> Result<Vec<u8>, String> {
        let pages = self.printed.iter().map(|printed| epub::Page {
            id: &printed.id,
            title: self.pages.title(printed.view),
            level: match printed.view {
                View::Entry(_) | View::Guide(_) | View::Compare(_) => 2,
                _ => 1,
            },
            content: &printed.content,
        });
        let pages: Vec<epub::Page> = pages.collect();
        let words = &appearance.words;
        let about = epub::About {
            settings: &self.pages.linked.settings,
            day: self.pages.today,
            contents: words.one("contents"),
            summary: words.one("epub_accessibility"),
            css: self.theme.text("epub/style.css").unwrap_or_default(),
        };
        let copied = self.pages.linked.copied.iter();
        let copied: Vec<epub::File> =
            copied.map(|copied| (copied.path.as_str(), &copied.bytes[..])).collect();
        epub::book(&about, &pages, &copied)
    }

    /// The content of every page, as the printed handbook has it.
    fn all_to_print(&self) -> Result<Vec<Printed>, Diagnostic> {
        let plan = plan::print(self.pages.linked, self.plan);
        let page = |view: &View| {
            let on = On::new(self.pages, &plan, self.fonts, *view);
            let content = self.view(&on, Part::Content)?;
            let id = plan.anchor(*view).unwrap_or_default().to_string();
            Ok(Printed { view: *view, id, content })
        };
        parallel::map(&plan.pages, page).into_iter().collect()
    }

    /// The printed handbook: the content of every page, one after the other.
    fn sections(&self) -> Value {
        let section = |page: &Printed| {
            let content = Value::safe_string(&page.content);
            object([("id", page.id.as_str().into()), ("content", content)])
        };
        self.printed.iter().map(section).collect::<Vec<Value>>().into()
    }
}

/// The template of a kind.
fn entry_template(kind: Kind) -> &'static str {
    match kind {
        Kind::Problem => "pages/problem.html",
        Kind::Cause => "pages/cause.html",
        Kind::Finding => "pages/finding.html",
        Kind::Test => "pages/test.html",
        Kind::Treatment => "pages/treatment.html",
    }
}

/// A page with one more field.
fn with(page: Value, name: &'static str, value: Value) -> Value {
    let mut fields = page.into_map().unwrap_or_default();
    fields.insert(name.into(), value);
    fields.into()
}
