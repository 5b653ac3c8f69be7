//! What an organisation brings along: a logo that can be shown, a colour that can be read.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, did_you_mean};
use crate::model::{BAD_VALUE, Colour};

static PALE_COLOUR: Code = Code::warning("pale-colour");

pub(super) const RULE: Rule = Rule { codes: &[&PALE_COLOUR], run };

/// The kinds of pictures that every medium can show.
const PICTURES: &[&str] = &["svg", "png", "jpg", "jpeg", "webp"];
/// In px: more than any sheet prints of a logo.
const LARGEST: u32 = 4_000;

fn run(context: &Context, problems: &mut Diagnostics) {
    let look = &context.linked.settings.look;
    if let Some((colour, position)) = look.colour {
        let contrast = colour.contrast_on_white();
        if contrast < Colour::READABLE {
            let message = format!(
                "`colour` is too pale to read: {} on white has a contrast of {contrast:.1}, and text needs {}",
                colour.hex(),
                Colour::READABLE
            );
            let help = format!(
                "take a darker one; until then, {} is shown instead",
                colour.readable().hex()
            );
            problems.push(Diagnostic::new(&PALE_COLOUR, position, message).help(help));
        }
    }
    let Some(logo) = &look.logo else { return };
    let copied = &context.linked.copied;
    let (message, help) = match copied.iter().find(|copied| copied.source == logo.text) {
        None => {
            let known = copied.iter().map(|copied| copied.source.as_str());
            let message = format!("there is no file `content/{}` for the logo", logo.text);
            let help = did_you_mean(&logo.text, known).unwrap_or_else(|| {
                "put the logo into `content/files/`, and write its path as in `files/logo.svg`"
                    .into()
            });
            (message, help)
        }
        Some(file) => {
            let ending = logo.text.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
            let help = "save it as SVG, PNG, JPEG or WebP, with the ending that goes with it";
            match file.size {
                _ if !PICTURES.contains(&ending.as_str()) => (
                    format!(
                        "`content/{}` cannot be a logo: it is no picture that the site and the book can show",
                        logo.text
                    ),
                    help.into(),
                ),
                None => (
                    format!("the logo `content/{}` cannot be read as a picture", logo.text),
                    help.into(),
                ),
                Some((width, height)) if ending != "svg" && width.max(height) > LARGEST => (
                    format!(
                        "the logo `content/{}` is {width} × {height} px; no page shows more than {LARGEST}",
                        logo.text
                    ),
                    "save it about 1,000 px wide, or as SVG".into(),
                ),
                Some(_) => return,
            }
        }
    };
    problems.push(Diagnostic::new(&BAD_VALUE, logo.position, message).help(help));
}
