//! Make: the whole book, one step a line.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::civil::Date;
use serde_json::Value;
use typst::foundations::Bytes;
use typst::visualize::{ExchangeFormat, RasterImage, SvgImage};

use super::data::{self, Data};
use super::gates::{self, Fault, Wrong};
use super::typeset::{self, Failure, Places};
use super::world::Shared;
use super::{BAD_BOOK, BOOK_OVERFLOW, MISSING_GLYPH, glyphs, guess, heads, kept};
use crate::link::{Destination, EntryId, GuideId, Linked};
use crate::par;
use crate::plan::{BookPages, Plan, View};
use crate::problems::{FileId, Place, Problem, Problems, SourceMap};
use crate::read::UNREADABLE_FILE;
use crate::read::markdown::Kind;
use crate::render::{Look, OutFile};

/// What a book is made of.
pub struct Request<'a> {
    pub linked: &'a Linked,
    /// The plan of the site.
    pub plan: &'a Plan,
    pub look: &'a Look,
    pub today: Date,
    pub sources: &'a SourceMap,
    /// The files of an earlier build, which may still be good.
    pub earlier: &'a [OutFile],
    /// Is told what is being done, for people who wait.
    pub progress: fn(&str),
}

/// A finished book.
pub struct Made {
    pub files: Vec<OutFile>,
    pub pages: BookPages,
    /// The words on each page of the book, line by line; none where an earlier book is used again.
    pub words: Vec<String>,
}

/// Makes the PDFs. `None`: something in `problems` stands in the way.
pub fn make(request: &Request, problems: &mut Problems) -> Option<Made> {
    let pictures = pictures(request, problems);
    let shared = Shared::new(request.look.theme(), request.linked, &pictures);
    broken_fonts(&shared, problems);
    let theme = &request.look.theme().name;
    glyphs::check(request.linked, request.sources, theme, &|c| shared.covers(c), problems);
    if problems.any_errors() {
        return None;
    }
    let data = data::data(request, &shared.families);
    let key = key(&shared, &data);
    let print = data.print.clone();
    if let Some((mut files, pages)) = kept::same(&key, request.earlier) {
        files.push(kept::record(&key, &files, &pages));
        return Some(Made { files, pages: BookPages::new(&print, pages), words: Vec::new() });
    }
    // What an earlier book left in memory.
    typst::comemo::evict(0);
    let maker = Maker { request, shared: &shared, problems: RefCell::new(problems) };
    let Typeset { mut files, pages, words } = maker.typeset(data)?;
    files.push(kept::record(&key, &files, &pages));
    Some(Made { files, pages: BookPages::new(&print, pages), words })
}

/// All that decides how the book comes out.
fn key(shared: &Shared, data: &Data) -> String {
    struct All<'a>(&'a Shared, Vec<u8>);
    impl std::hash::Hash for All<'_> {
        fn hash<H: std::hash::Hasher>(&self, hasher: &mut H) {
            self.0.hash(hasher);
            self.1.hash(hasher);
        }
    }
    let posters: Vec<&Value> = data.posters.iter().map(|(_, value)| value).collect();
    let bytes = serde_json::to_vec(&(&data.book, posters, env!("CARGO_PKG_VERSION"))).expect("texts serialise");
    format!("{:032x}", typst::utils::hash128(&All(shared, bytes)))
}

/// The pictures that texts show. One that cannot be read is reported where it is named.
fn pictures(request: &Request, problems: &mut Problems) -> BTreeSet<String> {
    let mut shown: BTreeMap<&str, Place> = BTreeMap::new();
    for prose in request.linked.proses() {
        prose.walk(&mut |node| {
            if let Kind::Image { from, .. } = &node.kind
                && let Destination::File(path) = &from.to
            {
                shown.entry(path).or_insert(node.place);
            }
        });
    }
    let mut good = BTreeSet::new();
    for (path, place) in shown {
        let Some(copied) = request.linked.copied.iter().find(|copied| copied.path == path) else { continue };
        match picture(path, &copied.bytes) {
            Ok(()) => {
                good.insert(path.to_string());
            }
            Err(why) => {
                let problem =
                    Problem::new(&UNREADABLE_FILE, place, format!("the picture `content/{}` cannot be read: {why}", copied.source));
                problems.push(problem.help("save it anew as SVG, PNG, JPEG, GIF or WebP, with the ending that goes with it"));
            }
        }
    }
    good
}

