//! Diagnostics: the author's mistakes, each with a position.
//!
//! In:   what the stages find wrong as they run.
//! Out:  a list in file order, printed for people ([`Diagnostics::text`]) or for programs
//!       ([`Diagnostics::json`]).
//! Not:  system failures (those are `io::Error`s with a path) or our own bugs (those are panics).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Origin, Renderer, Snippet};
use serde::Serialize;

/// The severity of a problem. An error stops the build; a warning does so only under `--strict`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Error,
    Warning,
}

/// A kind of problem: its name never changes meaning, so that authors can look it up and turn it
/// off.
#[derive(Debug)]
pub struct Code {
    pub name: &'static str,
    pub level: Level,
    /// Whether `rules:` in `handbook.yaml` may change the level. Not where half-understood content
    /// would be used.
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

/// Two things with the same name; `check` finds entries, `plan` finds outputs.
pub static DUPLICATE_NAME: Code = Code::fixed("duplicate-name");

/// A source file, by its position in [`SourceMap`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A position in a source file. Line and column count from 1, in characters; line 0 means the file
/// as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub file: FileId,
    pub line: u32,
    pub column: u32,
}

impl Position {
    pub const fn new(file: FileId, line: u32, column: u32) -> Position {
        Position { file, line, column }
    }
    /// The whole file, where no line is to blame (an unreadable file, a bad name).
    pub const fn file(file: FileId) -> Position {
        Position { file, line: 0, column: 0 }
    }
}

/// One problem: what is wrong, where, and what to do about it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub level: Level,
    pub position: Option<Position>,
    pub message: String,
    pub help: Option<String>,
}

impl Diagnostic {
    /// `message` is shown on a line of its own: lowercase, no full stop, names in backticks.
    pub fn new(
        code: &'static Code,
        position: impl Into<Option<Position>>,
        message: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            code,
            level: code.level,
            position: position.into(),
            message: message.into(),
            help: None,
        }
    }
    /// What the author can do about it.
    pub fn help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
    /// The help, if there is any.
    pub fn maybe_help(mut self, help: Option<String>) -> Diagnostic {
        self.help = help.or(self.help);
        self
    }
    /// The same problem as a warning, where it does less harm.
    pub fn as_warning(mut self) -> Diagnostic {
        self.level = Level::Warning;
        self
    }
}

/// The files that were read, so that a problem can show its line.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: Vec<SourceText>,
    /// How many of them are the theme's.
    beside: usize,
}

#[derive(Debug)]
struct SourceText {
    path: String,
    text: String,
    /// The byte at which each line begins; found when a line is first asked for.
    starts: OnceLock<Vec<usize>>,
}

impl SourceMap {
    /// `path` is relative to the handbook's folder and written with `/`.
    pub fn add(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.files.push(SourceText {
            path: path.into(),
            text: text.into(),
            starts: OnceLock::new(),
        });
        FileId((self.files.len() - 1) as u32)
    }
    /// Adds a file that is not part of the handbook's content.
    pub fn add_beside(&mut self, path: impl Into<String>, text: impl Into<String>) -> FileId {
        self.beside += 1;
        self.add(path, text)
    }
    pub fn path(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].path
    }
    pub fn text(&self, file: FileId) -> &str {
        &self.files[file.0 as usize].text
    }
    /// The number of content files.
    pub fn len(&self) -> usize {
        self.files.len() - self.beside
    }
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// The line at `position` without its line ending, if it exists.
    fn line(&self, position: Position) -> Option<&str> {
        let file = &self.files[position.file.0 as usize];
        let starts = file.starts.get_or_init(|| {
            std::iter::once(0).chain(file.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        });
        let start = *starts.get(position.line.checked_sub(1)? as usize)?;
        let line = file.text[start..].lines().next()?;
        Some(line.trim_start_matches('\u{feff}'))
    }
    /// The position of the first occurrence of `words` from the line of `position` on.
    pub fn find_after(&self, position: Position, words: &str) -> Option<Position> {
        let first = position.line.max(1);
        let lines = self.text(position.file).lines().enumerate().skip(first as usize - 1);
        lines.filter(|_| !words.is_empty()).find_map(|(at, line)| {
            let byte = line.find(words)?;
            Some(Position::new(
                position.file,
                at as u32 + 1,
                line[..byte].chars().count() as u32 + 1,
            ))
        })
    }
    /// `file:line:column`, as messages and editors write it.
    pub fn show(&self, position: Position) -> String {
        match position.line {
            0 => self.path(position.file).to_string(),
            line => format!("{}:{line}:{}", self.path(position.file), position.column),
        }
    }
}

