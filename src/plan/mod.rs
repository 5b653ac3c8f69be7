//! Plan: which pages exist, their paths and their order; and the one function that makes links.
//!
//! In:   a [`Linked`].
//! Out:  a [`Plan`]: every page with its path. [`Plan::href`] gives the target of a link: another
//!       file on the site, or an id in the printed handbook, where everything is on one page.
//! Not:  the content of pages; that is up to `pages`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;

use crate::diagnostics::{DUPLICATE_NAME, Diagnostic, Diagnostics, Position};
use crate::html;
use crate::link::{EntryId, GuideId, Linked, NodeId, PageId, StepId, Target, What};
use crate::vocabulary::{Kind, PROBLEM_CAUSES};

/// A page of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum View {
    Home,
    Index(Kind),
    Entry(EntryId),
    Guides,
    Guide(GuideId),
    /// The first state of a step of the walk-through.
    Step(GuideId, StepId),
    /// Another state of a step, by its number in [`Linked::states`].
    State(u32),
    /// The differential table of a problem.
    Compare(EntryId),
    Page(PageId),
    AToZ,
    Glossary,
    Sources,
    Review,
    Search,
    Print,
    NotFound,
}

impl From<Target> for View {
    fn from(target: Target) -> View {
        match target {
            Target::Entry(id) => View::Entry(id),
            Target::Guide(id) => View::Guide(id),
            Target::Step(guide, step) => View::Step(guide, step),
            Target::Page(id) => View::Page(id),
        }
    }
}

/// How the pages reach the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Medium {
    /// One file per page.
    Site,
    /// All on one page.
    Print,
}

#[derive(Clone, Debug)]
pub struct Plan {
    pub medium: Medium,
    /// In reading and printing order.
    pub pages: Vec<View>,
    /// The PDFs published with the site, and the page numbers of the site's content in the printed
    /// book.
    pub pdfs: Pdfs,
    /// Old addresses, and the page to which each leads on.
    pub moved: Vec<(String, View)>,
    paths: HashMap<View, String>,
    anchors: HashMap<View, String>,
}

impl Plan {
    /// The path of a page, relative to the site root.
    ///
    /// # Panics
    /// If the page is not planned: a link to it would lead nowhere, which would be a bug in this
    /// program.
    pub fn path(&self, view: View) -> &str {
        self.paths
            .get(&view)
            .unwrap_or_else(|| panic!("{view:?} is not planned; add it to `views`"))
    }

    /// The link from one page to another, or to a fragment on it: relative, and naming a file, so
    /// that it works on any host, under any sub-path, and from disk.
    pub fn href(&self, from: View, to: View, fragment: Option<&str>) -> String {
        match self.medium {
            Medium::Site => {
                let fragment = fragment
                    .map_or(String::new(), |fragment| format!("#{}", html::address(fragment)));
                if from == to && !fragment.is_empty() {
                    return fragment;
                }
                format!("{}{fragment}", self.file_href(from, self.path(to)))
            }
            Medium::Print => match self.anchors.get(&to) {
                Some(anchor) => match fragment {
                    Some(fragment) => {
                        format!("#{}", html::address(&inner_anchor(anchor, fragment)))
                    }
                    None => format!("#{}", html::address(anchor)),
                },
                // Not printed (the A to Z, say): link to the site instead.
                None => self.file_href(View::Print, self.path(to)),
            },
        }
    }

    /// The link from a page to any file of the site, given its path relative to the site root.
    pub fn file_href(&self, from: View, path: &str) -> String {
        let from = if self.medium == Medium::Print { View::Print } else { from };
        html::relative(self.path(from), path)
    }

    /// Whether this page is planned.
    pub fn plans(&self, view: View) -> bool {
        self.paths.contains_key(&view)
    }

    /// The id of a page's section in the printed handbook. `None` on the site.
    pub fn anchor(&self, view: View) -> Option<&str> {
        match self.medium {
            Medium::Site => None,
            Medium::Print => self.anchors.get(&view).map(String::as_str),
        }
    }

    /// The same plan with only these pages: a volume of the printed handbook.
    pub fn only(mut self, keep: impl Fn(View) -> bool) -> Plan {
        self.pages.retain(|view| keep(*view));
        self.anchors.retain(|view, _| keep(*view));
        self
    }

    /// The id of an element of a page: unchanged on the site; combined with the page's own in
    /// print, where pages share one file.
    pub fn id(&self, view: View, id: &str) -> String {
        self.anchor(view).map_or_else(|| id.to_string(), |anchor| inner_anchor(anchor, id))
    }
}

