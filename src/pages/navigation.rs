//! Navigation: where a page is among the others: what it contains, what comes before and after it,
//! what is beside it, and what is above it.

use std::collections::HashMap;
use std::ops::Range;

use super::parts::{Heading, Item, plain};
use super::values::Href;
use super::{Id, Pages};
use crate::link::{EntryId, GuideId, Linked, PageId, Resolved, Target};
use crate::plan::{View, pages_in_order};
use crate::prose::{Element, Prose};
use crate::vocabulary::Kind;

/// The headings that divide a text.
pub(super) fn headings_of(view: View, prose: &Prose<Resolved>) -> Vec<Heading<'static>> {
    let mut headings = Vec::new();
    prose.walk(&mut |node| {
        if let Element::Heading { level: 1 | 2, id: Some(id) } = &node.element {
            let href = Href::Place(view, Id::from(id.clone()));
            headings.push(Heading { title: node.words().trim().to_string().into(), href });
        }
    });
    headings
}

/// The items before and after.
type Neighbours<'a> = (Option<Item<'a>>, Option<Item<'a>>);

impl<'a> Pages<'a> {
    /// The entries before and after this one in its kind's index.
    pub(super) fn neighbours_of_entry(&self, id: EntryId) -> Neighbours<'a> {
        let order = self.of_kind(self.linked.entry(id).kind);
        beside(order, self.facts.position[id.index()], |id| Item { badge: None, ..self.item(*id) })
    }

    /// The free pages before and after this one.
    pub(super) fn neighbours_of_page(&self, id: PageId) -> Neighbours<'a> {
        let order = &self.facts.folders.order;
        let Some(at) = order.iter().position(|page| *page == id) else { return (None, None) };
        beside(order, at, |id| self.target_item(Target::Page(*id)))
    }

    /// The guide that helps a reader of this page on: that of its problem, else the first.
    pub fn next_step(&self, view: View) -> Option<Item<'a>> {
        let linked = self.linked;
        let problems = match view {
            View::Entry(id) | View::Compare(id) => self.problems_of(id),
            View::Guide(_) | View::Step(..) | View::State(_) | View::Print => return None,
            _ => Vec::new(),
        };
        let about = |id: &GuideId| {
            linked.guide(*id).problem.is_some_and(|(problem, _)| problems.contains(&problem))
        };
        let guide = linked.guide_ids().find(about).or_else(|| linked.guide_ids().next())?;
        Some(plain(&linked.guide(guide).common.title.value, self.first_page(guide)))
    }

    /// The problems that an entry belongs to: itself, or those of its causes.
    fn problems_of(&self, id: EntryId) -> Vec<EntryId> {
        let linked = self.linked;
        let kind = |id: EntryId| linked.entry(id).kind;
        if kind(id) == Kind::Problem {
            return vec![id];
        }
        let above = |id: EntryId| linked.incoming(id).map(|edge| edge.from);
        let direct: Vec<EntryId> = above(id).filter(|id| kind(*id) == Kind::Problem).collect();
        let causes = above(id).filter(|id| kind(*id) == Kind::Cause);
        let theirs = causes.flat_map(above).filter(|id| kind(*id) == Kind::Problem);
        direct.into_iter().chain(theirs).collect()
    }

    /// The pages in the navigation below a part of the menu: those around the current page.
    pub fn siblings(&self, part: View, here: View) -> Vec<View> {
        let linked = self.linked;
        let around = |views: Vec<View>, here: View| {
            let at = views.iter().position(|view| *view == here).unwrap_or(0);
            views[window(views.len(), at)].to_vec()
        };
        match (part, here) {
            (View::Index(kind), View::Entry(id) | View::Compare(id))
                if linked.entry(id).kind == kind =>
            {
                let order = self.of_kind(kind);
                let around = window(order.len(), self.facts.position[id.index()]);
                order[around].iter().map(|id| View::Entry(*id)).collect()
            }
            (View::Guides, View::State(node)) => {
                let id = self.linked.states.nodes[node as usize].guide;
                around(self.linked.guide_ids().map(View::Guide).collect(), View::Guide(id))
            }
            (View::Guides, View::Guide(id) | View::Step(id, _)) => {
                around(linked.guide_ids().map(View::Guide).collect(), View::Guide(id))
            }
            (View::Page(folder), View::Page(id))
                if folder == id || self.facts.folders.above(linked, id).contains(&folder) =>
            {
                around(
                    self.facts.folders.below(linked, folder).into_iter().map(View::Page).collect(),
                    here,
                )
            }
            _ => Vec::new(),
        }
    }

    /// The pages above a page, from the top.
    pub fn parents(&self, view: View) -> Vec<View> {
        match view {
            View::Entry(id) => vec![View::Home, View::Index(self.linked.entry(id).kind)],
            View::Compare(id) => vec![View::Home, View::Index(Kind::Problem), View::Entry(id)],
            View::Guide(_) => vec![View::Home, View::Guides],
            View::Step(guide, _) => vec![View::Home, View::Guides, View::Guide(guide)],
            View::State(node) => {
                let guide = self.linked.states.nodes[node as usize].guide;
                vec![View::Home, View::Guides, View::Guide(guide)]
            }
            View::Page(id) => {
                let above = self.facts.folders.above(self.linked, id).into_iter().map(View::Page);
                std::iter::once(View::Home).chain(above).collect()
            }
            View::Home => vec![],
            View::Index(_)
            | View::Guides
            | View::AToZ
            | View::Glossary
            | View::Sources
            | View::Review
            | View::Search
            | View::Print
            | View::NotFound => vec![View::Home],
        }
    }
}

