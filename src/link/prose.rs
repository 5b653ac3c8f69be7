//! Prose: resolves links, citations, services and glossary terms in texts.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::glossary::Matcher;
use super::names::{Names, draft};
use super::{
    EntryId, GuideId, PageId, Resolved, SourceId, Target, anchors, source_ids, unknown_source,
};
use crate::diagnostics::{Code, Diagnostic, FileId, Position, did_you_mean, nearest};
use crate::html;
use crate::ids::{Name, comparable};
use crate::import;
use crate::model::{Handbook, Paragraph, Services, typography};
use crate::prose::{DrawingLanguage, Element, Node, Prose, Tag, Written};
use crate::read::markdown::{UNKNOWN_MARKUP, UNSAFE_CONTENT};

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
    /// The page that contains the link.
    Here,
    To(Target),
    /// A copied file, by its path in the output.
    File(String),
    /// A document for paper.
    Pdf(Pdf),
    /// Another site, a mail address or a telephone number.
    Web(String),
    /// Unsafe or unresolvable, which has been reported; only the words of the link are shown.
    Nowhere,
}

/// A document for paper that a text can link to: `handout:ID`, `poster:GUIDE`, `sheet:GUIDE`, `book:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pdf {
    Handout(Target),
    Poster(GuideId),
    Sheet(GuideId),
    Book,
}

/// The schemes of links to documents for paper.
const PDFS: &[&str] = &["handout", "poster", "sheet", "book"];

/// Schemes of addresses outside the handbook. Links with any other scheme (`javascript:`, `data:`,
/// whatever else there may be) are removed.
const SCHEMES: &[&str] = &["https", "http", "mailto", "tel", "sms"];

/// Resolves texts one after the other, and records who cites and links to what.
pub(super) struct Linker<'a> {
    names: &'a Names,
    matcher: Matcher,
    /// By term: the page that is about it.
    own_pages: Vec<Option<Target>>,
    services: Services,
    settings_failed: bool,
    sources: BTreeMap<String, SourceId>,
    /// Ids in sources.yaml whose sources cannot be used.
    unusable_sources: BTreeSet<String>,
    sources_failed: bool,
    /// Who cites a source that does not exist: if they seem to have no source, this may be why.
    miscited: BTreeSet<Target>,
    /// By path below `content/`: what the file becomes.
    files: HashMap<String, Destination>,
    /// By file: the path of its text below `content/`.
    paths: HashMap<FileId, String>,
    /// What has a handout, by its name.
    handouts: Vec<(String, Target)>,
    /// By page: the id for each name that a link may use.
    anchors: HashMap<Target, HashMap<String, String>>,
    problems: &'a mut Vec<Diagnostic>,
    cited_by: Vec<Vec<Target>>,
    linked_to: BTreeSet<Target>,
}

/// Who refers to what in texts and in `sources:`.
pub(super) struct Mentions {
    /// By source, who cites it.
    pub cited_by: Vec<Vec<Target>>,
    /// Who cites a source that does not exist.
    pub miscited: BTreeSet<Target>,
    /// The targets of links.
    pub linked_to: BTreeSet<Target>,
}

/// The context of a text while it is being resolved.
struct Context {
    /// The page of the text; `None`: the glossary's.
    from: Option<Target>,
    folder: String,
    /// The ids of the headings and named elements that are still to come.
    ids: std::vec::IntoIter<String>,
    mentioned: HashSet<usize>,
    /// Above zero where no term is explained: in a heading, a link, an image, code or the text of a
    /// field.
    quiet: usize,
    in_code: bool,
    in_link: bool,
}

