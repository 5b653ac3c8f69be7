//! Make: builds the whole book, one step per line.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use typst_layout::PagedDocument;

use super::compact::compact;
use super::data::{self, Data, GuideSheet, Poster};
use super::handouts::{Handout, HandoutSheet};
use super::page_checks::{self, Fault, Wrong};
use super::typeset::{self, Failure, Names, Places, Standard};
use super::volume::Volume;
use super::world::Shared;
use super::{
    BAD_BOOK, BOOK_OVERFLOW, BOOK_TOO_LARGE, MISSING_GLYPH, Made, cache, glyphs, page_estimate,
    pictures, running_heads,
};
use crate::appearance::Appearance;
use crate::chart::poster;
use crate::diagnostics::{Diagnostic, Diagnostics, FileId, Position, SourceMap};
use crate::link::{GuideId, Linked};
use crate::model::Paper;
use crate::outfile::OutFile;
use crate::pages::Pages;
use crate::parallel;
use crate::plan::{self, Pdfs, Plan, View};
use crate::vocabulary::Kind;

/// What a book is made from.
pub struct Request<'a> {
    pub pages: &'a Pages<'a>,
    /// The plan of the site.
    pub plan: &'a Plan,
    pub appearance: &'a Appearance,
    pub sources: &'a SourceMap,
    pub wanted: Wanted<'a>,
}

/// How much work to do.
pub enum Wanted<'a> {
    /// Only what needs no layout: pictures, fonts, characters that no font has.
    Check,
    Make {
        /// The files of an earlier build, which may still be valid.
        earlier: &'a [OutFile],
        /// Called with what is being done, for people who are waiting.
        progress: fn(&str),
    },
}

/// Builds the PDFs. One that cannot be built is left out and reported in `problems`; the others are
/// still built.
pub fn make(request: &Request, problems: &mut Diagnostics) -> Made {
    let (pictures, all_good) = pictures::printable(request.pages.linked, problems);
    let mut usable = Usable { all: true, book: all_good };
    let settings = &request.pages.linked.settings;
    let pictures = match request.wanted {
        Wanted::Check => pictures,
        Wanted::Make { .. } => {
            // Handouts may be on wider paper than the book.
            let book = settings.print.paper.map_or(0.0, |paper| paper.width);
            pictures::for_paper(pictures, book.max(Paper::LETTER.width))
        }
    };
    let shared = Shared::new(&request.appearance.theme, &settings.language, pictures);
    usable.all &= broken_fonts(request, &shared, problems);
    let theme = &request.appearance.theme.name;
    let covered = glyphs::check(
        request.pages.linked,
        request.sources,
        theme,
        &|c| shared.covers(c),
        problems,
    );
    usable.book &= covered || problems.is_off(&MISSING_GLYPH);
    if problems.any_errors() {
        return Made::default();
    }
    let [fonts, fallback] = typeset::families(&shared, ["fonts", "fallback"]);
    let own = request.pages.linked.settings.look.font.iter().map(|font| font.text.clone());
    let families = [own.collect(), fonts, shared.families.clone(), fallback].concat();
    let widths = shared.widths(&families);
    let of = |large, volume| data::data(request, &shared.families, &widths, large, volume);
    let mut editions = Editions::new(request, &of, &mut usable, problems);
    // Told in every build, also where the files of the last one are taken over.
    let illegible = legible_posters(request.pages.linked, &mut editions.first.1, problems);
    let Wanted::Make { earlier, progress } = request.wanted else { return Made::default() };
    if !usable.all {
        return Made { left_out: editions.paths(request.pages.linked), ..Made::default() };
    }
    let print = editions.first.1.print.clone();
    let key = key(&shared, &editions.all());
    let made = |files: Vec<OutFile>, pages: BTreeMap<String, u32>, words, left_out| {
        let names = files.iter().map(|file| file.path.clone()).collect();
        Made { pdfs: Pdfs::new(&print, names, pages), files, left_out, words }
    };
    let same = cache::same(&key, earlier).filter(|_| usable.book && illegible.is_empty());
    if let Some((mut files, pages)) = same {
        files.push(cache::record(&key, &files, &pages));
        return made(files, pages, Vec::new(), Vec::new());
    }
    // Frees what an earlier book left in memory.
    typst::comemo::evict(0);
    let maker = Maker { request, shared: &shared, progress, problems: RefCell::new(problems) };
    let mut typeset = maker.typeset(editions, &usable);
    typeset.left_out.extend(illegible);
    let Typeset { mut files, pages, words, left_out } = typeset;
    if left_out.is_empty() {
        files.push(cache::record(&key, &files, &pages));
    }
    made(files, pages, words, left_out)
}

