//! The home page, free pages, the printed handbook's frame, and the page of what was not found.

use serde::Serialize;

use super::Scope;
use super::around::{self, Heading, contents, headings_of};
use super::parts::{Card, Item, Review, SourceNote, cards, item, named_by, review, source_notes, warning_signs};
use crate::html::Html;
use crate::link::{PageId, Resolved, Target};
use crate::model::review::{State as ReviewState, state as review_state};
use crate::model::{Domain, Entry};
use crate::plan::View;
use crate::render::prose::{self, Citations};
use crate::vocabulary::Kind;

#[derive(Serialize)]
pub(super) struct HomePage<'a> {
    level: u8,
    title: &'a str,
    subtitle: Option<&'a str>,
    intro_html: Html,
    /// Said openly as long as it is true.
    unreviewed: Option<String>,
    problems: Vec<Item<'a>>,
    cards: Vec<Card<'a>>,
    guides: Vec<GuideStart<'a>>,
    kinds: Vec<KindLink<'a>>,
    sources: Vec<SourceNote<'a>>,
    sources_id: String,
}

#[derive(Serialize)]
struct GuideStart<'a> {
    title: &'a str,
    href: String,
    start: String,
}

#[derive(Serialize)]
struct KindLink<'a> {
    title: &'a str,
    href: String,
    count: usize,
}

pub(super) fn home<'a>(scope: &Scope<'a>) -> HomePage<'a> {
    let linked = scope.linked;
    let mut citations = Citations::default();
    let intro = linked.pages.iter().find(|page| page.is_home());
    let intro_html = intro.map(|page| prose::html(&page.prose, &scope.prose_place(), &mut citations)).unwrap_or_default();
    let problems = scope.facts.of_kind(Kind::Problem);
    let signs: Vec<_> = problems.iter().flat_map(|problem| warning_signs(scope, *problem)).collect();
    let guides = linked.guide_ids().map(|id| {
        let guide = linked.guide(id);
        GuideStart { title: &guide.common.title.value, href: scope.href(View::Guide(id)), start: scope.href(View::Step(id, guide.start)) }
    });
    let kinds = Kind::ALL.into_iter().map(|kind| KindLink {
        title: scope.words.many(kind.name()),
        href: scope.href(View::Index(kind)),
        count: linked.of_kind(kind).count(),
    });
    HomePage {
        level: scope.level(),
        title: &linked.settings.title.value,
        subtitle: linked.settings.subtitle.as_ref().map(|text| text.value.as_str()),
        intro_html,
        unreviewed: unreviewed(scope),
        problems: problems
            .iter()
            .map(|id| Item { summary: linked.entry(*id).common.summary.as_ref().map(|text| text.value.as_str()), ..item(scope, *id) })
            .collect(),
        cards: cards(scope, signs),
        guides: guides.collect(),
        kinds: kinds.filter(|kind| kind.count > 0).collect(),
        sources: source_notes(scope, &citations),
        sources_id: scope.id("fc-sources"),
    }
}

fn unreviewed(scope: &Scope) -> Option<String> {
    let linked = scope.linked;
    let never = |entry: &&Entry<Resolved>| review_state(&entry.common, &linked.settings, scope.facts.today) == ReviewState::Never;
    let count = linked.entries.iter().filter(never).count();
    let key = if linked.settings.domain == Domain::Medical { "unreviewed_medical" } else { "unreviewed" };
    (count > 0).then(|| scope.words.with(key, count).replacen("{}", &linked.entries.len().to_string(), 1))
}

#[derive(Serialize)]
pub(super) struct FreePage<'a> {
    level: u8,
    title: &'a str,
    summary: Option<&'a str>,
    body_html: Html,
    contents: Vec<Heading>,
    see_also: Vec<Item<'a>>,
    previous: Option<Item<'a>>,
    next: Option<Item<'a>>,
    sources: Vec<SourceNote<'a>>,
    sources_id: String,
    /// Only where one was made: a free page need not be reviewed.
    review: Option<Review>,
}

pub(super) fn page<'a>(scope: &Scope<'a>, id: PageId) -> FreePage<'a> {
    let page = scope.linked.page(id);
    let mut citations = Citations::default();
    let body_html = prose::html(&page.prose, &scope.prose_place(), &mut citations);
    citations.add(&page.common.sources);
    let see_also = named_by(scope, Target::Page(id));
    let (previous, next) = around::pages(scope, id);
    let mut headings = headings_of(scope, &page.prose);
    headings.extend((citations.list().next().is_some()).then(|| Heading::new(scope.words.one("sources_here"), &scope.id("fc-sources"))));
    FreePage {
        level: scope.level(),
        title: &page.common.title.value,
        summary: page.common.summary.as_ref().map(|text| text.value.as_str()),
        body_html,
        contents: contents(scope, headings),
        see_also,
        previous,
        next,
        sources: source_notes(scope, &citations),
        sources_id: scope.id("fc-sources"),
        review: page.common.reviewed.map(|_| review(scope, &page.common)),
    }
}

/// A page as a section of the printed handbook.
#[derive(Serialize)]
pub(super) struct Printed {
    pub id: String,
    pub content_html: String,
}

#[derive(Serialize)]
pub(super) struct PrintPage<'a> {
    title: &'a str,
    sections: Vec<Printed>,
}

pub(super) fn print<'a>(scope: &Scope<'a>, sections: Vec<Printed>) -> PrintPage<'a> {
    PrintPage { title: &scope.linked.settings.title.value, sections }
}

/// The page of the search. Without a script it says where else to look.
#[derive(Serialize)]
pub(super) struct SearchPage<'a> {
    title: &'a str,
    a_to_z: String,
}

pub(super) fn search<'a>(scope: &Scope<'a>) -> SearchPage<'a> {
    SearchPage { title: scope.words.one("search"), a_to_z: scope.href(View::AToZ) }
}

#[derive(Serialize)]
pub(super) struct NotFoundPage<'a> {
    title: &'a str,
    home: String,
    a_to_z: String,
}

pub(super) fn not_found<'a>(scope: &Scope<'a>) -> NotFoundPage<'a> {
    NotFoundPage { title: scope.words.one("not_found"), home: scope.href(View::Home), a_to_z: scope.href(View::AToZ) }
}
