//! A text for paper that points to the screen: "click here".

use super::phrases::first_in;
use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::link::Resolved;
use crate::model::{Details, Paragraph};

static WEB_WORDS_ON_PAPER: Code = Code::warning("web-words-on-paper");

pub(super) const RULE: Rule = Rule { codes: &[&WEB_WORDS_ON_PAPER], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let mut texts: Vec<(&Paragraph<Resolved>, &str)> = Vec::new();
    texts.extend(linked.standing.safety_net.iter().map(|net| (net, "a safety net is printed")));
    for step in linked.guides.iter().flat_map(|guide| &guide.steps) {
        let net = step.outcome().and_then(|outcome| outcome.safety_net.as_ref());
        texts.extend(net.map(|net| (net, "a safety net is printed")));
    }
    const WHY: &str = "a handout is read on paper";
    for entry in linked.entries.iter().filter(|entry| entry.common.handout) {
        texts.extend(entry.common.summary.iter().map(|text| (text, WHY)));
        if let Details::Treatment { do_, do_not, ask_first, kind: _, certainty: _ } = &entry.details
        {
            texts.extend(do_.iter().chain(do_not).chain(ask_first).map(|text| (text, WHY)));
        }
    }
    for (text, why) in texts {
        let words = context.phrases.on_screen.iter().map(String::as_str);
        let Some(word) = first_in(words, &text.prose.words()) else { continue };
        let position =
            text.prose.nodes.first().map_or(linked.settings.title.position, |node| node.position);
        let message = format!("“{word}” points to a screen, but {why}");
        problems.push(
            Diagnostic::new(&WEB_WORDS_ON_PAPER, position, message)
                .help("name what is meant, as in `ask the guide again`, instead of where it is"),
        );
    }
}
