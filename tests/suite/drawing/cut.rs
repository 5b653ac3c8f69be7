//! Extracts the drawings from a page.
//!
//! A page may be HTML that no XML reader accepts; its drawings are well-formed, so they are
//! extracted by their tags.

/// Every `<svg …data-drawing…>…</svg>` in a page's text. An `<svg>` without an end tag extends to
/// the end of the page, for the reader to report.
pub(crate) fn drawings(page: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = page[at..].find("<svg").map(|start| at + start) {
        let tag = tag(&page[start..]);
        if has_attribute(tag, "data-drawing") {
            let svg = element(&page[start..]);
            found.push(svg);
            at = start + svg.len();
        } else {
            at = start + tag.len();
        }
    }
    found
}

/// A tag up to its `>`, which may also occur in the value of an attribute.
fn tag(text: &str) -> &str {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (c, quote) {
            ('"' | '\'', None) => quote = Some(c),
            (_, Some(open)) if c == open => quote = None,
            ('>', None) => return &text[..=at],
            _ => {}
        }
    }
    text
}

fn has_attribute(tag: &str, name: &str) -> bool {
    tag.match_indices(name).any(|(at, _)| {
        let (before, after) = (&tag[..at], &tag[at + name.len()..]);
        before.ends_with(|c: char| c.is_ascii_whitespace()) && after.starts_with('=')
    })
}

/// An `<svg>` with everything in it, including nested `<svg>`s.
fn element(text: &str) -> &str {
    let mut depth = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|start| at + start) {
        let rest = &text[start..];
        let tag = tag(rest);
        at = start + tag.len();
        if rest.starts_with("</svg") {
            depth -= 1;
        } else if rest.starts_with("<svg") && !tag.ends_with("/>") {
            depth += 1;
        }
        if depth == 0 {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drawings_are_cut_out_of_a_page() {
        let one = "<svg data-drawing=\"spine\" aria-label=\"a > b\"><g data-edge='a>b'/></svg>";
        let two = "<svg\n data-drawing=\"layered\"><svg><rect/></svg><svg/></svg>";
        let page = format!(
            "<!doctype html><p>1 < 2<br><svg class=\"icon\"><path/></svg>{one}<p>{two}</p><svg data-drawing=\"x\">"
        );
        assert_eq!(drawings(&page), [one, two, "<svg data-drawing=\"x\">"]);
        assert_eq!(drawings("<p>no drawing</p><svg data-drawing-of=\"x\"></svg>"), [] as [&str; 0]);
    }
}
