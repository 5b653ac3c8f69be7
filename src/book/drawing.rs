//! Drawing: a guide's flowchart as shapes and lines of text, which the templates only have to
//! place.
//!
//! In:   a guide, laid out by [`chart`](crate::chart) with the fonts of the book.
//! Out:  a [`Drawing`]: sizes in px, and the scale in points per px.

use serde::Serialize;

use super::values::Sheet;
use super::{prose, text};
use crate::chart::drawing::{
    self, Drawing as Laid, NARROW, Placed, Rect, Role, WIDE, Words, roomy,
};
use crate::chart::poster::{self, Room};
use crate::chart::{self, BoxKind, Diagram};
use crate::diagnostics::FileId;
use crate::import;
use crate::link::{GuideId, Linked, step_anchor};
use crate::model::Paper;
use crate::pages::{Href, chart_words};
use crate::plan::View;
use crate::prose::{Direction, DrawingLanguage};

/// Placeholder for a page number, as wide as one: private-use characters, which no font has and no
/// author writes.
const NUMBER: &str = "\u{e000}0\u{e001}";
/// Points in a mm.
const POINTS: f64 = 72.0 / 25.4;
/// Text smaller than this cannot be read from a wall. In points.
const READABLE: f64 = 8.0;
/// In a book, which is held in the hand, one page is better than three as long as the text is at
/// least this size. In points.
const IN_HAND: f64 = 7.5;
/// The space on a page devoted to the drawing, in mm: the templates set these margins.
const PAGE: Room = Room { width: 186.0, height: 248.0 };
/// The same on Letter.
const LETTER_PAGE: Room = Room { width: 191.9, height: 230.0 };
/// The space on a page of text, for a drawing that needs several pages.
const COLUMN: Room = Room { width: 150.0, height: 215.0 };
const LETTER_COLUMN: Room = Room { width: 155.9, height: 197.0 };
/// A poster's margin, title and foot, in mm.
const POSTER_MARGIN: f64 = 10.0;
const POSTER_HEAD: f64 = 16.0;
const POSTER_FOOT: f64 = 8.0;
/// The scale of a drawing in a text, in points per px, at which its letters are as large as those
/// around it; and the height of a page for it, in points.
const IN_TEXT: f64 = 0.66;
const IN_TEXT_HEIGHT: f64 = 560.0;
/// With more steps than this, a single page is not even tried.
const PAGE_STEPS: usize = 60;

/// A flowchart as the templates place it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Drawing {
    width: f64,
    height: f64,
    /// Points per px.
    scale: f64,
    /// Where each piece begins and the last one ends, in px from the top.
    cuts: Vec<f64>,
    edges: Vec<Edge>,
    things: Vec<Thing>,
    alt: String,
    /// For a poster: the width and height of its paper, in mm.
    sheet: Option<(f64, f64)>,
}

#[derive(Clone, Debug, Serialize)]
struct Edge {
    parts: Vec<Vec<drawing::Point>>,
    top: f64,
    bottom: f64,
}

