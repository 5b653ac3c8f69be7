//! Metrics for comparing two layouts of one graph.

use std::f64::consts::{FRAC_PI_2, PI};

use super::shapes::Point;
use super::{Drawing, Edge};

/// A turn of less than this, in radians, is not counted.
const STRAIGHT: f64 = 0.02;

impl Edge {
    /// The turns of the edge in right angles: a rounded corner counts as one, and so do two halves
    /// of one. A gentle curve counts as one too.
    pub(crate) fn bends(&self) -> usize {
        let turned: f64 = self.parts.iter().map(|part| turned(part)).sum();
        if turned < STRAIGHT { 0 } else { (turned / FRAC_PI_2).round().max(1.0) as usize }
    }

    /// From end to end without a turn or a cut.
    pub(crate) fn is_straight(&self) -> bool {
        self.parts.len() == 1 && self.bends() == 0
    }

    pub(crate) fn length(&self) -> f64 {
        self.segments().map(|segment| segment.length()).sum()
    }
}

fn turned(part: &[Point]) -> f64 {
    let angle = |pair: &[Point]| {
        let way = pair[1].minus(pair[0]);
        way.y.atan2(way.x)
    };
    let angles: Vec<f64> = part.windows(2).map(angle).collect();
    angles.windows(2).map(|pair| ((pair[1] - pair[0] + PI).rem_euclid(2.0 * PI) - PI).abs()).sum()
}

impl Drawing {
    pub(crate) fn bends(&self) -> usize {
        self.edges.iter().map(Edge::bends).sum()
    }

    /// In per cent; in a drawing without edges, all count as straight.
    pub(crate) fn straight_share(&self) -> f64 {
        let straight = self.edges.iter().filter(|edge| edge.is_straight()).count();
        if self.edges.is_empty() {
            100.0
        } else {
            100.0 * straight as f64 / self.edges.len() as f64
        }
    }

    /// The length of all edges together.
    pub(crate) fn ink(&self) -> f64 {
        self.edges.iter().map(Edge::length).sum()
    }
}
