//! Random graphs from a seed, like guides written by many people. The same on every machine.

use super::{Graph, Question};

/// Boxes and seeds.
const SIZES: [(usize, &[u64]); 7] = [
    (10, &[1, 2, 3]),
    (20, &[1, 2, 3]),
    (40, &[1, 2, 3]),
    (80, &[1, 2]),
    (150, &[1, 2]),
    (300, &[1, 2]),
    (400, &[1]),
];

/// The percentage of boxes that are questions.
const QUESTIONS: usize = 65;
const MOST_ANSWERS: usize = 4;
/// The percentage of answers that end in an outcome, and of the others that jump far ahead.
const TO_OUTCOME: u64 = 35;
const FAR: u64 = 12;
/// Near targets are at most this many questions ahead.
const NEAR: usize = 5;

pub(super) fn all() -> Vec<Graph> {
    SIZES.iter().flat_map(|(boxes, seeds)| seeds.iter().map(|seed| random(*boxes, *seed))).collect()
}

/// Knuth's linear congruential generator (MMIX); its upper half is good enough for graphs.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Chance {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        chance.below(1);
        chance
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// A number from `low` to `high`, inclusive.
    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below((high - low + 1) as u64) as usize
    }

    fn happens(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Some words of everyday health.
    pub(super) fn words(&mut self, low: usize, high: usize) -> String {
        let count = self.between(low, high);
        (0..count)
            .map(|_| WORDS[self.below(WORDS.len() as u64) as usize])
            .collect::<Vec<_>>()
            .join(" ")
    }
}

const WORDS: [&str; 32] = [
    "pain",
    "fever",
    "in",
    "the",
    "chest",
    "for",
    "more",
    "than",
    "two",
    "days",
    "after",
    "exercise",
    "sudden",
    "or",
    "worse",
    "at",
    "night",
    "with",
    "swelling",
    "of",
    "one",
    "leg",
    "short",
    "breath",
    "numb",
    "hand",
    "since",
    "yesterday",
    "without",
    "cause",
    "now",
    "unusual",
];

/// Indices into a graph being built: questions first, then outcomes.
struct Draft {
    questions: usize,
    /// The first outcomes are shared by many.
    shared: usize,
    outcomes: usize,
    /// The targets of each question.
    targets: Vec<Vec<usize>>,
}

fn random(boxes: usize, seed: u64) -> Graph {
    let chance = &mut Chance::new(seed * 1000 + boxes as u64);
    let questions = boxes * QUESTIONS / 100;
    let shared = (boxes / 15).clamp(2, 8);
    let mut draft = Draft {
        questions,
        shared,
        outcomes: boxes - questions,
        targets: vec![Vec::new(); questions],
    };
    draft.reach_every_question(chance);
    draft.fill(chance);
    draft.use_every_outcome(chance);
    draft.part_all_ways();
    draft.graph(&format!("random-{boxes}-{seed}"), chance)
}

impl Draft {
    /// Each question is an answer of one of the few before it; the one immediately before always
    /// has room.
    fn reach_every_question(&mut self, chance: &mut Chance) {
        for to in 1..self.questions {
            let from = chance.between(to.saturating_sub(NEAR), to - 1);
            let from = if self.targets[from].len() < MOST_ANSWERS - 1 { from } else { to - 1 };
            self.targets[from].push(to);
        }
    }

    fn fill(&mut self, chance: &mut Chance) {
        let mut next_own = self.questions + self.shared;
        for from in 0..self.questions {
            let wanted = chance.between(2, MOST_ANSWERS);
            while self.targets[from].len() < wanted {
                let later = self.questions - from - 1;
                let to = if later == 0 || chance.happens(TO_OUTCOME * 3 / 2) {
                    if chance.happens(50) && next_own < self.questions + self.outcomes {
                        next_own += 1;
                        next_own - 1
                    } else {
                        self.questions + chance.between(0, self.shared - 1)
                    }
                } else if chance.happens(FAR) {
                    from + chance.between(1, later)
                } else {
                    from + chance.between(1, later.min(NEAR))
                };
                let at = chance.between(0, self.targets[from].len());
                self.targets[from].insert(at, to);
            }
        }
    }

    /// Outcomes without an incoming edge become answers of questions that have room; there are more
    /// of those than outcomes.
    fn use_every_outcome(&mut self, chance: &mut Chance) {
        for to in self.questions..self.questions + self.outcomes {
            if self.targets.iter().flatten().any(|target| *target == to) {
                continue;
            }
            let mut from = chance.between(0, self.questions - 1);
            while self.targets[from].len() >= MOST_ANSWERS {
                from = (from + 1) % self.questions;
            }
            self.targets[from].push(to);
        }
    }

    /// No question has the same target for all its answers.
    fn part_all_ways(&mut self) {
        let shared = [self.questions, self.questions + 1];
        for targets in &mut self.targets {
            if targets.iter().all(|to| *to == targets[0]) {
                let other = if targets[0] == shared[0] { shared[1] } else { shared[0] };
                *targets.last_mut().unwrap() = other;
            }
        }
    }

    fn name(&self, at: usize) -> String {
        if at < self.questions {
            format!("q{}", at + 1)
        } else {
            format!("o{}", at - self.questions + 1)
        }
    }

    fn graph(&self, name: &str, chance: &mut Chance) -> Graph {
        let mut graph = Graph::new(name);
        for (at, targets) in self.targets.iter().enumerate() {
            let is_yes_no = targets.len() == 2 && chance.happens(70);
            let ask = format!("{}. {}?", at + 1, chance.words(4, 14));
            let mut words = |way: usize| match (is_yes_no, way) {
                (true, 0) => "Yes".to_string(),
                (true, _) => "No".to_string(),
                (false, _) => format!("{}: {}", way + 1, chance.words(1, 6)),
            };
            let answers =
                targets.iter().enumerate().map(|(way, to)| (words(way), self.name(*to))).collect();
            graph.questions.push(Question { name: self.name(at), ask, items: Vec::new(), answers });
        }
        (self.questions..self.questions + self.outcomes)
            .for_each(|at| graph.end_somehow(&self.name(at)));
        graph
    }
}
