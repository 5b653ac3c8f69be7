//! Read: files to documents. The only stage that knows the directory tree, YAML, front matter and
//! Markdown.
//!
//! In:   a handbook's folder, as [`Folder`]: from disk, or made in memory by a test or `explain`.
//! Out:  [`Documents`]: what each file says, and at which position.
//! Not:  what it means; a field is still a word here, and a link still an address.

mod disk;
mod elements;
mod html;
pub mod links;
pub mod markdown;
mod markup;
mod pictures;
pub mod slips;
pub mod yaml;

use std::sync::Arc;

use crate::diagnostics::{
    Code, Diagnostic, Diagnostics, FileId, Position, SourceMap, did_you_mean,
};
use crate::ids;
use crate::parallel;
use crate::prose::{Prose, Written};
use crate::vocabulary::Kind;

pub use disk::{files_in, folder, is_inside};

pub static BAD_ENCODING: Code = Code::fixed("bad-encoding");
pub static BAD_NAME: Code = Code::fixed("bad-name");
pub static UNREADABLE_FILE: Code = Code::fixed("unreadable-file");
pub static EMPTY_HANDBOOK: Code = Code::fixed("empty-handbook");

/// The codes that reading can report.
pub static CODES: &[&Code] = &[
    &yaml::BAD_YAML,
    &BAD_ENCODING,
    &BAD_NAME,
    &yaml::DUPLICATE_KEY,
    &UNREADABLE_FILE,
    &yaml::OVER_LIMIT,
    &EMPTY_HANDBOOK,
    &markdown::UNKNOWN_ALERT,
    &markdown::UNSAFE_CONTENT,
    &markdown::UNKNOWN_MARKUP,
    &markdown::LOST_CELL,
    &markdown::UNCLOSED_HTML,
];

/// No text of a handbook is this long (in bytes); a larger file was put here by mistake.
const MAX_TEXT: usize = 8 << 20;

/// A folder's files, before any of it is interpreted.
#[derive(Clone, Debug, Default)]
pub struct Folder {
    /// Sorted by path. Empty when there is no `content/`.
    pub files: Vec<RawFile>,
}

#[derive(Clone, Debug)]
pub struct RawFile {
    /// Relative to the handbook's folder, with `/`: `content/causes/dehydration.md`.
    pub path: String,
    /// The bytes, or why they cannot be read.
    pub content: Result<Arc<[u8]>, String>,
}

impl Folder {
    /// A folder that was never on a disk.
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Folder {
        let mut files: Vec<_> = files
            .into_iter()
            .map(|(path, text)| RawFile {
                path: path.to_string(),
                content: Ok(Arc::from(text.as_bytes())),
            })
            .collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Folder { files }
    }
}

/// The role of a file, by the folder it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    Settings,
    Sources,
    Glossary,
    Entry(Kind, String),
    Guide(String),
    /// A free page, by its path below `pages/` without the extension.
    Page(String),
}

/// One file of text.
#[derive(Debug)]
pub struct Document {
    pub file: FileId,
    pub role: Role,
    /// The content of the YAML file or the front matter. `None`: the file has none.
    pub fields: Option<yaml::Node>,
    pub prose: Prose<Written>,
    /// A file that failed is not used, but its name still counts, so that references to it are not
    /// reported as well.
    pub failed: bool,
}

/// A file that is copied as it is.
#[derive(Clone, Debug)]
pub struct Copied {
    pub file: FileId,
    /// Its path below `content/`.
    pub source: String,
    /// Its path in the output.
    pub path: String,
    pub bytes: Arc<[u8]>,
    /// For a picture: its width and height in px.
    pub size: Option<(u32, u32)>,
}

#[derive(Debug, Default)]
pub struct Documents {
    pub sources: SourceMap,
    pub documents: Vec<Document>,
    pub copied: Vec<Copied>,
}

