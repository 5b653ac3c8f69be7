//! Order: sorts each rank from left to right so that few edges cross, and otherwise as the author wrote.
//!
//! In:   a [`Net`] whose ranks are in the author's order.
//! Out:  the same net, its ranks sorted.
//! How:  sweeps that put each node at the weighted median of its neighbours, each followed by exchanges of neighbours
//!       (Gansner et al. 1993, section 3); then each node by itself tries every place in its rank ("sifting": Matuszewski,
//!       Schönfeld and Molitor, "Using sifting for k-layer straightline crossing minimization", Graph Drawing 1999).
//!       From several starts the best is taken; a change that saves no crossing is made only to restore the author's
//!       order.

use super::net::{Net, NodeId};

/// How good an order is: crossings, then answers out of the author's order. Less is better.
type Cost = (i64, i64);

/// Sorts the ranks of a net.
pub(super) fn sort(net: &mut Net) {
    let mut sorter = Sorter::new(net);
    let first = net.ranks.clone();
    let mut best = sorter.improved(first.clone(), 0);
    // The same number of steps for each size: the time must not decide what is drawn.
    let starts = (60_000 / (net.nodes.len() + net.links.len() + 1)).clamp(1, 24);
    for start in 1..=starts {
        if best.0.0 == 0 {
            break;
        }
        let from = if start % 2 == 0 { best.1.clone() } else { first.clone() };
        let shaken = sorter.shaken(from, start);
        let other = sorter.improved(shaken, start);
        if other.0 < best.0 {
            best = other;
        }
    }
    net.ranks = sorter.restored(best.1);
}

struct Sorter {
    /// By node, its neighbours in the rank above and below, with the number of edges to each.
    up: Vec<Vec<(NodeId, i64)>>,
    down: Vec<Vec<(NodeId, i64)>>,
    /// By node: for each question right above it, the place of its answer among that question's.
    answer: Vec<Vec<(NodeId, usize)>>,
    at: Vec<usize>,
    sweeps: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Up,
    Down,
}

impl Sorter {
    fn new(net: &Net) -> Sorter {
        let nodes = net.nodes.len();
        let mut sorter = Sorter {
            up: vec![Vec::new(); nodes],
            down: vec![Vec::new(); nodes],
            answer: vec![Vec::new(); nodes],
            at: vec![0; nodes],
            sweeps: (400_000 / (nodes + net.links.len() + 1)).clamp(4, 24),
        };
        for link in &net.links {
            sorter.up[link.to].push((link.from, link.edges));
            sorter.down[link.from].push((link.to, link.edges));
        }
        for (node, links) in net.nodes.iter().map(|node| &node.down).enumerate() {
            for (place, link) in links.iter().enumerate() {
                sorter.answer[net.links[*link].to].push((node, place));
            }
        }
        sorter
    }

    fn number(&mut self, rank: &[NodeId]) {
        for (at, node) in rank.iter().enumerate() {
            self.at[*node] = at;
        }
    }

    /// The best order that sweeps from this one come by.
    fn improved(&mut self, mut ranks: Vec<Vec<NodeId>>, start: usize) -> (Cost, Vec<Vec<NodeId>>) {
        for rank in &ranks {
            self.number(rank);
        }
        let mut best = (self.cost(&ranks), ranks.clone());
        let mut idle = 0;
        for sweep in 0..self.sweeps {
            if best.0 == (0, 0) || idle == 4 {
                break;
            }
            self.sweep(&mut ranks, if (sweep + start) % 2 == 0 { Side::Up } else { Side::Down });
            self.exchange(&mut ranks);
            let cost = self.cost(&ranks);
            idle += 1;
            if cost < best.0 {
                best = (cost, ranks.clone());
                idle = 0;
            }
        }
        let mut ranks = best.1;
        for rank in &ranks {
            self.number(rank);
        }
        for _ in 0..4 {
            if !self.sift(&mut ranks) {
                break;
            }
        }
        (self.cost(&ranks), ranks)
    }

