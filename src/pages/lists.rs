//! Lists: the index of a kind, A to Z, glossary, sources, reviews.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use super::Pages;
use super::parts::{Item, Review};
use super::values::{Href, Id, Line, Text, Token};
use crate::link::{EntryId, Resolved, SourceId, Target};
use crate::model::review::{self, State};
use crate::model::{CauseRole, Common};
use crate::plan::View;
use crate::vocabulary::{Choice, Kind};

/// All entries of a kind.
#[derive(Debug)]
pub struct IndexPage<'a> {
    pub title: Text<'a>,
    pub lead: Text<'a>,
    pub groups: Vec<IndexGroup<'a>>,
}

#[derive(Debug)]
pub struct IndexGroup<'a> {
    pub label: Option<Text<'a>>,
    pub items: Vec<Item<'a>>,
}

/// All titles and aliases by first letter.
#[derive(Debug)]
pub struct AToZPage<'a> {
    pub title: Text<'a>,
    pub letters: Vec<Letter<'a>>,
}

#[derive(Debug)]
pub struct Letter<'a> {
    pub id: Id,
    pub letter: Text<'a>,
    pub items: Vec<NameItem<'a>>,
}

#[derive(Debug)]
pub struct NameItem<'a> {
    pub title: Text<'a>,
    pub href: Href,
    pub kind: Text<'a>,
    /// The entry's title, where the name is an alias.
    pub see: Option<Text<'a>>,
}

#[derive(Debug)]
pub struct GlossaryPage<'a> {
    pub title: Text<'a>,
    pub terms: Vec<Term<'a>>,
}

#[derive(Debug)]
pub struct Term<'a> {
    pub id: Id,
    pub term: Text<'a>,
    pub means: Line<'a>,
    pub page: Option<Item<'a>>,
}

/// Every source, with who cites it.
#[derive(Debug)]
pub struct SourcesPage<'a> {
    pub title: Text<'a>,
    pub sources: Vec<SourceItem<'a>>,
}

#[derive(Debug)]
pub struct SourceItem<'a> {
    pub source: SourceId,
    pub id: Id,
    pub title: Text<'a>,
    pub by: Text<'a>,
    pub link: Option<&'a str>,
    pub date: Option<Text<'a>>,
    pub read: Option<Text<'a>>,
    pub kind: Option<Text<'a>>,
    pub cited_by: Vec<Item<'a>>,
}

/// What has been reviewed and what has not, most pressing first.
#[derive(Debug)]
pub struct ReviewPage<'a> {
    pub title: Text<'a>,
    pub groups: Vec<ReviewGroup<'a>>,
}

#[derive(Debug)]
pub struct ReviewGroup<'a> {
    pub state: Token,
    pub label: Text<'a>,
    pub items: Vec<ReviewItem<'a>>,
}

#[derive(Debug)]
pub struct ReviewItem<'a> {
    pub item: Item<'a>,
    pub kind: Text<'a>,
    pub review: Review<'a>,
}

