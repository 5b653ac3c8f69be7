//! Order: sorts each rank from left to right so that few edges cross, and otherwise as the author wrote.
//!
//! In:   [`Layers`] whose ranks are in the author's order.
//! Out:  the same layers, their ranks sorted.
//! How:  sweeps that put each node at the weighted median of its neighbours, each followed by exchanges of neighbours
//!       (Gansner et al. 1993, section 3); then each node by itself tries every place in its rank ("sifting": Matuszewski,
//!       Schönfeld and Molitor, "Using sifting for k-layer straightline crossing minimization", Graph Drawing 1999).
//!       Then each long edge by itself is laid anew where it crosses least. From several starts the best is taken; a change that saves no crossing is made only to restore the author's
//!       order.

use super::layers::{ItemId, Layers, What};

/// How good an order is: crossings, then answers out of the author's order. Less is better.
type Cost = (i64, i64);

type Ranks = Vec<Vec<ItemId>>;

/// So many comparisons may be made in all. Work is counted and not timed: the time must not decide what is drawn.
const WORK: usize = 24_000_000;
/// So many other starts are tried at most.
const STARTS: usize = 24;
/// So far to each side a node looks for a better place.
const WINDOW: i64 = 40;

/// Sorts the ranks.
pub(super) fn sort(layers: &mut Layers) {
    let mut sorter = Sorter::new(layers);
    let first = layers.ranks.clone();
    let mut best = sorter.improved(first.clone(), 0);
    let spent = sorter.work;
    for start in 1..=STARTS {
        if best.0.0 == 0 || sorter.work + spent > WORK {
            break;
        }
        let from = if start % 2 == 0 { best.1.clone() } else { first.clone() };
        let shaken = sorter.shaken(from, start);
        let other = sorter.improved(shaken, start);
        if other.0 < best.0 {
            best = other;
        }
    }
    layers.ranks = sorter.restored(best.1);
}

struct Sorter {
    /// By node, its neighbours in the rank above and below, with the number of edges to each.
    up: Vec<Vec<(ItemId, i64)>>,
    down: Vec<Vec<(ItemId, i64)>>,
    /// By node: for each question right above it, the place of its answer among that question's.
    answer: Vec<Vec<(ItemId, usize)>>,
    at: Vec<usize>,
    rank: Vec<usize>,
    /// The edges of more than one rank: the item where each starts, its bends, the item where it ends.
    chains: Vec<Vec<ItemId>>,
    work: usize,
}

const SWEEPS: usize = 24;

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Up,
    Down,
}

impl Sorter {
    fn new(layers: &Layers) -> Sorter {
        let count = layers.items.len();
        let mut answer = vec![Vec::new(); count];
        for (item, below) in layers.items.iter().map(|item| &item.down).enumerate().filter(|(_, below)| below.len() > 1) {
            below.iter().enumerate().for_each(|(place, (to, _))| answer[*to].push((item, place)));
        }
        Sorter {
            up: layers.items.iter().map(|item| item.up.clone()).collect(),
            down: layers.items.iter().map(|item| item.down.clone()).collect(),
            answer,
            at: vec![0; count],
            rank: rank_of(layers),
            chains: chains(layers),
            work: 0,
        }
    }

    fn number(&mut self, rank: &[ItemId]) {
        for (at, node) in rank.iter().enumerate() {
            self.at[*node] = at;
        }
    }

    /// The best order that one comes by from this one.
    fn improved(&mut self, mut ranks: Ranks, start: usize) -> (Cost, Ranks) {
        ranks.iter().for_each(|rank| self.number(rank));
        let mut best = (self.cost(&ranks), ranks.clone());
        let mut idle = 0;
        for sweep in 0..SWEEPS {
            if best.0 == (0, 0) || idle == 4 || self.work > WORK / 3 && sweep > 3 {
                break;
            }
            self.sweep(&mut ranks, if (sweep + start).is_multiple_of(2) { Side::Up } else { Side::Down });
            self.exchange(&mut ranks);
            let cost = self.cost(&ranks);
            idle += 1;
            if cost < best.0 {
                best = (cost, ranks.clone());
                idle = 0;
            }
        }
        let mut ranks = best.1;
        ranks.iter().for_each(|rank| self.number(rank));
        let mut cost = best.0;
        while cost.0 > 0 && self.work < WORK {
            let before = cost;
            self.sift(&mut ranks);
            self.relay(&mut ranks);
            cost = self.cost(&ranks);
            if cost >= before {
                break;
            }
        }
        (cost, ranks)
    }

