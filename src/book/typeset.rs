//! Typeset: a template and its data to pages, and pages to a PDF.
//!
//! In:   a [`Document`]'s template and data.
//! Out:  laid-out pages whose references are right, or the reason why there are none.
//! How:  page numbers are data. Lay out; read the page of each place; lay out again with these;
//!       repeat until nothing moves. Querying places in the templates would need gigabytes for a
//!       book of a thousand pages.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use typst::World;
use typst::comemo::Track;
use typst::diag::{EcoString, EcoVec, SourceDiagnostic};
use typst::engine::{Engine, Route, Sink, Traced};
use typst::foundations::{NativeElement, Selector, Smart, StyleChain, Target, TargetElem, Value};
use typst::introspection::{EmptyIntrospector, Introspector, Location, MetadataElem};
use typst::model::LateLinkResolver;
use typst::utils::Protected;
use typst_layout::{PagedDocument, PagedIntrospector};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use super::introspection::Witness;
use super::links;
use super::world::{Document, Shared};

/// If this many layouts do not settle, more will not either.
const PASSES: usize = 4;
/// How often Typst forgets while it lays out.
const FORGETS_EVERY: Duration = Duration::from_millis(100);
/// Where each place is: its page, and its point on the page from the upper left corner, in points.
pub(super) type Places = BTreeMap<String, (usize, f64, f64)>;

/// Why a document could not be made.
#[derive(Clone, Debug)]
pub(super) enum Failure {
    /// Typst's message, and the template and line it is about, if known.
    Template(String, Option<(String, u32)>),
    /// A bug in Typst.
    Panic(String),
    Unstable,
}

/// One layout.
struct Laid {
    document: PagedDocument,
    /// Whether what a template asked Typst about positions, if anything, has the same answer in
    /// this layout as in the one before.
    still: bool,
    /// Where things are in this layout, if a template asked.
    places: Option<Arc<PagedIntrospector>>,
    /// A failure that counts only once nothing changes any more.
    delayed: Option<Failure>,
}

/// Lays a document out once, as `typst::compile` does in each of its rounds. That function would
/// iterate for each set of page numbers, and lay a book out eight times where three are enough.
fn lay_out(
    shared: &Shared,
    template: &str,
    data: &[u8],
    places: &Places,
    before: Option<&PagedIntrospector>,
) -> Result<Laid, Failure> {
    let pages: BTreeMap<&String, usize> =
        places.iter().map(|(id, (page, ..))| (id, *page)).collect();
    let pages = serde_json::to_vec(&pages).expect("names and numbers serialise");
    let document =
        Document::new(shared, template, [("data.json", data.to_vec()), ("places.json", pages)]);
    guarded(|| {
        let world: &dyn World = &document;
        let said = |errors: EcoVec<SourceDiagnostic>| self::said(&document, &errors);
        let source = document
            .source(document.main())
            .map_err(|error| Failure::Template(error.to_string(), None))?;
        let (traced, mut sink) = (Traced::default(), Sink::new());
        let library = world.library();
        let base = StyleChain::new(&library.styles);
        let target = TargetElem::target.set(Target::Paged).wrap();
        let route = Route::default();
        let module = typst_eval::eval(
            world.track(),
            library,
            traced.track(),
            sink.track_mut(),
            route.track(),
            &source,
        );
        let content = module.map_err(said)?.content();
        let (nothing, constraint) = (EmptyIntrospector, typst::comemo::Constraint::new());
        let witness = Witness::new(match before {
            Some(before) => before,
            None => &nothing,
        });
        let known: &dyn Introspector = &witness;
        let mut engine = Engine {
            library,
            world: world.track(),
            introspector: Protected::new(known.track_with(&constraint)),
            traced: traced.track(),
            sink: sink.track_mut(),
            route: Route::default(),
        };
        let laid =
            forgetful(|| typst_layout::layout_document(&mut engine, &content, base.chain(&target)))
                .map_err(said)?;
        let now: &dyn Introspector = laid.introspector().as_ref();
        let still = !witness.asked() || constraint.validate(now);
        let places = witness.asked().then(|| laid.introspector().clone());
        let delayed = sink.delayed();
        let delayed = (!delayed.is_empty()).then(|| self::said(&document, &delayed));
        Ok(Laid { document: laid, still, places, delayed })
    })
}

