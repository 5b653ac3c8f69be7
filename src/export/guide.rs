//! One guide for use outside the site: on a sheet of paper, or as source for other tools.
//!
//! In:   a [`Linked`], its appearance, the guide.
//! Out:  the text of one file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::appearance::{Appearance, Words};
use crate::chart::{self, Diagram, poster, source, svg};
use crate::link::{GuideId, Linked};
use crate::pages::chart_words;
use crate::prose::Direction;

/// The output to make from a guide.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// An SVG file with the drawing on one sheet of this paper.
    Svg(Paper),
    Dot,
    Mermaid,
    /// Cases that the guide lacks.
    Cases,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    A4,
    A3,
    Letter,
}

/// In mm.
const MARGIN: f64 = 8.0;
const FOOT: f64 = 5.0;

impl Paper {
    /// Width and height in mm, portrait.
    fn size(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::A3 => (297.0, 420.0),
            Paper::Letter => (215.9, 279.4),
        }
    }
}

/// The text of the file.
pub fn text(linked: &Linked, look: &Appearance, id: GuideId, ask: Ask) -> String {
    let guide = linked.guide(id);
    let diagram = chart::diagram(linked, guide, &chart_words(&look.words));
    let (title, ladder) = (&guide.common.title.value, &linked.settings.ladder);
    match ask {
        Ask::Svg(paper) => sheet(linked, look, id, &diagram, paper),
        Ask::Dot => source::dot(&diagram, title, ladder),
        Ask::Mermaid => source::mermaid(&diagram, title, ladder),
        Ask::Cases => super::cases::suggested(linked, id).unwrap_or_else(|| {
            "# The cases of this guide touch every answer, range and item.\n".to_string()
        }),
    }
}

/// Portrait, or landscape if that makes the letters clearly larger: a portrait sheet is easier to
/// hang and to read.
fn sheet(
    linked: &Linked,
    look: &Appearance,
    id: GuideId,
    diagram: &Diagram,
    paper: Paper,
) -> String {
    let from = look.words.one("from");
    let title = &linked.guide(id).common.title.value;
    let fonts = look.fonts();
    let fit = |(width, height): (f64, f64)| {
        let head = poster::heading(&fonts, title, width - 2.0 * MARGIN);
        let room = poster::Room {
            width: width - 2.0 * MARGIN,
            height: height - 2.0 * MARGIN - head.1 - FOOT,
        };
        (poster::largest(diagram, &fonts, room, from), (width, height), head)
    };
    let (width, height) = paper.size();
    let (upright, turned) = (fit((width, height)), fit((height, width)));
    let (fit, (width, height), head) =
        if turned.0.points() > upright.0.points() * 1.2 { turned } else { upright };
    let direction = linked.settings.direction();
    let drawing =
        if direction == Direction::RightToLeft { fit.drawing.mirrored() } else { fit.drawing };
    let labels = svg::Labels {
        title,
        id: "poster",
        ladder: &linked.settings.ladder,
        links: Vec::new(),
        direction,
    };
    let (foot, css) = (foot(linked, &look.words), css(look));
    let sheet = svg::Sheet {
        width,
        height,
        margin: MARGIN,
        title: head.0,
        head: head.1,
        foot: &foot,
        css: &css,
    };
    svg::sheet(diagram, &drawing, &labels, &sheet, fit.scale).as_str().to_string()
}

/// The handbook's title and version.
fn foot(linked: &Linked, words: &Words) -> String {
    let settings = &linked.settings;
    let version = settings
        .version
        .as_ref()
        .map(|version| format!(" · {} {version}", words.one("version")))
        .unwrap_or_default();
    format!("{}{version}", settings.title.value)
}

/// The theme's rules and its two fonts, so that the file looks the same wherever it is opened.
fn css(look: &Appearance) -> String {
    let font = |name: &str, weight: u16| {
        let bytes = look.theme.bytes(&format!("assets/fonts/{name}.woff2"))?;
        let data = STANDARD.encode(bytes);
        Some(format!(
            "@font-face {{ font-family: \"Atkinson Hyperlegible Next\"; font-weight: {weight}; src: url(data:font/woff2;base64,{data}) format(\"woff2\"); }}\n"
        ))
    };
    let fonts: String = [font("regular", 400), font("bold", 700)].into_iter().flatten().collect();
    fonts + look.theme.text("components/chart/poster.css").unwrap_or_default()
}
