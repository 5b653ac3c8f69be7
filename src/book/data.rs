//! Data: what the templates of the book receive, one struct per template. Links are the ids of
//! places, texts are trees.
//!
//! In:   the pages, the plan of the printed handbook, the author's fonts.
//! Out:  the data of the book, of each handout and each poster. The templates place it; none of it
//!       is code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use serde_json::Value;

use super::drawing::{self, Drawing};
use super::make::Request;
use super::prose::Piece;
use super::text;
use super::values::{Outline, Print, Sheet};
use crate::chart::Fonts;
use crate::link::{EntryId, GuideId, PageId, Resolved, SourceId};
use crate::model::{Domain, Paper, Paragraph, Settings};
use crate::pages::{self, Href, Line, Pages};
use crate::parallel;
use crate::plan::{Plan, View, pages_in_order};
use crate::prose::Direction;
use crate::vocabulary::{
    CAUSE_FINDINGS, CAUSE_TREATMENTS, Kind, PROBLEM_CAUSES, PROBLEM_RED_FLAGS,
};

/// Everything that is to be typeset.
pub(super) struct Data {
    pub print: Plan,
    pub book: Book,
    pub handouts: Vec<(EntryId, Handout)>,
    pub posters: Vec<(GuideId, Poster)>,
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
    index: Vec<IndexLetter>,
    pub handouts: Vec<Handout>,
}

/// What every template receives.
#[derive(Clone, Serialize)]
pub(super) struct Common {
    meta: Meta,
    words: BTreeMap<String, String>,
    /// The ids of places that something refers to, each with its number.
    wanted: BTreeMap<String, usize>,
}

impl Common {
    /// For a document without references.
    pub(super) fn without_places(&self) -> Common {
        Common { meta: self.meta.clone(), words: self.words.clone(), wanted: BTreeMap::new() }
    }
}

/// What concerns a document as a whole.
#[derive(Clone, Serialize)]
struct Meta {
    title: String,
    subtitle: Option<String>,
    publisher: Option<Publisher>,
    version: Option<String>,
    date: String,
    day: [i16; 3],
    review: Option<String>,
    medical: bool,
    language: String,
    region: Option<String>,
    rtl: bool,
    paper: &'static str,
    two_sided: bool,
    mono: bool,
    fonts: Vec<String>,
    program: String,
}

#[derive(Clone, Serialize)]
struct Publisher {
    name: String,
    address: Option<String>,
    /// Where to write or call, as lines.
    contact: Vec<String>,
}

/// A chapter of the book.
#[derive(Serialize)]
#[serde(tag = "k", rename_all = "kebab-case")]
enum Part {
    Front { id: String, title: String, body: Vec<Piece>, cards: Value, cites: Vec<usize> },
    Kind { id: String, title: String, lead: String, entries: Vec<KindEntry> },
    Guides { id: String, title: String, entries: Vec<Guide> },
    Page(FreePage),
    Pages { id: String, title: String, entries: Vec<FreePage> },
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
    badge: Value,
    summary: Value,
    role_note: Value,
    cards: Value,
    lists: Value,
    body: Value,
    later_cards: Value,
    compare: Value,
    sections: Value,
    guides: Value,
    certainty: Value,
    cites: Vec<usize>,
    review: Value,
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

#[derive(Serialize)]
struct IndexLetter {
    letter: String,
    items: Vec<IndexItem>,
}

#[derive(Serialize)]
struct IndexItem {
    title: String,
    href: Option<String>,
    /// The entry's title, where the name is an alias.
    see: Option<String>,
    /// The place of a term that has the same name.
    also: Option<String>,
}

/// `handout.typ`, and the handout's page in the book.
#[derive(Clone, Serialize)]
pub(super) struct Handout {
    pub id: String,
    /// The place of its entry in the book.
    full: Option<String>,
    pub title: String,
    summary: Value,
    lists: Value,
    signs: Vec<Signs>,
    back: Vec<Vec<Piece>>,
    review: Value,
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

/// A handout by itself.
#[derive(Serialize)]
pub(super) struct HandoutSheet<'a> {
    #[serde(flatten)]
    pub common: Common,
    pub handout: &'a Handout,
}

/// `poster.typ`
#[derive(Serialize)]
pub(super) struct Poster {
    #[serde(flatten)]
    common: Common,
    title: String,
    scope: Value,
    review: Value,
    drawing: Drawing,
}

struct Maker<'a> {
    pages: &'a Pages<'a>,
    print: &'a Plan,
    /// The numbers of the sources, in the order of their list.
    numbers: HashMap<SourceId, usize>,
    common: Common,
    /// The fonts used to lay out drawings.
    fonts: &'a Fonts,
}

