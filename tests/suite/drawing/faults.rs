//! The rules for each item of a drawing by itself or with its neighbours: boxes, labels and symbols
//! apart from each other and within the drawing, lines of text within their box, edges from border
//! to border and without slopes.

use super::shapes::{Point, Rect, Segment};
use super::{Connector, Drawing, Edge, Fault};

/// Rectangles may overlap, or extend beyond the drawing, by this much.
const TOLERANCE: f64 = 0.05;
/// The tolerance between an edge's end and its border.
const LOOSE: f64 = 1.5;
/// The tolerance for a cut edge's second part and the inlet's words, which are beside it.
const INLET: f64 = 12.0;
/// The maximum length of a sloping segment, as part of a rounded corner.
const SLOPE: f64 = 12.0;
/// Less than this across or down is not a slope.
const LEVEL: f64 = 0.3;

pub(crate) fn faults(drawing: &Drawing) -> Vec<Fault> {
    let things = things(drawing);
    let mut faults = overlaps(&things);
    faults.extend(outside(drawing, &things));
    faults.extend(texts(drawing));
    faults.extend(drawing.edges.iter().flat_map(|edge| ends(drawing, edge)));
    faults.extend(
        drawing
            .edges
            .iter()
            .filter(|edge| edge.parts.len() == 2)
            .flat_map(|edge| cut(drawing, edge)),
    );
    if drawing.kind == "layered" {
        faults.extend(slopes(drawing));
    }
    faults
}

/// Everything that takes up space: its name and its position.
fn things(drawing: &Drawing) -> Vec<(String, Rect)> {
    let boxes = drawing.boxes.iter().map(|(name, rect)| (format!("box `{name}`"), *rect));
    let labels =
        drawing.labels.iter().map(|label| (format!("label `{}`", label.name()), label.rect));
    let symbols = drawing
        .connectors
        .iter()
        .map(|symbol| (format!("connector `{}`", symbol.name()), symbol.rect));
    boxes.chain(labels).chain(symbols).collect()
}

fn overlaps(things: &[(String, Rect)]) -> Vec<Fault> {
    let mut order: Vec<&(String, Rect)> = things.iter().collect();
    order.sort_by(|one, other| one.1.x.total_cmp(&other.1.x));
    let mut faults = Vec::new();
    for (at, (name, rect)) in order.iter().enumerate() {
        // Sorted from left to right: the first that begins beyond the right side ends the search.
        for (other_name, other) in
            order[at + 1..].iter().take_while(|(_, other)| other.x <= rect.right())
        {
            if rect.overlap(other) > TOLERANCE {
                faults.push(Fault {
                    class: "overlap",
                    text: format!("{name} {rect} and {other_name} {other}"),
                });
            }
        }
    }
    faults
}

fn outside(drawing: &Drawing, things: &[(String, Rect)]) -> Vec<Fault> {
    let view = Rect::new(drawing.left, drawing.top, drawing.width, drawing.height).grown(TOLERANCE);
    let leaves = |rect: &Rect| rect.corners().into_iter().any(|corner| !view.contains(corner));
    let fault =
        |what: String| Fault { class: "outside", text: format!("{what} leaves the viewBox") };
    let things = things
        .iter()
        .filter(|(_, rect)| leaves(rect))
        .map(|(name, rect)| fault(format!("{name} {rect}")));
    let edges = drawing.edges.iter().filter_map(|edge| {
        let place = edge.parts.iter().flatten().find(|place| !view.contains(**place))?;
        Some(fault(format!("edge `{}` at {place}", edge.name())))
    });
    things.chain(edges).collect()
}

fn texts(drawing: &Drawing) -> Vec<Fault> {
    let outside =
        drawing.texts.iter().filter(|text| !text.rect.grown(TOLERANCE).contains(text.place));
    outside
        .map(|text| Fault {
            class: "text",
            text: format!("{}: a line at {} is not in {}", text.owner, text.place, text.rect),
        })
        .collect()
}

/// An edge begins at its source's border and ends at its target's.
fn ends(drawing: &Drawing, edge: &Edge) -> Vec<Fault> {
    let (first, last) = (edge.parts[0][0], *edge.parts.last().unwrap().last().unwrap());
    let mut faults = Vec::new();
    for (verb, name, place) in [("begins", &edge.from, first), ("ends", &edge.to, last)] {
        let Some(outline) = drawing.outlines.get(name) else { continue };
        let gap = outline.iter().map(|side| side.distance(place)).fold(f64::INFINITY, f64::min);
        if gap > LOOSE {
            let rect = drawing.boxes[name];
            faults.push(loose(
                edge,
                &format!("{verb} at {place}, {gap:.1} px from the border of box `{name}` {rect}"),
            ));
        }
    }
    faults
}

/// The loose ends in the middle of a cut edge are at its symbol and at its target's inlet.
fn cut(drawing: &Drawing, edge: &Edge) -> Vec<Fault> {
    let symbol = |is_wanted: fn(&Connector) -> bool| {
        drawing.connectors.iter().find(|symbol| is_wanted(symbol) && symbol.serves(edge))
    };
    let (out, back): (Point, Point) = (*edge.parts[0].last().unwrap(), edge.parts[1][0]);
    let mut faults = Vec::new();
    if let Some(symbol) = symbol(|symbol| symbol.from.is_some())
        && symbol.rect.distance(out) > LOOSE
    {
        faults.push(loose(
            edge,
            &format!("is cut at {out}, away from its connector {}", symbol.rect),
        ));
    }
    if let Some(symbol) = symbol(|symbol| symbol.from.is_none())
        && symbol.rect.distance(back) > INLET
    {
        faults.push(loose(
            edge,
            &format!("comes back at {back}, away from the inlet {}", symbol.rect),
        ));
    }
    faults
}

fn loose(edge: &Edge, what: &str) -> Fault {
    Fault { class: "loose-end", text: format!("edge `{}` {what}", edge.name()) }
}

fn slopes(drawing: &Drawing) -> Vec<Fault> {
    let is_slope = |segment: &Segment| {
        let bounds = segment.bounds();
        bounds.w > LEVEL && bounds.h > LEVEL && segment.length() > SLOPE
    };
    let first = |edge: &Edge| {
        edge.segments().find(is_slope).map(|segment| format!("edge `{}` at {segment}", edge.name()))
    };
    drawing.edges.iter().filter_map(first).map(|text| Fault { class: "diagonal", text }).collect()
}
