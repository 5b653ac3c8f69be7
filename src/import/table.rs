//! Tables: a spreadsheet, saved as CSV, to entries of the handbook.
//!
//! In:   the text of the file (RFC 4180; `,`, `;` or tab between the cells, with or without a byte
//!       order mark), what its rows are, the ids of the handbook's sources.
//! Out:  a file for each entry, and what was left out and why. Nothing is written.
//! How:  columns are named like fields (`title`, `also called`, `causes.common`), or the table has a
//!       symptom, a probable cause and a remedy in each row. An entry without a source is a draft.

use std::collections::{BTreeMap, BTreeSet};

use super::text::quoted;
use super::{Imported, NewFile};
use crate::ids;
use crate::vocabulary::fields::{self, Field, Shape};
use crate::vocabulary::form;
use crate::vocabulary::{Kind, Relation};

/// More rows than this are no handbook.
const ROWS: usize = 20_000;

/// Headings of the columns of a table of faults, and the kind that each names.
const FAULTS: &[(&str, Kind)] = &[
    ("symptom", Kind::Finding),
    ("symptoms", Kind::Finding),
    ("finding", Kind::Finding),
    ("findings", Kind::Finding),
    ("fault", Kind::Finding),
    ("cause", Kind::Cause),
    ("causes", Kind::Cause),
    ("probable_cause", Kind::Cause),
    ("probable_causes", Kind::Cause),
    ("possible_cause", Kind::Cause),
    ("possible_causes", Kind::Cause),
    ("remedy", Kind::Treatment),
    ("remedies", Kind::Treatment),
    ("treatment", Kind::Treatment),
    ("treatments", Kind::Treatment),
    ("solution", Kind::Treatment),
    ("action", Kind::Treatment),
];

/// Reads a table. `kind`: what its rows are; `None` for a table of faults. `sources`: the ids of the
/// handbook's sources.
///
/// # Errors
/// What is wrong with the table as a whole.
pub fn entries(
    bytes: &[u8],
    kind: Option<Kind>,
    sources: &BTreeSet<String>,
) -> Result<Imported, String> {
    let rows = rows(bytes)?;
    let (header, rows) = rows.split_first().ok_or("the table is empty")?;
    let header = &header.cells;
    let names: Vec<String> = header.iter().map(|cell| column_name(cell)).collect();
    let mut seen = BTreeSet::new();
    if let Some(twice) = names.iter().find(|name| !name.is_empty() && !seen.insert(*name)) {
        return Err(format!("two columns are called `{twice}`; give one of them another name"));
    }
    let mut reader =
        Reader { names: &names, header, sources, made: BTreeSet::new(), out: Imported::default() };
    match kind {
        Some(kind) => reader.of_kind(kind, rows),
        None if is_of_faults(&names) => reader.of_faults(rows),
        None => {
            return Err(
                "it is not said what the rows are; add `--as cause` (or problem, finding, test, treatment), or call the columns Symptom, Probable cause and Remedy".into(),
            );
        }
    }
    Ok(reader.out)
}

/// Whether the columns are those of a table of faults: at least a symptom and a cause.
fn is_of_faults(names: &[String]) -> bool {
    let has = |kind| {
        names.iter().any(|name| FAULTS.iter().any(|(known, of)| known == name && *of == kind))
    };
    has(Kind::Finding) && has(Kind::Cause)
}

/// A row, and the line of the file on which it begins.
struct Row {
    line: u64,
    cells: Vec<String>,
}

