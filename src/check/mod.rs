//! Check: whether the handbook makes sense. One rule per file.
//!
//! In:   a [`Linked`], in which every name resolves.
//! Out:  diagnostics.
//! Not:  unresolved names (reported by `link`) or files (`read`). A rule changes nothing.
//!
//! Adding a rule takes one file with its codes and its function, one row in [`RULES`], and its
//! `tests/problems/<code>.md`, which `fascicle explain` prints and the tests run.

mod contradiction;
mod duplicate_name;
mod guide_case_fails;
mod guide_cause_missing;
mod guide_cause_not_asked;
mod guide_cycle;
mod guide_dead_end;
mod guide_earlier;
mod guide_forbidden_advice;
mod guide_no_safety_net;
mod guide_no_scope;
mod guide_one_way;
mod guide_outcome_too_mild;
mod guide_range;
mod guide_red_flag_not_asked;
mod guide_red_flag_too_mild;
mod guide_score;
mod guide_too_long;
mod guide_unreachable;
mod guide_unsure_too_mild;
mod guide_untested_answer;
mod guide_urgency_rises;
mod headings;
mod large_file;
mod levels_disagree;
mod look;
mod missing_relation;
mod missing_source;
mod phone_number;
mod phrases;
mod portable_name;
mod review;
mod rules_exist;
mod unfilled_form;
mod untagged_image;
mod unused;
mod urgency_in_prose_only;
mod web_words_on_paper;

use jiff::civil::Date;

pub use phrases::Phrases;

use crate::diagnostics::{Code, Diagnostics};
use crate::link::flow::{Flow, NodeId};
use crate::link::states::Asked;
use crate::link::{Asking, Guide, GuideId, GuideStep, Label, Linked, States, StepId, What};
use crate::model::{Decimal, Details, Text, Urgency};

/// A rule: the codes it can report, and the function that reports them.
pub struct Rule {
    pub codes: &'static [&'static Code],
    pub run: fn(&Context, &mut Diagnostics),
}

/// All rules, in the order in which they run.
pub static RULES: &[Rule] = &[
    rules_exist::RULE,
    duplicate_name::RULE,
    contradiction::RULE,
    missing_relation::RULE,
    missing_source::RULE,
    unused::RULE,
    review::RULE,
    headings::RULE,
    phone_number::RULE,
    unfilled_form::RULE,
    untagged_image::RULE,
    portable_name::RULE,
    large_file::RULE,
    look::RULE,
    guide_cycle::RULE,
    guide_unreachable::RULE,
    guide_dead_end::RULE,
    guide_one_way::RULE,
    guide_red_flag_too_mild::RULE,
    guide_urgency_rises::RULE,
    guide_red_flag_not_asked::RULE,
    guide_cause_missing::RULE,
    guide_outcome_too_mild::RULE,
    guide_forbidden_advice::RULE,
    guide_no_safety_net::RULE,
    guide_too_long::RULE,
    guide_range::RULE,
    guide_score::RULE,
    guide_earlier::RULE,
    guide_case_fails::RULE,
    guide_untested_answer::RULE,
    guide_unsure_too_mild::RULE,
    guide_no_scope::RULE,
    guide_cause_not_asked::RULE,
    urgency_in_prose_only::RULE,
    levels_disagree::RULE,
    web_words_on_paper::RULE,
];

/// The number of steps shown at each end of a long path.
const SHOWN: usize = 8;

/// The plain texts of front matter and guides that are sentences for readers.
fn texts(linked: &Linked) -> Vec<&Text> {
    let mut texts: Vec<&Text> = Vec::new();
    for entry in &linked.entries {
        if let Details::Finding { kind: _, urgency: _, ask } = &entry.details {
            texts.extend(ask);
        }
    }
    for step in linked.guides.iter().flat_map(|guide| &guide.steps) {
        match &step.what {
            What::Ask(ask) => {
                texts.push(&ask.ask);
                texts.extend(ask.items.iter().filter_map(|item| item.ask.as_ref()));
            }
            What::Earlier(earlier) => texts.extend(&earlier.ask),
            What::Action(action) => texts.extend([&action.title].into_iter().chain(&action.after)),
            What::Outcome(outcome) => texts.extend(&outcome.title),
            What::Jump(_) => {}
        }
    }
    texts
}

/// The data available to a rule.
pub struct Context<'a> {
    pub linked: &'a Linked,
    /// The date against which reviews are checked.
    pub today: Date,
    /// All codes of the program, for the rule that checks `rules:`.
    pub codes: &'a [&'static Code],
    /// The written steps of all guides as one graph, with jumps followed, for rules about their
    /// shape.
    pub flow: Flow,
    /// By node of `flow`: the most urgent outcome that can be reached.
    reach: Vec<Option<Urgency>>,
    /// What the rules need to know of the handbook's language.
    pub phrases: &'a Phrases,
    /// By guide: whether all names in it, and in the guides it jumps to, resolve.
    sound: Vec<bool>,
}

