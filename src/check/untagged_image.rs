//! A picture without alternative text: it says nothing to readers who cannot see it.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::prose::Element;

static UNTAGGED_IMAGE: Code = Code::error("untagged-image");

pub(super) const RULE: Rule = Rule { codes: &[&UNTAGGED_IMAGE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for prose in linked.proses() {
        prose.walk(&mut |node| {
            if matches!(node.element, Element::Image { .. }) && node.words().trim().is_empty() {
                let problem = Diagnostic::new(&UNTAGGED_IMAGE, node.position, "this picture has no alternative text");
                problems.push(
                    problem.help(
                        "say in the square brackets what the picture shows, as in `![A pale and a dark glass](../files/glasses.svg)`",
                    ),
                );
            }
        });
    }
}
