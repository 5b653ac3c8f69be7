//! The command line: what the user asked for, in words that the stages understand.
//!
//! In:   arguments, the environment, the clock (read here and nowhere else).
//! Out:  results on standard output, messages on standard error, an exit status: 0 fine, 1 problems
//!       in the content, 2 usage or I/O.
//! Not:  any knowledge of handbooks.

mod args;
mod explain;
mod guide;
mod import;
mod init;
mod new;
mod progress;
mod rename;
mod theme;

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use clap::{CommandFactory, Parser};
use jiff::civil::Date;

use crate::diagnostics::{Detail, Diagnostics, SourceMap, Strictness, Style, did_you_mean};
use crate::export;
use crate::model::Drafts;
use crate::pipeline::{self, Built, Input, Options};
use crate::{read, serve, write};
use args::{Args, Colour, Command, Common, Format, ThemeCommand};

pub use explain::explanations;

/// The content has problems.
const PROBLEMS: u8 = 1;
/// The command was used wrongly, or the system refused.
const USAGE: u8 = 2;

/// More warnings than this would push errors out of sight.
const MANY: usize = 5;

/// A refusal that ends the run: what is wrong, and what to do.
struct Refusal(String);

impl<E: std::fmt::Display> From<E> for Refusal {
    fn from(error: E) -> Refusal {
        Refusal(error.to_string())
    }
}

/// Runs the command.
pub fn run() -> ExitCode {
    let args = Args::parse();
    match dispatch(args) {
        Ok(code) => code,
        Err(Refusal(message)) => {
            eprintln!("error: {message}");
            ExitCode::from(USAGE)
        }
    }
}