impl<'a> Linker<'a> {
    pub(super) fn new(
        book: &Handbook,
        names: &'a Names,
        matcher: Matcher,
        own_pages: Vec<Option<Target>>,
        problems: &'a mut Vec<Diagnostic>,
    ) -> Linker<'a> {
        let mut files = HashMap::new();
        let mut paths = HashMap::new();
        let mut anchors: HashMap<Target, HashMap<String, String>> = HashMap::new();
        for (at, entry) in book.entries.iter().enumerate() {
            let target = Target::Entry(EntryId(at as u32));
            let path = format!("{}/{}.md", entry.kind.folder(), entry.id);
            paths.insert(entry.file, path.clone());
            files.insert(comparable(&path), Destination::To(target));
            anchors.insert(target, anchors::by_name(&entry.prose));
        }
        for (at, page) in book.pages.iter().enumerate() {
            let target = Target::Page(PageId(at as u32));
            let path = format!("pages/{}.md", page.path);
            paths.insert(page.file, path.clone());
            files.insert(comparable(&path), Destination::To(target));
            anchors.insert(target, anchors::by_name(&page.prose));
        }
        for (at, guide) in book.guides.iter().enumerate() {
            let target = Target::Guide(GuideId(at as u32));
            let path = format!("guides/{}.yaml", guide.id);
            paths.insert(guide.file, path.clone());
            files.insert(comparable(&path), Destination::To(target));
            let steps = guide
                .questions
                .iter()
                .map(|step| &step.name)
                .chain(guide.outcomes.iter().map(|step| &step.name));
            anchors
                .insert(target, steps.map(|name| (step_anchor(name), step_anchor(name))).collect());
        }
        for copied in &book.copied {
            files.insert(comparable(&copied.source), Destination::File(copied.path.clone()));
        }
        let entries = book.entries.iter().enumerate().filter(|(_, entry)| entry.common.handout);
        let entries =
            entries.map(|(at, entry)| (entry.id.clone(), Target::Entry(EntryId(at as u32))));
        let pages = book.pages.iter().enumerate().filter(|(_, page)| page.common.handout);
        let pages = pages.map(|(at, page)| (page.path.clone(), Target::Page(PageId(at as u32))));
        let handouts = entries.chain(pages).collect();
        Linker {
            handouts,
            names,
            matcher,
            own_pages,
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

    /// Returns what was learnt about the handbook as a whole.
    pub(super) fn finish(self) -> Mentions {
        Mentions { cited_by: self.cited_by, miscited: self.miscited, linked_to: self.linked_to }
    }

    pub(super) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }

    /// Finds the source of a name and records that `from` cites it; an unknown source is reported.
    pub(super) fn cite(&mut self, name: &Name, from: Option<Target>) -> Option<SourceId> {
        match self.sources.get(&comparable(&name.text)) {
            Some(id) => {
                let cited_by = &mut self.cited_by[id.index()];
                if let Some(from) = from.filter(|from| cited_by.last() != Some(from)) {
                    cited_by.push(from);
                }
                Some(*id)
            }
            None => {
                self.miscited.extend(from);
                if !self.sources_failed && !self.unusable_sources.contains(&name.text) {
                    self.problems.push(unknown_source(name, &self.sources));
                }
                None
            }
        }
    }

    /// Resolves a text of `file`, which belongs to `from`.
    pub(super) fn prose(
        &mut self,
        prose: Prose<Written>,
        file: FileId,
        from: Target,
    ) -> Prose<Resolved> {
        let mut context = self.context(&prose, file, Some(from));
        Prose { nodes: self.nodes(prose.nodes, &mut context) }
    }

    /// Resolves the text of a field. Terms are explained in the text of the page, not here.
    pub(super) fn paragraph(
        &mut self,
        paragraph: Paragraph<Written>,
        from: Target,
    ) -> Paragraph<Resolved> {
        let Paragraph { prose, position, words: _ } = paragraph;
        let mut context = self.context(&prose, position.file, Some(from));
        context.quiet = 1;
        let prose = Prose { nodes: self.nodes(prose.nodes, &mut context) };
        Paragraph { words: prose.words(), prose, position }
    }

    /// Resolves a text of `handbook.yaml`, which belongs to no page.
    pub(super) fn standing(&mut self, paragraph: Paragraph<Written>) -> Paragraph<Resolved> {
        self.definition(paragraph, None)
    }

