//! Small books in `tests/books/<name>/` with their expected output in `expected/`: the `<main>` of
//! pages, and the whole of other files. `UPDATE=1` rewrites them; read the diff before you keep it.

use std::fs;
use std::path::Path;

use fascicle::pipeline::Input;
use fascicle::read;

use crate::book::{Built, difference, options, repository};

/// The content of a page. The frame around it is the same on every page, and changing it would
/// touch every snapshot.
fn main_of(page: &str) -> &str {
    let start = page.find("<main").unwrap_or_else(|| panic!("a page without <main>:\n{page}"));
    let end = page.find("</main>").map_or(page.len(), |end| end + "</main>".len());
    &page[start..end]
}

fn expected(dir: &Path, built: &Built) -> Vec<String> {
    let mut paths: Vec<String> =
        read::files_in(&dir.join("expected")).files.into_iter().map(|file| file.path).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} expects nothing", dir.display());
    let mut differences = Vec::new();
    for path in paths {
        let file = dir.join("expected").join(&path);
        let now = match path.as_str() {
            "problems.txt" => built.problems.clone(),
            path if path.ends_with(".html") => format!("{}\n", main_of(built.page(path).text)),
            path => built.page(path).text.to_string(),
        };
        let wanted = fs::read_to_string(&file).unwrap();
        if wanted == now {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, now).unwrap();
        } else {
            differences.push(format!("{}\n{}", file.display(), difference(&wanted, &now)));
        }
    }
    differences
}

#[test]
fn books_give_the_pages_they_gave_before() {
    let mut count = 0;
    let mut differences = Vec::new();
    for entry in fs::read_dir(repository().join("tests/books")).unwrap() {
        let dir = entry.unwrap().path();
        let themes = read::files_in(&dir.join("themes"));
        let built = Built::from(&Input { content: read::folder(&dir), themes, options: options() });
        differences.extend(expected(&dir, &built));
        count += 1;
    }
    assert!(count >= 2);
    assert!(
        differences.is_empty(),
        "{}\nIf these are right, UPDATE=1 writes them.",
        differences.join("\n")
    );
}

#[test]
fn a_difference_shows_the_lines_that_changed_and_their_neighbours() {
    let shown = difference("a\nb\nc\nd\ne\nf\ng\nh\n", "a\nb\nc\nd\nX\nf\ng\nh\n");
    assert!(
        shown.contains("-e\n+X\n") && shown.contains(" d\n") && !shown.contains(" a\n"),
        "{shown}"
    );
}