/// What `rules:` in `handbook.yaml` says about a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Off,
    Warning,
    Error,
}

/// Whether a warning stops the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Strictness {
    #[default]
    Lenient,
    Strict,
}

/// How messages look: coloured on a terminal, plain elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Colour,
    Plain,
}

/// How much of a long report is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// A warning that is the same in many files is printed once, and no more problems than a person
    /// would read.
    Grouped,
    Everything,
}

/// A warning in more files than this is printed once, with its first positions.
const SAME: usize = 3;
/// The number of positions shown for a grouped warning.
const PLACES: usize = 3;
/// Problems beyond this number are counted, not printed.
const MOST: usize = 200;
/// At most this many errors are repeated at the end of a report.
const REPEATED: usize = 20;
/// Of a line longer than this (in bytes), only the part around a problem is shown, this many
/// characters on each side.
const LONG: usize = 1_000;
const AROUND: usize = 60;

/// All problems of one run.
#[derive(Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    rules: HashMap<String, Rule>,
    strictness: Strictness,
    /// Codes that count as errors in this run, unless a rule says otherwise.
    raised: Vec<&'static Code>,
}

impl Diagnostics {
    pub fn new(strictness: Strictness) -> Diagnostics {
        Diagnostics { strictness, ..Diagnostics::default() }
    }

    pub fn push(&mut self, problem: Diagnostic) {
        self.list.push(problem);
    }

    /// From here on, the handbook's rules apply to every problem, including those already found.
    pub fn set_rules(&mut self, rules: HashMap<String, Rule>) {
        self.rules = rules;
    }