/// Reads every file of the handbook. Files that fail are reported and marked.
pub fn documents(folder: &Folder, problems: &mut Diagnostics) -> Documents {
    let mut out = Documents::default();
    let mut texts = Vec::new();
    for raw in &folder.files {
        let Some(position) = Destination::of(&raw.path) else { continue };
        let file = out.sources.add(raw.path.as_str(), text_of(raw));
        match (position, &raw.content) {
            (Destination::Misplaced { message, help }, Ok(_)) => {
                problems.push(Diagnostic::new(&BAD_NAME, Position::file(file), message).help(help))
            }
            (_, Err(reason)) => {
                let problem = Diagnostic::new(
                    &UNREADABLE_FILE,
                    Position::file(file),
                    format!("this file cannot be read: {reason}"),
                );
                problems.push(problem.help("look at the file's permissions, and whether it is a link to a file that is gone"));
            }
            (Destination::Copy(path), Ok(bytes)) => {
                let size = pictures::size(&path, bytes);
                let source = raw.path["content/".len()..].to_string();
                out.copied.push(Copied { file, source, path, bytes: bytes.clone(), size })
            }
            (Destination::Text(role), Ok(bytes)) => texts.push((file, role, bytes.clone())),
        }
        // The name of a file that cannot be read still counts.
        if let (Some(Destination::Text(role)), Err(_)) = (Destination::of(&raw.path), &raw.content)
        {
            out.documents.push(Document {
                file,
                role,
                fields: None,
                prose: Prose::default(),
                failed: true,
            });
        }
    }
    let sources = &out.sources;
    let read = parallel::map(&texts, |(file, role, bytes)| {
        document(*file, role.clone(), bytes, sources.text(*file))
    });
    for (document, found) in read {
        found.into_iter().for_each(|problem| problems.push(problem));
        out.documents.push(document);
    }
    out.documents.sort_by_key(|document| document.file);
    if !out.documents.iter().any(|document| document.role == Role::Settings) {
        let message = if folder.files.is_empty() {
            "there is no handbook here: the folder `content` is missing or empty"
        } else {
            "there is no `content/handbook.yaml`"
        };
        problems.push(
            Diagnostic::new(&EMPTY_HANDBOOK, None, message)
                .help("`fascicle init DIR` writes a starter handbook; the least is a file `content/handbook.yaml` with a `title:`"),
        );
    }
    out
}

/// The text of a file as positions count in it: without a byte order mark, with LF line endings.
/// Empty if it is not text.
fn text_of(raw: &RawFile) -> String {
    let Ok(bytes) = &raw.content else { return String::new() };
    if !matches!(Destination::of(&raw.path), Some(Destination::Text(_))) || bytes.len() > MAX_TEXT {
        return String::new();
    }
    let text = String::from_utf8_lossy(bytes);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_string()
    }
}

fn document(file: FileId, role: Role, bytes: &[u8], text: &str) -> (Document, Vec<Diagnostic>) {
    let mut document =
        Document { file, role, fields: None, prose: Prose::default(), failed: false };
    let mut problems = Vec::new();
    match parts(bytes, text, file, &document.role) {
        Err(problem) => {
            document.failed = true;
            problems.push(problem);
        }
        Ok((yaml, body)) => {
            match yaml.map(|(yaml, line)| {
                (yaml::parse(yaml, file, line), yaml::swallowed(yaml, file, line))
            }) {
                Some((Ok(fields), swallowed)) => {
                    document.fields = Some(fields);
                    problems.extend(swallowed);
                }
                Some((Err(problem), _)) => {
                    document.failed = true;
                    problems.push(problem);
                }
                None => {}
            }
            if let Some(start) = body {
                let (prose, found) = markdown::parse(text, start, file);
                document.prose = prose;
                // A free page may come from elsewhere, with the boxes of another program.
                let is_page = matches!(document.role, Role::Page(_));
                problems.extend(found.into_iter().map(|problem| {
                    let is_mild = is_page && problem.code.name == markdown::UNKNOWN_ALERT.name;
                    if is_mild { problem.as_warning() } else { problem }
                }));
            }
        }
    }
    (document, problems)
}

/// The byte at which the Markdown of a text file begins; `None` if it is YAML as a whole.
pub fn body_start(text: &str, file: FileId, role: &Role) -> Option<usize> {
    parts(text.as_bytes(), text, file, role).ok().and_then(|(_, body)| body)
}

/// The YAML of a text with the line on which it begins, and the byte at which its Markdown begins.
type Parts<'a> = (Option<(&'a str, u32)>, Option<usize>);

fn parts<'a>(
    bytes: &[u8],
    text: &'a str,
    file: FileId,
    role: &Role,
) -> Result<Parts<'a>, Diagnostic> {
    if bytes.len() > MAX_TEXT {
        return Err(Diagnostic::new(
            &yaml::OVER_LIMIT,
            Position::file(file),
            format!(
                "this file has {} MB; a text has at most {} MB",
                bytes.len() >> 20,
                MAX_TEXT >> 20
            ),
        )
        .help("put pictures and downloads into `content/files/`, and split long texts"));
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        let line = before.matches('\n').count() as u32 + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() as u32 + 1;
        return Err(Diagnostic::new(
            &BAD_ENCODING,
            Position::new(file, line, column),
            "this file is not UTF-8 from here on",
        )
        .help("save it again as UTF-8 (in most editors: Save As, encoding UTF-8)"));
    }
    if matches!(role, Role::Settings | Role::Sources | Role::Glossary | Role::Guide(_)) {
        return Ok((Some((text, 1)), None));
    }
    front_matter(text, file, matches!(role, Role::Page(_)))
}

