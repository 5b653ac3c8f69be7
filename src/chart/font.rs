//! Font: text widths and line breaking. The only file that uses the font library.

use std::collections::HashMap;
use std::sync::Arc;

use ttf_parser::Face;

/// A face of a font family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// Advance widths of characters below this code point are in a table; others are looked up.
const TABLE: usize = 0x250;

/// The advance widths of the characters in a theme's fonts.
#[derive(Clone, Debug)]
pub struct Fonts(Arc<Metrics>);

#[derive(Debug)]
struct Metrics {
    /// In ems, by weight and character.
    tables: [Vec<f64>; 2],
    others: [HashMap<char, f64>; 2],
}

impl Fonts {
    /// `faces`: the fonts in lookup order, each with its weight, its bytes and the index of its
    /// face in the file. A file that is not a font is treated as a font without characters.
    pub fn new<'a>(faces: impl IntoIterator<Item = (Weight, &'a [u8], u32)>) -> Fonts {
        let mut others = [HashMap::new(), HashMap::new()];
        for (weight, bytes, index) in faces {
            let Ok(face) = Face::parse(bytes, index) else { continue };
            let em = f64::from(face.units_per_em());
            let mut add = |code: u32| {
                let Some(c) = char::from_u32(code) else { return };
                let advance = face.glyph_index(c).and_then(|glyph| face.glyph_hor_advance(glyph));
                if let Some(advance) = advance {
                    others[weight as usize].entry(c).or_insert(f64::from(advance) / em);
                }
            };
            let tables = face.tables().cmap.iter().flat_map(|cmap| cmap.subtables);
            tables.filter(|table| table.is_unicode()).for_each(|table| table.codepoints(&mut add));
        }
        let row = |weight: usize| {
            let ask = |code| char::from_u32(code).map_or(0.0, |c| ask(&others, weight, c));
            (0..TABLE as u32).map(ask).collect()
        };
        let tables = [row(0), row(1)];
        Fonts(Arc::new(Metrics { tables, others }))
    }

    /// The advance width of a character, in ems.
    fn advance(&self, c: char, weight: Weight) -> f64 {
        let known = self.0.tables[weight as usize].get(c as usize).copied();
        known.unwrap_or_else(|| ask(&self.0.others, weight as usize, c))
    }
}

/// The advance width of a character, in ems. One that is missing from every font is estimated: wide
/// scripts take a full em.
fn ask(fonts: &[HashMap<char, f64>; 2], weight: usize, c: char) -> f64 {
    match fonts[weight].get(&c).or_else(|| fonts[1 - weight].get(&c)) {
        Some(advance) => *advance,
        None if c.is_control() => 0.0,
        None if is_wide(c) => 1.0,
        None => 0.75,
    }
}

/// Whether the first face of a font file is bold, and whether it is italic.
pub fn style_of(bytes: &[u8]) -> (bool, bool) {
    Face::parse(bytes, 0)
        .map_or((false, false), |face| (face.weight().to_number() >= 600, face.is_italic()))
}

/// The names of the font families in a file; none if it is not a font.
pub fn families(bytes: &[u8]) -> Vec<String> {
    let count = ttf_parser::fonts_in_collection(bytes).unwrap_or(1);
    let names = (0..count).filter_map(|index| {
        let face = Face::parse(bytes, index).ok()?;
        let named = |id| {
            face.names()
                .into_iter()
                .find(|name| name.name_id == id && name.is_unicode())?
                .to_string()
        };
        named(ttf_parser::name_id::TYPOGRAPHIC_FAMILY)
            .or_else(|| named(ttf_parser::name_id::FAMILY))
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}

/// Text in one weight and size (in px).
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    pub fonts: &'a Fonts,
    pub text: &'a str,
    pub weight: Weight,
    pub size: f64,
}

impl Run<'_> {
    /// The width of the text, in px.
    pub(super) fn width(&self) -> f64 {
        self.text.chars().map(|c| self.fonts.advance(c, self.weight)).sum::<f64>() * self.size
    }
}

/// Whether a character is from a script without spaces, where a line may break after any character.
fn is_wide(c: char) -> bool {
    matches!(c as u32, 0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}

/// Whether a line in such a script must not begin with this character: closing brackets, commas,
/// full stops.
fn clings(c: char) -> bool {
    "、。，．：；？！）」』】〕〉》”’ー々…".contains(c)
}

/// A piece of text after which a line may break.
struct Piece {
    run: usize,
    text: String,
    width: f64,
    /// The width of the space after it, which is invisible at the end of a line.
    space: f64,
}

/// A part of a line: its run, its offset from the start of the line in px, and its text.
pub(super) type Part = (usize, f64, String);

/// Breaks a text into lines of at most `max` px, as few and then as even as possible. A word wider
/// than a line is split.
pub(super) fn lines(run: Run, max: f64) -> Vec<String> {
    set(&[run], max)
        .into_iter()
        .map(|line| line.into_iter().map(|(.., text)| text).collect())
        .collect()
}

/// The same for several runs set one after another.
pub(super) fn set(runs: &[Run], max: f64) -> Vec<Vec<Part>> {
    let pieces: Vec<Piece> =
        runs.iter().enumerate().flat_map(|(at, run)| pieces(*run, at, max)).collect();
    let mut breaks = fill(&pieces, max);
    if breaks.len() > 1 {
        // The narrowest width that needs no more lines gives the most even lines.
        let widest = pieces.iter().map(|piece| piece.width).fold(0.0, f64::max);
        let (mut low, mut high) = (widest.max(max / breaks.len() as f64), max);
        while high - low > 2.0 {
            let middle = (low + high) / 2.0;
            let narrower = fill(&pieces, middle);
            if narrower.len() == breaks.len() {
                (high, breaks) = (middle, narrower);
            } else {
                low = middle;
            }
        }
    }
    let mut start = 0;
    let mut out = Vec::with_capacity(breaks.len());
    for end in breaks {
        out.push(line(&pieces[start..end]));
        start = end;
    }
    out
}

/// The end of each line: the index of the piece after its last.
fn fill(pieces: &[Piece], max: f64) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut used = 0.0;
    for (at, piece) in pieces.iter().enumerate() {
        if used > 0.0 && used + piece.width > max {
            ends.push(at);
            used = 0.0;
        }
        used += piece.width + piece.space;
    }
    ends.push(pieces.len());
    ends
}

