//! Around: where a page stands among the others: what it contains, what comes before and after it, who stands beside it,
//! and what is above it.

use std::collections::HashMap;
use std::ops::Range;

use serde::Serialize;

use super::Scope;
use super::parts::{Item, item, target_item};
use crate::link::{EntryId, Linked, PageId, Resolved, Target};
use crate::plan::{Medium, View, pages_in_order};
use crate::prose::{Element as Written, Prose};

/// A place on the page itself.
#[derive(Serialize)]
pub(super) struct Heading {
    pub title: String,
    pub href: String,
}

impl Heading {
    /// `id` is the element's id as it stands on the page.
    pub(super) fn new(title: &str, id: &str) -> Heading {
        Heading { title: title.to_string(), href: format!("#{}", crate::html::address(id)) }
    }
}

/// Fewer headings than this are seen at a glance.
const FEW: usize = 4;

/// The contents of a page: nothing in print, where the book has its own, and nothing for a short page.
pub(super) fn contents(scope: &Scope, headings: Vec<Heading>) -> Vec<Heading> {
    if scope.plan.medium == Medium::Print || headings.len() < FEW { Vec::new() } else { headings }
}

/// The headings of a text that divide it.
pub(super) fn headings_of(scope: &Scope, prose: &Prose<Resolved>) -> Vec<Heading> {
    let mut headings = Vec::new();
    prose.walk(&mut |node| {
        if let Written::Heading { level: 1 | 2, id: Some(id) } = &node.element {
            headings.push(Heading::new(node.words().trim(), &scope.id(id)));
        }
    });
    headings
}

/// Before and after.
type Neighbours<'a> = (Option<Item<'a>>, Option<Item<'a>>);

/// The entries before and after this one in its kind's index.
pub(super) fn entries<'a>(scope: &Scope<'a>, id: EntryId) -> Neighbours<'a> {
    let order = scope.facts.of_kind(scope.linked.entry(id).kind);
    let plain = |id: &EntryId| Item { badge: None, ..item(scope, *id) };
    beside(scope, order, scope.facts.position[id.index()], &plain)
}

/// The free pages before and after this one.
pub(super) fn pages<'a>(scope: &Scope<'a>, id: PageId) -> Neighbours<'a> {
    let order = &scope.facts.pages.order;
    let Some(at) = order.iter().position(|page| *page == id) else { return (None, None) };
    beside(scope, order, at, &|id: &PageId| target_item(scope, Target::Page(*id)))
}

fn beside<'a, T>(scope: &Scope, order: &[T], at: usize, item: &dyn Fn(&T) -> Item<'a>) -> Neighbours<'a> {
    if scope.plan.medium == Medium::Print {
        return (None, None);
    }
    (at.checked_sub(1).and_then(|before| order.get(before)).map(item), order.get(at + 1).map(item))
}

/// So many pages stand in the navigation beside the one that is read. With all of them every page would grow with the
/// handbook.
const BESIDE: usize = 9;

/// Those of `count` around the one at `at`.
pub(super) fn window(count: usize, at: usize) -> Range<usize> {
    let first = at.saturating_sub(BESIDE / 2).min(count.saturating_sub(BESIDE));
    first..(first + BESIDE).min(count)
}

/// The free pages, worked out once.
pub(in crate::render) struct Pages {
    pub order: Vec<PageId>,
    /// By folder, the page that its `index.md` or `README.md` became.
    folders: HashMap<String, PageId>,
}

impl Pages {
    pub(super) fn of(linked: &Linked) -> Pages {
        let order = pages_in_order(linked);
        let folders = order.iter().filter_map(|id| {
            let (folder, file) = linked.page(*id).path.rsplit_once('/')?;
            ["index", "README"].contains(&file).then(|| (folder.to_string(), *id))
        });
        Pages { folders: folders.collect(), order }
    }

    /// The pages of the folders above a page, from the top.
    pub(super) fn above(&self, linked: &Linked, id: PageId) -> Vec<PageId> {
        let path = &linked.page(id).path;
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.filter_map(|folder| self.folders.get(folder).copied()).filter(|above| *above != id).collect()
    }

    /// The pages in a folder, by the folder's own page.
    pub(super) fn below(&self, linked: &Linked, folder: PageId) -> Vec<PageId> {
        let Some((name, _)) = linked.page(folder).path.rsplit_once('/') else { return Vec::new() };
        let inside = |id: &&PageId| **id != folder && linked.page(**id).path.rsplit_once('/').is_some_and(|(parent, _)| parent == name);
        self.order.iter().filter(inside).copied().collect()
    }
}

/// The pages that stand in the navigation below a part of the menu: those around the page that is read.
pub(super) fn siblings(scope: &Scope, part: View) -> Vec<View> {
    let linked = scope.linked;
    let around = |views: Vec<View>, here: View| {
        let at = views.iter().position(|view| *view == here).unwrap_or(0);
        views[window(views.len(), at)].to_vec()
    };
    match (part, scope.view) {
        (View::Index(kind), View::Entry(id) | View::Compare(id)) if linked.entry(id).kind == kind => {
            let order = scope.facts.of_kind(kind);
            order[window(order.len(), scope.facts.position[id.index()])].iter().map(|id| View::Entry(*id)).collect()
        }
        (View::Guides, View::Guide(id) | View::Step(id, _)) => around(linked.guide_ids().map(View::Guide).collect(), View::Guide(id)),
        (View::Page(folder), View::Page(id)) if folder == id || scope.facts.pages.above(linked, id).contains(&folder) => {
            around(scope.facts.pages.below(linked, folder).into_iter().map(View::Page).collect(), scope.view)
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::window;

    #[test]
    fn the_navigation_shows_those_around() {
        assert_eq!(window(3, 1), 0..3);
        assert_eq!(window(100, 0), 0..9);
        assert_eq!(window(100, 50), 46..55);
        assert_eq!(window(100, 99), 91..100);
    }
}