/// The fields between `---` and `---` at the beginning of a text; blank lines before them and
/// spaces after the dashes are allowed, as authors rarely notice them.
fn front_matter(text: &str, file: FileId, is_page: bool) -> Result<Parts<'_>, Diagnostic> {
    let mut lines = numbered_lines(text).skip_while(|(_, _, line)| line.trim().is_empty());
    let Some((number, start, first)) = lines.next() else { return Ok((None, Some(0))) };
    let position = Position::new(file, number, 1);
    let ends = |end: &[&str]| lines.clone().find(|(_, _, line)| end.contains(&line.trim_end()));
    match first.trim_end() {
        "---" => match ends(&["---", "..."]) {
            Some((_, end, line)) => {
                let begin = start + first.len() + 1;
                let body = (end + line.len() + 1).min(text.len());
                Ok((Some((&text[begin..end], number + 1)), Some(body)))
            }
            // A free page may begin with a thematic break; an entry may not.
            None if is_page && !lines.next().is_some_and(|(.., next)| is_field(next)) => {
                Ok((None, Some(0)))
            }
            None => Err(Diagnostic::new(
                &yaml::BAD_YAML,
                position,
                "the front matter that begins here has no end",
            )
            .help("close it with a line `---` before the text")),
        },
        other @ ("+++" | ";;;") if ends(&[other]).is_some() => {
            let message = format!("the fields between the lines `{other}` are not read");
            let help = "write them between two lines `---`, each as `name: value`, as in `title: Dehydration`";
            Err(Diagnostic::new(&yaml::BAD_YAML, position, message).help(help))
        }
        "{" if ends(&["}"]).is_some() => {
            let help = "write them between two lines `---`, each as `name: value`, as in `title: Dehydration`";
            Err(Diagnostic::new(
                &yaml::BAD_YAML,
                position,
                "the fields between `{` and `}` are not read",
            )
            .help(help))
        }
        // An entry without front matter lacks its required fields, and that is reported.
        _ if !is_page => Ok((None, Some(0))),
        _ => match fields_elsewhere(text) {
            Some(number) => {
                let message = "these fields are not read, and readers would see them as text";
                let help = "fields are between two lines `---`, with nothing before the first and nothing else on either";
                let position = Position::new(file, number, 1);
                Err(Diagnostic::new(&yaml::BAD_YAML, position, message).help(help))
            }
            None => Ok((None, Some(0))),
        },
    }
}

/// The line of the first field, if a text begins with fields that no `---` opens: behind a remark,
/// another kind of dash, or nothing.
fn fields_elsewhere(text: &str) -> Option<u32> {
    let is_invisible = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    let mut lines = numbered_lines(text)
        .map(|(number, _, line)| {
            (number, line.trim_matches(|c: char| c.is_whitespace() || is_invisible(c)))
        })
        .skip_while(|(_, line)| {
            line.is_empty() || (line.starts_with("<!--") && line.ends_with("-->"))
        });
    let (number, first) = lines.next()?;
    let dashes = first.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_fence = dashes.chars().all(|c| matches!(c, '-' | '–' | '—' | '‒' | '―' | '−'))
        && (dashes.len() >= 3);
    if is_fence {
        return lines.next().filter(|(_, line)| is_field(line)).map(|(number, _)| number);
    }
    let in_json = first.starts_with('{') && first.contains("\":");
    (in_json || is_field(first)).then_some(number)
}

/// Whether a line is one of the fields that pages have, which text hardly begins with.
fn is_field(line: &str) -> bool {
    const FIELDS: &[&str] = &[
        "title",
        "status",
        "summary",
        "order",
        "sources",
        "also_called",
        "reviewed",
        "reviewed_by",
        "review_by",
        "see_also",
        "draft",
    ];
    line.split_once(':').is_some_and(|(name, _)| FIELDS.contains(&name.trim_end()))
}

/// The lines of a text without their line endings: number (from 1), first byte, words.
fn numbered_lines(text: &str) -> impl Iterator<Item = (u32, usize, &str)> + Clone {
    (1..).zip(text.split('\n')).scan(0, |at, (number, line)| {
        let start = *at;
        *at += line.len() + 1;
        Some((number, start, line))
    })
}

