//! The page of an entry: what it says, both directions of every relation, its place in the guides, sources, review.

use serde::Serialize;

use super::around::{self, Heading, contents, headings_of};
use super::parts::{
    Badge, Card, Item, Review, SourceNote, badge, cards, item, review, signs_of_cause, source_notes, target_item, warning_signs,
};
use super::{GuideUse, Scope, chart_words, shell};
use crate::html::Html;
use crate::link::{Edge, EntryId, GuideId, StepId, section_anchor};
use crate::model::{CauseRole, Details, Text};
use crate::plan::View;
use crate::render::prose::{self, Citations};
use crate::vocabulary::{CAUSE_TREATMENTS, Group, Kind, PROBLEM_CAUSES, PROBLEM_RED_FLAGS, Relation, SEE_ALSO};

#[derive(Serialize)]
pub(super) struct EntryPage<'a> {
    level: u8,
    kind: &'static str,
    kind_label: &'a str,
    type_label: Option<&'a str>,
    title: &'a str,
    also_called: Vec<&'a str>,
    summary: &'a str,
    badge: Option<Badge<'a>>,
    /// Words that say what this is not: a factor or a mimic.
    role_note: Option<&'a str>,
    certainty: Option<&'a str>,
    contents: Vec<Heading>,
    cards: Vec<Card<'a>>,
    body_html: Html,
    lists: Vec<TextList<'a>>,
    sections: Vec<Section<'a>>,
    guides: Vec<GuideLinks<'a>>,
    compare: Option<String>,
    /// The page to give away, if a book was made.
    handout: Option<String>,
    sources: Vec<SourceNote<'a>>,
    sources_id: String,
    review: Review,
    previous: Option<Item<'a>>,
    next: Option<Item<'a>>,
}

/// A list of texts from the front matter: do, do not, ask first, questions.
#[derive(Serialize)]
struct TextList<'a> {
    level: u8,
    id: String,
    class: &'static str,
    title: &'a str,
    /// Stands before each item, so that none can be read without it.
    before: Option<&'a str>,
    items: Vec<&'a str>,
    text: Option<&'a str>,
}

/// The items of a relation under one heading.
#[derive(Serialize)]
struct Section<'a> {
    level: u8,
    id: String,
    title: &'a str,
    before: Option<&'a str>,
    /// The author said that nothing is known.
    none: bool,
    groups: Vec<Strength<'a>>,
}

#[derive(Serialize)]
struct Strength<'a> {
    label: Option<&'a str>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct GuideLinks<'a> {
    id: String,
    title: &'a str,
    items: Vec<Item<'a>>,
    /// With what the guide suspects: by item, the shortest way to it.
    ways: Vec<WayTo<'a>>,
}

/// How the guide gets to an outcome.
#[derive(Serialize)]
struct WayTo<'a> {
    label: String,
    to: Item<'a>,
    steps: Vec<Answered<'a>>,
    /// The last question of the way, with the answer that decides.
    last: Option<Answered<'a>>,
}

/// A question and the answer that leads on.
#[derive(Clone, Serialize)]
struct Answered<'a> {
    question: Item<'a>,
    answer: &'a str,
}

/// The template of a kind.
pub(super) fn template(kind: Kind) -> &'static str {
    match kind {
        Kind::Problem => "pages/problem.html",
        Kind::Cause => "pages/cause.html",
        Kind::Finding => "pages/finding.html",
        Kind::Test => "pages/test.html",
        Kind::Treatment => "pages/treatment.html",
    }
}

