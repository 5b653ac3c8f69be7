//! Suggested cases of a guide: few patients that touch every answer, range and item, and on each
//! border both sides.
//!
//! In:   a [`Linked`], the guide; the cases that it already has count.
//! Out:  `cases:` as YAML, for the author to confirm.
//! How:  each case takes the shortest way to something that no case has touched, and on from there
//!       by answers that are new as well. Few cases, though not always the fewest.

use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};

use crate::diagnostics::Position;
use crate::ids::Name;
use crate::link::cases::{Walked, walk};
use crate::link::states::Way;
use crate::link::{Asking, Case, EntryId, Guide, GuideId, Interval, Label, Linked, NodeId, StepId};
use crate::model::{Decimal, Given, Scale, Text};

/// What a case can touch: an answer with the number given, or a sum.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Touch {
    Answer {
        step: StepId,
        item: Option<usize>,
        answer: usize,
        number: Option<Decimal>,
    },
    /// So many findings of a question are present.
    Count(StepId, usize),
    Sum(StepId, i32),
}

/// One step of a way: the state, the answer, and the number given there.
#[derive(Clone, Copy)]
struct Taken {
    node: NodeId,
    way: Way,
    number: Option<Decimal>,
    /// How many of its findings are present.
    count: usize,
}

/// More cases than this confirm nothing.
const MOST: usize = 400;

/// The cases that a guide still lacks, as YAML; `None` if it lacks none.
pub(super) fn suggested(linked: &Linked, id: GuideId) -> Option<String> {
    let guide = linked.guide(id);
    let suggester = Suggester::new(linked, id);
    let mut open = suggester.all();
    for case in &guide.cases {
        let walked = walk(&linked.guides, &linked.states, id, case);
        for touch in suggester.touched(case, &walked) {
            open.remove(&touch);
        }
    }
    let mut cases: Vec<Case> = Vec::new();
    while !open.is_empty() && cases.len() < MOST {
        let Some(way) = suggester.next(&open) else { break };
        for touch in way.iter().flat_map(|taken| suggester.touches(taken)) {
            open.remove(&touch);
        }
        cases.extend(suggester.case(&way));
    }
    let mut out = String::from("cases:   # suggested: confirm each outcome before you keep it\n");
    for (at, case) in cases.iter().enumerate() {
        out.push_str(&suggester.yaml(at + 1, case));
    }
    if !open.is_empty() {
        out.push_str(&format!("  # {} more would be needed to touch everything\n", open.len()));
    }
    (!cases.is_empty()).then_some(out)
}

struct Suggester<'a> {
    linked: &'a Linked,
    id: GuideId,
    guide: &'a Guide,
    /// By score: the sums on both sides of each border.
    sums: BTreeMap<StepId, BTreeSet<i32>>,
}

