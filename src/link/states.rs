//! States: what a reader of the guides can come to, with what must be remembered on the way.
//!
//! In:   the guides, resolved.
//! Out:  one graph of [`State`]s for all guides. A state is a step and what later steps still need
//!       to know: inside a score the item, the sum so far and the answers' own target so far; the
//!       answers that a later step reads; and the sum of a score that was finished just before.
//! How:  breadth first from the start of each guide. States with the same future are one: an
//!       answer that no later step reads is forgotten, and of those that are read only what makes
//!       a difference is kept. Never a list of paths.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::flow::{Flow, Graph, NodeId};
use super::guides::{Answer, Ask, Asking, Earlier, Guide, GuideStep, Item, Label, What};
use super::{EntryId, GuideId, StepId};
use crate::diagnostics::Position;
use crate::model::{Decimal, Urgency};

/// A guide with more states than this is not expanded: nobody could read it either.
pub const MOST_STATES: usize = 10_000;

/// Longer names of pages are too long for some systems.
const LONGEST_NAME: usize = 120;

/// A step, and what the reader has answered that still matters.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    pub guide: GuideId,
    pub step: StepId,
    /// The item of a score that is asked.
    pub item: Option<usize>,
    /// The points so far, in halves.
    pub halves: i32,
    /// The most urgent target that an answer to an item has of its own, so far.
    pub own: Option<StepId>,
    /// Questions that a later step reads, each with an answer that leads there as the given one
    /// does.
    pub known: Vec<(StepId, usize)>,
    /// The score that was finished just before, and its sum.
    pub result: Option<(GuideId, StepId, i32)>,
}

/// One answer in a state.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// A position in the answers of the step or, inside a score, of the item; one beyond them for
    /// "not sure".
    pub answer: usize,
    pub to: NodeId,
    /// The band in which the sum is, if this answer finishes a score.
    pub band: Option<usize>,
}

/// All states of all guides.
#[derive(Debug, Default)]
pub struct States {
    pub nodes: Vec<State>,
    pub ways: Vec<Vec<Way>>,
    pub graph: Graph,
    /// By guide: the state in which it starts.
    pub starts: Vec<NodeId>,
    /// By guide and step: its first state, if it can be reached.
    firsts: Vec<Vec<Option<NodeId>>>,
    /// By guide: whether it has more states than [`MOST_STATES`], so that these are not all.
    pub over: Vec<bool>,
}

/// What a state asks.
pub struct Asked<'a> {
    pub step: &'a GuideStep,
    pub ask: &'a Ask,
    pub item: Option<&'a Item>,
}

/// What an answer says.
pub struct Said<'a> {
    pub label: &'a Label,
    pub finding: Option<(EntryId, Position)>,
    pub position: Position,
}

impl<'a> Asked<'a> {
    /// The findings that are asked about here.
    pub fn findings(&self) -> Vec<(EntryId, Position)> {
        match self.item {
            Some(item) => item.findings().collect(),
            None => self.ask.findings().collect(),
        }
    }

    /// `None` for "not sure" where nobody wrote it.
    pub fn said(&self, answer: usize) -> Option<Said<'a>> {
        let unsure = |ask: &'a Ask| {
            ask.answers.iter().find(|answer| matches!(answer.label, Label::Unsure { .. }))
        };
        let of_answer = |answer: &'a Answer| Said {
            label: &answer.label,
            finding: answer.finding,
            position: answer.position,
        };
        match self.item {
            None => self.ask.answers.get(answer).map(of_answer),
            Some(item) => match item.answers.get(answer) {
                Some(answer) => Some(Said {
                    label: &answer.label,
                    finding: answer.finding,
                    position: answer.position,
                }),
                None => unsure(self.ask).map(of_answer),
            },
        }
    }
}

