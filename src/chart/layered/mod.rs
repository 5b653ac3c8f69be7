//! The layered drawing: a graph in ranks, the author's answers from left to right, all edges drawn.
//!
//! In:   a [`Diagram`] and the sizes.
//! Out:  a [`Drawing`].
//! How:  after Sugiyama, Tagawa and Toda, "Methods for visual understanding of hierarchical system structures", IEEE
//!       Transactions on Systems, Man and Cybernetics 11(2), 1981: [`layers`] puts every step into a rank, [`order`]
//!       sorts the ranks so that few edges cross, [`net`] adds what else takes room, [`place`] finds where each thing
//!       stands from left to right, [`route`] leads the edges there in level tracks.
//! Not:  a loop, which the checks refuse unless the author turns them off: such an edge ends in a connector.

mod layers;
mod net;
mod order;
mod place;
mod route;
mod simplex;

use super::Diagram;
use super::drawing::{Drawing, Style};

/// Lays a diagram out. `from` is the word before the numbers of the steps one comes from.
pub(super) fn layout(diagram: &Diagram, style: &Style, from: &str) -> Drawing {
    let mut layers = layers::layers(diagram);
    order::sort(&mut layers);
    let net = net::net(diagram, &layers, style, from);
    let places = place::places(&net);
    route::drawing(diagram, net, &places, style)
}