/// All rows, the first being the heads of the columns.
fn rows(bytes: &[u8]) -> Result<Vec<Row>, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("it is UTF-16; save it as “CSV UTF-8”".into());
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err("it is a spreadsheet; save it as “CSV UTF-8” first".into());
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        format!("line {line} is not UTF-8; save it as “CSV UTF-8”")
    })?;
    // One sort of line end, so that lines are counted right and cells are clean.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    // Excel's own line about the sign between the cells.
    let (text, before) = match text.split_once('\n') {
        Some((line, rest)) if line.starts_with("sep=") => (rest, 1),
        _ => (text.as_str(), 0),
    };
    let first = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| {
            // Commas last: a title may have some.
            let count = first.bytes().filter(|byte| byte == delimiter).count();
            (count, *delimiter != b',')
        })
        .unwrap_or(b',');
    if let Some(line) = open_quote(text, delimiter as char) {
        let line = line + before;
        return Err(format!(
            "the quotation mark that opens in line {line} is not closed, so that the rest of the table would be one cell"
        ));
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let line = record.position().map_or(1, csv::Position::line) + before;
        rows.push(Row { line, cells: record.iter().map(clean).collect() });
        if rows.len() > ROWS {
            return Err(format!("it has over {ROWS} rows; split it"));
        }
    }
    Ok(rows)
}

/// The line of a quotation mark that opens a cell and is not closed (RFC 4180, 2.5 to 2.7).
fn open_quote(text: &str, delimiter: char) -> Option<u64> {
    let (mut line, mut opened, mut at_start) = (1, None, true);
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (opened, sign) {
            (Some(_), '"') if signs.peek() == Some(&'"') => drop(signs.next()),
            (Some(_), '"') => opened = None,
            (None, '"') if at_start => opened = Some(line),
            _ => {}
        }
        line += u64::from(sign == '\n');
        at_start = sign == delimiter || sign == '\n';
    }
    opened
}

/// The text of a cell: without control characters, and on its own lines.
fn clean(cell: &str) -> String {
    cell.chars().filter(|c| *c == '\n' || !c.is_control()).collect::<String>().trim().to_string()
}

/// `Also called` is `also_called`.
fn column_name(head: &str) -> String {
    head.trim().to_lowercase().replace([' ', '-'], "_").trim_matches(['?', ':', '*']).to_string()
}

/// The values in a cell, which are split at `;` and at line ends.
fn several(cell: &str) -> Vec<String> {
    let mut seen = BTreeSet::new();
    cell.split([';', '\n'])
        .map(str::trim)
        .filter(|item| !item.is_empty() && seen.insert(item.to_lowercase()))
        .map(str::to_string)
        .collect()
}

/// What a column is for.
enum Column {
    Field(&'static Field),
    Relation(&'static Relation, &'static str),
    Code(String),
    /// `icd11: MG30; part: 7`.
    Codes,
    Id,
    Body,
}

fn column(kind: Kind, name: &str) -> Option<Column> {
    if name == "id" {
        return Some(Column::Id);
    }
    if ["text", "body", "description"].contains(&name) {
        return Some(Column::Body);
    }
    let name = if name == "name" { "title" } else { name };
    if let Some(system) = name.strip_prefix("codes.").or_else(|| name.strip_prefix("codes_")) {
        return Some(Column::Code(system.to_string()));
    }
    // `Findings often` is `findings.often`.
    let (field, strength) = name.split_once('.').unwrap_or_else(|| {
        let split = name
            .rsplit_once('_')
            .filter(|(field, _)| Relation::of(kind).any(|relation| relation.field == *field));
        split.unwrap_or((name, ""))
    });
    if let Some(relation) = Relation::of(kind).find(|relation| relation.field == field) {
        let keys: Vec<&'static str> =
            relation.strengths().map(|(_, strength)| strength.key).collect();
        // Without a strength: what is neither certain nor rare, else the first.
        let usual = keys.iter().find(|key| **key == "often").or(keys.first()).copied();
        let key =
            if strength.is_empty() { usual } else { keys.into_iter().find(|key| *key == strength) };
        return key.map(|key| Column::Relation(relation, key));
    }
    let field = fields::of_kind(kind).find(|field| field.name == name)?;
    Some(match field.shape {
        Shape::Codes => Column::Codes,
        _ => Column::Field(field),
    })
}

struct Reader<'a> {
    names: &'a [String],
    header: &'a [String],
    sources: &'a BTreeSet<String>,
    /// The paths of the files so far.
    made: BTreeSet<String>,
    out: Imported,
}

