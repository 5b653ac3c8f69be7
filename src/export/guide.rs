//! One guide for use outside the site: on a sheet of paper, or as source for other tools.
//!
//! In:   the [`Pages`], their appearance, the guide.
//! Out:  the text of one file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::appearance::Appearance;
use crate::chart::poster::{self, Poster};
use crate::chart::{self, Diagram, source, svg};
use crate::link::GuideId;
use crate::pages::{Pages, chart_words};
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
    A2,
    A1,
    A0,
    Letter,
}

/// Why there is no poster: its letters would be this small, in points.
#[derive(Clone, Copy, Debug)]
pub struct TooSmall(pub f64);

impl Paper {
    /// Width and height in mm, portrait.
    fn size(self) -> (f64, f64) {
        match self {
            Paper::A4 => (210.0, 297.0),
            Paper::A3 => (297.0, 420.0),
            Paper::A2 => (420.0, 594.0),
            Paper::A1 => (594.0, 841.0),
            Paper::A0 => (841.0, 1189.0),
            Paper::Letter => (215.9, 279.4),
        }
    }
}

/// The text of the file.
///
/// # Errors
/// A poster that nobody could read.
pub fn text(pages: &Pages, look: &Appearance, id: GuideId, ask: Ask) -> Result<String, TooSmall> {
    let linked = pages.linked;
    let guide = linked.guide(id);
    let diagram = chart::diagram(linked, guide, &chart_words(&look.words));
    let (title, ladder) = (&guide.common.title.value, &linked.settings.ladder);
    Ok(match ask {
        Ask::Svg(paper) => sheet(pages, look, id, &diagram, paper)?,
        Ask::Dot => source::dot(&diagram, title, ladder),
        Ask::Mermaid => source::mermaid(&diagram, title, ladder),
        Ask::Cases => super::cases::suggested(linked, id).unwrap_or_else(|| {
            "# The cases of this guide touch every answer, range and item.\n".to_string()
        }),
    })
}

fn sheet(
    pages: &Pages,
    look: &Appearance,
    id: GuideId,
    diagram: &Diagram,
    paper: Paper,
) -> Result<String, TooSmall> {
    let linked = pages.linked;
    let title = &linked.guide(id).common.title.value;
    let fonts = look.fonts(&pages.linked.settings);
    let on_the_wall = pages.on_the_wall(id);
    let direction = linked.settings.direction();
    let around = poster::Around {
        title,
        calls: &on_the_wall.calls,
        foot: &on_the_wall.foot,
        right_to_left: direction == Direction::RightToLeft,
    };
    let drawings = poster::Drawings::new(diagram, &fonts, look.words.one("from"));
    let poster = Poster::new(&drawings, &fonts, around, &[paper.size()]);
    if poster.points() < poster::LEAST {
        return Err(TooSmall(poster.points()));
    }
    let labels = svg::Labels {
        title,
        id: "poster",
        ladder: &linked.settings.ladder,
        links: Vec::new(),
        direction,
    };
    let css = css(look);
    Ok(svg::poster(diagram, &labels, &poster, &on_the_wall.calls, &css).as_str().to_string())
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
