//! Rename: what must change in the files so that an entry, a guide or a page has another name.
//!
//! In:   the files as they are, the name and the new one.
//! Out:  for each file, the places and the words to put there; nothing is written.
//! How:  names in YAML are found by the tree of values and the table of relations, links in prose
//!       and in HTML by their syntax. Code, comments, headings' words and the same name of another
//!       kind stay.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostics::{Diagnostics, Position, Strictness};
use crate::html;
use crate::read::yaml::{self, Node, Value};
use crate::read::{self, Document, Folder, Role, links, markdown};
use crate::vocabulary::{Kind, Relation};

/// What has a name: an entry of a kind, a guide, or a free page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    Entry(Kind),
    Guide,
    Page,
}

impl Named {
    pub fn from_name(word: &str) -> Option<Named> {
        match word {
            "guide" => Some(Named::Guide),
            "page" => Some(Named::Page),
            word => Kind::from_name(word).map(Named::Entry),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Named::Entry(kind) => kind.name(),
            Named::Guide => "guide",
            Named::Page => "page",
        }
    }

    fn folder(self) -> &'static str {
        match self {
            Named::Entry(kind) => kind.folder(),
            Named::Guide => "guides",
            Named::Page => "pages",
        }
    }

    fn ending(self) -> &'static str {
        if self == Named::Guide { "yaml" } else { "md" }
    }

    /// The words before a colon that name it: its kind, and its PDFs.
    fn schemes(self) -> &'static [&'static str] {
        match self {
            Named::Entry(Kind::Problem) => &["problem", "handout"],
            Named::Entry(Kind::Cause) => &["cause", "handout"],
            Named::Entry(Kind::Finding) => &["finding", "handout"],
            Named::Entry(Kind::Test) => &["test", "handout"],
            Named::Entry(Kind::Treatment) => &["treatment", "handout"],
            Named::Guide => &["guide", "poster", "sheet"],
            Named::Page => &["page", "handout"],
        }
    }
}

/// A change in a line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// From 0.
    pub line: usize,
    /// In bytes of the line.
    pub range: (usize, usize),
    pub new: String,
}

/// All that a renaming changes.
#[derive(Debug, Default)]
pub struct Renaming {
    /// The file itself: its path and its new one, from the handbook's folder.
    pub file: (String, String),
    /// By path, in the order of the lines.
    pub edits: BTreeMap<String, Vec<Edit>>,
}

/// Why there is nothing to rename.
#[derive(Debug, PartialEq)]
pub enum Refused {
    /// There is none of this name; these are the names that exist.
    Unknown(Vec<String>),
    /// The new name belongs to another file.
    Taken(String),
    /// A file that cannot be read, where the name may stand.
    Unreadable(String),
}

/// What must change for `named:old` to become `named:new`.
pub fn rename(folder: &Folder, named: Named, old: &str, new: &str) -> Result<Renaming, Refused> {
    let mut problems = Diagnostics::new(Strictness::Lenient);
    let documents = read::documents(folder, &mut problems);
    let path = |id: &str| format!("content/{}/{id}.{}", named.folder(), named.ending());
    let new_path = match old.rsplit_once('/') {
        Some((inside, _)) => path(&format!("{inside}/{new}")),
        None => path(new),
    };
    let is_it = |document: &&Document| match (&document.role, named) {
        (Role::Entry(kind, id), Named::Entry(wanted)) => *kind == wanted && id == old,
        (Role::Guide(id), Named::Guide) | (Role::Page(id), Named::Page) => id == old,
        _ => false,
    };
    let Some(own) = documents.documents.iter().find(is_it) else {
        return Err(Refused::Unknown(known(&documents.documents, named)));
    };
    let old_path = documents.sources.path(own.file).to_string();
    // Some disks do not tell capitals from small letters.
    let same = |file: &&read::RawFile| {
        file.path.to_lowercase() == new_path.to_lowercase() && file.path != old_path
    };
    if let Some(other) = folder.files.iter().find(same) {
        return Err(Refused::Taken(other.path.clone()));
    }
    if let Some(failed) = documents.documents.iter().find(|document| document.failed) {
        return Err(Refused::Unreadable(documents.sources.path(failed.file).to_string()));
    }
    let name = Name { named, old, new, old_path: &old_path };
    let mut out = Renaming { file: (old_path.clone(), new_path), ..Renaming::default() };
    for document in &documents.documents {
        let path = documents.sources.path(document.file);
        let text = documents.sources.text(document.file);
        let body = read::body_start(text, document.file, &document.role);
        let mut edits = Vec::new();
        if let Some(fields) = &document.fields {
            name.in_fields(fields, &document.role, text, &mut edits);
        }
        name.in_links(path, text, body, &mut edits);
        if path == old_path {
            edits.extend(alias(named, old, new, document, text));
        }
        edits.sort();
        edits.dedup();
        if !edits.is_empty() {
            out.edits.insert(path.to_string(), edits);
        }
    }
    Ok(out)
}

