//! Theme: a folder of files with the same names as the default's. A file found there replaces the
//! default's.

use std::collections::{BTreeMap, BTreeSet};

use include_dir::{Dir, include_dir};

use crate::diagnostics::{
    Code, Diagnostic, Diagnostics, FileId, Position, SourceMap, did_you_mean,
};
use crate::model::BAD_VALUE;
use crate::read::{self, BAD_ENCODING, Folder};

use crate::outfile::OutFile;

pub(super) static UNUSED_THEME_FILE: Code = Code::warning("unused-theme-file");

/// The built-in theme, a copy of `themes/default`.
static DEFAULT: Dir = include_dir!("$CARGO_MANIFEST_DIR/themes/default");

/// The order of the cascade; every rule of the theme is in one of these layers, so an author's
/// unlayered rules win.
const LAYERS: &str = "@layer tokens, base, layout, components, utilities;\n";

#[derive(Debug)]
pub struct Theme {
    pub name: String,
    /// The built-in files by path below the theme's folder.
    default: BTreeMap<String, &'static [u8]>,
    /// The files of the handbook's own theme, if it has one.
    own: BTreeMap<String, std::sync::Arc<[u8]>>,
    /// The same files, as messages refer to them.
    files: BTreeMap<String, FileId>,
}

/// Files that are read as text.
const TEXTS: &[&str] = &["html", "css", "js", "yaml", "typ"];

impl Theme {
    /// The built-in theme, overridden by the files of `own`. These are added to `sources`, so that
    /// messages can show their lines.
    pub fn new(name: &str, own: &Folder, sources: &mut SourceMap) -> Theme {
        let mut default = BTreeMap::new();
        collect(&DEFAULT, &mut default);
        let mut theme =
            Theme { name: name.to_string(), default, own: BTreeMap::new(), files: BTreeMap::new() };
        for file in own.files.iter().filter(|file| !read::is_litter(&file.path)) {
            let Ok(bytes) = &file.content else { continue };
            let text = if is_text(&file.path) { String::from_utf8_lossy(bytes) } else { "".into() };
            let id = sources.add_beside(format!("themes/{name}/{}", file.path), text);
            theme.files.insert(file.path.clone(), id);
            theme.own.insert(file.path.clone(), bytes.clone());
        }
        theme
    }

    /// The paths of the built-in files, in order.
    pub fn built_in(&self) -> impl Iterator<Item = &str> {
        self.default.keys().map(String::as_str)
    }

