//! Flow: the written steps of all guides as one graph, with jumps followed.
//!
//! In:   the guides.
//! Out:  what each node can reach, shortest paths, and orders in which to visit nodes.
//! Not:  lists of paths; a guide of 30 questions has a thousand million of them.

use super::guides::{Answer, Asking, Guide, Label, What};
use super::{GuideId, StepId};
use crate::model::Urgency;

/// A node of a graph: a position in its lists.
pub type NodeId = usize;

/// A directed graph.
#[derive(Debug, Default)]
pub struct Graph {
    /// By node: where its edges lead, in order.
    pub next: Vec<Vec<NodeId>>,
    pub previous: Vec<Vec<NodeId>>,
}

impl Graph {
    pub(super) fn new(next: Vec<Vec<NodeId>>) -> Graph {
        let mut previous = vec![Vec::new(); next.len()];
        for (at, to) in next.iter().enumerate() {
            to.iter().for_each(|to| previous[*to].push(at));
        }
        Graph { next, previous }
    }

    pub fn len(&self) -> usize {
        self.next.len()
    }

    pub fn is_empty(&self) -> bool {
        self.next.is_empty()
    }

    /// By node: whether it can be reached from `start`, which counts as reached.
    pub fn reachable(&self, start: NodeId) -> Vec<bool> {
        let mut seen = vec![false; self.len()];
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(&self.next[node]);
            }
        }
        seen
    }

    /// By node: the best value of the node itself and all nodes reachable from it (`better(a, b)`:
    /// is a better than b?). Linear in the graph times the number of values, also on cyclic graphs.
    pub fn best_reachable<T: Copy>(
        &self,
        own: impl Fn(NodeId) -> Option<T>,
        better: impl Fn(T, T) -> bool,
    ) -> Vec<Option<T>> {
        self.best_reachable_through(own, better, |_| true)
    }

    /// The same for paths that go only through nodes for which `may_pass` holds; they may end
    /// anywhere.
    pub fn best_reachable_through<T: Copy>(
        &self,
        own: impl Fn(NodeId) -> Option<T>,
        better: impl Fn(T, T) -> bool,
        may_pass: impl Fn(NodeId) -> bool,
    ) -> Vec<Option<T>> {
        let mut best: Vec<Option<T>> = (0..self.len()).map(own).collect();
        let mut open: Vec<NodeId> = (0..self.len()).filter(|node| best[*node].is_some()).collect();
        while let Some(node) = open.pop() {
            let Some(value) = best[node] else { continue };
            for before in self.previous[node].iter().filter(|before| may_pass(**before)) {
                if best[*before].is_none_or(|old| better(value, old)) {
                    best[*before] = Some(value);
                    open.push(*before);
                }
            }
        }
        best
    }

    /// The shortest path from `start` to a node for which `is_end` holds, through nodes for which
    /// `may_pass` holds.
    pub fn shortest_way(
        &self,
        start: NodeId,
        is_end: impl Fn(NodeId) -> bool,
        may_pass: impl Fn(NodeId) -> bool,
    ) -> Option<Vec<NodeId>> {
        let mut before: Vec<Option<NodeId>> = vec![None; self.len()];
        let mut seen = vec![false; self.len()];
        let mut open = std::collections::VecDeque::from([start]);
        seen[start] = true;
        while let Some(node) = open.pop_front() {
            if is_end(node) {
                let mut way = vec![node];
                while let Some(previous) = before[way[way.len() - 1]] {
                    way.push(previous);
                }
                way.reverse();
                return Some(way);
            }
            if !may_pass(node) {
                continue;
            }
            for next in &self.next[node] {
                if !std::mem::replace(&mut seen[*next], true) {
                    before[*next] = Some(node);
                    open.push_back(*next);
                }
            }
        }
        None
    }

    /// The nodes reachable from `start`, each before those that only it leads to.
    pub fn reverse_postorder(&self, start: NodeId) -> Vec<NodeId> {
        let mut seen = vec![false; self.len()];
        let mut order = Vec::new();
        let mut way = vec![(start, 0)];
        seen[start] = true;
        while let Some((node, followed)) = way.last_mut() {
            match self.next[*node].get(*followed).copied() {
                Some(next) => {
                    *followed += 1;
                    if !std::mem::replace(&mut seen[next], true) {
                        way.push((next, 0));
                    }
                }
                None => {
                    order.push(*node);
                    way.pop();
                }
            }
        }
        order.reverse();
        order
    }
}

/// The written steps of all guides as one directed graph. A jump has one edge, to the start of its
/// guide.
pub struct Flow {
    pub graph: Graph,
    pub nodes: Vec<(GuideId, StepId)>,
    /// The first node of each guide.
    offsets: Vec<usize>,
}

impl Flow {
    pub fn of(guides: &[Guide]) -> Flow {
        let mut offsets = Vec::with_capacity(guides.len());
        let mut nodes = Vec::new();
        for (at, guide) in guides.iter().enumerate() {
            offsets.push(nodes.len());
            nodes.extend(guide.step_ids().map(|step| (GuideId(at as u32), step)));
        }
        let node = |guide: GuideId, step: StepId| offsets[guide.index()] + step.index();
        let next = nodes.iter().map(|(guide, step)| {
            let step = guides[guide.index()].step(*step);
            match step.what {
                What::Jump(other) => vec![node(other, guides[other.index()].start)],
                _ => step.targets().map(|to| node(*guide, to)).collect(),
            }
        });
        Flow { graph: Graph::new(next.collect()), offsets, nodes }
    }

    pub fn node(&self, guide: GuideId, step: StepId) -> NodeId {
        self.offsets[guide.index()] + step.index()
    }

    /// By node: the most urgent level that can be reached.
    pub fn most_urgent(&self, guides: &[Guide]) -> Vec<Option<Urgency>> {
        let own = |node: NodeId| outcome_level(guides, self.nodes[node]);
        self.graph.best_reachable(own, |a: Urgency, b| b.is_milder_than(a))
    }
}

/// The level of an outcome; `None` for other nodes.
pub fn outcome_level(guides: &[Guide], node: (GuideId, StepId)) -> Option<Urgency> {
    guides[node.0.index()].step(node.1).outcome().map(|outcome| outcome.urgency)
}

/// Adds the answer "not sure" to every yes-or-no question where the author did not write it. It
/// goes to the target from which the more urgent outcome can be reached; if both reach the same, to
/// where yes goes.
pub(super) fn settle_unsure(guides: &mut [Guide]) {
    let flow = Flow::of(guides);
    let worst = flow.most_urgent(guides);
    for (at, guide) in guides.iter_mut().enumerate() {
        let guide_id = GuideId(at as u32);
        for step in &mut guide.steps {
            let What::Ask(ask) = &mut step.what else { continue };
            let (Asking::YesNo, [yes, no]) = (ask.form, &ask.answers[..]) else { continue };
            if (&yes.label, &no.label) != (&Label::Yes, &Label::No) {
                continue;
            }
            let level = |answer: &Answer| worst[flow.node(guide_id, answer.to)];
            let to = match (level(yes), level(no)) {
                (Some(yes_level), Some(no_level)) if yes_level.is_milder_than(no_level) => no,
                (None, Some(_)) => no,
                _ => yes,
            };
            let unsure = Answer {
                label: Label::Unsure { written: false },
                finding: None,
                to: to.to,
                position: to.position,
            };
            ask.answers.push(unsure);
        }
    }
}
