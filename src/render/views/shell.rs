//! The frame around every page: title, navigation, where one is.

use serde::Serialize;

use super::{Scope, around};
use crate::html;
use crate::link::{Linked, PageId};
use crate::model::Domain;
use crate::plan::{View, pages_in_order};
use crate::vocabulary::Kind;

/// What all pages share.
#[derive(Serialize)]
pub(in crate::render) struct Site<'a> {
    title: &'a str,
    subtitle: Option<&'a str>,
    language: &'a str,
    direction: &'static str,
    version: Option<&'a str>,
    publisher: Option<Publisher<'a>>,
    medical: bool,
    has_feed: bool,
}

#[derive(Serialize)]
struct Publisher<'a> {
    name: &'a str,
    url: Option<&'a str>,
}

pub(in crate::render) fn site(linked: &Linked) -> Site<'_> {
    let settings = &linked.settings;
    Site {
        title: &settings.title.value,
        subtitle: settings.subtitle.as_ref().map(|text| text.value.as_str()),
        language: &settings.language,
        direction: direction(&settings.language),
        version: settings.version.as_deref(),
        publisher: settings.publisher.as_ref().map(|publisher| Publisher { name: &publisher.name, url: publisher.url.as_deref() }),
        medical: settings.domain == Domain::Medical,
        has_feed: settings.base_url.is_some(),
    }
}

/// The direction in which a language is written, as the attribute `dir` has it.
pub(super) fn direction(language: &str) -> &'static str {
    let primary = language.split('-').next().unwrap_or(language);
    if ["ar", "fa", "he", "ur", "yi", "ps", "sd", "ckb", "dv", "ug"].contains(&primary) { "rtl" } else { "ltr" }
}

#[derive(Serialize)]
pub(super) struct Shell<'a> {
    title: String,
    description: Option<&'a str>,
    /// The top of the site as seen from the page: empty, or `../` and so on.
    root: String,
    home: String,
    nav: Vec<NavItem<'a>>,
    crumbs: Vec<Crumb<'a>>,
    /// The page itself, at the end of the crumbs.
    here: &'a str,
    canonical: Option<String>,
    feed: Option<String>,
    edit: Option<String>,
    /// A JSON-LD block, `<` written as `\u003c`.
    json_ld: Option<String>,
    footer: Vec<NavItem<'a>>,
    /// The book, if one was made.
    book: Option<String>,
    a_to_z: String,
    search: String,
}

#[derive(Serialize)]
struct NavItem<'a> {
    title: &'a str,
    href: String,
    /// `page`: this very page; `true`: a page below it.
    current: Option<&'static str>,
    /// The pages around the one that is read, if it belongs here.
    below: Vec<NavItem<'a>>,
}

#[derive(Serialize)]
struct Crumb<'a> {
    title: &'a str,
    href: String,
}

pub(super) fn shell<'a>(scope: &Scope<'a>) -> Shell<'a> {
    let linked = scope.linked;
    let path = scope.plan.path(scope.view);
    let base = linked.settings.base_url.as_deref();
    let root = match scope.view {
        View::NotFound => base.unwrap_or("/").to_string(),
        _ => "../".repeat(path.matches('/').count()),
    };
    let own_title = title(scope, scope.view);
    let site_title = linked.settings.title.value.as_str();
    let title = match scope.view {
        View::Home => site_title.to_string(),
        // Two pages with one title are one in a list of tabs or of results.
        View::Step(guide, _) => format!("{own_title} – {} – {site_title}", linked.guide(guide).common.title.value),
        View::Entry(id) if own_title == site_title => format!("{own_title} – {}", scope.words.one(linked.entry(id).kind.name())),
        View::Compare(id) => format!("{own_title}: {} – {site_title}", linked.entry(id).common.title.value),
        _ if own_title == site_title => site_title.to_string(),
        _ => format!("{own_title} – {site_title}"),
    };
    let canonical = base.filter(|_| scope.view != View::NotFound).map(|base| format!("{base}{}", html::address(path)));
    Shell {
        title,
        description: description(scope),
        root,
        home: scope.href(View::Home),
        nav: scope.facts.menu.iter().map(|view| nav_part(scope, *view)).collect(),
        crumbs: crumbs(scope),
        here: own_title,
        feed: base.map(|base| format!("{base}atom.xml")),
        edit: edit(scope),
        json_ld: json_ld(scope, &canonical),
        canonical,
        footer: [View::AToZ, View::Search, View::Glossary, View::Sources, View::Review, View::Print]
            .into_iter()
            .map(|view| nav_item(scope, view))
            .collect(),
        book: pdf(scope, "handbook.pdf"),
        a_to_z: scope.href(View::AToZ),
        search: scope.href(View::Search),
    }
}

/// The link to a PDF, if it was made.
pub(super) fn pdf(scope: &Scope, path: &str) -> Option<String> {
    scope.plan.pdfs.has(path).then(|| file(scope, path))
}

/// The link to a file that stands beside the pages.
pub(super) fn file(scope: &Scope, path: &str) -> String {
    match scope.view {
        View::NotFound => format!("{}{}", scope.linked.settings.base_url.as_deref().unwrap_or("/"), html::address(path)),
        _ => scope.plan.file_href(scope.view, path),
    }
}

/// So many free pages are in the navigation of a handbook that writes no `menu:`.
const MENU_PAGES: usize = 8;

