//! Problems: the author's slips, each with a place.
//!
//! In:   what the stages find wrong while they work.
//! Out:  a list in file order, printed for people ([`Problems::text`]) or for programs ([`Problems::json`]).
//! Not:  the machine's refusals (those are `io::Error`s with a path) and our own bugs (those are panics).

use std::collections::{BTreeMap, HashMap};

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet};
use serde::Serialize;

/// How much a problem counts. An error stops the build; a warning does so only under `--strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warning,
}

/// A kind of problem: its name never changes meaning, so that authors can look it up and turn it off.
#[derive(Debug)]
pub struct Code {
    pub name: &'static str,
    pub level: Level,
    /// May `rules:` in `handbook.yaml` change the level? Not where half-understood content would be used.
    pub lowerable: bool,
}

impl Code {
    pub const fn error(name: &'static str) -> Code {
        Code { name, level: Level::Error, lowerable: true }
    }
    pub const fn warning(name: &'static str) -> Code {
        Code { name, level: Level::Warning, lowerable: true }
    }
    /// An error about the form of the content or the names in it, which no rule can lower.
    pub const fn fixed(name: &'static str) -> Code {
        Code { name, level: Level::Error, lowerable: false }
    }
}

/// Two things of one name; `check` finds entries, `plan` outputs.
pub static DUPLICATE_NAME: Code = Code::fixed("duplicate-name");

/// A source file, by its position in [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A place in a source file. Line and column count from 1, in characters; line 0 means the file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub file: FileId,
    pub line: u32,
    pub column: u32,
}

impl Place {
    pub const fn new(file: FileId, line: u32, column: u32) -> Place {
        Place { file, line, column }
    }
    /// The whole file, where no line is to blame (an unreadable file, a bad name).
    pub const fn file(file: FileId) -> Place {
        Place { file, line: 0, column: 0 }
    }
}

/// One slip: what is wrong, where, and what to do about it.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: &'static Code,
    pub level: Level,
    pub place: Option<Place>,
    pub message: String,
    pub help: Option<String>,
}

impl Problem {
    /// `message` stands alone on its line: lower case, no full stop, names in backticks.
    pub fn new(code: &'static Code, place: impl Into<Option<Place>>, message: impl Into<String>) -> Problem {
        Problem { code, level: code.level, place: place.into(), message: message.into(), help: None }
    }
    /// What the author can do about it.
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
    /// The help, where there is one.
    pub fn maybe_help(mut self, help: Option<String>) -> Problem {
        self.help = help.or(self.help);
        self
    }
    /// The same slip where it does less harm.
    pub fn as_warning(mut self) -> Problem {
        self.level = Level::Warning;
        self
    }
}

/// The files that were read, so that a problem can show its line.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceText>,
}

#[derive(Debug)]
struct SourceText {
    path: String,
    text: String,
}

impl SourceMap {
    /// `path` is relative to the handbook's folder and written with `/`.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(SourceText { path: path.into(), text: text.into() });
        FileId((self.files.len() - 1) as u32)
    }
    pub fn path(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].path
    }
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }
    pub fn len(&self) -> usize {
        self.files.len()
    }
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
    /// The line at `place` without its end, if there is one.
    fn line(&self, place: Place) -> Option<&str> {
        let line = place.line.checked_sub(1)? as usize;
        self.text(place.file).lines().nth(line).map(|line| line.trim_start_matches('\u{feff}'))
    }
    /// Where `words` stand, from the line of `place` on.
    pub fn find_after(&self, place: Place, words: &str) -> Option<Place> {
        let first = place.line.max(1);
        let lines = self.text(place.file).lines().enumerate().skip(first as usize - 1);
        lines.filter(|_| !words.is_empty()).find_map(|(at, line)| {
            let byte = line.find(words)?;
            Some(Place::new(place.file, at as u32 + 1, line[..byte].chars().count() as u32 + 1))
        })
    }
    /// `file:line:column`, as messages and editors write it.
    pub fn show(&self, place: Place) -> String {
        match place.line {
            0 => self.path(place.file).to_string(),
            line => format!("{}:{line}:{}", self.path(place.file), place.column),
        }
    }
}

/// What `rules:` in `handbook.yaml` says about one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Off,
    Warning,
    Error,
}

/// Does a warning stop the build?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Strictness {
    #[default]
    Lenient,
    Strict,
}

