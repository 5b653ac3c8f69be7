//! Estimate: the page of each place, before anything is laid out.
//!
//! In:   the data of a book.
//! Out:  a page for each place.
//! Why:  a number with as many digits as the right one takes the same space. The better the
//!       estimate, the fewer layouts.
//! Not:  the pages of an earlier book, though they are a better estimate: the same handbook must
//!       give the same bytes, whatever was built before.

use super::data::Data;
use super::typeset::Places;
use super::values::Outline;

/// Of the letters of a page full of text, those of an average page of entries, with their headings
/// and lists.
const FULL: f64 = 0.72;
/// Of a page, what the headings, lists and gaps of a section take beyond its letters.
const SECTION: f64 = 0.2;
/// The pages of a table of causes.
const TABLE: f64 = 4.0;
/// Pages of a flowchart.
const CHART: f64 = 5.0;
/// Lines of the contents on a page.
const LINES: f64 = 110.0;

/// Estimates from the lengths of the texts, in book order.
pub(super) fn places(data: &Data) -> Places {
    walked(data).places
}

/// The estimated number of pages of the book.
pub(super) fn pages(data: &Data) -> usize {
    walked(data).full.ceil() as usize
}

fn walked(data: &Data) -> Walk<'_> {
    let mut walk = Walk { data, full: 1.0, places: Places::new() };
    let lines: usize = data.chapters.iter().map(|chapter| chapter.sections.len() + 1).sum();
    for chapter in &data.chapters {
        walk.full = walk.full.ceil();
        walk.meet(&chapter.id, walk.full);
        walk.outline(&chapter.outline);
        for section in &chapter.sections {
            walk.meet(&section.id, walk.full);
            // The flowchart comes before the steps.
            walk.full += if chapter.id == "fc-guides" { CHART } else { 0.0 };
            walk.outline(&section.outline);
            walk.full += match () {
                () if section.id.starts_with("compare-") => TABLE,
                () if section.is_compact => 0.0,
                () => SECTION,
            };
        }
        if chapter.id == "fc-contents" {
            walk.full += (lines as f64 / LINES).ceil();
        }
    }
    data.wanted.iter().for_each(|id| walk.meet(id, walk.full));
    walk
}

struct Walk<'a> {
    data: &'a Data,
    /// The number of full pages.
    full: f64,
    places: Places,
}

impl Walk<'_> {
    /// The characters on a page.
    fn letters(&self) -> f64 {
        self.data.geometry.letters() * FULL
    }

    fn meet(&mut self, id: &str, full: f64) {
        if self.data.wanted.contains(id) {
            self.places.entry(id.to_string()).or_insert((full as usize + 1, 0.0, 0.0));
        }
    }

    fn outline(&mut self, outline: &Outline) {
        for (id, letters) in &outline.ids {
            self.meet(id, self.full + *letters as f64 / self.letters());
        }
        self.full += outline.letters as f64 / self.letters();
    }
}