    /// Makes these codes errors, unless a rule of the handbook says otherwise: for a command whose
    /// only output they affect.
    pub fn raise(&mut self, codes: &[&'static Code]) {
        self.raised.extend(codes);
    }

    /// Whether the author turned this code off.
    pub fn is_off(&self, code: &Code) -> bool {
        code.lowerable && self.rules.get(code.name) == Some(&Rule::Off)
    }

    /// The level that a problem has after `rules:` and `--strict`; `None` when its code is turned
    /// off.
    pub fn level(&self, problem: &Diagnostic) -> Option<Level> {
        let level = match self.rules.get(problem.code.name) {
            Some(Rule::Off) if problem.code.lowerable => return None,
            Some(Rule::Warning) if problem.code.lowerable => Level::Warning,
            Some(Rule::Error) => Level::Error,
            None if self.raised.iter().any(|code| code.name == problem.code.name) => Level::Error,
            _ => problem.level,
        };
        Some(if self.strictness == Strictness::Strict { Level::Error } else { level })
    }

    /// How many have been reported so far.
    pub fn reported(&self) -> usize {
        self.list.len()
    }

    pub fn any_errors(&self) -> bool {
        self.list.iter().any(|problem| self.level(problem) == Some(Level::Error))
    }

    /// All problems that count, in file order, each once, with the level that counts.
    pub fn sorted(&self) -> Vec<(Level, &Diagnostic)> {
        let mut out: Vec<_> =
            self.list.iter().filter_map(|problem| Some((self.level(problem)?, problem))).collect();
        out.sort_by(|(_, a), (_, b)| {
            // A problem without a position concerns the handbook as a whole, and comes last.
            let key = |p: &Diagnostic| (p.position.is_none(), p.position, p.code.name);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        out.dedup_by(|(_, a), (_, b)| {
            a.code.name == b.code.name && a.position == b.position && a.message == b.message
        });
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
        let count = |number: usize, word: &str| {
            format!("{number} {word}{}", if number == 1 { "" } else { "s" })
        };
        let (errors, warnings) = self.count();
        format!("{}, {}", count(errors, "error"), count(warnings, "warning"))
    }

    /// All problems as text for people: message, position, the line itself, help.
    pub fn text(&self, sources: &SourceMap, style: Style, detail: Detail) -> String {
        self.text_of(sources, style, detail, |_| true)
    }

    /// Only those that stop the build.
    pub fn errors_text(&self, sources: &SourceMap, style: Style, detail: Detail) -> String {
        self.text_of(sources, style, detail, |level| level == Level::Error)
    }

    /// The errors, one per line: for the end of a long report, where they would be lost among
    /// warnings.
    pub fn error_lines(&self, sources: &SourceMap) -> Vec<String> {
        let sorted = self.sorted();
        let errors: Vec<_> =
            sorted.into_iter().filter(|(level, _)| *level == Level::Error).collect();
        let line = |(_, problem): &(Level, &Diagnostic)| {
            let position = problem
                .position
                .map_or(String::new(), |position| format!("{}: ", sources.show(position)));
            format!("{position}{} [{}]", problem.message, problem.code.name)
        };
        let mut lines: Vec<String> = errors.iter().take(REPEATED).map(line).collect();
        if errors.len() > REPEATED {
            lines.push(format!("and {} more", errors.len() - REPEATED));
        }
        lines
    }

    fn text_of(
        &self,
        sources: &SourceMap,
        style: Style,
        detail: Detail,
        wanted: impl Fn(Level) -> bool,
    ) -> String {
        let renderer = match style {
            Style::Colour => Renderer::styled(),
            Style::Plain => Renderer::plain(),
        };
        let list = self.sorted().into_iter().filter(|(level, _)| wanted(*level)).collect();
        let told = match detail {
            Detail::Grouped => grouped(list),
            Detail::Everything => list.into_iter().map(|one| vec![one]).collect(),
        };
        let most = if detail == Detail::Grouped { MOST } else { usize::MAX };
        let mut out = String::new();
        for same in told.iter().take(most) {
            let message = message(same);
            out.push_str(renderer.render(&[group(same, &message, sources)]).trim_end());
            out.push_str("\n\n");
        }
        let untold: usize = told.iter().skip(most).map(Vec::len).sum();
        if untold > 0 {
            out.push_str(&format!(
                "and {untold} more problems; mend these first, or use `-v` to see them all\n\n"
            ));
        }
        out
    }

    /// All problems as one JSON object for programs (`--format json`).
    pub fn json(&self, sources: &SourceMap) -> String {
        let problems: Vec<_> = self
            .sorted()
            .into_iter()
            .map(|(level, problem)| Row::new(level, problem, sources))
            .collect();
        let report = Report { problems, files: sources.len() };
        serde_json::to_string_pretty(&report).expect("strings and numbers always serialise")
    }

    /// A workflow command for each problem (`--format github`), which GitHub Actions shows beside the
    /// line (docs.github.com, "Workflow commands"). `folder`: the handbook's folder, from where
    /// the command runs.
    pub fn github(&self, sources: &SourceMap, folder: &str) -> String {
        let data = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
        let row = |(level, problem): (Level, &Diagnostic)| {
            let row = Row::new(level, problem, sources);
            let mut place = String::new();
            if let Some(file) = row.file {
                place += &format!("file={},", property(&format!("{folder}{file}")));
            }
            if let (Some(line), Some(column)) = (row.line, row.column) {
                place += &format!("line={line},col={column},");
            }
            let level = match level {
                Level::Error => "error",
                Level::Warning => "warning",
            };
            let help = row.help.map(|help| format!("\n{help}")).unwrap_or_default();
            let message = data(&format!("{}{help}", row.message));
            format!("::{level} {place}title={}::{message}\n", property(row.code))
        };
        self.sorted().into_iter().map(row).collect()
    }

    /// How often each code was found, for tests and summaries.
    pub fn codes(&self) -> BTreeMap<&'static str, usize> {
        let mut codes = BTreeMap::new();
        for (_, problem) in self.sorted() {
            *codes.entry(problem.code.name).or_insert(0) += 1;
        }
        codes
    }
}

/// Groups warnings that are the same in more than [`SAME`] files: the same code and, names aside,
/// the same advice. In the order in which each first occurs.
fn grouped(list: Vec<(Level, &Diagnostic)>) -> Vec<Vec<(Level, &Diagnostic)>> {
    let key = |problem: &Diagnostic| {
        (
            problem.code.name,
            without_names(&problem.message),
            without_names(problem.help.as_deref().unwrap_or_default()),
        )
    };
    let mut files: HashMap<_, BTreeSet<FileId>> = HashMap::new();
    for (_, problem) in list.iter().filter(|(level, _)| *level == Level::Warning) {
        files
            .entry(key(problem))
            .or_default()
            .extend(problem.position.map(|position| position.file));
    }
    let mut at: HashMap<_, usize> = HashMap::new();
    let mut out: Vec<Vec<(Level, &Diagnostic)>> = Vec::new();
    for (level, problem) in list {
        let key = key(problem);
        let is_many =
            level == Level::Warning && files.get(&key).is_some_and(|files| files.len() > SAME);
        match at.get(&key) {
            Some(at) if is_many => out[*at].push((level, problem)),
            _ => {
                if is_many {
                    at.insert(key, out.len());
                }
                out.push(vec![(level, problem)]);
            }
        }
    }
    out
}

/// A message without the parts in backticks and without the kind of entry, which differ from file
/// to file.
fn without_names(message: &str) -> String {
    let words: String = message.split('`').step_by(2).collect();
    let kinds = ["problem", "cause", "finding", "test", "treatment", "guide", "page"];
    words.split_whitespace().filter(|word| !kinds.contains(word)).collect::<Vec<_>>().join(" ")
}

/// The message of a problem, or of several that are the same.
fn message(same: &[(Level, &Diagnostic)]) -> String {
    match same {
        [(_, one)] => one.message.clone(),
        [(_, one), rest @ ..] => format!("{} (and {} more like it)", one.message, rest.len()),
        [] => String::new(),
    }
}

fn group<'a>(
    same: &[(Level, &'a Diagnostic)],
    message: &'a str,
    sources: &'a SourceMap,
) -> Group<'a> {
    let (level, problem) = same[0];
    let mark = match level {
        Level::Error => Mark::ERROR,
        Level::Warning => Mark::WARNING,
    };
    let mut group = Group::with_title(mark.primary_title(message).id(problem.code.name));
    for (at, position) in
        same.iter().take(PLACES).filter_map(|(_, problem)| problem.position).enumerate()
    {
        group = match sources.line(position) {
            Some(line) if at == 0 && line.len() <= LONG => group.element(
                snippet(line, position, position.column).path(sources.path(position.file)),
            ),
            // Of a very long line, only the part that matters; the library would count columns from
            // its beginning.
            Some(line) if at == 0 => {
                let (part, column) = near(line, position.column);
                group.element(origin(position, sources)).element(snippet(part, position, column))
            }
            _ => group.element(origin(position, sources)),
        };
    }
    let more = if same.len() > PLACES { "; `-v` lists all places" } else { "" };
    match &problem.help {
        Some(help) => group.element(Mark::HELP.message(format!("{help}{more}"))),
        None => group,
    }
}

/// Where a problem is, without its line.
fn origin(position: Position, sources: &SourceMap) -> Origin<'_> {
    let origin = Origin::path(sources.path(position.file));
    match position.line {
        0 => origin,
        line => origin.line(line as usize).char_column(position.column as usize),
    }
}

fn snippet(
    line: &str,
    position: Position,
    column: u32,
) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let word = AnnotationKind::Primary.span(word_at(line, column));
    Snippet::source(line).line_start(position.line as usize).annotation(word)
}

