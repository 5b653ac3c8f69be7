//! Render: the planned pages as files.
//!
//! In:   a [`Linked`], its [`Plan`], and how it shall look ([`Look`]: theme, words, templates).
//! Out:  [`OutFile`]s, in memory.
//! Not:  the disk; which pages there are (`plan`); what templates cannot see (each gets one struct from `views`).

mod data;
mod export;
mod feeds;
pub mod guide;
pub mod pictures;
mod prose;
mod templates;
pub mod theme;
mod views;
mod words;

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::{Code, Diagnostics};
use crate::link::Linked;
use crate::model::Settings;
use crate::outfile::OutFile;
use crate::parallel;
use crate::plan::{Plan, View};

pub use export::handbook as export;
pub use pictures::Sizes;
use templates::Templates;
pub use theme::Theme;
use words::Words;

/// The codes that rendering can report.
pub static CODES: &[&Code] = &[&theme::UNUSED_THEME_FILE, &words::MISSING_WORD, &templates::BAD_TEMPLATE];

/// How a handbook looks: the theme's templates and the words of its language.
#[derive(Debug)]
pub struct Look {
    theme: Theme,
    words: Words,
    templates: Option<Templates>,
}

/// Reads the theme. What is wrong with it is reported with all other problems.
pub fn look(theme: Theme, settings: &Settings, problems: &mut Diagnostics) -> Look {
    theme.check(problems);
    let words = Words::load(&theme, settings, problems);
    let templates = Templates::load(&theme, problems);
    Look { theme, words, templates }
}

impl Look {
    /// Gives the levels of a handbook that writes none their names in its language.
    pub fn name_levels(&self, settings: &mut Settings) {
        if !settings.ladder.is_default {
            return;
        }
        let emergency = settings.services.by_name.get("emergency").cloned();
        for step in &mut settings.ladder.steps {
            let word = |part: &str| self.words.known(&format!("level.{}{part}", step.id)).map(str::to_string);
            step.label = word("").unwrap_or_else(|| step.label.clone());
            let action = match &emergency {
                Some(number) => word(".call").map(|call| call.replacen("{}", number, 1)).or_else(|| word(".action")),
                None => word(".action"),
            };
            step.action = action.unwrap_or_else(|| step.action.clone());
            step.within = step.within.is_some().then(|| word(".within")).flatten().or_else(|| step.within.clone());
        }
    }
}

/// Renders the whole site. `None`: a template failed, which is reported.
pub fn site(linked: &Linked, plan: &Plan, mut look: Look, today: Date, problems: &mut Diagnostics) -> Option<Vec<OutFile>> {
    let mut templates = look.templates.take()?;
    templates.share(&views::site(linked), &look.words.for_templates());
    let facts = views::Facts::of(linked, &look.words, today);
    let renderer = views::Renderer { linked, plan, words: &look.words, templates: &templates, theme: &look.theme.name, facts: &facts };
    let rendered = parallel::map(&plan.pages, |view| renderer.page(*view));
    let mut files = Vec::with_capacity(rendered.len() + 20);
    let mut first_error = None;
    for (view, result) in plan.pages.iter().zip(rendered) {
        match result {
            Ok(markup) => files.push(OutFile::new(plan.path(*view), markup.into_bytes())),
            // The same template fails on every page; once is enough.
            Err(problem) => {
                first_error.get_or_insert(problem);
            }
        }
    }
    if let Some(problem) = first_error {
        problems.push(problem);
        return None;
    }
    files.extend(look.theme.assets());
    files.extend(linked.copied.iter().map(|copied| OutFile::new(copied.path.as_str(), copied.bytes.clone())));
    files.push(OutFile::new("handbook.json", export::handbook(linked, plan).into_bytes()));
    files.extend(data::files(linked, plan, &look.words));
    files.extend(feeds::files(linked, plan));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Some(files)
}

impl Look {
    pub fn theme(&self) -> &Theme {
        &self.theme
    }

    /// A word of the interface with `{}` filled in.
    pub fn word(&self, key: &str, value: impl std::fmt::Display) -> String {
        self.words.with(key, value)
    }

    /// A word of the interface for many.
    pub fn word_for_many<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.many(key)
    }

    /// All words of the interface by key.
    pub fn all_words(&self) -> BTreeMap<&str, &str> {
        self.words.for_templates()
    }
}

/// What the pages of the handbook show, for a book with templates of its own: the structs that the site's templates get.
pub struct Printed {
    /// The values of each page, its drawings and finished markup left out.
    pub values: Vec<(View, serde_json::Value)>,
    /// The order of the navigation.
    pub menu: Vec<View>,
}

/// The pages of a plan as values. `print` is the plan of the printed handbook: links are ids in it.
pub fn printed(linked: &Linked, print: &Plan, look: &Look, today: Date) -> Printed {
    let facts = views::Facts::of(linked, &look.words, today);
    let mut views = print.pages.clone();
    views.push(View::AToZ);
    let values = parallel::map(&views, |view| (*view, views::values(linked, print, &look.words, &facts, *view)));
    Printed { values, menu: facts.menu }
}

/// Does this page belong into a list of addresses for search engines?
fn is_public(view: View) -> bool {
    !matches!(view, View::NotFound | View::Print | View::Search | View::Step(..))
}