/// The books to make: one, or one in volumes; and perhaps the whole in large print.
struct Editions {
    /// The one with handouts, sheets and posters beside it.
    first: (Volume, Data),
    volumes: Vec<(Volume, Data)>,
    large: Option<Data>,
    /// Whether large print is wanted, even if it cannot be made.
    wants_large: bool,
}

impl Editions {
    fn new(
        request: &Request,
        of: &impl Fn(bool, Volume) -> Data,
        usable: &mut Usable,
        problems: &mut Diagnostics,
    ) -> Editions {
        let (linked, print) = (request.pages.linked, request.pages.linked.settings.print);
        let first = if print.volumes { Volume::Rest } else { Volume::All };
        let kinds = Kind::ALL
            .into_iter()
            .filter(|kind| print.volumes && linked.of_kind(*kind).next().is_some());
        let data = |volume| (volume, of(false, volume));
        let (first, volumes) = (data(first), kinds.map(Volume::Kind).map(data).collect::<Vec<_>>());
        for (_, data) in [&first].into_iter().chain(&volumes) {
            usable.book &= fits(request, data, problems);
        }
        // Large print has about twice the pages.
        let large = (print.large && usable.book).then(|| of(true, Volume::All));
        let large = large.filter(|data| fits(request, data, problems));
        Editions { first, volumes, large, wants_large: print.large }
    }

    fn all(&self) -> Vec<&Data> {
        let books = [&self.first].into_iter().chain(&self.volumes).map(|(_, data)| data);
        books.chain(&self.large).collect()
    }

    /// The paths of all expected PDFs.
    fn paths(&self, linked: &Linked) -> Vec<String> {
        let (_, data) = &self.first;
        let books = [&self.first].into_iter().chain(&self.volumes).map(|(volume, _)| volume.path());
        let large = self.wants_large.then(|| plan::LARGE_BOOK.to_string());
        let handouts = data.handouts.iter().map(|(view, _)| plan::handout(linked, *view));
        let posters = data.posters.iter().map(|(id, _)| plan::poster(linked, *id));
        let sheets = data.sheets.iter().map(|(id, _)| plan::sheet(linked, *id));
        books.chain(large).chain(handouts).chain(posters).chain(sheets).collect()
    }
}

/// More pages than this take gigabytes and minutes.
const MOST_PAGES: usize = 2_000;

/// Whether the book is small enough to be laid out. Estimated, since layout is what takes the time
/// and memory.
fn fits(request: &Request, data: &Data, problems: &mut Diagnostics) -> bool {
    let pages = page_estimate::pages(data);
    if pages <= MOST_PAGES {
        return true;
    }
    // Measured with `cargo bench --bench book`: 0.4 GB, plus 1 MB per page.
    let gigabytes = 0.4 + pages as f64 * 0.001;
    let pages = pages / 100 * 100;
    let message = format!(
        "the book would have about {pages} pages, and laying it out would need about {gigabytes:.0} GB of memory"
    );
    let help = "`print: {volumes: kind}` makes a book of each kind instead; `--no-pdf` builds without it; `book-too-large: off` under `rules:` makes it all the same";
    problems.push(Diagnostic::new(&BOOK_TOO_LARGE, handbook_position(request), message).help(help));
    problems.is_off(&BOOK_TOO_LARGE)
}