/// Where a file of the handbook belongs.
enum Destination {
    Text(Role),
    Copy(String),
    Misplaced { message: String, help: String },
}

/// Whether this is what editors and systems leave everywhere: hidden files, backups, locks,
/// thumbnail lists.
pub fn is_litter(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folded = name.to_lowercase();
    path.split('/').any(|part| part.starts_with('.'))
        || ["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"].contains(&folded.as_str())
        || [".bak", ".orig", ".swp", ".swo", ".tmp", "~"]
            .iter()
            .any(|ending| folded.ends_with(ending))
        || name.starts_with("~$")
        || (name.starts_with('#') && name.ends_with('#') && name.len() > 1)
}

impl Destination {
    /// `None`: a file to ignore (hidden, or a read-me for authors).
    fn of(path: &str) -> Option<Destination> {
        let inside = path.strip_prefix("content/")?;
        let (folder, rest) = inside.split_once('/').unwrap_or(("", inside));
        let name = rest.rsplit('/').next().unwrap_or(rest);
        if is_litter(inside) {
            return None;
        }
        match folder {
            "" => Destination::at_top(name),
            "files" => Some(Destination::Copy(inside.to_string())),
            "pages" => Some(Destination::page(rest)),
            "guides" => Some(Destination::named(folder, rest, ".yaml", Role::Guide)),
            _ => match Kind::from_folder(folder) {
                Some(kind) => {
                    Some(Destination::named(folder, rest, ".md", |id| Role::Entry(kind, id)))
                }
                None => {
                    let known = Kind::ALL
                        .iter()
                        .map(|kind| kind.folder())
                        .chain(["guides", "pages", "files"]);
                    let near = did_you_mean(folder, known.clone())
                        .map(|near| format!("{near} "))
                        .unwrap_or_default();
                    let known = known.collect::<Vec<_>>().join(", ");
                    Some(Destination::Misplaced {
                        message: format!("a handbook has no folder `{folder}`"),
                        help: format!("{near}the folders are {known}"),
                    })
                }
            },
        }
    }

    fn at_top(name: &str) -> Option<Destination> {
        let role = match name {
            "handbook.yaml" => Role::Settings,
            "sources.yaml" => Role::Sources,
            "glossary.yaml" => Role::Glossary,
            "reviews.lock" => return None,
            _ if name.to_lowercase().starts_with("readme")
                || name.to_uppercase().starts_with("LICEN") =>
            {
                return None;
            }
            _ => {
                let near = did_you_mean(name, ["handbook.yaml", "sources.yaml", "glossary.yaml"])
                    .unwrap_or_else(|| "entries stand in folders such as `causes`, free pages in `pages`, pictures in `files`".into());
                return Some(Destination::Misplaced {
                    message: format!("a handbook has no file `{name}` at its top"),
                    help: near,
                });
            }
        };
        Some(Destination::Text(role))
    }

    fn named(folder: &str, rest: &str, ending: &str, role: impl Fn(String) -> Role) -> Destination {
        if rest.contains('/') {
            return Destination::Misplaced {
                message: format!("folders inside `{folder}` are not read"),
                help: format!(
                    "move this file up into `content/{folder}`; only `pages` and `files` have folders"
                ),
            };
        }
        let Some(id) = rest.strip_suffix(ending) else {
            let other = if ending == ".yaml" { " (`.yml` is written `.yaml` here)" } else { "" };
            return Destination::Misplaced {
                message: format!("`{rest}` does not end in `{ending}`"),
                help: format!(
                    "files in `{folder}` end in `{ending}`{other}; pictures and downloads belong in `content/files`"
                ),
            };
        };
        if ids::is_id(id) {
            return Destination::Text(role(id.to_string()));
        }
        let suggestion = ids::suggest(id)
            .map(|near| format!("rename it to `{near}{ending}`; "))
            .unwrap_or_default();
        Destination::Misplaced {
            message: format!("`{id}` cannot be an id"),
            help: format!(
                "{suggestion}an id has small letters a to z, digits, `.`, `_` and `-`, begins with a letter or digit, and is not `index`"
            ),
        }
    }

    fn page(rest: &str) -> Destination {
        if rest.chars().any(char::is_control) {
            return Destination::Misplaced {
                message: "the name of this page has control characters in it".into(),
                help: "rename the file".into(),
            };
        }
        match rest.strip_suffix(".md") {
            Some("") => Destination::Misplaced {
                message: "this page has no name".into(),
                help: "rename the file".into(),
            },
            Some(path) => Destination::Text(Role::Page(path.to_string())),
            // A picture next to the page that shows it.
            None => Destination::Copy(rest.to_string()),
        }
    }
}
