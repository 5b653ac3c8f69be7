//! A form's sentence that nobody has replaced: readers would see it, and as a safety net it catches
//! nobody. `model` finds them, because drafts that are left out have them too.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics};

static UNFILLED_FORM: Code = Code::warning("unfilled-form");

pub(super) const RULE: Rule = Rule { codes: &[&UNFILLED_FORM], run };

fn run(context: &Context, problems: &mut Diagnostics) {
    for (position, sentence) in &context.linked.unfilled {
        let message = format!("`{sentence}` is the form's sentence, not yours");
        let help = "put your own in its place, then take `status: draft` out to show the page";
        problems.push(Diagnostic::new(&UNFILLED_FORM, *position, message).help(help));
    }
}
