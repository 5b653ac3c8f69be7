//! Drawing: the data types of a laid-out diagram, shared by the layouts and the writers.
//!
//! In:   nothing; these are values, in px. `y` grows downwards.
//! Out:  a [`Drawing`]: boxes, edges, labels and connectors with their positions, and every line of
//!       text with its own.

use super::font::Fonts;
use super::{Diagram, font, layered, spine};

/// A position, in px.
pub type Point = (f64, f64);

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub w: f64,
    pub h: f64,
}

impl Rect {
    pub fn middle(self) -> Point {
        (self.x + self.w / 2.0, self.y + self.h / 2.0)
    }
    pub fn right(self) -> f64 {
        self.x + self.w
    }
    pub fn bottom(self) -> f64 {
        self.y + self.h
    }
}

/// The two ways to draw a guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The questions run down the page; the target of each answer is beside or below its question.
    Spine,
    /// A graph in ranks, with every edge drawn.
    Layered,
}

/// A laid-out diagram.
#[derive(Clone, Debug)]
pub struct Drawing {
    pub form: Form,
    pub width: f64,
    pub height: f64,
    /// Its font sizes and spacing.
    pub style: Style,
    pub boxes: Vec<Placed>,
    pub edges: Vec<Edge>,
    pub connectors: Vec<Connector>,
}

/// A step's box.
#[derive(Clone, Debug)]
pub struct Placed {
    /// A position in [`Diagram::steps`].
    pub at: usize,
    pub rect: Rect,
    pub words: Words,
}

/// All answers that lead from one step to another.
#[derive(Clone, Debug)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// Polylines: one, or two if a connector cuts the edge.
    pub parts: Vec<Vec<Point>>,
    pub label: Rect,
    pub words: Words,
}

/// The end of an edge that continues elsewhere, or the point where such edges arrive.
#[derive(Clone, Debug)]
pub struct Connector {
    /// The edge that ends here; `None` where edges arrive.
    pub edge: Option<(usize, usize)>,
    /// The step it names and links to, or the one the edges enter.
    pub to: usize,
    pub rect: Rect,
    pub words: Words,
}

/// Typeset text: lines with their positions, relative to the top left corner of their container.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub blocks: Vec<Block>,
    pub width: f64,
    pub height: f64,
}

impl Words {
    pub fn is_blank(&self) -> bool {
        self.blocks.iter().all(|block| block.lines.iter().all(|(_, line)| line.trim().is_empty()))
    }
}

/// Lines that belong together: a sentence, an item.
#[derive(Clone, Debug)]
pub struct Block {
    pub role: Role,
    /// Each line with the start of its baseline.
    pub lines: Vec<(Point, String)>,
}

/// The role of a text; the theme styles each one, using the sizes in [`Style`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The number and kind of a step.
    Kind,
    Title,
    Item,
    Label,
    Connector,
}

/// Sizes, in px. The theme's rules for the class of the same name must use these font sizes.
#[derive(Clone, Debug)]
pub struct Style {
    /// For measuring text.
    pub fonts: Fonts,
    pub name: &'static str,
    pub font: f64,
    pub line: f64,
    /// Small text: levels, numbers, items, labels.
    pub small: f64,
    pub small_line: f64,
    pub pad: f64,
    pub gap: f64,
    /// The length of an arrow, and of the line (`lead`) visible on either side of a label.
    pub arrow: f64,
    pub lead: f64,
    pub density: Density,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Density {
    /// Each finding of a question has its own line, and labels are on their edges.
    Roomy,
    /// Findings run on one after another, and labels are beside vertical edges.
    Dense,
}

/// For screens.
pub fn roomy(fonts: &Fonts) -> Style {
    Style {
        fonts: fonts.clone(),
        name: "roomy",
        font: 15.0,
        line: 20.0,
        small: 13.0,
        small_line: 17.0,
        pad: 12.0,
        gap: 16.0,
        arrow: 14.0,
        lead: 14.0,
        density: Density::Roomy,
    }
}

/// For a sheet of paper: all text of about the same size, so that none is too small on a full
/// sheet.
pub fn dense(fonts: &Fonts) -> Style {
    Style {
        fonts: fonts.clone(),
        name: "dense",
        font: 13.5,
        line: 16.0,
        small: 13.0,
        small_line: 15.0,
        pad: 4.0,
        gap: 6.0,
        arrow: 9.0,
        lead: 11.0,
        density: Density::Dense,
    }
}

/// A phone: 320 px less the page's side margins.
pub const NARROW: f64 = 280.0;
/// A tablet, and a printed page.
pub const WIDE: f64 = 680.0;

/// The spine drawing of a diagram, at most `width` px wide. `from` is the word before the numbers
/// of incoming steps.
pub fn spine(diagram: &Diagram, style: &Style, width: f64, from: &str) -> Drawing {
    spine::layout(diagram, style, width, from)
}

/// The layered drawing of a diagram, as wide as it needs to be.
pub fn layered(diagram: &Diagram, style: &Style, from: &str) -> Drawing {
    layered::layout(diagram, style, from)
}

/// Between a question's text and its items.
const ITEM_GAP: f64 = 4.0;
/// Space for an item's bullet.
const BULLET: f64 = 14.0;
/// Padding of a label: at the sides, and above and below.
const LABEL_PAD: (f64, f64) = (5.0, 1.0);
/// Padding of a connector: at the sides, and above and below.
const CONNECTOR_PAD: (f64, f64) = (12.0, 3.0);

/// A column of text that grows downwards.
struct Column {
    words: Words,
    left: f64,
    width: f64,
}

impl Column {
    fn new(left: f64, top: f64, width: f64) -> Column {
        Column { words: Words { height: top, ..Words::default() }, left, width }
    }

