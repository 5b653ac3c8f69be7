//! Entries and sources that nothing refers to: no link would lead a reader to them.

use std::collections::HashSet;

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{EntryId, Target, What};
use crate::vocabulary::Kind;

static UNUSED_ENTRY: Code = Code::warning("unused-entry");
static UNUSED_SOURCE: Code = Code::warning("unused-source");

pub(super) const RULE: Rule = Rule { codes: &[&UNUSED_ENTRY, &UNUSED_SOURCE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    // The reference to an entry may be in a file that could not be used; that file is reported.
    if linked.is_incomplete() {
        return;
    }
    let used = used(context);
    for id in linked.entry_ids().filter(|id| !used.contains(id)) {
        let entry = linked.entry(id);
        // A problem is where readers begin.
        if entry.kind != Kind::Problem {
            let problem = Diagnostic::new(
                &UNUSED_ENTRY,
                Position::new(entry.file, 1, 1),
                format!("nothing refers to the {} `{}`", entry.kind.name(), entry.id),
            );
            problems
                .push(problem.help("name it in another entry or a guide, or take the file out"));
        }
    }
    for (at, source) in linked.sources.iter().enumerate() {
        if linked.cited_by[at].is_empty() {
            let problem = Diagnostic::new(
                &UNUSED_SOURCE,
                source.position,
                format!("nothing cites the source `{}`", source.id),
            );
            problems.push(
                problem.help(format!(
                    "cite it with `[@{}]` or in `sources:`, or take it out",
                    source.id
                )),
            );
        }
    }
}

fn used(context: &Context) -> HashSet<EntryId> {
    let linked = context.linked;
    let mut used: HashSet<EntryId> = linked.edges.iter().map(|edge| edge.to).collect();
    // A symmetric relation shows the entry that declares it on the other page.
    used.extend(linked.edges.iter().filter(|edge| edge.relation.symmetric).map(|edge| edge.from));
    for guide in &linked.guides {
        used.extend(guide.problem.iter().map(|(id, _)| *id));
        for step in &guide.steps {
            match &step.what {
                What::Ask(ask) => used.extend(ask.findings().map(|(id, _)| id)),
                What::Action(action) => {
                    used.extend(action.advice.iter().chain(&action.tests).map(|(id, _)| *id));
                }
                What::Outcome(outcome) => used.extend(
                    [&outcome.suspect, &outcome.advice, &outcome.tests]
                        .into_iter()
                        .flatten()
                        .map(|(id, _)| *id),
                ),
                What::Earlier(_) | What::Jump(_) => {}
            }
        }
    }
    let pages = linked.glossary.iter().filter_map(|term| term.page);
    used.extend(
        pages
            .chain(linked.linked_to.iter().copied())
            .filter_map(|target| if let Target::Entry(id) = target { Some(id) } else { None }),
    );
    used
}
