//! Export: the handbook for other programs, and for use outside the site and the book.

mod cases;
pub mod guide;
mod json;
pub mod schema;

pub use json::handbook;
