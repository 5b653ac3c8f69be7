//! The whole built site, read by code that shares nothing with the program: links, ids, headings,
//! no inline code, no third parties.

use std::collections::{BTreeMap, BTreeSet};

use scraper::{Html, Selector};

use crate::book::Book;

/// Checks every page of a site against what DESIGN promises for all of them. `files`: every path
/// and its text.
pub(crate) fn assert_sound(files: &BTreeMap<String, String>) {
    let pages: BTreeMap<&String, Html> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".html"))
        .map(|(path, text)| (path, Html::parse_document(text)))
        .collect();
    let ids: BTreeMap<&String, BTreeSet<String>> =
        pages.iter().map(|(path, page)| (*path, ids(path, page))).collect();
    let mut faults = Vec::new();
    for (path, page) in &pages {
        links(path, page, files, &ids, &mut faults);
        headings(path, page, &mut faults);
        nothing_inline(path, page, &mut faults);
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    orphans(&pages, files);
}

fn select<'a>(page: &'a Html, css: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(css).unwrap()).collect()
}

fn ids(path: &str, page: &Html) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for element in select(page, "[id]") {
        let id = element.value().attr("id").unwrap().to_string();
        assert!(!id.is_empty() && !id.contains(char::is_whitespace), "{path}: the id “{id}”");
        assert!(ids.insert(id.clone()), "{path}: the id {id} stands twice");
    }
    ids
}

