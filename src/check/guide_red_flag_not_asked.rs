//! A warning sign in the handbook that a reader can get past without being asked about it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::states::Asked;
use crate::link::{EntryId, GuideId, Linked, NodeId};
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
    let graph = &context.states().graph;
    let start = context.start(guide);
    let unasked = unasked(context, start, signs);
    // One missing question leaves several signs unasked on the same path: that is one problem.
    type Signs = Vec<(EntryId, Urgency)>;
    let mut missed_together: Vec<(NodeId, Vec<NodeId>, Signs)> = Vec::new();
    for (bit, (sign, level)) in signs.iter().enumerate() {
        // The mildest outcome that can be reached without the question is the clearest example.
        let missed = (0..graph.len())
            .filter(|node| unasked[*node].as_ref().is_some_and(|set| set.has(bit)))
            .filter_map(|node| Some((context.level(node)?, node)))
            .filter(|(outcome, _)| outcome.is_milder_than(*level))
            .max_by_key(|(outcome, node)| (*outcome, std::cmp::Reverse(*node)));
        let Some((_, outcome)) = missed else { continue };
        let way = graph
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
    settled(context, node).any(|id| id == sign)
}

/// The findings that an answer here settles. A question that takes several of its findings for a
/// yes settles none of them: one may be there though the answer is no.
fn settled<'a>(context: &'a Context, node: NodeId) -> impl Iterator<Item = EntryId> + 'a {
    let asked = context.asked(node);
    let settles = move |asked: Asked<'a>| {
        let is_one = asked.item.is_some() || asked.ask.needed() == 1;
        let list = if asked.item.is_some() { &[][..] } else { &asked.ask.any_of };
        let found = asked.findings();
        found.into_iter().filter(move |finding| is_one || !list.contains(finding)).map(|(id, _)| id)
    };
    asked.into_iter().flat_map(settles)
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
    let graph = &context.states().graph;
    let bits: std::collections::HashMap<EntryId, usize> =
        signs.iter().enumerate().map(|(bit, (id, _))| (*id, bit)).collect();
    let mut sets: Vec<Option<Set>> = vec![None; graph.len()];
    sets[start] = Some(Set::full(signs.len()));
    let order = graph.reverse_postorder(start);
    // On a graph without loops the first round is final; each loop can add a round.
    let mut changed = true;
    while changed {
        changed = false;
        for node in &order {
            let Some(mut leaving) = sets[*node].clone() else { continue };
            settled(context, *node)
                .filter_map(|id| bits.get(&id))
                .for_each(|bit| leaving.remove(*bit));
            for next in &graph.next[*node] {
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
