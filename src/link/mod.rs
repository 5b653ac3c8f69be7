//! Link: turns names into ids.
//!
//! In:   a [`Handbook`], where a reference is still the word the author wrote.
//! Out:  a [`Linked`], where it is an id that exists; what could not be resolved is reported and
//!       left out.
//! Not:  files, HTML, paths on the site. Whether a link makes *sense* is for `check`.

mod anchors;
pub mod cases;
pub mod flow;
mod glossary;
mod guides;
mod names;
mod prose;
pub mod states;

use std::collections::{BTreeMap, HashMap};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::ids::{self, Name};
use crate::model::{
    Common, Details, Entry, Handbook, Page, Paragraph, PlaceNumber, Scope, Settings, Source,
    Standing, Unusable, Urgency, WrittenRelation,
};
use crate::prose::{Prose, Stage, Written};
use crate::read::Copied;
use crate::vocabulary::{CAUSE_FINDINGS, Group, KEY, Kind, Polarity, Relation, Strength};
pub use flow::NodeId;
pub use guides::{
    Action, Answer, Ask, Asking, Case, Earlier, Guide, GuideStep, Interval, Item, ItemAnswer,
    Label, Outcome, ScopeOf, What,
};
use names::Names;
pub use prose::{Destination, Link, Pdf, section_anchor, step_anchor};
pub use states::{State, States};

pub static UNKNOWN_REFERENCE: Code = Code::fixed("unknown-reference");
pub static WRONG_KIND: Code = Code::fixed("wrong-kind");
pub static UNKNOWN_SOURCE: Code = Code::fixed("unknown-source");

/// The codes that linking can report.
pub static CODES: &[&Code] = &[
    &UNKNOWN_REFERENCE,
    &WRONG_KIND,
    &UNKNOWN_SOURCE,
    &prose::BROKEN_LINK,
    &prose::BROKEN_FRAGMENT,
    &guides::GUIDE_UNKNOWN_TARGET,
];

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}
id!(/** An entry that exists: its position in [`Linked::entries`]. */ EntryId);
id!(/** A guide that exists: its position in [`Linked::guides`]. */ GuideId);
id!(/** A free page that exists: its position in [`Linked::pages`]. */ PageId);
id!(/** A source that exists: its position in [`Linked::sources`]. */ SourceId);
id!(/** A step of one guide: its position in [`Guide::steps`]. */ StepId);

/// After `link`: a link holds its target, a citation its source.
#[derive(Debug)]
pub struct Resolved;

impl Stage for Resolved {
    type Link = Link;
    type Cite = SourceId;
}

/// Something with an address of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Entry(EntryId),
    Guide(GuideId),
    Step(GuideId, StepId),
    Page(PageId),
}

/// One relation between two entries, as one of them states it.
#[derive(Debug)]
pub struct Edge {
    pub from: EntryId,
    pub relation: &'static Relation,
    pub group: &'static Group,
    pub strength: &'static Strength,
    pub to: EntryId,
    pub note: Option<Paragraph<Resolved>>,
    pub position: Position,
}

impl Edge {
    /// Whether it says that a finding is present, or that a treatment helps.
    pub fn speaks_for(&self) -> bool {
        self.strength.polarity == Polarity::For
    }
}

/// A guide or free page that an entry names in `see_also`.
#[derive(Debug)]
pub struct PageRef {
    pub from: EntryId,
    pub to: Target,
    pub note: Option<Paragraph<Resolved>>,
}

/// A term of the glossary.
#[derive(Debug)]
pub struct Term {
    pub term: String,
    pub position: Position,
    pub means: Paragraph<Resolved>,
    pub page: Option<Target>,
    /// Other words that readers use, for the search.
    pub also: Vec<String>,
    /// Whether the handbook has something to say about it.
    pub covered: bool,
    /// Its id on the glossary page, unique there.
    pub anchor: String,
}

