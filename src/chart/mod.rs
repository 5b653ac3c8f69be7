//! Chart: turns a guide into a drawing, and into the same steps as text.
//!
//! In:   a linked guide.
//! Out:  a [`Diagram`]: numbered steps in reading order with their ways. [`drawing`] lays it out
//!       (as the spine or in layers, for a screen or a sheet of paper), [`svg`] writes a drawing as
//!       SVG, and [`source`] exports the diagram for other tools.
//! Not:  addresses (the caller supplies each step's link) or colours (set by the theme's classes).

pub mod drawing;
mod font;
mod layered;
pub mod poster;
pub mod source;
mod spine;
pub mod svg;

pub use font::{Fonts, Weight, families, style_of};

use std::borrow::Cow;

use crate::import;
use crate::link::{
    Answer, Ask, Asking, Guide, GuideStep, Interval, Item, ItemAnswer, Label, Linked, StepId, What,
};
use crate::model::{Decimal, Ladder, PlaceNumber, Urgency};

/// A guide in reading order. The list of steps is the content; a drawing is a view of it.
#[derive(Debug)]
pub struct Diagram {
    pub steps: Vec<Box>,
}

/// One numbered step.
#[derive(Debug)]
pub struct Box {
    pub step: StepId,
    /// From 1, in reading order.
    pub number: usize,
    pub name: String,
    pub title: String,
    /// The kind of step in a word: a question, the outcome's level, another guide.
    pub word: String,
    /// The findings, any one of which means yes, as worded for readers.
    pub items: Vec<String>,
    pub kind: BoxKind,
    pub ways: Vec<Way>,
    /// Positions in [`Diagram::steps`] of the steps that lead here.
    pub from: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxKind {
    Question,
    /// A question whose answer is a number.
    Number,
    /// Points that are added up.
    Score,
    /// Reads an earlier answer.
    Earlier,
    /// Something to do; nothing is asked.
    Action,
    Outcome(Urgency),
    /// Leads to the start of another guide.
    Jump,
}

impl BoxKind {
    /// The kind in a word of the program, for classes.
    pub fn word(self) -> &'static str {
        match self {
            BoxKind::Question => "question",
            BoxKind::Number => "number",
            BoxKind::Score => "score",
            BoxKind::Earlier => "earlier",
            BoxKind::Action => "action",
            BoxKind::Outcome(_) => "outcome",
            BoxKind::Jump => "jump",
        }
    }

    /// Whether the guide goes on from here, so that the box belongs to the main line of a drawing.
    pub fn leads_on(self) -> bool {
        !matches!(self, BoxKind::Outcome(_) | BoxKind::Jump)
    }
}

/// All answers of a question that lead to one target.
#[derive(Debug)]
pub struct Way {
    /// The answers, joined by ` / `.
    pub label: String,
    /// A position in [`Diagram::steps`].
    pub to: usize,
}

/// The interface's own words in a chart.
#[derive(Clone, Copy, Default)]
pub struct ChartWords<'a> {
    pub yes: &'a str,
    pub no: &'a str,
    pub unsure: &'a str,
    /// The way on from an action.
    pub then: &'a str,
    /// Patterns for ranges: below a border, between two, and from one on. `{}` is a border.
    pub below: &'a str,
    pub between: &'a str,
    pub from_on: &'a str,
    pub any_number: &'a str,
    /// The sign between whole numbers and parts.
    pub point: &'a str,
    /// `{} points`: singular and plural.
    pub points: (&'a str, &'a str),
    pub call: &'a str,
    /// "an answer with →".
    pub marked: &'a str,
    /// "at least {} of these".
    pub at_least: &'a str,
    pub question: &'a str,
    pub action: &'a str,
    pub score: &'a str,
    pub number: &'a str,
    pub earlier: &'a str,
    pub guide: &'a str,
    /// Precedes the numbers of the steps that lead to this one.
    pub from: &'a str,
}

