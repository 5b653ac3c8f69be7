//! Pages: a folder of Markdown from another program (Hugo, MkDocs, Docusaurus, mdBook, Jekyll) to
//! free pages.
//!
//! In:   the files of the folder.
//! Out:  a page for each text, with the fields that pages have; its pictures and downloads for
//!       `files/`, with the links to them; and what was left out. Nothing is written.
//! Not:  shortcodes and templates of these programs: they stay as text, and `check` names them.

use std::collections::{BTreeMap, BTreeSet};

use super::text::quoted;
use super::{Imported, NewFile};
use crate::html;
use crate::read::{links, markdown};

/// A file of the folder: its path below it, and its bytes.
pub type Foreign = (String, Vec<u8>);

/// The boxes of other programs, by the alert that each becomes.
const BOXES: &[(&str, &[&str])] = &[
    ("NOTE", &["note", "info", "abstract", "summary", "quote", "example", "seealso", "question"]),
    ("TIP", &["tip", "hint", "success", "check"]),
    ("IMPORTANT", &["important"]),
    ("WARNING", &["warning", "attention"]),
    ("CAUTION", &["caution", "danger", "error", "failure", "bug"]),
];

/// Names of front matter that mean a field of ours.
const ORDER: &[&str] = &["weight", "nav_order", "sidebar_position", "order"];

/// Reads a folder. `folder`: its name, below which its downloads will stand in `files/`.
pub fn pages(files: &[Foreign], folder: &str) -> Imported {
    let is_text = |path: &str| {
        path.to_lowercase().ends_with(".md") || path.to_lowercase().ends_with(".markdown")
    };
    let mut out = Imported::default();
    let places: BTreeMap<&str, String> = files
        .iter()
        .map(|(path, _)| {
            (
                path.as_str(),
                if is_text(path) { page_path(path) } else { format!("files/{folder}/{path}") },
            )
        })
        .collect();
    let order = files
        .iter()
        .find(|(path, _)| path == "SUMMARY.md" || path.ends_with("/SUMMARY.md"))
        .map(|(path, bytes)| summary(path, &String::from_utf8_lossy(bytes)))
        .unwrap_or_default();
    // Only downloads that a text links to: the folder of another program holds its own files, too.
    let mut wanted = BTreeSet::new();
    let mut left: BTreeMap<String, usize> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_text(path)) {
        let place = &places[path.as_str()];
        if path.ends_with("SUMMARY.md") && !order.is_empty() {
            out.skipped.push(format!("{path}: the order of its pages was taken from it"));
            continue;
        }
        let Ok(text) = std::str::from_utf8(bytes) else {
            out.skipped.push(format!("{path}: it is not UTF-8"));
            continue;
        };
        // A folder has one page of its own, under either name.
        let seen = place.to_lowercase();
        let seen = seen
            .strip_suffix("readme.md")
            .map_or(seen.clone(), |folder| format!("{folder}index.md"));
        if !taken.insert(seen) {
            out.skipped.push(format!("{path}: another file makes content/{place} already"));
            continue;
        }
        let page =
            Page { path, place, places: &places, position: order.get(path.as_str()).copied() };
        match page.written(text, &mut wanted, &mut left) {
            Ok((text, is_draft)) => {
                out.files.push(NewFile { path: place.clone(), bytes: text.into_bytes(), is_draft });
            }
            Err(why) => out.skipped.push(format!("{path}: {why}")),
        }
    }
    for (path, bytes) in files.iter().filter(|(path, _)| !is_text(path)) {
        match wanted.contains(path.as_str()) {
            true => out.files.push(NewFile {
                path: places[path.as_str()].clone(),
                bytes: bytes.clone(),
                is_draft: false,
            }),
            false => out.skipped.push(format!("{path}: no page links to it")),
        }
    }
    let fields = left.iter().map(|(name, count)| {
        let pages = if *count == 1 { "page" } else { "pages" };
        match name.starts_with("title: ") {
            true => format!("`{name}` of {count} {pages}: the first heading is the title"),
            false => format!("the field `{name}` of {count} {pages}: pages have no such field"),
        }
    });
    out.skipped.extend(fields);
    out
}

/// Where the page of a file stands: Hugo's `_index.md` is `index.md`.
fn page_path(path: &str) -> String {
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let stem = match stem.rsplit_once('/') {
        Some((folder, "_index")) => format!("{folder}/index"),
        None if stem == "_index" => "index".to_string(),
        _ => stem.to_string(),
    };
    format!("pages/{stem}.md")
}

/// By path, the place of each page in mdBook's list of contents.
fn summary(path: &str, text: &str) -> BTreeMap<String, usize> {
    let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let links = text.match_indices("](").filter_map(|(at, _)| {
        let target = text[at + 2..].split([')', ' ', '#']).next()?;
        html::path_of(target.trim_start_matches("./"))
    });
    links.enumerate().map(|(at, target)| (format!("{folder}{target}"), at + 1)).collect()
}