/// The PDFs that were built, and the page numbers of the site's content in the book. Empty if none
/// was built.
#[derive(Clone, Debug, Default)]
pub struct Pdfs {
    /// Their paths, relative to the site root.
    files: BTreeSet<String>,
    /// Page numbers by id in the printed handbook. Empty if there is no book.
    pages: BTreeMap<String, u32>,
    anchors: HashMap<View, String>,
}

impl Pdfs {
    /// `pages`: page numbers by the ids of `print`, the plan of the printed handbook.
    pub fn new(print: &Plan, files: BTreeSet<String>, pages: BTreeMap<String, u32>) -> Pdfs {
        Pdfs { files, pages, anchors: print.anchors.clone() }
    }

    /// The same with one more file beside the book.
    pub fn with(mut self, path: &str) -> Pdfs {
        self.files.insert(path.to_string());
        self
    }

    /// The same without a file that could not be made.
    pub fn without(mut self, path: &str) -> Pdfs {
        self.files.remove(path);
        self
    }

    /// The paths of the whole handbook in one file or several, for paper and for e-book readers.
    pub fn books(&self) -> impl Iterator<Item = &str> {
        let paths = self.files.iter().map(String::as_str);
        paths.filter(|path| path.starts_with("handbook") && !path.contains('/'))
    }

    /// Whether there is a PDF at `path`, relative to the site root.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains(path)
    }

    /// The page number where a view begins, or that of `fragment` within it, if it has one.
    pub fn page(&self, view: View, fragment: Option<&str>) -> Option<u32> {
        let anchor = self.anchors.get(&view)?;
        let position =
            fragment.and_then(|fragment| self.pages.get(&inner_anchor(anchor, fragment)));
        position.or_else(|| self.pages.get(anchor)).copied()
    }
}

/// The path of the handout of an entry or a free page, relative to the site root.
pub fn handout(linked: &Linked, of: View) -> String {
    let name = match of {
        View::Entry(id) => &linked.entry(id).id,
        View::Page(id) => &linked.page(id).path,
        other => unreachable!("{other:?} has no handout"),
    };
    format!("handouts/{name}.pdf")
}

/// The entries and free pages that have a handout.
pub fn with_handout(linked: &Linked) -> Vec<View> {
    let entries = linked.entry_ids().filter(|id| linked.entry(*id).common.handout);
    let pages = linked.page_ids().filter(|id| linked.page(*id).common.handout);
    entries.map(View::Entry).chain(pages.map(View::Page)).collect()
}

/// The path of a volume, relative to the site root: of one kind, or (`None`) of everything else.
pub fn volume(kind: Option<Kind>) -> String {
    format!("handbook-{}.pdf", kind.map_or("guides-and-pages", Kind::folder))
}

/// The book in large print, relative to the site root.
pub const LARGE_BOOK: &str = "handbook-large.pdf";
/// The book, relative to the site root.
pub const BOOK: &str = "handbook.pdf";
/// The e-book, relative to the site root.
pub const EPUB: &str = "handbook.epub";

/// The path of a guide's sheet, relative to the site root.
pub fn sheet(linked: &Linked, id: GuideId) -> String {
    format!("sheet-{}.pdf", linked.guide(id).id)
}

/// The path of a guide's poster, relative to the site root.
pub fn poster(linked: &Linked, id: GuideId) -> String {
    format!("poster-{}.pdf", linked.guide(id).id)
}

/// The page on which a reader is in a state.
pub fn walk_page(linked: &Linked, node: NodeId) -> View {
    let states = &linked.states;
    let node = states.seen(&linked.guides, node);
    let state = &states.nodes[node];
    if has_no_page(linked, state.guide, state.step) {
        // Jumps in a circle lead nowhere.
        View::Guide(state.guide)
    } else if states.is_first(node) {
        View::Step(state.guide, state.step)
    } else {
        View::State(node as u32)
    }
}

/// Jumps have the page of the other guide, and where an earlier answer is read nothing is asked.
fn has_no_page(linked: &Linked, guide: GuideId, step: StepId) -> bool {
    matches!(linked.guide(guide).step(step).what, What::Jump(_) | What::Earlier(_))
}

fn inner_anchor(anchor: &str, id: &str) -> String {
    // No entry id and no heading slug contains two colons, so no two places share an id.
    format!("{anchor}::{id}")
}

