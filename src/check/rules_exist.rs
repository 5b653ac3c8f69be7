//! `rules:` in handbook.yaml names codes that exist and may be lowered. A rule with a slip in it would be off in silence.

use super::{Context, Rule, codes};
use crate::model::{BAD_VALUE, UNKNOWN_KEY};
use crate::problems::{self, Problem, Problems, did_you_mean};

pub(super) const RULE: Rule = Rule { codes: &[&UNKNOWN_KEY, &BAD_VALUE], run };

fn run(context: &Context, problems: &mut Problems) {
    let codes = codes();
    for (name, rule) in &context.linked.settings.rules {
        match codes.iter().find(|code| code.name == name.text) {
            None => {
                let help = did_you_mean(&name.text, codes.iter().map(|code| code.name))
                    .unwrap_or_else(|| "`fascicle explain` lists the codes".into());
                problems.push(Problem::new(&UNKNOWN_KEY, name.place, format!("there is no problem code `{}`", name.text)).help(help));
            }
            Some(code) if !code.lowerable && *rule != problems::Rule::Error => {
                let problem = Problem::new(&BAD_VALUE, name.place, format!("the level of `{}` cannot be lowered", name.text));
                problems
                    .push(problem.help("content with this problem would be half understood; take the line out and mend what is reported"));
            }
            Some(_) => {}
        }
    }
}
