//! Place: the horizontal position of each node of a sorted net, and where edges meet its box.
//!
//! In:   a [`Net`] with sorted ranks.
//! Out:  [`Places`], in px.
//! How:  the network simplex on a graph whose variables are the positions (Gansner et al. 1993,
//!       section 4.2). A trunk that crosses no other is one variable through all its ranks, and
//!       therefore one straight line.

use std::collections::{BTreeMap, HashMap};

use super::net::{BESIDE, Link, LinkId, Net, NodeId, RAIL, What};
use super::simplex::LinearProgram;

/// Positions, in px from the left side.
#[derive(Debug)]
pub(super) struct Places {
    /// By node: its left side.
    pub left: Vec<f64>,
    /// By link: where it leaves the upper node, and where it enters the lower one.
    pub start: Vec<f64>,
    pub end: Vec<f64>,
}

/// At the left side, for the lines around boxes.
const MARGIN: i64 = 6;
/// Between neighbours in a rank.
const BOXES: i64 = 28;
const LINES: i64 = 18;
/// From the corner of a box to the next edge, and from edge to edge.
const CORNER: i64 = 18;
const PORTS: i64 = 18;
/// Closer than this, two lines look like one.
pub(super) const CLOSE: i64 = 10;

/// Weights for straightness. The segments between labels and trunks are the long ones.
const STUB: i64 = 8;
const TO_TRUNK: i64 = 4;
const TRUNK: i64 = 16;
const TO_BOX: i64 = 6;
/// Weights for centring, for alignment with the box above, and for narrowness.
const MIDDLE: i64 = 1;
const BELOW: i64 = 1;
const NARROW: i64 = 1;

/// A variable, and an offset to the right of it in px.
type Spot = (usize, i64);

/// The variables of a net.
struct Variables {
    /// By node: the left side of a box, the middle of a label or a trunk.
    node: Vec<usize>,
    /// By link: where it starts, and where it ends.
    start: Vec<Spot>,
    end: Vec<Spot>,
}

/// In drawings with more nodes than this the edges of a box have fixed positions on it: otherwise
/// the search takes too long.
const FIXED: usize = 1_500;

/// The positions of all nodes and links.
pub(super) fn places(net: &Net) -> Places {
    let mut apart: Vec<(Spot, Spot)> = Vec::new();
    let mut places = solve(net, &apart).0;
    // Lines that would overlap are kept apart, and everything is solved again. Few drawings need
    // it.
    for _ in 0..4 {
        let (_, variables) = model(net, &apart);
        let more = super::route::touching(net, &places);
        let before = apart.len();
        for (left, right) in more {
            let pair = (variables.start[left.0], variables.end[left.1]);
            let pair = if right { pair } else { (pair.1, pair.0) };
            if !apart.contains(&pair) && !apart.contains(&(pair.1, pair.0)) {
                apart.push(pair);
            }
        }
        if apart.len() == before {
            break;
        }
        match solve(net, &apart) {
            (found, true) => places = found,
            // These cannot all be kept apart.
            _ => break,
        }
    }
    places
}

/// The positions, and whether everything could be kept apart.
fn solve(net: &Net, apart: &[(Spot, Spot)]) -> (Places, bool) {
    let (problem, variables) = model(net, apart);
    let solution = problem.solve();
    let solved = solution.is_some();
    let x = |variable: usize| solution.as_ref().map_or(0.0, |x| x[variable] as f64);
    let left = net
        .nodes
        .iter()
        .enumerate()
        .map(|(at, node)| x(variables.node[at]) + reach(&node.what, node.w).0 as f64)
        .collect();
    let spot = |(variable, offset): &Spot| x(*variable) + *offset as f64;
    let start = variables.start.iter().map(spot).collect();
    let end = variables.end.iter().map(spot).collect();
    (Places { left, start, end }, solved)
}

/// How far a node extends to the left and right of its variable, in px.
fn reach(what: &What, width: f64) -> (i64, i64) {
    let width = width.ceil() as i64;
    match what {
        What::Label { .. } | What::Connector { .. } => (-(width / 2), width - width / 2),
        What::Trunk => (0, 0),
        What::Step { .. } | What::Stack(_) => (0, width),
    }
}

