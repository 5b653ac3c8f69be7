//! Data: what the theme's scripts load, as separate files.
//!
//! In:   a [`Linked`], its [`Plan`], the words.
//! Out:  `assets/data/search.js`, the documents to be searched, and `assets/data/guide-ID.js`, the
//!       questions and answers of a guide, from which the walk-through shows the path taken.
//! Not:  how results are ranked: that is up to the theme's `search.js`.
//!
//! They are scripts, not JSON, since a page opened from disk may load scripts and nothing else.

use std::collections::HashMap;

use serde::Serialize;

use crate::appearance::Words;
use crate::link::states::Way;
use crate::link::{EntryId, GuideId, Linked, PageId, Resolved};
use crate::model::Common;
use crate::outfile::OutFile;
use crate::pages::{Pages, chart_words};
use crate::plan::{Plan, View};
use crate::prose::{Element as Written, Prose};
use crate::vocabulary::Kind;

/// With more documents than this, their summaries are in further files, each with as many.
const PART: usize = 1_000;
/// With more documents than this, their texts are left out: people search for titles, names and
/// summaries.
const MOST_TEXTS: usize = 1_500;

/// The search index.
#[derive(Serialize)]
struct Search<'a> {
    /// Words that occur in every text and say nothing (stop words).
    ignore: Vec<&'a str>,
    /// The primary language subtag, for stemming.
    language: &'a str,
    /// Groups of words that readers use for each other.
    same: Vec<Vec<&'a str>>,
    kinds: Vec<&'a str>,
    /// The word and the class of each level.
    levels: Vec<(&'a str, &'static str)>,
    /// How many further files hold the summaries, if they are not here.
    parts: usize,
    documents: Vec<Document<'a>>,
}

/// One search result. The keys are short because there are many.
#[derive(Serialize)]
struct Document<'a> {
    /// The address from the top of the site.
    h: String,
    /// An index into `kinds`.
    k: usize,
    t: &'a str,
    /// Other names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    n: Vec<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    s: &'a str,
    /// An index into `levels`.
    #[serde(skip_serializing_if = "Option::is_none")]
    u: Option<u8>,
    /// The text.
    #[serde(skip_serializing_if = "String::is_empty")]
    x: String,
    /// The handbook does not cover it: whom to call is shown.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    c: bool,
}

/// The kinds of search results, in the order of their keys in the interface words.
const KINDS: [&str; 8] =
    ["problem", "cause", "finding", "test", "treatment", "guide", "page", "term"];

pub(super) fn files(pages: &Pages, plan: &Plan) -> Vec<OutFile> {
    let (linked, words) = (pages.linked, pages.words);
    let mut search = search(linked, plan, words);
    let mut files = parts(&mut search);
    files.push(script("assets/data/search.js", "fascicleSearch", &search));
    files.extend(linked.guide_ids().map(|id| guide_file(pages, plan, id)));
    files
}

/// The summaries of a large handbook, in files of their own: titles and names answer first.
fn parts(search: &mut Search) -> Vec<OutFile> {
    if search.documents.len() <= PART {
        return Vec::new();
    }
    let file = |(at, documents): (usize, &mut [Document])| {
        let texts: Vec<&str> =
            documents.iter_mut().map(|document| std::mem::take(&mut document.s)).collect();
        let json = serde_json::to_string(&texts).expect("texts serialise");
        let text = format!(
            "window.fascicleSearchParts = window.fascicleSearchParts || [];\nwindow.fascicleSearchParts.push(Object.assign({json}, {{ from: {} }}));\n",
            at * PART
        );
        OutFile::new(format!("assets/data/search-{at}.js"), text.into_bytes())
    };
    let files: Vec<OutFile> = search.documents.chunks_mut(PART).enumerate().map(file).collect();
    search.parts = files.len();
    files
}

/// A script longer than this, in bytes, gives its value as a text for `JSON.parse`: a browser reads a long one in half the time.
const LONG: usize = 200_000;

/// A file that sets one global variable of the page.
fn script(path: &str, variable: &str, value: &impl Serialize) -> OutFile {
    let mut json = serde_json::to_string(value).expect("texts and numbers serialise");
    if json.len() > LONG {
        let text = serde_json::to_string(&json).expect("a text serialises");
        json = format!("JSON.parse({text})");
    }
    OutFile::new(path, format!("window.{variable} = {json};\n").into_bytes())
}

fn search<'a>(linked: &'a Linked, plan: &Plan, words: &'a Words) -> Search<'a> {
    let mut documents: Vec<Document> =
        linked.entry_ids().map(|id| entry(linked, plan, id)).collect();
    documents.extend(linked.guide_ids().map(|id| guide(linked, plan, id)));
    documents.extend(
        linked.page_ids().filter(|id| !linked.page(*id).is_home()).map(|id| page(linked, plan, id)),
    );
    documents.extend(linked.glossary.iter().map(|term| Document {
        h: format!("{}#{}", plan.path(View::Glossary), crate::html::address(&term.anchor)),
        k: 7,
        t: &term.term,
        n: term.also.iter().map(String::as_str).collect(),
        s: &term.means.words,
        u: None,
        x: String::new(),
        c: !term.covered,
    }));
    // The words of a term find the page about it, too.
    let at: HashMap<String, usize> =
        documents.iter().enumerate().map(|(at, document)| (document.h.clone(), at)).collect();
    for term in &linked.glossary {
        let Some(view) = term.page.map(View::from) else { continue };
        if let Some(at) = at.get(&crate::html::address(plan.path(view))) {
            documents[*at].n.push(&term.term);
            documents[*at].n.extend(term.also.iter().map(String::as_str));
        }
    }
    if documents.len() > MOST_TEXTS {
        documents.iter_mut().for_each(|document| document.x.clear());
    }
    let ladder = &linked.settings.ladder;
    Search {
        ignore: words.one("search_ignore").split_whitespace().collect(),
        same: words
            .one("search_same")
            .split(';')
            .map(|group| group.split_whitespace().collect())
            .collect(),
        parts: 0,
        language: linked.settings.language.split('-').next().unwrap_or_default(),
        kinds: KINDS.iter().map(|key| words.many(key)).collect(),
        levels: ladder
            .urgencies()
            .map(|urgency| (ladder.level(urgency).label.as_str(), ladder.class(urgency)))
            .collect(),
        documents,
    }
}

