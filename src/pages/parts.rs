//! Parts that several pages show: badges, cards, lists of entries, sources, reviews.

use super::Pages;
use super::values::{Href, Id, Line, Prose, Text, Token, title_of};
use crate::link::{Edge, EntryId, Linked, Resolved, SourceId, Target};
use crate::model::review::State;
use crate::model::{Common, Domain, PlaceNumber, Reviews, Status, Urgency};
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
    /// The id of the level.
    pub level_id: Text<'a>,
    pub class: Token,
    pub label: Text<'a>,
    pub action: Action<'a>,
    pub items: Vec<Item<'a>>,
    /// The card of the page's own sign, which need not link to itself.
    pub own: bool,
}

/// The words above a list of warning signs, with the numbers to call where they are said.
#[derive(Clone, Debug)]
pub struct Action<'a> {
    pub before: Text<'a>,
    pub call: Vec<Call<'a>>,
    pub after: Text<'a>,
}

impl Action<'_> {
    /// As one text.
    pub fn words(&self) -> String {
        let one = |call: &Call| match &call.place {
            Some(place) => format!("{} ({})", call.number.as_str(), place.as_str()),
            None => call.number.as_str().to_string(),
        };
        let numbers: Vec<String> = self.call.iter().map(one).collect();
        format!("{}{}{}", self.before.as_str(), numbers.join(", "), self.after.as_str())
    }
}

/// A number to call.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub place: Option<Text<'a>>,
    pub number: Text<'a>,
    /// What a telephone dials.
    pub address: Option<Text<'a>>,
}

/// One sentence that says when to call for help, and whom.
#[derive(Debug)]
pub struct Alarm<'a> {
    pub level_id: Text<'a>,
    pub class: Token,
    pub label: Text<'a>,
    pub action: Action<'a>,
    pub signs: Vec<Text<'a>>,
    /// The card with all signs, if there are more.
    pub more: Option<Heading<'a>>,
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

    /// The words above a list of signs of a level.
    pub(super) fn action(&self, urgency: Urgency) -> Action<'a> {
        let settings = &self.linked.settings;
        let level = settings.ladder.level(urgency);
        let call = self.service(level.call.as_deref());
        let said = level.call.as_deref().and_then(|name| settings.services.by_name.get(name));
        let (before, after) = match said.and_then(|said| level.action.split_once(said.as_str())) {
            Some((before, after)) => (before.into(), after.into()),
            // The author's words do not name the number.
            None if !call.is_empty() => {
                let (before, after) = self.words.one("call").split_once("{}").unwrap_or_default();
                (before.into(), format!("{after}. {}", level.action).into())
            }
            None => (level.action.as_str().into(), "".into()),
        };
        Action { before, call, after }
    }

    /// The numbers of a service.
    fn service(&self, name: Option<&str>) -> Vec<Call<'a>> {
        let numbers = &self.linked.settings.services.numbers;
        calls(name.and_then(|name| numbers.get(name)).map(Vec::as_slice))
    }

    /// The numbers of the most urgent level that has any.
    pub fn emergency_calls(&self) -> Vec<Call<'a>> {
        let levels = &self.linked.settings.ladder.levels;
        self.service(levels.iter().find_map(|level| level.call.as_deref()))
    }

    /// When to call for help, from the most urgent of the cards of the page `on`. `None` if its
    /// level has no number.
    pub(super) fn alarm(&self, cards: &[Card<'a>], on: View) -> Option<Alarm<'a>> {
        let card = cards.first().filter(|card| !card.action.call.is_empty())?;
        let left = card.items.len().saturating_sub(ALARM_SIGNS);
        let more = (left > 0).then(|| Heading {
            title: self.words.count("alarm_more", left).into(),
            href: Href::Place(on, card.id.clone()),
        });
        Some(Alarm {
            level_id: card.level_id.clone(),
            class: card.class,
            label: card.label.clone(),
            action: card.action.clone(),
            signs: card.items.iter().take(ALARM_SIGNS).map(|item| item.title.clone()).collect(),
            more,
        })
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
                level_id: level.id.as_str().into(),
                label: level.label.as_str().into(),
                action: self.action(urgency),
                items: signs.into_iter().map(item).collect(),
                own: false,
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
            .flat_map(move |edge| signs_of_cause(linked, edge.to))
            // One cause's note would narrow a sign that has several causes.
            .map(|(sign, _)| (sign, None));
        linked
            .related(problem, &PROBLEM_RED_FLAGS)
            .map(|edge| (edge.to, note(edge)))
            .chain(of_causes)
    }

    /// What a page says about its review, if it says anything. A draft says that it is one.
    pub(super) fn review_note(&self, common: &'a Common<Resolved>) -> Option<Review<'a>> {
        if common.status == Some(Status::Draft) {
            return Some(Review { state: Token("draft"), text: self.words.one("draft").into() });
        }
        (self.linked.settings.reviews == Reviews::Shown).then(|| self.review(common))
    }

    pub(super) fn review(&self, common: &'a Common<Resolved>) -> Review<'a> {
        let words = self.words;
        let settings = &self.linked.settings;
        let who = match (&common.reviewed_by, common.reviewed) {
            (Some(who), Some(date)) => {
                words.with("reviewed_by", words.date(date)).replacen("{}", &who.value, 1)
            }
            (None, Some(date)) => words.with("reviewed_on", words.date(date)),
            (_, None) => String::new(),
        };
        let approved =
            if common.status == Some(Status::Approved) { "" } else { words.one("not_approved") };
        let next = crate::model::review::by(common, settings)
            .map(|date| words.with("next_review", words.date(date)))
            .unwrap_or_default();
        let state = crate::model::review::state(common, settings, self.today);
        let text = match state {
            State::Never if settings.domain == Domain::Medical => {
                words.one("never_reviewed_medical").to_string()
            }
            State::Never => words.one("never_reviewed").to_string(),
            State::Fresh | State::Due(_) => format!("{who} {approved} {next}"),
            State::Overdue(date) => {
                format!("{who} {approved} {}", words.with("review_overdue", words.date(date)))
            }
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Review { state: Token(state.word()), text: text.into() }
    }
}

pub(super) fn calls<'a>(numbers: Option<&'a [PlaceNumber]>) -> Vec<Call<'a>> {
    let call = |number: &'a PlaceNumber| Call {
        place: number.place.as_deref().map(Text::from),
        number: number.number.as_str().into(),
        address: number.address().map(Text::from),
    };
    numbers.unwrap_or_default().iter().map(call).collect()
}

/// An item that is a link and nothing else.
pub(super) fn plain<'a>(title: impl Into<Text<'a>>, href: impl Into<Href>) -> Item<'a> {
    Item { title: title.into(), href: href.into(), note: None, badge: None, summary: None }
}

/// A sentence that names more signs than these would not be read.
const ALARM_SIGNS: usize = 3;

/// The findings that are present in a cause; `cards` selects the warning signs.
pub(super) fn signs_of_cause(linked: &Linked, cause: EntryId) -> impl Iterator<Item = Sign<'_>> {
    linked
        .related(cause, &CAUSE_FINDINGS)
        .filter(|edge| edge.speaks_for())
        .map(|edge| (edge.to, note(edge)))
}

/// The text of a page.
pub(super) fn body(prose: &crate::prose::Prose<Resolved>) -> Prose<'_> {
    Prose(prose)
}
