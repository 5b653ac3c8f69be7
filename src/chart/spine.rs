//! Spine: questions run down the page in reading order; answers lead to targets beside or below
//! them.
//!
//! In:   a [`Diagram`], the sizes, and the maximum width of the drawing.
//! Out:  a [`Drawing`] of at most that width.
//! How:  only the edges to the next question and to targets placed with their question are drawn in
//!       one piece. All others end in a numbered connector, and their target lists where they come
//!       from, so no two edges can meet. The form is that of printed clinical algorithms (Society
//!       for Medical Decision Making, "Proposal for clinical algorithm standards", Medical Decision
//!       Making 12(2), 1992: numbered boxes, read from top to bottom).

use super::Diagram;
use super::drawing::{Connector, Density, Drawing, Edge, Form, Placed, Point, Rect, Style, Words};

const MARGIN: f64 = 4.0;
/// The edge to the next question, measured from the left side of the boxes.
const SPINE: f64 = 14.0;
/// The indent of whatever is below a question.
const INDENT: f64 = 32.0;
/// Where an edge enters a box below a question, measured from the left side of its label.
const INLET: f64 = 16.0;
/// Drawings narrower than this have one column.
const TWO_COLUMNS: f64 = 520.0;
/// Shares of the width tried for the outcome column; the one that gives the shortest drawing is
/// used.
const OUTCOMES: [f64; 4] = [0.4, 0.36, 0.32, 0.28];
/// The least and greatest width of labels between two columns, in px.
const LABELS: (f64, f64) = (44.0, 130.0);
/// A word wider than this, in px, would take the room of the boxes.
const LONGEST_WORD: f64 = 180.0;

/// Lays out a diagram, at most `width` px wide. `from` is the word before the numbers of incoming
/// steps.
pub(super) fn layout(diagram: &Diagram, style: &Style, width: f64, from: &str) -> Drawing {
    if width < TWO_COLUMNS {
        return rows(Pen::new(diagram, style, from, Columns::One(width)));
    }
    let labels = labels(diagram, style);
    let rest = width - 2.0 * MARGIN - labels;
    let of = |share: f64| Columns::Two {
        questions: rest * (1.0 - share),
        labels,
        outcomes: rest * share,
    };
    let tried = OUTCOMES.map(|share| rows(Pen::new(diagram, style, from, of(share))));
    tried
        .into_iter()
        .reduce(|best, next| if next.height < best.height { next } else { best })
        .expect("there are shares to try")
}

/// The width of the label column, in px: most labels should fit on one line, unless too long for
/// that.
fn labels(diagram: &Diagram, style: &Style) -> f64 {
    let mut widths: Vec<f64> = diagram
        .steps
        .iter()
        .flat_map(|step| &step.ways)
        .map(|way| style.label_width(&way.label))
        .collect();
    widths.sort_by(f64::total_cmp);
    let most = match style.density {
        Density::Roomy => widths.len() * 4 / 5,
        Density::Dense => widths.len() / 2,
    };
    // No word is cut while there is room for it.
    let words = diagram.steps.iter().flat_map(|step| &step.ways);
    let longest = words
        .flat_map(|way| way.label.split(' '))
        .map(|word| style.label_width(word))
        .fold(0.0, f64::max);
    let column = widths.get(most).map_or(0.0, |width| width.clamp(LABELS.0, LABELS.1));
    column.max(longest.min(LONGEST_WORD)) + 2.0 * style.lead
}

fn rows(mut pen: Pen) -> Drawing {
    let diagram = pen.diagram;
    let rows: Vec<usize> =
        (0..diagram.steps.len()).filter(|at| diagram.steps[*at].kind.leads_on()).collect();
    for (row, at) in rows.iter().enumerate() {
        pen.row(*at, rows.get(row + 1).copied());
    }
    // A guide without questions consists of its outcomes.
    if rows.is_empty() {
        for at in 0..diagram.steps.len() {
            pen.step(at, MARGIN, pen.columns.all());
        }
    }
    pen.lead_on();
    pen.out.close(MARGIN);
    pen.out
}

/// Column widths, in px.
#[derive(Clone, Copy)]
enum Columns {
    One(f64),
    Two { questions: f64, labels: f64, outcomes: f64 },
}

impl Columns {
    /// The width of a box in the first column.
    fn all(self) -> f64 {
        match self {
            Columns::One(width) => width - 2.0 * MARGIN,
            Columns::Two { questions, .. } => questions,
        }
    }
}