    /// Appends consecutive runs below the existing text, `indent` px from the left, each as its own
    /// block.
    fn set(&mut self, runs: &[(Role, font::Run)], indent: f64, leading: f64) {
        let fonts: Vec<font::Run> = runs.iter().map(|(_, run)| *run).collect();
        let mut blocks: Vec<Block> =
            runs.iter().map(|(role, _)| Block { role: *role, lines: Vec::new() }).collect();
        for line in font::set(&fonts, self.width - indent) {
            for (run, x, text) in line {
                let x = self.left + indent + x;
                let font = font::Run { text: &text, ..fonts[run] };
                self.words.width = self.words.width.max(x + font.width());
                // Text is vertically centred in its line; the baseline is about a third of the font
                // size below the centre.
                let y = self.words.height + leading / 2.0 + font.size * 0.35;
                blocks[run].lines.push(((x, y), text));
            }
            self.words.height += leading;
        }
        self.words.blocks.append(&mut blocks);
    }

    fn done(mut self, right: f64, bottom: f64) -> Words {
        self.words.width += right;
        self.words.height += bottom;
        self.words
    }
}

/// `3 · Question`, or the number alone in a drawing that is no guide.
fn kind_line(step: &super::Box) -> String {
    match step.word.as_str() {
        "" => step.number.to_string(),
        word => format!("{} · {word}", step.number),
    }
}

impl Style {
    /// The text of a step's box, at most `width` px wide including padding.
    pub(super) fn step(&self, diagram: &Diagram, at: usize, width: f64) -> Words {
        let step = &diagram.steps[at];
        let mut column = Column::new(self.pad, self.pad, width - 2.0 * self.pad);
        match self.density {
            Density::Roomy => {
                column.set(&[self.run(Role::Kind, &kind_line(step))], 0.0, self.small_line);
                column.set(&[self.run(Role::Title, &step.title)], 0.0, self.line);
                self.listed(&mut column, &step.items);
            }
            // On paper every line counts: position and shape alone mark a question as one.
            Density::Dense if step.kind.leads_on() => {
                let title = format!("{}. {}", step.number, step.title);
                // A line never breaks between a bullet and its item.
                let items: Vec<String> =
                    step.items.iter().map(|item| format!("•\u{a0}{item}")).collect();
                let items = items.join("  ");
                column.set(
                    &[self.run(Role::Title, &title), self.run(Role::Item, &items)],
                    0.0,
                    self.line,
                );
            }
            Density::Dense => {
                column.set(&[self.run(Role::Kind, &kind_line(step))], 0.0, self.small_line);
                column.set(&[self.run(Role::Title, &step.title)], 0.0, self.line);
            }
        }
        column.done(self.pad, self.pad)
    }

    fn listed(&self, column: &mut Column, items: &[String]) {
        if !items.is_empty() {
            column.words.height += ITEM_GAP;
        }
        for item in items {
            let bullet = (
                column.left + 2.0,
                column.words.height + self.small_line / 2.0 + self.small * 0.35,
            );
            column.set(&[self.run(Role::Item, item)], BULLET, self.small_line);
            if let Some(block) = column.words.blocks.last_mut() {
                block.lines.insert(0, (bullet, "•".to_string()));
            }
        }
    }

    /// A text in the weight and size that the theme uses.
    fn run<'t>(&'t self, role: Role, text: &'t str) -> (Role, font::Run<'t>) {
        let (weight, size) = match role {
            Role::Title => (font::Weight::Bold, self.font),
            Role::Item => (font::Weight::Regular, self.small),
            // Some of these are bold in the default theme.
            Role::Kind | Role::Label | Role::Connector => (font::Weight::Bold, self.small),
        };
        (role, font::Run { fonts: &self.fonts, text, weight, size })
    }

