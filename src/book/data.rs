//! Data: what the templates of the book get. The same structs as the site's templates, with links as ids, and texts as trees.
//!
//! In:   the linked handbook, its printed pages as values, the look.
//! Out:  JSON for the book, each handout and each poster. The templates place it; nothing in it is code.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Value, json};

use super::make::Request;
use super::prose::{self, Context};
use super::{drawing, text};
use crate::html;
use crate::link::{EntryId, GuideId, PageId, SourceId};
use crate::model::{Details, Paper};
use crate::parallel;
use crate::plan::{Plan, View, pages_in_order};
use crate::render;
use crate::vocabulary::{CAUSE_FINDINGS, CAUSE_TREATMENTS, Kind};

/// Everything that is to be typeset.
pub(super) struct Data {
    pub print: Plan,
    pub book: Value,
    /// By treatment: the data of its handout.
    pub handouts: Vec<(EntryId, Value)>,
    pub posters: Vec<(GuideId, Value)>,
    /// The chapters and the sections in them, for the running heads: id and title.
    pub chapters: Vec<(String, String)>,
    pub sections: Vec<(String, String)>,
    /// The ids to which something in the book refers: each must have its place.
    pub referred: BTreeSet<String>,
    /// These, and those after which running heads and the site ask where they are there.
    pub wanted: BTreeSet<String>,
}

/// Fields whose texts are names for the program, not words for readers.
pub(super) const NAMES: &[&str] = &["id", "name", "class", "state", "kind", "href", "compare", "start", "address", "link"];
/// Fields that hold the id of a place, written as a link.
const LINKS: &[&str] = &["href", "compare", "start"];

struct Maker<'a> {
    request: &'a Request<'a>,
    families: &'a [String],
    print: Plan,
    pictures: render::Sizes,
    values: HashMap<View, Value>,
    menu: Vec<View>,
    numbers: HashMap<SourceId, usize>,
    /// By the id of a guide's step: its number.
    steps: HashMap<String, u64>,
}

/// Makes the data of the whole book.
/// `families`: the author's own fonts.
pub(super) fn data(request: &Request, families: &[String]) -> Data {
    let print = crate::plan::print(request.linked, request.plan);
    let printed = render::printed(request.linked, &print, request.look, request.today);
    let mut values: HashMap<View, Value> = printed.values.into_iter().collect();
    values.values_mut().for_each(settle);
    let numbers = numbers(request, &print, values.get(&View::Sources));
    let guides = request.linked.guide_ids().filter_map(|id| values.get(&View::Guide(id))?["steps"].as_array());
    let steps = guides.flatten().filter_map(|step| Some((step["id"].as_str()?.to_string(), step["number"].as_u64()?))).collect();
    let pictures = render::pictures::sizes(request.linked);
    Maker { request, families, print, pictures, menu: printed.menu, numbers, steps, values }.data()
}

/// The numbers of the sources, in the order of the list.
fn numbers(request: &Request, print: &Plan, sources: Option<&Value>) -> HashMap<SourceId, usize> {
    let list = sources.and_then(|page| page["sources"].as_array()).map(Vec::as_slice).unwrap_or_default();
    let by_id: HashMap<&str, usize> = list.iter().enumerate().filter_map(|(at, source)| Some((source["id"].as_str()?, at + 1))).collect();
    let id = |source: &crate::model::Source| print.id(View::Sources, &format!("source-{}", html::address(&source.id)));
    let sources = request.linked.sources.iter().enumerate();
    sources.filter_map(|(at, source)| Some((SourceId(at as u32), *by_id.get(id(source).as_str())?))).collect()
}

/// Links become ids, and words become what can be typeset.
fn settle(value: &mut Value) {
    match value {
        Value::String(words) => *words = text::printed(words),
        Value::Array(items) => items.iter_mut().for_each(settle),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut() {
                match field {
                    Value::String(link) if LINKS.contains(&name.as_str()) => {
                        *field = link.strip_prefix('#').and_then(html::path_of).map_or(Value::Null, Value::String);
                    }
                    Value::String(_) if NAMES.contains(&name.as_str()) => {}
                    other => settle(other),
                }
            }
        }
        _ => {}
    }
}

