//! "Not sure" that leads where the most urgent outcome of the other answers cannot be reached.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::{Answer, Label};

static GUIDE_UNSURE_TOO_MILD: Code = Code::warning("guide-unsure-too-mild");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_UNSURE_TOO_MILD], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        for step in &guide.steps {
            let Some(ask) = step.ask() else { continue };
            let is_unsure = |answer: &&Answer| match &answer.label {
                Label::Unsure { written } => *written,
                Label::Text(words) => says(words, &context.phrases.unsure),
                _ => false,
            };
            let reach = |to| context.reach(id, to);
            let others = step.targets().collect::<Vec<_>>();
            let unsure: Vec<&Answer> = ask.answers.iter().filter(is_unsure).collect();
            for answer in unsure {
                let most = others.iter().filter_map(|to| reach(*to)).min();
                let Some(most) = most else { continue };
                let mine = reach(answer.to);
                if mine.is_some_and(|mine| mine <= most) {
                    continue;
                }
                let ladder = &context.linked.settings.ladder;
                let message = format!(
                    "whoever is not sure at `{}` goes to `{}`, from where no outcome is as urgent as that of another answer ({})",
                    step.name,
                    guide.step(answer.to).name,
                    ladder.level(most).label
                );
                let help = "send whoever is not sure to the more urgent side; of a question with answers, write `if_unsure:`";
                problems.push(
                    Diagnostic::new(&GUIDE_UNSURE_TOO_MILD, answer.position, message).help(help),
                );
            }
        }
    }
}

/// Whether an answer begins with the interface's words for "not sure".
fn says(words: &str, unsure: &str) -> bool {
    let (words, unsure) = (words.to_lowercase(), unsure.to_lowercase());
    words.strip_prefix(&unsure).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}