/// The families that the theme names in `style.typ` under each of these names; empty if the file
/// names none.
pub(super) fn families<const N: usize>(shared: &Shared, names: [&str; N]) -> [Vec<String>; N] {
    let document = Document::new(shared, "style.typ", []);
    let world: &dyn World = &document;
    let Ok(source) = document.source(document.main()) else { return names.map(|_| Vec::new()) };
    let (traced, mut sink, route) = (Traced::default(), Sink::new(), Route::default());
    let module = typst_eval::eval(
        world.track(),
        world.library(),
        traced.track(),
        sink.track_mut(),
        route.track(),
        &source,
    );
    let module = module.ok();
    let named = |name| Some(module.as_ref()?.scope().get(name)?.read().clone());
    names.map(|name| match named(name) {
        Some(Value::Array(names)) => {
            names.iter().filter_map(|name| name.clone().cast::<String>().ok()).collect()
        }
        Some(Value::Str(name)) => vec![name.to_string()],
        _ => Vec::new(),
    })
}

/// Lays out a document that does not refer to its own pages. `places`: where things are in the
/// book.
pub(super) fn once(
    shared: &Shared,
    template: &str,
    data: &[u8],
    places: &Places,
) -> Result<PagedDocument, Failure> {
    let mut before: Option<Arc<PagedIntrospector>> = None;
    for _ in 0..PASSES {
        let laid = lay_out(shared, template, data, places, before.as_deref())?;
        if laid.still {
            return finished(laid);
        }
        before = laid.places;
    }
    Err(Failure::Unstable)
}

/// Lays a document out until its page numbers are right. `guess`: the estimated positions.
pub(super) fn settled(
    shared: &Shared,
    template: &str,
    data: &[u8],
    wanted: &BTreeSet<String>,
    guess: Places,
    progress: fn(&str),
) -> Result<(PagedDocument, Places), Failure> {
    let mut places = guess;
    // Not the pages of the previous layout: two books at once would need twice the memory.
    let mut before: Option<Arc<PagedIntrospector>> = None;
    forget();
    for pass in 1..=PASSES {
        progress(&format!("laying out the book, pass {pass}"));
        let laid = lay_out(shared, template, data, &places, before.as_deref())?;
        forget();
        let found = self::places(&laid.document, wanted);
        if laid.still && same_pages(&found, &places) {
            return finished(laid).map(|document| (links::aimed(&document, wanted, &found), found));
        }
        places = found;
        before = laid.places;
    }
    Err(Failure::Unstable)
}

/// Frees what Typst remembers of a layout. The next one repeats little of it, since page numbers
/// stand almost everywhere; kept, it would double the memory that a book needs.
pub(super) fn forget() {
    typst::comemo::evict(0);
}

/// Runs a layout during which Typst forgets again and again what it remembers. A book uses little of
/// it twice, and for thousands of pages it would be more than the pages themselves.
fn forgetful<T>(work: impl FnOnce() -> T) -> T {
    let (done, wait) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while wait.recv_timeout(FORGETS_EVERY) == Err(RecvTimeoutError::Timeout) {
                typst::comemo::evict(0);
            }
        });
        let result = work();
        drop(done);
        result
    })
}

fn finished(laid: Laid) -> Result<PagedDocument, Failure> {
    laid.delayed.map_or(Ok(laid.document), Err)
}

/// Whether the printed page number of every place found is right.
fn same_pages(found: &Places, printed: &Places) -> bool {
    found.iter().all(|(id, (page, ..))| printed.get(id).is_some_and(|(known, ..)| known == page))
}

