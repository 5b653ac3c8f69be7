//! Heads: running heads and page numbers, laid out separately and added to the finished pages.
//!
//! In:   the pages of the book, and where its chapters and sections begin.
//! Out:  the same pages with the chapter and section at the top, and the page number on the
//!       outside.
//! How:  a head depends on its page. Querying that in the templates would cost another layout of
//!       the whole book.

use serde::Serialize;
use typst::layout::Point;
use typst::model::Document as _;
use typst_layout::{Page, PagedDocument};

use super::data::{Data, Tab};
use super::meta::Common;
use super::typeset::{self, Failure, Places};
use super::world::Shared;

/// The book with its running heads. The cover and pages without words have none.
pub(super) fn with_heads(
    shared: &Shared,
    data: &Data,
    document: &PagedDocument,
    places: &Places,
) -> Result<PagedDocument, Failure> {
    let mut starts: Vec<(usize, f64, Level, &str)> = Vec::new();
    let mut tabs: Vec<(usize, f64, Option<&Tab>)> = Vec::new();
    let mut add = |level, id: &str, title, tab| {
        if let Some((page, _, y)) = places.get(id) {
            starts.push((*page, *y, level, title));
            tabs.push((*page, *y, tab));
        }
    };
    for chapter in &data.chapters {
        add(Level::Chapter, &chapter.id, chapter.title.as_str(), None);
        for section in &chapter.sections {
            add(Level::Section, &section.id, section.title.as_str(), section.tab.as_ref());
        }
    }
    tabs.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).expect("places are numbers"));
    starts.sort_by(|a, b| (a.0, a.1).partial_cmp(&(b.0, b.1)).expect("places are numbers"));
    let heads = document
        .pages()
        .iter()
        .enumerate()
        .map(|(at, page)| Head { tab: tab(at + 1, &tabs), ..head(at + 1, page, &starts) });
    let heads = Heads { common: data.book.common.without_places(), heads: heads.collect() };
    let bytes = serde_json::to_vec(&heads).expect("texts serialise");
    let heads = typeset::once(shared, "heads.typ", &bytes, &Places::new())?;
    let pages = document.pages().iter().zip(heads.pages()).map(|(page, head)| {
        let mut page = page.clone();
        page.frame.push_frame(Point::zero(), head.frame.clone());
        page
    });
    Ok(PagedDocument::new(pages.collect(), document.info().clone()))
}

/// `heads.typ`
#[derive(Serialize)]
struct Heads<'a> {
    #[serde(flatten)]
    common: Common,
    heads: Vec<Head<'a>>,
}

/// The content of a page's head and foot. Sizes in points.
#[derive(Serialize)]
struct Head<'a> {
    number: usize,
    width: f64,
    height: f64,
    blank: bool,
    chapter: Option<&'a str>,
    /// The guide words: the first and the last section that begin on the page.
    section: Option<String>,
    /// The most urgent level on the page.
    tab: Option<&'a Tab>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Level {
    Chapter,
    Section,
}

/// The most urgent level of the sections on a page: those that begin on it, and the one that goes on.
fn tab<'a>(number: usize, tabs: &[(usize, f64, Option<&'a Tab>)]) -> Option<&'a Tab> {
    let begun = tabs.partition_point(|(page, ..)| *page < number);
    let on_it = tabs[begun..].iter().take_while(|(page, ..)| *page == number);
    let goes_on = tabs[..begun].last();
    on_it.chain(goes_on).filter_map(|(.., tab)| *tab).min_by_key(|tab| tab.class)
}

/// The chapter that the page belongs to or that begins on it; the sections that begin on it,
/// otherwise the one that continues.
fn head<'a>(number: usize, page: &Page, starts: &[(usize, f64, Level, &'a str)]) -> Head<'a> {
    let size = page.frame.size();
    let blank = number == 1 || super::page_checks::is_blank(&page.frame);
    let before = &starts[..starts.partition_point(|(page, ..)| *page <= number)];
    let chapter = before.iter().rfind(|(.., level, _)| *level == Level::Chapter);
    let opens = chapter.is_some_and(|(page, ..)| *page == number);
    let begins =
        starts.iter().find(|(page, _, level, _)| *page == number && *level == Level::Section);
    let goes_on = before.iter().rfind(|(.., level, _)| *level == Level::Section);
    let section = begins.or(goes_on).filter(|section| {
        chapter.is_none_or(|chapter| (section.0, section.1) >= (chapter.0, chapter.1))
    });
    let last = before
        .iter()
        .rfind(|(page, _, level, _)| *page == number && *level == Level::Section)
        .map(|(.., title)| *title);
    let words = section.map(|(.., first)| match last {
        Some(last) if last != *first => format!("{first} – {last}"),
        _ => first.to_string(),
    });
    Head {
        number,
        width: size.x.to_pt(),
        height: size.y.to_pt(),
        blank,
        // Where a chapter opens, its title is printed below, in large type.
        chapter: chapter.filter(|_| !opens).map(|(.., title)| *title),
        section: words.filter(|_| !opens),
        tab: None,
    }
}
