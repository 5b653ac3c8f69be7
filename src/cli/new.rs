//! `fascicle new`: a commented form for one entry. It never overwrites.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::Refusal;
use crate::diagnostics::did_you_mean;
use crate::ids;
use crate::pipeline;
use crate::vocabulary::form;
use crate::vocabulary::{Kind, Relation};

pub(super) fn new(kind: &str, id: &str, dir: &Path) -> Result<(), Refusal> {
    let (path, form) = match (Kind::from_name(kind).or_else(|| Kind::from_folder(kind)), kind) {
        (Some(kind), _) => (format!("{}/{id}.md", kind.folder()), entry_form(kind, id)),
        (None, "guide" | "guides") => {
            (format!("guides/{id}.yaml"), guide_form(&title(id), &levels(dir)))
        }
        (None, "page" | "pages") => (
            format!("pages/{id}.md"),
            format!(
                "---\nstatus: draft               # left out of the handbook until this line goes\n---\n\n# {}\n\n{}\n",
                title(id),
                form::BODY
            ),
        ),
        (None, other) => {
            let known = Kind::ALL.iter().map(|kind| kind.name()).chain(["guide", "page"]);
            let help = did_you_mean(other, known.clone()).unwrap_or_else(|| {
                format!("the kinds are {}", known.collect::<Vec<_>>().join(", "))
            });
            return Err(Refusal(format!("there is no kind `{other}`; {help}")));
        }
    };
    let is_page = matches!(kind, "page" | "pages");
    let page_name = is_page
        && !id.is_empty()
        && !id.starts_with('.')
        && !id.contains(|c: char| c.is_control() || "/\\".contains(c));
    if id.ends_with(".md") || id.ends_with(".yaml") {
        return Err(Refusal(format!(
            "leave the ending out: `{}`",
            id.trim_end_matches(".md").trim_end_matches(".yaml")
        )));
    }
    if !page_name {
        fit_id(id)?;
    }
    let path = put(dir, &path, &form)?;
    eprintln!(
        "wrote {}, a draft; fill in the lines, take away the `#` from those that you need, and last the line `status: draft`",
        path.display()
    );
    Ok(())
}

/// The most and the least urgent level of the handbook.
fn levels(dir: &Path) -> [String; 2] {
    let today = jiff::civil::Date::constant(2000, 1, 1);
    let levels = pipeline::levels(&super::input(dir, &pipeline::Options::on(today)));
    [(levels.first(), "emergency"), (levels.last(), "self-care")]
        .map(|(level, default)| level.map_or(default.to_string(), String::clone))
}

fn guide_form(title: &str, [worst, mildest]: &[String; 2]) -> String {
    GUIDE
        .replace("TITLE", title)
        .replace("SAFETY_NET", form::SAFETY_NET)
        .replace("urgency: emergency", &format!("urgency: {worst}"))
        .replace("urgency: self-care", &format!("urgency: {mildest}"))
}

/// Refuses a word that cannot be an id.
pub(super) fn fit_id(id: &str) -> Result<(), Refusal> {
    if ids::is_id(id) {
        return Ok(());
    }
    let suggestion =
        ids::suggest(id).map(|near| format!("; how about `{near}`?")).unwrap_or_default();
    Err(Refusal(format!(
        "`{id}` cannot be an id: it has small letters a to z, digits, `.`, `_` and `-`{suggestion}"
    )))
}

/// Writes a new file below `content/` and returns its path. An existing file is left as it is.
pub(super) fn put(dir: &Path, path: &str, text: &str) -> Result<PathBuf, Refusal> {
    put_bytes(dir, path, text.as_bytes())
}

/// The same with any content.
pub(super) fn put_bytes(dir: &Path, path: &str, bytes: &[u8]) -> Result<PathBuf, Refusal> {
    if !dir.join("content").is_dir() {
        return Err(Refusal(format!(
            "there is no folder {}; name the handbook's folder with --in",
            dir.join("content").display()
        )));
    }
    let path = dir.join("content").join(path);
    let parent = path.parent().unwrap_or(dir);
    fs::create_dir_all(parent)
        .map_err(|error| Refusal(format!("{}: {error}", parent.display())))?;
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    match file.and_then(|mut file| file.write_all(bytes)) {
        Ok(()) => Ok(path),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            Err(Refusal(format!("{} is there already; it was left as it is", path.display())))
        }
        Err(error) => Err(Refusal(format!("{}: {error}", path.display()))),
    }
}