/// The path of a page, relative to the site root.
fn path(linked: &Linked, view: View) -> String {
    match view {
        View::Home => "index.html".into(),
        View::Index(kind) => format!("{}/index.html", kind.folder()),
        View::Entry(id) => {
            format!("{}/{}.html", linked.entry(id).kind.folder(), linked.entry(id).id)
        }
        View::Guides => "guides/index.html".into(),
        View::Guide(id) => format!("guides/{}.html", linked.guide(id).id),
        View::Step(guide, step) => format!(
            "guides/{}/{}.html",
            linked.guide(guide).id,
            linked.guide(guide).step(step).name
        ),
        View::State(node) => format!(
            "guides/{}/{}.html",
            linked.guide(linked.states.nodes[node as usize].guide).id,
            linked.states.name(&linked.guides, node as usize)
        ),
        View::Compare(id) => format!("compare/{}.html", linked.entry(id).id),
        View::Page(id) => {
            let path = &linked.page(id).path;
            // A folder's README is its index page.
            let path = path
                .strip_suffix("README")
                .map_or_else(|| path.clone(), |folder| format!("{folder}index"));
            format!("{path}.html")
        }
        View::AToZ => "a-z.html".into(),
        View::Glossary => "glossary.html".into(),
        View::Sources => "sources.html".into(),
        View::Review => "review.html".into(),
        View::Search => "search.html".into(),
        View::Print => "print.html".into(),
        View::NotFound => "404.html".into(),
    }
}

/// The id of a page's section in the printed handbook. It includes the kind, so it is unique in the
/// whole handbook.
/// The name of a page in the printed handbook, if it is a section of its own there.
pub fn print_id(linked: &Linked, view: View) -> Option<String> {
    match view {
        View::Entry(_) | View::Guide(_) | View::Compare(_) | View::Page(_) => anchor(linked, view),
        _ => None,
    }
}

fn anchor(linked: &Linked, view: View) -> Option<String> {
    Some(match view {
        View::Home => "handbook".into(),
        View::Index(kind) => format!("kind-{}", kind.name()),
        View::Entry(id) => format!("{}-{}", linked.entry(id).kind.name(), linked.entry(id).id),
        View::Guide(id) => format!("guide-{}", linked.guide(id).id),
        View::Compare(id) => format!("compare-{}", linked.entry(id).id),
        View::Page(id) => {
            format!("page-{}", linked.page(id).path.replace(|c: char| c.is_whitespace(), "-"))
        }
        View::Glossary => "glossary".into(),
        View::Sources => "sources".into(),
        // In print, the walk-through is replaced by the guide's list of steps.
        View::Step(guide, step) => inner_anchor(
            &anchor(linked, View::Guide(guide))?,
            &crate::link::step_anchor(&linked.guide(guide).step(step).name),
        ),
        View::State(node) => {
            let state = &linked.states.nodes[node as usize];
            return anchor(linked, View::Step(state.guide, state.step));
        }
        View::Guides | View::AToZ | View::Review | View::Search | View::Print | View::NotFound => {
            return None;
        }
    })
}

/// All pages in reading order: home, problems with their tables, guides, the other kinds, free
/// pages, indexes.
fn views(linked: &Linked) -> Vec<View> {
    let mut views = vec![View::Home];
    for kind in Kind::ALL {
        // An empty list has no page: nothing would link to it.
        views.extend(linked.of_kind(kind).next().map(|_| View::Index(kind)));
        for id in in_order(linked, kind) {
            views.push(View::Entry(id));
            // A table without causes would compare nothing.
            if kind == Kind::Problem && linked.related(id, &PROBLEM_CAUSES).next().is_some() {
                views.push(View::Compare(id));
            }
        }
        if kind == Kind::Problem {
            views.extend(linked.guide_ids().next().map(|_| View::Guides));
            for guide in linked.guide_ids() {
                views.push(View::Guide(guide));
                views.extend(
                    linked
                        .guide(guide)
                        .step_ids()
                        .filter(|step| !has_no_page(linked, guide, *step))
                        .map(|step| View::Step(guide, step)),
                );
            }
            views.extend((0..linked.states.len() as u32).map(View::State).filter(|view| {
                let View::State(node) = view else { return false };
                walk_page(linked, *node as usize) == *view
            }));
        }
    }
    views.extend(pages_in_order(linked).into_iter().map(View::Page));
    views.extend([View::AToZ, View::Glossary, View::Sources]);
    if linked.settings.lists_reviews() {
        views.push(View::Review);
    }
    views.extend([View::Search, View::Print, View::NotFound]);
    views
}

