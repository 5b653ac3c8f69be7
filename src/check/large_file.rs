//! A picture or download that is slow to load on a phone.

use std::collections::HashMap;

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};
use crate::link::Destination;
use crate::prose::Element;

static LARGE_FILE: Code = Code::warning("large-file");

pub(super) const RULE: Rule = Rule { codes: &[&LARGE_FILE], run };

/// In bytes.
const LARGE: usize = 1_000_000;
/// The width of a page of text on a screen, in CSS px; sharp screens show twice as many.
const PAGE: u32 = 760;

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let large: Vec<_> = linked.copied.iter().filter(|copied| copied.bytes.len() > LARGE).collect();
    if large.is_empty() {
        return;
    }
    // By path: where a picture is first shown, and its greatest width.
    let mut shown: HashMap<&str, (Position, u32)> = HashMap::new();
    for prose in linked.proses() {
        prose.walk(&mut |node| {
            let Element::Image { from, size, .. } = &node.element else { return };
            let Destination::File(path) = &from.to else { return };
            let Some(copied) = large.iter().find(|copied| copied.path == *path) else { return };
            let natural = copied.size.map_or(PAGE, |(width, _)| width);
            let width = size.width.unwrap_or(natural).min(PAGE);
            let known = shown.entry(&copied.path).or_insert((node.position, width));
            known.1 = known.1.max(width);
        });
    }
    for copied in large {
        let has =
            format!("`content/{}` has {:.1} MB", copied.source, copied.bytes.len() as f64 / 1e6);
        let (position, message, help) = match (shown.get(copied.path.as_str()), copied.size) {
            (Some((position, width)), Some((natural, _))) if natural > 2 * width => {
                let part = f64::from(2 * width) / f64::from(natural);
                let weight = copied.bytes.len() as f64 * part * part / 1e6;
                let message = format!(
                    "{has}; at the size at which it is shown it would have about {weight:.1} MB"
                );
                (
                    *position,
                    message,
                    format!("save it {} px wide, which is sharp on every screen", 2 * width),
                )
            }
            (Some((position, _)), _) => {
                (*position, has, "save it as a JPEG or WebP of lower quality".to_string())
            }
            (None, _) => (
                Position::file(copied.file),
                has,
                "make it smaller, or say beside the link how large it is".to_string(),
            ),
        };
        problems.push(Diagnostic::new(&LARGE_FILE, position, message).help(help));
    }
}
