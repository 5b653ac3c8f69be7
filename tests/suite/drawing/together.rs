//! Edges that have neither source nor target in common must not run together: a reader could not
//! tell them apart.

use std::collections::BTreeMap;

use super::lines::Lines;
use super::shapes::{Segment, point};
use super::{Drawing, Fault};

/// Closer than this is on top of each other.
const ON_TOP: f64 = 0.15;
/// This length on top of each other is still only a crossing.
const ON_TOP_LENGTH: f64 = 0.1;
/// Closer than this is hard to tell apart; exactly two pixels are enough.
const CLOSE: f64 = 1.95;
const CLOSE_LENGTH: f64 = 4.0;
/// The sine of the angle up to which two segments are parallel.
const PARALLEL: f64 = 0.1;

/// How two edges run side by side, over all places together.
#[derive(Default)]
struct Side {
    on_top: f64,
    close: f64,
    place: Option<Segment>,
}

pub(crate) fn faults(drawing: &Drawing, lines: &Lines) -> Vec<Fault> {
    let mut sides: BTreeMap<(usize, usize), Side> = BTreeMap::new();
    for (one, other) in lines.pairs(CLOSE) {
        if lines.may_join(one.edge, other.edge) {
            continue;
        }
        if let Some((place, gap)) = beside(&one.segment, &other.segment) {
            let side = sides.entry((one.edge, other.edge)).or_default();
            if gap < ON_TOP {
                side.on_top += place.length();
            }
            side.close += place.length();
            side.place = side.place.or(Some(place));
        }
    }
    let fault = |((one, other), side): ((usize, usize), Side)| {
        let (one, other) = (drawing.edges[one].name(), drawing.edges[other].name());
        let how = if side.on_top > ON_TOP_LENGTH + 1e-6 {
            format!("lie on each other for {:.1} px", side.on_top)
        } else if side.close > CLOSE_LENGTH {
            format!("run less than 2 px apart for {:.1} px", side.close)
        } else {
            return None;
        };
        Some(Fault {
            class: "together",
            text: format!("edges `{one}` and `{other}` {how}, first at {}", side.place.unwrap()),
        })
    };
    sides.into_iter().filter_map(fault).collect()
}

/// The stretch of the first segment that runs close beside the second, and the greatest distance
/// there.
fn beside(one: &Segment, other: &Segment) -> Option<(Segment, f64)> {
    let along = one.direction();
    if along.cross(other.direction()).abs() > PARALLEL {
        return None;
    }
    let (a, b) = (other.a.minus(one.a), other.b.minus(one.a));
    let (start, end) = (a.dot(along), b.dot(along));
    let (from, to) = (start.min(end).max(0.0), start.max(end).min(one.length()));
    if to - from <= 1e-9 {
        return None;
    }
    // The distance changes evenly along the second segment.
    let gap = |at: f64| {
        (along.cross(a) + (along.cross(b) - along.cross(a)) * (at - start) / (end - start)).abs()
    };
    let widest = gap(from).max(gap(to));
    let at = |length: f64| point(one.a.x + along.x * length, one.a.y + along.y * length);
    (widest < CLOSE).then(|| (Segment { a: at(from), b: at(to) }, widest))
}