impl Maker<'_> {
    fn data(self) -> Data {
        let (mut chapters, mut sections) = (Vec::new(), Vec::new());
        let guides: Vec<GuideId> = self.request.linked.guide_ids().collect();
        let posters = || parallel::map(&guides, |id| (*id, self.poster(*id)));
        let (parts, posters) = parallel::join(|| self.parts(), posters);
        for part in &parts {
            let named = |value: &Value| Some((value["id"].as_str()?.to_string(), value["title"].as_str()?.to_string()));
            chapters.extend(named(part));
            sections.extend(part["entries"].as_array().into_iter().flatten().filter_map(named));
        }
        let handouts: Vec<(EntryId, Value)> = self.handouts();
        for (id, key) in [("fc-contents", "contents"), ("fc-handouts", "handouts"), ("fc-index", "index"), ("fc-colophon", "colophon")] {
            chapters.push((id.to_string(), self.word(key)));
        }
        for view in [View::Glossary, View::Sources] {
            chapters.push((self.id(view), self.title(view)));
        }
        let mut sources = self.page(View::Sources);
        let mut cited = serde_json::Map::new();
        for (at, source) in sources["sources"].as_array_mut().into_iter().flatten().enumerate() {
            source["shown"] = source["link"].as_str().map_or(Value::Null, |link| text::printed(link).into());
            cited.insert((at + 1).to_string(), source["id"].clone());
        }
        let mut book = json!({
            "meta": self.meta(),
            "cited": cited,
            "words": self.words(),
            "parts": parts,
            "glossary": self.page(View::Glossary),
            "sources": sources,
            "index": self.index(),
            "handouts": handouts.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>(),
        });
        let mut wanted: BTreeSet<String> = cited_ids(&book);
        // The words of the interface have keys that look the same.
        ["parts", "glossary", "sources", "index"].iter().for_each(|part| collect(&book[*part], &mut wanted));
        handouts.iter().for_each(|(_, value)| collect(value, &mut wanted));
        wanted.extend(handouts.iter().filter_map(|(_, value)| value["id"].as_str().map(str::to_string)));
        let referred = wanted.clone();
        wanted.extend(chapters.iter().chain(&sections).map(|(id, _)| id.clone()));
        wanted.extend(self.print.pages.iter().filter_map(|view| self.print.anchor(*view).map(str::to_string)));
        book["wanted"] = wanted.iter().enumerate().map(|(at, id)| (id.clone(), Value::from(at))).collect::<serde_json::Map<_, _>>().into();
        Data { print: self.print, book, handouts, posters, chapters, sections, referred, wanted }
    }

    fn id(&self, view: View) -> String {
        self.print.anchor(view).unwrap_or_default().to_string()
    }

    fn page(&self, view: View) -> Value {
        let mut value = self.values.get(&view).cloned().unwrap_or_default();
        if value.is_object() {
            value["id"] = json!(self.id(view));
        }
        value
    }

    fn title(&self, view: View) -> String {
        self.values.get(&view).and_then(|value| value["title"].as_str()).unwrap_or_default().to_string()
    }

    fn word(&self, key: &str) -> String {
        self.request.look.word(key, "{}")
    }

    fn words(&self) -> BTreeMap<String, String> {
        self.request.look.all_words().into_iter().map(|(key, word)| (key.to_string(), text::printed(word))).collect()
    }

    /// What concerns the book as a whole.
    fn meta(&self) -> Value {
        let settings = &self.request.linked.settings;
        let home = self.values.get(&View::Home);
        let (language, rest) = settings.language.split_once('-').unwrap_or((&settings.language, ""));
        let region = rest.split('-').find(|part| part.len() == 2);
        json!({
            "title": text::printed(&settings.title.value),
            "subtitle": settings.subtitle.as_ref().map(|words| text::printed(&words.value)),
            "publisher": settings.publisher.as_ref().map(|publisher| json!({"name": text::printed(&publisher.name), "address": publisher.url})),
            "version": settings.version.as_deref().map(text::printed),
            "date": self.request.today.to_string(),
            "day": [self.request.today.year(), i16::from(self.request.today.month()), i16::from(self.request.today.day())],
            "review": home.map(|home| home["unreviewed"].clone()),
            "medical": settings.domain == crate::model::Domain::Medical,
            "language": language.to_lowercase(),
            "region": region.map(str::to_uppercase),
            "rtl": render::guide::direction(self.request.linked) == crate::chart::svg::Direction::RightToLeft,
            "paper": match paper(settings) { Paper::A4 => "a4", Paper::Letter => "us-letter" },
            "two_sided": settings.print.two_sided,
            "mono": settings.print.mono,
            "fonts": self.families,
            "program": format!("fascicle {}", env!("CARGO_PKG_VERSION")),
        })
    }

    /// The parts in the order of the menu, then what the menu leaves out.
    fn parts(&self) -> Vec<Value> {
        let mut order: Vec<View> = Vec::new();
        let kinds = Kind::ALL.into_iter().filter(|kind| self.values.contains_key(&View::Index(*kind))).map(View::Index);
        let guides = self.request.linked.guide_ids().next().map(|_| View::Guides);
        for view in self.menu.iter().copied().chain(guides).chain(kinds) {
            if !order.contains(&view) {
                order.push(view);
            }
        }
        let mut parts = vec![self.front()];
        parts.extend(order.iter().map(|view| self.part(*view)));
        // Pages that the menu leaves out are short, or many: they share a chapter.
        let rest = pages_in_order(self.request.linked).into_iter().map(View::Page).filter(|view| !order.contains(view));
        let rest: Vec<Value> = rest.filter_map(|view| if let View::Page(id) = view { Some(self.free_page(id, 2)) } else { None }).collect();
        if !rest.is_empty() {
            let title = text::printed(self.request.look.word_for_many("page"));
            parts.push(json!({"k": "pages", "id": "fc-pages", "title": title, "entries": rest}));
        }
        parts
    }

    fn free_page(&self, id: PageId, level: u8) -> Value {
        let page = self.request.linked.page(id);
        let mut part = self.page(View::Page(id));
        part["k"] = json!("page");
        self.with_body(&mut part, &page.prose, View::Page(id), &page.common.sources, level);
        part
    }

    /// What one needs first: the text of the home page, and every warning sign.
    fn front(&self) -> Value {
        let mut page = self.page(View::Home);
        page["k"] = json!("front");
        page["title"] = json!(text::printed(&self.word("start_here")));
        if let Some(id) = self.request.linked.page_ids().find(|id| self.request.linked.page(*id).is_home()) {
            let home = self.request.linked.page(id);
            if home.common.title.value != self.request.linked.settings.title.value {
                page["title"] = json!(text::printed(&home.common.title.value));
            }
            self.with_body(&mut page, &home.prose, View::Home, &home.common.sources, 1);
        }
        page
    }

    fn part(&self, view: View) -> Value {
        match view {
            View::Index(kind) => {
                let mut part = self.page(view);
                part["k"] = json!("kind");
                part["entries"] = self.entries(kind).into();
                part
            }
            View::Page(id) => self.free_page(id, 1),
            _ => {
                let guides: Vec<Value> = self.request.linked.guide_ids().map(|id| self.guide(id)).collect();
                json!({"k": "guides", "id": "fc-guides", "title": text::printed(self.request.look.word_for_many("guide")), "entries": guides})
            }
        }
    }

    /// The entries of a kind, each with its text; behind a problem, the table of its causes.
    fn entries(&self, kind: Kind) -> Vec<Value> {
        let mut out = Vec::new();
        for view in &self.print.pages {
            match view {
                View::Entry(id) if self.request.linked.entry(*id).kind == kind => out.push(self.entry(*id)),
                View::Compare(id) if self.request.linked.entry(*id).kind == kind => out.push(self.compare(*view)),
                _ => {}
            }
        }
        out
    }

    fn entry(&self, id: EntryId) -> Value {
        let entry = self.request.linked.entry(id);
        let mut page = self.page(View::Entry(id));
        page["k"] = json!("entry");
        // The way through a guide by the numbers of its steps: their words stand in the guide.
        for step in page["guides"]
            .as_array_mut()
            .into_iter()
            .flatten()
            .flat_map(|guide| parts_of(guide, "ways"))
            .flat_map(|way| parts_of(way, "steps"))
        {
            step["number"] = step["question"]["href"].as_str().and_then(|id| self.steps.get(id)).copied().into();
        }
        self.with_body(&mut page, &entry.prose, View::Entry(id), &entry.common.sources, 2);
        page
    }

    fn compare(&self, view: View) -> Value {
        let mut page = self.page(view);
        page["k"] = json!("compare");
        page["title"] = json!(format!("{}: {}", self.title(view), page["problem"]["title"].as_str().unwrap_or_default()));
        page
    }

    /// A guide with the help of its questions, and drawn for the page.
    fn guide(&self, id: GuideId) -> Value {
        let guide = self.request.linked.guide(id);
        let view = View::Guide(id);
        let mut page = self.page(view);
        page["k"] = json!("guide");
        let mut cites: Vec<usize> = guide.common.sources.iter().filter_map(|source| self.numbers.get(source).copied()).collect();
        for listed in page["steps"].as_array_mut().into_iter().flatten() {
            let step = guide.steps.iter().find(|step| Some(step.name.as_str()) == listed["name"].as_str());
            if let Some(ask) = step.and_then(|step| step.ask()) {
                let written = prose::data(&ask.help, &self.position(view, 4));
                cites.extend(written.cites);
                listed["help"] = json!(written.nodes);
            }
        }
        page["cites"] = sorted(cites).into();
        page["drawing"] = drawing::for_page(self.request, id, &self.print, paper(&self.request.linked.settings));
        page
    }

    fn position(&self, view: View, level: u8) -> Context<'_> {
        Context {
            linked: self.request.linked,
            print: &self.print,
            numbers: &self.numbers,
            look: self.request.look,
            pictures: &self.pictures,
            view,
            level,
        }
    }

    fn with_body(&self, page: &mut Value, body: &crate::prose::Prose<crate::link::Resolved>, view: View, sources: &[SourceId], level: u8) {
        let written = prose::data(body, &self.position(view, level));
        let named = sources.iter().filter_map(|source| self.numbers.get(source).copied());
        page["cites"] = sorted(written.cites.into_iter().chain(named).collect()).into();
        page["body"] = json!(written.nodes);
    }

    /// The index: titles and aliases of all kinds, and the terms of the glossary.
    fn index(&self) -> Value {
        let page = self.page(View::AToZ);
        let mut letters: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for letter in page["letters"].as_array().into_iter().flatten() {
            let items = letter["items"].as_array().cloned().unwrap_or_default();
            letters.entry(letter["letter"].as_str().unwrap_or("#").to_string()).or_default().extend(items);
        }
        let glossary = self.page(View::Glossary);
        for term in glossary["terms"].as_array().into_iter().flatten() {
            let words = term["term"].as_str().unwrap_or_default();
            let first = words.chars().next().filter(|c| c.is_alphabetic()).map_or("#".to_string(), |c| c.to_uppercase().collect());
            let items = letters.entry(first).or_default();
            // A term that is a title too has two places.
            match items.iter_mut().find(|item| item["title"].as_str().is_some_and(|title| title.to_lowercase() == words.to_lowercase())) {
                Some(item) => item["also"] = term["id"].clone(),
                None => items.push(json!({"title": words, "href": term["id"], "see": null})),
            }
        }
        let mut out = Vec::new();
        for (letter, mut items) in letters {
            items.sort_by_cached_key(|item| item["title"].as_str().unwrap_or_default().to_lowercase());
            out.push(json!({"letter": letter, "items": items}));
        }
        out.into()
    }

    fn handouts(&self) -> Vec<(EntryId, Value)> {
        let wants = |id: &EntryId| matches!(self.request.linked.entry(*id).details, Details::Treatment { handout: true, .. });
        let views = self.print.pages.iter().filter_map(|view| if let View::Entry(id) = view { Some(*id) } else { None });
        views.filter(wants).map(|id| (id, self.handout(id))).collect()
    }

    fn handout(&self, id: EntryId) -> Value {
        let entry = self.page(View::Entry(id));
        json!({
            "name": self.request.linked.entry(id).id,
            "id": format!("fc-handout-{}", self.request.linked.entry(id).id),
            "full": self.id(View::Entry(id)),
            "title": entry["title"],
            "summary": entry["summary"],
            "lists": entry["lists"],
            "review": entry["review"],
            "back": self.come_back(id),
            "signs": self.signs(id),
        })
    }

    /// When to come back: what the guides say where they advise this treatment.
    fn come_back(&self, id: EntryId) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for outcome in self.request.linked.guides.iter().flat_map(|guide| &guide.steps).filter_map(|step| step.outcome()) {
            let advised = outcome.advice.iter().any(|(advised, _)| *advised == id);
            if let Some(net) = outcome.safety_net.as_ref().filter(|_| advised) {
                let net = text::printed(&net.value);
                if !out.contains(&net) {
                    out.push(net);
                }
            }
        }
        out
    }

    /// The warning signs of what this treatment helps with, the most urgent levels first.
    fn signs(&self, id: EntryId) -> Vec<Value> {
        let linked = self.request.linked;
        let ladder = &linked.settings.ladder;
        let causes = linked.incoming(id).filter(|edge| std::ptr::eq(edge.relation, &CAUSE_TREATMENTS) && edge.strength != "avoid");
        let mut by_level: BTreeMap<u8, Vec<String>> = BTreeMap::new();
        for edge in causes.flat_map(|edge| linked.related(edge.from, &CAUSE_FINDINGS)).filter(|edge| edge.strength != "against") {
            if let Some(urgency) = linked.entry(edge.to).details.urgency() {
                let words = text::printed(linked.asked_as(edge.to));
                let list = by_level.entry(urgency.0).or_default();
                if !list.contains(&words) {
                    list.push(words);
                }
            }
        }
        let level = |(level, items): (u8, Vec<String>)| {
            let step = &ladder.steps[level as usize];
            let class = crate::chart::svg::level_class(level, ladder.steps.len());
            json!({"class": class, "label": text::printed(&step.label), "action": text::printed(&step.action), "items": items})
        };
        by_level.into_iter().take(2).map(level).collect()
    }

    fn poster(&self, id: GuideId) -> Value {
        let guide = self.request.linked.guide(id);
        json!({
            "name": guide.id,
            "title": text::printed(&guide.common.title.value),
            "review": self.page(View::Guide(id))["review"],
            "meta": self.meta(),
            "words": self.words(),
            "wanted": {},
            "drawing": drawing::for_poster(self.request, id, paper(&self.request.linked.settings)),
        })
    }
}

