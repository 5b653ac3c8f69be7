//! A page or file name that some system cannot store: the site could not be copied there.

use super::{Context, Rule};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, FileId, Position};

static PORTABLE_NAME: Code = Code::warning("portable-name");

pub(super) const RULE: Rule = Rule { codes: &[&PORTABLE_NAME], run };

/// Names reserved for devices on Windows, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
/// Ports, which are device names followed by a digit.
const PORTS: &[&str] = &["com", "lpt"];

fn run(context: &Context, problems: &mut Diagnostics) {
    let linked = context.linked;
    let mut judge = |path: &str, file: FileId| {
        if let Some(why) = fault(path) {
            let message = format!("the name `{path}` {why}");
            let help = "rename it with letters, digits and hyphens, and correct the links to it";
            problems
                .push(Diagnostic::new(&PORTABLE_NAME, Position::file(file), message).help(help));
        }
    };
    linked.entries.iter().for_each(|entry| judge(&entry.id, entry.file));
    linked.guides.iter().for_each(|guide| judge(&guide.id, guide.file));
    linked.pages.iter().for_each(|page| judge(&page.path, page.file));
    linked.copied.iter().for_each(|copied| judge(&copied.source, copied.file));
}

/// What is wrong with a path, part by part.
fn fault(path: &str) -> Option<String> {
    path.split('/').find_map(|part| {
        let stem = part.split('.').next().unwrap_or(part).trim_end().to_lowercase();
        let is_port = PORTS.iter().any(|port| {
            stem.strip_prefix(port).is_some_and(|rest| {
                rest.len() == 1 && rest.starts_with(|c: char| ('1'..='9').contains(&c))
            })
        });
        if DEVICES.contains(&stem.as_str()) || is_port {
            return Some(format!("cannot be used on Windows, where `{stem}` is a device"));
        }
        if let Some(c) = part.chars().find(|c| "<>:\"|?*\\".contains(*c)) {
            return Some(format!("has `{c}` in it, which Windows and memory sticks cannot hold"));
        }
        if let Some(c) = part.chars().find(|c| "#%".contains(*c)) {
            return Some(format!("has `{c}` in it, which means something else in an address"));
        }
        if part.ends_with('.') || part.ends_with(' ') {
            return Some("ends with a dot or a space, which Windows drops".to_string());
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn names_that_no_stick_holds_are_told() {
        for path in [
            "con",
            "a/NUL.txt",
            "com1",
            "lpt9.pdf",
            "a:b",
            "what?",
            "trailing ",
            "dot.",
            "a#b",
            "100%",
            "x/y|z",
        ] {
            assert!(fault(path).is_some(), "{path}");
        }
        for path in ["console", "com", "com10", "a b", "Über.uns", "a/b-c_d.png", "null"] {
            assert_eq!(fault(path), None, "{path}");
        }
    }
}
