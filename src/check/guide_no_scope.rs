//! A medical guide that does not say whom it is for.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::model::Domain;

static GUIDE_NO_SCOPE: Code = Code::warning("guide-no-scope");

pub(super) const RULE: Rule = Rule { codes: &[&GUIDE_NO_SCOPE], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    let settings = &context.linked.settings;
    if settings.domain != Domain::Medical || settings.failed {
        return;
    }
    for guide in context.linked.guides.iter().filter(|guide| guide.scope.is_none()) {
        let message = "nothing says whom this guide is for".to_string();
        let help = "write `scope:` here or in handbook.yaml, as in `scope: {for: Adults who exercise., not_for: [children, pregnancy], instead: Ask your doctor.}`";
        let position = guide.common.title.position;
        problems.push(Diagnostic::new(&GUIDE_NO_SCOPE, position, message).help(help));
    }
}