/// Builds the data of the whole book. `families`: the author's own fonts. `fonts`: those used for
/// the words in drawings.
pub(super) fn data(request: &Request, families: &[String], fonts: &Fonts) -> Data {
    let pages = request.pages;
    let print = crate::plan::print(pages.linked, request.plan);
    let numbers = pages
        .sources()
        .sources
        .iter()
        .enumerate()
        .map(|(at, source)| (source.source, at + 1))
        .collect();
    let maker = Maker { pages, print: &print, numbers, common: common(pages, families), fonts };
    let (book, handouts, posters, chapters, referred, wanted) = maker.data();
    Data { book, handouts, posters, chapters, referred, wanted, print }
}

fn common(pages: &Pages, families: &[String]) -> Common {
    let settings = &pages.linked.settings;
    let (language, rest) = settings.language.split_once('-').unwrap_or((&settings.language, ""));
    let region = rest.split('-').find(|part| part.len() == 2);
    let publisher = settings.publisher.as_ref();
    let meta = Meta {
        title: text::printed(&settings.title.value),
        subtitle: settings.subtitle.as_ref().map(|words| text::printed(&words.value)),
        publisher: publisher.map(|it| Publisher {
            name: text::printed(&it.name),
            address: it.url.clone(),
            contact: [&it.address, &it.phone, &it.email]
                .into_iter()
                .flatten()
                .map(|line| text::printed(line))
                .collect(),
        }),
        version: settings.version.as_deref().map(text::printed),
        date: pages.words.date(pages.today),
        day: [pages.today.year(), i16::from(pages.today.month()), i16::from(pages.today.day())],
        review: pages.home().unreviewed.map(|words| text::printed(words.as_str())),
        medical: settings.domain == Domain::Medical,
        language: language.to_lowercase(),
        region: region.map(str::to_uppercase),
        rtl: settings.direction() == Direction::RightToLeft,
        paper: match paper(settings) {
            Paper::A4 => "a4",
            Paper::Letter => "us-letter",
        },
        two_sided: settings.print.two_sided,
        mono: settings.print.mono,
        fonts: families.to_vec(),
        program: format!("fascicle {}", env!("CARGO_PKG_VERSION")),
    };
    let words = pages
        .words
        .for_templates()
        .into_iter()
        .map(|(key, word)| (key.to_string(), text::printed(word)));
    Common { meta, words: words.collect(), wanted: BTreeMap::new() }
}

type Made = (
    Book,
    Vec<(EntryId, Handout)>,
    Vec<(GuideId, Poster)>,
    Vec<Chapter>,
    BTreeSet<String>,
    BTreeSet<String>,
);

