//! Typeset: a template and its data to pages, and pages to a PDF.
//!
//! In:   a [`Document`]'s template and data.
//! Out:  laid-out pages whose references are right, or why there are none.
//! How:  page numbers are data. Lay out; read from the pages where each place is; lay out again with that; until nothing
//!       moves. Asking for places inside the templates would need gigabytes for a book of a thousand pages.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use typst::diag::SourceDiagnostic;
use typst::foundations::{NativeElement, Selector, Smart, Value};
use typst::introspection::{Introspector, MetadataElem};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::world::{Document, Shared};

/// More layouts than this do not settle what these do not.
const PASSES: usize = 4;
/// In points: a place that moves less than this has not moved.
const STILL: f64 = 0.5;

/// Where a place is: its page, and the point on it from the upper left corner, in points.
pub(super) type Places = BTreeMap<String, (usize, f64, f64)>;

/// Why a document could not be made.
#[derive(Debug)]
pub(super) enum Failure {
    /// What Typst says.
    Template(String),
    /// A bug of Typst's.
    Panic(String),
    Unstable,
}

/// Lays a document out once. `places`: what is known of where things are.
pub(super) fn once(shared: &Shared, template: &str, data: &[u8], places: &Places) -> Result<PagedDocument, Failure> {
    let places = serde_json::to_vec(places).expect("names and numbers serialise");
    let world = Document::new(shared, template, [("data.json", data.to_vec()), ("places.json", places)]);
    let out = guarded(|| typst::compile::<PagedDocument>(&world).output.map_err(|errors| Failure::Template(words(&world, &errors))));
    // What Typst remembers of this layout is of no use to the next one, whose numbers differ.
    typst::comemo::evict(0);
    out
}

/// Lays a document out until its page numbers are right.
pub(super) fn settled(
    shared: &Shared,
    template: &str,
    data: &[u8],
    wanted: &BTreeSet<String>,
    progress: &dyn Fn(&str),
) -> Result<(PagedDocument, Places), Failure> {
    let mut places = Places::new();
    for pass in 1..=PASSES {
        progress(&format!("laying out the book, pass {pass}"));
        let document = once(shared, template, data, &places)?;
        let found = self::places(&document, wanted);
        let same = found.len() == places.len()
            && found
                .iter()
                .zip(&places)
                .all(|((a, x), (b, y))| a == b && x.0 == y.0 && (x.1 - y.1).abs() < STILL && (x.2 - y.2).abs() < STILL);
        if same {
            return Ok((document, found));
        }
        places = found;
    }
    Err(Failure::Unstable)
}

/// Where the wanted places are: the templates mark each with its id.
fn places(document: &PagedDocument, wanted: &BTreeSet<String>) -> Places {
    let introspector = document.introspector();
    let mut out = Places::new();
    for element in introspector.query(&Selector::Elem(MetadataElem::ELEM, None)) {
        let (Some(metadata), Some(location)) = (element.to_packed::<MetadataElem>(), element.location()) else { continue };
        let Value::Str(id) = &metadata.value else { continue };
        if let Some(at) = introspector.as_ref().position(location).filter(|_| wanted.contains(id.as_str())) {
            // To the tenth of a point, so that rounding in the last bit moves nothing.
            let tenth = |value: f64| (value * 10.0).round() / 10.0;
            out.entry(id.to_string()).or_insert((at.page.get(), tenth(at.point.x.to_pt()), tenth(at.point.y.to_pt())));
        }
    }
    out
}

/// Writes a PDF that every reader can use: Typst refuses what PDF/UA-1 does not allow.
pub(super) fn pdf(document: &PagedDocument, name: &str) -> Result<Vec<u8>, Failure> {
    guarded(|| {
        let standards = PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|error| Failure::Template(error.message().to_string()))?;
        let creator = Smart::Custom(Some(format!("fascicle {}", env!("CARGO_PKG_VERSION"))));
        let options = PdfOptions { ident: Smart::Custom(name.to_string()), creator, standards, ..PdfOptions::default() };
        typst_pdf::pdf(document, &options)
            .map_err(|errors| Failure::Template(errors.iter().map(|error| error.message.to_string()).collect::<Vec<_>>().join("; ")))
    })
}

/// A panic in a library is a failure of one book, not the end of the program.
fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|words| words.to_string()));
        Err(Failure::Panic(words.unwrap_or_else(|| "no reason given".into())))
    })
}

/// What Typst says, on one line, with the template's line.
fn words(world: &Document, errors: &[SourceDiagnostic]) -> String {
    let one = |error: &SourceDiagnostic| {
        let place = world.line(error.span).or_else(|| error.trace.iter().find_map(|point| world.line(point.span)));
        let place = place.map(|(file, line)| format!(" (book/{file}, line {line})")).unwrap_or_default();
        format!("{}{place}", error.message)
    };
    errors.iter().take(3).map(one).collect::<Vec<_>>().join("; ")
}
