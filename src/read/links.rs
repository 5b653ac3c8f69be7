//! Links by their syntax: where the addresses in a text are, for those who change a text and leave
//! the rest of it as it is. The tree of prose has what links mean, but not each byte.
//!
//! In:   Markdown, or YAML with Markdown in it.
//! Out:  the bytes of each address. In code and comments (`markdown::unlinked`) it only looks like one.

use std::ops::Range;

/// The addresses in `](…)`, `]: …`, `<…>`, `href=…` and `src=…`, in the order of the text.
pub fn destinations(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut after = |begin: usize, stop: &[char]| {
        let trimmed = text[begin..].trim_start_matches([' ', '\t', '<']);
        let begin = text.len() - trimmed.len();
        let end = trimmed.find(stop).unwrap_or(trimmed.len());
        if end > 0 {
            out.push(begin..begin + end);
        }
    };
    for opening in ["](", "]:"] {
        for (at, _) in text.match_indices(opening).filter(|(at, _)| !is_escaped(text, *at)) {
            after(at + 2, &[')', ' ', '\t', '\n', '>', '"']);
        }
    }
    for name in ["href=", "src="] {
        for (at, _) in text.match_indices(name) {
            let at = at + name.len();
            match text[at..].chars().next().filter(|c| ['"', '\''].contains(c)) {
                Some(quote) => after(at + 1, &[quote, '\n']),
                None => after(at, &['>', ' ', '\n']),
            }
        }
    }
    for (at, _) in text.match_indices('<') {
        after(at, &['>', ' ', '\n', '"']);
    }
    out.sort_by_key(|range| (range.start, range.end));
    out.dedup_by_key(|range| range.start);
    out
}

/// Whether the bracket that the one at `end` closes is written with a backslash, and so is text.
fn is_escaped(text: &str, end: usize) -> bool {
    let Some(open) = text[..end].rfind('[') else { return true };
    text[..open].ends_with('\\') && !text[..open].ends_with("\\\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_by_their_syntax() {
        let text = "[a](b.md#c) ![d](<e f.png> \"t\") <cause:g> <a href='h'>x</a> <img src=i.png>\n\\[j](k)\n\n[l]: m \"n\"\n";
        let found: Vec<&str> = destinations(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["b.md#c", "e", "cause:g", "a", "h", "/a", "img", "i.png", "m"]);
    }
}
