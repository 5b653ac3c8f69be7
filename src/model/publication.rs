//! Publication: how a handbook is printed, how it looks, and whose it is.

use super::fields::{BAD_VALUE, Fields, Text};
use super::settings::address;
use crate::diagnostics::{Diagnostic, Position};
use crate::ids::Name;
use crate::read::yaml::Value;

/// How the book is printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Print {
    /// `None`: depends on the language's region.
    pub paper: Option<Paper>,
    pub two_sided: bool,
    pub mono: bool,
    /// Whether there is a book in large print as well.
    pub large: bool,
    /// Whether each kind of page has a book of its own.
    pub volumes: bool,
}

/// A sheet in portrait, in mm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    pub width: f64,
    pub height: f64,
}

impl Paper {
    pub const A4: Paper = Paper { width: 210.0, height: 297.0 };
    pub const A5: Paper = Paper { width: 148.0, height: 210.0 };
    pub const LETTER: Paper = Paper { width: 215.9, height: 279.4 };
}

/// What an organisation brings along: its logo, its colour, its font.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// A path below `content/`.
    pub logo: Option<Name>,
    pub colour: Option<(Colour, Position)>,
    /// The name of a font family in the theme.
    pub font: Option<Name>,
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#rgb` or `#rrggbb`.
    fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#')?;
        let short = match digits.len() {
            3 => true,
            6 => false,
            _ => return None,
        };
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| {
            let piece =
                if short { digits[at..=at].repeat(2) } else { digits[2 * at..2 * at + 2].into() };
            u8::from_str_radix(&piece, 16).ok()
        };
        Some(Colour([part(0)?, part(1)?, part(2)?]))
    }

    /// `#rrggbb`
    pub fn hex(self) -> String {
        let [red, green, blue] = self.0;
        format!("#{red:02x}{green:02x}{blue:02x}")
    }

    /// The contrast that text needs (WCAG 2.2, 1.4.3).
    pub const READABLE: f64 = 4.5;

    /// The same colour, darkened as far as text on white needs.
    pub fn readable(self) -> Colour {
        self.readable_with(Colour::READABLE)
    }

    /// The same colour, lightened as far as text on a dark page needs; `page`: the colour there.
    pub fn readable_on_dark(self, page: Colour, contrast: f64) -> Colour {
        let mut out = self;
        while out.contrast(page) < contrast && out != Colour([255; 3]) {
            out = Colour(out.0.map(|part| part.saturating_add((255 - part).div_ceil(16))));
        }
        out
    }

    /// The same colour, darkened until it has this contrast on white.
    pub fn readable_with(self, contrast: f64) -> Colour {
        let mut out = self;
        while out.contrast_on_white() < contrast {
            out = Colour(out.0.map(|part| (f64::from(part) * 0.95) as u8));
        }
        out
    }

    /// The contrast of text in this colour on white, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast_on_white(self) -> f64 {
        self.contrast(Colour([255; 3]))
    }

    fn contrast(self, other: Colour) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// From 0 for black to 1 for white (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }
}

#[derive(Clone, Debug)]
pub struct Licence {
    pub name: String,
    pub url: Option<String>,
}

pub(super) fn print(fields: &mut Fields) -> Print {
    let Some(node) = fields.get("print") else { return Print::default() };
    let Some(mut inner) = fields.inside(node, "`print`") else { return Print::default() };
    let print = Print {
        paper: paper(&mut inner),
        two_sided: inner.one_of("sides", &["one", "two"]) == Some(1),
        mono: inner.flag("mono").unwrap_or(false),
        large: inner.one_of("size", &["normal", "large"]) == Some(1),
        volumes: inner.one_of("volumes", &["none", "kind"]) == Some(1),
    };
    inner.finish();
    print
}

/// The smallest sheet on which the book can be read, and the largest that a printer takes. In mm.
const WIDTHS: std::ops::RangeInclusive<f64> = 90.0..=900.0;
const HEIGHTS: std::ops::RangeInclusive<f64> = 120.0..=1_200.0;

