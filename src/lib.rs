//! fascicle: handbooks of causes, diagnosis and treatment, from small files to a linked, checked static site.
//!
//! This is the map of the program. It is one sentence: *read* the files, *model* the handbook, *link* its names, *check*
//! its sense, *plan* its pages, *render* them, *write* them. [`pipeline`] says it in code, one line a stage.
//!
//! | stage | from → to | it alone knows |
//! | --- | --- | --- |
//! | [`read`] | files → `Documents` | YAML, Markdown, front matter, walking folders |
//! | [`model`] | `Documents` → `Handbook` | what a field is; the kinds and the table of relations ([`vocabulary`]) |
//! | [`link`] | `Handbook` → `Linked` | names, back-links, the glossary's first mentions |
//! | [`check`] | `Linked` → problems | whether it makes sense; one rule a file |
//! | [`plan`] | `Linked` → `Plan` | paths, order, and the one function that makes links |
//! | [`chart`] | a guide → a diagram → drawings → SVG, DOT, Mermaid | layout and the font's widths |
//! | [`render`] | `Linked` + `Plan` + theme → `OutFile`s | templates, HTML, words of the interface |
//! | [`book`] | `Linked` + `Plan` + look → PDFs, and the page of each place | Typst |
//! | [`write`](mod@write) | `OutFile`s → disk | what changed, what is stale |
//!
//! Arrows: `diagnostics ids html parallel` ← `model` ← `link` ← `check chart plan` ← `render` ← `book` ← `pipeline` ← `serve cli`; `read` feeds
//! `model`, `write` knows only `OutFile`. Nothing between `read` and `write` touches the disk or a clock.
//! `tests/suite/arrows.rs` holds the program to this.

// The mods stand in reading order.
pub mod pipeline;

pub mod read;

pub mod model;

pub mod link;

pub mod check;

pub mod plan;

pub mod chart;

pub mod render;

pub mod book;

pub mod write;

pub mod cli;
mod serve;

pub mod diagnostics;
pub mod html;
pub mod ids;
pub mod outfile;
pub mod parallel;
pub mod prose;
pub mod vocabulary;
