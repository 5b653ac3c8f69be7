//! The real handbook in `content/`, and the starter that `init` writes.

use std::collections::BTreeMap;
use std::path::Path;

use fascicle::pipeline::Input;
use fascicle::read;

use crate::book::{Book, Built, options, repository};
use crate::site::assert_sound;

fn build(dir: &Path) -> Built {
    Built::from(&Input {
        content: read::folder(dir),
        themes: read::files_in(&dir.join("themes")),
        options: options(),
    })
}

#[test]
fn the_handbook_has_nothing_wrong_but_reviews_not_yet_made() {
    let built = build(&repository());
    assert!(built.good, "{}", built.problems);
    assert_eq!(
        built.codes.keys().copied().collect::<Vec<_>>(),
        ["never-reviewed"],
        "{}",
        built.problems
    );
    built.page("index.html").shows("No clinician has reviewed");
    built.page("causes/dehydration.html").shows("No clinician has reviewed this page yet.");
}

#[test]
fn every_page_of_the_handbook_is_sound() {
    assert_sound(&build(&repository()).files);
}

#[test]
fn the_starters_are_sound_and_without_warnings() {
    for starter in ["clinical", "repair"] {
        let built = build(&repository().join("src/cli/starters").join(starter));
        built.is_clean();
        assert_sound(&built.files);
    }
}

#[test]
fn an_empty_handbook_is_sound() {
    let built = Book::new().build();
    built.is_clean();
    assert_sound(&built.files);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let (one, two) = (build(&repository()), build(&repository()));
    assert_eq!(one.files, two.files);
}

/// A guide that omits a warning sign is refused, whichever sign it is.
#[test]
fn no_warning_sign_can_be_taken_out_of_the_guide() {
    let folder = read::folder(&repository());
    let texts: BTreeMap<String, String> = folder
        .files
        .iter()
        .filter_map(|file| {
            Some((file.path.clone(), String::from_utf8(file.content.as_ref().ok()?.to_vec()).ok()?))
        })
        .collect();
    let (path, guide) = texts.iter().find(|(path, _)| path.starts_with("content/guides/")).unwrap();
    let signs: Vec<&str> = texts
        .iter()
        .filter(|(path, text)| path.starts_with("content/findings/") && text.contains("\nurgency:"))
        .map(|(path, _)| path["content/findings/".len()..].trim_end_matches(".md"))
        .collect();
    assert!(signs.len() > 20);
    let mut tried = 0;
    for sign in signs {
        let line = format!("- {sign}\n");
        let Some(at) = guide.find(&line) else { continue };
        let changed =
            format!("{}- {}\n{}", &guide[..at], "visible-flicker", &guide[at + line.len()..]);
        let files = texts.iter().map(|(other, text)| {
            (other.as_str(), if other == path { changed.as_str() } else { text.as_str() })
        });
        let built = Built::from(&Input {
            content: read::Folder::in_memory(files),
            themes: read::Folder::default(),
            options: options(),
        });
        assert!(!built.good, "the guide may forget {sign}");
        assert!(built.codes.contains_key("guide-red-flag-not-asked"), "{sign}: {}", built.problems);
        tried += 1;
    }
    assert!(tried > 20, "only {tried} signs stand in the guide as list items");
}