/// The part of a line around a column, and the column in it: a line can be as long as its file.
fn near(line: &str, column: u32) -> (&str, u32) {
    let at = column.saturating_sub(1) as usize;
    let first = at.saturating_sub(AROUND);
    let byte =
        |character: usize| line.char_indices().nth(character).map_or(line.len(), |(byte, _)| byte);
    (&line[byte(first)..byte(at + AROUND)], column - first as u32)
}

/// The bytes of the word that begins at `column` (from 1, in characters); at least one character
/// where there is one.
fn word_at(line: &str, column: u32) -> std::ops::Range<usize> {
    let start =
        line.char_indices().nth(column.saturating_sub(1) as usize).map_or(line.len(), |(at, _)| at);
    let rest = &line[start..];
    let word =
        rest.find(|c: char| !(c.is_alphanumeric() || "-_./@".contains(c))).unwrap_or(rest.len());
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
    fn new(level: Level, problem: &'a Diagnostic, sources: &'a SourceMap) -> Row<'a> {
        let in_line = problem.position.filter(|position| position.line > 0);
        Row {
            code: problem.code.name,
            level,
            file: problem.position.map(|position| sources.path(position.file)),
            line: in_line.map(|position| position.line),
            column: in_line.map(|position| position.column),
            message: &problem.message,
            help: problem.help.as_deref(),
        }
    }
}

/// The known name closest to `name`, as help: "did you mean `x`?". `None` if none is close.
pub fn did_you_mean<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, known).map(|near| format!("did you mean `{near}`?"))
}

/// The known name closest to `name` by Jaro-Winkler similarity, or one that contains it.
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
        let mut problems = Diagnostics::default();
        problems.push(
            Diagnostic::new(&CODE, Position::new(file, 2, 9), "there is no cause `dehydraton`")
                .help("did you mean `dehydration`?"),
        );
        let text = problems.text(&sources, Style::Plain, Detail::Grouped);
        assert!(
            text.starts_with("error[unknown-reference]: there is no cause `dehydraton`"),
            "{text}"
        );
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
        let mut problems = Diagnostics::default();
        problems.push(Diagnostic::new(&CODE, None, "a"));
        problems.push(Diagnostic::new(&FORM, None, "b"));
        problems.set_rules(HashMap::from([
            ("unknown-reference".into(), Rule::Off),
            ("bad-yaml".into(), Rule::Off),
        ]));
        assert_eq!(problems.count(), (1, 0));
    }
}
