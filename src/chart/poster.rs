//! Poster: the most legible drawing for one sheet of paper.
//!
//! In:   a [`Diagram`], and the space on a page or the sizes of paper that there are.
//! Out:  a [`Fit`], the drawing with the largest text for a page; or a [`Poster`], a whole sheet for
//!       the wall, which the PDF and the SVG place alike.

use super::Diagram;
use super::drawing::{self, Density, Drawing, Style, dense, roomy};
use super::font::{self, Fonts};
use crate::parallel;

/// Space on a sheet inside its margins, in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
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

/// Less white, and still a line for each sign.
fn close(fonts: &Fonts) -> Style {
    Style { density: Density::Roomy, ..dense(fonts) }
}

/// The spine drawing with the largest text in which each sign has a line of its own.
pub fn in_lines(diagram: &Diagram, fonts: &Fonts, room: Room, from: &str) -> Fit {
    let widths: Vec<u32> = WIDTHS.collect();
    let style = close(fonts);
    let fit =
        |step: &u32| Fit::of(drawing::spine(diagram, &style, f64::from(*step) * STEP, from), room);
    parallel::map(&widths, fit).into_iter().reduce(better).expect("there are widths")
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

/// The first, unless the text of the second is visibly larger: by a twentieth of a point.
fn better(first: Fit, second: Fit) -> Fit {
    if second.points() > first.points() + 0.05 { second } else { first }
}

// ---- Posters ----

/// The text around the drawing of a poster.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    pub title: &'a str,
    /// The numbers to call, as one text; empty if there are none.
    pub calls: &'a str,
    /// Whom it is not for, its review, its version: one paragraph each.
    pub foot: &'a [String],
    pub right_to_left: bool,
}

/// A guide on a sheet for the wall. Lengths in mm.
#[derive(Debug)]
pub struct Poster {
    pub width: f64,
    pub height: f64,
    pub margin: f64,
    pub drawing: Drawing,
    /// mm on paper per px of the drawing.
    pub scale: f64,
    /// From left to right: where each column begins, and which part of the drawing it shows, in
    /// px from the drawing's top.
    pub columns: Vec<(f64, f64, f64)>,
    /// Where the drawing begins.
    pub top: f64,
    pub title: Vec<(f64, String)>,
    pub title_size: f64,
    /// The baseline of the numbers, and their size: three times that of the guide's words.
    pub calls: Option<(f64, f64)>,
    pub foot: Vec<(f64, String)>,
    pub foot_size: f64,
}

/// A poster's margin, and the space between its columns. In mm.
const MARGIN: f64 = 12.0;
const GUTTER: f64 = 10.0;
/// The words of a poster are read from some steps away. In points.
pub const WALL: f64 = 14.0;
/// Text smaller than this cannot be read in the hand either. In points.
pub const LEAST: f64 = 7.0;
/// Of A3, in mm; on a larger sheet the title grows with it, and the foot with half of it.
const TITLE: f64 = 9.0;
const FOOT: f64 = 9.5 / POINTS;
const A3: f64 = 297.0;
/// More columns than this are lost sight of.
const COLUMNS: usize = 6;
/// Numbers are this much larger than the words of the guide.
const CALLS: f64 = 3.0;
/// Up to this many steps, the layered drawing is tried too.
const LAYERED: usize = 40;

/// What is tried on every sheet: each drawing is laid out once.
pub struct Drawings {
    spines: Vec<Drawing>,
    layered: Option<Drawing>,
}

impl Drawings {
    pub fn new(diagram: &Diagram, fonts: &Fonts, from: &str) -> Drawings {
        let style = roomy(fonts);
        let close = close(fonts);
        let widths: Vec<(&Style, u32)> = [&style, &close]
            .into_iter()
            .flat_map(|style| (3..=16).map(move |width| (style, width)))
            .collect();
        let spine = |(style, step): &(&Style, u32)| {
            drawing::spine(diagram, style, f64::from(*step) * STEP, from)
        };
        let layered =
            || (diagram.steps.len() <= LAYERED).then(|| drawing::layered(diagram, &style, from));
        let (spines, layered) = parallel::join(|| parallel::map(&widths, spine), layered);
        Drawings { spines, layered }
    }

