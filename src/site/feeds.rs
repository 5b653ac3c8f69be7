//! Files for machines: robots.txt and, with a `base_url`, the site map and the feed.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::is_public;
use crate::html;
use crate::link::Linked;
use crate::outfile::OutFile;
use crate::plan::{Plan, View};

pub(super) fn files(linked: &Linked, plan: &Plan) -> Vec<OutFile> {
    let mut robots = "User-agent: *\nAllow: /\n".to_string();
    let mut files = Vec::new();
    if let Some(base) = &linked.settings.base_url {
        robots.push_str(&format!("Sitemap: {base}sitemap.xml\n"));
        files.push(OutFile::new(
            "sitemap.xml",
            sitemap(linked, plan, base).expect("writing to memory does not fail"),
        ));
        files.push(OutFile::new(
            "atom.xml",
            feed(linked, plan, base).expect("writing to memory does not fail"),
        ));
    }
    files.push(OutFile::new("robots.txt", robots.into_bytes()));
    files
}

fn text(writer: &mut Writer<Vec<u8>>, name: &str, text: &str) -> io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(text))?;
    Ok(())
}

/// The site map (sitemaps.org, version 0.9).
fn sitemap(linked: &Linked, plan: &Plan, base: &str) -> io::Result<Vec<u8>> {
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("urlset")
        .with_attribute(("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9"))
        .write_inner_content(|writer| {
            for view in plan.pages.iter().filter(|view| is_public(**view)) {
                writer.create_element("url").write_inner_content(|writer| {
                    text(writer, "loc", &address(base, plan, *view))?;
                    reviewed(linked, *view).map_or(Ok(()), |date| text(writer, "lastmod", &date))
                })?;
            }
            Ok(())
        })?;
    Ok(writer.into_inner())
}

/// The feed of reviewed entries, newest first (RFC 4287). It uses no clock: its date is that of the
/// newest review.
fn feed(linked: &Linked, plan: &Plan, base: &str) -> io::Result<Vec<u8>> {
    let mut dated: Vec<(String, View)> =
        plan.pages.iter().filter_map(|view| Some((reviewed(linked, *view)?, *view))).collect();
    dated.sort_by(|(a, _), (b, _)| b.cmp(a));
    let updated = dated.first().map_or("1970-01-01", |(date, _)| date.as_str()).to_string();
    let author = linked
        .settings
        .publisher
        .as_ref()
        .map_or(linked.settings.title.value.as_str(), |publisher| publisher.name.as_str());
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|writer| {
            text(writer, "id", base)?;
            text(writer, "title", &linked.settings.title.value)?;
            text(writer, "updated", &format!("{updated}T00:00:00Z"))?;
            writer
                .create_element("author")
                .write_inner_content(|writer| text(writer, "name", author))?;
            writer
                .create_element("link")
                .with_attribute(("rel", "self"))
                .with_attribute(("href", format!("{base}atom.xml").as_str()))
                .write_empty()?;
            for (date, view) in dated.iter().take(50) {
                writer.create_element("entry").write_inner_content(|writer| {
                    let address = address(base, plan, *view);
                    text(writer, "id", &address)?;
                    text(writer, "title", title(linked, *view))?;
                    text(writer, "updated", &format!("{date}T00:00:00Z"))?;
                    writer
                        .create_element("link")
                        .with_attribute(("href", address.as_str()))
                        .write_empty()?;
                    Ok(())
                })?;
            }
            Ok(())
        })?;
    Ok(writer.into_inner())
}

fn address(base: &str, plan: &Plan, view: View) -> String {
    format!("{base}{}", html::address(plan.path(view)))
}

fn reviewed(linked: &Linked, view: View) -> Option<String> {
    let date = match view {
        View::Entry(id) => linked.entry(id).common.reviewed,
        View::Guide(id) => linked.guide(id).common.reviewed,
        View::Page(id) => linked.page(id).common.reviewed,
        _ => None,
    };
    date.map(|date| date.to_string())
}

fn title(linked: &Linked, view: View) -> &str {
    match view {
        View::Entry(id) => &linked.entry(id).common.title.value,
        View::Guide(id) => &linked.guide(id).common.title.value,
        View::Page(id) => &linked.page(id).common.title.value,
        _ => &linked.settings.title.value,
    }
}