/// The navigation: what `menu:` says, else the kinds that have entries, the guides, and the free pages at the top.
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
    let usual = ["problems", "guides", "causes", "findings", "tests", "treatments"].into_iter().filter_map(by_name);
    // All of them would make every page as long as the handbook has pages; A to Z has the others.
    let top_pages =
        pages_in_order(linked).into_iter().filter(|id: &PageId| !linked.page(*id).path.contains('/')).take(MENU_PAGES).map(View::Page);
    usual.chain(top_pages).collect()
}

fn nav_item<'a>(scope: &Scope<'a>, view: View) -> NavItem<'a> {
    let current = if scope.view == view {
        Some("page")
    } else if parents(scope, scope.view).contains(&view) {
        Some("true")
    } else {
        None
    };
    NavItem { title: title(scope, view), href: scope.href(view), current, below: Vec::new() }
}

fn nav_part<'a>(scope: &Scope<'a>, view: View) -> NavItem<'a> {
    let below = around::siblings(scope, view).into_iter().map(|view| nav_item(scope, view)).collect();
    NavItem { below, ..nav_item(scope, view) }
}

/// The pages above a page, from the top.
fn parents(scope: &Scope, view: View) -> Vec<View> {
    match view {
        View::Entry(id) => vec![View::Home, View::Index(scope.linked.entry(id).kind)],
        View::Compare(id) => vec![View::Home, View::Index(Kind::Problem), View::Entry(id)],
        View::Guide(_) => vec![View::Home, View::Guides],
        View::Step(guide, _) => vec![View::Home, View::Guides, View::Guide(guide)],
        View::Page(id) => {
            std::iter::once(View::Home).chain(scope.facts.pages.above(scope.linked, id).into_iter().map(View::Page)).collect()
        }
        View::Home => vec![],
        _ => vec![View::Home],
    }
}

fn crumbs<'a>(scope: &Scope<'a>) -> Vec<Crumb<'a>> {
    parents(scope, scope.view)
        .into_iter()
        .map(|view| Crumb { title: if view == View::Home { scope.words.one("home") } else { title(scope, view) }, href: scope.href(view) })
        .collect()
}

/// The title of any page.
pub(super) fn title<'a>(scope: &Scope<'a>, view: View) -> &'a str {
    let linked = scope.linked;
    match view {
        View::Home => &linked.settings.title.value,
        View::Index(kind) => scope.words.many(kind.name()),
        View::Entry(id) => &linked.entry(id).common.title.value,
        View::Guides => scope.words.many("guide"),
        View::Guide(id) => &linked.guide(id).common.title.value,
        View::Step(guide, step) => linked.guide(guide).step(step).title(&linked.settings.ladder),
        View::Compare(_) => scope.words.one("compare"),
        View::Page(id) => &linked.page(id).common.title.value,
        View::AToZ => scope.words.one("a_to_z"),
        View::Glossary => scope.words.one("glossary"),
        View::Sources => scope.words.one("sources"),
        View::Review => scope.words.one("reviews"),
        View::Search => scope.words.one("search"),
        View::Print => scope.words.one("print_all"),
        View::NotFound => scope.words.one("not_found"),
    }
}

fn description<'a>(scope: &Scope<'a>) -> Option<&'a str> {
    let linked = scope.linked;
    let text = match scope.view {
        View::Entry(id) | View::Compare(id) => linked.entry(id).common.summary.as_ref(),
        View::Guide(id) | View::Step(id, _) => linked.guide(id).common.summary.as_ref().or(Some(&linked.guide(id).common.title)),
        View::Page(id) => linked.page(id).common.summary.as_ref(),
        _ => None,
    };
    text.or(linked.settings.subtitle.as_ref()).or(Some(&linked.settings.title)).map(|text| text.value.as_str())
}

/// Where the author's file can be changed.
fn edit(scope: &Scope) -> Option<String> {
    let pattern = scope.linked.settings.edit_url.as_deref()?;
    let linked = scope.linked;
    let path = match scope.view {
        View::Entry(id) => format!("content/{}/{}.md", linked.entry(id).kind.folder(), linked.entry(id).id),
        View::Guide(id) | View::Step(id, _) => format!("content/guides/{}.yaml", linked.guide(id).id),
        View::Page(id) => format!("content/pages/{}.md", linked.page(id).path),
        _ => return None,
    };
    Some(pattern.replace("{path}", &html::address(&path)))
}

/// The schema.org types of a medical handbook's pages.
fn json_ld(scope: &Scope, canonical: &Option<String>) -> Option<String> {
    let linked = scope.linked;
    let View::Entry(id) = scope.view else { return None };
    if linked.settings.domain != Domain::Medical {
        return None;
    }
    let entry = linked.entry(id);
    let about = match entry.kind {
        Kind::Problem | Kind::Finding => "MedicalSignOrSymptom",
        Kind::Cause => "MedicalCondition",
        Kind::Test => "MedicalTest",
        Kind::Treatment => "MedicalTherapy",
    };
    let mut page = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "name": entry.common.title.value,
        "inLanguage": linked.settings.language,
        "about": {"@type": about, "name": entry.common.title.value},
    });
    let mut set = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            page[key] = value.into();
        }
    };
    set("description", entry.common.summary.as_ref().map(|text| text.value.clone()));
    set("lastReviewed", entry.common.reviewed.map(|date| date.to_string()));
    set("url", canonical.clone());
    // The only block in a page that a browser reads as another language; nothing in it may close the element.
    Some(page.to_string().replace('<', "\\u003c"))
}
