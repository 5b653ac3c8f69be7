//! Links: links inside the book are given the point they lead to.
//!
//! In:   laid-out pages whose links name a place by its number, and the final position of each
//!       place.
//! Out:  the same pages with links to points.
//! Why:  a point moves with every line above it. If it were part of the templates' data, Typst
//!       would have to set everything that contains a link again in each layout, for something that
//!       is not visible.

use std::collections::BTreeSet;

use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::{Destination, Document as _};
use typst_layout::PagedDocument;

use super::typeset::Places;

/// How the templates encode such a point: this far left of the paper, in points, and as far down as
/// the place's number.
const MARK: f64 = -1.0;
/// How far above the place the reader's window begins, in points; Typst adds 10.
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

/// Only frames that contain a link are touched: all others stay shared with the previous pages.
fn aim(frame: &mut Frame, points: &[Option<Point>]) {
    if !holds_links(frame) {
        return;
    }
    // The only way to change the items of a frame in place.
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
