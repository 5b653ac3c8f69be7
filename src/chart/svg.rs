//! SVG: a drawing as markup, with the attributes that tools read.
//!
//! In:   a [`Diagram`], one of its [`Drawing`]s, and the targets of its links.
//! Out:  an `<svg>` element, or the complete file for a sheet of paper. Its appearance is up to the
//!       theme's rules, by class.

use super::drawing::{Block, Connector, Drawing, Edge, Form, Placed, Point, Rect, Role, Words};
use super::poster::Poster;
use super::{BoxKind, Diagram};
use crate::html::Html;
use crate::model::Ladder;
use crate::prose::Direction;

/// What is needed to write a drawing as SVG.
pub struct Labels<'a> {
    /// The accessible name of the whole drawing.
    pub title: &'a str,
    /// Makes the ids of this drawing unique on its page.
    pub id: &'a str,
    /// The levels of outcomes.
    pub ladder: &'a Ladder,
    /// Link targets by position in the diagram. Empty for a drawing on paper.
    pub links: Vec<String>,
    pub direction: Direction,
}

/// The corner radius of edges, in px.
const RADIUS: f64 = 6.0;

/// A drawing as an `<svg>` element.
pub fn drawing(diagram: &Diagram, drawing: &Drawing, labels: &Labels) -> Html {
    let mut out = Html::new();
    let size = (drawing.width, drawing.height);
    open(&mut out, drawing, labels, &[0.0, 0.0, size.0, size.1]);
    out.attribute("width", &number(size.0)).attribute("height", &number(size.1)).markup(">");
    let name = format!("fc-{}", labels.id);
    out.markup("<title")
        .attribute("id", &format!("{name}-title"))
        .markup(">")
        .text(labels.title)
        .markup("</title>");
    out.markup("<g").attribute("id", &format!("{name}-all")).markup(">");
    Writer { diagram, labels, drawing, part: (f64::MIN, f64::MAX) }.all(&mut out);
    out.markup("</g></svg>");
    out
}

/// The same drawing again in pieces, for paper: each shows the part of the element written by
/// [`drawing`] between two consecutive `cuts`.
pub fn pages(drawing: &Drawing, labels: &Labels, cuts: &[f64]) -> Html {
    let mut out = Html::new();
    for piece in cuts.windows(2) {
        let (top, height) = (piece[0], piece[1] - piece[0]);
        out.markup("<svg")
            .attribute("class", &format!("chart chart--{} chart__page", drawing.style.name))
            .markup(" aria-hidden=\"true\"");
        out.attribute("viewBox", &numbers(&[0.0, top, drawing.width, height]));
        out.attribute("width", &number(drawing.width))
            .attribute("height", &number(height))
            .markup(">");
        out.markup("<use").attribute("href", &format!("#fc-{}-all", labels.id)).markup("/></svg>");
    }
    out
}

