//! Text that looks like markup but is not: readers would see its characters.
//!
//! In:   text that the Markdown library left as text.
//! Out:  what was not understood, and what to write instead.

use crate::prose::Size;

/// The text that begins like our own markup but is not, and the advice.
pub(super) fn in_line(text: &str) -> Option<(String, &'static str)> {
    let shown = |end: &str| {
        let end = text.find(end).map_or(text.len(), |at| at + end.len());
        beginning(&text[..end], 40).to_string()
    };
    let address_of_words =
        || text.split_once("](").is_some_and(|(words, _)| !words[1..].contains(['[', ']', '\n']));
    Some(if text.starts_with("[@") {
        (
            shown("]"),
            "cite with `[@name]`, several with `[@one; @two]`, and nothing else between the brackets",
        )
    } else if text.starts_with("[^") {
        (shown("]"), "write the note's text on a line of its own: `[^name]: The text.`")
    } else if text.starts_with("[[") && text.contains("]]") {
        (shown("]]"), "a link is written `[words](cause:id)`, or `[](cause:id)` for its title")
    } else if text.starts_with("{{") {
        (
            shown("}"),
            "a service is written `{{ name }}`, with its name in `services:` of handbook.yaml",
        )
    } else if text.starts_with("{%") && text.contains("%}") {
        (shown("%}"), "a handbook has no templates in its texts; take it out")
    } else if is_attributes(text) {
        (
            shown("}"),
            "only a picture can have a size, `![words](picture.png){width=300}`, and only a heading an id, `{#id}`",
        )
    } else if text.starts_with('[') && address_of_words() {
        (shown(")"), advice_on_address(text))
    } else {
        return None;
    })
}

/// Markdown in a block of HTML, where it is only text: the byte at which it begins, and itself.
pub(super) fn in_html(html: &str) -> Option<(usize, String)> {
    if ["<pre", "<code", "<samp", "<kbd"].iter().any(|tag| html.to_lowercase().contains(tag)) {
        return None;
    }
    ["**", "`"].into_iter().find_map(|mark| {
        let start = html.find(mark)?;
        let inside = &html[start + mark.len()..];
        let end = inside.find(mark)?;
        let words = &inside[..end];
        let is_marked = !words.is_empty()
            && !words.contains(['\n', '<', '>'])
            && !words.starts_with(char::is_whitespace)
            && !words.ends_with(char::is_whitespace);
        is_marked.then(|| (start, format!("{mark}{}{mark}", beginning(words, 40))))
    })
}

/// `{width=300}`, `{.class}`, `{: .class }` or `{#id}` where attributes are not possible.
fn is_attributes(text: &str) -> bool {
    let Some((inside, _)) = text.strip_prefix('{').and_then(|rest| rest.split_once('}')) else {
        return false;
    };
    let inside = inside.trim_start_matches(':').trim();
    let is_key = |part: &str| {
        let value = part.split_once('=').map(|(key, _)| key);
        let key = value.or_else(|| part.strip_prefix(['.', '#']));
        key.is_some_and(|key| {
            !key.is_empty()
                && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        })
    };
    !inside.is_empty() && inside.len() < 80 && inside.split_whitespace().all(is_key)
}

fn advice_on_address(text: &str) -> &'static str {
    let address = text.split_once("](").map_or("", |(_, rest)| rest);
    let inside = address.split_once(')').map_or(address, |(inside, _)| inside);
    if inside.trim().is_empty() {
        "write the address between the round brackets"
    } else if inside.contains(" =")
        && inside.rsplit_once('=').is_some_and(|(_, size)| size.contains('x'))
    {
        "a picture's size is written behind it, as in `![words](picture.png){width=300}`"
    } else if !inside.contains(' ') && address.matches('(').count() >= address.matches(')').count()
    {
        "a bracket in an address needs its other half; write `<` and `>` around the address"
    } else {
        "an address with spaces is written between `<` and `>`: `[words](<an address>)`"
    }
}

/// Whether this may be the label of a link, or the id of a source without its `@`: one word that is
/// neither a number nor a remark.
pub(super) fn is_label(text: &str) -> bool {
    let inside = text.trim_start_matches('!').trim_start_matches('[').trim_end_matches(']');
    let is_word = inside.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c));
    let is_number = inside.chars().all(|c| c.is_ascii_digit());
    is_word
        && !is_number
        && inside.chars().count() > 2
        && !["sic", "dead", "citation", "TODO"].contains(&inside)
}