/// The handbook with every reference resolved.
#[derive(Debug)]
pub struct Linked {
    pub settings: Settings,
    pub standing: Standing<Resolved>,
    /// Sorted by kind and id.
    pub entries: Vec<Entry<Resolved>>,
    pub guides: Vec<Guide>,
    /// What a reader of the guides can come to, with what was answered on the way.
    pub states: States,
    pub pages: Vec<Page<Resolved>>,
    /// The sentences of forms that nobody has replaced yet, in drafts that are left out too.
    pub unfilled: Vec<(Position, &'static str)>,
    pub sources: Vec<Source>,
    pub glossary: Vec<Term>,
    pub copied: Vec<Copied>,
    /// By path of a copied image: its width and height in px.
    pictures: HashMap<String, (u32, u32)>,
    pub edges: Vec<Edge>,
    /// Guides and free pages that entries name in `see_also`; shown on both sides like every
    /// relation.
    pub page_refs: Vec<PageRef>,
    /// By entry: positions in `edges`.
    outgoing: Vec<Vec<u32>>,
    incoming: Vec<Vec<u32>>,
    /// By source: who cites it, each once, in order.
    pub cited_by: Vec<Vec<Target>>,
    /// Who cites a source that does not exist, or that cannot be used.
    pub miscited: std::collections::BTreeSet<Target>,
    /// Entries, guides and pages that some text links to.
    pub linked_to: std::collections::BTreeSet<Target>,
    /// By entry: whether a name in it could not be resolved; if something is missing, this may be
    /// why.
    pub broken: Vec<bool>,
    pub unusable: Unusable,
}

impl Linked {
    /// Width and height in px of a copied image, by its path in the output.
    pub fn picture_size(&self, path: &str) -> Option<(u32, u32)> {
        self.pictures.get(path).copied()
    }
    pub fn entry(&self, id: EntryId) -> &Entry<Resolved> {
        &self.entries[id.index()]
    }
    pub fn entry_ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.entries.len() as u32).map(EntryId)
    }
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = EntryId> + '_ {
        self.entry_ids().filter(move |id| self.entry(*id).kind == kind)
    }
    pub fn guide(&self, id: GuideId) -> &Guide {
        &self.guides[id.index()]
    }
    /// Whom a guide is for.
    pub fn scope<'a>(&'a self, guide: &'a Guide) -> Option<&'a Scope<Resolved>> {
        match guide.scope.as_ref()? {
            ScopeOf::Guide(scope) => Some(scope),
            ScopeOf::Handbook => self.standing.scope.as_ref(),
        }
    }
    /// What an item of a score asks.
    pub fn item_title<'a>(&'a self, item: &'a Item) -> &'a str {
        match (&item.ask, item.finding) {
            (Some(ask), _) => &ask.value,
            (None, Some((finding, _))) => self.asked_as(finding),
            (None, None) => "",
        }
    }
    /// The numbers to call at an outcome: those of its own service, else of its level's.
    pub fn call(&self, outcome: &Outcome) -> Option<&[PlaceNumber]> {
        let level = self.settings.ladder.level(outcome.urgency);
        let service = outcome.call.as_ref().or(level.call.as_ref())?;
        self.settings.services.numbers.get(service).map(Vec::as_slice)
    }
    /// How urgent a cause is: its own level, else that of its most urgent key finding.
    pub fn urgency_of_cause(&self, cause: EntryId) -> Option<Urgency> {
        let keys = self.related(cause, &CAUSE_FINDINGS).filter(|edge| edge.strength.key == KEY);
        let of_keys = || keys.filter_map(|edge| self.entry(edge.to).details.urgency()).min();
        self.entry(cause).details.urgency().or_else(of_keys)
    }
    pub fn guide_ids(&self) -> impl Iterator<Item = GuideId> + use<> {
        (0..self.guides.len() as u32).map(GuideId)
    }
    pub fn page(&self, id: PageId) -> &Page<Resolved> {
        &self.pages[id.index()]
    }
    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len() as u32).map(PageId)
    }
    /// What an entry says of others, in the order of the table and then of its file.
    pub fn outgoing(&self, id: EntryId) -> impl Iterator<Item = &Edge> {
        self.outgoing[id.index()].iter().map(|edge| &self.edges[*edge as usize])
    }
    /// What others say of an entry.
    pub fn incoming(&self, id: EntryId) -> impl Iterator<Item = &Edge> {
        self.incoming[id.index()].iter().map(|edge| &self.edges[*edge as usize])
    }
    /// The items of one relation of an entry.
    pub fn related<'a>(
        &'a self,
        id: EntryId,
        relation: &'static Relation,
    ) -> impl Iterator<Item = &'a Edge> {
        self.outgoing(id).filter(move |edge| edge.relation == relation)
    }
    /// The words in which a reader is asked about a finding.
    pub fn asked_as(&self, id: EntryId) -> &str {
        let entry = self.entry(id);
        match &entry.details {
            Details::Finding { ask: Some(ask), .. } => &ask.value,
            _ => &entry.common.title.value,
        }
    }
    /// Every Markdown text: of entries, free pages, the help of questions, and fields.
    pub fn proses(&self) -> impl Iterator<Item = &Prose<Resolved>> {
        let asks = self.guides.iter().flat_map(|guide| &guide.steps).filter_map(|step| step.ask());
        let entries = self.entries.iter().map(|entry| &entry.prose);
        let pages = self.pages.iter().map(|page| &page.prose);
        entries
            .chain(pages)
            .chain(asks.map(|ask| &ask.help))
            .chain(self.paragraphs().into_iter().map(|it| &it.prose))
    }

    /// The texts of fields that may have markup and links.
    pub fn paragraphs(&self) -> Vec<&Paragraph<Resolved>> {
        let mut out: Vec<&Paragraph<Resolved>> = Vec::new();
        for entry in &self.entries {
            out.extend(&entry.common.summary);
            match &entry.details {
                Details::Problem
                | Details::Cause { role: _, urgency: _, certainty: _ }
                | Details::Finding { kind: _, urgency: _, ask: _ } => {}
                Details::Test { kind: _, shows, misses, questions } => {
                    out.extend(shows.iter().chain(misses).chain(questions))
                }
                Details::Treatment { kind: _, do_, do_not, ask_first, certainty: _ } => {
                    out.extend(do_.iter().chain(do_not).chain(ask_first));
                }
            }
        }
        out.extend(self.pages.iter().filter_map(|page| page.common.summary.as_ref()));
        out.extend(self.edges.iter().filter_map(|edge| edge.note.as_ref()));
        out.extend(self.page_refs.iter().filter_map(|page_ref| page_ref.note.as_ref()));
        out.extend(self.glossary.iter().map(|term| &term.means));
        for guide in &self.guides {
            out.extend(&guide.common.summary);
            if let Some(ScopeOf::Guide(scope)) = &guide.scope {
                out.extend(scope.paragraphs());
            }
            for step in &guide.steps {
                match &step.what {
                    What::Outcome(outcome) => {
                        out.extend(outcome.say.iter().chain(&outcome.safety_net))
                    }
                    What::Action(action) => out.extend(&action.say),
                    What::Ask(_) | What::Earlier(_) | What::Jump(_) => {}
                }
            }
        }
        let Standing { scope, safety_net } = &self.standing;
        out.extend(scope.iter().flat_map(Scope::paragraphs).chain(safety_net));
        out
    }

    /// Whether a file failed, so that something that seems unused may be used there.
    pub fn is_incomplete(&self) -> bool {
        !self.unusable.failed.is_empty()
            || !self.unusable.damaged.is_empty()
            || self.settings.failed
            || self.broken.contains(&true)
    }
    pub fn title(&self, target: Target) -> &str {
        match target {
            Target::Entry(id) => &self.entry(id).common.title.value,
            Target::Guide(id) => &self.guide(id).common.title.value,
            Target::Page(id) => &self.page(id).common.title.value,
            Target::Step(guide, step) => self.guide(guide).step(step).title(&self.settings.ladder),
        }
    }
}

