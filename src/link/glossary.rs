//! The glossary: which terms there are, and where a text first mentions each.

use std::collections::HashMap;

use super::names::Names;
use super::prose::Linker;
use super::{Target, Term};
use crate::model::WrittenTerm;

/// Resolves the pages and definitions of the terms.
pub(super) fn terms(written: Vec<WrittenTerm>, names: &Names, linker: &mut Linker) -> Vec<Term> {
    let mut anchors = crate::ids::Unique::default();
    let mut linked = Vec::with_capacity(written.len());
    for WrittenTerm { term, position, means, page, also, covered } in written {
        let anchor = anchors.take(&format!("term-{}", crate::ids::slug(&term)));
        let page = match page.map(|page| names.target(&page)) {
            Some(Ok(target)) => Some(target),
            Some(Err(problem)) => {
                problem.into_iter().for_each(|problem| linker.report(problem));
                None
            }
            None => None,
        };
        let means = linker.definition(means, page);
        let also = also.into_iter().map(|name| name.value).collect();
        linked.push(Term { term, position, means, page, also, covered, anchor });
    }
    linked
}

/// The page about a term, on which the term is not explained.
pub(super) fn own_page(term: &WrittenTerm, names: &Names) -> Option<Target> {
    names.target(term.page.as_ref()?).ok()
}

/// Finds terms in texts: by the first word, so that the time does not grow with the number of
/// terms.
pub(super) struct Matcher {
    /// By lowercase first word: the terms that begin with it, longest first.
    by_first_word: HashMap<String, Vec<(Vec<String>, usize)>>,
    /// By term: the whole term in lowercase, if it has more in it than words (`c++`) and must occur
    /// literally in the text.
    literal: HashMap<usize, String>,
}

impl Matcher {
    pub(super) fn new<'a>(terms: impl Iterator<Item = &'a str>) -> Matcher {
        let mut by_first_word: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
        let mut literal = HashMap::new();
        for (at, term) in terms.enumerate() {
            let words: Vec<String> = words(term).map(|(_, word)| word.to_lowercase()).collect();
            let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || "-'’".contains(c);
            if !term.chars().all(plain) {
                literal.insert(at, term.to_lowercase());
            }
            // A term that begins with another character has no first word; it is only in the
            // glossary.
            let begins_with_word = term.starts_with(char::is_alphanumeric);
            if let Some(first) = words.first().filter(|_| begins_with_word) {
                by_first_word.entry(first.clone()).or_default().push((words, at));
            }
        }
        // Longest first: `calcium` must not match inside `calcium channel blocker`, nor `C` inside
        // `C++`.
        by_first_word.values_mut().for_each(|terms| {
            terms.sort_by_key(|(words, at)| {
                (std::cmp::Reverse(words.len()), !literal.contains_key(at), *at)
            })
        });
        Matcher { by_first_word, literal }
    }

    /// Finds the terms in `text`: byte range and term, in order, without overlap.
    pub(super) fn find(&self, text: &str) -> Vec<(std::ops::Range<usize>, usize)> {
        if self.by_first_word.is_empty() {
            return Vec::new();
        }
        let words: Vec<(usize, &str)> = words(text).collect();
        let folded: Vec<String> = words.iter().map(|(_, word)| word.to_lowercase()).collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let hit = candidates(&folded[at]).iter().find_map(|first| {
                let terms = self.by_first_word.get(*first)?;
                terms.iter().find(|(term, id)| {
                    let stands = match self.literal.get(id) {
                        Some(literal) => text[words[at].0..].to_lowercase().starts_with(literal),
                        None => {
                            close_together(text, &words[at..(at + term.len()).min(words.len())])
                        }
                    };
                    matches(term, &folded[at..]) && stands
                })
            });
            match hit {
                Some((term, id)) => {
                    let (last, word) = words[at + term.len() - 1];
                    found.push((words[at].0..last + word.len(), *id));
                    at += term.len();
                }
                None => at += 1,
            }
        }
        found
    }
}

/// A word, and the word without a plural `s`, since a glossary lists the singular.
fn candidates(word: &str) -> Vec<&str> {
    let singular = word.strip_suffix('s').filter(|stem| stem.len() > 2);
    std::iter::once(word).chain(singular).collect()
}

fn matches(term: &[String], words: &[String]) -> bool {
    let (Some((last, head)), true) = (term.split_last(), words.len() >= term.len()) else {
        return false;
    };
    head.iter().zip(words).all(|(a, b)| a == b)
        && candidates(&words[head.len()]).contains(&last.as_str())
}

/// Whether only spaces, hyphens and apostrophes separate the words.
fn close_together(text: &str, words: &[(usize, &str)]) -> bool {
    words.windows(2).all(|pair| {
        let between = &text[pair[0].0 + pair[0].1.len()..pair[1].0];
        between.chars().all(|c| c.is_whitespace() || c == '-' || c == '\'' || c == '’')
    })
}

/// The words of a text, each with its byte offset.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find<'a>(terms: &[&str], text: &'a str) -> Vec<&'a str> {
        let matcher = Matcher::new(terms.iter().copied());
        matcher.find(text).into_iter().map(|(range, _)| &text[range]).collect()
    }

    #[test]
    fn terms_are_found_as_whole_words_longest_first() {
        assert_eq!(
            find(&["calcium", "calcium channel"], "Calcium channels and calcium."),
            ["Calcium channels", "calcium"]
        );
        assert_eq!(find(&["cramp"], "A crampon, Cramps; cramped cramp"), ["Cramps", "cramp"]);
        assert_eq!(
            find(&["creatine kinase"], "creatine. Kinase and creatine kinase (CK)"),
            ["creatine kinase"]
        );
        assert_eq!(find(&["c++", "<b>"], "Vitamin C, b and C++"), ["C"]);
        assert!(find(&[], "nothing").is_empty());
    }
}