fn line(pieces: &[Piece]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut x = 0.0;
    for (at, piece) in pieces.iter().enumerate() {
        if parts.last().is_none_or(|(run, ..)| *run != piece.run) {
            parts.push((piece.run, x, String::new()));
        }
        if let Some((.., text)) = parts.last_mut() {
            text.push_str(&piece.text);
            if piece.space > 0.0 && pieces.get(at + 1).is_some_and(|next| next.run == piece.run) {
                text.push(' ');
            }
        }
        x += piece.width + piece.space;
    }
    if parts.is_empty() { vec![(0, 0.0, String::new())] } else { parts }
}

fn pieces(run: Run, at: usize, max: f64) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let space = run.fonts.advance(' ', run.weight) * run.size;
    for word in run.text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let mut piece = Piece { run: at, text: String::new(), width: 0.0, space: 0.0 };
        let mut before = ' ';
        for c in word.chars() {
            let width = run.fonts.advance(c, run.weight) * run.size;
            let between_wide = (is_wide(c) || is_wide(before)) && !clings(c);
            if !piece.text.is_empty() && (between_wide || piece.width + width > max) {
                pieces.push(std::mem::replace(
                    &mut piece,
                    Piece { run: at, text: String::new(), width: 0.0, space: 0.0 },
                ));
            }
            piece.text.push(c);
            piece.width += width;
            before = c;
        }
        piece.space = space;
        pieces.push(piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;

    /// The fonts of the built-in theme.
    fn fonts() -> &'static Fonts {
        static FONTS: OnceLock<Fonts> = OnceLock::new();
        FONTS.get_or_init(|| {
            let regular: &[u8] = include_bytes!("../../themes/default/fonts/regular.ttf");
            let bold: &[u8] = include_bytes!("../../themes/default/fonts/bold.ttf");
            Fonts::new([(Weight::Regular, regular, 0), (Weight::Bold, bold, 0)])
        })
    }

    fn bold(text: &str, size: f64) -> Run<'_> {
        Run { fonts: fonts(), text, weight: Weight::Bold, size }
    }

    #[test]
    fn widths_grow_with_the_text_and_the_weight() {
        assert!(bold("mmm", 16.0).width() > bold("iii", 16.0).width());
        assert!((bold("ab", 32.0).width() - 2.0 * bold("ab", 16.0).width()).abs() < 1e-9);
        assert!(
            bold("word", 16.0).width()
                > Run { weight: Weight::Regular, ..bold("word", 16.0) }.width()
        );
    }

    #[test]
    fn lines_fit_and_lose_nothing() {
        let text = "Weakness or numbness on one side of the body, or sudden trouble speaking";
        let broken = lines(bold(text, 16.0), 200.0);
        assert!(broken.len() > 1);
        assert!(broken.iter().all(|line| bold(line, 16.0).width() <= 200.0), "{broken:?}");
        assert_eq!(broken.join(" "), text);
    }

    #[test]
    fn long_words_are_cut() {
        let word = "x".repeat(2_000);
        let broken = lines(bold(&word, 16.0), 200.0);
        assert!(broken.iter().all(|line| bold(line, 16.0).width() <= 200.0));
        assert_eq!(broken.concat(), word);
        assert_eq!(lines(bold("", 16.0), 60.0), [""]);
    }

    #[test]
    fn scripts_without_spaces_break_anywhere_but_before_a_stop() {
        let broken = lines(bold("筋肉がぴくぴくする時、", 16.0), 50.0);
        assert!(broken.len() > 2, "{broken:?}");
        assert!(broken.iter().all(|line| !line.starts_with('、')), "{broken:?}");
    }

    #[test]
    fn runs_follow_each_other_on_a_line() {
        let runs = [
            bold("One two.", 14.0),
            Run {
                fonts: fonts(),
                text: "Three four five six seven.",
                weight: Weight::Regular,
                size: 13.0,
            },
        ];
        let set = set(&runs, 120.0);
        assert_eq!(set[0].len(), 2);
        assert!(set[0][1].1 > bold("One two.", 14.0).width());
        let all: Vec<&str> = set.iter().flatten().map(|(.., text)| text.as_str()).collect();
        assert_eq!(all.join(" "), "One two. Three four five six seven.");
    }
}