fn known(documents: &[Document], named: Named) -> Vec<String> {
    let name = |document: &Document| match (&document.role, named) {
        (Role::Entry(kind, id), Named::Entry(wanted)) if *kind == wanted => Some(id.clone()),
        (Role::Guide(id), Named::Guide) | (Role::Page(id), Named::Page) => Some(id.clone()),
        _ => None,
    };
    documents.iter().filter_map(name).collect()
}

/// The line that keeps the old address alive.
fn alias(named: Named, old: &str, new: &str, document: &Document, text: &str) -> Option<Edit> {
    let address_of = |id: &str| match named {
        Named::Page => {
            let path =
                id.strip_suffix("README").map_or(id.to_string(), |folder| format!("{folder}index"));
            format!("{path}.html")
        }
        named => format!("{}/{id}.html", named.folder()),
    };
    let whole =
        old.rsplit_once('/').map_or(new.to_string(), |(folder, _)| format!("{folder}/{new}"));
    let (address, own) = (address_of(old), address_of(&whole));
    let is_plain = address.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c));
    let value = match is_plain {
        true => address.clone(),
        false => serde_json::Value::from(address.as_str()).to_string(),
    };
    let fields = match document.fields.as_ref().map(|fields| &fields.value) {
        Some(Value::Map(fields)) => fields.as_slice(),
        _ => &[],
    };
    let lines: Vec<&str> = text.split('\n').collect();
    if let Some((_, node)) = fields.iter().find(|(key, _)| key.name == "aliases")
        && let Value::List(items) = &node.value
    {
        let is = |item: &Node, wanted: &str| matches!(&item.value, Value::Scalar(word) if word.trim_start_matches('/') == wanted);
        // What was an old address is the page's own again: the other takes its place.
        if let Some(item) = items.iter().find(|item| is(item, &own)) {
            let written = match &item.value {
                Value::Scalar(word) => word.clone(),
                _ => return None,
            };
            return edit(&lines, item.position, &written, &address);
        }
        if items.iter().any(|item| is(item, &address)) {
            return None;
        }
        // In front of the first one, in the form that the list has.
        let first = items.first()?;
        let line = first.position.line as usize - 1;
        let column = byte(lines.get(line)?, first.position.column);
        let before = &lines[line][..column];
        return Some(match before.trim_end().ends_with('-') {
            true => Edit { line, range: (0, 0), new: format!("{before}{value}\n") },
            false => Edit { line, range: (column, column), new: format!("{value}, ") },
        });
    }
    // Below the first field, which is on one line in what people write; else above it.
    let insert = format!("aliases: [{value}]\n");
    match fields.first() {
        Some((key, _)) => {
            let line = key.position.line as usize - 1;
            let next = fields.get(1).map_or(line, |(key, _)| key.position.line as usize - 1);
            let line = if next > line { next } else { line };
            Some(Edit { line, range: (0, 0), new: insert })
        }
        None if named == Named::Guide => None,
        None => {
            let is_open = lines.first().is_some_and(|line| line.trim_end() == "---");
            let (line, new) =
                if is_open { (1, insert) } else { (0, format!("---\n{insert}---\n\n")) };
            Some(Edit { line, range: (0, 0), new })
        }
    }
}

/// The byte of a column (from 1, in characters) in a line.
fn byte(line: &str, column: u32) -> usize {
    line.char_indices().nth(column as usize - 1).map_or(line.len(), |(byte, _)| byte)
}

struct Name<'a> {
    named: Named,
    old: &'a str,
    new: &'a str,
    old_path: &'a str,
}