impl States {
    pub fn of(guides: &[Guide]) -> States {
        let flow = Flow::of(guides);
        let worst = flow.most_urgent(guides);
        let memories: Vec<Memory> = guides.iter().map(Memory::of).collect();
        let mut expander = Expander {
            guides,
            memories,
            reach: |guide, step| worst[flow.node(guide, step)],
            numbers: HashMap::new(),
            states: States::default(),
            counts: vec![0; guides.len()],
            open: VecDeque::new(),
        };
        expander.states.over = vec![false; guides.len()];
        for (at, guide) in guides.iter().enumerate() {
            let start = expander.enter(GuideId(at as u32), guide.start, &[], None);
            let start = expander.number(start);
            expander.states.starts.push(start.unwrap_or(0));
            expander.expand();
        }
        expander.plain();
        let mut states = expander.states;
        let next = states.ways.iter().map(|ways| ways.iter().map(|way| way.to).collect());
        states.graph = Graph::new(next.collect());
        states.firsts = guides.iter().map(|guide| vec![None; guide.steps.len()]).collect();
        for at in 0..guides.len() {
            states.find_firsts(GuideId(at as u32));
        }
        states
    }

    /// Breadth first, so that a step's first state is the one that the fewest answers lead to. A
    /// state that tells a sum is the first only of a step that has no other.
    fn find_firsts(&mut self, guide: GuideId) {
        if self.nodes.is_empty() {
            return;
        }
        let start = self.starts[guide.index()];
        let mut seen = vec![false; self.nodes.len()];
        let mut open = VecDeque::from([start]);
        seen[start] = true;
        let mut order = Vec::new();
        while let Some(node) = open.pop_front() {
            order.push(node);
            for to in &self.graph.next[node] {
                if !std::mem::replace(&mut seen[*to], true) {
                    open.push_back(*to);
                }
            }
        }
        order.extend((0..self.nodes.len()).filter(|node| !seen[*node]));
        let tells_no_sum = |node: &&NodeId| self.nodes[**node].result.is_none();
        let firsts = &mut self.firsts[guide.index()];
        for node in order.iter().filter(tells_no_sum).chain(&order) {
            let state = &self.nodes[*node];
            if state.guide == guide {
                firsts[state.step.index()].get_or_insert(*node);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The first state of a step, if it can be reached.
    pub fn first(&self, guide: GuideId, step: StepId) -> Option<NodeId> {
        self.firsts[guide.index()][step.index()]
    }

    pub fn is_first(&self, node: NodeId) -> bool {
        let state = &self.nodes[node];
        self.first(state.guide, state.step) == Some(node)
    }

    pub fn step<'a>(&self, guides: &'a [Guide], node: NodeId) -> &'a GuideStep {
        let state = &self.nodes[node];
        guides[state.guide.index()].step(state.step)
    }

    /// What a state asks; `None` where nothing is asked.
    pub fn asked<'a>(&self, guides: &'a [Guide], node: NodeId) -> Option<Asked<'a>> {
        let step = self.step(guides, node);
        let ask = step.ask()?;
        let item = self.nodes[node].item.and_then(|item| ask.items.get(item));
        Some(Asked { step, ask, item })
    }

    /// The file name of a state's page without its ending: the step's, and behind `~`, which no name
    /// has, what it knows: the item of a score and the points so far, an answer's own target, earlier
    /// answers, and the sum of a finished score.
    pub fn name(&self, guides: &[Guide], node: NodeId) -> String {
        let state = &self.nodes[node];
        let guide = &guides[state.guide.index()];
        let name = |step: StepId| guide.step(step).name.as_str();
        let mut out = name(state.step).to_string();
        if self.is_first(node) {
            return out;
        }
        if let Some(item) = state.item.filter(|item| *item > 0) {
            out.push_str(&format!("~{}-{}", item + 1, Decimal::from_halves(state.halves)));
        }
        out.extend(state.own.map(|own| format!("~~{}", name(own))));
        for (of, answer) in &state.known {
            out.push_str(&format!("~{}.{}", name(*of), answer + 1));
        }
        if let Some((other, score, halves)) = state.result {
            let score = &guides[other.index()].step(score).name;
            let from = if other == state.guide {
                String::new()
            } else {
                format!("{}~", guides[other.index()].id)
            };
            out.push_str(&format!("~={from}{score}~{}", Decimal::from_halves(halves)));
        }
        if out.len() > LONGEST_NAME { format!("{}~~~{node}", name(state.step)) } else { out }
    }

    /// The state whose page a reader sees who comes to `node`: jumps and steps that read an earlier
    /// answer have none of their own.
    pub fn seen(&self, guides: &[Guide], node: NodeId) -> NodeId {
        let mut at = node;
        // Jumps in a circle, which `check` reports, have no end.
        for _ in 0..self.nodes.len() {
            let passes = matches!(self.step(guides, at).what, What::Jump(_) | What::Earlier(_));
            match self.ways[at].first().filter(|_| passes) {
                Some(way) => at = way.to,
                None => break,
            }
        }
        at
    }
}

