//! Flow: all guides as one graph, with jumps followed, for facts about paths rather than single
//! steps.
//!
//! In:   the guides.
//! Out:  what each node can reach, and orders in which to visit nodes.
//! Not:  lists of paths; a guide of 30 questions has a thousand million of them.

use super::guides::{Answer, Guide, Label, What};
use super::{GuideId, StepId};
use crate::model::Urgency;

/// A node of the graph: a step of a guide.
pub type NodeId = usize;

/// The guides as one directed graph. A jump has one edge, to the start of its guide.
pub struct Flow {
    /// The first node of each guide.
    offsets: Vec<usize>,
    pub nodes: Vec<(GuideId, StepId)>,
    /// By node: the target of each answer, in the order of the answers.
    pub next: Vec<Vec<NodeId>>,
    pub previous: Vec<Vec<NodeId>>,
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
        let mut next = Vec::with_capacity(nodes.len());
        let mut previous = vec![Vec::new(); nodes.len()];
        for (at, (guide, step)) in nodes.iter().enumerate() {
            let to: Vec<NodeId> = match &guides[guide.index()].step(*step).what {
                What::Ask(ask) => {
                    ask.answers.iter().map(|answer| node(*guide, answer.to)).collect()
                }
                What::Outcome(_) => Vec::new(),
                What::Jump(other) => vec![node(*other, guides[other.index()].start)],
            };
            for to in &to {
                previous[*to].push(at);
            }
            next.push(to);
        }
        Flow { offsets, nodes, next, previous }
    }

    pub fn node(&self, guide: GuideId, step: StepId) -> NodeId {
        self.offsets[guide.index()] + step.index()
    }

    /// By node: whether it can be reached from `start`, which counts as reached.
    pub fn reachable(&self, start: NodeId) -> Vec<bool> {
        let mut seen = vec![false; self.nodes.len()];
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
        let mut best: Vec<Option<T>> = (0..self.nodes.len()).map(own).collect();
        let mut open: Vec<NodeId> =
            (0..self.nodes.len()).filter(|node| best[*node].is_some()).collect();
        while let Some(node) = open.pop() {
            let Some(value) = best[node] else { continue };
            for before in &self.previous[node] {
                if best[*before].is_none_or(|old| better(value, old)) {
                    best[*before] = Some(value);
                    open.push(*before);
                }
            }
        }
        best
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
    let worst = flow.best_reachable(
        |node| outcome_level(guides, flow.nodes[node]),
        |a: Urgency, b| b.is_milder_than(a),
    );
    for (at, guide) in guides.iter_mut().enumerate() {
        let guide_id = GuideId(at as u32);
        for step in &mut guide.steps {
            let What::Ask(ask) = &mut step.what else { continue };
            let [yes, no] = &ask.answers[..] else { continue };
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
