//! Write: writes the files of a build to disk, all or none.
//!
//! In:   [`OutFile`]s and a folder.
//! Out:  the folder holds exactly these files of ours: unchanged files are not touched, files of an
//!       earlier build that are not in this one are removed, and files that we did not write stay.
//! Not:  anything outside the folder; anything in a folder that is not ours.
//!
//! The list of what we wrote is `.fascicle.json` in the folder. Every new file is first written to
//! `.fascicle.new/` beside it, so that a full disk or a missing permission stops the build while
//! the old site is whole; then each is moved into place.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::outfile::OutFile;

const MANIFEST: &str = ".fascicle.json";
const STAGING: &str = ".fascicle.new";

/// Why the folder was not written, with the path at fault.
#[derive(Debug)]
pub enum Error {
    /// The folder contains files but no list of ours: it is someone else's.
    NotOurs(PathBuf),
    /// A file that we did not write is where one of ours must go.
    InTheWay(PathBuf),
    /// A link leads out of the folder.
    LeadsOut(PathBuf),
    Io(PathBuf, io::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Error::NotOurs(path) => write!(
                f,
                "the folder {} is not empty and was not written by fascicle; name another with -o, or empty it first",
                path.display()
            ),
            Error::InTheWay(path) => {
                write!(
                    f,
                    "{} stands in the way and was not written by fascicle; move it, or name another folder with -o",
                    path.display()
                )
            }
            Error::LeadsOut(path) => {
                write!(
                    f,
                    "{} is a link, and writing through it would leave the output folder; remove the link",
                    path.display()
                )
            }
            Error::Io(path, error) => write!(f, "{}: {error}", path.display()),
        }
    }
}

/// The results of a run.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Manifest {
    files: BTreeSet<String>,
}

/// Whether a build may be written to this folder; checked before the work, so that the answer comes
/// at once.
pub fn may_write(out: &Path) -> Result<(), Error> {
    manifest(out).map(|_| ())
}

/// The files of an earlier build that `wanted` selects, as they are on disk. One that cannot be
/// read counts as missing.
pub fn earlier(out: &Path, wanted: impl Fn(&str) -> bool) -> Vec<OutFile> {
    let Ok(manifest) = manifest(out) else { return Vec::new() };
    let paths = manifest.files.iter().filter(|path| wanted(path));
    paths
        .filter_map(|path| Some(OutFile::new(path.as_str(), fs::read(out.join(path)).ok()?)))
        .collect()
}

/// Writes the files of a build.
pub fn files(out: &Path, files: &[OutFile]) -> Result<Report, Error> {
    let old = manifest(out)?;
    let mut report = Report::default();
    let mut changed = Vec::new();
    for file in files {
        match state(out, file, &old)? {
            State::Same => report.unchanged += 1,
            State::New => changed.push(file),
        }
    }
    let new: BTreeSet<String> = files.iter().map(|file| file.path.clone()).collect();
    stage(out, &changed)?;
    // From here on only moves remain. The list names both old and new files, so that an interrupted
    // run leaves nothing that the next one does not know.
    if !changed.is_empty() || old.files != new {
        write_manifest(out, &old.files.union(&new).cloned().collect())?;
    }
    // Remove stale files first: one may be where a folder must go.
    for path in old.files.difference(&new) {
        report.removed += usize::from(remove(out, path)?);
    }
    for file in &changed {
        let (from, to) = (out.join(STAGING).join(&file.path), out.join(&file.path));
        create_parent(&to)?;
        fs::rename(&from, &to).map_err(|error| Error::Io(to, error))?;
        report.written += 1;
    }
    if !changed.is_empty() || old.files != new {
        write_manifest(out, &new)?;
    }
    let staging = out.join(STAGING);
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(|error| Error::Io(staging, error))?;
    }
    Ok(report)
}

/// Reads the list of what we wrote. It is empty for an empty or missing folder; a folder of someone
/// else's is refused.
fn manifest(out: &Path) -> Result<Manifest, Error> {
    let path = out.join(MANIFEST);
    match fs::read(&path) {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| Error::NotOurs(out.to_path_buf())),
        Err(error)
            if error.kind() == io::ErrorKind::NotFound
                || error.kind() == io::ErrorKind::NotADirectory =>
        {
            match fs::read_dir(out) {
                Ok(mut entries) => {
                    // What an interrupted first run left behind is ours.
                    if entries.any(|entry| entry.is_ok_and(|entry| entry.file_name() != STAGING)) {
                        Err(Error::NotOurs(out.to_path_buf()))
                    } else {
                        Ok(Manifest::default())
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Manifest::default()),
                Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                    Err(Error::InTheWay(out.to_path_buf()))
                }
                Err(error) => Err(Error::Io(out.to_path_buf(), error)),
            }
        }
        Err(error) => Err(Error::Io(path, error)),
    }
}