fn picture(path: &str, bytes: &std::sync::Arc<[u8]>) -> Result<(), String> {
    let data = Bytes::new(bytes.to_vec());
    let read = catch_unwind(AssertUnwindSafe(|| match ExchangeFormat::detect(&data) {
        Some(format) => RasterImage::plain(data, format).map_err(|error| error.to_string()).and_then(|_| goes_with(path, format)),
        None => SvgImage::new(data).map(|_| ()).map_err(|_| "it is none of the kinds of pictures that a book can show".to_string()),
    }));
    read.unwrap_or_else(|_| Err("it is damaged".into()))
}

/// The typesetter believes the ending of a name, and so do browsers.
fn goes_with(path: &str, format: ExchangeFormat) -> Result<(), String> {
    let (kind, endings): (_, &[&str]) = match format {
        ExchangeFormat::Png => ("a PNG", &["png"]),
        ExchangeFormat::Jpg => ("a JPEG", &["jpg", "jpeg"]),
        ExchangeFormat::Gif => ("a GIF", &["gif"]),
        ExchangeFormat::Webp => ("a WebP", &["webp"]),
    };
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    if endings.contains(&ending.as_str()) { Ok(()) } else { Err(format!("it is {kind}, and its name ends in `.{ending}`")) }
}

fn broken_fonts(shared: &Shared, problems: &mut Problems) {
    for path in &shared.broken {
        let problem = Problem::new(&UNREADABLE_FILE, None, format!("the theme's `{path}` is no font"));
        problems.push(problem.help("take it out, or put the font there once more; a font is a TTF or OTF file"));
    }
}

struct Maker<'a> {
    request: &'a Request<'a>,
    shared: &'a Shared,
    problems: RefCell<&'a mut Problems>,
}

/// Letters on a handout have this size, in points, or the next smaller with which all fits on one page.
const HANDOUT_SIZES: &[f64] = &[14.0, 13.0, 12.0, 11.0, 10.0, 9.0];

/// So many small documents are in the works at a time.
const FEW: usize = 64;

/// The PDFs, on which page of the book what stands, and the words of its pages.
struct Typeset {
    files: Vec<OutFile>,
    pages: BTreeMap<String, u32>,
    words: Vec<String>,
}