fn document<'a>(
    plan: &Plan,
    view: View,
    kind: usize,
    common: &'a Common<Resolved>,
    text: String,
) -> Document<'a> {
    Document {
        h: crate::html::address(plan.path(view)),
        k: kind,
        t: &common.title.value,
        n: common.also_called.iter().map(|name| name.value.as_str()).collect(),
        s: common.summary.as_ref().map_or("", |text| text.words.as_str()),
        u: None,
        x: text,
        c: false,
    }
}

fn entry<'a>(linked: &'a Linked, plan: &Plan, id: EntryId) -> Document<'a> {
    let entry = linked.entry(id);
    let kind =
        Kind::ALL.iter().position(|kind| *kind == entry.kind).expect("every kind is in the list");
    let mut document = document(plan, View::Entry(id), kind, &entry.common, plain(&entry.prose));
    document.u = entry.details.urgency().map(|urgency| urgency.0);
    // The words used to ask readers are closer to their own than the title.
    document.n.extend(entry.common.codes.iter().map(|coding| coding.code.value.as_str()));
    if linked.asked_as(id) != document.t {
        document.n.push(linked.asked_as(id));
    }
    document
}

fn guide<'a>(linked: &'a Linked, plan: &Plan, id: GuideId) -> Document<'a> {
    let guide = linked.guide(id);
    let asked = guide
        .steps
        .iter()
        .map(|step| step.title(&linked.settings.ladder))
        .collect::<Vec<_>>()
        .join(" ");
    document(plan, View::Guide(id), 5, &guide.common, asked)
}

fn page<'a>(linked: &'a Linked, plan: &Plan, id: PageId) -> Document<'a> {
    let page = linked.page(id);
    document(plan, View::Page(id), 6, &page.common, plain(&page.prose))
}

/// The words of a text, one space between them.
fn plain(prose: &Prose<Resolved>) -> String {
    let mut text = String::new();
    prose.walk(&mut |node| match &node.element {
        Written::Text(words) | Written::Code(words) | Written::Service(words) => {
            text.push_str(words)
        }
        Written::Mention { text: words, .. } => text.push_str(words),
        // Inline markup within a word does not split it.
        Written::Emphasis | Written::Strong | Written::Strike | Written::Link { .. } => {}
        _ => text.push(' '),
    });
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A guide for the walk-through's trail.
#[derive(Serialize)]
struct Trail<'a> {
    title: &'a str,
    /// By page: what it asks.
    steps: std::collections::BTreeMap<String, Asked<'a>>,
}

#[derive(Serialize)]
struct Asked<'a> {
    /// The question.
    t: &'a str,
    /// Its page from the top of the site.
    h: String,
    /// For each answer, its words, the page that it leads to, as `guide/page`, and in a score its
    /// points.
    a: Vec<(std::borrow::Cow<'a, str>, String, Option<f64>)>,
    /// The score whose item this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<&'a str>,
}

fn guide_file(pages: &Pages, plan: &Plan, id: GuideId) -> OutFile {
    let linked = pages.linked;
    let states = &linked.states;
    let guide = linked.guide(id);
    let words = chart_words(pages.words);
    let page = |node: usize| {
        let node = states.seen(&linked.guides, node);
        let guide = &linked.guide(states.nodes[node].guide).id;
        format!("{guide}/{}", states.name(&linked.guides, node))
    };
    let asked = |node: usize| {
        let step = states.step(&linked.guides, node);
        let asked = states.asked(&linked.guides, node);
        let answer = |way: &Way| {
            let item = asked.as_ref().and_then(|asked| asked.item);
            let points = item.and_then(|item| Some(item.answers.get(way.answer)?.halves));
            let label = match &asked {
                Some(asked) => asked.said(way.answer)?.label,
                None => &step.answers().first()?.label,
            };
            Some((words.of(label), page(way.to), points.map(|halves| f64::from(halves) / 2.0)))
        };
        let answers: Vec<_> = states.ways[node].iter().filter_map(answer).collect();
        let has_page = states.seen(&linked.guides, node) == node && !answers.is_empty();
        has_page.then(|| {
            let address = crate::html::address(plan.path(crate::plan::walk_page(linked, node)));
            let is_item = asked.as_ref().is_some_and(|asked| asked.item.is_some());
            let score = is_item.then_some(step.name.as_str());
            let title = pages.walk_title(node);
            (
                states.name(&linked.guides, node),
                Asked { t: title, h: address, a: answers, s: score },
            )
        })
    };
    let nodes = (0..states.len()).filter(|node| states.nodes[*node].guide == id);
    let trail =
        Trail { title: &guide.common.title.value, steps: nodes.filter_map(asked).collect() };
    let json = serde_json::to_string(&trail).expect("texts serialise");
    let name = serde_json::to_string(&guide.id).expect("a text serialises");
    let text = format!(
        "window.fascicleGuides = window.fascicleGuides || {{}};\nwindow.fascicleGuides[{name}] = {json};\n"
    );
    OutFile::new(format!("assets/data/guide-{}.js", guide.id), text.into_bytes())
}