    /// Resolves the definition of a glossary term. What it cites counts as cited by the term's
    /// page, if it has one.
    pub(super) fn definition(
        &mut self,
        means: Paragraph<Written>,
        page: Option<Target>,
    ) -> Paragraph<Resolved> {
        let Paragraph { prose, position, words: _ } = means;
        let mut context = self.context(&prose, position.file, page);
        context.quiet = 1;
        let prose = Prose { nodes: self.nodes(prose.nodes, &mut context) };
        Paragraph { words: prose.words(), prose, position }
    }

    fn context(&self, prose: &Prose<Written>, file: FileId, from: Option<Target>) -> Context {
        let path = self.paths.get(&file).map_or("", String::as_str);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        let ids = anchors::ids(prose).into_iter();
        Context {
            from,
            folder,
            ids,
            mentioned: HashSet::new(),
            quiet: 0,
            in_code: false,
            in_link: false,
        }
    }

    fn nodes(&mut self, nodes: Vec<Node<Written>>, context: &mut Context) -> Vec<Node<Resolved>> {
        let mut out = Vec::with_capacity(nodes.len());
        for node in nodes {
            self.node(node, context, &mut out);
        }
        out
    }

    fn node(&mut self, node: Node<Written>, context: &mut Context, out: &mut Vec<Node<Resolved>>) {
        let Node { position, element, mut attributes, children } = node;
        let quiet = matches!(
            element,
            Element::Heading { .. }
                | Element::Link { .. }
                | Element::Image { .. }
                | Element::CodeBlock
                | Element::Drawing(_)
        ) || matches!(
            element,
            Element::Html(
                Tag::Code | Tag::Preformatted | Tag::Keyboard | Tag::Sample | Tag::Variable
            )
        );
        let code = matches!(
            element,
            Element::CodeBlock | Element::Drawing(_) | Element::Html(Tag::Code | Tag::Preformatted)
        );
        if let Some(attributes) = attributes.as_mut().filter(|attributes| attributes.id.is_some()) {
            attributes.id = context.ids.next();
        }
        if let Some(title) = attributes.as_mut().and_then(|attributes| attributes.title.as_mut()) {
            *title = self.filled(std::mem::take(title), position, context);
        }
        let element = match element {
            Element::Text(text) => return self.text(text, position, context, out),
            Element::Drawing(language) => self.drawing(language, position, &children),
            Element::Service(name) => return self.numbers(&name, position, context, out),
            Element::Heading { level, .. } => Element::Heading { level, id: context.ids.next() },
            Element::Cite(names) => Element::Cite(
                names.iter().filter_map(|name| self.cite(name, context.from)).collect(),
            ),
            Element::Link { to, title } => {
                let to = self.filled(to, position, context);
                Element::Link {
                    to: self.link(&to, position, context),
                    title: self.filled(title, position, context),
                }
            }
            Element::Image { from, title, size } => {
                let from = self.image(&from, position, context);
                Element::Image { from, title: self.filled(title, position, context), size }
            }
            other => same(other),
        };
        context.quiet += usize::from(quiet);
        let was_code = context.in_code;
        context.in_code |= code;
        let was_link = context.in_link;
        context.in_link |= matches!(element, Element::Link { .. } | Element::Image { .. });
        let children = self.nodes(children, context);
        context.in_code = was_code;
        context.in_link = was_link;
        context.quiet -= usize::from(quiet);
        out.push(Node { position, element, attributes, children });
    }

    /// Fills in the services in an address: `tel:{{ emergency }}`, which the Markdown library may
    /// have percent-encoded.
    fn filled(&mut self, address: String, position: Position, context: &Context) -> String {
        if !address.contains("{{") && !address.contains("%7B%7B") {
            return address;
        }
        let plain = address.replace("%7B", "{").replace("%7D", "}").replace("%20", " ");
        let mut found = Vec::new();
        let filled = self.services.fill(&plain, position, &mut found);
        let is_page = matches!(context.from, Some(Target::Page(_)));
        self.problems.extend(
            found.into_iter().map(|problem| if is_page { problem.as_warning() } else { problem }),
        );
        filled
    }

