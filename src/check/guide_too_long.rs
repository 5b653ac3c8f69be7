//! A guide that a worried reader would not finish: too many questions on a path, or too much in one
//! question.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::flow::NodeId;

static GUIDE_TOO_LONG: Code = Code::warning("guide-too-long");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_TOO_LONG], run };

const MAX_QUESTIONS: usize = 12;
const MAX_ITEMS: usize = 8;

fn run(context: &Context, problems: &mut Diagnostics) {
    for (id, guide) in context.sound_guides() {
        for step in &guide.steps {
            let Some(ask) = step.ask() else { continue };
            let items = if !ask.items.is_empty() {
                ask.items.iter().map(|item| item.answers.len()).max().unwrap_or(0)
            } else if ask.any_of.is_empty() {
                ask.answers.iter().filter(|answer| answer.is_drawn()).count()
            } else {
                ask.any_of.len()
            };
            if items > MAX_ITEMS {
                let problem = Diagnostic::new(
                    &GUIDE_TOO_LONG,
                    step.position,
                    format!(
                        "the question `{}` has {items} items; more than {MAX_ITEMS} are not read to the end",
                        step.name
                    ),
                );
                problems.push(problem.help("split it into two questions"));
            }
        }
        let (length, way) = longest(context, context.written_start(id));
        if length > MAX_QUESTIONS {
            let problem = Diagnostic::new(
                &GUIDE_TOO_LONG,
                guide.start_place,
                format!(
                    "a way through this guide has {length} questions; readers give up after {MAX_QUESTIONS}: {}",
                    context.written_way(&way)
                ),
            );
            problems.push(problem.help("put questions together, or lead to an outcome earlier"));
        }
    }
}

/// The number of questions on the longest path, and that path. Answers that close a loop, which is
/// a separate problem, are not followed. Depth-first, each node once.
fn longest(context: &Context, start: NodeId) -> (usize, Vec<NodeId>) {
    let flow = &context.flow;
    let mut best: Vec<Option<(usize, Option<NodeId>)>> = vec![None; flow.nodes.len()];
    let mut way = vec![(start, 0usize)];
    let mut entered = vec![false; flow.nodes.len()];
    entered[start] = true;
    while let Some((node, followed)) = way.last_mut() {
        let node = *node;
        if let Some(next) = flow.graph.next[node].get(*followed).copied() {
            *followed += 1;
            if !std::mem::replace(&mut entered[next], true) {
                way.push((next, 0));
            }
            continue;
        }
        let after = flow.graph.next[node]
            .iter()
            .filter_map(|next| best[*next].map(|(length, _)| (length, Some(*next))))
            .max_by_key(|(length, _)| *length);
        let own = usize::from(context.written(node).ask().is_some());
        best[node] =
            Some((own + after.map_or(0, |(length, _)| length), after.and_then(|(_, next)| next)));
        way.pop();
    }
    let mut nodes = vec![start];
    while let Some((_, Some(next))) = best[nodes[nodes.len() - 1]] {
        nodes.push(next);
    }
    (best[start].map_or(0, |(length, _)| length), nodes)
}