/// What is known before any layout.
struct Usable {
    all: bool,
    book: bool,
}

/// A key made from everything that determines the output.
fn key(shared: &Shared, all: &[&Data]) -> String {
    struct All<'a>(&'a Shared, Vec<u8>);
    impl std::hash::Hash for All<'_> {
        fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
            self.0.hash(hasher);
            self.1.hash(hasher);
        }
    }
    let one = |data: &&Data| {
        let posters: Vec<&Poster> = data.posters.iter().map(|(_, poster)| poster).collect();
        let handouts: Vec<&Handout> = data.handouts.iter().map(|(_, handout)| handout).collect();
        let sheets: Vec<&GuideSheet> = data.sheets.iter().map(|(_, sheet)| sheet).collect();
        serde_json::to_vec(&(&data.book, posters, handouts, sheets)).expect("texts serialise")
    };
    let mut bytes: Vec<u8> = all.iter().flat_map(one).collect();
    bytes.extend(env!("CARGO_PKG_VERSION").bytes());
    format!("{:032x}", typst::utils::hash128(&All(shared, bytes)))
}

/// Reports files in the theme that are not valid fonts. Returns whether all fonts are valid.
fn broken_fonts(request: &Request, shared: &Shared, problems: &mut Diagnostics) -> bool {
    for path in &shared.broken {
        let theme = &request.appearance.theme;
        let position = theme.position(path, 0, 0).unwrap_or_else(|| handbook_position(request));
        let message = format!("themes/{}/{path} is no font", theme.name);
        let help = "take it out, or put the font there once more; a font is a TTF or OTF file";
        problems.push(Diagnostic::new(&BAD_BOOK, position, message).help(help));
    }
    shared.broken.is_empty()
}

/// The position that describes the handbook as a whole.
fn handbook_position(request: &Request) -> Position {
    request.pages.linked.settings.title.position
}

struct Maker<'a> {
    request: &'a Request<'a>,
    shared: &'a Shared,
    progress: fn(&str),
    problems: RefCell<&'a mut Diagnostics>,
}

/// Font sizes for handouts, in points: the largest with which everything fits on one page is used.
const HANDOUT_SIZES: &[f64] = &[14.0, 13.0, 12.0, 11.0, 10.0, 9.0];

/// At most this many small documents are processed at a time.
const FEW: usize = 64;

/// The PDFs, the page of each place in the book, and the words of its pages.
#[derive(Default)]
struct Typeset {
    files: Vec<OutFile>,
    pages: BTreeMap<String, u32>,
    words: Vec<String>,
    left_out: Vec<String>,
}

/// The book alone, laid out.
struct LaidOut {
    document: PagedDocument,
    places: Places,
}

