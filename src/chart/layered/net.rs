//! Net: sorted layers with everything that takes up space: boxes, edge labels and trunks.
//!
//! In:   [`Layers`] with sorted ranks.
//! Out:  a [`Net`].
//! How:  between two ranks of boxes is a rank of labels, so that a label has its own position, as a
//!       box does (the idea of dot's label nodes: Gansner et al. 1993, section 5.3). Edges to the
//!       same step that run next to each other merge into one trunk from there on.

use std::collections::HashMap;

use super::layers::{self, ItemId, Layers};
use crate::chart::Diagram;
use crate::chart::drawing::{Rect, Style, Words};

pub(super) type NodeId = usize;

/// The contents of one position in a rank.
#[derive(Debug)]
pub(super) enum What {
    /// A box, with the incoming connector beside it, if any.
    Step { at: usize, words: Words, inlet: Option<Words> },
    /// Outcomes stacked vertically.
    Stack(Vec<Hung>),
    /// The label of the edge to a step.
    Label { from: usize, to: usize, words: Words },
    /// The edges to one step, passing through a rank.
    Trunk,
    /// The end of an edge that would close a loop.
    Connector { from: usize, to: usize, words: Words },
}

/// An outcome in a stack, with the label of its answer. Positions are relative to the stack's top
/// left corner.
#[derive(Debug)]
pub(super) struct Hung {
    pub from: usize,
    pub at: usize,
    pub label: Rect,
    pub label_words: Words,
    pub rect: Rect,
    pub words: Words,
}

#[derive(Debug)]
pub(super) struct Node {
    pub what: What,
    pub rank: usize,
    pub w: f64,
    pub h: f64,
    /// Links to the next rank, and from the previous one.
    pub down: Vec<LinkId>,
    pub up: Vec<LinkId>,
}

pub(super) type LinkId = usize;

/// A segment of one or more edges, from one rank to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub from: NodeId,
    pub to: NodeId,
    /// The number of edges in it.
    pub edges: i64,
}

#[derive(Debug, Default)]
pub(super) struct Net {
    pub nodes: Vec<Node>,
    pub links: Vec<Link>,
    /// Nodes by rank, from left to right. Ranks of boxes are even, ranks of labels odd.
    pub ranks: Vec<Vec<NodeId>>,
}

/// Widths of boxes and labels, in px.
pub(super) const QUESTION: f64 = 264.0;
pub(super) const OUTCOME: f64 = 180.0;
const NARROWEST: f64 = 96.0;
const LABEL: f64 = 150.0;
/// In a stack, in px: the rail, measured from the left side; the indent of labels and boxes; where
/// an edge enters a box, measured from the indent; the gap between a label and its box.
pub(super) const RAIL: f64 = 10.0;
const HANG: f64 = 28.0;
const DOWN: f64 = 16.0;
const ARROW: f64 = 14.0;
/// From a box to the incoming connector beside it.
pub(super) const BESIDE: f64 = 22.0;
/// The net of sorted layers. `from` is the word before the numbers of incoming steps.
pub(super) fn net(diagram: &Diagram, layers: &Layers, style: &Style, from: &str) -> Net {
    let mut net = Net {
        ranks: vec![Vec::new(); (2 * layers.ranks.len()).saturating_sub(1)],
        ..Net::default()
    };
    let mut place = vec![0; layers.items.len()];
    layers
        .ranks
        .iter()
        .flat_map(|rank| rank.iter().enumerate())
        .for_each(|(at, item)| place[*item] = at);
    let mut builder = Builder {
        diagram,
        layers,
        style,
        from,
        node_of: HashMap::new(),
        ways: HashMap::new(),
        net: &mut net,
    };
    // From the bottom up, since lines merge where they continue together.
    for (rank, items) in layers.ranks.iter().enumerate().rev() {
        if rank + 1 < layers.ranks.len() {
            for item in items {
                let mut below = layers.items[*item].down.clone();
                below.sort_by_key(|(to, _)| place[*to]);
                below
                    .into_iter()
                    .for_each(|(to, edges)| builder.way(*item, to, edges, 2 * rank + 1));
            }
        }
        items.iter().for_each(|item| builder.item(*item, 2 * rank));
    }
    net
}

struct Builder<'a> {
    diagram: &'a Diagram,
    layers: &'a Layers,
    style: &'a Style,
    from: &'a str,
    node_of: HashMap<ItemId, NodeId>,
    /// By item: the nodes directly below it, and the number of edges to each.
    ways: HashMap<ItemId, Vec<(NodeId, i64)>>,
    net: &'a mut Net,
}

