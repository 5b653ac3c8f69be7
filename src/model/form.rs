//! Forms: which of their sentences nobody has replaced.
//!
//! In:   a document as it was read.
//! Out:  each such sentence and its position.

use crate::diagnostics::Position;
use crate::prose::Element;
use crate::read::Document;
use crate::read::yaml::{Node, Value};
use crate::vocabulary::form::SENTENCES;

pub(super) fn unfilled(document: &Document) -> Vec<(Position, &'static str)> {
    let mut found = Vec::new();
    if let Some(fields) = &document.fields {
        values(fields, &mut found);
    }
    document.prose.walk(&mut |node| {
        if matches!(node.element, Element::Paragraph) {
            found.extend(sentence(&node.words()).map(|sentence| (node.position, sentence)));
        }
    });
    found
}

fn values(node: &Node, found: &mut Vec<(Position, &'static str)>) {
    match &node.value {
        Value::Scalar(text) => {
            found.extend(sentence(text).map(|sentence| (node.position, sentence)));
        }
        Value::List(items) => items.iter().for_each(|item| values(item, found)),
        Value::Map(fields) => fields.iter().for_each(|(_, value)| values(value, found)),
        Value::Empty | Value::Flag(_) => {}
    }
}

/// The sentence of a form that this text is.
fn sentence(text: &str) -> Option<&'static str> {
    SENTENCES.iter().copied().find(|sentence| *sentence == text.trim())
}
