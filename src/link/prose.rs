//! Prose: resolves links, citations, services and glossary terms in texts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::glossary::{self, Matcher};
use super::names::{Names, draft};
use super::{EntryId, GuideId, PageId, Resolved, SourceId, Target, Term, heading_ids, source_ids, unknown_source};
use crate::html;
use crate::model::{Handbook, Name, Services, typography};
use crate::problems::{Code, FileId, Place, Problem, nearest};
use crate::read::markdown::{Kind, Node, Prose, UNSAFE_CONTENT, Written};

pub(super) static BROKEN_LINK: Code = Code::error("broken-link");
pub(super) static BROKEN_FRAGMENT: Code = Code::error("broken-fragment");

/// A link that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub to: Destination,
    /// The id within the page, without `#`.
    pub fragment: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The page on which the link stands.
    Here,
    To(Target),
    /// A copied file, by its path in the output.
    File(String),
    /// Another site, a mail address or a telephone number.
    Web(String),
    /// It was unsafe or led nowhere, which has been reported; only its words are shown.
    Nowhere,
}

/// Addresses that may leave the handbook. All others (`javascript:`, `data:` and what nobody has thought of) are taken out.
const SCHEMES: &[&str] = &["https", "http", "mailto", "tel", "sms"];

/// Resolves one text after the other and remembers who cites and links to what.
pub(super) struct Linker<'a> {
    names: &'a Names,
    terms: &'a [Term],
    matcher: Matcher,
    services: Services,
    settings_failed: bool,
    sources: BTreeMap<String, SourceId>,
    /// Ids that are in sources.yaml and cannot be used.
    unusable_sources: BTreeSet<String>,
    sources_failed: bool,
    /// Who cites a source that does not exist: that it has none may be that slip's echo.
    miscited: BTreeSet<Target>,
    /// Paths below `content/` to what they become.
    files: HashMap<String, Destination>,
    /// Paths below `content/` of the texts, by file.
    paths: HashMap<FileId, String>,
    anchors: HashMap<Target, HashSet<String>>,
    problems: &'a mut Vec<Problem>,
    cited_by: Vec<Vec<Target>>,
    linked_to: BTreeSet<Target>,
}

/// Who names what in texts and in `sources:`.
pub(super) struct Mentions {
    /// By source, who cites it.
    pub cited_by: Vec<Vec<Target>>,
    /// Who cites a source that does not exist.
    pub miscited: BTreeSet<Target>,
    /// What is linked to.
    pub linked_to: BTreeSet<Target>,
}

/// Where a text stands, while it is resolved.
struct Context {
    from: Target,
    folder: String,
    heading_ids: std::vec::IntoIter<String>,
    mentioned: HashSet<usize>,
    /// Inside a heading, a link or an image no term is explained.
    quiet: usize,
    in_code: bool,
}

