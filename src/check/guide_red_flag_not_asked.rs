//! A warning sign in the handbook that a reader can get past without being asked about it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::flow::{NodeId, outcome_level};
use crate::link::{EntryId, GuideId, Linked};
use crate::model::Urgency;
use crate::vocabulary::{CAUSE_FINDINGS, PROBLEM_CAUSES, PROBLEM_RED_FLAGS};

static GUIDE_RED_FLAG_NOT_ASKED: Code = Code::error("guide-red-flag-not-asked");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_RED_FLAG_NOT_ASKED], run };

/// Forward data-flow analysis over the graph, never a list of paths: each node has the set of signs
/// that may still be unasked on arrival (the union over all paths). Correct on graphs with loops,
/// since sets only grow.
fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        let Some((problem, _)) = guide.problem else { continue };
        let signs = warning_signs(context.linked, problem);
        if !signs.is_empty() {
            judge(context, id, &signs, problems);
        }
    }
}

/// The findings with an urgency that are listed for the problem or, as present, for one of its
/// causes; most urgent first.
fn warning_signs(linked: &Linked, problem: EntryId) -> Vec<(EntryId, Urgency)> {
    let of_causes = linked
        .related(problem, &PROBLEM_CAUSES)
        .flat_map(|edge| linked.related(edge.to, &CAUSE_FINDINGS))
        .filter(|edge| edge.speaks_for());
    let mut signs: Vec<_> = linked
        .related(problem, &PROBLEM_RED_FLAGS)
        .chain(of_causes)
        .filter_map(|edge| Some((edge.to, linked.entry(edge.to).details.urgency()?)))
        .collect();
    signs.sort_by_key(|(id, level)| (*level, *id));
    signs.dedup();
    signs
}

fn judge(
    context: &Context,
    guide: GuideId,
    signs: &[(EntryId, Urgency)],
    problems: &mut Diagnostics,
) {
    let flow = &context.flow;
    let start = context.start(guide);
    let unasked = unasked(context, start, signs);
    // One missing question leaves several signs unasked on the same path: that is one problem.
    type Signs = Vec<(EntryId, Urgency)>;
    let mut missed_together: Vec<(NodeId, Vec<NodeId>, Signs)> = Vec::new();
    for (bit, (sign, level)) in signs.iter().enumerate() {
        // The mildest outcome that can be reached without the question is the clearest example.
        let missed = (0..flow.nodes.len())
            .filter(|node| unasked[*node].as_ref().is_some_and(|set| set.has(bit)))
            .filter_map(|node| {
                Some((outcome_level(&context.linked.guides, flow.nodes[node])?, node))
            })
            .filter(|(outcome, _)| outcome.is_milder_than(*level))
            .max_by_key(|(outcome, node)| (*outcome, std::cmp::Reverse(*node)));
        let Some((_, outcome)) = missed else { continue };
        let way = context
            .shortest_way(start, |node| node == outcome, |node| !asks(context, node, *sign))
            .unwrap_or_default();
        match missed_together.iter_mut().find(|(end, passed, _)| *end == outcome && *passed == way)
        {
            Some((.., missed)) => missed.push((*sign, *level)),
            None => missed_together.push((outcome, way, vec![(*sign, *level)])),
        }
    }
    for (outcome, way, missed) in missed_together {
        report(context, guide, outcome, &way, &missed, problems);
    }
}

/// `missed`: most urgent first.
fn report(
    context: &Context,
    guide: GuideId,
    outcome: NodeId,
    way: &[NodeId],
    missed: &[(EntryId, Urgency)],
    problems: &mut Diagnostics,
) {
    let linked = context.linked;
    let sign = |(id, level): &(EntryId, Urgency)| {
        format!("`{}` ({})", linked.entry(*id).id, linked.settings.ladder.level(*level).label)
    };
    let (subject, verb) = match missed {
        [one] => (format!("the warning sign {}", sign(one)), "is"),
        [all @ .., last] => {
            let all: Vec<String> = all.iter().map(sign).collect();
            (format!("the warning signs {} and {}", all.join(", "), sign(last)), "are")
        }
        [] => return,
    };
    let end = &context.step(outcome).name;
    let message = format!("{subject} {verb} not asked on the way to `{end}`: {}", context.way(way));
    let ids: Vec<&str> = missed.iter().map(|(id, _)| linked.entry(*id).id.as_str()).collect();
    let help = match question_for(context, guide, missed[0].1) {
        Some(question) => {
            let ids: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
            format!(
                "add {} to the `any_of` of `{question}`, or of another question before `{end}`",
                ids.join(", ")
            )
        }
        None => format!("add a question at the start with `any_of: [{}]`", ids.join(", ")),
    };
    problems.push(
        Diagnostic::new(&GUIDE_RED_FLAG_NOT_ASKED, context.step(outcome).position, message)
            .help(help),
    );
}