    /// A drawing that can be read, else code, which is reported.
    fn drawing(
        &mut self,
        language: DrawingLanguage,
        position: Position,
        children: &[Node<Written>],
    ) -> Element<Resolved> {
        let text: String = children.iter().map(Node::words).collect();
        let problems = match import::drawing((language.into(), &text, position.file)) {
            Ok(_) => return Element::Drawing(language),
            Err(problems) => problems,
        };
        if let Some(problem) = problems.into_iter().next() {
            // The first line of the drawing is below that of its fence.
            let at = problem.position.map_or(position, |at| {
                Position::new(position.file, position.line + at.line, at.column)
            });
            let message = format!("this drawing stays code: {}", problem.message);
            let help = problem.help.unwrap_or_default();
            self.problems.push(Diagnostic::new(&UNKNOWN_MARKUP, at, message).help(help));
        }
        Element::CodeBlock
    }

    /// A service in a text: its numbers, each of which can be tapped where a link can be.
    fn numbers(
        &mut self,
        name: &str,
        position: Position,
        context: &Context,
        out: &mut Vec<Node<Resolved>>,
    ) {
        let leaf = |words: String| Node::leaf(position, Element::Service(words));
        let words = self.service(name, position, context);
        let numbers = self.services.numbers.get(name).cloned().unwrap_or_default();
        let can_be_tapped = !context.in_link
            && !context.in_code
            && numbers.iter().any(|number| number.address().is_some());
        if !can_be_tapped {
            return out.push(leaf(words));
        }
        for (at, number) in numbers.into_iter().enumerate() {
            if at > 0 {
                out.push(Node::leaf(position, Element::Text(", ".into())));
            }
            let digits = leaf(typography::keep_together(&number.number));
            match number.address() {
                Some(address) => {
                    let to = Link { to: Destination::Web(address), fragment: None };
                    let link = Element::Link { to, title: String::new() };
                    out.push(Node::new(position, link, vec![digits]));
                }
                None => out.push(digits),
            }
            if let Some(place) = number.place {
                out.push(Node::leaf(position, Element::Text(format!("\u{a0}({place})"))));
            }
        }
    }

    fn service(&mut self, name: &str, position: Position, context: &Context) -> String {
        match self.services.get(name, position) {
            Ok(value) => typography::keep_together(value),
            Err(problem) => {
                // Free pages may come from elsewhere, where braces mean something else.
                if let (Some(problem), false) = (problem, self.settings_failed) {
                    self.problems.push(if matches!(context.from, Some(Target::Page(_))) {
                        problem.as_warning()
                    } else {
                        problem
                    });
                }
                format!("{{{{ {name} }}}}")
            }
        }
    }

    /// Splits a run of text at the first mention of each glossary term on the page.
    fn text(
        &mut self,
        text: String,
        position: Position,
        context: &mut Context,
        out: &mut Vec<Node<Resolved>>,
    ) {
        let leaf = |element| Node::leaf(position, element);
        if context.in_code {
            out.push(leaf(Element::Text(text)));
            return;
        }
        let text = typography::keep_together(&text);
        if context.quiet > 0 {
            out.push(leaf(Element::Text(text)));
            return;
        }
        let mut from = 0;
        for (range, term) in self.matcher.find(&text) {
            if (context.from.is_some() && self.own_pages[term] == context.from)
                || !context.mentioned.insert(term)
            {
                continue;
            }
            if from < range.start {
                out.push(leaf(Element::Text(text[from..range.start].to_string())));
            }
            out.push(leaf(Element::Mention { term, text: text[range.clone()].to_string() }));
            from = range.end;
        }
        if from < text.len() {
            out.push(leaf(Element::Text(text[from..].to_string())));
        }
    }

