//! Poster: the most legible drawing for one sheet of paper.
//!
//! In:   a [`Diagram`] and the space available on the sheet.
//! Out:  a [`Fit`]: the drawing with the largest text, of both forms in several widths.

use super::Diagram;
use super::drawing::{self, Drawing, Style, dense, roomy};
use super::font::{self, Fonts};
use crate::parallel;

/// Space on a sheet inside its margins, in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
}

/// The font size and line height of a poster's title, in mm.
const TITLE: f64 = 7.0;
const TITLE_LINE: f64 = 8.4;

/// A poster's title as lines, each with its baseline, and the total height. All in mm.
pub fn heading(fonts: &Fonts, title: &str, width: f64) -> (Vec<(f64, String)>, f64) {
    let lines = font::lines(
        font::Run { fonts, text: title, weight: font::Weight::Bold, size: TITLE },
        width,
    );
    let height = lines.len() as f64 * TITLE_LINE + TITLE_LINE / 2.0;
    let baseline = |at: usize| (at as f64 + 0.8) * TITLE_LINE;
    (lines.into_iter().enumerate().map(|(at, line)| (baseline(at), line)).collect(), height)
}

/// A drawing and its scale on the sheet.
#[derive(Debug)]
pub struct Fit {
    pub drawing: Drawing,
    /// mm on paper per px of the drawing.
    pub scale: f64,
}

/// Typographic points per mm.
const POINTS: f64 = 72.0 / 25.4;
/// Widths tried for the spine: multiples of `STEP` px, then finer steps either side of the best.
const WIDTHS: std::ops::RangeInclusive<u32> = 5..=20;
const STEP: f64 = 80.0;
/// Text larger than this does not improve a drawing. In points.
const LARGE: f64 = 16.0;

impl Fit {
    fn of(drawing: Drawing, room: Room) -> Fit {
        let scale = (room.width / drawing.width)
            .min(room.height / drawing.height)
            .min(LARGE / drawing.smallest() / POINTS);
        Fit { drawing, scale }
    }

    /// The smallest font size on paper, in points.
    pub fn points(&self) -> f64 {
        self.drawing.smallest() * self.scale * POINTS
    }
}

/// The spine drawing with the largest text. `from` is the word before the numbers of incoming
/// steps.
pub fn spine(diagram: &Diagram, fonts: &Fonts, room: Room, from: &str) -> Fit {
    let fit =
        |style: &Style, width: f64| Fit::of(drawing::spine(diagram, style, width, from), room);
    let best_of = |style: Style| {
        let near = |best: Fit, step: f64| {
            let width = best.drawing.width;
            better(better(best, fit(&style, width - step)), fit(&style, width + step))
        };
        let widths: Vec<u32> = WIDTHS.collect();
        let rough = parallel::map(&widths, |step| fit(&style, f64::from(*step) * STEP))
            .into_iter()
            .reduce(better)
            .expect("there are widths");
        near(near(rough, STEP / 2.0), STEP / 4.0)
    };
    let (large, small) = parallel::join(|| best_of(roomy(fonts)), || best_of(dense(fonts)));
    better(large, small)
}

/// The drawing with the largest text, of both forms.
pub fn largest(diagram: &Diagram, fonts: &Fonts, room: Room, from: &str) -> Fit {
    let layered = |style: Style| Fit::of(drawing::layered(diagram, &style, from), room);
    let both = || parallel::join(|| layered(roomy(fonts)), || layered(dense(fonts)));
    let (spine, (large, small)) = parallel::join(|| spine(diagram, fonts, room, from), both);
    better(better(spine, large), small)
}

/// The first, unless the text of the second is visibly larger: by a twentieth of a point.
fn better(first: Fit, second: Fit) -> Fit {
    if second.points() > first.points() + 0.05 { second } else { first }
}
