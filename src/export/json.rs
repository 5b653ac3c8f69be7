//! Export: the linked handbook as JSON, for other programs (`handbook.json`, `fascicle export`).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::link::{EntryId, Guide, Item, ItemAnswer, Label, Linked, Resolved, Target, What};
use crate::model::{self, Decimal, Details, Paragraph};
use crate::plan::{self, Plan, View};

#[derive(Serialize)]
struct Handbook<'a> {
    /// Incremented when a field changes its meaning; new fields do not count.
    format: u32,
    title: &'a str,
    subtitle: Option<&'a str>,
    language: &'a str,
    version: Option<&'a str>,
    urgency: Vec<Level<'a>>,
    entries: Vec<Entry<'a>>,
    guides: Vec<ExportGuide<'a>>,
    pages: Vec<Page<'a>>,
    sources: Vec<Source<'a>>,
    glossary: Vec<Term<'a>>,
}

#[derive(Serialize)]
struct Level<'a> {
    id: &'a str,
    label: &'a str,
    action: &'a str,
    within: Option<&'a str>,
}

#[derive(Serialize)]
struct Entry<'a> {
    /// `kind:id`.
    name: String,
    kind: &'static str,
    id: &'a str,
    path: &'a str,
    title: &'a str,
    summary: Option<&'a str>,
    also_called: Vec<&'a str>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    codes: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    urgency: Option<&'a str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    type_word: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    certainty: Option<&'a str>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    fields: serde_json::Map<String, Value>,
    sources: Vec<&'a str>,
    reviewed: Option<String>,
    /// The path of its handout; a build without PDFs has none there.
    #[serde(skip_serializing_if = "Option::is_none")]
    handout: Option<String>,
    /// What it says of others.
    relations: Vec<Relation<'a>>,
    /// What others say of it.
    back: Vec<Relation<'a>>,
}

#[derive(Serialize)]
struct Relation<'a> {
    field: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    strength: &'static str,
    /// The other entry, as `kind:id`.
    entry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

#[derive(Serialize)]
struct ExportGuide<'a> {
    id: &'a str,
    path: &'a str,
    title: &'a str,
    problem: Option<String>,
    start: &'a str,
    steps: Vec<Step<'a>>,
}

#[derive(Serialize)]
struct Step<'a> {
    name: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    urgency: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    any_of: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    answers: Vec<Answer<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suspect: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", rename = "do")]
    advice: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tests: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    say: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    safety_net: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_least: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<Scale<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    score: Vec<ScoreItem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<&'a str>,
}

/// Numbers as they are written, so that none is rounded.
#[derive(Serialize)]
struct Scale<'a> {
    unit: Option<&'a str>,
    min: Option<String>,
    max: Option<String>,
}

#[derive(Serialize)]
struct Range {
    from: Option<String>,
    below: Option<String>,
}

#[derive(Serialize)]
struct ScoreItem<'a> {
    ask: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<Scale<'a>>,
    answers: Vec<Scored<'a>>,
}

#[derive(Serialize)]
struct Scored<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<String>,
    points: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    go: Option<&'a str>,
}

#[derive(Serialize)]
struct Answer<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<String>,
    go: &'a str,
}

#[derive(Serialize)]
struct Page<'a> {
    path: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Source<'a> {
    id: &'a str,
    title: &'a str,
    by: &'a str,
    link: Option<&'a str>,
    date: Option<&'a str>,
    cited_by: Vec<String>,
}

#[derive(Serialize)]
struct Term<'a> {
    term: &'a str,
    means: &'a str,
    page: Option<String>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    also: &'a [String],
    covered: bool,
}

/// The handbook as JSON with a trailing line break. The same content gives the same bytes.
pub fn handbook(linked: &Linked, plan: &Plan) -> String {
    let settings = &linked.settings;
    let levels = settings.ladder.levels.iter().map(|step| Level {
        id: &step.id,
        label: &step.label,
        action: &step.action,
        within: step.within.as_deref(),
    });
    let handbook = Handbook {
        format: 1,
        title: &settings.title.value,
        subtitle: settings.subtitle.as_ref().map(|text| text.value.as_str()),
        language: &settings.language,
        version: settings.version.as_deref(),
        urgency: levels.collect(),
        entries: linked.entry_ids().map(|id| entry(linked, plan, id)).collect(),
        guides: linked
            .guide_ids()
            .map(|id| guide(linked, linked.guide(id), plan.path(View::Guide(id))))
            .collect(),
        pages: linked
            .page_ids()
            .map(|id| Page {
                path: plan.path(View::Page(id)),
                title: &linked.page(id).common.title.value,
            })
            .collect(),
        sources: linked
            .sources
            .iter()
            .enumerate()
            .map(|(at, source)| Source {
                id: &source.id,
                title: &source.title.value,
                by: &source.by.value,
                link: source.link.as_deref(),
                date: source.date.as_deref(),
                cited_by: linked.cited_by[at]
                    .iter()
                    .map(|target| target_name(linked, *target))
                    .collect(),
            })
            .collect(),
        glossary: linked
            .glossary
            .iter()
            .map(|term| Term {
                term: &term.term,
                means: &term.means.words,
                page: term.page.map(|page| target_name(linked, page)),
                also: &term.also,
                covered: term.covered,
            })
            .collect(),
    };
    let mut json =
        serde_json::to_string_pretty(&handbook).expect("texts and lists always serialise");
    json.push('\n');
    json
}

