//! Names: what the boxes of a graph are called in a guide.
//!
//! In:   the nodes' ids, which may be any text, and their labels.
//! Out:  a name for each that can be an address and a file name, and that YAML reads as a string.
//! Not:  whether the names are good ones; a person may change them.

use std::collections::HashMap;

use super::{Graph, Node};

/// A name for each node that can be an address: `[a-z0-9][a-z0-9._-]*`, each unique.
pub(super) fn names(graph: &Graph) -> Vec<String> {
    // `index` is one of the handbook's own pages.
    let mut used = HashMap::from([("index".to_string(), 1)]);
    graph.nodes.iter().map(|node| unique(&mut used, &name(node))).collect()
}

fn unique(used: &mut HashMap<String, u32>, wanted: &str) -> String {
    let mut name = wanted.to_string();
    while used.contains_key(&name) {
        let count = used.entry(wanted.to_string()).or_insert(1);
        *count += 1;
        name = format!("{wanted}-{count}");
    }
    used.insert(name.clone(), 1);
    name
}

fn name(node: &Node) -> String {
    let from_label = slug(&first_words(&node.label));
    let from_name = slug(&if node.name.contains(char::is_whitespace) {
        first_words(&node.name)
    } else {
        node.name.clone()
    });
    let name = if (is_meaningless(&node.name) && !from_label.is_empty()) || from_name.is_empty() {
        from_label
    } else {
        from_name
    };
    if is_plain_word(&name) {
        name
    } else {
        format!("step-{name}").trim_end_matches('-').to_string()
    }
}

/// Whether the id is meaningless, like `A`, `B1`, `node12` and `7`.
fn is_meaningless(name: &str) -> bool {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let has_number = stem.len() < name.len();
    stem.chars().count() <= 1
        || (has_number
            && ["node", "id", "step", "box"]
                .contains(&stem.to_lowercase().trim_end_matches(['_', '-'])))
}

/// A name is made of at most this many words of a text.
const WORDS: usize = 5;

fn first_words(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric));
    words.take(WORDS).collect::<Vec<_>>().join(" ")
}

/// The maximum length of a name in bytes: it becomes a file name.
const LONGEST: usize = 60;

fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().flat_map(char::to_lowercase).filter(|c| !matches!(c, '\'' | '’')) {
        if out.len() == LONGEST {
            break;
        }
        let is_kept = c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_');
        if is_kept || !out.ends_with('-') {
            out.push(if is_kept { c } else { '-' });
        }
    }
    out.trim_matches(['-', '.', '_']).to_string()
}

/// Whether YAML always reads the name as a string, not as a number, a date or a boolean.
fn is_plain_word(name: &str) -> bool {
    const OTHERS: &[&str] =
        &["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"];
    // `1e5`, `0x1f` and `2026-01-31` have only letters that numbers can have.
    let is_text =
        name.contains(|c: char| c.is_ascii_lowercase() && !matches!(c, 'a'..='f' | 'x' | 'o'));
    let begins_with_letter = name.starts_with(|c: char| c.is_ascii_lowercase());
    (begins_with_letter || is_text) && !OTHERS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The names of the nodes, in their order.
    fn named(nodes: &[(&str, &str)]) -> Vec<String> {
        let nodes = nodes.iter().map(|(name, label)| Node {
            name: name.to_string(),
            label: label.to_string(),
            more: Vec::new(),
            class: None,
        });
        names(&Graph { nodes: nodes.collect(), ..Graph::default() })
    }

    #[test]
    fn names_can_be_addresses() {
        let names = named(&[
            ("Call_Now!", ""),
            ("B1", "Do you have — perhaps — a fever, or don't you?"),
            ("node12", "Don't!"),
            ("Q", "Q"),
            ("x2", "日本"),
            ("日本", "日本"),
            ("index", "Index"),
            ("Are you well, or not at all?", "y"),
            ("-..a/b..-", ""),
            ("call now", ""),
            ("call_now", ""),
        ]);
        let expected = [
            "call_now",
            "do-you-have-perhaps-a",
            "dont",
            "q",
            "x2",
            "step",
            "index-2",
            "are-you-well-or-not",
            "a-b",
            "call-now",
            "call_now-2",
        ];
        assert_eq!(names, expected);
        // Names that YAML would not read as strings.
        let names = named(&[
            ("no", ""),
            ("Y", "Yes"),
            ("3", "3"),
            ("1e5", ""),
            ("2026-01-31", ""),
            ("4-weeks", ""),
            ("NULL", ""),
        ]);
        assert_eq!(
            names,
            [
                "step-no",
                "step-yes",
                "step-3",
                "step-1e5",
                "step-2026-01-31",
                "4-weeks",
                "step-null"
            ]
        );
        assert_eq!(named(&[(&"äz".repeat(500), "")])[0].len(), 59);
    }

    #[test]
    fn many_equal_names_are_told_apart() {
        let same: Vec<_> = (0..20_000).map(|number| (format!("n{number}"), "Same text")).collect();
        let same: Vec<_> = same.iter().map(|(name, label)| (name.as_str(), *label)).collect();
        assert_eq!(named(&same).last().map(String::as_str), Some("same-text-20000"));
    }

    proptest! {
        #[test]
        fn every_name_is_one_address(nodes in prop::collection::vec(("[a-zA-Z0-9 é._-]{0,8}|.{0,8}|index(-2)?", ".{0,20}"), 1..12)) {
            let nodes: Vec<_> = nodes.iter().map(|(name, label)| (name.as_str(), label.as_str())).collect();
            let mut names = named(&nodes);
            for name in &names {
                let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
                prop_assert!(name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()), "{name}");
                prop_assert!(name.chars().all(is_inner) && name != "index", "{name}");
            }
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), nodes.len());
        }
    }
}
