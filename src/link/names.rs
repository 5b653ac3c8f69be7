//! Names: the index of everything that can be named, and the diagnostics for what cannot be found.

use std::collections::BTreeMap;

use super::{EntryId, GuideId, PageId, Target, UNKNOWN_REFERENCE, WRONG_KIND};
use crate::diagnostics::{Diagnostic, nearest};
use crate::ids::{Name, comparable, seen};
use crate::model::Handbook;
use crate::vocabulary::Kind;

/// A name that cannot be resolved: with its diagnostic, or without one if it is reported elsewhere.
pub(super) type Nowhere = Option<Diagnostic>;

/// Everything that has a name.
pub(super) struct Names {
    entries: BTreeMap<(Kind, String), EntryId>,
    guides: BTreeMap<String, GuideId>,
    pages: BTreeMap<String, PageId>,
    /// By kind and lowercase title: the id.
    titles: BTreeMap<(Kind, String), String>,
    failed: std::collections::BTreeSet<String>,
    drafts: std::collections::BTreeSet<String>,
}

impl Names {
    pub(super) fn of(book: &Handbook) -> Names {
        Names {
            entries: book
                .entries
                .iter()
                .enumerate()
                .map(|(at, entry)| ((entry.kind, entry.id.clone()), EntryId(at as u32)))
                .collect(),
            guides: book
                .guides
                .iter()
                .enumerate()
                .map(|(at, guide)| (guide.id.clone(), GuideId(at as u32)))
                .collect(),
            pages: book
                .pages
                .iter()
                .enumerate()
                .map(|(at, page)| (comparable(&page.path), PageId(at as u32)))
                .collect(),
            titles: book
                .entries
                .iter()
                .map(|entry| {
                    ((entry.kind, entry.common.title.value.to_lowercase()), entry.id.clone())
                })
                .collect(),
            failed: book.unusable.failed.clone(),
            drafts: book.unusable.drafts.clone(),
        }
    }

    /// Finds the entry of one kind: `dehydration`, or `cause:dehydration` where a cause is
    /// expected.
    pub(super) fn entry(&self, kind: Kind, name: &Name) -> Result<EntryId, Nowhere> {
        let id = match name.text.split_once(':') {
            Some((prefix, id)) if prefix == kind.name() => id,
            Some((prefix, _)) if Kind::from_name(prefix).is_some() => {
                let problem = Diagnostic::new(
                    &WRONG_KIND,
                    name.position,
                    format!("`{}` is not {}", name.text, kind.with_article()),
                );
                return Err(Some(problem.help(format!("name {} here", kind.with_article()))));
            }
            _ => &name.text,
        };
        if let Some(found) = self.entries.get(&(kind, id.to_string())) {
            return Ok(*found);
        }
        let whole = format!("{}:{id}", kind.name());
        if self.failed.contains(&whole) {
            return Err(None);
        }
        if self.drafts.contains(&whole) {
            return Err(Some(draft(name, &format!("the {} `{id}`", kind.name()))));
        }
        if let Some(other) =
            Kind::ALL.into_iter().find(|other| self.entries.contains_key(&(*other, id.to_string())))
        {
            let problem = Diagnostic::new(
                &WRONG_KIND,
                name.position,
                format!("`{id}` is {}, not {}", other.with_article(), kind.with_article()),
            );
            return Err(Some(problem.help(format!(
                "name {} here, or move `{id}` to where {}s are named",
                kind.with_article(),
                other.name()
            ))));
        }
        let known = self.of_kind(kind);
        // `b.md`, `causes/b` and titles are names too, but not here.
        let bare = id.trim().trim_end_matches(".md").rsplit('/').next().unwrap_or(id);
        let by_title = self.titles.get(&(kind, id.trim().to_lowercase())).map(String::as_str);
        let exact = self.entries.contains_key(&(kind, bare.to_string())).then_some(bare);
        let help = match exact.or(by_title).or_else(|| nearest(id, known)) {
            Some(near) => format!("did you mean `{near}`?"),
            None if crate::ids::is_id(id) => {
                format!("write content/{}/{id}.md, or correct the name", kind.folder())
            }
            None => format!(
                "name the {} by its id, which is the name of its file without `.md`",
                kind.name()
            ),
        };
        Err(Some(
            Diagnostic::new(
                &UNKNOWN_REFERENCE,
                name.position,
                format!("there is no {} `{id}`", kind.name()),
            )
            .help(seen(id, help)),
        ))
    }