/// Lines that other tools interpret as a box, a heading or a table: the byte at which each begins,
/// the line itself, and the advice.
pub(super) fn in_lines(paragraph: &str) -> Vec<(usize, String, &'static str)> {
    let mut found = Vec::new();
    let mut at = 0;
    let lines: Vec<&str> = paragraph.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let start = at + (line.len() - line.trim_start().len());
        at += line.len() + 1;
        let text = line.trim();
        let help = if let Some(help) = in_item(text) {
            help
        } else if [":::", "\u{1}::", "!!! ", "??? ", "???+ "]
            .iter()
            .any(|sign| text.starts_with(sign))
        {
            "a box is written as a quote whose first line is `> [!NOTE]`, `[!TIP]`, `[!WARNING]` or `[!CAUTION]`"
        } else if text.contains("<!--") && !paragraph.contains("-->") {
            "a remark ends with `-->` in the same paragraph; readers would see it otherwise"
        } else if is_heading_without_space(text) {
            "a heading has a space behind its `#`; write `\\#` if it is none"
        } else if is_tab(text) {
            "a handbook has no tabs; write a heading for each, or a list"
        } else if is_border_of_grid(text) {
            "a table is written with `|` alone: `| a | b |`, below it `| --- | --- |`, then its rows"
        } else if is_rule_of_table(text) {
            "the second line of a table has a part for each cell of its first: `| --- | --- |`"
        } else if number == 0
            && lines.len() > 1
            && lines.iter().all(|line| is_row(line))
            && !lines.iter().any(|line| is_rule_of_table(line.trim()))
        {
            "a table has a second line `| --- | --- |`, with a part for each cell of its first"
        } else {
            continue;
        };
        found.push((start, beginning(text, 40).to_string(), help));
    }
    found
}

/// Marks of other tools within a line, also at the beginning of an item: the advice.
pub(super) fn in_item(text: &str) -> Option<&'static str> {
    if !text.contains('`') && has_foreign_mark(text) {
        Some(
            "a handbook has **bold**, *emphasis*, ~~struck~~, `code`, <mark>marked</mark>, 10<sup>3</sup>, notes `[^name]` and citations `[@name]`",
        )
    } else if is_odd_task(text) {
        Some("a task is written `- [ ]` while it is open, and `- [x]` when it is done")
    } else {
        None
    }
}

/// `==marked==`, `++inserted++`, `^[a note]`, `%%a remark%%`, `$$mathematics$$`, `[see @name]`,
/// `$x^2$`, `H~2~O`, `:smile:`, `&nosuch;`, `<% code %>`, `${name}`.
pub(super) fn has_foreign_mark(line: &str) -> bool {
    let is_pair = |mark: &str| {
        let Some((_, rest)) = line.split_once(mark) else { return false };
        let Some((inside, _)) = rest.split_once(mark) else { return false };
        let is_word = |c: char| c.is_alphanumeric() || c == '\\';
        inside.starts_with(is_word) && inside.ends_with(|c: char| is_word(c) || c == '}')
    };
    let cites_in_words = line.split('[').skip(1).any(|part| {
        let inside = part.split(']').next().unwrap_or_default();
        inside.contains(" @") && !inside.starts_with('@') || inside.starts_with("-@")
    });
    ["==", "++", "%%", "$$"].into_iter().any(is_pair)
        || line.contains("^[")
        || cites_in_words
        || (line.contains("<%") && line.contains("%>"))
        || line.split("${").skip(1).any(|rest| rest.starts_with(char::is_alphabetic))
        || is_enclosed(line, '$', is_formula)
        || is_enclosed(line, '~', |inside| inside.chars().all(char::is_alphanumeric))
        || is_enclosed(line, ':', is_pictograph)
        || line.split('&').skip(1).any(is_entity)
}

/// Whether two of these signs enclose such a text. Between `$5 and $6` and `~10 to ~20` there are
/// spaces, and before the first sign of `at 10:30:15` no pictograph begins.
fn is_enclosed(line: &str, sign: char, is_such: impl Fn(&str) -> bool) -> bool {
    // A single `~` at the edge of a word strikes it out; within one it is another tool's.
    let parts: Vec<&str> = line.split(sign).collect();
    let inner = parts.get(1..parts.len().saturating_sub(1)).unwrap_or_default();
    inner.iter().enumerate().any(|(at, inside)| {
        let (before, after) = (parts[at], parts[at + 2]);
        let is_word = |c: char| c.is_alphanumeric();
        let is_free = !before.ends_with(is_word) && !after.starts_with(is_word);
        !inside.is_empty()
            && !inside.starts_with(char::is_whitespace)
            && !inside.ends_with(char::is_whitespace)
            && if sign == '~' { before.ends_with(is_word) } else { is_free }
            && is_such(inside)
    })
}