    fn image(&mut self, address: &str, position: Position, context: &Context) -> Link {
        let link = self.link(address, position, context);
        match link.to {
            Destination::File(_) | Destination::Nowhere => link,
            Destination::Web(_) => {
                let problem = Diagnostic::new(
                    &BROKEN_LINK,
                    position,
                    format!("the picture `{address}` is on another site"),
                );
                self.problems.push(problem.help("a handbook works offline: put the picture into content/files/ and name it from there"));
                nowhere()
            }
            Destination::Here | Destination::To(_) | Destination::Pdf(_) => {
                self.problems.push(
                    Diagnostic::new(
                        &BROKEN_LINK,
                        position,
                        format!("`{address}` is not a picture"),
                    )
                    .help("pictures stand in content/files/"),
                );
                nowhere()
            }
        }
    }

    fn link(&mut self, address: &str, position: Position, context: &Context) -> Link {
        let (path, fragment) = match address.split_once('#') {
            Some((path, fragment)) => {
                (path, Some(fragment).filter(|fragment| !fragment.is_empty()))
            }
            None => (address, None),
        };
        if path.is_empty() && (fragment.is_some() || address == "#") {
            return match context.from {
                Some(from) => self.with_fragment(Destination::Here, from, fragment, position),
                None => Link { to: Destination::Here, fragment: None },
            };
        }
        if let Some((scheme, rest)) = scheme_of(address) {
            let ours = crate::vocabulary::Kind::from_name(&scheme).is_some()
                || scheme == "guide"
                || scheme == "page";
            return if ours {
                self.by_name(path, fragment, position)
            } else if PDFS.contains(&scheme.as_str()) {
                self.pdf(&scheme, rest, position)
            } else {
                self.web(address, &scheme, rest, position)
            };
        }
        self.by_path(path, fragment, position, context)
    }

    fn web(&mut self, address: &str, scheme: &str, rest: &str, position: Position) -> Link {
        if SCHEMES.contains(&scheme) && !rest.is_empty() {
            return Link { to: Destination::Web(address.to_string()), fragment: None };
        }
        let unsafe_scheme = ["javascript", "data", "vbscript", "file", "blob"].contains(&scheme);
        let names =
            crate::vocabulary::Kind::ALL.iter().map(|kind| kind.name()).chain(["guide", "page"]);
        let problem = match nearest(scheme, names) {
            Some(near) if !unsafe_scheme => {
                Diagnostic::new(&BROKEN_LINK, position, format!("there is no kind `{scheme}`"))
                    .help(format!("did you mean `{near}:`?"))
            }
            _ => Diagnostic::new(
                &UNSAFE_CONTENT,
                position,
                format!("the link to `{scheme}:` was taken out"),
            )
            .help(format!(
                "a link can begin with {}, a kind such as `cause:`, or be the path of a file",
                SCHEMES.join(":, ") + ":"
            )),
        };
        self.problems.push(problem);
        nowhere()
    }

    /// A link to a document for paper.
    fn pdf(&mut self, scheme: &str, rest: &str, position: Position) -> Link {
        let to = match scheme {
            "handout" => {
                let Some((_, target)) = self.handouts.iter().find(|(name, _)| name == rest) else {
                    let known = self.handouts.iter().map(|(name, _)| name.as_str());
                    let help = did_you_mean(rest, known).unwrap_or_else(|| {
                        "write the name of an entry or page that has `handout: true` in its front matter".to_string()
                    });
                    let message = format!("`{rest}` has no handout");
                    self.problems.push(Diagnostic::new(&BROKEN_LINK, position, message).help(help));
                    return nowhere();
                };
                Pdf::Handout(*target)
            }
            "poster" | "sheet" => {
                let found = self.by_name(&format!("guide:{rest}"), None, position);
                let Destination::To(Target::Guide(id)) = found.to else { return nowhere() };
                if scheme == "poster" { Pdf::Poster(id) } else { Pdf::Sheet(id) }
            }
            _ => Pdf::Book,
        };
        Link { to: Destination::Pdf(to), fragment: None }
    }

