//! An outcome that advises what a suspected cause forbids.

use super::{Context, Rule};
use crate::model::vocabulary::CAUSE_TREATMENTS;
use crate::problems::{Code, Problem, Problems};

static GUIDE_FORBIDDEN_ADVICE: Code = Code::error("guide-forbidden-advice");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_FORBIDDEN_ADVICE], run };

fn run(context: &Context, problems: &mut Problems) {
    let linked = context.linked;
    for step in linked.guides.iter().flat_map(|guide| &guide.steps) {
        let Some(outcome) = step.outcome() else { continue };
        for (cause, _) in &outcome.suspect {
            let forbidden: Vec<_> =
                linked.related(*cause, &CAUSE_TREATMENTS).filter(|edge| edge.strength == "avoid").map(|edge| edge.to).collect();
            for (advice, place) in outcome.advice.iter().filter(|(advice, _)| forbidden.contains(advice)) {
                let (advice, cause) = (&linked.entry(*advice).id, &linked.entry(*cause).id);
                let message = format!("the outcome `{}` advises `{advice}`, but `{cause}`, which it suspects, says to avoid it", step.name);
                problems.push(
                    Problem::new(&GUIDE_FORBIDDEN_ADVICE, *place, message)
                        .help("take the advice out, or suspect the cause in another outcome"),
                );
            }
        }
    }
}
