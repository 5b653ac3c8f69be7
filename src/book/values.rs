//! Values: pages as a template of the book sees them. How each type is printed is defined once,
//! here.
//!
//! A row of [`printed`] destructures a struct field by field: a field that it does not name is a
//! compile error.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::{prose, text};
use crate::chart::Fonts;
use crate::html;
use crate::link::SourceId;
use crate::pages::{self, Cited, Href, Id, Line, Pages, Prose, Text, Token};
use crate::plan::{Plan, View};

/// The page on which values are printed, and what is collected meanwhile.
pub(super) struct Sheet<'a> {
    pub pages: &'a Pages<'a>,
    pub print: &'a Plan,
    /// The number of each source in the list of sources.
    pub numbers: &'a HashMap<SourceId, usize>,
    /// The fonts used to lay out drawings.
    pub fonts: &'a Fonts,
    pub view: View,
    /// The level of the heading above its texts.
    pub level: u8,
    /// Whether it is given away without the book, and so refers to nothing in it.
    alone: bool,
    seen: RefCell<Outline>,
}

/// What a page contains, in the order in which it is printed.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    /// How much space it takes, in characters.
    pub letters: usize,
    /// The ids of its places, each with the number of characters before it.
    pub ids: Vec<(String, usize)>,
    /// The ids of the places it links to.
    pub refs: BTreeSet<String>,
    /// The numbers of the sources it cites.
    pub cites: BTreeSet<usize>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        pages: &'a Pages<'a>,
        print: &'a Plan,
        numbers: &'a HashMap<SourceId, usize>,
        fonts: &'a Fonts,
        view: View,
        level: u8,
    ) -> Sheet<'a> {
        Sheet { pages, print, numbers, fonts, view, level, alone: false, seen: RefCell::default() }
    }

    /// The same for what is given away without the book.
    pub(super) fn alone(self) -> Sheet<'a> {
        Sheet { alone: true, ..self }
    }

    /// The number of characters printed so far.
    pub(super) fn letters(&self) -> usize {
        self.seen.borrow().letters
    }

    /// What was printed on it.
    pub(super) fn outline(self) -> Outline {
        self.seen.into_inner()
    }

    pub(super) fn words(&self, words: &str) -> String {
        self.seen.borrow_mut().letters += words.chars().count();
        text::printed(words)
    }

    /// The id of a place on this page.
    pub(super) fn id(&self, id: &str) -> String {
        let id = self.print.id(self.view, id);
        self.met(&id);
        id
    }

    /// The id of the page itself.
    pub(super) fn own_id(&self) -> String {
        let id = self.print.anchor(self.view).unwrap_or_default().to_string();
        self.met(&id);
        id
    }

    fn met(&self, id: &str) {
        let mut seen = self.seen.borrow_mut();
        let letters = seen.letters;
        seen.ids.push((id.to_string(), letters));
    }

    /// The place in the book that a link leads to, if the book has it.
    pub(super) fn place(&self, to: &Href) -> Option<String> {
        let href = match to {
            Href::Page(view) => self.print.href(self.view, *view, None),
            Href::Place(view, id) => self.print.href(self.view, *view, Some(&id.0)),
            Href::File(_) => return None,
        };
        let id = html::path_of(href.strip_prefix('#')?)?;
        self.seen.borrow_mut().refs.insert(id.clone());
        Some(id)
    }

    /// The numbers of the sources of this page, once all of its texts are printed.
    pub(super) fn cites(&self, named: Cited) -> Vec<usize> {
        let numbers = named.0.iter().filter_map(|source| self.numbers.get(source).copied());
        let mut seen = self.seen.borrow_mut();
        seen.cites.extend(numbers);
        seen.cites.iter().copied().collect()
    }

    pub(super) fn nodes(&self, text: Prose) -> Vec<prose::Piece> {
        self.wrote(prose::data(text.0, &self.context()))
    }

    pub(super) fn line(&self, text: Line) -> Vec<prose::Piece> {
        self.wrote(prose::line(text.0, &self.context()))
    }

    fn context(&self) -> prose::Context<'_> {
        prose::Context {
            linked: self.pages.linked,
            print: self.print,
            numbers: self.numbers,
            words: self.pages.words,
            fonts: self.fonts,
            view: self.view,
            level: self.level,
            alone: self.alone,
        }
    }

    fn wrote(&self, written: prose::Written) -> Vec<prose::Piece> {
        let mut seen = self.seen.borrow_mut();
        seen.cites.extend(written.cites);
        seen.refs.extend(written.refs);
        let before = seen.letters;
        seen.ids.extend(written.ids.into_iter().map(|(id, letters)| (id, before + letters)));
        seen.letters += written.letters;
        written.nodes
    }
}

