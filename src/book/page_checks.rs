//! Page checks: what a finished page must not have: text off the paper, overlapping text,
//! characters that no font has.
//!
//! In:   laid-out pages.
//! Out:  [`Fault`]s with their page and words. Finding whose words they are is up to
//!       [`make`](super::make).

use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst_layout::PagedDocument;

/// What is wrong with a run of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    OffPaper,
    Overprint,
    NoGlyph,
}

#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub wrong: Wrong,
    /// Counted from 1.
    pub page: usize,
    pub text: String,
}

/// Printers leave this much of a sheet's edge empty. In points.
const EDGE: f64 = 8.0;
/// Lines may overlap by this much. In points.
const TOUCH: f64 = 1.0;

/// A run of text: its box without ascenders and descenders.
struct Run<'a> {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
    item: &'a TextItem,
}

/// All faults of a document, in page order.
pub(super) fn faults(document: &PagedDocument) -> Vec<Fault> {
    let mut out = Vec::new();
    for (at, page) in document.pages().iter().enumerate() {
        let mut runs = Vec::new();
        walk(&page.frame, Transform::identity(), &mut runs);
        let size = page.frame.size();
        let fault =
            |wrong, run: &Run| Fault { wrong, page: at + 1, text: run.item.text.to_string() };
        for run in &runs {
            let inside = run.left >= EDGE
                && run.top >= EDGE
                && run.right <= size.x.to_pt() - EDGE
                && run.bottom <= size.y.to_pt() - EDGE;
            if !inside {
                out.push(fault(Wrong::OffPaper, run));
            }
            if run.item.glyphs.iter().any(|glyph| glyph.id == 0) {
                out.push(fault(Wrong::NoGlyph, run));
            }
        }
        runs.sort_by(|a, b| a.top.total_cmp(&b.top));
        for (first, run) in runs.iter().enumerate() {
            let below = runs[first + 1..].iter().take_while(|other| other.top < run.bottom - TOUCH);
            for other in below {
                let (wide, high) = (
                    run.right.min(other.right) - run.left.max(other.left),
                    run.bottom.min(other.bottom) - other.top,
                );
                if wide > TOUCH && high > TOUCH {
                    out.push(fault(Wrong::Overprint, other));
                }
            }
        }
    }
    out
}

/// Whether the page has no words.
pub(super) fn is_blank(frame: &Frame) -> bool {
    let mut runs = Vec::new();
    walk(frame, Transform::identity(), &mut runs);
    runs.is_empty()
}

/// All words of a document, page by page, for comparison with the source.
pub(super) fn words(document: &PagedDocument) -> Vec<String> {
    let of = |frame: &Frame| {
        let mut runs = Vec::new();
        walk(frame, Transform::identity(), &mut runs);
        let mut words = String::new();
        let mut before: Option<&Run> = None;
        let mut broken = false;
        for run in &runs {
            // A hyphen at the end of a line, which the typesetter has put into a word.
            if run.item.text.as_str() == "\u{ad}" {
                broken = true;
                continue;
            }
            // A character from another font continues the same word.
            if !std::mem::take(&mut broken)
                && before.is_some_and(|before| {
                    before.bottom != run.bottom
                        || run.left - before.right > TOUCH
                        || run.left < before.right - TOUCH
                })
            {
                words.push(' ');
            }
            words.push_str(&run.item.text);
            before = Some(run);
        }
        words
    };
    document.pages().iter().map(|page| of(&page.frame)).collect()
}

fn walk<'a>(frame: &'a Frame, transform: Transform, out: &mut Vec<Run<'a>>) {
    for (at, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                walk(
                    &group.frame,
                    transform
                        .pre_concat(Transform::translate(at.x, at.y))
                        .pre_concat(group.transform),
                    out,
                );
            }
            FrameItem::Text(item) if !item.text.trim().is_empty() => {
                let (left, right) = (at.x, at.x + item.width());
                let (top, bottom) = (at.y - item.size * 0.5, at.y);
                let corners = [(left, top), (right, top), (left, bottom), (right, bottom)]
                    .map(|(x, y)| Point::new(x, y).transform(transform));
                let least = |of: fn(&Point) -> Abs| {
                    corners.iter().map(of).fold(Abs::inf(), Abs::min).to_pt()
                };
                let most = |of: fn(&Point) -> Abs| {
                    corners.iter().map(of).fold(-Abs::inf(), Abs::max).to_pt()
                };
                out.push(Run {
                    left: least(|p| p.x),
                    top: least(|p| p.y),
                    right: most(|p| p.x),
                    bottom: most(|p| p.y),
                    item,
                });
            }
            _ => {}
        }
    }
}
