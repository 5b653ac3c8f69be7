//! Reviews: never made, soon due, overdue.

use jiff::civil::Date;

use super::{Common, Settings};
use crate::prose::Stage;

/// A review is due soon from this many days before its date.
const NOTICE_DAYS: i32 = 60;

/// What a reader should know about a page's review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Never,
    Fresh,
    Due(Date),
    Overdue(Date),
}

impl State {
    /// The word used in classes and in the list of reviews.
    pub const fn word(self) -> &'static str {
        match self {
            State::Never => "never",
            State::Fresh => "fresh",
            State::Due(_) => "due",
            State::Overdue(_) => "overdue",
        }
    }
}

/// The day by which the next review is due; `None` if there was none yet and no day is given.
pub fn by<S: Stage>(common: &Common<S>, settings: &Settings) -> Option<Date> {
    common.review_by.or_else(|| common.reviewed?.checked_add(settings.review_every).ok())
}

pub fn state<S: Stage>(common: &Common<S>, settings: &Settings, today: Date) -> State {
    let Some(by) = by(common, settings).filter(|_| common.reviewed.is_some()) else {
        return State::Never;
    };
    let notice = by.checked_sub(jiff::Span::new().days(NOTICE_DAYS)).unwrap_or(by);
    match today {
        _ if today > by => State::Overdue(by),
        _ if today >= notice => State::Due(by),
        _ => State::Fresh,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{FileId, Position};
    use crate::link::Resolved;
    use crate::model::Text;

    fn judged(reviewed: Option<&str>, review_by: Option<&str>, today: &str) -> State {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let title = Text::new("T", Position::file(FileId(0)));
        let common: Common<Resolved> = Common {
            title,
            summary: None,
            also_called: vec![],
            aliases: vec![],
            codes: vec![],
            sources: vec![],
            reviewed: reviewed.map(date),
            review_by: review_by.map(date),
            reviewed_by: None,
            status: None,
            order: None,
            handout: false,
        };
        state(&common, &Settings::default(), date(today))
    }

    #[test]
    fn reviews_age() {
        assert_eq!(judged(None, None, "2026-01-01"), State::Never);
        assert_eq!(judged(Some("2025-01-01"), None, "2026-01-01"), State::Fresh);
        assert_eq!(
            judged(Some("2024-02-01"), None, "2026-01-01"),
            State::Due("2026-02-01".parse().unwrap())
        );
        assert_eq!(
            judged(Some("2024-01-01"), None, "2026-01-02"),
            State::Overdue("2026-01-01".parse().unwrap())
        );
        assert_eq!(judged(Some("2024-01-01"), Some("2030-01-01"), "2026-01-02"), State::Fresh);
    }
}
