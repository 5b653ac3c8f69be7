//! The spine: questions run down in reading order; what an answer ends in stands beside its question.
//!
//! In:   a [`Diagram`].
//! Out:  a [`Layout`]: boxes, edges, labels and connectors with their places, in px.
//! How:  a question's box is as high as all that stands beside it, so every edge to it is one level line and no two
//!       edges can meet. An answer that leads elsewhere ends in a numbered connector, and its target says from where.

use super::font;
use super::{BoxKind, Diagram};

pub(super) const FONT: f64 = 15.0;
pub(super) const LINE: f64 = 20.0;
/// Small words: levels, numbers, labels.
pub(super) const SMALL: f64 = 13.0;
pub(super) const SMALL_LINE: f64 = 17.0;
pub(super) const PAD: f64 = 12.0;
const GAP: f64 = 16.0;
/// Between a question and its items.
pub(super) const ITEM_GAP: f64 = 5.0;
/// Room for an item's bullet.
pub(super) const BULLET: f64 = 16.0;
const QUESTION_WIDTH: f64 = 400.0;
const LABEL_WIDTH: f64 = 124.0;
/// The line that shows on both sides of a label.
const LEAD: f64 = 18.0;
const OUTCOME_WIDTH: f64 = 270.0;
const MARGIN: f64 = 6.0;
/// Room for "from 3, 5" left of a question and right of an outcome.
const INLET: f64 = 74.0;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    fn middle(self) -> f64 {
        self.y + self.h / 2.0
    }
    fn right(self) -> f64 {
        self.x + self.w
    }
    fn bottom(self) -> f64 {
        self.y + self.h
    }
}

#[derive(Debug)]
pub(super) struct Placed {
    /// A position in the diagram.
    pub at: usize,
    pub rect: Rect,
    pub lines: Vec<String>,
    /// The items of a question, each as its lines.
    pub items: Vec<Vec<String>>,
}

impl Placed {
    /// The height of what is written in the box.
    pub(super) fn text_height(&self) -> f64 {
        text_height(&self.lines, &self.items)
    }
}

#[derive(Debug)]
pub(super) struct Edge {
    pub from: usize,
    pub to: usize,
    /// Polylines: one, or two where a connector cuts the edge.
    pub parts: Vec<Vec<(f64, f64)>>,
    pub label: Rect,
    pub label_lines: Vec<String>,
}

/// The end of an edge that goes on elsewhere, or the place where such edges come in.
#[derive(Debug)]
pub(super) struct Connector {
    pub edge: Option<(usize, usize)>,
    /// The step that it names and links to.
    pub to: usize,
    pub rect: Rect,
    pub lines: Vec<String>,
}

#[derive(Debug, Default)]
pub(super) struct Layout {
    pub width: f64,
    pub height: f64,
    pub boxes: Vec<Placed>,
    pub edges: Vec<Edge>,
    pub connectors: Vec<Connector>,
}

/// The words on connectors, which are the interface's.
pub(super) struct ConnectorWords<'a> {
    pub from: &'a str,
}

/// What stands beside a question.
enum Side {
    Outcome,
    Connector,
}

/// Lays a diagram out.
pub(super) fn layout(diagram: &Diagram, words: &ConnectorWords) -> Layout {
    let rows: Vec<usize> = diagram.steps.iter().enumerate().filter(|(_, step)| step.kind == BoxKind::Question).map(|(at, _)| at).collect();
    let mut out = Layout::default();
    let mut pen = Pen {
        diagram,
        words,
        homes: homes(diagram),
        inlets: vec![Vec::new(); diagram.steps.len()],
        edges_in: vec![Vec::new(); diagram.steps.len()],
    };
    let has_inlets = pen.count_jumps(&rows);
    let left = MARGIN + if has_inlets.0 { INLET } else { 0.0 };
    let right = if has_inlets.1 { INLET } else { 0.0 };
    let mut y = MARGIN;
    for (row, at) in rows.iter().enumerate() {
        y = pen.row(&mut out, *at, rows.get(row + 1).copied(), left, y);
    }
    // A guide without questions is one box.
    if rows.is_empty() {
        for (at, step) in diagram.steps.iter().enumerate() {
            let lines = box_lines(&step.title, OUTCOME_WIDTH);
            let rect = Rect { x: MARGIN, y, w: OUTCOME_WIDTH, h: box_height(&lines, &[]) };
            y = rect.bottom() + GAP;
            out.boxes.push(Placed { at, rect, lines, items: Vec::new() });
        }
    }
    pen.inlets(&mut out);
    out.width = if rows.is_empty() {
        OUTCOME_WIDTH + 2.0 * MARGIN
    } else {
        left + QUESTION_WIDTH + 2.0 * LEAD + LABEL_WIDTH + OUTCOME_WIDTH + right + MARGIN
    };
    out.height =
        out.boxes.iter().map(|placed| placed.rect.bottom()).chain(out.connectors.iter().map(|c| c.rect.bottom())).fold(y, f64::max)
            + MARGIN;
    out
}

