//! A cause that needs a doctor, none of whose key findings a guide asks about.

use std::collections::HashSet;

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::EntryId;
use crate::model::CauseRole;
use crate::vocabulary::{CAUSE_FINDINGS, KEY, PROBLEM_CAUSES};

static GUIDE_CAUSE_NOT_ASKED: Code = Code::warning("guide-cause-not-asked");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_CAUSE_NOT_ASKED], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let mildest = linked.settings.ladder.mildest();
    for (id, guide) in context.sound_guides() {
        let Some((problem, position)) = guide.problem else { continue };
        let reached = context.states().graph.reachable(context.start(id));
        let asked: HashSet<EntryId> = (0..reached.len())
            .filter(|node| reached[*node])
            .filter_map(|node| context.step(node).ask())
            .flat_map(|ask| ask.findings().map(|(id, _)| id).collect::<Vec<_>>())
            .collect();
        for cause in linked.related(problem, &PROBLEM_CAUSES).map(|edge| edge.to) {
            let entry = linked.entry(cause);
            let key: Vec<EntryId> = linked
                .related(cause, &CAUSE_FINDINGS)
                .filter(|edge| edge.strength.key == KEY)
                .map(|edge| edge.to)
                .collect();
            let urgency = linked.urgency_of_cause(cause);
            let is_urgent = urgency.is_some_and(|level| mildest.is_milder_than(level));
            if entry.details.role() != Some(CauseRole::Cause)
                || linked.broken[cause.index()]
                || key.is_empty()
                || !is_urgent
                || key.iter().any(|id| asked.contains(id))
            {
                continue;
            }
            let names: Vec<String> =
                key.iter().map(|id| format!("`{}`", linked.entry(*id).id)).collect();
            let message = format!(
                "no question names a key finding of `{}`, which needs more than {}",
                entry.id,
                linked.settings.ladder.level(mildest).label.to_lowercase()
            );
            let help = format!("ask about one of {}", names.join(", "));
            problems.push(Diagnostic::new(&GUIDE_CAUSE_NOT_ASKED, position, message).help(help));
        }
    }
}
