//! Import: turns a flowchart that another tool drew into the skeleton of a decision guide.
//!
//! In:   the text of a Mermaid flowchart (`mermaid`) or of a Graphviz DOT graph (`dot`).
//! Out:  the guide's file, or diagnostics that say what cannot be carried over, and where.
//! Not:  files, other kinds of diagram, appearance. Whether the guide makes sense is for `check`.
//!
//! Only the plain subset of both languages is read. Everything else is refused, never skipped: a
//! lost arrow would be an answer that a reader does not see.

mod dot;
mod mermaid;
mod names;
pub mod pages;
mod skeleton;
pub mod table;
mod text;

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Position};
use crate::prose::DrawingLanguage;

use dot::dot;
use mermaid::mermaid;
use skeleton::skeleton;

/// A drawing contains something that a guide cannot carry over.
static BAD_DRAWING: Code = Code::fixed("bad-drawing");

/// The codes that reading a drawing can report.
pub static CODES: &[&Code] = &[&BAD_DRAWING];

/// A file that an import makes.
#[derive(Debug)]
pub struct NewFile {
    /// Below `content/`.
    pub path: String,
    pub bytes: Vec<u8>,
    pub is_draft: bool,
}

/// What an import makes, and what it leaves out.
#[derive(Debug, Default)]
pub struct Imported {
    pub files: Vec<NewFile>,
    /// Each with the reason, a line each.
    pub skipped: Vec<String>,
}

/// The language of a drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    Mermaid,
    Dot,
}

impl Language {
    /// By the file name's extension; `None`: neither of the two.
    pub fn of(path: &str) -> Option<Language> {
        match path.rsplit_once('.')?.1 {
            "mmd" | "mermaid" => Some(Language::Mermaid),
            "dot" | "gv" => Some(Language::Dot),
            _ => None,
        }
    }
}

impl From<DrawingLanguage> for Language {
    fn from(language: DrawingLanguage) -> Language {
        match language {
            DrawingLanguage::Mermaid => Language::Mermaid,
            DrawingLanguage::Dot => Language::Dot,
        }
    }
}

/// A drawing for a text: its boxes, in the order in which they are named.
#[derive(Debug)]
pub struct Drawing {
    pub title: Option<String>,
    pub boxes: Vec<DrawnBox>,
}

#[derive(Debug)]
pub struct DrawnBox {
    pub name: String,
    pub label: String,
    /// The lines below it.
    pub more: Vec<String>,
    pub classes: Vec<String>,
    /// Each arrow's label, if it has one, and the box to which it leads.
    pub ways: Vec<(String, usize)>,
}

/// Reads a drawing.
///
/// # Errors
/// What cannot be read; positions count from the beginning of `text`.
pub fn drawing(
    (language, text, file): (Language, &str, FileId),
) -> Result<Drawing, Vec<Diagnostic>> {
    let mut graph = match language {
        Language::Mermaid => mermaid(text, file),
        Language::Dot => dot(text, file),
    }?;
    if graph.nodes.is_empty() {
        let problem =
            Diagnostic::new(&BAD_DRAWING, Position::new(file, 1, 1), "there is no box in it");
        return Err(vec![problem.help("draw boxes with arrows between them")]);
    }
    if language == Language::Dot {
        name_branches(&mut graph);
    }
    let mut boxes: Vec<DrawnBox> = graph
        .nodes
        .into_iter()
        .map(|node| DrawnBox {
            name: node.name,
            label: node.label,
            more: node.more,
            classes: node
                .class
                .iter()
                .flat_map(|it| it.split_whitespace())
                .map(str::to_string)
                .collect(),
            ways: Vec::new(),
        })
        .collect();
    for edge in graph.edges {
        boxes[edge.from].ways.push((edge.label.unwrap_or_default(), edge.to));
    }
    Ok(Drawing { title: graph.title, boxes })
}

/// A guide begun from a drawing.
#[derive(Debug)]
pub struct Begun {
    /// The guide's file, in YAML.
    pub text: String,
    pub questions: usize,
    /// Boxes with one way out, the start box among them.
    pub actions: usize,
    pub outcomes: usize,
}

