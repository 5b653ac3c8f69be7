//! Values: pages as a template sees them. How each type is shown on the site is defined once, here.
//!
//! A row of [`shown`] destructures a struct field by field: a field that it does not name is a
//! compile error.

use std::cell::{Cell, RefCell};

use super::prose::{self, Citations};
use super::templates::{Map, Value};
use crate::chart::Fonts;
use crate::html::{self, Html};
use crate::link::{Linked, SourceId};
use crate::pages::{self, Cited, Href, Id, Line, Pages, Prose, Text, Token};
use crate::plan::{self, Medium, Plan, View};

/// The page on which values are shown.
pub(super) struct On<'a> {
    pub pages: &'a Pages<'a>,
    pub plan: &'a Plan,
    pub view: View,
    /// What its texts have cited so far.
    citations: RefCell<Citations>,
    /// How many terms have been explained so far.
    pub mentions: Cell<usize>,
    /// How many drawings its texts have shown so far.
    pub drawings: Cell<usize>,
    /// For measuring drawings.
    pub fonts: &'a Fonts,
}

impl<'a> On<'a> {
    pub(super) fn new(
        pages: &'a Pages<'a>,
        plan: &'a Plan,
        fonts: &'a Fonts,
        view: View,
    ) -> On<'a> {
        let citations = RefCell::default();
        On { pages, plan, view, citations, mentions: Cell::new(0), drawings: Cell::new(0), fonts }
    }

    pub(super) fn linked(&self) -> &'a Linked {
        self.pages.linked
    }

    /// The level of the page's own heading: 1 on the site; in print the handbook's title is above
    /// it.
    pub(super) fn level(&self) -> u8 {
        match self.plan.medium {
            Medium::Site => 1,
            Medium::Print => 2,
        }
    }

    pub(super) fn is_print(&self) -> bool {
        self.plan.medium == Medium::Print
    }

    pub(super) fn id(&self, id: &str) -> String {
        self.plan.id(self.view, id)
    }

    /// The address of a link from this page.
    pub(super) fn href(&self, to: &Href) -> String {
        // The not-found page is served at any depth, so it cannot use relative links.
        if self.view == View::NotFound {
            let base = self.linked().settings.base_url.as_deref().unwrap_or("/");
            return match to {
                Href::Page(view) => format!("{base}{}", html::address(self.plan.path(*view))),
                Href::Place(view, id) => format!(
                    "{base}{}#{}",
                    html::address(self.plan.path(*view)),
                    html::address(&id.0)
                ),
                Href::File(path) => format!("{base}{}", html::address(path)),
            };
        }
        match to {
            Href::Page(view) => self.plan.href(self.view, *view, None),
            Href::Place(view, id) if *view == self.view => {
                format!("#{}", html::address(&self.id(&id.0)))
            }
            Href::Place(view, id) => self.plan.href(self.view, *view, Some(&id.0)),
            Href::File(path) => self.plan.file_href(self.view, path),
        }
    }

    /// The link to a PDF, if it was built.
    pub(super) fn pdf(&self, href: &Href) -> Option<String> {
        match href {
            Href::File(path) if self.plan.pdfs.has(path) => Some(self.href(href)),
            _ => None,
        }
    }

    /// The book: its PDF, or the page that lists its volumes.
    pub(super) fn book(&self) -> Option<String> {
        let one = self.pdf(&Href::File(plan::BOOK.into()));
        let has_volumes = self.plan.pdfs.has(&plan::volume(None));
        one.or_else(|| has_volumes.then(|| self.href(&View::Print.into())))
    }

    /// The page of the book that contains the target of a link, if there is a book.
    fn book_page(&self, to: &Href) -> Option<u32> {
        match to {
            Href::Page(view) => self.plan.pdfs.page(*view, None),
            Href::Place(view, id) => self.plan.pdfs.page(*view, Some(&id.0)),
            Href::File(_) => None,
        }
    }

    pub(super) fn html(&self, text: Prose) -> Html {
        prose::html(text.0, self, &mut self.citations.borrow_mut())
    }

    /// The sources of the page in the order of their numbers: those that its texts have cited, then
    /// those of its front matter.
    fn sources(&self, named: Cited) -> Value {
        let mut citations = self.citations.borrow_mut();
        citations.add(named.0);
        let note = |(at, (id, mentions)): (usize, (SourceId, usize))| {
            let source = &self.linked().sources[id.index()];
            let number = at + 1;
            let back = (1..=mentions)
                .map(|mention| format!("#{}", self.id(&format!("fc-cite-{number}-{mention}"))));
            object([
                ("id", self.id(&format!("fc-source-{number}")).into()),
                ("title", source.title.value.as_str().into()),
                ("by", source.by.value.as_str().into()),
                ("link", source.link.as_deref().into()),
                (
                    "date",
                    source
                        .date
                        .as_deref()
                        .map(|date| self.pages.words.date_of_source(date).into_owned())
                        .into(),
                ),
                ("back", back.collect::<Vec<_>>().into()),
            ])
        };
        citations.list().enumerate().map(note).collect::<Vec<_>>().into()
    }

    /// The contents of a page: omitted in print, where the book has its own, and for a short page.
    fn contents(&self, headings: &[pages::Heading], has_sources: bool) -> Value {
        let count = headings.len() + usize::from(has_sources);
        if self.is_print() || count < FEW {
            return Vec::<Value>::new().into();
        }
        let mut out: Vec<Value> = headings.iter().map(|heading| heading.show(self)).collect();
        if has_sources {
            let sources = pages::Heading {
                title: self.pages.words.one("sources_here").into(),
                href: Href::Place(self.view, SOURCES.into()),
            };
            out.push(sources.show(self));
        }
        out.into()
    }
}

