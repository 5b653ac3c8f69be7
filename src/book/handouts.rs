//! Handouts: one page about one thing, to give away without the book.
//!
//! In:   an entry or a free page that asks for one.
//! Out:  a [`Handout`]: the warning signs first, then what to do, when to come back and whose advice
//!       it is.

use std::collections::BTreeMap;

use fast_qr::{ECL, QRBuilder};
use serde::Serialize;
use serde_json::Value;

use super::data::Maker;
use super::meta::Common;
use super::prose::{Node, Piece};
use super::text;
use super::values::{Print, Sheet};
use crate::link::{EntryId, PageId, Resolved, Target};
use crate::model::{Paragraph, Urgency};
use crate::pages::Line;
use crate::plan::{self, View};
use crate::vocabulary::{
    CAUSE_FINDINGS, CAUSE_TREATMENTS, Kind, PROBLEM_CAUSES, PROBLEM_RED_FLAGS,
};

/// `handout.typ`
#[derive(Clone, Serialize)]
pub(super) struct Handout {
    pub title: String,
    summary: Value,
    /// What to do, what not to do, who must ask first.
    lists: Value,
    /// The whole text of a free page; of an entry its pictures and tables.
    body: Vec<Piece>,
    signs: Vec<Signs>,
    back: Vec<ComeBack>,
    review: Value,
    /// The address of the page on the web, and the same as a QR code (an SVG).
    address: Option<String>,
    code: Option<String>,
    /// The font size, in points.
    pub size: f64,
}

/// Warning signs of one level.
#[derive(Clone, Serialize)]
struct Signs {
    class: &'static str,
    label: String,
    action: String,
    items: Vec<String>,
}

/// When to come back, and for whom that holds if not for everybody.
#[derive(Clone, Serialize)]
struct ComeBack {
    whom: Option<String>,
    text: Vec<Piece>,
}

/// A handout by itself.
#[derive(Serialize)]
pub(super) struct HandoutSheet<'a> {
    #[serde(flatten)]
    pub common: Common,
    pub handout: &'a Handout,
}