fn is_line(what: &What) -> bool {
    matches!(what, What::Trunk)
}

/// The width of a box without the connector beside it, in px.
pub(super) fn box_width(what: &What, width: f64) -> f64 {
    match what {
        What::Step { inlet: Some(inlet), .. } => width - BESIDE - inlet.width,
        _ => width,
    }
}

fn model(net: &Net, apart: &[(Spot, Spot)]) -> (LinearProgram, Variables) {
    let mut problem = LinearProgram::new();
    let right_side = problem.variable();
    problem.cost(0, right_side, 0, NARROW);
    let node = node_variables(net, &mut problem);
    // Segments of the same two trunks are adjacent in many ranks; one constraint is enough.
    let mut apart_by: BTreeMap<(usize, usize), i64> = BTreeMap::new();
    for rank in &net.ranks {
        let (Some(first), Some(last)) = (rank.first(), rank.last()) else { continue };
        problem.at_least(
            0,
            node[*first],
            MARGIN - reach(&net.nodes[*first].what, net.nodes[*first].w).0,
        );
        problem.at_least(
            node[*last],
            right_side,
            reach(&net.nodes[*last].what, net.nodes[*last].w).1,
        );
        for pair in rank.windows(2).filter(|pair| node[pair[0]] != node[pair[1]]) {
            let (a, b) = (&net.nodes[pair[0]], &net.nodes[pair[1]]);
            let gap = if is_line(&a.what) || is_line(&b.what) { LINES } else { BOXES };
            let length = reach(&a.what, a.w).1 - reach(&b.what, b.w).0 + gap;
            let known = apart_by.entry((node[pair[0]], node[pair[1]])).or_insert(length);
            *known = length.max(*known);
        }
    }
    apart_by.into_iter().for_each(|((left, right), length)| problem.at_least(left, right, length));
    let mut variables = Variables {
        node,
        start: vec![(0, 0); net.links.len()],
        end: vec![(0, 0); net.links.len()],
    };
    for at in 0..net.nodes.len() {
        ports_below(net, at, &mut problem, &mut variables);
        port_above(net, at, &mut problem, &mut variables);
    }
    for (at, link) in net.links.iter().enumerate() {
        let weight = weight(net, *link) * link.edges.min(3);
        let (start, end) = (variables.start[at], variables.end[at]);
        if start != end {
            problem.near(start.0, end.0, end.1 - start.1, weight);
        }
    }
    keep_below(net, &mut problem, &variables);
    for (left, right) in apart {
        problem.at_least(left.0, right.0, CLOSE + left.1 - right.1);
    }
    (problem, variables)
}

fn weight(net: &Net, link: Link) -> i64 {
    let (from, to) = (&net.nodes[link.from].what, &net.nodes[link.to].what);
    match (is_line(from), is_line(to)) {
        (true, true) => TRUNK,
        (_, true) | (true, _) => TO_TRUNK,
        _ if matches!(to, What::Label { .. }) => STUB,
        _ => TO_BOX,
    }
}

/// A variable for each node. The segments of a trunk share one, except where two trunks cross:
/// there one of them breaks.
fn node_variables(net: &Net, problem: &mut LinearProgram) -> Vec<usize> {
    let mut place = vec![0; net.nodes.len()];
    for rank in &net.ranks {
        rank.iter().enumerate().for_each(|(at, node)| place[*node] = at);
    }
    let mut variables = vec![usize::MAX; net.nodes.len()];
    for rank in &net.ranks {
        // The trunk segments that continue from the rank above, from left to right.
        let above = |node: NodeId| {
            let mut ups = net.nodes[node]
                .up
                .iter()
                .map(|link| net.links[*link].from)
                .filter(|up| is_line(&net.nodes[*up].what));
            ups.next().filter(|_| is_line(&net.nodes[node].what))
        };
        let pieces: Vec<(usize, NodeId, NodeId)> =
            rank.iter().filter_map(|node| above(*node).map(|up| (place[up], up, *node))).collect();
        let mut furthest: Option<usize> = None;
        for (from, up, node) in pieces {
            if furthest.is_none_or(|furthest| from > furthest) {
                variables[node] = variables[up];
            }
            furthest = Some(furthest.map_or(from, |furthest| furthest.max(from)));
        }
        for node in rank {
            if variables[*node] == usize::MAX {
                variables[*node] = problem.variable();
            }
        }
    }
    variables
}

