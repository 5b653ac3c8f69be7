//! Templates: the only file that knows the template library.

use std::collections::BTreeMap;

use tera::{Context, Tera};

pub(super) use tera::{Map, Value};

use crate::appearance::Theme;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Position};

/// A template that cannot be read, or that names a value that does not exist.
pub(super) static BAD_TEMPLATE: Code = Code::fixed("bad-template");

pub struct Templates {
    tera: Tera,
}

impl std::fmt::Debug for Templates {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        f.write_str("Templates")
    }
}

impl Templates {
    /// Reads all templates of a theme. `None`: one of them is broken, which has been reported.
    pub(super) fn load(theme: &Theme, problems: &mut Diagnostics) -> Option<Templates> {
        let mut tera = Tera::new();
        tera.set_fallback_prefixes(["default/"]).expect("no template has been added yet");
        match tera.add_raw_templates(theme.templates()) {
            Ok(()) => Some(Templates { tera }),
            Err(error) => {
                problems.push(problem(theme, &error));
                None
            }
        }
    }

    /// Adds what every page sees, once instead of page by page.
    pub(super) fn share(&mut self, site: Value, words: &BTreeMap<&str, &str>) {
        let context = self.tera.global_context();
        context.insert_value("site", site);
        context.insert("t", words);
    }

    /// Renders one template with a page and the frame around it.
    pub(super) fn page(
        &self,
        theme: &Theme,
        name: &str,
        frame: Value,
        page: Value,
    ) -> Result<String, Diagnostic> {
        self.tera.render(name, &context(frame, page)).map_err(|error| problem(theme, &error))
    }

    /// Renders one block of a template, for the printed handbook.
    pub(super) fn block(
        &self,
        theme: &Theme,
        name: &str,
        block: &str,
        frame: Value,
        page: Value,
    ) -> Result<String, Diagnostic> {
        self.tera
            .render_block(name, block, &context(frame, page))
            .map_err(|error| problem(theme, &error))
    }
}

fn context(frame: Value, page: Value) -> Context {
    let mut context = Context::new();
    context.insert_value("shell", frame);
    context.insert_value("page", page);
    context
}

fn problem(theme: &Theme, error: &tera::Error) -> Diagnostic {
    let mut causes = vec![words(&error.to_string())];
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(words(&cause.to_string()));
        source = cause.source();
    }
    let causes = causes.join(": ");
    let position = position(theme, &causes);
    Diagnostic::new(&BAD_TEMPLATE, position, format!("a template of the theme `{}` is broken: {causes}", theme.name))
        .help("compare it with the file of the same name in themes/default; a template can use only the values that its page has")
}

/// The library gives the position only in its text, as `pages/cause.html:2:32`: the first that is
/// in one of the theme's files.
fn position(theme: &Theme, causes: &str) -> Option<Position> {
    causes.split([' ', ',', '`']).find_map(|word| {
        let mut parts = word.trim_end_matches([':', '.']).rsplitn(3, ':');
        let (column, line, path) =
            (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        theme.position(path, line, column)
    })
}

/// The library draws the position over several lines; our messages have one line.
fn words(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.trim().trim_start_matches("error: ").trim_start_matches("--> "));
    lines
        .filter(|line| {
            !line.is_empty() && !line.starts_with(|c: char| c == '|' || c.is_ascii_digit())
        })
        .collect::<Vec<_>>()
        .join(", ")
}
