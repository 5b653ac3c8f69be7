//! Lists: the index of a kind, A to Z, glossary, sources, reviews.

use std::collections::BTreeMap;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

use super::Scope;
use super::entry::TYPE_KEYS;
use super::parts::{self, Item, Review, item, target_item};
use crate::link::{EntryId, Target};
use crate::model::CauseRole;
use crate::model::review::{State as ReviewState, state as review_state};
use crate::plan::View;
use crate::vocabulary::Kind;

#[derive(Serialize)]
pub(super) struct IndexPage<'a> {
    level: u8,
    title: &'a str,
    lead: Option<&'a str>,
    groups: Vec<IndexGroup<'a>>,
}

#[derive(Serialize)]
struct IndexGroup<'a> {
    label: Option<&'a str>,
    items: Vec<Item<'a>>,
}

/// All entries of a kind, by type where they have several.
pub(super) fn index<'a>(scope: &Scope<'a>, kind: Kind) -> IndexPage<'a> {
    let linked = scope.linked;
    let full =
        |id: &EntryId| Item { summary: linked.entry(*id).common.summary.as_ref().map(|text| text.value.as_str()), ..item(scope, *id) };
    let order = scope.facts.of_kind(kind);
    let group = |label: Option<&'a str>, belongs: &dyn Fn(EntryId) -> bool| IndexGroup {
        label,
        items: order.iter().filter(|id| belongs(**id)).map(full).collect(),
    };
    let details = |id: EntryId| &linked.entry(id).details;
    let groups = match kind {
        Kind::Problem => vec![group(None, &|_| true)],
        Kind::Cause => {
            let labels = [
                (CauseRole::Cause, None),
                (CauseRole::Factor, Some(scope.words.one("role.factor"))),
                (CauseRole::Mimic, Some(scope.words.one("role.mimic"))),
            ];
            labels.into_iter().map(|(role, label)| group(label, &|id| details(id).role() == Some(role))).collect()
        }
        Kind::Finding => {
            let mut groups = vec![group(Some(scope.words.one("red_flags")), &|id| details(id).urgency().is_some())];
            // The worst first.
            groups[0].items.sort_by_key(|item| item.badge.as_ref().map(|badge| badge.class));
            groups.extend(by_type(scope, kind, &|label, word| {
                group(label, &|id| details(id).urgency().is_none() && details(id).type_word() == Some(word))
            }));
            groups
        }
        Kind::Test | Kind::Treatment => by_type(scope, kind, &|label, word| group(label, &|id| details(id).type_word() == Some(word))),
    };
    let lead = scope.words.one(lead_key(kind));
    IndexPage {
        level: scope.level(),
        title: scope.words.many(kind.name()),
        lead: Some(lead),
        groups: groups.into_iter().filter(|group| !group.items.is_empty()).collect(),
    }
}

fn by_type<'a>(scope: &Scope<'a>, kind: Kind, group: &dyn Fn(Option<&'a str>, &'static str) -> IndexGroup<'a>) -> Vec<IndexGroup<'a>> {
    TYPE_KEYS.iter().filter(|(of, ..)| *of == kind).map(|(_, word, key)| group(Some(scope.words.many(key)), word)).collect()
}

fn lead_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Problem => "lead.problem",
        Kind::Cause => "lead.cause",
        Kind::Finding => "lead.finding",
        Kind::Test => "lead.test",
        Kind::Treatment => "lead.treatment",
    }
}

#[derive(Serialize)]
pub(super) struct AToZPage<'a> {
    level: u8,
    title: &'a str,
    letters: Vec<Letter<'a>>,
}

#[derive(Serialize)]
struct Letter<'a> {
    id: String,
    letter: String,
    items: Vec<NameItem<'a>>,
}

#[derive(Serialize)]
struct NameItem<'a> {
    title: &'a str,
    href: String,
    kind: &'a str,
    /// The entry's title, where the name is an alias.
    see: Option<&'a str>,
}

/// All titles and aliases by first letter, accents aside.
pub(super) fn a_to_z<'a>(scope: &Scope<'a>) -> AToZPage<'a> {
    let linked = scope.linked;
    let mut names: Vec<(String, NameItem)> = Vec::new();
    let mut add =
        |title: &'a str, href: String, kind: &'a str, see: Option<&'a str>| names.push((fold(title), NameItem { title, href, kind, see }));
    for id in linked.entry_ids() {
        let entry = linked.entry(id);
        let title = entry.common.title.value.as_str();
        add(title, scope.href_of(id), scope.words.one(entry.kind.name()), None);
        for alias in &entry.common.also_called {
            add(&alias.value, scope.href_of(id), scope.words.one(entry.kind.name()), Some(title));
        }
    }
    let guides = linked.guide_ids().map(|id| (&linked.guide(id).common, View::Guide(id), "guide"));
    let pages = linked.page_ids().filter(|id| !linked.page(*id).is_home()).map(|id| (&linked.page(id).common, View::Page(id), "page"));
    for (common, view, kind) in guides.chain(pages) {
        add(&common.title.value, scope.href(view), scope.words.one(kind), None);
        for alias in &common.also_called {
            add(&alias.value, scope.href(view), scope.words.one(kind), Some(&common.title.value));
        }
    }
    names.sort_by(|(a, x), (b, y)| (a, x.kind, &x.href).cmp(&(b, y.kind, &y.href)));
    let mut letters: BTreeMap<String, Vec<NameItem>> = BTreeMap::new();
    for (folded, item) in names {
        let first = folded.chars().next().filter(|c| c.is_alphabetic()).map_or("#".to_string(), |c| c.to_uppercase().to_string());
        letters.entry(first).or_default().push(item);
    }
    let letters = letters.into_iter().map(|(letter, items)| Letter { id: format!("letter-{}", crate::ids::slug(&letter)), letter, items });
    AToZPage { level: scope.level(), title: scope.words.one("a_to_z"), letters: letters.collect() }
}

