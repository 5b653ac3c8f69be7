//! Compact: the same PDF in less space.
//!
//! In:   a PDF as the typesetter writes it, each small object by itself.
//! Out:  the same objects gathered in compressed object streams (ISO 32000-1, 7.5.7). A tagged book
//!       has tens of thousands of them, and becomes a third of its size.

use lopdf::{Document, SaveOptions};

/// Objects in one stream: readers unpack a whole stream for any object in it.
const TOGETHER: usize = 200;

/// The same file, unless it cannot be made smaller.
pub(super) fn compact(pdf: Vec<u8>) -> Vec<u8> {
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(TOGETHER)
        .compression_level(9)
        .build();
    let Ok(mut document) = Document::load_mem(&pdf) else { return pdf };
    let mut out = Vec::new();
    match document.save_with_options(&mut out, options) {
        Ok(()) if out.len() < pdf.len() => out,
        _ => pdf,
    }
}
