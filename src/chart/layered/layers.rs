//! Layers: every step in its rank, and every edge that spans more than one rank as a chain of
//! bends, one per rank.
//!
//! Outcomes to which only one question leads may be stacked below it.

use std::collections::HashMap;

use super::net::{OUTCOME, QUESTION};
use super::simplex;
use crate::chart::Diagram;

pub(super) type ItemId = usize;

/// The contents of one position in a rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Step(usize),
    /// Outcomes stacked vertically: the question, and the positions of the answers among its ways.
    Stack(usize, Vec<usize>),
    /// An edge to a step, passing through a rank.
    Bend {
        to: usize,
    },
    /// The end of an edge that would close a loop.
    Connector {
        from: usize,
        to: usize,
    },
}

impl What {
    /// The step whose edge back to `step` ends here, if any.
    pub(super) fn back_to(&self, step: usize) -> Option<usize> {
        match self {
            What::Connector { from, to } if *to == step => Some(*from),
            _ => None,
        }
    }
}

#[derive(Debug)]
pub(super) struct Item {
    pub what: What,
    /// Neighbours in the next rank (a question's in the author's order) and in the previous one,
    /// each with its number of edges.
    pub down: Vec<(ItemId, i64)>,
    pub up: Vec<(ItemId, i64)>,
}

#[derive(Debug, Default)]
pub(super) struct Layers {
    pub items: Vec<Item>,
    /// Items by rank, from left to right.
    pub ranks: Vec<Vec<ItemId>>,
}

/// A drawing wider than this, in px, stacks all it can.
const WIDE: f64 = 900.0;
/// With more bends than this, all edges to one step share theirs: otherwise sorting takes too long.
const BENDS: usize = 20_000;

/// The ways drawn as edges from rank to rank, and those that would close a loop.
struct Ways {
    forward: Vec<(usize, usize)>,
    back: Vec<(usize, usize)>,
}

/// The layers of a diagram, each in the author's order.
pub(super) fn layers(diagram: &Diagram) -> Layers {
    let ways = ways(diagram);
    let some = stacks(diagram, 4);
    let steps = ranks(diagram, &ways, &some);
    let (stacks, steps) = if widest(diagram, &steps, &some) > WIDE {
        let all = stacks(diagram, 2);
        let steps = ranks(diagram, &ways, &all);
        (all, steps)
    } else {
        (some, steps)
    };
    let length = |(from, to): &(usize, usize)| {
        if steps[*to] == usize::MAX { 0 } else { steps[*to] - steps[*from] - 1 }
    };
    let bends: usize = ways.forward.iter().map(length).sum();
    let builder = Builder {
        diagram,
        ranks: steps,
        stacks,
        ways: &ways,
        share: if bends > BENDS { Share::Bends } else { Share::Nothing },
        steps: vec![None; diagram.steps.len()],
        bends: HashMap::new(),
        rank_of: Vec::new(),
        out: Layers::default(),
    };
    builder.build()
}

fn ways(diagram: &Diagram) -> Ways {
    // Questions are in topological order: each follows all that lead to it, unless there is a loop.
    let mut ways = Ways { forward: Vec::new(), back: Vec::new() };
    for (from, step) in diagram.steps.iter().enumerate() {
        for way in &step.ways {
            let is_forward = !diagram.steps[way.to].kind.leads_on() || way.to > from;
            if is_forward { &mut ways.forward } else { &mut ways.back }.push((from, way.to));
        }
    }
    ways
}

/// By question, the runs of adjacent answers whose outcomes are stacked: positions in its ways. The
/// outcomes of runs shorter than `least` are side by side.
fn stacks(diagram: &Diagram, least: usize) -> Vec<Vec<Vec<usize>>> {
    let alone = |to: usize| !diagram.steps[to].kind.leads_on() && diagram.steps[to].from.len() == 1;
    let runs = |step: &crate::chart::Box| {
        let mut runs: Vec<Vec<usize>> = Vec::new();
        let mut open = false;
        for (at, way) in step.ways.iter().enumerate() {
            match (alone(way.to), open) {
                (true, true) => runs.last_mut().into_iter().for_each(|run| run.push(at)),
                (true, false) => runs.push(vec![at]),
                (false, _) => {}
            }
            open = alone(way.to);
        }
        let long = runs.into_iter().filter(|run| run.len() >= least);
        long.flat_map(|run| columns(&run)).collect()
    };
    diagram.steps.iter().map(runs).collect()
}

/// Splits a long run into several stacks, together about as tall as they are wide.
fn columns(run: &[usize]) -> Vec<Vec<usize>> {
    // An outcome with its label is about 0.45 times as tall as it is wide.
    let count = (run.len() as f64 * 0.45).sqrt().ceil() as usize;
    let count = count.min(run.len() / 4).max(1);
    run.chunks(run.len().div_ceil(count)).map(<[usize]>::to_vec).collect()
}

