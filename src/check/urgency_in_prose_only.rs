//! A finding whose text sends the reader to somebody, and whose field does not: the cards, the guide
//! and its proof know only the field.

use super::phrases::first_in;
use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::{Destination, Resolved, Target};
use crate::model::Details;
use crate::prose::{Element, Node, Prose};
use crate::vocabulary::CAUSE_FINDINGS;

static URGENCY_IN_PROSE_ONLY: Code = Code::warning("urgency-in-prose-only");

pub(super) const RULE: Rule = Rule { codes: &[&URGENCY_IN_PROSE_ONLY], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    for id in linked.entry_ids() {
        let entry = linked.entry(id);
        let Details::Finding { kind: _, urgency: None, ask: _ } = &entry.details else { continue };
        if linked.broken[id.index()] {
            continue;
        }
        let summary = entry.common.summary.as_ref().map(|summary| &summary.prose);
        let own = summary.into_iter().chain([&entry.prose]).map(|prose| (prose, entry.id.as_str()));
        let notes = linked
            .incoming(id)
            .filter(|edge| *edge.relation == CAUSE_FINDINGS && edge.speaks_for())
            .filter_map(|edge| {
                Some((&edge.note.as_ref()?.prose, linked.entry(edge.from).id.as_str()))
            });
        // One problem for each finding: the first place says enough.
        let told = own.chain(notes).find_map(|(prose, owner)| {
            let (words, position) = told_in(context, prose)?;
            Some((words, position, owner))
        });
        let Some((words, position, owner)) = told else { continue };
        let whose = if owner == entry.id { String::new() } else { format!(" of `{owner}`") };
        let message = format!(
            "the text{whose} says “{words}”, but the finding `{}` has no `urgency`",
            entry.id
        );
        problems.push(Diagnostic::new(&URGENCY_IN_PROSE_ONLY, position, message).help(
            "give the finding an `urgency`, so that cards and guides know it too; or say in the text when it is harmless",
        ));
    }
}

/// Whether a block links to a warning sign: then it sends the reader to somebody because of that.
fn names_a_sign(context: &Context, node: &Node<Resolved>) -> bool {
    let own = match &node.element {
        Element::Link { to, .. } => match to.to {
            Destination::To(Target::Entry(id)) => Some(id),
            _ => None,
        },
        _ => None,
    };
    // An entry with a mistake may have lost its urgency to it.
    let linked = context.linked;
    own.is_some_and(|id| linked.entry(id).details.urgency().is_some() || linked.broken[id.index()])
        || node.children.iter().any(|child| names_a_sign(context, child))
}

/// The words by which a text sends the reader to somebody.
fn told_in(context: &Context, prose: &Prose<Resolved>) -> Option<(String, Position)> {
    let mut found = None;
    prose.walk(&mut |node| {
        if found.is_some() || names_a_sign(context, node) {
            return;
        }
        // A name that is none stays as it was written.
        let services = &context.linked.settings.services.by_name;
        if let Element::Service(number) = &node.element {
            found = services
                .values()
                .any(|known| known == number)
                .then(|| (number.clone(), node.position));
        } else if matches!(
            node.element,
            Element::Paragraph | Element::Item | Element::Heading { .. }
        ) {
            let levels = &context.linked.settings.ladder.levels;
            // The mildest level sends nobody anywhere.
            let actions = levels.iter().take(levels.len().saturating_sub(1));
            let actions = actions.map(|level| level.action.trim_end_matches([':', ' ']));
            let phrases = context.phrases.see_somebody.iter().map(String::as_str).chain(actions);
            found =
                first_in(phrases, &node.words()).map(|words| (words.to_string(), node.position));
        }
    });
    // A summary or a note is one line without blocks.
    let is_line = prose.nodes.iter().all(|node| !node.element.is_block());
    found.or_else(|| {
        let about_another = prose.nodes.iter().any(|node| names_a_sign(context, node));
        if !is_line || about_another {
            return None;
        }
        let phrases = context.phrases.see_somebody.iter().map(String::as_str);
        let position = prose.nodes.first()?.position;
        first_in(phrases, &prose.words()).map(|words| (words.to_string(), position))
    })
}
