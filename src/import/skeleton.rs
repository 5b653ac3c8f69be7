//! Skeleton: the graph as the file of a decision guide, for a person to fill in.
//!
//! In:   a [`Graph`], a fallback title, the levels of urgency.
//! Out:  YAML, with comments where only a person knows what belongs there.
//! Not:  judgement: the graph is carried over as it is, and the handbook's own checks then report
//!       what a guide still lacks.

use super::names::names;
use super::text::{one_line, quoted};
use super::{Edge, Graph, Node};
use crate::vocabulary::form::SAFETY_NET;

/// Writes the guide's file. `levels`: ids of the urgency levels, most urgent first. `title`: used
/// if the graph has none.
pub(super) fn skeleton(graph: &Graph, title: &str, levels: &[&str]) -> Result<String, String> {
    let leaving = leaving(graph);
    refuse(&leaving, levels)?;
    let names = names(graph);
    let title = graph
        .title
        .as_deref()
        .map(one_line)
        .filter(|title| !title.is_empty())
        .unwrap_or_else(|| one_line(title));
    let mut lines = vec![
        format!("title: {}", quoted(&title)),
        format!("start: {}", names[start(graph, &leaving)]),
        "questions:".to_string(),
    ];
    for ((node, name), edges) in
        graph.nodes.iter().zip(&names).zip(&leaving).filter(|(_, edges)| !edges.is_empty())
    {
        question(&mut lines, node, name, edges, &names);
    }
    lines.push("outcomes:".to_string());
    for ((node, name), _) in
        graph.nodes.iter().zip(&names).zip(&leaving).filter(|(_, edges)| edges.is_empty())
    {
        outcome(&mut lines, node, name, levels);
    }
    Ok(lines.join("\n") + "\n")
}

/// The edges that leave each node, in file order.
fn leaving(graph: &Graph) -> Vec<Vec<&Edge>> {
    let mut leaving = vec![Vec::new(); graph.nodes.len()];
    for edge in &graph.edges {
        leaving[edge.from].push(edge);
    }
    leaving
}

/// Refuses a graph that cannot become a guide.
fn refuse(leaving: &[Vec<&Edge>], levels: &[&str]) -> Result<(), String> {
    let problem = if leaving.is_empty() {
        "there is no box in this graph, so there is nothing to ask"
    } else if leaving.iter().all(Vec::is_empty) {
        "no arrow leaves any box of this graph, so there is no question"
    } else if leaving.iter().all(|edges| !edges.is_empty()) {
        "an arrow leaves every box of this graph, so there is no outcome"
    } else if levels.is_empty() {
        "there are no levels of urgency to give to the outcomes"
    } else {
        return Ok(());
    };
    Err(problem.to_string())
}

/// The first question: the first to which no arrow leads, or else the first of all. Boxes without
/// any arrow are remarks and do not count.
fn start(graph: &Graph, leaving: &[Vec<&Edge>]) -> usize {
    let mut is_reached = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        is_reached[edge.to] = true;
    }
    let questions = || (0..graph.nodes.len()).filter(|node| !leaving[*node].is_empty());
    questions().find(|node| !is_reached[*node]).or_else(|| questions().next()).unwrap_or_default()
}

fn question(lines: &mut Vec<String>, node: &Node, name: &str, edges: &[&Edge], names: &[String]) {
    lines.push(format!("  {name}:"));
    lines.push(format!("    ask: {}", quoted(&one_line(&node.label))));
    if let Some(YesNo { yes, no, unsure }) = yes_no(edges) {
        lines.push(
            "    #any_of: [finding-id]       # the findings of which any means yes".to_string(),
        );
        lines.push(format!("    if_yes: {}", names[yes]));
        lines.push(format!("    if_no: {}", names[no]));
        lines.extend(unsure.map(|unsure| format!("    if_unsure: {}", names[unsure])));
        return;
    }
    lines.push("    answers:".to_string());
    for (number, edge) in edges.iter().enumerate() {
        let answer = match edge.label.as_deref().map(one_line).filter(|label| !label.is_empty()) {
            Some(label) => label,
            None if edges.len() == 1 => "Next".to_string(),
            None => format!("Answer {}", number + 1),
        };
        lines.push(format!("      - {{answer: {}, go: {}}}", quoted(&answer), names[edge.to]));
    }
}

