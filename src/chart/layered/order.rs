//! Order: sorts each rank from left to right so that few edges cross, otherwise in the author's
//! order.
//!
//! In:   [`Layers`] with ranks in the author's order.
//! Out:  the same layers, their ranks sorted.
//! How:  sweeps that put each node at the weighted median of its neighbours, each followed by swaps
//!       of adjacent nodes (Gansner et al. 1993, section 3); then each node on its own tries every
//!       position in its rank ("sifting": Matuszewski, Schönfeld and Molitor, "Using sifting for
//!       k-layer straightline crossing minimization", Graph Drawing 1999). Then each long edge on
//!       its own is rerouted where it crosses least. The best result of several starts is used; a
//!       change that saves no crossing is made only to restore the author's order.

use super::layers::{ItemId, Layers, What};

/// The cost of an order: crossings, then answers out of the author's order. Lower is better.
type Cost = (i64, i64);

type Ranks = Vec<Vec<ItemId>>;

/// The maximum number of comparisons, in most drawings and in huge ones. Work is counted, not
/// timed: timing must not decide what is drawn.
const WORK: (usize, usize) = (6_000_000, 500_000);
/// A drawing with more items than this is huge.
const HUGE: usize = 6_000;
/// The maximum number of other starts.
const STARTS: usize = 10;
/// How far to each side a single item looks for a better position, in large and in small drawings.
const WINDOW: (usize, usize) = (6, 40);
/// How far to each side a long edge does so.
const REACH: (usize, usize) = (14, 60);
/// A drawing with more items than this is large.
const LARGE: usize = 5_000;

