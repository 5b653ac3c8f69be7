//! `fascicle rename`: another name for an entry, a guide or a page, wherever it is named.
//!
//! The new texts are written beside the old ones and take their place only when all of them are
//! there: a full disk leaves the handbook as it was.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Refusal, new};
use crate::diagnostics::did_you_mean;
use crate::pipeline::{self, Input, Options};
use crate::read;
use crate::rename::{Edit, Named, Refused, Renaming, applied, rename as plan};

pub(super) fn rename(from: &str, to: &str, dir: &Path, is_dry: bool) -> Result<(), Refusal> {
    let Some((named, old)) =
        from.split_once(':').and_then(|(kind, id)| Some((Named::from_name(kind)?, id)))
    else {
        return Err(Refusal(format!(
            "`{from}` names nothing; write kind and id, as in `cause:dehydration`"
        )));
    };
    let new = to.strip_prefix(&format!("{}:", named.name())).unwrap_or(to);
    fit(named, new)?;
    let last = old.rsplit('/').next().unwrap_or(old);
    if new == last {
        return Err(Refusal(format!("`{from}` has this name already")));
    }
    if named == Named::Page && ["index", "README"].contains(&last) {
        return Err(Refusal(format!(
            "`{from}` is the page of its folder by its name; for an ordinary page, write a new one"
        )));
    }
    let folder = read::folder(dir);
    let renaming = plan(&folder, named, old, new).map_err(|refused| {
        Refusal(match refused {
            Refused::Unknown(known) => {
                let help = did_you_mean(old, known.iter().map(String::as_str));
                let help = help.map(|help| format!("; {help}")).unwrap_or_default();
                format!("there is no {} `{old}`{help}", named.name())
            }
            Refused::Taken(path) => format!("{path} is there already; nothing was renamed"),
            Refused::Unreadable(path) => format!(
                "{path} cannot be read, and may name `{from}`; nothing was renamed. `fascicle check` says what is wrong with it"
            ),
        })
    })?;
    let places: usize = renaming.edits.values().map(Vec::len).sum();
    for (path, edits) in &renaming.edits {
        edits.iter().for_each(|edit| eprintln!("  {path}:{}: {}", edit.line + 1, shown(edit)));
    }
    let (before, after) = &renaming.file;
    eprintln!("  {before} becomes {after}");
    check(&folder, &renaming, dir)?;
    if is_dry {
        eprintln!(
            "{places} places in {} files would change; nothing was written",
            renaming.edits.len()
        );
        return Ok(());
    }
    write(dir, &folder, &renaming)?;
    eprintln!("renamed {from} to {new}: {places} places in {} files", renaming.edits.len());
    Ok(())
}

/// Refuses a renaming after which the handbook would have an error that it has not now: a place
/// where it is named in a way that was not understood.
fn check(folder: &read::Folder, renaming: &Renaming, dir: &Path) -> Result<(), Refusal> {
    let files = folder.files.iter().map(|file| {
        let mut file = file.clone();
        if let (Some(edits), Ok(bytes)) = (renaming.edits.get(&file.path), &file.content) {
            file.content = Ok(applied(bytes, edits).into_bytes().into());
        }
        if file.path == renaming.file.0 {
            file.path = renaming.file.1.clone();
        }
        file
    });
    let mut after = read::Folder { files: files.collect() };
    after.files.sort_by(|a, b| a.path.cmp(&b.path));
    let errors = |content: read::Folder| {
        let themes = read::files_in(&dir.join("themes"));
        let options = Options::on(jiff::civil::Date::constant(2000, 1, 1));
        let built = pipeline::build(&Input { content, themes, options });
        let (errors, _) = built.problems.count();
        (errors, built.problems.error_lines(&built.sources))
    };
    let ((now, _), (then, lines)) = (errors(folder.clone()), errors(after));
    if then <= now {
        return Ok(());
    }
    Err(Refusal(format!(
        "nothing was renamed, because the handbook would have new errors:\n  {}\nname it in one of these places as in `[words](cause:id)`, and rename again",
        lines.join("\n  ")
    )))
}

fn shown(edit: &Edit) -> String {
    match edit.range.0 == edit.range.1 {
        true => format!("adds `{}`", edit.new.trim_end()),
        false => format!("`{}`", edit.new),
    }
}

/// Refuses what cannot be the name of such a file.
fn fit(named: Named, id: &str) -> Result<(), Refusal> {
    let is_page_name = named == Named::Page
        && !id.is_empty()
        && !id.starts_with('.')
        && !id.contains(|c: char| c.is_control() || "/\\".contains(c));
    if is_page_name { Ok(()) } else { new::fit_id(id) }
}

fn write(dir: &Path, folder: &read::Folder, renaming: &Renaming) -> Result<(), Refusal> {
    let mut staged: Vec<(PathBuf, PathBuf)> = Vec::new();
    let result = stage(dir, folder, renaming, &mut staged);
    if result.is_err() {
        staged.iter().for_each(|(beside, _)| drop(fs::remove_file(beside)));
        return result;
    }
    for (beside, path) in &staged {
        fs::rename(beside, path).map_err(|error| refused(path, &error))?;
    }
    let (before, after) = (dir.join(&renaming.file.0), dir.join(&renaming.file.1));
    fs::rename(&before, &after).map_err(|error| refused(&before, &error))
}

/// Writes each new text beside the file that it is for.
fn stage(
    dir: &Path,
    folder: &read::Folder,
    renaming: &Renaming,
    staged: &mut Vec<(PathBuf, PathBuf)>,
) -> Result<(), Refusal> {
    for (path, edits) in &renaming.edits {
        let file = folder.files.iter().find(|file| file.path == *path);
        let Some(Ok(bytes)) = file.map(|file| &file.content) else { continue };
        let path = dir.join(path);
        let mut beside = path.clone().into_os_string();
        beside.push(".renamed");
        let beside = PathBuf::from(beside);
        // So that a file that may not be written is refused before anything has changed.
        fs::OpenOptions::new().append(true).open(&path).map_err(|error| refused(&path, &error))?;
        staged.push((beside.clone(), path.clone()));
        fs::write(&beside, applied(bytes, edits)).map_err(|error| refused(&beside, &error))?;
        if let Ok(found) = fs::metadata(&path) {
            let _ = fs::set_permissions(&beside, found.permissions());
        }
    }
    Ok(())
}

fn refused(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal(format!("{}: {error}", path.display()))
}