/// The positions of the wanted places: the templates mark each with its id.
fn places(document: &PagedDocument, wanted: &BTreeSet<String>) -> Places {
    let introspector = document.introspector();
    let mut out = Places::new();
    for element in introspector.query(&Selector::Elem(MetadataElem::ELEM, None)) {
        let (Some(metadata), Some(location)) =
            (element.to_packed::<MetadataElem>(), element.location())
        else {
            continue;
        };
        let Value::Str(id) = &metadata.value else { continue };
        if let Some(at) =
            introspector.as_ref().position(location).filter(|_| wanted.contains(id.as_str()))
        {
            // To a tenth of a point, so that rounding in the last bit moves nothing.
            let tenth = |value: f64| (value * 10.0).round() / 10.0;
            out.entry(id.to_string()).or_insert((
                at.page.get(),
                tenth(at.point.x.to_pt()),
                tenth(at.point.y.to_pt()),
            ));
        }
    }
    out
}

/// The standard that a PDF conforms to.
#[derive(Clone, Copy)]
pub(super) enum Standard {
    /// Accessible: Typst refuses what PDF/UA-1 does not allow. Also PDF/A-2a (for archives) where
    /// the fonts and pictures allow it.
    Ua1,
    /// The same tags without the claim of conformance, where that is not possible.
    Ua1IfPossible,
}

/// The names of places in a PDF to which an address can lead (`handbook.pdf#dehydration`), by the
/// places' ids.
pub(super) type Names = BTreeMap<String, Vec<String>>;

/// Writes a PDF.
pub(super) fn pdf(
    document: &PagedDocument,
    name: &str,
    standard: Standard,
    names: &Names,
) -> Result<Vec<u8>, Failure> {
    let named = named(document, names);
    let to = |standards: &[PdfStandard]| written(document, name, standards, &named);
    to(&[PdfStandard::Ua_1, PdfStandard::A_2a]).or_else(|_| to(&[PdfStandard::Ua_1])).or_else(
        |failure| match standard {
            Standard::Ua1 => Err(failure),
            Standard::Ua1IfPossible => to(&[]),
        },
    )
}

/// Where each name leads.
fn named(document: &PagedDocument, names: &Names) -> Vec<(Location, EcoString)> {
    let places = document.introspector().query(&Selector::Elem(MetadataElem::ELEM, None));
    let named = places.iter().filter_map(|element| {
        let metadata = element.to_packed::<MetadataElem>()?;
        let Value::Str(id) = &metadata.value else { return None };
        Some((element.location()?, names.get(id.as_str())?))
    });
    named
        .flat_map(|(place, names)| names.iter().map(move |name| (place, name.as_str().into())))
        .collect()
}

fn written(
    document: &PagedDocument,
    name: &str,
    standards: &[PdfStandard],
    named: &[(Location, EcoString)],
) -> Result<Vec<u8>, Failure> {
    guarded(|| {
        let standards = PdfStandards::new(standards)
            .map_err(|error| Failure::Template(error.message().to_string(), None))?;
        let creator = Smart::Custom(Some(format!("fascicle {}", env!("CARGO_PKG_VERSION"))));
        let options = PdfOptions {
            ident: Smart::Custom(name.to_string()),
            creator,
            standards,
            ..PdfOptions::default()
        };
        let introspector: &dyn Introspector = document.introspector().as_ref();
        let links = LateLinkResolver::new(None, introspector);
        typst_pdf::pdf_in_bundle(document, &options, named, links.track()).map_err(|errors| {
            // The same fault on several pages is reported once.
            let messages: BTreeSet<String> =
                errors.iter().map(|error| error.message.to_string()).collect();
            Failure::Template(messages.into_iter().take(3).collect::<Vec<_>>().join("; "), None)
        })
    })
}

/// A panic in a library is the failure of one book, not the end of the program.
fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let words = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|words| words.to_string()));
        Err(Failure::Panic(words.unwrap_or_else(|| "no reason given".into())))
    })
}

/// Typst's messages, on one line, with the templates' lines.
fn said(world: &Document, errors: &[SourceDiagnostic]) -> Failure {
    let place = |error: &SourceDiagnostic| {
        world
            .line(error.span)
            .or_else(|| error.trace.iter().find_map(|point| world.line(point.span)))
    };
    let one = |error: &SourceDiagnostic| {
        let place =
            place(error).map(|(file, line)| format!(" ({file}, line {line})")).unwrap_or_default();
        format!("{}{place}", error.message)
    };
    Failure::Template(
        errors.iter().take(3).map(one).collect::<Vec<_>>().join("; "),
        errors.first().and_then(place),
    )
}
