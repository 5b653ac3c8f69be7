//! Text: the processing of every string before it is typeset.
//!
//! In:   the handbook's words.
//! Out:  the same words, with break opportunities where a line must end.

/// A zero-width space, at which a line may end.
const BREAK: char = '\u{200b}';
/// Words with more characters than this are addresses or typing errors.
const LONG: usize = 24;
/// Characters in addresses after which a line may end.
const AFTER: &str = "/.-_?&=@,;:";

/// The words for paper: one character for micro, no control characters, and breaks in words too
/// long for any line.
pub(super) fn printed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive([' ', '\n', '\t', '\u{a0}']) {
        if part.chars().count() > LONG {
            breakable(part, &mut out)
        } else {
            out.extend(part.chars().filter_map(sign))
        }
    }
    out
}

fn sign(c: char) -> Option<char> {
    match c {
        // Two code points for one character; Greek fonts have the second.
        'µ' => Some('μ'),
        '\n' | '\t' => Some(' '),
        c if c.is_control() || c == '\u{feff}' => None,
        c => Some(c),
    }
}

fn breakable(word: &str, out: &mut String) {
    let mut run = 0;
    for c in word.chars().filter_map(sign) {
        out.push(c);
        run += 1;
        if AFTER.contains(c) || run == LONG {
            out.push(BREAK);
            run = 0;
        }
    }
}

/// The length of the longest part of a text that must fit on one line, in characters.
pub(super) fn longest_word(text: &str) -> usize {
    printed(text).split([' ', BREAK]).map(|word| word.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_get_breaks_and_lose_nothing() {
        let word = "x".repeat(5_000);
        let out = printed(&word);
        assert_eq!(out.replace(BREAK, ""), word);
        assert!(longest_word(&word) <= LONG);
        assert_eq!(
            printed("5 µg\u{7} #strong[x] $x^2$ <label> @ref"),
            "5 μg #strong[x] $x^2$ <label> @ref"
        );
        assert!(printed("https://example.org/a/very-long-path/index.html").contains(BREAK));
    }
}