fn name(linked: &Linked, id: EntryId) -> String {
    format!("{}:{}", linked.entry(id).kind.name(), linked.entry(id).id)
}

fn target_name(linked: &Linked, target: Target) -> String {
    match target {
        Target::Entry(id) => name(linked, id),
        Target::Guide(id) => format!("guide:{}", linked.guide(id).id),
        Target::Step(guide, step) => {
            format!("guide:{}#{}", linked.guide(guide).id, linked.guide(guide).step(step).name)
        }
        Target::Page(id) => format!("page:{}", linked.page(id).path),
    }
}

fn entry<'a>(linked: &'a Linked, plan: &'a Plan, id: EntryId) -> Entry<'a> {
    let entry = linked.entry(id);
    let relation = |edge: &'a crate::link::Edge, other: EntryId| Relation {
        field: edge.relation.field,
        strength: edge.strength.key,
        entry: name(linked, other),
        note: edge.note.as_ref().map(|note| note.words.as_str()),
    };
    let pages =
        linked.page_refs.iter().filter(|page_ref| page_ref.from == id).map(|page_ref| Relation {
            field: crate::vocabulary::SEE_ALSO.field,
            strength: "",
            entry: target_name(linked, page_ref.to),
            note: page_ref.note.as_ref().map(|note| note.words.as_str()),
        });
    Entry {
        name: name(linked, id),
        kind: entry.kind.name(),
        id: &entry.id,
        path: plan.path(View::Entry(id)),
        title: &entry.common.title.value,
        summary: entry.common.summary.as_ref().map(|text| text.words.as_str()),
        also_called: entry.common.also_called.iter().map(|text| text.value.as_str()).collect(),
        codes: entry
            .common
            .codes
            .iter()
            .map(|coding| (coding.system.as_str(), coding.code.value.as_str()))
            .collect(),
        urgency: entry
            .details
            .urgency()
            .map(|level| linked.settings.ladder.level(level).id.as_str()),
        type_word: type_word(&entry.details),
        certainty: entry.details.certainty().map(|certainty| certainty.word),
        fields: fields(&entry.details),
        sources: entry
            .common
            .sources
            .iter()
            .map(|source| linked.sources[source.index()].id.as_str())
            .collect(),
        reviewed: entry.common.reviewed.map(|date| date.to_string()),
        handout: entry.common.handout.then(|| plan::handout(linked, View::Entry(id))),
        relations: linked.outgoing(id).map(|edge| relation(edge, edge.to)).chain(pages).collect(),
        back: linked.incoming(id).map(|edge| relation(edge, edge.from)).collect(),
    }
}

/// The text fields of one kind.
fn fields(details: &Details<Resolved>) -> serde_json::Map<String, Value> {
    let mut map = serde_json::Map::new();
    let mut one = |key: &str, text: Option<&str>| {
        if let Some(text) = text {
            map.insert(key.into(), Value::from(text));
        }
    };
    let words =
        |text: &'_ Option<Paragraph<Resolved>>| text.as_ref().map(|text| text.words.clone());
    // `role`, `urgency`, `type` and `certainty` have fields of their own.
    match details {
        Details::Problem | Details::Cause { role: _, urgency: _, certainty: _ } => {}
        Details::Finding { kind: _, urgency: _, ask } => {
            one("ask", ask.as_ref().map(|text| text.value.as_str()))
        }
        Details::Test { kind: _, shows, misses, questions } => {
            one("shows", words(shows).as_deref());
            one("misses", words(misses).as_deref());
            many(&mut map, "questions", questions);
        }
        Details::Treatment { kind: _, do_, do_not, ask_first, certainty: _ } => {
            many(&mut map, "do", do_);
            many(&mut map, "do_not", do_not);
            many(&mut map, "ask_first", ask_first);
        }
    }
    map
}

/// The value of `type`, or of a cause's `role`.
fn type_word(details: &Details<Resolved>) -> Option<&'static str> {
    details.role().map(|role| role.word()).or_else(|| details.type_().map(|choice| choice.word))
}

