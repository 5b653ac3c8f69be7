//! Look: an organisation's own logo, colour and font, on the site. The book has its own way with them.
//!
//! In:   `look:` of handbook.yaml, and the fonts of the theme.
//! Out:  the rules that follow the theme's, and the font files that they name.

use std::collections::BTreeSet;

use super::Theme;
use crate::chart;
use crate::model::{Colour, Settings};
use crate::outfile::OutFile;

/// WCAG asks for 4.5; links are also on tinted surfaces, where the contrast is lower.
const CONTRAST: f64 = 6.0;
/// The page in dark colours, as in tokens.css; its surfaces are lighter.
const DARK_PAGE: Colour = Colour([0x12, 0x18, 0x1a]);
const CONTRAST_IN_DARK: f64 = 8.5;

/// The files of the font that the handbook wants: path in the theme, whether bold, whether italic.
pub(super) fn faces(theme: &Theme, settings: &Settings) -> Vec<(String, bool, bool)> {
    let Some(wanted) = &settings.look.font else { return Vec::new() };
    let paths = theme.paths_in("fonts/").into_iter().chain(theme.paths_in("book/fonts/"));
    let is_it = |path: &&str| {
        let families = theme.bytes(path).map(chart::families).unwrap_or_default();
        families.iter().any(|family| family.eq_ignore_ascii_case(&wanted.text))
    };
    let face = |path: &str| {
        let (bold, italic) = chart::style_of(theme.bytes(path).unwrap_or_default());
        (path.to_string(), bold, italic)
    };
    // Two folders may have a file of one name.
    let mut taken = BTreeSet::new();
    paths.filter(is_it).filter(|path| taken.insert(published(path))).map(face).collect()
}

/// The style sheet with the rules for the look, and the fonts beside it.
pub(super) fn assets(theme: &Theme, settings: &Settings) -> Vec<OutFile> {
    let faces = faces(theme, settings);
    let mut files: Vec<OutFile> = faces
        .iter()
        .filter_map(|(path, ..)| Some(OutFile::new(published(path), theme.bytes(path)?.to_vec())))
        .collect();
    files.extend(theme.assets());
    let rules = rules(settings, &faces);
    if let Some(style) = files.iter_mut().find(|file| file.path == "assets/style.css")
        && !rules.is_empty()
    {
        let mut bytes = style.bytes.to_vec();
        bytes.extend(rules.into_bytes());
        *style = OutFile::new("assets/style.css", bytes);
    }
    files
}

fn published(path: &str) -> String {
    format!("assets/fonts/look-{}", path.rsplit('/').next().unwrap_or(path))
}

fn rules(settings: &Settings, faces: &[(String, bool, bool)]) -> String {
    let (mut out, mut values) = (String::new(), String::new());
    if settings.look.logo.is_some() {
        // Not in the theme: pages without a logo need not load it.
        out += "@layer layout {\n.header__logo{height:2rem;width:auto;max-width:10rem;object-fit:contain;vertical-align:middle;margin-inline-end:var(--space-3)}\n}\n";
    }
    if let Some((colour, _)) = settings.look.colour {
        let light = colour.readable_with(CONTRAST).hex();
        let dark = colour.readable_on_dark(DARK_PAGE, CONTRAST_IN_DARK).hex();
        let own = |colour: &str, on: &str| {
            format!("--accent:{colour};--link:{colour};--link-hover:{colour};--on-accent:{on}")
        };
        let (light, dark) = (own(&light, "#ffffff"), own(&dark, "#0b1112"));
        values += &format!(
            "@media not print{{:root{{{light}}}}}\n@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=\"light\"]){{{dark}}}}}\n@media screen{{:root[data-theme=\"dark\"]{{{dark}}}}}\n"
        );
    }
    if let (Some(font), false) = (&settings.look.font, faces.is_empty()) {
        let quoted = font.text.replace(['"', '\\', '\n'], "");
        for (path, bold, italic) in faces {
            let file = crate::html::address(published(path).trim_start_matches("assets/"));
            let (weight, style) =
                (if *bold { 700 } else { 400 }, if *italic { "italic" } else { "normal" });
            let mut name = |family: &str| {
                out += &format!(
                    "@font-face{{font-family:\"{family}\";src:url(\"{file}\");font-weight:{weight};font-style:{style};font-display:swap}}\n"
                );
            };
            name(&quoted);
            // Drawings are measured with it.
            if !italic {
                name("Fascicle Chart");
            }
        }
        values += &format!(":root{{--font:\"{quoted}\",system-ui,sans-serif}}\n");
    }
    // In the first layer, so that the theme's own rules still win. The fonts are in no layer, because
    // those of the theme are in none and would win.
    if !values.is_empty() {
        out += &format!("@layer tokens {{\n{values}}}\n");
    }
    out
}
