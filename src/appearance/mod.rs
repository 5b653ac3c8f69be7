//! Appearance: how a handbook looks and speaks. The theme's files, and the words of the interface.
//!
//! In:   the handbook's own theme and settings.
//! Out:  an [`Appearance`], which the site and the book share.
//! Not:  templates; each medium has its own.

mod theme;
mod words;

use crate::chart::{Fonts, Weight};
use crate::diagnostics::{Code, Diagnostics};
use crate::model::Settings;

pub use theme::Theme;
pub use words::Words;

/// The codes that reading a theme can report.
pub static CODES: &[&Code] = &[&theme::UNUSED_THEME_FILE, &words::MISSING_WORD];

#[derive(Debug)]
pub struct Appearance {
    pub theme: Theme,
    pub words: Words,
}

/// Reads the theme's words. What is wrong with it is reported.
pub fn new(theme: Theme, settings: &Settings, problems: &mut Diagnostics) -> Appearance {
    theme.check(settings.theme_position, problems);
    let words = Words::load(&theme, settings, problems);
    Appearance { theme, words }
}

impl Appearance {
    /// How wide the letters of drawings are on the screen: those of `fonts/regular.ttf` and `fonts/bold.ttf` of the theme.
    pub fn fonts(&self) -> Fonts {
        let face = |weight, path| self.theme.bytes(path).map(|bytes| (weight, bytes, 0));
        let faces = [face(Weight::Regular, "fonts/regular.ttf"), face(Weight::Bold, "fonts/bold.ttf")];
        Fonts::new(faces.into_iter().flatten())
    }

    /// Gives the levels of a handbook that writes none their names in its language.
    pub fn name_levels(&self, settings: &mut Settings) {
        if !settings.ladder.is_default {
            return;
        }
        let emergency = settings.services.by_name.get("emergency").cloned();
        for level in &mut settings.ladder.levels {
            let word = |part: &str| self.words.known(&format!("level.{}{part}", level.id)).map(str::to_string);
            level.label = word("").unwrap_or_else(|| level.label.clone());
            let action = match &emergency {
                Some(number) => word(".call").map(|call| call.replacen("{}", number, 1)).or_else(|| word(".action")),
                None => word(".action"),
            };
            level.action = action.unwrap_or_else(|| level.action.clone());
            level.within = level.within.is_some().then(|| word(".within")).flatten().or_else(|| level.within.clone());
        }
    }
}