    /// Takes each long edge out and lays it anew where it crosses least, all others staying as they are: the shortest way
    /// through its ranks, where a step's length is the edges that it crosses.
    fn relay(&mut self, ranks: &mut Ranks) {
        for at in 0..self.chains.len() {
            if self.work > WORK {
                return;
            }
            let chain = std::mem::take(&mut self.chains[at]);
            self.relay_one(ranks, &chain);
            self.chains[at] = chain;
        }
    }

    fn relay_one(&mut self, ranks: &mut Ranks, chain: &[ItemId]) {
        let first = self.rank[chain[0]];
        let old: Vec<usize> = chain.iter().map(|item| self.at[*item]).collect();
        for (item, rank) in chain[1..chain.len() - 1].iter().zip(first + 1..) {
            ranks[rank].remove(self.at[*item]);
            self.number(&ranks[rank]);
        }
        // By rank and place: the fewest crossings on the way there, and the place before.
        let mut table: Vec<Vec<(i64, usize)>> = vec![vec![(0, 0)]];
        for step in 1..chain.len() {
            let gap = Gap::of(self, ranks, first + step, chain);
            self.work += gap.above * gap.below / 4;
            let from = if step == 1 { Ends::At(self.at[chain[0]]) } else { Ends::Anywhere };
            let to = if step + 1 == chain.len() { Ends::At(self.at[chain[step]]) } else { Ends::Anywhere };
            table.push(gap.shortest(table.last().map_or(&[], |row| row), from, to));
        }
        let mut places = vec![0; chain.len()];
        for step in (1..chain.len()).rev() {
            let at = if step + 1 == chain.len() { 0 } else { places[step] };
            places[step - 1] = table[step][at].1;
        }
        let before = self.crossed(ranks, chain, &old);
        let after = table.last().map_or(0, |row| row[0].0 / STEADY);
        let places = if after < before { &places } else { &old };
        for (step, rank) in (1..chain.len() - 1).zip(first + 1..) {
            ranks[rank].insert(places[step], chain[step]);
            self.number(&ranks[rank]);
        }
    }

    /// How many edges a chain crosses that has been taken out and stood at these places.
    fn crossed(&self, ranks: &Ranks, chain: &[ItemId], places: &[usize]) -> i64 {
        let mut sum = 0;
        for step in 1..chain.len() {
            let rank = &ranks[self.rank[chain[0]] + step];
            for (below, item) in rank.iter().enumerate() {
                for (above, edges) in self.up[*item].iter().filter(|(above, _)| !chain.contains(above)) {
                    let side = |place: usize, at: usize, is_end: bool| match at.cmp(&place) {
                        std::cmp::Ordering::Less => -1,
                        std::cmp::Ordering::Equal if is_end => 0,
                        _ => 1,
                    };
                    let upper = side(places[step - 1], self.at[*above], step == 1);
                    let lower = side(places[step], below, step + 1 == chain.len());
                    if upper * lower < 0 {
                        sum += edges;
                    }
                }
            }
        }
        sum
    }

