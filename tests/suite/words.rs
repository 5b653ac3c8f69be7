//! Every word that the program looks up by key is in the English file, which has no unused words.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fascicle::vocabulary::{
    CERTAINTIES, FINDING_TYPES, RELATIONS, SOURCE_TYPES, TEST_TYPES, TREATMENT_TYPES,
};

use crate::book::{Book, repository};

fn texts(dir: &Path, endings: &[&str], out: &mut String) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, endings, out);
        } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
            out.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

fn english() -> BTreeSet<String> {
    let text = fs::read_to_string(repository().join("themes/default/i18n/en.yaml")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#') && line.contains(": "))
        .map(|line| line.split(": ").next().unwrap().to_string())
        .collect()
}

/// The words after `start` up to the quote that ends them.
fn quoted<'a>(text: &'a str, start: &str) -> BTreeSet<&'a str> {
    text.split(start).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn every_word_that_is_asked_for_is_there() {
    let mut code = String::new();
    texts(&repository().join("src"), &[".rs"], &mut code);
    let known = english();
    let mut asked: BTreeSet<&str> = BTreeSet::new();
    for call in ["words.one(\"", "words.many(\"", "words.with(\""] {
        asked.extend(quoted(&code, call));
    }
    // Keys that occur in lists in the code.
    for prefix in ["role.", "review.", "guide_use.", "lead.", "list.", "alert."] {
        asked.extend(
            quoted(&code, "\"")
                .into_iter()
                .filter(|key| key.starts_with(prefix) && !key.contains(' ')),
        );
    }
    let choices = [FINDING_TYPES, TEST_TYPES, TREATMENT_TYPES, SOURCE_TYPES, CERTAINTIES]
        .into_iter()
        .flatten();
    asked.extend(choices.map(|choice| choice.key));
    asked.retain(|key| !key.contains('{') && !key.ends_with(".html"));
    let missing: Vec<_> = asked.iter().filter(|key| !known.contains(**key)).collect();
    assert!(asked.len() > 60, "{asked:?}");
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn no_word_is_there_for_nothing() {
    let mut all = String::new();
    texts(&repository().join("src"), &[".rs"], &mut all);
    texts(&repository().join("themes/default"), &[".html", ".typ"], &mut all);
    // Keys made from a name: `alert.` plus the alert's name, and those of the kinds.
    let made = [
        "level.",
        "term",
        "problem",
        "cause",
        "finding",
        "test",
        "treatment",
        "type.",
        "source.",
        "certainty.",
    ];
    let unused: Vec<String> = english()
        .into_iter()
        .filter(|key| !made.iter().any(|start| key.starts_with(start)))
        .filter(|key| !all.contains(&format!("\"{key}\"")) && !all.contains(&format!("t.{key}")))
        .collect();
    assert!(unused.is_empty(), "nobody asks for {unused:?}");
}

fn file(language: &str) -> std::collections::BTreeMap<String, String> {
    let text =
        fs::read_to_string(repository().join(format!("themes/default/i18n/{language}.yaml")))
            .unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && line.contains(": "));
    lines
        .map(|line| line.split_once(": ").unwrap())
        .map(|(key, words)| (key.to_string(), words.to_string()))
        .collect()
}

#[test]
fn german_says_all_that_english_says() {
    let (english, german) = (file("en"), file("de"));
    let missing: Vec<_> = english.keys().filter(|key| !german.contains_key(*key)).collect();
    assert!(missing.is_empty(), "German lacks {missing:?}");
    for (key, words) in &english {
        let holes = |text: &str| text.matches("{}").count();
        assert_eq!(holes(words), holes(&german[key]), "{key}: {words} / {}", german[key]);
        assert_eq!(words.starts_with('['), german[key].starts_with('['), "{key}: one form or two");
    }
    for relation in RELATIONS {
        for (group, strength) in relation.strengths() {
            for key in [group.here_key, group.there_key]
                .into_iter()
                .chain((!strength.key.is_empty()).then_some(strength.word_key))
            {
                assert!(german.contains_key(key), "German lacks {key}");
            }
        }
    }
    let more: Vec<_> = german
        .keys()
        .filter(|key| !english.contains_key(*key))
        // The English of these is in the table of relations.
        .filter(|key| {
            !key.ends_with(".here") && !key.ends_with(".there") && !key.starts_with("strength.")
        })
        .collect();
    assert!(more.is_empty(), "nobody asks for {more:?}");
}

#[test]
fn a_german_handbook_is_german_throughout() {
    let built = Book::new()
        .settings("language: de-CH\nservices: {emergency: \"144\"}")
        .entry("problems/husten", "causes: {common: [grippe]}\nred_flags: [atemnot]")
        .entry(
            "causes/grippe",
            "findings: {key: [atemnot]}\ntests: none\ntreatments: none\nrisks: [atemnot]",
        )
        .entry("findings/atemnot", "urgency: emergency")
        .build();
    built.is_clean();
    let page = built.page("problems/husten.html");
    page.shows("Notfall")
        .shows("Rufen Sie <a class=\"urge__number\" href=\"tel:144\">144</a> an")
        .shows("Mögliche Ursachen")
        .shows("Suche")
        .shows("Hauptmenü");
    page.hides("Emergency").hides("Possible causes").hides("Search");
    built
        .page("causes/grippe.html")
        .shows("Wie man es findet")
        .shows("Dazu ist nichts bekannt.")
        .hides("Nothing is known");
}
