//! Net: every step in its rank, and between the ranks everything that an edge passes: its label, and a trunk where it
//! goes further than one rank.
//!
//! Between two ranks of boxes is a rank of labels, so that a label has its own place, as a box does (the idea of dot's
//! label nodes: Gansner et al. 1993, section 5.3). All edges to one step share one trunk. Answers that lead to outcomes
//! to which nothing else leads are stacked below their question.

use std::collections::HashMap;

use super::simplex;
use crate::chart::drawing::{Rect, Style, Words};
use crate::chart::{BoxKind, Diagram};

pub(super) type NodeId = usize;

/// What stands at one place of a rank.
#[derive(Debug)]
pub(super) enum What {
    /// A box; beside it, perhaps, from where else one comes.
    Step { at: usize, words: Words, inlet: Option<Words> },
    /// Outcomes below each other.
    Stack(Vec<Hung>),
    /// The label of the edge to a step.
    Label { from: usize, to: usize, words: Words },
    /// The edges to one step, on their way through a rank.
    Trunk,
    /// The end of an edge that would close a loop.
    Connector { from: usize, to: usize, words: Words },
}

/// An outcome in a stack, with the label of the way to it; places from the upper left corner of the stack.
#[derive(Debug)]
pub(super) struct Hung {
    pub from: usize,
    pub at: usize,
    pub label: Rect,
    pub label_words: Words,
    pub rect: Rect,
    pub words: Words,
}

#[derive(Debug)]
pub(super) struct Node {
    pub what: What,
    pub rank: usize,
    pub w: f64,
    pub h: f64,
    /// Links to the next rank; those of a question in the author's order.
    pub down: Vec<LinkId>,
    pub up: Vec<LinkId>,
}

pub(super) type LinkId = usize;

/// A piece of one edge or of several, from one rank to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub from: NodeId,
    pub to: NodeId,
    /// How many edges run in it.
    pub edges: i64,
}

#[derive(Debug, Default)]
pub(super) struct Net {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    /// By rank, its nodes from left to right. Ranks of boxes are even, ranks of labels odd.
    pub ranks: Vec<Vec<NodeId>>,
    /// By step of the diagram: its node, if it stands alone.
    pub steps: Vec<Option<NodeId>>,
}

/// Widths of boxes, of labels, and from where to where a stack's rail is.
const QUESTION: f64 = 264.0;
const OUTCOME: f64 = 210.0;
const NARROWEST: f64 = 96.0;
const LABEL: f64 = 150.0;
/// The rail of a stack, from its left side; where its labels and boxes begin; where an edge enters its box.
pub(super) const RAIL: f64 = 10.0;
const HANG: f64 = 28.0;
const DOWN: f64 = 16.0;
const ARROW: f64 = 14.0;
/// From a box to the sign that says from where else one comes.
pub(super) const BESIDE: f64 = 22.0;
/// A drawing that is wider than this stacks all it can.
const WIDE: f64 = 1200.0;

/// The ways that are drawn as edges from rank to rank, and those that would close a loop.
struct Ways {
    forward: Vec<(usize, usize)>,
    back: Vec<(usize, usize)>,
}

/// The net of a diagram.
pub(super) fn net(diagram: &Diagram, style: &Style, from: &str) -> Net {
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
    let net = Net { steps: vec![None; diagram.steps.len()], ..Net::default() };
    Builder { diagram, style, from, ranks: steps, stacks, ways: &ways, trunks: HashMap::new(), net }.build()
}

fn ways(diagram: &Diagram) -> Ways {
    // Steps are in an order in which every step stands behind all that lead to it, unless there is a loop.
    let mut ways = Ways { forward: Vec::new(), back: Vec::new() };
    for (from, step) in diagram.steps.iter().enumerate() {
        for way in &step.ways {
            let is_forward = diagram.steps[way.to].kind != BoxKind::Question || way.to > from;
            if is_forward { &mut ways.forward } else { &mut ways.back }.push((from, way.to));
        }
    }
    ways
}