/// A file with a poster. `css`: the rules of the theme and its fonts.
pub fn poster(diagram: &Diagram, labels: &Labels, poster: &Poster, calls: &str, css: &str) -> Html {
    let drawing = &poster.drawing;
    let mut out = Html::new();
    out.markup("<svg xmlns=\"http://www.w3.org/2000/svg\"")
        .attribute("class", &format!("poster chart chart--{}", drawing.style.name));
    out.attribute("width", &format!("{}mm", number(poster.width)))
        .attribute("height", &format!("{}mm", number(poster.height)));
    out.attribute("viewBox", &numbers(&[0.0, 0.0, poster.width, poster.height]))
        .markup(" data-drawing=")
        .markup(match drawing.form {
            Form::Spine => "\"spine\"",
            Form::Layered => "\"layered\"",
        });
    out.markup(" role=\"img\"").attribute("aria-labelledby", "poster-title").markup(">");
    out.markup("<title id=\"poster-title\">").text(labels.title).markup("</title>");
    out.markup("<style>").text(css).markup("</style>");
    let right_to_left = labels.direction == Direction::RightToLeft;
    let (start, direction) =
        if right_to_left { (poster.width - poster.margin, "rtl") } else { (poster.margin, "ltr") };
    let mut line = |class: &str, y: f64, size: f64, text: &str| {
        out.markup("<text").attribute("class", class).attribute("direction", direction);
        out.attribute("x", &number(start)).attribute("y", &number(y));
        out.attribute("font-size", &number(size)).markup(">").text(text).markup("</text>");
    };
    for (baseline, text) in &poster.title {
        line("poster__title", *baseline, poster.title_size, text);
    }
    if let Some((baseline, size)) = poster.calls {
        line("poster__calls", baseline, size, calls);
    }
    for (baseline, text) in &poster.foot {
        line("poster__foot", *baseline, poster.foot_size, text);
    }
    for (left, top, bottom) in &poster.columns {
        let (width, height) = (drawing.width, bottom - top);
        // The inner picture cuts off what belongs to other columns.
        out.markup("<svg")
            .attribute("x", &precise(*left))
            .attribute("y", &precise(poster.top))
            .attribute("width", &precise(width * poster.scale))
            .attribute("height", &precise(height * poster.scale));
        out.attribute("viewBox", &numbers(&[0.0, *top, width, height])).markup(">");
        Writer { diagram, labels, drawing, part: (*top, *bottom) }.all(&mut out);
        out.markup("</svg>");
    }
    out.markup("</svg>\n");
    out
}

/// A length in mm, to a hundredth.
fn precise(value: f64) -> String {
    format!("{}", (value * 100.0).round() / 100.0)
}

fn open(out: &mut Html, drawing: &Drawing, labels: &Labels, view: &[f64]) {
    let (name, form) = match drawing.form {
        Form::Spine => ("spine", "chart--spine"),
        Form::Layered => ("layered", "chart--layered"),
    };
    out.markup("<svg")
        .attribute("class", &format!("chart {form} chart--{}", drawing.style.name))
        .attribute("data-drawing", name);
    out.markup(" role=\"group\"")
        .attribute("aria-labelledby", &format!("fc-{}-title", labels.id))
        .attribute("viewBox", &numbers(view));
}

struct Writer<'a> {
    diagram: &'a Diagram,
    labels: &'a Labels<'a>,
    drawing: &'a Drawing,
    /// What is written, from the top of the drawing.
    part: (f64, f64),
}

/// At most one decimal place, omitted if zero: enough for the eye, and the same bytes everywhere.
fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

fn numbers(values: &[f64]) -> String {
    values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(" ")
}