/// The entries of a kind by `order`, then by title.
pub fn in_order(linked: &Linked, kind: Kind) -> Vec<EntryId> {
    let mut ids: Vec<_> = linked.of_kind(kind).collect();
    ids.sort_by_cached_key(|id| {
        let common = &linked.entry(*id).common;
        (common.order.unwrap_or(i64::MAX), common.title.value.to_lowercase(), *id)
    });
    ids
}

/// The free pages by `order`, then by path, without the text of the home page.
pub fn pages_in_order(linked: &Linked) -> Vec<PageId> {
    let mut ids: Vec<_> = linked.page_ids().filter(|id| !linked.page(*id).is_home()).collect();
    ids.sort_by_key(|id| {
        (linked.page(*id).common.order.unwrap_or(i64::MAX), linked.page(*id).path.clone())
    });
    ids
}

/// Plans the site. Reports outputs that share a path, also on disks that ignore case or Unicode
/// form.
pub fn site(linked: &Linked, problems: &mut Diagnostics) -> Plan {
    let pages = views(linked);
    let mut paths: HashMap<View, String> =
        pages.iter().map(|view| (*view, path(linked, *view))).collect();
    if let Some(home) = linked.page_ids().find(|id| linked.page(*id).is_home()) {
        paths.insert(View::Page(home), "index.html".into());
    }
    let taken = collisions(linked, &pages, &paths, problems);
    let moved = moved(linked, &pages, taken, problems);
    let (anchors, pdfs) = (HashMap::new(), Pdfs::default());
    Plan { medium: Medium::Site, anchors, pages, paths, moved, pdfs }
}

/// A path as a disk sees it that does not tell capitals or Unicode forms apart.
fn folded(path: &str) -> String {
    path.nfc().collect::<String>().to_lowercase()
}

/// Reports two pages whose handouts would have one name. Their folder is ours, so that nothing else
/// can be there.
fn same_handouts(linked: &Linked, problems: &mut Diagnostics) {
    let mut handouts: HashMap<String, String> = HashMap::new();
    for view in with_handout(linked) {
        let path = handout(linked, view);
        if let (Some(other), Some(position)) =
            (handouts.insert(folded(&path), path.clone()), position(linked, view))
        {
            let message = format!("two handouts would be written to `{path}`");
            let problem = Diagnostic::new(&DUPLICATE_NAME, position, message);
            problems.push(problem.help(format!(
                "rename one of the two files, or take `handout: true` out of one; the other is `{other}`"
            )));
        }
    }
}

/// Plans the printed handbook: the same pages as sections of a single page.
pub fn print(linked: &Linked, site: &Plan) -> Plan {
    let printed: Vec<View> = site
        .pages
        .iter()
        .copied()
        .filter(|view| {
            !matches!(view, View::Step(..) | View::State(_)) && anchor(linked, *view).is_some()
        })
        .collect();
    let mut anchors: HashMap<View, String> = HashMap::new();
    let mut taken = crate::ids::Unique::default();
    for view in &site.pages {
        // The id of a step is derived from its guide's, which is already unique.
        if let Some(wanted) = anchor(linked, *view) {
            let is_step = matches!(view, View::Step(..) | View::State(_));
            let id = if is_step { wanted } else { taken.take(&wanted) };
            anchors.insert(*view, id);
        }
    }
    if let Some(home) = linked.page_ids().find(|id| linked.page(*id).is_home()) {
        anchors.extend(anchors.get(&View::Home).cloned().map(|id| (View::Page(home), id)));
    }
    Plan {
        medium: Medium::Print,
        pages: printed,
        paths: site.paths.clone(),
        anchors,
        moved: Vec::new(),
        pdfs: site.pdfs.clone(),
    }
}