/// What must be remembered in a guide.
struct Memory {
    /// By step: the questions whose answers are read there or later, before they are asked again.
    needed: Vec<BTreeSet<StepId>>,
    /// By question that some step reads: for each of its answers, the first that all readers
    /// treat alike.
    alike: HashMap<StepId, Vec<usize>>,
}

impl Memory {
    fn of(guide: &Guide) -> Memory {
        let readers: Vec<(StepId, &Earlier)> =
            guide.step_ids().filter_map(|id| Some((id, guide.step(id).earlier()?))).collect();
        let mut needed = vec![BTreeSet::new(); guide.steps.len()];
        let mut alike = HashMap::new();
        if readers.is_empty() {
            return Memory { needed, alike };
        }
        for (_, earlier) in &readers {
            let of = earlier.of;
            alike.entry(of).or_insert_with(|| {
                let read_by: Vec<_> = readers
                    .iter()
                    .map(|(_, other)| *other)
                    .filter(|other| other.of == of)
                    .collect();
                let targets = |answer: usize| -> Vec<Option<StepId>> {
                    let to = |earlier: &&Earlier| {
                        let read = guide.read(earlier, answer)?;
                        Some(earlier.answers[read].to)
                    };
                    read_by.iter().map(to).collect()
                };
                let count = guide.step(of).answers().len();
                let all: Vec<_> = (0..count).map(targets).collect();
                all.iter()
                    .map(|mine| all.iter().position(|other| other == mine).unwrap_or(0))
                    .collect()
            });
        }
        let mut changed = true;
        while changed {
            changed = false;
            for id in guide.step_ids().collect::<Vec<_>>().into_iter().rev() {
                let step = guide.step(id);
                let mut all: BTreeSet<StepId> =
                    step.targets().flat_map(|to| needed[to.index()].iter().copied()).collect();
                all.remove(&id);
                all.extend(step.earlier().map(|earlier| earlier.of));
                if all != needed[id.index()] {
                    needed[id.index()] = all;
                    changed = true;
                }
            }
        }
        Memory { needed, alike }
    }
}

struct Expander<'a, R> {
    guides: &'a [Guide],
    memories: Vec<Memory>,
    /// The most urgent outcome that a step can reach.
    reach: R,
    numbers: HashMap<State, NodeId>,
    states: States,
    /// By guide: how many states it has.
    counts: Vec<usize>,
    open: VecDeque<NodeId>,
}