fn beside<'a, T>(order: &[T], at: usize, item: impl Fn(&T) -> Item<'a>) -> Neighbours<'a> {
    (
        at.checked_sub(1).and_then(|before| order.get(before)).map(&item),
        order.get(at + 1).map(&item),
    )
}

/// How many pages the navigation shows around the current one. With all of them every page would
/// grow with the handbook.
const BESIDE: usize = 9;

/// The range of at most `BESIDE` out of `count` around the one at `at`.
fn window(count: usize, at: usize) -> Range<usize> {
    let first = at.saturating_sub(BESIDE / 2).min(count.saturating_sub(BESIDE));
    first..(first + BESIDE).min(count)
}

/// The free pages, computed once.
pub(super) struct Folders {
    pub order: Vec<PageId>,
    /// By folder: the page that its `index.md` or `README.md` became.
    folders: HashMap<String, PageId>,
}

impl Folders {
    pub(super) fn of(linked: &Linked) -> Folders {
        let order = pages_in_order(linked);
        let folders = order.iter().filter_map(|id| {
            let (folder, file) = linked.page(*id).path.rsplit_once('/')?;
            ["index", "README"].contains(&file).then(|| (folder.to_string(), *id))
        });
        Folders { folders: folders.collect(), order }
    }

    /// The pages of the folders above a page, from the top.
    fn above(&self, linked: &Linked, id: PageId) -> Vec<PageId> {
        let path = &linked.page(id).path;
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders
            .filter_map(|folder| self.folders.get(folder).copied())
            .filter(|above| *above != id)
            .collect()
    }

    /// The pages in a folder, given the folder's own page.
    fn below(&self, linked: &Linked, folder: PageId) -> Vec<PageId> {
        let Some((name, _)) = linked.page(folder).path.rsplit_once('/') else { return Vec::new() };
        let inside = |id: &&PageId| {
            **id != folder
                && linked.page(**id).path.rsplit_once('/').is_some_and(|(parent, _)| parent == name)
        };
        self.order.iter().filter(inside).copied().collect()
    }
}

/// How many free pages are in the navigation of a handbook without `menu:`.
const MENU_PAGES: usize = 8;

/// The navigation: what `menu:` says, else the kinds that have entries, the guides, and the free
/// pages at the top.
pub(super) fn menu(linked: &Linked) -> Vec<View> {
    let has = |kind: Kind| linked.of_kind(kind).next().is_some();
    let by_name = |name: &str| -> Option<View> {
        if let Some(kind) = Kind::from_folder(name).filter(|kind| has(*kind)) {
            return Some(View::Index(kind));
        }
        match name {
            "guides" => (!linked.guides.is_empty()).then_some(View::Guides),
            _ => {
                let path = name.strip_prefix("pages/")?;
                linked.page_ids().find(|id| linked.page(*id).path == path).map(View::Page)
            }
        }
    };
    if let Some(menu) = &linked.settings.menu {
        return menu.iter().filter_map(|name| by_name(&name.text)).collect();
    }
    let usual = ["problems", "guides", "causes", "findings", "tests", "treatments"]
        .into_iter()
        .filter_map(by_name);
    // All of them would make every page as long as the handbook has pages; the others are in A to
    // Z.
    let top_pages = pages_in_order(linked)
        .into_iter()
        .filter(|id: &PageId| !linked.page(*id).path.contains('/'))
        .take(MENU_PAGES)
        .map(View::Page);
    usual.chain(top_pages).collect()
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
