//! An outcome that advises what a suspected cause forbids.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::vocabulary::CAUSE_TREATMENTS;

static GUIDE_FORBIDDEN_ADVICE: Code = Code::error("guide-forbidden-advice");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_FORBIDDEN_ADVICE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for step in linked.guides.iter().flat_map(|guide| &guide.steps) {
        let Some(outcome) = step.outcome() else { continue };
        for (cause, _) in &outcome.suspect {
            let forbidden: Vec<_> = linked
                .related(*cause, &CAUSE_TREATMENTS)
                .filter(|edge| !edge.speaks_for())
                .map(|edge| edge.to)
                .collect();
            for (advice, position) in
                outcome.advice.iter().filter(|(advice, _)| forbidden.contains(advice))
            {
                let (advice, cause) = (&linked.entry(*advice).id, &linked.entry(*cause).id);
                let message = format!(
                    "the outcome `{}` advises `{advice}`, but `{cause}`, which it suspects, says to avoid it",
                    step.name
                );
                problems.push(
                    Diagnostic::new(&GUIDE_FORBIDDEN_ADVICE, *position, message)
                        .help("take the advice out, or suspect the cause in another outcome"),
                );
            }
        }
    }
}
