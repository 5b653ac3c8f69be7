//! Serve: the site from memory, while its author writes; on this machine only, unless asked.
//!
//! In:   a folder to watch, and a function that reads it.
//! Out:  pages over HTTP; after each change the browser reloads, and shows the problems over the
//!       last good site. PDFs when they are asked for.
//! Not:  the output folder on disk: nothing is written.

use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use notify::RecursiveMode;
use notify_debouncer_full::new_debouncer;
use serde::Serialize;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

use crate::diagnostics::{Detail, Style};
use crate::html::{self, Html};
use crate::pipeline::{self, Built, Input};

/// How long the disk must be quiet before a build: editors save a file in several steps.
const QUIET: Duration = Duration::from_millis(80);
const SCRIPT: &str = include_str!("reload.js");
const SCRIPT_TAG: &str = "<script src=\"/__fascicle/reload.js\" defer></script></body>";

/// So many ports are tried after the one that was asked for.
const PORTS: u16 = 20;

/// Where to serve.
pub(crate) struct Address {
    pub host: IpAddr,
    /// 0 takes a free one.
    pub port: u16,
    /// Whether the browser is opened.
    pub open: bool,
}

/// How a handbook is read and built, as the disk has it now.
pub(crate) struct Source {
    pub read: Box<dyn Fn() -> Input + Send + Sync>,
    /// The PDFs alone. They take seconds, so that they are made only when one is asked for.
    pub pdfs: Box<dyn Fn() -> Built + Send + Sync>,
}

/// The last good site, and the current problems.
#[derive(Default)]
struct Site {
    files: Files,
    /// What the page shows over itself: errors or warnings.
    problems: Option<Problems>,
    /// Made from the files as they are now; none until one is asked for.
    pdfs: Option<Files>,
    /// Counts the builds, so that a page knows after a restart whether it is the newest.
    build: u64,
}

#[derive(Clone, Debug, Serialize)]
struct Problems {
    /// What it comes to: "2 warnings".
    counted: String,
    text: String,
    /// Whether the site is that of an earlier build.
    stops: bool,
}

#[derive(Clone)]
struct Shared {
    site: Arc<RwLock<Site>>,
    changes: broadcast::Sender<Change>,
    source: Arc<Source>,
    /// Whether other machines may ask.
    is_open: bool,
}

#[derive(Clone, Debug)]
enum Change {
    /// The number of the build.
    Reload(u64),
    Problems(Problems),
}

/// Serves until it is stopped.
pub(crate) fn serve(dir: &Path, address: &Address, source: Source) -> io::Result<()> {
    let (changes, _) = broadcast::channel(16);
    let shared = Shared {
        site: Arc::default(),
        changes,
        source: Arc::new(source),
        is_open: !address.host.is_loopback(),
    };
    let first = (shared.source.read)();
    watch(dir, &shared)?;
    // Only once the watcher is running, so that no change is missed in between.
    rebuild(&shared, &first);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(listen(shared, address))
}

/// Rebuilds after each change, in a thread of its own. The folders are watched anew after one of
/// them was made, also in the place of one that was deleted.
fn watch(dir: &Path, shared: &Shared) -> io::Result<()> {
    let (told, events) = std::sync::mpsc::channel();
    let mut watcher = new_debouncer(QUIET, None, told).map_err(io::Error::other)?;
    watcher.watch(dir, RecursiveMode::NonRecursive).map_err(io::Error::other)?;
    let folders = ["content", "themes"].map(|name| dir.join(name));
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(io::Error::other)?;
    }
    let shared = shared.clone();
    let full = folders.clone().map(|folder| std::path::absolute(&folder).unwrap_or(folder));
    std::thread::spawn(move || {
        for event in events {
            // On some systems, reading files is an event too; and the built site may stand beside.
            let Ok(events) = event else { continue };
            let paths = events
                .iter()
                .filter(|event| !event.kind.is_access())
                .flat_map(|event| &event.paths);
            let paths: Vec<_> = paths.filter_map(|path| std::path::absolute(path).ok()).collect();
            if !paths.iter().any(|path| full.iter().any(|folder| path.starts_with(folder))) {
                continue;
            }
            for (folder, full) in folders.iter().zip(&full) {
                if paths.contains(full) {
                    // Not watched any more, if it was deleted: then there is nothing to take back.
                    let _ = watcher.unwatch(folder);
                    if folder.is_dir() {
                        let _ = watcher.watch(folder, RecursiveMode::Recursive);
                    }
                }
            }
            rebuild(&shared, &(shared.source.read)());
        }
    });
    Ok(())
}