/// An entry as it is gathered.
#[derive(Default)]
struct Entry {
    title: String,
    /// In the order in which they are written: name and YAML.
    fields: Vec<(String, String)>,
    relations: BTreeMap<&'static str, Vec<(&'static str, Vec<String>)>>,
    codes: Vec<(String, String)>,
    body: String,
    sources: Vec<String>,
    /// It was called a draft in the table.
    is_draft: bool,
}

impl Reader<'_> {
    fn skip(&mut self, what: String) {
        self.out.skipped.push(what);
    }

    /// One entry a row.
    fn of_kind(&mut self, kind: Kind, rows: &[Row]) {
        let columns: Vec<Option<Column>> =
            self.names.iter().map(|name| column(kind, name)).collect();
        self.unknown_columns(&format!("{} has no such field", kind.with_article()), |at| {
            columns[at].is_some()
        });
        for row in rows.iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty())) {
            self.surplus(row);
            let (mut entry, mut id) = (Entry::default(), None);
            let cells = columns.iter().zip(&row.cells).filter(|(_, cell)| !cell.is_empty());
            for (column, cell) in cells {
                match column {
                    Some(Column::Id) => id = Some(cell.clone()),
                    Some(column) => self.cell(row.line, column, cell, &mut entry),
                    None => {}
                }
            }
            if entry.title.is_empty() {
                self.skip(format!("line {}: it has no title", row.line));
                continue;
            }
            let id = id.or_else(|| id_of(&entry.title));
            self.file(kind, id, &entry, &format!("line {}", row.line));
        }
    }

    /// Tells the columns that are not read.
    fn unknown_columns(&mut self, why: &str, is_known: impl Fn(usize) -> bool) {
        for (at, head) in self.header.iter().enumerate() {
            if !is_known(at) && !head.trim().is_empty() {
                self.skip(format!("the column `{head}`: {why}"));
            }
        }
    }

    /// Tells the cells that stand behind the last head, or in a column without one.
    fn surplus(&mut self, row: &Row) {
        for (at, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            if self.names.get(at).is_none_or(|name| name.is_empty()) {
                self.skip(format!("line {}: `{cell}` is in a column without a head", row.line));
            }
        }
    }

    fn cell(&mut self, line: u64, column: &Column, cell: &str, entry: &mut Entry) {
        match column {
            Column::Id => {}
            Column::Body => entry.body = cell.to_string(),
            Column::Code(system) => entry.codes.push((system.clone(), cell.to_string())),
            Column::Codes => {
                for code in several(cell) {
                    match code.split_once(':') {
                        Some((system, code)) => {
                            entry.codes.push((system.trim().into(), code.trim().into()));
                        }
                        None => self.skip(format!(
                            "line {line}: the code `{code}` has no system; write it as in `icd11: MG30`"
                        )),
                    }
                }
            }
            Column::Relation(relation, key) => {
                let names: Vec<String> = match relation.to {
                    None => several(cell),
                    Some(_) => self.named(line, cell).into_iter().map(|(id, _)| id).collect(),
                };
                entry.relate(relation.field, key, names);
            }
            Column::Field(field) => self.field(line, field, cell, entry),
        }
    }

    /// What a cell names: each id and its title. A title without an id is told.
    fn named(&mut self, line: u64, cell: &str) -> Vec<(String, String)> {
        let mut out = Vec::new();
        for title in several(cell) {
            match id_of(&title) {
                Some(id) => out.push((id, title)),
                None => self.skip(format!(
                    "line {line}: no id can be made from `{title}`; it has no letters a to z and no digits"
                )),
            }
        }
        out
    }

    /// The sources that the handbook has; others are told.
    fn cited(&mut self, line: u64, cell: &str) -> Vec<String> {
        let (known, unknown): (Vec<_>, Vec<_>) =
            several(cell).into_iter().partition(|id| self.sources.contains(id));
        for id in unknown {
            self.skip(format!("line {line}: the source `{id}` is not in sources.yaml"));
        }
        known
    }

    fn field(&mut self, line: u64, field: &Field, cell: &str, entry: &mut Entry) {
        let one_line = cell.replace('\n', " ");
        let value = match field.shape {
            Shape::Sources => {
                let known = self.cited(line, cell);
                entry.cite(&known);
                return;
            }
            Shape::Codes => return,
            Shape::Texts | Shape::Paragraphs | Shape::Addresses => list(&several(cell)),
            Shape::Flag => match one_line.to_lowercase().as_str() {
                "true" | "yes" | "1" | "x" => "true".to_string(),
                "false" | "no" | "0" | "-" => "false".to_string(),
                _ => {
                    let name = field.name;
                    self.skip(format!("line {line}: `{name}` is yes or no, not `{one_line}`"));
                    return;
                }
            },
            Shape::Number | Shape::Date => word(&one_line),
            Shape::Words(_) if field.name == "status" => {
                match one_line.to_lowercase().as_str() {
                    "draft" => entry.is_draft = true,
                    "approved" => entry.fields.push(("status".into(), "approved".into())),
                    _ => self.skip(format!(
                        "line {line}: `status` is draft or approved, not `{one_line}`"
                    )),
                }
                return;
            }
            Shape::Words(_) | Shape::Choice(_) | Shape::Type | Shape::Level => {
                word(&one_line.to_lowercase().replace(' ', "-"))
            }
            Shape::Text | Shape::Paragraph if field.name == "title" => {
                entry.title = one_line;
                return;
            }
            Shape::Text | Shape::Paragraph => quoted(&one_line),
        };
        entry.fields.push((field.name.to_string(), value));
    }

    /// A symptom, a cause and a remedy in each row; an entry for each that is new.
    fn of_faults(&mut self, rows: &[Row]) {
        let names = self.names.iter();
        let kinds: Vec<Option<Kind>> = names
            .map(|name| FAULTS.iter().find(|(known, _)| known == name).map(|(_, kind)| *kind))
            .collect();
        let sources =
            self.names.iter().position(|name| ["source", "sources"].contains(&name.as_str()));
        self.unknown_columns("a table of faults has no such column", |at| {
            kinds[at].is_some() || Some(at) == sources
        });
        let mut entries: BTreeMap<(Kind, String), Entry> = BTreeMap::new();
        let mut order: Vec<(Kind, String)> = Vec::new();
        for row in rows {
            self.surplus(row);
            let [findings, causes, treatments] =
                [Kind::Finding, Kind::Cause, Kind::Treatment].map(|wanted| {
                    let cells =
                        kinds.iter().zip(&row.cells).filter(|(kind, _)| **kind == Some(wanted));
                    cells.flat_map(|(_, cell)| self.named(row.line, cell)).collect::<Vec<_>>()
                });
            if causes.is_empty() {
                if !(findings.is_empty() && treatments.is_empty()) {
                    self.skip(format!("line {}: it names no cause", row.line));
                }
                continue;
            }
            let cell = sources.and_then(|at| row.cells.get(at));
            let cited = cell.map(|cell| self.cited(row.line, cell)).unwrap_or_default();
            for (kind, named) in
                [(Kind::Finding, &findings), (Kind::Cause, &causes), (Kind::Treatment, &treatments)]
            {
                for (id, title) in named {
                    let key = (kind, id.clone());
                    let entry = entries.entry(key.clone()).or_insert_with(|| {
                        order.push(key);
                        Entry { title: title.clone(), ..Entry::default() }
                    });
                    entry.cite(&cited);
                    if kind == Kind::Cause {
                        let ids = |named: &[(String, String)]| {
                            named.iter().map(|(id, _)| id.clone()).collect()
                        };
                        entry.relate("findings", "often", ids(&findings));
                        entry.relate("treatments", "first", ids(&treatments));
                    }
                }
            }
        }
        for key in order {
            let entry = &entries[&key];
            self.file(key.0, Some(key.1.clone()), entry, &format!("“{}”", entry.title));
        }
    }

    fn file(&mut self, kind: Kind, id: Option<String>, entry: &Entry, place: &str) {
        let Some(id) = id.filter(|id| ids::is_id(id)) else {
            self.skip(format!("{place}: no id can be made from it; add a column `id` with small letters, digits and hyphens"));
            return;
        };
        let path = format!("{}/{id}.md", kind.folder());
        if !self.made.insert(path.clone()) {
            self.skip(format!("{place}: another row makes {path} already"));
            return;
        }
        let is_draft = entry.is_draft(kind);
        let bytes = written(kind, entry, is_draft).into_bytes();
        self.out.files.push(NewFile { path, bytes, is_draft });
    }
}

