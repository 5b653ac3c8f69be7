//! A later question asks about something more urgent than an earlier one: those who need help
//! fastest would wait longest.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::NodeId;
use crate::model::Urgency;

static GUIDE_URGENCY_RISES: Code = Code::error("guide-urgency-rises");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_URGENCY_RISES], run };

/// Forward data-flow analysis: each node has the mildest question before it. Linear in the size of
/// the graph times the number of levels.
fn run(context: &Context, problems: &mut Diagnostics) {
    let graph = &context.states().graph;
    let own: Vec<Option<Urgency>> =
        (0..graph.len()).map(|node| most_urgent(context, node)).collect();
    let mut before: Vec<Option<(Urgency, NodeId)>> = vec![None; graph.len()];
    let mut open: Vec<NodeId> = context.sound_guides().map(|(id, _)| context.start(id)).collect();
    let mut seen = vec![false; graph.len()];
    open.iter().for_each(|node| seen[*node] = true);
    while let Some(node) = open.pop() {
        let mine = own[node].map(|level| (level, node));
        let passed_on = match (before[node], mine) {
            (Some(earlier), Some(mine)) => {
                Some(if mine.0.is_milder_than(earlier.0) { mine } else { earlier })
            }
            (earlier, mine) => earlier.or(mine),
        };
        // After a wait the reader starts afresh.
        let next = if context.step(node).waits() { &[][..] } else { &graph.next[node][..] };
        for next in next {
            let milder = match (before[*next], passed_on) {
                (Some((old, _)), Some((new, _))) => new.is_milder_than(old),
                (None, new) => new.is_some(),
                (Some(_), None) => false,
            };
            if milder {
                before[*next] = passed_on;
            }
            let first_visit = !std::mem::replace(&mut seen[*next], true);
            if milder || first_visit {
                open.push(*next);
            }
        }
    }
    let mut told = std::collections::HashSet::new();
    for node in 0..graph.len() {
        let (Some(mine), Some((earlier, at))) = (own[node], before[node]) else { continue };
        let step = context.step(node).position;
        if seen[node] && earlier.is_milder_than(mine) && told.insert(step) {
            report(context, node, mine, at, earlier, problems);
        }
    }
}

fn report(
    context: &Context,
    node: NodeId,
    mine: Urgency,
    at: NodeId,
    earlier: Urgency,
    problems: &mut Diagnostics,
) {
    let graph = &context.states().graph;
    let way = graph.shortest_way(at, |other| other == node, |_| true).unwrap_or_default();
    let step = context.step(node);
    let ladder = &context.linked.settings.ladder;
    let message = format!(
        "`{}` asks about `{}` signs after `{}`, which asks about milder ones (`{}`): {}",
        step.name,
        ladder.level(mine).id,
        context.step(at).name,
        ladder.level(earlier).id,
        context.way(&way)
    );
    problems.push(
        Diagnostic::new(&GUIDE_URGENCY_RISES, step.position, message)
            .help(format!("ask `{}` first", step.name)),
    );
}

/// The most urgent finding that a question names; one without urgency counts as the mildest. `None`
/// if it names none, or none whose urgency is known: a mistake in a finding's own file is not one
/// in the guide.
fn most_urgent(context: &Context, node: NodeId) -> Option<Urgency> {
    // The items of a score count together.
    let named = context.step(node).ask()?.findings();
    let mildest = context.linked.settings.ladder.mildest();
    let urgency = |id| {
        let entry = context.linked.entry(id);
        let damaged = || {
            context.linked.unusable.damaged.contains(&format!("{}:{}", entry.kind.name(), entry.id))
        };
        entry.details.urgency().or_else(|| (!damaged()).then_some(mildest))
    };
    named.filter_map(|(id, _)| urgency(id)).min()
}