/// Resolves every name in the handbook.
pub fn handbook(mut book: Handbook, problems: &mut Diagnostics) -> Linked {
    let names = Names::of(&book);
    let mut found = Vec::new();
    let matcher = glossary::Matcher::new(book.glossary.iter().map(|term| term.term.as_str()));
    let own_pages = book.glossary.iter().map(|term| glossary::own_page(term, &names)).collect();
    let mut linker = prose::Linker::new(&book, &names, matcher, own_pages, &mut found);
    let written = std::mem::take(&mut book.relations);
    let Relations { edges, page_refs, broken } = relations(&book, written, &names, &mut linker);
    let (outgoing, incoming) = index(&edges, book.entries.len());
    let glossary = glossary::terms(std::mem::take(&mut book.glossary), &names, &mut linker);
    let entries = book.entries.into_iter().enumerate();
    let entries =
        entries.map(|(at, entry)| linked_entry(entry, EntryId(at as u32), &mut linker)).collect();
    let pages = book.pages.into_iter().enumerate();
    let pages = pages.map(|(at, page)| linked_page(page, PageId(at as u32), &mut linker)).collect();
    let mut guides = Vec::with_capacity(book.guides.len());
    for (at, guide) in book.guides.into_iter().enumerate() {
        let damaged = book.unusable.damaged.contains(&format!("guide:{}", guide.id));
        let mut linked = guides::guide(guide, GuideId(at as u32), &names, &mut linker);
        linked.broken |= damaged;
        guides.push(linked);
    }
    let standing = Standing {
        scope: book.standing.scope.map(|scope| Scope {
            for_: scope.for_.map(|text| linker.standing(text)),
            not_for: scope.not_for.into_iter().map(|text| linker.standing(text)).collect(),
            instead: scope.instead.map(|text| linker.standing(text)),
        }),
        safety_net: book.standing.safety_net.map(|text| linker.standing(text)),
    };
    for guide in guides.iter_mut().filter(|guide| guide.scope.is_none()) {
        guide.scope = standing.scope.as_ref().map(|_| ScopeOf::Handbook);
    }
    let prose::Mentions { cited_by, miscited, linked_to } = linker.finish();
    flow::settle_unsure(&mut guides);
    let states = States::of(&guides);
    for (guide, over) in guides.iter().zip(&states.over) {
        if *over && !guide.broken {
            found.push(too_many_states(guide));
        }
    }
    found.into_iter().for_each(|problem| problems.push(problem));
    Linked {
        settings: book.settings,
        standing,
        entries,
        guides,
        states,
        pages,
        unfilled: book.unfilled,
        sources: book.sources,
        glossary,
        pictures: book
            .copied
            .iter()
            .filter_map(|copied| Some((copied.path.clone(), copied.size?)))
            .collect(),
        copied: book.copied,
        edges,
        page_refs,
        outgoing,
        incoming,
        cited_by,
        miscited,
        linked_to,
        broken,
        unusable: book.unusable,
    }
}