fn write_manifest(out: &Path, files: &BTreeSet<String>) -> Result<(), Error> {
    let json =
        serde_json::to_string_pretty(&Manifest { files: files.clone() }).expect("names serialise");
    let beside = out.join(".fascicle.json.new");
    let path = out.join(MANIFEST);
    fs::write(&beside, json + "\n")
        .and_then(|()| fs::rename(&beside, &path))
        .map_err(|error| Error::Io(path, error))
}

enum State {
    Same,
    New,
}

/// Compares a file with the disk. No part of its path may be a link, and a file that is not ours
/// must not be lost.
fn state(out: &Path, file: &OutFile, old: &Manifest) -> Result<State, Error> {
    let full = out.join(&file.path);
    let mut path = out.to_path_buf();
    for part in Path::new(&file.path).components() {
        path.push(part);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.file_type().is_symlink() => return Err(Error::LeadsOut(path)),
            // A file where a folder must go: ours is removed first, someone else's stays.
            Ok(found) if !found.is_dir() && path != full => {
                let known =
                    path.strip_prefix(out).is_ok_and(|path| old.files.contains(&slashed(path)));
                return if known { Ok(State::New) } else { Err(Error::InTheWay(path)) };
            }
            Ok(_) => {}
            Err(_) => return Ok(State::New),
        }
    }
    if path.is_dir() {
        // It is removed if everything in it is ours.
        return if all_ours(out, &path, old)? {
            Ok(State::New)
        } else {
            Err(Error::InTheWay(path))
        };
    }
    let same = fs::metadata(&path).is_ok_and(|found| found.len() == file.bytes.len() as u64)
        && fs::read(&path).is_ok_and(|bytes| *bytes == *file.bytes);
    match old.files.contains(&file.path) {
        true if same => Ok(State::Same),
        // On a case-insensitive disk this is the file under an old name, which will be removed:
        // write it again.
        true => Ok(State::New),
        false if old.files.iter().any(|known| known.to_lowercase() == file.path.to_lowercase()) => {
            Ok(State::New)
        }
        // Someone else's, even if identical: it would be removed with ours one day.
        false => Err(Error::InTheWay(path)),
    }
}

