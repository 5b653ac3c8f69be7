//! Data: what the templates of the book receive, one struct per template. Links are the ids of
//! places, texts are trees.
//!
//! In:   the pages, the plan of the printed handbook, the author's fonts.
//! Out:  the data of the book, of each handout and each poster. The templates place it; none of it
//!       is code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::drawing::{self, Drawing, Wall};
use super::geometry::Geometry;
use super::handouts::Handout;
use super::index;
use super::make::{Request, Wanted};
use super::meta::{self, Common};
use super::prose::Piece;
use super::text;
use super::values::{Outline, Print, Sheet};
use super::volume::Volume;
use crate::chart::Fonts;
use crate::link::{EntryId, GuideId, PageId, Resolved, SourceId};
use crate::model::Domain;
use crate::model::review::State;
use crate::pages::{self, Pages};
use crate::parallel;
use crate::plan::{Plan, View, pages_in_order};
use crate::prose::Element;
use crate::vocabulary::Kind;

/// Everything that is to be typeset.
pub(super) struct Data {
    pub print: Plan,
    pub book: Book,
    pub handouts: Vec<(View, Handout)>,
    pub posters: Vec<(GuideId, Poster)>,
    pub sheets: Vec<(GuideId, GuideSheet)>,
    pub geometry: Geometry,
    /// The chapters and the sections in them, in the order of the book.
    pub chapters: Vec<Chapter>,
    /// The ids to which something in the book refers: each must exist as a place.
    pub referred: BTreeSet<String>,
    /// These, and the ids whose positions the running heads and the site need.
    pub wanted: BTreeSet<String>,
}

/// A chapter, for the contents, the running heads, and the estimate of its pages.
pub(super) struct Chapter {
    pub id: String,
    pub title: String,
    pub sections: Vec<Section>,
    pub outline: Outline,
}

pub(super) struct Section {
    pub id: String,
    pub title: String,
    pub outline: Outline,
    pub tab: Option<Tab>,
    /// Whether it is a short one among many.
    pub is_compact: bool,
}

/// The level of a section, on the edge of its pages.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Tab {
    pub class: &'static str,
    label: String,
}

/// `book.typ`
#[derive(Serialize)]
pub(super) struct Book {
    #[serde(flatten)]
    pub common: Common,
    /// The id of each source's place, by the source's number.
    cited: BTreeMap<usize, String>,
    parts: Vec<Part>,
    glossary: Glossary,
    sources: Sources,
    index: Vec<index::Letter>,
    /// The titles of the handouts beside the book.
    pub handouts: Vec<Given>,
}

/// A page to which the book points by its title.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Given {
    #[serde(skip)]
    pub of: View,
    /// The place of its page in the book.
    pub id: String,
    pub title: String,
}

/// A chapter of the book.
#[derive(Serialize)]
#[serde(tag = "k", rename_all = "kebab-case")]
enum Part {
    Front {
        id: String,
        title: String,
        body: Vec<Piece>,
        cards: Value,
        scope: Value,
        /// The places of the guides, for those who do not know where to begin.
        guides: Vec<Given>,
        cites: Vec<usize>,
    },
    Kind {
        id: String,
        title: String,
        lead: String,
        /// What holds for every entry that says nothing else.
        review: Option<String>,
        entries: Vec<KindEntry>,
    },
    Guides {
        id: String,
        title: String,
        entries: Vec<Guide>,
    },
    Page(FreePage),
    Pages {
        id: String,
        title: String,
        entries: Vec<FreePage>,
    },
}

#[derive(Serialize)]
#[serde(tag = "k", rename_all = "kebab-case")]
enum KindEntry {
    Entry(std::boxed::Box<Entry>),
    Compare(Compare),
}

#[derive(Serialize)]
struct Entry {
    id: String,
    kind_label: Value,
    type_label: Value,
    title: String,
    also_called: Value,
    codes: Value,
    badge: Value,
    summary: Value,
    role_note: Value,
    cards: Value,
    lists: Value,
    body: Value,
    later_cards: Value,
    /// Where its warning signs are, if not here.
    front: Option<String>,
    compare: Value,
    sections: Value,
    guides: Value,
    certainty: Value,
    cites: Vec<usize>,
    review: Value,
    #[serde(skip)]
    is_unreviewed: bool,
    /// Whether it stays on one page.
    whole: bool,
    /// Whether it is a short one among many.
    compact: bool,
}