/// By step: the question beside which it stands (the first that leads to it); `None` for questions.
fn homes(diagram: &Diagram) -> Vec<Option<usize>> {
    diagram.steps.iter().map(|step| if step.kind == BoxKind::Question { None } else { step.from.iter().min().copied() }).collect()
}

fn box_lines(text: &str, width: f64) -> Vec<String> {
    font::lines(text, FONT, width - 2.0 * PAD)
}

/// The items of a question, broken into lines; the first line of each has room for its bullet.
fn item_lines(items: &[String]) -> Vec<Vec<String>> {
    items.iter().map(|item| font::lines(item, SMALL, QUESTION_WIDTH - 2.0 * PAD - BULLET)).collect()
}

/// One small line (number and level), the words, and the items.
fn text_height(lines: &[String], items: &[Vec<String>]) -> f64 {
    let item_lines: usize = items.iter().map(Vec::len).sum();
    let gap = if items.is_empty() { 0.0 } else { ITEM_GAP };
    SMALL_LINE + lines.len() as f64 * LINE + gap + item_lines as f64 * SMALL_LINE
}

fn box_height(lines: &[String], items: &[Vec<String>]) -> f64 {
    2.0 * PAD + text_height(lines, items)
}

fn small_size(lines: &[String]) -> (f64, f64) {
    let width = lines.iter().map(|line| font::width(line, SMALL)).fold(0.0, f64::max);
    (width + 10.0, lines.len() as f64 * SMALL_LINE + 4.0)
}

struct Pen<'a> {
    diagram: &'a Diagram,
    words: &'a ConnectorWords<'a>,
    homes: Vec<Option<usize>>,
    /// By step: the numbers of the steps whose edges come in by connector.
    inlets: Vec<Vec<usize>>,
    /// By step: the edges in the layout that must be led on to it.
    edges_in: Vec<Vec<usize>>,
}

