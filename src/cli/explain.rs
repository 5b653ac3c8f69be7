//! `fascicle explain`: what a code means. The text and its samples are in
//! `tests/problems/<code>.md`, which the tests run.

use std::process::ExitCode;

use include_dir::{Dir, include_dir};

use super::{Refusal, print};
use crate::diagnostics::{Level, did_you_mean};
use crate::pipeline;

static TEXTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/problems");

/// Every code with its explanation.
pub fn explanations() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEXTS
        .files()
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)))
}

pub(super) fn explain(code: Option<&str>) -> Result<ExitCode, Refusal> {
    let codes = pipeline::codes();
    let Some(wanted) = code else {
        let mut list = String::new();
        for code in codes {
            let level = match code.level {
                Level::Error => "error",
                Level::Warning => "warning",
            };
            let meaning = explanations()
                .find(|(name, _)| *name == code.name)
                .map_or("", |(_, text)| first_sentence(text));
            list.push_str(&format!("{:26} {level:8} {meaning}\n", code.name));
        }
        print(&list)?;
        return Ok(ExitCode::SUCCESS);
    };
    let wanted = wanted.trim_matches(['[', ']']);
    match explanations().find(|(name, _)| *name == wanted) {
        Some((_, text)) => {
            print(text)?;
            Ok(ExitCode::SUCCESS)
        }
        None => {
            let help = did_you_mean(wanted, codes.iter().map(|code| code.name))
                .unwrap_or_else(|| "`fascicle explain` lists all codes".into());
            Err(Refusal(format!("there is no problem code `{wanted}`; {help}")))
        }
    }
}

/// The first paragraph after the heading, on one line.
fn first_sentence(text: &str) -> &str {
    text.lines().skip(1).find(|line| !line.trim().is_empty()).unwrap_or_default()
}