#[derive(Serialize)]
struct Compare {
    id: String,
    title: String,
    causes: Value,
    rows: Value,
    legend: Value,
}

#[derive(Serialize)]
struct Guide {
    id: String,
    title: String,
    summary: Value,
    problem: Value,
    scope: Value,
    review: Value,
    drawing: Drawing,
    steps: Value,
    see_also: Value,
    cites: Vec<usize>,
}

#[derive(Serialize)]
struct FreePage {
    id: String,
    title: String,
    summary: Value,
    body: Value,
    see_also: Value,
    cites: Vec<usize>,
    review: Value,
}

#[derive(Serialize)]
struct Glossary {
    id: String,
    title: String,
    terms: Value,
}

#[derive(Serialize)]
struct Sources {
    id: String,
    title: String,
    sources: Vec<Source>,
}

#[derive(Serialize)]
struct Source {
    id: String,
    title: String,
    by: String,
    /// The address, and its printed form.
    link: Option<String>,
    shown: Option<String>,
    date: Option<String>,
    read: Value,
    kind: Value,
    /// The ids of the places that cite it.
    cited_by: Vec<String>,
}

/// `sheet.typ`
#[derive(Serialize)]
pub(super) struct GuideSheet {
    #[serde(flatten)]
    common: Common,
    title: String,
    scope: Value,
    steps: Value,
    calls: String,
    foot: Vec<String>,
}

/// `poster.typ`
#[derive(Serialize)]
pub(super) struct Poster {
    #[serde(flatten)]
    common: Common,
    title: String,
    pub wall: Wall,
}

pub(super) struct Maker<'a> {
    pub pages: &'a Pages<'a>,
    /// The plan of the site.
    pub site: &'a Plan,
    print: &'a Plan,
    /// The numbers of the sources, in the order of their list.
    numbers: HashMap<SourceId, usize>,
    common: Common,
    /// The fonts used to lay out drawings.
    fonts: &'a Fonts,
    geometry: Geometry,
    volume: Volume,
}

/// Builds the data of the whole book. `families`: the author's own fonts. `fonts`: those used for
/// the words in drawings.
/// `large`: in large print.
pub(super) fn data(
    request: &Request,
    families: &[String],
    fonts: &Fonts,
    large: bool,
    volume: Volume,
) -> Data {
    let pages = request.pages;
    let linked = pages.linked;
    let print = crate::plan::print(linked, request.plan).only(|view| volume.has(linked, view));
    let settings = &pages.linked.settings;
    let geometry = Geometry::of(meta::paper(settings), settings.print, large);
    let numbers = pages
        .sources()
        .sources
        .iter()
        .enumerate()
        .map(|(at, source)| (source.source, at + 1))
        .collect();
    let common = meta::common(pages, families, geometry);
    let maker = Maker {
        pages,
        site: request.plan,
        print: &print,
        numbers,
        common,
        fonts,
        geometry,
        volume,
    };
    let (book, handouts, chapters, referred, wanted) = maker.data();
    // What hangs on a wall is the same beside a book in large print.
    let is_first = !large
        && matches!(volume, Volume::All | Volume::Rest)
        && matches!(request.wanted, Wanted::Make { .. });
    let guides: Vec<GuideId> = if is_first { linked.guide_ids().collect() } else { Vec::new() };
    let posters = parallel::map(&guides, |id| (*id, maker.poster(*id)));
    let sheets = guides.iter().map(|id| (*id, maker.guide_sheet(*id))).collect();
    Data { book, handouts, posters, sheets, geometry, chapters, referred, wanted, print }
}

type Made = (Book, Vec<(View, Handout)>, Vec<Chapter>, BTreeSet<String>, BTreeSet<String>);