impl Writer<'_> {
    fn all(&self, out: &mut Html) {
        let arrow = format!("fc-{}-arrow", self.labels.id);
        out.markup("<defs><marker").attribute("id", &arrow).markup(" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"chart__arrow\" d=\"M0 0L8 4L0 8z\"/></marker></defs>");
        let shows = |top: f64, bottom: f64| bottom > self.part.0 && top < self.part.1;
        let visible = |rect: &Rect| shows(rect.y, rect.bottom());
        for edge in &self.drawing.edges {
            let ys = || edge.parts.iter().flatten().map(|(_, y)| *y);
            if shows(ys().fold(f64::MAX, f64::min), ys().fold(f64::MIN, f64::max)) {
                self.edge(out, edge, &arrow);
            }
        }
        for edge in self.drawing.edges.iter().filter(|edge| visible(&edge.label)) {
            self.label(out, edge);
        }
        // In reading order, which is also the tab order: each box, then the connectors that leave
        // it.
        let mut boxes: Vec<&Placed> = self.drawing.boxes.iter().collect();
        boxes.sort_by_key(|placed| placed.at);
        // A connector may stand in another column than its box.
        let connectors = || self.drawing.connectors.iter().filter(|it| visible(&it.rect));
        for placed in boxes {
            for inlet in connectors().filter(|it| it.edge.is_none() && it.to == placed.at) {
                self.connector(out, inlet);
            }
            if visible(&placed.rect) {
                self.placed(out, placed);
            }
            let leaves = |it: &&Connector| it.edge.is_some_and(|(from, _)| from == placed.at);
            for connector in connectors().filter(leaves) {
                self.connector(out, connector);
            }
        }
    }

    fn edge_name(&self, from: usize, to: usize) -> String {
        format!("{}>{}", self.diagram.steps[from].name, self.diagram.steps[to].name)
    }

    fn edge(&self, out: &mut Html, edge: &Edge, arrow: &str) {
        let d: String = edge.parts.iter().map(|part| rounded(part)).collect();
        out.markup("<path class=\"chart__edge\"")
            .attribute("data-edge", &self.edge_name(edge.from, edge.to))
            .attribute("d", &d);
        out.attribute("marker-end", &format!("url(#{arrow})")).markup("/>");
    }

    fn label(&self, out: &mut Html, edge: &Edge) {
        let r = edge.label;
        out.markup("<g class=\"chart__label\"")
            .attribute("data-edge-label", &self.edge_name(edge.from, edge.to));
        out.attribute("data-box", &numbers(&[r.x, r.y, r.w, r.h])).markup(">");
        if edge.words.is_blank() {
            // A field without words would only hide a piece of its edge.
            out.markup("</g>");
            return;
        }
        rect(out, "chart__label-back", r, 3.0);
        self.words(out, &edge.words, r);
        out.markup("</g>");
    }

    /// Wraps content in the link to a step, if there are links.
    fn linked(&self, out: &mut Html, to: usize, inside: impl FnOnce(&mut Html)) {
        match self.labels.links.get(to) {
            Some(href) => {
                out.markup("<a").attribute("href", href).markup(">");
                inside(out);
                out.markup("</a>");
            }
            None => inside(out),
        }
    }

    fn placed(&self, out: &mut Html, placed: &Placed) {
        let step = &self.diagram.steps[placed.at];
        let level = |urgency| self.labels.ladder.class(urgency);
        let class = match step.kind {
            BoxKind::Outcome(urgency) => {
                format!("chart__box chart__box--outcome level-{}", level(urgency))
            }
            kind => format!("chart__box chart__box--{}", kind.word()),
        };
        out.markup("<g").attribute("class", &class).attribute("data-node", &step.name).markup(">");
        self.linked(out, placed.at, |out| {
            match step.kind {
                BoxKind::Outcome(urgency) => shape(out, placed.rect, level(urgency)),
                BoxKind::Action => action_shape(out, placed.rect),
                _ => rect(out, "chart__shape", placed.rect, 6.0),
            }
            self.words(out, &placed.words, placed.rect);
        });
        out.markup("</g>");
    }

    /// A connector to an outcome looks like the outcome, so that an emergency is not overlooked
    /// where it is only named.
    fn connector(&self, out: &mut Html, connector: &Connector) {
        let r = connector.rect;
        let Some((from, to)) = connector.edge else {
            out.markup("<g class=\"chart__inlet\"")
                .attribute("data-connector", &self.diagram.steps[connector.to].name)
                .markup(">");
            rect(out, "chart__inlet-shape", r, r.h.min(30.0) / 2.0);
            self.words(out, &connector.words, r);
            out.markup("</g>");
            return;
        };
        let class = match self.diagram.steps[to].kind {
            BoxKind::Outcome(urgency) => {
                format!(
                    "chart__connector chart__connector--outcome level-{}",
                    self.labels.ladder.class(urgency)
                )
            }
            _ => "chart__connector".to_string(),
        };
        out.markup("<g")
            .attribute("class", &class)
            .attribute("data-connector", &self.edge_name(from, to))
            .markup(">");
        self.linked(out, to, |out| {
            rect(out, "chart__connector-shape", r, r.h.min(30.0) / 2.0);
            self.words(out, &connector.words, r);
        });
        out.markup("</g>");
    }

    /// Writes text, vertically centred in its rectangle.
    fn words(&self, out: &mut Html, words: &Words, r: Rect) {
        let down = (r.h - words.height) / 2.0;
        for block in &words.blocks {
            self.block(out, block, r, down);
        }
    }

    fn block(&self, out: &mut Html, block: &Block, r: Rect, down: f64) {
        out.markup("<text").attribute("class", role_class(block.role));
        let right_to_left = self.labels.direction == Direction::RightToLeft;
        if right_to_left {
            out.markup(" direction=\"rtl\"");
        }
        out.markup(">");
        for (at, ((x, y), line)) in block.lines.iter().enumerate() {
            // The space is for those who read or copy the text: the lines form one sentence.
            let line = if at + 1 < block.lines.len() { format!("{line} ") } else { line.clone() };
            let x = if right_to_left { r.right() - x } else { r.x + x };
            out.markup("<tspan")
                .attribute("x", &number(x))
                .attribute("y", &number(r.y + down + y))
                .markup(">")
                .text(&line)
                .markup("</tspan>");
        }
        out.markup("</text>");
    }
}

