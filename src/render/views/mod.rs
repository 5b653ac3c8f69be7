//! Views: for each kind of page the one struct that its template gets. Rust counts, chooses and compares; the template places.
//!
//! The model is not `Serialize`: what a template sees is a promise to the authors of themes, and has its own types here.

mod around;
mod compare;
mod entry;
mod guide;
mod home;
mod lists;
mod parts;
mod shell;

use jiff::civil::Date;
use serde::Serialize;

use super::pictures::{self, Sizes};
use super::prose;
use super::templates::Templates;
use super::words::Words;
use crate::diagnostics::Diagnostic;
use crate::link::{EntryId, Guide, GuideId, Linked, StepId, What};
use crate::parallel;
use crate::plan::{Medium, Plan, View, in_order};
use crate::vocabulary::Kind;

pub(super) use guide::{chart_words, text_direction};
pub(super) use shell::site;

/// Why a step of a guide names an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GuideUse {
    Asks,
    Suspects,
    Advises,
    Tests,
}

/// What is worked out once for all pages.
pub(super) struct Facts {
    pub today: Date,
    /// By entry: the steps of guides that name it.
    pub in_guides: Vec<Vec<(GuideUse, GuideId, StepId)>>,
    /// The navigation.
    pub menu: Vec<View>,
    /// By kind: its entries in order.
    pub order: Vec<Vec<EntryId>>,
    /// By entry: where it stands in the order of its kind.
    pub position: Vec<usize>,
    /// How large the pictures are.
    pub pictures: Sizes,
    /// The free pages.
    pub pages: around::Pages,
    /// By guide and step: the questions that lead to it, also from other guides.
    pub from: Vec<Vec<Vec<(GuideId, StepId)>>>,
    /// By guide and step: the last question on a shortest way to it, and which of its answers leads there.
    pub before: Vec<Vec<Option<(StepId, usize)>>>,
    /// By guide: its drawings.
    pub layouts: Vec<guide::Layouts>,
    /// By entry: the guides and free pages that it names in `see_also`, as positions in `page_refs`.
    pub page_refs: Vec<Vec<usize>>,
}

impl Facts {
    pub(super) fn of(linked: &Linked, words: &Words, today: Date) -> Facts {
        let mut in_guides = vec![Vec::new(); linked.entries.len()];
        for guide in linked.guide_ids() {
            for (step_id, step) in linked.guide(guide).step_ids().zip(&linked.guide(guide).steps) {
                let mut add = |id: EntryId, why: GuideUse| {
                    if !in_guides[id.index()].contains(&(why, guide, step_id)) {
                        in_guides[id.index()].push((why, guide, step_id));
                    }
                };
                match &step.what {
                    What::Ask(ask) => {
                        ask.any_of.iter().for_each(|(id, _)| add(*id, GuideUse::Asks));
                        ask.answers.iter().filter_map(|answer| answer.finding).for_each(|(id, _)| add(id, GuideUse::Asks));
                    }
                    What::Outcome(outcome) => {
                        outcome.suspect.iter().for_each(|(id, _)| add(*id, GuideUse::Suspects));
                        outcome.advice.iter().for_each(|(id, _)| add(*id, GuideUse::Advises));
                        outcome.tests.iter().for_each(|(id, _)| add(*id, GuideUse::Tests));
                    }
                    What::Jump(_) => {}
                }
            }
        }
        let order: Vec<Vec<EntryId>> = Kind::ALL.into_iter().map(|kind| in_order(linked, kind)).collect();
        let mut position = vec![0; linked.entries.len()];
        for (at, id) in order.iter().flat_map(|ids| ids.iter().enumerate()) {
            position[id.index()] = at;
        }
        let mut page_refs = vec![Vec::new(); linked.entries.len()];
        for (at, page_ref) in linked.page_refs.iter().enumerate() {
            page_refs[page_ref.from.index()].push(at);
        }
        let guides: Vec<GuideId> = linked.guide_ids().collect();
        let layouts = parallel::map(&guides, |guide| guide::layouts(linked, words, *guide));
        Facts {
            today,
            in_guides,
            menu: shell::menu(linked),
            order,
            position,
            pictures: pictures::sizes(linked),
            pages: around::Pages::of(linked),
            from: came_from(linked),
            before: linked.guides.iter().map(shortest_ways).collect(),
            layouts,
            page_refs,
        }
    }