pub(super) fn entry<'a>(scope: &Scope<'a>, id: EntryId) -> EntryPage<'a> {
    let linked = scope.linked;
    let entry = linked.entry(id);
    let words = scope.words;
    let mut citations = Citations::default();
    let body_html = prose::html(&entry.prose, &scope.prose_place(), &mut citations);
    citations.add(&entry.common.sources);
    let (previous, next) = around::entries(scope, id);
    let cards = match entry.kind {
        Kind::Problem => cards(scope, warning_signs(scope, id)),
        Kind::Cause => cards(scope, signs_of_cause(linked, id)),
        Kind::Finding => cards(scope, [(id, None)]),
        Kind::Test | Kind::Treatment => Vec::new(),
    };
    let (lists, sections, guides) = (lists(scope, &entry.details), sections(scope, id), guides(scope, id));
    let sources = source_notes(scope, &citations);
    let mut headings: Vec<Heading> = cards.iter().map(|card| Heading::new(card.label, &card.id)).collect();
    headings.extend(lists.iter().map(|list| Heading::new(list.title, &list.id)));
    headings.extend(headings_of(scope, &entry.prose));
    headings.extend(sections.iter().map(|section| Heading::new(section.title, &section.id)));
    headings.extend(guides.iter().map(|links| Heading::new(links.title, &links.id)));
    headings.extend((!sources.is_empty()).then(|| Heading::new(words.one("sources_here"), &scope.id("fc-sources"))));
    EntryPage {
        level: scope.level(),
        kind: entry.kind.name(),
        kind_label: words.one(entry.kind.name()),
        type_label: entry.details.type_word().filter(|_| entry.kind != Kind::Cause).map(|word| type_label(scope, entry.kind, word)),
        title: &entry.common.title.value,
        also_called: entry.common.also_called.iter().map(|text| text.value.as_str()).collect(),
        summary: entry.common.summary.as_ref().map_or("", |text| text.value.as_str()),
        badge: entry.details.urgency().map(|urgency| badge(scope, urgency)),
        role_note: match entry.details.role() {
            Some(CauseRole::Factor) => Some(words.one("role.factor.note")),
            Some(CauseRole::Mimic) => Some(words.one("role.mimic.note")),
            _ => None,
        },
        certainty: entry.details.certainty().map(|certainty| words.one(certainty_key(certainty.word()))),
        contents: contents(scope, headings),
        cards,
        body_html,
        lists,
        sections,
        guides,
        compare: (entry.kind == Kind::Problem && linked.related(id, &PROBLEM_CAUSES).next().is_some())
            .then(|| scope.href(View::Compare(id))),
        handout: shell::pdf(scope, &format!("handouts/{}.pdf", entry.id)).filter(|_| entry.kind == Kind::Treatment),
        sources,
        sources_id: scope.id("fc-sources"),
        review: review(scope, &entry.common),
        previous,
        next,
    }
}

fn certainty_key(word: &str) -> &'static str {
    match word {
        "high" => "certainty.high",
        "moderate" => "certainty.moderate",
        "low" => "certainty.low",
        _ => "certainty.very-low",
    }
}

fn type_label<'a>(scope: &Scope<'a>, kind: Kind, word: &'static str) -> &'a str {
    // Every type of every kind has a word; a test goes through them.
    let key = TYPE_KEYS.iter().find(|(of, known, _)| *of == kind && *known == word).map_or(word, |(_, _, key)| key);
    scope.words.one(key)
}

/// The keys of the words for the field `type`.
pub(super) const TYPE_KEYS: &[(Kind, &str, &str)] = &[
    (Kind::Finding, "symptom", "type.finding.symptom"),
    (Kind::Finding, "sign", "type.finding.sign"),
    (Kind::Finding, "history", "type.finding.history"),
    (Kind::Finding, "risk", "type.finding.risk"),
    (Kind::Test, "question", "type.test.question"),
    (Kind::Test, "examination", "type.test.examination"),
    (Kind::Test, "lab", "type.test.lab"),
    (Kind::Test, "measurement", "type.test.measurement"),
    (Kind::Test, "imaging", "type.test.imaging"),
    (Kind::Test, "other", "type.test.other"),
    (Kind::Treatment, "self-care", "type.treatment.self-care"),
    (Kind::Treatment, "professional", "type.treatment.professional"),
    (Kind::Treatment, "prevention", "type.treatment.prevention"),
];

fn lists<'a>(scope: &Scope<'a>, details: &'a Details) -> Vec<TextList<'a>> {
    let words = scope.words;
    let list = |key: &'static str, class: &'static str, before: Option<&'a str>, items: &'a [Text]| TextList {
        level: scope.level() + 1,
        id: scope.id(&format!("fc-{class}")),
        class,
        title: words.one(key),
        before,
        items: items.iter().map(|text| text.value.as_str()).collect(),
        text: None,
    };
    let text = |key: &'static str, class: &'static str, text: &'a Option<Text>| TextList {
        text: text.as_ref().map(|text| text.value.as_str()),
        ..list(key, class, None, &[])
    };
    let all = match details {
        Details::Treatment { do_, do_not, ask_first, .. } => {
            vec![
                list("list.do", "do", None, do_),
                list("list.do_not", "do-not", Some(words.one("do_not_before")), do_not),
                list("list.ask_first", "ask-first", None, ask_first),
            ]
        }
        Details::Test { shows, misses, questions, .. } => {
            vec![
                text("list.shows", "shows", shows),
                text("list.misses", "misses", misses),
                list("list.questions", "questions", None, questions),
            ]
        }
        _ => Vec::new(),
    };
    all.into_iter().filter(|list| !list.items.is_empty() || list.text.is_some()).collect()
}