impl<'a> Linker<'a> {
    pub(super) fn new(book: &Handbook, names: &'a Names, terms: &'a [Term], problems: &'a mut Vec<Problem>) -> Linker<'a> {
        let mut files = HashMap::new();
        let mut paths = HashMap::new();
        let mut anchors = HashMap::new();
        for (at, entry) in book.entries.iter().enumerate() {
            let target = Target::Entry(EntryId(at as u32));
            let path = format!("{}/{}.md", entry.kind.folder(), entry.id);
            paths.insert(entry.file, path.clone());
            files.insert(path, Destination::To(target));
            anchors.insert(target, heading_ids(&entry.prose).into_iter().collect());
        }
        for (at, page) in book.pages.iter().enumerate() {
            let target = Target::Page(PageId(at as u32));
            let path = format!("pages/{}.md", page.path);
            paths.insert(page.file, path.clone());
            files.insert(path, Destination::To(target));
            anchors.insert(target, heading_ids(&page.prose).into_iter().collect());
        }
        for (at, guide) in book.guides.iter().enumerate() {
            let target = Target::Guide(GuideId(at as u32));
            let path = format!("guides/{}.yaml", guide.id);
            paths.insert(guide.file, path.clone());
            files.insert(path, Destination::To(target));
            let steps = guide.questions.iter().map(|step| &step.name).chain(guide.outcomes.iter().map(|step| &step.name));
            anchors.insert(target, steps.map(|name| step_anchor(name)).collect());
        }
        for copied in &book.copied {
            files.insert(copied.source.clone(), Destination::File(copied.path.clone()));
        }
        Linker {
            names,
            terms,
            matcher: Matcher::new(terms),
            services: book.settings.services.clone(),
            settings_failed: book.settings.failed,
            sources: source_ids(&book.sources),
            unusable_sources: book.unusable.sources.clone(),
            miscited: BTreeSet::new(),
            sources_failed: book.unusable.failed.contains("sources"),
            files,
            paths,
            anchors,
            problems,
            cited_by: vec![Vec::new(); book.sources.len()],
            linked_to: BTreeSet::new(),
        }
    }

    /// What was learnt about the handbook as a whole.
    pub(super) fn finish(self) -> Mentions {
        Mentions { cited_by: self.cited_by, miscited: self.miscited, linked_to: self.linked_to }
    }

    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The source that a name means.
    pub(super) fn cite(&mut self, name: &Name, from: Target) -> Option<SourceId> {
        match self.sources.get(&name.text) {
            Some(id) => {
                let cited_by = &mut self.cited_by[id.index()];
                if cited_by.last() != Some(&from) {
                    cited_by.push(from);
                }
                Some(*id)
            }
            None => {
                self.miscited.insert(from);
                if !self.sources_failed && !self.unusable_sources.contains(&name.text) {
                    self.problems.push(unknown_source(name, &self.sources));
                }
                None
            }
        }
    }

    /// Resolves a text of `file`, which belongs to `from`.
    pub(super) fn prose(&mut self, prose: Prose<Written>, file: FileId, from: Target) -> Prose<Resolved> {
        let path = self.paths.get(&file).cloned().unwrap_or_default();
        let folder = path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_string());
        let mut context =
            Context { from, folder, heading_ids: heading_ids(&prose).into_iter(), mentioned: HashSet::new(), quiet: 0, in_code: false };
        Prose { nodes: self.nodes(prose.nodes, &mut context) }
    }