fn outcome(lines: &mut Vec<String>, node: &Node, name: &str, levels: &[&str]) {
    let known = level(node, levels);
    // Overstating the urgency is the safe mistake.
    let level = known.unwrap_or(levels[0]);
    let comment = if known.is_none() {
        format!("    # set the level: {}", levels.join(", "))
    } else {
        String::new()
    };
    let is_mildest = levels.last() == Some(&level);
    lines.push(format!("  {name}:"));
    lines.push(format!("    title: {}", quoted(&one_line(&node.label))));
    lines.push(format!("    urgency: {level}{comment}"));
    lines.push("    #suspect: [cause-id]".to_string());
    lines.push("    #do: [treatment-id]".to_string());
    // The checks require one at the mildest level.
    lines.push(if is_mildest {
        format!("    safety_net: \"{SAFETY_NET}\"")
    } else {
        format!("    #safety_net: {SAFETY_NET}")
    });
}

/// The level that one of the node's classes names; the most urgent of several.
fn level<'a>(node: &Node, levels: &[&'a str]) -> Option<&'a str> {
    let classes = || node.class.iter().flat_map(|classes| classes.split_whitespace());
    levels.iter().copied().find(|level| {
        classes().any(|class| class == *level || class.strip_prefix("level-") == Some(level))
    })
}

/// Where the answers of a yes-or-no question lead.
struct YesNo {
    yes: usize,
    no: usize,
    unsure: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reply {
    Yes,
    No,
    Unsure,
}

/// The edges as a yes-or-no question, if they are one yes, one no, perhaps one not sure, and
/// nothing else.
fn yes_no(edges: &[&Edge]) -> Option<YesNo> {
    let (mut yes, mut no, mut unsure) = (None, None, None);
    for edge in edges {
        for reply in replies(edge.label.as_deref()?)? {
            let target = match reply {
                Reply::Yes => &mut yes,
                Reply::No => &mut no,
                Reply::Unsure => &mut unsure,
            };
            if target.replace(edge.to).is_some() {
                return None;
            }
        }
    }
    Some(YesNo { yes: yes?, no: no?, unsure })
}

/// The replies in a label: `Yes`, or `Yes / not sure`, which is two. `None`: something else.
fn replies(label: &str) -> Option<Vec<Reply>> {
    let label = one_line(label)
        .to_lowercase()
        .replace('’', "'")
        .replace(" or ", "/")
        .replace(" oder ", "/");
    let mut replies = Vec::new();
    for part in label.split(['/', ',', '|']) {
        let reply = match part.trim().trim_end_matches(['.', '!', ':']) {
            "yes" | "y" | "ja" | "true" => Reply::Yes,
            "no" | "n" | "nein" | "false" => Reply::No,
            "not sure" | "unsure" | "don't know" | "dont know" | "do not know" | "unsicher"
            | "weiß nicht" | "weiss nicht" => Reply::Unsure,
            _ => return None,
        };
        if !replies.contains(&reply) {
            replies.push(reply);
        }
    }
    // `Yes / no` is no answer.
    let is_both = replies.contains(&Reply::Yes) && replies.contains(&Reply::No);
    (!is_both).then_some(replies)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::SourceMap;

    fn mermaid(text: &str) -> Result<Graph, Vec<crate::diagnostics::Diagnostic>> {
        super::super::mermaid(text, SourceMap::default().add("a.mmd", ""))
    }

    fn dot(text: &str) -> Result<Graph, Vec<crate::diagnostics::Diagnostic>> {
        super::super::dot(text, SourceMap::default().add("a.dot", ""))
    }

    const LEVELS: &[&str] = &["emergency", "urgent", "appointment", "self-care"];

    fn guide(text: &str) -> String {
        skeleton(&mermaid(&format!("graph TD\n{text}")).unwrap(), "A title", LEVELS).unwrap()
    }

    #[test]
    fn a_graph_becomes_a_guide() {
        let text = r#"digraph {
            label="Should I \"call\"?"
            A [label="Do you have chest pain\nor fainting?"]
            A -> call [label="Yes / Not sure"]
            A -> fits [label=" no "]
            fits [label="Which fits best?"]
            fits -> rest [label="Stress"]
            fits -> gp
            fits -> rest
            note -> fits
            rest [label="Rest: \\ it's \"fine\" #1" class="level-self-care big"]
            call [label="Call for help now"]
            gp [label="See a doctor", class=appointment]
        }"#;
        let expected = r##"title: "Should I \"call\"?"
start: do-you-have-chest-pain
questions:
  do-you-have-chest-pain:
    ask: "Do you have chest pain or fainting?"
    #any_of: [finding-id]       # the findings of which any means yes
    if_yes: call
    if_no: fits
    if_unsure: call
  fits:
    ask: "Which fits best?"
    answers:
      - {answer: "Stress", go: rest}
      - {answer: "Answer 2", go: gp}
      - {answer: "Answer 3", go: rest}
  note:
    ask: "note"
    answers:
      - {answer: "Next", go: fits}
outcomes:
  call:
    title: "Call for help now"
    urgency: emergency    # set the level: emergency, urgent, appointment, self-care
    #suspect: [cause-id]
    #do: [treatment-id]
    #safety_net: Say when to come back.
  rest:
    title: "Rest: \\ it's \"fine\" #1"
    urgency: self-care
    #suspect: [cause-id]
    #do: [treatment-id]
    safety_net: "Say when to come back."
  gp:
    title: "See a doctor"
    urgency: appointment
    #suspect: [cause-id]
    #do: [treatment-id]
    #safety_net: Say when to come back.
"##;
        assert_eq!(skeleton(&dot(text).unwrap(), "not used", LEVELS).unwrap(), expected);
    }