impl Pen<'_> {
    /// Are there edges that come in by connector: to questions, to outcomes?
    fn count_jumps(&self, rows: &[usize]) -> (bool, bool) {
        let mut found = (false, false);
        for (row, at) in rows.iter().enumerate() {
            for way in &self.diagram.steps[*at].ways {
                match self.homes[way.to] {
                    Some(home) => found.1 |= home != *at,
                    None => found.0 |= Some(&way.to) != rows.get(row + 1),
                }
            }
        }
        found
    }

    /// Lays out one question with all that stands beside it; the y below it.
    fn row(&mut self, out: &mut Layout, at: usize, next: Option<usize>, left: f64, y: f64) -> f64 {
        let step = &self.diagram.steps[at];
        let lines = box_lines(&step.title, QUESTION_WIDTH);
        let side_x = left + QUESTION_WIDTH + 2.0 * LEAD + LABEL_WIDTH;
        let mut side_y = y;
        let mut edges = Vec::new();
        for way in step.ways.iter().filter(|way| Some(way.to) != next) {
            let label_lines = font::lines(&way.label, SMALL, LABEL_WIDTH - 10.0);
            let (label_w, label_h) = small_size(&label_lines);
            let side = if self.homes[way.to] == Some(at) { Side::Outcome } else { Side::Connector };
            let target = &self.diagram.steps[way.to];
            let (side_lines, w, h) = match side {
                Side::Outcome => {
                    let lines = box_lines(&target.title, OUTCOME_WIDTH);
                    let height = box_height(&lines, &[]);
                    (lines, OUTCOME_WIDTH, height)
                }
                Side::Connector => {
                    let lines = font::lines(&format!("→ {} {}", target.number, target.title), SMALL, OUTCOME_WIDTH - 40.0);
                    let (w, h) = small_size(&lines);
                    (lines, w + 16.0, h + 6.0)
                }
            };
            let height = h.max(label_h);
            let rect = Rect { x: side_x, y: side_y + (height - h) / 2.0, w, h };
            side_y += height + GAP;
            let middle = rect.middle();
            let label =
                Rect { x: left + QUESTION_WIDTH + LEAD + (LABEL_WIDTH - label_w) / 2.0, y: middle - label_h / 2.0, w: label_w, h: label_h };
            edges.push(Edge {
                from: at,
                to: way.to,
                parts: vec![vec![(left + QUESTION_WIDTH, middle), (side_x, middle)]],
                label,
                label_lines,
            });
            match side {
                Side::Outcome => out.boxes.push(Placed { at: way.to, rect, lines: side_lines, items: Vec::new() }),
                Side::Connector => {
                    self.inlets[way.to].push(step.number);
                    self.edges_in[way.to].push(out.edges.len() + edges.len() - 1);
                    out.connectors.push(Connector { edge: Some((at, way.to)), to: way.to, rect, lines: side_lines });
                }
            }
        }
        let beside = (side_y - GAP - y).max(0.0);
        let items = item_lines(&step.items);
        let rect = Rect { x: left, y, w: QUESTION_WIDTH, h: box_height(&lines, &items).max(beside) };
        // What stands beside a taller question is centred on it.
        let shift = (rect.h - beside) / 2.0;
        self.shift(out, &mut edges, at, shift);
        out.boxes.push(Placed { at, rect, lines, items });
        out.edges.append(&mut edges);
        let mut below = rect.bottom() + 2.0 * GAP;
        if let Some(way) = step.ways.iter().find(|way| Some(way.to) == next) {
            let label_lines = font::lines(&way.label, SMALL, QUESTION_WIDTH - 60.0);
            let (w, h) = small_size(&label_lines);
            below = rect.bottom() + h + 2.0 * GAP;
            let x = left + 40.0;
            let label = Rect { x: x + 8.0, y: rect.bottom() + GAP - 4.0, w, h };
            out.edges.push(Edge { from: at, to: way.to, parts: vec![vec![(x, rect.bottom()), (x, below)]], label, label_lines });
        }
        below
    }

    /// Moves down what stands beside a question: its own outcomes, connectors, edges and labels.
    fn shift(&self, out: &mut Layout, edges: &mut [Edge], at: usize, by: f64) {
        for placed in out.boxes.iter_mut().filter(|placed| self.homes[placed.at] == Some(at)) {
            placed.rect.y += by;
        }
        for connector in out.connectors.iter_mut().filter(|connector| connector.edge.is_some_and(|(from, _)| from == at)) {
            connector.rect.y += by;
        }
        for edge in edges {
            edge.label.y += by;
            edge.parts.iter_mut().flatten().for_each(|(_, y)| *y += by);
        }
    }

    /// Where edges come in by connector, the target says from where, and each such edge gets its second part.
    fn inlets(&self, out: &mut Layout) {
        let rects: Vec<(usize, Rect)> = out.boxes.iter().map(|placed| (placed.at, placed.rect)).collect();
        for (at, rect) in rects.into_iter().filter(|(at, _)| !self.inlets[*at].is_empty()) {
            let numbers = self.inlets[at].iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            let lines = font::lines(&format!("{} {numbers}", self.words.from), SMALL, INLET - 26.0);
            let (w, h) = small_size(&lines);
            let is_question = self.homes[at].is_none();
            // Above the middle, so that it does not run into the edge that comes in there.
            let y = rect.middle();
            let (x, line) = if is_question {
                (rect.x - 14.0 - w, vec![(rect.x - 14.0, y), (rect.x, y)])
            } else {
                (rect.right() + 14.0, vec![(rect.right() + 14.0, y), (rect.right(), y)])
            };
            for edge in &self.edges_in[at] {
                out.edges[*edge].parts.push(line.clone());
            }
            let inlet = Rect { x, y: (y - h / 2.0).max(0.0), w, h };
            out.connectors.push(Connector { edge: None, to: at, rect: inlet, lines });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Box, Way};
    use super::*;
    use crate::link::StepId;
    use crate::model::Urgency;

    /// A diagram from `(ways)` of each step; a step without ways is an outcome.
    fn diagram(steps: &[&[(usize, &str)]]) -> Diagram {
        let mut steps: Vec<Box> = steps
            .iter()
            .enumerate()
            .map(|(at, ways)| Box {
                step: StepId(at as u32),
                number: at + 1,
                name: format!("s{at}"),
                title: format!("Step {at} with some more words to make it wrap onto another line"),
                items: if at % 2 == 0 {
                    vec!["An item".into(), "Another item that is so long that it needs a second line of its own in the box".into()]
                } else {
                    vec![]
                },
                kind: if ways.is_empty() { BoxKind::Outcome(Urgency(0)) } else { BoxKind::Question },
                ways: ways.iter().map(|(to, label)| Way { label: label.to_string(), to: *to }).collect(),
                from: Vec::new(),
            })
            .collect();
        for at in 0..steps.len() {
            for to in steps[at].ways.iter().map(|way| way.to).collect::<Vec<_>>() {
                steps[to].from.push(at);
            }
        }
        Diagram { steps }
    }

    fn overlap(a: Rect, b: Rect) -> bool {
        a.x < b.right() - 0.01 && b.x < a.right() - 0.01 && a.y < b.bottom() - 0.01 && b.y < a.bottom() - 0.01
    }

    /// Nothing may stand on anything else, and no edge may run through a box that is not its end.
    fn assert_clean(diagram: &Diagram) {
        let layout = layout(diagram, &ConnectorWords { from: "from" });
        let mut rects: Vec<(String, Rect)> = layout.boxes.iter().map(|placed| (format!("box {}", placed.at), placed.rect)).collect();
        rects.extend(layout.connectors.iter().map(|c| (format!("connector {:?} to {}", c.edge, c.to), c.rect)));
        rects.extend(layout.edges.iter().map(|edge| (format!("label {}>{}", edge.from, edge.to), edge.label)));
        for (at, (name, rect)) in rects.iter().enumerate() {
            assert!(
                rect.x >= 0.0 && rect.y >= 0.0 && rect.right() <= layout.width && rect.bottom() <= layout.height,
                "{name} leaves the drawing: {rect:?}"
            );
            for (other, other_rect) in &rects[at + 1..] {
                assert!(!overlap(*rect, *other_rect), "{name} {rect:?} overlaps {other} {other_rect:?}");
            }
        }
        for edge in &layout.edges {
            for part in &edge.parts {
                for pair in part.windows(2) {
                    let line = Rect {
                        x: pair[0].0.min(pair[1].0),
                        y: pair[0].1.min(pair[1].1),
                        w: (pair[0].0 - pair[1].0).abs(),
                        h: (pair[0].1 - pair[1].1).abs(),
                    };
                    for placed in &layout.boxes {
                        assert!(!overlap(line, placed.rect), "edge {}>{} runs through box {}", edge.from, edge.to, placed.at);
                    }
                }
            }
        }
        assert_eq!(layout.boxes.len(), diagram.steps.len());
        assert_eq!(layout.edges.len(), diagram.steps.iter().map(|step| step.ways.len()).sum::<usize>());
    }

    #[test]
    fn chains_fans_merges_and_jumps_are_clean() {
        assert_clean(&diagram(&[&[(1, "Yes"), (2, "No")], &[], &[(1, "Yes"), (3, "No")], &[(1, "Yes / Not sure"), (4, "No")], &[]]));
        let fan: Vec<(usize, &str)> = (1..=60).map(|to| (to, "An answer of several words that needs more than one line")).collect();
        let mut steps: Vec<&[(usize, &str)]> = vec![&fan];
        steps.extend((1..=60).map(|_| &[] as &[(usize, &str)]));
        assert_clean(&diagram(&steps));
        assert_clean(&diagram(&[
            &[(1, "left"), (2, "right")],
            &[(3, "Yes"), (4, "No")],
            &[(3, "Yes"), (4, "No")],
            &[(4, "a"), (5, "b")],
            &[],
            &[],
        ]));
        assert_clean(&diagram(&[&[]]));
    }
}