/// A page with fewer headings than this needs no contents.
const FEW: usize = 4;
/// The id of the list of sources on its page.
const SOURCES: &str = "fc-sources";

/// What a template can see.
pub(super) trait Show {
    fn show(&self, on: &On) -> Value;
}

pub(super) fn object<const N: usize>(fields: [(&'static str, Value); N]) -> Value {
    fields.into_iter().map(|(name, value)| (name.into(), value)).collect::<Map>().into()
}

impl Show for Text<'_> {
    fn show(&self, _: &On) -> Value {
        self.as_str().into()
    }
}

impl Show for &str {
    fn show(&self, _: &On) -> Value {
        (*self).into()
    }
}

impl Show for Token {
    fn show(&self, _: &On) -> Value {
        self.0.into()
    }
}

impl Show for Id {
    fn show(&self, on: &On) -> Value {
        on.id(&self.0).into()
    }
}

impl Show for Href {
    fn show(&self, on: &On) -> Value {
        on.href(self).into()
    }
}

impl Show for Prose<'_> {
    fn show(&self, on: &On) -> Value {
        on.html(*self).show(on)
    }
}

impl Show for Line<'_> {
    fn show(&self, on: &On) -> Value {
        prose::line(self.0, on, &mut on.citations.borrow_mut()).show(on)
    }
}

impl Show for Html {
    fn show(&self, _: &On) -> Value {
        Value::safe_string(self.as_str())
    }
}

impl Show for bool {
    fn show(&self, _: &On) -> Value {
        (*self).into()
    }
}

impl Show for usize {
    fn show(&self, _: &On) -> Value {
        (*self).into()
    }
}

impl Show for u8 {
    fn show(&self, _: &On) -> Value {
        (*self).into()
    }
}

impl<T: Show> Show for Option<T> {
    fn show(&self, on: &On) -> Value {
        self.as_ref().map_or_else(Value::none, |value| value.show(on))
    }
}

impl<T: Show> Show for Vec<T> {
    fn show(&self, on: &On) -> Value {
        self.iter().map(|value| value.show(on)).collect::<Vec<_>>().into()
    }
}

/// How structs are shown: each field under its own name, in this order (which determines citation
/// numbers), and what the site adds. `hides`: fields that are of no use on the site.
macro_rules! shown {
    ($($type:ty { $($field:ident),* } $(hides { $($hidden:ident),* })? $(adds { $($key:ident: $value:expr),* })?;)*) => {$(
        impl Show for $type {
            fn show(&self, on: &On) -> Value {
                let Self { $($field,)* $($($hidden: _,)*)? } = self;
                let mut fields = Map::default();
                $(fields.insert(stringify!($field).into(), $field.show(on));)*
                $($({
                    let add: fn(&Self, &On) -> Value = $value;
                    fields.insert(stringify!($key).into(), add(self, on));
                })*)?
                fields.into()
            }
        }
    )*};
}