fn role_class(role: Role) -> &'static str {
    match role {
        Role::Kind => "chart__kind",
        Role::Title => "chart__title",
        Role::Item => "chart__item",
        Role::Label => "chart__answer",
        Role::Connector => "chart__going",
    }
}

/// A polyline as path data, with rounded corners.
fn rounded(points: &[Point]) -> String {
    let mut d = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        match (at.checked_sub(1).map(|before| points[before]), points.get(at + 1)) {
            (None, _) => d.push_str(&format!("M{}", numbers(&[*x, *y]))),
            (_, None) => d.push_str(&format!("L{}", numbers(&[*x, *y]))),
            (Some(before), Some(after)) => {
                let (to, from) = (towards((*x, *y), before), towards((*x, *y), *after));
                d.push_str(&format!(
                    "L{}Q{}",
                    numbers(&[to.0, to.1]),
                    numbers(&[*x, *y, from.0, from.1])
                ));
            }
        }
    }
    d
}

/// The point between a corner and its neighbour where the rounding begins, at most halfway.
fn towards(corner: Point, other: Point) -> Point {
    let (dx, dy) = (other.0 - corner.0, other.1 - corner.1);
    let length = dx.hypot(dy).max(0.01);
    let part = RADIUS.min(length / 2.0) / length;
    (corner.0 + dx * part, corner.1 + dy * part)
}

fn rect(out: &mut Html, class: &str, r: Rect, radius: f64) {
    out.markup("<rect").attribute("class", class);
    out.attribute("x", &number(r.x))
        .attribute("y", &number(r.y))
        .attribute("width", &number(r.w))
        .attribute("height", &number(r.h))
        .attribute("rx", &number(radius));
    out.markup("/>");
}

/// Outcomes differ in shape as well as in colour and word: the more urgent, the more corners.
/// An arrow that points on: something is done here, and nothing asked.
fn action_shape(out: &mut Html, r: Rect) {
    let (x, y, x2, y2, cut) = (r.x, r.y, r.x + r.w, r.y + r.h, 9.0);
    let points = [(x, y), (x2, y), (x2, y2 - cut), (x2 - cut, y2), (x + cut, y2), (x, y2 - cut)];
    let points = points.map(|(x, y)| numbers(&[x, y]));
    out.markup("<path class=\"chart__shape\"")
        .attribute("d", &format!("M{}z", points.join("L")))
        .markup("/>");
}

fn shape(out: &mut Html, r: Rect, class: &str) {
    let cut = 9.0;
    let (x, y, x2, y2) = (r.x, r.y, r.x + r.w, r.y + r.h);
    let points = match class {
        "1" => vec![
            (x + cut, y),
            (x2 - cut, y),
            (x2, y + cut),
            (x2, y2 - cut),
            (x2 - cut, y2),
            (x + cut, y2),
            (x, y2 - cut),
            (x, y + cut),
        ],
        "2" => vec![(x, y), (x2 - cut, y), (x2, y + cut), (x2, y2 - cut), (x2 - cut, y2), (x, y2)],
        "3" => return rect(out, "chart__shape", r, 0.0),
        _ => return rect(out, "chart__shape", r, 14.0),
    };
    let points: Vec<String> = points.iter().map(|(x, y)| numbers(&[*x, *y])).collect();
    out.markup("<path class=\"chart__shape\"")
        .attribute("d", &format!("M{}z", points.join("L")))
        .markup("/>");
}