    #[test]
    fn yes_and_no_are_known_in_several_forms() {
        for (labels, expected) in [
            (["YES", "No", ""], "if_yes: b if_no: c"),
            (["ja", " Nein.", ""], "if_yes: b if_no: c"),
            (["y", "n", "don’t know"], "if_yes: b if_no: c if_unsure: d"),
            (["false", "true", "Unsure"], "if_yes: c if_no: b if_unsure: d"),
            (["Yes", "No or not sure", ""], "if_yes: b if_no: c if_unsure: c"),
            (["Not sure, yes", "no", ""], "if_yes: b if_no: c if_unsure: b"),
            (["don't know / not sure", "yes", "no"], "if_yes: c if_no: d if_unsure: b"),
            (["yes", "no", "maybe"], "answers"),
            (["yes", "yes", "no"], "answers"),
            (["yes/no", "not sure", ""], "answers"),
            (["yes", "not sure", ""], "answers"),
            (["yes/not sure", "no/not sure", ""], "answers"),
        ] {
            let edges = labels.iter().zip(["b", "c", "d"]).filter(|(label, _)| !label.is_empty());
            let text: Vec<_> =
                edges.map(|(label, to)| format!("a -->|\"{label}\"| {to}")).collect();
            let guide = guide(&text.join("\n"));
            let found: Vec<_> =
                guide.lines().map(str::trim).filter(|line| line.starts_with("if_")).collect();
            let found = if found.is_empty() { "answers".to_string() } else { found.join(" ") };
            assert_eq!(found, expected, "{labels:?}");
        }
    }

    #[test]
    fn the_start_is_a_question_that_nothing_leads_to() {
        for (text, start) in [
            ("remark[A remark]\nbb --> cc\naa --> bb", "aa"),
            ("cc --> dd\naa --> cc\nbb --> cc", "aa"),
            ("aa --> bb\nbb --> aa\nbb --> cc", "aa"),
            ("aa --> aa\naa --> cc", "aa"),
        ] {
            assert_eq!(
                guide(text).lines().nth(1),
                Some(format!("start: {start}").as_str()),
                "{text}"
            );
        }
    }

    #[test]
    fn a_class_may_be_a_level() {
        let level = |class: Option<&str>| {
            level(
                &Node {
                    name: String::new(),
                    label: String::new(),
                    class: class.map(str::to_string),
                },
                LEVELS,
            )
        };
        assert_eq!(level(Some("urgent")), Some("urgent"));
        assert_eq!(level(Some("big level-self-care appointment")), Some("appointment"));
        assert_eq!(level(Some("urgently")), None);
        assert_eq!(level(None), None);
    }

    #[test]
    fn what_is_no_guide_is_refused() {
        let refused = |text: &str| {
            skeleton(&mermaid(&format!("graph TD\n{text}")).unwrap(), "", LEVELS).unwrap_err()
        };
        assert_eq!(refused(""), "there is no box in this graph, so there is nothing to ask");
        assert_eq!(refused("a"), "no arrow leaves any box of this graph, so there is no question");
        assert_eq!(
            refused("a --> b --> a"),
            "an arrow leaves every box of this graph, so there is no outcome"
        );
        assert!(skeleton(&mermaid("graph TD\na --> b").unwrap(), "", &[]).is_err());
    }

    #[test]
    fn fifty_thousand_steps_are_made() {
        let graph = mermaid(&format!("graph TD\n{}e", "A-->".repeat(50_000))).unwrap();
        assert_eq!(
            skeleton(&graph, "", LEVELS)
                .unwrap()
                .lines()
                .filter(|line| line.contains("answer:"))
                .count(),
            50_000
        );
    }
}