impl Maker<'_> {
    /// Everything, one book after the other.
    fn typeset(&self, editions: Editions, usable: &Usable) -> Typeset {
        let Editions { first: (volume, data), volumes, large, wants_large } = editions;
        let mut out = self.book(data, usable.book, volume);
        if !volumes.is_empty() {
            // A page number would need the name of its volume beside it.
            out.pages.clear();
        }
        for (volume, data) in volumes {
            self.volume(&data, &volume.path(), usable.book, &mut out);
        }
        match large {
            Some(mut data) => {
                let linked = self.request.pages.linked;
                data.book
                    .handouts
                    .retain(|given| !out.left_out.contains(&plan::handout(linked, given.of)));
                self.volume(&data, plan::LARGE_BOOK, usable.book, &mut out);
            }
            None if wants_large => out.left_out.push(plan::LARGE_BOOK.to_string()),
            None => {}
        }
        out
    }

    /// The first book, and what is given away beside it.
    fn book(&self, mut data: Data, with_book: bool, first: Volume) -> Typeset {
        let linked = self.request.pages.linked;
        let mut out = Typeset { left_out: self.size_handouts(&mut data), ..Typeset::default() };
        let pages = if with_book { self.lay_out(&data) } else { None };
        (self.progress)("writing the PDFs");
        let standard = self.standard();
        let written = || {
            let LaidOut { document, places } = pages?;
            let names = names(linked, &data.print);
            let pdf = typeset::pdf(&document, "handbook", standard, &names);
            let words = page_checks::words(&document);
            // Before the file is read again to make it smaller: both need much memory.
            drop(document);
            Some((pdf.map(compact), words, places))
        };
        // Not at the same time: both need much memory.
        let book = written();
        typeset::forget();
        let sheets = sheets(self.shared, linked, &data, standard);
        let position = handbook_position(self.request);
        match book.and_then(|(pdf, words, places)| {
            Some((self.good(pdf, "the book", position)?, words, places))
        }) {
            Some((pdf, words, places)) => {
                out.files.push(OutFile::new(first.path(), pdf));
                out.pages = places.into_iter().map(|(id, (page, ..))| (id, page as u32)).collect();
                out.words = words;
            }
            None => out.left_out.push(first.path()),
        }
        for sheet in sheets {
            match self.sheet(sheet.made, sheet.what, sheet.position) {
                Some(pdf) => out.files.push(OutFile::new(sheet.path, pdf)),
                None => out.left_out.push(sheet.path),
            }
        }
        out.files.sort_by(|a, b| a.path.cmp(&b.path));
        out.left_out.sort();
        out
    }

    /// Adds one more book: a volume, or the whole in large print.
    fn volume(&self, data: &Data, path: &str, is_good: bool, out: &mut Typeset) {
        typeset::forget();
        (self.progress)(path);
        let linked = self.request.pages.linked;
        let laid = if is_good { self.lay_out(data) } else { None };
        let pdf = laid.and_then(|LaidOut { document, .. }| {
            let names = names(linked, &data.print);
            let name = path.trim_end_matches(".pdf");
            let pdf = typeset::pdf(&document, name, self.standard(), &names);
            drop(document);
            self.good(pdf.map(compact), "the book", handbook_position(self.request))
        });
        match pdf {
            Some(pdf) => out.files.push(OutFile::new(path, pdf)),
            None => out.left_out.push(path.to_string()),
        }
        out.files.sort_by(|a, b| a.path.cmp(&b.path));
        out.left_out.sort();
    }

    /// `None`: it cannot be made, which has been reported.
    fn lay_out(&self, data: &Data) -> Option<LaidOut> {
        let bytes = serde_json::to_vec(&data.book).expect("texts serialise");
        let position = handbook_position(self.request);
        let guess = page_estimate::places(data);
        let settled =
            typeset::settled(self.shared, "book.typ", &bytes, &data.wanted, guess, self.progress);
        let (document, places) = self.good(settled, "the book", position)?;
        self.nothing_dead(data, &places)?;
        (self.progress)("running heads");
        let document = self.good(
            running_heads::with_heads(self.shared, data, &document, &places),
            "the book",
            position,
        )?;
        typeset::forget();
        let owners = owners(self.request.pages.linked, &data.print);
        self.judge(page_checks::faults(&document), "the book", |page| {
            section_on(page, data, &places).and_then(|id| owners.get(id.as_str()).copied())
        })?;
        Some(LaidOut { document, places })
    }

    fn sheet(
        &self,
        made: Result<Laid, Failure>,
        what: &'static str,
        position: Position,
    ) -> Option<Vec<u8>> {
        let laid = self.good(made, what, position)?;
        self.judge(laid.faults, what, |_| Some(position.file))?;
        self.good(laid.pdf, what, position)
    }

    /// Where the author accepts characters that no font has, the PDF must do without the standard
    /// that requires them.
    fn standard(&self) -> Standard {
        if self.problems.borrow().is_off(&MISSING_GLYPH) {
            Standard::Ua1IfPossible
        } else {
            Standard::Ua1
        }
    }

    /// Returns the result, or reports why there is none. `position`: where the author should look,
    /// if nothing better is known.
    fn good<T>(&self, result: Result<T, Failure>, what: &str, position: Position) -> Option<T> {
        let theme = &self.request.appearance.theme;
        let (name, mut position) = (&theme.name, position);
        let (message, help) = match result {
            Ok(good) => return Some(good),
            Err(Failure::Template(words, line)) => {
                position = line
                    .and_then(|(path, line)| theme.position(&path, line, 1))
                    .unwrap_or(position);
                let help = "compare the theme's files in book/ with those of themes/default; `--no-pdf` builds without the book";
                (format!("{what} cannot be typeset with the theme `{name}`: {words}"), help)
            }
            Err(Failure::Panic(words)) => (
                format!("the typesetter crashed while laying out {what}: {words}"),
                "this is no fault of yours; `--no-pdf` builds without the book",
            ),
            Err(Failure::Unstable) => (
                format!("the page numbers of {what} do not settle with the theme `{name}`"),
                "a template may not let the length of a page number decide what stands on a page",
            ),
        };
        self.problems.borrow_mut().push(Diagnostic::new(&BAD_BOOK, position, message).help(help));
        None
    }

    /// Checks that every reference has its place.
    fn nothing_dead(&self, data: &Data, places: &Places) -> Option<()> {
        let dead: Vec<&str> = data
            .referred
            .iter()
            .map(String::as_str)
            .filter(|id| !places.contains_key(*id))
            .collect();
        if dead.is_empty() {
            return Some(());
        }
        let message =
            format!("the book refers to places that it does not have: {}", dead.join(", "));
        let problem = Diagnostic::new(&BAD_BOOK, handbook_position(self.request), message);
        self.problems
            .borrow_mut()
            .push(problem.help("a template of the theme leaves out an `anchor`"));
        None
    }

    /// Reports what the page checks found. `None`: the document cannot be used, unless the author
    /// turned the code off.
    fn judge(
        &self,
        faults: Vec<Fault>,
        what: &str,
        owner: impl Fn(usize) -> Option<FileId>,
    ) -> Option<()> {
        let mut problems = self.problems.borrow_mut();
        let mut usable = true;
        for fault in faults {
            let problem = self.problem(&fault, what, owner(fault.page));
            usable &= problems.is_off(problem.code);
            // Characters without a font are reported where they are written.
            if fault.wrong != Wrong::NoGlyph {
                problems.push(problem);
            }
        }
        usable.then_some(())
    }

    fn problem(&self, fault: &Fault, what: &str, owner: Option<FileId>) -> Diagnostic {
        let words: String = fault.text.replace('\u{200b}', "").chars().take(30).collect();
        // The words are somewhere in the file to which the page belongs.
        let begin: String = words.trim().chars().take(15).collect();
        let first = |file| Position::new(file, 1, 1);
        let position = owner.map(|file| {
            self.request.sources.find_after(first(file), &begin).unwrap_or(first(file))
        });
        let position = position.unwrap_or_else(|| handbook_position(self.request));
        let page = fault.page;
        let (code, message) = match fault.wrong {
            Wrong::OffPaper => {
                (&BOOK_OVERFLOW, format!("`{words}` runs off the paper on page {page} of {what}"))
            }
            Wrong::Overprint => (
                &BOOK_OVERFLOW,
                format!("`{words}` is printed over other words on page {page} of {what}"),
            ),
            Wrong::NoGlyph => {
                (&MISSING_GLYPH, format!("no font of the book has all letters of `{words}`"))
            }
        };
        Diagnostic::new(code, position, message)
            .help("shorten it, or break it into parts; `--no-pdf` builds without the book")
    }

    /// Finds the largest font size with which each handout fits on its page. Handouts that need two
    /// pages are removed from the data and their paths returned.
    fn size_handouts(&self, data: &mut Data) -> Vec<String> {
        (self.progress)("handouts");
        let sized = few_at_once(&data.handouts, |(_, handout)| largest(self.shared, data, handout));
        let (mut good, mut left_out) = (Vec::new(), Vec::new());
        for (sized, (id, mut handout)) in sized.into_iter().zip(std::mem::take(&mut data.handouts))
        {
            let position = title_of(self.request.pages.linked, id);
            let laid = match sized {
                Some((size, laid)) => {
                    handout.size = size;
                    self.good(laid, "a handout", position)
                }
                None => {
                    let message =
                        format!("the handout `{}` needs more than one page", handout.title);
                    let problem = Diagnostic::new(&BOOK_OVERFLOW, position, message);
                    let help = "write fewer or shorter items under `do`, `do_not` and `ask_first`";
                    self.problems.borrow_mut().push(problem.help(help));
                    None
                }
            };
            match laid {
                Some(()) => good.push((id, handout)),
                None => left_out.push(plan::handout(self.request.pages.linked, id)),
            }
        }
        data.handouts = good;
        let made: BTreeSet<View> = data.handouts.iter().map(|(view, _)| *view).collect();
        data.book.handouts.retain(|given| made.contains(&given.of));
        left_out
    }
}