struct Pen<'a> {
    diagram: &'a Diagram,
    style: &'a Style,
    from: &'a str,
    columns: Columns,
    /// By step: the question it is placed with (the first that leads to it); `None` for questions.
    homes: Vec<Option<usize>>,
    /// By step: the questions whose edges arrive by connector.
    cut: Vec<Vec<usize>>,
    /// By step: the last piece of the edges that arrive by connector.
    inlets: Vec<Option<Vec<Point>>>,
    /// Below everything placed so far.
    y: f64,
    /// The edge to the next question until that is placed: the two steps, and the `y` where it
    /// starts.
    waiting: Option<(usize, usize, f64)>,
    out: Drawing,
}

impl<'a> Pen<'a> {
    fn new(diagram: &'a Diagram, style: &'a Style, from: &'a str, columns: Columns) -> Pen<'a> {
        let homes: Vec<Option<usize>> = diagram
            .steps
            .iter()
            .map(|step| if step.kind.leads_on() { None } else { step.from.iter().min().copied() })
            .collect();
        let mut cut = vec![Vec::new(); diagram.steps.len()];
        for (at, step) in diagram.steps.iter().enumerate().filter(|(_, step)| step.kind.leads_on())
        {
            let next = diagram.steps[at + 1..]
                .iter()
                .position(|step| step.kind.leads_on())
                .map(|found| at + 1 + found);
            for way in
                step.ways.iter().filter(|way| homes[way.to] != Some(at) && Some(way.to) != next)
            {
                cut[way.to].push(at);
            }
        }
        let inlets = vec![None; diagram.steps.len()];
        Pen {
            diagram,
            style,
            from,
            columns,
            homes,
            cut,
            inlets,
            y: MARGIN,
            waiting: None,
            out: Drawing::new(Form::Spine, style),
        }
    }

    /// Lays out one question and everything placed with it.
    fn row(&mut self, at: usize, next: Option<usize>) {
        let width = self.columns.all();
        self.top_of_row(at, width);
        let rect = self.step(at, MARGIN, width);
        match self.columns {
            Columns::One(width) => self.below(at, rect, next, width),
            Columns::Two { labels, outcomes, .. } => {
                let height = self.height_beside(at, next, labels, outcomes);
                let ways =
                    self.diagram.steps[at].ways.iter().filter(|way| Some(way.to) != next).count();
                if height > rect.h && (ways > 2 || height > 2.5 * rect.h + 2.0 * self.style.gap) {
                    self.across(at, rect, next, labels, outcomes);
                } else {
                    let placed =
                        self.out.boxes.last_mut().expect("the question was put there just now");
                    placed.rect.h = rect.h.max(height);
                    let question = placed.rect;
                    self.beside(at, question, next, labels, outcomes);
                }
            }
        }
        let bottom = self
            .out
            .boxes
            .iter()
            .rfind(|placed| placed.at == at)
            .map_or(rect.bottom(), |placed| placed.rect.bottom());
        self.waiting = next
            .filter(|next| self.diagram.steps[at].ways.iter().any(|way| way.to == *next))
            .map(|next| (at, next, bottom));
        if self.waiting.is_none() {
            self.y += 2.0 * self.style.gap;
        }
    }

    /// Adds the edge from the question above with its label and, beside it, the list of other
    /// incoming steps.
    fn top_of_row(&mut self, at: usize, width: f64) {
        let half = width * 0.5;
        let inlet = (!self.cut[at].is_empty()).then(|| {
            self.style.coming(self.diagram, self.from, &self.cut[at], half - 2.0 * self.style.lead)
        });
        let above = self.waiting.take();
        let mut height = inlet.as_ref().map_or(0.0, |words| words.height + self.style.arrow);
        if let Some((from, to, start)) = above {
            let words = self.style.label(self.answer(from, to), half - SPINE);
            let x = MARGIN + SPINE;
            let (left, top) = match self.style.density {
                Density::Roomy => (x - 8.0, self.style.gap * 0.75),
                Density::Dense => (x + 3.0, 2.0),
            };
            let below = if self.style.density == Density::Roomy { self.style.arrow } else { 2.0 };
            height = height.max(top + words.height + below);
            let label =
                Rect { x: left, y: self.y + top, w: words.width.max(16.0), h: words.height };
            let parts = vec![vec![(x, start), (x, self.y + height)]];
            self.out.edges.push(Edge { from, to, parts, label, words });
        }
        self.y += height;
        if let Some(words) = inlet {
            let rect = Rect {
                x: MARGIN + width - words.width - self.style.lead,
                y: self.y - self.style.arrow - words.height,
                w: words.width,
                h: words.height,
            };
            self.inlet(at, rect, words);
        }
    }

    /// Adds a box at `x` below everything placed so far.
    fn step(&mut self, at: usize, x: f64, width: f64) -> Rect {
        let words = self.style.step(self.diagram, at, width);
        let rect = Rect { x, y: self.y, w: width, h: words.height };
        self.out.boxes.push(Placed { at, rect, words });
        self.y = rect.bottom();
        rect
    }

    fn answer(&self, from: usize, to: usize) -> &'a str {
        self.diagram.steps[from].ways.iter().find(|way| way.to == to).map_or("", |way| &way.label)
    }