/// How messages look: with colours on a terminal, plain elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Colour,
    Plain,
}

/// All problems of one run.
#[derive(Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    rules: HashMap<String, Rule>,
    strictness: Strictness,
}

impl Problems {
    pub fn new(strictness: Strictness) -> Problems {
        Problems { strictness, ..Problems::default() }
    }

    pub fn push(&mut self, problem: Problem) {
        self.list.push(problem);
    }

    /// From here on every problem, also those found before, counts as the handbook's rules say.
    pub fn set_rules(&mut self, rules: HashMap<String, Rule>) {
        self.rules = rules;
    }

    /// The level that a problem has after `rules:` and `--strict`; `None` when its code is turned off.
    pub fn level(&self, problem: &Problem) -> Option<Level> {
        let level = match self.rules.get(problem.code.name) {
            Some(Rule::Off) if problem.code.lowerable => return None,
            Some(Rule::Warning) if problem.code.lowerable => Level::Warning,
            Some(Rule::Error) => Level::Error,
            _ => problem.level,
        };
        Some(if self.strictness == Strictness::Strict { Level::Error } else { level })
    }

    pub fn any_errors(&self) -> bool {
        self.list.iter().any(|problem| self.level(problem) == Some(Level::Error))
    }

    /// All problems that count, in file order, each once, with the level that counts.
    pub fn sorted(&self) -> Vec<(Level, &Problem)> {
        let mut out: Vec<_> = self.list.iter().filter_map(|problem| Some((self.level(problem)?, problem))).collect();
        out.sort_by(|(_, a), (_, b)| {
            // A problem without a place concerns the handbook as a whole, and comes last.
            let key = |p: &Problem| (p.place.is_none(), p.place, p.code.name);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        out.dedup_by(|(_, a), (_, b)| a.code.name == b.code.name && a.place == b.place && a.message == b.message);
        out
    }

    /// The number of errors and of warnings.
    pub fn count(&self) -> (usize, usize) {
        let sorted = self.sorted();
        let errors = sorted.iter().filter(|(level, _)| *level == Level::Error).count();
        (errors, sorted.len() - errors)
    }

    /// "1 error, 2 warnings"
    pub fn counted(&self) -> String {
        let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
        let (errors, warnings) = self.count();
        format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
    }

    /// All problems as text for people: message, place, the line itself, help.
    pub fn text(&self, sources: &SourceMap, style: Style) -> String {
        self.text_of(sources, style, |_| true)
    }

    /// Only those that stop the build.
    pub fn errors_text(&self, sources: &SourceMap, style: Style) -> String {
        self.text_of(sources, style, |level| level == Level::Error)
    }

    /// The errors, a line each: for the end of a long report, where they would be lost among warnings.
    pub fn error_lines(&self, sources: &SourceMap) -> Vec<String> {
        let errors = self.sorted().into_iter().filter(|(level, _)| *level == Level::Error);
        errors
            .map(|(_, problem)| {
                format!(
                    "{}{} [{}]",
                    problem.place.map_or(String::new(), |place| format!("{}: ", sources.show(place))),
                    problem.message,
                    problem.code.name
                )
            })
            .collect()
    }

    fn text_of(&self, sources: &SourceMap, style: Style, wanted: impl Fn(Level) -> bool) -> String {
        let renderer = match style {
            Style::Colour => Renderer::styled(),
            Style::Plain => Renderer::plain(),
        };
        let mut out = String::new();
        for (level, problem) in self.sorted().into_iter().filter(|(level, _)| wanted(*level)) {
            out.push_str(renderer.render(&[group(level, problem, sources)]).trim_end());
            out.push_str("\n\n");
        }
        out
    }

    /// All problems as one JSON object for programs (`--format json`).
    pub fn json(&self, sources: &SourceMap) -> String {
        let problems: Vec<_> = self.sorted().into_iter().map(|(level, problem)| Row::new(level, problem, sources)).collect();
        let report = Report { problems, files: sources.len() };
        serde_json::to_string_pretty(&report).expect("strings and numbers always serialise")
    }

    /// How often each code was found; for tests and summaries.
    pub fn codes(&self) -> BTreeMap<&'static str, usize> {
        let mut codes = BTreeMap::new();
        for (_, problem) in self.sorted() {
            *codes.entry(problem.code.name).or_insert(0) += 1;
        }
        codes
    }
}

fn group<'a>(level: Level, problem: &'a Problem, sources: &'a SourceMap) -> Group<'a> {
    let mark = match level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
    };
    let title = mark.primary_title(problem.message.as_str()).id(problem.code.name);
    let mut group = Group::with_title(title);
    if let Some(place) = problem.place {
        group = match sources.line(place) {
            Some(line) => group.element(
                Snippet::source(line)
                    .line_start(place.line as usize)
                    .path(sources.path(place.file))
                    .annotation(AnnotationKind::Primary.span(word_at(line, place.column))),
            ),
            None => group.element(Origin::path(sources.path(place.file))),
        };
    }
    match &problem.help {
        Some(help) => group.element(Mark::HELP.message(help.as_str())),
        None => group,
    }
}

