//! `fascicle import`: entries out of a table, pages out of a folder of Markdown. It never overwrites.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::{Refusal, new};
use crate::diagnostics::did_you_mean;
use crate::ids;
use crate::import::{Imported, pages, table};
use crate::read::{self, yaml};
use crate::vocabulary::Kind;

/// A table is small; more is a mistake. In bytes.
const LARGEST: u64 = 20 << 20;

pub(super) fn import(
    file: &Path,
    kind: Option<&str>,
    dir: &Path,
    is_dry: bool,
) -> Result<(), Refusal> {
    let shown = file.display();
    let found = fs::metadata(file).map_err(|error| Refusal(format!("{shown}: {error}")))?;
    let imported = if found.is_dir() {
        if kind.is_some() {
            return Err(Refusal(format!(
                "{shown} is a folder, and its files become pages; leave out `--as`"
            )));
        }
        let name = file.canonicalize().ok();
        let name = name
            .as_deref()
            .and_then(Path::file_name)
            .map(|name| name.to_string_lossy().into_owned());
        let folder = name.and_then(|name| ids::suggest(&name)).unwrap_or_else(|| "imported".into());
        of_folder(file, &folder)
    } else {
        let kind = kind.map(kind_of).transpose()?;
        let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        match ending.as_deref() {
            Some("csv" | "tsv" | "txt") => {}
            Some("md" | "markdown") => {
                return Err(Refusal(format!(
                    "{shown} is one page; copy it into content/pages/, or name the folder that it is in"
                )));
            }
            _ => {
                return Err(Refusal(format!(
                    "{shown} is no table that can be read; save it as “CSV UTF-8”, with the ending .csv"
                )));
            }
        }
        if found.len() > LARGEST {
            return Err(Refusal(format!(
                "{shown} has {} MB; a table has at most {} MB",
                found.len() >> 20,
                LARGEST >> 20
            )));
        }
        let bytes = fs::read(file).map_err(|error| Refusal(format!("{shown}: {error}")))?;
        table::entries(&bytes, kind, &sources(dir))
            .map_err(|why| Refusal(format!("{shown}: {why}")))?
    };
    write(&imported, dir, is_dry)
}

/// The folders of tools (`.git`, `node_modules`) hold nothing that an author wrote.
fn of_folder(dir: &Path, name: &str) -> Imported {
    let (mut foreign, mut skipped) = (Vec::new(), Vec::new());
    for file in read::files_in(dir).files {
        let is_of_tool = |part: &str| part.starts_with('.') || part == "node_modules";
        if file.path.split('/').any(is_of_tool) {
            continue;
        }
        match file.content {
            Ok(bytes) => foreign.push((file.path, bytes.to_vec())),
            Err(why) => skipped.push(format!("{}: {why}", file.path)),
        }
    }
    let mut imported = pages::pages(&foreign, name);
    imported.skipped.extend(skipped);
    imported
}

fn kind_of(word: &str) -> Result<Kind, Refusal> {
    Kind::from_name(word).or_else(|| Kind::from_folder(word)).ok_or_else(|| {
        let known = Kind::ALL.iter().map(|kind| kind.name());
        let help = did_you_mean(word, known.clone())
            .unwrap_or_else(|| format!("the kinds are {}", known.collect::<Vec<_>>().join(", ")));
        Refusal(format!("there is no kind `{word}`; {help}"))
    })
}

/// The ids of the handbook's sources.
fn sources(dir: &Path) -> BTreeSet<String> {
    let text = fs::read_to_string(dir.join("content/sources.yaml")).unwrap_or_default();
    match yaml::parse(&text, crate::diagnostics::FileId(0), 1).map(|node| node.value) {
        Ok(yaml::Value::Map(sources)) => sources.into_iter().map(|(key, _)| key.name).collect(),
        _ => BTreeSet::new(),
    }
}

fn write(imported: &Imported, dir: &Path, is_dry: bool) -> Result<(), Refusal> {
    if !dir.join("content").is_dir() {
        return Err(Refusal(format!(
            "there is no folder {}; name the handbook's folder with --in",
            dir.join("content").display()
        )));
    }
    let (mut made, mut drafts, mut there) = (0, 0, Vec::new());
    for file in &imported.files {
        let path = dir.join("content").join(&file.path);
        // The page of a folder has one of two names.
        let other = match path.file_name().and_then(|name| name.to_str()) {
            Some("index.md") => Some(path.with_file_name("README.md")),
            Some("README.md") => Some(path.with_file_name("index.md")),
            _ => None,
        };
        if path.exists() || other.is_some_and(|other| other.exists()) {
            there.push(format!("content/{}: it is there already, and stays as it is; what the source says of it was not added", file.path));
            continue;
        }
        if !is_dry && let Err(Refusal(why)) = new::put_bytes(dir, &file.path, &file.bytes) {
            there.push(why);
            continue;
        }
        made += 1;
        drafts += usize::from(file.is_draft);
        eprintln!("  content/{}", file.path);
    }
    let skipped: Vec<&String> = imported.skipped.iter().chain(&there).collect();
    if !skipped.is_empty() {
        eprintln!("left out:");
        skipped.iter().for_each(|what| eprintln!("  {what}"));
    }
    let would = if is_dry { "would be written; nothing was" } else { "written" };
    eprintln!("{made} files {would}, {drafts} of them drafts, {} things left out", skipped.len());
    if made > 0 && !is_dry {
        eprintln!(
            "next: `fascicle check` says what they still need; drafts show with `fascicle serve --drafts`"
        );
    }
    Ok(())
}