    /// Adds the incoming connector above a step, and an arrow down to the step.
    fn inlet(&mut self, at: usize, rect: Rect, words: Words) {
        let x = rect.x + rect.w / 2.0;
        self.inlets[at] = Some(vec![(x, rect.bottom()), (x, rect.bottom() + self.style.arrow)]);
        self.out.connectors.push(Connector { edge: None, to: at, rect, words });
    }

    /// Two columns: the targets of the answers are to the right of the question, vertically
    /// centred.
    fn beside(
        &mut self,
        at: usize,
        question: Rect,
        next: Option<usize>,
        labels: f64,
        outcomes: f64,
    ) {
        let x = question.right() + labels;
        let (boxes, edges, connectors) =
            (self.out.boxes.len(), self.out.edges.len(), self.out.connectors.len());
        self.y = question.y;
        let diagram = self.diagram;
        for way in diagram.steps[at].ways.iter().filter(|way| Some(way.to) != next) {
            let words = self.style.label(&way.label, labels - 2.0 * self.style.lead);
            let half = words.height / 2.0;
            // A box shorter than its label is centred on it.
            let rect = self.end(at, way.to, x, outcomes, half);
            let y = rect.middle().1;
            self.y = self.y.max(y + half) + self.style.gap;
            let label = Rect {
                x: question.right() + labels / 2.0 - words.width / 2.0,
                y: y - half,
                w: words.width,
                h: words.height,
            };
            let parts = vec![vec![(question.right(), y), (x, y)]];
            self.out.edges.push(Edge { from: at, to: way.to, parts, label, words });
        }
        let height = self.y - self.style.gap - question.y;
        let shift = ((question.h - height) / 2.0).max(0.0);
        for placed in &mut self.out.boxes[boxes..] {
            placed.rect.y += shift;
            self.inlets[placed.at].iter_mut().flatten().for_each(|(_, y)| *y += shift);
        }
        self.out.connectors[connectors..]
            .iter_mut()
            .for_each(|connector| connector.rect.y += shift);
        for edge in &mut self.out.edges[edges..] {
            edge.label.y += shift;
            edge.parts.iter_mut().flatten().for_each(|(_, y)| *y += shift);
        }
        self.y = question.bottom();
    }

    /// The height that the targets beside a question would take, in px.
    fn height_beside(&self, at: usize, next: Option<usize>, labels: f64, outcomes: f64) -> f64 {
        let ways = self.diagram.steps[at].ways.iter().filter(|way| Some(way.to) != next);
        let heights = ways.map(|way| {
            let label = self.style.label(&way.label, labels - 2.0 * self.style.lead).height;
            if self.homes[way.to] != Some(at) {
                return label.max(self.style.going(self.diagram, way.to, outcomes).height)
                    + self.style.gap;
            }
            let room = outcomes - 2.0 * self.style.lead;
            let inlet = match &self.cut[way.to][..] {
                [] => 0.0,
                from => {
                    self.style.coming(self.diagram, self.from, from, room).height + self.style.arrow
                }
            };
            inlet
                + label.max(self.style.step(self.diagram, way.to, outcomes).height)
                + self.style.gap
        });
        heights.sum::<f64>() - self.style.gap
    }

    /// Two columns, when the targets are much taller than their question: the answers are below it,
    /// each as wide as a question, with their targets to the right.
    fn across(
        &mut self,
        at: usize,
        question: Rect,
        next: Option<usize>,
        labels: f64,
        outcomes: f64,
    ) {
        let diagram = self.diagram;
        let x = question.right() + labels;
        let left = MARGIN + INDENT;
        for way in diagram.steps[at].ways.iter().filter(|way| Some(way.to) != next) {
            self.y += self.style.gap;
            let words = self.style.label(&way.label, x - 2.0 * self.style.lead - left);
            let half = words.height / 2.0;
            let rect = self.end(at, way.to, x, outcomes, half);
            let y = rect.middle().1;
            self.y = self.y.max(y + half);
            let label = Rect { x: left, y: y - half, w: words.width, h: words.height };
            let spine = MARGIN + SPINE;
            let parts = vec![vec![(spine, question.bottom()), (spine, y), (x, y)]];
            self.out.edges.push(Edge { from: at, to: way.to, parts, label, words });
        }
    }

