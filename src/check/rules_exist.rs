//! `rules:` and `menu:` in handbook.yaml name what exists: a mistake there would silently have no
//! effect.

use super::{Context, Rule};
use crate::diagnostics::{self, Diagnostic, Diagnostics, did_you_mean};
use crate::link::UNKNOWN_REFERENCE;
use crate::model::{BAD_VALUE, UNKNOWN_KEY};
use crate::vocabulary::Kind;

pub(super) const RULE: Rule = Rule { codes: &[&UNKNOWN_KEY, &BAD_VALUE, &UNKNOWN_REFERENCE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    rules(context, problems);
    menu(context, problems);
}

fn menu(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let folders = Kind::ALL.iter().map(|kind| kind.folder()).chain(["guides"]);
    let known: Vec<String> = folders
        .map(String::from)
        .chain(linked.pages.iter().map(|page| format!("pages/{}", page.path)))
        .collect();
    for name in linked.settings.menu.iter().flatten().filter(|name| !known.contains(&name.text)) {
        // A page that failed or is a draft exists, and is reported where that matters.
        let page = name.text.replacen("pages/", "page:", 1);
        if linked.unusable.failed.contains(&page) || linked.unusable.drafts.contains(&page) {
            continue;
        }
        let help =
            did_you_mean(&name.text, known.iter().map(String::as_str)).unwrap_or_else(|| {
                "the menu holds folders of kinds, `guides`, and free pages as `pages/about`".into()
            });
        problems.push(
            Diagnostic::new(
                &UNKNOWN_REFERENCE,
                name.position,
                format!("the menu names `{}`, which is not there", name.text),
            )
            .help(help),
        );
    }
}

fn rules(context: &Context, problems: &mut Diagnostics) {
    let codes = context.codes;
    for (name, rule) in &context.linked.settings.rules {
        match codes.iter().find(|code| code.name == name.text) {
            None => {
                let help = did_you_mean(&name.text, codes.iter().map(|code| code.name))
                    .unwrap_or_else(|| "`fascicle explain` lists the codes".into());
                problems.push(
                    Diagnostic::new(
                        &UNKNOWN_KEY,
                        name.position,
                        format!("there is no problem code `{}`", name.text),
                    )
                    .help(help),
                );
            }
            Some(code) if !code.lowerable && *rule != diagnostics::Rule::Error => {
                let problem = Diagnostic::new(
                    &BAD_VALUE,
                    name.position,
                    format!("the level of `{}` cannot be lowered", name.text),
                );
                problems
                    .push(problem.help("content with this problem would be half understood; take the line out and mend what is reported"));
            }
            Some(_) => {}
        }
    }
}
