//! Someone says that a warning sign is there, or cannot say, and is sent to an outcome milder than the sign.

use super::{Context, Rule};
use crate::link::flow::outcome_level;
use crate::link::{EntryId, Label, Step};
use crate::model::Urgency;
use crate::problems::{Code, Problem, Problems};

static GUIDE_RED_FLAG_TOO_MILD: Code = Code::error("guide-red-flag-too-mild");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_RED_FLAG_TOO_MILD], run };

fn run(context: &Context, problems: &mut Problems) {
    let flow = &context.flow;
    let mildest =
        flow.best_reachable(|node| outcome_level(&context.linked.guides, flow.nodes[node]), |a: Urgency, b: Urgency| a.is_milder_than(b));
    for (id, guide) in context.sound_guides() {
        for step in &guide.steps {
            for (at, answer) in step.answers().iter().enumerate() {
                let Some((finding, level)) = named(context, step, at) else { continue };
                let to = flow.node(id, answer.to);
                let Some(reached) = mildest[to].filter(|reached| reached.is_milder_than(level)) else { continue };
                let way = context
                    .shortest_way(to, |node| outcome_level(&context.linked.guides, flow.nodes[node]) == Some(reached), |_| true)
                    .unwrap_or_default();
                let ladder = &context.linked.settings.ladder;
                let message = format!(
                    "the warning sign `{}` ({}) can end in a milder outcome ({}): {} → {}",
                    context.linked.entry(finding).id,
                    ladder.step(level).label,
                    ladder.step(reached).label,
                    step.name,
                    context.way(&way)
                );
                let who = if matches!(answer.label, Label::Unsure { .. }) { "whoever is not sure" } else { "whoever has it" };
                problems.push(
                    Problem::new(&GUIDE_RED_FLAG_TOO_MILD, answer.place, message)
                        .help(format!("send {who} to an outcome that is at least `{}`", ladder.step(level).id)),
                );
            }
        }
    }
}

/// The most urgent finding that someone who gives this answer may have.
fn named(context: &Context, step: &Step, at: usize) -> Option<(EntryId, Urgency)> {
    let ask = step.ask()?;
    let answer = &ask.answers[at];
    let urgency = |id: EntryId| context.linked.entry(id).details.urgency().map(|level| (id, level));
    match &answer.label {
        Label::No => None,
        // The same slip as that of yes, where it goes the same way.
        Label::Unsure { written: false } if ask.answers.iter().any(|other| other.label == Label::Yes && other.to == answer.to) => None,
        Label::Yes | Label::Unsure { .. } => ask.any_of.iter().filter_map(|(id, _)| urgency(*id)).min_by_key(|(_, level)| *level),
        Label::Text(_) => answer.finding.and_then(|(id, _)| urgency(id)),
    }
}
