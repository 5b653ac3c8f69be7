//! A guide that leads back to a question already answered: the reader would loop for ever.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

static GUIDE_CYCLE: Code = Code::error("guide-cycle");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_CYCLE], run };

/// Depth-first search with an explicit stack (Tarjan, SIAM J. Comput. 1(2), 1972, for the colours):
/// each answer that closes a cycle is reported once. Linear in the size of the graph.
fn run(context: &Context, problems: &mut Diagnostics) {
    let flow = &context.flow;
    let mut finished = vec![false; flow.nodes.len()];
    let mut on_way = vec![false; flow.nodes.len()];
    for start in 0..flow.nodes.len() {
        if finished[start] || context.linked.guide(flow.nodes[start].0).broken {
            continue;
        }
        // A node and the number of its answers already followed.
        let mut way = vec![(start, 0usize)];
        on_way[start] = true;
        while let Some((node, followed)) = way.last_mut() {
            let node = *node;
            let Some(next) = flow.graph.next[node].get(*followed).copied() else {
                finished[node] = true;
                on_way[node] = false;
                way.pop();
                continue;
            };
            let answer = *followed;
            *followed += 1;
            // Whoever has to wait may come back.
            if context.written(node).waits() {
                continue;
            }
            // "Not sure" goes the same way as yes or no; it closes no cycle of its own.
            let drawn =
                context.written(node).answers().get(answer).is_none_or(|answer| answer.is_drawn());
            if on_way[next] && drawn {
                let from = way.iter().position(|(other, _)| *other == next).unwrap_or(0);
                let mut circle: Vec<_> = way[from..].iter().map(|(node, _)| *node).collect();
                circle.push(next);
                let position = context
                    .step(node)
                    .answers()
                    .get(answer)
                    .map_or(context.written(node).position, |answer| answer.position);
                let problem = Diagnostic::new(
                    &GUIDE_CYCLE,
                    position,
                    format!("this guide goes round in a circle: {}", context.written_way(&circle)),
                );
                problems.push(
                    problem.help("let this answer lead on to a later question or to an outcome"),
                );
            } else if !on_way[next] && !finished[next] {
                on_way[next] = true;
                way.push((next, 0));
            }
        }
    }
}
