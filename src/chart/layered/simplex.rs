//! Network simplex: positions that keep minimum distances and minimise the weighted sum of lengths.
//!
//! In:   variables, numbered from 0, and [`Spring`]s between them.
//! Out:  an integer position for each variable.
//! From: Gansner, Koutsofios, North and Vo, "A technique for drawing directed graphs", IEEE
//!       Transactions on Software Engineering 19(3), 1993, section 2 (ranks) and section 4.2
//!       (coordinates).

use std::collections::VecDeque;

/// `x[head] - x[tail]` is at least `length`; each further unit costs `weight`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spring {
    pub tail: usize,
    pub head: usize,
    pub length: i64,
    pub weight: i64,
}

/// The problem to solve. Variable 0 is the origin: every other variable is at or after it.
#[derive(Debug, Default)]
pub(super) struct LinearProgram {
    variables: usize,
    springs: Vec<Spring>,
    /// Variables that represent the smaller of two others: the springs to both.
    smaller: Vec<(usize, usize, usize)>,
}

/// The maximum number of exchanges per variable. In theory the method could cycle for ever; a
/// solution stopped early still keeps all minimum distances.
const EXCHANGES: usize = 12;

/// The number of candidates examined before the best of them leaves the tree (as in the paper,
/// 2.4).
const CANDIDATES: usize = 30;

impl LinearProgram {
    pub(super) fn new() -> LinearProgram {
        LinearProgram { variables: 1, ..LinearProgram::default() }
    }

    pub(super) fn variable(&mut self) -> usize {
        let at = self.variables;
        self.variables += 1;
        self.springs.push(Spring { tail: 0, head: at, length: 0, weight: 0 });
        at
    }

    pub(super) fn at_least(&mut self, tail: usize, head: usize, length: i64) {
        self.cost(tail, head, length, 0);
    }

    /// `x[head] - x[tail]` is at least `length` and should be no more.
    pub(super) fn cost(&mut self, tail: usize, head: usize, length: i64, weight: i64) {
        self.springs.push(Spring { tail, head, length, weight });
    }

    /// `x[a] - x[b]` should be `offset`, and may be more or less.
    pub(super) fn near(&mut self, a: usize, b: usize, offset: i64, weight: i64) {
        let smaller = self.variables;
        self.variables += 1;
        let first = self.springs.len();
        self.springs.push(Spring { tail: smaller, head: a, length: offset.max(0), weight });
        self.springs.push(Spring { tail: smaller, head: b, length: (-offset).max(0), weight });
        self.smaller.push((smaller, first, first + 1));
    }

    /// The positions, by variable. `None` if the springs contradict each other.
    pub(super) fn solve(&self) -> Option<Vec<i64>> {
        let (x, parents) = self.first()?;
        let mut tree = Tree::new(self, x, &parents);
        let mut left = EXCHANGES * self.variables + 100;
        while let Some(leaving) = tree.leaving() {
            if left == 0 {
                break;
            }
            left -= 1;
            let Some(entering) = tree.entering(leaving) else { break };
            tree.exchange(leaving, entering);
        }
        Some(tree.x)
    }

    /// The least positions that satisfy every spring, and for each variable the tight spring that
    /// holds it there: these springs form a spanning tree.
    fn first(&self) -> Option<(Vec<i64>, Vec<usize>)> {
        let mut x = vec![0i64; self.variables];
        let mut parent = vec![usize::MAX; self.variables];
        let mut is_smaller = vec![false; self.variables];
        self.smaller.iter().for_each(|(at, ..)| is_smaller[*at] = true);
        let mut out: Vec<Vec<usize>> = vec![Vec::new(); self.variables];
        for (at, spring) in
            self.springs.iter().enumerate().filter(|(_, spring)| !is_smaller[spring.tail])
        {
            out[spring.tail].push(at);
        }
        // Longest paths by Bellman-Ford with a queue: two-sided bounds form cycles, whose sum must
        // not be positive.
        let mut queue: VecDeque<usize> = VecDeque::from([0]);
        let mut waits = vec![false; self.variables];
        let mut rounds = vec![0usize; self.variables];
        while let Some(tail) = queue.pop_front() {
            waits[tail] = false;
            rounds[tail] += 1;
            if rounds[tail] > self.variables {
                return None;
            }
            for at in &out[tail] {
                let spring = self.springs[*at];
                let unheld = parent[spring.head] == usize::MAX && spring.head != 0;
                if unheld || x[tail] + spring.length > x[spring.head] {
                    x[spring.head] = x[tail] + spring.length;
                    parent[spring.head] = *at;
                    if !std::mem::replace(&mut waits[spring.head], true) {
                        queue.push_back(spring.head);
                    }
                }
            }
        }
        if parent[0] != usize::MAX {
            return None;
        }
        for (at, a, b) in &self.smaller {
            let place = |spring: usize| x[self.springs[spring].head] - self.springs[spring].length;
            let (to_a, to_b) = (place(*a), place(*b));
            (x[*at], parent[*at]) = if to_a <= to_b { (to_a, *a) } else { (to_b, *b) };
        }
        Some((x, parent))
    }
}

