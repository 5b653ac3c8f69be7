//! Anchors: the ids of places in a text, and the other names that links may use for them.

use std::collections::HashMap;

use crate::ids;
use crate::prose::{Element, Node, Prose, Written};

/// The ids of the headings and named elements of a text, in order: the author's own, or else a slug
/// of the words, each unique.
pub(super) fn ids(prose: &Prose<Written>) -> Vec<String> {
    let mut unique = ids::Unique::default();
    let mut wanted: Vec<(bool, String)> = Vec::new();
    named(prose, &mut |node, id| {
        let words = id.map_or_else(|| ids::slug(&node.words()), str::to_string);
        // Ids with this prefix are reserved for the page itself.
        wanted.push((
            id.is_some(),
            if words.starts_with("fc-") { format!("x-{words}") } else { words },
        ));
    });
    // The author's own ids first: links rely on them.
    let mut out = vec![String::new(); wanted.len()];
    for written in [true, false] {
        for (at, (_, words)) in
            wanted.iter().enumerate().filter(|(_, (explicit, _))| *explicit == written)
        {
            out[at] = unique.take(words);
        }
    }
    out
}

/// The id for each name that a link may use. Headings can also be addressed by the ids that code
/// hosts give them.
pub(super) fn by_name(prose: &Prose<Written>) -> HashMap<String, String> {
    let mut hosts = ids::Unique::default();
    let mut names: HashMap<String, String> = HashMap::new();
    let ids = ids(prose);
    let mut next = ids.iter();
    named(prose, &mut |node, _| {
        let Some(id) = next.next() else { return };
        if matches!(node.element, Element::Heading { .. }) {
            names.entry(hosts.take(&ids::host_slug(&node.words()))).or_insert_with(|| id.clone());
        }
    });
    // An id of our own takes precedence over a host's name for another heading.
    names.extend(ids.iter().map(|id| (id.clone(), id.clone())));
    names
}

/// Calls `visit` with each heading and each element that has an id, and with the author's own id.
fn named(prose: &Prose<Written>, visit: &mut dyn FnMut(&Node<Written>, Option<&str>)) {
    prose.walk(&mut |node| match (&node.element, &node.attributes) {
        (Element::Heading { id, .. }, _) => visit(node, id.as_deref()),
        (_, Some(attributes)) if attributes.id.is_some() => visit(node, attributes.id.as_deref()),
        _ => {}
    });
}
