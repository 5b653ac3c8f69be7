//! All tests above the units: one program, a module a feature. See `tests/README.md`.

mod arrows;
mod book;
mod command;
mod content;
mod flow;
mod golden;
mod hostile;
mod pages;
mod problems;
mod site;
mod words;
