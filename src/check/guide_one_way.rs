//! A question whose answers all lead to the same place: there is no point in asking it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::GuideStep;

static GUIDE_ONE_WAY: Code = Code::error("guide-one-way");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_ONE_WAY], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (_, guide) in context.sound_guides() {
        for step in &guide.steps {
            // An action has one way on, and what a later step reads makes a difference there.
            let is_read = || {
                let mut readers = guide.steps.iter().filter_map(GuideStep::earlier);
                readers.any(|earlier| std::ptr::eq(guide.step(earlier.of), step))
            };
            let mut targets = step.targets();
            // One that names only one earlier answer lacks the others, which is reported.
            let is_half = step.earlier().is_some_and(|earlier| earlier.answers.len() < 2);
            let has_ways = step.action().is_none() && !is_half;
            let Some(first) = targets.next().filter(|_| has_ways) else { continue };
            if targets.all(|to| to == first) && !is_read() {
                let problem = Diagnostic::new(
                    &GUIDE_ONE_WAY,
                    step.position,
                    format!("all answers to `{}` lead to `{}`", step.name, guide.step(first).name),
                );
                problems
                    .push(problem.help("let an answer lead elsewhere, or take the question out"));
            }
        }
    }
}
