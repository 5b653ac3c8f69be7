//! The pages of a guide: the list of its steps, which is the same graph as its drawing, and the
//! walk-through, one page per state.

use super::parts::{Badge, Call, Cited, Item, Review, body, calls, plain};
use super::values::{Href, Id, Line, Prose, Text, Token};
use super::{Pages, chart_words};
use crate::chart::{self, BoxKind};
use crate::diagnostics::Position;
use crate::link::{
    Action, Ask, EntryId, Guide, GuideId, ItemAnswer, Label, NodeId, Outcome, Resolved, State,
    StepId, Target, What, states, step_anchor,
};
use crate::model::{Decimal, Details, Domain, Scope};
use crate::plan::View;

/// What stands on a sheet for the wall beside the guide itself.
#[derive(Clone, Debug)]
pub struct OnTheWall {
    /// The numbers to call; empty if there are none.
    pub calls: String,
    /// Whom it is not for, its review, whose it is: a paragraph each.
    pub foot: Vec<String>,
}

/// The index of guides.
#[derive(Debug)]
pub struct GuidesPage<'a> {
    pub title: Text<'a>,
    pub items: Vec<Item<'a>>,
}

#[derive(Debug)]
pub struct GuidePage<'a> {
    /// The guide whose drawings belong here.
    pub id: GuideId,
    pub title: Text<'a>,
    pub summary: Option<Line<'a>>,
    pub problem: Option<Item<'a>>,
    pub scope: Option<ScopeParts<'a>>,
    /// The first page of the walk-through.
    pub start: Href,
    pub poster: Href,
    pub sheet: Href,
    /// The steps in reading order, in one part, or in several where there are many.
    pub parts: Vec<GuidePart<'a>>,
    pub see_also: Vec<Item<'a>>,
    pub sources: Cited<'a>,
    pub review: Option<Review<'a>>,
}

/// Steps that follow one another.
#[derive(Debug)]
pub struct GuidePart<'a> {
    /// The number of its first step, and of its last.
    pub first: usize,
    pub last: usize,
    /// What its first step asks.
    pub title: Text<'a>,
    pub href: Href,
    pub steps: Vec<ListedStep<'a>>,
}

/// With more steps than this, a guide is shown in parts that fold.
const FOLDED: usize = 30;
/// How many steps a part has.
const PART: usize = 12;

/// A step in the list.
#[derive(Debug)]
pub struct ListedStep<'a> {
    pub id: Id,
    pub number: usize,
    pub kind: Token,
    pub title: Text<'a>,
    /// The page of the walk-through, or of the other guide.
    pub href: Href,
    pub badge: Option<Badge<'a>>,
    /// The help of a question.
    pub help: Option<Prose<'a>>,
    /// How many of the findings make a yes, if more than one.
    pub at_least: Option<Text<'a>>,
    pub findings: Vec<Item<'a>>,
    pub items: Vec<ScoreItem<'a>>,
    pub ways: Vec<Way<'a>>,
    pub from: Vec<From>,
    pub action: Option<ActionParts<'a>>,
    pub outcome: Option<OutcomeParts<'a>>,
}

/// An item of a score with the points of its answers.
#[derive(Debug)]
pub struct ScoreItem<'a> {
    pub title: Text<'a>,
    pub answers: Vec<Scored<'a>>,
}

#[derive(Debug)]
pub struct Scored<'a> {
    pub label: Text<'a>,
    pub points: Text<'a>,
    /// Whether it has a target of its own, as "an answer with →" says.
    pub marked: bool,
}

/// Who a guide is for.
#[derive(Debug)]
pub struct ScopeParts<'a> {
    pub for_: Option<Line<'a>>,
    pub not_for: Vec<Line<'a>>,
    pub instead: Option<Line<'a>>,
}

/// What to do between two questions.
#[derive(Debug)]
pub struct ActionParts<'a> {
    pub say: Option<Line<'a>>,
    pub advice: Vec<Advice<'a>>,
    pub tests: Vec<Item<'a>>,
    pub after: Option<Text<'a>>,
}

/// A treatment with what it asks to do.
#[derive(Debug)]
pub struct Advice<'a> {
    pub item: Item<'a>,
    pub lists: Vec<AdviceList<'a>>,
}