    /// The entries of a kind in order.
    pub(super) fn of_kind(&self, kind: Kind) -> &[EntryId] {
        &self.order[kind as usize]
    }
}

/// Who leads to each step, each question once.
fn came_from(linked: &Linked) -> Vec<Vec<Vec<(GuideId, StepId)>>> {
    let mut from: Vec<Vec<Vec<(GuideId, StepId)>>> = linked.guides.iter().map(|guide| vec![Vec::new(); guide.steps.len()]).collect();
    for guide in linked.guide_ids() {
        for step in linked.guide(guide).step_ids() {
            for answer in linked.guide(guide).step(step).answers() {
                let (to_guide, to) = match linked.guide(guide).step(answer.to).what {
                    What::Jump(other) => (other, linked.guide(other).start),
                    _ => (guide, answer.to),
                };
                let list = &mut from[to_guide.index()][to.index()];
                if list.last() != Some(&(guide, step)) {
                    list.push((guide, step));
                }
            }
        }
    }
    from
}

/// Breadth first from the start; of two ways of one length, the one of the author's first answers.
fn shortest_ways(guide: &Guide) -> Vec<Option<(StepId, usize)>> {
    let mut before = vec![None; guide.steps.len()];
    let mut open = std::collections::VecDeque::from([guide.start]);
    while let Some(step) = open.pop_front() {
        for (at, answer) in guide.step(step).answers().iter().enumerate() {
            if before[answer.to.index()].is_none() && answer.to != guide.start {
                before[answer.to.index()] = Some((step, at));
                open.push_back(answer.to);
            }
        }
    }
    before
}

/// Renders pages, one at a time and in any order.
pub(super) struct Renderer<'a> {
    pub linked: &'a Linked,
    pub plan: &'a Plan,
    pub words: &'a Words,
    pub templates: &'a Templates,
    pub theme: &'a str,
    pub facts: &'a Facts,
}

/// What a template gets: the frame and the page.
#[derive(Serialize)]
struct Context<'a, P: Serialize> {
    shell: shell::Shell<'a>,
    page: P,
}

/// How much of a page is wanted.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    /// What stands between the frame's head and foot, for the printed handbook.
    Content,
}

impl Renderer<'_> {
    /// The markup of one page of the site.
    pub(super) fn page(&self, view: View) -> Result<String, Diagnostic> {
        self.view(&Scope::new(self, self.plan, view), Part::Whole)
    }

    fn view(&self, scope: &Scope, part: Part) -> Result<String, Diagnostic> {
        match scope.view {
            View::Home => self.render(scope, part, "pages/home.html", home::home(scope)),
            View::Entry(id) => self.render(scope, part, entry::template(self.linked.entry(id).kind), entry::entry(scope, id)),
            View::Index(kind) => self.render(scope, part, "pages/index.html", lists::index(scope, kind)),
            View::Guides => self.render(scope, part, "pages/guides.html", guide::guides(scope)),
            View::Guide(id) => self.render(scope, part, "pages/guide.html", guide::guide(scope, id)),
            View::Step(guide, step) => self.render(scope, part, "pages/step.html", guide::step(scope, guide, step)),
            View::Compare(id) => self.render(scope, part, "pages/compare.html", compare::table(scope, id)),
            View::Page(id) => self.render(scope, part, "pages/page.html", home::page(scope, id)),
            View::AToZ => self.render(scope, part, "pages/a-z.html", lists::a_to_z(scope)),
            View::Glossary => self.render(scope, part, "pages/glossary.html", lists::glossary(scope)),
            View::Sources => self.render(scope, part, "pages/sources.html", lists::sources(scope)),
            View::Review => self.render(scope, part, "pages/review.html", lists::review(scope)),
            View::Search => self.render(scope, part, "pages/search.html", home::search(scope)),
            View::Print => self.render(scope, part, "pages/print.html", home::print(scope, self.printed()?)),
            View::NotFound => self.render(scope, part, "pages/404.html", home::not_found(scope)),
        }
    }

    fn render(&self, scope: &Scope, part: Part, template: &str, page: impl Serialize) -> Result<String, Diagnostic> {
        let context = Context { shell: shell::shell(scope), page };
        match part {
            Part::Whole => self.templates.page(self.theme, template, &context),
            Part::Content => self.templates.block(self.theme, template, "content", &context),
        }
    }

    /// The printed handbook: the content of every page, one after the other.
    fn printed(&self) -> Result<Vec<home::Printed>, Diagnostic> {
        let plan = crate::plan::print(self.linked, self.plan);
        let section = |view: &View| {
            let content_html = self.view(&Scope::new(self, &plan, *view), Part::Content)?;
            Ok(home::Printed { id: plan.anchor(*view).unwrap_or_default().to_string(), content_html })
        };
        parallel::map(&plan.pages, section).into_iter().collect()
    }
}

