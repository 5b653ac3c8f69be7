//! Small books in `tests/books/<name>/` with the pages they must give, in `expected/`. `UPDATE=1` rewrites them; read the
//! difference before you keep it.

use std::fs;
use std::path::Path;

use fascicle::pipeline::Input;
use fascicle::read;

use crate::book::{Built, options, repository};

fn expected(dir: &Path, built: &Built) {
    let mut paths: Vec<String> = read::theme_folder(&dir.join("expected")).files.into_iter().map(|file| file.path).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} expects nothing", dir.display());
    for path in paths {
        let file = dir.join("expected").join(&path);
        let now = if path == "problems.txt" { &built.problems } else { built.page(&path).text };
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, now).unwrap();
        } else {
            let wanted = fs::read_to_string(&file).unwrap();
            assert!(wanted == *now, "{} differs; UPDATE=1 rewrites it", file.display());
        }
    }
}

#[test]
fn books_give_the_pages_they_gave_before() {
    let mut count = 0;
    for entry in fs::read_dir(repository().join("tests/books")).unwrap() {
        let dir = entry.unwrap().path();
        let built =
            Built::from(&Input { content: read::folder(&dir), themes: read::theme_folder(&dir.join("themes")), options: options() });
        expected(&dir, &built);
        count += 1;
    }
    assert!(count >= 2);
}