impl Maker<'_> {
    pub(super) fn handouts(&self) -> Vec<(View, Handout)> {
        let views = plan::with_handout(self.pages.linked).into_iter();
        views.map(|view| (view, self.handout(view))).collect()
    }

    fn handout(&self, view: View) -> Handout {
        let on = self.sheet(view, 2).alone();
        let address = self.pages.linked.settings.base_url.as_ref();
        let address =
            address.map(|base| format!("{base}{}", crate::html::address(self.site.path(view))));
        let code = address.as_deref().and_then(code);
        let mut handout = match view {
            View::Entry(id) => {
                let page = self.pages.entry(id);
                Handout {
                    title: on.words(page.title.as_str()),
                    summary: page.summary.print(&on),
                    lists: page.lists.print(&on),
                    body: on.nodes(page.body).into_iter().filter(is_shown).collect(),
                    signs: self.signs(id),
                    back: self.come_back(&on, id),
                    review: page.review.print(&on),
                    address: None,
                    code: None,
                    size: 0.0,
                }
            }
            View::Page(id) => {
                let page = self.pages.free_page(id);
                Handout {
                    title: on.words(page.title.as_str()),
                    summary: page.summary.print(&on),
                    lists: Value::Array(Vec::new()),
                    body: on.nodes(page.body),
                    signs: self.signs_of_problems(&self.problems_of(id), &[]),
                    back: self.standing_net(&on),
                    review: page.review.print(&on),
                    address: None,
                    code: None,
                    size: 0.0,
                }
            }
            other => unreachable!("{other:?} has no handout"),
        };
        handout.address = address.as_deref().map(text::printed);
        handout.code = code;
        handout
    }

    /// When to come back: what the handbook says to everybody, then what the guides say wherever
    /// they advise this, for those whom it concerns.
    fn come_back(&self, on: &Sheet, id: EntryId) -> Vec<ComeBack> {
        let mut back = self.standing_net(on);
        let mut nets: Vec<(&str, &Paragraph<Resolved>)> = Vec::new();
        let guides = &self.pages.linked.guides;
        let ladder = &self.pages.linked.settings.ladder;
        for step in guides.iter().flat_map(|guide| &guide.steps) {
            let Some(outcome) = step.outcome() else { continue };
            let advised = outcome.advice.iter().any(|(advised, _)| *advised == id);
            if let Some(net) = outcome.safety_net.as_ref().filter(|_| advised)
                && !nets.iter().any(|(_, known)| known.words == net.words)
            {
                nets.push((step.title(ladder), net));
            }
        }
        let alone = nets.len() == 1 && back.is_empty();
        back.extend(nets.into_iter().map(|(whom, net)| ComeBack {
            whom: (!alone).then(|| text::printed(whom)),
            text: on.line(Line(net)),
        }));
        back
    }

    fn standing_net(&self, on: &Sheet) -> Vec<ComeBack> {
        let net = self.pages.linked.standing.safety_net.iter();
        net.map(|net| ComeBack { whom: None, text: on.line(Line(net)) }).collect()
    }

    /// The problems that a free page is about: the only one, else those it names as like it.
    fn problems_of(&self, page: PageId) -> Vec<EntryId> {
        let linked = self.pages.linked;
        let all: Vec<EntryId> = linked.of_kind(Kind::Problem).collect();
        if all.len() == 1 {
            return all;
        }
        let named = linked.page_refs.iter().filter(|named| named.to == Target::Page(page));
        named.map(|named| named.from).filter(|id| linked.entry(*id).kind == Kind::Problem).collect()
    }

    /// The warning signs that anyone given this entry must know: those of the problem that matter
    /// whatever the cause, then those of the causes it helps with.
    fn signs(&self, id: EntryId) -> Vec<Signs> {
        let linked = self.pages.linked;
        let mut causes: Vec<EntryId> = match linked.entry(id).kind {
            Kind::Cause => vec![id],
            _ => linked
                .incoming(id)
                .filter(|edge| *edge.relation == CAUSE_TREATMENTS && edge.speaks_for())
                .map(|edge| edge.from)
                .collect(),
        };
        causes.dedup();
        let of_causes = causes
            .iter()
            .flat_map(|cause| linked.incoming(*cause))
            .filter(|edge| *edge.relation == PROBLEM_CAUSES)
            .map(|edge| edge.from);
        let mut problems: Vec<EntryId> = match linked.entry(id).kind {
            Kind::Problem => vec![id],
            _ => of_causes.collect(),
        };
        problems.sort();
        problems.dedup();
        if problems.is_empty() {
            let all: Vec<EntryId> = linked.of_kind(Kind::Problem).collect();
            problems = if all.len() == 1 { all } else { Vec::new() };
        }
        self.signs_of_problems(&problems, &causes)
    }

    /// The two most urgent levels, the most urgent first.
    fn signs_of_problems(&self, problems: &[EntryId], causes: &[EntryId]) -> Vec<Signs> {
        let linked = self.pages.linked;
        let ladder = &linked.settings.ladder;
        let of_problems =
            problems.iter().flat_map(|problem| linked.related(*problem, &PROBLEM_RED_FLAGS));
        let of_causes = causes
            .iter()
            .flat_map(|cause| linked.related(*cause, &CAUSE_FINDINGS))
            .filter(|edge| edge.speaks_for());
        let mut by_level: BTreeMap<Urgency, Vec<String>> = BTreeMap::new();
        for edge in of_problems.chain(of_causes) {
            if let Some(urgency) = linked.entry(edge.to).details.urgency() {
                let words = text::printed(linked.asked_as(edge.to));
                let list = by_level.entry(urgency).or_default();
                if !list.contains(&words) {
                    list.push(words);
                }
            }
        }
        let level = |(urgency, items): (Urgency, Vec<String>)| {
            let level = ladder.level(urgency);
            Signs {
                class: ladder.class(urgency),
                label: text::printed(&level.label),
                action: text::printed(&level.action),
                items,
            }
        };
        by_level.into_iter().take(2).map(level).collect()
    }
}

/// Of the text of an entry, what a handout shows beside its lists.
fn is_shown(piece: &Piece) -> bool {
    matches!(piece, Piece::Node(node) if matches!(**node, Node::Img(_) | Node::Table(_)))
        || matches!(piece, Piece::Node(node) if holds_picture(node))
}

/// Whether a block begins with a picture.
fn holds_picture(node: &Node) -> bool {
    match node {
        Node::P { c } | Node::Div { c } => {
            matches!(c.first(), Some(Piece::Node(first)) if matches!(**first, Node::Img(_)) || holds_picture(first))
        }
        _ => false,
    }
}

/// The address as a QR code (ISO/IEC 18004): an SVG of one px a module.
fn code(address: &str) -> Option<String> {
    let code = QRBuilder::new(address).ecl(ECL::M).build().ok()?;
    // The quiet zone: four modules on each side.
    let side = code.size + 8;
    let mut path = String::new();
    for y in 0..code.size {
        for x in 0..code.size {
            if code[y][x].value() {
                path.push_str(&format!("M{} {}h1v1h-1z", x + 4, y + 4));
            }
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" width=\"{side}\" height=\"{side}\"><path d=\"{path}\"/></svg>"
    ))
}
