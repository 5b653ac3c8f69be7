//! All edges of a drawing as one searchable collection of strokes.

use std::collections::{BTreeMap, BTreeSet};

use super::Drawing;
use super::shapes::{Point, Rect, Segment};
use super::tree::Tree;

/// One straight piece of an edge.
pub(crate) struct Stroke {
    /// An index into [`Drawing::edges`].
    pub(crate) edge: usize,
    /// An index into [`Lines::runs`].
    pub(crate) run: usize,
    /// The length of the run before this piece.
    pub(crate) start: f64,
    pub(crate) segment: Segment,
}

/// One part of an edge, measured along its length.
pub(crate) struct Run {
    pub(crate) points: Vec<Point>,
    /// The length of the run up to each point.
    pub(crate) starts: Vec<f64>,
}

pub(crate) struct Lines {
    pub(crate) strokes: Vec<Stroke>,
    pub(crate) runs: Vec<Run>,
    /// By edge: numbers for its source and its target, which compare faster than names.
    ends: Vec<(usize, usize)>,
    tree: Tree,
}

impl Lines {
    pub(crate) fn of(drawing: &Drawing) -> Lines {
        let (mut strokes, mut runs) = (Vec::new(), Vec::new());
        for (edge, part) in drawing
            .edges
            .iter()
            .enumerate()
            .flat_map(|(at, edge)| edge.parts.iter().map(move |part| (at, part)))
        {
            let run = Run::new(part);
            let pieces = run.points.windows(2).zip(&run.starts);
            strokes.extend(pieces.map(|(pair, start)| Stroke {
                edge,
                run: runs.len(),
                start: *start,
                segment: Segment { a: pair[0], b: pair[1] },
            }));
            runs.push(run);
        }
        let tree = Tree::new(strokes.iter().map(|stroke| stroke.segment.bounds()));
        let names: BTreeSet<&str> =
            drawing.edges.iter().flat_map(|edge| [edge.from.as_str(), edge.to.as_str()]).collect();
        let numbers: BTreeMap<&str, usize> = names.into_iter().zip(0..).collect();
        let ends = drawing
            .edges
            .iter()
            .map(|edge| (numbers[edge.from.as_str()], numbers[edge.to.as_str()]))
            .collect();
        Lines { strokes, runs, ends, tree }
    }

    /// Edges of one source, or to one target, may run together.
    pub(crate) fn may_join(&self, one: usize, other: usize) -> bool {
        self.ends[one].0 == self.ends[other].0 || self.ends[one].1 == self.ends[other].1
    }

    /// The strokes whose bounds touch a rectangle.
    pub(crate) fn near<'a>(&'a self, rect: &Rect) -> impl Iterator<Item = &'a Stroke> + use<'a> {
        self.tree.near(rect).into_iter().map(|at| &self.strokes[at])
    }

    /// Each pair of strokes of two edges whose bounds come within `reach`, once.
    pub(crate) fn pairs(&self, reach: f64) -> impl Iterator<Item = (&Stroke, &Stroke)> {
        self.strokes.iter().flat_map(move |one| {
            let others = self.near(&one.segment.bounds().grown(reach));
            others.filter(|other| other.edge > one.edge).map(move |other| (one, other))
        })
    }
}

impl Run {
    pub(crate) fn new(points: &[Point]) -> Run {
        let mut starts = vec![0.0];
        for pair in points.windows(2) {
            starts.push(starts.last().unwrap() + pair[0].distance(pair[1]));
        }
        Run { points: points.to_vec(), starts }
    }

    pub(crate) fn length(&self) -> f64 {
        *self.starts.last().unwrap()
    }

    /// The point at a length of the way; its ends, beyond them.
    pub(crate) fn at(&self, length: f64) -> Point {
        let next =
            self.starts.partition_point(|start| *start < length).clamp(1, self.points.len() - 1);
        let piece = self.starts[next] - self.starts[next - 1];
        let share = if piece == 0.0 {
            0.0
        } else {
            ((length - self.starts[next - 1]) / piece).clamp(0.0, 1.0)
        };
        self.points[next - 1].towards(self.points[next], share)
    }
}
