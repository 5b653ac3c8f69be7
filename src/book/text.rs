//! Text: what happens to every string before it is typeset.
//!
//! In:   words as the handbook has them.
//! Out:  the same words, which can break where a line must end.

/// A place where a line may end, without a width.
const BREAK: char = '\u{200b}';
/// Words of more letters than this are addresses, or slips of the keyboard.
const LONG: usize = 24;
/// Signs in addresses after which a line may end.
const AFTER: &str = "/.-_?&=@,;:";

/// The words for paper: one sign for micro, no control characters, and breaks in words that no line could hold.
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
        // Two code points for one sign; fonts for Greek have the second.
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

/// The length of the longest part of a text that must stand on one line, in letters.
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
