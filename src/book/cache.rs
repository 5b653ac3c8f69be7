//! Kept: the book of an earlier build, which is used again as long as nothing in it changed.
//!
//! In:   the files of an earlier build, and a key made of all that decides how the book comes out.
//! Out:  the same files and page numbers, if the key and every byte are as they were.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use typst::utils::hash128;

use crate::outfile::OutFile;

/// The file beside the book that says what it was made of.
pub const RECORD: &str = ".fascicle.book.json";

#[derive(Serialize, Deserialize)]
struct Record {
    key: String,
    /// By file: the digest of its bytes.
    files: BTreeMap<String, String>,
    /// By the id of a place: its page.
    pages: BTreeMap<String, u32>,
}

/// The record of a book, to be written beside it.
pub(super) fn record(key: &str, files: &[OutFile], pages: &BTreeMap<String, u32>) -> OutFile {
    let files = files.iter().map(|file| (file.path.clone(), digest(&file.bytes))).collect();
    let record = Record { key: key.to_string(), files, pages: pages.clone() };
    OutFile::new(RECORD, serde_json::to_vec(&record).expect("names and numbers serialise"))
}

/// The earlier book, if it is the one that would be made now.
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
