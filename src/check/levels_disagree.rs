//! A free page that gives another time for a level than the ladder does.

use super::phrases::folded;
use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::Resolved;
use crate::prose::{Element, Node};

static LEVELS_DISAGREE: Code = Code::warning("levels-disagree");

pub(super) const RULE: Rule = Rule { codes: &[&LEVELS_DISAGREE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for page in &context.linked.pages {
        // The level that the last heading names holds for what stands below it.
        let mut of_heading = None;
        for node in &page.prose.nodes {
            let words = node.words();
            if matches!(node.element, Element::Heading { .. }) {
                of_heading = level_in(context, &words);
                continue;
            }
            for block in blocks(node) {
                let words = block.words();
                let Some(level) = level_in(context, &words).or(of_heading) else { continue };
                let level = &context.linked.settings.ladder.levels[level];
                let Some(within) = &level.within else { continue };
                let Some(time) = time_in(context, &words) else { continue };
                if folded(within).contains(&folded(&time)) {
                    continue;
                }
                let message = format!(
                    "the page says “{time}” about `{}`, whose `within` is “{within}”",
                    level.id
                );
                problems.push(
                    Diagnostic::new(&LEVELS_DISAGREE, block.position, message)
                        .help("say the same time in both places, on the page and under `urgency:` in handbook.yaml"),
                );
            }
        }
    }
}

/// The paragraphs, items and cells of a block.
fn blocks(node: &Node<Resolved>) -> Vec<&Node<Resolved>> {
    let inner: Vec<&Node<Resolved>> =
        node.children.iter().filter(|child| child.element.is_block()).collect();
    if inner.is_empty() { vec![node] } else { inner.into_iter().flat_map(blocks).collect() }
}

/// The only level whose label a text names.
fn level_in(context: &Context, words: &str) -> Option<usize> {
    let text = folded(words);
    let levels = &context.linked.settings.ladder.levels;
    let mut named = (0..levels.len()).filter(|at| text.contains(&folded(&levels[*at].label)));
    named.next().filter(|_| named.next().is_none())
}

/// A time in which something is to be done: "within 2 weeks".
fn time_in(context: &Context, words: &str) -> Option<String> {
    let text = folded(words);
    let all: Vec<&str> = text.split_whitespace().collect();
    let phrases = context.phrases;
    all.windows(3).find_map(|three| {
        let is_time = phrases.within.iter().any(|word| word == three[0])
            && three[1].chars().all(|c| c.is_ascii_digit())
            && phrases.units.iter().any(|unit| unit == three[2]);
        is_time.then(|| format!("{} {}", three[1], three[2]))
    })
}