/// A box, a label or a connector.
#[derive(Clone, Debug, Serialize)]
struct Thing {
    shape: &'static str,
    class: &'static str,
    x: f64,
    y: f64,
    w: f64,
    h: f64,
    lines: Vec<Line>,
    /// The place it links to.
    to: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
struct Line {
    x: f64,
    y: f64,
    size: f64,
    bold: bool,
    role: &'static str,
    text: String,
    /// The text that follows the page number inserted by the template.
    after: Option<String>,
}

/// The flowchart for a page of the book, with the page of each step in its box; split over several
/// pages where one page would make the text too small.
pub(super) fn for_page(on: &Sheet, id: GuideId, paper: Paper) -> Drawing {
    let diagram = numbered(diagram(on, id), on);
    let from = on.pages.words.one("from");
    let (room, column) =
        if paper == Paper::A4 { (PAGE, COLUMN) } else { (LETTER_PAGE, LETTER_COLUMN) };
    let fit = (diagram.steps.len() <= PAGE_STEPS)
        .then(|| poster::spine(&diagram, on.fonts, room, from))
        .filter(|fit| fit.points() >= IN_HAND);
    let (drawing, scale, cuts) = match fit {
        Some(fit) => (fit.drawing, fit.scale, None),
        None => {
            let drawing = drawing::spine(&diagram, &roomy(on.fonts), WIDE, from);
            let scale = column.width / drawing.width;
            let cuts = drawing.pages(column.height / scale);
            (drawing, scale, Some(cuts))
        }
    };
    let cuts = cuts.unwrap_or_else(|| vec![0.0, drawing.height]);
    let drawing = turned(on.pages.linked, drawing);
    let place =
        |step: &chart::Box| on.place(&Href::Place(View::Guide(id), step_anchor(&step.name).into()));
    let links = diagram.steps.iter().map(place).collect();
    // A title may end with punctuation of its own.
    let title = on.pages.linked.guide(id).common.title.value.trim_end_matches(['.', '?', '!']);
    let alt = format!("{title}. {}", on.pages.words.one("steps_lead"));
    Writer { linked: on.pages.linked, diagram: &diagram, drawing: &drawing, links }.data(
        scale * POINTS,
        cuts,
        &alt,
        None,
    )
}

fn diagram(on: &Sheet, id: GuideId) -> Diagram {
    chart::diagram(on.pages.linked, on.pages.linked.guide(id), &chart_words(on.pages.words))
}

/// The flowchart as a poster, on the smallest sheet on which it is readable, as large as that sheet
/// allows.
pub(super) fn for_poster(on: &Sheet, id: GuideId, paper: Paper) -> Drawing {
    let diagram = diagram(on, id);
    let from = on.pages.words.one("from");
    let sheets: &[(f64, f64)] = match paper {
        Paper::A4 => {
            &[(210.0, 297.0), (297.0, 420.0), (420.0, 594.0), (594.0, 841.0), (841.0, 1189.0)]
        }
        Paper::Letter => {
            &[(215.9, 279.4), (279.4, 431.8), (431.8, 558.8), (558.8, 863.6), (863.6, 1117.6)]
        }
    };
    let fit = |(width, height): (f64, f64)| {
        let room = Room {
            width: width - 2.0 * POSTER_MARGIN,
            height: height - 2.0 * POSTER_MARGIN - POSTER_HEAD - POSTER_FOOT,
        };
        (poster::largest(&diagram, on.fonts, room, from), width, height)
    };
    // A portrait sheet is easier to hang and to read; landscape only where it makes the text
    // clearly larger.
    let best_on = |(width, height): (f64, f64)| {
        let (upright, turned) = (fit((width, height)), fit((height, width)));
        if turned.0.points() > upright.0.points() * 1.2 { turned } else { upright }
    };
    let mut best = best_on(sheets[0]);
    for sheet in &sheets[1..] {
        if best.0.points() >= READABLE {
            break;
        }
        best = best_on(*sheet);
    }
    let (fit, width, height) = best;
    let drawing = turned(on.pages.linked, fit.drawing);
    let links = diagram.steps.iter().map(|_| None).collect();
    let cuts = vec![0.0, drawing.height];
    let writer = Writer { linked: on.pages.linked, diagram: &diagram, drawing: &drawing, links };
    writer.data(fit.scale * POINTS, cuts, &as_words(&diagram), Some((width, height)))
}

/// A drawing in a text. `None`: it cannot be read and is printed as code.
pub(super) fn in_text(
    context: &prose::Context,
    language: DrawingLanguage,
    text: &str,
) -> Option<Drawing> {
    let linked = context.linked;
    let drawing = import::drawing((language.into(), text, FileId(0))).ok()?;
    let diagram = chart::of_drawing(&drawing, &linked.settings.ladder);
    let laid = drawing::spine(&diagram, &roomy(context.fonts), NARROW, context.words.one("from"));
    let laid = turned(linked, laid);
    let cuts = laid.pages(IN_TEXT_HEIGHT / IN_TEXT);
    let links = diagram.steps.iter().map(|_| None).collect();
    let title = drawing.title.as_deref().unwrap_or(context.words.one("drawing"));
    let alt = format!("{}. {}", title.trim_end_matches(['.', '?', '!']), as_words(&diagram));
    let writer = Writer { linked, diagram: &diagram, drawing: &laid, links };
    Some(writer.data(IN_TEXT, cuts, &alt, None))
}

fn turned(linked: &Linked, drawing: Laid) -> Laid {
    if is_rtl(linked) { drawing.mirrored() } else { drawing }
}

fn is_rtl(linked: &Linked) -> bool {
    linked.settings.direction() == Direction::RightToLeft
}

/// The same diagram with room for a page number in each box.
fn numbered(mut diagram: Diagram, on: &Sheet) -> Diagram {
    let number = on.pages.words.with("page_number", NUMBER).replace(' ', "\u{a0}");
    for step in &mut diagram.steps {
        match step.kind {
            // Some kinds of drawing show only the title of a question.
            kind if kind.leads_on() => step.title = format!("{} ({number})", step.title),
            _ => step.word = format!("{}, {number}", step.word),
        }
    }
    diagram
}

/// The steps as one text, for readers who cannot see the drawing.
fn as_words(diagram: &Diagram) -> String {
    let step = |step: &crate::chart::Box| {
        let items = if step.items.is_empty() {
            String::new()
        } else {
            format!(" {}.", step.items.join("; "))
        };
        let ways: String = step
            .ways
            .iter()
            .map(|way| format!(" {}: {}.", way.label, diagram.steps[way.to].number))
            .collect();
        format!(
            "{} {}: {}.{items}{ways}",
            step.number,
            step.word,
            step.title.trim_end_matches(['.', '?'])
        )
    };
    text::printed(&diagram.steps.iter().map(step).collect::<Vec<_>>().join(" "))
}

struct Writer<'a> {
    linked: &'a Linked,
    diagram: &'a Diagram,
    drawing: &'a Laid,
    /// The id to which each step's box links.
    links: Vec<Option<String>>,
}