    /// Sorts each rank by the medians of the neighbours on one side, from that side on.
    fn sweep(&mut self, ranks: &mut [Vec<NodeId>], side: Side) {
        let count = ranks.len();
        for step in 1..count {
            let rank = &mut ranks[if side == Side::Up { step } else { count - 1 - step }];
            let medians: Vec<f64> = rank.iter().enumerate().map(|(at, node)| self.median(*node, side).unwrap_or(at as f64)).collect();
            let mut sorted: Vec<usize> = (0..rank.len()).collect();
            sorted.sort_by(|a, b| medians[*a].total_cmp(&medians[*b]));
            *rank = sorted.into_iter().map(|at| rank[at]).collect();
            for (at, node) in rank.iter().enumerate() {
                self.at[*node] = at;
            }
        }
    }

    fn neighbours(&self, node: NodeId, side: Side) -> &[(NodeId, i64)] {
        match side {
            Side::Up => &self.up[node],
            Side::Down => &self.down[node],
        }
    }

    /// The weighted median of the paper: between the two middle places, nearer to the side that is packed closer.
    fn median(&self, node: NodeId, side: Side) -> Option<f64> {
        let mut places: Vec<f64> = self.neighbours(node, side).iter().map(|(other, _)| self.at[*other] as f64).collect();
        places.sort_by(f64::total_cmp);
        let (count, middle) = (places.len(), places.len() / 2);
        match count {
            0 => None,
            _ if count % 2 == 1 => Some(places[middle]),
            2 => Some((places[0] + places[1]) / 2.0),
            _ => {
                let (left, right) = (places[middle - 1] - places[0], places[count - 1] - places[middle]);
                if left + right == 0.0 {
                    return Some(places[middle]);
                }
                Some((places[middle - 1] * right + places[middle] * left) / (left + right))
            }
        }
    }

    /// What it costs, by edges to one side, that `left` stands left of `right`.
    fn crossings_of(&self, left: NodeId, right: NodeId, side: Side) -> i64 {
        let mut sum = 0;
        for (a, edges) in self.neighbours(left, side) {
            for (b, others) in self.neighbours(right, side) {
                if self.at[*a] > self.at[*b] {
                    sum += edges * others;
                }
            }
        }
        sum
    }

    fn inversions_of(&self, left: NodeId, right: NodeId) -> i64 {
        let mut sum = 0;
        for (question, place) in &self.answer[left] {
            sum += self.answer[right].iter().filter(|(other, after)| other == question && after < place).count() as i64;
        }
        sum
    }

    fn pair(&self, left: NodeId, right: NodeId) -> Cost {
        (self.crossings_of(left, right, Side::Up) + self.crossings_of(left, right, Side::Down), self.inversions_of(left, right))
    }

