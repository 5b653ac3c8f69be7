//! Links: those inside the book get the point at which they end.
//!
//! In:   laid-out pages whose links name a place by its number, and where each place came to stand.
//! Out:  the same pages with links to points.
//! Why:  a point moves with every line above it. As data of the templates it would have Typst set again, in each layout,
//!       all that holds a link, for something that cannot be seen.

use std::collections::BTreeSet;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::{Destination, Document as _};
use typst_layout::PagedDocument;

use super::typeset::Places;

/// The templates write such a point: left of the paper by this much, in points, and as far down as the place's number.
const MARK: f64 = -1.0;
/// So much above the place the reader's window begins, in points; Typst adds 10.
const ABOVE: f64 = 14.0;

/// `wanted`: the ids of all places; the number of each is its position there.
pub(super) fn aimed(
    document: &PagedDocument,
    wanted: &BTreeSet<String>,
    places: &Places,
) -> PagedDocument {
    let points: Vec<Option<Point>> = wanted
        .iter()
        .map(|id| places.get(id).map(|(.., y)| Point::with_y(Abs::pt((y - ABOVE).max(0.0)))))
        .collect();
    let pages = document.pages().iter().map(|page| {
        let mut page = page.clone();
        aim(&mut page.frame, &points);
        page
    });
    PagedDocument::new(pages.collect(), document.info().clone())
}

/// Only what holds a link is touched: all else stays shared with the pages before.
fn aim(frame: &mut Frame, points: &[Option<Point>]) {
    if !holds_links(frame) {
        return;
    }
    // The one way to change the parts of a frame in place.
    frame.retain(|item| {
        match item {
            FrameItem::Group(group) => aim(&mut group.frame, points),
            FrameItem::Link(Destination::Position(to), _) if to.point.x == Abs::pt(MARK) => {
                if let Some(Some(point)) = points.get(to.point.y.to_pt().round() as usize) {
                    to.point = *point;
                }
            }
            _ => {}
        }
        true
    });
}

fn holds_links(frame: &Frame) -> bool {
    frame.items().any(|(_, item)| match item {
        FrameItem::Group(group) => holds_links(&group.frame),
        FrameItem::Link(..) => true,
        _ => false,
    })
}
