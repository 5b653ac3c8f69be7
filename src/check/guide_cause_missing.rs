//! A cause of the problem that the guide never leads to, or a suspected cause that is not one of
//! the problem's.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::EntryId;
use crate::model::CauseRole;
use crate::vocabulary::PROBLEM_CAUSES;

static GUIDE_CAUSE_MISSING: Code = Code::error("guide-cause-missing");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_CAUSE_MISSING], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for (id, guide) in context.sound_guides() {
        let Some((problem, position)) = guide.problem else { continue };
        let causes: std::collections::HashSet<EntryId> =
            linked.related(problem, &PROBLEM_CAUSES).map(|edge| edge.to).collect();
        let name = &linked.entry(problem).id;
        let reached = context.states().graph.reachable(context.start(id));
        let suspected: std::collections::HashSet<EntryId> = (0..reached.len())
            .filter(|node| reached[*node])
            .filter_map(|node| context.step(node).outcome())
            .flat_map(|outcome| &outcome.suspect)
            .map(|(id, _)| *id)
            .collect();
        // An unreachable outcome is reported as such; the causes it suspects are not reported as
        // missing too.
        let unreached: std::collections::HashSet<EntryId> = guide
            .steps
            .iter()
            .filter_map(|step| step.outcome())
            .flat_map(|outcome| &outcome.suspect)
            .map(|(id, _)| *id)
            .collect();
        for edge in
            linked.related(problem, &PROBLEM_CAUSES).filter(|edge| !unreached.contains(&edge.to))
        {
            let cause = linked.entry(edge.to);
            if cause.details.role() == Some(CauseRole::Cause)
                && !linked.broken[edge.to.index()]
                && !suspected.contains(&edge.to)
            {
                let problem = Diagnostic::new(
                    &GUIDE_CAUSE_MISSING,
                    position,
                    format!("no outcome suspects `{}`, a cause of `{name}`", cause.id),
                );
                problems.push(
                    problem.help(format!(
                        "add `{}` to `suspect` of the outcome that fits it",
                        cause.id
                    )),
                );
            }
        }
        // A problem with an unresolved name may be missing just this cause.
        if linked.broken[problem.index()] {
            continue;
        }
        // A guide that is jumped to and has its own problem is checked against that one.
        let held_here = |node: &usize| {
            let guide = context.guide_of(*node);
            guide == id || linked.guide(guide).problem.is_none()
        };
        let nodes = (0..reached.len()).filter(|node| reached[*node]).filter(held_here);
        let mut told = std::collections::HashSet::new();
        for (cause, position) in nodes
            .filter_map(|node| context.step(node).outcome())
            .flat_map(|outcome| &outcome.suspect)
        {
            if !causes.contains(cause) && told.insert(*position) {
                let cause = &linked.entry(*cause).id;
                let problem = Diagnostic::new(
                    &GUIDE_CAUSE_MISSING,
                    *position,
                    format!("`{cause}` is not a cause of `{name}`"),
                );
                problems.push(problem.help(format!(
                    "add it to `causes` of content/problems/{name}.md, or take it out here"
                )));
            }
        }
    }
}
