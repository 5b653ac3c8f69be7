//! Model: turns documents into a handbook, and gives every field its type.
//!
//! In:   [`Documents`](crate::read::Documents), where a field is a word in a file.
//! Out:  a [`Handbook`]: entries, guides, pages, sources, glossary, settings, each field typed; a
//!       reference is still the word that the author wrote ([`Name`]) and its position.
//! Not:  whether a name can be resolved (`link`), nor whether the whole makes sense (`check`).

pub mod decimal;
mod entry;
mod fields;
mod form;
mod guide;
mod publication;
mod question;
pub mod review;
mod settings;
pub mod typography;

use std::collections::BTreeSet;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Position};
use crate::ids::Name;
use crate::prose::{Element, Node, Prose, Stage, Written};
use crate::read::{Copied, Document, Role, yaml};
use crate::vocabulary::{Choice, SOURCE_TYPES};

pub use decimal::Decimal;
pub use entry::{
    Alias, Coding, Common, Details, Entry, Role as CauseRole, Status, WrittenRelation,
};
pub use fields::{Paragraph, PlaceNumber, Services, Text};
pub use guide::{Action, Case, Given, Guide, Outcome, Scope};
pub use publication::{Colour, Licence, Look, Paper, Print};
pub use question::{Answer, Form, Item, ItemKind, Points, Question, Range, Scale};
pub use settings::{
    Domain, Ladder, Level, Publisher, Reviews, Settings, Standing, UNKNOWN_LEVEL, Urgency,
};

/// The codes that modelling can report.
pub static CODES: &[&Code] = &[
    &fields::MISSING_FIELD,
    &fields::UNKNOWN_KEY,
    &fields::WRONG_TYPE,
    &fields::BAD_VALUE,
    &fields::UNKNOWN_SERVICE,
    &fields::MARKUP_IN_PLAIN_TEXT,
    &settings::UNKNOWN_LEVEL,
];

pub use fields::{BAD_VALUE, UNKNOWN_KEY, UNKNOWN_SERVICE};

/// Whether entries with `status: draft` are part of the handbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Drafts {
    #[default]
    LeaveOut,
    Include,
}

