//! Slips: what an author did wrong in a line that is no YAML, told from the line itself.
//!
//! In:   the lines of a YAML file or of front matter, and where the library stopped.
//! Out:  the line and column of the slip, what is wrong, and what to do. The place where the library
//!       stopped is often a line or more behind it.
//! Not:  the library's words: they speak of a grammar that authors do not know.

use crate::ids::{invisible, is_invisible};

/// What is wrong, and where. Lines from 0, columns in characters from 0.
#[derive(Debug, PartialEq)]
pub(super) struct Slip {
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub help: String,
}

impl Slip {
    fn new(
        line: usize,
        column: usize,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Slip {
        Slip { line, column, message: message.into(), help: help.into() }
    }
}

/// Quotation marks that YAML does not know.
const TYPOGRAPHIC: &[char] = &['“', '”', '„', '‘', '’', '‚', '«', '»', '‹', '›'];

/// An invisible sign where a space belongs: in the indentation of a field, or behind its colon.
/// YAML would take it for a part of the name.
pub(super) fn hidden(text: &str) -> Option<Slip> {
    if !text.contains(is_invisible) {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let blocks = blocks(&lines);
    lines.iter().enumerate().filter(|(at, _)| !blocks[*at]).find_map(|(at, line)| {
        let (start, name, rest) = key(line)?;
        let before: String = line.chars().take(start).collect();
        let behind: String =
            rest.chars().take_while(|c| c.is_whitespace() || is_invisible(*c)).collect();
        let (column, sign) = find_invisible(&before)
            .or_else(|| {
                let (column, sign) = find_invisible(name)?;
                Some((start + column, sign))
            })
            .or_else(|| {
                // One behind a space is text.
                let (0, sign) = find_invisible(&behind)? else { return None };
                Some((start + name.chars().count() + 1, sign))
            })?;
        Some(unseen(at, column, sign))
    })
}

/// The first invisible sign, as its column and itself.
fn find_invisible(text: &str) -> Option<(usize, char)> {
    text.chars().enumerate().find(|(_, c)| is_invisible(*c))
}

fn unseen(line: usize, column: usize, sign: char) -> Slip {
    let what = invisible(&sign.to_string()).unwrap_or_default();
    let message = format!("{what} stands here, which looks like a space or like nothing");
    Slip::new(line, column, message, "delete it, and type a plain space where one belongs")
}

/// What is wrong where the library stopped, in line `at`.
pub(super) fn slip(text: &str, at: usize) -> Slip {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        lines.push("");
    }
    let at = at.min(lines.len() - 1);
    let near: Vec<usize> = (0..=at).rev().filter(|at| is_text(lines[*at])).take(2).collect();
    conflict(&lines)
        .or_else(|| open(&lines, at))
        .or_else(|| near.iter().find_map(|at| in_line(&lines, *at)))
        .or_else(|| near.iter().find_map(|at| in_order(&lines, *at)))
        .or_else(|| near.iter().find_map(|at| brackets(lines[*at], *at)))
        .unwrap_or_else(|| {
            let place = near.first().copied().unwrap_or(at);
            let column = indent(lines.get(place).copied().unwrap_or_default());
            Slip::new(
                place,
                column,
                "this line cannot be read: it does not go with the lines before it",
                "write each field as `name: value` on a line of its own; put text that begins with a sign, or contains `: `, into double quotes",
            )
        })
}

/// Which lines stand in a text that begins behind `|` or `>`, where everything is text.
fn blocks(lines: &[&str]) -> Vec<bool> {
    let mut of = None;
    lines
        .iter()
        .map(|line| {
            let level = indent(line);
            of = of.filter(|of| line.trim().is_empty() || level > *of);
            let inside = of.is_some();
            let value = value_start(line).map(|(column, _)| line.chars().skip(column));
            let mut opens = value.into_iter().flatten();
            let begins = matches!(opens.next(), Some('|' | '>'))
                && opens.all(|c| "+-0123456789 ".contains(c));
            if !inside && begins {
                of = Some(level);
            }
            inside
        })
        .collect()
}

fn is_text(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

/// The marks that a version control system leaves in a file.
fn conflict(lines: &[&str]) -> Option<Slip> {
    let at = lines.iter().position(|line| {
        // A line of `=======` alone may stand in a text.
        ["<<<<<<< ", ">>>>>>> "].iter().any(|mark| line.starts_with(mark))
    })?;
    let message = "two versions of this file were merged, and both are still in it";
    let help = "keep the lines of one version, and delete the others with the lines `<<<<<<<`, `=======` and `>>>>>>>`";
    Some(Slip::new(at, 0, message, help))
}

/// A quotation mark or a bracket that is not closed, or is closed too early. Only the first one up
/// to the line where the library stopped counts.
fn open(lines: &[&str], at: usize) -> Option<Slip> {
    let blocks = blocks(lines);
    let mut line = 0;
    while line <= at {
        let Some((column, first)) = value_start(lines[line]).filter(|_| !blocks[line]) else {
            line += 1;
            continue;
        };
        match first {
            '"' | '\'' => match closing(lines, line, column, first) {
                None => return Some(not_closed(line, column, first)),
                Some((end, behind)) => {
                    let rest: String = lines[end].chars().skip(behind).collect();
                    let rest = rest.trim_start();
                    let goes_on = !(rest.is_empty() || rest.starts_with(['#', ':', ',', ']', '}']));
                    if goes_on && end > line {
                        return Some(not_closed(line, column, first));
                    }
                    if goes_on {
                        let message = format!("text goes on behind the closing `{first}`");
                        let help = match first {
                            '"' => {
                                "put the whole text into single quotes, or write `\\\"` for each quotation mark in it"
                            }
                            _ => {
                                "put the whole text into double quotes, or write `''` for each apostrophe in it"
                            }
                        };
                        return Some(Slip::new(line, behind, message, help));
                    }
                    line = end + 1;
                }
            },
            '[' | '{' if !starts_service(lines[line], column) => {
                match bracket(lines, line, column) {
                    Bracket::Closed(end) => line = end + 1,
                    Bracket::Open => return Some(not_closed(line, column, first)),
                    Bracket::Quote(at, column, mark) => return Some(not_closed(at, column, mark)),
                }
            }
            _ => line += 1,
        }
    }
    None
}

fn not_closed(line: usize, column: usize, mark: char) -> Slip {
    let (what, close) = match mark {
        '[' => ("bracket", ']'),
        '{' => ("brace", '}'),
        mark => ("quotation mark", mark),
    };
    let message = format!("the {what} `{mark}` opens here and is not closed");
    let help = format!("write `{close}` at the end of the text that belongs to it");
    Slip::new(line, column, message, help)
}

/// Whether the value is `{{ name }}`.
fn starts_service(line: &str, column: usize) -> bool {
    line.chars().skip(column).take(2).eq(['{', '{'])
}

/// Where a quoted text ends: its line, and the column behind its closing mark.
fn closing(lines: &[&str], line: usize, column: usize, mark: char) -> Option<(usize, usize)> {
    let mut from = column + 1;
    for (at, text) in lines.iter().enumerate().skip(line) {
        let signs: Vec<char> = text.chars().collect();
        let mut place = from;
        while place < signs.len() {
            match signs[place] {
                '\\' if mark == '"' => place += 1,
                '\'' if mark == '\'' && signs.get(place + 1) == Some(&'\'') => place += 1,
                sign if sign == mark => return Some((at, place + 1)),
                _ => {}
            }
            place += 1;
        }
        from = 0;
    }
    None
}

enum Bracket {
    /// In this line.
    Closed(usize),
    Open,
    /// A quotation mark inside, which is not closed.
    Quote(usize, usize, char),
}

/// Where a bracket is closed. A new field at the beginning of a line, or the end of the text, comes
/// after one that is not.
fn bracket(lines: &[&str], line: usize, column: usize) -> Bracket {
    let (mut depth, mut from) = (0usize, column);
    let mut at = line;
    while at < lines.len() {
        if at > line && key(lines[at]).is_some_and(|(start, ..)| start <= indent(lines[line])) {
            return Bracket::Open;
        }
        let signs: Vec<char> = lines[at].chars().collect();
        let mut place = from;
        from = 0;
        while place < signs.len() {
            let begins_word = place == 0 || matches!(signs[place - 1], ' ' | '[' | '{' | ',');
            match signs[place] {
                '[' | '{' => depth += 1,
                ']' | '}' if depth <= 1 => return Bracket::Closed(at),
                ']' | '}' => depth -= 1,
                '#' if begins_word => break,
                mark @ ('"' | '\'') if begins_word => match closing(lines, at, place, mark) {
                    Some((end, behind)) if end == at => place = behind - 1,
                    Some(_) | None => return Bracket::Quote(at, place, mark),
                },
                _ => {}
            }
            place += 1;
        }
        at += 1;
    }
    Bracket::Open
}

/// What can be seen in one line.
fn in_line(lines: &[&str], at: usize) -> Option<Slip> {
    let line = lines[at];
    let start = indent(line);
    if let Some(tab) = line.chars().take(start).position(|c| c == '\t') {
        let help = "use spaces: YAML does not allow tabs there";
        return Some(Slip::new(at, tab, "this line is indented with a tab", help));
    }
    let text = line.trim();
    if ["null:", "~:", "true:", "false:"].iter().any(|word| text.starts_with(word)) {
        let word = text.split(':').next().unwrap_or_default();
        let message = format!("`{word}` cannot be a name");
        return Some(Slip::new(
            at,
            start,
            message,
            format!("put it into double quotes: `\"{word}\":`"),
        ));
    }
    if let Some((column, sign)) = find_invisible(line) {
        return Some(unseen(at, column, sign));
    }
    if let Some(column) = line.chars().position(|c| c == '：') {
        let help = "write `: `, a colon and a space";
        return Some(Slip::new(at, column, "this colon is a full-width one", help));
    }
    if line.chars().nth(start).is_some_and(|c| TYPOGRAPHIC.contains(&c)) {
        let help =
            "take the quotation marks away from the name of a field; quote a text with plain `\"`";
        return Some(Slip::new(
            at,
            start,
            "this line begins with a typographic quotation mark",
            help,
        ));
    }
    let (column, first) = value_start(line)?;
    let value: String = line.chars().skip(column).collect();
    in_value(&value, first)
        .map(|(offset, message, help)| Slip::new(at, column + offset, message, help))
}

/// What is wrong with a value: its column in it, what, and what to do.
fn in_value(value: &str, first: char) -> Option<(usize, String, String)> {
    let at = |part: &str| value.find(part).map(|byte| value[..byte].chars().count());
    let quote = "put the whole text into quotation marks";
    if let Some(column) = at("{{").filter(|_| !is_quoted(value, "{{")) {
        let message = "`{{` stands outside quotation marks".to_string();
        return Some((column, message, format!("{quote}: {}", in_quotes(plain(value)))));
    }
    if matches!(first, '*' | '&' | '@' | '%' | '`' | '?' | ',' | ']' | '}' | '!') {
        let message = format!("a text cannot begin with `{first}`");
        return Some((0, message, format!("{quote}: {}", in_quotes(value))));
    }
    if let Some(rest) = value.strip_prefix(['|', '>'])
        && !rest.trim_start_matches(['+', '-']).trim().is_empty()
    {
        let message = format!("text stands behind `{first}`, which must end its line");
        return Some((
            1,
            message,
            "begin the text on the next line, indented; or put it into double quotes".into(),
        ));
    }
    if value.starts_with("- ") {
        let message = "a list begins in the line of its field".to_string();
        return Some((0, message, "begin it on the next line, or write it as `[one, two]`".into()));
    }
    if TYPOGRAPHIC.contains(&first) && value.contains(": ") {
        let message =
            format!("`{first}` is no quotation mark of YAML, so that `: ` in the text ends a name");
        return Some((0, message, "write plain quotation marks, `\"`, around the text".into()));
    }
    let is_plain = !matches!(first, '"' | '\'' | '[' | '{' | '|' | '>');
    if let Some(column) = at(": ").filter(|_| is_plain) {
        let message = "`: ` stands in the text, where it would end the name of a field".to_string();
        return Some((column, message, format!("{quote}: {}", in_quotes(value))));
    }
    if is_plain && value.trim_end().ends_with(':') {
        let message = "the text ends with `:`, as the name of a field does".to_string();
        return Some((
            value.trim_end().chars().count() - 1,
            message,
            format!("{quote}: {}", in_quotes(value)),
        ));
    }
    if first == '"' {
        return escape(value);
    }
    if matches!(first, '[' | '{') {
        return in_brackets(value);
    }
    None
}

/// Between brackets: a name without a space behind its colon, or a missing comma.
fn in_brackets(value: &str) -> Option<(usize, String, String)> {
    let signs: Vec<char> = value.chars().collect();
    let mut quoted = None;
    for (at, sign) in signs.iter().enumerate() {
        match (quoted, sign) {
            (Some(mark), sign) if mark == *sign => quoted = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if at > 0 && matches!(signs[at - 1], ' ' | '[' | '{' | ',') => {
                quoted = Some(*sign);
            }
            (None, ']' | '}') if at + 1 < signs.len() => {
                let rest: String = signs[at + 1..].iter().collect();
                let rest = rest.trim_start();
                if !rest.is_empty() && !rest.starts_with([',', ']', '}', '#', ':']) {
                    let message = format!("text goes on behind `{sign}`");
                    return Some((at + 1, message, "put a comma between two items; put text that contains brackets into double quotes".into()));
                }
            }
            _ => {}
        }
    }
    let count = |signs: [char; 2]| value.matches(signs).count();
    if count([']', '}']) > count(['[', '{']) && quoted.is_none() {
        let at = value.rfind([']', '}']).map_or(0, |byte| value[..byte].chars().count());
        let message = format!("this `{}` closes no bracket", signs[at]);
        return Some((at, message, "take it out, or put the text into double quotes".into()));
    }
    None
}

/// Brackets of which nothing better can be said.
fn brackets(line: &str, at: usize) -> Option<Slip> {
    let (column, _) = value_start(line).filter(|(_, first)| matches!(first, '[' | '{'))?;
    let help = "write a list as `[one, two]` and fields as `{name: value, name: value}`, with commas between and a space behind each colon; put text that contains `,`, `:` or brackets into double quotes";
    Some(Slip::new(at, column, "these brackets cannot be read", help))
}

/// A backslash that means nothing in a text with double quotes.
fn escape(value: &str) -> Option<(usize, String, String)> {
    let signs: Vec<char> = value.chars().collect();
    let mut at = 1;
    while at + 1 < signs.len() {
        if signs[at] == '\\' {
            if !"0abtnvfre \"/\\N_LPxuU\t".contains(signs[at + 1]) {
                let message = format!("`\\{}` means nothing between double quotes", signs[at + 1]);
                return Some((
                    at,
                    message,
                    "put the text into single quotes, or write `\\\\` for each backslash".into(),
                ));
            }
            at += 1;
        }
        at += 1;
    }
    None
}

/// What can be seen only beside the other lines.
fn in_order(lines: &[&str], at: usize) -> Option<Slip> {
    let line = lines[at];
    let start = indent(line);
    let text = line.trim();
    if let Some((key_start, name, rest)) = key_without_space(line) {
        let message = format!("behind the colon of `{name}` a space is missing");
        let help = format!("write `{name}: {}`", shortened(rest));
        return Some(Slip::new(at, key_start + name.chars().count() + 1, message, help));
    }
    let is_item = text == "-" || text.starts_with("- ");
    if key(line).is_none() && !is_item {
        let first = text.split_whitespace().next().unwrap_or_default();
        let known = first.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let message = "this line has no colon, so that it names no field".to_string();
        let help = if known && text.contains(' ') {
            format!(
                "write `{first}: {}`; or indent the line, if it belongs to the text above",
                shortened(text[first.len()..].trim())
            )
        } else {
            "write `name: value`; or indent the line, if it belongs to the text above".to_string()
        };
        return Some(Slip::new(at, start, message, help));
    }
    let before = lines[..at].iter().rev().copied().find(|line| is_text(line))?;
    let level = indent(before);
    if start != level && start > 0 {
        let belongs = lines[..at]
            .iter()
            .rev()
            .copied()
            .filter(|line| is_text(line))
            .map(indent)
            .find(|level| *level <= start)
            .unwrap_or(0);
        let wanted = if start > level { level } else { belongs };
        let message = format!(
            "this line is indented by {start} {}, and the lines it belongs to by {wanted}",
            spaces(start)
        );
        return Some(Slip::new(
            at,
            start,
            message,
            "indent all lines of a group by the same number of spaces",
        ));
    }
    if is_item && key(before).is_some() {
        let message = "a list begins beside a field that has a value already, or a field stands between its items";
        return Some(Slip::new(
            at,
            start,
            message,
            "put the list under its own field: `name:`, then each item on a line with `- `",
        ));
    }
    None
}

fn spaces(count: usize) -> &'static str {
    if count == 1 { "space" } else { "spaces" }
}

/// How far a line is indented, in characters.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace() || is_invisible(*c)).count()
}