impl<'a> Suggester<'a> {
    fn new(linked: &'a Linked, id: GuideId) -> Suggester<'a> {
        let guide = linked.guide(id);
        let mut sums: BTreeMap<StepId, BTreeSet<i32>> = BTreeMap::new();
        for state in &linked.states.nodes {
            if let Some((of, score, halves)) = state.result
                && of == id
            {
                sums.entry(score).or_default().insert(halves);
            }
        }
        for (score, all) in &mut sums {
            let Some(ask) = guide.step(*score).ask() else { continue };
            let mut by_band: BTreeMap<Option<usize>, Vec<i32>> = BTreeMap::new();
            all.iter().for_each(|sum| by_band.entry(ask.band(*sum)).or_default().push(*sum));
            *all = by_band.values().flat_map(|sums| [sums[0], sums[sums.len() - 1]]).collect();
        }
        Suggester { linked, id, guide, sums }
    }

    fn is_here(&self, node: NodeId) -> bool {
        self.linked.states.nodes[node].guide == self.id
    }

    /// Everything that can be touched from the start of the guide.
    fn all(&self) -> HashSet<Touch> {
        let states = &self.linked.states;
        let reached = states.graph.reachable(states.starts[self.id.index()]);
        let mut all = HashSet::new();
        for node in (0..reached.len()).filter(|node| reached[*node] && self.is_here(*node)) {
            for way in &states.ways[node] {
                for taken in self.takings(node, *way) {
                    all.extend(self.touches(&taken));
                }
            }
        }
        all
    }

    /// The ways in which an answer can be given: with a number on each side of its range, with as
    /// many findings as are needed.
    fn takings(&self, node: NodeId, way: Way) -> Vec<Taken> {
        let one = Taken { node, way, number: None, count: 0 };
        let Some(asked) = self.linked.states.asked(&self.linked.guides, node) else {
            return vec![one];
        };
        let Some(said) = asked.said(way.answer) else { return Vec::new() };
        let scale = match asked.item {
            Some(item) => item.scale.as_ref(),
            None => asked.ask.scale.as_ref(),
        };
        match (said.label, scale) {
            // "Not sure" by default is yes or no.
            (Label::Unsure { written: false }, _) => Vec::new(),
            (Label::Range { interval, .. }, Some(scale)) => {
                let numbers = numbers(*interval, scale);
                numbers.into_iter().map(|number| Taken { number: Some(number), ..one }).collect()
            }
            (Label::Yes, None) if asked.item.is_none() => {
                let (listed, needed) = (asked.ask.any_of.len(), asked.ask.needed());
                let fewest = if needed > 1 { needed.min(listed) } else { listed };
                let counts: BTreeSet<usize> = [listed, fewest].into();
                counts.into_iter().map(|count| Taken { count, ..one }).collect()
            }
            (Label::No, None) if asked.item.is_none() => {
                vec![Taken { count: asked.ask.needed() - 1, ..one }]
            }
            _ => vec![one],
        }
    }

    fn touches(&self, taken: &Taken) -> Vec<Touch> {
        let state = &self.linked.states.nodes[taken.node];
        let step = self.guide_step(taken.node);
        let mut out = Vec::new();
        if !self.is_here(taken.node) || (step.ask().is_none() && step.earlier().is_none()) {
            return out;
        }
        let (step_id, answer) = (state.step, taken.way.answer);
        out.push(Touch::Answer { step: step_id, item: state.item, answer, number: taken.number });
        let ask = step.ask();
        if ask.is_some_and(|ask| ask.form == Asking::YesNo && !ask.any_of.is_empty()) {
            out.push(Touch::Count(step_id, taken.count));
        }
        let result = self.linked.states.nodes[taken.way.to].result;
        if let (Some((_, score, halves)), Some(_)) = (result, taken.way.band)
            && self.sums.get(&score).is_some_and(|sums| sums.contains(&halves))
        {
            out.push(Touch::Sum(score, halves));
        }
        out
    }

    fn guide_step(&self, node: NodeId) -> &'a crate::link::GuideStep {
        self.linked.states.step(&self.linked.guides, node)
    }

    /// What a case of the author touches.
    fn touched(&self, case: &Case, walked: &Walked) -> Vec<Touch> {
        let mut out = Vec::new();
        for passed in &walked.passed {
            let ways = &self.linked.states.ways[passed.node];
            let Some(way) = ways.iter().find(|way| way.answer == passed.answer) else { continue };
            let number = passed.said.as_ref().and_then(|said| Decimal::parse(said).ok());
            let ask = self.guide_step(passed.node).ask();
            let listed = ask.map_or(&[][..], |ask| &ask.any_of[..]);
            let count = listed.iter().filter(|(id, _)| case.has.contains(id)).count();
            out.extend(self.touches(&Taken { node: passed.node, way: *way, number, count }));
        }
        out
    }

