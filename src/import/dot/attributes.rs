//! What the attributes of nodes and edges mean to a guide.
//!
//! In:   lists of attributes.
//! Out:  labels and classes in the draft, and the graph's title; problems for attributes that would
//!       change what is read.
//! Not:  colours, shapes, layout. A class, a reversed arrow or an invisible edge is more than
//!       appearance.

use super::super::text::{Found, Read, one_line};
use super::Reader;
use super::words::Id;

/// `key=value`, and the position of the value.
pub(super) struct Attribute {
    pub(super) key: String,
    pub(super) value: Id,
    pub(super) at: usize,
}

impl Attribute {
    fn is_invisible(&self) -> bool {
        self.key == "style" && self.value.name().split(',').any(|style| style.trim() == "invis")
    }

    /// As the label of an edge or the graph; empty where nothing would be visible.
    fn text(&self) -> Read<String> {
        Ok(one_line(&self.value.label("", self.at)?))
    }

    fn problem(&self, message: &str, help: &str) -> Found {
        Found::new(self.at, message, help)
    }
}

impl Reader<'_> {
    /// `[a=b, c=d] [e=f]`, or nothing.
    pub(super) fn attributes(&mut self) -> Read<Vec<Attribute>> {
        let mut attributes = Vec::new();
        while self.is("[") {
            self.is_in_list = true;
            self.advance()?;
            while !self.is("]") {
                let at = self.at;
                let key = self.id()?.name();
                if !self.eat("=")? {
                    return Err(Found::new(
                        at,
                        "this attribute has no value",
                        "write `name=value`",
                    ));
                }
                let value_at = self.at;
                let value = self.id()?;
                attributes.push(Attribute { key, value, at: value_at });
                if self.is(",") || self.is(";") {
                    self.advance()?;
                }
            }
            self.is_in_list = false;
            self.advance()?;
        }
        Ok(attributes)
    }
}

// The statement as such has been understood when these run. What they find is reported, and reading
// continues after it.
impl Reader<'_> {
    pub(super) fn node_attributes(&mut self, node: usize, attributes: &[Attribute]) {
        for attribute in attributes {
            if attribute.is_invisible() {
                self.found.push(
                    attribute
                        .problem("this node cannot be seen", "take it out; it only moves others"),
                );
            }
            match attribute.key.as_str() {
                "label" => {
                    match attribute.value.label(&self.draft.graph.nodes[node].name, attribute.at) {
                        Ok(label) => self.draft.label(node, &label),
                        Err(found) => self.found.push(found),
                    }
                }
                "class" => {
                    let class = one_line(&attribute.value.name());
                    self.draft.graph.nodes[node].class =
                        Some(class).filter(|class| !class.is_empty());
                }
                _ => {}
            }
        }
    }

    /// The label of an edge, from `label` or `xlabel`.
    pub(super) fn edge_label(&mut self, attributes: &[Attribute]) -> Option<String> {
        self.edge_attributes(attributes);
        // scikit-learn writes the answers of its first node at the ends of the edges.
        let mut labels = [None, None, None];
        for attribute in attributes {
            let position = match attribute.key.as_str() {
                "label" => 0,
                "xlabel" => 1,
                "headlabel" => 2,
                _ => continue,
            };
            match attribute.text() {
                Ok(text) => {
                    labels[position] =
                        Some(text).filter(|text| !text.is_empty()).map(|text| (text, attribute))
                }
                Err(found) => self.found.push(found),
            }
        }
        let mut written = labels.into_iter().flatten();
        let first = written.next();
        if let Some((_, second)) = written.next() {
            let message = match second.key.as_str() {
                "xlabel" => "this edge has a `label` and an `xlabel`",
                _ => "this edge has two labels",
            };
            self.found.push(second.problem(message, "keep the one that is the answer"));
        }
        first.map(|(text, _)| text)
    }

    /// `node [a=b]`, `edge [a=b]`, `graph [a=b]`
    pub(super) fn defaults(&mut self, kind: &str) -> Read<()> {
        let at = self.at;
        self.advance()?;
        if !self.is("[") {
            return Err(Found::new(
                at,
                format!("`{kind}` is a word of DOT's own"),
                "put it into double quotes if it is a name",
            ));
        }
        let attributes = self.attributes()?;
        match kind {
            "graph" => {
                for attribute in attributes.iter().filter(|attribute| attribute.key == "label") {
                    self.title(&attribute.value, attribute.at);
                }
            }
            "node" => {
                for attribute in &attributes {
                    if attribute.is_invisible() {
                        self.found.push(
                            attribute
                                .problem("nodes that cannot be seen are not read", "take them out"),
                        );
                    }
                    if attribute.key == "class" {
                        self.found.push(attribute.problem(
                            "a class for all nodes is not read",
                            "write it at each node that has it",
                        ));
                    }
                }
            }
            _ => {
                self.edge_attributes(&attributes);
                for attribute in attributes
                    .iter()
                    .filter(|attribute| matches!(attribute.key.as_str(), "label" | "xlabel"))
                {
                    if attribute.text().is_ok_and(|text| !text.is_empty()) {
                        self.found.push(attribute.problem(
                            "a label for all edges is not read",
                            "write it at each edge that has it",
                        ));
                    }
                }
            }
        }
        Ok(())
    }

    /// Sets the title, which is the label of the whole graph; that of a subgraph means nothing to a
    /// guide.
    pub(super) fn title(&mut self, value: &Id, at: usize) {
        if !self.sets.is_empty() {
            return;
        }
        match value.label("", at) {
            Ok(title) => {
                self.draft.graph.title = Some(one_line(&title)).filter(|title| !title.is_empty())
            }
            Err(found) => self.found.push(found),
        }
    }

    /// Reports attributes that would change the meaning of an edge.
    fn edge_attributes(&mut self, attributes: &[Attribute]) {
        for attribute in attributes {
            let value = attribute.value.name();
            let (message, help) = match attribute.key.as_str() {
                "style" if attribute.is_invisible() => (
                    "edges that cannot be seen are not read",
                    "take them out; they only move nodes",
                ),
                "dir" if matches!(value.as_str(), "back" | "both") => (
                    "an edge that points back is not read",
                    "write it from the question to what follows, and leave `dir` out",
                ),
                "taillabel" if attribute.text().is_ok_and(|text| !text.is_empty()) => {
                    ("a label at one end of an edge is not read", "write it as `label`")
                }
                _ => continue,
            };
            self.found.push(attribute.problem(message, help));
        }
    }
}
