//! Reviews that were never made, are soon due or overdue, or are dated in the future.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::model::review::{self, State};
use crate::model::{Common, Reviews};
use crate::prose::Stage;

static NEVER_REVIEWED: Code = Code::warning("never-reviewed");
static REVIEW_DUE: Code = Code::warning("review-due");
static REVIEW_OVERDUE: Code = Code::warning("review-overdue");
static FUTURE_REVIEW: Code = Code::warning("future-review");

pub(super) const RULE: Rule =
    Rule { codes: &[&NEVER_REVIEWED, &REVIEW_DUE, &REVIEW_OVERDUE, &FUTURE_REVIEW], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    if linked.settings.reviews == Reviews::Off {
        return;
    }
    for entry in &linked.entries {
        judge(
            context,
            &entry.common,
            Position::new(entry.file, 1, 1),
            &format!("the {} `{}`", entry.kind.name(), entry.id),
            problems,
        );
    }
    for guide in &linked.guides {
        judge(
            context,
            &guide.common,
            Position::new(guide.file, 1, 1),
            &format!("the guide `{}`", guide.id),
            problems,
        );
    }
    // A free page need not be reviewed (it may be about the publisher); one that has been is held
    // to its date.
    for page in linked.pages.iter().filter(|page| page.common.reviewed.is_some()) {
        judge(
            context,
            &page.common,
            Position::new(page.file, 1, 1),
            &format!("the page `{}`", page.path),
            problems,
        );
    }
}

fn judge<S: Stage>(
    context: &Context,
    common: &Common<S>,
    position: Position,
    what: &str,
    problems: &mut Diagnostics,
) {
    if let Some(day) = common.reviewed.filter(|day| *day > context.today) {
        let message = format!("{what} says that it was reviewed on {day}, which is still to come");
        problems.push(
            Diagnostic::new(&FUTURE_REVIEW, position, message)
                .help("correct the day in `reviewed:`"),
        );
        return;
    }
    let problem = match review::state(common, &context.linked.settings, context.today) {
        State::Fresh => return,
        State::Never => Diagnostic::new(&NEVER_REVIEWED, position, format!("{what} has never been reviewed"))
            .help("after a review, write its day in `reviewed:` and who made it in `reviewed_by:`"),
        State::Due(by) => Diagnostic::new(&REVIEW_DUE, position, format!("{what} must be reviewed by {by}"))
            .help("review it, and write the day in `reviewed:`"),
        State::Overdue(by) => Diagnostic::new(&REVIEW_OVERDUE, position, format!("{what} should have been reviewed by {by}"))
            .help("review it, and write the day in `reviewed:`; until then its page says that it is out of date"),
    };
    problems.push(problem);
}