    /// The shortest way to something untouched, and on to an end.
    fn next(&self, open: &HashSet<Touch>) -> Option<Vec<Taken>> {
        let start = self.linked.states.starts[self.id.index()];
        let mut way = self.towards(start, open)?;
        let mut seen: HashSet<NodeId> = way.iter().map(|taken| taken.node).collect();
        let mut left: HashSet<Touch> = open.clone();
        for touch in way.iter().flat_map(|taken| self.touches(taken)) {
            left.remove(&touch);
        }
        loop {
            let at = way.last()?.way.to;
            if self.is_end(at) || !seen.insert(at) {
                return Some(way);
            }
            let further = self.towards(at, &left).or_else(|| self.to_end(at))?;
            for taken in &further {
                for touch in self.touches(taken) {
                    left.remove(&touch);
                }
                seen.insert(taken.node);
            }
            way.extend(further);
        }
    }

    fn is_end(&self, node: NodeId) -> bool {
        let step = self.guide_step(node);
        !self.is_here(node)
            || step.outcome().is_some()
            || step.waits()
            || self.linked.states.ways[node].is_empty()
            || matches!(step.what, crate::link::What::Jump(_))
    }

    /// Breadth first to the nearest answer that touches something in `open`, that answer included.
    fn towards(&self, start: NodeId, open: &HashSet<Touch>) -> Option<Vec<Taken>> {
        self.search(start, |taken| self.touches(taken).iter().any(|touch| open.contains(touch)))
    }

    fn to_end(&self, start: NodeId) -> Option<Vec<Taken>> {
        self.search(start, |taken| self.is_end(taken.way.to))
    }

    fn search(&self, start: NodeId, found: impl Fn(&Taken) -> bool) -> Option<Vec<Taken>> {
        let states = &self.linked.states;
        let mut before: Vec<Option<Taken>> = vec![None; states.len()];
        let mut seen = vec![false; states.len()];
        let mut queue = VecDeque::from([start]);
        seen[start] = true;
        while let Some(node) = queue.pop_front() {
            if self.is_end(node) {
                continue;
            }
            let takings: Vec<Taken> =
                states.ways[node].iter().flat_map(|way| self.takings(node, *way)).collect();
            if let Some(last) = takings.iter().find(|taken| found(taken)) {
                let mut way = vec![*last];
                while let Some(taken) = before[way[way.len() - 1].node] {
                    way.push(taken);
                }
                way.reverse();
                return Some(way);
            }
            for taken in takings {
                if !std::mem::replace(&mut seen[taken.way.to], true) {
                    before[taken.way.to] = Some(taken);
                    queue.push_back(taken.way.to);
                }
            }
        }
        None
    }

    /// The case that takes a way: its findings, and answers where they do not decide.
    fn case(&self, way: &[Taken]) -> Option<Case> {
        let nowhere = Position::file(self.guide.file);
        let end = way.last()?.way.to;
        let mut case = Case {
            title: Text::new("", nowhere),
            position: nowhere,
            has: Vec::new(),
            answers: Vec::new(),
            outcome: self.linked.states.nodes[end].step,
        };
        let mut lists: BTreeMap<StepId, Vec<Name>> = BTreeMap::new();
        for taken in way {
            let state = &self.linked.states.nodes[taken.node];
            let Some(asked) = self.linked.states.asked(&self.linked.guides, taken.node) else {
                continue;
            };
            let said = asked.said(taken.way.answer)?;
            let name = Name { text: in_a_case(taken, said.label), position: nowhere };
            if state.item.is_some() {
                if matches!(said.label, Label::Unsure { .. }) {
                    lists.remove(&state.step);
                    case.answers.push((state.step, Given::One(name)));
                } else {
                    lists.entry(state.step).or_default().push(name);
                }
                continue;
            }
            let present: Vec<EntryId> = match said.label {
                Label::Yes | Label::No => {
                    asked.ask.any_of.iter().take(taken.count).map(|(id, _)| *id).collect()
                }
                _ => said.finding.iter().map(|(id, _)| *id).collect(),
            };
            let decides = match said.label {
                Label::Yes => !present.is_empty(),
                Label::No => !asked.ask.any_of.is_empty(),
                _ => !present.is_empty() && taken.number.is_none(),
            };
            present.into_iter().for_each(|id| {
                if !case.has.contains(&id) {
                    case.has.push(id)
                }
            });
            if !decides {
                case.answers.push((state.step, Given::One(name)));
            }
        }
        for (step, list) in lists {
            case.answers.push((step, Given::List(list, nowhere)));
        }
        self.made_to_take(way, case)
    }

