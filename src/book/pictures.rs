//! Pictures: which of those that are used can be printed, in no more detail than paper shows.
//!
//! In:   the linked handbook with its files.
//! Out:  by path, the pictures that the typesetter reads. Any other is reported where it is used.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::{PngDecoder, PngEncoder};
use image::imageops::FilterType;
use image::{ColorType, DynamicImage, ImageDecoder, ImageEncoder};

use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use super::BAD_BOOK;
use crate::diagnostics::{Diagnostic, Diagnostics, Position};
use crate::link::{Destination, Linked};
use crate::prose::Element;
use crate::read::UNREADABLE_FILE;

/// What printers show of a picture, in dots per inch.
const DOTS: f64 = 300.0;
/// The unit of a picture without a resolution of its own: it is as many points wide as it has
/// pixels.
const POINTS: f64 = 72.0;
/// Of pictures that are compressed again, in percent; higher is larger and not seen on paper.
const QUALITY: u8 = 88;

/// The pictures that a book can print, by path.
pub(super) type Pictures = BTreeMap<String, Arc<[u8]>>;

/// The pictures that a book can print, and whether these are all that are used. Any other is reported where it is used.
pub(super) fn printable(linked: &Linked, problems: &mut Diagnostics) -> (Pictures, bool) {
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
    let mut good = Pictures::new();
    let mut all_good = true;
    for (path, position) in shown {
        let Some(copied) = linked.copied.iter().find(|copied| copied.path == path) else {
            continue;
        };
        let (code, message) = match picture(&path, &copied.bytes) {
            Ok(()) => {
                good.insert(path, copied.bytes.clone());
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

/// The same pictures, those with more dots than a printer shows scaled down to what it does.
/// `width`: that of the widest paper, in mm.
pub(super) fn for_paper(mut pictures: Pictures, width: f64) -> Pictures {
    let most = (width / 25.4 * DOTS).round() as u32;
    for bytes in pictures.values_mut() {
        // A damaged picture was reported; what cannot be scaled is printed as it is.
        if let Ok(Some(scaled)) = catch_unwind(AssertUnwindSafe(|| scaled(bytes, most)))
            && scaled.len() < bytes.len()
        {
            *bytes = scaled.into();
        }
    }
    pictures
}

/// A picture of at most this width in pixels; none if it is narrower already, or is not laid out
/// over the whole width of the text. Turned as the camera says, with the camera's colours.
fn scaled(bytes: &[u8], most: u32) -> Option<Vec<u8>> {
    let file = std::io::Cursor::new(bytes);
    let mut out = Vec::new();
    match ExchangeFormat::detect(bytes)? {
        ExchangeFormat::Jpg => {
            let (picture, icc) = read(JpegDecoder::new(file).ok()?, bytes, most)?;
            let mut encoder = JpegEncoder::new_with_quality(&mut out, QUALITY);
            icc.map_or(Ok(()), |icc| encoder.set_icc_profile(icc)).ok()?;
            picture.write_with_encoder(encoder).ok()?;
        }
        ExchangeFormat::Png => {
            let (picture, icc) = read(PngDecoder::new(file).ok()?, bytes, most)?;
            let mut encoder = PngEncoder::new(&mut out);
            icc.map_or(Ok(()), |icc| encoder.set_icc_profile(icc)).ok()?;
            picture.write_with_encoder(encoder).ok()?;
        }
        ExchangeFormat::Gif | ExchangeFormat::Webp => return None,
    }
    Some(out)
}

/// A picture of this width, and its colour profile.
fn read(
    mut decoder: impl ImageDecoder,
    bytes: &[u8],
    most: u32,
) -> Option<(DynamicImage, Option<Vec<u8>>)> {
    let (width, _) = decoder.dimensions();
    let colours = [ColorType::L8, ColorType::La8, ColorType::Rgb8, ColorType::Rgba8];
    if width <= most || !colours.contains(&decoder.color_type()) {
        return None;
    }
    // As many points as it has pixels, or what its own resolution says.
    let plain = RasterImage::plain(Bytes::new(bytes.to_vec()), ExchangeFormat::detect(bytes)?);
    let dpi = plain.ok()?.dpi();
    if dpi.is_some_and(|dpi| f64::from(width) / dpi * POINTS < f64::from(most)) {
        return None;
    }
    let icc = decoder.icc_profile().ok()?;
    let orientation = decoder.orientation().ok()?;
    let mut picture = DynamicImage::from_decoder(decoder).ok()?;
    picture.apply_orientation(orientation);
    Some((picture.resize(most, u32::MAX, FilterType::Lanczos3), icc))
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
    fn a_picture_has_no_more_dots_than_paper_shows() {
        let noise = image::RgbImage::from_fn(900, 300, |x, y| {
            image::Rgb([(x * 7 + y * 13) as u8, (x * y) as u8, (x ^ y) as u8])
        });
        let mut png = Vec::new();
        noise.write_with_encoder(PngEncoder::new(&mut png)).unwrap();
        let mut jpeg = Vec::new();
        noise.write_with_encoder(JpegEncoder::new(&mut jpeg)).unwrap();
        for bytes in [png, jpeg] {
            let pictures = |bytes: &[u8]| Pictures::from([("a".to_string(), bytes.into())]);
            // 300 dots wide.
            let small = for_paper(pictures(&bytes), 25.4);
            let size = image::load_from_memory(&small["a"]).unwrap();
            assert_eq!((size.width(), size.height()), (300, 100));
            assert_eq!(for_paper(pictures(&bytes), 210.0)["a"][..], bytes[..]);
        }
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