impl<R: Fn(GuideId, StepId) -> Option<Urgency>> Expander<'_, R> {
    /// The state in which a step is entered.
    fn enter(
        &self,
        guide: GuideId,
        step: StepId,
        known: &[(StepId, usize)],
        result: Option<(GuideId, StepId, i32)>,
    ) -> State {
        let needed = &self.memories[guide.index()].needed[step.index()];
        let known = known.iter().copied().filter(|(of, _)| needed.contains(of)).collect();
        let is_score = self.guides[guide.index()]
            .step(step)
            .ask()
            .is_some_and(|ask| ask.form == Asking::Score);
        State { guide, step, item: is_score.then_some(0), halves: 0, own: None, known, result }
    }

    /// The number of a state. `None` if its guide has too many.
    fn number(&mut self, state: State) -> Option<NodeId> {
        if let Some(number) = self.numbers.get(&state) {
            return Some(*number);
        }
        let guide = state.guide.index();
        if self.counts[guide] >= MOST_STATES {
            self.states.over[guide] = true;
            return None;
        }
        self.counts[guide] += 1;
        let number = self.states.nodes.len();
        self.states.nodes.push(state.clone());
        self.states.ways.push(Vec::new());
        self.numbers.insert(state, number);
        self.open.push_back(number);
        Some(number)
    }

    /// A state that knows nothing for each step that cannot be reached, and one that tells no sum
    /// for each that is reached only from a score: the flowchart links to their pages.
    fn plain(&mut self) {
        for at in 0..self.guides.len() {
            let guide = GuideId(at as u32);
            for step in self.guides[at].step_ids() {
                let mut of_step = self
                    .states
                    .nodes
                    .iter()
                    .filter(|state| (state.guide, state.step) == (guide, step));
                let plain = match of_step.next() {
                    None => self.enter(guide, step, &[], None),
                    Some(first) => {
                        if first.result.is_none() || of_step.any(|state| state.result.is_none()) {
                            continue;
                        }
                        State { result: None, ..first.clone() }
                    }
                };
                self.number(plain);
                self.expand();
            }
        }
    }

    fn expand(&mut self) {
        while let Some(node) = self.open.pop_front() {
            let state = self.states.nodes[node].clone();
            for (answer, to, band) in self.leads_to(&state) {
                if let Some(to) = self.number(to) {
                    self.states.ways[node].push(Way { answer, to, band });
                }
            }
        }
    }

    /// By answer: the state to which it leads, and the band if it finishes a score.
    fn leads_to(&self, state: &State) -> Vec<(usize, State, Option<usize>)> {
        let guide = &self.guides[state.guide.index()];
        let step = guide.step(state.step);
        match &step.what {
            What::Outcome(_) => Vec::new(),
            What::Jump(other) => {
                let start = self.guides[other.index()].start;
                vec![(0, self.enter(*other, start, &[], state.result), None)]
            }
            What::Action(action) => {
                vec![(0, self.enter(state.guide, action.then[0].to, &state.known, None), None)]
            }
            What::Earlier(earlier) => {
                let known = state.known.iter().find(|(of, _)| *of == earlier.of);
                let read = known.and_then(|(_, answer)| guide.read(earlier, *answer));
                let way = |read: usize| {
                    let to = earlier.answers[read].to;
                    (read, self.enter(state.guide, to, &state.known, state.result), None)
                };
                read.map(way).into_iter().collect()
            }
            What::Ask(ask) => match state.item {
                Some(item) => self.scored(state, ask, item),
                None => (0..ask.answers.len())
                    .map(|answer| (answer, self.answered(state, ask, answer), None))
                    .collect(),
            },
        }
    }

    /// The state after an answer of the step itself.
    fn answered(&self, state: &State, ask: &Ask, answer: usize) -> State {
        let known = self.known_after(state, ask, answer);
        self.enter(state.guide, ask.answers[answer].to, &known, None)
    }

    /// What is known once the step itself is answered.
    fn known_after(&self, state: &State, ask: &Ask, answer: usize) -> Vec<(StepId, usize)> {
        let mut known = state.known.clone();
        if let Some(alike) = self.memories[state.guide.index()].alike.get(&state.step) {
            let answer = ask.answered(answer);
            known.retain(|(of, _)| *of != state.step);
            known.push((state.step, alike.get(answer).copied().unwrap_or(answer)));
            known.sort_unstable();
        }
        known
    }

    fn scored(&self, state: &State, ask: &Ask, item: usize) -> Vec<(usize, State, Option<usize>)> {
        let Some(asked) = ask.items.get(item) else { return Vec::new() };
        let mut out = Vec::new();
        for (at, answer) in asked.answers.iter().enumerate() {
            let halves = state.halves.saturating_add(answer.halves);
            let own = self.more_urgent(state.guide, state.own, answer.go);
            if item + 1 < ask.items.len() {
                let item = Some(item + 1);
                out.push((at, State { item, halves, own, result: None, ..state.clone() }, None));
            } else if let Some(band) = ask.band(halves) {
                let target = ask.answers[band].to;
                let target = self.wins(state.guide, own, target).unwrap_or(target);
                let known = self.known_after(state, ask, band);
                let result = Some((state.guide, state.step, halves));
                let to = self.enter(state.guide, target, &known, result);
                out.push((at, to, Some(band)));
            }
        }
        let unsure = ask.answers.iter().position(|it| matches!(it.label, Label::Unsure { .. }));
        if let Some(unsure) = unsure {
            out.push((asked.answers.len(), self.answered(state, ask, unsure), None));
        }
        out
    }

    /// Of two own targets the one that can reach the more urgent outcome; on a tie the first.
    fn more_urgent(
        &self,
        guide: GuideId,
        first: Option<StepId>,
        second: Option<StepId>,
    ) -> Option<StepId> {
        match (first, second) {
            (Some(first), Some(second)) => {
                Some(self.wins(guide, Some(second), first).unwrap_or(first))
            }
            (first, second) => first.or(second),
        }
    }

    /// `own`, if it can reach a more urgent outcome than `target` can.
    fn wins(&self, guide: GuideId, own: Option<StepId>, target: StepId) -> Option<StepId> {
        let own = own?;
        match ((self.reach)(guide, own), (self.reach)(guide, target)) {
            (Some(mine), Some(other)) if other.is_milder_than(mine) => Some(own),
            (Some(_), None) => Some(own),
            _ => None,
        }
    }
}