/// Begins a guide from the text of a drawing. `file`: the drawing, for messages; `title`: the
/// guide's, if the drawing has none; `levels`: the ids of the levels of urgency, most urgent first.
/// `None`: something cannot be carried over, which is reported.
pub fn guide(
    (language, text, file): (Language, &str, FileId),
    title: &str,
    levels: &[&str],
    problems: &mut Diagnostics,
) -> Option<Begun> {
    let read = match language {
        Language::Mermaid => mermaid(text, file),
        Language::Dot => dot(text, file),
    };
    let mut graph =
        read.map_err(|found| found.into_iter().for_each(|problem| problems.push(problem))).ok()?;
    if language == Language::Dot {
        name_branches(&mut graph);
    }
    match skeleton(&graph, title, levels) {
        Ok(text) => {
            let mut ways = vec![0usize; graph.nodes.len()];
            graph.edges.iter().for_each(|edge| ways[edge.from] += 1);
            let count =
                |wanted: fn(&usize) -> bool| ways.iter().filter(|ways| wanted(ways)).count();
            Some(Begun {
                text,
                questions: count(|ways| *ways > 1),
                actions: count(|ways| *ways == 1),
                outcomes: count(|ways| *ways == 0),
            })
        }
        Err(message) => {
            let help = "a guide asks at least one question and ends in at least one outcome: draw boxes with arrows between them";
            problems.push(Diagnostic::new(&BAD_DRAWING, Position::file(file), message).help(help));
            None
        }
    }
}

/// scikit-learn labels the two ways out of the first node of a decision tree, `True` and `False`, and
/// leaves out the same labels everywhere below.
fn name_branches(graph: &mut Graph) {
    let mut ways: Vec<Vec<usize>> = vec![Vec::new(); graph.nodes.len()];
    for (at, edge) in graph.edges.iter().enumerate() {
        ways[edge.from].push(at);
    }
    ways.retain(|ways| ways.len() > 1);
    let label = |at: usize| graph.edges[at].label.as_deref();
    let is_named = |ways: &Vec<usize>| matches!(ways[..], [yes, no] if (label(yes), label(no)) == (Some("True"), Some("False")));
    let is_bare =
        |ways: &Vec<usize>| matches!(ways[..], [a, b] if (label(a), label(b)) == (None, None));
    if !ways.iter().any(is_named) || !ways.iter().all(|ways| is_named(ways) || is_bare(ways)) {
        return;
    }
    for [yes, no] in ways.iter().filter_map(|ways| <[usize; 2]>::try_from(&ways[..]).ok()) {
        graph.edges[yes].label = Some("True".to_string());
        graph.edges[no].label = Some("False".to_string());
    }
}

/// The first drawing in a Markdown file, and its language: everything else is blanked, so that lines
/// keep their numbers.
pub fn fence(text: &str) -> Option<(Language, String)> {
    let mut found: Option<(Language, &str)> = None;
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        match found {
            None => {
                let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
                let word = mark.map(|mark| bare.trim_start_matches(&mark[..1]).trim());
                let language = match word.unwrap_or_default() {
                    "mermaid" => Some(Language::Mermaid),
                    "dot" | "graphviz" => Some(Language::Dot),
                    _ => None,
                };
                found = language.zip(mark);
                out.push('\n');
            }
            Some((language, mark)) if bare.starts_with(mark) => return Some((language, out)),
            Some(_) => out.push_str(line),
        }
    }
    None
}

/// A graph as another tool's file describes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Graph {
    /// The file's own title, if any.
    pub title: Option<String>,
    /// In order of first mention.
    pub nodes: Vec<Node>,
    /// In file order.
    pub edges: Vec<Edge>,
}

/// A box of the graph.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    /// Its id in the file.
    pub name: String,
    /// Its text on one line; the id if it has none.
    pub label: String,
    /// The lines below it, if they are more than a way to make the box narrow.
    pub more: Vec<String>,
    /// Its classes, separated by spaces.
    pub class: Option<String>,
}

/// An arrow of the graph; `from` and `to` are indices of [`Graph::nodes`].
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edge {
    pub from: usize,
    pub to: usize,
    /// Its text on one line, never empty.
    pub label: Option<String>,
}

/// The maximum total weight of the edges of a file. `a & b --> c & d` creates an edge for every
/// pair, so without a limit a file of a few hundred kilobytes could fill the memory. It is enough
/// for a quarter of a million edges.
const MOST_EDGES: usize = 16_000_000;