/// The name of the field in a line: its column, itself, and what follows the colon.
fn key(line: &str) -> Option<(usize, &str, &str)> {
    let (name, rest) = line.split_once(':')?;
    let item = name.trim_start_matches(|c: char| c.is_whitespace() || is_invisible(c) || c == '-');
    let start = name.chars().count() - item.chars().count();
    let is_name = !item.is_empty()
        && item.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c) || is_invisible(c));
    let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_whitespace() || is_invisible(c));
    (is_name && ends).then_some((start, item, rest))
}

fn key_without_space(line: &str) -> Option<(usize, &str, &str)> {
    let (name, rest) = line.split_once(':')?;
    let item = name.trim_start().trim_start_matches("- ");
    let is_name = !item.is_empty()
        && item.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-".contains(c));
    let is_address = rest.starts_with("//");
    (is_name && !rest.is_empty() && !rest.starts_with(char::is_whitespace) && !is_address)
        .then(|| (name.chars().count() - item.chars().count(), item, rest))
}

/// Where the value of a line begins: behind `name: `, or behind `- `. Its column and first sign.
fn value_start(line: &str) -> Option<(usize, char)> {
    let mut start = indent(line);
    let text: String = line.chars().skip(start).collect();
    let mut rest = text.as_str();
    while let Some(item) = rest.strip_prefix("- ") {
        let trimmed = item.trim_start();
        start += rest.chars().count() - trimmed.chars().count();
        rest = trimmed;
    }
    if !is_text(rest) {
        return None;
    }
    match key(rest) {
        Some((0, name, value)) => {
            let trimmed = value.trim_start();
            let column = start
                + name.chars().count()
                + 1
                + (value.chars().count() - trimmed.chars().count());
            trimmed.chars().next().filter(|c| *c != '#').map(|first| (column, first))
        }
        _ => (rest.len() < text.len()).then(|| rest.chars().next().map(|first| (start, first)))?,
    }
}