    fn by_name(&mut self, path: &str, fragment: Option<&str>, position: Position) -> Link {
        let decoded = html::path_of(path).unwrap_or_else(|| path.to_string());
        match self.names.target(&Name { text: decoded, position }) {
            Ok(target) => self.with_fragment(Destination::To(target), target, fragment, position),
            Err(problem) => {
                // In prose a name is a link: the same mistake in a path has the same code.
                self.problems
                    .extend(problem.map(|problem| Diagnostic { code: &BROKEN_LINK, ..problem }));
                nowhere()
            }
        }
    }

    fn by_path(
        &mut self,
        path: &str,
        fragment: Option<&str>,
        position: Position,
        context: &Context,
    ) -> Link {
        let (path, _query) = path.split_once('?').unwrap_or((path, ""));
        let decoded = html::path_of(path).unwrap_or_else(|| path.to_string());
        let resolved = resolve(&context.folder, &decoded);
        let found = resolved.as_ref().and_then(|path| self.find_file(path));
        if let Some(destination) = found {
            return match destination {
                Destination::To(target) => {
                    self.with_fragment(Destination::To(target), target, fragment, position)
                }
                other => Link { to: other, fragment: fragment.map(str::to_string) },
            };
        }
        let (message, help) = self.why_broken(path, resolved.as_deref());
        if let Some(message) = message {
            self.problems.push(Diagnostic::new(&BROKEN_LINK, position, message).help(help));
        }
        nowhere()
    }

    /// Finds a text or copied file by its path below `content/`; a folder means its page.
    fn find_file(&self, path: &str) -> Option<Destination> {
        let path = path.trim_end_matches('/');
        let candidates =
            [path.to_string(), format!("{path}/index.md"), format!("{path}/README.md")];
        candidates.iter().find_map(|path| self.files.get(&comparable(path))).cloned()
    }

    fn why_broken(&self, written: &str, resolved: Option<&str>) -> (Option<String>, String) {
        let Some(path) = resolved else {
            return (
                Some(format!("the link `{written}` leads out of the handbook")),
                "link to files below content/, or to a web address in full".into(),
            );
        };
        if written.starts_with("//") {
            return (
                Some(format!("the link `{written}` has no scheme")),
                "write the address in full, as in `https://example.org/`".into(),
            );
        }
        if written.trim().is_empty() {
            return (
                Some("this link has no address".into()),
                "write it between the round brackets: `[words](address)`".into(),
            );
        }
        if written.starts_with('/') {
            return (
                Some(format!("the link `{written}` begins at the top of a site")),
                "write the path from this file, such as `../causes/dehydration.md`, so that the handbook works in any folder".into(),
            );
        }
        let name = path.split_once('/').and_then(|(folder, rest)| {
            let kind = crate::vocabulary::Kind::from_folder(folder).map(|kind| kind.name()).or(
                match folder {
                    "guides" => Some("guide"),
                    "pages" => Some("page"),
                    _ => None,
                },
            )?;
            Some(format!("{kind}:{}", rest.trim_end_matches(".md").trim_end_matches(".yaml")))
        });
        if let Some(name) = &name {
            if self.names.has_failed(name) {
                return (None, String::new());
            }
            if self.names.is_draft(name) {
                let problem = draft(
                    &Name { text: name.clone(), position: Position::file(FileId(0)) },
                    &format!("`{path}`"),
                );
                return (Some(problem.message), problem.help.unwrap_or_default());
            }
        }
        let near = nearest(path, self.files.keys().map(String::as_str));
        (
            Some(format!("there is no file `content/{path}`")),
            near.map_or("correct the path, which counts from this file's folder".into(), |near| {
                format!("did you mean `content/{near}`?")
            }),
        )
    }