/// The places of the sources, to which numbers in the text link.
fn cited_ids(book: &Value) -> BTreeSet<String> {
    book["cited"].as_object().into_iter().flatten().filter_map(|(_, id)| Some(id.as_str()?.to_string())).collect()
}

fn parts_of<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value[name].as_array_mut().into_iter().flatten()
}

fn sorted(mut numbers: Vec<usize>) -> Vec<usize> {
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// Every id that something in the data links to.
fn collect(value: &Value, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, out)),
        Value::Object(fields) => {
            // The destination of a link in a text, or of a box in a drawing.
            let leads = fields.get("k").is_some_and(|kind| kind == "ref") || fields.contains_key("shape");
            for (name, field) in fields {
                match field {
                    Value::String(id) if ["href", "compare", "also", "full"].contains(&name.as_str()) || (leads && name == "to") => {
                        out.insert(id.clone());
                    }
                    other => collect(other, out),
                }
            }
        }
        _ => {}
    }
}

/// Regions where people print on Letter (Unicode CLDR, supplemental data, paperSize).
const LETTER: &[&str] = &["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"];

/// The paper that the handbook asks for, else that of its language's region.
pub(super) fn paper(settings: &crate::model::Settings) -> Paper {
    let region = settings.language.split('-').skip(1).find(|part| part.len() == 2).map(str::to_uppercase);
    let by_region = if region.is_some_and(|region| LETTER.contains(&region.as_str())) { Paper::Letter } else { Paper::A4 };
    settings.print.paper.unwrap_or(by_region)
}