/// Whether this part of a value stands between quotation marks.
fn is_quoted(value: &str, part: &str) -> bool {
    let Some(at) = value.find(part) else { return false };
    let before = &value[..at];
    before.matches('"').count() % 2 == 1 || before.matches('\'').count() % 2 == 1
}

/// The text of a value that is a group of fields: `{say: Call {{ a }}.}` is `Call {{ a }}.`.
fn plain(value: &str) -> &str {
    if value.starts_with("{{") {
        return value;
    }
    let Some(at) = value.find("{{") else { return value };
    let start = value[..at].rfind(": ").map_or(0, |at| at + 2);
    let end = value[at..].find("}}").map_or(value.len(), |end| at + end + 2);
    let end = value[end..].find([',', '}']).map_or(value.len(), |more| end + more);
    &value[start..end]
}

/// How to write a text between quotation marks: single ones, if it has double ones.
fn in_quotes(text: &str) -> String {
    let text = shortened(text);
    match (text.contains('"'), text.contains('\'')) {
        (false, _) => format!("`\"{text}\"`"),
        (true, false) => format!("`'{text}'`"),
        (true, true) => format!("`'{}'`", text.replace('\'', "''")),
    }
}

/// A text that fits into a message.
fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(50) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::FileId;
    use crate::read::yaml;

    #[test]
    fn a_slip_is_told_from_its_line() {
        // The text, the line and column of the slip, words of the message, words of the help.
        let slips = [
            (
                "title: Dehydration: too little\n",
                1,
                19,
                "`: ` stands",
                "\"Dehydration: too little\"",
            ),
            (
                "a: b\ntitle: \"Heat\nsummary: It.\nc: \"d\"\n",
                2,
                8,
                "quotation mark `\"` opens here",
                "`\"` at the end",
            ),
            ("title: 'Heat\nsummary: It's hot.\n", 1, 8, "quotation mark `'` opens", ""),
            ("title: \"Heat\nsummary: It.\n", 1, 8, "opens here and is not closed", ""),
            ("title: \"Heat\" pack\n", 1, 14, "behind the closing `\"`", "single quotes"),
            ("title: 'The doctor's bag'\n", 1, 20, "behind the closing `'`", "double quotes"),
            ("title:\u{a0}Heat\nsummary: It.\n", 1, 7, "a no-break space (U+00A0)", "plain space"),
            ("findings:\n\u{a0}\u{a0}key: [a]\n", 2, 1, "a no-break space (U+00A0)", ""),
            ("title\u{200b}: Heat\n", 1, 6, "zero width space (U+200B)", ""),
            ("a:\n  do:\n\t- one\n", 3, 1, "a tab", "spaces"),
            ("say: {{ emergency }}\n", 1, 6, "`{{` stands outside", "\"{{ emergency }}\""),
            ("say: {{ emergency }} or go.\n", 1, 6, "`{{` stands outside", "or go."),
            (
                "outcomes:\n  a: {title: A, say: Call {{ emergency }}., urgency: now}\n",
                2,
                27,
                "`{{` stands outside",
                "\"Call {{ emergency }}.\"",
            ),
            ("do: [one, two\ntitle: x\n", 1, 5, "`[` opens here", "`]`"),
            ("a: {b: c, d: e\ntitle: x\n", 1, 4, "`{` opens here", "`}`"),
            ("a: [\"b, c]\nd: e\n", 1, 5, "quotation mark `\"` opens", ""),
            ("title: Dry: \"too\" dry\n", 1, 11, "`: ` stands", "`'Dry: \"too\" dry'`"),
            ("title: *Heat* pack\n", 1, 8, "begin with `*`", "quotation marks"),
            ("title: @home\n", 1, 8, "begin with `@`", ""),
            ("title: %5 of all\n", 1, 8, "begin with `%`", ""),
            ("title: `code`\n", 1, 8, "begin with ``", ""),
            ("do: - one\n  - two\n", 1, 5, "list begins in the line", "next line"),
            ("a: b\ntitle:Heat\nsummary: x\n", 2, 7, "space is missing", "`title: Heat`"),
            ("a: b\ntitle Heat\nsummary: x\n", 2, 1, "no colon", "`title: Heat`"),
            ("title：Heat\nsummary: It.\n", 1, 6, "full-width", ""),
            ("“title: Heat”\n“a”: b: c\n", 2, 1, "typographic", ""),
            ("title: “Heat: a pack”\n", 1, 8, "no quotation mark of YAML", ""),
            (
                "a: b\n<<<<<<< HEAD\nc: d\n=======\nc: e\n>>>>>>> x\n",
                2,
                1,
                "merged",
                "keep the lines",
            ),
            ("path: \"C:\\pictures\"\n", 1, 10, "`\\p` means nothing", "single quotes"),
            ("a: |text\n  more\n", 1, 5, "behind `|`", "next line"),
            ("a: b\n  c: d\n", 2, 3, "indented by 2 spaces", "same number"),
            ("a:\n    b: c\n  d: e\n", 3, 3, "indented by 2 spaces", ""),
            ("null: {title: a}\n", 1, 1, "`null` cannot be a name", "\"null\""),
            ("title: Is it this?:\n", 1, 19, "ends with `:`", ""),
            ("a: b\n- c\n", 2, 1, "list", ""),
            ("a: [b]]\n", 1, 7, "closes no bracket", "take it out"),
            ("f:\n  key: [a]\n   often: [b]\n", 3, 4, "indented by 3", "same number"),
        ];
        for (text, line, column, message, help) in slips {
            let problem = yaml::parse(text, FileId(0), 1).expect_err(text);
            let position = problem.position.unwrap();
            let told = format!("{text}\n{problem:?}");
            assert_eq!((position.line, position.column), (line, column), "{told}");
            assert!(problem.message.contains(message), "{told}");
            assert!(problem.help.unwrap().contains(help), "{told}");
        }
    }

    #[test]
    fn good_text_has_no_slip() {
        for text in [
            "title: A\u{a0}b and 5\u{a0}mg\n",
            "title: \"He said: 'x'\"\nb: 'it''s'\nc: \"\\\"a\\\"\"\n",
            "a: \"two\n  lines\"\nb: [c,\n  d]\n",
            "a: |\n  \u{a0}b: c\n",
        ] {
            assert!(yaml::parse(text, FileId(0), 1).is_ok(), "{text}");
        }
    }
}