fn too_many_states(guide: &Guide) -> Diagnostic {
    let message = format!(
        "this guide has more than {} states: so many combinations of answers, sums and earlier answers",
        states::MOST_STATES
    );
    let help = "ask less in one score, use coarser points, or split the guide with `go: guide:`";
    Diagnostic::new(&crate::read::yaml::OVER_LIMIT, guide.start_place, message).help(help)
}

/// What entries say of others.
struct Relations {
    edges: Vec<Edge>,
    page_refs: Vec<PageRef>,
    /// By entry: whether a name in it could not be resolved, or its form was faulty.
    broken: Vec<bool>,
}

fn relations(
    book: &Handbook,
    written: Vec<Vec<WrittenRelation>>,
    names: &Names,
    linker: &mut prose::Linker,
) -> Relations {
    let damaged = |entry: &Entry<Written>| {
        book.unusable.damaged.contains(&format!("{}:{}", entry.kind.name(), entry.id))
    };
    let broken = book.entries.iter().map(damaged).collect();
    let mut out = Relations { edges: Vec::new(), page_refs: Vec::new(), broken };
    for (at, relations) in written.into_iter().enumerate() {
        let from = EntryId(at as u32);
        for WrittenRelation { relation, group, strength, to: name, note } in relations {
            let note = note.map(|note| linker.paragraph(note, Target::Entry(from)));
            let resolved = match relation.to {
                Some(kind) => names.entry(kind, &name).map(Target::Entry),
                None => names.target(&name),
            };
            match resolved {
                Ok(Target::Entry(to)) => {
                    out.edges.push(Edge {
                        from,
                        relation,
                        group,
                        strength,
                        to,
                        note,
                        position: name.position,
                    });
                }
                Ok(to) => out.page_refs.push(PageRef { from, to, note }),
                Err(problem) => {
                    out.broken[at] = true;
                    problem.into_iter().for_each(|problem| linker.report(problem));
                }
            }
        }
    }
    // In the order of the table; `sort` keeps the author's order within a relation.
    out.edges.sort_by_key(|edge| (edge.from, edge.relation.position()));
    out
}

