//! Raw HTML of which a part is taken out: the author should know what the reader does not get.

use super::{Context, Rule};
use crate::html::raw;
use crate::problems::{Code, Problem, Problems};
use crate::read::markdown::{Kind, UNSAFE_CONTENT};

/// Its own code, because no rule may turn it off: the text after it would be lost in silence.
static UNCLOSED_HTML: Code = Code::fixed("unclosed-html");

pub(super) const RULE: Rule = Rule { codes: &[&UNSAFE_CONTENT, &UNCLOSED_HTML], run };

fn run(context: &Context, problems: &mut Problems) {
    let linked = context.linked;
    for prose in linked.proses() {
        prose.walk(&mut |node| {
            let Kind::Html { html, .. } = &node.kind else { return };
            if let Some((begin, end)) = raw::unfinished(html) {
                let problem = Problem::new(&UNCLOSED_HTML, node.place, format!("`{begin}` is never closed, so all text after it is lost"));
                // Not a part is gone, but whatever the page says from here on.
                problems.push(problem.help(format!("close it with `{end}`, or take it out")));
                return;
            }
            for removed in raw::removals(html) {
                let problem = Problem::new(&UNSAFE_CONTENT, node.place, format!("{removed} was taken out"));
                problems.push(
                    problem.help("a handbook has no scripts, handlers, styles or frames; write it as Markdown where that is possible"),
                );
            }
        });
    }
}