impl Name<'_> {
    /// The new name as a whole: that of a page keeps its folder.
    fn whole(&self) -> String {
        match self.old.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{}", self.new),
            None => self.new.to_string(),
        }
    }

    fn in_fields(&self, fields: &Node, role: &Role, text: &str, edits: &mut Vec<Edit>) {
        let lines: Vec<&str> = text.split('\n').collect();
        let mut names = Vec::new();
        match (role, &fields.value) {
            (Role::Entry(kind, _), Value::Map(map)) => {
                for (key, node) in map {
                    let relation = Relation::of(*kind).find(|relation| relation.field == key.name);
                    if let Some(relation) = relation {
                        self.items(node, relation.to, &mut names);
                    }
                }
            }
            (Role::Guide(_), _) => self.in_guide(fields, &mut names),
            (Role::Glossary, Value::Map(terms)) => {
                for (_, term) in terms {
                    let Value::Map(term) = &term.value else { continue };
                    for (_, page) in term.iter().filter(|(key, _)| key.name == "page") {
                        self.items(page, None, &mut names);
                    }
                }
            }
            (Role::Settings, Value::Map(map)) => {
                for (_, menu) in map.iter().filter(|(key, _)| key.name == "menu") {
                    self.in_menu(menu, &mut names);
                }
            }
            _ => {}
        }
        edits.extend(names.iter().filter_map(|(at, old, new)| edit(&lines, *at, old, new)));
    }

    fn in_menu(&self, menu: &Node, names: &mut Vec<(Position, String, String)>) {
        let Value::List(items) = &menu.value else { return };
        let written = format!("{}/{}", self.named.folder(), self.old);
        for item in items {
            if matches!(&item.value, Value::Scalar(word) if *word == written) {
                let new = format!("{}/{}", self.named.folder(), self.whole());
                names.push((item.position, written.clone(), new));
            }
        }
    }

    /// The names in a field of a guide, by the kind that the field names.
    fn in_guide(&self, node: &Node, names: &mut Vec<(Position, String, String)>) {
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| self.in_guide(item, names)),
            Value::Map(fields) => {
                for (key, value) in fields {
                    // A group of fields is a question or an outcome that has the name of a field.
                    let is_group = matches!(value.value, Value::Map(_));
                    match key.name.as_str() {
                        "answers" if is_group => {}
                        _ if is_group => self.in_guide(value, names),
                        "any_of" | "has" | "finding" => {
                            self.items(value, Some(Kind::Finding), names)
                        }
                        "suspect" => self.items(value, Some(Kind::Cause), names),
                        "do" => self.items(value, Some(Kind::Treatment), names),
                        "tests" => self.items(value, Some(Kind::Test), names),
                        "problem" => self.items(value, Some(Kind::Problem), names),
                        "go" | "if_yes" | "if_no" | "if_unsure" | "then" | "outcome" => {
                            self.items(value, None, names);
                        }
                        _ => self.in_guide(value, names),
                    }
                }
            }
            Value::Empty | Value::Scalar(_) | Value::Flag(_) => {}
        }
    }

    /// The items of a relation, in lists by strength or in one. `kind`: what they name; `None` for
    /// names with their kind.
    fn items(&self, node: &Node, kind: Option<Kind>, names: &mut Vec<(Position, String, String)>) {
        match &node.value {
            Value::Scalar(word) => {
                let bare = kind.is_some() && kind.map(Named::Entry) == Some(self.named);
                let with_kind = || {
                    let (scheme, id) = word.split_once(':')?;
                    (kind.is_none() && self.named.schemes().contains(&scheme) && id == self.old)
                        .then(|| format!("{scheme}:{}", self.whole()))
                };
                if bare && word == self.old {
                    names.push((node.position, word.clone(), self.new.to_string()));
                } else if let Some(new) = with_kind() {
                    names.push((node.position, word.clone(), new));
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.items(item, kind, names)),
            Value::Map(fields) => {
                let is_item = fields.iter().any(|(key, _)| key.name == "id");
                for (key, value) in fields {
                    if !is_item || key.name == "id" {
                        self.items(value, kind, names);
                    }
                }
            }
            Value::Empty | Value::Flag(_) => {}
        }
    }

    /// Links in Markdown and HTML, in prose and in the texts of fields.
    fn in_links(&self, path: &str, text: &str, body: Option<usize>, edits: &mut Vec<Edit>) {
        let start = body.unwrap_or(text.len());
        let mut hidden: Vec<Range<usize>> = markdown::unlinked(&text[start..])
            .into_iter()
            .map(|range| range.start + start..range.end + start)
            .collect();
        let starts: Vec<usize> =
            std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        // Front matter has its own comments; its code stands between backticks.
        let front = &text[..start];
        let lead =
            if front.starts_with("---") { front.find('\n').map_or(0, |at| at + 1) } else { 0 };
        let first = front[..lead].matches('\n').count();
        for (line, column) in yaml::comments(front[lead..].trim_end().trim_end_matches("---")) {
            let begin = starts[line + first] + column;
            let end = text[begin..].find('\n').map_or(text.len(), |at| begin + at);
            hidden.push(begin..end);
        }
        hidden.extend(ticked(front));
        for range in links::destinations(text) {
            if hidden.iter().any(|hidden| hidden.contains(&range.start)) {
                continue;
            }
            let Some((at, old_part, new_part)) = self.in_address(path, &text[range.clone()]) else {
                continue;
            };
            let begin = range.start + at;
            let line = starts.partition_point(|start| *start <= begin) - 1;
            let column = begin - starts[line];
            edits.push(Edit { line, range: (column, column + old_part.len()), new: new_part });
        }
    }

    /// Where an address names it: the byte, what stands there, and what must.
    fn in_address(&self, path: &str, address: &str) -> Option<(usize, String, String)> {
        let end = address.find(['#', '?']).unwrap_or(address.len());
        let target = &address[..end];
        if let Some((scheme, id)) = target.split_once(':') {
            let is_mine = self.named.schemes().contains(&scheme)
                && html::path_of(id).is_some_and(|id| id == self.old);
            return is_mine.then(|| (scheme.len() + 1, id.to_string(), self.whole()));
        }
        // A path, from the folder of the file that has the link.
        let decoded = html::path_of(target)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        // From the top of the handbook, if it begins there.
        let from = if decoded.starts_with('/') { "content" } else { folder };
        let mut parts: Vec<&str> = from.split('/').collect();
        for part in decoded.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        if parts.join("/") != self.old_path {
            return None;
        }
        let (before, file) =
            target.rsplit_once('/').map_or((0, target), |(folder, file)| (folder.len() + 1, file));
        let ending = file.rfind('.')?;
        let new = match self.named {
            Named::Page => html::address(self.new),
            _ => self.new.to_string(),
        };
        Some((before, file[..ending].to_string(), new))
    }
}

