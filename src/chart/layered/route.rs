//! Route: leads the edges of a placed net along horizontal tracks, and writes everything as a
//! drawing.
//!
//! In:   a [`Net`] and its [`Places`].
//! Out:  a [`Drawing`].
//! How:  between two ranks, the edges that enter one node share a horizontal track; tracks are
//!       sorted so that few lines cross and none overlap (Sander, "Layout of directed hypergraphs
//!       with orthogonal hyperedges", Graph Drawing 2003).

use super::net::{BESIDE, LinkId, Net, Node, NodeId, What, hang};
use super::place::{CLOSE, Places, box_width};
use crate::chart::Diagram;
use crate::chart::drawing::{Connector, Drawing, Edge, Form, Placed, Point, Rect, Style};

const MARGIN: f64 = 6.0;
/// Below a rank before its first track, between tracks, and above the next rank, without and with
/// an arrow.
const BEFORE: f64 = 10.0;
const TRACK: f64 = 10.0;
const AFTER: f64 = 10.0;
const ARROW: f64 = 18.0;
/// The cost of two overlapping vertical lines: more than any number of crossings.
const TOUCH: i64 = 1_000_000;

/// The edges into one node from one side, in the gap above it. Each side has its own track: a
/// shared one would cross edges unnecessarily.
struct Bundle {
    /// The links, each with the `x` where it starts and its number of edges.
    tops: Vec<(LinkId, f64, i64)>,
    end: f64,
    left: f64,
    right: f64,
}

impl Bundle {
    /// The bundles of a node; none if all edges run straight down.
    fn of(net: &Net, places: &Places, node: NodeId) -> impl Iterator<Item = Bundle> {
        let links = &net.nodes[node].up;
        let end = links.first().map_or(0.0, |link| places.end[*link]);
        let tops: Vec<_> =
            links.iter().map(|link| (*link, places.start[*link], net.links[*link].edges)).collect();
        let (from_left, others): (Vec<_>, Vec<_>) =
            tops.into_iter().partition(|top| top.1 < end - 0.5);
        let from_right: Vec<_> = others.into_iter().filter(|top| top.1 > end + 0.5).collect();
        [from_left, from_right].into_iter().filter(|tops| !tops.is_empty()).map(move |tops| {
            let left = tops.iter().map(|top| top.1).fold(end, f64::min);
            let right = tops.iter().map(|top| top.1).fold(end, f64::max);
            Bundle { tops, end, left, right }
        })
    }

    /// The number of its edges that run horizontally across `x`.
    fn edges_over(&self, x: f64) -> i64 {
        let over = |start: f64| start.min(self.end) < x && x < start.max(self.end);
        self.tops.iter().filter(|(_, start, _)| over(*start)).map(|(.., edges)| edges).sum()
    }

    fn edges(&self) -> i64 {
        self.tops.iter().map(|(.., edges)| edges).sum()
    }

    fn meets(&self, other: &Bundle) -> bool {
        self.left < other.right + TRACK && other.left < self.right + TRACK
    }

    /// The cost of having this track above that of `lower`: crossings, and overlapping lines.
    fn above(&self, lower: &Bundle) -> i64 {
        let mut cost = lower.edges_over(self.end) * self.edges();
        for (_, start, edges) in &lower.tops {
            cost += self.edges_over(*start) * edges;
            if self.touches(*start) {
                cost += TOUCH;
            }
        }
        cost
    }

    /// Whether a line that comes down at `x` past this track would overlap the one that leaves it.
    fn touches(&self, x: f64) -> bool {
        (x - self.end).abs() < CLOSE as f64
    }
}

/// The bundles above a rank, from the top track down.
fn bundles(net: &Net, places: &Places, rank: &[NodeId]) -> Vec<Bundle> {
    let mut sorted: Vec<Bundle> =
        rank.iter().flat_map(|node| Bundle::of(net, places, *node)).collect();
    // Of those that run right, the leftmost is lowest; of those that run left, the rightmost: this
    // avoids unnecessary crossings.
    sorted.sort_by(|a, b| {
        let key = |bundle: &Bundle| {
            if bundle.end > (bundle.left + bundle.right) / 2.0 { -bundle.end } else { bundle.end }
        };
        key(a).total_cmp(&key(b))
    });
    let cost: Vec<Vec<i64>> = sorted
        .iter()
        .map(|a| sorted.iter().map(|b| if a.meets(b) { a.above(b) } else { 0 }).collect())
        .collect();
    let order = least(&cost);
    let mut slots: Vec<Option<Bundle>> = sorted.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| slots[at].take()).collect()
}