    /// The best way to fill a room.
    fn fill(&self, room: Room, gutter: f64) -> Filled<'_> {
        let spines = self.spines.iter().flat_map(|drawing| {
            (1..=COLUMNS).filter_map(move |count| Filled::of(drawing, room, count, gutter))
        });
        let layered =
            self.layered.iter().filter_map(|drawing| Filled::of(drawing, room, 1, gutter));
        spines
            .chain(layered)
            .reduce(|best, other| {
                // Fewer columns are followed more easily.
                let clearly = other.points()
                    > best.points() * if other.cuts.len() > best.cuts.len() { 1.08 } else { 1.0 };
                if clearly { other } else { best }
            })
            .expect("one column always fits")
    }
}

/// A drawing in columns.
struct Filled<'a> {
    drawing: &'a Drawing,
    scale: f64,
    cuts: Vec<f64>,
    column: f64,
}

impl Filled<'_> {
    /// The largest scale at which the drawing fits into this many columns.
    fn of(drawing: &Drawing, room: Room, count: usize, gutter: f64) -> Option<Filled<'_>> {
        let column = (room.width - gutter * (count as f64 - 1.0)) / count as f64;
        let largest = (column / drawing.width).min(LARGE / drawing.smallest() / POINTS);
        let cuts = |scale: f64| drawing.pages(room.height / scale);
        let fits = |cuts: &[f64], scale: f64| {
            let whole =
                cuts.windows(2).all(|piece| (piece[1] - piece[0]) * scale <= room.height + 0.1);
            whole && cuts.len() - 1 <= count
        };
        let (mut low, mut high) = (room.height / drawing.height, largest);
        if low >= high {
            return (count == 1).then(|| Filled {
                drawing,
                scale: high,
                cuts: vec![0.0, drawing.height],
                column,
            });
        }
        let at_most = cuts(high);
        if fits(&at_most, high) {
            return Some(Filled { drawing, scale: high, cuts: at_most, column });
        }
        for _ in 0..14 {
            let middle = (low + high) / 2.0;
            if fits(&cuts(middle), middle) { low = middle } else { high = middle }
        }
        Some(Filled { drawing, scale: low, cuts: cuts(low), column })
    }

    fn points(&self) -> f64 {
        self.drawing.smallest() * self.scale * POINTS
    }

    fn width(&self) -> f64 {
        self.drawing.width * self.scale
    }

    /// Where a column begins, from the left margin. A drawing narrower than its column is centred.
    fn start(&self, at: usize, inner: f64, gutter: f64) -> f64 {
        let column = if self.cuts.len() == 2 { inner } else { self.column };
        at as f64 * (self.column + gutter) + (column - self.width()) / 2.0
    }
}

/// The heights of lines, as multiples of their size.
const TITLE_LINE: f64 = 1.2;
const CALLS_LINE: f64 = 1.25;
const FOOT_LINE: f64 = 1.35;

/// The text above and below a drawing, in lines.
struct Text<'a> {
    fonts: &'a Fonts,
    calls: &'a str,
    width: f64,
    title: Vec<String>,
    title_size: f64,
    foot: Vec<String>,
    foot_size: f64,
}

impl<'a> Text<'a> {
    fn new(fonts: &'a Fonts, around: Around<'a>, width: f64, grown: f64) -> Text<'a> {
        let (title_size, foot_size) = (TITLE * grown, FOOT * grown.sqrt().max(1.0));
        let set =
            |text: &str, weight, size| font::lines(font::Run { fonts, text, weight, size }, width);
        let foot = around.foot.iter();
        Text {
            fonts,
            calls: around.calls,
            width,
            title: set(around.title, font::Weight::Bold, title_size),
            title_size,
            foot: foot.flat_map(|words| set(words, font::Weight::Regular, foot_size)).collect(),
            foot_size,
        }
    }

    fn title_height(&self) -> f64 {
        self.title.len() as f64 * self.title_size * TITLE_LINE
    }

    /// The drawing in the room that the text leaves it, the height of what stands above it, and the
    /// size of the numbers: three times that of the drawing's words, which depends on the room.
    fn with_drawing<'b>(
        &self,
        drawings: &'b Drawings,
        height: f64,
        gutter: f64,
    ) -> (Filled<'b>, f64, Option<f64>) {
        let foot = (self.foot.len() as f64 + 1.0) * self.foot_size * FOOT_LINE;
        let above = |calls: f64| self.title_height() + calls * CALLS_LINE + self.title_size * 0.5;
        let fill = |calls: f64| {
            let room = Room { width: self.width, height: height - above(calls) - foot };
            drawings.fill(room, gutter)
        };
        if self.calls.is_empty() {
            return (fill(0.0), above(0.0), None);
        }
        let wanted = |filled: &Filled| CALLS * filled.drawing.style.font * filled.scale;
        let mut size = CALLS * LARGE / POINTS;
        let mut filled = fill(size);
        for _ in 0..ROUNDS {
            let next = wanted(&filled);
            if (next - size).abs() < size * 0.01 {
                break;
            }
            size = next;
            filled = fill(size);
        }
        let head = above(size);
        let run = |size| font::Run {
            fonts: self.fonts,
            text: self.calls,
            weight: font::Weight::Bold,
            size,
        };
        // Many numbers in one line: as large as it allows.
        let fits = (self.width / run(1.0).width()).min(wanted(&filled).max(size));
        (filled, head, Some(fits))
    }
}