async fn listen(shared: Shared, wanted: &Address) -> io::Result<()> {
    let listener = bind(wanted).await?;
    let local = listener.local_addr()?;
    if wanted.port != 0 && local.port() != wanted.port {
        eprintln!("port {} is in use, so this is port {}", wanted.port, local.port());
    }
    let address = format!("http://{local}/");
    if shared.is_open {
        eprintln!(
            "anyone who can reach this machine can read the handbook, drafts and warnings too"
        );
    }
    eprintln!("serving on {address}  (stop with Ctrl+C)");
    if wanted.open
        && let Err(error) = opener::open(&address)
    {
        eprintln!("the browser could not be opened ({error}); open {address} yourself");
    }
    let router = Router::new()
        .route("/__fascicle/events", get(events))
        .route("/__fascicle/reload.js", get(script))
        .route("/__fascicle/pdfs", get(pdfs))
        .fallback(page)
        .layer(middleware::from_fn_with_state(shared.clone(), only_known_hosts))
        .with_state(shared);
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await
}

/// The port that was asked for, or else the next free one.
async fn bind(wanted: &Address) -> io::Result<tokio::net::TcpListener> {
    let last = if wanted.port == 0 { 0 } else { wanted.port.saturating_add(PORTS) };
    for port in wanted.port..=last {
        match tokio::net::TcpListener::bind(SocketAddr::from((wanted.host, port))).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse && port < last => {}
            Err(error) => {
                let message = format!(
                    "port {port} of {} cannot be used: {error}; take another with --port, or --port 0 for any free one",
                    wanted.host
                );
                return Err(io::Error::other(message));
            }
            bound => return bound,
        }
    }
    unreachable!("the last port is bound or refused")
}

/// Ends on Ctrl+C. Open event streams would delay a graceful shutdown for ever, so the process
/// exits at once.
async fn stopped() {
    let _ = tokio::signal::ctrl_c().await;
    std::process::exit(0);
}

/// Builds and notifies the browsers. A bug of ours must not end the watching: the next save may
/// well build.
fn rebuild(shared: &Shared, input: &Input) {
    let began = std::time::Instant::now();
    let built = catch_unwind(AssertUnwindSafe(|| pipeline::build(input)));
    let mut site = shared.site.write().unwrap_or_else(PoisonError::into_inner);
    site.pdfs = None;
    let Ok(built) = built else {
        let text = "fascicle broke down while it built the handbook. This is a bug in fascicle, not in your files; please report it.\n\
                    Take back your last change, or go on writing: the next save builds again.\n";
        eprint!("{text}");
        let problems = Problems { counted: "a bug".into(), text: text.to_string(), stops: true };
        site.problems = Some(problems.clone());
        let _ = shared.changes.send(Change::Problems(problems));
        return;
    };
    let counted = built.problems.counted();
    let milliseconds = began.elapsed().as_millis();
    let text = built.problems.text(&built.sources, Style::Plain, Detail::Grouped);
    eprint!("{text}");
    let problems = |stops| Problems { counted: counted.clone(), text: text.clone(), stops };
    let change = match built.files {
        Some(files) => {
            let drafts = match built.drafts {
                0 => String::new(),
                1 => "; 1 draft is left out (`--drafts` shows it)".to_string(),
                some => format!("; {some} drafts are left out (`--drafts` shows them)"),
            };
            eprintln!("built {} files in {milliseconds} ms, {counted}{drafts}", files.len());
            site.files = files.into_iter().map(|file| (file.path, file.bytes)).collect();
            site.problems = (!text.is_empty()).then(|| problems(false));
            site.build += 1;
            Change::Reload(site.build)
        }
        None => {
            let problems = problems(true);
            if site.files.is_empty() {
                eprintln!("{counted}; there is nothing to show yet");
            } else {
                eprintln!("{counted}; the last good site is still served");
            }
            site.problems = Some(problems.clone());
            Change::Problems(problems)
        }
    };
    // There may be no listeners.
    let _ = shared.changes.send(change);
}

type Files = HashMap<String, Arc<[u8]>>;

async fn pdf(shared: &Shared, path: &str) -> Response {
    match made(shared).await {
        Ok(files) => file_or_nothing(path, files.get(path).cloned()),
        Err(response) => response,
    }
}

/// A page with a link to each PDF.
async fn pdfs(State(shared): State<Shared>) -> Response {
    let files = match made(&shared).await {
        Ok(files) => files,
        Err(response) => return response,
    };
    let mut paths: Vec<_> = files.keys().filter(|path| path.ends_with(".pdf")).collect();
    paths.sort();
    let mut page = head("PDFs");
    page.markup("<ul>");
    for path in paths {
        page.markup("<li><a href=\"/").text(path).markup("\">").text(path).markup("</a></li>");
    }
    page.markup("</ul></body></html>");
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], with_script(page.as_str().as_bytes()))
        .into_response()
}

/// The PDFs of the handbook as it is now, made when the first of them is asked for.
async fn made(shared: &Shared) -> Result<Files, Response> {
    let build = {
        let site = shared.site.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(files) = &site.pdfs {
            return Ok(files.clone());
        }
        site.build
    };
    eprintln!("making the PDFs");
    let source = shared.source.clone();
    let made =
        tokio::task::spawn_blocking(move || catch_unwind(AssertUnwindSafe(|| (source.pdfs)())));
    let Ok(Ok(built)) = made.await else {
        return Err(problems_page("The PDFs cannot be made", "This is a bug in fascicle."));
    };
    let text = built.problems.text(&built.sources, Style::Plain, Detail::Grouped);
    let Some(files) = built.files else {
        eprint!("{text}");
        return Err(problems_page("The PDFs cannot be made", &text));
    };
    let files: Files = files.into_iter().map(|file| (file.path, file.bytes)).collect();
    let mut site = shared.site.write().unwrap_or_else(PoisonError::into_inner);
    if site.build == build {
        site.pdfs = Some(files.clone());
    }
    Ok(files)
}