    /// Checks that the fragment is an id of the target.
    fn with_fragment(
        &mut self,
        to: Destination,
        target: Target,
        fragment: Option<&str>,
        position: Position,
    ) -> Link {
        // A link to its own page does not make that page reachable.
        if to != Destination::Here {
            self.linked_to.insert(target);
        }
        let Some(fragment) = fragment else { return Link { to, fragment: None } };
        let fragment = comparable(&html::path_of(fragment).unwrap_or_else(|| fragment.to_string()));
        let known = self.anchors.get(&target);
        let id = |name: &str| known.and_then(|known| known.get(name)).cloned();
        let step = || id(&step_anchor(&fragment)).filter(|_| matches!(target, Target::Guide(_)));
        if let Some(id) = id(&fragment)
            .or_else(step)
            .or_else(|| is_section(&fragment, target).then(|| fragment.clone()))
        {
            return Link { to, fragment: Some(id) };
        }
        let mut ids: Vec<&str> =
            known.map(|known| known.values().map(String::as_str).collect()).unwrap_or_default();
        ids.sort_unstable();
        ids.dedup();
        let help = match nearest(&fragment, ids.iter().copied()) {
            Some(near) => format!("did you mean `#{near}`?"),
            None if ids.is_empty() => "that page has no headings; leave the `#…` out".into(),
            None => format!(
                "its headings are {}",
                ids.iter().map(|id| format!("`#{id}`")).collect::<Vec<_>>().join(", ")
            ),
        };
        self.problems.push(
            Diagnostic::new(
                &BROKEN_FRAGMENT,
                position,
                format!("there is no heading `#{fragment}` on that page"),
            )
            .help(help),
        );
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
    let groups = crate::vocabulary::RELATIONS.iter().flat_map(|relation| relation.groups);
    matches!(target, Target::Entry(_))
        && groups.into_iter().any(|group| id == section_anchor(group.key))
}

fn nowhere() -> Link {
    Link { to: Destination::Nowhere, fragment: None }
}

/// Converts elements in which there is nothing to resolve.
fn same(element: Element<Written>) -> Element<Resolved> {
    match element {
        Element::Paragraph => Element::Paragraph,
        Element::Quote => Element::Quote,
        Element::Alert(alert) => Element::Alert(alert),
        Element::CodeBlock => Element::CodeBlock,
        Element::Drawing(language) => Element::Drawing(language),
        Element::List { start } => Element::List { start },
        Element::Item => Element::Item,
        Element::Task { done } => Element::Task { done },
        Element::Definitions => Element::Definitions,
        Element::Term => Element::Term,
        Element::Definition => Element::Definition,
        Element::Table(columns) => Element::Table(columns),
        Element::TableCaption => Element::TableCaption,
        Element::Head => Element::Head,
        Element::Row => Element::Row,
        Element::Cell(cell) => Element::Cell(cell),
        Element::FootnoteText { name } => Element::FootnoteText { name },
        Element::FootnoteMark { name } => Element::FootnoteMark { name },
        Element::Emphasis => Element::Emphasis,
        Element::Strong => Element::Strong,
        Element::Strike => Element::Strike,
        Element::Code(code) => Element::Code(code),
        Element::SoftBreak => Element::SoftBreak,
        Element::HardBreak => Element::HardBreak,
        Element::Rule => Element::Rule,
        Element::Html(tag) => Element::Html(tag),
        Element::Heading { .. }
        | Element::Link { .. }
        | Element::Image { .. }
        | Element::Text(_)
        | Element::Cite(_)
        | Element::Service(_)
        | Element::Mention { .. } => {
            unreachable!("these are resolved before")
        }
    }
}

/// The lowercase scheme of an address, and what follows it. Browsers ignore spaces and control
/// characters inside a scheme.
fn scheme_of(address: &str) -> Option<(String, &str)> {
    let (scheme, rest) = address.split_once(':')?;
    let plain: String = scheme.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let is_scheme = plain.starts_with(|c: char| c.is_ascii_alphabetic())
        && plain.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then(|| (plain.to_lowercase(), rest))
}

/// Resolves `path` against `folder`, both below `content/`; `None` when it leads outside.
fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        folder.split('/').filter(|part| !part.is_empty()).collect()
    };
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
