//! Parts that several pages show: badges, cards, lists of entries, sources, reviews.

use super::Pages;
use super::values::{Href, Id, Line, Prose, Text, Token, title_of};
use crate::link::{Edge, EntryId, Linked, Resolved, SourceId, Target};
use crate::model::review::State;
use crate::model::{Common, Domain, Status, Urgency};
use crate::plan::View;
use crate::vocabulary::{CAUSE_FINDINGS, PROBLEM_CAUSES, PROBLEM_RED_FLAGS};

/// The label of a level of urgency, and its style.
#[derive(Clone, Debug)]
pub struct Badge<'a> {
    pub label: Text<'a>,
    pub class: Token,
    pub within: Option<Text<'a>>,
}

/// An entry, guide or page in a list.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    pub title: Text<'a>,
    pub href: Href,
    pub note: Option<Line<'a>>,
    pub badge: Option<Badge<'a>>,
    pub summary: Option<Text<'a>>,
}

/// A warning card: the signs of one level, with what to do.
#[derive(Debug)]
pub struct Card<'a> {
    pub id: Id,
    pub class: Token,
    pub label: Text<'a>,
    pub action: Text<'a>,
    pub items: Vec<Item<'a>>,
}

/// The sources in the front matter of a page. Those cited in its texts are added by the medium.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'a>(pub &'a [SourceId]);

/// What a page says about its review.
#[derive(Debug)]
pub struct Review<'a> {
    /// `never`, `fresh`, `due` or `overdue`.
    pub state: Token,
    pub text: Text<'a>,
}

/// A heading in a page's table of contents.
#[derive(Debug)]
pub struct Heading<'a> {
    pub title: Text<'a>,
    pub href: Href,
}

/// A finding, and the note that goes with it.
pub(super) type Sign<'a> = (EntryId, Option<Line<'a>>);

/// The note of a relation, for both of its ends.
pub(super) fn note(edge: &Edge) -> Option<Line<'_>> {
    edge.note.as_ref().map(Line)
}

impl<'a> Pages<'a> {
    pub(super) fn badge(&self, urgency: Urgency) -> Badge<'a> {
        let ladder = &self.linked.settings.ladder;
        let level = ladder.level(urgency);
        Badge {
            label: level.label.as_str().into(),
            class: Token(ladder.class(urgency)),
            within: level.within.as_deref().map(Text::from),
        }
    }

    pub(super) fn item(&self, id: EntryId) -> Item<'a> {
        let entry = self.linked.entry(id);
        let badge = entry.details.urgency().map(|urgency| self.badge(urgency));
        Item { badge, ..plain(&entry.common.title.value, View::Entry(id)) }
    }

    /// An entry with its summary.
    pub(super) fn full_item(&self, id: EntryId) -> Item<'a> {
        let summary = self.linked.entry(id).common.summary.as_ref();
        Item { summary: summary.map(|summary| summary.words.as_str().into()), ..self.item(id) }
    }

    /// Anything with an address.
    pub(super) fn target_item(&self, target: Target) -> Item<'a> {
        plain(title_of(self.linked, target), target)
    }

    /// The entries that name a guide or free page in `see_also`.
    pub(super) fn named_by(&self, target: Target) -> Vec<Item<'a>> {
        let refs = self.linked.page_refs.iter().filter(|page_ref| page_ref.to == target);
        refs.map(|page_ref| Item {
            note: page_ref.note.as_ref().map(Line),
            ..self.item(page_ref.from)
        })
        .collect()
    }

    /// One card per level, most urgent first, for warning signs in the order given.
    pub(super) fn cards(&self, signs: impl IntoIterator<Item = Sign<'a>>) -> Vec<Card<'a>> {
        let ladder = &self.linked.settings.ladder;
        let mut by_level: Vec<Vec<Sign>> = vec![Vec::new(); ladder.levels.len()];
        for (id, note) in signs {
            let Some(level) = self.linked.entry(id).details.urgency() else { continue };
            let list = &mut by_level[level.0 as usize];
            match list.iter_mut().find(|(known, _)| *known == id) {
                Some((_, known)) => *known = known.or(note),
                None => list.push((id, note)),
            }
        }
        let levels =
            by_level.into_iter().zip(ladder.urgencies()).filter(|(signs, _)| !signs.is_empty());
        let card = |(signs, urgency): (Vec<Sign<'a>>, Urgency)| {
            let level = ladder.level(urgency);
            let item = |(id, note): Sign<'a>| Item {
                title: self.linked.asked_as(id).into(),
                badge: None,
                note,
                ..self.item(id)
            };
            Card {
                id: format!("fc-card-{}", level.id).into(),
                class: Token(ladder.class(urgency)),
                label: level.label.as_str().into(),
                action: level.action.as_str().into(),
                items: signs.into_iter().map(item).collect(),
            }
        };
        levels.map(card).collect()
    }

    /// The warning signs of a problem: those that matter whatever the cause, then those of its
    /// causes.
    pub(super) fn warning_signs(
        &self,
        problem: EntryId,
    ) -> impl Iterator<Item = Sign<'a>> + use<'a> {
        let linked = self.linked;
        let of_causes = linked
            .related(problem, &PROBLEM_CAUSES)
            .flat_map(move |edge| signs_of_cause(linked, edge.to));
        linked
            .related(problem, &PROBLEM_RED_FLAGS)
            .map(|edge| (edge.to, note(edge)))
            .chain(of_causes)
    }

    pub(super) fn review(&self, common: &'a Common<Resolved>) -> Review<'a> {
        let words = self.words;
        let settings = &self.linked.settings;
        let who = match (&common.reviewed_by, common.reviewed) {
            (Some(who), Some(date)) => {
                words.with("reviewed_by", date).replacen("{}", &who.value, 1)
            }
            (None, Some(date)) => words.with("reviewed_on", date),
            (_, None) => String::new(),
        };
        let approved =
            if common.status == Some(Status::Approved) { "" } else { words.one("not_approved") };
        let next = crate::model::review::by(common, settings)
            .map(|date| words.with("next_review", date))
            .unwrap_or_default();
        let state = crate::model::review::state(common, settings, self.today);
        let text = match state {
            State::Never if settings.domain == Domain::Medical => {
                words.one("never_reviewed_medical").to_string()
            }
            State::Never => words.one("never_reviewed").to_string(),
            State::Fresh | State::Due(_) => format!("{who} {approved} {next}"),
            State::Overdue(date) => {
                format!("{who} {approved} {}", words.with("review_overdue", date))
            }
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Review { state: Token(state.word()), text: text.into() }
    }
}

/// An item that is a link and nothing else.
pub(super) fn plain<'a>(title: impl Into<Text<'a>>, href: impl Into<Href>) -> Item<'a> {
    Item { title: title.into(), href: href.into(), note: None, badge: None, summary: None }
}

/// The findings that are present in a cause; `cards` selects the warning signs. Without notes: one
/// cause's note would narrow a sign that has several causes.
pub(super) fn signs_of_cause(linked: &Linked, cause: EntryId) -> impl Iterator<Item = Sign<'_>> {
    linked
        .related(cause, &CAUSE_FINDINGS)
        .filter(|edge| edge.speaks_for())
        .map(|edge| (edge.to, None))
}

/// The text of a page.
pub(super) fn body(prose: &crate::prose::Prose<Resolved>) -> Prose<'_> {
    Prose(prose)
}