struct Page<'a> {
    path: &'a str,
    place: &'a str,
    places: &'a BTreeMap<&'a str, String>,
    position: Option<usize>,
}

/// A field of front matter, as far as it can be written in ours.
enum Value {
    Word(String),
    List(Vec<String>),
    Other,
}

impl Page<'_> {
    /// The page, and whether it is a draft.
    fn written(
        &self,
        text: &str,
        wanted: &mut BTreeSet<String>,
        left: &mut BTreeMap<String, usize>,
    ) -> Result<(String, bool), String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (fields, body) = front_matter(text)?;
        let mut own: Vec<(&str, String)> = Vec::new();
        // The first of two names for one field counts; the other is told.
        let mut add = |name: &'static str, value: String| {
            let is_new = own.iter().all(|(known, _)| *known != name);
            if is_new {
                own.push((name, value));
            }
            is_new
        };
        let (mut title, mut order) = (None, self.position.map(|at| at.to_string()));
        for (name, value) in fields {
            let is_kept = match (name.as_str(), value) {
                ("title", Value::Word(word)) => {
                    title = Some(word);
                    true
                }
                ("description" | "summary" | "excerpt", Value::Word(word)) => {
                    add("summary", quoted(&word))
                }
                ("draft", Value::Word(word)) => {
                    // Rather a draft too many than one that is published.
                    let is_no = ["false", "no", "0", "off"].contains(&word.to_lowercase().as_str());
                    if !is_no {
                        add("status", "draft".into());
                    }
                    true
                }
                ("published", Value::Word(word)) => {
                    if word == "false" {
                        add("status", "draft".into());
                    }
                    true
                }
                ("aliases" | "redirect_from", value @ (Value::List(_) | Value::Word(_))) => {
                    let items = match value {
                        Value::List(items) => items,
                        Value::Word(word) => vec![word],
                        Value::Other => Vec::new(),
                    };
                    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
                    add("aliases", format!("[{}]", items.join(", ")))
                }
                (name, Value::Word(word)) if ORDER.contains(&name) && is_number(&word) => {
                    order = order.or(Some(word));
                    true
                }
                _ => false,
            };
            if !is_kept {
                *left.entry(name).or_default() += 1;
            }
        }
        let body = body_of(body, title.is_some());
        let body = self.links(&body, wanted);
        // The heading that readers see is the title: two that differ would contradict each other.
        let has_heading = body.lines().any(|line| line.starts_with("# "));
        let is_heading =
            |title: &str| body.lines().any(|line| line.strip_prefix("# ") == Some(title));
        match title {
            Some(title) if !has_heading => own.insert(0, ("title", quoted(&title))),
            Some(title) if !is_heading(&title) => {
                *left.entry(format!("title: {title}")).or_default() += 1;
            }
            _ => {}
        }
        own.extend(order.map(|order| ("order", order)));
        let is_draft = own.iter().any(|(name, _)| *name == "status");
        let fields: String = own.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
        let text = match fields.is_empty() {
            true => body,
            false => format!("---\n{fields}---\n\n{}", body.trim_start_matches('\n')),
        };
        Ok((text, is_draft))
    }

    /// The text with its links to files of the folder leading to where these stand now.
    fn links(&self, text: &str, wanted: &mut BTreeSet<String>) -> String {
        let code = markdown::unlinked(text);
        let (mut out, mut done) = (String::new(), 0);
        for range in links::destinations(text) {
            if range.start < done || code.iter().any(|code| code.contains(&range.start)) {
                continue;
            }
            let address = &text[range.clone()];
            let end = address.find(['#', '?']).unwrap_or(address.len());
            let Some((file, place)) = self.moved(&address[..end]) else { continue };
            if place.starts_with("files/") {
                wanted.insert(file.to_string());
            }
            out.push_str(&text[done..range.start]);
            out.push_str(&html::relative(self.place, place));
            done = range.start + end;
        }
        out.push_str(&text[done..]);
        out
    }

    /// The file that a link means, and its new place.
    fn moved(&self, target: &str) -> Option<(&str, &str)> {
        if target.is_empty() || target.contains(':') || target.starts_with('#') {
            return None;
        }
        let target = html::path_of(target)?;
        // From the file's folder, or, in Hugo and Docusaurus, from the top.
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut parts: Vec<&str> = match target.starts_with('/') || folder.is_empty() {
            true => Vec::new(),
            false => folder.split('/').collect(),
        };
        for part in target.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()?),
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        let found = [
            path.clone(),
            format!("{path}.md"),
            format!("static{target}"),
            format!("static/{path}"),
        ];
        found
            .iter()
            .find_map(|path| self.places.get_key_value(path.as_str()))
            .map(|(file, place)| (*file, place.as_str()))
    }
}

