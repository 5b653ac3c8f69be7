//! Old addresses: what leads a reader on to where a page is now.
//!
//! In:   the plan of the site.
//! Out:  a page for each old address, which works on any host and from disk; and `_redirects`, with
//!       which hosts that read it (Netlify, Cloudflare Pages, GitLab Pages) answer themselves.

use crate::appearance::Words;
use crate::html::{self, Html};
use crate::link::Linked;
use crate::outfile::OutFile;
use crate::plan::{Plan, View};

const REDIRECTS: &str = "_redirects";

pub(super) fn files(linked: &Linked, plan: &Plan, words: &Words) -> Vec<OutFile> {
    let mut files: Vec<OutFile> = plan
        .moved
        .iter()
        .map(|(from, to)| {
            OutFile::new(from.as_str(), page(linked, plan, words, from, *to).into_bytes())
        })
        .collect();
    if !files.is_empty() {
        files.push(OutFile::new(REDIRECTS, redirects(linked, plan).into_bytes()));
    }
    files
}

/// The page at an old address. It does without script and style, so that no policy stops it.
fn page(linked: &Linked, plan: &Plan, words: &Words, from: &str, to: View) -> String {
    let href = html::relative(from, plan.path(to));
    let mut page = Html::new();
    page.markup("<!doctype html>\n<html lang=\"").text(&linked.settings.language);
    page.markup("\" dir=\"").text(linked.settings.direction().word());
    page.markup("\" data-moved-to=\"").text(&href);
    page.markup("\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    page.text(words.one("moved")).markup("</title>\n");
    page.markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.markup("<meta name=\"robots\" content=\"noindex\">\n");
    page.markup("<meta http-equiv=\"refresh\" content=\"0; url=").text(&href).markup("\">\n");
    let base = linked.settings.base_url.as_deref();
    if let Some(base) = base {
        let address = format!("{base}{}", html::address(plan.path(to)));
        page.markup("<link rel=\"canonical\" href=\"").text(&address).markup("\">\n");
    }
    page.markup("</head>\n<body>\n<main>\n<h1>")
        .text(words.one("moved"))
        .markup("</h1>\n<p><a href=\"");
    page.text(&href)
        .markup("\">")
        .text(&title(linked, to))
        .markup("</a></p>\n</main>\n</body>\n</html>\n");
    page.as_str().to_string()
}

fn title(linked: &Linked, view: View) -> String {
    match view {
        View::Entry(id) => linked.entry(id).common.title.value.clone(),
        View::Guide(id) => linked.guide(id).common.title.value.clone(),
        View::Page(id) if !linked.page(id).is_home() => linked.page(id).common.title.value.clone(),
        _ => linked.settings.title.value.clone(),
    }
}

/// One line an old address: from, to, status. A folder's address is told with its slash; below the
/// path of `base_url`, if it has one.
fn redirects(linked: &Linked, plan: &Plan) -> String {
    let base = linked.settings.base_url.as_deref().unwrap_or("/");
    let root = base
        .split_once("://")
        .map_or(base, |(_, rest)| rest.find('/').map_or("/", |slash| &rest[slash..]));
    let line = |(from, to): &(String, View)| {
        let from = from.strip_suffix("index.html").unwrap_or(from);
        let (from, to) = (html::address(from), html::address(plan.path(*to)));
        format!("{root}{from} {root}{to} 301\n")
    };
    plan.moved.iter().map(line).collect()
}