    fn nodes(&mut self, nodes: Vec<Node<Written>>, context: &mut Context) -> Vec<Node<Resolved>> {
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            self.node(node, context, &mut out);
        }
        out
    }

    fn node(&mut self, node: Node<Written>, context: &mut Context, out: &mut Vec<Node<Resolved>>) {
        let Node { place, kind, children } = node;
        let quiet = matches!(kind, Kind::Heading { .. } | Kind::Html { .. } | Kind::Link { .. } | Kind::Image { .. } | Kind::CodeBlock);
        let code = matches!(kind, Kind::CodeBlock);
        let kind =
            match kind {
                Kind::Text(text) => return self.text(text, place, context, out),
                Kind::Service(name) => Kind::Service(self.service(&name, place, context)),
                Kind::Heading { level, .. } => Kind::Heading { level, id: context.heading_ids.next() },
                Kind::Cite(names) => Kind::Cite(names.iter().filter_map(|name| self.cite(name, context.from)).collect()),
                Kind::Link { to, title } => {
                    let to = self.filled(to, place, context);
                    Kind::Link { to: self.link(&to, place, context), title }
                }
                Kind::Html { html, .. } => {
                    let addresses = html::raw::addresses(&html);
                    let links = addresses.iter().map(|(address, picture)| {
                        if *picture { self.image(address, place, context) } else { self.link(address, place, context) }
                    });
                    let links = links.collect();
                    Kind::Html { html, links }
                }
                Kind::Image { from, title } => Kind::Image { from: self.image(&from, place, context), title },
                other => same(other),
            };
        context.quiet += usize::from(quiet);
        let was_code = context.in_code;
        context.in_code |= code;
        let children = self.nodes(children, context);
        context.in_code = was_code;
        context.quiet -= usize::from(quiet);
        out.push(Node { place, kind, children });
    }

    /// An address with its services filled in: `tel:{{ emergency }}`, which the Markdown library may have encoded.
    fn filled(&mut self, address: String, place: Place, context: &Context) -> String {
        if !address.contains("{{") && !address.contains("%7B%7B") {
            return address;
        }
        let plain = address.replace("%7B", "{").replace("%7D", "}").replace("%20", " ");
        let mut found = Vec::new();
        let filled = self.services.fill(&plain, place, &mut found);
        let is_page = matches!(context.from, Target::Page(_));
        self.problems.extend(found.into_iter().map(|problem| if is_page { problem.as_warning() } else { problem }));
        filled
    }

    fn service(&mut self, name: &str, place: Place, context: &Context) -> String {
        match self.services.get(name, place) {
            Ok(value) => typography::keep_together(value),
            Err(problem) => {
                // Free pages may come from elsewhere, where braces mean something else.
                if let (Some(problem), false) = (problem, self.settings_failed) {
                    self.problems.push(if matches!(context.from, Target::Page(_)) { problem.as_warning() } else { problem });
                }
                format!("{{{{ {name} }}}}")
            }
        }
    }

    /// A run of text, cut where a glossary term is mentioned for the first time on the page.
    fn text(&mut self, text: String, place: Place, context: &mut Context, out: &mut Vec<Node<Resolved>>) {
        let leaf = |kind| Node { place, kind, children: Vec::new() };
        if context.in_code {
            out.push(leaf(Kind::Text(text)));
            return;
        }
        let text = typography::keep_together(&text);
        if context.quiet > 0 {
            out.push(leaf(Kind::Text(text)));
            return;
        }
        let mut from = 0;
        for (range, term) in self.matcher.find(&text) {
            if glossary::is_own_page(&self.terms[term], context.from) || !context.mentioned.insert(term) {
                continue;
            }
            if from < range.start {
                out.push(leaf(Kind::Text(text[from..range.start].to_string())));
            }
            out.push(leaf(Kind::Mention { term, text: text[range.clone()].to_string() }));
            from = range.end;
        }
        if from < text.len() {
            out.push(leaf(Kind::Text(text[from..].to_string())));
        }
    }

    fn image(&mut self, address: &str, place: Place, context: &Context) -> Link {
        let link = self.link(address, place, context);
        match link.to {
            Destination::File(_) | Destination::Nowhere => link,
            Destination::Web(_) => {
                let problem = Problem::new(&BROKEN_LINK, place, format!("the picture `{address}` is on another site"));
                self.problems.push(problem.help("a handbook works offline: put the picture into content/files/ and name it from there"));
                nowhere()
            }
            Destination::Here | Destination::To(_) => {
                self.problems.push(
                    Problem::new(&BROKEN_LINK, place, format!("`{address}` is not a picture")).help("pictures stand in content/files/"),
                );
                nowhere()
            }
        }
    }

    fn link(&mut self, address: &str, place: Place, context: &Context) -> Link {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => (path, Some(fragment).filter(|fragment| !fragment.is_empty())),
            None => (address, None),
        };
        if path.is_empty() && (fragment.is_some() || address == "#") {
            return self.with_fragment(Destination::Here, context.from, fragment, place);
        }
        if let Some((scheme, rest)) = scheme_of(address) {
            let ours = crate::model::vocabulary::Kind::from_name(&scheme).is_some() || scheme == "guide" || scheme == "page";
            return if ours { self.by_name(path, fragment, place) } else { self.web(address, &scheme, rest, place) };
        }
        self.by_path(path, fragment, place, context)
    }

    fn web(&mut self, address: &str, scheme: &str, rest: &str, place: Place) -> Link {
        if SCHEMES.contains(&scheme) && !rest.is_empty() {
            return Link { to: Destination::Web(address.to_string()), fragment: None };
        }
        let unsafe_scheme = ["javascript", "data", "vbscript", "file", "blob"].contains(&scheme);
        let names = crate::model::vocabulary::Kind::ALL.iter().map(|kind| kind.name()).chain(["guide", "page"]);
        let problem = match nearest(scheme, names) {
            Some(near) if !unsafe_scheme => {
                Problem::new(&BROKEN_LINK, place, format!("there is no kind `{scheme}`")).help(format!("did you mean `{near}:`?"))
            }
            _ => Problem::new(&UNSAFE_CONTENT, place, format!("the link to `{scheme}:` was taken out"))
                .help(format!("a link can begin with {}, a kind such as `cause:`, or be the path of a file", SCHEMES.join(":, ") + ":")),
        };
        self.problems.push(problem);
        nowhere()
    }

    fn by_name(&mut self, path: &str, fragment: Option<&str>, place: Place) -> Link {
        let decoded = html::path_of(path).unwrap_or_else(|| path.to_string());
        match self.names.target(&Name { text: decoded, place }) {
            Ok(target) => self.with_fragment(Destination::To(target), target, fragment, place),
            Err(problem) => {
                // In prose a name is a link: the same slip by path has the same code.
                self.problems.extend(problem.map(|problem| Problem { code: &BROKEN_LINK, ..problem }));
                nowhere()
            }
        }
    }

    fn by_path(&mut self, path: &str, fragment: Option<&str>, place: Place, context: &Context) -> Link {
        let (path, _query) = path.split_once('?').unwrap_or((path, ""));
        let decoded = html::path_of(path).unwrap_or_else(|| path.to_string());
        let resolved = resolve(&context.folder, &decoded);
        let found = resolved.as_ref().and_then(|path| self.find_file(path));
        if let Some(destination) = found {
            return match destination {
                Destination::To(target) => self.with_fragment(Destination::To(target), target, fragment, place),
                other => Link { to: other, fragment: fragment.map(str::to_string) },
            };
        }
        let (message, help) = self.why_broken(path, resolved.as_deref());
        if let Some(message) = message {
            self.problems.push(Problem::new(&BROKEN_LINK, place, message).help(help));
        }
        nowhere()
    }

    /// A text or copied file by its path below `content/`; a folder means its page.
    fn find_file(&self, path: &str) -> Option<Destination> {
        let path = path.trim_end_matches('/');
        let candidates = [path.to_string(), format!("{path}/index.md"), format!("{path}/README.md")];
        candidates.iter().find_map(|path| self.files.get(path)).cloned()
    }

    fn why_broken(&self, written: &str, resolved: Option<&str>) -> (Option<String>, String) {
        let Some(path) = resolved else {
            return (
                Some(format!("the link `{written}` leads out of the handbook")),
                "link to files below content/, or to a web address in full".into(),
            );
        };
        if written.starts_with('/') {
            return (
                Some(format!("the link `{written}` begins at the top of a site")),
                "write the path from this file, such as `../causes/dehydration.md`, so that the handbook works in any folder".into(),
            );
        }
        let name = path.split_once('/').and_then(|(folder, rest)| {
            let kind = crate::model::vocabulary::Kind::from_folder(folder).map(|kind| kind.name()).or(match folder {
                "guides" => Some("guide"),
                "pages" => Some("page"),
                _ => None,
            })?;
            Some(format!("{kind}:{}", rest.trim_end_matches(".md").trim_end_matches(".yaml")))
        });
        if let Some(name) = &name {
            if self.names.has_failed(name) {
                return (None, String::new());
            }
            if self.names.is_draft(name) {
                let problem = draft(&Name { text: name.clone(), place: Place::file(FileId(0)) }, &format!("`{path}`"));
                return (Some(problem.message), problem.help.unwrap_or_default());
            }
        }
        let near = nearest(path, self.files.keys().map(String::as_str));
        (
            Some(format!("there is no file `content/{path}`")),
            near.map_or("correct the path, which counts from this file's folder".into(), |near| format!("did you mean `content/{near}`?")),
        )
    }

    /// Checks that the fragment is an id of the target.
    fn with_fragment(&mut self, to: Destination, target: Target, fragment: Option<&str>, place: Place) -> Link {
        // A link to the page it stands on brings nobody there.
        if to != Destination::Here {
            self.linked_to.insert(target);
        }
        let Some(fragment) = fragment else { return Link { to, fragment: None } };
        let fragment = html::path_of(fragment).unwrap_or_else(|| fragment.to_string());
        let known = self.anchors.get(&target);
        let is_known = |id: &str| known.is_some_and(|known| known.contains(id)) || is_section(id, target);
        if is_known(&fragment) {
            return Link { to, fragment: Some(fragment) };
        }
        if matches!(target, Target::Guide(_)) && is_known(&step_anchor(&fragment)) {
            return Link { to, fragment: Some(step_anchor(&fragment)) };
        }
        let mut ids: Vec<&str> = known.map(|known| known.iter().map(String::as_str).collect()).unwrap_or_default();
        ids.sort_unstable();
        let help = match nearest(&fragment, ids.iter().copied()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None if ids.is_empty() => "that page has no headings; leave the `#…` out".into(),
            None => format!("its headings are {}", ids.iter().map(|id| format!("`#{id}`")).collect::<Vec<_>>().join(", ")),
        };
        self.problems.push(Problem::new(&BROKEN_FRAGMENT, place, format!("there is no heading `#{fragment}` on that page")).help(help));
        Link { to, fragment: None }
    }
}