/// The rank of each step, from 0; `usize::MAX` for those in stacks.
fn ranks(diagram: &Diagram, ways: &Ways, stacks: &[Vec<Vec<usize>>]) -> Vec<usize> {
    let mut stacked = vec![false; diagram.steps.len()];
    for (at, runs) in stacks.iter().enumerate() {
        runs.iter().flatten().for_each(|way| stacked[diagram.steps[at].ways[*way].to] = true);
    }
    let mut problem = simplex::LinearProgram::new();
    let variables: Vec<usize> = diagram.steps.iter().map(|_| problem.variable()).collect();
    for (from, to) in ways.forward.iter().filter(|(_, to)| !stacked[*to]) {
        // A question should be directly below the one that leads to it; an outcome may be further
        // down.
        let weight = if diagram.steps[*to].kind.leads_on() { 2 } else { 1 };
        problem.cost(variables[*from], variables[*to], 1, weight);
    }
    let solution = problem.solve().unwrap_or_default();
    let rank = |at: usize| solution.get(variables[at]).map_or(0, |rank| *rank as usize);
    (0..diagram.steps.len()).map(|at| if stacked[at] { usize::MAX } else { rank(at) }).collect()
}

/// The approximate width of the widest rank, in px.
fn widest(diagram: &Diagram, ranks: &[usize], stacks: &[Vec<Vec<usize>>]) -> f64 {
    let last = ranks.iter().filter(|rank| **rank != usize::MAX).max().copied().unwrap_or(0);
    let mut widths = vec![0.0; last + 2];
    for (at, rank) in ranks.iter().enumerate().filter(|(_, rank)| **rank != usize::MAX) {
        widths[*rank] += if diagram.steps[at].kind.leads_on() { QUESTION } else { OUTCOME };
        widths[*rank + 1] += stacks[at].len() as f64 * OUTCOME;
    }
    widths.into_iter().fold(0.0, f64::max)
}

/// Whether the edges to one step share their bends.
#[derive(Clone, Copy, PartialEq)]
enum Share {
    Bends,
    Nothing,
}

struct Builder<'a> {
    diagram: &'a Diagram,
    ranks: Vec<usize>,
    stacks: Vec<Vec<Vec<usize>>>,
    ways: &'a Ways,
    share: Share,
    /// By step: its item, unless it is in a stack.
    steps: Vec<Option<ItemId>>,
    /// By step and rank: the bend of the edges to it.
    bends: HashMap<(usize, usize), ItemId>,
    rank_of: Vec<usize>,
    out: Layers,
}

impl Builder<'_> {
    fn build(mut self) -> Layers {
        for at in 0..self.diagram.steps.len() {
            if self.ranks[at] != usize::MAX {
                self.steps[at] = Some(self.add(What::Step(at), self.ranks[at]));
            }
        }
        for at in 0..self.diagram.steps.len() {
            self.ways_of(at);
        }
        // This order puts the author's answers from left to right, and a step below the first that
        // leads to it.
        self.out.ranks = vec![Vec::new(); self.rank_of.iter().max().map_or(0, |last| last + 1)];
        let mut seen = vec![false; self.out.items.len()];
        for start in (0..self.diagram.steps.len()).filter_map(|at| self.steps[at]) {
            let mut open = vec![start];
            while let Some(item) = open.pop() {
                if !std::mem::replace(&mut seen[item], true) {
                    self.out.ranks[self.rank_of[item]].push(item);
                    open.extend(self.out.items[item].down.iter().rev().map(|(to, _)| *to));
                }
            }
        }
        self.out
    }

    fn add(&mut self, what: What, rank: usize) -> ItemId {
        self.out.items.push(Item { what, down: Vec::new(), up: Vec::new() });
        self.rank_of.push(rank);
        self.out.items.len() - 1
    }

    /// Joins two items, or adds `edges` if they are already joined.
    fn join(&mut self, from: ItemId, to: ItemId, edges: i64) {
        let items = &mut self.out.items;
        match items[from].down.iter_mut().find(|(known, _)| *known == to) {
            Some((_, known)) => {
                *known += edges;
                items[to]
                    .up
                    .iter_mut()
                    .filter(|(known, _)| *known == from)
                    .for_each(|(_, known)| *known += edges);
            }
            None => {
                items[from].down.push((to, edges));
                items[to].up.push((from, edges));
            }
        }
    }

    /// Adds everything that the answers of a question lead to.
    fn ways_of(&mut self, at: usize) {
        let Some(question) = self.steps[at] else { return };
        let stacks = std::mem::take(&mut self.stacks[at]);
        for (place, way) in self.diagram.steps[at].ways.iter().enumerate() {
            if let Some(run) = stacks.iter().find(|run| run.contains(&place)) {
                if run[0] == place {
                    let stack = self.add(What::Stack(at, run.clone()), self.ranks[at] + 1);
                    self.join(question, stack, run.len() as i64);
                }
            } else if self.ways.back.contains(&(at, way.to)) {
                let end = self.add(What::Connector { from: at, to: way.to }, self.ranks[at] + 1);
                self.join(question, end, 1);
            } else if let Some(target) = self.steps[way.to] {
                let mut above = question;
                for rank in self.ranks[at] + 1..self.ranks[way.to] {
                    let bend = self.bend(way.to, rank);
                    self.join(above, bend, 1);
                    above = bend;
                }
                self.join(above, target, 1);
            }
        }
    }

    fn bend(&mut self, to: usize, rank: usize) -> ItemId {
        if let Some(known) = self.bends.get(&(to, rank)).filter(|_| self.share == Share::Bends) {
            return *known;
        }
        let bend = self.add(What::Bend { to }, rank);
        self.bends.insert((to, rank), bend);
        bend
    }
}
