//! Appearance: how a handbook looks and what its interface says: the theme's files, and the words
//! of the interface.
//!
//! In:   the handbook's own theme and settings.
//! Out:  an [`Appearance`], which the site and the book share.
//! Not:  templates; each medium has its own.

mod look;
mod theme;
mod words;

use crate::chart::{self, Fonts, Weight};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{BAD_VALUE, Settings};
use crate::outfile::OutFile;

pub use theme::Theme;
pub use words::Words;

/// The codes that reading a theme can report.
pub static CODES: &[&Code] = &[&theme::UNUSED_THEME_FILE, &words::MISSING_WORD];

#[derive(Debug)]
pub struct Appearance {
    pub theme: Theme,
    pub words: Words,
}

/// Reads the theme's words. Problems with the theme are reported.
pub fn new(theme: Theme, settings: &Settings, problems: &mut Diagnostics) -> Appearance {
    theme.check(settings.theme_position, problems);
    let words = Words::load(&theme, settings, problems);
    check_font(&theme, settings, problems);
    Appearance { theme, words }
}

/// Reports a font that the handbook wants and the theme does not have.
fn check_font(theme: &Theme, settings: &Settings, problems: &mut Diagnostics) {
    let Some(font) = &settings.look.font else { return };
    let paths = theme.paths_in("fonts/").into_iter().chain(theme.paths_in("book/fonts/"));
    let mut known: Vec<String> =
        paths.filter_map(|path| theme.bytes(path)).flat_map(chart::families).collect();
    known.sort();
    known.dedup();
    if known.iter().any(|family| family.eq_ignore_ascii_case(&font.text)) {
        return;
    }
    let folder = format!("themes/{}/fonts/", theme.name);
    let message = format!("there is no font `{}` in {folder}", font.text);
    let help = did_you_mean(&font.text, known.iter().map(String::as_str)).unwrap_or_else(|| {
        format!(
            "put its files (TTF or OTF, regular and bold) into {folder}; there are {}",
            known.join(", ")
        )
    });
    problems.push(Diagnostic::new(&BAD_VALUE, font.position, message).help(help));
}

impl Appearance {
    /// The files of the theme for the site, with the handbook's own look.
    pub fn assets(&self, settings: &Settings) -> Vec<OutFile> {
        look::assets(&self.theme, settings)
    }

    /// The advance widths for drawings on the screen: those of the font of `look:`, then of `fonts/regular.ttf` and
    /// `fonts/bold.ttf` of the theme; for characters that these lack, those of its other fonts.
    pub fn fonts(&self, settings: &Settings) -> Fonts {
        let (regular, bold) = ("fonts/regular.ttf", "fonts/bold.ttf");
        let own = look::faces(&self.theme, settings);
        let own = own.iter().filter(|(.., italic)| !italic).map(|(path, bold, _)| {
            (if *bold { Weight::Bold } else { Weight::Regular }, path.as_str())
        });
        let others = self
            .theme
            .paths_in("fonts/")
            .into_iter()
            .filter(|path| *path != regular && *path != bold);
        let others = others.flat_map(|path| [(Weight::Regular, path), (Weight::Bold, path)]);
        let built_in = [(Weight::Regular, regular), (Weight::Bold, bold)];
        let faces = own.chain(built_in).chain(others);
        Fonts::new(faces.filter_map(|(weight, path)| Some((weight, self.theme.bytes(path)?, 0))))
    }

    /// Names the levels of a handbook that defines none, in its language.
    pub fn name_levels(&self, settings: &mut Settings) {
        if !settings.ladder.is_default {
            return;
        }
        let emergency = settings.services.by_name.get("emergency").cloned();
        for level in &mut settings.ladder.levels {
            let word = |part: &str| {
                self.words.known(&format!("level.{}{part}", level.id)).map(str::to_string)
            };
            level.label = word("").unwrap_or_else(|| level.label.clone());
            let action = match &emergency {
                Some(number) => word(".call")
                    .map(|call| call.replacen("{}", number, 1))
                    .or_else(|| word(".action")),
                None => word(".action"),
            };
            level.action = action.unwrap_or_else(|| level.action.clone());
            level.within = level
                .within
                .is_some()
                .then(|| word(".within"))
                .flatten()
                .or_else(|| level.within.clone());
        }
    }
}
