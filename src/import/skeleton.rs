//! Skeleton: the graph as the file of a decision guide, for a person to fill in.
//!
//! In:   a [`Graph`], a fallback title, the levels of urgency.
//! Out:  YAML, with comments where only a person knows what belongs there.
//! Not:  judgement: the graph is carried over as it is, and the handbook's own checks then report
//!       what a guide still lacks.

use super::names::names;
use super::text::{BULLETS, one_line, quoted};
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
    let (start, opening) = start(graph, &leaving);
    let mut lines = vec![format!("title: {}", quoted(&title))];
    if let Some(opening) = opening {
        let node = &graph.nodes[opening];
        let words: Vec<&str> =
            std::iter::once(&node.label).chain(&node.more).map(String::as_str).collect();
        let words = words.join(" ");
        // "Start" says nothing that the guide does not say.
        let is_plain =
            ["start", "begin", "beginn", "anfang"].contains(&words.to_lowercase().as_str());
        lines.push(format!("{}summary: {}", if is_plain { "#" } else { "" }, quoted(&words)));
    }
    lines.push(format!("start: {}", names[start]));
    let steps = || {
        let all = graph.nodes.iter().zip(&names).zip(&leaving).enumerate();
        all.filter(|(at, _)| Some(*at) != opening)
            .map(|(_, ((node, name), edges))| (node, name, edges))
    };
    lines.push("questions:".to_string());
    for (node, name, edges) in steps().filter(|(.., edges)| edges.len() > 1) {
        question(&mut lines, node, name, edges, &names);
    }
    if steps().any(|(.., edges)| edges.len() == 1) {
        lines.push("actions:".to_string());
    }
    for (node, name, edges) in steps().filter(|(.., edges)| edges.len() == 1) {
        action(&mut lines, node, name, edges[0], &names);
    }
    lines.push("outcomes:".to_string());
    for (node, name, _) in steps().filter(|(.., edges)| edges.is_empty()) {
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
    } else if leaving.iter().all(|edges| edges.len() < 2) {
        "no box of this graph has two ways out, so there is no question"
    } else if levels.is_empty() {
        "there are no levels of urgency to give to the outcomes"
    } else {
        return Ok(());
    };
    Err(problem.to_string())
}

/// The first step, and the box before it that only begins the drawing, if there is one. The first
/// step is the first to which no arrow leads, or else the first of all. Boxes without any arrow are
/// remarks and do not count.
fn start(graph: &Graph, leaving: &[Vec<&Edge>]) -> (usize, Option<usize>) {
    let mut is_reached = vec![false; graph.nodes.len()];
    for edge in &graph.edges {
        is_reached[edge.to] = true;
    }
    let steps = || (0..graph.nodes.len()).filter(|node| !leaving[*node].is_empty());
    let first =
        steps().find(|node| !is_reached[*node]).or_else(|| steps().next()).unwrap_or_default();
    match &leaving[first][..] {
        [only] if !is_reached[first] && only.label.is_none() && !leaving[only.to].is_empty() => {
            (only.to, Some(first))
        }
        _ => (first, None),
    }
}

fn question(lines: &mut Vec<String>, node: &Node, name: &str, edges: &[&Edge], names: &[String]) {
    lines.push(format!("  {name}:"));
    lines.push(format!("    ask: {}", quoted(&node.label)));
    if !node.more.is_empty() {
        lines.push("    help: |".to_string());
        let item = |line: &String| match line.strip_prefix(BULLETS) {
            Some(item) => format!("      - {}", item.trim_start()),
            None => format!("      {line}"),
        };
        lines.extend(node.more.iter().map(item));
    }
    if let Some(YesNo { yes, no, unsure }) = yes_no(edges) {
        lines.push(
            "    # With findings: any_of: [finding-id], if_yes: …, if_no: …, in place of answers."
                .to_string(),
        );
        lines.push("    answers:".to_string());
        lines.push(format!("      - {{answer: \"Yes\", go: {}}}", names[yes]));
        lines.push(format!("      - {{answer: \"No\", go: {}}}", names[no]));
        lines.extend(unsure.map(|unsure| format!("    if_unsure: {}", names[unsure])));
        return;
    }
    lines.push("    answers:".to_string());
    for (number, edge) in edges.iter().enumerate() {
        let label = edge.label.as_deref().map(one_line).filter(|label| !label.is_empty());
        let comment =
            if label.is_none() { "   # the arrow has no label: write the answer" } else { "" };
        let answer = label.unwrap_or_else(|| format!("Answer {}", number + 1));
        lines.push(format!(
            "      - {{answer: {}, go: {}}}{comment}",
            quoted(&answer),
            names[edge.to]
        ));
    }
}