impl Maker<'_> {
    fn data(&self) -> Made {
        let guides: Vec<GuideId> = self.pages.linked.guide_ids().collect();
        let posters = || parallel::map(&guides, |id| (*id, self.poster(*id)));
        let (parts, posters) = parallel::join(|| self.parts(), posters);
        let (parts, mut chapters): (Vec<Part>, Vec<Chapter>) = parts.into_iter().unzip();
        let handouts = self.handouts();
        let (glossary, glossary_chapter) = self.glossary();
        let (sources, sources_chapter) = self.sources();
        let (index, index_outline) = self.index();
        let plain = |id: &str, key: &str| Chapter {
            id: id.to_string(),
            title: text::printed(self.pages.words.one(key)),
            sections: Vec::new(),
            outline: Outline::default(),
        };
        chapters.insert(0, plain("fc-contents", "contents"));
        chapters.push(plain("fc-handouts", "handouts"));
        chapters.extend([glossary_chapter, sources_chapter]);
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
        for (_, handout) in &handouts {
            referred.insert(handout.id.clone());
            referred.extend(handout.full.clone());
        }
        let mut wanted = referred.clone();
        let named =
            chapters.iter().flat_map(|it| it.sections.iter().map(|it| &it.id).chain([&it.id]));
        wanted.extend(named.cloned());
        wanted.extend(
            self.print.pages.iter().filter_map(|view| self.print.anchor(*view).map(str::to_string)),
        );
        let numbered = wanted.iter().enumerate().map(|(at, id)| (id.clone(), at)).collect();
        let book = Book {
            common: Common { wanted: numbered, ..self.common.clone() },
            cited,
            parts,
            glossary,
            sources,
            index,
            handouts: handouts.iter().map(|(_, handout)| handout.clone()).collect(),
        };
        (book, handouts, posters, chapters, referred, wanted)
    }

    /// `level`: the level of the heading above the page's texts.
    fn sheet(&self, view: View, level: u8) -> Sheet<'_> {
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
        let mut parts = vec![self.front()];
        parts.extend(parallel::map(&order, |view| self.part(*view)).into_iter().flatten());
        // Pages that the menu leaves out are short or numerous, so they share a chapter.
        let left_out =
            pages_in_order(linked).into_iter().filter(|id| !order.contains(&View::Page(*id)));
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
        let part = Part::Front {
            id: id.clone(),
            title: title.clone(),
            body,
            cards,
            cites: on.cites(sources),
        };
        (part, Chapter { id, title, sections: Vec::new(), outline: on.outline() })
    }

    fn part(&self, view: View) -> Option<(Part, Chapter)> {
        match view {
            View::Index(kind) => Some(self.kind(kind)),
            View::Guides => Some(self.guides()),
            View::Page(id) => {
                let (page, Section { id, title, outline }) = self.free_page(id, 1);
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
        let (entries, sections) = made.into_iter().unzip();
        let part = Part::Kind { id: id.clone(), title: title.clone(), lead, entries };
        (part, Chapter { id, title, sections, outline: on.outline() })
    }

    fn entry(&self, id: EntryId) -> (KindEntry, Section) {
        let on = self.sheet(View::Entry(id), 2);
        let pages::EntryPage {
            kind: _,
            kind_label,
            type_label,
            title,
            also_called,
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
            handout: _, // It is in this book.
            sources,
            review,
            previous: _, // The reader turns the page.
            next: _,
        } = self.pages.entry(id);
        let place = on.own_id();
        let title = on.words(title.as_str());
        let mut entry = Entry {
            id: place.clone(),
            kind_label: kind_label.print(&on),
            type_label: type_label.print(&on),
            title: title.clone(),
            also_called: also_called.print(&on),
            badge: badge.print(&on),
            summary: summary.print(&on),
            role_note: role_note.print(&on),
            cards: cards.print(&on),
            lists: lists.print(&on),
            body: body.print(&on),
            later_cards: later_cards.print(&on),
            compare: compare.print(&on),
            sections: sections.print(&on),
            guides: guides.print(&on),
            certainty: certainty.print(&on),
            cites: Vec::new(),
            review: review.print(&on),
        };
        entry.cites = on.cites(sources);
        (
            KindEntry::Entry(std::boxed::Box::new(entry)),
            Section { id: place, title, outline: on.outline() },
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
        (KindEntry::Compare(table), Section { id: place, title, outline: on.outline() })
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
            drawing: drawing::for_page(&on, id, paper(&self.pages.linked.settings)),
            steps: steps.print(&on),
            see_also: see_also.print(&on),
            cites: Vec::new(),
        };
        guide.cites = on.cites(sources);
        (guide, Section { id: place, title, outline: on.outline() })
    }

    fn free_page(&self, id: PageId, level: u8) -> (FreePage, Section) {
        let on = self.sheet(View::Page(id), level);
        let pages::FreePage {
            title,
            summary,
            body,
            contents: _, // The book has its own.
            see_also,
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
        (page, Section { id: place, title, outline: on.outline() })
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

    /// Titles and aliases of all kinds, and the terms of the glossary.
    fn index(&self) -> (Vec<IndexLetter>, Outline) {
        let on = self.sheet(View::AToZ, 1);
        let mut letters: BTreeMap<String, Vec<IndexItem>> = BTreeMap::new();
        for pages::Letter { id: _, letter, items } in self.pages.a_to_z().letters {
            let item = |item: pages::NameItem| {
                // The page itself says what kind it is.
                let pages::NameItem { title, href, kind: _, see } = item;
                let see = see.map(|words| on.words(words.as_str()));
                IndexItem {
                    title: on.words(title.as_str()),
                    href: on.place(&href),
                    see,
                    also: None,
                }
            };
            letters
                .entry(letter.as_str().to_string())
                .or_default()
                .extend(items.into_iter().map(item));
        }
        for term in self.pages.glossary().terms {
            let words = on.words(term.term.as_str());
            let place = on.place(&Href::Place(View::Glossary, term.id));
            let first = words.chars().next().filter(|c| c.is_alphabetic());
            let items = letters
                .entry(first.map_or("#".to_string(), |c| c.to_uppercase().collect()))
                .or_default();
            // A term that is also a title has two places.
            match items.iter_mut().find(|item| item.title.to_lowercase() == words.to_lowercase()) {
                Some(item) => item.also = place,
                None => items.push(IndexItem { title: words, href: place, see: None, also: None }),
            }
        }
        let mut out = Vec::new();
        for (letter, mut items) in letters {
            items.sort_by_cached_key(|item| item.title.to_lowercase());
            out.push(IndexLetter { letter, items });
        }
        (out, on.outline())
    }

    fn handouts(&self) -> Vec<(EntryId, Handout)> {
        let views = self
            .print
            .pages
            .iter()
            .filter_map(|view| if let View::Entry(id) = view { Some(*id) } else { None });
        views.filter_map(|id| Some((id, self.handout(id)?))).collect()
    }

    /// The handout of a treatment that asks for one.
    fn handout(&self, id: EntryId) -> Option<Handout> {
        let page = self.pages.entry(id);
        page.handout.as_ref()?;
        let on = self.sheet(View::Entry(id), 2).alone();
        Some(Handout {
            id: format!("fc-handout-{}", self.pages.linked.entry(id).id),
            full: on.place(&View::Entry(id).into()),
            title: on.words(page.title.as_str()),
            summary: page.summary.print(&on),
            lists: page.lists.print(&on),
            signs: self.signs(id),
            back: self.come_back(&on, id),
            review: page.review.print(&on),
            size: 0.0,
        })
    }

    /// When to come back: what the guides say wherever they advise this treatment, without repeats.
    fn come_back(&self, on: &Sheet, id: EntryId) -> Vec<Vec<Piece>> {
        let mut nets: Vec<&Paragraph<Resolved>> = Vec::new();
        let steps = self.pages.linked.guides.iter().flat_map(|guide| &guide.steps);
        for outcome in steps.filter_map(|step| step.outcome()) {
            let advised = outcome.advice.iter().any(|(advised, _)| *advised == id);
            if let Some(net) = outcome.safety_net.as_ref().filter(|_| advised)
                && !nets.iter().any(|known| known.words == net.words)
            {
                nets.push(net);
            }
        }
        nets.into_iter().map(|net| on.line(Line(net))).collect()
    }

    /// The warning signs that anyone given this treatment must know: those of the problem that
    /// matter whatever the cause, then those of the causes it helps with. The most urgent levels
    /// come first.
    fn signs(&self, id: EntryId) -> Vec<Signs> {
        let linked = self.pages.linked;
        let ladder = &linked.settings.ladder;
        let helps = linked
            .incoming(id)
            .filter(|edge| *edge.relation == CAUSE_TREATMENTS && edge.speaks_for());
        let causes: Vec<EntryId> = helps.map(|edge| edge.from).collect();
        let problems = causes
            .iter()
            .flat_map(|cause| linked.incoming(*cause))
            .filter(|edge| *edge.relation == PROBLEM_CAUSES);
        let of_problems = problems.flat_map(|edge| linked.related(edge.from, &PROBLEM_RED_FLAGS));
        let of_causes = causes
            .iter()
            .flat_map(|cause| linked.related(*cause, &CAUSE_FINDINGS))
            .filter(|edge| edge.speaks_for());
        let mut by_level: BTreeMap<crate::model::Urgency, Vec<String>> = BTreeMap::new();
        for edge in of_problems.chain(of_causes) {
            if let Some(urgency) = linked.entry(edge.to).details.urgency() {
                let words = text::printed(linked.asked_as(edge.to));
                let list = by_level.entry(urgency).or_default();
                if !list.contains(&words) {
                    list.push(words);
                }
            }
        }
        let level = |(urgency, items): (crate::model::Urgency, Vec<String>)| {
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

    fn poster(&self, id: GuideId) -> Poster {
        let on = self.sheet(View::Guide(id), 1);
        let page = self.pages.guide(id);
        Poster {
            common: self.common.without_places(),
            title: on.words(page.title.as_str()),
            scope: page.scope.print(&on),
            review: page.review.print(&on),
            drawing: drawing::for_poster(&on, id, paper(&self.pages.linked.settings)),
        }
    }
}

/// Regions where Letter is the usual paper size (Unicode CLDR, supplemental data, paperSize).
const LETTER: &[&str] =
    &["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

/// The paper set in the handbook, otherwise that of its language's region.
pub(super) fn paper(settings: &Settings) -> Paper {
    let region =
        settings.language.split('-').skip(1).find(|part| part.len() == 2).map(str::to_uppercase);
    let by_region = if region.is_some_and(|region| LETTER.contains(&region.as_str())) {
        Paper::Letter
    } else {
        Paper::A4
    };
    settings.print.paper.unwrap_or(by_region)
}