impl Entry {
    /// Adds what is not there yet.
    fn relate(&mut self, field: &'static str, strength: &'static str, names: Vec<String>) {
        let lists = self.relations.entry(field).or_default();
        let at = lists.iter().position(|(key, _)| *key == strength).unwrap_or_else(|| {
            lists.push((strength, Vec::new()));
            lists.len() - 1
        });
        let known = &mut lists[at].1;
        for name in names {
            if !known.contains(&name) {
                known.push(name);
            }
        }
    }

    fn cite(&mut self, sources: &[String]) {
        let new = sources.iter().filter(|id| !self.sources.contains(id));
        let new: Vec<String> = new.cloned().collect();
        self.sources.extend(new);
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Whether the kind needs a type, and there is none.
    fn lacks_type(&self, kind: Kind) -> bool {
        let mut fields = fields::of_kind(kind);
        fields.any(|field| field.name == "type" && field.is_required) && !self.has("type")
    }

    /// It is one as long as something is missing that the handbook needs.
    fn is_draft(&self, kind: Kind) -> bool {
        self.is_draft || self.sources.is_empty() || !self.has("summary") || self.lacks_type(kind)
    }
}

/// A word, number or day as YAML has it; in quotes what would be something else there.
fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let plain = text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(is_plain);
    if plain { text.to_string() } else { quoted(text) }
}