impl<'a> Pages<'a> {
    /// Grouped by type where a kind has several.
    pub fn index(&self, kind: Kind) -> IndexPage<'a> {
        let linked = self.linked;
        let order = self.of_kind(kind);
        let group = |label: Option<&'a str>, belongs: &dyn Fn(EntryId) -> bool| IndexGroup {
            label: label.map(Text::from),
            items: order.iter().filter(|id| belongs(**id)).map(|id| self.full_item(*id)).collect(),
        };
        let details = |id: EntryId| &linked.entry(id).details;
        let by_type = |belongs: &dyn Fn(EntryId) -> bool| -> Vec<IndexGroup<'a>> {
            let of = |choice: &'static Choice| {
                group(Some(self.words.many(choice.key)), &|id| {
                    belongs(id) && details(id).type_() == Some(choice)
                })
            };
            kind.types().iter().map(of).collect()
        };
        let groups = match kind {
            Kind::Problem => vec![group(None, &|_| true)],
            Kind::Cause => {
                let labels = [
                    (CauseRole::Cause, None),
                    (CauseRole::Factor, Some("role.factor")),
                    (CauseRole::Mimic, Some("role.mimic")),
                ];
                let of = |(role, key): (CauseRole, Option<&'static str>)| {
                    group(key.map(|key| self.words.one(key)), &|id| {
                        details(id).role() == Some(role)
                    })
                };
                labels.into_iter().map(of).collect()
            }
            Kind::Finding => {
                let mut signs =
                    group(Some(self.words.one("red_flags")), &|id| details(id).urgency().is_some());
                // Most urgent first.
                signs.items.sort_by_key(|item| item.badge.as_ref().map(|badge| badge.class.0));
                let mut groups = vec![signs];
                groups.extend(by_type(&|id| details(id).urgency().is_none()));
                groups
            }
            Kind::Test | Kind::Treatment => by_type(&|_| true),
        };
        IndexPage {
            title: self.words.many(kind.name()).into(),
            lead: self.words.one(lead_key(kind)).into(),
            groups: groups.into_iter().filter(|group| !group.items.is_empty()).collect(),
        }
    }

    /// Sorted without regard to accents.
    pub fn a_to_z(&self) -> AToZPage<'a> {
        let linked = self.linked;
        let entries = linked.entry_ids().map(|id| {
            let entry = linked.entry(id);
            (&entry.common, View::Entry(id), entry.kind.name())
        });
        let guides =
            linked.guide_ids().map(|id| (&linked.guide(id).common, View::Guide(id), "guide"));
        let pages = linked.page_ids().filter(|id| !linked.page(*id).is_home());
        let pages = pages.map(|id| (&linked.page(id).common, View::Page(id), "page"));
        let mut names: Vec<(String, View, NameItem)> = Vec::new();
        for (common, view, kind) in entries.chain(guides).chain(pages) {
            let kind = self.words.one(kind);
            let mut add = |title: &'a str, see: Option<&'a str>| {
                let item = NameItem {
                    title: title.into(),
                    href: view.into(),
                    kind: kind.into(),
                    see: see.map(Text::from),
                };
                names.push((fold(title), view, item));
            };
            add(&common.title.value, None);
            common
                .also_called
                .iter()
                .for_each(|alias| add(&alias.value, Some(&common.title.value)));
        }
        names.sort_by(|(a, to, x), (b, other, y)| {
            (a, x.kind.as_str(), to).cmp(&(b, y.kind.as_str(), other))
        });
        let mut letters: BTreeMap<String, Vec<NameItem>> = BTreeMap::new();
        for (folded, _, item) in names {
            let first = folded.chars().next().filter(|c| c.is_alphabetic());
            let letter = first.map_or("#".to_string(), |c| c.to_uppercase().to_string());
            letters.entry(letter).or_default().push(item);
        }
        let letters = letters.into_iter().map(|(letter, items)| Letter {
            id: format!("letter-{}", crate::ids::slug(&letter)).into(),
            letter: letter.into(),
            items,
        });
        AToZPage { title: self.words.one("a_to_z").into(), letters: letters.collect() }
    }

    pub fn glossary(&self) -> GlossaryPage<'a> {
        let mut terms: Vec<&crate::link::Term> = self.linked.glossary.iter().collect();
        terms.sort_by_cached_key(|term| fold(&term.term));
        let term = |term: &'a crate::link::Term| Term {
            id: term.anchor.clone().into(),
            term: term.term.as_str().into(),
            means: Line(&term.means),
            page: term.page.map(|target| self.target_item(target)),
        };
        GlossaryPage {
            title: self.words.one("glossary").into(),
            terms: terms.into_iter().map(term).collect(),
        }
    }

    pub fn sources(&self) -> SourcesPage<'a> {
        let linked = self.linked;
        let mut order: Vec<usize> = (0..linked.sources.len()).collect();
        order.sort_by_cached_key(|at| fold(&linked.sources[*at].title.value));
        let item = |at: usize| {
            let source = &linked.sources[at];
            SourceItem {
                source: SourceId(at as u32),
                // Percent-encoded, not slugged: `a.b` and `ab` are two sources.
                id: format!("source-{}", crate::html::address(&source.id)).into(),
                title: Text::from(&source.title),
                by: Text::from(&source.by),
                link: source.link.as_deref(),
                date: source.date.as_deref().map(|date| self.words.date_of_source(date).into()),
                read: source
                    .read
                    .map(|date| self.words.with("read_on", self.words.date(date)).into()),
                kind: source.kind.map(|kind| self.words.one(kind.key).into()),
                cited_by: linked.cited_by[at]
                    .iter()
                    .map(|target| self.target_item(*target))
                    .collect(),
            }
        };
        SourcesPage {
            title: self.words.one("sources").into(),
            sources: order.into_iter().map(item).collect(),
        }
    }

    pub fn reviews(&self) -> ReviewPage<'a> {
        let (linked, words) = (self.linked, self.words);
        let entries = linked.entry_ids().map(|id| {
            let entry = linked.entry(id);
            (Target::Entry(id), &entry.common, words.one(entry.kind.name()))
        });
        let guides = linked
            .guide_ids()
            .map(|id| (Target::Guide(id), &linked.guide(id).common, words.one("guide")));
        let pages = linked.page_ids().filter(|id| linked.page(*id).common.reviewed.is_some());
        let pages = pages.map(|id| (Target::Page(id), &linked.page(id).common, words.one("page")));
        let all: Vec<(Target, &'a Common<Resolved>, &'a str)> =
            entries.chain(guides).chain(pages).collect();
        let state =
            |common: &Common<Resolved>| review::state(common, &linked.settings, self.today).word();
        let group = |(state_word, key): (&'static str, &'static str)| {
            let mine = all.iter().filter(|(_, common, _)| state(common) == state_word);
            let item =
                |(target, common, kind): &(Target, &'a Common<Resolved>, &'a str)| ReviewItem {
                    item: self.target_item(*target),
                    kind: (*kind).into(),
                    review: self.review(common),
                };
            ReviewGroup {
                state: Token(state_word),
                label: words.one(key).into(),
                items: mine.map(item).collect(),
            }
        };
        let day = self.today;
        let states = [
            (State::Overdue(day).word(), "review.overdue"),
            (State::Due(day).word(), "review.due"),
            (State::Never.word(), "review.never"),
            (State::Fresh.word(), "review.fresh"),
        ];
        let groups =
            states.into_iter().map(group).filter(|group| !group.items.is_empty()).collect();
        ReviewPage { title: words.one("reviews").into(), groups }
    }
}

fn lead_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Problem => "lead.problem",
        Kind::Cause => "lead.cause",
        Kind::Finding => "lead.finding",
        Kind::Test => "lead.test",
        Kind::Treatment => "lead.treatment",
    }
}

/// For sorting: lowercase without accents.
fn fold(text: &str) -> String {
    text.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect::<String>().to_lowercase()
}
