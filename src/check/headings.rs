//! Headings: an empty one is announced as nothing; a skipped level hides the reader's position.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::Resolved;
use crate::prose::{Element, Prose};

static EMPTY_HEADING: Code = Code::error("empty-heading");
static HEADING_JUMP: Code = Code::error("heading-jump");

pub(super) const RULE: Rule = Rule { codes: &[&EMPTY_HEADING, &HEADING_JUMP], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for prose in linked.proses() {
        headings(prose, problems);
    }
}

fn headings(prose: &Prose<Resolved>, problems: &mut Diagnostics) {
    // The page's title is level 1.
    let mut above = 1;
    prose.walk(&mut |node| {
        let Element::Heading { level, .. } = node.element else { return };
        let empty = node.words().trim().is_empty();
        if empty {
            problems.push(
                Diagnostic::new(&EMPTY_HEADING, node.position, "this heading is empty")
                    .help("write its words, or take the `#` away"),
            );
        }
        if empty {
            // One mistake; its level does not matter.
        } else if level == 1 {
            let problem = Diagnostic::new(
                &HEADING_JUMP,
                node.position,
                "this heading has level 1, which is the page's title",
            );
            problems.push(problem.help("begin it with `##`; the title stands in the front matter"));
        } else if level > above + 1 {
            let problem = Diagnostic::new(
                &HEADING_JUMP,
                node.position,
                format!("this heading has level {level}, but the one above has level {above}"),
            );
            problems
                .push(problem.help(format!("begin it with `{}`", "#".repeat(above as usize + 1))));
        }
        above = level.max(1);
    });
}