    /// Where the findings of one question decide another, the answer is written.
    fn made_to_take(&self, way: &[Taken], mut case: Case) -> Option<Case> {
        let (guides, states) = (&self.linked.guides, &self.linked.states);
        for _ in 0..=way.len() {
            let walked = walk(guides, states, self.id, &case);
            let wrong = way.iter().enumerate().find(|(at, taken)| {
                walked.passed.get(*at).is_none_or(|passed| {
                    passed.node != taken.node || passed.answer != taken.way.answer
                })
            });
            let Some((_, taken)) = wrong else { return Some(case) };
            let step = states.nodes[taken.node].step;
            let said = states.asked(guides, taken.node)?.said(taken.way.answer)?;
            let name = Name { text: in_a_case(taken, said.label), position: case.position };
            case.answers.retain(|(of, _)| *of != step);
            case.answers.push((step, Given::One(name)));
        }
        None
    }

    fn yaml(&self, number: usize, case: &Case) -> String {
        let title = self.guide.step(case.outcome).title(&self.linked.settings.ladder);
        let mut out = format!("  - case: {}\n", quoted(&format!("{number}. {title}")));
        if !case.has.is_empty() {
            let has: Vec<&str> =
                case.has.iter().map(|id| self.linked.entry(*id).id.as_str()).collect();
            out.push_str(&format!("    has: [{}]\n", has.join(", ")));
        }
        if !case.answers.is_empty() {
            let answer = |(step, given): &(StepId, Given)| {
                let value = match given {
                    Given::One(word) => quoted(&word.text),
                    Given::List(words, _) => {
                        let words: Vec<String> =
                            words.iter().map(|word| quoted(&word.text)).collect();
                        format!("[{}]", words.join(", "))
                    }
                };
                format!("{}: {value}", self.guide.step(*step).name)
            };
            let answers: Vec<String> = case.answers.iter().map(answer).collect();
            out.push_str(&format!("    answers: {{{}}}\n", answers.join(", ")));
        }
        out.push_str(&format!("    outcome: {}\n", quoted(&self.guide.step(case.outcome).name)));
        out
    }
}

/// An answer as a case writes it.
fn in_a_case(taken: &Taken, label: &Label) -> String {
    match (taken.number, label) {
        (Some(number), _) => number.to_string(),
        (None, label) => label.read_as().unwrap_or_default().to_string(),
    }
}

/// The first and the last number of a range, with as many decimal places as its borders have.
fn numbers(interval: Interval, scale: &Scale) -> BTreeSet<Decimal> {
    let borders = [interval.from, interval.below, scale.min, scale.max];
    let places = borders.iter().flatten().map(|border| border.places()).max().unwrap_or(0);
    let last = interval.below.map(|below| below.just_below(places)).or(scale.max);
    let first = interval.from.or(scale.min);
    let ends: BTreeSet<Decimal> = [first, last].into_iter().flatten().collect();
    let fits = |number: &Decimal| {
        interval.has(*number)
            && scale.min.is_none_or(|min| min <= *number)
            && scale.max.is_none_or(|max| *number <= max)
    };
    let mut fitting: BTreeSet<Decimal> = ends.into_iter().filter(fits).collect();
    if fitting.is_empty() {
        fitting.extend(first.or(last));
    }
    fitting
}

/// A word of YAML, in quotes if it needs them.
fn quoted(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || " ._-".contains(c);
    let plain = text.chars().all(is_plain)
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !text.ends_with(' ');
    if plain || Decimal::parse(text).is_ok() {
        text.to_string()
    } else {
        serde_json::to_string(text).expect("a text serialises").replace('\u{a0}', " ")
    }
}