/// For sorting: small letters without accents.
fn fold(text: &str) -> String {
    text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>().to_lowercase()
}

#[derive(Serialize)]
pub(super) struct GlossaryPage<'a> {
    level: u8,
    title: &'a str,
    terms: Vec<Term<'a>>,
}

#[derive(Serialize)]
struct Term<'a> {
    id: String,
    term: &'a str,
    means: &'a str,
    page: Option<Item<'a>>,
}

pub(super) fn glossary<'a>(scope: &Scope<'a>) -> GlossaryPage<'a> {
    let mut terms: Vec<&crate::link::Term> = scope.linked.glossary.iter().collect();
    terms.sort_by_cached_key(|term| fold(&term.term));
    let view = |term: &'a crate::link::Term| Term {
        id: scope.id(&term.anchor),
        term: &term.term,
        means: &term.means.value,
        page: term.page.map(|target| target_item(scope, target)),
    };
    GlossaryPage { level: scope.level(), title: scope.words.one("glossary"), terms: terms.into_iter().map(view).collect() }
}

#[derive(Serialize)]
pub(super) struct SourcesPage<'a> {
    level: u8,
    title: &'a str,
    sources: Vec<SourceItem<'a>>,
}

#[derive(Serialize)]
struct SourceItem<'a> {
    id: String,
    title: &'a str,
    by: &'a str,
    link: Option<&'a str>,
    date: Option<&'a str>,
    read: Option<String>,
    kind: Option<&'a str>,
    cited_by: Vec<Item<'a>>,
}

/// Every source, with who cites it.
pub(super) fn sources<'a>(scope: &Scope<'a>) -> SourcesPage<'a> {
    let linked = scope.linked;
    let mut order: Vec<usize> = (0..linked.sources.len()).collect();
    order.sort_by_cached_key(|at| fold(&linked.sources[*at].title.value));
    let view = |at: usize| {
        let source = &linked.sources[at];
        SourceItem {
            // Encoded, not slugged: `a.b` and `ab` are two sources.
            id: scope.id(&format!("source-{}", crate::html::address(&source.id))),
            title: &source.title.value,
            by: &source.by.value,
            link: source.link.as_deref(),
            date: source.date.as_deref(),
            read: source.read.map(|date| scope.words.with("read_on", date)),
            kind: source.kind.map(|kind| scope.words.one(source_key(kind))),
            cited_by: linked.cited_by[at].iter().map(|target| target_item(scope, *target)).collect(),
        }
    };
    SourcesPage { level: scope.level(), title: scope.words.one("sources"), sources: order.into_iter().map(view).collect() }
}

fn source_key(kind: &str) -> &'static str {
    match kind {
        "guideline" => "source.guideline",
        "agency" => "source.agency",
        "review" => "source.review",
        "study" => "source.study",
        "textbook" => "source.textbook",
        "patient-page" => "source.patient-page",
        _ => "source.other",
    }
}

#[derive(Serialize)]
pub(super) struct ReviewPage<'a> {
    level: u8,
    title: &'a str,
    groups: Vec<ReviewGroup<'a>>,
}

#[derive(Serialize)]
struct ReviewGroup<'a> {
    state: &'static str,
    label: &'a str,
    items: Vec<ReviewItem<'a>>,
}

#[derive(Serialize)]
struct ReviewItem<'a> {
    item: Item<'a>,
    kind: &'a str,
    review: Review,
}

/// What has been reviewed and what has not, the most pressing first.
fn review_groups<'a>(scope: &Scope<'a>) -> Vec<ReviewGroup<'a>> {
    let linked = scope.linked;
    let entries = linked.entry_ids().map(|id| (Target::Entry(id), &linked.entry(id).common, scope.words.one(linked.entry(id).kind.name())));
    let guides = linked.guide_ids().map(|id| (Target::Guide(id), &linked.guide(id).common, scope.words.one("guide")));
    let pages = linked
        .page_ids()
        .filter(|id| linked.page(*id).common.reviewed.is_some())
        .map(|id| (Target::Page(id), &linked.page(id).common, scope.words.one("page")));
    let all: Vec<_> = entries.chain(guides).chain(pages).collect();
    type Belongs = fn(ReviewState) -> bool;
    let states: [(&str, &str, Belongs); 4] = [
        ("overdue", "review.overdue", |state| matches!(state, ReviewState::Overdue(_))),
        ("due", "review.due", |state| matches!(state, ReviewState::Due(_))),
        ("never", "review.never", |state| state == ReviewState::Never),
        ("fresh", "review.fresh", |state| state == ReviewState::Fresh),
    ];
    let group = |(state, key, belongs): (&'static str, &'static str, Belongs)| {
        let items = all.iter().filter(|(_, common, _)| belongs(review_state(common, &linked.settings, scope.facts.today)));
        let items = items
            .map(|(target, common, kind)| ReviewItem { item: target_item(scope, *target), kind, review: parts::review(scope, common) })
            .collect();
        ReviewGroup { state, label: scope.words.one(key), items }
    };
    states.into_iter().map(group).filter(|group| !group.items.is_empty()).collect()
}

pub(super) fn review<'a>(scope: &Scope<'a>) -> ReviewPage<'a> {
    ReviewPage { level: scope.level(), title: scope.words.one("reviews"), groups: review_groups(scope) }
}
