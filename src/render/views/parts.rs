//! Parts that several pages show: badges, cards, lists of entries, sources, reviews.

use serde::Serialize;

use super::Scope;
use crate::chart::svg::level_class;
use crate::link::{Edge, EntryId, Linked, Resolved, SourceId, Target};
use crate::model::review::{State as ReviewState, by as review_by, state as review_state};
use crate::model::{Common, Status, Urgency};
use crate::plan::View;
use crate::render::prose::Citations;
use crate::vocabulary::{CAUSE_FINDINGS, PROBLEM_CAUSES, PROBLEM_RED_FLAGS};

/// A level of urgency in words, and its look.
#[derive(Clone, Serialize)]
pub(super) struct Badge<'a> {
    pub label: &'a str,
    pub class: &'static str,
    pub within: Option<&'a str>,
}

pub(super) fn badge<'a>(scope: &Scope<'a>, urgency: Urgency) -> Badge<'a> {
    let ladder = &scope.linked.settings.ladder;
    let step = ladder.step(urgency);
    Badge { label: &step.label, class: level_class(urgency.0, ladder.steps.len()), within: step.within.as_deref() }
}

/// An entry in a list.
#[derive(Clone, Serialize)]
pub(super) struct Item<'a> {
    pub title: &'a str,
    pub href: String,
    pub note: Option<&'a str>,
    pub badge: Option<Badge<'a>>,
    pub summary: Option<&'a str>,
    /// Where the book has it, if there is a book.
    pub page: Option<u32>,
}

pub(super) fn item<'a>(scope: &Scope<'a>, id: EntryId) -> Item<'a> {
    let entry = scope.linked.entry(id);
    Item {
        title: &entry.common.title.value,
        href: scope.href_of(id),
        note: None,
        badge: entry.details.urgency().map(|urgency| badge(scope, urgency)),
        summary: None,
        page: scope.plan.pdfs.page(View::Entry(id), None),
    }
}

/// Anything with an address, in a list.
pub(super) fn target_item<'a>(scope: &Scope<'a>, target: Target) -> Item<'a> {
    Item {
        title: scope.linked.title(target),
        href: scope.href(target),
        note: None,
        badge: None,
        summary: None,
        page: scope.plan.pdfs.page(target.into(), None),
    }
}

/// The entries that name a guide or free page in `see_also`.
pub(super) fn named_by<'a>(scope: &Scope<'a>, target: Target) -> Vec<Item<'a>> {
    let refs = scope.linked.page_refs.iter().filter(|page_ref| page_ref.to == target);
    refs.map(|page_ref| Item { note: page_ref.note.as_ref().map(|note| note.value.as_str()), ..item(scope, page_ref.from) }).collect()
}

/// A warning card: the signs of one level, with what to do.
#[derive(Serialize)]
pub(super) struct Card<'a> {
    pub id: String,
    /// The level of its heading.
    pub level: u8,
    pub class: &'static str,
    pub label: &'a str,
    pub action: &'a str,
    pub items: Vec<Item<'a>>,
}

/// A finding, and the note with which it is named.
pub(super) type Sign<'a> = (EntryId, Option<&'a str>);

fn sign(edge: &Edge) -> Sign<'_> {
    (edge.to, edge.note.as_ref().map(|note| note.value.as_str()))
}

/// One card per level, worst first, for warning signs in the order given.
pub(super) fn cards<'a>(scope: &Scope<'a>, signs: impl IntoIterator<Item = Sign<'a>>) -> Vec<Card<'a>> {
    let ladder = &scope.linked.settings.ladder;
    let mut by_level: Vec<Vec<Sign>> = vec![Vec::new(); ladder.steps.len()];
    for (id, note) in signs {
        if let Some(level) = scope.linked.entry(id).details.urgency() {
            let list = &mut by_level[level.0 as usize];
            match list.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) => *known = known.or(note),
                None => list.push((id, note)),
            }
        }
    }
    let with_signs = by_level.into_iter().enumerate().filter(|(_, ids)| !ids.is_empty());
    with_signs
        .map(|(level, ids)| {
            let step = &ladder.steps[level];
            let items =
                ids.into_iter().map(|(id, note)| Item { title: scope.linked.asked_as(id), badge: None, note, ..item(scope, id) }).collect();
            Card {
                id: scope.id(&format!("fc-card-{}", step.id)),
                level: scope.level() + 1,
                class: level_class(level as u8, ladder.steps.len()),
                label: &step.label,
                action: &step.action,
                items,
            }
        })
        .collect()
}

