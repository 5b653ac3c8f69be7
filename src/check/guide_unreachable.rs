//! A question or outcome that no answer leads to: nobody would ever see it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::{StepId, What};

static GUIDE_UNREACHABLE: Code = Code::error("guide-unreachable");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_UNREACHABLE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        // A question without answers is a mistake of its own; what it fails to lead to is a
        // consequence.
        if guide.steps.iter().any(|step| step.ask().is_some_and(|ask| ask.answers.is_empty())) {
            continue;
        }
        let reached = context.flow.graph.reachable(context.written_start(id));
        let node = |step| context.flow.node(id, step);
        // Steps reached only from an unreachable question are a consequence of it; of a loop, only
        // the first step is reported.
        let mut explained = vec![false; context.flow.nodes.len()];
        let lost: Vec<_> = guide.step_ids().filter(|step| !reached[node(*step)]).collect();
        let has_lost_parent = |step: &StepId| {
            context.flow.graph.previous[node(*step)]
                .iter()
                .any(|from| context.flow.nodes[*from].0 == id)
        };
        let (children, roots): (Vec<StepId>, Vec<StepId>) =
            lost.into_iter().partition(has_lost_parent);
        for step in roots.into_iter().chain(children) {
            if std::mem::replace(&mut explained[node(step)], true) {
                continue;
            }
            for (at, reachable) in context.flow.graph.reachable(node(step)).into_iter().enumerate()
            {
                explained[at] |= reachable;
            }
            let step = guide.step(step);
            let what = match &step.what {
                What::Ask(_) | What::Earlier(_) => "question",
                What::Action(_) => "action",
                What::Outcome(_) => "outcome",
                What::Jump(_) => "guide",
            };
            let problem = Diagnostic::new(
                &GUIDE_UNREACHABLE,
                step.position,
                format!("no answer leads to the {what} `{}`", step.name),
            );
            problems.push(problem.help("let an answer lead to it, or take it out"));
        }
    }
}