/// The handbook as its author wrote it, typed.
#[derive(Debug)]
pub struct Handbook {
    pub settings: Settings,
    pub standing: Standing<Written>,
    pub sources: Vec<Source>,
    pub glossary: Vec<WrittenTerm>,
    /// Sorted by kind and id.
    pub entries: Vec<Entry<Written>>,
    /// By entry: its relations to others.
    pub relations: Vec<Vec<WrittenRelation>>,
    pub guides: Vec<Guide>,
    pub pages: Vec<Page<Written>>,
    pub copied: Vec<Copied>,
    /// The sentences of forms that nobody has replaced yet, in drafts that are left out too.
    pub unfilled: Vec<(Position, &'static str)>,
    /// Names that exist but cannot be used: a reference to one is not a mistake of its own.
    pub unusable: Unusable,
}

/// What exists but is not part of the handbook.
#[derive(Debug, Default)]
pub struct Unusable {
    /// Files that failed, as `kind:id`; `sources` and `glossary` for those files as a whole.
    pub failed: BTreeSet<String>,
    /// Ids of sources that exist but cannot be used: citing one is not a mistake of its own.
    pub sources: BTreeSet<String>,
    /// Files with a mistake in their form, as `kind:id`. They stop the build, so nothing half read
    /// is ever shown; but their links are checked in the same run, and what they leave unsaid is
    /// not a mistake of its own.
    pub damaged: BTreeSet<String>,
    /// Drafts that are left out, as `kind:id`.
    pub drafts: BTreeSet<String>,
}

/// An entry of `sources.yaml`.
#[derive(Clone, Debug)]
pub struct Source {
    pub id: String,
    pub position: Position,
    pub title: Text,
    pub by: Text,
    pub link: Option<String>,
    pub date: Option<String>,
    pub read: Option<jiff::civil::Date>,
    pub kind: Option<&'static Choice>,
    /// One of its fields has a mistake; if something seems to be missing, this may be why.
    pub damaged: bool,
}

/// An entry of `glossary.yaml`.
#[derive(Debug)]
pub struct WrittenTerm {
    pub term: String,
    pub position: Position,
    pub means: Paragraph<Written>,
    pub page: Option<Name>,
    /// Other words that readers use, for the search.
    pub also: Vec<Text>,
    /// False for a sign that the handbook has no page about: the search says whom to call.
    pub covered: bool,
}

/// A free page.
#[derive(Debug)]
pub struct Page<S: Stage> {
    /// Below `pages/`, without the extension: `a/b`.
    pub path: String,
    pub file: FileId,
    pub common: Common<S>,
    pub prose: Prose<S>,
}

impl<S: Stage> Page<S> {
    /// Whether this is the text at the top of the home page.
    pub fn is_home(&self) -> bool {
        self.path == "index" || self.path == "README"
    }
}

/// Gives every field its type. What does not fit is reported, and its file is not used.
pub fn handbook(
    documents: Vec<Document>,
    copied: Vec<Copied>,
    drafts: Drafts,
    problems: &mut Diagnostics,
) -> Handbook {
    let mut found = Vec::new();
    let settings_document = documents.iter().find(|document| document.role == Role::Settings);
    let (settings, standing) = settings::settings(settings_document, &mut found);
    let mut book = Handbook {
        settings,
        standing,
        sources: Vec::new(),
        glossary: Vec::new(),
        entries: Vec::new(),
        relations: Vec::new(),
        guides: Vec::new(),
        pages: Vec::new(),
        copied,
        unfilled: Vec::new(),
        unusable: Unusable::default(),
    };
    for document in documents {
        add(&mut book, document, drafts, &mut found);
    }
    let mut entries: Vec<_> = book.entries.into_iter().zip(book.relations).collect();
    entries.sort_by(|(a, _), (b, _)| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
    (book.entries, book.relations) = entries.into_iter().unzip();
    book.guides.sort_by(|a, b| a.id.cmp(&b.id));
    found.into_iter().for_each(|problem| problems.push(problem));
    book
}

fn add(book: &mut Handbook, document: Document, drafts: Drafts, problems: &mut Vec<Diagnostic>) {
    let name = match &document.role {
        Role::Settings => return,
        Role::Sources => "sources".to_string(),
        Role::Glossary => "glossary".to_string(),
        Role::Entry(kind, id) => format!("{}:{id}", kind.name()),
        Role::Guide(id) => format!("guide:{id}"),
        Role::Page(path) => format!("page:{path}"),
    };
    // Before the parts of the document are taken.
    book.unfilled.extend(form::unfilled(&document));
    // A file that could not be read has been reported; its name stays.
    let before = problems.len();
    let status = match (document.failed, &document.role) {
        (true, _) => None,
        (_, Role::Sources) => {
            (book.sources, book.unusable.sources) =
                sources(&document, &book.settings.services, problems);
            return;
        }
        (_, Role::Glossary) => {
            book.glossary = glossary(&document, &book.settings.services, problems);
            // A term that could not be read may be the one that refers to an entry.
            if problems.len() > before {
                book.unusable.damaged.insert(name);
            }
            return;
        }
        (_, Role::Entry(kind, id)) => {
            let (kind, id) = (*kind, id.clone());
            entry::entry(document, kind, id, &book.settings, problems)
                .map(|(entry, relations)| Part::Entry(Box::new(entry), relations))
        }
        (_, Role::Guide(id)) => {
            let id = id.clone();
            guide::guide(&document, id, &book.settings, problems)
                .map(|guide| Part::Guide(Box::new(guide)))
        }
        (_, Role::Page(path)) => {
            let path = path.clone();
            page(document, path, &book.settings, problems).map(|page| Part::Page(Box::new(page)))
        }
        (_, Role::Settings) => None,
    };
    let Some(part) = status else {
        book.unusable.failed.insert(name);
        return;
    };
    if problems[before..].iter().any(|problem| problem.level == crate::diagnostics::Level::Error) {
        book.unusable.damaged.insert(name.clone());
    }
    if part.is_draft() && drafts == Drafts::LeaveOut {
        book.unusable.drafts.insert(name);

        return;
    }
    match part {
        Part::Entry(entry, relations) => {
            book.entries.push(*entry);
            book.relations.push(relations);
        }
        Part::Guide(guide) => book.guides.push(*guide),
        Part::Page(page) => book.pages.push(*page),
    }
}

enum Part {
    Entry(Box<Entry<Written>>, Vec<WrittenRelation>),
    Guide(Box<Guide>),
    Page(Box<Page<Written>>),
}

impl Part {
    fn is_draft(&self) -> bool {
        let common = match self {
            Part::Entry(entry, _) => &entry.common,
            Part::Guide(guide) => &guide.common,
            Part::Page(page) => &page.common,
        };
        common.status == Some(Status::Draft)
    }
}

/// The sources that can be used, and the ids of those that cannot.
fn sources(
    document: &Document,
    services: &Services,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<Source>, BTreeSet<String>) {
    let (mut usable, mut unusable) = (Vec::new(), BTreeSet::new());
    for (key, node) in named(document, "the list of sources", problems) {
        match source(key, node, services, problems) {
            Some(source) => usable.push(source),
            None => drop(unusable.insert(key.name.clone())),
        }
    }
    (usable, unusable)
}

fn source(
    key: &yaml::Key,
    node: &yaml::Node,
    services: &Services,
    problems: &mut Vec<Diagnostic>,
) -> Option<Source> {
    let before = problems.len();
    let mut fields = fields::Fields::of(node, "a source", services, problems)?;
    let title = fields.require_text("title");
    let by = fields.require_text("by");
    let link = settings::address(&mut fields, "link");
    let date = partial_date(&mut fields);
    let read = fields.date("read");
    let kind = fields.choice("type", SOURCE_TYPES);
    fields.finish();
    let damaged = problems.len() > before;
    Some(Source {
        id: key.name.clone(),
        position: key.position,
        title: title?,
        by: by?,
        link,
        date,
        read,
        kind,
        damaged,
    })
}

/// A year, a month or a day.
fn partial_date(fields: &mut fields::Fields) -> Option<String> {
    let word = fields.word("date")?;
    let full = ["", "-01", "-01-01"]
        .iter()
        .map(|rest| format!("{}{rest}", word.text))
        .find(|text| text.len() == 10);
    if full.and_then(|text| text.parse::<jiff::civil::Date>().ok()).is_none() {
        let problem = Diagnostic::new(
            &BAD_VALUE,
            word.position,
            format!("`date` is not a date: `{}`", word.text),
        );
        fields.report(
            problem.help("write a year, a month or a day, as in 2026, 2026-05 or 2026-05-31"),
        );
        return None;
    }
    Some(word.text)
}

fn glossary(
    document: &Document,
    services: &Services,
    problems: &mut Vec<Diagnostic>,
) -> Vec<WrittenTerm> {
    named(document, "the glossary", problems)
        .into_iter()
        .filter_map(|(key, node)| {
            let mut fields = fields::Fields::of(node, "a term", services, problems)?;
            let means = fields.require_paragraph("means");
            let page = fields.word("page");
            let also = fields.texts("also");
            let covered = fields.one_of("covered", &["no", "yes"]) != Some(0);
            if let (false, Some(page)) = (covered, &page) {
                let message =
                    format!("`{}` is not covered, and yet has the page `{}`", key.name, page.text);
                let help = "take out `covered: no`, or the page";
                fields.report(Diagnostic::new(&BAD_VALUE, page.position, message).help(help));
            }
            fields.finish();
            let (term, position) = (key.name.clone(), key.position);
            Some(WrittenTerm { term, position, means: means?, page, also, covered })
        })
        .collect()
}

/// The entries of a file that maps names to fields; an empty file is an empty map.
fn named<'a>(
    document: &'a Document,
    what: &str,
    problems: &mut Vec<Diagnostic>,
) -> Vec<&'a (yaml::Key, yaml::Node)> {
    match document.fields.as_ref().map(|node| (&node.value, node.position)) {
        Some((yaml::Value::Map(map), _)) => map.iter().collect(),
        None | Some((yaml::Value::Empty, _)) => Vec::new(),
        Some((other, position)) => {
            problems.push(fields::wrong_type(what, position, "names, each with its fields", other));
            Vec::new()
        }
    }
}

