//! A graph as the files of a handbook, and as a graph for Graphviz.

use std::collections::BTreeMap;

use super::{Graph, Question};

/// The settings of a handbook with a single graph.
pub(crate) const HANDBOOK: &str = "title: T\nrules: {never-reviewed: off, guide-too-long: off, missing-source: off, guide-no-safety-net: off}\n";

/// The size of a box for Graphviz where none is given, in pixels.
pub(crate) const BOX: (f64, f64) = (220.0, 60.0);
/// Graphviz breaks no lines: a longer answer is cut.
const DOT_LETTERS: usize = 30;
/// One pixel is one point, as in Graphviz's own SVG.
const DOTS_PER_INCH: f64 = 72.0;

/// Whether Graphviz is given the answers, which take up space on the edges.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Answers {
    Shown,
    Hidden,
}

impl Graph {
    /// The guide, in the format of content/README.md. Needs the entries of [`Graph::findings`]
    /// beside it, if there are any.
    pub(crate) fn yaml(&self) -> String {
        let mut text = format!(
            "title: {}\nstart: {}\nquestions:\n",
            quoted(&format!("Guide {}", self.name)),
            self.questions[0].name
        );
        for question in &self.questions {
            text.push_str(&format!("  {}:\n    ask: {}\n", question.name, quoted(&question.ask)));
            self.answers(question, &mut text);
        }
        text.push_str("outcomes:\n");
        for (name, title, level) in &self.outcomes {
            text.push_str(&format!("  {name}: {{title: {}, urgency: {level}}}\n", quoted(title)));
        }
        text
    }

    fn answers(&self, question: &Question, text: &mut String) {
        if !question.items.is_empty() {
            let findings = self.findings();
            let id =
                |item: &String| findings.iter().find(|(_, words)| words == item).unwrap().0.clone();
            text.push_str(&format!(
                "    any_of: [{}]\n",
                question.items.iter().map(id).collect::<Vec<_>>().join(", ")
            ));
        }
        if question.is_yes_no() {
            text.push_str(&format!(
                "    if_yes: {}\n    if_no: {}\n",
                question.answers[0].1, question.answers[1].1
            ));
            return;
        }
        text.push_str("    answers:\n");
        for (words, to) in &question.answers {
            text.push_str(&format!("      - answer: {}\n        go: {to}\n", quoted(words)));
        }
    }

    /// The findings that the questions list: the id and the words of each, without repeats.
    pub(crate) fn findings(&self) -> Vec<(String, String)> {
        let mut found: Vec<(String, String)> = Vec::new();
        for item in self.questions.iter().flat_map(|question| &question.items) {
            if !found.iter().any(|(_, words)| words == item) {
                found.push((format!("f{}", found.len() + 1), item.clone()));
            }
        }
        found
    }

    /// Every file of a small handbook with this guide, by its path below `content/`.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::from([
            ("handbook.yaml".to_string(), HANDBOOK.to_string()),
            ("guides/g.yaml".to_string(), self.yaml()),
        ]);
        for (id, words) in self.findings() {
            let text = format!(
                "---\ntitle: {}\nsummary: {}\n---\n",
                quoted(&words),
                quoted(&format!("About: {words}."))
            );
            files.insert(format!("findings/{id}.md"), text);
        }
        files
    }

    /// The graph for Graphviz, without `ordering`. `sizes`: width and height in pixels by name;
    /// otherwise [`BOX`].
    pub(crate) fn dot(&self, sizes: &BTreeMap<String, (f64, f64)>, answers: Answers) -> String {
        let mut text =
            format!("digraph {} {{\n  node [shape=box, fixedsize=true]\n", quoted(&self.name));
        let questions = self.questions.iter().map(|question| (&question.name, &question.ask));
        for (name, words) in
            questions.chain(self.outcomes.iter().map(|(name, title, _)| (name, title)))
        {
            let (w, h) = sizes.get(name).copied().unwrap_or(BOX);
            let size = format!("width={:.4}, height={:.4}", w / DOTS_PER_INCH, h / DOTS_PER_INCH);
            text.push_str(&format!(
                "  {} [label={}, {size}]\n",
                quoted(name),
                quoted(&shortened(words))
            ));
        }
        for question in &self.questions {
            for (words, to) in question.ways() {
                let label = if answers == Answers::Shown {
                    format!(" [label={}]", quoted(&shortened(&words)))
                } else {
                    String::new()
                };
                text.push_str(&format!("  {} -> {}{label}\n", quoted(&question.name), quoted(&to)));
            }
        }
        text + "}\n"
    }
}

/// A string in double quotes, as YAML and Graphviz read it.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= DOT_LETTERS {
        text.to_string()
    } else {
        text.chars().take(DOT_LETTERS - 1).chain(['…']).collect()
    }
}
