//! A question whose answers all lead to the same place: there is no point in asking it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

static GUIDE_ONE_WAY: Code = Code::error("guide-one-way");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_ONE_WAY], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (_, guide) in context.sound_guides() {
        for step in &guide.steps {
            let mut answers = step.answers().iter();
            let Some(first) = answers.next() else { continue };
            if answers.all(|answer| answer.to == first.to) {
                let problem = Diagnostic::new(
                    &GUIDE_ONE_WAY,
                    step.position,
                    format!(
                        "all answers to `{}` lead to `{}`",
                        step.name,
                        guide.step(first.to).name
                    ),
                );
                problems
                    .push(problem.help("let an answer lead elsewhere, or take the question out"));
            }
        }
    }
}
