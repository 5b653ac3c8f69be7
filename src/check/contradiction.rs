//! Contradictions: an entry with a finding both for and against, a treatment both to use and to
//! avoid, a cause that leads to itself; a question with one answer that leads to two places; an
//! item listed twice.

use std::collections::HashMap;

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{Answer, Edge, EntryId, Guide, GuideStep, Label, What};
use crate::vocabulary::{AVOID, CAUSE_LEADS_TO, CAUSE_TREATMENTS};

static CONTRADICTION: Code = Code::error("contradiction");

pub(super) const RULE: Rule = Rule { codes: &[&CONTRADICTION], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for id in context.linked.entry_ids() {
        opposites(context, id, problems);
        avoided_as_help(context, id, problems);
    }
    circles(context, problems);
    for guide in &context.linked.guides {
        for step in &guide.steps {
            answers(guide, step, problems);
            repeated(context, step, problems);
        }
    }
}

/// The same item twice in one relation, perhaps as `often` and as `against`; or an entry that names
/// itself.
fn opposites(context: &Context, id: EntryId, problems: &mut Diagnostics) {
    let entry = context.linked.entry(id);
    let mut first: HashMap<(usize, EntryId), &Edge> = HashMap::new();
    for edge in context.linked.outgoing(id) {
        if edge.to == id && *edge.relation != CAUSE_LEADS_TO {
            let problem = Diagnostic::new(
                &CONTRADICTION,
                edge.position,
                format!("`{}` names itself in `{}`", entry.id, edge.relation.field),
            );
            problems.push(problem.help("take it out, or name the entry that you mean"));
            continue;
        }
        let before = first.entry((edge.relation.position(), edge.to)).or_insert(edge);
        if !std::ptr::eq(*before, edge) {
            let to = &context.linked.entry(edge.to).id;
            let (first, second) = (before.strength.key, edge.strength.key);
            let message = if first == second && first.is_empty() {
                format!("`{to}` is listed twice in `{}`", edge.relation.field)
            } else if first == second {
                format!("`{to}` is listed twice under `{first}` of `{}`", edge.relation.field)
            } else {
                format!(
                    "`{to}` is listed under `{first}` and under `{second}` of `{}`",
                    edge.relation.field
                )
            };
            let help =
                if first == second { "take one of the two out" } else { "it cannot be both" };
            problems.push(
                Diagnostic::new(&CONTRADICTION, edge.position, message)
                    .help(format!("{help}; the other is on line {}", before.position.line)),
            );
        }
    }
}

/// A treatment that is something not to do, where help is listed.
fn avoided_as_help(context: &Context, id: EntryId, problems: &mut Diagnostics) {
    for edge in context.linked.related(id, &CAUSE_TREATMENTS) {
        if edge.speaks_for() && is_avoided(context, edge.to) {
            problems.push(not_help(context, edge.to, edge.position, edge.strength.key));
        }
    }
}

fn is_avoided(context: &Context, id: EntryId) -> bool {
    context.linked.entry(id).details.type_().is_some_and(|choice| choice.key == AVOID)
}

fn not_help(context: &Context, id: EntryId, position: Position, field: &str) -> Diagnostic {
    let id = &context.linked.entry(id).id;
    let message =
        format!("`{id}` is something not to do (`type: avoid`), and stands under `{field}`");
    Diagnostic::new(&CONTRADICTION, position, message)
        .help("list it under `avoid`, or give the treatment another `type`")
}

/// The same answer twice in the same words: a reader cannot know which is meant.
fn answers(guide: &Guide, step: &GuideStep, problems: &mut Diagnostics) {
    let mut first: HashMap<String, &Answer> = HashMap::new();
    for answer in step.answers() {
        let Label::Text(text) = &answer.label else { continue };
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let before = *first.entry(words).or_insert(answer);
        if std::ptr::eq(before, answer) {
            continue;
        }
        let target = |answer: &Answer| guide.step(answer.to).name.clone();
        let message = if before.to == answer.to {
            format!("the answer `{text}` stands twice in `{}`", step.name)
        } else {
            format!(
                "the answer `{text}` of `{}` leads to `{}` and to `{}`",
                step.name,
                target(before),
                target(answer)
            )
        };
        let help = format!(
            "take one of the two out, or say in what they differ; the other is on line {}",
            before.position.line
        );
        problems.push(Diagnostic::new(&CONTRADICTION, answer.position, message).help(help));
    }
}

/// The same item twice in one list of a step.
fn repeated(context: &Context, step: &GuideStep, problems: &mut Diagnostics) {
    let lists: Vec<(&str, &[(EntryId, Position)])> = match &step.what {
        What::Ask(ask) => vec![("any_of", &ask.any_of)],
        What::Action(action) => vec![("do", &action.advice), ("tests", &action.tests)],
        What::Outcome(outcome) => {
            vec![("suspect", &outcome.suspect), ("do", &outcome.advice), ("tests", &outcome.tests)]
        }
        What::Earlier(_) | What::Jump(_) => Vec::new(),
    };
    for (field, list) in lists {
        let mut first: HashMap<EntryId, Position> = HashMap::new();
        for (id, position) in list {
            if field == "do" && is_avoided(context, *id) {
                problems.push(not_help(context, *id, *position, field));
            }
            let before = *first.entry(*id).or_insert(*position);
            if before != *position {
                let item = &context.linked.entry(*id).id;
                let message = format!("`{item}` stands twice under `{field}` of `{}`", step.name);
                let help = format!("take one of the two out; the other is on line {}", before.line);
                problems.push(Diagnostic::new(&CONTRADICTION, *position, message).help(help));
            }
        }
    }
}

/// `a` leads to `b`, which leads to `a`. Depth-first search with three colours; each cycle is
/// reported once.
fn circles(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let mut done = vec![false; linked.entries.len()];
    for start in linked.entry_ids() {
        let mut way: Vec<EntryId> = Vec::new();
        let mut open = vec![(start, false)];
        let mut on_way = std::collections::HashSet::new();
        while let Some((id, leaving)) = open.pop() {
            if leaving {
                way.pop();
                on_way.remove(&id);
                done[id.index()] = true;
                continue;
            }
            if done[id.index()] || on_way.contains(&id) {
                continue;
            }
            way.push(id);
            on_way.insert(id);
            open.push((id, true));
            for edge in linked.related(id, &CAUSE_LEADS_TO) {
                if on_way.contains(&edge.to) {
                    let from = way.iter().position(|other| *other == edge.to).unwrap_or(0);
                    let names: Vec<&str> = way[from..]
                        .iter()
                        .chain([&edge.to])
                        .map(|id| linked.entry(*id).id.as_str())
                        .collect();
                    let problem = Diagnostic::new(
                        &CONTRADICTION,
                        edge.position,
                        format!("`leads_to` goes round in a circle: {}", names.join(" → ")),
                    );
                    problems.push(problem.help("take out the link that is not true"));
                } else {
                    open.push((edge.to, false));
                }
            }
        }
    }
}
