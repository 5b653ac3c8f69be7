//! Reviews: never made, soon due, overdue. The pages carry the same state for the reader.

use jiff::civil::Date;

use super::{Context, Rule};
use crate::model::{Common, Settings};
use crate::problems::{Code, Place, Problem, Problems};
use crate::read::markdown::Stage;

static NEVER_REVIEWED: Code = Code::warning("never-reviewed");
static REVIEW_DUE: Code = Code::warning("review-due");
static REVIEW_OVERDUE: Code = Code::warning("review-overdue");
static FUTURE_REVIEW: Code = Code::warning("future-review");

pub(super) const RULE: Rule = Rule { codes: &[&NEVER_REVIEWED, &REVIEW_DUE, &REVIEW_OVERDUE, &FUTURE_REVIEW], run };

/// A review is due this many days before its date.
const NOTICE_DAYS: i32 = 60;

/// What a reader should know of a page's review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewState {
    Never,
    Fresh,
    Due(Date),
    Overdue(Date),
}

/// The day by which the next review must be made; `None` when there was none yet and no day is written.
pub fn review_by<S: Stage>(common: &Common<S>, settings: &Settings) -> Option<Date> {
    common.review_by.or_else(|| common.reviewed?.checked_add(settings.review_every).ok())
}

pub fn review_state<S: Stage>(common: &Common<S>, settings: &Settings, today: Date) -> ReviewState {
    let Some(by) = review_by(common, settings).filter(|_| common.reviewed.is_some()) else { return ReviewState::Never };
    let notice = by.checked_sub(jiff::Span::new().days(NOTICE_DAYS)).unwrap_or(by);
    match today {
        _ if today > by => ReviewState::Overdue(by),
        _ if today >= notice => ReviewState::Due(by),
        _ => ReviewState::Fresh,
    }
}

fn run(context: &Context, problems: &mut Problems) {
    let linked = context.linked;
    for entry in &linked.entries {
        judge(context, &entry.common, Place::new(entry.file, 1, 1), &format!("the {} `{}`", entry.kind.name(), entry.id), problems);
    }
    for guide in &linked.guides {
        judge(context, &guide.common, Place::new(guide.file, 1, 1), &format!("the guide `{}`", guide.id), problems);
    }
    // A free page need not be reviewed (it may be about the publisher); one that was is held to its date.
    for page in linked.pages.iter().filter(|page| page.common.reviewed.is_some()) {
        judge(context, &page.common, Place::new(page.file, 1, 1), &format!("the page `{}`", page.path), problems);
    }
}

fn judge<S: Stage>(context: &Context, common: &Common<S>, place: Place, what: &str, problems: &mut Problems) {
    if let Some(day) = common.reviewed.filter(|day| *day > context.today) {
        let message = format!("{what} says that it was reviewed on {day}, which is still to come");
        problems.push(Problem::new(&FUTURE_REVIEW, place, message).help("correct the day in `reviewed:`"));
        return;
    }
    let problem = match review_state(common, &context.linked.settings, context.today) {
        ReviewState::Fresh => return,
        ReviewState::Never => Problem::new(&NEVER_REVIEWED, place, format!("{what} has never been reviewed"))
            .help("after a review, write its day in `reviewed:` and who made it in `reviewed_by:`"),
        ReviewState::Due(by) => {
            Problem::new(&REVIEW_DUE, place, format!("{what} must be reviewed by {by}")).help("review it, and write the day in `reviewed:`")
        }
        ReviewState::Overdue(by) => Problem::new(&REVIEW_OVERDUE, place, format!("{what} should have been reviewed by {by}"))
            .help("review it, and write the day in `reviewed:`; until then its page says that it is out of date"),
    };
    problems.push(problem);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::Resolved;
    use crate::model::Text;
    use crate::problems::FileId;

    fn state(reviewed: Option<&str>, review_by: Option<&str>, today: &str) -> ReviewState {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let title = Text::new("T", Place::file(FileId(0)));
        let common: Common<Resolved> = Common {
            title,
            summary: None,
            also_called: vec![],
            sources: vec![],
            reviewed: reviewed.map(date),
            review_by: review_by.map(date),
            reviewed_by: None,
            status: None,
            order: None,
        };
        review_state(&common, &Settings::default(), date(today))
    }

    #[test]
    fn reviews_age() {
        assert_eq!(state(None, None, "2026-01-01"), ReviewState::Never);
        assert_eq!(state(Some("2025-01-01"), None, "2026-01-01"), ReviewState::Fresh);
        assert_eq!(state(Some("2024-02-01"), None, "2026-01-01"), ReviewState::Due("2026-02-01".parse().unwrap()));
        assert_eq!(state(Some("2024-01-01"), None, "2026-01-02"), ReviewState::Overdue("2026-01-01".parse().unwrap()));
        assert_eq!(state(Some("2024-01-01"), Some("2030-01-01"), "2026-01-02"), ReviewState::Fresh);
    }
}