/// A name in YAML at its place, which may be quoted.
fn edit(lines: &[&str], at: Position, old: &str, new: &str) -> Option<Edit> {
    let line = at.line as usize - 1;
    let text = lines.get(line)?;
    let mut start = byte(text, at.column);
    let quote = text[start..].chars().next().filter(|first| ['"', '\''].contains(first));
    if quote.is_some() {
        start += 1;
    }
    // Between quotation marks it may be written with escapes.
    let end = match quote {
        _ if text[start..].starts_with(old) => start + old.len(),
        Some(quote) => start + text[start..].find(quote)?,
        None => return None,
    };
    Some(Edit { line, range: (start, end), new: new.to_string() })
}

/// What stands between backticks in one line.
fn ticked(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let ticks: Vec<usize> = line.match_indices('`').map(|(at, _)| begin + at).collect();
        out.extend(ticks.chunks_exact(2).map(|pair| pair[0]..pair[1] + 1));
        begin += line.len();
    }
    out
}

/// The text of a file with these changes. Line endings stay as they are.
pub fn applied(bytes: &[u8], edits: &[Edit]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mark = if text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let mut out = String::from(mark);
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let mut rest = &text[mark.len()..];
    let mut number = 0;
    while !rest.is_empty() {
        let end = rest
            .find(['\n', '\r'])
            .map_or(rest.len(), |at| at + if rest[at..].starts_with("\r\n") { 2 } else { 1 });
        let line = &rest[..end];
        let mut at = 0;
        for edit in edits.iter().filter(|edit| edit.line == number) {
            out.push_str(&line[at..edit.range.0]);
            out.push_str(&edit.new.replace('\n', ending));
            at = edit.range.1;
        }
        out.push_str(&line[at..]);
        rest = &rest[end..];
        number += 1;
    }
    out
}