impl Maker<'_> {
    fn typeset(&self, mut data: Data) -> Option<Typeset> {
        self.size_handouts(&mut data)?;
        let bytes = serde_json::to_vec(&data.book).expect("texts serialise");
        let guess = guess::places(&data);
        let settled = typeset::settled(self.shared, "book.typ", &bytes, &data.wanted, guess, self.request.progress);
        let (document, places) = self.good(settled, "the book")?;
        self.nothing_dead(&data, &places)?;
        (self.request.progress)("running heads");
        let document = self.good(heads::with_heads(self.shared, &data, &document, &places), "the book")?;
        typeset::forget_large(&bytes);
        let owners = owners(self.request.linked, &data.print);
        self.judge(gates::faults(&document), "the book", |page| {
            section_on(page, &data, &places).and_then(|id| owners.get(id.as_str()).copied())
        })?;
        (self.request.progress)("writing the PDFs");
        let ((book, words), sheets) = par::join(
            || (typeset::pdf(&document, "handbook"), gates::words(&document)),
            || sheets(self.shared, self.request.linked, &data, &places),
        );
        let mut files = vec![OutFile::new("handbook.pdf", self.good(book, "the book")?)];
        for sheet in sheets {
            let laid = self.good(sheet.made, sheet.what)?;
            self.judge(laid.faults, sheet.what, |_| Some(sheet.file))?;
            files.push(OutFile::new(sheet.path.as_str(), self.good(laid.pdf, sheet.what)?));
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let pages = places.into_iter().map(|(id, (page, ..))| (id, page as u32)).collect();
        Some(Typeset { files, pages, words })
    }

    /// What was made, or the problem why not.
    fn good<T>(&self, result: Result<T, Failure>, what: &str) -> Option<T> {
        let theme = &self.request.look.theme().name;
        let (message, help) = match result {
            Ok(good) => return Some(good),
            Err(Failure::Template(words)) => {
                let help = "compare the theme's files in book/ with those of themes/default; `--no-pdf` builds without the book";
                (format!("{what} cannot be typeset with the theme `{theme}`: {words}"), help)
            }
            Err(Failure::Panic(words)) => {
                (format!("the typesetter broke down over {what}: {words}"), "this is no fault of yours; `--no-pdf` builds without the book")
            }
            Err(Failure::Unstable) => (
                format!("the page numbers of {what} do not settle with the theme `{theme}`"),
                "a template may not let the length of a page number decide what stands on a page",
            ),
        };
        self.problems.borrow_mut().push(Problem::new(&BAD_BOOK, None, message).help(help));
        None
    }

    /// Every reference has its place.
    fn nothing_dead(&self, data: &Data, places: &Places) -> Option<()> {
        let dead: Vec<&str> = data.referred.iter().map(String::as_str).filter(|id| !places.contains_key(*id)).collect();
        if dead.is_empty() {
            return Some(());
        }
        let message = format!("the book refers to places that it does not have: {}", dead.join(", "));
        self.problems.borrow_mut().push(Problem::new(&BAD_BOOK, None, message).help("a template of the theme leaves out an `anchor`"));
        None
    }

    /// Reports what the gates found. `None`: it stops the build.
    fn judge(&self, faults: Vec<Fault>, what: &str, owner: impl Fn(usize) -> Option<FileId>) -> Option<()> {
        let mut problems = self.problems.borrow_mut();
        for fault in faults {
            problems.push(self.problem(&fault, what, owner(fault.page)));
        }
        (!problems.any_errors()).then_some(())
    }

    fn problem(&self, fault: &Fault, what: &str, owner: Option<FileId>) -> Problem {
        let words: String = fault.text.replace('\u{200b}', "").chars().take(30).collect();
        // The words stand somewhere in the file to which the page belongs.
        let begin: String = words.trim().chars().take(15).collect();
        let place = owner.map(|file| self.request.sources.find_after(Place::new(file, 1, 1), &begin).unwrap_or(Place::file(file)));
        let page = fault.page;
        let (code, message) = match fault.wrong {
            Wrong::OffPaper => (&BOOK_OVERFLOW, format!("`{words}` runs off the paper on page {page} of {what}")),
            Wrong::Overprint => (&BOOK_OVERFLOW, format!("`{words}` is printed over other words on page {page} of {what}")),
            Wrong::NoGlyph => (&MISSING_GLYPH, format!("no font of the book has all letters of `{words}`, on page {page} of {what}")),
        };
        Problem::new(code, place, message).help("shorten it, or break it into parts; `--no-pdf` builds without the book")
    }

    /// Finds the largest letters with which each handout fits on its page.
    fn size_handouts(&self, data: &mut Data) -> Option<()> {
        (self.request.progress)("handouts");
        let sized = few_at_once(&data.handouts, |(_, value)| largest(self.shared, data, value));
        let mut whole = Some(());
        for (sized, (id, value)) in sized.into_iter().zip(&mut data.handouts) {
            match sized {
                Some((size, laid)) => {
                    value["size"] = size.into();
                    whole = whole.and(self.good(laid, "a handout"));
                }
                None => {
                    let entry = self.request.linked.entry(*id);
                    let message = format!("the handout of `{}` needs more than one page", entry.id);
                    let problem = Problem::new(&BOOK_OVERFLOW, entry.common.title.place, message);
                    self.problems.borrow_mut().push(problem.help("write fewer or shorter items under `do`, `do_not` and `ask_first`"));
                    whole = self.problems.borrow().any_errors().then_some(()).map_or(whole, |()| None);
                }
            }
        }
        data.book["handouts"] = data.handouts.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>().into();
        whole
    }
}

/// Works on all items, and on many in portions: what Typst remembers of one portion is of no use to the next.
fn few_at_once<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    let portions = items.chunks(FEW).enumerate();
    let made = portions.flat_map(|(at, few)| {
        if at > 0 {
            typst::comemo::evict(0);
        }
        par::map(few, &work)
    });
    made.collect()
}