/// A box with one way out: something is done, and nothing asked.
fn action(lines: &mut Vec<String>, node: &Node, name: &str, edge: &Edge, names: &[String]) {
    let label = edge.label.as_deref().map(one_line).filter(|label| !label.is_empty());
    let (after, said) = match label {
        Some(label) if is_time(&label) => (Some(label), None),
        label => (None, label),
    };
    lines.push(format!("  {name}:"));
    lines.push(format!("    title: {}", quoted(&node.label)));
    let say: Vec<&str> = node.more.iter().map(|line| plain(line)).chain(said.as_deref()).collect();
    if !say.is_empty() {
        lines.push(format!("    say: {}", quoted(&say.join("; "))));
    }
    lines.push(format!("    then: {}", names[edge.to]));
    if let Some(after) = after {
        let after = after.strip_prefix("after ").or(after.strip_prefix("After ")).unwrap_or(&after);
        lines.push(format!("    after: {}", quoted(after)));
    }
}

/// A line without the sign of a list.
fn plain(line: &str) -> &str {
    line.strip_prefix(BULLETS).map_or(line, str::trim_start)
}

/// Whether a label is a length of time: `10 minutes`, `after 2 h`, `in 3 Tagen`.
fn is_time(label: &str) -> bool {
    let label = label.to_lowercase();
    let words: Vec<&str> = label.split_whitespace().collect();
    let rest = match &words[..] {
        ["after" | "in" | "nach", rest @ ..] => rest,
        rest => rest,
    };
    let is_number = |word: &str| {
        !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || ".,-–/".contains(c))
    };
    let is_unit = |word: &str| {
        const UNITS: [&str; 13] = [
            "s", "sec", "second", "sekunde", "min", "minute", "h", "hour", "stunde", "day", "tag",
            "week", "woche",
        ];
        UNITS.iter().any(|unit| {
            word.strip_prefix(unit).is_some_and(|rest| ["", "s", "n", "en", "."].contains(&rest))
        })
    };
    matches!(rest, [number, unit] if is_number(number) && is_unit(unit))
}

fn outcome(lines: &mut Vec<String>, node: &Node, name: &str, levels: &[&str]) {
    let known = level(node, levels);
    lines.push(format!("  {name}:"));
    lines.push(format!("    title: {}", quoted(&node.label)));
    lines.push(match known {
        Some(level) => format!("    urgency: {level}"),
        // `check` asks for it: only a person knows.
        None => format!("    urgency:    # set the level: {}", levels.join(", ")),
    });
    if !node.more.is_empty() {
        let say: Vec<&str> = node.more.iter().map(|line| plain(line)).collect();
        lines.push(format!("    say: {}", quoted(&say.join("; "))));
    }
    lines.push("    #suspect: [cause-id]".to_string());
    lines.push("    #do: [treatment-id]".to_string());
    // The checks require one at the mildest level.
    lines.push(if levels.last().copied() == known {
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
    # With findings: any_of: [finding-id], if_yes: …, if_no: …, in place of answers.
    answers:
      - {answer: "Yes", go: call}
      - {answer: "No", go: fits}
    if_unsure: call
  fits:
    ask: "Which fits best?"
    answers:
      - {answer: "Stress", go: rest}
      - {answer: "Answer 2", go: gp}   # the arrow has no label: write the answer
      - {answer: "Answer 3", go: rest}   # the arrow has no label: write the answer
actions:
  note:
    title: "note"
    then: fits
outcomes:
  call:
    title: "Call for help now"
    urgency:    # set the level: emergency, urgent, appointment, self-care
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
            let go = |answer: &str| {
                let line =
                    guide.lines().find(|line| line.contains(&format!("{{answer: \"{answer}\"")))?;
                Some(line.split("go: ").nth(1)?.trim_end_matches('}').to_string())
            };
            let unsure = guide.lines().find_map(|line| line.trim().strip_prefix("if_unsure: "));
            let found = match (go("Yes"), go("No"), guide.contains("With findings")) {
                (Some(yes), Some(no), true) => {
                    let unsure = unsure.map(|unsure| format!(" if_unsure: {unsure}"));
                    format!("if_yes: {yes} if_no: {no}{}", unsure.unwrap_or_default())
                }
                _ => "answers".to_string(),
            };
            assert_eq!(found, expected, "{labels:?}");
        }
    }

    #[test]
    fn the_start_is_a_question_that_nothing_leads_to() {
        for (text, start) in [
            ("remark[A remark]\nbb --> cc & dd\naa --> bb & ee", "aa"),
            ("cc --> dd\naa --> cc & ee\nbb --> cc", "aa"),
            ("aa --> bb\nbb --> aa\nbb --> cc", "aa"),
            ("aa --> aa\naa --> cc", "aa"),
            ("aa --> bb\nbb --> cc & dd", "bb"),
        ] {
            let guide = guide(text);
            assert!(guide.contains(&format!("\nstart: {start}\n")), "{text}\n{guide}");
        }
    }

    #[test]
    fn a_class_may_be_a_level() {
        let level = |class: Option<&str>| {
            level(
                &Node {
                    name: String::new(),
                    label: String::new(),
                    more: Vec::new(),
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
        let graph = mermaid(&format!("graph TD\n{}e\na --> f", "A-->".repeat(50_000))).unwrap();
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
