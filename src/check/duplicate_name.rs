//! Two entries of one kind with the same title or alias: a reader could not tell them apart in a
//! list. (Two outputs for one path have the same code; `plan` reports them.)

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

use super::{Context, Rule};
use crate::diagnostics::{DUPLICATE_NAME, Diagnostic, Diagnostics};
use crate::model::Text;

pub(super) const RULE: Rule = Rule { codes: &[&DUPLICATE_NAME], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let mut seen: HashMap<_, (usize, &Text)> = HashMap::new();
    for (at, entry) in context.linked.entries.iter().enumerate() {
        for name in std::iter::once(&entry.common.title).chain(&entry.common.also_called) {
            let folded: String = name.value.nfkc().collect::<String>().to_lowercase();
            match seen.get(&(entry.kind, folded.clone())) {
                Some((other, _)) if *other != at => {
                    let other = &context.linked.entries[*other];
                    let problem = Diagnostic::new(
                        &DUPLICATE_NAME,
                        name.position,
                        format!(
                            "the {} `{}` is called `{}` too",
                            entry.kind.name(),
                            other.id,
                            name.value
                        ),
                    );
                    problems.push(
                        problem.help("give one of the two another name, or make them one entry"),
                    );
                }
                Some(_) => {}
                None => {
                    seen.insert((entry.kind, folded), (at, name));
                }
            }
        }
    }
}
