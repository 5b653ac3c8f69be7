//! Where edges cross.
//!
//! Two edges can meet without crossing: one ends on the other, both run together for a while and
//! part on the side from which they came, or they touch at a corner. So each meeting of two edges
//! is considered as a whole, however long, and is a crossing if one edge arrives on one side of the
//! other and leaves on the other side.

use std::f64::consts::TAU;

use super::lines::{Lines, Run};
use super::shapes::{Point, Segment};
use super::{Drawing, Edge};

/// Parallel segments this close to each other count as one line.
const SAME_LINE: f64 = 0.15;
/// The sine of the angle up to which two segments are parallel.
const PARALLEL: f64 = 0.05;
/// Contacts this close to each other along both edges are one meeting.
const JOIN: f64 = 0.75;
/// A meeting this close to the end of an edge is its end.
const END: f64 = 0.5;
/// A longer meeting is a stretch shared by both edges.
const SHARED: f64 = 1.0;
/// Edges with a common box cross only this far from what they share.
const AWAY: f64 = 3.0;
/// How far from a meeting to look for the sides, if the closer look is not conclusive.
const LOOKS: [f64; 3] = [0.5, 2.0, 6.0];
/// Directions that differ by less than this, in radians, are the same.
const SAME_WAY: f64 = 0.03;

/// A crossing of two edges, by their indices in [`Drawing::edges`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crossing {
    pub(crate) edges: (usize, usize),
    pub(crate) place: Point,
}

/// A stretch where two runs meet, as lengths along both: where the other joins, and where it
/// leaves.
#[derive(Clone, Copy, Debug)]
struct Meeting {
    one: (f64, f64),
    other: (f64, f64),
}

impl Drawing {
    /// How often edges cross, pair by pair: a line that crosses a trunk of two edges crosses twice.
    pub(crate) fn crossings(&self) -> usize {
        self.crossing_places().len()
    }

    pub(crate) fn crossing_places(&self) -> Vec<Crossing> {
        let lines = Lines::of(self);
        let mut places = Vec::new();
        for ((one, other), meetings) in meetings(&lines) {
            let edges = (one.1, other.1);
            let (one, other) = (&lines.runs[one.0], &lines.runs[other.0]);
            let shared: Vec<&Meeting> =
                meetings.iter().filter(|meeting| meeting.length() > SHARED).collect();
            let pair = (&self.edges[edges.0], &self.edges[edges.1]);
            for meeting in &meetings {
                let place = one.at(meeting.one.0);
                if pair.0.meets(pair.1)
                    && (shared.iter().any(|stretch| stretch.is_near(meeting))
                        || self.is_at_common_box(pair, place))
                {
                    continue;
                }
                if crosses(one, other, meeting) {
                    places.push(Crossing { edges, place });
                }
            }
        }
        places
    }

    fn is_at_common_box(&self, (one, other): (&Edge, &Edge), place: Point) -> bool {
        let common =
            [&one.from, &one.to].into_iter().filter(|end| **end == other.from || **end == other.to);
        common.filter_map(|name| self.boxes.get(name)).any(|rect| rect.distance(place) <= AWAY)
    }
}

/// A run and its edge.
type Owner = (usize, usize);

/// All meetings, by pair of runs.
fn meetings(lines: &Lines) -> Vec<((Owner, Owner), Vec<Meeting>)> {
    let mut contacts: Vec<((Owner, Owner), Meeting)> = Vec::new();
    for (one, other) in lines.pairs(SAME_LINE) {
        if let Some(contact) = contact(&one.segment, &other.segment) {
            contacts.push((
                ((one.run, one.edge), (other.run, other.edge)),
                contact.moved(one.start, other.start),
            ));
        }
    }
    // A stable order by pair: a map would have to be searched for each of millions of contacts
    // along a trunk.
    contacts.sort_by_key(|(pair, _)| *pair);
    let pairs = contacts.chunk_by(|one, other| one.0 == other.0);
    pairs
        .map(|pair| (pair[0].0, joined(pair.iter().map(|(_, contact)| *contact).collect())))
        .collect()
}