fn is_number(word: &str) -> bool {
    word.parse::<i64>().is_ok()
}

/// Each with its name, in the order of the text.
type Fields = Vec<(String, Value)>;

/// The fields of a text, in YAML between `---` or in TOML between `+++`, and what follows.
fn front_matter(text: &str) -> Result<(Fields, &str), String> {
    let open = text.lines().next().unwrap_or_default().trim_end();
    if open == "{" || open.starts_with("{\"") {
        return Err("its fields are JSON; write them in YAML between two lines `---`".into());
    }
    if open != "---" && open != "+++" {
        return Ok((Vec::new(), text));
    }
    let start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == open {
            let inner = &text[start..at];
            let fields = if open == "+++" { of_toml(inner)? } else { of_yaml(inner)? };
            return Ok((fields, &text[at + line.len()..]));
        }
        at += line.len();
    }
    // A rule at the beginning of a text; but fields that have no end are none.
    let next = text[start..].lines().next().unwrap_or_default();
    match next.contains(": ") || next.contains(" = ") {
        true => Err(format!("its fields have no end: a second line `{open}` is missing")),
        false => Ok((Vec::new(), text)),
    }
}

fn of_toml(text: &str) -> Result<Fields, String> {
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| format!("its fields are no TOML: {}", error.message()))?;
    let word = |value: &toml::Value| match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Float(number) => Some(number.to_string()),
        toml::Value::Boolean(flag) => Some(flag.to_string()),
        toml::Value::Datetime(date) => Some(date.to_string()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
    };
    let value = |value: &toml::Value| match value {
        toml::Value::Array(items) => {
            items.iter().map(word).collect::<Option<_>>().map_or(Value::Other, Value::List)
        }
        value => word(value).map_or(Value::Other, Value::Word),
    };
    Ok(table.iter().map(|(name, found)| (name.clone(), value(found))).collect())
}

fn of_yaml(text: &str) -> Result<Fields, String> {
    use crate::diagnostics::FileId;
    use crate::read::yaml::{self, Value as Yaml};
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let node = yaml::parse(text, FileId(0), 2).map_err(|problem| {
        let line = problem.position.map_or(0, |position| position.line);
        format!("line {line}: {}", problem.message)
    })?;
    let Yaml::Map(fields) = node.value else { return Err("its fields are none".into()) };
    let word = |value: &Yaml| match value {
        Yaml::Scalar(text) => Some(text.clone()),
        Yaml::Flag(flag) => Some(flag.to_string()),
        Yaml::Empty | Yaml::List(_) | Yaml::Map(_) => None,
    };
    let value = |value: &Yaml| match value {
        Yaml::List(items) => items
            .iter()
            .map(|item| word(&item.value))
            .collect::<Option<_>>()
            .map_or(Value::Other, Value::List),
        value => word(value).map_or(Value::Other, Value::Word),
    };
    Ok(fields.iter().map(|(key, node)| (key.name.clone(), value(&node.value))).collect())
}

/// The text with alerts in place of boxes, and with one heading of level 1 at most; none where the
/// title stands in a field. Code stays as it is.
fn body_of(text: &str, has_title: bool) -> String {
    let mut out = String::new();
    let mut fence: Option<&str> = None;
    let mut inside: Option<Inside> = None;
    let mut headings = usize::from(has_title);
    let has_heading = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.starts_with("# "));
    if has_heading {
        // It stands above the text, so that it is the title that readers know.
        headings = 0;
    }
    for line in text.lines() {
        let trimmed = line.trim_start();
        match fence {
            Some(mark) if trimmed.starts_with(mark) => fence = None,
            None => fence = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)),
            Some(_) => {}
        }
        let in_code = fence.is_some();
        // The end of a box.
        match &inside {
            Some(Inside::Colons) if trimmed.trim_end() == ":::" => {
                inside = None;
                continue;
            }
            Some(Inside::Indented)
                if !line.trim().is_empty()
                    && !line.starts_with("    ")
                    && !line.starts_with('\t') =>
            {
                inside = None;
            }
            _ => {}
        }
        if inside.is_none()
            && !in_code
            && let Some((kind, title, opened)) = opening(trimmed)
        {
            inside = Some(opened);
            out.push_str(&format!("> [!{kind}]\n"));
            if !title.is_empty() {
                out.push_str(&format!("> **{title}**\n>\n"));
            }
            continue;
        }
        let line = match inside {
            Some(Inside::Indented) => {
                line.strip_prefix("    ").or(line.strip_prefix('\t')).unwrap_or(line)
            }
            _ => line,
        };
        if inside.is_some() {
            out.push_str(format!("> {line}").trim_end());
        } else if !in_code && line.starts_with("# ") {
            headings += 1;
            out.push_str(if headings > 1 { "#" } else { "" });
            out.push_str(line);
        } else {
            out.push_str(line);
        }
        out.push('\n');
    }
    out
}