impl Maker<'_> {
    fn data(&self) -> Made {
        let (parts, mut chapters): (Vec<Part>, Vec<Chapter>) = self.parts().into_iter().unzip();
        let is_rest = !matches!(self.volume, Volume::Kind(_));
        let handouts = if is_rest { self.handouts() } else { Vec::new() };
        let (mut glossary, glossary_chapter) = self.glossary();
        if self.print.anchor(View::Glossary).is_none() {
            glossary.terms = Value::Array(Vec::new());
        }
        let (sources, sources_chapter) = self.sources();
        let (index, index_outline) = index::letters(self.sheet(View::AToZ, 1));
        let plain = |id: &str, key: &str| Chapter {
            id: id.to_string(),
            title: text::printed(self.pages.words.one(key)),
            sections: Vec::new(),
            outline: Outline::default(),
        };
        chapters.insert(usize::from(is_rest), plain("fc-contents", "contents"));
        chapters.push(plain("fc-handouts", "handouts"));
        chapters.extend(self.print.anchor(View::Glossary).map(|_| glossary_chapter));
        chapters.push(sources_chapter);
        chapters.push(Chapter { outline: index_outline, ..plain("fc-index", "index") });
        chapters.push(plain("fc-colophon", "colophon"));
        let cited: BTreeMap<usize, String> =
            (1..).zip(sources.sources.iter().map(|source| source.id.clone())).collect();
        let outlines = chapters
            .iter()
            .flat_map(|it| it.sections.iter().map(|it| &it.outline).chain([&it.outline]));
        let mut referred: BTreeSet<String> =
            outlines.flat_map(|outline| outline.refs.iter().cloned()).collect();
        referred.extend(cited.values().cloned());
        let given: Vec<Given> = handouts
            .iter()
            .filter_map(|(view, handout)| {
                let id = self.print.anchor(*view)?.to_string();
                Some(Given { of: *view, id, title: handout.title.clone() })
            })
            .collect();
        referred.extend(given.iter().map(|given| given.id.clone()));
        let mut wanted = referred.clone();
        let named =
            chapters.iter().flat_map(|it| it.sections.iter().map(|it| &it.id).chain([&it.id]));
        wanted.extend(named.cloned());
        wanted.extend(
            self.print.pages.iter().filter_map(|view| self.print.anchor(*view).map(str::to_string)),
        );
        let numbered = wanted.iter().enumerate().map(|(at, id)| (id.clone(), at)).collect();
        let book = Book {
            common: self.common.with_places(numbered),
            cited,
            parts,
            glossary,
            sources,
            index,
            handouts: given,
        };
        (book, handouts, chapters, referred, wanted)
    }

    /// `level`: the level of the heading above the page's texts.
    pub(super) fn sheet(&self, view: View, level: u8) -> Sheet<'_> {
        Sheet::new(self.pages, self.print, &self.numbers, self.fonts, view, level)
    }

    /// The chapters in menu order, then the pages that the menu leaves out.
    fn parts(&self) -> Vec<(Part, Chapter)> {
        let linked = self.pages.linked;
        let mut order: Vec<View> = Vec::new();
        let kinds = Kind::ALL
            .into_iter()
            .filter(|kind| linked.of_kind(*kind).next().is_some())
            .map(View::Index);
        let guides = linked.guide_ids().next().map(|_| View::Guides);
        for view in self.pages.menu().iter().copied().chain(guides).chain(kinds) {
            if !order.contains(&view) {
                order.push(view);
            }
        }
        order.retain(|view| match view {
            View::Index(kind) => {
                self.volume != Volume::Rest && self.volume.has(linked, View::Index(*kind))
            }
            _ => !matches!(self.volume, Volume::Kind(_)),
        });
        let is_rest = !matches!(self.volume, Volume::Kind(_));
        let mut parts = if is_rest { vec![self.front()] } else { Vec::new() };
        parts.extend(parallel::map(&order, |view| self.part(*view)).into_iter().flatten());
        // Pages that the menu leaves out are short or numerous, so they share a chapter.
        let left_out = pages_in_order(linked)
            .into_iter()
            .filter(|id| is_rest && !order.contains(&View::Page(*id)));
        let (entries, sections): (Vec<FreePage>, Vec<Section>) =
            left_out.map(|id| self.free_page(id, 2)).unzip();
        if !entries.is_empty() {
            let title = text::printed(self.pages.words.many("page"));
            let chapter = Chapter {
                id: "fc-pages".into(),
                title: title.clone(),
                sections,
                outline: Outline::default(),
            };
            parts.push((Part::Pages { id: chapter.id.clone(), title, entries }, chapter));
        }
        parts
    }

    /// What readers need first: the text of the home page, and every warning sign.
    fn front(&self) -> (Part, Chapter) {
        let on = self.sheet(View::Home, 1);
        let pages::HomePage {
            title: _,    // On the cover.
            subtitle: _, // On the cover.
            intro_title,
            intro,
            unreviewed: _, // On the cover.
            alarm: _,      // Its signs are on the cards.
            problems: _,   // A chapter of their own.
            cards,
            guides: _, // A chapter of their own.
            kinds: _,  // In the contents.
            sources,
        } = self.pages.home();
        let id = on.own_id();
        let title = intro_title.unwrap_or_else(|| self.pages.words.one("start_here").into());
        let title = on.words(title.as_str());
        let body = intro.map(|intro| on.nodes(intro)).unwrap_or_default();
        let cards = cards.print(&on);
        let linked = self.pages.linked;
        let guides = linked.guide_ids().filter_map(|guide| {
            let id = on.place(&View::Guide(guide).into())?;
            let title = text::printed(&linked.guide(guide).common.title.value);
            Some(Given { of: View::Guide(guide), id, title })
        });
        let part = Part::Front {
            id: id.clone(),
            title: title.clone(),
            body,
            cards,
            scope: self.pages.handbook_scope().print(&on),
            guides: guides.collect(),
            cites: on.cites(sources),
        };
        (part, Chapter { id, title, sections: Vec::new(), outline: on.outline() })
    }

    fn part(&self, view: View) -> Option<(Part, Chapter)> {
        match view {
            View::Index(kind) => Some(self.kind(kind)),
            View::Guides => Some(self.guides()),
            View::Page(id) => {
                let (page, Section { id, title, outline, .. }) = self.free_page(id, 1);
                Some((Part::Page(page), Chapter { id, title, sections: Vec::new(), outline }))
            }
            // The menu of a book contains nothing else: other pages are made from these.
            View::Home
            | View::Entry(_)
            | View::Guide(_)
            | View::Step(..)
            | View::State(_)
            | View::Compare(_)
            | View::AToZ
            | View::Glossary
            | View::Sources
            | View::Review
            | View::Search
            | View::Print
            | View::NotFound => None,
        }
    }

    /// The entries of a kind; each problem is followed by the table of its causes.
    fn kind(&self, kind: Kind) -> (Part, Chapter) {
        let on = self.sheet(View::Index(kind), 1);
        // The lists of the index are the contents of the book.
        let pages::IndexPage { title, lead, groups: _ } = self.pages.index(kind);
        let (id, title, lead) = (on.own_id(), on.words(title.as_str()), on.words(lead.as_str()));
        let mine = |view: &&View| match view {
            View::Entry(id) | View::Compare(id) => self.pages.linked.entry(*id).kind == kind,
            _ => false,
        };
        let views: Vec<View> = self.print.pages.iter().filter(mine).copied().collect();
        let made = parallel::map(&views, |view| match view {
            View::Compare(id) => self.compare(*id),
            View::Entry(id) => self.entry(*id),
            _ => unreachable!("the others were left out"),
        });
        let (mut entries, sections): (Vec<KindEntry>, Vec<Section>) = made.into_iter().unzip();
        let review = self.one_review(&mut entries);
        let part = Part::Kind { id: id.clone(), title: title.clone(), lead, review, entries };
        (part, Chapter { id, title, sections, outline: on.outline() })
    }

    /// Says once what would stand beneath every entry of a chapter: that nobody has reviewed it.
    fn one_review(&self, entries: &mut [KindEntry]) -> Option<String> {
        let mut unreviewed: Vec<&mut Entry> = entries
            .iter_mut()
            .filter_map(|entry| match entry {
                KindEntry::Entry(entry) if entry.is_unreviewed => Some(&mut **entry),
                _ => None,
            })
            .collect();
        if unreviewed.len() < 2 {
            return None;
        }
        unreviewed.iter_mut().for_each(|entry| entry.review = Value::Null);
        let medical = self.pages.linked.settings.domain == Domain::Medical;
        let key = if medical { "never_reviewed_chapter_medical" } else { "never_reviewed_chapter" };
        Some(text::printed(self.pages.words.one(key)))
    }

    fn entry(&self, id: EntryId) -> (KindEntry, Section) {
        let on = self.sheet(View::Entry(id), 2);
        let pages::EntryPage {
            kind: _,
            kind_label,
            type_label,
            title,
            also_called,
            codes,
            summary,
            badge,
            role_note,
            certainty,
            contents: _, // The book has its own.
            alarm: _,    // Its signs are on the cards.
            cards,
            lists,
            body,
            later_cards,
            sections,
            guides,
            compare,
            handout: _, // Beside the book.
            sources,
            review,
            previous: _, // The reader turns the page.
            next: _,
        } = self.pages.entry(id);
        let place = on.own_id();
        let title = on.words(title.as_str());
        let of_badge = badge.as_ref().map(|badge| (badge.class.0, badge.label.as_str()));
        let of_card = cards.first().map(|card| (card.class.0, card.label.as_str()));
        let tab =
            of_badge.or(of_card).map(|(class, label)| Tab { class, label: text::printed(label) });
        // The only problem has its warning signs inside the cover.
        let is_only = self.pages.linked.entry(id).kind == Kind::Problem
            && self.pages.linked.of_kind(Kind::Problem).count() == 1;
        let (later_cards, front) = if is_only && !later_cards.is_empty() {
            (Vec::new(), on.place(&View::Home.into()))
        } else {
            (later_cards, None)
        };
        let is_unreviewed =
            review.as_ref().is_some_and(|review| review.state.0 == State::Never.word());
        let is_compact = self.pages.linked.entry(id).kind == Kind::Finding;
        let mut entry = Entry {
            id: place.clone(),
            kind_label: kind_label.print(&on),
            type_label: type_label.print(&on),
            title: title.clone(),
            also_called: also_called.print(&on),
            codes: codes.print(&on),
            badge: badge.print(&on),
            summary: summary.print(&on),
            role_note: role_note.print(&on),
            cards: cards.print(&on),
            lists: lists.print(&on),
            body: body.print(&on),
            later_cards: later_cards.print(&on),
            front,
            compare: compare.print(&on),
            sections: sections.print(&on),
            guides: guides.print(&on),
            certainty: certainty.print(&on),
            cites: Vec::new(),
            review: review.print(&on),
            is_unreviewed,
            whole: false,
            compact: is_compact,
        };
        entry.cites = on.cites(sources);
        entry.whole = on.letters() as f64 <= WHOLE * self.geometry.letters()
            && !holds_large(&self.pages.linked.entry(id).prose);
        (
            KindEntry::Entry(std::boxed::Box::new(entry)),
            Section { id: place, title, outline: on.outline(), tab, is_compact },
        )
    }

    fn compare(&self, id: EntryId) -> (KindEntry, Section) {
        let on = self.sheet(View::Compare(id), 2);
        // The levels are those of the cards; the notes are in the entries.
        let pages::ComparePage { title, problem, causes, rows, legend, levels: _, notes: _ } =
            self.pages.compare(id);
        let place = on.own_id();
        let title = on.words(&format!("{}: {}", title.as_str(), problem.title.as_str()));
        let (causes, rows, legend) = (causes.print(&on), rows.print(&on), legend.print(&on));
        let table = Compare { id: place.clone(), title: title.clone(), causes, rows, legend };
        (
            KindEntry::Compare(table),
            Section { id: place, title, outline: on.outline(), tab: None, is_compact: false },
        )
    }

    fn guides(&self) -> (Part, Chapter) {
        let ids: Vec<GuideId> = self.pages.linked.guide_ids().collect();
        let (entries, sections) = parallel::map(&ids, |id| self.guide(*id)).into_iter().unzip();
        let (id, title) = ("fc-guides".to_string(), text::printed(self.pages.words.many("guide")));
        let part = Part::Guides { id: id.clone(), title: title.clone(), entries };
        (part, Chapter { id, title, sections, outline: Outline::default() })
    }

    /// A guide with the help for its questions, and its flowchart for the page.
    fn guide(&self, guide: GuideId) -> (Guide, Section) {
        let on = self.sheet(View::Guide(guide), 4);
        let pages::GuidePage {
            id,
            title,
            summary,
            problem,
            scope,
            start: _,  // The walk-through is on the screen.
            poster: _, // It is on the wall.
            sheet: _,  // On the desk.
            parts,
            see_also,
            sources,
            review,
        } = self.pages.guide(guide);
        // Paper does not fold.
        let steps: Vec<pages::ListedStep> = parts.into_iter().flat_map(|part| part.steps).collect();
        let place = on.own_id();
        let title = on.words(title.as_str());
        let mut guide = Guide {
            id: place.clone(),
            title: title.clone(),
            summary: summary.print(&on),
            problem: problem.print(&on),
            scope: scope.print(&on),
            review: review.print(&on),
            drawing: drawing::for_page(&on, id, &self.geometry),
            steps: steps.print(&on),
            see_also: see_also.print(&on),
            cites: Vec::new(),
        };
        guide.cites = on.cites(sources);
        (guide, Section { id: place, title, outline: on.outline(), tab: None, is_compact: false })
    }

    fn free_page(&self, id: PageId, level: u8) -> (FreePage, Section) {
        let on = self.sheet(View::Page(id), level);
        let pages::FreePage {
            title,
            summary,
            body,
            contents: _, // The book has its own.
            see_also,
            handout: _,  // Beside the book.
            previous: _, // The reader turns the page.
            next: _,
            sources,
            review,
        } = self.pages.free_page(id);
        let place = on.own_id();
        let title = on.words(title.as_str());
        let mut page = FreePage {
            id: place.clone(),
            title: title.clone(),
            summary: summary.print(&on),
            body: body.print(&on),
            see_also: see_also.print(&on),
            cites: Vec::new(),
            review: review.print(&on),
        };
        page.cites = on.cites(sources);
        (page, Section { id: place, title, outline: on.outline(), tab: None, is_compact: false })
    }

    fn glossary(&self) -> (Glossary, Chapter) {
        let on = self.sheet(View::Glossary, 1);
        let pages::GlossaryPage { title, terms } = self.pages.glossary();
        let (id, title) = (on.own_id(), on.words(title.as_str()));
        let glossary = Glossary { id: id.clone(), title: title.clone(), terms: terms.print(&on) };
        (glossary, Chapter { id, title, sections: Vec::new(), outline: on.outline() })
    }

    fn sources(&self) -> (Sources, Chapter) {
        let on = self.sheet(View::Sources, 1);
        let pages::SourcesPage { title, sources } = self.pages.sources();
        let (id, title) = (on.own_id(), on.words(title.as_str()));
        let source = |source: pages::SourceItem| {
            let pages::SourceItem { source: _, id, title, by, link, date, read, kind, cited_by } =
                source;
            Source {
                id: on.id(&id.0),
                title: on.words(title.as_str()),
                by: on.words(by.as_str()),
                link: link.map(str::to_string),
                shown: link.map(|link| on.words(link)),
                date: date.map(|date| text::printed(date.as_str())),
                read: read.print(&on),
                kind: kind.print(&on),
                cited_by: cited_by.iter().filter_map(|item| on.place(&item.href)).collect(),
            }
        };
        let sources = sources.into_iter().map(source).collect();
        (
            Sources { id: id.clone(), title: title.clone(), sources },
            Chapter { id, title, sections: Vec::new(), outline: on.outline() },
        )
    }

    /// A guide as a table: a row for each step, in the words of its list.
    fn guide_sheet(&self, id: GuideId) -> GuideSheet {
        let on = self.sheet(View::Guide(id), 2).alone();
        let page = self.pages.guide(id);
        let steps: Vec<pages::ListedStep> =
            page.parts.into_iter().flat_map(|part| part.steps).collect();
        let around = self.pages.on_the_wall(id);
        GuideSheet {
            common: self.common.for_sheets(),
            title: on.words(page.title.as_str()),
            scope: page.scope.print(&on),
            steps: steps.print(&on),
            calls: text::printed(&around.calls),
            foot: around.foot.iter().map(|words| text::printed(words)).collect(),
        }
    }

    fn poster(&self, id: GuideId) -> Poster {
        let on = self.sheet(View::Guide(id), 1);
        let page = self.pages.guide(id);
        Poster {
            common: self.common.without_places(),
            title: on.words(page.title.as_str()),
            wall: drawing::for_poster(&on, id, meta::paper(&self.pages.linked.settings)),
        }
    }
}

/// Of the letters of a page, what an entry may have that is kept whole.
const WHOLE: f64 = 0.45;

/// Whether a text holds what may need a page of its own, or a good part of one.
fn holds_large(prose: &crate::prose::Prose<Resolved>) -> bool {
    let mut holds = false;
    prose.walk(&mut |node| {
        holds |= matches!(
            node.element,
            Element::Table(_) | Element::Image { .. } | Element::CodeBlock | Element::Drawing(_)
        );
    });
    holds
}
