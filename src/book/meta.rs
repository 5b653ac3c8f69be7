//! Meta: what every document of the book needs to know: whose it is, how it looks, its paper, the
//! words of the interface.
//!
//! In:   the settings, the interface words.
//! Out:  [`Common`], a part of each template's data.

use std::collections::BTreeMap;

use serde::Serialize;

use super::geometry::Geometry;
use super::text;
use crate::model::{Domain, Paper, Settings};
use crate::pages::Pages;
use crate::prose::Direction;

/// What every template receives.
#[derive(Clone, Serialize)]
pub(super) struct Common {
    meta: Meta,
    words: BTreeMap<String, String>,
    /// The ids of places that something refers to, each with its number.
    wanted: BTreeMap<String, usize>,
}

impl Common {
    /// For a sheet to hand out or to hang up: on paper that any copier has.
    pub(super) fn for_sheets(&self) -> Common {
        let mut common = self.without_places();
        common.meta.sheet = common.meta.hand;
        common
    }

    /// For a book with these places.
    pub(super) fn with_places(&self, wanted: BTreeMap<String, usize>) -> Common {
        Common { wanted, ..self.clone() }
    }

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
    sheet: Geometry,
    /// The paper of handouts and sheets.
    #[serde(skip)]
    hand: Geometry,
    two_sided: bool,
    mono: bool,
    /// The font that the handbook wants before all others.
    font: Option<String>,
    fonts: Vec<String>,
    /// As `#rrggbb`.
    colour: Option<String>,
    /// A path below `content/`.
    logo: Option<String>,
    licence: Option<Licence>,
    authors: Vec<String>,
    /// The numbers of the most urgent level.
    calls: Vec<Number>,
    program: String,
}

#[derive(Clone, Serialize)]
struct Licence {
    name: String,
    url: Option<String>,
}

/// A number to call, and where.
#[derive(Clone, Serialize)]
struct Number {
    number: String,
    place: Option<String>,
}

#[derive(Clone, Serialize)]
struct Publisher {
    name: String,
    address: Option<String>,
    /// Where to write or call, as lines.
    contact: Vec<String>,
}

pub(super) fn common(pages: &Pages, families: &[String], sheet: Geometry) -> Common {
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
        sheet,
        hand: Geometry::of(copied(settings), settings.print, false),
        two_sided: settings.print.two_sided,
        mono: settings.print.mono,
        font: settings.look.font.as_ref().map(|font| font.text.clone()),
        fonts: families.to_vec(),
        colour: settings.look.colour.map(|(colour, _)| colour.readable().hex()),
        logo: settings.look.logo.as_ref().and_then(|logo| {
            let copied = pages.linked.copied.iter().find(|copied| copied.source == logo.text)?;
            Some(copied.path.clone())
        }),
        licence: settings
            .licence
            .as_ref()
            .map(|it| Licence { name: text::printed(&it.name), url: it.url.clone() }),
        authors: settings.authors.iter().map(|author| text::printed(author)).collect(),
        calls: pages
            .emergency_calls()
            .into_iter()
            .map(|call| Number {
                number: text::printed(call.number.as_str()),
                place: call.place.map(|place| text::printed(place.as_str())),
            })
            .collect(),
        program: format!("fascicle {}", env!("CARGO_PKG_VERSION")),
    };
    let words = pages
        .words
        .for_templates()
        .into_iter()
        .map(|(key, word)| (key.to_string(), text::printed(word)));
    Common { meta, words: words.collect(), wanted: BTreeMap::new() }
}

/// Regions where Letter is the usual paper size (Unicode CLDR, supplemental data, paperSize).
const LETTER: &[&str] =
    &["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

/// The narrowest sheet that a handout is printed on, in mm.
const COPIED: f64 = 180.0;

/// The paper of handouts: that of the book, unless it is a pocket book.
fn copied(settings: &Settings) -> Paper {
    let mine = paper(settings);
    if mine.width >= COPIED { mine } else { usual(settings) }
}

/// The paper set in the handbook, otherwise that of its language's region.
pub(super) fn paper(settings: &Settings) -> Paper {
    settings.print.paper.unwrap_or_else(|| usual(settings))
}

fn usual(settings: &Settings) -> Paper {
    let region =
        settings.language.split('-').skip(1).find(|part| part.len() == 2).map(str::to_uppercase);
    if region.is_some_and(|region| LETTER.contains(&region.as_str())) {
        Paper::LETTER
    } else {
        Paper::A4
    }
}
