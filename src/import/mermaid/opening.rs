//! What precedes the first statement, and what may come between statements.
//!
//! In:   the beginning of a file: front matter, comments, `flowchart TD`.
//! Out:  the title; the reader at the first statement.
//! Not:  Mermaid's own settings, in the front matter or in `%%{init: …}%%`: they only affect
//!       appearance.

use super::super::text::{Found, Read, one_line, unquoted};
use super::Reader;

pub(super) const DIRECTIONS: &[&str] = &["TB", "TD", "BT", "LR", "RL"];

impl Reader<'_> {
    /// Reads everything up to the end of the line `flowchart TD`. An error: this is not a
    /// flowchart, and nothing else need be read.
    pub(super) fn opening(&mut self) -> Read<()> {
        self.front_matter()?;
        self.gap()?;
        let start = self.cursor;
        let kind = self.cursor.take_while(|c| c.is_alphanumeric() || c == '-');
        let is_whole = self.cursor.peek().is_none_or(|c| c.is_whitespace() || c == ';');
        if !matches!(kind, "flowchart" | "graph" | "flowchart-elk") || !is_whole {
            let help = "only flowcharts are read: they begin with `flowchart TD` or `graph TD`";
            let message = match start.is_at_end() {
                true => "the file has no diagram".to_string(),
                false => format!("{} does not begin a flowchart", start.seen()),
            };
            return Err(Found::new(start.at(), message, help));
        }
        if !self.is_statement_over() {
            let at = self.cursor.at();
            let seen = self.cursor.seen();
            if !DIRECTIONS.contains(&self.cursor.take_while(char::is_alphanumeric))
                || !self.is_statement_over()
            {
                self.found.push(Found::new(
                    at,
                    format!("{seen} cannot stand on the line of `{kind}`"),
                    format!(
                        "after `{kind}` stands one of {}, and nothing else on that line",
                        DIRECTIONS.join(", ")
                    ),
                ));
                self.cursor.skip_line();
            }
        }
        Ok(())
    }

    /// Skips white space, `;` and comments. An error: a directive is not closed.
    pub(super) fn gap(&mut self) -> Read<()> {
        loop {
            self.cursor.take_while(|c| c.is_whitespace() || c == ';');
            if !self.cursor.rest().starts_with("%%") {
                return Ok(());
            }
            if !self.cursor.rest().starts_with("%%{") {
                self.cursor.skip_line();
                continue;
            }
            let start = self.cursor.at();
            match self.cursor.rest().find("}%%") {
                Some(end) => self.cursor.skip(end + 3),
                None => {
                    self.cursor.skip_all();
                    return Err(Found::new(start, "`%%{` is not closed", "close it with `}%%`"));
                }
            }
        }
    }

    /// Reads the lines between two `---` at the very top. All may have the same indentation.
    fn front_matter(&mut self) -> Read<()> {
        let before = self.cursor;
        let indent =
            self.cursor.take_while(char::is_whitespace).rsplit('\n').next().unwrap_or_default();
        if self.cursor.line().trim_end() != "---" {
            self.cursor = before;
            return Ok(());
        }
        let start = self.cursor.at();
        let mut is_after_title = false;
        loop {
            self.cursor.skip_line();
            if !self.cursor.eat("\n") {
                return Err(Found::new(
                    start,
                    "the front matter is not closed",
                    "write a second line `---` after it",
                ));
            }
            let line = self.cursor.line();
            let line = line.strip_prefix(indent).unwrap_or(line);
            if line.trim_end() == "---" {
                self.cursor.skip_line();
                return Ok(());
            }
            if is_after_title && line.starts_with(char::is_whitespace) && !line.trim().is_empty() {
                self.found.push(self.title_help());
            }
            is_after_title = line.starts_with("title:");
            if is_after_title {
                self.front_matter_title(&line["title:".len()..]);
            }
        }
    }

    /// Reads a title as YAML writes it on one line.
    fn front_matter_title(&mut self, value: &str) {
        let value = value.trim();
        let title = match value.chars().next() {
            Some('"') => unquoted(value),
            Some('\'') => value[1..]
                .replace("''", "\0")
                .split_once('\'')
                .map(|(inner, _)| inner.replace('\0', "'")),
            Some('|' | '>' | '&' | '*' | '!' | '[' | '{') => None,
            _ => Some(value.split(" #").next().unwrap_or_default().to_string()),
        };
        match title {
            Some(title) => self.title(&title),
            None => self.found.push(self.title_help()),
        }
    }

    fn title_help(&self) -> Found {
        self.here("a title in this form is not read", "write it on one line: `title: \"…\"`")
    }

    /// Sets the title if there is none yet.
    pub(super) fn title(&mut self, title: &str) {
        let title = one_line(title);
        if !title.is_empty() {
            self.draft.graph.title.get_or_insert(title);
        }
    }
}