/// The id that a title gets: a file's name on any disk, cut between two words.
fn id_of(title: &str) -> Option<String> {
    const LONGEST: usize = 80;
    let id = ids::suggest(title)?;
    Some(match id.get(..LONGEST).filter(|_| id.len() > LONGEST) {
        Some(part) => part.rsplit_once('-').map_or(part, |(part, _)| part).to_string(),
        None => id,
    })
}

fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// The file of an entry.
fn written(kind: Kind, entry: &Entry, is_draft: bool) -> String {
    let mut out = String::from("---\n");
    if is_draft {
        out.push_str(
            "status: draft               # left out of the handbook until this line goes\n",
        );
    }
    out.push_str(&format!("title: {}\n", quoted(&entry.title)));
    if !entry.has("summary") {
        out.push_str(&format!("summary: {}\n", form::SUMMARY));
    }
    if entry.lacks_type(kind) {
        let words: Vec<&str> = kind.types().iter().map(|choice| choice.word).collect();
        out.push_str(&format!("type: {}   # or {}\n", words[0], words[1..].join(", ")));
    }
    for (name, value) in &entry.fields {
        if !(is_draft && name == "status") {
            out.push_str(&format!("{name}: {value}\n"));
        }
    }
    if !entry.sources.is_empty() {
        out.push_str(&format!("sources: {}\n", list(&entry.sources)));
    }
    if !entry.codes.is_empty() {
        let codes: Vec<String> = entry
            .codes
            .iter()
            .map(|(system, code)| format!("{}: {}", quoted(system), quoted(code)))
            .collect();
        out.push_str(&format!("codes: {{{}}}\n", codes.join(", ")));
    }
    for relation in Relation::of(kind) {
        let Some(named) = entry.relations.get(relation.field) else { continue };
        let named = named.iter().filter(|(_, ids)| !ids.is_empty());
        let lists: Vec<String> = named
            .map(|(key, ids)| match key.is_empty() {
                true => list(ids),
                false => format!("\n  {key}: {}", list(ids)),
            })
            .collect();
        if !lists.is_empty() {
            let space = if relation.is_plain() { " " } else { "" };
            out.push_str(&format!("{}:{space}{}\n", relation.field, lists.concat()));
        }
    }
    out.push_str("---\n");
    if !entry.body.is_empty() {
        out.push_str(&format!("\n{}\n", entry.body));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sources() -> BTreeSet<String> {
        BTreeSet::from(["nhs".to_string()])
    }

    fn text(imported: &Imported, path: &str) -> String {
        let file = imported.files.iter().find(|file| file.path == path);
        let file = file.unwrap_or_else(|| {
            panic!(
                "no {path} in {:?}",
                imported.files.iter().map(|file| &file.path).collect::<Vec<_>>()
            )
        });
        String::from_utf8(file.bytes.clone()).unwrap()
    }

    #[test]
    fn a_table_of_faults_becomes_linked_entries() {
        let table = "\u{feff}Symptom;Probable cause;Remedy;Price\r\nNo hot water;\"Scale, much of it\";Descale;5\r\nNo hot water; Leak;\"Descale; Call service\";\r\nDrips;Leak;Call service;\r\n;;Nothing;\r\n";
        let imported = entries(table.as_bytes(), None, &sources()).unwrap();
        let leak = text(&imported, "causes/leak.md");
        assert!(leak.contains("status: draft"), "{leak}");
        assert!(leak.contains("findings:\n  often: [\"no-hot-water\", \"drips\"]\ntreatments:\n  first: [\"descale\", \"call-service\"]\n"), "{leak}");
        assert!(
            text(&imported, "causes/scale-much-of-it.md").contains("title: \"Scale, much of it\"")
        );
        assert!(text(&imported, "treatments/descale.md").contains("type: self-care   # or"));
        assert_eq!(imported.files.len(), 6);
        assert_eq!(
            imported.skipped,
            [
                "the column `Price`: a table of faults has no such column",
                "line 5: it names no cause"
            ]
        );
    }

    #[test]
    fn columns_are_fields() {
        let table = "Title,Summary,Also called,Causes.common,Sources,Colour,codes.icd11,Text\nCramp,\"It, hurts.\",Spasm; Charley horse,Dry; Salt loss,nhs;other,red,MG30,\"## What it is\nPain.\"\n,x,,,,,,\n";
        let imported = entries(table.as_bytes(), Some(Kind::Problem), &sources()).unwrap();
        assert_eq!(
            text(&imported, "problems/cramp.md"),
            "---\ntitle: \"Cramp\"\nsummary: \"It, hurts.\"\nalso_called: [\"Spasm\", \"Charley horse\"]\nsources: [\"nhs\"]\ncodes: {\"icd11\": \"MG30\"}\ncauses:\n  common: [\"dry\", \"salt-loss\"]\n---\n\n## What it is\nPain.\n"
        );
        assert_eq!(imported.skipped.len(), 3, "{:?}", imported.skipped);
    }

    #[test]
    fn cells_say_a_thing_once_and_columns_may_have_spaces() {
        let table = "sep=;\nSymptom;Cause;Remedy\nS;C;R;\nS;C;\"R; r\"\n";
        let imported = entries(table.as_bytes(), None, &sources()).unwrap();
        assert!(text(&imported, "causes/c.md").contains("first: [\"r\"]"));
        let table = format!("Title,Findings often\n{},a b\n", "word ".repeat(200));
        let imported = entries(table.as_bytes(), Some(Kind::Cause), &sources()).unwrap();
        let file = &imported.files[0];
        assert!(file.path.len() < 100, "{}", file.path);
        assert!(text(&imported, &file.path).contains("findings:\n  often: [\"a-b\"]"));
    }

    #[test]
    fn what_is_no_table_is_said() {
        for (bytes, words) in [
            (&b"PK\x03\x04"[..], "spreadsheet"),
            (&[0xff, 0xfe, 0, 0][..], "UTF-16"),
            (&b"a;b\nx\xe4;y\n"[..], "line 2 is not UTF-8"),
            (&b"title,x\na,b\n\"never closed,c\nd,e\n"[..], "line 3 is not closed"),
            (&b""[..], "empty"),
            (&b"a,b\n1,2\n"[..], "--as cause"),
            (&b"title,Title\n1,2\n"[..], "two columns"),
        ] {
            let error = entries(bytes, None, &sources()).unwrap_err();
            assert!(error.contains(words), "{error}");
        }
    }
}