/// The largest letters with which a handout fits on its page, or what stands in the way of trying. `None`: none is small enough.
fn largest(shared: &Shared, data: &Data, handout: &Value) -> Option<(f64, Result<(), Failure>)> {
    HANDOUT_SIZES.iter().find_map(|size| {
        let mut handout = handout.clone();
        handout["size"] = (*size).into();
        match typeset::once(shared, "handout.typ", &handout_bytes(data, &handout), &Places::new()) {
            Ok(document) if document.pages().len() > 1 => None,
            other => Some((*size, other.map(|_| ()))),
        }
    })
}

/// A PDF beside the book.
struct Sheet {
    path: String,
    /// What it is, for messages: with one name for all, a slip in their template is one problem.
    what: &'static str,
    /// Where an author can mend it.
    file: FileId,
    made: Result<Laid, Failure>,
}

/// A sheet that could be laid out.
struct Laid {
    faults: Vec<Fault>,
    pdf: Result<Vec<u8>, Failure>,
}

/// The handouts, then the posters.
fn sheets(shared: &Shared, linked: &Linked, data: &Data, places: &Places) -> Vec<Sheet> {
    let made = |template: &str, bytes: &[u8], places: &Places, name: &str| {
        let document = typeset::once(shared, template, bytes, places)?;
        Ok(Laid { faults: gates::faults(&document), pdf: typeset::pdf(&document, name) })
    };
    let handout = |(id, value): &(EntryId, Value)| {
        let path = format!("handouts/{}.pdf", value["name"].as_str().unwrap_or_default());
        let made = made("handout.typ", &handout_bytes(data, value), places, &path);
        Sheet { path, what: "a handout", file: linked.entry(*id).file, made }
    };
    let poster = |(id, value): &(GuideId, Value)| {
        let guide = linked.guide(*id);
        let path = format!("poster-{}.pdf", guide.id);
        let bytes = serde_json::to_vec(value).expect("texts serialise");
        let made = made("poster.typ", &bytes, &Places::new(), &path);
        Sheet { path, what: "a poster", file: guide.file, made }
    };
    few_at_once(&data.handouts, handout).into_iter().chain(few_at_once(&data.posters, poster)).collect()
}

/// The data of a handout by itself: its own, and what concerns the whole book.
fn handout_bytes(data: &Data, handout: &Value) -> Vec<u8> {
    let book = &data.book;
    let value = serde_json::json!({"meta": book["meta"], "words": book["words"], "wanted": {}, "handout": handout});
    serde_json::to_vec(&value).expect("texts serialise")
}

/// By the id of a section: the file in which an author can mend it.
fn owners(linked: &Linked, print: &Plan) -> HashMap<String, FileId> {
    let file = |view: &View| match view {
        View::Entry(id) | View::Compare(id) => Some(linked.entry(*id).file),
        View::Guide(id) => Some(linked.guide(*id).file),
        View::Page(id) => Some(linked.page(*id).file),
        _ => None,
    };
    print.pages.iter().filter_map(|view| Some((print.anchor(*view)?.to_string(), file(view)?))).collect()
}

/// The last section that begins on or before a page.
fn section_on(page: usize, data: &Data, places: &Places) -> Option<String> {
    let all = data.sections.iter().chain(&data.chapters);
    let begun = all.filter_map(|(id, _)| places.get(id).map(|place| (place, id))).filter(|(place, _)| place.0 <= page);
    begun.max_by(|(a, _), (b, _)| a.partial_cmp(b).expect("places are numbers")).map(|(_, id)| id.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_has_the_ending_of_its_kind() {
        for path in ["files/a.jpg", "files/b.JPEG", "files/a.b.jpg"] {
            assert_eq!(goes_with(path, ExchangeFormat::Jpg), Ok(()), "{path}");
        }
        assert_eq!(goes_with("files/a.png", ExchangeFormat::Jpg), Err("it is a JPEG, and its name ends in `.png`".into()));
        assert!(goes_with("files/a", ExchangeFormat::Webp).is_err());
    }
}