/// Sorts the ranks.
pub(super) fn sort(layers: &mut Layers) {
    let mut sorter = Sorter::new(layers);
    let first = layers.ranks.clone();
    let mut best = sorter.improved(first.clone(), 0);
    let spent = sorter.work;
    for start in 1..=STARTS {
        if best.0.0 == 0 || sorter.work + spent > sorter.most {
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

/// Adjacency lists, one per item, stored contiguously because they are traversed many times.
struct Neighbours {
    first: Vec<usize>,
    all: Vec<(ItemId, i64)>,
}

impl Neighbours {
    fn new<'a>(lists: impl Iterator<Item = &'a [(ItemId, i64)]>) -> Neighbours {
        let mut neighbours = Neighbours { first: vec![0], all: Vec::new() };
        for list in lists {
            neighbours.all.extend_from_slice(list);
            neighbours.first.push(neighbours.all.len());
        }
        neighbours
    }

    fn of(&self, item: ItemId) -> &[(ItemId, i64)] {
        &self.all[self.first[item]..self.first[item + 1]]
    }
}

struct Sorter {
    /// By node, its neighbours in the rank above and below, with the number of edges to each.
    up: Neighbours,
    down: Neighbours,
    /// By node: for each question directly above it, the position of its answer among that
    /// question's.
    answer: Vec<Vec<(ItemId, usize)>>,
    at: Vec<usize>,
    rank: Vec<usize>,
    /// Edges that span more than one rank: the start item, the bends, and the end item.
    chains: Vec<Vec<ItemId>>,
    work: usize,
    /// The maximum amount of work.
    most: usize,
}

const SWEEPS: usize = 4;

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Up,
    Down,
}

impl Sorter {
    fn new(layers: &Layers) -> Sorter {
        let count = layers.items.len();
        let mut answer = vec![Vec::new(); count];
        for (item, below) in layers
            .items
            .iter()
            .map(|item| &item.down)
            .enumerate()
            .filter(|(_, below)| below.len() > 1)
        {
            below.iter().enumerate().for_each(|(place, (to, _))| answer[*to].push((item, place)));
        }
        Sorter {
            up: Neighbours::new(layers.items.iter().map(|item| &item.up[..])),
            down: Neighbours::new(layers.items.iter().map(|item| &item.down[..])),
            answer,
            at: vec![0; count],
            rank: rank_of(layers),
            chains: chains(layers),
            work: 0,
            most: if count > HUGE { WORK.1 } else { WORK.0 },
        }
    }

    fn number(&mut self, rank: &[ItemId]) {
        for (at, node) in rank.iter().enumerate() {
            self.at[*node] = at;
        }
    }

    /// The best order found from this one.
    fn improved(&mut self, mut ranks: Ranks, start: usize) -> (Cost, Ranks) {
        ranks.iter().for_each(|rank| self.number(rank));
        let mut best = (self.cost(&ranks), ranks.clone());
        for sweep in 0..SWEEPS {
            if best.0 == (0, 0) || self.work > self.most {
                break;
            }
            self.sweep(
                &mut ranks,
                if (sweep + start).is_multiple_of(2) { Side::Up } else { Side::Down },
            );
            self.exchange(&mut ranks);
            let cost = self.cost(&ranks);
            if cost < best.0 {
                best = (cost, ranks.clone());
            }
        }
        let mut ranks = best.1;
        ranks.iter().for_each(|rank| self.number(rank));
        let mut cost = best.0;
        while cost.0 > 0 && self.work < self.most {
            let before = cost;
            self.relay(&mut ranks);
            self.sift(&mut ranks);
            cost = self.cost(&ranks);
            if cost >= before {
                break;
            }
        }
        (cost, ranks)
    }

    /// Removes each long edge and reroutes it where it crosses least, leaving all others as they
    /// are: the shortest path through its ranks, where the length of a step is the number of edges
    /// it crosses.
    fn relay(&mut self, ranks: &mut Ranks) {
        for at in 0..self.chains.len() {
            if self.work > self.most {
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
            self.at[*item] = NOWHERE;
        }
        let last = chain.len() - 1;
        let reach = if self.at.len() > LARGE { REACH.0 } else { REACH.1 };
        let slots: Vec<Slots> = (0..=last)
            .map(|step| match step {
                0 => Slots::item(old[0]),
                _ if step == last => Slots::item(old[last]),
                _ => Slots::between(old[step], reach, ranks[first + step].len()),
            })
            .collect();
        // By rank and slot: the least cost to get there, and the previous slot. Of two paths with
        // equally many crossings the straighter one is used.
        let mut table: Vec<Vec<(i32, usize)>> = vec![vec![(0, 0)]];
        let mut before = 0;
        for step in 1..=last {
            let gap = Gap::of(self, &ranks[first + step], slots[step - 1], slots[step]);
            before +=
                gap.crossed(old[step - 1] - slots[step - 1].first, old[step] - slots[step].first);
            self.work += ranks[first + step].len() + gap.left.len() / 4;
            let row = gap.shortest(&table[step - 1]);
            table.push(row);
        }
        let mut places = old.clone();
        let mut slot = 0;
        for step in (1..=last).rev() {
            places[step] = slots[step].first + slot;
            slot = table[step][slot].1;
        }
        let after = table[last][0].0 / STEADY;
        let places = if after < before { places } else { old };
        for (step, rank) in (1..last).zip(first + 1..) {
            ranks[rank].insert(places[step], chain[step]);
            self.number(&ranks[rank]);
        }
    }

    /// Sorts each rank by the medians of the neighbours on one side, starting from that side.
    fn sweep(&mut self, ranks: &mut [Vec<ItemId>], side: Side) {
        let count = ranks.len();
        for step in 1..count {
            let rank = &mut ranks[if side == Side::Up { step } else { count - 1 - step }];
            let medians: Vec<f64> = rank
                .iter()
                .enumerate()
                .map(|(at, node)| self.median(*node, side).unwrap_or(at as f64))
                .collect();
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
            Side::Up => self.up.of(node),
            Side::Down => self.down.of(node),
        }
    }

    /// The weighted median of the paper: between the two middle positions, nearer to the denser
    /// side.
    fn median(&self, node: ItemId, side: Side) -> Option<f64> {
        let mut places: Vec<f64> =
            self.neighbours(node, side).iter().map(|(other, _)| self.at[*other] as f64).collect();
        places.sort_by(f64::total_cmp);
        let (count, middle) = (places.len(), places.len() / 2);
        match count {
            0 => None,
            _ if count % 2 == 1 => Some(places[middle]),
            2 => Some((places[0] + places[1]) / 2.0),
            _ => {
                let (left, right) =
                    (places[middle - 1] - places[0], places[count - 1] - places[middle]);
                if left + right == 0.0 {
                    return Some(places[middle]);
                }
                Some((places[middle - 1] * right + places[middle] * left) / (left + right))
            }
        }
    }

    /// The number of crossings, among edges to one side, if `left` is to the left of `right`.
    fn crossings_of(&self, left: ItemId, right: ItemId, side: Side) -> i64 {
        let mut sum = 0;
        if let ([(a, edges)], [(b, others)]) =
            (self.neighbours(left, side), self.neighbours(right, side))
        {
            return if self.at[*a] > self.at[*b] { edges * others } else { 0 };
        }
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
            sum += self.answer[right]
                .iter()
                .filter(|(other, after)| other == question && after < place)
                .count() as i64;
        }
        sum
    }

    fn pair(&self, left: ItemId, right: ItemId) -> Cost {
        (
            self.crossings_of(left, right, Side::Up) + self.crossings_of(left, right, Side::Down),
            self.inversions_of(left, right),
        )
    }

    /// Swaps adjacent items as long as that improves the order.
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

    /// Moves each item to the best position in its rank.
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
                self.work += 4 * rank.len().min(2 * self.window());
            }
        }
    }

    fn window(&self) -> usize {
        if self.at.len() > LARGE { WINDOW.0 } else { WINDOW.1 }
    }

    /// The position to which the node at `from` should move, and the resulting change in cost.
    fn best_place(&self, rank: &[ItemId], from: usize) -> (usize, Cost) {
        let node = rank[from];
        let window = self.window();
        let mut best = (from, (0, 0));
        for side in [-1i64, 1] {
            let mut sum = (0, 0);
            let mut at = from as i64 + side;
            while let Some(other) = usize::try_from(at)
                .ok()
                .and_then(|at| rank.get(at))
                .filter(|_| (at - from as i64).unsigned_abs() as usize <= window)
            {
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

    /// The crossings between a rank and the one above: pairs in the wrong order, counted with a
    /// tree of sums (Barth, Mutzel and Jünger, "Simple and efficient bilayer cross counting",
    /// Journal of Graph Algorithms and Applications 8(2), 2004).
    fn crossings(&self, rank: &[ItemId]) -> i64 {
        let mut ends: Vec<(usize, usize, i64)> = Vec::new();
        for (at, node) in rank.iter().enumerate() {
            ends.extend(
                self.up.of(*node).iter().map(|(above, edges)| (self.at[*above], at, *edges)),
            );
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
                answers.extend(
                    self.answer[*node].iter().map(|(question, place)| (*question, at, *place)),
                );
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

    /// Another start: a few items of each rank swapped, using a generator with a fixed seed.
    fn shaken(&self, mut ranks: Vec<Vec<ItemId>>, start: usize) -> Vec<Vec<ItemId>> {
        // Knuth, "The art of computer programming", volume 2, 3.3.4: the multiplier of MMIX.
        let mut seed = start as u64;
        let mut random = |below: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
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

    /// Swaps the targets of a question's answers wherever that adds no crossing and brings them
    /// closer to the author's order, together with everything reached only through them.
    fn restored(&mut self, mut ranks: Vec<Vec<ItemId>>) -> Vec<Vec<ItemId>> {
        for rank in &ranks {
            self.number(rank);
        }
        let mut cost = self.cost(&ranks);
        if cost.1 == 0 {
            return ranks;
        }
        for question in 0..self.at.len() {
            for left in 0..self.down.of(question).len() {
                for right in left + 1..self.down.of(question).len() {
                    let (first, second) =
                        (self.down.of(question)[left].0, self.down.of(question)[right].0);
                    if self.at[first] < self.at[second] || self.work > 2 * self.most {
                        continue;
                    }
                    self.work += 4 * self.at.len();
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

    /// Swaps two nodes and, rank by rank, everything reached only through them.
    fn swap_below(&self, ranks: &mut [Vec<ItemId>], first: ItemId, second: ItemId) {
        let (mut left, mut right) = (vec![second], vec![first]);
        let mut rank = ranks.iter().position(|rank| rank.contains(&first)).unwrap_or(0);
        while rank < ranks.len() && !(left.is_empty() && right.is_empty()) {
            let mut places: Vec<usize> =
                left.iter().chain(&right).map(|node| self.at[*node]).collect();
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
        let mut below: Vec<ItemId> =
            nodes.iter().flat_map(|node| self.down.of(*node)).map(|(to, _)| *to).collect();
        below.sort_unstable();
        below.dedup();
        below.retain(|node| self.up.of(*node).iter().all(|(above, _)| nodes.contains(above)));
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

/// The edges that span more than one rank, if each has its own bends.
fn chains(layers: &Layers) -> Vec<Vec<ItemId>> {
    let is_bend = |item: ItemId| {
        matches!(layers.items[item].what, What::Bend { .. }) && layers.items[item].up.len() == 1
    };
    let mut chains = Vec::new();
    for (start, item) in layers.items.iter().enumerate().filter(|(at, _)| !is_bend(*at)) {
        for (next, _) in &item.down {
            let mut chain = vec![start, *next];
            while let Some((below, _)) = chain
                .last()
                .filter(|item| is_bend(**item))
                .and_then(|item| layers.items[*item].down.first())
            {
                chain.push(*below);
            }
            if chain.len() > 2 {
                chains.push(chain);
            }
        }
    }
    // The longest edges cross the most.
    chains.sort_by_key(|chain| std::cmp::Reverse(chain.len()));
    chains
}

/// The position of an item that has been removed from its rank.
const NOWHERE: usize = usize::MAX;

/// A crossing costs as much as a sideways step in this many ranks.
const STEADY: i32 = 256;

/// The positions in a rank where a segment of an edge may start or end.
#[derive(Clone, Copy)]
struct Slots {
    first: usize,
    count: usize,
    /// At an item rather than between two of them: edges at the same item are not crossed.
    is_item: bool,
}

impl Slots {
    fn item(at: usize) -> Slots {
        Slots { first: at, count: 1, is_item: true }
    }

    /// Between the items of a rank, up to `reach` to each side of `at`.
    fn between(at: usize, reach: usize, items: usize) -> Slots {
        let first = at.saturating_sub(reach);
        Slots { first, count: (at + reach).min(items) - first + 1, is_item: false }
    }

    /// The first slot that an item is to the left of: 0 if it is left of all.
    fn after(self, item: usize) -> usize {
        (item + 1).saturating_sub(self.first).min(self.count + 1)
    }
}

/// The edges between two ranks, counted by the slots that they start and end to the left of.
struct Gap {
    above: Slots,
    below: Slots,
    /// `left[a * width + b]`: the number that start left of slot `a` and end left of slot `b`; the
    /// last row and column count all.
    left: Vec<i32>,
    width: usize,
}

impl Gap {
    /// The gap above a rank. Edges from bends that are currently removed are not counted.
    fn of(sorter: &Sorter, rank: &[ItemId], above: Slots, below: Slots) -> Gap {
        let width = below.count + 3;
        let mut left = vec![0i32; (above.count + 3) * width];
        for (b, item) in rank.iter().enumerate() {
            for (from, edges) in sorter.up.of(*item) {
                if sorter.at[*from] != NOWHERE {
                    left[above.after(sorter.at[*from]) * width + below.after(b) + width + 1] +=
                        *edges as i32;
                }
            }
        }
        for a in 1..above.count + 3 {
            let mut sum = 0;
            for b in 1..width {
                sum += left[a * width + b];
                left[a * width + b] = left[(a - 1) * width + b] + sum;
            }
        }
        Gap { above, below, left, width }
    }

    /// The number of edges that a segment from slot `a` to slot `b` crosses.
    fn crossed(&self, a: usize, b: usize) -> i32 {
        let at = |a: usize, b: usize| self.left[a * self.width + b];
        let (rows, columns) = (self.above.count + 2, self.below.count + 2);
        // Everything before a slot between items is left of it; at an item, that item is on neither
        // side.
        let (a_left, a_not_right) = (a + 1, a + 1 + usize::from(self.above.is_item));
        let (b_left, b_not_right) = (b + 1, b + 1 + usize::from(self.below.is_item));
        let left_then_right = at(a_left, columns) - at(a_left, b_not_right);
        let right_then_left = at(rows, b_left) - at(a_not_right, b_left);
        left_then_right + right_then_left
    }

    /// For each slot where the segment may end, the least total cost to get there, and where it
    /// starts.
    fn shortest(&self, before: &[(i32, usize)]) -> Vec<(i32, usize)> {
        let (width, count) = (self.width, self.below.count);
        let row = |a: usize| &self.left[a * width..(a + 1) * width];
        let all = row(self.above.count + 2);
        let skip = 1 + usize::from(self.below.is_item);
        let mut best = vec![i32::MAX; count];
        let mut from = vec![0u32; count];
        for (a, (known, _)) in before.iter().enumerate() {
            let (left, not_right) = (row(a + 1), row(a + 1 + usize::from(self.above.is_item)));
            let known = known + left[self.below.count + 2] * STEADY;
            let straight = (self.above.first + a) as i32 - self.below.first as i32;
            let ends =
                left[skip..skip + count].iter().zip(&all[1..=count]).zip(&not_right[1..=count]);
            for (b, ((left, all), not_right)) in ends.enumerate() {
                let cost =
                    known + (all - left - not_right) * STEADY + i32::from(b as i32 != straight);
                if cost < best[b] {
                    (best[b], from[b]) = (cost, a as u32);
                }
            }
        }
        best.into_iter().zip(from).map(|(cost, from)| (cost, from as usize)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::layers::{Item, What};
    use super::*;

    /// Two or more ranks, from the links `(from, to)` of items numbered rank by rank.
    fn layers(ranks: &[usize], links: &[(usize, usize)]) -> Layers {
        let mut layers = Layers::default();
        for count in ranks {
            let first = layers.items.len();
            layers.ranks.push((first..first + count).collect());
            layers.items.extend((0..*count).map(|_| Item {
                what: What::Bend { to: 0 },
                down: vec![],
                up: vec![],
            }));
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
        // Every link of a complete bipartite graph of three and three crosses those that go the
        // other way: 9.
        let links: Vec<(usize, usize)> =
            (0..3).flat_map(|from| (3..6).map(move |to| (from, to))).collect();
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