impl Ask {
    /// The position among the answers of the band in which a sum is, in halves.
    pub fn band(&self, halves: i32) -> Option<usize> {
        let sum = Decimal::from_halves(halves);
        self.answers.iter().position(
            |answer| matches!(&answer.label, Label::Range { interval, .. } if interval.has(sum)),
        )
    }

    /// The answer as which an answer counts: "not sure" that nobody wrote counts as the one whose
    /// way it takes.
    pub fn answered(&self, answer: usize) -> usize {
        let given = &self.answers[answer];
        match given.label {
            Label::Unsure { written: false } => {
                self.answers.iter().position(|other| other.to == given.to).unwrap_or(answer)
            }
            _ => answer,
        }
    }
}

impl Guide {
    /// Which of its answers a step that reads an earlier one takes, if the question was given this
    /// answer.
    pub fn read(&self, earlier: &Earlier, answer: usize) -> Option<usize> {
        let source = self.step(earlier.of);
        let wanted = match source.ask() {
            Some(ask) => ask.answers[ask.answered(answer)].label.read_as()?,
            None => return None,
        };
        earlier
            .answers
            .iter()
            .position(|answer| matches!(&answer.label, Label::Text(text) if text == wanted))
    }
}

impl Label {
    /// The words by which a later step names an answer; `None` for a range without words.
    pub fn read_as(&self) -> Option<&str> {
        match self {
            Label::Yes => Some("yes"),
            Label::No => Some("no"),
            Label::Unsure { .. } => Some("unsure"),
            Label::Text(text) => Some(text),
            Label::Range { words, .. } => words.as_deref(),
            Label::Then => None,
        }
    }
}
