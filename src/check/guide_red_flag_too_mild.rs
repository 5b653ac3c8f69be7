//! A reader who has a warning sign, or is not sure, is sent to an outcome milder than the sign.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::flow::outcome_level;
use crate::link::{EntryId, GuideStep, Label};
use crate::model::Urgency;

static GUIDE_RED_FLAG_TOO_MILD: Code = Code::error("guide-red-flag-too-mild");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_RED_FLAG_TOO_MILD], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let flow = &context.flow;
    let mildest = flow.best_reachable(
        |node| outcome_level(&context.linked.guides, flow.nodes[node]),
        |a: Urgency, b: Urgency| a.is_milder_than(b),
    );
    for (id, guide) in context.sound_guides() {
        for step in &guide.steps {
            for (at, answer) in step.answers().iter().enumerate() {
                let Some((finding, level)) = named(context, step, at) else { continue };
                let to = flow.node(id, answer.to);
                let Some(reached) = mildest[to].filter(|reached| reached.is_milder_than(level))
                else {
                    continue;
                };
                let way = context
                    .shortest_way(
                        to,
                        |node| {
                            outcome_level(&context.linked.guides, flow.nodes[node]) == Some(reached)
                        },
                        |_| true,
                    )
                    .unwrap_or_default();
                let ladder = &context.linked.settings.ladder;
                let message = format!(
                    "the warning sign `{}` ({}) can end in a milder outcome ({}): {} → {}",
                    context.linked.entry(finding).id,
                    ladder.level(level).label,
                    ladder.level(reached).label,
                    step.name,
                    context.way(&way)
                );
                let level = &ladder.level(level).id;
                let help = match answer.label {
                    Label::Unsure { written: false } => format!(
                        "whoever is not sure goes the same way as no here; write `if_unsure:` with an outcome that is at least `{level}`"
                    ),
                    Label::Unsure { written: true } => {
                        format!("send whoever is not sure to an outcome that is at least `{level}`")
                    }
                    _ => format!("send whoever has it to an outcome that is at least `{level}`"),
                };
                problems.push(
                    Diagnostic::new(&GUIDE_RED_FLAG_TOO_MILD, answer.position, message).help(help),
                );
            }
        }
    }
}

/// The most urgent finding that a reader who gives this answer may have.
fn named(context: &Context, step: &GuideStep, at: usize) -> Option<(EntryId, Urgency)> {
    let ask = step.ask()?;
    let answer = &ask.answers[at];
    let urgency = |id: EntryId| context.linked.entry(id).details.urgency().map(|level| (id, level));
    match &answer.label {
        Label::No => None,
        // The same problem as that of yes, if both lead to the same place.
        Label::Unsure { .. }
            if ask
                .answers
                .iter()
                .any(|other| other.label == Label::Yes && other.to == answer.to) =>
        {
            None
        }
        Label::Yes | Label::Unsure { .. } => {
            ask.any_of.iter().filter_map(|(id, _)| urgency(*id)).min_by_key(|(_, level)| *level)
        }
        Label::Text(_) => answer.finding.and_then(|(id, _)| urgency(id)),
    }
}
