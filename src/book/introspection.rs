//! Witness: records what a layout asks about positions, and answers from the layout before it.
//!
//! In:   the answers of the previous layout.
//! Out:  the same answers, and whether any of them can be visible on a page.
//! Why:  where a template measures something, Typst asks [`Introspector::locator`] which parts of
//!       the pages that will be. The answer is used only in other questions (which footnote is
//!       this, on which page), so a layout that asks no other question comes out the same whatever
//!       the previous layout was.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicBool, Ordering};

use typst::diag::{EcoString, EcoVec, StrResult};
use typst::foundations::{Content, Label, Selector};
use typst::introspection::{DocumentPosition, Introspector, Location};
use typst::model::Numbering;
use typst::syntax::VirtualPath;

pub(super) struct Witness<'a> {
    before: &'a dyn Introspector,
    asked: AtomicBool,
}

impl<'a> Witness<'a> {
    pub(super) fn new(before: &'a dyn Introspector) -> Witness<'a> {
        Witness { before, asked: AtomicBool::new(false) }
    }

    /// Whether anything was asked whose answer can be visible.
    pub(super) fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    fn hear(&self) -> &'a dyn Introspector {
        self.asked.store(true, Ordering::Relaxed);
        self.before
    }
}

impl Introspector for Witness<'_> {
    fn locator(&self, key: u128, base: Location) -> Option<Location> {
        self.before.locator(key, base)
    }

    fn query(&self, selector: &Selector) -> EcoVec<Content> {
        self.hear().query(selector)
    }

    fn query_first(&self, selector: &Selector) -> Option<Content> {
        self.hear().query_first(selector)
    }

    fn query_unique(&self, selector: &Selector) -> StrResult<Content> {
        self.hear().query_unique(selector)
    }

    fn query_label(&self, label: Label) -> StrResult<&Content> {
        self.hear().query_label(label)
    }

    fn query_labelled(&self) -> EcoVec<Content> {
        self.hear().query_labelled()
    }

    fn query_count_before(&self, selector: &Selector, end: Location) -> usize {
        self.hear().query_count_before(selector, end)
    }

    fn label_count(&self, label: Label) -> usize {
        self.hear().label_count(label)
    }

    fn pages(&self, location: Location) -> Option<NonZeroUsize> {
        self.hear().pages(location)
    }

    fn page(&self, location: Location) -> Option<NonZeroUsize> {
        self.hear().page(location)
    }

    fn position(&self, location: Location) -> Option<DocumentPosition> {
        self.hear().position(location)
    }

    fn page_numbering(&self, location: Location) -> Option<&Numbering> {
        self.hear().page_numbering(location)
    }

    fn page_supplement(&self, location: Location) -> Option<&Content> {
        self.hear().page_supplement(location)
    }

    fn anchor(&self, location: Location) -> Option<&EcoString> {
        self.hear().anchor(location)
    }

    fn document(&self, location: Location) -> Option<Location> {
        self.hear().document(location)
    }

    fn path(&self, location: Location) -> Option<&VirtualPath> {
        self.hear().path(location)
    }
}
