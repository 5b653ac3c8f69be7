//! Offline: what lets a reader keep the whole site: a service worker, and everything in one archive.
//!
//! In:   the files of the site and its PDFs; the theme's worker.
//! Out:  `sw.js` (Service Workers, W3C), `manifest.webmanifest` (Web Application Manifest, W3C), and
//!       `handbook.zip`.
//! Not:  PDFs and other downloads in the worker's copy; they do not count towards its size either.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::appearance::Theme;
use crate::html;
use crate::model::Settings;
use crate::outfile::OutFile;
use crate::parallel;

/// A larger site is not kept: a reader on a telephone pays for each megabyte. In bytes.
const LARGEST: usize = 10 * 1024 * 1024;

/// The archive, from the top of the site.
pub const ARCHIVE: &str = "handbook.zip";
const WORKER: &str = "sw.js";

/// Whether a site of these files is kept.
pub(super) fn is_kept(settings: &Settings, files: &[OutFile]) -> bool {
    let size = |file: &OutFile| if is_download(file) { 0 } else { file.bytes.len() };
    settings.offline && files.iter().map(size).sum::<usize>() <= LARGEST
}

/// What a reader downloads instead of keeping it.
fn is_download(file: &OutFile) -> bool {
    [".pdf", ".epub", ".zip"].iter().any(|ending| file.path.ends_with(ending))
}

/// `more.js` with what registers the worker.
pub(super) fn with_worker(script: &OutFile, theme: &Theme) -> OutFile {
    let mut bytes = script.bytes.to_vec();
    bytes.extend(theme.published("offline/page.js").unwrap_or_default());
    OutFile::new(script.path.as_str(), bytes)
}

/// What a browser needs to know to put the site among the apps of a device.
pub(super) fn manifest(settings: &Settings) -> OutFile {
    let mut manifest = serde_json::json!({
        "name": settings.title.value,
        "short_name": settings.title.value,
        "lang": settings.language,
        "dir": settings.direction().word(),
        "start_url": "index.html",
        "scope": "./",
        "display": "minimal-ui",
        "icons": [{"src": "assets/favicon.svg", "sizes": "any", "type": "image/svg+xml"}],
    });
    if let Some((colour, _)) = settings.look.colour {
        manifest["theme_color"] = colour.hex().into();
    }
    OutFile::new("manifest.webmanifest", format!("{manifest:#}\n").into_bytes())
}

/// The worker and the archive of a site that is kept; `files`: all of the site, with its PDFs.
pub fn files(files: &[OutFile], theme: &Theme) -> Vec<OutFile> {
    let site: Vec<&OutFile> = files.iter().filter(|file| !file.path.starts_with('.')).collect();
    let (worker, archive) = parallel::join(|| worker(&site, theme), || archive(&site));
    vec![OutFile::new(WORKER, worker), OutFile::new(ARCHIVE, archive)]
}

/// The list of the files that the worker keeps.
#[derive(Serialize)]
struct Build {
    /// Tells builds apart.
    digest: String,
    /// By address: the digest of the file (Subresource Integrity, W3C).
    files: BTreeMap<String, String>,
}

fn worker(site: &[&OutFile], theme: &Theme) -> Vec<u8> {
    let kept: Vec<&&OutFile> = site.iter().filter(|file| !is_download(file)).collect();
    let integrity = |file: &&&OutFile| {
        let digest = STANDARD.encode(Sha256::digest(&file.bytes));
        (html::address(&file.path), format!("sha256-{digest}"))
    };
    let files: BTreeMap<String, String> = parallel::map(&kept, integrity).into_iter().collect();
    let mut all = Sha256::new();
    for (path, digest) in &files {
        all.update(path);
        all.update([0]);
        all.update(digest);
    }
    // Twelve bytes are more than enough to tell the builds of one site apart.
    let digest = all.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    let build = serde_json::to_string(&Build { digest, files }).expect("texts serialise");
    let mut out = format!("const BUILD = {build};\n").into_bytes();
    out.extend(theme.published("offline/sw.js").unwrap_or_default());
    out
}

/// Files packed at a time, on each core.
const PORTION: usize = 32;

/// The site as one archive; without dates of its own, so that the same site gives the same bytes.
fn archive(site: &[&OutFile]) -> Vec<u8> {
    let portions: Vec<&[&OutFile]> = site.chunks(PORTION).collect();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for portion in parallel::map(&portions, |portion| packed(portion)) {
        let portion = ZipArchive::new(Cursor::new(portion)).expect("an archive of our own");
        out.merge_archive(portion).expect("an archive in memory can be written");
    }
    out.finish().expect("an archive in memory can be written").into_inner()
}

fn packed(site: &[&OutFile]) -> Vec<u8> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for file in site {
        // Compressed already.
        let packed = [".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".woff2"];
        let method = if packed.iter().any(|ending| file.path.ends_with(ending)) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let written = out
            .start_file(file.path.as_str(), options.compression_method(method))
            .and_then(|()| Ok(out.write_all(&file.bytes)?));
        written.expect("an archive in memory can be written");
    }
    out.finish().expect("an archive in memory can be written").into_inner()
}
