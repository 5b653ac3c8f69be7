//! `fascicle theme`: what an author needs to change how a handbook looks and what language it speaks.
//! It never overwrites.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::{Refusal, print};
use crate::appearance::{Theme, Words};
use crate::diagnostics::{SourceMap, did_you_mean};
use crate::ids;
use crate::read::{self, Folder, RawFile, yaml};

/// The beginning of a theme: the rules that most authors change first.
const CUSTOM: &str = "\
/* Rules in this file win over the built-in theme. Its colours and sizes are in tokens.css:
   `fascicle theme copy tokens.css` puts a copy beside this file, for you to change.
   For a logo, one colour or a font you need no theme: set `look:` in handbook.yaml. */

/* :root { --radius: 0; } */
";

/// Writes `themes/NAME/custom.css`.
pub(super) fn new(name: &str, dir: &Path) -> Result<(), Refusal> {
    if !ids::is_id(name) {
        let near = ids::suggest(name).map(|near| format!("; how about `{near}`?"));
        return Err(Refusal(format!(
            "`{name}` cannot be the name of a theme: it has small letters a to z, digits, `.`, `_` and `-`{}",
            near.unwrap_or_default()
        )));
    }
    let folder = dir.join("themes").join(name);
    if folder.exists() {
        return Err(Refusal(format!(
            "{} is there already; it was left as it is",
            folder.display()
        )));
    }
    put(dir, name, "custom.css", CUSTOM.as_bytes())?;
    eprintln!(
        "next: write `theme: {name}` into content/handbook.yaml, and change the file; `fascicle theme copy FILE` brings more of the built-in files"
    );
    Ok(())
}

/// Copies built-in files into the handbook's theme. Nothing is copied if one of them cannot be.
pub(super) fn copy(files: &[String], name: Option<&str>, dir: &Path) -> Result<(), Refusal> {
    let name = name.map_or_else(|| named(dir), str::to_string);
    let theme = theme(&name, dir);
    for file in files {
        let file = file.trim_start_matches("themes/default/");
        if theme.built_in_bytes(file).is_none() {
            let inside = format!("{}/", file.trim_end_matches('/'));
            let all: Vec<&str> =
                theme.built_in().filter(|path| path.starts_with(&inside)).collect();
            let help = if all.is_empty() {
                theme
                    .built_in()
                    .find(|path| path.ends_with(&format!("/{file}")))
                    .map(|near| format!("did you mean `{near}`?"))
                    .or_else(|| did_you_mean(file, theme.built_in()))
                    .unwrap_or_else(|| "`fascicle theme copy` without a name lists them".into())
            } else {
                format!("it is a folder, with {}", all.join(", "))
            };
            return Err(Refusal(format!("there is no built-in file `{file}`; {help}")));
        }
        if theme.is_own(file) {
            return Err(Refusal(format!(
                "themes/{name}/{file} is there already; it was left as it is"
            )));
        }
    }
    if files.is_empty() {
        return print(&theme.built_in().map(|path| format!("{path}\n")).collect::<String>());
    }
    for file in files {
        let file = file.trim_start_matches("themes/default/");
        put(dir, &name, file, theme.built_in_bytes(file).unwrap_or_default())?;
    }
    if named(dir) != name {
        eprintln!("next: write `theme: {name}` into content/handbook.yaml");
    }
    Ok(())
}

/// Prints the words that a language lacks.
pub(super) fn words(language: &str, name: Option<&str>, dir: &Path) -> Result<(), Refusal> {
    let is_tag = !language.is_empty()
        && language.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    if !is_tag || language.split('-').next().is_some_and(|primary| primary.len() > 3) {
        return Err(Refusal(format!(
            "`{language}` is no language tag; write one such as `fr`, `es` or `pt-BR`"
        )));
    }
    let name = name.map_or_else(|| named(dir), str::to_string);
    let missing = Words::missing(&theme(&name, dir), language);
    if missing.is_empty() {
        eprintln!("`{language}` has all its words");
        return Ok(());
    }
    eprintln!(
        "{} words are missing; put them into themes/{name}/i18n/{language}.yaml in that language",
        missing.len()
    );
    print(&missing.iter().map(|line| format!("{line}\n")).collect::<String>())
}

/// The theme that the handbook names.
fn named(dir: &Path) -> String {
    let text = fs::read_to_string(dir.join("content/handbook.yaml")).unwrap_or_default();
    let fields = yaml::parse(&text, crate::diagnostics::FileId(0), 1).map(|node| node.value);
    let Ok(yaml::Value::Map(fields)) = fields else { return "default".into() };
    let theme = fields.into_iter().find(|(key, _)| key.name == "theme").map(|(_, node)| node.value);
    match theme {
        Some(yaml::Value::Scalar(name)) if ids::is_id(&name) => name,
        _ => "default".into(),
    }
}

fn theme(name: &str, dir: &Path) -> Theme {
    let prefix = format!("{name}/");
    let files = read::files_in(&dir.join("themes")).files.into_iter().filter_map(|file| {
        let path = file.path.strip_prefix(&prefix)?.to_string();
        Some(RawFile { path, content: file.content })
    });
    Theme::new(name, &Folder { files: files.collect() }, &mut SourceMap::default())
}

fn put(dir: &Path, name: &str, file: &str, bytes: &[u8]) -> Result<(), Refusal> {
    let path = dir.join("themes").join(name).join(file);
    let refused = |error: std::io::Error| {
        Refusal(match error.kind() {
            ErrorKind::AlreadyExists => {
                format!("{} is there already; it was left as it is", path.display())
            }
            _ => format!("{}: {error}", path.display()),
        })
    };
    fs::create_dir_all(path.parent().unwrap_or(dir)).map_err(refused)?;
    let mut made = OpenOptions::new().write(true).create_new(true).open(&path).map_err(refused)?;
    made.write_all(bytes).map_err(refused)?;
    eprintln!("wrote {}", path.display());
    Ok(())
}
