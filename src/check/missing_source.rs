//! A warning sign, test or treatment without a source; and a source that nobody could look up.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{EntryId, Target};
use crate::vocabulary::Kind;

static MISSING_SOURCE: Code = Code::error("missing-source");
static WEAK_SOURCE: Code = Code::warning("weak-source");

pub(super) const RULE: Rule = Rule { codes: &[&MISSING_SOURCE, &WEAK_SOURCE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let mut cites = vec![false; linked.entries.len()];
    for target in linked.cited_by.iter().flatten() {
        if let Target::Entry(id) = target {
            cites[id.index()] = true;
        }
    }
    // If the sources could not be read, every citation is missing.
    let sources_failed = linked.unusable.failed.contains("sources");
    let echo = |at: usize| {
        linked.broken[at] || linked.miscited.contains(&Target::Entry(EntryId(at as u32)))
    };
    let unsourced = |at: &usize| !cites[*at] && !sources_failed && !echo(*at);
    for entry in (0..linked.entries.len()).filter(unsourced).map(|at| &linked.entries[at]) {
        let what = match entry.kind {
            Kind::Finding if entry.details.urgency().is_some() => "warning sign",
            Kind::Test => "test",
            Kind::Treatment => "treatment",
            _ => continue,
        };
        let problem = Diagnostic::new(
            &MISSING_SOURCE,
            Position::new(entry.file, 1, 1),
            format!("the {what} `{}` has no source", entry.id),
        );
        problems.push(problem.help("add `sources: [id]` with an id of content/sources.yaml, or cite one in the text with `[@id]`"));
    }
    // A source with a mistake in it may contain what seems to be missing.
    for source in linked.sources.iter().filter(|source| !source.damaged) {
        if source.link.is_none() && source.date.is_none() && source.read.is_none() {
            let problem = Diagnostic::new(
                &WEAK_SOURCE,
                source.position,
                format!(
                    "the source `{}` has no link, no date, and no day on which it was read",
                    source.id
                ),
            );
            problems.push(
                problem.help(
                    "add `link:`, `date:` or `read:`, so that a reader can find what you found",
                ),
            );
        }
    }
}