/// An order in which no single move reduces the sum of `cost[earlier][later]`.
fn least(cost: &[Vec<i64>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..cost.len()).collect();
    for _ in 0..8 {
        let mut moved = false;
        for (one, own) in cost.iter().enumerate() {
            let from = order.iter().position(|other| *other == one).unwrap_or(0);
            let mut best = (0, from);
            for backwards in [true, false] {
                let mut sum = 0;
                let others: Vec<usize> = if backwards {
                    (0..from).rev().collect()
                } else {
                    (from + 1..order.len()).collect()
                };
                for at in others {
                    let other = order[at];
                    let gain = own[other] - cost[other][one];
                    sum += if backwards { gain } else { -gain };
                    if sum < best.0 {
                        best = (sum, at);
                    }
                }
            }
            if best.1 != from {
                order.remove(from);
                order.insert(best.1, one);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    order
}

/// Lines that would overlap: a link that starts, one that ends, and whether the start is on the
/// left.
pub(super) fn touching(net: &Net, places: &Places) -> Vec<((LinkId, LinkId), bool)> {
    let mut found = Vec::new();
    for rank in net.ranks.iter().skip(1) {
        let tracks = bundles(net, places, rank);
        for (at, upper) in tracks.iter().enumerate() {
            for lower in &tracks[at + 1..] {
                for (link, start, _) in
                    lower.tops.iter().filter(|(_, start, _)| upper.touches(*start))
                {
                    found.push(((*link, upper.tops[0].0), *start <= upper.end));
                }
            }
        }
    }
    found
}

/// Vertical positions: the top of each rank, and the track of each link that is not straight.
struct Levels {
    top: Vec<f64>,
    track: Vec<Option<f64>>,
}

fn levels(net: &Net, places: &Places) -> Levels {
    let mut levels = Levels { top: Vec::new(), track: vec![None; net.links.len()] };
    let mut y = MARGIN;
    for (at, rank) in net.ranks.iter().enumerate() {
        let tracks = bundles(net, places, rank);
        let mut rows: Vec<usize> = Vec::new();
        for (place, bundle) in tracks.iter().enumerate() {
            let above = (0..place)
                .filter(|other| tracks[*other].meets(bundle))
                .map(|other| rows[other] + 1);
            rows.push(above.max().unwrap_or(0));
        }
        for (bundle, row) in tracks.iter().zip(&rows) {
            bundle.tops.iter().for_each(|(link, ..)| {
                levels.track[*link] = Some(y + BEFORE + *row as f64 * TRACK)
            });
        }
        if at > 0 {
            let tracks = rows.iter().max().map_or(0.0, |last| BEFORE + *last as f64 * TRACK);
            let arrows = rank.iter().any(|node| {
                matches!(net.nodes[*node].what, What::Step { .. } | What::Connector { .. })
            });
            y += tracks + if arrows { ARROW } else { AFTER };
        }
        levels.top.push(y);
        y += rank.iter().map(|node| net.nodes[*node].h).fold(0.0, f64::max);
    }
    levels
}

/// The drawing of a placed net.
pub(super) fn drawing(diagram: &Diagram, net: Net, places: &Places, style: &Style) -> Drawing {
    let levels = levels(&net, places);
    let mut out = Drawing::new(Form::Layered, style);
    let lines: Vec<(NodeId, Vec<Point>)> =
        ends(&net).map(|node| (node, line(&net, places, &levels, node))).collect();
    let mut inlets: Vec<Option<Vec<Point>>> = vec![None; diagram.steps.len()];
    let mut lines_of: Vec<Option<Vec<Point>>> = vec![None; net.nodes.len()];
    lines.into_iter().for_each(|(node, line)| lines_of[node] = Some(line));
    let nodes: Vec<Node> = net.nodes;
    for (at, node) in nodes.into_iter().enumerate() {
        let corner = (places.left[at], levels.top[node.rank]);
        let width = box_width(&node.what, node.w);
        match node.what {
            What::Step { at: step, words, inlet } => {
                let rect = Rect { x: corner.0, y: corner.1, w: width, h: words.height };
                if let Some(words) = inlet {
                    let y = corner.1 + (rect.h.max(words.height) - words.height) / 2.0;
                    let sign =
                        Rect { x: rect.right() + BESIDE, y, w: words.width, h: words.height };
                    let level = sign.middle().1.min(rect.bottom() - 4.0);
                    inlets[step] = Some(vec![(sign.x, level), (rect.right(), level)]);
                    out.connectors.push(Connector { edge: None, to: step, rect: sign, words });
                }
                out.boxes.push(Placed { at: step, rect, words });
            }
            What::Label { from, to, words } => {
                let label = Rect { x: corner.0, y: corner.1, w: node.w, h: node.h };
                let parts = lines_of[at].take().into_iter().collect();
                out.edges.push(Edge { from, to, parts, label, words });
            }
            What::Connector { from, to, words } => {
                let rect = Rect { x: corner.0, y: corner.1, w: node.w, h: node.h };
                out.connectors.push(Connector { edge: Some((from, to)), to, rect, words });
            }
            What::Stack(hung) => {
                let way = lines_of[at].take().unwrap_or_default();
                for one in hung {
                    let mut line = way.clone();
                    line.pop();
                    line.extend(hang(&one).map(|(x, y)| (corner.0 + x, corner.1 + y)));
                    let moved =
                        |rect: Rect| Rect { x: rect.x + corner.0, y: rect.y + corner.1, ..rect };
                    out.boxes.push(Placed { at: one.at, rect: moved(one.rect), words: one.words });
                    let parts = vec![simple(line)];
                    out.edges.push(Edge {
                        from: one.from,
                        to: one.at,
                        parts,
                        label: moved(one.label),
                        words: one.label_words,
                    });
                }
            }
            What::Trunk => {}
        }
    }
    for edge in &mut out.edges {
        let cut =
            out.connectors.iter().any(|connector| connector.edge == Some((edge.from, edge.to)));
        if let Some(inlet) = inlets[edge.to].clone().filter(|_| cut) {
            edge.parts.push(inlet);
        }
    }
    out.close(MARGIN);
    out
}

/// The nodes whose lines must be drawn: labels and stacks.
fn ends(net: &Net) -> impl Iterator<Item = NodeId> {
    let nodes = net.nodes.iter().enumerate();
    nodes
        .filter(|(_, node)| matches!(node.what, What::Label { .. } | What::Stack(_)))
        .map(|(at, _)| at)
}

/// The line of the edge with this label, from its question to its target; for a stack, to its top.
fn line(net: &Net, places: &Places, levels: &Levels, node: NodeId) -> Vec<Point> {
    let mut links: Vec<LinkId> = Vec::new();
    let mut at = node;
    while let Some(link) =
        net.nodes[at].up.first().filter(|_| !matches!(net.nodes[at].what, What::Step { .. }))
    {
        links.insert(0, *link);
        at = net.links[*link].from;
    }
    at = node;
    while let Some(link) =
        net.nodes[at].down.first().filter(|_| !matches!(net.nodes[at].what, What::Step { .. }))
    {
        links.push(*link);
        at = net.links[*link].to;
    }
    let mut points = Vec::new();
    if let Some(first) = links.first() {
        let question = &net.nodes[net.links[*first].from];
        let height =
            if let What::Step { words, .. } = &question.what { words.height } else { question.h };
        points.push((places.start[*first], levels.top[question.rank] + height));
    }
    for link in links {
        let to = net.links[link].to;
        if let Some(track) = levels.track[link] {
            points.push((places.start[link], track));
            points.push((places.end[link], track));
        }
        points.push((places.end[link], levels.top[net.nodes[to].rank]));
    }
    simple(points)
}

/// The same line without the points where it does not turn.
fn simple(points: Vec<Point>) -> Vec<Point> {
    let mut out: Vec<Point> = Vec::new();
    for point in points {
        if out
            .last()
            .is_some_and(|last| (last.0 - point.0).abs() < 0.01 && (last.1 - point.1).abs() < 0.01)
        {
            continue;
        }
        if let [.., before, last] = &out[..] {
            let level = (before.1 - last.1).abs() < 0.01 && (last.1 - point.1).abs() < 0.01;
            let upright = (before.0 - last.0).abs() < 0.01 && (last.0 - point.0).abs() < 0.01;
            if level || upright {
                out.pop();
            }
        }
        out.push(point);
    }
    out
}
