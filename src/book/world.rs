//! World: everything that Typst may see. Files in memory and the fonts of the theme; no disk, no
//! packages, no clock.
//!
//! In:   the theme's files below `book/`, the handbook's pictures, and the data of one document.
//! Out:  a [`World`] that Typst compiles.

use std::collections::HashMap;
use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{DiagSpan, FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, FontStyle};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World, WorldExt};

use super::pictures::Pictures;
use crate::appearance::Theme;
use crate::chart::{Fonts, Weight};

/// Fonts are recognised by their extensions.
const FONTS: &[&str] = &[".ttf", ".otf", ".ttc", ".otc"];

/// What all documents of a handbook share.
pub(super) struct Shared {
    library: LazyHash<Library>,
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
    files: HashMap<FileId, Bytes>,
    sources: HashMap<FileId, Source>,
    /// The font files that are not valid fonts.
    pub broken: Vec<String>,
    /// The families of the theme's own fonts, for what the built-in ones lack.
    pub families: Vec<String>,
}

impl Shared {
    pub(super) fn new(theme: &Theme, language: &str, pictures: Pictures) -> Shared {
        let mut out = Shared {
            library: LazyHash::new(
                Library::builder()
                    .with_features([Feature::A11yExtras].into_iter().collect())
                    .build(),
            ),
            fonts: Vec::new(),
            book: LazyHash::new(FontBook::new()),
            files: HashMap::new(),
            sources: HashMap::new(),
            broken: Vec::new(),
            families: Vec::new(),
        };
        let own_fonts =
            theme.paths_in("fonts/").into_iter().filter(|path| theme.is_own(path) && is_font(path));
        for path in own_fonts {
            out.font(path, theme.bytes(path).unwrap_or_default(), true);
        }
        for path in theme.paths_in("book/") {
            let Some(bytes) = theme.bytes(path) else { continue };
            let inside = &path["book/".len()..];
            if is_font(path) {
                out.font(path, bytes, theme.is_own(path));
            } else if let (true, Ok(text)) = (inside.ends_with(".typ"), std::str::from_utf8(bytes))
            {
                let id = id(inside);
                out.sources.insert(id, Source::new(id, text.to_string()));
            } else {
                out.files.insert(id(inside), Bytes::new(bytes.to_vec()));
            }
        }
        // Only pictures that are used: file names stay in memory for the life of the program.
        for (path, bytes) in pictures {
            out.files.insert(id(&format!("content/{path}")), Bytes::new(Shelf(bytes)));
        }
        // A font collection has a face for each language that draws the same characters in its own
        // way.
        let wanted = face_of(language);
        out.families.sort_by_key(|family| !wanted.is_some_and(|ending| family.ends_with(ending)));
        out.families.dedup();
        out.book = LazyHash::new(FontBook::from_fonts(&out.fonts));
        out
    }

    fn font(&mut self, path: &str, bytes: &[u8], own: bool) {
        let before = self.fonts.len();
        self.fonts.extend(Font::iter(Bytes::new(bytes.to_vec())));
        if self.fonts.len() == before {
            self.broken.push(path.to_string());
        }
        if own {
            self.families.extend(
                self.fonts[before..].iter().map(|font| font.info().family.as_str().to_string()),
            );
        }
    }

    /// Whether any font has a glyph for this character.
    pub(super) fn covers(&self, c: char) -> bool {
        (0..self.fonts.len())
            .any(|at| self.book.info(at).is_some_and(|info| info.coverage.contains(c as u32)))
    }

    /// The advance widths in the fonts of these families; the first family that has a character
    /// decides.
    pub(super) fn widths(&self, families: &[String]) -> Fonts {
        let face = |family: &String, bold: bool| {
            let mine = self
                .fonts
                .iter()
                .filter(|font| font.info().family.as_str().eq_ignore_ascii_case(family));
            let upright = mine.filter(|font| font.info().variant.style == FontStyle::Normal);
            let wanted = if bold { 700 } else { 400 };
            let best = upright
                .min_by_key(|font| font.info().variant.weight.to_number().abs_diff(wanted))?;
            Some((
                if bold { Weight::Bold } else { Weight::Regular },
                best.data().as_slice(),
                best.index(),
            ))
        };
        Fonts::new(
            families.iter().flat_map(|family| [face(family, false), face(family, true)]).flatten(),
        )
    }

    /// Everything but its data that determines how a document looks, to detect changes.
    pub(super) fn hash(&self, hasher: &mut impl std::hash::Hasher) {
        use std::hash::Hash;
        let mut sources: Vec<_> = self
            .sources
            .iter()
            .map(|(id, source)| (id.get().vpath().get_with_slash().to_string(), source.text()))
            .collect();
        sources.sort();
        sources.hash(hasher);
        let mut files: Vec<_> = self
            .files
            .iter()
            .map(|(id, bytes)| (id.get().vpath().get_with_slash().to_string(), bytes.as_slice()))
            .collect();
        files.sort();
        files.hash(hasher);
        self.fonts.iter().for_each(|font| font.data().as_slice().hash(hasher));
    }
}

fn is_font(path: &str) -> bool {
    FONTS.iter().any(|ending| path.to_lowercase().ends_with(ending))
}

/// The suffix of family names in collections of Chinese, Japanese and Korean fonts, by language
/// tag.
fn face_of(language: &str) -> Option<&'static str> {
    match language.to_lowercase().as_str() {
        "zh-hk" | "zh-mo" | "zh-hant-hk" => Some(" HK"),
        "zh-tw" | "zh-hant" | "zh-hant-tw" => Some(" TC"),
        language => match language.split('-').next() {
            Some("zh") => Some(" SC"),
            Some("ja") => Some(" JP"),
            Some("ko") => Some(" KR"),
            _ => None,
        },
    }
}

/// The bytes of one of the handbook's files, not copied.
struct Shelf(Arc<[u8]>);

impl AsRef<[u8]> for Shelf {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path)
        .unwrap_or_else(|_| VirtualPath::new("unnamed").expect("a plain name is a path"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

/// One document: a template and its data.
pub(super) struct Document<'a> {
    shared: &'a Shared,
    main: FileId,
    files: HashMap<FileId, Bytes>,
}

impl<'a> Document<'a> {
    /// `files`: data that only this document has, by name.
    pub(super) fn new(
        shared: &'a Shared,
        template: &str,
        files: impl IntoIterator<Item = (&'static str, Vec<u8>)>,
    ) -> Document<'a> {
        let files = files.into_iter().map(|(name, bytes)| (id(name), Bytes::new(bytes))).collect();
        Document { shared, main: id(template), files }
    }
}

impl World for Document<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.shared.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.shared.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.shared.sources.get(&id).cloned().ok_or_else(|| missing(id))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files
            .get(&id)
            .or_else(|| self.shared.files.get(&id))
            .cloned()
            .ok_or_else(|| missing(id))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.shared.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing(id: FileId) -> FileError {
    FileError::NotFound(id.get().vpath().get_with_slash().into())
}

impl Document<'_> {
    /// The theme's template and the line that a Typst message is about.
    pub(super) fn line(&self, span: impl Into<DiagSpan>) -> Option<(String, u32)> {
        let span = span.into();
        let source = self.source(span.id()?).ok()?;
        let range = self.range(span)?;
        let line = source.text()[..range.start].matches('\n').count() as u32 + 1;
        Some((format!("book/{}", source.id().get().vpath().get_without_slash()), line))
    }
}
