//! The page of an entry: what it says, both directions of every relation, its place in the guides,
//! sources, review.

use super::parts::{
    Alarm, Badge, Card, Cited, Heading, Item, Review, body, note, plain, signs_of_cause,
};
use super::values::{Href, Id, Line, Prose, Text, Token};
use super::{GuideUse, Pages, chart_words, navigation};
use crate::link::{Edge, EntryId, GuideId, Resolved, StepId, section_anchor};
use crate::model::{CauseRole, Coding, Details, Paragraph};
use crate::plan::View;
use crate::vocabulary::{
    AVOID, Group, Kind, PROBLEM_CAUSES, PROBLEM_RED_FLAGS, RELATIONS, Relation, SEE_ALSO,
};

#[derive(Debug)]
pub struct EntryPage<'a> {
    pub kind: Token,
    pub kind_label: Text<'a>,
    pub type_label: Option<Text<'a>>,
    pub title: Text<'a>,
    pub also_called: Vec<Text<'a>>,
    pub codes: Vec<Code<'a>>,
    pub summary: Option<Line<'a>>,
    pub badge: Option<Badge<'a>>,
    /// Says that this is not a cause: a factor or a mimic.
    pub role_note: Option<Text<'a>>,
    pub certainty: Option<Certainty<'a>>,
    pub contents: Vec<Heading<'a>>,
    /// When to call for help, on the page of a problem.
    pub alarm: Option<Alarm<'a>>,
    /// The cards that come before the text, since they cannot wait.
    pub cards: Vec<Card<'a>>,
    pub lists: Vec<TextList<'a>>,
    pub body: Prose<'a>,
    /// The other cards: the text says first what it is, and how likely.
    pub later_cards: Vec<Card<'a>>,
    pub sections: Vec<Section<'a>>,
    pub guides: Vec<GuideLinks<'a>>,
    /// The table that compares the causes of a problem.
    pub compare: Option<Href>,
    /// The page to give away.
    pub handout: Option<Href>,
    pub sources: Cited<'a>,
    pub review: Option<Review<'a>>,
    pub previous: Option<Item<'a>>,
    pub next: Option<Item<'a>>,
}

/// How sure something is, and what.
#[derive(Debug)]
pub struct Certainty<'a> {
    pub of: Text<'a>,
    pub text: Text<'a>,
}

/// A text, or a list of texts, from the front matter: do, do not, ask first, questions.
#[derive(Debug)]
pub struct TextList<'a> {
    pub id: Id,
    pub class: Token,
    pub title: Text<'a>,
    /// Comes before each item, so that none can be read without it.
    pub before: Option<Text<'a>>,
    pub items: Vec<Line<'a>>,
    pub text: Option<Line<'a>>,
}

/// The items of a relation under one heading.
#[derive(Debug)]
pub struct Section<'a> {
    pub id: Id,
    pub title: Text<'a>,
    pub before: Option<Text<'a>>,
    /// The author said that nothing is known.
    pub none: bool,
    pub groups: Vec<Strength<'a>>,
}

/// The items of one strength.
#[derive(Debug)]
pub struct Strength<'a> {
    pub label: Option<Text<'a>>,
    pub items: Vec<Item<'a>>,
}

/// Where guides name an entry, and why.
#[derive(Debug)]
pub struct GuideLinks<'a> {
    pub id: Id,
    pub title: Text<'a>,
    pub items: Vec<Item<'a>>,
    /// If the guide suspects the entry: by item, how it gets there.
    pub ways: Vec<WayTo<'a>>,
}

/// How a guide gets to an outcome.
#[derive(Debug)]
pub struct WayTo<'a> {
    pub guide: Item<'a>,
    pub to: Item<'a>,
    /// The last question of a shortest path, with the answer that decides.
    pub last: Option<Answered<'a>>,
}

/// A question and the answer that leads on.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    pub question: Item<'a>,
    /// The question's number in its guide's list of steps.
    pub number: usize,
    pub answer: Text<'a>,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Here,
    There,
}

/// A code, and the system that it is of.
#[derive(Debug)]
pub struct Code<'a> {
    pub system: Text<'a>,
    pub code: Text<'a>,
}

fn code(coding: &Coding) -> Code<'_> {
    Code { system: coding.system_name().into(), code: Text::from(&coding.code) }
}

