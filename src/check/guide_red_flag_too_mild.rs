//! A reader who has a warning sign, or is not sure, is sent to an outcome milder than the sign.

use std::collections::{HashMap, HashSet};

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{EntryId, Label, NodeId};
use crate::model::Urgency;

static GUIDE_RED_FLAG_TOO_MILD: Code = Code::error("guide-red-flag-too-mild");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_RED_FLAG_TOO_MILD], run };

/// An answer that may leave a warning sign unheeded.
struct Claim {
    finding: EntryId,
    level: Urgency,
    to: NodeId,
    /// Whether a later question about the same finding settles it.
    until_asked: bool,
    /// Whether the finding may be present though the answer was no.
    despite_no: bool,
}

/// On the graph of states, where the sum of a score and an answer that a later step reads are
/// known: a reader who has a sign comes only to what they can come to. Linear in the states for
/// each sign.
fn run(context: &Context, problems: &mut Diagnostics) {
    let graph = &context.states().graph;
    let milder = Urgency::is_milder_than;
    let mildest = context.mildest();
    let mut unless_asked: HashMap<EntryId, Vec<Option<Urgency>>> = HashMap::new();
    let mut told: HashSet<Position> = HashSet::new();
    for node in 0..context.states().len() {
        if !context.is_sound(context.guide_of(node)) {
            continue;
        }
        let Some(asked) = context.asked(node) else { continue };
        for way in &context.states().ways[node] {
            let Some(said) = asked.said(way.answer) else { continue };
            // Of several signs the most urgent that fails.
            for claim in claims(context, node, way.answer, way.to) {
                let asks = |node: NodeId| {
                    context.asked(node).is_some_and(|asked| {
                        asked.findings().iter().any(|(id, _)| *id == claim.finding)
                    })
                };
                let reached = if claim.until_asked {
                    let reached = unless_asked.entry(claim.finding).or_insert_with(|| {
                        graph.best_reachable_through(
                            |node| context.level(node),
                            milder,
                            |node| !asks(node),
                        )
                    });
                    reached[claim.to]
                } else {
                    mildest[claim.to]
                };
                let Some(reached) = reached.filter(|reached| reached.is_milder_than(claim.level))
                else {
                    continue;
                };
                if told.insert(said.position) {
                    let way = graph
                        .shortest_way(
                            claim.to,
                            |node| context.level(node) == Some(reached),
                            |node| !claim.until_asked || !asks(node),
                        )
                        .unwrap_or_default();
                    let whole: Vec<NodeId> = [node].into_iter().chain(way).collect();
                    report(context, &claim, said.label, said.position, reached, &whole, problems);
                }
                break;
            }
        }
    }
}

fn report(
    context: &Context,
    claim: &Claim,
    label: &Label,
    position: Position,
    reached: Urgency,
    way: &[NodeId],
    problems: &mut Diagnostics,
) {
    let ladder = &context.linked.settings.ladder;
    let message = format!(
        "the warning sign `{}` ({}) can end in a milder outcome ({}): {}",
        context.linked.entry(claim.finding).id,
        ladder.level(claim.level).label,
        ladder.level(reached).label,
        context.way(way)
    );
    let level = &ladder.level(claim.level).id;
    let help = match label {
        Label::Unsure { written: false } => format!(
            "whoever is not sure goes the same way as no here; write `if_unsure:` with an outcome that is at least `{level}`"
        ),
        Label::Unsure { written: true } => {
            format!("send whoever is not sure to an outcome that is at least `{level}`")
        }
        Label::No if claim.despite_no => format!(
            "one of the signs may be there though they are too few for a yes; take the sign out of this list and ask about it on its own, or send whoever answers no to an outcome that is at least `{level}`"
        ),
        _ => format!("send whoever has it to an outcome that is at least `{level}`"),
    };
    problems.push(Diagnostic::new(&GUIDE_RED_FLAG_TOO_MILD, position, message).help(help));
}

/// The warning signs that an answer says are there, or may be there, most urgent first. Only "not
/// sure" may leave one to a later question, and others to none.
fn claims(context: &Context, node: NodeId, answer: usize, to: NodeId) -> Vec<Claim> {
    let Some(asked) = context.asked(node) else { return Vec::new() };
    let Some(said) = asked.said(answer) else { return Vec::new() };
    let claim = |findings: Vec<(EntryId, Position)>, until_asked: bool, despite_no| -> Vec<Claim> {
        let urgency = |id: EntryId| context.linked.entry(id).details.urgency();
        let mut signs: Vec<(Urgency, EntryId)> =
            findings.into_iter().filter_map(|(id, _)| Some((urgency(id)?, id))).collect();
        signs.sort_by_key(|(level, _)| *level);
        if !until_asked {
            signs.truncate(1);
        }
        let claim = |(level, finding)| Claim { finding, level, to, until_asked, despite_no };
        signs.into_iter().map(claim).collect()
    };
    let listed = || match asked.item {
        Some(_) => Vec::new(),
        None => asked.ask.any_of.clone(),
    };
    match said.label {
        Label::Unsure { .. } => {
            // Whoever is not sure and goes the same way as yes is judged with it.
            let ways = &context.states().ways[node];
            let with_yes = ways.iter().any(|way| {
                way.to == to && asked.said(way.answer).is_some_and(|said| *said.label == Label::Yes)
            });
            if with_yes { Vec::new() } else { claim(asked.findings(), true, false) }
        }
        Label::Yes if asked.item.is_none() => claim(listed(), false, false),
        Label::No if asked.item.is_none() && asked.ask.needed() > 1 => claim(listed(), false, true),
        Label::No => Vec::new(),
        _ => claim(said.finding.into_iter().collect(), false, false),
    }
}