    /// Finds what `kind:id` names, which may also be a guide or a page.
    pub(super) fn target(&self, name: &Name) -> Result<Target, Nowhere> {
        let Some((prefix, id)) = name.text.split_once(':') else {
            let entry = Kind::ALL
                .into_iter()
                .find(|kind| self.entries.contains_key(&(*kind, name.text.clone())));
            let help = entry.map_or(
                "write the kind before the id, as in `cause:dehydration`".to_string(),
                |kind| format!("write `{}:{}`", kind.name(), name.text),
            );
            return Err(Some(
                Diagnostic::new(
                    &UNKNOWN_REFERENCE,
                    name.position,
                    format!("`{}` does not say of what kind it is", name.text),
                )
                .help(help),
            ));
        };
        if let Some(kind) = Kind::from_name(prefix) {
            return self.entry(kind, name).map(Target::Entry);
        }
        let (found, known): (Option<Target>, Vec<&str>) = match prefix {
            "guide" => (
                self.guides.get(id).map(|id| Target::Guide(*id)),
                self.guides.keys().map(String::as_str).collect(),
            ),
            "page" => {
                let path = &comparable(id.trim_end_matches(".md"));
                let (index, readme) = (format!("{path}/index"), format!("{path}/README"));
                let page = [path.as_str(), index.as_str(), readme.as_str()]
                    .iter()
                    .find_map(|path| self.pages.get(*path));
                (page.map(|id| Target::Page(*id)), self.pages.keys().map(String::as_str).collect())
            }
            _ => {
                let schemes = Kind::ALL.iter().map(|kind| kind.name()).chain(["guide", "page"]);
                let near = nearest(prefix, schemes.clone())
                    .map(|near| format!("did you mean `{near}:{id}`? "))
                    .unwrap_or_default();
                let problem = Diagnostic::new(
                    &UNKNOWN_REFERENCE,
                    name.position,
                    format!("there is no kind `{prefix}`"),
                );
                return Err(Some(problem.help(format!(
                    "{near}the kinds are {}",
                    schemes.collect::<Vec<_>>().join(", ")
                ))));
            }
        };
        if let Some(found) = found {
            return Ok(found);
        }
        if self.failed.contains(&name.text) {
            return Err(None);
        }
        if self.drafts.contains(&name.text) {
            return Err(Some(draft(name, &format!("the {prefix} `{id}`"))));
        }
        let help = nearest(id, known)
            .map_or(format!("write it, or correct the name `{id}`"), |near| {
                format!("did you mean `{prefix}:{near}`?")
            });
        Err(Some(
            Diagnostic::new(
                &UNKNOWN_REFERENCE,
                name.position,
                format!("there is no {prefix} `{id}`"),
            )
            .help(help),
        ))
    }

    pub(super) fn guide(&self, id: &str) -> Option<GuideId> {
        self.guides.get(id).copied()
    }

    pub(super) fn guide_names(&self) -> impl Iterator<Item = &str> {
        self.guides.keys().map(String::as_str)
    }

    /// Whether this file exists but cannot be used. Links to it are then not mistakes of their own.
    pub(super) fn has_failed(&self, name: &str) -> bool {
        self.failed.contains(name)
    }

    pub(super) fn is_draft(&self, name: &str) -> bool {
        self.drafts.contains(name)
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.entries.keys().filter(move |(other, _)| *other == kind).map(|(_, id)| id.as_str())
    }
}

/// The diagnostic for a name that refers to a draft.
pub(super) fn draft(name: &Name, what: &str) -> Diagnostic {
    Diagnostic::new(&UNKNOWN_REFERENCE, name.position, format!("{what} is a draft")).help(
        "it is left out until its `status: draft` is taken away; `--drafts` builds with drafts",
    )
}