/// Takes out the posters that nobody could read, and returns their paths; says which would need
/// a larger sheet than there is.
fn legible_posters(linked: &Linked, data: &mut Data, problems: &mut Diagnostics) -> Vec<String> {
    let mut left_out = Vec::new();
    data.posters.retain(|(id, poster)| {
        let (guide, points) = (linked.guide(*id), poster.wall.points);
        if points >= poster::WALL {
            return true;
        }
        let is_legible = points >= poster::LEAST;
        let what = if is_legible { "can only be read from nearby" } else { "cannot be read, and is left out" };
        let message = format!(
            "the poster of `{}` {what}: on the largest sheet its words have {points:.1} pt",
            guide.id
        );
        let help = "let a part of the guide be a guide of its own (`go: guide:NAME`); the sheet beside it has all of it at the size of a book";
        problems.push(
            Diagnostic::new(&BOOK_OVERFLOW, guide.common.title.position, message).help(help),
        );
        if !is_legible {
            left_out.push(plan::poster(linked, *id));
        }
        is_legible
    });
    left_out
}

/// Processes all items, in batches if there are many: what Typst caches for one batch is of no use
/// to the next.
fn few_at_once<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    let portions = items.chunks(FEW).enumerate();
    let made = portions.flat_map(|(at, few)| {
        if at > 0 {
            typst::comemo::evict(0);
        }
        parallel::map(few, &work)
    });
    made.collect()
}