/// The id of a step in the list on its guide's page.
pub fn step_anchor(name: &str) -> String {
    format!("fc-step-{name}")
}

/// The id of a relation's section on an entry's page.
pub fn section_anchor(key: &str) -> String {
    format!("fc-{key}")
}

fn is_section(id: &str, target: Target) -> bool {
    let groups = crate::model::vocabulary::RELATIONS.iter().flat_map(|relation| relation.groups);
    matches!(target, Target::Entry(_)) && groups.into_iter().any(|group| id == section_anchor(group.key))
}

fn nowhere() -> Link {
    Link { to: Destination::Nowhere, fragment: None }
}

/// Nodes in which there is nothing to resolve.
fn same(kind: Kind<Written>) -> Kind<Resolved> {
    match kind {
        Kind::Paragraph => Kind::Paragraph,
        Kind::Quote => Kind::Quote,
        Kind::Alert(alert) => Kind::Alert(alert),
        Kind::CodeBlock => Kind::CodeBlock,
        Kind::List { start } => Kind::List { start },
        Kind::Item => Kind::Item,
        Kind::Task { done } => Kind::Task { done },
        Kind::Definitions => Kind::Definitions,
        Kind::Term => Kind::Term,
        Kind::Definition => Kind::Definition,
        Kind::Table(columns) => Kind::Table(columns),
        Kind::Head => Kind::Head,
        Kind::Row => Kind::Row,
        Kind::Cell => Kind::Cell,
        Kind::FootnoteText { name } => Kind::FootnoteText { name },
        Kind::FootnoteMark { name } => Kind::FootnoteMark { name },
        Kind::Emphasis => Kind::Emphasis,
        Kind::Strong => Kind::Strong,
        Kind::Strike => Kind::Strike,
        Kind::Code(code) => Kind::Code(code),
        Kind::SoftBreak => Kind::SoftBreak,
        Kind::HardBreak => Kind::HardBreak,
        Kind::Rule => Kind::Rule,
        Kind::Heading { .. }
        | Kind::Html { .. }
        | Kind::Link { .. }
        | Kind::Image { .. }
        | Kind::Text(_)
        | Kind::Cite(_)
        | Kind::Service(_)
        | Kind::Mention { .. } => {
            unreachable!("these are resolved before")
        }
    }
}

/// The scheme of an address, folded, and what follows it. Browsers skip spaces and control characters inside one.
fn scheme_of(address: &str) -> Option<(String, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let plain: String = scheme.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let is_scheme =
        plain.starts_with(|c: char| c.is_ascii_alphabetic()) && plain.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| (plain.to_lowercase(), rest))
}

/// `path` from `folder`, both below `content/`; `None` when it leads out.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_inside_the_content() {
        assert_eq!(resolve("causes", "../tests/ck.md"), Some("tests/ck.md".into()));
        assert_eq!(resolve("pages/a", "b.md"), Some("pages/a/b.md".into()));
        assert_eq!(resolve("pages", "../../secret"), None);
    }

    #[test]
    fn schemes_are_seen_through_disguise() {
        assert_eq!(scheme_of("JaVa\tScript:alert(1)").unwrap().0, "javascript");
        assert_eq!(scheme_of("../causes/a.md#x:y"), None);
        assert_eq!(scheme_of("cause:x").unwrap().0, "cause");
    }
}