impl Context<'_> {
    /// The guides whose structure can be checked: with an unresolved name, diagnostics would only
    /// repeat that mistake.
    pub fn sound_guides(&self) -> impl Iterator<Item = (GuideId, &Guide)> {
        self.linked
            .guide_ids()
            .filter(|id| self.sound[id.index()])
            .map(|id| (id, self.linked.guide(id)))
    }

    pub fn is_sound(&self, guide: GuideId) -> bool {
        self.sound[guide.index()]
    }

    /// All states in which a reader can be.
    pub fn states(&self) -> &States {
        &self.linked.states
    }

    /// The state in which a guide starts.
    pub fn start(&self, guide: GuideId) -> NodeId {
        self.states().starts[guide.index()]
    }

    /// The step of a state.
    pub fn step(&self, state: NodeId) -> &GuideStep {
        self.states().step(&self.linked.guides, state)
    }

    /// The guide of a state.
    pub fn guide_of(&self, state: NodeId) -> GuideId {
        self.states().nodes[state].guide
    }

    /// What a state asks.
    pub fn asked(&self, state: NodeId) -> Option<Asked<'_>> {
        self.states().asked(&self.linked.guides, state)
    }

    /// The level of the outcome that a state is.
    pub fn level(&self, state: NodeId) -> Option<Urgency> {
        self.step(state).outcome().map(|outcome| outcome.urgency)
    }

    /// By state: the mildest outcome that can be reached.
    pub fn mildest(&self) -> Vec<Option<Urgency>> {
        self.states().graph.best_reachable(|node| self.level(node), Urgency::is_milder_than)
    }

    /// The written step of a node of [`Context::flow`].
    pub fn written(&self, node: NodeId) -> &GuideStep {
        let (guide, step) = self.flow.nodes[node];
        self.linked.guide(guide).step(step)
    }

    /// The node of [`Context::flow`] at which a guide starts.
    pub fn written_start(&self, guide: GuideId) -> NodeId {
        self.flow.node(guide, self.linked.guide(guide).start)
    }

    /// The most urgent outcome that a step can reach.
    pub fn reach(&self, guide: GuideId, step: StepId) -> Option<Urgency> {
        self.reach[self.flow.node(guide, step)]
    }

    /// A path of written steps as shown in messages.
    pub fn written_way(&self, nodes: &[NodeId]) -> String {
        let names: Vec<String> =
            nodes.iter().map(|node| self.written(*node).name.clone()).collect();
        shortened(&names)
    }

    /// A path as shown in messages: the names of its steps, what was answered to numbers and
    /// scores, and each sum; with the middle of a long one omitted.
    pub fn way(&self, nodes: &[NodeId]) -> String {
        let mut parts: Vec<String> = Vec::new();
        let mut given: Vec<String> = Vec::new();
        for (at, node) in nodes.iter().enumerate() {
            let next = nodes.get(at + 1);
            let way =
                next.and_then(|next| self.states().ways[*node].iter().find(|way| way.to == *next));
            let said = self.asked(*node).zip(way).and_then(|(asked, way)| asked.said(way.answer));
            let name = &self.step(*node).name;
            let Some(ask) = self.step(*node).ask() else {
                parts.push(name.clone());
                continue;
            };
            match (ask.form, said) {
                (Asking::Score, Some(said)) => {
                    given.push(in_words(said.label));
                    let sum = next.and_then(|next| self.states().nodes[*next].result);
                    let ends = next.is_none_or(|next| self.step(*next).name != *name);
                    if ends {
                        let sum = sum
                            .map(|(.., halves)| format!(" = {}", Decimal::from_halves(halves)))
                            .unwrap_or_default();
                        parts.push(format!("{name} ({}{sum})", given.join(", ")));
                        given.clear();
                    }
                }
                (Asking::Number, Some(said)) => {
                    parts.push(format!("{name} ({})", in_words(said.label)));
                }
                (Asking::Score, None) if next.is_some() => {}
                _ => parts.push(name.clone()),
            }
        }
        shortened(&parts)
    }
}

/// An answer in a message.
fn in_words(label: &Label) -> String {
    match label {
        Label::Range { words: Some(words), .. } => words.clone(),
        Label::Range { interval, unit, words: None } => {
            let unit = unit.as_ref().map(|unit| format!(" {unit}")).unwrap_or_default();
            match (interval.from, interval.below) {
                (Some(from), Some(below)) => format!("{from} to under {below}{unit}"),
                (Some(from), None) => format!("{from}{unit} or more"),
                (None, Some(below)) => format!("under {below}{unit}"),
                (None, None) => "any number".to_string(),
            }
        }
        Label::Then => "then".to_string(),
        Label::Unsure { .. } => "not sure".to_string(),
        label => label.read_as().unwrap_or_default().to_string(),
    }
}

fn shortened(parts: &[String]) -> String {
    if parts.len() > 2 * SHOWN {
        let (first, last) = (&parts[..SHOWN], &parts[parts.len() - SHOWN..]);
        return format!("{} → … → {}", first.join(" → "), last.join(" → "));
    }
    parts.join(" → ")
}

/// Runs every rule.
pub fn handbook(
    linked: &Linked,
    phrases: &Phrases,
    today: Date,
    codes: &[&'static Code],
    problems: &mut Diagnostics,
) {
    let flow = Flow::of(&linked.guides);
    let sound = linked.guide_ids().map(|guide| {
        let reached = flow.graph.reachable(flow.node(guide, linked.guide(guide).start));
        let broken = |node: NodeId| {
            let guide = flow.nodes[node].0;
            linked.guide(guide).broken || linked.states.over[guide.index()]
        };
        !linked.guide(guide).broken && !(0..reached.len()).any(|node| reached[node] && broken(node))
    });
    let sound = sound.collect();
    let reach = flow.most_urgent(&linked.guides);
    let context = Context { linked, today, codes, sound, flow, reach, phrases };
    for rule in RULES {
        (rule.run)(&context, problems);
    }
}