    /// Sorts each rank by the medians of the neighbours on one side, from that side on.
    fn sweep(&mut self, ranks: &mut [Vec<ItemId>], side: Side) {
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

    fn neighbours(&self, node: ItemId, side: Side) -> &[(ItemId, i64)] {
        match side {
            Side::Up => &self.up[node],
            Side::Down => &self.down[node],
        }
    }

    /// The weighted median of the paper: between the two middle places, nearer to the side that is packed closer.
    fn median(&self, node: ItemId, side: Side) -> Option<f64> {
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
    fn crossings_of(&self, left: ItemId, right: ItemId, side: Side) -> i64 {
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

    fn inversions_of(&self, left: ItemId, right: ItemId) -> i64 {
        let mut sum = 0;
        for (question, place) in &self.answer[left] {
            sum += self.answer[right].iter().filter(|(other, after)| other == question && after < place).count() as i64;
        }
        sum
    }

    fn pair(&self, left: ItemId, right: ItemId) -> Cost {
        (self.crossings_of(left, right, Side::Up) + self.crossings_of(left, right, Side::Down), self.inversions_of(left, right))
    }

    /// Exchanges neighbours as long as that makes the order better.
    fn exchange(&mut self, ranks: &mut [Vec<ItemId>]) {
        for _ in 0..8 {
            let mut changed = false;
            for rank in ranks.iter_mut() {
                for at in 1..rank.len() {
                    let (left, right) = (rank[at - 1], rank[at]);
                    self.work += 4;
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

    /// Puts each item at the best place of its rank.
    fn sift(&mut self, ranks: &mut [Vec<ItemId>]) {
        for rank in ranks.iter_mut() {
            for node in rank.clone() {
                let from = self.at[node];
                let (to, gain) = self.best_place(rank, from);
                if gain < (0, 0) {
                    rank.remove(from);
                    rank.insert(to, node);
                    self.number(rank);
                }
                self.work += 4 * rank.len().min(2 * WINDOW as usize);
            }
        }
    }

    /// The place to which the node at `from` should move, and what the order's cost changes by.
    fn best_place(&self, rank: &[ItemId], from: usize) -> (usize, Cost) {
        let node = rank[from];
        let mut best = (from, (0, 0));
        for side in [-1i64, 1] {
            let mut sum = (0, 0);
            let mut at = from as i64 + side;
            while let Some(other) = usize::try_from(at).ok().and_then(|at| rank.get(at)).filter(|_| (at - from as i64).abs() <= WINDOW) {
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

    fn cost(&self, ranks: &[Vec<ItemId>]) -> Cost {
        let crossings = ranks.iter().skip(1).map(|rank| self.crossings(rank)).sum();
        (crossings, self.inversions(ranks))
    }

    /// The crossings between a rank and the one above: pairs in the wrong order, counted with a tree of sums (Barth,
    /// Mutzel and Jünger, "Simple and efficient bilayer cross counting", Journal of Graph Algorithms and Applications
    /// 8(2), 2004).
    fn crossings(&self, rank: &[ItemId]) -> i64 {
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

    fn inversions(&self, ranks: &[Vec<ItemId>]) -> i64 {
        let mut sum = 0;
        for rank in ranks {
            let mut answers: Vec<(ItemId, usize, usize)> = Vec::new();
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
    fn shaken(&self, mut ranks: Vec<Vec<ItemId>>, start: usize) -> Vec<Vec<ItemId>> {
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
    fn restored(&mut self, mut ranks: Vec<Vec<ItemId>>) -> Vec<Vec<ItemId>> {
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
    fn swap_below(&self, ranks: &mut [Vec<ItemId>], first: ItemId, second: ItemId) {
        let (mut left, mut right) = (vec![second], vec![first]);
        let mut rank = ranks.iter().position(|rank| rank.contains(&first)).unwrap_or(0);
        while rank < ranks.len() && !(left.is_empty() && right.is_empty()) {
            let mut places: Vec<usize> = left.iter().chain(&right).map(|node| self.at[*node]).collect();
            places.sort_unstable();
            let by_place = |nodes: &[ItemId]| {
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

    fn only_below(&self, nodes: &[ItemId]) -> Vec<ItemId> {
        let mut below: Vec<ItemId> = nodes.iter().flat_map(|node| &self.down[*node]).map(|(to, _)| *to).collect();
        below.sort_unstable();
        below.dedup();
        below.retain(|node| self.up[*node].iter().all(|(above, _)| nodes.contains(above)));
        below
    }
}

fn rank_of(layers: &Layers) -> Vec<usize> {
    let mut rank_of = vec![0; layers.items.len()];
    for (rank, items) in layers.ranks.iter().enumerate() {
        items.iter().for_each(|item| rank_of[*item] = rank);
    }
    rank_of
}

/// The edges that pass through ranks, if each has bends of its own.
fn chains(layers: &Layers) -> Vec<Vec<ItemId>> {
    let is_bend = |item: ItemId| matches!(layers.items[item].what, What::Bend { .. }) && layers.items[item].up.len() == 1;
    let mut chains = Vec::new();
    for (start, item) in layers.items.iter().enumerate().filter(|(at, _)| !is_bend(*at)) {
        for (next, _) in &item.down {
            let mut chain = vec![start, *next];
            while let Some((below, _)) = chain.last().filter(|item| is_bend(**item)).and_then(|item| layers.items[*item].down.first()) {
                chain.push(*below);
            }
            if chain.len() > 2 {
                chains.push(chain);
            }
        }
    }
    chains
}

/// Of two ways with as many crossings the steadier is taken: a crossing weighs as much as so many places to the side.
const STEADY: i64 = 1 << 12;

/// Where a piece of an edge may start or end: at the item of this place, or between any two.
#[derive(Clone, Copy)]
enum Ends {
    At(usize),
    Anywhere,
}

/// The edges between two ranks, counted by where they start and end.
struct Gap {
    above: usize,
    below: usize,
    /// `left[a * (below + 1) + b]`: how many start left of place `a` and end left of place `b`.
    left: Vec<i64>,
}

impl Gap {
    /// The gap above a rank, without the edges of a chain.
    fn of(sorter: &Sorter, ranks: &Ranks, rank: usize, chain: &[ItemId]) -> Gap {
        let (above, below) = (ranks[rank - 1].len(), ranks[rank].len());
        let row = below + 1;
        let mut left = vec![0i64; (above + 1) * row];
        for (b, item) in ranks[rank].iter().enumerate() {
            for (from, edges) in sorter.up[*item].iter().filter(|(from, _)| !chain.contains(from) || !chain.contains(item)) {
                // The chain's bends stand nowhere at the moment.
                if ranks[rank - 1].get(sorter.at[*from]) == Some(from) {
                    left[(sorter.at[*from] + 1) * row + b + 1] += edges;
                }
            }
        }
        for a in 1..=above {
            let mut sum = 0;
            for b in 1..row {
                sum += left[a * row + b];
                left[a * row + b] = left[(a - 1) * row + b] + sum;
            }
        }
        Gap { above, below, left }
    }

    /// How many edges a piece crosses. An edge that starts or ends at the same item does not cross it.
    fn crossed(&self, from: Ends, a: usize, to: Ends, b: usize) -> i64 {
        let row = self.below + 1;
        let (a_left, a_right) = if matches!(from, Ends::At(_)) { (a, a + 1) } else { (a, a) };
        let (b_left, b_right) = if matches!(to, Ends::At(_)) { (b, b + 1) } else { (b, b) };
        let at = |a: usize, b: usize| self.left[a * row + b];
        let left_then_right = at(a_left, self.below) - at(a_left, b_right);
        let right_then_left = at(self.above, b_left) - at(a_right, b_left);
        left_then_right + right_then_left
    }

    /// For each place where the piece may end, the least cost of all ways there, and where it starts.
    fn shortest(&self, before: &[(i64, usize)], from: Ends, to: Ends) -> Vec<(i64, usize)> {
        let places = |ends: Ends, count: usize| match ends {
            Ends::At(place) => place..place + 1,
            Ends::Anywhere => 0..count + 1,
        };
        let starts = places(from, self.above);
        places(to, self.below)
            .map(|b| {
                let cost = |a: usize| {
                    let known = if matches!(from, Ends::At(_)) { 0 } else { before[a].0 };
                    let aside = (a as i64 - b as i64).abs().min(STEADY / 256);
                    (known + self.crossed(from, a, to, b) * STEADY + aside, a)
                };
                starts.clone().map(cost).min().unwrap_or((0, 0))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::layers::{Item, What};
    use super::*;

    /// Two or more ranks from the links `(from, to)` of items that are numbered rank by rank.
    fn layers(ranks: &[usize], links: &[(usize, usize)]) -> Layers {
        let mut layers = Layers::default();
        for count in ranks {
            let first = layers.items.len();
            layers.ranks.push((first..first + count).collect());
            layers.items.extend((0..*count).map(|_| Item { what: What::Bend { to: 0 }, down: vec![], up: vec![] }));
        }
        for (from, to) in links {
            layers.items[*from].down.push((*to, 1));
            layers.items[*to].up.push((*from, 1));
        }
        layers
    }

    fn crossings(layers: &Layers) -> i64 {
        let mut sorter = Sorter::new(layers);
        layers.ranks.iter().for_each(|rank| sorter.number(rank));
        sorter.cost(&layers.ranks).0
    }

    #[test]
    fn crossings_are_counted_as_pairs() {
        // Every link of a complete graph of three and three crosses those that go the other way: 9.
        let links: Vec<(usize, usize)> = (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
        assert_eq!(crossings(&layers(&[3, 3], &links)), 9);
        let mut thick = layers(&[2, 2], &[(0, 3), (1, 2)]);
        thick.items[0].down[0].1 = 3;
        thick.items[3].up[0].1 = 3;
        assert_eq!(crossings(&thick), 3);
    }

    #[test]
    fn what_need_not_cross_does_not() {
        let mut crossed = layers(&[1, 3, 3], &[(0, 1), (0, 2), (0, 3), (1, 6), (2, 5), (3, 4)]);
        sort(&mut crossed);
        assert_eq!(crossings(&crossed), 0);
        assert_eq!(crossed.ranks, [vec![0], vec![1, 2, 3], vec![6, 5, 4]]);
    }

    #[test]
    fn the_authors_order_is_restored_where_it_costs_nothing() {
        let mut turned = layers(&[1, 2, 2], &[(0, 1), (0, 2), (1, 3), (2, 4)]);
        turned.ranks[1].reverse();
        turned.ranks[2].reverse();
        let mut sorter = Sorter::new(&turned);
        assert_eq!(sorter.restored(turned.ranks.clone()), [vec![0], vec![1, 2], vec![3, 4]]);
    }
}
