//! The font: how wide words are, and where lines break. The only file that knows the font library.

use std::sync::OnceLock;

use ttf_parser::Face;

/// Atkinson Hyperlegible Next Bold (SIL Open Font License 1.1). The bold is the wider of the two weights that the theme
/// ships, so what fits in bold fits in both.
static BOLD: &[u8] = include_bytes!("../../themes/default/fonts/bold.ttf");

/// Advances in thousandths of the font size, for the characters below U+0250; others ask the font.
fn face() -> &'static Face<'static> {
    static FACE: OnceLock<Face<'static>> = OnceLock::new();
    FACE.get_or_init(|| Face::parse(BOLD, 0).expect("the shipped font is a font; a test reads it"))
}

/// The width of `text` in px at a font size of `size` px.
pub(super) fn width(text: &str, size: f64) -> f64 {
    let face = face();
    let per_em = f64::from(face.units_per_em());
    text.chars().map(|c| advance(face, c, per_em)).sum::<f64>() * size
}

/// In ems. A character that the font lacks is shown by another font: wide scripts take a full em.
fn advance(face: &Face, c: char, per_em: f64) -> f64 {
    let glyph = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
    match glyph {
        Some(advance) => f64::from(advance) / per_em,
        None if c.is_control() => 0.0,
        None if is_wide(c) => 1.0,
        None => 0.75,
    }
}

/// Scripts without spaces between words, in which a line may end after any character.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// Breaks `text` into lines of at most `max` px, as few as possible and then as even as possible. A word that is wider
/// than a line is cut.
pub(super) fn lines(text: &str, size: f64, max: f64) -> Vec<String> {
    let pieces = pieces(text, size, max);
    let greedy = fill(&pieces, size, max);
    if greedy.len() < 2 {
        return greedy;
    }
    // The narrowest width that needs no more lines gives the most even ones.
    let (mut low, mut high) = (max / greedy.len() as f64, max);
    while high - low > 2.0 {
        let middle = (low + high) / 2.0;
        let fits = pieces.iter().all(|piece| width(piece.trim_end(), size) <= middle);
        if fits && fill(&pieces, size, middle).len() == greedy.len() {
            high = middle;
        } else {
            low = middle;
        }
    }
    fill(&pieces, size, high)
}

/// The parts between which a line may end, each with the space after it.
fn pieces(text: &str, size: f64, max: f64) -> Vec<String> {
    let mut pieces = Vec::new();
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let mut piece = String::new();
        for c in word.chars() {
            if !piece.is_empty() && (is_wide(c) || width(&piece, size) + width(c.encode_utf8(&mut [0; 4]), size) > max) {
                pieces.push(std::mem::take(&mut piece));
            }
            piece.push(c);
        }
        piece.push(' ');
        pieces.push(piece);
    }
    pieces
}

fn fill(pieces: &[String], size: f64, max: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut used) = (String::new(), 0.0);
    for piece in pieces {
        let (full, visible) = (width(piece, size), width(piece.trim_end_matches(' '), size));
        if !line.is_empty() && used + visible > max {
            lines.push(std::mem::take(&mut line).trim_end_matches(' ').to_string());
            used = 0.0;
        }
        line.push_str(piece);
        used += full;
    }
    lines.push(line.trim_end_matches(' ').to_string());
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_with_the_text() {
        assert!(width("mmm", 16.0) > width("iii", 16.0));
        assert!((width("ab", 32.0) - 2.0 * width("ab", 16.0)).abs() < 1e-9);
    }

    #[test]
    fn lines_fit_and_lose_nothing() {
        let text = "Weakness or numbness on one side of the body, or sudden trouble speaking";
        let broken = lines(text, 16.0, 200.0);
        assert!(broken.len() > 1);
        assert!(broken.iter().all(|line| width(line, 16.0) <= 200.0), "{broken:?}");
        assert_eq!(broken.join(" "), text);
    }

    #[test]
    fn long_words_are_cut() {
        let word = "x".repeat(2_000);
        let broken = lines(&word, 16.0, 200.0);
        assert!(broken.iter().all(|line| width(line, 16.0) <= 200.0));
        assert_eq!(broken.concat(), word);
        assert!(lines("筋肉がぴくぴくする時", 16.0, 60.0).len() > 2);
        assert_eq!(lines("", 16.0, 60.0), [""]);
    }
}
