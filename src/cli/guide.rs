//! `fascicle guide`: one guide on paper or for other tools, or a new one from theirs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use super::args::{Common, Sheet};
use super::new;
use super::{PROBLEMS, Refusal, handbook_folder, input, options, print, show};
use crate::diagnostics::did_you_mean;
use crate::import;
use crate::pipeline::{self, Ask, Asked, Paper};

/// What the command shall do.
pub(super) enum What<'a> {
    Svg { file: Option<&'a Path>, paper: Sheet },
    Dot,
    Mermaid,
    From(&'a Path),
}

pub(super) fn guide(name: &str, what: &What, dir: &Path, common: &Common) -> Result<ExitCode, Refusal> {
    let (ask, file) = match what {
        What::From(file) => return from(name, file, dir, common),
        What::Dot => (Ask::Dot, None),
        What::Mermaid => (Ask::Mermaid, None),
        What::Svg { file, paper } => (Ask::Svg(sheet(*paper)), *file),
    };
    handbook_folder(dir)?;
    let (problems, sources, asked) = pipeline::guide(&input(dir, &options(common)?), name, ask);
    let text = match asked {
        Asked::Text(text) => text,
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

/// Begins a guide from a drawing of another tool.
fn from(name: &str, file: &Path, dir: &Path, common: &Common) -> Result<ExitCode, Refusal> {
    handbook_folder(dir)?;
    new::fit_id(name)?;
    let read: fn(&str) -> Result<import::Graph, Vec<import::Slip>> = match file.extension().and_then(|ending| ending.to_str()) {
        Some("mmd" | "mermaid") => import::mermaid,
        Some("dot" | "gv") => import::dot,
        _ => return Err(Refusal(format!("{}: name a Mermaid flowchart (.mmd) or a DOT graph (.dot or .gv)", file.display()))),
    };
    let bytes = fs::read(file).map_err(|error| Refusal(format!("{}: {error}", file.display())))?;
    let Ok(text) = String::from_utf8(bytes) else {
        return Err(Refusal(format!("{} is not UTF-8 text; save it as UTF-8", file.display())));
    };
    let graph = match read(&text) {
        Ok(graph) => graph,
        Err(slips) => {
            slips.iter().for_each(|slip| eprintln!("{}", shown(slip, file, &text)));
            eprintln!("nothing was written: a guide must not lose an answer that its drawing has");
            return Ok(ExitCode::from(PROBLEMS));
        }
    };
    let levels = pipeline::levels(&input(dir, &options(common)?));
    let levels: Vec<&str> = levels.iter().map(String::as_str).collect();
    let skeleton =
        import::skeleton(&graph, &new::title(name), &levels).map_err(|problem| Refusal(format!("{}: {problem}", file.display())))?;
    let path = new::put(dir, &format!("guides/{name}.yaml"), &skeleton)?;
    if !common.quiet {
        let outcomes = graph.nodes.len() - graph.edges.iter().map(|edge| edge.from).collect::<BTreeSet<_>>().len();
        let questions = graph.nodes.len() - outcomes;
        eprintln!("wrote {}: questions {questions}, outcomes {outcomes}; now set the level of each outcome", path.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// A slip with its line, as other messages look.
fn shown(slip: &import::Slip, file: &Path, text: &str) -> String {
    let line = text.lines().nth(slip.line - 1).unwrap_or_default().trim_start_matches('\u{feff}').replace('\t', " ");
    let number = slip.line.to_string();
    let margin = " ".repeat(number.len());
    let before = " ".repeat(slip.column - 1);
    format!(
        "error: {}\n{margin}--> {}:{}:{}\n{margin} |\n{number} | {line}\n{margin} | {before}^\n{margin} |\n{margin} = help: {}\n",
        slip.message,
        file.display(),
        slip.line,
        slip.column,
        slip.help
    )
}

fn sheet(paper: Sheet) -> Paper {
    match paper {
        Sheet::A4 => Paper::A4,
        Sheet::A3 => Paper::A3,
        Sheet::Letter => Paper::Letter,
    }
}

fn no_such_guide(name: &str, names: &[String]) -> Refusal {
    let name = name.strip_suffix(".yaml").unwrap_or(name);
    let help = did_you_mean(name, names.iter().map(String::as_str)).unwrap_or_else(|| match names {
        [] => "the handbook has no guides; `fascicle new guide NAME` writes a form for one".to_string(),
        names => format!("there are {}", names.join(", ")),
    });
    Refusal(format!("there is no guide `{name}`; {help}"))
}

/// Writes a file as a whole or not at all.
fn whole(file: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    let failed = |error: std::io::Error| Refusal(format!("{}: {error}", file.display()));
    let mut beside = file.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    fs::write(beside, bytes).map_err(failed)?;
    fs::rename(beside, file).map_err(|error| {
        // What stands in the way is said; the rest beside it would only puzzle.
        let _ = fs::remove_file(beside);
        failed(error)
    })
}