/// A path below the folder, written as in the list.
fn slashed(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// Whether we wrote every file in this folder.
fn all_ours(out: &Path, folder: &Path, old: &Manifest) -> Result<bool, Error> {
    let entries = fs::read_dir(folder).map_err(|error| Error::Io(folder.to_path_buf(), error))?;
    for entry in entries {
        let path = entry.map_err(|error| Error::Io(folder.to_path_buf(), error))?.path();
        let ours = if path.is_dir() && !path.is_symlink() {
            all_ours(out, &path, old)?
        } else {
            path.strip_prefix(out).is_ok_and(|path| old.files.contains(&slashed(path)))
        };
        if !ours {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes the changed files to the staging folder.
fn stage(out: &Path, changed: &[&OutFile]) -> Result<(), Error> {
    let staging = out.join(STAGING);
    if staging.exists() {
        fs::remove_dir_all(&staging).map_err(|error| Error::Io(staging.clone(), error))?;
    }
    fs::create_dir_all(out).map_err(|error| Error::Io(out.to_path_buf(), error))?;
    for file in changed {
        let path = staging.join(&file.path);
        create_parent(&path)?;
        fs::write(&path, &file.bytes).map_err(|error| Error::Io(path, error))?;
    }
    Ok(())
}

fn create_parent(path: &Path) -> Result<(), Error> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).map_err(|error| Error::Io(parent.to_path_buf(), error))
}

/// Removes a file of an earlier build, and any folders left empty by that. Returns whether the file
/// existed.
fn remove(out: &Path, path: &str) -> Result<bool, Error> {
    // The list is a file that anyone can edit; its paths must not lead out of the folder.
    if Path::new(path).components().any(|part| !matches!(part, std::path::Component::Normal(_))) {
        return Ok(false);
    }
    let full = out.join(path);
    let mut parent = full.parent();
    let through_link = std::iter::from_fn(|| {
        let here = parent.filter(|here| *here != out)?;
        parent = here.parent();
        Some(here)
    })
    .any(|here| fs::symlink_metadata(here).is_ok_and(|found| found.file_type().is_symlink()));
    if through_link {
        return Ok(false);
    }
    match fs::remove_file(&full) {
        Ok(()) => {}
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound
                    | io::ErrorKind::NotADirectory
                    | io::ErrorKind::IsADirectory
            ) =>
        {
            return Ok(false);
        }
        Err(error) => return Err(Error::Io(full, error)),
    }
    let mut folder = full.parent();
    while let Some(here) = folder.filter(|here| *here != out) {
        if fs::remove_dir(here).is_err() {
            break;
        }
        folder = here.parent();
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> OutFile {
        OutFile::new(path, text.as_bytes().to_vec())
    }

    #[test]
    fn only_what_changed_is_written_and_what_is_stale_goes() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        let first = files(&out, &[file("index.html", "a"), file("causes/x.html", "b")]).unwrap();
        assert_eq!(first, Report { written: 2, unchanged: 0, removed: 0 });
        let before = fs::metadata(out.join("index.html")).unwrap().modified().unwrap();
        fs::write(out.join("CNAME"), "mine").unwrap();
        let second = files(&out, &[file("index.html", "a"), file("tests/y.html", "c")]).unwrap();
        assert_eq!(second, Report { written: 1, unchanged: 1, removed: 1 });
        assert_eq!(fs::metadata(out.join("index.html")).unwrap().modified().unwrap(), before);
        assert!(!out.join("causes").exists());
        assert_eq!(fs::read_to_string(out.join("CNAME")).unwrap(), "mine");
        assert!(!out.join(STAGING).exists());
    }

    #[test]
    fn a_folder_that_is_not_ours_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.txt"), "years of work").unwrap();
        assert!(matches!(files(dir.path(), &[file("index.html", "a")]), Err(Error::NotOurs(_))));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_of_the_user_is_not_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        files(&out, &[file("index.html", "a")]).unwrap();
        fs::write(out.join("about.html"), "mine").unwrap();
        assert!(matches!(
            files(&out, &[file("index.html", "b"), file("about.html", "ours")]),
            Err(Error::InTheWay(_))
        ));
        assert_eq!(
            fs::read_to_string(out.join("index.html")).unwrap(),
            "a",
            "nothing is half written"
        );
    }

    #[test]
    fn a_file_can_become_a_folder_and_back() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        files(&out, &[file("a", "1")]).unwrap();
        files(&out, &[file("a/b", "2")]).unwrap();
        assert_eq!(fs::read_to_string(out.join("a/b")).unwrap(), "2");
        files(&out, &[file("a", "3")]).unwrap();
        assert_eq!(fs::read_to_string(out.join("a")).unwrap(), "3");
    }

    #[test]
    fn nothing_is_written_where_something_of_the_user_is_in_the_way() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("public");
        files(&out, &[file("index.html", "a"), file("files/x/y.txt", "1")]).unwrap();
        fs::write(out.join("files/x/mine.txt"), "mine").unwrap();
        assert!(matches!(
            files(&out, &[file("index.html", "b"), file("files/x", "2")]),
            Err(Error::InTheWay(_))
        ));
        fs::write(out.join("note"), "mine").unwrap();
        assert!(matches!(
            files(&out, &[file("index.html", "b"), file("note/a", "2")]),
            Err(Error::InTheWay(_))
        ));
        // Identical bytes do not make it ours.
        assert!(matches!(
            files(&out, &[file("index.html", "b"), file("note", "mine")]),
            Err(Error::InTheWay(_))
        ));
        assert_eq!(fs::read_to_string(out.join("index.html")).unwrap(), "a");
        assert!(out.join("files/x/y.txt").exists());
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let dir = tempfile::tempdir().unwrap();
        let (out, elsewhere) = (dir.path().join("public"), dir.path().join("elsewhere"));
        fs::create_dir(&elsewhere).unwrap();
        files(&out, &[file("index.html", "a")]).unwrap();
        std::os::unix::fs::symlink(&elsewhere, out.join("causes")).unwrap();
        assert!(matches!(files(&out, &[file("causes/x.html", "b")]), Err(Error::LeadsOut(_))));
        assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    }
}
