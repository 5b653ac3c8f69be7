//! A form's sentence that nobody has replaced: readers would see it, and as a safety net it catches
//! nobody.

use super::{Context, Rule, texts};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::prose::Element;
use crate::vocabulary::form::SENTENCES;

static UNFILLED_FORM: Code = Code::warning("unfilled-form");

pub(super) const RULE: Rule = Rule { codes: &[&UNFILLED_FORM], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let mut judge =
        |text: &str, position: Position| {
            if SENTENCES.contains(&text.trim()) {
                let problem = Diagnostic::new(
                    &UNFILLED_FORM,
                    position,
                    format!("`{}` is the form's sentence, not yours", text.trim()),
                );
                problems.push(problem.help(
                    "put your own in its place, then take `status: draft` out to show the page",
                ));
            }
        };
    for (position, sentence) in &context.linked.unusable.unfilled {
        judge(sentence, *position);
    }
    for text in texts(context.linked) {
        judge(text.typed(), text.position);
    }
    for prose in context.linked.proses() {
        prose.walk(&mut |node| {
            if matches!(node.element, Element::Paragraph) {
                judge(&node.words(), node.position);
            }
        });
    }
}
