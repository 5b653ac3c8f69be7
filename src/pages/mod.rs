//! Pages: what each kind of page says, for every medium.
//!
//! In:   a [`Linked`], the words of the interface, the date.
//! Out:  one struct per kind of page, made when a medium asks for it: [`Href`]s, [`Id`]s,
//!       [`Token`]s, [`Text`] and [`Prose`]. Rust counts, chooses and compares here, once.
//! Not:  HTML, JSON, Typst, addresses, or the names under which a template finds a value.

mod compare;
mod entry;
mod guide;
mod home;
mod lists;
pub mod navigation;
mod parts;
mod values;

use jiff::civil::Date;

use crate::appearance::Words;
use crate::chart::{self, ChartWords, Diagram};
use crate::link::{EntryId, Guide, GuideId, Linked, NodeId, StepId, What};
use crate::parallel;
use crate::plan::{View, in_order};
use crate::vocabulary::Kind;

pub use compare::{Cell, CellNote, Column, ComparePage, Level, Row};
pub use entry::{
    Answered, Certainty, Code, EntryPage, GuideLinks, Section, Strength, TextList, WayTo,
};
pub use guide::{
    ActionParts, Advice, AdviceList, AnswerLink, From as LeadsFrom, GuidePage, GuidePart,
    GuidesPage, Known, ListedStep, OutcomeParts, ScaleParts, ScopeParts, ScoreItem, ScoreResult,
    Scored, StepPage, Way,
};
pub use home::{FreePage, GuideStart, HomePage, KindLink};
pub use lists::{
    AToZPage, GlossaryPage, IndexGroup, IndexPage, Letter, NameItem, ReviewGroup, ReviewItem,
    ReviewPage, SourceItem, SourcesPage, Term,
};
pub use parts::{Action, Alarm, Badge, Call, Card, Cited, Heading, Item, Review};
pub use values::{Href, Id, Line, Prose, Text, Token};

/// Why a step of a guide names an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum GuideUse {
    Asks,
    Suspects,
    Advises,
    Tests,
}

/// The pages of a handbook.
pub struct Pages<'a> {
    pub linked: &'a Linked,
    pub words: &'a Words,
    pub today: Date,
    facts: Facts,
}

/// What is computed once for all pages.
struct Facts {
    /// By entry: the steps of guides that name it.
    in_guides: Vec<Vec<(GuideUse, GuideId, StepId)>>,
    /// The navigation.
    menu: Vec<View>,
    /// By kind: its entries in order.
    order: Vec<Vec<EntryId>>,
    /// By entry: its index in the order of its kind.
    position: Vec<usize>,
    /// The free pages.
    folders: navigation::Folders,
    /// By state: its place in the walk.
    walk: Vec<Walk>,
    /// By guide and step: the last question on a shortest path to it, and which of its answers
    /// leads there.
    before: Vec<Vec<Option<(StepId, usize)>>>,
    /// By guide: its numbered steps.
    diagrams: Vec<Diagram>,
    /// By entry: the guides and free pages that it names in `see_also`, as indices into
    /// `page_refs`.
    page_refs: Vec<Vec<usize>>,
}

/// Prepares the pages of a handbook.
pub fn new<'a>(linked: &'a Linked, words: &'a Words, today: Date) -> Pages<'a> {
    let order: Vec<Vec<EntryId>> =
        Kind::ALL.into_iter().map(|kind| in_order(linked, kind)).collect();
    let mut position = vec![0; linked.entries.len()];
    for (at, id) in order.iter().flat_map(|ids| ids.iter().enumerate()) {
        position[id.index()] = at;
    }
    let mut page_refs = vec![Vec::new(); linked.entries.len()];
    for (at, page_ref) in linked.page_refs.iter().enumerate() {
        page_refs[page_ref.from.index()].push(at);
    }
    let guides: Vec<GuideId> = linked.guide_ids().collect();
    let diagram = |id: &GuideId| chart::diagram(linked, linked.guide(*id), &chart_words(words));
    let facts = Facts {
        in_guides: in_guides(linked),
        menu: navigation::menu(linked),
        order,
        position,
        folders: navigation::Folders::of(linked),
        walk: walk(linked),
        before: linked.guides.iter().map(shortest_ways).collect(),
        diagrams: parallel::map(&guides, diagram),
        page_refs,
    };
    Pages { linked, words, today, facts }
}

impl<'a> Pages<'a> {
    /// The navigation.
    pub fn menu(&self) -> &[View] {
        &self.facts.menu
    }

    /// The entries of a kind in order.
    pub fn of_kind(&self, kind: Kind) -> &[EntryId] {
        &self.facts.order[kind as usize]
    }

    /// A guide's steps, numbered in reading order.
    pub fn diagram(&self, id: GuideId) -> &Diagram {
        &self.facts.diagrams[id.index()]
    }

    /// The title of any page.
    pub fn title(&self, view: View) -> &'a str {
        let (linked, words) = (self.linked, self.words);
        match view {
            View::Home => &linked.settings.title.value,
            View::Index(kind) => words.many(kind.name()),
            View::Entry(id) => &linked.entry(id).common.title.value,
            View::Guides => words.many("guide"),
            View::Guide(id) => &linked.guide(id).common.title.value,
            View::Step(guide, step) => {
                linked.guide(guide).step(step).title(&linked.settings.ladder)
            }
            View::State(node) => self.walk_title(node as usize),
            View::Compare(_) => words.one("compare"),
            View::Page(id) => &linked.page(id).common.title.value,
            View::AToZ => words.one("a_to_z"),
            View::Glossary => words.one("glossary"),
            View::Sources => words.one("sources"),
            View::Review => words.one("reviews"),
            View::Search => words.one("search"),
            View::Print => words.one("print_all"),
            View::NotFound => words.one("not_found"),
        }
    }
}

