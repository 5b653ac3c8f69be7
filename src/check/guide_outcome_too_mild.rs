//! An outcome milder than a cause it suspects.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

static GUIDE_OUTCOME_TOO_MILD: Code = Code::error("guide-outcome-too-mild");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_OUTCOME_TOO_MILD], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let ladder = &context.linked.settings.ladder;
    for step in context.linked.guides.iter().flat_map(|guide| &guide.steps) {
        let Some(outcome) = step.outcome() else { continue };
        for (cause, position) in &outcome.suspect {
            let cause = context.linked.entry(*cause);
            if let Some(needed) =
                cause.details.urgency().filter(|needed| outcome.urgency.is_milder_than(*needed))
            {
                let message = format!(
                    "the outcome `{}` ({}) suspects `{}`, which always needs more ({})",
                    step.name,
                    ladder.level(outcome.urgency).label,
                    cause.id,
                    ladder.level(needed).label
                );
                let help = format!(
                    "make the outcome `urgency: {}`, or suspect the cause in a more urgent outcome",
                    ladder.level(needed).id
                );
                problems
                    .push(Diagnostic::new(&GUIDE_OUTCOME_TOO_MILD, *position, message).help(help));
            }
        }
    }
}