/// The largest font size with which a handout fits on its page, or the failure that prevented
/// trying. `None`: none is small enough.
fn largest(shared: &Shared, data: &Data, handout: &Handout) -> Option<(f64, Result<(), Failure>)> {
    HANDOUT_SIZES.iter().find_map(|size| {
        let mut handout = handout.clone();
        handout.size = *size;
        match typeset::once(shared, "handout.typ", &handout_bytes(data, &handout), &Places::new()) {
            Ok(document) if document.pages().len() > 1 => None,
            other => Some((*size, other.map(|_| ()))),
        }
    })
}

/// A PDF beside the book.
struct Sheet {
    path: String,
    /// What it is, for messages: with the same name for all, a mistake in their template is one
    /// problem.
    what: &'static str,
    /// Where an author can fix it.
    position: Position,
    made: Result<Laid, Failure>,
}

/// A sheet that was laid out.
struct Laid {
    faults: Vec<Fault>,
    pdf: Result<Vec<u8>, Failure>,
}

/// The handouts, then the posters.
fn sheets(shared: &Shared, linked: &Linked, data: &Data, standard: Standard) -> Vec<Sheet> {
    let made = |template: &str, bytes: &[u8], name: &str| {
        let document = typeset::once(shared, template, bytes, &Places::new())?;
        Ok(Laid {
            faults: page_checks::faults(&document),
            pdf: typeset::pdf(&document, name, standard, &Names::new()).map(compact),
        })
    };
    let handout = |(view, handout): &(View, Handout)| {
        let path = plan::handout(linked, *view);
        let made = made("handout.typ", &handout_bytes(data, handout), &path);
        Sheet { path, what: "a handout", position: title_of(linked, *view), made }
    };
    let sheet = |(id, sheet): &(GuideId, GuideSheet)| {
        let path = plan::sheet(linked, *id);
        let made = made("sheet.typ", &serde_json::to_vec(sheet).expect("texts serialise"), &path);
        Sheet { path, what: "a sheet", position: linked.guide(*id).common.title.position, made }
    };
    let poster = |(id, poster): &(GuideId, Poster)| {
        let path = plan::poster(linked, *id);
        let made = made("poster.typ", &serde_json::to_vec(poster).expect("texts serialise"), &path);
        Sheet { path, what: "a poster", position: linked.guide(*id).common.title.position, made }
    };
    few_at_once(&data.handouts, handout)
        .into_iter()
        .chain(few_at_once(&data.posters, poster))
        .chain(few_at_once(&data.sheets, sheet))
        .collect()
}

