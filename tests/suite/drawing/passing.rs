//! Edges against what they must keep clear of: boxes, symbols of connectors, and labels of other
//! edges.

use std::collections::BTreeMap;

use super::lines::{Lines, Stroke};
use super::shapes::{Point, Rect, Segment};
use super::{Drawing, Edge, Fault, Label};

/// A segment this deep within is a touch, not a passage.
const SKIN: f64 = 0.1;
/// How far an edge may reach into its own box.
const OWN_SKIN: f64 = 1.0;
/// A label must be this close to its edge.
const LABEL_REACH: f64 = 12.0;
/// Distances that differ by less than this are equal.
const EQUAL: f64 = 0.05;

pub(crate) fn faults(drawing: &Drawing, lines: &Lines) -> Vec<Fault> {
    let mut faults = boxes(drawing, lines);
    faults.extend(symbols(drawing, lines));
    for label in &drawing.labels {
        let crossed = crossed(drawing, lines, label);
        // An edge on the label is the nearest, too: once is enough.
        faults.extend(if crossed.is_empty() { astray(drawing, lines, label) } else { crossed });
    }
    faults
}

/// One passage of each edge through a rectangle that `is_passage` accepts, in the order of the
/// edges; the segment is the part within.
fn through<'a>(
    drawing: &'a Drawing,
    lines: &Lines,
    rect: &Rect,
    is_passage: impl Fn(&Edge, &Segment) -> bool,
) -> Vec<(&'a Edge, Segment)> {
    let mut found = BTreeMap::new();
    for stroke in lines.near(rect) {
        let Some(part) = stroke.segment.within(&rect.grown(-SKIN)) else { continue };
        if !found.contains_key(&stroke.edge) && is_passage(&drawing.edges[stroke.edge], &part) {
            found.insert(stroke.edge, part);
        }
    }
    found.into_iter().map(|(edge, part)| (&drawing.edges[edge], part)).collect()
}

fn boxes(drawing: &Drawing, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (name, rect) in &drawing.boxes {
        let is_end = |edge: &Edge| edge.from == *name || edge.to == *name;
        let outline = &drawing.outlines[name];
        for (edge, part) in through(drawing, lines, rect, |edge, part| {
            !is_end(edge) || reaches_in(part, rect, outline)
        }) {
            let whose = if is_end(edge) { "its own box" } else { "box" };
            faults.push(Fault {
                class: "through-box",
                text: format!("edge `{}` at {part} through {whose} `{name}` {rect}", edge.name()),
            });
        }
    }
    faults
}

/// A box need not be a rectangle, so the bounds alone do not decide: the outline does.
fn reaches_in(part: &Segment, bounds: &Rect, outline: &[Segment]) -> bool {
    let Some(deep) = part.within(&bounds.grown(-OWN_SKIN)) else { return false };
    let depth =
        |p: Point| outline.iter().map(|side| side.distance(p)).fold(f64::INFINITY, f64::min);
    let samples = [deep.a, deep.a.towards(deep.b, 0.5), deep.b];
    samples.into_iter().any(|p| is_inside(p, outline) && depth(p) > OWN_SKIN + EQUAL)
}

/// A ray to the right crosses the outline an odd number of times.
fn is_inside(p: Point, outline: &[Segment]) -> bool {
    let crosses = |side: &&Segment| {
        let (a, b) = (side.a, side.b);
        (a.y > p.y) != (b.y > p.y) && p.x < a.x + (p.y - a.y) / (b.y - a.y) * (b.x - a.x)
    };
    outline.iter().filter(crosses).count() % 2 == 1
}

fn symbols(drawing: &Drawing, lines: &Lines) -> Vec<Fault> {
    let mut faults = Vec::new();
    for symbol in &drawing.connectors {
        for (edge, part) in through(drawing, lines, &symbol.rect, |edge, _| !symbol.serves(edge)) {
            let text = format!(
                "edge `{}` at {part} through connector `{}` {}",
                edge.name(),
                symbol.name(),
                symbol.rect
            );
            faults.push(Fault { class: "through-connector", text });
        }
    }
    faults
}

fn crossed(drawing: &Drawing, lines: &Lines, label: &Label) -> Vec<Fault> {
    let foreign = through(drawing, lines, &label.rect, |edge, _| !edge.is(&label.from, &label.to));
    let text = |(edge, part): (&Edge, Segment)| {
        format!("edge `{}` at {part} on label `{}` {}", edge.name(), label.name(), label.rect)
    };
    foreign.into_iter().map(|found| Fault { class: "label-crossed", text: text(found) }).collect()
}

/// A label must be close to its own edge, with no other edge closer.
fn astray(drawing: &Drawing, lines: &Lines, label: &Label) -> Vec<Fault> {
    let Some(gap) = own_distance(drawing, label) else { return Vec::new() };
    let fault = |text: String| Fault {
        class: "label-astray",
        text: format!("label `{}` {}: {text}", label.name(), label.rect),
    };
    if gap > LABEL_REACH {
        return vec![fault(format!("its edge is {gap:.1} px away"))];
    }
    let nearer =
        nearest_foreign(drawing, lines, label, gap).filter(|(_, distance)| *distance < gap - EQUAL);
    let text = |(stroke, distance): (&Stroke, f64)| {
        format!(
            "edge `{}` at {} is {distance:.1} px away, its own {gap:.1} px",
            drawing.edges[stroke.edge].name(),
            stroke.segment
        )
    };
    nearer.map(text).map(fault).into_iter().collect()
}

/// The distance from a label to its own edge; `None` if there is no such edge, which is another
/// fault.
fn own_distance(drawing: &Drawing, label: &Label) -> Option<f64> {
    let own = drawing.edges.iter().find(|edge| edge.is(&label.from, &label.to))?;
    Some(
        own.segments()
            .map(|segment| segment.distance_to_rect(&label.rect))
            .fold(f64::INFINITY, f64::min),
    )
}

fn nearest_foreign<'a>(
    drawing: &Drawing,
    lines: &'a Lines,
    label: &Label,
    reach: f64,
) -> Option<(&'a Stroke, f64)> {
    let foreign = lines
        .near(&label.rect.grown(reach))
        .filter(|stroke| !drawing.edges[stroke.edge].is(&label.from, &label.to));
    foreign
        .map(|stroke| (stroke, stroke.segment.distance_to_rect(&label.rect)))
        .min_by(|one, other| one.1.total_cmp(&other.1))
}

impl Drawing {
    /// Labels as close to another edge as to their own, so that a reader cannot tell which they
    /// belong to: beside a trunk shared by several edges, for example. Not a fault under the
    /// contract, but worth a look.
    pub(crate) fn ambiguous_labels(&self) -> Vec<String> {
        let lines = Lines::of(self);
        self.labels.iter().filter_map(|label| ambiguous(self, &lines, label)).collect()
    }
}

fn ambiguous(drawing: &Drawing, lines: &Lines, label: &Label) -> Option<String> {
    let gap = own_distance(drawing, label)?;
    let (nearest, distance) = nearest_foreign(drawing, lines, label, gap + EQUAL)?;
    let name = drawing.edges[nearest.edge].name();
    ((distance - gap).abs() <= EQUAL).then(|| {
        format!("label `{}` {} is as near to edge `{name}` ({gap:.1} px)", label.name(), label.rect)
    })
}
