//! A step that reads an earlier answer which was not given, or not all of whose answers it names.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, nearest};
use crate::link::{Asking, Earlier, Guide, GuideId, GuideStep, Label, StepId};

static GUIDE_EARLIER: Code = Code::error("guide-earlier");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_EARLIER], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        for (step_id, step) in guide.step_ids().zip(&guide.steps) {
            let Some(earlier) = step.earlier() else { continue };
            if names_all(guide, step, earlier, problems) {
                is_always_asked(context, id, step_id, earlier, problems);
            }
        }
    }
}

/// It names each answer once, and no other. Returns whether its source can be read at all.
fn names_all(
    guide: &Guide,
    step: &GuideStep,
    earlier: &Earlier,
    problems: &mut Diagnostics,
) -> bool {
    let source = guide.step(earlier.of);
    let mut say = |position, message: String, help: String| {
        problems.push(Diagnostic::new(&GUIDE_EARLIER, position, message).help(help));
    };
    let Some(ask) = source.ask() else {
        say(
            earlier.of_position,
            format!("`{}` is no question, so there is no answer to read", source.name),
            "name a question that is asked on the way here".to_string(),
        );
        return false;
    };
    // "Not sure" by default counts as yes or no.
    let known = ask.answers.iter().filter(|answer| answer.is_drawn());
    let mut wanted: Vec<&str> = Vec::new();
    for answer in known {
        match answer.label.read_as() {
            Some(words) => wanted.push(words),
            None => say(
                answer.position,
                format!(
                    "`{}` reads this {}, which has no words",
                    step.name,
                    match ask.form {
                        Asking::Score => "band",
                        _ => "range",
                    }
                ),
                "give it `answer:` with words, and name these there".to_string(),
            ),
        }
    }
    if wanted.is_empty() {
        return false;
    }
    let mut named: Vec<&str> = Vec::new();
    for answer in &earlier.answers {
        let Label::Text(words) = &answer.label else { continue };
        if !wanted.contains(&words.as_str()) {
            let near = nearest(words, wanted.iter().copied());
            // A misspelt answer is one mistake, so the one that was meant is not missing too.
            named.extend(near);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its answers are {}", quoted(&wanted)),
            };
            say(answer.position, format!("`{}` has no answer “{words}”", source.name), help);
        } else if named.contains(&words.as_str()) {
            say(
                answer.position,
                format!("the answer “{words}” stands here twice"),
                "take one of the two out".to_string(),
            );
        }
        named.push(words);
    }
    let missing: Vec<&str> =
        wanted.iter().copied().filter(|words| !named.contains(words)).collect();
    if !missing.is_empty() {
        say(
            step.position,
            format!(
                "`{}` does not say where {} of `{}` leads",
                step.name,
                quoted(&missing),
                source.name
            ),
            "name every answer of that question, also one that cannot come here".to_string(),
        );
    }
    true
}

fn quoted(words: &[&str]) -> String {
    words.iter().map(|words| format!("“{words}”")).collect::<Vec<_>>().join(", ")
}

/// The question is asked on every way here.
fn is_always_asked(
    context: &Context,
    guide: GuideId,
    step: StepId,
    earlier: &Earlier,
    problems: &mut Diagnostics,
) {
    let states = context.states();
    let start = context.start(guide);
    let reads_nothing = |node: usize| {
        let state = &states.nodes[node];
        (state.guide, state.step) == (guide, step)
            && !state.known.iter().any(|(of, _)| *of == earlier.of)
    };
    if let Some(way) = states.graph.shortest_way(start, reads_nothing, |_| true) {
        let source = &context.linked.guide(guide).step(earlier.of).name;
        let message = format!("`{source}` is not asked on every way here: {}", context.way(&way));
        let help = format!("ask `{source}` before the ways part, or lead past this step");
        problems.push(Diagnostic::new(&GUIDE_EARLIER, earlier.of_position, message).help(help));
    }
}
