//! Layered: a graph in ranks, with the author's answers from left to right and every edge drawn.
//!
//! In:   a [`Diagram`] and the sizes.
//! Out:  a [`Drawing`].
//! How:  after Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system
//!       structures", IEEE Transactions on Systems, Man and Cybernetics 11(2), 1981: [`layers`]
//!       assigns every step to a rank, [`order`] sorts the ranks so that few edges cross, [`net`]
//!       adds everything else that takes up space, [`place`] finds the horizontal positions, and
//!       [`route`] leads the edges along horizontal tracks.
//! Not:  loops, which the checks reject unless the author turns them off: such an edge ends in a
//!       connector.

mod layers;
mod net;
mod order;
mod place;
mod route;
mod simplex;

use super::Diagram;
use super::drawing::{Drawing, Style};

/// Lays out a diagram. `from` is the word before the numbers of incoming steps.
pub(super) fn layout(diagram: &Diagram, style: &Style, from: &str) -> Drawing {
    let mut layers = layers::layers(diagram);
    order::sort(&mut layers);
    let net = net::net(diagram, &layers, style, from);
    let places = place::places(&net);
    route::drawing(diagram, net, &places, style)
}
