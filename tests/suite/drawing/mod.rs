//! The judge of flowcharts: reads the drawings of a page by the SVG convention alone and reports
//! what is wrong with them.
//!
//! In:   SVG, or a page with `<svg data-drawing=…>` in it.
//! Out:  a [`Drawing`]; its [`Drawing::faults`], [`Drawing::crossings`], [`Drawing::order_faults`]
//!       and measures.
//! Not:  the program: nothing here may use its layout or geometry, or it would only confirm its own
//!       mistakes.
//!
//! The classes of faults, and where each is looked for:
//!
//! | class | what |
//! | --- | --- |
//! | `contract`, `unlabelled` | `contract.rs`: not of the convention; an edge without its answer |
//! | `overlap`, `outside`, `text` | `faults.rs`: overlaps; items outside; text out of its box |
//! | `loose-end`, `diagonal` | `faults.rs`: an end that reaches nothing; a slope if layered |
//! | `through-box`, `through-connector` | `passing.rs`: an edge through what is not its own |
//! | `label-crossed`, `label-astray` | `passing.rs`: another edge on a label, or closer |
//! | `together` | `together.rs`: unrelated edges on or close to each other |
//!
//! All coordinates are the drawing's own (of its `viewBox`), after all transforms. Lengths are in
//! its pixels.

mod contract;
mod crossings;
mod cut;
mod faults;
mod lines;
mod measures;
mod order;
mod passing;
mod path;
mod read;
pub(crate) mod shapes;
mod together;
mod tree;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use shapes::{Point, Rect, Segment};

/// One flowchart, as seen by a reader of its markup.
#[derive(Clone, Debug, Default)]
pub(crate) struct Drawing {
    /// The value of `data-drawing`: `layered` or `spine`.
    pub(crate) kind: String,
    /// The first two numbers of the `viewBox`.
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// By name: the bounds of the box's shape.
    pub(crate) boxes: BTreeMap<String, Rect>,
    /// By name: the shape itself, which an edge must reach.
    pub(crate) outlines: BTreeMap<String, Vec<Segment>>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) labels: Vec<Label>,
    pub(crate) connectors: Vec<Connector>,
    /// Where each line of text begins (or has its middle), and the area it must stay in.
    pub(crate) texts: Vec<Text>,
    /// Violations of the convention in the markup, found while reading.
    pub(crate) slips: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Edge {
    pub(crate) from: String,
    pub(crate) to: String,
    /// One part, or two where a connector cuts the edge; curves are flattened, each part has at
    /// least two points.
    pub(crate) parts: Vec<Vec<Point>>,
    /// False where the document says `data-labels="none"`, on the edge or on the whole drawing.
    pub(crate) wants_label: bool,
}

/// The answer at an edge.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) rect: Rect,
}

/// The symbol at one of the two ends of a cut.
#[derive(Clone, Debug)]
pub(crate) struct Connector {
    /// At the outgoing end: whose edge is cut. `None` is the inlet at the target.
    pub(crate) from: Option<String>,
    pub(crate) to: String,
    pub(crate) rect: Rect,
}

#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Its box, label or connector, in words.
    pub(crate) owner: String,
    pub(crate) rect: Rect,
    pub(crate) place: Point,
}

/// One fault: its class is one word, for counting, and its text has names and coordinates.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub(crate) class: &'static str,
    pub(crate) text: String,
}

impl Drawing {
    /// Every drawing of a page, in the page's order.
    pub(crate) fn all(page: &str) -> Vec<Drawing> {
        cut::drawings(page).into_iter().map(read::drawing).collect()
    }

    /// Everything that is wrong with the drawing, each as `class: what, and where`.
    pub(crate) fn faults(&self) -> Vec<String> {
        self.judged().iter().map(|fault| format!("{}: {}", fault.class, fault.text)).collect()
    }

    /// As [`Drawing::faults`], with the class separate.
    pub(crate) fn judged(&self) -> Vec<Fault> {
        let lines = lines::Lines::of(self);
        let mut faults = contract::faults(self);
        faults.extend(faults::faults(self));
        faults.extend(passing::faults(self, &lines));
        faults.extend(together::faults(self, &lines));
        faults
    }
}

impl Edge {
    pub(crate) fn segments(&self) -> impl Iterator<Item = Segment> {
        self.parts
            .iter()
            .flat_map(|part| part.windows(2).map(|pair| Segment { a: pair[0], b: pair[1] }))
    }

    pub(crate) fn name(&self) -> String {
        format!("{}>{}", self.from, self.to)
    }

    /// The two have a box in common.
    pub(crate) fn meets(&self, other: &Edge) -> bool {
        [&self.from, &self.to].into_iter().any(|end| *end == other.from || *end == other.to)
    }

    pub(crate) fn is(&self, from: &str, to: &str) -> bool {
        self.from == from && self.to == to
    }
}

impl Label {
    pub(crate) fn name(&self) -> String {
        format!("{}>{}", self.from, self.to)
    }
}

impl Connector {
    pub(crate) fn name(&self) -> String {
        self.from.as_ref().map_or_else(|| self.to.clone(), |from| format!("{from}>{}", self.to))
    }

    /// The edge may run into this symbol: it is its own, or its target's inlet.
    pub(crate) fn serves(&self, edge: &Edge) -> bool {
        self.to == edge.to && self.from.as_ref().is_none_or(|from| *from == edge.from)
    }
}
