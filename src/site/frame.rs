//! The frame around every page: title, navigation, breadcrumbs.

use super::templates::Value;
use super::values::{On, Show, object};
use crate::html;
use crate::link::{GuideId, Linked};
use crate::model::{Domain, PlaceNumber};
use crate::pages::Href;
use crate::plan::{self, View};
use crate::vocabulary::{AVOID, Kind};

/// The handbook's logo: its path from the top of the site, and its size at the height of a line.
fn logo(linked: &Linked) -> Option<Value> {
    const HEIGHT: u32 = 32;
    let logo = linked.settings.look.logo.as_ref()?;
    let copied = linked.copied.iter().find(|copied| copied.source == logo.text)?;
    let width = copied.size.filter(|(_, height)| *height > 0).map(|(width, height)| {
        (f64::from(width) * f64::from(HEIGHT) / f64::from(height)).round() as u32
    });
    Some(object([
        ("path", html::address(&copied.path).into()),
        ("width", width.into()),
        ("height", HEIGHT.into()),
    ]))
}

/// What all pages share.
pub(super) fn site(linked: &Linked) -> Value {
    let settings = &linked.settings;
    let publisher = settings.publisher.as_ref().map(|publisher| {
        let phone = publisher.phone.as_ref().map(|number| {
            let one = PlaceNumber { place: None, number: number.clone() };
            object([("number", number.as_str().into()), ("address", one.address().into())])
        });
        object([
            ("name", publisher.name.as_str().into()),
            ("url", publisher.url.as_deref().into()),
            ("phone", phone.into()),
            ("email", publisher.email.as_deref().into()),
            ("address", publisher.address.as_deref().into()),
        ])
    });
    object([
        ("title", settings.title.value.as_str().into()),
        ("subtitle", settings.subtitle.as_ref().map(|text| text.value.as_str()).into()),
        ("language", settings.language.as_str().into()),
        ("direction", settings.direction().word().into()),
        ("version", settings.version.as_deref().into()),
        ("publisher", publisher.into()),
        ("logo", logo(linked).into()),
        ("medical", (settings.domain == Domain::Medical).into()),
        ("authors", settings.authors.join(", ").into()),
        (
            "licence",
            settings
                .licence
                .as_ref()
                .map(|licence| {
                    object([
                        ("name", licence.name.as_str().into()),
                        ("url", licence.url.as_deref().into()),
                    ])
                })
                .into(),
        ),
        ("has_feed", settings.base_url.is_some().into()),
    ])
}

pub(super) fn frame(on: &On) -> Value {
    let linked = on.linked();
    let path = on.plan.path(on.view);
    let base = linked.settings.base_url.as_deref();
    let root = match on.view {
        View::NotFound => base.unwrap_or("/").to_string(),
        _ => "../".repeat(path.matches('/').count()),
    };
    let canonical = base
        .filter(|_| on.view != View::NotFound)
        .map(|base| format!("{base}{}", html::address(path)));
    let footer =
        [View::AToZ, View::Search, View::Glossary, View::Sources, View::Review, View::Print];
    let footer = footer.into_iter().filter(|view| on.plan.plans(*view));
    object([
        ("title", page_title(on).into()),
        ("description", description(on).into()),
        // The path from the page to the top of the site: empty, or `../` and so on.
        ("root", root.into()),
        ("home", on.href(&View::Home.into()).into()),
        ("nav", on.pages.menu().iter().map(|view| nav_part(on, *view)).collect::<Vec<_>>().into()),
        ("crumbs", crumbs(on).into()),
        // The page itself, at the end of the breadcrumbs.
        ("here", on.pages.title(on.view).into()),
        ("feed", base.map(|base| format!("{base}atom.xml")).into()),
        ("edit", edit(on).into()),
        ("report", report(on).into()),
        // A JSON-LD block, with `<` written as `\u003c`.
        ("json_ld", json_ld(on, canonical.as_deref()).into()),
        ("canonical", canonical.into()),
        (
            "footer",
            footer
                .into_iter()
                .map(|view| nav_item(on, view, Vec::new()))
                .collect::<Vec<_>>()
                .into(),
        ),
        // Its name in the printed handbook, by which a reader gathers it.
        ("print_id", plan::print_id(on.linked(), on.view).into()),
        ("print", on.href(&View::Print.into()).into()),
        // The guide that helps on from here, and whom to call.
        (
            "guide",
            on.pages.next_step(on.view).filter(|_| !on.is_print()).map(|item| item.show(on)).into(),
        ),
        ("call", on.pages.emergency_calls().show(on)),
        // The book, if one was built.
        ("book", on.book().into()),
        ("books", if on.view == View::Print { books(on) } else { Vec::new() }.into()),
        ("a_to_z", on.href(&View::AToZ.into()).into()),
        ("search", on.href(&View::Search.into()).into()),
    ])
}

