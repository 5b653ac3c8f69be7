//! The layered drawing of a handbook's first guide, whatever its size: a page has it only where it
//! is shown.

use fascicle::chart::drawing::{layered, roomy};
use fascicle::chart::{diagram, svg};
use fascicle::pages::chart_words;
use fascicle::pipeline::{self, Input};

use crate::drawing::Drawing;

/// The drawing as its SVG says it.
pub(crate) fn drawn(input: &Input) -> Drawing {
    let (ready, _) = pipeline::printed(input, &[]);
    let (linked, appearance) = (&ready.linked, &ready.appearance);
    let guide = &linked.guides[0];
    let diagram = diagram(linked, guide, &chart_words(&appearance.words));
    let layout = layered(
        &diagram,
        &roomy(&appearance.fonts(&linked.settings)),
        appearance.words.one("from"),
    );
    let link = |step: &fascicle::chart::Box| format!("#fc-step-{}", step.name);
    let labels = svg::Labels {
        title: &guide.common.title.value,
        id: "layers",
        ladder: &linked.settings.ladder,
        links: diagram.steps.iter().map(link).collect(),
        direction: linked.settings.direction(),
    };
    let svg = svg::drawing(&diagram, &layout, &labels);
    Drawing::all(svg.as_str()).pop().expect("one drawing")
}