    /// Exchanges neighbours as long as that makes the order better.
    fn exchange(&mut self, ranks: &mut [Vec<NodeId>]) {
        for _ in 0..8 {
            let mut changed = false;
            for rank in ranks.iter_mut() {
                for at in 1..rank.len() {
                    let (left, right) = (rank[at - 1], rank[at]);
                    if self.pair(right, left) < self.pair(left, right) {
                        rank.swap(at - 1, at);
                        (self.at[left], self.at[right]) = (at, at - 1);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
    }

    /// Puts each node at the best place of its rank; was any moved?
    fn sift(&mut self, ranks: &mut [Vec<NodeId>]) -> bool {
        let mut moved = false;
        for rank in ranks.iter_mut() {
            for node in rank.clone() {
                let from = self.at[node];
                let (to, gain) = self.best_place(rank, from);
                if gain < (0, 0) {
                    rank.remove(from);
                    rank.insert(to, node);
                    self.number(rank);
                    moved = true;
                }
            }
        }
        moved
    }

    /// The place to which the node at `from` should move, and what the order's cost changes by.
    fn best_place(&self, rank: &[NodeId], from: usize) -> (usize, Cost) {
        let node = rank[from];
        let mut best = (from, (0, 0));
        for side in [-1i64, 1] {
            let mut sum = (0, 0);
            let mut at = from as i64 + side;
            while let Some(other) = usize::try_from(at).ok().and_then(|at| rank.get(at)) {
                let (before, after) = if side < 0 {
                    (self.pair(*other, node), self.pair(node, *other))
                } else {
                    (self.pair(node, *other), self.pair(*other, node))
                };
                sum = (sum.0 + after.0 - before.0, sum.1 + after.1 - before.1);
                if sum < best.1 {
                    best = (at as usize, sum);
                }
                at += side;
            }
        }
        best
    }

    fn cost(&self, ranks: &[Vec<NodeId>]) -> Cost {
        let crossings = ranks.iter().skip(1).map(|rank| self.crossings(rank)).sum();
        (crossings, self.inversions(ranks))
    }

    /// The crossings between a rank and the one above: pairs in the wrong order, counted with a tree of sums (Barth,
    /// Mutzel and Jünger, "Simple and efficient bilayer cross counting", Journal of Graph Algorithms and Applications
    /// 8(2), 2004).
    fn crossings(&self, rank: &[NodeId]) -> i64 {
        let mut ends: Vec<(usize, usize, i64)> = Vec::new();
        for (at, node) in rank.iter().enumerate() {
            ends.extend(self.up[*node].iter().map(|(above, edges)| (self.at[*above], at, *edges)));
        }
        ends.sort_unstable();
        let mut sums = vec![0i64; rank.len() + 1];
        let (mut all, mut crossings) = (0, 0);
        let mut at = 0;
        while at < ends.len() {
            let same = ends[at..].iter().take_while(|end| end.0 == ends[at].0).count();
            for (_, below, edges) in &ends[at..at + same] {
                let (mut place, mut until) = (below + 1, 0);
                while place > 0 {
                    until += sums[place];
                    place &= place - 1;
                }
                crossings += edges * (all - until);
            }
            for (_, below, edges) in &ends[at..at + same] {
                all += edges;
                let mut place = below + 1;
                while place < sums.len() {
                    sums[place] += edges;
                    place += place & place.wrapping_neg();
                }
            }
            at += same;
        }
        crossings
    }

    fn inversions(&self, ranks: &[Vec<NodeId>]) -> i64 {
        let mut sum = 0;
        for rank in ranks {
            let mut answers: Vec<(NodeId, usize, usize)> = Vec::new();
            for (at, node) in rank.iter().enumerate() {
                answers.extend(self.answer[*node].iter().map(|(question, place)| (*question, at, *place)));
            }
            answers.sort_unstable();
            for same in answers.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
                for (at, (.., place)) in same.iter().enumerate() {
                    sum += same[at + 1..].iter().filter(|(.., after)| after < place).count() as i64;
                }
            }
        }
        sum
    }

    /// Another start: a few neighbours of each rank exchanged, by a generator with a fixed seed.
    fn shaken(&self, mut ranks: Vec<Vec<NodeId>>, start: usize) -> Vec<Vec<NodeId>> {
        // Knuth, "The art of computer programming", volume 2, 3.3.4: the multiplier of MMIX.
        let mut seed = start as u64;
        let mut random = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        for rank in ranks.iter_mut().filter(|rank| rank.len() > 1) {
            for _ in 0..=rank.len() / 3 {
                let (a, b) = (random(rank.len()), random(rank.len()));
                rank.swap(a, b);
            }
        }
        ranks
    }

    /// Exchanges what a question's answers lead to wherever that costs no crossing and brings them nearer to the
    /// author's order: the answers with all that stands below them and nowhere else.
    fn restored(&mut self, mut ranks: Vec<Vec<NodeId>>) -> Vec<Vec<NodeId>> {
        for rank in &ranks {
            self.number(rank);
        }
        let mut cost = self.cost(&ranks);
        if cost.1 == 0 {
            return ranks;
        }
        for question in 0..self.down.len() {
            for left in 0..self.down[question].len() {
                for right in left + 1..self.down[question].len() {
                    let (first, second) = (self.down[question][left].0, self.down[question][right].0);
                    if self.at[first] < self.at[second] {
                        continue;
                    }
                    let mut other = ranks.clone();
                    self.swap_below(&mut other, first, second);
                    other.iter().for_each(|rank| self.number(rank));
                    let new = self.cost(&other);
                    if new < cost {
                        (cost, ranks) = (new, other);
                    } else {
                        ranks.iter().for_each(|rank| self.number(rank));
                    }
                }
            }
        }
        ranks
    }

    /// Exchanges two nodes and, rank by rank, what hangs on them alone.
    fn swap_below(&self, ranks: &mut [Vec<NodeId>], first: NodeId, second: NodeId) {
        let (mut left, mut right) = (vec![second], vec![first]);
        let mut rank = ranks.iter().position(|rank| rank.contains(&first)).unwrap_or(0);
        while rank < ranks.len() && !(left.is_empty() && right.is_empty()) {
            let mut places: Vec<usize> = left.iter().chain(&right).map(|node| self.at[*node]).collect();
            places.sort_unstable();
            let by_place = |nodes: &[NodeId]| {
                let mut nodes = nodes.to_vec();
                nodes.sort_by_key(|node| self.at[*node]);
                nodes
            };
            let swapped = by_place(&right).into_iter().chain(by_place(&left));
            for (place, node) in places.into_iter().zip(swapped) {
                ranks[rank][place] = node;
            }
            left = self.only_below(&left);
            right = self.only_below(&right);
            rank += 1;
        }
    }

    fn only_below(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut below: Vec<NodeId> = nodes.iter().flat_map(|node| &self.down[*node]).map(|(to, _)| *to).collect();
        below.sort_unstable();
        below.dedup();
        below.retain(|node| self.up[*node].iter().all(|(above, _)| nodes.contains(above)));
        below
    }
}

#[cfg(test)]
mod tests {
    use super::super::net::{Link, Node, What};
    use super::*;

    /// A net of two or more ranks from the links `(from, to)` of nodes that are numbered rank by rank.
    fn net(ranks: &[usize], links: &[(usize, usize)]) -> Net {
        let mut net = Net::default();
        for (rank, count) in ranks.iter().enumerate() {
            let first = net.nodes.len();
            net.ranks.push((first..first + count).collect());
            net.nodes.extend((0..*count).map(|_| Node { what: What::Trunk, rank, w: 0.0, h: 0.0, down: vec![], up: vec![] }));
        }
        for (at, (from, to)) in links.iter().enumerate() {
            net.links.push(Link { from: *from, to: *to, edges: 1 });
            net.nodes[*from].down.push(at);
            net.nodes[*to].up.push(at);
        }
        net
    }

    fn crossings(net: &Net) -> i64 {
        let mut sorter = Sorter::new(net);
        net.ranks.iter().for_each(|rank| sorter.number(rank));
        sorter.cost(&net.ranks).0
    }

    #[test]
    fn crossings_are_counted_as_pairs() {
        // Every link of a complete graph of three and three crosses those that go the other way: 9.
        let links: Vec<(usize, usize)> = (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
        assert_eq!(crossings(&net(&[3, 3], &links)), 9);
        let mut thick = net(&[2, 2], &[(0, 3), (1, 2)]);
        thick.links[0].edges = 3;
        assert_eq!(crossings(&thick), 3);
    }

    #[test]
    fn what_need_not_cross_does_not() {
        let mut crossed = net(&[1, 3, 3], &[(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4)]);
        sort(&mut crossed);
        assert_eq!(crossings(&crossed), 0);
        assert_eq!(crossed.ranks, [vec![0], vec![1, 2, 3], vec![6, 5, 4]]);
    }

    #[test]
    fn the_authors_order_is_restored_where_it_costs_nothing() {
        let mut turned = net(&[1, 2, 2], &[(0, 1), (0, 2), (1, 3), (2, 4)]);
        turned.ranks[1].reverse();
        turned.ranks[2].reverse();
        let mut sorter = Sorter::new(&turned);
        assert_eq!(sorter.restored(turned.ranks.clone()), [vec![0], vec![1, 2], vec![3, 4]]);
    }
}