/// The bytes of the word that begins at `column` (from 1, in characters); at least one character where there is one.
fn word_at(line: &str, column: u32) -> std::ops::Range<usize> {
    let start = line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    let rest = &line[start..];
    let word = rest.find(|c: char| !(c.is_alphanumeric() || "-_./@".contains(c))).unwrap_or(rest.len());
    let length = if word == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { word };
    start..start + length
}

#[derive(Serialize)]
struct Report<'a> {
    problems: Vec<Row<'a>>,
    files: usize,
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'a str,
    level: Level,
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
    message: &'a str,
    help: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn new(level: Level, problem: &'a Problem, sources: &'a SourceMap) -> Row<'a> {
        let in_line = problem.place.filter(|place| place.line > 0);
        Row {
            code: problem.code.name,
            level,
            file: problem.place.map(|place| sources.path(place.file)),
            line: in_line.map(|place| place.line),
            column: in_line.map(|place| place.column),
            message: &problem.message,
            help: problem.help.as_deref(),
        }
    }
}

/// The known name nearest to `name`, as help: "did you mean `x`?". `None` when nothing is near.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// The known name nearest to `name` by Jaro-Winkler similarity, or one that contains it.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = name.to_lowercase().replace([' ', '_'], "-");
    known
        .into_iter()
        .filter(|near| *near != name)
        .map(|near| (strsim::jaro_winkler(&folded, &near.to_lowercase().replace('_', "-")), near))
        .filter(|(score, _)| *score > 0.82)
        .max_by(|(a, left), (b, right)| a.total_cmp(b).then_with(|| right.cmp(left)))
        .map(|(_, near)| near)
}

#[cfg(test)]
mod tests {
    use super::*;

    static CODE: Code = Code::error("unknown-reference");

    #[test]
    fn a_problem_shows_its_line_and_help() {
        let mut sources = SourceMap::default();
        let file = sources.add("content/guides/twitching.yaml", "a: b\nif_yes: dehydraton\n");
        let mut problems = Problems::default();
        problems.push(Problem::new(&CODE, Place::new(file, 2, 9), "there is no cause `dehydraton`").help("did you mean `dehydration`?"));
        let text = problems.text(&sources, Style::Plain);
        assert!(text.starts_with("error[unknown-reference]: there is no cause `dehydraton`"), "{text}");
        assert!(text.contains("--> content/guides/twitching.yaml:2:9"), "{text}");
        assert!(text.contains("if_yes: dehydraton"), "{text}");
        assert!(text.contains("^^^^^^^^^^"), "{text}");
        assert!(text.contains("help: did you mean `dehydration`?"), "{text}");
    }

    #[test]
    fn nearest_finds_slips_but_not_strangers() {
        let known = ["dehydration", "low-calcium", "muscle-strain"];
        assert_eq!(nearest("dehydraton", known), Some("dehydration"));
        assert_eq!(nearest("Low Calcium", known), Some("low-calcium"));
        assert_eq!(nearest("zebra", known), None);
    }

    #[test]
    fn rules_lower_what_may_be_lowered() {
        static FORM: Code = Code::fixed("bad-yaml");
        let mut problems = Problems::default();
        problems.push(Problem::new(&CODE, None, "a"));
        problems.push(Problem::new(&FORM, None, "b"));
        problems.set_rules(HashMap::from([("unknown-reference".into(), Rule::Off), ("bad-yaml".into(), Rule::Off)]));
        assert_eq!(problems.count(), (1, 0));
    }
}
