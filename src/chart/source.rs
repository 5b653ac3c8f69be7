//! Source: a guide in the input languages of other drawing tools.
//!
//! In:   a [`Diagram`].
//! Out:  a DOT graph (graphviz.org/doc/info/lang.html) or a Mermaid flowchart
//!       (mermaid.js.org/syntax/flowchart.html).

use super::{BoxKind, Diagram};
use crate::model::Ladder;

/// A guide as a DOT graph. The author's order is kept from left to right; classes are level ids.
pub fn dot(diagram: &Diagram, title: &str, ladder: &Ladder) -> String {
    let mut out = format!(
        "digraph {{\n  label={};\n  ordering=out;\n  node [shape=box, style=rounded];\n",
        dot_text(title)
    );
    for step in &diagram.steps {
        let class = level(step.kind, ladder)
            .map(|level| format!(", class={}", dot_text(level)))
            .unwrap_or_default();
        out.push_str(&format!("  {} [label={}{class}];\n", dot_text(&step.name), dot_lines(step)));
    }
    for step in &diagram.steps {
        for way in &step.ways {
            let to = &diagram.steps[way.to].name;
            out.push_str(&format!(
                "  {} -> {} [label={}];\n",
                dot_text(&step.name),
                dot_text(to),
                dot_text(&way.label)
            ));
        }
    }
    out.push_str("}\n");
    out
}

/// A quoted string, in which only quotation marks and the backslashes before them are special.
fn dot_text(text: &str) -> String {
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The title and the lines below it, each on a line of its own (`\\n` in a label).
fn dot_lines(step: &super::Box) -> String {
    let items = step.items.iter().map(|item| format!("• {item}"));
    let lines = std::iter::once(step.title.clone()).chain(items).map(|line| dot_text(&line));
    let lines: Vec<String> = lines.map(|line| line[1..line.len() - 1].to_string()).collect();
    format!("\"{}\"", lines.join("\\n"))
}

/// A guide as a Mermaid flowchart. Classes are level ids.
pub fn mermaid(diagram: &Diagram, title: &str, ladder: &Ladder) -> String {
    let title = serde_json::Value::from(title);
    let mut out = format!("---\ntitle: {title}\n---\nflowchart TD\n");
    // Step names may contain characters that are special to Mermaid; numbers cannot.
    for (at, step) in diagram.steps.iter().enumerate() {
        let items = step.items.iter().map(|item| format!("• {item}"));
        let lines = std::iter::once(step.title.clone()).chain(items);
        let text = lines.map(|line| mermaid_text(&line)).collect::<Vec<_>>().join("<br/>");
        let node = match level(step.kind, ladder) {
            Some(level) => format!("([\"{text}\"]):::{}", level.replace(['.', '_'], "-")),
            None if step.kind == BoxKind::Jump => format!("[[\"{text}\"]]"),
            None => format!("[\"{text}\"]"),
        };
        out.push_str(&format!("  {}{node}\n", node_name(diagram, at)));
    }
    for (at, step) in diagram.steps.iter().enumerate() {
        for way in &step.ways {
            let (from, to) = (node_name(diagram, at), node_name(diagram, way.to));
            out.push_str(&format!("  {from} -->|\"{}\"| {to}\n", mermaid_text(&way.label)));
        }
    }
    out
}

/// The step's name if Mermaid can read it as an id, otherwise its number. `end` is a Mermaid
/// keyword.
fn node_name(diagram: &Diagram, at: usize) -> String {
    let step = &diagram.steps[at];
    let plain = step
        .name
        .split('-')
        .all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()));
    let reserved = step.name.split('-').any(|part| {
        matches!(part, "end" | "o" | "x" | "default" | "graph" | "flowchart" | "subgraph")
    });
    if plain && !reserved { step.name.clone() } else { format!("step{}", step.number) }
}

/// Text for use between quotation marks, with special characters as entity codes.
fn mermaid_text(text: &str) -> String {
    let mut out = String::new();
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            c => out.push(c),
        }
    }
    out
}

fn level(kind: BoxKind, ladder: &Ladder) -> Option<&str> {
    match kind {
        BoxKind::Outcome(urgency) => Some(&ladder.level(urgency).id),
        _ => None,
    }
}