/// The weight of an edge apart from its label.
const EDGE: usize = 64;

/// What happens to a second edge between the same two nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Repeated {
    #[default]
    Kept,
    /// Merged into the first, whose label a later one replaces: `strict` in DOT.
    Merged,
}

/// A graph while its file is read.
#[derive(Default)]
struct Draft {
    graph: Graph,
    numbers: HashMap<String, usize>,
    repeated: Repeated,
    /// By pair of nodes: the index of the edge; filled only if repeated edges are merged.
    pairs: HashMap<(usize, usize), usize>,
    weight: usize,
}

impl Draft {
    /// The number of the node called `name`, if it has been mentioned.
    fn find(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// The number of the node called `name`, which is mentioned here, perhaps for the first time.
    fn node(&mut self, name: &str) -> usize {
        if let Some(number) = self.find(name) {
            return number;
        }
        let number = self.graph.nodes.len();
        self.graph.nodes.push(Node {
            name: name.to_string(),
            label: text::one_line(name),
            more: Vec::new(),
            class: None,
        });
        self.numbers.insert(name.to_string(), number);
        number
    }

    /// Gives a node its text; an empty one changes nothing.
    fn label(&mut self, node: usize, label: &str) {
        let (label, more) = text::lines(label);
        if !label.is_empty() {
            self.graph.nodes[node].label = label;
            self.graph.nodes[node].more = more;
        }
    }

    /// Gives a node one more class.
    fn add_class(&mut self, node: usize, class: &str) {
        match &mut self.graph.nodes[node].class {
            Some(classes) => {
                classes.push(' ');
                classes.push_str(class);
            }
            none => *none = Some(class.to_string()),
        }
    }

    /// Adds an edge from each of `from` to each of `to`. Returns false if that would exceed the
    /// limit.
    #[must_use]
    fn link(&mut self, from: &[usize], to: &[usize], label: Option<&str>) -> bool {
        let label = label.map(text::one_line).filter(|label| !label.is_empty());
        let each = EDGE + label.as_ref().map_or(0, String::len);
        self.weight =
            from.len().saturating_mul(to.len()).saturating_mul(each).saturating_add(self.weight);
        if self.weight > MOST_EDGES {
            return false;
        }
        for &from in from {
            for &to in to {
                self.edge(Edge { from, to, label: label.clone() });
            }
        }
        true
    }

    fn edge(&mut self, edge: Edge) {
        if self.repeated == Repeated::Merged {
            let next = self.graph.edges.len();
            let first = *self.pairs.entry((edge.from, edge.to)).or_insert(next);
            if first < next {
                let known = &mut self.graph.edges[first].label;
                *known = edge.label.or(known.take());
                return;
            }
        }
        self.graph.edges.push(edge);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_make_an_edge_of_every_pair() {
        let mut draft = Draft::default();
        let nodes: Vec<_> = ["a", "b", "c"].iter().map(|name| draft.node(name)).collect();
        assert!(draft.link(&nodes[..2], &nodes[1..], Some(" a\n text ")));
        let pairs: Vec<_> = draft.graph.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        assert_eq!(pairs, [(0, 1), (0, 2), (1, 1), (1, 2)]);
        assert_eq!(draft.graph.edges[3].label.as_deref(), Some("a text"));
    }

    #[test]
    fn more_edges_than_fit_are_refused() {
        let mut draft = Draft::default();
        assert!(!draft.link(&vec![0; 100_000], &vec![0; 100_000], None));
        assert!(draft.graph.edges.is_empty());
        // A long label counts once for each edge.
        let mut draft = Draft::default();
        assert!(!draft.link(&[0; 300], &[0; 300], Some(&"x".repeat(200_000))));
    }

    #[test]
    fn repeated_edges_are_merged_where_asked() {
        let mut draft = Draft { repeated: Repeated::Merged, ..Draft::default() };
        assert!(draft.link(&[0], &[1], Some("Yes")));
        assert!(draft.link(&[0], &[1], None));
        assert!(draft.link(&[0], &[1], Some("No")));
        assert_eq!(draft.graph.edges, [Edge { from: 0, to: 1, label: Some("No".into()) }]);
    }
}