/// What an entry says of others, then what others say of it; a symmetric relation once.
fn sections<'a>(scope: &Scope<'a>, id: EntryId) -> Vec<Section<'a>> {
    let linked = scope.linked;
    let entry = linked.entry(id);
    let mut out = Vec::new();
    for relation in Relation::of(entry.kind) {
        let none = entry.said_none.iter().any(|said| std::ptr::eq(*said, relation));
        if std::ptr::eq(relation, &PROBLEM_CAUSES) {
            out.extend(causes_by_role(scope, id));
            if !none {
                continue;
            }
        }
        for (at, group) in relation.groups.iter().enumerate() {
            let mut edges: Vec<(&Edge, EntryId)> =
                linked.related(id, relation).filter(|edge| edge.group().key == group.key).map(|edge| (edge, edge.to)).collect();
            // The cards above show those that have a level.
            if std::ptr::eq(relation, &PROBLEM_RED_FLAGS) {
                edges.retain(|(_, to)| linked.entry(*to).details.urgency().is_none());
            }
            if relation.symmetric {
                for edge in linked.incoming(id).filter(|edge| std::ptr::eq(edge.relation, relation)) {
                    if !edges.iter().any(|(_, other)| *other == edge.from) {
                        edges.push((edge, edge.from));
                    }
                }
            }
            let title = scope.words.one(group_key(group, Side::Here));
            let mut section = section(scope, relation, group, title, &edges, none && at == 0, Side::Here);
            if std::ptr::eq(relation, &SEE_ALSO) {
                section = with_pages(scope, id, title, section);
            }
            out.extend(section);
        }
    }
    for relation in crate::vocabulary::RELATIONS.iter().filter(|relation| !relation.symmetric) {
        for group in relation.groups {
            let edges: Vec<(&Edge, EntryId)> = linked
                .incoming(id)
                .filter(|edge| std::ptr::eq(edge.relation, *relation) && edge.group().key == group.key)
                .map(|edge| (edge, edge.from))
                .collect();
            out.extend(section(scope, relation, group, scope.words.one(group_key(group, Side::There)), &edges, false, Side::There));
        }
    }
    out
}

/// "See also" can name guides and free pages too.
fn with_pages<'a>(scope: &Scope<'a>, id: EntryId, title: &'a str, section: Option<Section<'a>>) -> Option<Section<'a>> {
    let refs = scope.facts.page_refs[id.index()].iter().map(|at| &scope.linked.page_refs[*at]);
    let items: Vec<Item> = refs
        .map(|page_ref| Item { note: page_ref.note.as_ref().map(|note| note.value.as_str()), ..target_item(scope, page_ref.to) })
        .collect();
    if items.is_empty() {
        return section;
    }
    let empty = || Section {
        level: scope.level() + 1,
        id: scope.id(&section_anchor(SEE_ALSO.groups[0].key)),
        title,
        before: None,
        none: false,
        groups: Vec::new(),
    };
    let mut section = section.unwrap_or_else(empty);
    match section.groups.last_mut() {
        Some(group) => group.items.extend(items),
        None => section.groups.push(Strength { label: None, items }),
    }
    Some(section)
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Here,
    There,
}

/// The key of a group's word. The table is small, so keys are made once and kept.
fn group_key(group: &'static Group, side: Side) -> &'static str {
    use std::sync::OnceLock;
    static KEYS: OnceLock<Vec<(&'static str, String, String)>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| {
        let groups = crate::vocabulary::RELATIONS.iter().flat_map(|relation| relation.groups);
        groups.map(|group| (group.key, format!("{}.here", group.key), format!("{}.there", group.key))).collect()
    });
    let (_, here, there) = keys.iter().find(|(key, ..)| *key == group.key).expect("every group is in the table");
    if side == Side::Here { here } else { there }
}

fn section<'a>(
    scope: &Scope<'a>,
    relation: &'static Relation,
    group: &'static Group,
    title: &'a str,
    edges: &[(&'a Edge, EntryId)],
    none: bool,
    side: Side,
) -> Option<Section<'a>> {
    if edges.is_empty() && !none {
        return None;
    }
    let suffix = if side == Side::There && !edges.is_empty() { "-there" } else { "" };
    let avoid = std::ptr::eq(relation, &CAUSE_TREATMENTS) && group.key == "treatments-avoid" && side == Side::Here;
    Some(Section {
        level: scope.level() + 1,
        id: scope.id(&format!("{}{suffix}", section_anchor(group.key))),
        title,
        before: avoid.then(|| scope.words.one("do_not_use_before")),
        none,
        groups: strengths(scope, group, edges),
    })
}

/// The items by strength, strongest first, in the author's order.
fn strengths<'a>(scope: &Scope<'a>, group: &'static Group, edges: &[(&'a Edge, EntryId)]) -> Vec<Strength<'a>> {
    let of = |strength: &&'static str| {
        let items = edges
            .iter()
            .filter(|(edge, _)| edge.strength == *strength)
            .map(|(edge, other)| Item { note: edge.note.as_ref().map(|note| note.value.as_str()), ..item(scope, *other) });
        let label = (group.strengths.len() > 1).then(|| scope.words.one(strength_key(strength)));
        Strength { label, items: items.collect() }
    };
    group.strengths.iter().map(of).filter(|strength| !strength.items.is_empty()).collect()
}