impl<'a> Pages<'a> {
    pub fn entry(&self, id: EntryId) -> EntryPage<'a> {
        let linked = self.linked;
        let entry = linked.entry(id);
        let words = self.words;
        let view = View::Entry(id);
        let (previous, next) = self.neighbours_of_entry(id);
        let (cards, later_cards) = self.cards_of(id);
        let alarm = match entry.kind {
            Kind::Problem => self.alarm(&later_cards, view),
            Kind::Cause | Kind::Finding | Kind::Test | Kind::Treatment => None,
        };
        let (lists, sections, guides) =
            (self.lists(&entry.details), self.sections(id), self.guides_naming(id));
        let heading = |title: &Text<'a>, id: &Id| Heading {
            title: title.clone(),
            href: Href::Place(view, id.clone()),
        };
        let mut contents: Vec<Heading> =
            cards.iter().map(|card| heading(&card.label, &card.id)).collect();
        contents.extend(lists.iter().map(|list| heading(&list.title, &list.id)));
        contents.extend(navigation::headings_of(view, &entry.prose));
        contents.extend(later_cards.iter().map(|card| heading(&card.label, &card.id)));
        contents.extend(sections.iter().map(|section| heading(&section.title, &section.id)));
        contents.extend(guides.iter().map(|links| heading(&links.title, &links.id)));
        let has_table =
            entry.kind == Kind::Problem && linked.related(id, &PROBLEM_CAUSES).next().is_some();
        let handout = entry.common.handout;
        EntryPage {
            kind: Token(entry.kind.name()),
            kind_label: words.one(entry.kind.name()).into(),
            type_label: entry.details.type_().map(|choice| words.one(choice.key).into()),
            title: Text::from(&entry.common.title),
            also_called: entry.common.also_called.iter().map(Text::from).collect(),
            codes: entry.common.codes.iter().map(code).collect(),
            summary: entry.common.summary.as_ref().map(Line),
            badge: entry.details.urgency().map(|urgency| self.badge(urgency)),
            role_note: match entry.details.role() {
                Some(CauseRole::Factor) => Some(words.one("role.factor.note").into()),
                Some(CauseRole::Mimic) => Some(words.one("role.mimic.note").into()),
                Some(CauseRole::Cause) | None => None,
            },
            certainty: entry.details.certainty().map(|certainty| Certainty {
                of: words.one(certain_of(&entry.details)).into(),
                text: words.one(certainty.key).into(),
            }),
            contents,
            alarm,
            cards,
            lists,
            body: body(&entry.prose),
            later_cards,
            sections,
            guides,
            compare: has_table.then_some(Href::Page(View::Compare(id))),
            handout: handout.then(|| Href::File(crate::plan::handout(linked, View::Entry(id)))),
            sources: Cited(&entry.common.sources),
            review: self.review_note(&entry.common),
            previous,
            next,
        }
    }

    /// The warning cards of an entry: those before its text, and those after it. What cannot wait
    /// comes first, but a problem has its alarm there, and its text reassures most readers.
    fn cards_of(&self, id: EntryId) -> (Vec<Card<'a>>, Vec<Card<'a>>) {
        let linked = self.linked;
        match linked.entry(id).kind {
            Kind::Problem => (Vec::new(), self.cards(self.warning_signs(id))),
            Kind::Cause => {
                let worst = &linked.settings.ladder.levels[0].id;
                let cards = self.cards(signs_of_cause(linked, id)).into_iter();
                cards.partition(|card| card.level_id.as_str() == worst)
            }
            Kind::Finding => {
                let own = self.cards([(id, None)]).into_iter();
                (own.map(|card| Card { own: true, ..card }).collect(), Vec::new())
            }
            Kind::Test | Kind::Treatment => (Vec::new(), Vec::new()),
        }
    }

    /// The texts of one kind's own fields. A field that is read but shown nowhere does not compile.
    fn lists(&self, details: &'a Details<Resolved>) -> Vec<TextList<'a>> {
        let words = self.words;
        let list = |key: &'static str,
                    class: &'static str,
                    before: Option<&'static str>,
                    items: &'a [Paragraph<Resolved>]| TextList {
            id: format!("fc-{class}").into(),
            class: Token(class),
            title: words.one(key).into(),
            before: before.map(|key| words.one(key).into()),
            items: items.iter().map(Line).collect(),
            text: None,
        };
        let text =
            |key: &'static str, class: &'static str, text: &'a Option<Paragraph<Resolved>>| {
                TextList { text: text.as_ref().map(Line), ..list(key, class, None, &[]) }
            };
        let all = match details {
            // `role`, `urgency`, `type` and `certainty` are in the page header; `ask` is
            // its card.
            Details::Problem
            | Details::Cause { role: _, urgency: _, certainty: _ }
            | Details::Finding { kind: _, urgency: _, ask: _ } => Vec::new(),
            Details::Test { kind: _, shows, misses, questions } => vec![
                text("list.shows", "shows", shows),
                text("list.misses", "misses", misses),
                list("list.questions", "questions", None, questions),
            ],
            Details::Treatment { kind: _, do_, do_not, ask_first, certainty: _ } => {
                vec![
                    list("list.do", "do", None, do_),
                    list("list.do_not", "do-not", Some("do_not_before"), do_not),
                    list("list.ask_first", "ask-first", None, ask_first),
                ]
            }
        };
        all.into_iter().filter(|list| !list.items.is_empty() || list.text.is_some()).collect()
    }

    /// What an entry says of others, then what others say of it; a symmetric relation once.
    fn sections(&self, id: EntryId) -> Vec<Section<'a>> {
        let linked = self.linked;
        let entry = linked.entry(id);
        let mut out = Vec::new();
        for relation in Relation::of(entry.kind) {
            let none = entry.said_none.contains(&relation);
            if *relation == PROBLEM_CAUSES {
                out.extend(self.causes_by_role(id));
                if !none {
                    continue;
                }
            }
            for (at, group) in relation.groups.iter().enumerate() {
                let mine = linked.related(id, relation).filter(|edge| edge.group.key == group.key);
                let mut edges: Vec<(&Edge, EntryId)> = mine.map(|edge| (edge, edge.to)).collect();
                // The cards above show those that have a level.
                if *relation == PROBLEM_RED_FLAGS {
                    edges.retain(|(_, to)| linked.entry(*to).details.urgency().is_none());
                }
                if relation.symmetric {
                    for edge in linked.incoming(id).filter(|edge| edge.relation == relation) {
                        if !edges.iter().any(|(_, other)| *other == edge.from) {
                            edges.push((edge, edge.from));
                        }
                    }
                }
                let mut section = self.section(group, &edges, none && at == 0, Side::Here);
                if *relation == SEE_ALSO {
                    section = self.with_pages(id, section);
                }
                out.extend(section);
            }
        }
        for relation in RELATIONS.iter().filter(|relation| !relation.symmetric) {
            for group in relation.groups {
                let theirs = linked
                    .incoming(id)
                    .filter(|edge| edge.relation == *relation && edge.group.key == group.key);
                let edges: Vec<(&Edge, EntryId)> = theirs.map(|edge| (edge, edge.from)).collect();
                out.extend(self.section(group, &edges, false, Side::There));
            }
        }
        out
    }

    /// "See also" can name guides and free pages too.
    fn with_pages(&self, id: EntryId, section: Option<Section<'a>>) -> Option<Section<'a>> {
        let refs = self.facts.page_refs[id.index()].iter().map(|at| &self.linked.page_refs[*at]);
        let items: Vec<Item> = refs
            .map(|page_ref| Item {
                note: page_ref.note.as_ref().map(Line),
                ..self.target_item(page_ref.to)
            })
            .collect();
        if items.is_empty() {
            return section;
        }
        let group = &SEE_ALSO.groups[0];
        let mut section = section.unwrap_or_else(|| Section {
            id: section_anchor(group.key).into(),
            title: self.words.one(group.here_key).into(),
            before: None,
            none: false,
            groups: Vec::new(),
        });
        match section.groups.last_mut() {
            Some(group) => group.items.extend(items),
            None => section.groups.push(Strength { label: None, items }),
        }
        Some(section)
    }

    fn section(
        &self,
        group: &'static Group,
        edges: &[(&'a Edge, EntryId)],
        none: bool,
        side: Side,
    ) -> Option<Section<'a>> {
        if edges.is_empty() && !none {
            return None;
        }
        let suffix = if side == Side::There && !edges.is_empty() { "-there" } else { "" };
        let key = if side == Side::Here { group.here_key } else { group.there_key };
        Some(Section {
            id: format!("{}{suffix}", section_anchor(group.key)).into(),
            title: self.words.one(key).into(),
            before: group
                .before_key
                .filter(|_| side == Side::Here)
                .map(|key| self.words.one(key).into()),
            none,
            groups: self.strengths(group, edges),
        })
    }

    /// The items by strength, strongest first, in the author's order.
    fn strengths(&self, group: &'static Group, edges: &[(&'a Edge, EntryId)]) -> Vec<Strength<'a>> {
        let of = |strength: &'static crate::vocabulary::Strength| {
            let mine = edges.iter().filter(|(edge, _)| edge.strength.key == strength.key);
            let items =
                mine.map(|(edge, other)| Item { note: note(edge), ..self.item(*other) }).collect();
            let label =
                (group.strengths.len() > 1).then(|| self.words.one(strength.word_key).into());
            Strength { label, items }
        };
        group.strengths.iter().map(of).filter(|strength| !strength.items.is_empty()).collect()
    }

    /// The causes of a problem: real ones, then factors that make it likelier, then what is only
    /// confused with it.
    fn causes_by_role(&self, id: EntryId) -> Vec<Section<'a>> {
        let linked = self.linked;
        let group = &PROBLEM_CAUSES.groups[0];
        let of_role = |role: CauseRole| {
            let causes = linked.related(id, &PROBLEM_CAUSES);
            let mine = causes.filter(|edge| linked.entry(edge.to).details.role() == Some(role));
            let edges: Vec<(&Edge, EntryId)> = mine.map(|edge| (edge, edge.to)).collect();
            let (key, suffix) = match role {
                CauseRole::Cause => (group.here_key, ""),
                CauseRole::Factor => ("role.factor", "-factor"),
                CauseRole::Mimic => ("role.mimic", "-mimic"),
            };
            let section = self.section(group, &edges, false, Side::Here)?;
            let id = format!("{}{suffix}", section_anchor(group.key)).into();
            Some(Section { id, title: self.words.one(key).into(), ..section })
        };
        CauseRole::ALL.into_iter().filter_map(of_role).collect()
    }

    /// Where guides ask about, suspect or advise an entry.
    fn guides_naming(&self, id: EntryId) -> Vec<GuideLinks<'a>> {
        let uses = &self.facts.in_guides[id.index()];
        let of = |(why, key): (GuideUse, &'static str)| {
            let mine = || uses.iter().filter(|(use_, ..)| *use_ == why);
            let items: Vec<Item> =
                mine().map(|(_, guide, step)| self.step_item(*guide, *step)).collect();
            let suspects = mine().filter(|_| why == GuideUse::Suspects);
            let ways = suspects.map(|(_, guide, step)| self.way_to(*guide, *step)).collect();
            (!items.is_empty()).then(|| GuideLinks {
                id: format!("fc-{}", key.replace(['.', '_'], "-")).into(),
                title: self.words.one(key).into(),
                items,
                ways,
            })
        };
        let all = [
            (GuideUse::Asks, "guide_use.asks"),
            (GuideUse::Suspects, "guide_use.suspects"),
            (GuideUse::Advises, "guide_use.advises"),
            (GuideUse::Tests, "guide_use.tests"),
        ];
        all.into_iter().filter_map(of).collect()
    }

    /// A step of a guide, with the level of an outcome.
    fn step_item(&self, guide: GuideId, step: StepId) -> Item<'a> {
        let written = self.linked.guide(guide).step(step);
        let badge = written.outcome().map(|outcome| self.badge(outcome.urgency));
        Item {
            badge,
            ..plain(written.title(&self.linked.settings.ladder), View::Step(guide, step))
        }
    }

    /// The last question of a shortest path through a guide, with the answer given.
    fn way_to(&self, guide: GuideId, outcome: StepId) -> WayTo<'a> {
        let words = chart_words(self.words);
        let boxes = &self.diagram(guide).steps;
        let before = &self.facts.before[guide.index()];
        let mut last = None;
        let mut at = outcome;
        while let Some((question, answer)) = before[at.index()] {
            // At other steps nothing is asked.
            if let Some(ask) = self.linked.guide(guide).step(question).ask() {
                let own = || ask.items.iter().flat_map(|item| &item.answers);
                let label = match ask.answers.get(answer) {
                    Some(answer) => Some(&answer.label),
                    None => own()
                        .filter(|answer| answer.go.is_some())
                        .nth(answer - ask.answers.len())
                        .map(|answer| &answer.label),
                };
                last = Some(Answered {
                    question: self.step_item(guide, question),
                    number: boxes
                        .iter()
                        .find(|step| step.step == question)
                        .map_or(0, |step| step.number),
                    answer: label.map_or_else(|| "".into(), |label| words.of(label).into()),
                });
                break;
            }
            at = question;
        }
        let title = &self.linked.guide(guide).common.title.value;
        WayTo { guide: plain(title, View::Guide(guide)), to: self.step_item(guide, outcome), last }
    }
}

/// The word for what the certainty of an entry is about.
fn certain_of(details: &Details<Resolved>) -> &'static str {
    match details {
        Details::Treatment { kind, .. } if kind.key == AVOID => "certainty.of_avoid",
        Details::Treatment { .. } => "certainty.of_treatment",
        Details::Problem
        | Details::Cause { .. }
        | Details::Finding { .. }
        | Details::Test { .. } => "certainty.of_cause",
    }
}
