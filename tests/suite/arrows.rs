//! The map in `src/lib.rs` says which module may use which. The `use crate::` lines are checked
//! against it here.

use std::fs;
use std::path::{Path, PathBuf};

use crate::book::repository;

/// A module of the program and the modules that it may use.
const ARROWS: &[(&str, &[&str])] = &[
    // The base modules.
    ("diagnostics", &[]),
    ("ids", &["diagnostics"]),
    ("html", &[]),
    ("parallel", &[]),
    ("outfile", &[]),
    ("vocabulary", &[]),
    ("prose", &["diagnostics", "ids"]),
    // The stages.
    ("read", &["diagnostics", "ids", "parallel", "prose", "vocabulary"]),
    ("model", &["diagnostics", "ids", "prose", "vocabulary", "read"]),
    ("appearance", &["diagnostics", "html", "outfile", "vocabulary", "read", "model", "chart"]),
    ("link", &["diagnostics", "ids", "html", "prose", "vocabulary", "read", "model", "import"]),
    ("plan", &["diagnostics", "ids", "html", "vocabulary", "link"]),
    ("check", &["diagnostics", "ids", "prose", "vocabulary", "model", "link"]),
    ("chart", &["html", "parallel", "prose", "model", "import", "link"]),
    (
        "pages",
        &[
            "diagnostics",
            "ids",
            "html",
            "parallel",
            "prose",
            "vocabulary",
            "model",
            "appearance",
            "link",
            "plan",
            "chart",
        ],
    ),
    (
        "site",
        &[
            "diagnostics",
            "html",
            "outfile",
            "parallel",
            "prose",
            "vocabulary",
            "model",
            "appearance",
            "link",
            "plan",
            "chart",
            "pages",
            "import",
            "export",
        ],
    ),
    (
        "book",
        &[
            "diagnostics",
            "html",
            "outfile",
            "parallel",
            "prose",
            "vocabulary",
            "read",
            "model",
            "appearance",
            "link",
            "plan",
            "chart",
            "import",
            "pages",
        ],
    ),
    (
        "export",
        &[
            "diagnostics",
            "ids",
            "prose",
            "vocabulary",
            "model",
            "appearance",
            "link",
            "plan",
            "chart",
            "pages",
        ],
    ),
    ("import", &["diagnostics", "html", "ids", "prose", "vocabulary", "read"]),
    ("rename", &["diagnostics", "html", "vocabulary", "read"]),
    ("write", &["outfile"]),
    (
        "pipeline",
        &[
            "diagnostics",
            "outfile",
            "read",
            "model",
            "appearance",
            "link",
            "check",
            "plan",
            "pages",
            "site",
            "book",
            "export",
            "import",
        ],
    ),
    ("serve", &["pipeline", "diagnostics", "html"]),
    (
        "cli",
        &[
            "pipeline",
            "diagnostics",
            "ids",
            "vocabulary",
            "read",
            "model",
            "write",
            "serve",
            "import",
            "rename",
            "export",
            "appearance",
        ],
    ),
];

/// Libraries, and the only file or module that may name each of them.
const OWNERS: &[(&str, &str)] = &[
    ("serde_yaml::", "read/yaml.rs"),
    ("granit_parser::", "read/yaml.rs"),
    ("pulldown_cmark::", "read/markdown.rs"),
    ("linkify::", "read/markdown.rs"),
    ("walkdir::", "read/disk.rs"),
    ("image::Dynamic", "book/pictures.rs"),
    ("lopdf::", "book/compact.rs"),
    ("csv::", "import/table.rs"),
    ("toml::", "import/pages.rs"),
    ("tera::", "site/templates.rs"),
    ("html5ever::", "read/html.rs"),
    ("rayon::", "parallel.rs"),
    ("mimalloc::", "main.rs"),
    ("ttf_parser::", "chart/font.rs"),
    ("axum::", "serve/mod.rs"),
    ("notify::", "serve/mod.rs"),
    ("typst::", "book/"),
    ("unicode_script::", "book/glyphs.rs"),
    ("typst_eval::", "book/"),
    ("typst_layout::", "book/"),
    ("typst_pdf::", "book/"),
    ("indicatif::", "cli/progress.rs"),
    ("clap::", "cli/"),
    ("annotate_snippets::", "diagnostics.rs"),
    ("quick_xml::Writer", "site/feeds.rs"),
    ("quick_xml::Reader", "read/pictures.rs"),
    ("imagesize::", "read/pictures.rs"),
    ("zip::", "site/"),
    ("sha2::", "site/"),
    ("Timestamp::now", "cli/mod.rs"),
    ("std::env::var", "cli/mod.rs"),
];

fn sources(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

fn all() -> Vec<(String, String)> {
    let src = repository().join("src");
    let mut paths = Vec::new();
    sources(&src, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            (
                path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"),
                fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

/// The non-test part of a file: its tests may use anything.
fn program(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests").next().unwrap()
}

#[test]
fn rooms_know_only_whom_the_map_allows() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        let room = path.split('/').next().unwrap().trim_end_matches(".rs");
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            assert!(["lib", "main"].contains(&room), "{room} is not on the map");
            continue;
        };
        for (at, line) in program(&text)
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
        {
            for part in line.split("crate::").skip(1) {
                // `use crate::{a, b}` names several modules at once.
                let list =
                    part.strip_prefix('{').map_or(part, |list| list.split('}').next().unwrap());
                let names =
                    if part.starts_with('{') { list.split(", ").collect() } else { vec![part] };
                for name in names {
                    let name: String =
                        name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                    if name != room && !allowed.contains(&name.as_str()) {
                        wrong.push(format!("src/{path}:{}: {room} looks into {name}", at + 1));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_library_has_one_owner() {
    let mut wrong = Vec::new();
    for (path, text) in all() {
        for (library, owner) in OWNERS {
            let named = program(&text)
                .lines()
                .any(|line| line.contains(library) && !line.trim_start().starts_with("//"));
            if named && !path.starts_with(owner) {
                wrong.push(format!("src/{path} names {library}, which is {owner}'s"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