fn asks(context: &Context, node: NodeId, sign: EntryId) -> bool {
    context.step(node).ask().is_some_and(|ask| {
        ask.any_of.iter().any(|(id, _)| *id == sign)
            || ask.answers.iter().any(|answer| answer.finding.is_some_and(|(id, _)| id == sign))
    })
}

/// A question of this guide that already asks about signs of this level.
fn question_for<'a>(context: &'a Context, guide: GuideId, level: Urgency) -> Option<&'a str> {
    let steps = &context.linked.guide(guide).steps;
    let fits = |id: EntryId| context.linked.entry(id).details.urgency() == Some(level);
    steps
        .iter()
        .find(|step| step.ask().is_some_and(|ask| ask.any_of.iter().any(|(id, _)| fits(*id))))
        .map(|step| step.name.as_str())
}

/// A set of signs, one bit each.
#[derive(Clone, PartialEq)]
struct Set(Vec<u64>);

impl Set {
    fn full(bits: usize) -> Set {
        Set((0..bits.div_ceil(64))
            .map(|word| if (word + 1) * 64 <= bits { u64::MAX } else { (1 << (bits % 64)) - 1 })
            .collect())
    }
    fn has(&self, bit: usize) -> bool {
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }
    fn remove(&mut self, bit: usize) {
        self.0[bit / 64] &= !(1 << (bit % 64));
    }
    /// Adds all of `other`, and returns whether that changed anything.
    fn add(&mut self, other: &Set) -> bool {
        let mut changed = false;
        for (mine, other) in self.0.iter_mut().zip(&other.0) {
            changed |= *other & !*mine != 0;
            *mine |= other;
        }
        changed
    }
}

/// By node, the signs that may be unasked on arrival; `None` if the node is unreachable.
fn unasked(context: &Context, start: NodeId, signs: &[(EntryId, Urgency)]) -> Vec<Option<Set>> {
    let flow = &context.flow;
    let bits: std::collections::HashMap<EntryId, usize> =
        signs.iter().enumerate().map(|(bit, (id, _))| (*id, bit)).collect();
    let mut sets: Vec<Option<Set>> = vec![None; flow.nodes.len()];
    sets[start] = Some(Set::full(signs.len()));
    let order = reverse_postorder(context, start);
    // On a graph without loops the first round is final; each loop can add a round.
    let mut changed = true;
    while changed {
        changed = false;
        for node in &order {
            let Some(mut leaving) = sets[*node].clone() else { continue };
            if let Some(ask) = context.step(*node).ask() {
                let named = ask
                    .any_of
                    .iter()
                    .copied()
                    .chain(ask.answers.iter().filter_map(|answer| answer.finding));
                named.filter_map(|(id, _)| bits.get(&id)).for_each(|bit| leaving.remove(*bit));
            }
            for next in &flow.next[*node] {
                match &mut sets[*next] {
                    Some(set) => changed |= set.add(&leaving),
                    empty => {
                        *empty = Some(leaving.clone());
                        changed = true;
                    }
                }
            }
        }
    }
    sets
}

/// The nodes reachable from `start`, each before those it leads to where there is no loop.
fn reverse_postorder(context: &Context, start: NodeId) -> Vec<NodeId> {
    let flow = &context.flow;
    let mut seen = vec![false; flow.nodes.len()];
    let mut order = Vec::new();
    let mut way = vec![(start, 0)];
    seen[start] = true;
    while let Some((node, followed)) = way.last_mut() {
        match flow.next[*node].get(*followed).copied() {
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