pub(super) fn title(id: &str) -> String {
    let words = id.replace(['-', '_', '.'], " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// The form of a kind. The relations come from their table, so that the form cannot be out of date.
/// No space follows a `#`: removing that character must leave a valid line of YAML.
fn entry_form(kind: Kind, id: &str) -> String {
    let mut form = format!(
        "---\nstatus: draft               # left out of the handbook until this line goes\ntitle: {}\nsummary: {}\n",
        title(id),
        form::SUMMARY
    );
    form.push_str(match kind {
        Kind::Problem => "",
        Kind::Cause => "#role: cause              # or factor (makes it likelier), mimic (only confused with it)\n#urgency: emergency       # only where every case needs it\n#certainty: moderate      # high, moderate, low, very-low: how sure the link is\n",
        Kind::Finding => "type: symptom             # or sign, history, risk\n#urgency: emergency       # makes it a warning sign: emergency, urgent, appointment\n#ask: The words in which a reader is asked, if the title is too clinical.\n",
        Kind::Test => "type: lab                 # or question, examination, measurement, imaging, other\n#shows: What it tells.\n#misses: What it cannot tell.\n#questions:\n#  - A question that the professional asks?\n",
        Kind::Treatment => "type: self-care           # or professional, prevention\n#do:\n#  - What to do.\n#do_not:\n#  - do what harms (the words \"do not\" are put before it)\n#ask_first:\n#  - Who must ask first.\n#certainty: moderate      # high, moderate, low, very-low: how sure it is that it helps\n#handout: true            # a one-page handout in print\n",
    });
    form.push_str("#also_called: [another name]\n#sources: [id-in-sources.yaml]   # in the text: [@id-in-sources.yaml]\n");
    for relation in Relation::of(kind) {
        let target =
            relation.to.map_or("\"kind:id\"".to_string(), |to| format!("{}-id", to.name()));
        if relation.is_plain() {
            form.push_str(&format!("#{}: [{target}]\n", relation.field));
        } else {
            form.push_str(&format!(
                "#{}:                 # or: {}: none\n",
                relation.field, relation.field
            ));
            for (_, strength) in relation.strengths() {
                form.push_str(&format!("#  {}: [{target}]\n", strength.key));
            }
        }
    }
    form.push_str("#reviewed: 2026-05-31       # the day of the last review, and who made it\n#reviewed_by: Name\n#aliases: [old/address.html]   # where the page was once\n#codes: {icd11: MG30}         # what it is called elsewhere\n---\n\n");
    form.push_str(&format!("{}\n", form::BODY));
    form
}

const GUIDE: &str = "\
status: draft                   # left out of the handbook until this line goes
title: TITLE
#problem: problem-id            # then the guide is checked against the problem's causes
#scope: {for: Adults., not_for: [children, pregnancy], instead: Ask your doctor.}
start: first
questions:
  first:
    ask: Do you have any of these now?
    #any_of: [finding-id]       # the findings of which any means yes
    if_yes: call-now
    if_no: wait
outcomes:
  call-now:
    title: Get help now
    urgency: emergency
    #suspect: [cause-id]
    #do: [treatment-id]
  wait:
    title: Wait and watch
    urgency: self-care
    safety_net: SAFETY_NET
#actions:                       # what to do between two questions
#  cool-down: {title: Cool the person, then: first, after: 10 minutes}
#cases:                         # patients whose outcome you know
#  - {case: Weak on one side, has: [finding-id], outcome: call-now}
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::{Diagnostics, Strictness};
    use crate::model::{self, Details, Drafts};
    use crate::read::{self, Folder};

    /// A field that a form forgets does not compile here, or is empty.
    #[test]
    fn every_form_has_every_field_of_its_kind() {
        for kind in Kind::ALL {
            let form = entry_form(kind, "some-id");
            let (front, body) = form.split_once("---\n\n").unwrap();
            let filled: String = front
                .lines()
                .map(|line| format!("{}\n", line.strip_prefix('#').unwrap_or(line)))
                .collect();
            let path = format!("content/{}/some-id.md", kind.folder());
            let text = format!("{filled}---\n\n{body}");
            let files = [("content/handbook.yaml", "title: T\n"), (path.as_str(), text.as_str())];
            let mut problems = Diagnostics::new(Strictness::Lenient);
            let read = read::documents(&Folder::in_memory(files), &mut problems);
            let handbook =
                model::handbook(read.documents, read.copied, Drafts::Include, &mut problems);
            assert!(!problems.any_errors(), "{}", problems.json(&read.sources));
            let has_all = match &handbook.entries[0].details {
                Details::Problem => true,
                Details::Cause { role: _, urgency, certainty } => {
                    front.contains("role:") && urgency.is_some() && certainty.is_some()
                }
                Details::Finding { kind: _, urgency, ask } => urgency.is_some() && ask.is_some(),
                Details::Test { kind: _, shows, misses, questions } => {
                    shows.is_some() && misses.is_some() && !questions.is_empty()
                }
                Details::Treatment { kind: _, do_, do_not, ask_first, certainty } => {
                    let lists = [do_, do_not, ask_first];
                    lists.iter().all(|list| !list.is_empty()) && certainty.is_some()
                }
            };
            assert!(has_all, "{form}");
        }
    }

    #[test]
    fn every_form_names_every_relation() {
        for kind in Kind::ALL {
            let form = entry_form(kind, "some-id");
            for relation in Relation::of(kind) {
                assert!(form.contains(&format!("\n#{}:", relation.field)), "{form}");
            }
            assert!(form.starts_with("---\nstatus: draft ") && form.contains("\ntitle: Some id\n"));
        }
    }
}
