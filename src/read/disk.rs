//! The disk side of reading: walks folders, in the same order on every system, and never leaves
//! them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use super::{Folder, RawFile};

/// All files below `dir/content`, sorted by path. A file that cannot be read is included with the
/// reason.
pub fn folder(dir: &Path) -> Folder {
    Folder { files: files(dir, &dir.join("content")) }
}

/// All files in a folder, such as that of the themes; paths are relative to it.
pub fn files_in(dir: &Path) -> Folder {
    Folder { files: files(dir, dir) }
}

fn files(base: &Path, dir: &Path) -> Vec<RawFile> {
    let mut files = Vec::new();
    if !dir.exists() {
        return files;
    }
    // Symbolic links are not followed: a handbook is what its folder contains, and a link may lead
    // out of it or form a cycle.
    for entry in WalkDir::new(dir).follow_links(false).sort_by_file_name() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => {
                let content = if entry.file_type().is_file() {
                    fs::read(entry.path()).map(Arc::from).map_err(|error| plain(&error))
                } else {
                    Err(if entry.file_type().is_symlink() {
                        "it is a link, and links are not followed"
                    } else {
                        "it is not an ordinary file"
                    }
                    .to_string())
                };
                files.push(RawFile { path: relative(base, entry.path()), content });
            }
            Err(error) => {
                let path = error.path().map(PathBuf::from).unwrap_or_else(|| dir.to_path_buf());
                let reason = error.io_error().map_or_else(|| error.to_string(), plain);
                files.push(RawFile { path: relative(base, &path), content: Err(reason) });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn relative(base: &Path, path: &Path) -> String {
    let path = path.strip_prefix(base).unwrap_or(path);
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The system's message without its error number.
fn plain(error: &io::Error) -> String {
    error.to_string().split(" (os error").next().unwrap_or_default().to_lowercase()
}

/// Whether `inner` is the folder `outer` or below it, with links and dots resolved as far as the
/// path exists.
pub fn is_inside(inner: &Path, outer: &Path) -> bool {
    let Ok(outer) = outer.canonicalize() else { return false };
    let mut known = inner.to_path_buf();
    loop {
        if let Ok(real) = known.canonicalize() {
            return real.starts_with(&outer);
        }
        if !known.pop() {
            return false;
        }
        if known.as_os_str().is_empty() {
            known = PathBuf::from(".");
        }
    }
}