/// The warning signs of a problem: those that matter whatever the cause, then those of its causes.
pub(super) fn warning_signs<'a>(scope: &Scope<'a>, problem: EntryId) -> impl Iterator<Item = Sign<'a>> + use<'a> {
    let linked = scope.linked;
    let of_causes = linked.related(problem, &PROBLEM_CAUSES).flat_map(move |edge| signs_of_cause(linked, edge.to));
    linked.related(problem, &PROBLEM_RED_FLAGS).map(sign).chain(of_causes)
}

/// The findings of a cause that are present in it; `cards` picks the warning signs. Without notes: one cause's note would
/// narrow a sign that has several.
pub(super) fn signs_of_cause(linked: &Linked, cause: EntryId) -> impl Iterator<Item = Sign<'_>> {
    linked.related(cause, &CAUSE_FINDINGS).filter(|edge| edge.strength != "against").map(|edge| (edge.to, None))
}

/// A source at the end of a page.
#[derive(Serialize)]
pub(super) struct SourceNote<'a> {
    pub id: String,
    pub title: &'a str,
    pub by: &'a str,
    pub link: Option<&'a str>,
    pub date: Option<&'a str>,
    pub back: Vec<String>,
}

/// The sources of a page in the order of their numbers.
pub(super) fn source_notes<'a>(scope: &Scope<'a>, citations: &Citations) -> Vec<SourceNote<'a>> {
    let note = |(number, (id, mentions)): (usize, (SourceId, usize))| {
        let source = &scope.linked.sources[id.index()];
        let number = number + 1;
        SourceNote {
            id: scope.id(&format!("fc-source-{number}")),
            title: &source.title.value,
            by: &source.by.value,
            link: source.link.as_deref(),
            date: source.date.as_deref(),
            back: (1..=mentions).map(|mention| format!("#{}", scope.id(&format!("fc-cite-{number}-{mention}")))).collect(),
        }
    };
    citations.list().enumerate().map(note).collect()
}

/// What a page says of its review.
#[derive(Serialize)]
pub(super) struct Review {
    /// `never`, `fresh`, `due` or `overdue`.
    pub state: &'static str,
    pub text: String,
}

pub(super) fn review(scope: &Scope, common: &Common<Resolved>) -> Review {
    let words = scope.words;
    let who = match (&common.reviewed_by, common.reviewed) {
        (Some(who), Some(date)) => words.with("reviewed_by", date).replacen("{}", &who.value, 1),
        (None, Some(date)) => words.with("reviewed_on", date),
        (_, None) => String::new(),
    };
    let approved = if common.status == Some(Status::Approved) { "" } else { words.one("not_approved") };
    let next = review_by(common, &scope.linked.settings).map(|date| words.with("next_review", date)).unwrap_or_default();
    let state = review_state(common, &scope.linked.settings, scope.facts.today);
    let (state, text) = match state {
        ReviewState::Never => (
            "never",
            words
                .one(if scope.linked.settings.domain == crate::model::Domain::Medical {
                    "never_reviewed_medical"
                } else {
                    "never_reviewed"
                })
                .to_string(),
        ),
        ReviewState::Fresh => ("fresh", format!("{who} {approved} {next}")),
        ReviewState::Due(_) => ("due", format!("{who} {approved} {next}")),
        ReviewState::Overdue(date) => ("overdue", format!("{who} {approved} {}", words.with("review_overdue", date))),
    };
    Review { state, text: text.split_whitespace().collect::<Vec<_>>().join(" ") }
}
