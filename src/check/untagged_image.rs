//! A picture without alternative text: who cannot see it gets nothing.

use super::{Context, Rule};
use crate::problems::{Code, Problem, Problems};
use crate::read::markdown::Kind;

static UNTAGGED_IMAGE: Code = Code::error("untagged-image");

pub(super) const RULE: Rule = Rule { codes: &[&UNTAGGED_IMAGE], run };

fn run(context: &Context, problems: &mut Problems) {
    let linked = context.linked;
    for prose in linked.proses() {
        prose.walk(&mut |node| {
            let untagged = match &node.kind {
                Kind::Image { .. } => node.words().trim().is_empty(),
                Kind::Html { html, .. } => crate::html::raw::has_untagged_image(html),
                _ => false,
            };
            if untagged {
                let problem = Problem::new(&UNTAGGED_IMAGE, node.place, "this picture has no alternative text");
                problems.push(
                    problem.help(
                        "say in the square brackets what the picture shows, as in `![A pale and a dark glass](../files/glasses.svg)`",
                    ),
                );
            }
        });
    }
}