/// What a page shows, as values for other templates than the site's. Finished markup is left out.
pub(super) fn values(linked: &Linked, plan: &Plan, words: &Words, facts: &Facts, view: View) -> serde_json::Value {
    let scope = Scope { linked, plan, words, facts, view };
    let value = match view {
        View::Home => serde_json::to_value(home::home(&scope)),
        View::Entry(id) => serde_json::to_value(entry::entry(&scope, id)),
        View::Index(kind) => serde_json::to_value(lists::index(&scope, kind)),
        View::Guide(id) => serde_json::to_value(guide::guide(&scope, id)),
        View::Compare(id) => serde_json::to_value(compare::table(&scope, id)),
        View::Page(id) => serde_json::to_value(home::page(&scope, id)),
        View::AToZ => serde_json::to_value(lists::a_to_z(&scope)),
        View::Glossary => serde_json::to_value(lists::glossary(&scope)),
        View::Sources => serde_json::to_value(lists::sources(&scope)),
        View::Guides | View::Step(..) | View::Review | View::Search | View::Print | View::NotFound => Ok(serde_json::Value::Null),
    };
    let mut value = value.expect("a view is a struct of texts, numbers and lists");
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|name, _| !name.ends_with("_html") && name != "drawings");
    }
    value
}

/// One page while its view is made.
pub(super) struct Scope<'a> {
    pub linked: &'a Linked,
    pub plan: &'a Plan,
    pub words: &'a Words,
    pub facts: &'a Facts,
    pub view: View,
}

impl<'a> Scope<'a> {
    fn new(renderer: &'a Renderer, plan: &'a Plan, view: View) -> Scope<'a> {
        Scope { linked: renderer.linked, plan, words: renderer.words, facts: renderer.facts, view }
    }

    pub(super) fn href(&self, to: impl Into<View>) -> String {
        let to = to.into();
        // The page of what was not found is served at any depth, so it cannot link from where it stands.
        if self.view == View::NotFound {
            let base = self.linked.settings.base_url.as_deref().unwrap_or("/");
            return format!("{base}{}", crate::html::address(self.plan.path(to)));
        }
        self.plan.href(self.view, to, None)
    }

    pub(super) fn href_of(&self, id: EntryId) -> String {
        self.href(View::Entry(id))
    }

    /// The level of the page's own heading: 1 on the site; in print the handbook's title is above.
    pub(super) fn level(&self) -> u8 {
        match self.plan.medium {
            Medium::Site => 1,
            Medium::Print => 2,
        }
    }

    pub(super) fn id(&self, id: &str) -> String {
        self.plan.id(self.view, id)
    }

    pub(super) fn prose_place(&self) -> prose::Context<'_> {
        prose::Context {
            linked: self.linked,
            plan: self.plan,
            words: self.words,
            pictures: &self.facts.pictures,
            view: self.view,
            deeper: self.level() - 1,
        }
    }
}
