//! Cache: the book of an earlier build, reused as long as nothing in it has changed.
//!
//! In:   the files of an earlier build, and a key made from everything that determines the output.
//! Out:  the same files and page numbers, provided the key and every byte are unchanged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use typst::utils::hash128;

use crate::outfile::OutFile;

/// The file beside the book that records what it was made from.
pub const RECORD: &str = ".fascicle.book.json";

#[derive(Serialize, Deserialize)]
struct Record {
    key: String,
    /// The digest of each file's bytes, by path.
    files: BTreeMap<String, String>,
    /// The page of each place, by id.
    pages: BTreeMap<String, u32>,
}

/// Returns the record of a book, to be written beside it.
pub(super) fn record(key: &str, files: &[OutFile], pages: &BTreeMap<String, u32>) -> OutFile {
    let files = files.iter().map(|file| (file.path.clone(), digest(&file.bytes))).collect();
    let record = Record { key: key.to_string(), files, pages: pages.clone() };
    OutFile::new(RECORD, serde_json::to_vec(&record).expect("names and numbers serialise"))
}

/// Returns the earlier book if it is identical to the one that would be made now.
pub(super) fn same(
    key: &str,
    earlier: &[OutFile],
) -> Option<(Vec<OutFile>, BTreeMap<String, u32>)> {
    let find = |path: &str| earlier.iter().find(|file| file.path == path);
    let record: Record = serde_json::from_slice(&find(RECORD)?.bytes).ok()?;
    if record.key != key {
        return None;
    }
    let file = |(path, wanted): (&String, &String)| {
        find(path).filter(|file| digest(&file.bytes) == *wanted).cloned()
    };
    let files = record.files.iter().map(file).collect::<Option<Vec<_>>>()?;
    Some((files, record.pages))
}

pub(super) fn digest(bytes: &[u8]) -> String {
    format!("{:032x}", hash128(bytes))
}
