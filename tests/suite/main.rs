//! All tests above unit level: one program, one module per feature. See `tests/README.md`.

mod arrows;
mod book;
#[cfg(feature = "pdf")]
mod book_pdf;
mod charts;
mod command;
mod content;
mod drawing;
mod elements;
mod flow;
mod golden;
mod graphs;
mod guides;
mod hostile;
mod layers;
mod nothing_lost;
mod pages;
mod problems;
#[cfg(feature = "pdf")]
mod random_books;
mod scores;
mod site;
mod words;
