//! Pictures: their dimensions, so that a page reserves space for them while they load.
//!
//! In:   the bytes of a copied file.
//! Out:  width and height in px.
//! Not:  what a picture shows. If its size cannot be determined it has none, and its page shifts
//!       when it loads.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Width and height of a picture in px.
pub(super) fn size(path: &str, bytes: &[u8]) -> Option<(u32, u32)> {
    if path.to_lowercase().ends_with(".svg") {
        return drawing(std::str::from_utf8(bytes).ok()?);
    }
    let size = imagesize::blob_size(bytes).ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The size of an SVG: its `width` and `height` in px, else those of its `viewBox`.
fn drawing(text: &str) -> Option<(u32, u32)> {
    let mut reader = Reader::from_str(text);
    let root = loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => break element,
            Event::Eof => return None,
            _ => {}
        }
    };
    let attribute = |name: &str| {
        let found = root.try_get_attribute(name).ok()??;
        Some(found.value.trim().to_string())
    };
    let px = |text: &str| {
        text.trim_end_matches("px")
            .parse::<f64>()
            .ok()
            .filter(|size| (1.0..100_000.0).contains(size))
    };
    let own =
        (attribute("width").as_deref().and_then(px), attribute("height").as_deref().and_then(px));
    let (width, height) = match own {
        (Some(width), Some(height)) => (width, height),
        _ => {
            let view = attribute("viewBox")?;
            let mut numbers =
                view.split([' ', ',']).filter(|part| !part.is_empty()).skip(2).map(px);
            (numbers.next()??, numbers.next()??)
        }
    };
    Some((width.round() as u32, height.round() as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_say_their_size_or_their_view() {
        assert_eq!(
            drawing("<?xml version=\"1.0\"?><!-- a --><svg width=\"640\" height=\"480px\"></svg>"),
            Some((640, 480))
        );
        assert_eq!(drawing("<svg viewBox=\"0 0 30.4,20\"/>"), Some((30, 20)));
        assert_eq!(drawing("<svg width=\"100%\" height=\"1e9\" viewBox=\"0 0 0 20\"/>"), None);
        assert_eq!(drawing("no drawing"), None);
    }

    #[test]
    fn what_is_no_picture_has_no_size() {
        assert_eq!(size("files/a.png", b"text"), None);
        assert_eq!(size("files/a.svg", &[0xff, 0xfe]), None);
    }
}