/// A scope whose texts belong to `from`.
fn scope(scope: Scope<Written>, linker: &mut prose::Linker, from: Target) -> Scope<Resolved> {
    Scope {
        for_: scope.for_.map(|text| linker.paragraph(text, from)),
        not_for: scope.not_for.into_iter().map(|text| linker.paragraph(text, from)).collect(),
        instead: scope.instead.map(|text| linker.paragraph(text, from)),
    }
}

fn details(
    details: Details<Written>,
    linker: &mut prose::Linker,
    from: Target,
) -> Details<Resolved> {
    let mut many = |texts: Vec<Paragraph<Written>>| {
        texts.into_iter().map(|text| linker.paragraph(text, from)).collect()
    };
    match details {
        Details::Problem => Details::Problem,
        Details::Cause { role, urgency, certainty } => Details::Cause { role, urgency, certainty },
        Details::Finding { kind, urgency, ask } => Details::Finding { kind, urgency, ask },
        Details::Test { kind, shows, misses, questions } => {
            let questions = many(questions);
            let mut one =
                |text: Option<Paragraph<Written>>| text.map(|text| linker.paragraph(text, from));
            Details::Test { kind, shows: one(shows), misses: one(misses), questions }
        }
        Details::Treatment { kind, do_, do_not, ask_first, certainty } => {
            let (do_, do_not, ask_first) = (many(do_), many(do_not), many(ask_first));
            Details::Treatment { kind, do_, do_not, ask_first, certainty }
        }
    }
}

fn linked_entry(entry: Entry<Written>, id: EntryId, linker: &mut prose::Linker) -> Entry<Resolved> {
    let from = Target::Entry(id);
    let common = common(entry.common, linker, from);
    let details = details(entry.details, linker, from);
    let prose = linker.prose(entry.prose, entry.file, from);
    let Entry { kind, id, file, said_none, .. } = entry;
    Entry { kind, id, file, common, details, said_none, prose }
}

fn linked_page(page: Page<Written>, id: PageId, linker: &mut prose::Linker) -> Page<Resolved> {
    let from = Target::Page(id);
    let common = common(page.common, linker, from);
    let prose = linker.prose(page.prose, page.file, from);
    Page { path: page.path, file: page.file, common, prose }
}

fn index(edges: &[Edge], entries: usize) -> (Vec<Vec<u32>>, Vec<Vec<u32>>) {
    let (mut outgoing, mut incoming) = (vec![Vec::new(); entries], vec![Vec::new(); entries]);
    for (at, edge) in edges.iter().enumerate() {
        outgoing[edge.from.index()].push(at as u32);
        incoming[edge.to.index()].push(at as u32);
    }
    (outgoing, incoming)
}

fn common(common: Common<Written>, linker: &mut prose::Linker, from: Target) -> Common<Resolved> {
    let sources = common.sources.iter().filter_map(|name| linker.cite(name, Some(from))).collect();
    Common {
        title: common.title,
        summary: common.summary.map(|summary| linker.paragraph(summary, from)),
        also_called: common.also_called,
        sources,
        reviewed: common.reviewed,
        review_by: common.review_by,
        reviewed_by: common.reviewed_by,
        status: common.status,
        order: common.order,
        aliases: common.aliases,
        codes: common.codes,
        handout: common.handout,
    }
}

/// By name: every source that exists.
fn source_ids(sources: &[Source]) -> BTreeMap<String, SourceId> {
    sources
        .iter()
        .enumerate()
        .map(|(at, source)| (ids::comparable(&source.id), SourceId(at as u32)))
        .collect()
}

/// The diagnostic for a source that is not in `sources.yaml`.
fn unknown_source(name: &Name, known: &BTreeMap<String, SourceId>) -> Diagnostic {
    let help = crate::diagnostics::did_you_mean(&name.text, known.keys().map(String::as_str))
        .unwrap_or_else(|| {
            format!("add it to content/sources.yaml: `{}:` with `title:` and `by:`", name.text)
        });
    Diagnostic::new(&UNKNOWN_SOURCE, name.position, format!("there is no source `{}`", name.text))
        .help(help)
}