fn many(map: &mut serde_json::Map<String, Value>, key: &str, texts: &[Paragraph<Resolved>]) {
    if !texts.is_empty() {
        map.insert(key.into(), texts.iter().map(|text| text.words.as_str()).collect());
    }
}

/// An answer in words; none for a range that has no words of its own.
fn word(label: &Label) -> Option<&str> {
    match label {
        Label::Unsure { .. } => Some("not sure"),
        label => label.read_as(),
    }
}

fn range(label: &Label) -> Option<Range> {
    let Label::Range { interval, .. } = label else { return None };
    let text = |number: Option<Decimal>| number.map(|number| number.to_string());
    Some(Range { from: text(interval.from), below: text(interval.below) })
}

fn scale(scale: &model::Scale) -> Scale<'_> {
    let text = |number: Option<Decimal>| number.map(|number| number.to_string());
    let unit = scale.unit.as_ref().map(|unit| unit.value.as_str());
    Scale { unit, min: text(scale.min), max: text(scale.max) }
}

fn score_item<'a>(linked: &'a Linked, guide: &'a Guide, item: &'a Item) -> ScoreItem<'a> {
    let scored = |answer: &'a ItemAnswer| Scored {
        answer: word(&answer.label),
        range: range(&answer.label),
        finding: answer.finding.map(|(id, _)| name(linked, id)),
        points: Decimal::from_halves(answer.halves).to_string(),
        go: answer.go.map(|go| guide.step(go).name.as_str()),
    };
    ScoreItem {
        ask: linked.item_title(item),
        number: item.scale.as_ref().map(scale),
        answers: item.answers.iter().map(scored).collect(),
    }
}

fn guide<'a>(linked: &'a Linked, guide: &'a Guide, path: &'a str) -> ExportGuide<'a> {
    let names = |list: &[(EntryId, crate::diagnostics::Position)]| {
        list.iter().map(|(id, _)| name(linked, *id)).collect()
    };
    let steps = guide.steps.iter().map(|step| {
        let mut out = Step {
            name: &step.name,
            kind: "question",
            title: step.title(&linked.settings.ladder),
            urgency: None,
            any_of: Vec::new(),
            answers: Vec::new(),
            suspect: Vec::new(),
            advice: Vec::new(),
            tests: Vec::new(),
            say: None,
            safety_net: None,
            at_least: None,
            number: None,
            score: Vec::new(),
            earlier: None,
            then: None,
            after: None,
            call: None,
        };
        match &step.what {
            What::Ask(ask) => {
                out.any_of = names(&ask.any_of);
                out.at_least = (ask.needed() > 1).then(|| ask.needed());
                out.number = ask.scale.as_ref().map(scale);
                out.score = ask.items.iter().map(|item| score_item(linked, guide, item)).collect();
                let answers = ask.answers.iter().map(|answer| Answer {
                    answer: word(&answer.label),
                    range: range(&answer.label),
                    finding: answer.finding.map(|(id, _)| name(linked, id)),
                    go: &guide.step(answer.to).name,
                });
                out.answers = answers.collect();
            }
            What::Outcome(outcome) => {
                out.kind = "outcome";
                out.call = outcome.call.as_deref();
                out.urgency = Some(&linked.settings.ladder.level(outcome.urgency).id);
                (out.suspect, out.advice, out.tests) =
                    (names(&outcome.suspect), names(&outcome.advice), names(&outcome.tests));
                out.say = outcome.say.as_ref().map(|text| text.words.as_str());
                out.safety_net = outcome.safety_net.as_ref().map(|text| text.words.as_str());
            }
            What::Earlier(earlier) => {
                out.kind = "earlier";
                out.earlier = Some(&guide.step(earlier.of).name);
                out.answers = earlier
                    .answers
                    .iter()
                    .map(|answer| Answer {
                        answer: word(&answer.label),
                        range: None,
                        finding: None,
                        go: &guide.step(answer.to).name,
                    })
                    .collect();
            }
            What::Action(action) => {
                out.kind = "action";
                (out.advice, out.tests) = (names(&action.advice), names(&action.tests));
                out.say = action.say.as_ref().map(|text| text.words.as_str());
                out.then = Some(&guide.step(action.then[0].to).name);
                out.after = action.after.as_ref().map(|after| after.value.as_str());
            }
            What::Jump(_) => out.kind = "guide",
        }
        out
    });
    ExportGuide {
        id: &guide.id,
        path,
        title: &guide.common.title.value,
        problem: guide.problem.map(|(id, _)| name(linked, id)),
        start: &guide.step(guide.start).name,
        steps: steps.collect(),
    }
}
