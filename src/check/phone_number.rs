//! A telephone number typed into a text: it is wrong in the next country, and nobody finds every
//! copy when it changes.

use super::{Context, Rule, texts};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{Label, Linked, Resolved};
use crate::prose::{Element, Node, Tag};

static PHONE_NUMBER_IN_PROSE: Code = Code::warning("phone-number-in-prose");

pub(super) const RULE: Rule = Rule { codes: &[&PHONE_NUMBER_IN_PROSE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let mut judge =
        |text: &str, position: Position| {
            for number in numbers_in(text) {
                let problem = Diagnostic::new(
                    &PHONE_NUMBER_IN_PROSE,
                    position,
                    format!("`{number}` looks like a telephone number"),
                );
                problems.push(problem.help(
                    "write it once under `services:` in handbook.yaml, and `{{ name }}` here",
                ));
            }
        };
    for prose in linked.proses() {
        blocks(&prose.nodes, &mut judge);
    }
    for text in texts(linked) {
        judge(text.typed(), text.position);
    }
    for (answer, position) in answers(linked) {
        judge(answer, position);
    }
}

/// Calls `judge` with the text of each block as a whole, since `Call **999**` is three nodes. Code
/// and services, whose numbers come from handbook.yaml, do not count.
fn blocks(nodes: &[Node<Resolved>], judge: &mut dyn FnMut(&str, Position)) {
    for node in nodes {
        let inline = |child: &Node<Resolved>| !child.element.is_block();
        if node.children.first().is_some_and(inline)
            || node.children.iter().any(|child| matches!(child.element, Element::Text(_)))
        {
            let mut words = String::new();
            typed(&node.children, &mut words);
            judge(&words, node.position);
        }
        let inner: Vec<&Node<Resolved>> =
            node.children.iter().filter(|child| !inline(child)).collect();
        for child in inner {
            blocks(std::slice::from_ref(child), judge);
        }
    }
}

fn typed(nodes: &[Node<Resolved>], out: &mut String) {
    for node in nodes {
        match &node.element {
            Element::Text(text) | Element::Mention { text, .. } => out.push_str(text),
            Element::SoftBreak | Element::HardBreak => out.push(' '),
            // Code and services, whose numbers come from handbook.yaml, separate the words.
            Element::Code(_) | Element::Service(_) => out.push_str(" – "),
            Element::Html(Tag::Code | Tag::Preformatted | Tag::Keyboard | Tag::Sample) => {
                out.push_str(" – ")
            }
            _ => typed(&node.children, out),
        }
    }
}

fn answers(linked: &Linked) -> impl Iterator<Item = (&str, Position)> {
    let answers =
        linked.guides.iter().flat_map(|guide| &guide.steps).flat_map(|step| step.answers());
    answers.filter_map(|answer| {
        if let Label::Text(text) = &answer.label {
            Some((text.as_str(), answer.position))
        } else {
            None
        }
    })
}

/// A telephone number has at most this many groups.
const MAX_GROUPS: usize = 8;

/// Words that mark a short number after them as one to call.
const CALL: &[&str] =
    &["call", "dial", "ring", "phone", "telephone", "text", "tel", "call:", "phone:", "tel:"];

/// The telephone numbers in a text: `+` and eight digits or more, a `0` and nine or more in groups,
/// `555-123-4567`, or two to six digits after a word such as "call".
fn numbers_in(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        if let Some((number, groups)) = long_number(&words[at..]) {
            found.push(number);
            at += groups;
            continue;
        }
        let plain = words[at].trim_matches(|c: char| !c.is_ascii_digit());
        let is_short = (2..=6).contains(&plain.len()) && plain.chars().all(|c| c.is_ascii_digit());
        let before = at.checked_sub(1).map(|before| words[before].to_lowercase());
        if is_short
            && before.is_some_and(|before| CALL.contains(&before.trim_start_matches(['(', '"'])))
        {
            found.push(plain.to_string());
        }
        at += 1;
    }
    found
}

/// A long number that begins with the first of `words`, perhaps in groups with spaces, and the
/// number of its groups.
fn long_number(words: &[&str]) -> Option<(String, usize)> {
    let is_group = |word: &str| {
        !word.is_empty()
            && word.chars().all(|c| c.is_ascii_digit() || "+()-/.".contains(c))
            && word.chars().any(|c| c.is_ascii_digit())
    };
    let groups: Vec<&str> = words
        .iter()
        .take(MAX_GROUPS)
        .map(|word| word.trim_end_matches(['.', ',', ';', ':', '!', '?']))
        .take_while(|word| is_group(word))
        .collect();
    let joined = groups.join(" ");
    let digits = joined.chars().filter(char::is_ascii_digit).count();
    let first = joined.trim_start_matches('(');
    let american = groups.first().is_some_and(|group| {
        let parts: Vec<usize> = group.split('-').map(str::len).collect();
        parts.ends_with(&[3, 3, 4])
    });
    let long = (first.starts_with('+') && digits >= 8)
        || (first.starts_with('0') && !first.starts_with("0.") && digits >= 9)
        || american;
    long.then(|| (joined.trim_end_matches(['.', ',']).to_string(), groups.len()))
}

#[cfg(test)]
mod tests {
    use super::numbers_in;

    #[test]
    fn numbers_to_call_are_found() {
        for text in [
            "Call 999 now",
            "ring (111)",
            "at +44 20 7946 0000.",
            "020 7946 0000",
            "phone 555-123-4567 today",
            "Dial 112.",
        ] {
            assert_eq!(numbers_in(text).len(), 1, "{text}");
        }
    }

    #[test]
    fn other_numbers_are_not() {
        for text in [
            "2,377 people in 12 studies",
            "from 2015-2016",
            "on 2024-04-29",
            "0.5 mg",
            "call me maybe",
            "39.4 C (103 F)",
            "10.1002/14651858.CD004577",
            "20 to 25 nmol/L 1 2 3",
        ] {
            assert!(numbers_in(text).is_empty(), "{text}");
        }
    }
}
