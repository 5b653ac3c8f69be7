//! Drawing: a guide's flowchart as shapes and lines of text, which the templates only have to
//! place.
//!
//! In:   a guide, laid out by [`chart`](crate::chart) with the fonts of the book.
//! Out:  a [`Drawing`]: sizes in px, and the scale in points per px.

use serde::Serialize;

use super::geometry::Geometry;
use super::values::Sheet;
use super::{prose, text};
use crate::chart::drawing::{
    self, Drawing as Laid, NARROW, Placed, Rect, Role, WIDE, Words, roomy,
};
use crate::chart::poster::{self, Poster, Room};
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
/// In a book, which is held in the hand, one page is better than three as long as the text is at
/// least this size; and the same in large print. In points.
const IN_HAND: f64 = 7.5;
const LARGE: f64 = 12.0;
/// The heading above a flowchart, in mm.
const CAPTION: f64 = 26.0;
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

/// The flowchart for the book, with the page of each step in its box: on one page where its letters
/// stay large enough, else over several.
pub(super) fn for_page(on: &Sheet, id: GuideId, geometry: &Geometry) -> Drawing {
    let diagram = numbered(diagram(on, id), on);
    let from = on.pages.words.one("from");
    let room = Room { width: geometry.full(), height: geometry.text_height() - CAPTION };
    let least = if geometry.large { LARGE } else { IN_HAND };
    let fit = (diagram.steps.len() <= PAGE_STEPS)
        .then(|| poster::in_lines(&diagram, on.fonts, room, from))
        .filter(|fit| fit.points() >= least);
    let (drawing, scale, cuts) = match fit {
        Some(fit) => (fit.drawing, fit.scale, None),
        None => {
            // As wide as the page gives its letters the size of the text.
            let style = roomy(on.fonts);
            let points = if geometry.large { LARGE } else { geometry.small };
            let width = (room.width * POINTS / (points / style.small)).clamp(NARROW, WIDE);
            let drawing = drawing::spine(&diagram, &style, width, from);
            let scale = room.width / drawing.width;
            let cuts = drawing.pages(room.height / scale);
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
    )
}

fn diagram(on: &Sheet, id: GuideId) -> Diagram {
    chart::diagram(on.pages.linked, on.pages.linked.guide(id), &chart_words(on.pages.words))
}

/// A guide on a sheet for the wall. Lengths in mm.
#[derive(Debug, Serialize)]
pub(super) struct Wall {
    pub width: f64,
    pub height: f64,
    margin: f64,
    top: f64,
    title: Vec<String>,
    title_size: f64,
    calls: Option<String>,
    calls_size: f64,
    foot: Vec<String>,
    foot_size: f64,
    /// Where each column begins, and its piece of the drawing.
    lefts: Vec<f64>,
    drawing: Drawing,
    /// The size of the guide's words, in points.
    #[serde(skip)]
    pub points: f64,
}

/// The flowchart as a poster, on the smallest sheet on which it can be read from some steps away.
pub(super) fn for_poster(on: &Sheet, id: GuideId, paper: Paper) -> Wall {
    let diagram = diagram(on, id);
    let linked = on.pages.linked;
    let around = on.pages.on_the_wall(id);
    let drawings = poster::Drawings::new(&diagram, on.fonts, on.pages.words.one("from"));
    let sheets = if paper == Paper::LETTER { poster::ANSI } else { poster::ISO };
    let poster = Poster::new(
        &drawings,
        on.fonts,
        poster::Around {
            title: &linked.guide(id).common.title.value,
            calls: &around.calls,
            foot: &around.foot,
            right_to_left: is_rtl(linked),
        },
        sheets,
    );
    let links = diagram.steps.iter().map(|_| None).collect();
    let writer = Writer { linked, diagram: &diagram, drawing: &poster.drawing, links };
    let mut cuts: Vec<f64> = poster.columns.iter().map(|(_, top, _)| *top).collect();
    cuts.push(poster.drawing.height);
    let lines =
        |lines: &[(f64, String)]| lines.iter().map(|(_, line)| text::printed(line)).collect();
    Wall {
        width: poster.width,
        height: poster.height,
        margin: poster.margin,
        top: poster.top,
        title: lines(&poster.title),
        title_size: poster.title_size,
        calls: poster.calls.map(|_| text::printed(&around.calls)),
        calls_size: poster.calls.map_or(0.0, |(_, size)| size),
        foot: lines(&poster.foot),
        foot_size: poster.foot_size,
        lefts: poster.columns.iter().map(|(left, ..)| *left).collect(),
        drawing: writer.data(poster.scale * POINTS, cuts, &as_words(&diagram)),
        points: poster.points(),
    }
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
    Some(writer.data(IN_TEXT, cuts, &alt))
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
    fn data(&self, scale: f64, cuts: Vec<f64>, alt: &str) -> Drawing {
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