fn collisions(
    linked: &Linked,
    pages: &[View],
    paths: &HashMap<View, String>,
    problems: &mut Diagnostics,
) -> HashMap<String, String> {
    let mut taken: HashMap<String, String> = HashMap::new();
    let planned = pages.iter().map(|view| (paths[view].clone(), position(linked, *view)));
    let copied =
        linked.copied.iter().map(|copied| (copied.path.clone(), Some(Position::file(copied.file))));
    same_handouts(linked, problems);
    let mut outputs: Vec<(String, Option<Position>)> = planned.chain(copied).collect();
    // The program's own pages come first, so that the author's file is the one reported.
    outputs.sort_by_key(|(_, position)| position.is_some());
    let ours = [
        "robots.txt",
        "_redirects",
        "handbook.json",
        "handbook.pdf",
        "handbook-large.pdf",
        "handbook.epub",
        "handbook.zip",
        "sw.js",
        "manifest.webmanifest",
        "sitemap.xml",
        "atom.xml",
    ]
    .map(|path| (path.to_string(), None));
    for (path, position) in ours.into_iter().chain(outputs) {
        let reserved = path.split('/').next().filter(|first| {
            ["assets", "handouts"].contains(&folded(first).as_str()) && path.contains('/')
        });
        let other = reserved
            .map(|first| format!("{first}/"))
            .or_else(|| taken.insert(folded(&path), path.clone()));
        if let Some(other) = other {
            let problem = Diagnostic::new(
                &DUPLICATE_NAME,
                position,
                format!("this would be written to `{path}`, where `{other}` already is"),
            );
            problems.push(
                problem.help("rename the file; some disks do not tell capitals from small letters"),
            );
        }
    }
    for second in linked.page_ids().filter(|id| linked.page(*id).is_home()).skip(1) {
        let problem = Diagnostic::new(
            &DUPLICATE_NAME,
            Position::new(linked.page(second).file, 1, 1),
            "there are two texts for the home page, `index.md` and `README.md`",
        );
        problems.push(problem.help("put them together in one of the two"));
    }
    // A file and a folder cannot share a path.
    for copied in &linked.copied {
        let folder = format!("{}/", folded(&copied.path));
        if taken.keys().any(|path| path.starts_with(&folder)) {
            let problem = Diagnostic::new(
                &DUPLICATE_NAME,
                Position::file(copied.file),
                format!("`{}` would be a file and a folder", copied.path),
            );
            problems.push(problem.help("rename the file"));
        }
    }
    taken
}

/// The old addresses that lead on. One where something stands today, or that two pages claim, is
/// reported.
fn moved(
    linked: &Linked,
    pages: &[View],
    mut taken: HashMap<String, String>,
    problems: &mut Diagnostics,
) -> Vec<(String, View)> {
    let parents = |path: &str| -> Vec<String> {
        path.match_indices('/').map(|(at, _)| path[..at].to_string()).collect()
    };
    let mut folders: HashSet<String> = taken.keys().flat_map(|path| parents(path)).collect();
    let mut moved = Vec::new();
    // The text of the home page is not a page of its own.
    let home = linked.page_ids().find(|id| linked.page(*id).is_home()).map(View::Page);
    for view in pages.iter().copied().chain(home) {
        let aliases = match view {
            View::Entry(id) => &linked.entry(id).common.aliases,
            View::Guide(id) => &linked.guide(id).common.aliases,
            View::Page(id) => &linked.page(id).common.aliases,
            _ => continue,
        };
        for alias in aliases {
            let path = folded(&alias.path);
            let first = path.split('/').next().unwrap_or_default();
            let is_ours = ["assets", "handouts"].contains(&first);
            // A file and a folder cannot share a path either.
            let inside = folders.contains(&path).then(|| format!("{path}/"));
            let file = || parents(&path).iter().find_map(|parent| taken.get(parent)).cloned();
            let other = is_ours.then(|| format!("{first}/")).or(inside).or_else(file);
            let other = other.or_else(|| {
                folders.extend(parents(&path));
                taken.insert(path, alias.path.clone())
            });
            match other {
                None => moved.push((alias.path.clone(), view)),
                Some(other) => {
                    let message =
                        format!("the old address `{}` is taken: `{other}` is there", alias.path);
                    let problem = Diagnostic::new(&DUPLICATE_NAME, alias.position, message);
                    problems.push(problem.help("take it out here; an old address leads to one page, and only where no page is today"));
                }
            }
        }
    }
    moved
}

/// Where the author can change the name of a page; `None` for pages that the program generates.
fn position(linked: &Linked, view: View) -> Option<Position> {
    match view {
        View::Entry(id) => Some(Position::new(linked.entry(id).file, 1, 1)),
        View::Guide(id) => Some(Position::new(linked.guide(id).file, 1, 1)),
        View::Step(guide, step) => Some(linked.guide(guide).step(step).position),
        View::State(node) => Some(linked.states.step(&linked.guides, node as usize).position),
        View::Page(id) => Some(Position::new(linked.page(id).file, 1, 1)),
        _ => None,
    }
}