shown! {
    pages::Badge<'_> { label, class, within };
    pages::Item<'_> { title, href, note, badge, summary } adds {
        page: |item, on| on.book_page(&item.href).into()
    };
    pages::Card<'_> { id, level_id, class, label, action, items, own } adds { level: |_, on| (on.level() + 1).into() };
    pages::Action<'_> { before, call, after };
    pages::Alarm<'_> { level_id, class, label, action, signs, more };
    pages::Heading<'_> { title, href };
    pages::Review<'_> { state, text };
    pages::Code<'_> { system, code };

    pages::TextList<'_> { id, class, title, before, items, text } adds { level: |_, on| (on.level() + 1).into() };
    pages::Section<'_> { id, title, before, none, groups } adds { level: |_, on| (on.level() + 1).into() };
    pages::Strength<'_> { label, items };
    pages::GuideLinks<'_> { id, title, items, ways };
    pages::WayTo<'_> { guide, to, last };
    pages::Certainty<'_> { of, text };
    pages::Answered<'_> { question, answer } hides { number };
    pages::EntryPage<'_> {
        kind, kind_label, type_label, title, also_called, codes, summary, badge, role_note, certainty, alarm, cards, lists, body,
        later_cards, sections,
        guides, compare, review
    } hides { handout, sources, contents, previous, next } adds {
        level: |_, on| on.level().into(),
        handout: |page, on| page.handout.as_ref().and_then(|href| on.pdf(href)).into(),
        sources: |page, on| on.sources(page.sources),
        sources_id: |_, on| on.id(SOURCES).into(),
        contents: |page, on| on.contents(&page.contents, on.citations.borrow().list().next().is_some()),
        previous: |page, on| page.previous.as_ref().filter(|_| !on.is_print()).map(|item| item.show(on)).into(),
        next: |page, on| page.next.as_ref().filter(|_| !on.is_print()).map(|item| item.show(on)).into()
    };

    pages::FreePage<'_> { title, summary, body, see_also, review } hides { handout, sources, contents, previous, next } adds {
        handout: |page, on| page.handout.as_ref().and_then(|href| on.pdf(href)).into(),
        level: |_, on| on.level().into(),
        sources: |page, on| on.sources(page.sources),
        sources_id: |_, on| on.id(SOURCES).into(),
        contents: |page, on| on.contents(&page.contents, on.citations.borrow().list().next().is_some()),
        previous: |page, on| page.previous.as_ref().filter(|_| !on.is_print()).map(|item| item.show(on)).into(),
        next: |page, on| page.next.as_ref().filter(|_| !on.is_print()).map(|item| item.show(on)).into()
    };
    pages::HomePage<'_> { title, subtitle, intro_title, intro, unreviewed, alarm, problems, cards, guides, kinds }
    hides { sources } adds {
        level: |_, on| on.level().into(),
        sources: |page, on| on.sources(page.sources),
        sources_id: |_, on| on.id(SOURCES).into()
    };
    pages::GuideStart<'_> { title, href, start };
    pages::KindLink<'_> { title, href, count };

    pages::GuidesPage<'_> { title, items } adds { level: |_, on| on.level().into() };
    pages::GuidePage<'_> { title, summary, problem, scope, start, parts, see_also, review } hides { id, poster, sheet, sources } adds {
        level: |_, on| on.level().into(),
        drawing_id: |_, on| on.id("fc-flowchart").into(),
        poster: |page, on| on.pdf(&page.poster).into(),
        sheet: |page, on| on.pdf(&page.sheet).into(),
        sources: |page, on| on.sources(page.sources),
        sources_id: |_, on| on.id(SOURCES).into()
    };
    // The help for a question is on its own page.
    pages::ListedStep<'_> {
        id, number, kind, title, href, badge, at_least, findings, items, ways, from, action, outcome
    } hides { help };
    pages::GuidePart<'_> { first, last, title, href, steps };
    pages::ScoreItem<'_> { title, answers };
    pages::Scored<'_> { label, points, marked };
    pages::ScopeParts<'_> { for_, not_for, instead };
    pages::ActionParts<'_> { say, advice, tests, after };
    pages::Advice<'_> { item, lists };
    pages::AdviceList<'_> { class, title, items };
    pages::Call<'_> { place, number, address };
    pages::Known<'_> { question, answer };
    pages::ScoreResult<'_> { title, sum, points, band };
    pages::ScaleParts<'_> { unit, min, max };
    pages::Way<'_> { label, to, title, href };
    pages::LeadsFrom { number, href };
    pages::OutcomeParts<'_> { class, label, within, call, say, safety_nets, suspect, advice, tests, scope };
    pages::StepPage<'_> {
        name, step, item, back, progress, scope, known, score, points, result, at_least, scale, guide, start, kind, title,
        help, findings, answers, action, outcome, in_chart, review
    }
    hides { from } adds {
        level: |_, on| on.level().into(),
        from: |page, on| if on.is_print() { Vec::<Value>::new().into() } else { page.from.show(on) },
        sources: |_, on| on.sources(Cited(&[])),
        sources_id: |_, on| on.id(SOURCES).into()
    };
    pages::AnswerLink<'_> { label, href, class, number, from, below };

    pages::ComparePage<'_> { title, problem, causes, rows, legend, levels, notes } adds {
        level: |_, on| on.level().into(),
        sources: |_, on| on.sources(Cited(&[])),
        sources_id: |_, on| on.id(SOURCES).into()
    };
    pages::Level<'_> { class, label, action };
    pages::CellNote<'_> { number, finding, cause, note };
    pages::Column<'_> { title, href, role, level };
    pages::Row<'_> { finding, level, cells };
    pages::Cell<'_> { mark, word, class, note, number };

    pages::IndexPage<'_> { title, lead, groups } adds { level: |_, on| on.level().into() };
    pages::IndexGroup<'_> { label, items };
    pages::AToZPage<'_> { title, letters } adds { level: |_, on| on.level().into() };
    pages::Letter<'_> { id, letter, items };
    pages::NameItem<'_> { title, href, kind, see };
    pages::GlossaryPage<'_> { title, terms } adds {
        level: |_, on| on.level().into(),
        sources: |_, on| on.sources(Cited(&[])),
        sources_id: |_, on| on.id(SOURCES).into()
    };
    pages::Term<'_> { id, term, means, page };
    pages::SourcesPage<'_> { title, sources } adds { level: |_, on| on.level().into() };
    pages::SourceItem<'_> { id, title, by, link, date, read, kind, cited_by } hides { source };
    pages::ReviewPage<'_> { title, groups } adds { level: |_, on| on.level().into() };
    pages::ReviewGroup<'_> { state, label, items };
    pages::ReviewItem<'_> { item, kind, review };
}
