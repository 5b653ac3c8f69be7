//! Book: the linked handbook on paper. The only module that knows Typst.
//!
//! In:   the [`Pages`](crate::pages::Pages), the plan of the site, the
//!       [`Appearance`](crate::appearance::Appearance).
//! Out:  the book (whole or in volumes, in large print too), a handout for each page that asks for
//!       one, a sheet and a poster for each guide, and the page number of every place ([`Pdfs`]).
//! Not:  markup strings: content goes to the templates as data and cannot become code. No disk,
//!       network or clock.
//!
//! Everything but the codes is behind the feature `pdf`.

#[cfg(feature = "pdf")]
mod cache;
#[cfg(feature = "pdf")]
mod compact;
#[cfg(feature = "pdf")]
mod data;
#[cfg(feature = "pdf")]
mod drawing;
#[cfg(feature = "pdf")]
mod geometry;
#[cfg(feature = "pdf")]
mod glyphs;
#[cfg(feature = "pdf")]
mod handouts;
#[cfg(feature = "pdf")]
mod index;
#[cfg(feature = "pdf")]
mod introspection;
#[cfg(feature = "pdf")]
mod links;
#[cfg(feature = "pdf")]
mod make;
#[cfg(feature = "pdf")]
mod meta;
#[cfg(feature = "pdf")]
mod page_checks;
#[cfg(feature = "pdf")]
mod page_estimate;
#[cfg(feature = "pdf")]
mod pictures;
#[cfg(feature = "pdf")]
mod prose;
#[cfg(feature = "pdf")]
mod running_heads;
#[cfg(feature = "pdf")]
mod text;
#[cfg(feature = "pdf")]
mod typeset;
#[cfg(feature = "pdf")]
mod values;
#[cfg(feature = "pdf")]
mod volume;
#[cfg(feature = "pdf")]
mod world;

use crate::diagnostics::Code;
use crate::outfile::OutFile;
use crate::plan::Pdfs;

#[cfg(feature = "pdf")]
pub use cache::RECORD;
#[cfg(feature = "pdf")]
pub use glyphs::every_text;
#[cfg(feature = "pdf")]
pub use make::{Request, Wanted, make};

// Warnings: the site is still built, and only the document that fails is left out. `fascicle book`,
// which builds nothing else, treats them as errors.
pub static BOOK_OVERFLOW: Code = Code::warning("book-overflow");
pub static MISSING_GLYPH: Code = Code::warning("missing-glyph");
/// A picture or font that the book cannot use, or a template of the book that fails.
pub static BAD_BOOK: Code = Code::warning("bad-book");

/// Laying out the book would take more memory than most machines have.
pub static BOOK_TOO_LARGE: Code = Code::warning("book-too-large");

/// The codes that the book can report.
pub static CODES: &[&Code] = &[&BOOK_OVERFLOW, &MISSING_GLYPH, &BAD_BOOK, &BOOK_TOO_LARGE];

/// The result of building the PDFs.
#[derive(Debug, Default)]
pub struct Made {
    pub files: Vec<OutFile>,
    /// What the site needs to know about them.
    pub pdfs: Pdfs,
    /// The paths of those that could not be built.
    pub left_out: Vec<String>,
    /// The words on each page of the book, line by line; empty if an earlier book is reused.
    pub words: Vec<String>,
}
