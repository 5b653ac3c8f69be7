//! Drawings: a guide as SVG for each medium in which it is viewed.
//!
//! In:   the guide's numbered steps.
//! Out:  layouts, made once per build; and from them the markup of a page, with its links.

use super::templates::Value;
use super::values::{On, object};
use crate::chart::drawing::{self, Drawing, NARROW, WIDE, roomy};
use crate::chart::{Box, Diagram, Fonts, poster, svg};
use crate::diagnostics::FileId;
use crate::html::Html;
use crate::import;
use crate::link::{GuideId, step_anchor};
use crate::pages::{Href, Pages};
use crate::parallel;
use crate::plan::View;
use crate::prose::{Direction, DrawingLanguage};

/// With more steps than this, a guide is drawn along a spine, not in layers.
const LAYERED_STEPS: usize = 30;
/// With more steps than this, a single page is not even tried.
const PAGE_STEPS: usize = 60;
/// The space beside the menu on a screen of 1280 px, in px.
const SCREEN: f64 = 885.0;
/// How far a drawing may shrink to fit that space: its smallest letters are then 11 px high.
const SHRINKS: f64 = 0.84;
/// The space below a heading on an A4 page, with the margins that the theme sets.
const PAGE: poster::Room = poster::Room { width: 186.0, height: 256.0 };
/// Text smaller than this cannot be read on paper. In points.
const READABLE: f64 = 7.5;

/// A guide laid out for each medium in which it is viewed, once for all pages that show it.
pub(super) struct Layouts {
    narrow: Drawing,
    wide: Drawing,
    /// Present if it is the better one on a wide screen.
    layered: Option<Drawing>,
    /// Present if all of it is readable on one page.
    page: Option<Drawing>,
}

/// Lays every guide out.
pub(super) fn layouts(pages: &Pages, fonts: &Fonts) -> Vec<Layouts> {
    let guides: Vec<GuideId> = pages.linked.guide_ids().collect();
    parallel::map(&guides, |id| layout(pages, fonts, pages.diagram(*id)))
}

fn layout(pages: &Pages, fonts: &Fonts, diagram: &Diagram) -> Layouts {
    let style = roomy(fonts);
    let from = pages.words.one("from");
    let direction = pages.linked.settings.direction();
    let turned = |drawing: Drawing| {
        if direction == Direction::RightToLeft { drawing.mirrored() } else { drawing }
    };
    let page =
        (diagram.steps.len() <= PAGE_STEPS).then(|| poster::spine(diagram, fonts, PAGE, from));
    let layered =
        (diagram.steps.len() <= LAYERED_STEPS).then(|| drawing::layered(diagram, &style, from));
    Layouts {
        narrow: turned(drawing::spine(diagram, &style, NARROW, from)),
        wide: turned(drawing::spine(diagram, &style, WIDE, from)),
        layered: layered.filter(|layered| layered.width * SHRINKS <= SCREEN).map(turned),
        page: page.filter(|fit| fit.points() >= READABLE).map(|fit| turned(fit.drawing)),
    }
}

/// A drawing in a text, as narrow as a phone, so that its letters are never too small.
pub(super) fn in_text(on: &On, language: DrawingLanguage, text: &str) -> Html {
    let mut out = Html::new();
    // `link` has read it before; what cannot be read is code.
    let Ok(drawing) = import::drawing((language.into(), text, FileId(0))) else { return out };
    let linked = on.linked();
    let ladder = &linked.settings.ladder;
    let diagram = crate::chart::of_drawing(&drawing, ladder);
    let laid = drawing::spine(&diagram, &roomy(on.fonts), NARROW, on.pages.words.one("from"));
    let direction = linked.settings.direction();
    let laid = if direction == Direction::RightToLeft { laid.mirrored() } else { laid };
    let number = on.drawings.get() + 1;
    on.drawings.set(number);
    let labels = svg::Labels {
        title: drawing.title.as_deref().unwrap_or(on.pages.words.one("drawing")),
        id: &on.id(&format!("drawing-{number}")),
        ladder,
        links: Vec::new(),
        direction,
    };
    let css = on.plan.file_href(on.view, "assets/guide.css");
    // The rules for drawings are loaded only where there is one; the printed handbook has them.
    if number == 1 && !on.is_print() {
        out.markup("<link rel=\"stylesheet\"").attribute("href", &css).markup(">");
    }
    out.markup("<figure class=\"drawing__narrow drawing__text\">");
    out.append(&svg::drawing(&diagram, &laid, &labels));
    out.markup("</figure>\n");
    out
}

/// The drawings on a guide's page. The theme shows one of them at a time.
pub(super) fn drawings(on: &On, layouts: &Layouts, id: GuideId) -> Value {
    let linked = on.linked();
    let guide = linked.guide(id);
    let diagram = on.pages.diagram(id);
    let Layouts { narrow, wide, layered, page } = layouts;
    let href = |step: &Box| on.href(&Href::Place(View::Guide(id), step_anchor(&step.name).into()));
    let links: Vec<String> = diagram.steps.iter().map(href).collect();
    let labelled = |name: &str, draw: &dyn Fn(&svg::Labels) -> Html| -> Value {
        let html = draw(&svg::Labels {
            title: &guide.common.title.value,
            id: &format!("{}-{name}", guide.id),
            ladder: &linked.settings.ladder,
            links: links.clone(),
            direction: linked.settings.direction(),
        });
        Value::safe_string(html.as_str())
    };
    let paper = match page {
        Some(page) => labelled("page", &|labels| svg::drawing(diagram, page, labels)),
        None => {
            let cuts = wide.pages(PAGE.height * wide.width / PAGE.width);
            labelled("wide", &|labels| svg::pages(wide, labels, &cuts))
        }
    };
    let layered = layered
        .as_ref()
        .map(|layered| labelled("layered", &|labels| svg::drawing(diagram, layered, labels)));
    object([
        ("narrow", labelled("narrow", &|labels| svg::drawing(diagram, narrow, labels))),
        ("wide", labelled("wide", &|labels| svg::drawing(diagram, wide, labels))),
        ("layered", layered.into()),
        ("paper", paper),
    ])
}