fn file_or_nothing(path: &str, bytes: Option<Arc<[u8]>>) -> Response {
    let Some(bytes) = bytes else {
        let message = format!(
            "there is no {path}: no entry, guide or setting asks for it, or this program was built without its book\n"
        );
        return (StatusCode::NOT_FOUND, message).into_response();
    };
    let kind = content_type(path);
    ([(header::CONTENT_TYPE, kind.as_str()), (header::CACHE_CONTROL, "no-store")], bytes.to_vec())
        .into_response()
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}

async fn events(
    State(shared): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>>> {
    // Subscribe first, then look: a build between the two must not be missed.
    let later = BroadcastStream::new(shared.changes.subscribe()).filter_map(Result::ok);
    let (build, problems) = {
        let site = shared.site.read().unwrap_or_else(PoisonError::into_inner);
        (site.build, site.problems.clone())
    };
    // The page compares this with what it was loaded from: after a restart it is another.
    let hello = Event::default().event("hello").data(format!("{}-{build}", std::process::id()));
    let now = problems.map(Change::Problems);
    let later = tokio_stream::iter(now).chain(later).map(|change| match change {
        Change::Reload(build) => Event::default().event("reload").data(build.to_string()),
        Change::Problems(problems) => {
            let data = serde_json::to_string(&problems).expect("texts serialise");
            Event::default().event("problems").data(data)
        }
    });
    Sse::new(tokio_stream::once(hello).chain(later).map(Ok)).keep_alive(KeepAlive::default())
}

async fn page(State(shared): State<Shared>, method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let Some(path) = html::path_of(uri.path().trim_start_matches('/')) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    let is_of_site =
        |path| shared.site.read().unwrap_or_else(PoisonError::into_inner).files.contains_key(path);
    if path.ends_with(".pdf") && !is_of_site(&path) {
        return pdf(&shared, &path).await;
    }
    let site = shared.site.read().unwrap_or_else(PoisonError::into_inner);
    let (status, path, bytes) = match site.files.get(&path) {
        Some(bytes) => (StatusCode::OK, path.as_str(), bytes.clone()),
        None => match site.files.get("404.html") {
            Some(bytes) => (StatusCode::NOT_FOUND, "404.html", bytes.clone()),
            None => {
                let text = site.problems.as_ref().map_or("", |problems| &problems.text);
                return problems_page("The handbook cannot be built yet", text);
            }
        },
    };
    let kind = content_type(path);
    let body = if kind.starts_with("text/html") {
        with_script(&bytes).into_bytes()
    } else {
        bytes.to_vec()
    };
    (status, [(header::CONTENT_TYPE, kind.as_str()), (header::CACHE_CONTROL, "no-store")], body)
        .into_response()
}

/// A page elsewhere that points its own host name at this machine must not read an unpublished
/// handbook: only `localhost` is answered, and, when other machines may ask, any address in figures.
async fn only_known_hosts(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    if host.is_some_and(|host| is_known(host, shared.is_open)) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "this server answers only to localhost and to addresses in figures")
        .into_response()
}

fn is_known(host: &str, is_open: bool) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
    });
    let figures = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || figures.is_ok_and(|address| is_open || address.is_loopback())
}

fn content_type(path: &str) -> String {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    if kind.type_() == "text" || kind.subtype() == "javascript" || kind.subtype() == "json" {
        format!("{kind}; charset=utf-8")
    } else {
        kind.to_string()
    }
}

fn with_script(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replacen("</body>", SCRIPT_TAG, 1)
}

/// The problems are all there is to show.
fn problems_page(heading: &str, problems: &str) -> Response {
    let mut page = head(heading);
    page.markup("<pre data-problems>").text(problems).markup("</pre></body></html>");
    let body = with_script(page.as_str().as_bytes());
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body)
        .into_response()
}

/// The beginning of a page of the server's own.
fn head(heading: &str) -> Html {
    let mut page = Html::new();
    page.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    page.text(heading).markup("</title></head><body><h1>").text(heading).markup("</h1>");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_answered() {
        for host in ["localhost:4000", "127.0.0.1:4000", "127.0.0.1", "[::1]:4000"] {
            assert!(is_known(host, false), "{host}");
        }
        for host in ["example.org", "localhost.example.org:4000", "192.168.0.2:4000"] {
            assert!(!is_known(host, false), "{host}");
        }
        assert!(is_known("192.168.0.2:4000", true) && !is_known("example.org", true));
    }

    #[test]
    fn the_script_is_added_to_pages_once() {
        assert_eq!(with_script(b"<p>a</p></body>").matches("reload.js").count(), 1);
        assert_eq!(content_type("a/b.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("a.woff2"), "font/woff2");
    }
}