    /// Adds the box or connector in which an edge ends, at `x` below everything placed so far, with
    /// its middle at least `half` px further down.
    fn end(&mut self, from: usize, to: usize, x: f64, width: f64, half: f64) -> Rect {
        if self.homes[to] != Some(from) {
            let words = self.style.going(self.diagram, to, width);
            self.y += (half - words.height / 2.0).max(0.0);
            return self.connector(from, to, x, words);
        }
        if !self.cut[to].is_empty() {
            let words = self.style.coming(
                self.diagram,
                self.from,
                &self.cut[to],
                width - 2.0 * self.style.lead,
            );
            let rect = Rect {
                x: x + width - words.width - self.style.lead,
                y: self.y,
                w: words.width,
                h: words.height,
            };
            self.y = rect.bottom() + self.style.arrow;
            self.inlet(to, rect, words);
        }
        let height = self.style.step(self.diagram, to, width).height;
        let lower = (half - height / 2.0).max(0.0);
        self.y += lower;
        self.inlets[to].iter_mut().flatten().skip(1).for_each(|(_, y)| *y += lower);
        self.step(to, x, width)
    }

    fn connector(&mut self, from: usize, to: usize, x: f64, words: Words) -> Rect {
        let rect = Rect { x, y: self.y, w: words.width, h: words.height };
        self.out.connectors.push(Connector { edge: Some((from, to)), to, rect, words });
        self.y = rect.bottom();
        rect
    }

    /// One column: the answers are below the question, each with its target.
    fn below(&mut self, at: usize, question: Rect, next: Option<usize>, width: f64) {
        let diagram = self.diagram;
        let x = MARGIN + INDENT;
        let room = width - MARGIN - x;
        for way in diagram.steps[at].ways.iter().filter(|way| Some(way.to) != next) {
            self.y += self.style.gap * 0.75;
            let words = self.style.label(&way.label, room);
            let label = Rect { x, y: self.y, w: words.width, h: words.height };
            let spine = (MARGIN + SPINE, question.bottom());
            let turn = (spine.0, label.middle().1);
            let parts = if self.homes[way.to] == Some(at) {
                self.y = label.bottom();
                if !self.cut[way.to].is_empty() {
                    self.inlet_beside(way.to, label, width);
                }
                self.y += self.style.arrow;
                let down = x + INLET.min(label.w / 2.0);
                let rect = self.step(way.to, x, room);
                vec![spine, turn, (down, turn.1), (down, rect.y)]
            } else {
                self.connector_below((at, way.to), label, width, spine, turn)
            };
            self.out.edges.push(Edge { from: at, to: way.to, parts: vec![parts], label, words });
        }
    }

    /// Places a connector beside its label where there is room, otherwise below it.
    fn connector_below(
        &mut self,
        (from, to): (usize, usize),
        label: Rect,
        width: f64,
        spine: Point,
        turn: Point,
    ) -> Vec<Point> {
        let room = width - MARGIN - label.right() - 2.0 * self.style.lead;
        let words = self.style.going(self.diagram, to, room.max(1.0));
        if room > 110.0 && words.blocks.iter().all(|block| block.lines.len() < 4) {
            self.y += (label.h - words.height) / 2.0;
            let top = self.y;
            let rect = self.connector(from, to, label.right() + 2.0 * self.style.lead, words);
            // A connector with more lines than its label extends as far above it as below.
            let lower = (label.y - top).max(0.0);
            if let Some(connector) = self.out.connectors.last_mut() {
                connector.rect.y += lower;
            }
            self.y = (rect.bottom() + lower).max(label.bottom());
            return vec![spine, turn, (rect.x, turn.1)];
        }
        self.y = label.bottom() + self.style.arrow;
        let words = self.style.going(self.diagram, to, width - MARGIN - label.x);
        let rect = self.connector(from, to, label.x, words);
        let down = label.x + INLET.min(label.w / 2.0);
        vec![spine, turn, (down, turn.1), (down, rect.y)]
    }

    /// Adds the incoming connector of a box below a question: to the right of the label, or below
    /// it.
    fn inlet_beside(&mut self, to: usize, label: Rect, width: f64) {
        let right = width - MARGIN - self.style.lead;
        let left = label.x + INLET + self.style.lead;
        let words = self.style.coming(self.diagram, self.from, &self.cut[to], right - left);
        if right - words.width < label.right() + self.style.lead {
            self.y = label.bottom() + 6.0;
        } else {
            self.y = (label.bottom() - words.height).max(label.y);
        }
        let rect = Rect { x: right - words.width, y: self.y, w: words.width, h: words.height };
        self.y = rect.bottom();
        self.inlet(to, rect, words);
    }

    /// Adds the second piece, the arrow into the target, to each edge cut by a connector.
    fn lead_on(&mut self) {
        for edge in &mut self.out.edges {
            if self.cut[edge.to].contains(&edge.from) {
                edge.parts.extend(self.inlets[edge.to].clone());
            }
        }
    }
}
