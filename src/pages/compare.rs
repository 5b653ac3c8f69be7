//! The differential table of a problem: findings by causes.

use std::collections::BTreeMap;

use super::Pages;
use super::parts::{Action, Item, note};
use super::values::{Href, Line, Text, Token};
use crate::link::EntryId;
use crate::model::CauseRole;
use crate::plan::View;
use crate::vocabulary::{CAUSE_FINDINGS, PROBLEM_CAUSES, Strength};

#[derive(Debug)]
pub struct ComparePage<'a> {
    pub title: Text<'a>,
    pub problem: Item<'a>,
    pub causes: Vec<Column<'a>>,
    pub rows: Vec<Row<'a>>,
    pub legend: Vec<Cell<'a>>,
    /// The levels of urgency, most urgent first: what to do about a sign of each.
    pub levels: Vec<Level<'a>>,
    /// The notes in the cells, for paper, where a cell has no room for them.
    pub notes: Vec<CellNote<'a>>,
}

/// The note in a cell, by its number.
#[derive(Debug)]
pub struct CellNote<'a> {
    pub number: usize,
    pub finding: Text<'a>,
    pub cause: Text<'a>,
    pub note: Line<'a>,
}

#[derive(Debug)]
pub struct Level<'a> {
    pub class: Token,
    pub label: Text<'a>,
    pub action: Action<'a>,
}

#[derive(Debug)]
pub struct Column<'a> {
    pub title: Text<'a>,
    pub href: Href,
    /// What the column is, if not a cause.
    pub role: Option<Text<'a>>,
    /// How urgent the cause is, as an index into `levels`.
    pub level: Option<u8>,
}

#[derive(Debug)]
pub struct Row<'a> {
    pub finding: Item<'a>,
    /// An index into `levels`.
    pub level: Option<u8>,
    pub cells: Vec<Option<Cell<'a>>>,
}

/// A strength in words and as a symbol.
#[derive(Clone, Debug)]
pub struct Cell<'a> {
    pub mark: Token,
    pub word: Text<'a>,
    pub class: Token,
    pub note: Option<Line<'a>>,
    /// The number of the note.
    pub number: Option<usize>,
}

impl<'a> Pages<'a> {
    pub fn compare(&self, problem: EntryId) -> ComparePage<'a> {
        let linked = self.linked;
        let mut causes: Vec<EntryId> =
            linked.related(problem, &PROBLEM_CAUSES).map(|edge| edge.to).collect();
        // The dangerous ones first, so that nobody has to scroll to them.
        causes.sort_by_key(|cause| linked.urgency_of_cause(*cause).map_or(u8::MAX, |it| it.0));
        let mut cells: BTreeMap<EntryId, Vec<Option<Cell>>> = BTreeMap::new();
        for (column, cause) in causes.iter().enumerate() {
            for edge in linked.related(*cause, &CAUSE_FINDINGS) {
                let row = cells.entry(edge.to).or_insert_with(|| vec![None; causes.len()]);
                row[column] = Some(Cell { note: note(edge), ..self.cell(edge.strength) });
            }
        }
        let mut rows: Vec<(EntryId, Vec<Option<Cell>>)> = cells.into_iter().collect();
        // Most urgent first; then what distinguishes most causes.
        rows.sort_by_cached_key(|(id, cells)| {
            let entry = linked.entry(*id);
            let urgency = entry.details.urgency().map_or(u8::MAX, |urgency| urgency.0);
            (
                urgency,
                std::cmp::Reverse(cells.iter().flatten().count()),
                entry.common.title.value.to_lowercase(),
            )
        });
        let role = |id: EntryId| match linked.entry(id).details.role() {
            Some(CauseRole::Factor) => Some(self.words.one("role.factor.short").into()),
            Some(CauseRole::Mimic) => Some(self.words.one("role.mimic.short").into()),
            Some(CauseRole::Cause) | None => None,
        };
        let column = |id: &EntryId| Column {
            title: Text::from(&linked.entry(*id).common.title),
            href: View::Entry(*id).into(),
            role: role(*id),
            level: linked.urgency_of_cause(*id).map(|urgency| urgency.0),
        };
        let mut notes = Vec::new();
        for (finding, cells) in &mut rows {
            for (cell, cause) in cells.iter_mut().zip(&causes) {
                let Some(Cell { note: Some(note), number, .. }) = cell else { continue };
                *number = Some(notes.len() + 1);
                notes.push(CellNote {
                    number: notes.len() + 1,
                    finding: Text::from(&linked.entry(*finding).common.title),
                    cause: Text::from(&linked.entry(*cause).common.title),
                    note: *note,
                });
            }
        }
        let row = |(id, cells): (EntryId, Vec<Option<Cell<'a>>>)| Row {
            finding: self.item(id),
            level: linked.entry(id).details.urgency().map(|urgency| urgency.0),
            cells,
        };
        let ladder = &linked.settings.ladder;
        let level = |urgency| Level {
            class: Token(ladder.class(urgency)),
            label: ladder.level(urgency).label.as_str().into(),
            action: self.action(urgency),
        };
        ComparePage {
            title: self.words.one("compare").into(),
            problem: self.item(problem),
            causes: causes.iter().map(column).collect(),
            rows: rows.into_iter().map(row).collect(),
            legend: CAUSE_FINDINGS.strengths().map(|(_, strength)| self.cell(strength)).collect(),
            levels: ladder.urgencies().map(level).collect(),
            notes,
        }
    }

    fn cell(&self, strength: &'static Strength) -> Cell<'a> {
        Cell {
            mark: Token(strength.mark),
            word: self.words.one(strength.word_key).into(),
            class: Token(strength.key),
            note: None,
            number: None,
        }
    }
}