/// The key of a strength's word.
pub(super) fn strength_key(strength: &str) -> &'static str {
    match strength {
        "common" => "strength.common",
        "less_common" => "strength.less_common",
        "rare" => "strength.rare",
        "key" => "strength.key",
        "often" => "strength.often",
        "sometimes" => "strength.sometimes",
        "against" => "strength.against",
        "first" => "strength.first",
        "then" => "strength.then",
        "later" => "strength.later",
        _ => "strength.avoid",
    }
}

/// The causes of a problem: real ones, then what makes them likelier, then what is only confused with it.
fn causes_by_role<'a>(scope: &Scope<'a>, id: EntryId) -> Vec<Section<'a>> {
    let linked = scope.linked;
    let group = &PROBLEM_CAUSES.groups[0];
    let of_role = |role: CauseRole| {
        let edges: Vec<(&Edge, EntryId)> = linked
            .related(id, &PROBLEM_CAUSES)
            .filter(|edge| linked.entry(edge.to).details.role() == Some(role))
            .map(|edge| (edge, edge.to))
            .collect();
        let (title, suffix) = match role {
            CauseRole::Cause => (scope.words.one(group_key(group, Side::Here)), ""),
            CauseRole::Factor => (scope.words.one("role.factor"), "-factor"),
            CauseRole::Mimic => (scope.words.one("role.mimic"), "-mimic"),
        };
        let mut section = section(scope, &PROBLEM_CAUSES, group, title, &edges, false, Side::Here)?;
        section.id.push_str(suffix);
        Some(section)
    };
    CauseRole::ALL.into_iter().filter_map(of_role).collect()
}

/// Where guides ask about an entry, suspect it, or advise it.
fn guides<'a>(scope: &Scope<'a>, id: EntryId) -> Vec<GuideLinks<'a>> {
    let linked = scope.linked;
    let uses = &scope.facts.in_guides[id.index()];
    let of = |(why, key): (GuideUse, &'static str)| {
        let items: Vec<Item> = uses
            .iter()
            .filter(|(use_, ..)| *use_ == why)
            .map(|(_, guide, step)| {
                let level = linked.guide(*guide).step(*step).outcome().map(|outcome| badge(scope, outcome.urgency));
                Item {
                    title: linked.guide(*guide).step(*step).title(&linked.settings.ladder),
                    href: scope.href(View::Step(*guide, *step)),
                    note: None,
                    badge: level,
                    summary: None,
                    page: None,
                }
            })
            .collect();
        let suspects = uses.iter().filter(|(use_, ..)| *use_ == why && why == GuideUse::Suspects);
        let ways = suspects.map(|(_, guide, step)| way_to(scope, *guide, *step)).collect();
        (!items.is_empty()).then(|| GuideLinks {
            id: scope.id(&format!("fc-{}", key.replace(['.', '_'], "-"))),
            title: scope.words.one(key),
            items,
            ways,
        })
    };
    [
        (GuideUse::Asks, "guide_use.asks"),
        (GuideUse::Suspects, "guide_use.suspects"),
        (GuideUse::Advises, "guide_use.advises"),
        (GuideUse::Tests, "guide_use.tests"),
    ]
    .into_iter()
    .filter_map(of)
    .collect()
}

/// The questions of a shortest way through a guide, with the answers given.
fn way_to<'a>(scope: &Scope<'a>, guide: GuideId, outcome: StepId) -> WayTo<'a> {
    let (linked, words) = (scope.linked, chart_words(scope.words));
    let ladder = &linked.settings.ladder;
    let mut steps = Vec::new();
    let mut at = outcome;
    while let Some((question, answer)) = scope.facts.before[guide.index()][at.index()] {
        let step = linked.guide(guide).step(question);
        let item = Item {
            title: step.title(ladder),
            href: scope.href(View::Step(guide, question)),
            note: None,
            badge: None,
            summary: None,
            page: None,
        };
        steps.push(Answered { question: item, answer: words.of(&step.answers()[answer].label) });
        at = question;
    }
    steps.reverse();
    let label = scope.words.count("shortest_way", steps.len());
    let to = Item {
        title: linked.guide(guide).step(outcome).title(ladder),
        href: scope.href(View::Step(guide, outcome)),
        note: None,
        badge: linked.guide(guide).step(outcome).outcome().map(|outcome| badge(scope, outcome.urgency)),
        summary: None,
        page: None,
    };
    WayTo { label, to, last: steps.last().cloned(), steps }
}
