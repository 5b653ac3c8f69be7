//! Export: the handbook for other programs and other places than the site and the book.

pub mod guide;
mod json;

pub use json::handbook;
