//! SVG: a laid-out diagram as markup, with the attributes that tools read.

use super::spine::{self, BULLET, Connector, ConnectorWords, Edge, FONT, ITEM_GAP, LINE, Layout, PAD, Placed, Rect, SMALL, SMALL_LINE};
use super::{BoxKind, Diagram};
use crate::html::Html;

/// What a drawing must be told: words of the interface, names of levels, and where links go.
pub struct Labels<'a> {
    /// The accessible name of the whole drawing.
    pub title: &'a str,
    /// Makes the ids of this drawing unique on its page.
    pub id: &'a str,
    pub from: &'a str,
    pub question: &'a str,
    pub guide: &'a str,
    /// By level: its label.
    pub levels: Vec<&'a str>,
    /// By position in the diagram: where its box leads.
    pub links: Vec<String>,
}

/// The drawing of a guide as an `<svg>` element. Colours come from the theme, by class.
pub fn drawing(diagram: &Diagram, labels: &Labels) -> Html {
    let layout = spine::layout(diagram, &ConnectorWords { from: labels.from });
    Writer { diagram, labels, layout: &layout }.svg()
}

struct Writer<'a> {
    diagram: &'a Diagram,
    labels: &'a Labels<'a>,
    layout: &'a Layout,
}

/// At most one decimal, and none where it would be zero: enough for the eye, and the same bytes everywhere.
fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.1}") }
}

fn numbers(values: &[f64]) -> String {
    values.iter().map(|value| number(*value)).collect::<Vec<_>>().join(" ")
}