fn dispatch(mut args: Args) -> Result<ExitCode, Refusal> {
    if let Some(dir) = args.command.dir() {
        *dir = home(dir);
    }
    match &args.command {
        Command::Build { dir, out, common } => build(dir, out.as_deref(), common),
        Command::Book { dir, out, common } => book(dir, out.as_deref(), common),
        Command::Check { dir, book, common } => check(dir, *book, common),
        Command::Serve { dir, port, host, open, common } => {
            handbook_folder(dir)?;
            let address = serve::Address { host: *host, port: *port, open: *open };
            serve::serve(dir, &address, source(dir, &options(common)?))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Init { dir, example } => init::init(dir, *example).map(|()| ExitCode::SUCCESS),
        Command::New { kind, id, dir } => new::new(kind, id, dir).map(|()| ExitCode::SUCCESS),
        Command::Import { file, kind, dry_run, dir } => {
            import::import(file, kind.as_deref(), dir, *dry_run).map(|()| ExitCode::SUCCESS)
        }
        Command::Rename { from, to, dry_run, dir } => {
            handbook_folder(dir)?;
            rename::rename(from, to, dir, *dry_run).map(|()| ExitCode::SUCCESS)
        }
        Command::Guide { name, svg, dot, mermaid, suggest_cases, from, paper, dir, common } => {
            let what = match from {
                Some(from) => guide::What::From(from),
                None if *dot => guide::What::Dot,
                None if *mermaid => guide::What::Mermaid,
                None if *suggest_cases => guide::What::Cases,
                None => guide::What::Svg { file: svg.as_deref(), paper: *paper },
            };
            guide::guide(name, &what, dir, common)
        }
        Command::Explain { code } => explain::explain(code.as_deref()),
        Command::Theme(command) => {
            match command {
                ThemeCommand::New { name, dir } => theme::new(name, dir),
                ThemeCommand::Copy { files, theme, dir } => {
                    theme::copy(files, theme.as_deref(), dir)
                }
                ThemeCommand::Words { language, theme, dir } => {
                    theme::words(language, theme.as_deref(), dir)
                }
            }?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Schema { kind } => schema(kind.as_deref()).map(|()| ExitCode::SUCCESS),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(*shell, &mut Args::command(), "fascicle", &mut out);
            print(&String::from_utf8_lossy(&out))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Man => {
            let mut out = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut out)?;
            print(&String::from_utf8_lossy(&out))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Export { dir, common } => export(dir, common),
    }
}

/// The handbook's folder, for a command that runs in `content/` or below it.
fn home(dir: &Path) -> PathBuf {
    let here = || {
        let full = std::path::absolute(dir).ok()?.canonicalize().ok()?;
        let up = full.ancestors().position(|folder| {
            folder.file_name().is_some_and(|name| name == "content")
                && folder.join("handbook.yaml").is_file()
        })?;
        Some(dir.join("../".repeat(up + 1)))
    };
    match dir.join("content").is_dir() {
        true => dir.to_path_buf(),
        false => here().unwrap_or_else(|| dir.to_path_buf()),
    }
}

fn schema(kind: Option<&str>) -> Result<(), Refusal> {
    let schema = match kind {
        None => export::schema::schemas(),
        Some(kind) => export::schema::schema(kind).ok_or_else(|| {
            let names = export::schema::NAMES;
            let help = did_you_mean(kind, names.iter().copied())
                .unwrap_or_else(|| format!("there are {}", names.join(", ")));
            Refusal(format!("there is no schema `{kind}`; {help}"))
        })?,
    };
    let text = serde_json::to_string_pretty(&schema)?;
    print(&(text + "\n"))
}

/// The input of a build of this folder.
fn input(dir: &Path, options: &Options) -> Input {
    Input {
        content: read::folder(dir),
        themes: read::files_in(&dir.join("themes")),
        options: options.clone(),
    }
}

/// Reads and builds the handbook for `serve`.
fn source(dir: &Path, options: &Options) -> serve::Source {
    let (folder, with) = (dir.to_path_buf(), options.clone());
    let book = pipeline::Book::Make { earlier: Vec::new(), progress: |_: &str| () };
    let (from, printed) = (dir.to_path_buf(), Options { book, ..options.clone() });
    serve::Source {
        read: Box::new(move || input(&folder, &with)),
        pdfs: Box::new(move || pipeline::pdfs(&input(&from, &printed))),
    }
}

fn options(common: &Common) -> Result<Options, Refusal> {
    let mut options = Options::on(today(common.today)?);
    options.strictness = if common.strict { Strictness::Strict } else { Strictness::Lenient };
    options.drafts = if common.drafts { Drafts::Include } else { Drafts::LeaveOut };
    options.theme = common.theme.clone();
    options.base_url = match &common.base_url {
        Some(url) if !crate::ids::is_web_address(url) || url.contains(['?', '#']) => {
            return Err(Refusal(format!(
                "--base-url must be an address in full, such as https://example.org/handbook/, not `{url}`"
            )));
        }
        Some(url) if url.ends_with('/') => Some(url.clone()),
        url => url.as_ref().map(|url| format!("{url}/")),
    };
    Ok(options)
}

/// The day of the build: `--today`, else `SOURCE_DATE_EPOCH` (reproducible-builds.org), else the
/// clock's, in UTC.
fn today(argument: Option<Date>) -> Result<Date, Refusal> {
    if let Some(today) = argument {
        return Ok(today);
    }
    let day = |timestamp: jiff::Timestamp| timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
    match std::env::var("SOURCE_DATE_EPOCH") {
        Ok(seconds) => {
            let seconds: i64 = seconds.trim().parse().map_err(|_| {
                Refusal(format!("SOURCE_DATE_EPOCH must be a number of seconds, not `{seconds}`"))
            })?;
            Ok(day(jiff::Timestamp::from_second(seconds)?))
        }
        Err(_) => Ok(day(jiff::Timestamp::now())),
    }
}

/// A missing folder is a mistake on the command line; one without a handbook is a problem of the
/// content.
fn handbook_folder(dir: &Path) -> Result<(), Refusal> {
    match std::fs::metadata(dir) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(Refusal(format!(
            "{} is not a folder; name the folder that holds `content`",
            dir.display()
        ))),
        Err(_) => Err(Refusal(format!("there is no folder {}", dir.display()))),
    }
}

fn build(dir: &Path, out: Option<&Path>, common: &Common) -> Result<ExitCode, Refusal> {
    let began = Instant::now();
    let out: PathBuf = out.map_or_else(|| dir.join("public"), Path::to_path_buf);
    out_folder(dir, &out)?;
    let options = Options { offline: true, ..with_book(options(common)?, &out, common) };
    let built = pipeline::build(&input(dir, &options));
    progress::done();
    let Some((files, report)) = publish(&built, dir, &out, common)? else {
        return Ok(ExitCode::from(PROBLEMS));
    };
    if !common.quiet {
        let removed = if report.removed > 0 {
            format!(", {} removed", report.removed)
        } else {
            String::new()
        };
        let open = out.join("index.html");
        eprintln!(
            "built {files} files in {} ms: {} written, {} unchanged{removed}\nopen {}",
            began.elapsed().as_millis(),
            report.written,
            report.unchanged,
            open.display()
        );
    }
    say_left_out(&built, common);
    Ok(ExitCode::SUCCESS)
}

/// Lists what was requested but not made, at the end, where it is seen.
fn say_left_out(built: &Built, common: &Common) {
    if !built.left_out.is_empty() && !common.quiet {
        eprintln!("left out, for the reasons above: {}", built.left_out.join(", "));
    }
}

/// Makes only the PDFs, in a folder of their own.
fn book(dir: &Path, out: Option<&Path>, common: &Common) -> Result<ExitCode, Refusal> {
    if cfg!(not(feature = "pdf")) || common.no_pdf {
        return Err(Refusal("this command makes PDFs; build the program with its feature `pdf`, and leave out --no-pdf".into()));
    }
    let began = Instant::now();
    let out: PathBuf = out.map_or_else(|| dir.join("book"), Path::to_path_buf);
    out_folder(dir, &out)?;
    let built = pipeline::pdfs(&input(dir, &with_book(options(common)?, &out, common)));
    progress::done();
    let Some((_, report)) = publish(&built, dir, &out, common)? else {
        return Ok(ExitCode::from(PROBLEMS));
    };
    if !common.quiet {
        let first = built.files.iter().flatten().find(|file| file.path.starts_with("handbook"));
        let pdf = out.join(first.map_or("handbook.pdf", |file| file.path.as_str()));
        let time = began.elapsed().as_millis();
        eprintln!(
            "made the book in {time} ms: {} files written, {} unchanged\nopen {}",
            report.written,
            report.unchanged,
            pdf.display()
        );
    }
    say_left_out(&built, common);
    Ok(ExitCode::SUCCESS)
}

/// The same options with the book, unless it is not wanted.
fn with_book(options: Options, out: &Path, common: &Common) -> Options {
    if common.no_pdf {
        return options;
    }
    let earlier =
        write::earlier(out, |path| path.ends_with(".pdf") || path.starts_with(".fascicle.book"));
    let progress = match (common.verbose, common.quiet) {
        (true, _) => progress::trace,
        (_, true) => |_: &str| (),
        _ => progress::say,
    };
    Options { book: pipeline::Book::Make { earlier, progress }, ..options }
}

/// Reports problems, and writes the files if there are any; returns their number and what was done.
fn publish(
    built: &Built,
    dir: &Path,
    out: &Path,
    common: &Common,
) -> Result<Option<(usize, write::Report)>, Refusal> {
    report(&built.problems, &built.sources, dir, common)?;
    timings(built, common);
    let Some(files) = &built.files else { return Ok(None) };
    Ok(Some((files.len(), write::files(out, files)?)))
}

/// Whether the output may go there; checked before the work.
fn out_folder(dir: &Path, out: &Path) -> Result<(), Refusal> {
    handbook_folder(dir)?;
    for inside in ["content", "themes"] {
        let inside_folder = dir.join(inside);
        let lexically = std::path::absolute(out)
            .ok()
            .zip(std::path::absolute(&inside_folder).ok())
            .is_some_and(|(out, folder)| out.starts_with(folder));
        if lexically || read::is_inside(out, &inside_folder) {
            return Err(Refusal(format!(
                "the output folder {} is inside `{inside}`; what is built would be read as source the next time",
                out.display()
            )));
        }
    }
    write::may_write(out)?;
    Ok(())
}

fn check(dir: &Path, book: bool, common: &Common) -> Result<ExitCode, Refusal> {
    handbook_folder(dir)?;
    let options = options(common)?;
    let options = match (common.no_pdf, book) {
        (true, _) => options,
        (false, false) => Options { book: pipeline::Book::Check, ..options },
        // The default output folder may hold a book that is still valid.
        (false, true) => with_book(options, &dir.join("public"), common),
    };
    let built = pipeline::build(&input(dir, &options));
    progress::done();
    report(&built.problems, &built.sources, dir, common)?;
    timings(&built, common);
    if !book && !common.no_pdf && !common.quiet && cfg!(feature = "pdf") {
        eprintln!("the pages of the book were not laid out; `fascicle check --book` does that too");
    }
    Ok(if built.files.is_some() { ExitCode::SUCCESS } else { ExitCode::from(PROBLEMS) })
}

fn export(dir: &Path, common: &Common) -> Result<ExitCode, Refusal> {
    handbook_folder(dir)?;
    let (problems, sources, json) = pipeline::export(&input(dir, &options(common)?));
    // Standard output is reserved for the export.
    show(&problems, &sources, common);
    let Some(json) = json else { return Ok(ExitCode::from(PROBLEMS)) };
    print(&json)?;
    Ok(ExitCode::SUCCESS)
}

/// Reports problems in the user's format: text to standard error, JSON to standard output.
fn report(
    problems: &Diagnostics,
    sources: &SourceMap,
    dir: &Path,
    common: &Common,
) -> Result<(), Refusal> {
    match common.format {
        Format::Github => {
            let folder = dir.to_string_lossy().replace('\\', "/");
            let folder = match folder.trim_end_matches('/').trim_start_matches("./") {
                "" | "." => String::new(),
                folder => format!("{folder}/"),
            };
            print(&problems.github(sources, &folder))?;
            show(problems, sources, common);
            Ok(())
        }
        Format::Json => print(&(problems.json(sources) + "\n")),
        Format::Text => {
            show(problems, sources, common);
            Ok(())
        }
    }
}

fn show(problems: &Diagnostics, sources: &SourceMap, common: &Common) {
    let (errors, warnings) = problems.count();
    if errors + warnings == 0 {
        if !common.quiet {
            eprintln!("no problems in {} files", sources.len());
        }
        return;
    }
    if common.quiet {
        eprint!("{}", problems.errors_text(sources, style(common), detail(common)));
        return;
    }
    eprint!("{}", problems.text(sources, style(common), detail(common)));
    if errors > 0 && warnings > MANY {
        eprintln!("what stops the build:\n  {}\n", problems.error_lines(sources).join("\n  "));
    }
    eprintln!(
        "{} in {} files; `fascicle explain CODE` says more about each",
        problems.counted(),
        sources.len()
    );
}

fn detail(common: &Common) -> Detail {
    if common.verbose { Detail::Everything } else { Detail::Grouped }
}

fn style(common: &Common) -> Style {
    let colour = match common.color {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            std::io::stderr().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        }
    };
    if colour { Style::Colour } else { Style::Plain }
}

fn timings(built: &Built, common: &Common) {
    if common.verbose {
        for (stage, seconds) in &built.timings {
            eprintln!("{stage:>16} {:8.1} ms", seconds * 1000.0);
        }
    }
}

/// Prints a result. A reader that has closed the pipe (`| head`) is not an error.
fn print(text: &str) -> Result<(), Refusal> {
    match std::io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
