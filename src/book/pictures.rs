//! Pictures: which of those that are used can be printed.
//!
//! In:   the linked handbook with its files.
//! Out:  the paths of those that the typesetter reads. Any other is reported where it is used.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use super::BAD_BOOK;
use crate::diagnostics::{Diagnostic, Diagnostics, Position};
use crate::link::{Destination, Linked};
use crate::prose::Element;
use crate::read::UNREADABLE_FILE;

/// The paths of the pictures that a book can print, and whether these are all that are used. Any other is reported where it is used.
pub(super) fn printable(linked: &Linked, problems: &mut Diagnostics) -> (BTreeSet<String>, bool) {
    let mut shown: BTreeMap<String, Position> = BTreeMap::new();
    for prose in linked.proses() {
        prose.walk(&mut |node| {
            if let Element::Image { from, .. } = &node.element
                && let Destination::File(path) = &from.to
            {
                shown.entry(path.clone()).or_insert(node.position);
            }
        });
    }
    if let Some(logo) = &linked.settings.look.logo
        && let Some(copied) = linked.copied.iter().find(|copied| copied.source == logo.text)
    {
        shown.entry(copied.path.clone()).or_insert(logo.position);
    }
    let mut good = BTreeSet::new();
    let mut all_good = true;
    for (path, position) in shown {
        let Some(copied) = linked.copied.iter().find(|copied| copied.path == path) else {
            continue;
        };
        let (code, message) = match picture(&path, &copied.bytes) {
            Ok(()) => {
                good.insert(path.to_string());
                continue;
            }
            Err(NoPicture::NotForPaper(why)) => (
                &BAD_BOOK,
                format!("the book cannot print the picture `content/{}`: {why}", copied.source),
            ),
            Err(NoPicture::Unreadable(why)) => (
                &UNREADABLE_FILE,
                format!("the picture `content/{}` cannot be read: {why}", copied.source),
            ),
        };
        all_good = false;
        let help = "save it as SVG, PNG, JPEG, GIF or WebP, with the ending that goes with it";
        problems.push(Diagnostic::new(code, position, message).help(help));
    }
    (good, all_good)
}

/// Why a picture cannot be printed.
#[derive(Debug, PartialEq)]
enum NoPicture {
    /// A format that only browsers show.
    NotForPaper(String),
    Unreadable(String),
}

fn picture(path: &str, bytes: &std::sync::Arc<[u8]>) -> Result<(), NoPicture> {
    let data = Bytes::new(bytes.to_vec());
    let read = catch_unwind(AssertUnwindSafe(|| match ExchangeFormat::detect(&data) {
        Some(format) => match RasterImage::plain(data, format) {
            Ok(_) => goes_with(path, format),
            Err(error) => Err(NoPicture::Unreadable(error.to_string())),
        },
        None => match (screen_format(bytes), SvgImage::new(data)) {
            (_, Ok(_)) => Ok(()),
            (Some(format), _) => {
                Err(NoPicture::NotForPaper(format!("it is {format}, which only a screen can show")))
            }
            (None, Err(_)) => {
                let why = "it is none of the kinds of pictures that a book or a browser can show";
                Err(NoPicture::Unreadable(why.to_string()))
            }
        },
    }));
    read.unwrap_or_else(|_| Err(NoPicture::Unreadable("it is damaged".into())))
}

/// The name of a format that browsers show but the typesetter does not read, detected by its first
/// bytes (WHATWG MIME Sniffing, 6.1).
fn screen_format(bytes: &[u8]) -> Option<&'static str> {
    let brand = bytes.get(4..12).unwrap_or_default();
    match bytes {
        _ if brand == b"ftypavif" || brand == b"ftypavis" => Some("an AVIF"),
        [b'B', b'M', ..] => Some("a BMP"),
        [0, 0, 1, 0, ..] => Some("an icon file"),
        _ => None,
    }
}

/// The typesetter trusts the file extension, whereas browsers look at the content.
fn goes_with(path: &str, format: ExchangeFormat) -> Result<(), NoPicture> {
    let (kind, endings): (_, &[&str]) = match format {
        ExchangeFormat::Png => ("a PNG", &["png"]),
        ExchangeFormat::Jpg => ("a JPEG", &["jpg", "jpeg"]),
        ExchangeFormat::Gif => ("a GIF", &["gif"]),
        ExchangeFormat::Webp => ("a WebP", &["webp"]),
    };
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    if endings.contains(&ending.as_str()) {
        Ok(())
    } else {
        Err(NoPicture::NotForPaper(format!("it is {kind}, and its name ends in `.{ending}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_screen_shows_is_told_from_what_nobody_can_read() {
        let picture = |bytes: &[u8]| picture("files/a.png", &bytes.to_vec().into());
        assert!(matches!(picture(b"\0\0\0\x20ftypavif\0\0\0\0"), Err(NoPicture::NotForPaper(_))));
        assert!(matches!(picture(b"BM\0\0\0\0\0\0\0\0\0\0"), Err(NoPicture::NotForPaper(_))));
        assert!(matches!(picture(b"\0\0\0\x20ftypheic\0\0\0\0"), Err(NoPicture::Unreadable(_))));
        assert!(matches!(picture(b"<svg"), Err(NoPicture::Unreadable(_))));
    }

    #[test]
    fn a_picture_has_the_ending_of_its_kind() {
        for path in ["files/a.jpg", "files/b.JPEG", "files/a.b.jpg"] {
            assert_eq!(goes_with(path, ExchangeFormat::Jpg), Ok(()), "{path}");
        }
        assert_eq!(
            goes_with("files/a.png", ExchangeFormat::Jpg),
            Err(NoPicture::NotForPaper("it is a JPEG, and its name ends in `.png`".into()))
        );
        assert!(goes_with("files/a", ExchangeFormat::Webp).is_err());
    }
}