/// The whole handbook in every form that was built, each with its words.
fn books(on: &On) -> Vec<Value> {
    let words = on.pages.words;
    let title = |path: &str| match path {
        plan::BOOK => words.one("book_pdf").to_string(),
        plan::LARGE_BOOK => words.one("book_large").to_string(),
        plan::EPUB => words.one("book_epub").to_string(),
        _ => {
            let kind = Kind::ALL.into_iter().find(|kind| plan::volume(Some(*kind)) == path);
            let of = kind.map_or_else(
                || format!("{}, {}", words.many("guide"), words.many("page")),
                |kind| words.many(kind.name()).to_string(),
            );
            words.with("book_volume", of)
        }
    };
    let link = |path: &str| {
        let href = on.href(&Href::File(path.to_string()));
        object([("title", title(path).into()), ("href", href.into())])
    };
    // An archive is no book.
    on.plan.pdfs.books().map(link).collect()
}

/// The title shown in a tab or in search results.
fn page_title(on: &On) -> String {
    let linked = on.linked();
    let own = on.pages.title(on.view);
    let site = linked.settings.title.value.as_str();
    match on.view {
        View::Home => site.to_string(),
        // Two pages with the same title could not be told apart in tabs or search results.
        View::Step(guide, _) => {
            format!("{own} – {} – {site}", linked.guide(guide).common.title.value)
        }
        View::State(node) => {
            let guide = &linked.guide(linked.states.nodes[node as usize].guide).common.title.value;
            format!("{own} ({}) – {guide} – {site}", on.pages.what_it_knows(node as usize))
        }
        View::Entry(id) if own == site => {
            format!("{own} – {}", on.pages.words.one(linked.entry(id).kind.name()))
        }
        View::Compare(id) => format!("{own}: {} – {site}", linked.entry(id).common.title.value),
        _ if own == site => site.to_string(),
        _ => format!("{own} – {site}"),
    }
}

/// `below`: the pages around the current one, if it belongs here.
fn nav_item(on: &On, view: View, below: Vec<Value>) -> Value {
    let current = if on.view == view {
        Some("page")
    } else if on.pages.parents(on.view).contains(&view) {
        Some("true")
    } else {
        None
    };
    object([
        ("title", on.pages.title(view).into()),
        ("href", on.href(&view.into()).into()),
        // `page`: the current page itself; `true`: a page below it.
        ("current", current.into()),
        ("below", below.into()),
    ])
}

fn nav_part(on: &On, view: View) -> Value {
    let beside = on.pages.siblings(view, on.view);
    let mut below: Vec<Value> = beside.iter().map(|view| nav_item(on, *view, Vec::new())).collect();
    // The menu shows only those around the page.
    if let View::Index(kind) = view
        && !beside.is_empty()
        && beside.len() < on.pages.of_kind(kind).len()
    {
        let all = on.pages.words.with("all_of", on.pages.of_kind(kind).len());
        below.push(object([
            ("title", all.into()),
            ("href", on.href(&view.into()).into()),
            ("current", Option::<&str>::None.into()),
            ("below", Vec::<Value>::new().into()),
        ]));
    }
    nav_item(on, view, below)
}