/// Where the title of a page is written.
fn title_of(linked: &Linked, view: View) -> Position {
    match view {
        View::Entry(id) => linked.entry(id).common.title.position,
        View::Page(id) => linked.page(id).common.title.position,
        _ => linked.settings.title.position,
    }
}

/// The data of a handout by itself: its own, and what concerns the whole book.
fn handout_bytes(data: &Data, handout: &Handout) -> Vec<u8> {
    let sheet = HandoutSheet { common: data.book.common.for_sheets(), handout };
    serde_json::to_vec(&sheet).expect("texts serialise")
}

/// The names of pages in the book: the kind and the id, and the id alone where no other page has it.
fn names(linked: &Linked, print: &Plan) -> Names {
    let short = |view: &View| match view {
        View::Entry(id) => Some(linked.entry(*id).id.clone()),
        View::Guide(id) => Some(linked.guide(*id).id.clone()),
        View::Page(id) => Some(linked.page(*id).path.clone()),
        _ => None,
    };
    let mut uses: HashMap<String, usize> = HashMap::new();
    let anchors: BTreeSet<&str> =
        print.pages.iter().filter_map(|view| print.anchor(*view)).collect();
    for name in print.pages.iter().filter_map(short) {
        *uses.entry(name).or_default() += 1;
    }
    let named = print.pages.iter().filter_map(|view| {
        let anchor = print.anchor(*view)?.to_string();
        let alone = short(view).filter(|name| uses[name] == 1 && !anchors.contains(name.as_str()));
        Some((anchor.clone(), std::iter::once(anchor).chain(alone).collect()))
    });
    named.collect()
}

/// The file in which an author can fix each section, by the section's id.
fn owners(linked: &Linked, print: &Plan) -> HashMap<String, FileId> {
    let file = |view: &View| match view {
        View::Entry(id) | View::Compare(id) => Some(linked.entry(*id).file),
        View::Guide(id) => Some(linked.guide(*id).file),
        View::Page(id) => Some(linked.page(*id).file),
        _ => None,
    };
    print
        .pages
        .iter()
        .filter_map(|view| Some((print.anchor(*view)?.to_string(), file(view)?)))
        .collect()
}

/// The last section that begins on or before a page.
fn section_on(page: usize, data: &Data, places: &Places) -> Option<String> {
    let all =
        data.chapters.iter().flat_map(|it| it.sections.iter().map(|it| &it.id).chain([&it.id]));
    let begun = all
        .filter_map(|id| places.get(id).map(|place| (place, id)))
        .filter(|(place, _)| place.0 <= page);
    begun
        .max_by(|(a, _), (b, _)| a.partial_cmp(b).expect("places are numbers"))
        .map(|(_, id)| id.clone())
}
