//! A question or outcome that no answer leads to: nobody would ever see it.

use super::{Context, Rule};
use crate::problems::{Code, Problem, Problems};

static GUIDE_UNREACHABLE: Code = Code::error("guide-unreachable");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_UNREACHABLE], run };

fn run(context: &Context, problems: &mut Problems) {
    for (id, guide) in context.sound_guides() {
        // A question without answers is a slip of its own, and what it should lead to its echo.
        if guide.steps.iter().any(|step| step.ask().is_some_and(|ask| ask.answers.is_empty())) {
            continue;
        }
        let reached = context.flow.reachable(context.start(id));
        for step in guide.step_ids().filter(|step| !reached[context.flow.node(id, *step)]) {
            let step = guide.step(step);
            let what = if step.ask().is_some() { "question" } else { "outcome" };
            let problem = Problem::new(&GUIDE_UNREACHABLE, step.place, format!("no answer leads to the {what} `{}`", step.name));
            problems.push(problem.help("let an answer lead to it, or take it out"));
        }
    }
}
