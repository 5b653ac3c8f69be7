//! The convention itself: every name is known, nothing occurs twice, and everything that belongs
//! together is present.

use std::collections::BTreeMap;

use super::{Drawing, Edge, Fault};

const CLASS: &str = "contract";

pub(crate) fn faults(drawing: &Drawing) -> Vec<Fault> {
    let mut texts = drawing.slips.clone();
    form(drawing, &mut texts);
    edges(drawing, &mut texts);
    labels(drawing, &mut texts);
    connectors(drawing, &mut texts);
    let mut faults: Vec<Fault> =
        texts.into_iter().map(|text| Fault { class: CLASS, text }).collect();
    faults.extend(unlabelled(drawing));
    faults
}

fn form(drawing: &Drawing, texts: &mut Vec<String>) {
    if !["layered", "spine"].contains(&drawing.kind.as_str()) {
        texts.push(format!("data-drawing is “{}”", drawing.kind));
    }
    if drawing.boxes.is_empty() {
        texts.push("no boxes".to_string());
    }
}

fn edges(drawing: &Drawing, texts: &mut Vec<String>) {
    for (name, count) in counted(drawing.edges.iter().map(Edge::name)) {
        if count > 1 {
            texts.push(format!("edge `{name}` stands {count} times"));
        }
    }
    for edge in &drawing.edges {
        for end in
            [&edge.from, &edge.to].into_iter().filter(|end| !drawing.boxes.contains_key(*end))
        {
            texts.push(format!("edge `{}`: there is no box `{end}`", edge.name()));
        }
        let symbols =
            drawing.connectors.iter().filter(|symbol| symbol.name() == edge.name()).count();
        match (edge.parts.len(), symbols) {
            (1, 0) | (2, 1) => {}
            (parts, symbols) => texts.push(format!(
                "edge `{}`: {parts} parts and {symbols} outgoing connectors",
                edge.name()
            )),
        }
    }
}

fn labels(drawing: &Drawing, texts: &mut Vec<String>) {
    for (name, count) in counted(drawing.labels.iter().map(|label| label.name())) {
        if count > 1 {
            texts.push(format!("label `{name}` stands {count} times"));
        }
        if !drawing.edges.iter().any(|edge| edge.name() == name) {
            texts.push(format!("label `{name}`: there is no such edge"));
        }
    }
}

fn connectors(drawing: &Drawing, texts: &mut Vec<String>) {
    for connector in &drawing.connectors {
        let is_known = match &connector.from {
            Some(from) => drawing.edges.iter().any(|edge| edge.is(from, &connector.to)),
            None => {
                drawing.edges.iter().any(|edge| edge.to == connector.to && edge.parts.len() > 1)
            }
        };
        if !is_known {
            texts.push(format!("connector `{}`: no such edge is cut", connector.name()));
        }
    }
    for (name, count) in counted(
        drawing.edges.iter().filter(|edge| edge.parts.len() > 1).map(|edge| edge.to.clone()),
    ) {
        if !drawing.connectors.iter().any(|connector| connector.name() == name) {
            texts.push(format!("{count} edges to box `{name}` are cut, but it has no inlet"));
        }
    }
}

fn unlabelled(drawing: &Drawing) -> Vec<Fault> {
    let has_label =
        |edge: &Edge| drawing.labels.iter().any(|label| edge.is(&label.from, &label.to));
    let bare = drawing.edges.iter().filter(|edge| edge.wants_label && !has_label(edge));
    bare.map(|edge| Fault {
        class: "unlabelled",
        text: format!("edge `{}` from {}", edge.name(), edge.parts[0][0]),
    })
    .collect()
}

fn counted(names: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for name in names {
        *counts.entry(name).or_insert(0) += 1;
    }
    counts
}