/// The words of the interface that a chart needs.
pub fn chart_words(words: &Words) -> ChartWords<'_> {
    ChartWords {
        yes: words.one("yes"),
        no: words.one("no"),
        unsure: words.one("unsure"),
        then: words.one("then"),
        below: words.one("range_below"),
        between: words.one("range_between"),
        from_on: words.one("range_from"),
        any_number: words.one("range_any"),
        point: words.one("decimal_point"),
        points: (words.one("points"), words.many("points")),
        call: words.one("call"),
        marked: words.one("marked"),
        at_least: words.one("at_least"),
        action: words.one("action"),
        score: words.one("score"),
        number: words.one("number"),
        earlier: words.one("earlier"),
        question: words.one("question"),
        guide: words.one("guide"),
        from: words.one("from"),
    }
}

/// By entry: the steps of guides that name it.
fn in_guides(linked: &Linked) -> Vec<Vec<(GuideUse, GuideId, StepId)>> {
    let mut out = vec![Vec::new(); linked.entries.len()];
    for guide in linked.guide_ids() {
        for (step_id, step) in linked.guide(guide).step_ids().zip(&linked.guide(guide).steps) {
            let mut add = |id: EntryId, why: GuideUse| {
                if !out[id.index()].contains(&(why, guide, step_id)) {
                    out[id.index()].push((why, guide, step_id));
                }
            };
            match &step.what {
                What::Ask(ask) => ask.findings().for_each(|(id, _)| add(id, GuideUse::Asks)),
                What::Action(action) => {
                    action.advice.iter().for_each(|(id, _)| add(*id, GuideUse::Advises));
                    action.tests.iter().for_each(|(id, _)| add(*id, GuideUse::Tests));
                }
                What::Outcome(outcome) => {
                    outcome.suspect.iter().for_each(|(id, _)| add(*id, GuideUse::Suspects));
                    outcome.advice.iter().for_each(|(id, _)| add(*id, GuideUse::Advises));
                    outcome.tests.iter().for_each(|(id, _)| add(*id, GuideUse::Tests));
                }
                What::Earlier(_) | What::Jump(_) => {}
            }
        }
    }
    out
}

/// A state's place in the walk through its guide.
struct Walk {
    /// The states whose pages lead here, each once; first the one on a shortest way.
    from: Vec<NodeId>,
    /// How many questions a shortest way asks before.
    before: usize,
    /// How many questions there can be from here on, this one included.
    ahead: usize,
}

/// By state: its place in the walk.
fn walk(linked: &Linked) -> Vec<Walk> {
    let states = &linked.states;
    let guides = &linked.guides;
    let is_question = |node: NodeId| states.asked(guides, node).is_some();
    let mut out: Vec<Walk> =
        (0..states.len()).map(|_| Walk { from: Vec::new(), before: 0, ahead: 0 }).collect();
    // Breadth first from all starts.
    let mut seen = vec![false; states.len()];
    let mut open: std::collections::VecDeque<NodeId> = states.starts.iter().copied().collect();
    states.starts.iter().for_each(|start| seen[*start] = true);
    let mut order = Vec::new();
    while let Some(node) = open.pop_front() {
        order.push(node);
        for to in &states.graph.next[node] {
            if !std::mem::replace(&mut seen[*to], true) {
                out[*to].before = out[node].before + usize::from(is_question(node));
                open.push_back(*to);
            }
        }
    }
    for node in order.into_iter().chain((0..states.len()).filter(|node| !seen[*node])) {
        let has_page = !matches!(states.step(guides, node).what, What::Jump(_) | What::Earlier(_));
        for to in states.graph.next[node].iter().filter(|_| has_page) {
            let to = states.seen(guides, *to);
            if to != node && !out[to].from.contains(&node) {
                out[to].from.push(node);
            }
        }
    }
    ahead(linked, &mut out);
    out
}

/// The longest way on from each state, in questions. Ways on which one has to wait are new ways.
/// Depth first with an explicit stack, each state once.
fn ahead(linked: &Linked, out: &mut [Walk]) {
    let states = &linked.states;
    let guides = &linked.guides;
    let next = |node: NodeId| -> &[NodeId] {
        if states.step(guides, node).waits() { &[] } else { &states.graph.next[node] }
    };
    let mut entered = vec![false; states.len()];
    for root in 0..states.len() {
        let mut way = vec![(root, 0)];
        if std::mem::replace(&mut entered[root], true) {
            continue;
        }
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            if let Some(to) = next(node).get(*followed).copied() {
                *followed += 1;
                if !std::mem::replace(&mut entered[to], true) {
                    way.push((to, 0));
                }
                continue;
            }
            let longest = next(node).iter().map(|to| out[*to].ahead).max().unwrap_or(0);
            out[node].ahead = longest + usize::from(states.asked(guides, node).is_some());
            way.pop();
        }
    }
}

/// Breadth first from the start; of two paths of equal length, the one with the author's earlier
/// answers.
fn shortest_ways(guide: &Guide) -> Vec<Option<(StepId, usize)>> {
    let mut before = vec![None; guide.steps.len()];
    let mut open = std::collections::VecDeque::from([guide.start]);
    while let Some(step) = open.pop_front() {
        for (at, to) in guide.step(step).targets().enumerate() {
            if before[to.index()].is_none() && to != guide.start {
                before[to.index()] = Some((step, at));
                open.push_back(to);
            }
        }
    }
    before
}