fn paper(fields: &mut Fields) -> Option<Paper> {
    const NAMED: [Paper; 3] = [Paper::A4, Paper::A5, Paper::LETTER];
    if let Value::Map(_) = &fields.get("paper")?.value {
        let node = fields.get("paper")?;
        let position = node.position;
        let mut inner = fields.inside(node, "`paper`")?;
        let width = length(&mut inner, "width");
        let height = length(&mut inner, "height");
        inner.finish();
        let paper = Paper { width: width?, height: height? };
        if !WIDTHS.contains(&paper.width) || !HEIGHTS.contains(&paper.height) {
            let message = format!(
                "a book cannot be printed on paper of {} × {} mm",
                paper.width, paper.height
            );
            let help =
                "write a sheet in portrait between 90 × 120 mm (a pocket book) and 900 × 1200 mm";
            fields.report(Diagnostic::new(&BAD_VALUE, position, message).help(help));
            return None;
        }
        if paper.width > paper.height {
            let message = "the paper is wider than it is high";
            let help = "write a sheet in portrait; tables that need it are turned by themselves";
            fields.report(Diagnostic::new(&BAD_VALUE, position, message).help(help));
            return None;
        }
        return Some(paper);
    }
    fields.one_of("paper", &["a4", "a5", "letter"]).map(|at| NAMED[at])
}

/// A length in mm.
fn length(fields: &mut Fields, name: &'static str) -> Option<f64> {
    const UNITS: [(&str, f64); 3] = [("mm", 1.0), ("cm", 10.0), ("in", 25.4)];
    let word = fields.require_word(name)?;
    let read = UNITS.iter().find_map(|(unit, mm)| {
        let number: f64 = word.text.strip_suffix(unit)?.trim_end().parse().ok()?;
        Some(number * mm)
    });
    let good = read.filter(|mm| mm.is_finite() && *mm > 0.0);
    if good.is_none() {
        let message = format!("`{name}` is not a length: `{}`", word.text);
        let help = "write a number with `mm`, `cm` or `in`, as in `148mm`";
        fields.report(Diagnostic::new(&BAD_VALUE, word.position, message).help(help));
    }
    good
}

pub(super) fn look(fields: &mut Fields) -> Look {
    let Some(node) = fields.get("look") else { return Look::default() };
    let Some(mut inner) = fields.inside(node, "`look`") else { return Look::default() };
    let look =
        Look { logo: inner.word("logo"), colour: colour(&mut inner), font: inner.word("font") };
    inner.finish();
    look
}

fn colour(fields: &mut Fields) -> Option<(Colour, Position)> {
    let word = fields.word("colour")?;
    let colour = Colour::parse(&word.text);
    if colour.is_none() {
        let message = format!("`colour` is not a colour: `{}`", word.text);
        let help = "write it in quotes, with a `#` and six digits, as in `\"#0b5fff\"`";
        fields.report(Diagnostic::new(&BAD_VALUE, word.position, message).help(help));
    }
    Some((colour?, word.position))
}

pub(super) fn licence(fields: &mut Fields) -> Option<Licence> {
    let node = fields.get("licence")?;
    let mut inner = fields.inside(node, "the licence")?;
    let name = inner.require_text("name").map(|text| text.value);
    let url = address(&mut inner, "url");
    inner.finish();
    Some(Licence { name: name?, url })
}

pub(super) fn authors(fields: &mut Fields) -> Vec<String> {
    fields.texts("authors").into_iter().map(|text: Text| text.value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_judged() {
        assert_eq!(Colour::parse("#0b5fff"), Some(Colour([11, 95, 255])));
        assert_eq!(Colour::parse("#FC0"), Some(Colour([255, 204, 0])));
        for bad in ["0b5fff", "#0b5f", "#gggggg", "blue", "#", "#äöü"] {
            assert_eq!(Colour::parse(bad), None, "{bad}");
        }
        assert!((Colour([0, 0, 0]).contrast_on_white() - 21.0).abs() < 1e-9);
        assert!((Colour([255, 255, 255]).contrast_on_white() - 1.0).abs() < 1e-9);
        // The lightest grey that is readable on white.
        assert!(Colour([0x76, 0x76, 0x76]).contrast_on_white() > 4.5);
        assert!(Colour([0x78, 0x78, 0x78]).contrast_on_white() < 4.5);
        for pale in [[255, 255, 255], [255, 230, 0], [120, 220, 250]] {
            assert!(Colour(pale).readable().contrast_on_white() >= Colour::READABLE);
        }
        assert_eq!(Colour([11, 95, 160]).readable(), Colour([11, 95, 160]));
    }
}