/// What a template can see.
pub(super) trait Print {
    fn print(&self, on: &Sheet) -> Value;
}

impl Print for Text<'_> {
    fn print(&self, on: &Sheet) -> Value {
        on.words(self.as_str()).into()
    }
}

impl Print for Token {
    fn print(&self, _: &Sheet) -> Value {
        self.0.into()
    }
}

impl Print for Id {
    fn print(&self, on: &Sheet) -> Value {
        on.id(&self.0).into()
    }
}

impl Print for Href {
    fn print(&self, on: &Sheet) -> Value {
        on.place(self).into()
    }
}

impl Print for Prose<'_> {
    fn print(&self, on: &Sheet) -> Value {
        serde_json::to_value(on.nodes(*self)).expect("a tree of texts serialises")
    }
}

impl Print for Line<'_> {
    fn print(&self, on: &Sheet) -> Value {
        serde_json::to_value(on.line(*self)).expect("a tree of texts serialises")
    }
}

impl Print for bool {
    fn print(&self, _: &Sheet) -> Value {
        (*self).into()
    }
}

impl Print for usize {
    fn print(&self, _: &Sheet) -> Value {
        (*self).into()
    }
}

impl<T: Print> Print for Option<T> {
    fn print(&self, on: &Sheet) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.print(on))
    }
}

impl<T: Print> Print for Vec<T> {
    fn print(&self, on: &Sheet) -> Value {
        self.iter().map(|value| value.print(on)).collect()
    }
}

/// The words as one text: on paper nothing can be tapped.
impl Print for pages::Action<'_> {
    fn print(&self, on: &Sheet) -> Value {
        on.words(&self.words()).into()
    }
}

/// How structs are printed: each field under its own name, in this order. `hides`: fields that are
/// of no use on paper.
macro_rules! printed {
    ($($type:ty { $($field:ident),* } $(hides { $($hidden:ident),* })?;)*) => {$(
        impl Print for $type {
            fn print(&self, on: &Sheet) -> Value {
                let Self { $($field,)* $($($hidden: _,)*)? } = self;
                let mut fields = Map::new();
                $(fields.insert(stringify!($field).into(), $field.print(on));)*
                fields.into()
            }
        }
    )*};
}

printed! {
    pages::Badge<'_> { label, class, within };
    // Summaries are in the lists of the site; the book prints them with their entries.
    pages::Item<'_> { title, href, note, badge } hides { summary };
    pages::Card<'_> { class, label, action, items } hides { id, level_id, own };
    pages::Certainty<'_> { of, text };
    pages::Review<'_> { state, text };
    pages::Code<'_> { system, code };

    pages::TextList<'_> { id, class, title, before, items, text };
    pages::Section<'_> { id, title, before, none, groups };
    pages::Strength<'_> { label, items };
    pages::GuideLinks<'_> { title, items, ways } hides { id };
    pages::WayTo<'_> { guide, to, last };
    pages::Answered<'_> { question, number, answer };

    pages::ListedStep<'_> {
        id, number, kind, title, badge, help, at_least, findings, items, action, outcome, ways, from
    } hides { href };
    pages::ScoreItem<'_> { title, answers };
    pages::Scored<'_> { label, points, marked };
    pages::ScopeParts<'_> { for_, not_for, instead };
    pages::ActionParts<'_> { say, advice, tests, after };
    // What a treatment asks to do is in its entry.
    pages::Advice<'_> { item } hides { lists };
    // Nothing on paper can be tapped.
    pages::Call<'_> { place, number } hides { address };
    pages::Way<'_> { label, to, title, href };
    pages::LeadsFrom { number, href };
    // Its level is the badge of the step.
    pages::OutcomeParts<'_> { call, say, safety_nets, suspect, advice, tests } hides { class, label, within, scope };

    pages::Column<'_> { title, href, role } hides { level };
    // The level of a sign is its badge.
    pages::Row<'_> { finding, cells } hides { level };
    // The book's table has no room for notes; each is in the entry of its cause.
    pages::Cell<'_> { mark, word } hides { class, note, number };

    pages::Term<'_> { id, term, means, page };
}