    /// A built-in file, whatever the handbook's own theme has in its place.
    pub fn built_in_bytes(&self, path: &str) -> Option<&'static [u8]> {
        self.default.get(path).copied()
    }

    /// A position in a file of the handbook's own theme; `None` for a built-in one.
    pub fn position(&self, path: &str, line: u32, column: u32) -> Option<Position> {
        self.files.get(path).map(|file| Position::new(*file, line, column))
    }

    /// Reports a missing theme, files in it that replace nothing (misspelt names), and text files
    /// that are not text. `named`: where the handbook names its theme.
    pub fn check(&self, named: Position, problems: &mut Diagnostics) {
        if self.name != "default" && self.own.is_empty() {
            let message = format!(
                "there is no theme `{}`: the folder themes/{} is missing or empty",
                self.name, self.name
            );
            let help = "correct `theme:` in handbook.yaml (or `--theme`), or make the folder; `default` is built in";
            problems.push(Diagnostic::new(&BAD_VALUE, named, message).help(help));
        }
        for (path, file) in &self.files {
            if !self.may_replace(path) {
                let message = format!("themes/{}/{path} replaces nothing", self.name);
                let help = did_you_mean(path, self.default.keys().map(String::as_str))
                    .unwrap_or_else(|| "a theme's files have the names of themes/default; new pictures and fonts go into assets/".into());
                problems.push(
                    Diagnostic::new(&UNUSED_THEME_FILE, Position::file(*file), message).help(help),
                );
            }
            let bytes = self.own.get(path).map_or(&[][..], |bytes| bytes);
            if let (true, Err(error)) = (is_text(path), std::str::from_utf8(bytes)) {
                let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
                let line = before.matches('\n').count() as u32 + 1;
                let column =
                    before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
                let message = "this file is not UTF-8 from here on, so the theme cannot use it";
                let problem =
                    Diagnostic::new(&BAD_ENCODING, Position::new(*file, line, column), message);
                problems.push(
                    problem
                        .help("save it again as UTF-8 (in most editors: Save As, encoding UTF-8)"),
                );
            }
        }
    }

    fn may_replace(&self, path: &str) -> bool {
        let free =
            ["assets/", "i18n/", "book/", "fonts/"].iter().any(|folder| path.starts_with(folder));
        free || self.default.contains_key(path)
            || self.is_own_component(path)
            || path.split('/').any(|part| part.starts_with('.'))
            || ["README.md", "LICENSE"].contains(&path)
    }

    /// A file's bytes; the handbook's own file takes precedence.
    pub fn bytes(&self, path: &str) -> Option<&[u8]> {
        self.own.get(path).map(|bytes| &**bytes).or_else(|| self.default.get(path).copied())
    }

    /// A file as text; `None` if it is missing or not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.bytes(path)?).ok()
    }

    /// Whether the handbook's own theme has this file.
    pub fn is_own(&self, path: &str) -> bool {
        self.own.contains_key(path)
    }

    /// The paths of all files below a folder such as `book/`, the theme's own and the built-in
    /// ones, in order.
    pub fn paths_in(&self, folder: &str) -> BTreeSet<&str> {
        self.default
            .keys()
            .chain(self.own.keys())
            .map(String::as_str)
            .filter(|path| path.starts_with(folder))
            .collect()
    }

    /// The built-in file and the theme's own of the same name, for files that a theme may replace
    /// in part.
    pub(super) fn both(&self, path: &str) -> [Option<&str>; 2] {
        let text = |bytes| std::str::from_utf8(bytes).ok();
        [
            self.default.get(path).copied().and_then(text),
            self.own.get(path).map(|bytes| &**bytes).and_then(text),
        ]
    }

    /// All templates by name: the built-in ones under `default/`, so that a theme can extend what
    /// it replaces.
    pub fn templates(&self) -> Vec<(String, &str)> {
        let own = self.own.iter().map(|(path, bytes)| (path.clone(), &**bytes));
        let default = self.default.iter().map(|(path, bytes)| (format!("default/{path}"), *bytes));
        own.chain(default)
            .filter(|(path, _)| path.ends_with(".html"))
            .filter_map(|(path, bytes)| Some((path, std::str::from_utf8(bytes).ok()?)))
            .collect()
    }

    /// The names of the components, each a folder: the default's, and those that the theme adds.
    fn components(&self) -> BTreeSet<&str> {
        let paths = self.default.keys().chain(self.own.keys());
        paths
            .filter_map(|path| path.strip_prefix("components/")?.strip_suffix("/style.css"))
            .collect()
    }

    /// Whether the file belongs to a component of the theme's own. These have a template; a folder
    /// without one has a misspelt name.
    fn is_own_component(&self, path: &str) -> bool {
        let name = path.strip_prefix("components/").and_then(|path| path.split('/').next());
        name.is_some_and(|name| self.own.contains_key(&format!("components/{name}/template.html")))
    }

    /// What the theme adds to the site: one style sheet, and everything in `assets/`.
    pub fn assets(&self) -> Vec<OutFile> {
        let mut files = vec![
            OutFile::new("assets/style.css", self.style().into_bytes()),
            OutFile::new("assets/guide.css", self.guide_style().into_bytes()),
            OutFile::new("assets/walk.css", self.walk_style().into_bytes()),
        ];
        let mut paths: Vec<&String> = self
            .default
            .keys()
            .chain(self.own.keys())
            .filter(|path| path.starts_with("assets/"))
            .collect();
        paths.sort();
        paths.dedup();
        files.extend(
            paths.into_iter().filter_map(|path| Some(OutFile::new(path, self.published(path)?))),
        );
        files
    }

    /// A file as it is published: of our own scripts without comments and indentation, which a
    /// reader's phone need not load.
    pub fn published(&self, path: &str) -> Option<Vec<u8>> {
        let bytes = self.bytes(path)?;
        let is_ours = self.default.get(path).is_some_and(|ours| ours[..] == bytes[..]);
        if !path.ends_with(".js") || !is_ours {
            return Some(bytes.to_vec());
        }
        let text = std::str::from_utf8(bytes).ok()?;
        let lines = text.lines().map(str::trim);
        let kept = lines.filter(|line| !line.is_empty() && !line.starts_with("//"));
        Some(kept.map(|line| format!("{line}\n")).collect::<String>().into_bytes())
    }

    /// The style of every page.
    fn style(&self) -> String {
        let components = self.components();
        let parts = ["tokens.css", "base.css", "layout.css"].map(String::from).into_iter();
        let elsewhere = [GUIDE_COMPONENTS, WALK_COMPONENTS].concat();
        let own = components.iter().filter(|name| !elsewhere.contains(*name));
        let parts = parts
            .chain(own.map(|name| format!("components/{name}/style.css")))
            .chain(["utilities.css", "custom.css"].map(String::from));
        LAYERS.to_string() + &self.joined(parts)
    }

    /// What only guides, tables and some lists need: it would be a sixth of every page's weight.
    fn guide_style(&self) -> String {
        let parts = GUIDE_COMPONENTS.iter().chain(&["scope"]);
        self.joined(parts.map(|name| format!("components/{name}/style.css")))
    }

    /// The style of the walk-through.
    fn walk_style(&self) -> String {
        self.joined(WALK_COMPONENTS.iter().map(|name| format!("components/{name}/style.css")))
    }

    fn joined(&self, parts: impl Iterator<Item = String>) -> String {
        parts.map(|part| compact(self.text(&part).unwrap_or_default())).collect()
    }
}

