//! A finished file, on its way from whoever makes it to the disk or into memory.

use std::sync::Arc;

/// One file of the output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutFile {
    /// Relative to the output root, with `/`.
    pub path: String,
    pub bytes: Arc<[u8]>,
}

impl OutFile {
    pub fn new(path: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> OutFile {
        OutFile { path: path.into(), bytes: bytes.into() }
    }
}