/// The file that an address on a page points to, and its fragment.
fn resolve(from: &str, address: &str) -> (String, Option<String>) {
    let (path, fragment) = address
        .split_once('#')
        .map_or((address, None), |(path, fragment)| (path, Some(decode(fragment))));
    if path.is_empty() {
        return (from.to_string(), fragment);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    let decoded = decode(path);
    for part in decoded.split('/') {
        match part {
            ".." => {
                assert!(parts.pop().is_some(), "{from}: {address} leaves the site");
            }
            "." => {}
            part => parts.push(part),
        }
    }
    (parts.join("/"), fragment)
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'%' && tail.len() >= 2 {
            bytes.push(u8::from_str_radix(std::str::from_utf8(&tail[..2]).unwrap(), 16).unwrap());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap()
}

fn links(
    path: &str,
    page: &Html,
    files: &BTreeMap<String, String>,
    ids: &BTreeMap<&String, BTreeSet<String>>,
    faults: &mut Vec<String>,
) {
    for element in select(page, "[href], [src]") {
        let name = element.value().name();
        let address = element.value().attr("href").or(element.value().attr("src")).unwrap();
        let is_link = name == "a";
        if address.starts_with("https://")
            || address.starts_with("http://")
            || address.starts_with("mailto:")
            || address.starts_with("tel:")
        {
            if !is_link
                && element.value().attr("rel") != Some("canonical")
                && element.value().attr("rel") != Some("alternate")
            {
                faults.push(format!("{path}: <{name}> asks another site: {address}"));
            }
            continue;
        }
        if path == "404.html" {
            let target = decode(address.trim_start_matches('/').split('#').next().unwrap());
            if !address.starts_with('#')
                && (!address.starts_with('/') || !files.contains_key(&target))
            {
                faults.push(format!("{path}: {address}"));
            }
            continue;
        }
        if address.starts_with('/') || address.contains(':') && !address.starts_with('#') {
            faults.push(format!("{path}: {address} is not relative"));
            continue;
        }
        let (target, fragment) = resolve(path, address);
        // Made from the finished site, at the end of a build.
        if target == "handbook.zip" {
            continue;
        }
        if !files.contains_key(&target) {
            faults.push(format!("{path}: {address} leads to {target}, which is not there"));
        } else if let Some(fragment) = fragment
            && !ids.get(&target).is_some_and(|ids| ids.contains(&fragment))
        {
            faults.push(format!("{path}: {address}: {target} has no id {fragment}"));
        }
    }
    let own = &ids[&path.to_string()];
    for attribute in ["aria-labelledby", "aria-describedby", "for", "headers"] {
        for element in select(page, &format!("[{attribute}]")) {
            for id in element
                .value()
                .attr(attribute)
                .unwrap()
                .split_whitespace()
                .filter(|id| !own.contains(*id))
            {
                faults.push(format!("{path}: {attribute} names {id}, which is not there"));
            }
        }
    }
}

fn headings(path: &str, page: &Html, faults: &mut Vec<String>) {
    let mut above = 0;
    for heading in select(page, "h1, h2, h3, h4, h5, h6") {
        let level: u8 = heading.value().name()[1..].parse().unwrap();
        let words = heading.text().collect::<String>();
        if words.trim().is_empty() {
            faults.push(format!("{path}: an empty heading"));
        }
        if level > above + 1 {
            faults.push(format!("{path}: “{}” has level {level} after {above}", words.trim()));
        }
        above = level;
    }
    for (what, css) in [
        ("h1", "h1"),
        ("main", "main"),
        ("title", "head > title"),
        ("description", "meta[name=description]"),
        ("language", "html[lang]"),
    ] {
        let count = select(page, css).len();
        if count != 1 {
            faults.push(format!("{path}: {count} × {what}"));
        }
    }
    for image in select(page, "img") {
        if image.value().attr("alt").is_none() {
            faults.push(format!("{path}: a picture without alternative text"));
        }
    }
    for cell in select(page, "th") {
        if cell.value().attr("scope").is_none() {
            faults.push(format!("{path}: a table head without scope"));
        }
    }
}

/// The site runs under `default-src 'self'`: no style or script inside a page, except a block of
/// data.
fn nothing_inline(path: &str, page: &Html, faults: &mut Vec<String>) {
    for element in page.tree.nodes().filter_map(scraper::ElementRef::wrap) {
        let value = element.value();
        for (name, _) in value.attrs() {
            if name == "style" || name.starts_with("on") {
                faults.push(format!("{path}: <{} {name}=…>", value.name()));
            }
        }
        if value.name() == "style"
            || (value.name() == "script"
                && value.attr("src").is_none()
                && value.attr("type") != Some("application/ld+json"))
        {
            faults.push(format!("{path}: inline <{}>", value.name()));
        }
    }
}

/// Every page can be reached from the home page by links.
fn orphans(pages: &BTreeMap<&String, Html>, files: &BTreeMap<String, String>) {
    let mut seen: BTreeSet<String> = BTreeSet::from(["index.html".to_string()]);
    let mut open = vec!["index.html".to_string()];
    while let Some(path) = open.pop() {
        for link in select(&pages[&path], "a[href]") {
            let address = link.value().attr("href").unwrap();
            if address.contains(':') {
                continue;
            }
            let (target, _) = resolve(&path, address);
            if files.contains_key(&target)
                && target.ends_with(".html")
                && seen.insert(target.clone())
            {
                open.push(target);
            }
        }
    }
    let orphans: Vec<_> =
        pages.keys().filter(|path| !seen.contains(**path) && path.as_str() != "404.html").collect();
    assert!(orphans.is_empty(), "nothing links to {orphans:?}");
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let page = |body: &str| {
        format!(
            "<!doctype html><html lang=en><head><title>T</title><meta name=description content=d></head><body><main><h1>T</h1>{body}</main></body></html>"
        )
    };
    for body in [
        "<a href=\"gone.html\">x</a>",
        "<a href=\"#gone\">x</a>",
        "<h3>x</h3>",
        "<p style=\"x\">x</p>",
        "<img src=\"https://example.org/a.png\" alt=\"a\">",
        "<script>x</script>",
        "<p aria-labelledby=\"gone\">x</p>",
    ] {
        let files = BTreeMap::from([("index.html".to_string(), page(body))]);
        assert!(std::panic::catch_unwind(|| assert_sound(&files)).is_err(), "{body}");
    }
    assert_sound(&BTreeMap::from([(
        "index.html".to_string(),
        page("<h2 id=\"a\">A</h2><a href=\"#a\">x</a>"),
    )]));
}

#[test]
fn old_addresses_lead_on() {
    let built = Book::new()
        .entry("causes/a", "aliases: [posts/x/, findings/old.html]\ncodes: {icd11: MG30}")
        .build();
    let page = built.page("posts/x/index.html");
    page.shows("data-moved-to=\"../../causes/a.html\"").shows("url=../../causes/a.html");
    built.page("findings/old.html").shows("../causes/a.html");
    built.page("_redirects").shows("/posts/x/ /causes/a.html 301\n");
    built.page("causes/a.html").shows("ICD-11 MG30");
    // Neither a living page nor the address of another, and nothing outside the site.
    for (aliases, code, words) in [
        ("[causes/A.html]", "duplicate-name", "`causes/a.html` is there"),
        ("[x/, x/]", "duplicate-name", "is taken"),
        ("[index.html/b]", "duplicate-name", "is taken"),
        ("[causes]", "duplicate-name", "is taken"),
        ("[../x.html]", "bad-value", "cannot be an old address"),
        ("['https://example.org/x']", "bad-value", "cannot be an old address"),
        ("[assets/x.html]", "duplicate-name", "`assets/` is there"),
    ] {
        let fields = format!("aliases: {aliases}");
        Book::new().entry("causes/a", &fields).build().has_only(code, "causes/a.md", words);
    }
}

#[test]
fn reviews_can_be_quiet_or_off() {
    let shown = Book::new().entry("causes/a", "").build();
    shown.page("causes/a.html").shows("class=\"review ");
    let quiet = Book::new().settings("reviews: quiet").entry("causes/a", "").build();
    quiet.page("causes/a.html").hides("class=\"review ").shows("review.html");
    let off = Book::new().settings("reviews: off").entry("causes/a", "").build();
    off.page("causes/a.html").hides("review.html").hides("class=\"review ");
    assert!(!off.files.contains_key("review.html"));
}

#[test]
fn the_look_is_on_every_page() {
    let logo = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 60 20\" width=\"60\" height=\"20\"/>";
    let built = Book::new()
        .settings("look: {logo: files/logo.svg, colour: \"#7a1fa2\"}")
        .file("files/logo.svg", logo)
        .entry("causes/a", "")
        .build();
    built.page("causes/a.html").shows(
        "<img class=\"header__logo\" src=\"../files/logo.svg\" alt=\"\" width=\"96\" height=\"32\">",
    );
    built.page("assets/style.css").shows("--accent:#7a1fa2");
    built.page("manifest.webmanifest").shows("\"theme_color\": \"#7a1fa2\"");
}