/// The components whose style is in a file of its own.
const GUIDE_COMPONENTS: &[&str] =
    &["chart", "compare", "letters", "printed", "source_list", "steps"];
/// Those of the walk-through.
const WALK_COMPONENTS: &[&str] = &["action", "advice", "outcome", "scope", "trail", "walk"];

/// A style sheet without comments and indentation, which a reader's phone need not load. Quoted
/// text stays as it is.
fn compact(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut quote = None;
    let mut rest = css;
    while let Some(c) = rest.chars().next() {
        if quote.is_none() && rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, after)| after);
            continue;
        }
        match c {
            '"' | '\'' if quote.is_none() => quote = Some(c),
            '\\' => {
                out.push(c);
                rest = &rest[1..];
            }
            _ if quote == Some(c) => quote = None,
            _ => {}
        }
        let Some(c) = rest.chars().next() else { break };
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .flat_map(|line| [line, "\n"])
        .collect()
}

fn is_text(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| TEXTS.contains(&ending))
}

fn collect(dir: &'static Dir, out: &mut BTreeMap<String, &'static [u8]>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        out.insert(path, file.contents());
    }
    dir.dirs().for_each(|dir| collect(dir, out));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indents_go_and_quoted_text_stays() {
        let css = "/* a\n b */\n  .a { content: \"/* x \\\" */\"; } /* c */\n\n  .b {}\n";
        assert_eq!(compact(css), ".a { content: \"/* x \\\" */\"; }\n.b {}\n");
        assert_eq!(compact("/* never closed"), "");
        assert_eq!(compact(".a { content: '\\"), ".a { content: '\\\n");
    }

    #[test]
    fn both_ways_to_the_dark_have_the_same_colours() {
        let tokens = Theme::new("default", &Folder::default(), &mut SourceMap::default());
        let text = tokens.text("tokens.css").unwrap();
        let block = |start: &str| -> Vec<&str> {
            let (_, after) = text.split_once(start).unwrap();
            after
                .split_once('}')
                .unwrap()
                .0
                .lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect()
        };
        let asked =
            block("@media (prefers-color-scheme: dark) {\n    :root:not([data-theme=\"light\"]) {");
        assert!(asked.len() > 10);
        assert_eq!(asked, block(":root[data-theme=\"dark\"] {"));
    }
}