fn crumbs(on: &On) -> Vec<Value> {
    let crumb = |view: View| {
        let title =
            if view == View::Home { on.pages.words.one("home") } else { on.pages.title(view) };
        object([("title", title.into()), ("href", on.href(&view.into()).into())])
    };
    // A walk has a way back of its own; more would push the answers down.
    let parents = match (on.view, guide_of(on)) {
        (View::Step(..) | View::State(_), Some(guide)) => vec![View::Guide(guide)],
        _ => on.pages.parents(on.view),
    };
    parents.into_iter().map(crumb).collect()
}

/// The guide to which a page belongs.
fn guide_of(on: &On) -> Option<GuideId> {
    match on.view {
        View::Guide(id) | View::Step(id, _) => Some(id),
        View::State(node) => Some(on.linked().states.nodes[node as usize].guide),
        _ => None,
    }
}

/// What a search engine shows below the title; each page has its own.
fn description(on: &On) -> String {
    let linked = on.linked();
    let settings = &linked.settings;
    let summary = match on.view {
        View::Entry(id) => linked.entry(id).common.summary.as_ref(),
        View::Page(id) => linked.page(id).common.summary.as_ref(),
        View::Guide(id) => linked.guide(id).common.summary.as_ref(),
        _ => None,
    };
    if let Some(summary) = summary {
        return summary.words.clone();
    }
    let about = guide_of(on).map_or(&settings.title, |id| &linked.guide(id).common.title);
    match on.view {
        View::Home => settings.subtitle.as_ref().unwrap_or(&settings.title).value.clone(),
        View::State(node) => format!(
            "{} ({}) – {}",
            on.pages.title(on.view),
            on.pages.what_it_knows(node as usize),
            about.value
        ),
        View::Compare(id) => {
            format!("{}: {}", on.pages.title(on.view), linked.entry(id).common.title.value)
        }
        _ if on.pages.title(on.view) == about.value => about.value.clone(),
        _ => format!("{} – {}", on.pages.title(on.view), about.value),
    }
}

/// The address at which the source file can be edited.
fn edit(on: &On) -> Option<String> {
    let linked = on.linked();
    let pattern = linked.settings.edit_url.as_deref()?;
    let path = match on.view {
        View::Entry(id) => {
            format!("content/{}/{}.md", linked.entry(id).kind.folder(), linked.entry(id).id)
        }
        View::Page(id) => format!("content/pages/{}.md", linked.page(id).path),
        _ => format!("content/guides/{}.yaml", linked.guide(guide_of(on)?).id),
    };
    Some(pattern.replace("{path}", &html::address(&path)))
}

/// A mail to the publisher about this page.
fn report(on: &On) -> Option<String> {
    let email = on.linked().settings.publisher.as_ref()?.email.as_deref()?;
    let subject = format!("{} ({})", on.pages.title(on.view), on.plan.path(on.view));
    Some(format!("mailto:{}?subject={}", html::address(email), html::address(&subject)))
}

/// The schema.org types of a medical handbook's pages.
fn json_ld(on: &On, canonical: Option<&str>) -> Option<String> {
    let linked = on.linked();
    let View::Entry(id) = on.view else { return None };
    if linked.settings.domain != Domain::Medical {
        return None;
    }
    let entry = linked.entry(id);
    let about = match entry.kind {
        Kind::Problem | Kind::Finding => "MedicalSignOrSymptom",
        Kind::Cause => "MedicalCondition",
        Kind::Test => "MedicalTest",
        Kind::Treatment if entry.details.type_().is_some_and(|it| it.key == AVOID) => {
            "MedicalEntity"
        }
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
    set("description", entry.common.summary.as_ref().map(|text| text.words.clone()));
    set("lastReviewed", entry.common.reviewed.map(|date| date.to_string()));
    set("url", canonical.map(str::to_string));
    // The only block in a page that a browser reads as another language; nothing in it may close
    // the element.
    Some(page.to_string().replace('<', "\\u003c"))
}