/// `x^2`, `\alpha`, `x`, but not the `5-` of `$5-$6`.
fn is_formula(inside: &str) -> bool {
    let is_name = inside.chars().count() == 1 && inside.starts_with(char::is_alphabetic);
    is_name || inside.contains(['^', '_', '\\', '=', '{'])
}

/// The name of a pictograph: `smile`, `+1`, `white_check_mark`.
fn is_pictograph(inside: &str) -> bool {
    let is_sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_+-".contains(c);
    inside.chars().all(is_sign)
        && (inside.contains(|c: char| c.is_ascii_lowercase()) || inside.starts_with(['+', '-']))
}

/// `nosuch;` behind an `&`, the name of no character.
fn is_entity(rest: &str) -> bool {
    rest.split_once(';').is_some_and(|(name, _)| {
        (2..32).contains(&name.len())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
            && !super::markdown::is_character(name)
    })
}

/// `=== "Windows"`
fn is_tab(line: &str) -> bool {
    ["=== \"", "===! \"", "===+ \""].iter().any(|sign| line.starts_with(sign))
}

/// `+---+---+` and `+===+===+`
fn is_border_of_grid(line: &str) -> bool {
    line.len() > 4
        && line.starts_with('+')
        && line.ends_with('+')
        && line.contains(['-', '='])
        && line.chars().all(|c| "+-=:".contains(c))
}

/// `[-] half done`: what other tools have between the open and the done task.
fn is_odd_task(line: &str) -> bool {
    ["[-] ", "[~] ", "[/] ", "[>] ", "[!] ", "[?] "].iter().any(|sign| line.starts_with(sign))
}

fn is_heading_without_space(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    let signs = line.len() - rest.len();
    (1..=6).contains(&signs) && rest.starts_with(char::is_alphabetic)
}

/// `|---|:-:|`
fn is_rule_of_table(line: &str) -> bool {
    line.contains('|') && line.contains("-") && line.chars().all(|c| "|-: \t".contains(c))
}

/// `| a | b |`
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.starts_with('|') && line.ends_with('|') && line.len() > 2
}

/// The size at the beginning of a text, `{width=300 height=200}` in px, and how many bytes it
/// takes.
pub(super) fn size(text: &str) -> Option<(Size, usize)> {
    let (inside, _) = text.strip_prefix('{')?.split_once('}')?;
    let mut size = Size::default();
    for part in inside.split_whitespace() {
        let (key, value) = part.split_once('=')?;
        let number = value
            .trim_matches('"')
            .trim_end_matches("px")
            .parse()
            .ok()
            .filter(|n| (1..100_000).contains(n));
        match key {
            "width" => size.width = Some(number?),
            "height" => size.height = Some(number?),
            _ => return None,
        }
    }
    (size != Size::default()).then_some((size, inside.len() + 2))
}

/// At most `max` bytes from the beginning of a text, in whole characters.
pub(super) fn beginning(text: &str, max: usize) -> &str {
    let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_numbers_of_px() {
        assert_eq!(size("{width=300} and"), Some((Size { width: Some(300), height: None }, 11)));
        assert_eq!(
            size("{width=\"30px\" height=20}"),
            Some((Size { width: Some(30), height: Some(20) }, 24))
        );
        for text in ["{width=50%}", "{width=0}", "{}", "width=3", "{class=x}"] {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn lines_of_other_tools_are_known() {
        for line in [
            ":::box",
            "!!! note",
            "##What it is",
            "#Heading",
            "| a | b |\n| - |\n| 1 | 2 |",
            "| a | b |\n| 1 | 2 |",
        ] {
            assert_eq!(in_lines(line).len(), 1, "{line}: {:?}", in_lines(line));
        }
        for line in [
            "by $x^2$",
            "H~2~O",
            "a :smile:",
            "a &nosuch; b",
            "<% if %>",
            "Dear ${name}",
            "=== \"Mac\"",
            "+---+---+",
            "[-] half",
        ] {
            assert_eq!(in_lines(line).len(), 1, "{line}: {:?}", in_lines(line));
        }
        for line in [
            "Text",
            "#1 of all",
            "a | b",
            "# A",
            "| alone |",
            "| x",
            "costs $5 and $6, or $5-$6",
            "~10 to ~20 a day",
            "at 10:30:15, ratio 1:2:3",
            "salt &amp; water &nbsp; R&D; A&E",
            "+44 20 7946",
            "see: this: that",
        ] {
            assert!(in_lines(line).is_empty(), "{line}");
        }
    }
}