/// After so many rounds the room and the numbers fit each other.
const ROUNDS: usize = 6;

impl Poster {
    /// The poster on the first of these sheets (width and height in portrait, the smallest first)
    /// that gives the guide's words a size that can be read from a wall, or else on the last.
    pub fn new(
        drawings: &Drawings,
        fonts: &Fonts,
        around: Around,
        sheets: &[(f64, f64)],
    ) -> Poster {
        let mut best: Option<Poster> = None;
        for &(width, height) in sheets {
            let on = |width, height| Poster::on(drawings, fonts, around, (width, height));
            // A portrait sheet is easier to hang and to read; landscape only where it makes the text
            // clearly larger.
            let (upright, flat) = (on(width, height), on(height, width));
            let poster = if flat.points() > upright.points() * 1.2 { flat } else { upright };
            let is_readable = poster.points() >= WALL;
            best = Some(poster);
            if is_readable {
                break;
            }
        }
        best.expect("there is a sheet")
    }

    fn on(
        drawings: &Drawings,
        fonts: &Fonts,
        around: Around,
        (width, height): (f64, f64),
    ) -> Poster {
        let grown = (width.min(height) / A3).max(0.7);
        let (margin, gutter) = (MARGIN * grown.min(1.0), GUTTER * grown.min(1.0));
        let inner = width - 2.0 * margin;
        let text = Text::new(fonts, around, inner, grown);
        let (filled, head, calls) = text.with_drawing(drawings, height - 2.0 * margin, gutter);
        let columns = filled.cuts.windows(2).enumerate().map(|(at, piece)| {
            let left = margin + filled.start(at, inner, gutter);
            let left = if around.right_to_left { width - left - filled.width() } else { left };
            (left, piece[0], piece[1])
        });
        let drawing = filled.drawing.clone();
        Poster {
            width,
            height,
            margin,
            columns: columns.collect(),
            scale: filled.scale,
            top: margin + head,
            calls: calls.map(|size| (margin + text.title_height() + size * 0.95, size)),
            title: (0..)
                .zip(&text.title)
                .map(|(at, line)| {
                    (margin + (f64::from(at) + 0.85) * text.title_size * TITLE_LINE, line.clone())
                })
                .collect(),
            title_size: text.title_size,
            foot: text
                .foot
                .iter()
                .enumerate()
                .map(|(at, line)| {
                    let below = (text.foot.len() - 1 - at) as f64;
                    (height - margin - below * text.foot_size * FOOT_LINE, line.clone())
                })
                .collect(),
            foot_size: text.foot_size,
            drawing: if around.right_to_left { drawing.mirrored() } else { drawing },
        }
    }

    /// The smallest font size of the guide's words on paper, in points.
    pub fn points(&self) -> f64 {
        self.drawing.smallest() * self.scale * POINTS
    }
}

/// The sizes of paper for posters: A3 to A0 (ISO 216), or their American kin (ANSI B to E).
pub const ISO: &[(f64, f64)] = &[(297.0, 420.0), (420.0, 594.0), (594.0, 841.0), (841.0, 1189.0)];
pub const ANSI: &[(f64, f64)] = &[(279.4, 431.8), (431.8, 558.8), (558.8, 863.6), (863.6, 1117.6)];