/// By question, the runs of neighbouring answers whose outcomes are stacked: positions in its ways. Runs shorter than
/// `least` stand side by side.
fn stacks(diagram: &Diagram, least: usize) -> Vec<Vec<Vec<usize>>> {
    let alone = |to: usize| diagram.steps[to].kind != BoxKind::Question && diagram.steps[to].from.len() == 1;
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

/// A long run becomes several stacks, about as high together as they are wide.
fn columns(run: &[usize]) -> Vec<Vec<usize>> {
    // An outcome with its label is about 0.45 times as high as it is wide.
    let count = (run.len() as f64 * 0.45).sqrt().ceil() as usize;
    let count = count.min(run.len() / 4).max(1);
    run.chunks(run.len().div_ceil(count)).map(<[usize]>::to_vec).collect()
}

/// By step, its rank, from the first; `usize::MAX` for those in stacks.
fn ranks(diagram: &Diagram, ways: &Ways, stacks: &[Vec<Vec<usize>>]) -> Vec<usize> {
    let mut stacked = vec![false; diagram.steps.len()];
    for (at, runs) in stacks.iter().enumerate() {
        runs.iter().flatten().for_each(|way| stacked[diagram.steps[at].ways[*way].to] = true);
    }
    let mut problem = simplex::Problem::new();
    let variables: Vec<usize> = diagram.steps.iter().map(|_| problem.variable()).collect();
    for (from, to) in ways.forward.iter().filter(|(_, to)| !stacked[*to]) {
        // A question belongs right below the one that leads to it; an outcome may wait.
        let weight = if diagram.steps[*to].kind == BoxKind::Question { 2 } else { 1 };
        problem.cost(variables[*from], variables[*to], 1, weight);
    }
    let solution = problem.solve().unwrap_or_default();
    let rank = |at: usize| solution.get(variables[at]).map_or(0, |rank| *rank as usize);
    (0..diagram.steps.len()).map(|at| if stacked[at] { usize::MAX } else { rank(at) }).collect()
}

/// About how wide the widest rank will be, in px.
fn widest(diagram: &Diagram, ranks: &[usize], stacks: &[Vec<Vec<usize>>]) -> f64 {
    let last = ranks.iter().filter(|rank| **rank != usize::MAX).max().copied().unwrap_or(0);
    let mut widths = vec![0.0; last + 2];
    for (at, rank) in ranks.iter().enumerate().filter(|(_, rank)| **rank != usize::MAX) {
        widths[*rank] += if diagram.steps[at].kind == BoxKind::Question { QUESTION } else { OUTCOME };
        widths[*rank + 1] += stacks[at].len() as f64 * OUTCOME;
    }
    widths.into_iter().fold(0.0, f64::max)
}

struct Builder<'a> {
    diagram: &'a Diagram,
    style: &'a Style,
    from: &'a str,
    ranks: Vec<usize>,
    stacks: Vec<Vec<Vec<usize>>>,
    ways: &'a Ways,
    /// The trunk of a step in a rank.
    trunks: HashMap<(NodeId, usize), NodeId>,
    net: Net,
}