impl Writer<'_> {
    fn data(&self, scale: f64, cuts: Vec<f64>, alt: &str, sheet: Option<(f64, f64)>) -> Drawing {
        let edge = |edge: &drawing::Edge| Edge {
            top: top(edge.parts.iter().flatten()),
            bottom: bottom(edge.parts.iter().flatten()),
            parts: edge.parts.clone(),
        };
        let labels = self
            .drawing
            .edges
            .iter()
            // A white field without words would only hide a piece of its edge.
            .filter(|edge| !edge.words.is_blank())
            .map(|edge| self.thing("label", "", edge.label, &edge.words, None));
        let boxes = self.drawing.boxes.iter().map(|placed| self.placed(placed));
        let connectors = self.drawing.connectors.iter().map(|connector| {
            let class = self.class(connector.to);
            let shape = if connector.edge.is_some() { "connector" } else { "inlet" };
            let to = connector.edge.and_then(|_| self.links[connector.to].as_deref());
            self.thing(shape, class, connector.rect, &connector.words, to)
        });
        Drawing {
            width: self.drawing.width,
            height: self.drawing.height,
            scale,
            cuts,
            edges: self.drawing.edges.iter().map(edge).collect(),
            things: labels.chain(connectors).chain(boxes).collect(),
            alt: text::printed(alt),
            sheet,
        }
    }

    fn class(&self, at: usize) -> &'static str {
        match self.diagram.steps[at].kind {
            BoxKind::Outcome(urgency) => self.linked.settings.ladder.class(urgency),
            _ => "",
        }
    }

    fn placed(&self, placed: &Placed) -> Thing {
        let shape = self.diagram.steps[placed.at].kind.word();
        self.thing(
            shape,
            self.class(placed.at),
            placed.rect,
            &placed.words,
            self.links[placed.at].as_deref(),
        )
    }

    fn thing(
        &self,
        shape: &'static str,
        class: &'static str,
        rect: Rect,
        words: &Words,
        to: Option<&str>,
    ) -> Thing {
        let style = &self.drawing.style;
        let down = (rect.h - words.height) / 2.0;
        let mut lines = Vec::new();
        for block in &words.blocks {
            let (size, bold) = match block.role {
                Role::Title => (style.font, true),
                Role::Item => (style.small, false),
                Role::Label => (style.small, true),
                Role::Kind | Role::Connector => (style.small, !class.is_empty()),
            };
            for ((x, y), line) in &block.lines {
                // Only boxes give the page on which they are explained.
                let (before, after) = match line.split_once(NUMBER) {
                    Some((before, after)) if !["label", "connector", "inlet"].contains(&shape) => {
                        (before, Some(after))
                    }
                    Some((before, _)) => {
                        (before.rsplit_once([' ', ',']).map_or(before, |(title, _)| title), None)
                    }
                    None => (line.as_str(), None),
                };
                let words = text::printed(before).replace('\u{200b}', "");
                // A right-to-left line begins at the same distance from the right edge of its box.
                let x = if is_rtl(self.linked) { rect.right() - x } else { rect.x + x };
                lines.push(Line {
                    x,
                    y: rect.y + down + y,
                    size,
                    bold,
                    role: role(block.role),
                    text: words,
                    after: after.map(str::to_string),
                });
            }
        }
        Thing {
            shape,
            class,
            x: rect.x,
            y: rect.y,
            w: rect.w,
            h: rect.h,
            lines,
            to: to.map(str::to_string),
        }
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Kind => "kind",
        Role::Title => "title",
        Role::Item => "item",
        Role::Label => "label",
        Role::Connector => "connector",
    }
}

fn top<'a>(points: impl Iterator<Item = &'a drawing::Point>) -> f64 {
    points.map(|(_, y)| *y).fold(f64::MAX, f64::min)
}

fn bottom<'a>(points: impl Iterator<Item = &'a drawing::Point>) -> f64 {
    points.map(|(_, y)| *y).fold(f64::MIN, f64::max)
}