#[derive(Debug)]
pub struct AdviceList<'a> {
    pub class: Token,
    pub title: Text<'a>,
    pub items: Vec<Line<'a>>,
}

/// The answers that lead from one step to another.
#[derive(Debug)]
pub struct Way<'a> {
    pub label: Text<'a>,
    /// The number of the other step.
    pub to: usize,
    pub title: Text<'a>,
    pub href: Href,
}

/// A step that leads here.
#[derive(Debug)]
pub struct From {
    pub number: usize,
    pub href: Href,
}

/// What an outcome says.
#[derive(Debug)]
pub struct OutcomeParts<'a> {
    pub class: Token,
    pub label: Text<'a>,
    pub within: Option<Text<'a>>,
    pub call: Vec<Call<'a>>,
    pub say: Option<Line<'a>>,
    /// Its own, then that of the handbook.
    pub safety_nets: Vec<Line<'a>>,
    pub suspect: Vec<Item<'a>>,
    pub advice: Vec<Advice<'a>>,
    pub tests: Vec<Item<'a>>,
    /// On the mildest level: whom the guide is not for.
    pub scope: Option<ScopeParts<'a>>,
}

/// One page of the walk-through.
#[derive(Debug)]
pub struct StepPage<'a> {
    /// The page's name in the trail of answers: `guide/step`, with what it knows.
    pub name: Text<'a>,
    /// The step's own name.
    pub step: Text<'a>,
    /// Inside a score: which item, from 1.
    pub item: Option<usize>,
    /// The page that leads here, on the shortest way.
    pub back: Option<Href>,
    pub progress: Option<Text<'a>>,
    /// Above the first question.
    pub scope: Option<ScopeParts<'a>>,
    /// What this page continues from: an earlier question and its answer.
    pub known: Vec<Known<'a>>,
    /// The name of the score whose item this is.
    pub score: Option<Text<'a>>,
    /// Inside a score: the points so far.
    pub points: Option<Text<'a>>,
    /// After a score.
    pub result: Option<ScoreResult<'a>>,
    pub at_least: Option<Text<'a>>,
    /// For a number that is typed.
    pub scale: Option<ScaleParts<'a>>,
    pub action: Option<ActionParts<'a>>,
    pub guide: Item<'a>,
    /// The first page, linked from all others.
    pub start: Option<Href>,
    pub kind: Token,
    pub title: Text<'a>,
    pub help: Option<Prose<'a>>,
    pub findings: Vec<Item<'a>>,
    pub answers: Vec<AnswerLink<'a>>,
    pub outcome: Option<OutcomeParts<'a>>,
    /// The questions that lead here.
    pub from: Vec<Item<'a>>,
    /// Its entry in the list of steps.
    pub in_chart: Href,
    pub review: Option<Review<'a>>,
}

#[derive(Debug)]
pub struct AnswerLink<'a> {
    pub label: Text<'a>,
    pub href: Href,
    pub class: Token,
    /// From 1, in the order of the file; none for "not sure".
    pub number: Option<usize>,
    /// Of a range: its borders.
    pub from: Option<Text<'a>>,
    pub below: Option<Text<'a>>,
}

#[derive(Debug)]
pub struct Known<'a> {
    pub question: Text<'a>,
    pub answer: Text<'a>,
}

/// The sum of a score and the band in which it is.
#[derive(Debug)]
pub struct ScoreResult<'a> {
    pub title: Text<'a>,
    /// As a number for tools.
    pub sum: Text<'a>,
    pub points: Text<'a>,
    pub band: Text<'a>,
}

#[derive(Debug)]
pub struct ScaleParts<'a> {
    pub unit: Option<Text<'a>>,
    pub min: Option<Text<'a>>,
    pub max: Option<Text<'a>>,
}