impl Builder<'_> {
    fn add(&mut self, what: What, rank: usize, w: f64, h: f64) -> NodeId {
        self.net.nodes.push(Node { what, rank, w, h, down: Vec::new(), up: Vec::new() });
        let node = self.net.nodes.len() - 1;
        self.net.ranks[rank].push(node);
        node
    }

    /// Links two nodes, or adds `edges` to an existing link.
    fn link(&mut self, from: NodeId, to: NodeId, edges: i64) {
        let known =
            self.net.nodes[from].down.iter().find(|link| self.net.links[**link].to == to).copied();
        match known {
            Some(link) => self.net.links[link].edges += edges,
            None => {
                self.net.links.push(Link { from, to, edges });
                let link = self.net.links.len() - 1;
                self.net.nodes[from].down.push(link);
                self.net.nodes[to].up.push(link);
            }
        }
    }

    /// A line through a rank to a node in the next, merged with the adjacent line if that has the
    /// same target.
    fn trunk(&mut self, to: NodeId, rank: usize, edges: i64) -> NodeId {
        let beside = self.net.ranks[rank].last().copied();
        let joins = beside.filter(|node| {
            let node = &self.net.nodes[*node];
            matches!(node.what, What::Trunk)
                && node.down.first().is_some_and(|link| self.net.links[*link].to == to)
        });
        let trunk = joins.unwrap_or_else(|| self.add(What::Trunk, rank, 0.0, 0.0));
        self.link(trunk, to, edges);
        trunk
    }

    /// Adds what is between an item and one below it: the label of an answer, or a line that
    /// continues.
    fn way(&mut self, item: ItemId, to: ItemId, edges: i64, rank: usize) {
        let below = self.node_of[&to];
        let target = match &self.layers.items[to].what {
            layers::What::Stack(..) => None,
            layers::What::Step(at) => Some(*at),
            layers::What::Bend { to } | layers::What::Connector { to, .. } => Some(*to),
        };
        let node = match (&self.layers.items[item].what, target) {
            (layers::What::Step(from), Some(target)) => self.label(*from, target, below, rank),
            _ => self.trunk(below, rank, edges),
        };
        self.ways.entry(item).or_default().push((node, edges));
    }

    fn label(&mut self, from: usize, to: usize, below: NodeId, rank: usize) -> NodeId {
        let text = self.diagram.steps[from]
            .ways
            .iter()
            .find(|way| way.to == to)
            .map_or("", |way| &way.label);
        // A very long label is set wider rather than very tall.
        let width = (LABEL * (text.chars().count() as f64 / 90.0).sqrt()).clamp(LABEL, 3.0 * LABEL);
        let words = self.style.label(text, width);
        let (w, h) = (words.width, words.height);
        let label = self.add(What::Label { from, to, words }, rank, w, h);
        self.link(label, below, 1);
        label
    }

    /// Adds an item to its rank and links it to the nodes below.
    fn item(&mut self, item: ItemId, rank: usize) {
        let ways = self.ways.remove(&item).unwrap_or_default();
        let node = match &self.layers.items[item].what {
            layers::What::Step(at) => self.step(*at, rank),
            layers::What::Stack(question, run) => self.stack(*question, run, rank),
            layers::What::Connector { from, to } => {
                let words = self.style.going(self.diagram, *to, OUTCOME);
                let (w, h) = (words.width, words.height);
                self.add(What::Connector { from: *from, to: *to, words }, rank, w, h)
            }
            layers::What::Bend { .. } => {
                for (below, edges) in ways {
                    let trunk = self.trunk(below, rank, edges);
                    self.node_of.insert(item, trunk);
                }
                return;
            }
        };
        self.node_of.insert(item, node);
        ways.into_iter().for_each(|(below, edges)| self.link(node, below, edges));
    }

    fn step(&mut self, at: usize, rank: usize) -> NodeId {
        let most = if self.diagram.steps[at].kind.leads_on() { QUESTION } else { OUTCOME };
        let words = self.style.step(self.diagram, at, most);
        let mut width = words.width.max(NARROWEST).ceil();
        let back: Vec<usize> =
            self.layers.items.iter().filter_map(|item| item.what.back_to(at)).collect();
        let inlet =
            (!back.is_empty()).then(|| self.style.coming(self.diagram, self.from, &back, 140.0));
        if let Some(inlet) = &inlet {
            width += BESIDE + inlet.width;
        }
        let height = inlet.as_ref().map_or(words.height, |inlet| words.height.max(inlet.height));
        self.add(What::Step { at, words, inlet }, rank, width, height)
    }

    fn stack(&mut self, from: usize, run: &[usize], rank: usize) -> NodeId {
        let mut hung = Vec::new();
        let (mut y, mut width) = (0.0, 0.0f64);
        for way in run.iter().map(|place| &self.diagram.steps[from].ways[*place]) {
            let label_words = self.style.label(&way.label, OUTCOME);
            let label = Rect { x: HANG, y, w: label_words.width, h: label_words.height };
            let words = self.style.step(self.diagram, way.to, OUTCOME);
            let rect = Rect {
                x: HANG,
                y: label.bottom() + ARROW,
                w: words.width.max(NARROWEST).ceil(),
                h: words.height,
            };
            y = rect.bottom() + self.style.gap * 0.75;
            width = width.max(rect.right()).max(label.right());
            hung.push(Hung { from, at: way.to, label, label_words, rect, words });
        }
        self.add(What::Stack(hung), rank, width, y - self.style.gap * 0.75)
    }
}

/// The points within a stack where an edge turns to its label, turns down, and enters its box.
pub(super) fn hang(hung: &Hung) -> [(f64, f64); 3] {
    let turn = hung.label.middle().1;
    let down = HANG + DOWN.min(hung.label.w / 2.0);
    [(RAIL, turn), (down, turn), (down, hung.rect.y)]
}
