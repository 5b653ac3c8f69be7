//! Geometry: margins, line length and type sizes for any paper and both sizes of print.
//!
//! In:   the paper, and whether the print is large.
//! Out:  margins, the measure (the width of the text), the column for notes beside it, sizes of
//!       type. Lengths in mm, sizes in points.
//! Why:  a line of 60 to 75 characters is read most easily (R. Bringhurst, *The Elements of
//!       Typographic Style*, 2.1.2), whatever the paper.

use serde::Serialize;

use crate::model::{Paper, Print};

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Geometry {
    pub width: f64,
    pub height: f64,
    pub top: f64,
    pub bottom: f64,
    pub inside: f64,
    /// Beyond the notes, where there are any.
    pub outside: f64,
    pub measure: f64,
    /// Between the text and the notes.
    pub gap: f64,
    /// The width of the column for notes; 0 on paper that is too narrow for one.
    pub notes: f64,
    /// The side margins of a turned page.
    pub turned: f64,
    pub size: f64,
    /// Notes, lists, tables.
    pub small: f64,
    /// Heads, footnotes, the index.
    pub fine: f64,
    pub large: bool,
}

/// Characters on a full line, and the width of an average one in the built-in font, in em.
const LETTERS: f64 = 69.0;
const LETTER: f64 = 0.45;
/// mm in a point.
const POINT: f64 = 25.4 / 72.0;
/// The least that a margin may be, and the least white beside text and notes together.
const MARGIN: f64 = 11.0;
const WHITE: f64 = 46.0;
const GAP: f64 = 5.0;
/// What a column for notes needs, and the most that it gets.
const NOTES: std::ops::RangeInclusive<f64> = 30.0..=42.0;
/// Below this width a sheet is held in one hand, nearer to the eye.
const POCKET: f64 = 160.0;

impl Geometry {
    pub(super) fn of(paper: Paper, print: Print, large: bool) -> Geometry {
        let Paper { width, height } = paper;
        let (size, small, fine) = match (large, width < POCKET) {
            (true, _) => (17.0, 16.0, 16.0),
            (false, true) => (9.5, 8.6, 8.0),
            (false, false) => (10.0, 9.0, 8.2),
        };
        let measure = (LETTERS * LETTER * size * POINT).min(width - 2.0 * MARGIN);
        let rest = width - measure;
        let notes = (rest - GAP - WHITE).min(*NOTES.end());
        let (gap, notes) =
            if !large && notes >= *NOTES.start() { (GAP, notes) } else { (0.0, 0.0) };
        let white = rest - gap - notes;
        // Two pages that lie open have one margin between them.
        let inside = if print.two_sided { (white * 0.45).max(MARGIN) } else { white * 0.5 };
        Geometry {
            width,
            height,
            top: (height * 0.078).clamp(15.0, 24.0),
            bottom: (height * 0.072).clamp(14.0, 22.0),
            inside,
            outside: white - inside,
            measure,
            gap,
            notes,
            turned: (width * 0.085).clamp(MARGIN, 18.0),
            size,
            small,
            fine,
            large,
        }
    }

    /// The width of text and notes together, in mm.
    pub(super) fn full(&self) -> f64 {
        self.measure + self.gap + self.notes
    }

    /// The height of the text, in mm.
    pub(super) fn text_height(&self) -> f64 {
        self.height - self.top - self.bottom
    }

    /// About the number of characters on a full page of text.
    pub(super) fn letters(&self) -> f64 {
        let line = self.size * POINT * 1.45;
        let per_line = self.measure / (LETTER * self.size * POINT);
        self.text_height() / line * per_line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_of_a_good_length_on_any_paper() {
        let papers = [
            (Paper::A4, 60.0..75.0),
            (Paper::LETTER, 60.0..75.0),
            (Paper::A5, 60.0..75.0),
            (Paper { width: 297.0, height: 420.0 }, 60.0..75.0),
            // A pocket book has no room for more.
            (Paper { width: 90.0, height: 120.0 }, 40.0..60.0),
        ];
        for (paper, letters) in papers {
            for two_sided in [false, true] {
                let it = Geometry::of(paper, Print { two_sided, ..Print::default() }, false);
                let sum = it.inside + it.full() + it.outside;
                assert!((sum - paper.width).abs() < 1e-9, "{it:?}");
                assert!(it.inside >= MARGIN - 1e-9 && it.outside >= MARGIN - 1e-9, "{it:?}");
                let on_line = it.measure / (LETTER * it.size * POINT);
                assert!(letters.contains(&on_line), "{on_line} letters: {it:?}");
            }
            let large = Geometry::of(paper, Print::default(), true);
            assert!(large.fine >= 16.0 && large.notes == 0.0);
        }
        assert!(Geometry::of(Paper::A4, Print::default(), false).notes > 30.0);
        assert_eq!(Geometry::of(Paper::A5, Print::default(), false).notes, 0.0);
    }
}
