//! A cause that does not say what it looks like, how it is found, or what helps, and does not say
//! that nothing is known.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::model::CauseRole;
use crate::vocabulary::{CAUSE_FINDINGS, Kind, Relation};

static MISSING_RELATION: Code = Code::error("missing-relation");

pub(super) const RULE: Rule = Rule { codes: &[&MISSING_RELATION], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for id in linked.of_kind(Kind::Cause).filter(|id| !linked.broken[id.index()]) {
        let entry = linked.entry(id);
        let full = entry.details.role() == Some(CauseRole::Cause);
        for relation in Relation::of(Kind::Cause).filter(|relation| relation.expected) {
            // Something only mistaken for a cause, or that makes one likelier, is recognised but
            // not treated here.
            let needed = full || *relation == CAUSE_FINDINGS;
            let said = linked.related(id, relation).next().is_some()
                || entry.said_none.contains(&relation);
            if needed && !said {
                let field = relation.field;
                let problem = Diagnostic::new(
                    &MISSING_RELATION,
                    Position::new(entry.file, 1, 1),
                    format!("the cause `{}` does not say anything in `{field}`", entry.id),
                );
                problems.push(problem.help(format!(
                    "add `{field}:`; where nothing is known, write `{field}: none`"
                )));
            }
        }
    }
}
