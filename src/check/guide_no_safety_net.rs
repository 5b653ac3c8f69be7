//! An outcome of the mildest level that does not say when to come back.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

static GUIDE_NO_SAFETY_NET: Code = Code::error("guide-no-safety-net");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_NO_SAFETY_NET], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let mildest = context.linked.settings.ladder.mildest();
    for step in context.linked.guides.iter().flat_map(|guide| &guide.steps) {
        let Some(outcome) = step.outcome() else { continue };
        if outcome.urgency == mildest
            && outcome.safety_net.is_none()
            && context.linked.standing.safety_net.is_none()
            && !outcome.damaged
        {
            let problem = Diagnostic::new(
                &GUIDE_NO_SAFETY_NET,
                step.position,
                format!("the outcome `{}` does not say when to come back", step.name),
            );
            problems.push(problem.help(
                "add `safety_net:` with what should bring the reader back, and after how long; one in handbook.yaml counts for every guide",
            ));
        }
    }
}
