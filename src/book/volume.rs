//! Volume: what part of the handbook a book holds.

use crate::link::{EntryId, Linked};
use crate::plan::{self, View};
use crate::vocabulary::Kind;

/// What part of the handbook a book holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Volume {
    All,
    Kind(Kind),
    /// What is no kind: what comes first, guides, free pages, glossary.
    Rest,
}

impl Volume {
    /// Whether it has this page. Each volume lists the sources.
    pub(super) fn has(self, linked: &Linked, view: View) -> bool {
        let of = |id: EntryId| Some(linked.entry(id).kind);
        let kind = match view {
            View::Index(kind) => Some(kind),
            View::Entry(id) | View::Compare(id) => of(id),
            _ => None,
        };
        match self {
            Volume::All => true,
            Volume::Kind(mine) => view == View::Sources || kind == Some(mine),
            Volume::Rest => kind.is_none(),
        }
    }

    /// The path of its file.
    pub(super) fn path(self) -> String {
        match self {
            Volume::All => plan::BOOK.to_string(),
            Volume::Kind(kind) => plan::volume(Some(kind)),
            Volume::Rest => plan::volume(None),
        }
    }
}
