//! An outcome that advises what a suspected cause forbids.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{EntryId, GuideStep, Linked, Outcome};
use crate::vocabulary::CAUSE_TREATMENTS;

static GUIDE_FORBIDDEN_ADVICE: Code = Code::error("guide-forbidden-advice");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_FORBIDDEN_ADVICE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for (_, guide) in linked.guide_ids().zip(&linked.guides) {
        for step in &guide.steps {
            if let Some(outcome) = step.outcome() {
                judge(linked, step, step, outcome, &outcome.advice, problems);
            }
        }
    }
    // What an action advises is done before every outcome that it leads to.
    let mut told = std::collections::HashSet::new();
    for (node, action) in (0..context.states().len())
        .filter_map(|node| Some((node, context.step(node).action()?)))
        .filter(|(_, action)| !action.advice.is_empty())
    {
        let reached = context.states().graph.reachable(node);
        for end in (0..reached.len()).filter(|end| reached[*end]) {
            let (from, to) = (context.step(node), context.step(end));
            let Some(outcome) = to.outcome() else { continue };
            if told.insert((from.position, to.position)) {
                judge(linked, from, to, outcome, &action.advice, problems);
            }
        }
    }
}

/// `from`: the step that advises; `to`: the outcome itself, or one to which the step leads.
fn judge(
    linked: &Linked,
    from: &GuideStep,
    to: &GuideStep,
    outcome: &Outcome,
    advice: &[(EntryId, Position)],
    problems: &mut Diagnostics,
) {
    for (cause, _) in &outcome.suspect {
        let forbidden: Vec<_> = linked
            .related(*cause, &CAUSE_TREATMENTS)
            .filter(|edge| !edge.speaks_for())
            .map(|edge| edge.to)
            .collect();
        for (advice, position) in advice.iter().filter(|(advice, _)| forbidden.contains(advice)) {
            let (advice, cause) = (&linked.entry(*advice).id, &linked.entry(*cause).id);
            let (name, end) = (&from.name, &to.name);
            let (message, help) = if name == end {
                (
                    format!(
                        "the outcome `{name}` advises `{advice}`, but `{cause}`, which it suspects, says to avoid it"
                    ),
                    "take the advice out, or suspect the cause in another outcome",
                )
            } else {
                (
                    format!(
                        "the action `{name}` advises `{advice}`, and can lead to `{end}`, which suspects `{cause}`, which says to avoid it"
                    ),
                    "take the advice out, or ask what tells the causes apart before the action",
                )
            };
            problems.push(Diagnostic::new(&GUIDE_FORBIDDEN_ADVICE, *position, message).help(help));
        }
    }
}