/// A spanning tree of tight springs. Its nodes are numbered in postorder, so that a subtree is a
/// range.
struct Tree<'a> {
    springs: &'a [Spring],
    x: Vec<i64>,
    /// By variable, the springs that start and end there.
    out: Vec<Vec<usize>>,
    into: Vec<Vec<usize>>,
    /// By variable, its springs in the tree.
    joined: Vec<Vec<usize>>,
    in_tree: Vec<bool>,
    parent: Vec<usize>,
    low: Vec<usize>,
    lim: Vec<usize>,
    by_lim: Vec<usize>,
    /// By spring of the tree: its cut value, the cost of one unit of its length, counting all
    /// springs that join its two sides.
    cut: Vec<i64>,
    tree: Vec<usize>,
    /// The index of a spring in `tree`.
    slot: Vec<usize>,
    next: usize,
}

impl<'a> Tree<'a> {
    fn new(problem: &'a LinearProgram, x: Vec<i64>, parents: &[usize]) -> Tree<'a> {
        let (variables, springs) = (problem.variables, &problem.springs[..]);
        let mut tree = Tree {
            springs,
            x,
            out: vec![Vec::new(); variables],
            into: vec![Vec::new(); variables],
            joined: vec![Vec::new(); variables],
            in_tree: vec![false; springs.len()],
            parent: vec![usize::MAX; variables],
            low: vec![0; variables],
            lim: vec![0; variables],
            by_lim: vec![0; variables],
            cut: vec![0; springs.len()],
            tree: Vec::with_capacity(variables),
            slot: vec![0; springs.len()],
            next: 0,
        };
        for (at, spring) in springs.iter().enumerate() {
            tree.out[spring.tail].push(at);
            tree.into[spring.head].push(at);
        }
        for at in parents.iter().copied().filter(|at| *at != usize::MAX) {
            tree.join(at);
        }
        tree.number(0, usize::MAX, 0);
        tree.first_cuts();
        tree
    }

    fn join(&mut self, spring: usize) {
        self.in_tree[spring] = true;
        self.slot[spring] = self.tree.len();
        self.tree.push(spring);
        self.joined[self.springs[spring].tail].push(spring);
        self.joined[self.springs[spring].head].push(spring);
    }

    fn part(&mut self, spring: usize) {
        self.in_tree[spring] = false;
        let slot = self.slot[spring];
        self.tree.swap_remove(slot);
        if let Some(moved) = self.tree.get(slot) {
            self.slot[*moved] = slot;
        }
        let Spring { tail, head, .. } = self.springs[spring];
        self.joined[tail].retain(|other| *other != spring);
        self.joined[head].retain(|other| *other != spring);
    }

    fn across(&self, spring: usize, from: usize) -> usize {
        let Spring { tail, head, .. } = self.springs[spring];
        if tail == from { head } else { tail }
    }

    /// Numbers the subtree of `root` in postorder, from `first`.
    fn number(&mut self, root: usize, parent: usize, first: usize) {
        let mut count = first;
        self.parent[root] = parent;
        self.low[root] = count;
        let mut open = vec![(root, 0)];
        while let Some((node, at)) = open.pop() {
            match self.joined[node].get(at).copied() {
                Some(spring) => {
                    open.push((node, at + 1));
                    if spring != self.parent[node] {
                        let below = self.across(spring, node);
                        self.parent[below] = spring;
                        self.low[below] = count;
                        open.push((below, 0));
                    }
                }
                None => {
                    self.lim[node] = count;
                    self.by_lim[count] = node;
                    count += 1;
                }
            }
        }
    }

    /// The weights of springs with both ends in a subtree cancel out, so a cut value is a sum over
    /// the subtree.
    fn first_cuts(&mut self) {
        let mut sum = vec![0i64; self.x.len()];
        for spring in self.springs {
            sum[spring.tail] += spring.weight;
            sum[spring.head] -= spring.weight;
        }
        for at in 0..self.by_lim.len() {
            let node = self.by_lim[at];
            let spring = self.parent[node];
            if spring != usize::MAX {
                self.cut[spring] =
                    if self.springs[spring].tail == node { sum[node] } else { -sum[node] };
                let above = self.across(spring, node);
                sum[above] += sum[node];
            }
        }
    }

    /// A spring of the tree that should be longer.
    fn leaving(&mut self) -> Option<usize> {
        let mut best: Option<usize> = None;
        let mut found = 0;
        for step in 0..self.tree.len() {
            let slot = (self.next + step) % self.tree.len();
            let spring = self.tree[slot];
            if self.cut[spring] < 0 {
                found += 1;
                if best.is_none_or(|best| self.cut[spring] < self.cut[best]) {
                    best = Some(spring);
                }
                if found == CANDIDATES {
                    self.next = slot;
                    break;
                }
            }
        }
        best
    }

    fn is_below(&self, node: usize, top: usize) -> bool {
        self.low[top] <= self.lim[node] && self.lim[node] <= self.lim[top]
    }

    /// The end of a spring of the tree that is below the other.
    fn lower_end(&self, spring: usize) -> usize {
        let Spring { tail, head, .. } = self.springs[spring];
        if self.lim[tail] < self.lim[head] { tail } else { head }
    }

    fn slack(&self, spring: usize) -> i64 {
        let Spring { tail, head, length, .. } = self.springs[spring];
        self.x[head] - self.x[tail] - length
    }

    /// The spring that becomes tight first when the leaving one grows: the tightest of those from
    /// the side of its head to the side of its tail. The search is from the smaller side.
    fn entering(&self, leaving: usize) -> Option<usize> {
        let top = self.lower_end(leaving);
        let (first, last) = (self.low[top], self.lim[top]);
        let tail_is_below = self.springs[leaving].tail == top;
        let below_is_smaller = 2 * (last + 1 - first) <= self.by_lim.len();
        let into = tail_is_below == below_is_smaller;
        let mut best: Option<(i64, usize)> = None;
        let mut look = |nodes: &[usize]| {
            for node in nodes {
                for at in if into { &self.into[*node] } else { &self.out[*node] } {
                    let other = self.lim[self.across(*at, *node)];
                    if (first <= other && other <= last) != below_is_smaller && !self.in_tree[*at] {
                        let slack = self.slack(*at);
                        if best.is_none_or(|(least, _)| slack < least) {
                            best = Some((slack, *at));
                        }
                    }
                }
            }
        };
        if below_is_smaller {
            look(&self.by_lim[first..=last]);
        } else {
            look(&self.by_lim[..first]);
            look(&self.by_lim[last + 1..]);
        }
        best.map(|(_, at)| at)
    }

    fn exchange(&mut self, leaving: usize, entering: usize) {
        let top = self.lower_end(leaving);
        let slack = self.slack(entering);
        let step = if self.springs[leaving].tail == top { -slack } else { slack };
        if step != 0 {
            for at in self.low[top]..=self.lim[top] {
                self.x[self.by_lim[at]] += step;
            }
        }
        let cut = self.cut[leaving];
        let Spring { tail, head, .. } = self.springs[entering];
        let above = self.climb(tail, head, cut, true);
        self.climb(head, tail, cut, false);
        self.cut[entering] = -cut;
        self.cut[leaving] = 0;
        let (parent, low) = (self.parent[above], self.low[above]);
        self.part(leaving);
        self.join(entering);
        self.number(above, parent, low);
    }

    /// Updates the cut values from `node` up to its first common ancestor with `other`, which is
    /// returned.
    fn climb(&mut self, mut node: usize, other: usize, cut: i64, with: bool) -> usize {
        while !self.is_below(other, node) {
            let spring = self.parent[node];
            let adds = (self.springs[spring].tail == node) == with;
            self.cut[spring] += if adds { cut } else { -cut };
            node = self.across(spring, node);
        }
        node
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(problem: &LinearProgram, x: &[i64]) -> i64 {
        problem.springs.iter().map(|s| s.weight * (x[s.head] - x[s.tail] - s.length)).sum()
    }

    fn assert_kept(problem: &LinearProgram, x: &[i64]) {
        for spring in &problem.springs {
            assert!(x[spring.head] - x[spring.tail] >= spring.length, "{spring:?} {x:?}");
        }
    }

    #[test]
    fn the_ranks_of_the_paper_are_found() {
        // A long path a-b-c-d-h and two short ones: e and f go wherever the sum is least.
        let mut problem = LinearProgram::new();
        let v: Vec<usize> = (0..8).map(|_| problem.variable()).collect();
        for (tail, head) in [(0, 1), (1, 2), (2, 3), (3, 7), (0, 4), (0, 5), (4, 6), (5, 6), (6, 7)]
        {
            problem.cost(v[tail], v[head], 1, 1);
        }
        let x = problem.solve().expect("a solution");
        assert_kept(&problem, &x);
        // With three paths of lengths 4, 3 and 3 the sum can be no less: the two short ones share
        // their last spring.
        assert_eq!(cost(&problem, &x), 1, "{x:?}");
    }

    #[test]
    fn what_should_be_near_is_as_near_as_may_be() {
        let mut problem = LinearProgram::new();
        let (a, b, c) = (problem.variable(), problem.variable(), problem.variable());
        problem.at_least(a, b, 100);
        problem.near(c, a, 0, 1);
        problem.near(c, b, -10, 5);
        let x = problem.solve().expect("a solution");
        assert_eq!((x[b] - x[a], x[c] - x[b]), (100, -10));
    }

    #[test]
    fn contradictions_have_no_solution() {
        let mut problem = LinearProgram::new();
        let (a, b) = (problem.variable(), problem.variable());
        problem.at_least(a, b, 1);
        problem.at_least(b, a, 1);
        assert!(problem.solve().is_none());
    }

    /// Compares with all solutions of small random problems.
    #[test]
    fn the_cost_is_the_least_there_is() {
        let mut seed = 7u64;
        let mut random = move |below: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % below
        };
        for _ in 0..300 {
            let mut problem = LinearProgram::new();
            let v: Vec<usize> = (0..4).map(|_| problem.variable()).collect();
            for (tail, head) in [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (1, 2)] {
                if random(3) > 0 {
                    problem.cost(v[tail], v[head], random(3) as i64, random(4) as i64);
                }
            }
            problem.near(
                v[random(4) as usize],
                v[random(4) as usize],
                random(5) as i64 - 2,
                random(4) as i64,
            );
            problem.near(v[3], v[0], random(5) as i64 - 2, random(9) as i64);
            let x = problem.solve().expect("a solution");
            assert_kept(&problem, &x);
            let found = cost(&problem, &x);
            let mut least = i64::MAX;
            for code in 0..9i64.pow(4) {
                let mut all = vec![0; x.len()];
                for (at, variable) in v.iter().enumerate() {
                    all[*variable] = code / 9i64.pow(at as u32) % 9;
                }
                for (smaller, a, b) in &problem.smaller {
                    all[*smaller] = [a, b]
                        .map(|s| all[problem.springs[*s].head] - problem.springs[*s].length)[0]
                        .min(all[problem.springs[*b].head] - problem.springs[*b].length);
                }
                let kept = problem.springs.iter().all(|s| all[s.head] - all[s.tail] >= s.length);
                if kept {
                    least = least.min(cost(&problem, &all));
                }
            }
            assert_eq!(found, least);
        }
    }
}
