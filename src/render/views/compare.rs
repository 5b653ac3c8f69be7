//! The differential table of a problem: findings by causes.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Scope;
use super::entry::strength_key;
use super::parts::{Item, item};
use crate::chart::svg::level_class;
use crate::link::EntryId;
use crate::model::CauseRole;
use crate::vocabulary::{CAUSE_FINDINGS, PROBLEM_CAUSES};

#[derive(Serialize)]
pub(super) struct ComparePage<'a> {
    level: u8,
    title: &'a str,
    problem: Item<'a>,
    causes: Vec<Column<'a>>,
    rows: Vec<Row<'a>>,
    legend: Vec<Cell<'a>>,
    /// The levels of urgency, most urgent first: what to do with a sign of each.
    levels: Vec<Level<'a>>,
}

#[derive(Serialize)]
struct Level<'a> {
    class: &'static str,
    label: &'a str,
    action: &'a str,
}

#[derive(Serialize)]
struct Column<'a> {
    title: &'a str,
    href: String,
    /// What the column is, where it is no cause.
    role: Option<&'a str>,
}

#[derive(Serialize)]
struct Row<'a> {
    finding: Item<'a>,
    /// A position in `levels`.
    level: Option<u8>,
    cells: Vec<Option<Cell<'a>>>,
}

/// A strength in words and as a shape.
#[derive(Clone, Serialize)]
struct Cell<'a> {
    mark: &'static str,
    word: &'a str,
    class: &'static str,
    note: Option<&'a str>,
}

pub(super) fn table<'a>(scope: &Scope<'a>, problem: EntryId) -> ComparePage<'a> {
    let linked = scope.linked;
    let causes: Vec<EntryId> = linked.related(problem, &PROBLEM_CAUSES).map(|edge| edge.to).collect();
    let mut cells: BTreeMap<EntryId, Vec<Option<Cell>>> = BTreeMap::new();
    for (column, cause) in causes.iter().enumerate() {
        for edge in linked.related(*cause, &CAUSE_FINDINGS) {
            let row = cells.entry(edge.to).or_insert_with(|| vec![None; causes.len()]);
            row[column] = Some(Cell { note: edge.note.as_ref().map(|note| note.value.as_str()), ..cell(scope, edge.strength) });
        }
    }
    let mut rows: Vec<(EntryId, Vec<Option<Cell>>)> = cells.into_iter().collect();
    // The most urgent first; then what tells most causes apart.
    rows.sort_by_cached_key(|(id, cells)| {
        let entry = linked.entry(*id);
        let urgency = entry.details.urgency().map_or(u8::MAX, |urgency| urgency.0);
        (urgency, std::cmp::Reverse(cells.iter().flatten().count()), entry.common.title.value.to_lowercase())
    });
    let role = |id: EntryId| match linked.entry(id).details.role() {
        Some(CauseRole::Factor) => Some(scope.words.one("role.factor.short")),
        Some(CauseRole::Mimic) => Some(scope.words.one("role.mimic.short")),
        _ => None,
    };
    ComparePage {
        level: scope.level(),
        title: scope.words.one("compare"),
        problem: item(scope, problem),
        causes: causes
            .iter()
            .map(|id| Column { title: &linked.entry(*id).common.title.value, href: scope.href_of(*id), role: role(*id) })
            .collect(),
        rows: rows
            .into_iter()
            .map(|(id, cells)| Row { finding: item(scope, id), level: linked.entry(id).details.urgency().map(|urgency| urgency.0), cells })
            .collect(),
        levels: (0..)
            .zip(&linked.settings.ladder.steps)
            .map(|(at, step)| Level {
                class: level_class(at, linked.settings.ladder.steps.len()),
                label: &step.label,
                action: &step.action,
            })
            .collect(),
        legend: CAUSE_FINDINGS.strengths().map(|strength| cell(scope, strength)).collect(),
    }
}

fn cell<'a>(scope: &Scope<'a>, strength: &str) -> Cell<'a> {
    let (mark, class) = match strength {
        "key" => ("●●●", "key"),
        "often" => ("●●", "often"),
        "sometimes" => ("●", "sometimes"),
        _ => ("✕", "against"),
    };
    Cell { mark, word: scope.words.one(strength_key(strength)), class, note: None }
}
