//! The home page and free pages.

use super::parts::{Alarm, Card, Cited, Heading, Item, Review, body};
use super::values::{Href, Line, Prose, Text};
use super::{Pages, navigation};
use crate::link::{PageId, Resolved, Target};
use crate::model::review::{self, State};
use crate::model::{Domain, Entry, Reviews, Status};
use crate::plan::View;
use crate::vocabulary::Kind;

#[derive(Debug)]
pub struct HomePage<'a> {
    pub title: Text<'a>,
    pub subtitle: Option<Text<'a>>,
    /// The title of `pages/index.md`, if it is not the handbook's own.
    pub intro_title: Option<Text<'a>>,
    pub intro: Option<Prose<'a>>,
    /// Stated openly as long as it is true.
    pub unreviewed: Option<Text<'a>>,
    pub alarm: Option<Alarm<'a>>,
    pub problems: Vec<Item<'a>>,
    pub cards: Vec<Card<'a>>,
    pub guides: Vec<GuideStart<'a>>,
    pub kinds: Vec<KindLink<'a>>,
    pub sources: Cited<'a>,
}

#[derive(Debug)]
pub struct GuideStart<'a> {
    pub title: Text<'a>,
    pub href: Href,
    pub start: Href,
}

#[derive(Debug)]
pub struct KindLink<'a> {
    pub title: Text<'a>,
    pub href: Href,
    pub count: usize,
}

#[derive(Debug)]
pub struct FreePage<'a> {
    pub title: Text<'a>,
    pub summary: Option<Line<'a>>,
    pub body: Prose<'a>,
    pub contents: Vec<Heading<'a>>,
    pub see_also: Vec<Item<'a>>,
    /// The page to give away.
    pub handout: Option<Href>,
    pub previous: Option<Item<'a>>,
    pub next: Option<Item<'a>>,
    pub sources: Cited<'a>,
    /// Only if there was one: a free page need not be reviewed.
    pub review: Option<Review<'a>>,
}

impl<'a> Pages<'a> {
    pub fn home(&self) -> HomePage<'a> {
        let linked = self.linked;
        let intro = linked.pages.iter().find(|page| page.is_home());
        let problems = self.of_kind(Kind::Problem);
        let signs: Vec<_> =
            problems.iter().flat_map(|problem| self.warning_signs(*problem)).collect();
        let guides = linked.guide_ids().map(|id| {
            let guide = linked.guide(id);
            GuideStart {
                title: Text::from(&guide.common.title),
                href: View::Guide(id).into(),
                start: self.first_page(id).into(),
            }
        });
        let kinds = Kind::ALL.into_iter().map(|kind| KindLink {
            title: self.words.many(kind.name()).into(),
            href: View::Index(kind).into(),
            count: linked.of_kind(kind).count(),
        });
        let title = &linked.settings.title;
        let cards = self.cards(signs);
        HomePage {
            title: Text::from(title),
            subtitle: linked.settings.subtitle.as_ref().map(Text::from),
            intro_title: intro
                .map(|page| &page.common.title)
                .filter(|own| own.value != title.value)
                .map(Text::from),
            intro: intro.filter(|page| !page.prose.is_empty()).map(|page| body(&page.prose)),
            unreviewed: self.unreviewed(),
            problems: problems.iter().map(|id| self.full_item(*id)).collect(),
            alarm: self.alarm(&cards, View::Home),
            cards,
            guides: guides.collect(),
            kinds: kinds.filter(|kind| kind.count > 0).collect(),
            sources: Cited(intro.map_or(&[], |page| &page.common.sources)),
        }
    }

    fn unreviewed(&self) -> Option<Text<'a>> {
        let linked = self.linked;
        if linked.settings.reviews != Reviews::Shown {
            return None;
        }
        let never = |entry: &&Entry<Resolved>| {
            review::state(&entry.common, &linked.settings, self.today) == State::Never
        };
        let count = linked.entries.iter().filter(never).count();
        let key = if linked.settings.domain == Domain::Medical {
            "unreviewed_medical"
        } else {
            "unreviewed"
        };
        (count > 0).then(|| {
            self.words.with(key, count).replacen("{}", &linked.entries.len().to_string(), 1).into()
        })
    }

    pub fn free_page(&self, id: PageId) -> FreePage<'a> {
        let page = self.linked.page(id);
        let (previous, next) = self.neighbours_of_page(id);
        FreePage {
            title: Text::from(&page.common.title),
            summary: page.common.summary.as_ref().map(Line),
            body: body(&page.prose),
            contents: navigation::headings_of(View::Page(id), &page.prose),
            see_also: self.named_by(Target::Page(id)),
            handout: page
                .common
                .handout
                .then(|| Href::File(crate::plan::handout(self.linked, View::Page(id)))),
            previous,
            next,
            sources: Cited(&page.common.sources),
            review: (page.common.reviewed.is_some() || page.common.status == Some(Status::Draft))
                .then(|| self.review_note(&page.common))
                .flatten(),
        }
    }
}