/// How a box ends.
enum Inside {
    /// With `:::`.
    Colons,
    /// With the first line that is not indented.
    Indented,
}

/// The first line of a box: the alert, its title, and how it ends.
fn opening(line: &str) -> Option<(&'static str, String, Inside)> {
    let (rest, inside) = match line.strip_prefix(":::") {
        Some(rest) => (rest, Inside::Colons),
        None => {
            let rest = ["!!! ", "???+ ", "??? "].iter().find_map(|mark| line.strip_prefix(mark))?;
            (rest, Inside::Indented)
        }
    };
    let rest = rest.trim_start().trim_start_matches('{').trim_start_matches('.');
    let word: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
    let (kind, _) =
        BOXES.iter().find(|(_, words)| words.contains(&word.to_lowercase().as_str()))?;
    let title = rest[word.len()..].trim().trim_matches(['"', '[', ']', '}']).trim().to_string();
    Some((kind, title, inside))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(files: &[(&str, &str)]) -> Imported {
        let files: Vec<Foreign> =
            files.iter().map(|(path, text)| (path.to_string(), text.as_bytes().to_vec())).collect();
        pages(&files, "docs")
    }

    fn text(imported: &Imported, path: &str) -> String {
        let file = imported.files.iter().find(|file| file.path == path);
        let file = file.unwrap_or_else(|| panic!("no {path} in {imported:?}"));
        String::from_utf8(file.bytes.clone()).unwrap()
    }

    #[test]
    fn fields_that_pages_have_are_kept() {
        let imported = import(&[
            (
                "a/_index.md",
                "---\ntitle: \"Care: daily\"\ndescription: How.\nweight: 3\ndraft: true\ntags: [x]\naliases: [/old/]\n---\nText.\n",
            ),
            ("b.md", "+++\ntitle = \"B\"\ndate = 2020-01-01\n+++\n# Another\n\n# Second\n"),
            ("c.md", "No fields.\n"),
        ]);
        assert_eq!(
            text(&imported, "pages/a/index.md"),
            "---\ntitle: \"Care: daily\"\nsummary: \"How.\"\nstatus: draft\naliases: [\"/old/\"]\norder: 3\n---\n\nText.\n"
        );
        assert_eq!(text(&imported, "pages/b.md"), "# Another\n\n## Second\n");
        assert_eq!(text(&imported, "pages/c.md"), "No fields.\n");
        assert_eq!(
            imported.skipped,
            [
                "the field `date` of 1 page: pages have no such field",
                "the field `tags` of 1 page: pages have no such field",
                "`title: B` of 1 page: the first heading is the title",
            ]
        );
    }

    #[test]
    fn boxes_become_alerts_and_code_stays() {
        let imported = import(&[(
            "a.md",
            "# A\n\n:::tip Do it\nNow.\n:::\n\n!!! warning \"Hot\"\n    It burns.\n\nAfter.\n\n```\n# no heading\n:::tip\n```\n",
        )]);
        assert_eq!(
            text(&imported, "pages/a.md"),
            "# A\n\n> [!TIP]\n> **Do it**\n>\n> Now.\n\n> [!WARNING]\n> **Hot**\n>\n> It burns.\n>\nAfter.\n\n```\n# no heading\n:::tip\n```\n"
        );
    }

    #[test]
    fn links_lead_to_the_new_places() {
        let imported = import(&[
            (
                "care/a.md",
                "# A\n\n![x](img/p%20q.png) [b](../b.md#top) [c](/b) [web](https://example.org/b.md)\n",
            ),
            ("b.md", "# B\n"),
            ("care/img/p q.png", "png"),
            ("theme.css", "css"),
        ]);
        assert_eq!(
            text(&imported, "pages/care/a.md"),
            "# A\n\n![x](../../files/docs/care/img/p%20q.png) [b](../b.md#top) [c](../b.md) [web](https://example.org/b.md)\n"
        );
        assert_eq!(text(&imported, "files/docs/care/img/p q.png"), "png");
        assert_eq!(imported.skipped, ["theme.css: no page links to it"]);
    }

    #[test]
    fn the_contents_of_a_book_are_its_order() {
        let imported = import(&[
            ("SUMMARY.md", "# Summary\n\n- [B](b.md)\n- [A](./a.md)\n"),
            ("a.md", "# A\n"),
            ("b.md", "# B\n"),
        ]);
        assert!(text(&imported, "pages/a.md").contains("order: 2"));
        assert!(text(&imported, "pages/b.md").contains("order: 1"));
    }
}
