//! Whether the answers of a question are drawn from left to right as the author wrote them.

use super::lines::Run;
use super::shapes::Point;
use super::{Drawing, Edge};

/// Two edges that are further apart than this, horizontally, have diverged.
const PARTED: f64 = 0.5;
/// The step size for following two edges to where they diverge.
const STEP: f64 = 0.5;

/// Two answers in the wrong order: the one that the author wrote first is drawn to the right.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Inverted {
    pub(crate) question: String,
    pub(crate) first: String,
    pub(crate) second: String,
}

impl Drawing {
    /// `author`: each question with its targets in the author's order. Only the layered drawing
    /// guarantees this order: in others nothing is reported.
    pub(crate) fn order_faults(&self, author: &[(String, Vec<String>)]) -> Vec<Inverted> {
        let mut found = Vec::new();
        if self.kind != "layered" {
            return found;
        }
        for (question, targets) in author {
            let mut drawn: Vec<&Edge> = Vec::new();
            for target in targets {
                // Several answers to one target are one edge, at the position of the first.
                let edge = self.edges.iter().find(|edge| edge.is(question, target));
                drawn.extend(edge.filter(|edge| !drawn.iter().any(|other| other.to == edge.to)));
            }
            for (at, first) in drawn.iter().enumerate() {
                for second in drawn[at + 1..].iter().filter(|second| self.is_before(second, first))
                {
                    found.push(Inverted {
                        question: question.clone(),
                        first: first.to.clone(),
                        second: second.to.clone(),
                    });
                }
            }
        }
        found
    }
}

impl Drawing {
    /// Whether one answer precedes the other: left of it, or above it where both are in one column.
    fn is_before(&self, one: &Edge, other: &Edge) -> bool {
        match (self.boxes.get(&one.to), self.boxes.get(&other.to)) {
            (Some(a), Some(b)) if (a.x - b.x).abs() < PARTED => a.y < b.y,
            _ => leaves_left_of(one, other),
        }
    }
}

/// Where two edges of one source begin at the same point or share a trunk, the point where they
/// diverge decides.
fn leaves_left_of(one: &Edge, other: &Edge) -> bool {
    let (one, other) = (Run::new(&one.parts[0]), Run::new(&other.parts[0]));
    let places = |at: f64| -> (Point, Point) { (one.at(at), other.at(at)) };
    let length = one.length().max(other.length());
    let steps = (length / STEP).ceil() as usize;
    let across =
        (0..=steps).map(|step| places(step as f64 * STEP)).map(|(one, other)| one.x - other.x);
    across.into_iter().find(|across| across.abs() > PARTED).is_some_and(|across| across < 0.0)
}