    /// The width of a label on one line, including padding, in px.
    pub(super) fn label_width(&self, text: &str) -> f64 {
        self.run(Role::Label, text).1.width() + 2.0 * LABEL_PAD.0
    }

    /// The text of a label, at most `width` px wide.
    pub(super) fn label(&self, text: &str, width: f64) -> Words {
        let mut words = self.small_words(Role::Label, text, width, LABEL_PAD);
        for (at, line) in words.blocks.iter_mut().flat_map(|block| &mut block.lines) {
            at.0 = (words.width - self.run(Role::Label, line).1.width()) / 2.0;
        }
        words
    }

    /// The text of a connector, at most `width` px wide.
    pub(super) fn connector(&self, text: &str, width: f64) -> Words {
        self.small_words(Role::Connector, text, width, CONNECTOR_PAD)
    }

    fn small_words(&self, role: Role, text: &str, width: f64, (side, end): (f64, f64)) -> Words {
        let mut column = Column::new(side, end, width - 2.0 * side);
        column.set(&[self.run(role, text)], 0.0, self.small_line);
        column.done(side, end)
    }

    /// The text of a connector that leads to a step.
    pub(super) fn going(&self, diagram: &Diagram, to: usize, width: f64) -> Words {
        let step = &diagram.steps[to];
        self.connector(&format!("→ {} {}", step.number, step.title), width)
    }

    /// The text of a connector where edges from other steps arrive.
    pub(super) fn coming(
        &self,
        diagram: &Diagram,
        word: &str,
        from: &[usize],
        width: f64,
    ) -> Words {
        let numbers: Vec<String> =
            from.iter().map(|at| diagram.steps[*at].number.to_string()).collect();
        self.connector(&format!("{word} {}", numbers.join(", ")), width)
    }
}

impl Drawing {
    /// The smallest font size, in px.
    pub fn smallest(&self) -> f64 {
        self.style.small.min(self.style.font)
    }

    /// An empty drawing with the given style.
    pub(super) fn new(form: Form, style: &Style) -> Drawing {
        Drawing {
            form,
            width: 0.0,
            height: 0.0,
            style: style.clone(),
            boxes: Vec::new(),
            edges: Vec::new(),
            connectors: Vec::new(),
        }
    }

    /// The rectangles of everything that contains text.
    fn rects(&self) -> impl Iterator<Item = Rect> {
        let boxes = self.boxes.iter().map(|placed| placed.rect);
        boxes
            .chain(self.edges.iter().map(|edge| edge.label))
            .chain(self.connectors.iter().map(|connector| connector.rect))
    }

    /// Sets the size to fit the content plus a margin, in px.
    pub(super) fn close(&mut self, margin: f64) {
        let (mut width, mut height) = (0.0f64, 0.0f64);
        for rect in self.rects() {
            (width, height) = (width.max(rect.right()), height.max(rect.bottom()));
        }
        for (x, y) in self.edges.iter().flat_map(|edge| edge.parts.iter().flatten()) {
            (width, height) = (width.max(*x), height.max(*y));
        }
        (self.width, self.height) = ((width + margin).ceil(), (height + margin).ceil());
    }

    /// Mirrors the drawing horizontally, for right-to-left languages.
    pub fn mirrored(mut self) -> Drawing {
        let width = self.width;
        let flip = |rect: &mut Rect| rect.x = width - rect.right();
        self.boxes.iter_mut().for_each(|placed| flip(&mut placed.rect));
        self.connectors.iter_mut().for_each(|connector| flip(&mut connector.rect));
        for edge in &mut self.edges {
            flip(&mut edge.label);
            edge.parts.iter_mut().flatten().for_each(|(x, _)| *x = width - *x);
        }
        self
    }

    /// Page breaks: the `y` at which each piece begins, and where the last one ends, in px. Pieces
    /// are at most `height` px tall and cut through no text, except where something is taller than
    /// a page.
    pub fn pages(&self, height: f64) -> Vec<f64> {
        let mut rects: Vec<(f64, f64)> = self.rects().map(|rect| (rect.y, rect.bottom())).collect();
        rects.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut gaps = Vec::new();
        let mut reached = 0.0f64;
        for (top, bottom) in rects {
            if top > reached + 1.0 {
                gaps.push((top + reached) / 2.0);
            }
            reached = reached.max(bottom);
        }
        let mut cuts = vec![0.0];
        while let Some(last) = cuts.last().copied().filter(|last| self.height - last > height) {
            let mut fits =
                gaps.iter().copied().filter(|gap| *gap > last + 1.0 && *gap <= last + height);
            cuts.push(fits.next_back().unwrap_or(last + height));
        }
        cuts.push(self.height);
        cuts
    }
}
