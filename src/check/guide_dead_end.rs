//! A question that leads nowhere: the reader would be left alone with it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::{Ask, Asking};

static GUIDE_DEAD_END: Code = Code::error("guide-dead-end");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_DEAD_END], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (_, guide) in context.sound_guides() {
        for step in guide.steps.iter().filter(|step| {
            let is_open = |ask: &Ask| ask.answers.is_empty() && ask.form != Asking::Score;
            step.ask().is_some_and(is_open)
        }) {
            let problem = Diagnostic::new(
                &GUIDE_DEAD_END,
                step.position,
                format!("the question `{}` has no answers", step.name),
            );
            problems.push(
                problem.help("write `if_yes:` and `if_no:`, or `answers:` with at least two items"),
            );
        }
    }
}