/// Where two segments meet, as lengths from their beginnings: along a stretch, or at a point.
fn contact(one: &Segment, other: &Segment) -> Option<Meeting> {
    let (along, across) = (one.direction(), other.direction());
    let turn = along.cross(across);
    let (a, b) = (other.a.minus(one.a), other.b.minus(one.a));
    if turn.abs() < PARALLEL && a.cross(along).abs().max(b.cross(along).abs()) <= SAME_LINE {
        let (start, end) = (a.dot(along), b.dot(along));
        let clip = |at: f64| at.clamp(0.0, one.length());
        let met = (clip(start), clip(end));
        let share = |at: f64| (at - start) / (end - start) * other.length();
        return ((met.1 - met.0).abs() > 1e-6)
            .then(|| Meeting { one: met, other: (share(met.0), share(met.1)) });
    }
    if turn == 0.0 {
        return None;
    }
    let (at_one, at_other) = (a.cross(across) / turn, a.cross(along) / turn);
    let is_on = |at: f64, length: f64| at >= -1e-6 && at <= length + 1e-6;
    let meeting = Meeting { one: (at_one, at_one), other: (at_other, at_other) };
    (is_on(at_one, one.length()) && is_on(at_other, other.length())).then_some(meeting)
}

/// Merges contacts that continue one another into one meeting.
fn joined(mut contacts: Vec<Meeting>) -> Vec<Meeting> {
    contacts.sort_by(|one, other| one.other.0.total_cmp(&other.other.0));
    let mut meetings: Vec<Meeting> = Vec::new();
    for contact in contacts {
        match meetings.iter_mut().find(|meeting| meeting.gap(&contact) <= JOIN) {
            Some(meeting) if contact.other.1 > meeting.other.1 => {
                (meeting.one.1, meeting.other.1) = (contact.one.1, contact.other.1);
            }
            Some(_) => {}
            None => meetings.push(contact),
        }
    }
    meetings
}

impl Meeting {
    fn moved(self, one: f64, other: f64) -> Meeting {
        Meeting {
            one: (self.one.0 + one, self.one.1 + one),
            other: (self.other.0 + other, self.other.1 + other),
        }
    }

    fn length(&self) -> f64 {
        self.other.1 - self.other.0
    }

    /// The greater of the two gaps, along either run.
    fn gap(&self, other: &Meeting) -> f64 {
        apart(self.one, other.one).max(apart(self.other, other.other))
    }

    /// Less than [`AWAY`] from it along either run: part of how the two edges diverge.
    fn is_near(&self, other: &Meeting) -> bool {
        apart(self.one, other.one).min(apart(self.other, other.other)) <= AWAY
    }
}

/// The gap between two ranges, whichever way they run; zero where they overlap.
fn apart(one: (f64, f64), other: (f64, f64)) -> f64 {
    let (low, high) = (one.0.min(one.1), one.0.max(one.1));
    let (other_low, other_high) = (other.0.min(other.1), other.0.max(other.1));
    (other_low - high).max(low - other_high).max(0.0)
}

fn crosses(one: &Run, other: &Run, meeting: &Meeting) -> bool {
    let is_within = |at: f64, run: &Run| at > END && at < run.length() - END;
    if ![meeting.one.0, meeting.one.1].into_iter().all(|at| is_within(at, one))
        || ![meeting.other.0, meeting.other.1].into_iter().all(|at| is_within(at, other))
    {
        return false;
    }
    let comes = side(one, meeting.one.0, |look| {
        other.at(meeting.other.0 - look).minus(other.at(meeting.other.0))
    });
    let leaves = side(one, meeting.one.1, |look| {
        other.at(meeting.other.1 + look).minus(other.at(meeting.other.1))
    });
    comes.is_some() && leaves.is_some() && comes != leaves
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

/// The side of a run on which a branch leaves it, at a given length along it; `None`: on neither,
/// it runs along it.
fn side(run: &Run, at: f64, branch: impl Fn(f64) -> Point) -> Option<Side> {
    let turned = |from: Point, to: Point| (to.y.atan2(to.x) - from.y.atan2(from.x)).rem_euclid(TAU);
    LOOKS.into_iter().find_map(|look| {
        let here = run.at(at);
        let ahead = run.at(at + look).minus(here);
        // Clockwise from the direction ahead comes what is on the right, then the direction back,
        // then what is on the left.
        let (back, branch) =
            (turned(ahead, run.at(at - look).minus(here)), turned(ahead, branch(look)));
        let is_clear =
            branch > SAME_WAY && branch < TAU - SAME_WAY && (branch - back).abs() > SAME_WAY;
        is_clear.then_some(if branch < back { Side::Right } else { Side::Left })
    })
}