impl Writer<'_> {
    fn svg(&self) -> Html {
        let mut out = Html::new();
        let (w, h) = (self.layout.width, self.layout.height);
        out.markup("<svg class=\"chart\" direction=\"ltr\" data-drawing=\"spine\" role=\"group\"")
            .attribute("aria-label", self.labels.title);
        out.attribute("viewBox", &numbers(&[0.0, 0.0, w, h])).attribute("width", &number(w)).attribute("height", &number(h)).markup(">");
        let arrow = format!("fc-arrow-{}", self.labels.id);
        out.markup("<defs><marker").attribute("id", &arrow).markup(" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path class=\"chart__arrow\" d=\"M0 0L8 4L0 8z\"/></marker></defs>");
        for edge in &self.layout.edges {
            self.edge(&mut out, edge, &arrow);
        }
        for edge in &self.layout.edges {
            self.label(&mut out, edge);
        }
        // In reading order, which is also the order of the keyboard.
        let mut boxes: Vec<&Placed> = self.layout.boxes.iter().collect();
        boxes.sort_by_key(|placed| placed.at);
        for placed in boxes {
            self.placed(&mut out, placed);
        }
        for connector in &self.layout.connectors {
            self.connector(&mut out, connector);
        }
        out.markup("</svg>");
        out
    }

    fn edge_name(&self, from: usize, to: usize) -> String {
        format!("{}>{}", self.diagram.steps[from].name, self.diagram.steps[to].name)
    }

    fn edge(&self, out: &mut Html, edge: &Edge, arrow: &str) {
        let part = |points: &Vec<(f64, f64)>| {
            let points: Vec<String> = points.iter().map(|(x, y)| numbers(&[*x, *y])).collect();
            format!("M{}", points.join("L"))
        };
        let d: String = edge.parts.iter().map(part).collect();
        out.markup("<path class=\"chart__edge\"").attribute("data-edge", &self.edge_name(edge.from, edge.to)).attribute("d", &d);
        out.attribute("marker-end", &format!("url(#{arrow})")).markup("/>");
    }

    fn label(&self, out: &mut Html, edge: &Edge) {
        let r = edge.label;
        out.markup("<g class=\"chart__label\"").attribute("data-edge-label", &self.edge_name(edge.from, edge.to));
        out.attribute("data-box", &numbers(&[r.x, r.y, r.w, r.h])).markup(">");
        rect(out, "chart__label-back", r, 3.0);
        self.text(out, "chart__label-text", &edge.label_lines, r.x + r.w / 2.0, r.y + SMALL_LINE - 2.0, SMALL_LINE, Anchor::Middle);
        out.markup("</g>");
    }

    fn placed(&self, out: &mut Html, placed: &Placed) {
        let step = &self.diagram.steps[placed.at];
        let (class, word) = match step.kind {
            BoxKind::Question => ("chart__box chart__box--question".to_string(), self.labels.question),
            BoxKind::Jump => ("chart__box chart__box--jump".to_string(), self.labels.guide),
            BoxKind::Outcome(urgency) => (
                format!("chart__box chart__box--outcome level-{}", level_class(urgency.0, self.labels.levels.len())),
                self.labels.levels[urgency.0 as usize],
            ),
        };
        let r = placed.rect;
        out.markup("<g").attribute("class", &class).attribute("data-node", &step.name).markup(">");
        out.markup("<a").attribute("href", &self.labels.links[placed.at]).markup(">");
        match step.kind {
            BoxKind::Outcome(urgency) => shape(out, r, level_class(urgency.0, self.labels.levels.len())),
            _ => rect(out, "chart__shape", r, 6.0),
        }
        let small = format!("{} · {word}", step.number);
        let (x, top) = (r.x + PAD, r.y + (r.h - placed.text_height()) / 2.0);
        self.text(out, "chart__small", &[small], x, top + SMALL, SMALL_LINE, Anchor::Start);
        self.text(out, "chart__words", &placed.lines, x, top + SMALL_LINE + FONT, LINE, Anchor::Start);
        let mut y = top + SMALL_LINE + placed.lines.len() as f64 * LINE + ITEM_GAP + SMALL;
        for item in &placed.items {
            self.text(out, "chart__item", &["•".to_string()], x + 2.0, y, SMALL_LINE, Anchor::Start);
            self.text(out, "chart__item", item, x + BULLET, y, SMALL_LINE, Anchor::Start);
            y += item.len() as f64 * SMALL_LINE;
        }
        out.markup("</a></g>");
    }

    /// A connector to an outcome looks like the outcome, so that an emergency is not overlooked where it is only named.
    fn connector_class(&self, to: usize) -> String {
        match self.diagram.steps[to].kind {
            BoxKind::Outcome(urgency) => {
                format!("chart__connector chart__connector--outcome level-{}", level_class(urgency.0, self.labels.levels.len()))
            }
            _ => "chart__connector".to_string(),
        }
    }

    fn connector(&self, out: &mut Html, connector: &Connector) {
        let r = connector.rect;
        match connector.edge {
            Some((from, to)) => {
                out.markup("<g")
                    .attribute("class", &self.connector_class(connector.to))
                    .attribute("data-connector", &self.edge_name(from, to))
                    .markup("><a")
                    .attribute("href", &self.labels.links[connector.to])
                    .markup(">");
                rect(out, "chart__connector-shape", r, r.h.min(30.0) / 2.0);
                self.text(out, "chart__small", &connector.lines, r.x + 13.0, r.y + SMALL_LINE + 1.0, SMALL_LINE, Anchor::Start);
                out.markup("</a></g>");
            }
            None => {
                out.markup("<g class=\"chart__inlet\"").attribute("data-connector", &self.diagram.steps[connector.to].name).markup(">");
                self.text(out, "chart__small", &connector.lines, r.x + r.w / 2.0, r.y + SMALL_LINE - 2.0, SMALL_LINE, Anchor::Middle);
                out.markup("</g>");
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "a text is its class, lines, place, leading and anchor; a struct would name them once more"
    )]
    fn text(&self, out: &mut Html, class: &str, lines: &[String], x: f64, y: f64, leading: f64, anchor: Anchor) {
        out.markup("<text").attribute("class", class);
        if anchor == Anchor::Middle {
            out.markup(" text-anchor=\"middle\"");
        }
        out.markup(">");
        for (at, line) in lines.iter().enumerate() {
            // The space is for those who read or copy the text: lines are words of one sentence.
            let line = if at + 1 < lines.len() { format!("{line} ") } else { line.clone() };
            out.markup("<tspan")
                .attribute("x", &number(x))
                .attribute("y", &number(y + at as f64 * leading))
                .markup(">")
                .text(&line)
                .markup("</tspan>");
        }
        out.markup("</text>");
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Anchor {
    Start,
    Middle,
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
fn shape(out: &mut Html, r: Rect, class: &str) {
    let cut = 11.0;
    let (x, y, x2, y2) = (r.x, r.y, r.x + r.w, r.y + r.h);
    let points = match class {
        "1" => vec![(x + cut, y), (x2 - cut, y), (x2, y + cut), (x2, y2 - cut), (x2 - cut, y2), (x + cut, y2), (x, y2 - cut), (x, y + cut)],
        "2" => vec![(x, y), (x2 - cut, y), (x2, y + cut), (x2, y2 - cut), (x2 - cut, y2), (x, y2)],
        "3" => return rect(out, "chart__shape", r, 0.0),
        _ => return rect(out, "chart__shape", r, 16.0),
    };
    let points: Vec<String> = points.iter().map(|(x, y)| numbers(&[*x, *y])).collect();
    out.markup("<path class=\"chart__shape\"").attribute("d", &format!("M{}z", points.join("L"))).markup("/>");
}

/// The theme knows four looks: 1 for the worst level, 4 for the mildest, whatever the length of the ladder.
pub fn level_class(level: u8, levels: usize) -> &'static str {
    let (level, last) = (level as usize, levels.saturating_sub(1));
    match level {
        _ if level == last => "4",
        0 => "1",
        1 if last > 2 => "2",
        _ => "3",
    }
}