impl Builder<'_> {
    fn build(mut self) -> Net {
        for at in 0..self.diagram.steps.len() {
            if self.ranks[at] != usize::MAX {
                self.net.steps[at] = Some(self.step(at));
            }
        }
        for at in 0..self.diagram.steps.len() {
            self.ways_of(at);
        }
        // In this order the author's answers stand from left to right, and a step below the first that leads to it.
        let last = self.net.nodes.iter().map(|node| node.rank).max().unwrap_or(0);
        self.net.ranks = vec![Vec::new(); last + 1];
        let mut seen = vec![false; self.net.nodes.len()];
        for at in 0..self.diagram.steps.len() {
            if let Some(start) = self.net.steps[at] {
                self.visit(start, &mut seen);
            }
        }
        self.net
    }

    fn visit(&mut self, start: NodeId, seen: &mut [bool]) {
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                self.net.ranks[self.net.nodes[node].rank].push(node);
                open.extend(self.net.nodes[node].down.iter().rev().map(|link| self.net.links[*link].to));
            }
        }
    }

    fn add(&mut self, what: What, rank: usize, w: f64, h: f64) -> NodeId {
        self.net.nodes.push(Node { what, rank, w, h, down: Vec::new(), up: Vec::new() });
        self.net.nodes.len() - 1
    }

    /// Links two nodes; where they are linked, one edge more runs there.
    fn link(&mut self, from: NodeId, to: NodeId) {
        let known = self.net.nodes[from].down.iter().find(|link| self.net.links[**link].to == to).copied();
        match known {
            Some(link) => self.net.links[link].edges += 1,
            None => {
                self.net.links.push(Link { from, to, edges: 1 });
                let link = self.net.links.len() - 1;
                self.net.nodes[from].down.push(link);
                self.net.nodes[to].up.push(link);
            }
        }
    }

    fn step(&mut self, at: usize) -> NodeId {
        let most = if self.diagram.steps[at].kind == BoxKind::Question { QUESTION } else { OUTCOME };
        let words = self.style.step(self.diagram, at, most);
        let mut width = words.width.max(NARROWEST).ceil();
        let height = words.height;
        let back: Vec<usize> = self.ways.back.iter().filter(|(_, to)| *to == at).map(|(from, _)| *from).collect();
        let inlet = (!back.is_empty()).then(|| self.style.coming(self.diagram, self.from, &back, 140.0));
        if let Some(inlet) = &inlet {
            width += BESIDE + inlet.width;
        }
        let height = inlet.as_ref().map_or(height, |inlet| height.max(inlet.height));
        self.add(What::Step { at, words, inlet }, 2 * self.ranks[at], width, height)
    }

    /// All that hangs on the answers of a question.
    fn ways_of(&mut self, at: usize) {
        let Some(question) = self.net.steps[at] else { return };
        let stacks = std::mem::take(&mut self.stacks[at]);
        for (place, way) in self.diagram.steps[at].ways.iter().enumerate() {
            if let Some(run) = stacks.iter().find(|run| run.contains(&place)) {
                if run[0] == place {
                    self.stack(at, question, run);
                }
            } else if self.ways.back.contains(&(at, way.to)) {
                let label = self.label(at, question, way.to, &way.label);
                let words = self.style.going(self.diagram, way.to, OUTCOME);
                let (w, h) = (words.width, words.height);
                let end = self.add(What::Connector { from: at, to: way.to, words }, 2 * self.ranks[at] + 2, w, h);
                self.link(label, end);
            } else if let Some(target) = self.net.steps[way.to] {
                let label = self.label(at, question, way.to, &way.label);
                self.lead(label, target);
            }
        }
    }

    fn label(&mut self, from: usize, question: NodeId, to: usize, text: &str) -> NodeId {
        // A very long label is set wider rather than very high.
        let width = (LABEL * (text.chars().count() as f64 / 90.0).sqrt()).clamp(LABEL, 3.0 * LABEL);
        let words = self.style.label(text, width);
        let (w, h) = (words.width, words.height);
        let label = self.add(What::Label { from, to, words }, self.net.nodes[question].rank + 1, w, h);
        self.link(question, label);
        label
    }

    /// Leads an edge from its label through the ranks to its target, along those that go there already.
    fn lead(&mut self, label: NodeId, target: NodeId) {
        let mut above = label;
        for rank in self.net.nodes[label].rank + 1..self.net.nodes[target].rank {
            let trunk = self.trunk(target, rank);
            self.link(above, trunk);
            above = trunk;
        }
        self.link(above, target);
    }

    fn trunk(&mut self, target: NodeId, rank: usize) -> NodeId {
        if let Some(known) = self.trunks.get(&(target, rank)) {
            return *known;
        }
        let trunk = self.add(What::Trunk, rank, 0.0, 0.0);
        self.trunks.insert((target, rank), trunk);
        trunk
    }

    fn stack(&mut self, from: usize, question: NodeId, run: &[usize]) {
        let mut hung = Vec::new();
        let (mut y, mut width) = (0.0, 0.0f64);
        for way in run.iter().map(|place| &self.diagram.steps[from].ways[*place]) {
            let label_words = self.style.label(&way.label, OUTCOME);
            let label = Rect { x: HANG, y, w: label_words.width, h: label_words.height };
            let words = self.style.step(self.diagram, way.to, OUTCOME);
            let rect = Rect { x: HANG, y: label.bottom() + ARROW, w: words.width.max(NARROWEST).ceil(), h: words.height };
            y = rect.bottom() + self.style.gap * 0.75;
            width = width.max(rect.right()).max(label.right());
            hung.push(Hung { from, at: way.to, label, label_words, rect, words });
        }
        let rank = self.net.nodes[question].rank;
        let stack = self.add(What::Stack(hung), rank + 2, width, y - self.style.gap * 0.75);
        let edges = run.len() as i64;
        let trunk = self.add(What::Trunk, rank + 1, 0.0, 0.0);
        self.link(question, trunk);
        self.link(trunk, stack);
        for link in [self.net.nodes[trunk].up[0], self.net.nodes[trunk].down[0]] {
            self.net.links[link].edges = edges;
        }
    }
}

/// Where in its stack an edge turns to its label, and down to its box.
pub(super) fn hang(hung: &Hung) -> [(f64, f64); 3] {
    let turn = hung.label.middle().1;
    let down = HANG + DOWN.min(hung.label.w / 2.0);
    [(RAIL, turn), (down, turn), (down, hung.rect.y)]
}
