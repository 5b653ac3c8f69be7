//! `fascicle guide`: one guide on paper or for other tools, or a new one from theirs.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::args::{Common, Sheet};
use super::new;
use super::{PROBLEMS, Refusal, handbook_folder, input, options, print, report, show};
use crate::diagnostics::{Diagnostics, SourceMap, did_you_mean};
use crate::import::{self, Language};
use crate::pipeline::{self, Ask, Asked, Paper};

/// What the command is to do.
pub(super) enum What<'a> {
    Svg { file: Option<&'a Path>, paper: Sheet },
    Dot,
    Mermaid,
    Cases,
    From(&'a Path),
}

pub(super) fn guide(
    name: &str,
    what: &What,
    dir: &Path,
    common: &Common,
) -> Result<ExitCode, Refusal> {
    let (ask, file) = match what {
        What::From(file) => return from(name, file, dir, common),
        What::Dot => (Ask::Dot, None),
        What::Mermaid => (Ask::Mermaid, None),
        What::Cases => (Ask::Cases, None),
        What::Svg { file, paper } => (Ask::Svg(sheet(*paper)), *file),
    };
    handbook_folder(dir)?;
    let (problems, sources, asked) = pipeline::guide(&input(dir, &options(common)?), name, ask);
    let text = match asked {
        Asked::Text(text) => text,
        Asked::TooSmall(points) => {
            return Err(Refusal(format!(
                "on this paper the letters of the guide would have {points:.1} pt, which nobody can read; take a larger sheet (`--paper a1`), or let a part of the guide be a guide of its own (`go: guide:NAME`)"
            )));
        }
        Asked::NoSuchGuide(names) => return Err(no_such_guide(name, &names)),
        Asked::Problems => {
            show(&problems, &sources, common);
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    match file {
        None => print(&text)?,
        Some(file) => {
            whole(file, text.as_bytes())?;
            if !common.quiet {
                eprintln!("wrote {}", file.display());
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Begins a guide from another tool's drawing.
fn from(name: &str, file: &Path, dir: &Path, common: &Common) -> Result<ExitCode, Refusal> {
    handbook_folder(dir)?;
    new::fit_id(name)?;
    let shown = file.display().to_string();
    let is_markdown = file.extension().is_some_and(|extension| extension == "md");
    let language = Language::of(&shown);
    if language.is_none() && !is_markdown {
        return Err(Refusal(format!(
            "{shown}: name a Mermaid flowchart (.mmd), a DOT graph (.dot or .gv), or a Markdown file with one of them (.md)"
        )));
    }
    let bytes = fs::read(file).map_err(|error| Refusal(format!("{shown}: {error}")))?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Refusal(format!("{shown} is not UTF-8 text; save it as UTF-8")));
    };
    let (language, text) = match language {
        Some(language) => (language, text),
        None => import::fence(&text).ok_or_else(|| {
            Refusal(format!("{shown} has no block that begins with ```mermaid or ```dot"))
        })?,
    };
    let options = options(common)?;
    let levels = pipeline::levels(&input(dir, &options));
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    let (mut sources, mut problems) = (SourceMap::default(), Diagnostics::new(options.strictness));
    let drawing = sources.add(shown, text.as_str());
    let Some(begun) =
        import::guide((language, &text, drawing), &new::title(name), &levels, &mut problems)
    else {
        report(&problems, &sources, dir, common)?;
        eprintln!("nothing was written: a guide must not lose an answer that its drawing has");
        return Ok(ExitCode::from(PROBLEMS));
    };
    let path = new::put(dir, &format!("guides/{name}.yaml"), &begun.text)?;
    if !common.quiet {
        let import::Begun { questions, actions, outcomes, .. } = begun;
        eprintln!(
            "wrote {}: questions {questions}, actions {actions}, outcomes {outcomes}; now set the level of each outcome",
            path.display()
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn sheet(paper: Sheet) -> Paper {
    match paper {
        Sheet::A4 => Paper::A4,
        Sheet::A3 => Paper::A3,
        Sheet::A2 => Paper::A2,
        Sheet::A1 => Paper::A1,
        Sheet::A0 => Paper::A0,
        Sheet::Letter => Paper::Letter,
    }
}

fn no_such_guide(name: &str, names: &[String]) -> Refusal {
    let name = name.strip_suffix(".yaml").unwrap_or(name);
    let help =
        did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(|| match names {
            [] => "the handbook has no guides; `fascicle new guide NAME` writes a form for one"
                .to_string(),
            names => format!("there are {}", names.join(", ")),
        });
    Refusal(format!("there is no guide `{name}`; {help}"))
}

/// Writes a whole file or nothing.
fn whole(file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let failed = |error: std::io::Error| Refusal(format!("{}: {error}", file.display()));
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    fs::write(beside, bytes).map_err(failed)?;
    fs::rename(beside, file).map_err(|error| {
        // The cause is reported; the leftover file beside it would only be confusing.
        let _ = fs::remove_file(beside);
        failed(error)
    })
}