fn page(
    mut document: Document,
    path: String,
    settings: &Settings,
    problems: &mut Vec<Diagnostic>,
) -> Option<Page<Written>> {
    let position = Position::new(document.file, 1, 1);
    let node = document.fields.take();
    let mut found = Vec::new();
    let mut common = entry::page_common(node.as_ref(), position, settings, &mut found)?;
    // In pages, which may come from elsewhere, `{{ x }}` may be meant literally.
    problems.extend(found.into_iter().map(|problem| {
        if problem.code.name == UNKNOWN_SERVICE.name { problem.as_warning() } else { problem }
    }));
    let first =
        document.prose.nodes.first().filter(|node| matches!(node.element, Element::Heading { .. }));
    let first_heading = first.map(|node| heading_words(node, &settings.services, problems));
    let level_one = matches!(
        document.prose.nodes.first().map(|node| &node.element),
        Some(Element::Heading { level: 1, .. })
    );
    if common.title.value.is_empty() {
        common.title = match first_heading.filter(|words| !words.trim().is_empty()) {
            Some(words) => {
                let heading = document.prose.nodes.remove(0);
                Text::new(typography::keep_together(words.trim()), heading.position)
            }
            None => Text::new(title_from_path(&path, &settings.title.value), position),
        };
    } else if level_one && first_heading.as_deref() == Some(common.title.value.as_str()) {
        // A title that is written twice, as other tools require, is shown once.
        document.prose.nodes.remove(0);
    }
    Some(Page { path, file: document.file, common, prose: document.prose })
}

/// The words of a heading that becomes a title, with its services filled in.
fn heading_words(
    node: &Node<Written>,
    services: &Services,
    problems: &mut Vec<Diagnostic>,
) -> String {
    match &node.element {
        Element::Service(name) => match services.get(name, node.position) {
            Ok(value) => value.to_string(),
            Err(problem) => {
                problems.extend(problem.map(Diagnostic::as_warning));
                format!("{{{{ {name} }}}}")
            }
        },
        Element::Text(text) | Element::Code(text) => text.clone(),
        Element::SoftBreak | Element::HardBreak => " ".to_string(),
        _ => node.children.iter().map(|child| heading_words(child, services, problems)).collect(),
    }
}

/// `how-to_use` becomes `How to use`; the home page has the handbook's own title.
fn title_from_path(path: &str, home: &str) -> String {
    let name = match path.rsplit_once('/') {
        Some((folder, "index" | "README")) => folder.rsplit('/').next().unwrap_or(folder),
        Some((_, name)) => name,
        None if path == "index" || path == "README" => return home.to_string(),
        None => path,
    };
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or(words.clone(), |first| first.to_uppercase().chain(chars).collect())
}
