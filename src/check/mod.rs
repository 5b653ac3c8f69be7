//! Check: whether the handbook makes sense. One rule per file.
//!
//! In:   a [`Linked`], in which every name resolves.
//! Out:  diagnostics.
//! Not:  unresolved names (reported by `link`) or files (`read`). A rule changes nothing.
//!
//! Adding a rule takes one file with its codes and its function, one row in [`RULES`], and its
//! `tests/problems/<code>.md`, which `fascicle explain` prints and the tests run.

mod contradiction;
mod duplicate_name;
mod guide_cause_missing;
mod guide_cycle;
mod guide_dead_end;
mod guide_forbidden_advice;
mod guide_no_safety_net;
mod guide_one_way;
mod guide_outcome_too_mild;
mod guide_red_flag_not_asked;
mod guide_red_flag_too_mild;
mod guide_too_long;
mod guide_unreachable;
mod guide_urgency_rises;
mod headings;
mod large_file;
mod missing_relation;
mod missing_source;
mod phone_number;
mod portable_name;
mod review;
mod rules_exist;
mod unfilled_form;
mod untagged_image;
mod unused;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostics};
use crate::link::flow::{Flow, NodeId};
use crate::link::{Guide, GuideId, GuideStep, Linked, What};
use crate::model::{Details, Text};

/// A rule: the codes it can report, and the function that reports them.
pub struct Rule {
    pub codes: &'static [&'static Code],
    pub run: fn(&Context, &mut Diagnostics),
}

/// All rules, in the order in which they run.
pub static RULES: &[Rule] = &[
    rules_exist::RULE,
    duplicate_name::RULE,
    contradiction::RULE,
    missing_relation::RULE,
    missing_source::RULE,
    unused::RULE,
    review::RULE,
    headings::RULE,
    phone_number::RULE,
    unfilled_form::RULE,
    untagged_image::RULE,
    portable_name::RULE,
    large_file::RULE,
    guide_cycle::RULE,
    guide_unreachable::RULE,
    guide_dead_end::RULE,
    guide_one_way::RULE,
    guide_red_flag_too_mild::RULE,
    guide_urgency_rises::RULE,
    guide_red_flag_not_asked::RULE,
    guide_cause_missing::RULE,
    guide_outcome_too_mild::RULE,
    guide_forbidden_advice::RULE,
    guide_no_safety_net::RULE,
    guide_too_long::RULE,
];

/// The number of steps shown at each end of a long path.
const SHOWN: usize = 8;

/// The plain texts of front matter and guides that are sentences for readers.
fn texts(linked: &Linked) -> Vec<&Text> {
    let mut texts: Vec<&Text> = Vec::new();
    for entry in &linked.entries {
        if let Details::Finding { kind: _, urgency: _, ask } = &entry.details {
            texts.extend(ask);
        }
    }
    for step in linked.guides.iter().flat_map(|guide| &guide.steps) {
        match &step.what {
            What::Ask(ask) => texts.push(&ask.ask),
            What::Outcome(outcome) => texts.extend(&outcome.title),
            What::Jump(_) => {}
        }
    }
    texts
}

/// The data available to a rule.
pub struct Context<'a> {
    pub linked: &'a Linked,
    /// The date against which reviews are checked.
    pub today: Date,
    /// All codes of the program, for the rule that checks `rules:`.
    pub codes: &'a [&'static Code],
    /// All guides as one graph, with jumps followed.
    pub flow: Flow,
    /// By guide: whether all names in it, and in the guides it jumps to, resolve.
    sound: Vec<bool>,
}

impl Context<'_> {
    /// The guides whose structure can be checked: with an unresolved name, diagnostics would only
    /// repeat that mistake.
    pub fn sound_guides(&self) -> impl Iterator<Item = (GuideId, &Guide)> {
        self.linked
            .guide_ids()
            .filter(|id| self.sound[id.index()])
            .map(|id| (id, self.linked.guide(id)))
    }

    pub fn start(&self, guide: GuideId) -> NodeId {
        self.flow.node(guide, self.linked.guide(guide).start)
    }

    pub fn step(&self, node: NodeId) -> &GuideStep {
        let (guide, step) = self.flow.nodes[node];
        self.linked.guide(guide).step(step)
    }

    /// A path as shown in messages: the names of its steps, with the middle of a long one omitted.
    pub fn way(&self, nodes: &[NodeId]) -> String {
        let names: Vec<&str> = nodes.iter().map(|node| self.step(*node).name.as_str()).collect();
        if names.len() > 2 * SHOWN {
            return format!(
                "{} → … → {}",
                names[..SHOWN].join(" → "),
                names[names.len() - SHOWN..].join(" → ")
            );
        }
        names.join(" → ")
    }

    /// The shortest path from `start` to a node for which `is_end` holds, through nodes for which
    /// `may_pass` holds.
    pub fn shortest_way(
        &self,
        start: NodeId,
        is_end: impl Fn(NodeId) -> bool,
        may_pass: impl Fn(NodeId) -> bool,
    ) -> Option<Vec<NodeId>> {
        let mut before: Vec<Option<NodeId>> = vec![None; self.flow.nodes.len()];
        let mut seen = vec![false; self.flow.nodes.len()];
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
            for next in &self.flow.next[node] {
                if !std::mem::replace(&mut seen[*next], true) {
                    before[*next] = Some(node);
                    open.push_back(*next);
                }
            }
        }
        None
    }
}

/// Runs every rule.
pub fn handbook(linked: &Linked, today: Date, codes: &[&'static Code], problems: &mut Diagnostics) {
    let flow = Flow::of(&linked.guides);
    let sound = linked.guide_ids().map(|guide| {
        let reached = flow.reachable(flow.node(guide, linked.guide(guide).start));
        let broken = |node: NodeId| linked.guide(flow.nodes[node].0).broken;
        !linked.guide(guide).broken && !(0..reached.len()).any(|node| reached[node] && broken(node))
    });
    let context = Context { linked, today, codes, sound: sound.collect(), flow };
    for rule in RULES {
        (rule.run)(&context, problems);
    }
}