/// Sets where edges leave a node.
fn ports_below(net: &Net, at: NodeId, problem: &mut LinearProgram, variables: &mut Variables) {
    let node = &net.nodes[at];
    let What::Step { .. } = node.what else {
        node.down.iter().for_each(|link| variables.start[*link] = (variables.node[at], 0));
        return;
    };
    let width = box_width(&node.what, node.w).floor() as i64;
    let sorted = ports(net, at);
    let count = sorted.len() as i64;
    let corner = CORNER.min(width / 4);
    let gap = if count > 1 { PORTS.min((width - 2 * corner) / (count - 1)) } else { 0 };
    let mut before: Option<usize> = None;
    for (place, link) in sorted.into_iter().enumerate() {
        if net.nodes.len() > FIXED {
            variables.start[link] = (variables.node[at], width * (place as i64 + 1) / (count + 1));
            continue;
        }
        let port = problem.variable();
        variables.start[link] = (port, 0);
        problem.at_least(variables.node[at], port, corner);
        problem.at_least(port, variables.node[at], corner - width);
        problem.near(port, variables.node[at], width * (place as i64 + 1) / (count + 1), MIDDLE);
        if let Some(before) = before {
            problem.at_least(before, port, gap);
        }
        before = Some(port);
    }
}

/// The links out of a node, from left to right.
fn ports(net: &Net, at: NodeId) -> Vec<LinkId> {
    let Some(below) = net.ranks.get(net.nodes[at].rank + 1) else { return Vec::new() };
    let place: HashMap<NodeId, usize> = if net.nodes[at].down.len() > 1 {
        below.iter().enumerate().map(|(at, node)| (*node, at)).collect()
    } else {
        HashMap::new()
    };
    let mut links = net.nodes[at].down.clone();
    links.sort_by_key(|link| place.get(&net.links[*link].to));
    links
}

/// Sets where edges enter a node: all at the same point.
fn port_above(net: &Net, at: NodeId, problem: &mut LinearProgram, variables: &mut Variables) {
    let node = &net.nodes[at];
    let own = variables.node[at];
    let width = box_width(&node.what, node.w).floor() as i64;
    let port = match node.what {
        What::Label { .. } | What::Trunk | What::Connector { .. } => (own, 0),
        What::Stack(_) => (own, RAIL as i64),
        What::Step { .. } if net.nodes.len() > FIXED => (own, width / 2),
        What::Step { .. } if node.up.is_empty() => return,
        What::Step { .. } => {
            let corner = CORNER.min(width / 4);
            let port = problem.variable();
            problem.at_least(own, port, corner);
            problem.at_least(port, own, corner - width);
            problem.near(port, own, width / 2, MIDDLE);
            (port, 0)
        }
    };
    node.up.iter().for_each(|link| variables.end[*link] = port);
}

/// Favours placing a box below the first that leads to it: a question below a question, so that the
/// eye can run down.
fn keep_below(net: &Net, problem: &mut LinearProgram, variables: &Variables) {
    let middle = |at: NodeId| box_width(&net.nodes[at].what, net.nodes[at].w) as i64 / 2;
    for (at, node) in net.nodes.iter().enumerate() {
        let What::Step { .. } = node.what else { continue };
        let Some(label) = node.up.first().map(|link| net.links[*link].from) else { continue };
        let Some(above) = net.nodes[label].up.first().map(|link| net.links[*link].from) else {
            continue;
        };
        if matches!(net.nodes[above].what, What::Step { .. }) && !node.down.is_empty() {
            problem.near(
                variables.node[at],
                variables.node[above],
                middle(above) - middle(at),
                BELOW,
            );
        }
    }
}
