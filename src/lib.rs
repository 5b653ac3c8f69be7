//! fascicle: handbooks of causes, diagnosis and treatment, from small files to a linked, checked
//! static site, a book and an e-book.
//!
//! This is the map of the program. It is one sentence: *read* the files, *model* the handbook,
//! *link* its names, *check* its sense, *plan* its pages, *render* them, *write* them. [`pipeline`]
//! states it in code, one line per stage.
//!
//! | stage | from → to | only this stage knows |
//! | --- | --- | --- |
//! | [`read`] | files → `Documents` | YAML, Markdown with its HTML, front matter, folder walks |
//! | [`model`] | `Documents` → `Handbook` | the type of each field |
//! | [`link`] | `Handbook` → `Linked` | names, back-links, first mentions of glossary terms, the states of guides |
//! | [`check`] | `Linked` → diagnostics | whether it makes sense; one rule per file |
//! | [`plan`] | `Linked` → `Plan` | paths, order, and the one function that creates links |
//! | [`chart`] | a guide → a diagram → drawings → SVG, DOT, Mermaid | layout and advance widths |
//! | [`pages`] | `Linked` → one struct per kind of page | what a page says, in every medium |
//! | [`site`] | pages + plan + appearance → `OutFile`s, the e-book among them | templates, HTML, the data of scripts |
//! | [`book`] | pages + plan + appearance → PDFs, and the page of each place | Typst |
//! | [`export`] | `Linked` → JSON; a guide → a sheet of paper, DOT, Mermaid; the tables → schemas | |
//! | [`import`] | Mermaid, DOT → a guide, or a drawing in a text; a table → entries; foreign Markdown → pages | CSV, TOML |
//! | [`rename`] | files + a new name → changes in their lines | |
//! | [`write`](mod@write) | `OutFile`s → disk | what changed, what is stale |
//!
//! The ground floor holds only basic types: [`diagnostics`], [`ids`], [`vocabulary`], [`prose`]
//! (the tree of a text), [`html`], [`outfile`], [`parallel`]. [`appearance`] is the theme and the
//! words of the interface.
//!
//! Arrows: ground floor ← `read` ← `model` ← `link` ← `check chart plan` ← `pages` ←
//! `site book export` ← `pipeline` ← `serve cli`; `import` and `rename` know the ground floor and
//! `read`, `write` only `OutFile`. No cycles, inside a module either. Nothing between `read` and `write` touches the
//! disk or a clock. `tests/suite/arrows.rs` enforces this.
//!
//! The modules are public for the tests. They are not a library: anything may change in any
//! version.

// Modules are declared in reading order.
pub mod pipeline;

pub mod read;

pub mod model;

pub mod appearance;

pub mod link;

pub mod check;

pub mod plan;

pub mod chart;

pub mod pages;

pub mod site;

pub mod book;

pub mod export;

pub mod import;

pub mod rename;

pub mod write;

pub mod cli;
mod serve;

// The ground floor.
pub mod diagnostics;
pub mod html;
pub mod ids;
pub mod outfile;
pub mod parallel;
pub mod prose;
pub mod vocabulary;