impl<'a> ChartWords<'a> {
    pub fn of(&self, label: &'a Label) -> Cow<'a, str> {
        Cow::Borrowed(match label {
            Label::Yes => self.yes,
            Label::No => self.no,
            Label::Unsure { .. } => self.unsure,
            Label::Then => self.then,
            Label::Text(text) => text,
            Label::Range { words: Some(words), .. } => words,
            Label::Range { interval, unit, words: None } => {
                return Cow::Owned(self.range(*interval, unit.as_deref()));
            }
        })
    }

    /// A number as it is written in the handbook's language.
    pub fn decimal(&self, number: Decimal) -> String {
        number.to_string().replacen('.', self.point, 1)
    }

    /// `2.5 points`
    pub fn points(&self, halves: i32) -> String {
        let (one, many) = self.points;
        let word = if halves == 2 { one } else { many };
        word.replacen("{}", &self.decimal(Decimal::from_halves(halves)), 1)
    }

    fn range(&self, interval: Interval, unit: Option<&str>) -> String {
        let with_unit = |number| match unit {
            Some(unit) => format!("{}\u{a0}{unit}", self.decimal(number)),
            None => self.decimal(number),
        };
        match (interval.from, interval.below) {
            (Some(from), Some(below)) => self
                .between
                .replacen("{}", &self.decimal(from), 1)
                .replacen("{}", &with_unit(below), 1),
            (Some(from), None) => self.from_on.replacen("{}", &with_unit(from), 1),
            (None, Some(below)) => self.below.replacen("{}", &with_unit(below), 1),
            (None, None) => self.any_number.to_string(),
        }
    }
}

/// The reachable steps of a guide in reading order: each question after all that lead to it, in the
/// author's order where there is a choice; each outcome after the first question that leads to it.
pub fn diagram(linked: &Linked, guide: &Guide, words: &ChartWords) -> Diagram {
    let order = reading_order(guide);
    let mut position = vec![usize::MAX; guide.steps.len()];
    for (at, step) in order.iter().enumerate() {
        position[step.index()] = at;
    }
    let mut steps: Vec<Box> = order
        .iter()
        .enumerate()
        .map(|(at, step)| numbered(linked, guide, *step, at, &position, words))
        .collect();
    for at in 0..steps.len() {
        for to in steps[at].ways.iter().map(|way| way.to).collect::<Vec<_>>() {
            steps[to].from.push(at);
        }
    }
    Diagram { steps }
}

fn numbered(
    linked: &Linked,
    guide: &Guide,
    id: StepId,
    at: usize,
    position: &[usize],
    words: &ChartWords,
) -> Box {
    let step = guide.step(id);
    let ladder = &linked.settings.ladder;
    let (kind, word, title) = match &step.what {
        What::Ask(ask) => {
            let (kind, word) = match ask.form {
                Asking::YesNo | Asking::Choice => (BoxKind::Question, words.question),
                Asking::Number => (BoxKind::Number, words.number),
                Asking::Score => (BoxKind::Score, words.score),
            };
            (kind, word, step.title(ladder))
        }
        What::Earlier(earlier) => {
            let asked = guide.step(earlier.of).title(ladder);
            (BoxKind::Earlier, words.earlier, earlier.ask.as_ref().map_or(asked, |ask| &ask.value))
        }
        What::Action(_) => (BoxKind::Action, words.action, step.title(ladder)),
        What::Outcome(outcome) => (
            BoxKind::Outcome(outcome.urgency),
            ladder.level(outcome.urgency).label.as_str(),
            step.title(ladder),
        ),
        What::Jump(other) => {
            (BoxKind::Jump, words.guide, linked.guide(*other).common.title.value.as_str())
        }
    };
    let mut ways: Vec<Way> = Vec::new();
    for (label, to) in labelled_ways(linked, step, words) {
        let to = position[to.index()];
        match ways.iter_mut().find(|way| way.to == to) {
            Some(way) => way.label = format!("{} / {label}", way.label),
            None => ways.push(Way { label, to }),
        }
    }
    let items = items(linked, guide, step, words);
    Box {
        step: id,
        number: at + 1,
        name: step.name.clone(),
        title: title.to_string(),
        word: word.to_string(),
        items,
        kind,
        ways,
        from: Vec::new(),
    }
}

/// Each drawn way out of a step, with its label.
fn labelled_ways(linked: &Linked, step: &GuideStep, words: &ChartWords) -> Vec<(String, StepId)> {
    let own_targets = step.ask().map(|ask| own_targets(linked, ask, words)).unwrap_or_default();
    let label = |answer: &Answer| match step.action() {
        Some(action) => action.after.as_ref().map_or(words.then, |after| &after.value).to_string(),
        None => words.of(&answer.label).into_owned(),
    };
    let drawn = step.answers().iter().filter(|answer| answer.is_drawn());
    drawn.map(|answer| (label(answer), answer.to)).chain(own_targets).collect()
}

/// The targets that answers to items have of their own: one answer by its words, several as those
/// that the card marks.
fn own_targets(linked: &Linked, ask: &Ask, words: &ChartWords) -> Vec<(String, StepId)> {
    let mut out: Vec<(String, StepId)> = Vec::new();
    for item in &ask.items {
        let title = linked.item_title(item);
        for answer in &item.answers {
            let Some(to) = answer.go else { continue };
            match out.iter_mut().find(|(_, known)| *known == to) {
                Some((label, _)) => *label = words.marked.to_string(),
                None => out.push((format!("{title} – {}", words.of(&answer.label)), to)),
            }
        }
    }
    out
}

/// The lines below the title of a box.
fn items(linked: &Linked, guide: &Guide, step: &GuideStep, words: &ChartWords) -> Vec<String> {
    match &step.what {
        What::Ask(ask) => {
            let findings = ask.any_of.iter().map(|(id, _)| linked.asked_as(*id).to_string());
            let several = (ask.needed() > 1)
                .then(|| words.at_least.replacen("{}", &ask.needed().to_string(), 1));
            let item = |item: &Item| {
                let unit = item.scale.as_ref().and_then(|scale| scale.unit.as_ref());
                let unit = unit.map(|unit| format!(" ({})", unit.value)).unwrap_or_default();
                let answer = |answer: &ItemAnswer| {
                    let points = words.decimal(Decimal::from_halves(answer.halves));
                    let mark = if answer.go.is_some() { "\u{a0}→" } else { "" };
                    // The unit is in the title of the item.
                    let label = match &answer.label {
                        Label::Range { interval, words: None, .. } => {
                            Cow::Owned(words.range(*interval, None))
                        }
                        label => words.of(label),
                    };
                    format!("{label}:\u{a0}{points}{mark}")
                };
                let answers: Vec<String> = item.answers.iter().map(answer).collect();
                format!("{}{unit} – {}", linked.item_title(item), answers.join(" · "))
            };
            several.into_iter().chain(findings).chain(ask.items.iter().map(item)).collect()
        }
        What::Action(action) => action
            .advice
            .iter()
            .map(|(id, _)| linked.entry(*id).common.title.value.clone())
            .collect(),
        What::Outcome(outcome) => {
            let call = linked.call(outcome).map(|numbers| {
                let numbers: Vec<String> = numbers.iter().map(PlaceNumber::words).collect();
                words.call.replacen("{}", &numbers.join(", "), 1)
            });
            let advice = outcome.advice.iter().take(MOST_ADVICE);
            call.into_iter()
                .chain(advice.map(|(id, _)| linked.entry(*id).common.title.value.clone()))
                .collect()
        }
        What::Earlier(earlier) => {
            let asked = guide.step(earlier.of).title(&linked.settings.ladder);
            earlier.ask.iter().map(|_| asked.to_string()).collect()
        }
        What::Jump(_) => Vec::new(),
    }
}

/// How many of an outcome's treatments its box names.
const MOST_ADVICE: usize = 3;

/// A drawing of another tool. What leads on is placed before what it leads to; a box without a way
/// out is an outcome if one of its classes is a level.
pub fn of_drawing(drawing: &import::Drawing, ladder: &Ladder) -> Diagram {
    let order = drawn_order(drawing);
    let mut position = vec![0; order.len()];
    order.iter().enumerate().for_each(|(at, number)| position[*number] = at);
    let level = |classes: &[String]| {
        ladder.urgencies().find(|urgency| {
            let id = &ladder.level(*urgency).id;
            classes.iter().any(|class| class == id || class.strip_prefix("level-") == Some(id))
        })
    };
    let mut steps: Vec<Box> = Vec::with_capacity(order.len());
    for (at, number) in order.iter().enumerate() {
        let drawn = &drawing.boxes[*number];
        let kind = match (drawn.ways.len(), level(&drawn.classes)) {
            (0, Some(urgency)) => BoxKind::Outcome(urgency),
            (0, None) => BoxKind::Jump,
            (1, _) => BoxKind::Action,
            _ => BoxKind::Question,
        };
        let mut ways: Vec<Way> = Vec::new();
        for (label, to) in &drawn.ways {
            let to = position[*to];
            match ways.iter_mut().find(|way| way.to == to) {
                Some(way) => way.label = format!("{} / {label}", way.label),
                None => ways.push(Way { label: label.clone(), to }),
            }
        }
        steps.push(Box {
            step: StepId(*number as u32),
            number: at + 1,
            name: drawn.name.clone(),
            title: drawn.label.clone(),
            word: String::new(),
            items: drawn
                .more
                .iter()
                .map(|line| line.trim_start_matches(['•', '-', '*', ' ']).to_string())
                .collect(),
            kind,
            ways,
            from: Vec::new(),
        });
    }
    for at in 0..steps.len() {
        for to in steps[at].ways.iter().map(|way| way.to).collect::<Vec<_>>() {
            steps[to].from.push(at);
        }
    }
    Diagram { steps }
}

/// Depth first, in reverse: each box before those that only it leads to, but for loops.
fn drawn_order(drawing: &import::Drawing) -> Vec<usize> {
    let count = drawing.boxes.len();
    let mut reached = vec![false; count];
    drawing.boxes.iter().flat_map(|drawn| &drawn.ways).for_each(|(_, to)| reached[*to] = true);
    let (inner, roots): (Vec<usize>, Vec<usize>) = (0..count).partition(|at| reached[*at]);
    let mut seen = vec![false; count];
    let mut from = |root: usize| {
        let mut order = Vec::new();
        if std::mem::replace(&mut seen[root], true) {
            return order;
        }
        let mut way = vec![(root, drawing.boxes[root].ways.len())];
        while let Some((at, left)) = way.last_mut() {
            if *left == 0 {
                order.push(*at);
                way.pop();
                continue;
            }
            *left -= 1;
            let to = drawing.boxes[*at].ways[*left].1;
            if !std::mem::replace(&mut seen[to], true) {
                way.push((to, drawing.boxes[to].ways.len()));
            }
        }
        order
    };
    let mut order: Vec<usize> = roots.into_iter().rev().flat_map(&mut from).collect();
    order.reverse();
    // A loop through all boxes begins with the first.
    for root in inner {
        order.extend(from(root).into_iter().rev());
    }
    order
}

/// Topological order by Kahn's algorithm (Communications of the ACM 5(11), 1962) over the
/// questions, with ties broken by the author's order. Questions that a loop makes impossible to
/// place, which `check` rejects, come last.
fn reading_order(guide: &Guide) -> Vec<StepId> {
    let reached = reachable(guide);
    let mut waiting = vec![0usize; guide.steps.len()];
    let leads_to = |step: &GuideStep| -> Vec<StepId> {
        let mut to: Vec<_> = drawn_targets(step).collect();
        to.sort_unstable();
        to.dedup();
        to
    };
    let is_back = back_edges(guide);
    for id in guide.step_ids().filter(|id| reached[id.index()]) {
        let forward = leads_to(guide.step(id)).into_iter().filter(|to| !is_back(id, *to));
        forward.for_each(|to| waiting[to.index()] += 1);
    }
    // An action comes with the first question that leads to it.
    let mut place_of: Vec<(StepId, bool, StepId)> =
        guide.step_ids().map(|id| (id, false, id)).collect();
    for id in guide.step_ids() {
        for to in drawn_targets(guide.step(id)).filter(|to| guide.step(*to).action().is_some()) {
            let with = (place_of[id.index()].0, true, to);
            let own = &mut place_of[to.index()];
            *own = if own.1 { (*own).min(with) } else { with };
        }
    }
    let mut ready: std::collections::BTreeSet<(StepId, bool, StepId)> =
        std::iter::once(place_of[guide.start.index()]).collect();
    let mut placed = vec![false; guide.steps.len()];
    let mut order = Vec::new();
    let place = |id: StepId, order: &mut Vec<StepId>, placed: &mut Vec<bool>| {
        if !std::mem::replace(&mut placed[id.index()], true) {
            order.push(id);
        }
    };
    while let Some((.., next)) = ready.pop_first() {
        place(next, &mut order, &mut placed);
        for to in drawn_targets(guide.step(next)) {
            if matches!(guide.step(to).what, What::Outcome(_) | What::Jump(_)) {
                place(to, &mut order, &mut placed);
            }
        }
        for to in leads_to(guide.step(next)).into_iter().filter(|to| !is_back(next, *to)) {
            waiting[to.index()] -= 1;
            if waiting[to.index()] == 0 && !placed[to.index()] {
                ready.insert(place_of[to.index()]);
            }
        }
    }
    for id in guide.step_ids().filter(|id| reached[id.index()]) {
        place(id, &mut order, &mut placed);
    }
    order
}

/// Where the drawn ways of a step lead.
fn drawn_targets(step: &GuideStep) -> impl Iterator<Item = StepId> {
    let items = step.ask().map_or(&[][..], |ask| &ask.items);
    let own = items.iter().flat_map(|item| &item.answers).filter_map(|answer| answer.go);
    let drawn = step.answers().iter().filter(|answer| answer.is_drawn());
    drawn.map(|answer| answer.to).chain(own)
}

/// The ways that lead back: a depth-first search from the start meets a step that it is still
/// following. From the start, so that as few ways as possible point backwards.
fn back_edges(guide: &Guide) -> impl Fn(StepId, StepId) -> bool {
    let mut back = std::collections::HashSet::new();
    let mut state = vec![0u8; guide.steps.len()];
    let mut way: Vec<(StepId, Vec<StepId>)> =
        vec![(guide.start, drawn_targets(guide.step(guide.start)).collect())];
    state[guide.start.index()] = 1;
    while let Some((step, open)) = way.last_mut() {
        let step = *step;
        let Some(to) = (if open.is_empty() { None } else { Some(open.remove(0)) }) else {
            state[step.index()] = 2;
            way.pop();
            continue;
        };
        match state[to.index()] {
            0 => {
                state[to.index()] = 1;
                way.push((to, drawn_targets(guide.step(to)).collect()));
            }
            1 => drop(back.insert((step, to))),
            _ => {}
        }
    }
    move |from, to| back.contains(&(from, to))
}

fn reachable(guide: &Guide) -> Vec<bool> {
    let mut seen = vec![false; guide.steps.len()];
    let mut open = vec![guide.start];
    while let Some(id) = open.pop() {
        if !std::mem::replace(&mut seen[id.index()], true) {
            open.extend(drawn_targets(guide.step(id)));
        }
    }
    seen
}