impl<'a> Pages<'a> {
    pub fn guides(&self) -> GuidesPage<'a> {
        let items = self.linked.guide_ids().map(|id| {
            let common = &self.linked.guide(id).common;
            let summary = common.summary.as_ref().map(|summary| summary.words.as_str().into());
            Item { summary, ..plain(&common.title, View::Guide(id)) }
        });
        GuidesPage { title: self.words.many("guide").into(), items: items.collect() }
    }

    pub fn guide(&self, id: GuideId) -> GuidePage<'a> {
        let guide = self.linked.guide(id);
        GuidePage {
            id,
            title: Text::from(&guide.common.title),
            summary: guide.common.summary.as_ref().map(Line),
            problem: guide.problem.map(|(id, _)| self.item(id)),
            scope: self.scope(guide),
            start: self.first_page(id).into(),
            poster: Href::File(crate::plan::poster(self.linked, id)),
            sheet: Href::File(crate::plan::sheet(self.linked, id)),
            parts: self.parts(id),
            see_also: self.named_by(Target::Guide(id)),
            sources: Cited(&guide.common.sources),
            review: self.review_note(&guide.common),
        }
    }

    /// Each part begins with a step that leads on, so that outcomes stay with their question.
    fn parts(&self, id: GuideId) -> Vec<GuidePart<'a>> {
        let steps = &self.diagram(id).steps;
        let mut groups: Vec<Vec<&chart::Box>> = Vec::new();
        for step in steps {
            let begins = steps.len() > FOLDED && step.kind.leads_on();
            match groups.last_mut() {
                Some(group) if !(begins && group.len() >= PART) => group.push(step),
                _ => groups.push(vec![step]),
            }
        }
        let part = |group: Vec<&'_ chart::Box>| {
            let first = group[0];
            GuidePart {
                first: first.number,
                last: group[group.len() - 1].number,
                title: first.title.clone().into(),
                href: Href::Place(View::Guide(id), step_anchor(&first.name).into()),
                steps: group.into_iter().map(|step| self.listed(id, step)).collect(),
            }
        };
        groups.into_iter().map(part).collect()
    }

    fn listed(&self, id: GuideId, step: &chart::Box) -> ListedStep<'a> {
        let written = self.linked.guide(id).step(step.step);
        let here = |name: &str| Href::Place(View::Guide(id), step_anchor(name).into());
        let to = |at: usize| &self.diagram(id).steps[at];
        let way = |way: &chart::Way| Way {
            label: way.label.clone().into(),
            to: to(way.to).number,
            title: to(way.to).title.clone().into(),
            href: here(&to(way.to).name),
        };
        ListedStep {
            id: step_anchor(&step.name).into(),
            number: step.number,
            kind: Token(match step.kind {
                BoxKind::Jump => "guide",
                kind => kind.word(),
            }),
            title: step.title.clone().into(),
            // The page of a jump is the other guide.
            href: match written.what {
                What::Jump(other) => View::Guide(other).into(),
                // Nothing is asked, so there is no page.
                What::Earlier(_) => here(&step.name),
                What::Ask(_) | What::Action(_) | What::Outcome(_) => {
                    View::Step(id, step.step).into()
                }
            },
            badge: written.outcome().map(|outcome| self.badge(outcome.urgency)),
            help: written.ask().filter(|ask| !ask.help.is_empty()).map(|ask| body(&ask.help)),
            at_least: written.ask().and_then(|ask| self.at_least(ask)),
            findings: written.ask().map(|ask| self.asked(&ask.any_of)).unwrap_or_default(),
            items: written.ask().map(|ask| self.score_items(ask)).unwrap_or_default(),
            ways: step.ways.iter().map(way).collect(),
            from: step
                .from
                .iter()
                .map(|at| From { number: to(*at).number, href: here(&to(*at).name) })
                .collect(),
            action: written.action().map(|action| self.action_parts(action)),
            outcome: written
                .outcome()
                .map(|outcome| self.outcome_parts(self.linked.guide(id), outcome)),
        }
    }

    /// The first page of a guide's walk-through.
    pub fn first_page(&self, id: GuideId) -> View {
        self.page_of(self.linked.states.starts[id.index()])
    }

    /// The page on which a reader is in a state.
    pub(super) fn page_of(&self, node: NodeId) -> View {
        crate::plan::walk_page(self.linked, node)
    }

    fn scope(&self, guide: &'a Guide) -> Option<ScopeParts<'a>> {
        self.linked.scope(guide).map(scope_parts)
    }

    /// What stands on a sheet of this guide beside it, as texts.
    pub fn on_the_wall(&self, id: GuideId) -> OnTheWall {
        let (linked, words) = (self.linked, self.words);
        let settings = &linked.settings;
        let guide = linked.guide(id);
        let number = |call: &Call| match &call.place {
            Some(place) => format!("{} {}", call.number.as_str(), place.as_str()),
            None => call.number.as_str().to_string(),
        };
        let calls: Vec<String> = self.emergency_calls().iter().map(number).collect();
        let mut foot = Vec::new();
        if let Some(scope) = linked.scope(guide).filter(|scope| !scope.not_for.is_empty()) {
            let not_for: Vec<&str> = scope.not_for.iter().map(|one| one.words.as_str()).collect();
            foot.push(format!("{}: {}", words.one("scope_not_for"), not_for.join("; ")));
        }
        let review = self.review_note(&guide.common);
        let mut about: Vec<String> =
            review.iter().map(|review| review.text.as_str().to_string()).collect();
        if settings.domain == Domain::Medical {
            about.push(words.one("disclaimer").to_string());
        }
        foot.push(about.join(" "));
        let mut whose = vec![settings.title.value.clone()];
        whose.extend(settings.version.as_ref().map(|it| format!("{} {it}", words.one("version"))));
        whose.extend(settings.publisher.as_ref().map(|publisher| publisher.name.clone()));
        whose.push(words.date(self.today));
        whose.extend(settings.base_url.clone());
        foot.push(whose.join(" · "));
        OnTheWall { calls: calls.join(" · "), foot }
    }

    /// Whom the handbook is for: what it says itself, else its first guide.
    pub fn handbook_scope(&self) -> Option<ScopeParts<'a>> {
        let guide = self.linked.guides.first();
        let own = self.linked.standing.scope.as_ref();
        own.or_else(|| self.linked.scope(guide?)).map(scope_parts)
    }

    fn at_least(&self, ask: &Ask) -> Option<Text<'a>> {
        (ask.needed() > 1).then(|| self.words.with("at_least", ask.needed()).into())
    }

    fn score_items(&self, ask: &'a Ask) -> Vec<ScoreItem<'a>> {
        let words = chart_words(self.words);
        let scored = |answer: &'a ItemAnswer| Scored {
            label: Text(words.of(&answer.label)),
            points: words.decimal(Decimal::from_halves(answer.halves)).into(),
            marked: answer.go.is_some(),
        };
        let item = |item: &'a crate::link::Item| ScoreItem {
            title: self.linked.item_title(item).into(),
            answers: item.answers.iter().map(scored).collect(),
        };
        ask.items.iter().map(item).collect()
    }

    fn action_parts(&self, action: &'a Action) -> ActionParts<'a> {
        // Its title is the step's, and its way on is its answer.
        let Action { title: _, say, advice, tests, then: _, after } = action;
        ActionParts {
            say: say.as_ref().map(Line),
            advice: self.advice(advice),
            tests: self.named(tests),
            after: after.as_ref().map(|after| self.words.with("after", &after.value).into()),
        }
    }

    fn named(&self, list: &[(EntryId, Position)]) -> Vec<Item<'a>> {
        list.iter().map(|(id, _)| Item { badge: None, ..self.item(*id) }).collect()
    }

    /// Treatments with what is to be done, so that nobody has to follow a link in need.
    fn advice(&self, list: &[(EntryId, Position)]) -> Vec<Advice<'a>> {
        let advice = |(id, _): &(EntryId, Position)| {
            let lists = match &self.linked.entry(*id).details {
                Details::Treatment { do_, do_not, ask_first, .. } => [
                    ("do", "list.do", do_),
                    ("do-not", "list.do_not", do_not),
                    ("ask-first", "list.ask_first", ask_first),
                ]
                .into_iter()
                .filter(|(.., items)| !items.is_empty())
                .map(|(class, title, items)| AdviceList {
                    class: Token(class),
                    title: self.words.one(title).into(),
                    items: items.iter().map(Line).collect(),
                })
                .collect(),
                _ => Vec::new(),
            };
            Advice { item: Item { badge: None, ..self.item(*id) }, lists }
        };
        list.iter().map(advice).collect()
    }

    /// Findings in the words in which readers are asked about them.
    fn asked(&self, list: &[(EntryId, Position)]) -> Vec<Item<'a>> {
        let item = |(id, _): &(EntryId, Position)| Item {
            badge: None,
            title: self.linked.asked_as(*id).into(),
            ..self.item(*id)
        };
        list.iter().map(item).collect()
    }

    fn outcome_parts(&self, guide: &'a Guide, outcome: &'a Outcome) -> OutcomeParts<'a> {
        let Badge { label, class, within } = self.badge(outcome.urgency);
        // Its title is the step's, and damage has stopped the build.
        let Outcome {
            title: _,
            urgency,
            call: _,
            say,
            suspect,
            advice,
            tests,
            safety_net,
            damaged: _,
        } = outcome;
        let is_mildest = *urgency == self.linked.settings.ladder.mildest();
        let standing = self.linked.standing.safety_net.as_ref().filter(|_| is_mildest);
        OutcomeParts {
            class,
            label,
            within,
            say: say.as_ref().map(Line),
            safety_nets: safety_net.iter().chain(standing).map(Line).collect(),
            suspect: self.named(suspect),
            advice: self.advice(advice),
            tests: self.named(tests),
            call: calls(self.linked.call(outcome)),
            scope: self
                .scope(guide)
                .filter(|_| is_mildest)
                .map(|scope| ScopeParts { for_: None, ..scope })
                .filter(|scope| !scope.not_for.is_empty()),
        }
    }

    /// The page of a state of the walk-through.
    pub fn step(&self, node: NodeId) -> StepPage<'a> {
        let linked = self.linked;
        let (states, ladder) = (&linked.states, &linked.settings.ladder);
        let state = &states.nodes[node];
        let guide = linked.guide(state.guide);
        let step = guide.step(state.step);
        let asked = states.asked(&linked.guides, node);
        let item = asked.as_ref().and_then(|asked| asked.item);
        let words = chart_words(self.words);
        let before = &self.facts.walk[node].from;
        let from = |node: &NodeId| plain(self.walk_title(*node), self.page_of(*node));
        let is_start = node == states.starts[state.guide.index()];
        StepPage {
            name: format!("{}/{}", guide.id, states.name(&linked.guides, node)).into(),
            step: step.name.as_str().into(),
            item: state.item.map(|item| item + 1),
            back: before.first().filter(|_| !is_start).map(|node| self.page_of(*node).into()),
            progress: self.progress(node),
            scope: is_start.then(|| self.scope(guide)).flatten(),
            known: self.known(guide, state),
            score: item.map(|_| Text::from(step.title(ladder))),
            points: state.item.map(|_| words.points(state.halves).into()),
            result: state.result.map(|result| self.result(result)),
            guide: plain(&guide.common.title, View::Guide(state.guide)),
            start: (!is_start).then(|| self.first_page(state.guide).into()),
            kind: Token(match step.what {
                What::Outcome(_) => "outcome",
                What::Action(_) => "action",
                _ => "question",
            }),
            title: self.walk_title(node).into(),
            help: step.ask().filter(|ask| !ask.help.is_empty()).map(|ask| body(&ask.help)),
            at_least: step.ask().filter(|_| item.is_none()).and_then(|ask| self.at_least(ask)),
            findings: match item {
                None => step.ask().map(|ask| self.asked(&ask.any_of)).unwrap_or_default(),
                Some(item) => self.asked(item.finding.as_slice()),
            },
            scale: match item {
                None => step.ask().and_then(|ask| ask.scale.as_ref()),
                Some(item) => item.scale.as_ref(),
            }
            .map(|scale| ScaleParts {
                unit: scale.unit.as_ref().map(Text::from),
                min: scale.min.map(|min| min.to_string().into()),
                max: scale.max.map(|max| max.to_string().into()),
            }),
            answers: self.answers(node),
            action: step.action().map(|action| self.action_parts(action)),
            outcome: step.outcome().map(|outcome| self.outcome_parts(guide, outcome)),
            from: {
                // States of one step differ in what they know, which their titles do not say.
                let mut steps = std::collections::HashSet::new();
                let is_new = |node: &&NodeId| {
                    let state = &states.nodes[**node];
                    steps.insert((state.guide, state.step, state.item))
                };
                before.iter().filter(is_new).map(from).collect()
            },
            in_chart: Href::Place(View::Guide(state.guide), step_anchor(&step.name).into()),
            review: self.review_note(&guide.common),
        }
    }

    /// What tells the page of a state from the others of its step, in a few words.
    pub fn what_it_knows(&self, node: NodeId) -> String {
        let state = &self.linked.states.nodes[node];
        let guide = self.linked.guide(state.guide);
        let words = chart_words(self.words);
        let mut parts = Vec::new();
        if let Some(item) = state.item {
            parts.push(format!("{}: {}", item + 1, words.points(state.halves)));
        }
        parts.extend(
            state
                .own
                .map(|own| format!("→ {}", guide.step(own).title(&self.linked.settings.ladder))),
        );
        parts.extend(
            self.known(guide, state)
                .iter()
                .map(|known| format!("{} {}", known.question.as_str(), known.answer.as_str())),
        );
        parts.extend(state.result.map(|(.., halves)| words.points(halves)));
        parts.join(", ")
    }

    /// What the page of a state asks or says.
    pub fn walk_title(&self, node: NodeId) -> &'a str {
        let linked = self.linked;
        let asked = linked.states.asked(&linked.guides, node);
        match asked.and_then(|asked| asked.item) {
            Some(item) => linked.item_title(item),
            None => linked.states.step(&linked.guides, node).title(&linked.settings.ladder),
        }
    }

    /// "Question 3 of at most 7".
    fn progress(&self, node: NodeId) -> Option<Text<'a>> {
        self.linked.states.asked(&self.linked.guides, node)?;
        let walk = &self.facts.walk[node];
        let number = walk.before + 1;
        let text = self.words.with("progress", number);
        Some(text.replacen("{}", &(walk.before + walk.ahead).to_string(), 1).into())
    }

    fn known(&self, guide: &'a Guide, state: &State) -> Vec<Known<'a>> {
        let words = chart_words(self.words);
        let known = |(of, answer): &(StepId, usize)| {
            let step = guide.step(*of);
            Some(Known {
                question: step.title(&self.linked.settings.ladder).into(),
                answer: Text(words.of(&step.answers().get(*answer)?.label)),
            })
        };
        state.known.iter().filter_map(known).collect()
    }

    fn result(&self, (guide, score, halves): (GuideId, StepId, i32)) -> ScoreResult<'a> {
        let words = chart_words(self.words);
        let step = self.linked.guide(guide).step(score);
        let band = step.ask().and_then(|ask| Some(&ask.answers[ask.band(halves)?]));
        ScoreResult {
            title: step.title(&self.linked.settings.ladder).into(),
            sum: Decimal::from_halves(halves).to_string().into(),
            points: words.points(halves).into(),
            band: band.map_or_else(|| "".into(), |band| Text(words.of(&band.label))),
        }
    }

    fn answers(&self, node: NodeId) -> Vec<AnswerLink<'a>> {
        let linked = self.linked;
        let states = &linked.states;
        let words = chart_words(self.words);
        let link = |way: &states::Way| {
            let asked = states.asked(&linked.guides, node);
            let then = states.step(&linked.guides, node).answers();
            let label: &'a Label = match &asked {
                Some(asked) => asked.said(way.answer)?.label,
                None => &then.first()?.label,
            };
            let borders = match label {
                Label::Range { interval, .. } => (interval.from, interval.below),
                _ => (None, None),
            };
            let said = match label {
                Label::Then => format!(
                    "{}: {}",
                    words.then,
                    self.walk_title(states.seen(&linked.guides, way.to))
                )
                .into(),
                label => Text(words.of(label)),
            };
            let is_unsure = matches!(label, Label::Unsure { .. });
            Some(AnswerLink {
                label: said,
                href: self.page_of(way.to).into(),
                class: Token(match label {
                    Label::Yes => "yes",
                    Label::No => "no",
                    Label::Unsure { .. } => "unsure",
                    Label::Then => "then",
                    Label::Text(_) | Label::Range { .. } => "text",
                }),
                number: (!is_unsure).then_some(way.answer + 1),
                from: borders.0.map(|number| number.to_string().into()),
                below: borders.1.map(|number| number.to_string().into()),
            })
        };
        states.ways[node].iter().filter_map(link).collect()
    }
}

fn scope_parts(scope: &Scope<Resolved>) -> ScopeParts<'_> {
    let Scope { for_, not_for, instead } = scope;
    ScopeParts {
        for_: for_.as_ref().map(Line),
        not_for: not_for.iter().map(Line).collect(),
        instead: instead.as_ref().map(Line),
    }
}
