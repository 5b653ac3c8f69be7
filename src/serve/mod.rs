//! Serve: the site from memory, on this machine only, while its author writes.
//!
//! In:   a folder to watch, and a function that reads it.
//! Out:  pages over HTTP; after each change the browser reloads, or shows the problems over the
//!       last good site.
//! Not:  the output folder on disk: nothing is written.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use notify::RecursiveMode;
use notify_debouncer_full::{DebounceEventResult, new_debouncer};
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

use crate::diagnostics::{Detail, Style};
use crate::html::{self, Html};
use crate::pipeline::{self, Input};

/// How long the disk must be quiet before a build: editors save a file in several steps.
const QUIET: Duration = Duration::from_millis(80);
const SCRIPT: &str = include_str!("reload.js");
const SCRIPT_TAG: &str = "<script src=\"/__fascicle/reload.js\" defer></script></body>";

/// The last good site, and the current problems.
#[derive(Default)]
struct Site {
    files: HashMap<String, Arc<[u8]>>,
    problems: Option<String>,
}

#[derive(Clone)]
struct Shared {
    site: Arc<RwLock<Site>>,
    changes: broadcast::Sender<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Reload,
    Problems(String),
}

/// Serves until it is stopped. `read` returns the input of a build as it is on disk now.
pub(crate) fn serve(
    dir: &Path,
    port: u16,
    open: bool,
    read: impl Fn() -> Input + Send + 'static,
) -> io::Result<()> {
    let (changes, _) = broadcast::channel(16);
    let shared = Shared { site: Arc::default(), changes };
    let first = read();
    let for_watcher = shared.clone();
    let mut watcher = new_debouncer(QUIET, None, move |events: DebounceEventResult| {
        // On some systems, reading files is an event too.
        if events.is_ok_and(|events| events.iter().any(|event| !event.kind.is_access())) {
            rebuild(&for_watcher, &read());
        }
    })
    .map_err(io::Error::other)?;
    for folder in
        ["content", "themes"].map(|name| dir.join(name)).iter().filter(|folder| folder.is_dir())
    {
        watcher.watch(folder, RecursiveMode::Recursive).map_err(io::Error::other)?;
    }
    // Only once the watcher is running, so that no change is missed in between.
    rebuild(&shared, &first);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(listen(shared, port, open))
}

async fn listen(shared: Shared, port: u16, open: bool) -> io::Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let listener =
        tokio::net::TcpListener::bind(address).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => io::Error::other(format!(
                "port {port} is in use; take another with --port, or --port 0 for any free one"
            )),
            _ => error,
        })?;
    let address = format!("http://{}/", listener.local_addr()?);
    eprintln!("serving on {address}  (stop with Ctrl+C)");
    if open && let Err(error) = opener::open(&address) {
        eprintln!("the browser could not be opened ({error}); open {address} yourself");
    }
    let router = Router::new()
        .route("/__fascicle/events", get(events))
        .route("/__fascicle/reload.js", get(script))
        .fallback(page)
        .layer(middleware::from_fn(only_local))
        .with_state(shared);
    axum::serve(listener, router).with_graceful_shutdown(stopped()).await
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
    let Ok(built) = catch_unwind(AssertUnwindSafe(|| pipeline::build(input))) else {
        let text = "fascicle broke down while it built the handbook. This is a bug in fascicle, not in your files; please report it.\n\
                    Take back your last change, or go on writing: the next save builds again.\n";
        eprint!("{text}");
        let mut site = shared.site.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        site.problems = Some(text.to_string());
        let _ = shared.changes.send(Change::Problems(text.to_string()));
        return;
    };
    let counted = built.problems.counted();
    let milliseconds = began.elapsed().as_millis();
    let mut site = shared.site.write().unwrap_or_else(std::sync::PoisonError::into_inner);
    let change = match built.files {
        Some(files) => {
            eprintln!(
                "built {} files in {milliseconds} ms, {counted}; the PDFs are left to `build` and `check`",
                files.len()
            );
            *site = Site {
                files: files.into_iter().map(|file| (file.path, file.bytes)).collect(),
                problems: None,
            };
            Change::Reload
        }
        None => {
            let text = built.problems.text(&built.sources, Style::Plain, Detail::Grouped);
            eprint!("{text}");
            eprintln!("{counted}; the last good site is still served");
            site.problems = Some(text.clone());
            Change::Problems(text)
        }
    };
    // There may be no listeners.
    let _ = shared.changes.send(change);
}

async fn script() -> Response {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT).into_response()
}

async fn events(
    State(shared): State<Shared>,
) -> Sse<impl Stream<Item = Result<Event, std::convert::Infallible>>> {
    // Subscribe first, then look: a build between the two must not be missed.
    let later = BroadcastStream::new(shared.changes.subscribe()).filter_map(Result::ok);
    let now = {
        let site = shared.site.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        site.problems.clone().map(Change::Problems)
    };
    let stream = tokio_stream::iter(now).chain(later).map(|change| {
        Ok(match change {
            Change::Reload => Event::default().event("reload").data("1"),
            Change::Problems(text) => {
                Event::default().event("problems").data(serde_json::Value::from(text).to_string())
            }
        })
    });
    Sse::new(stream).keep_alive(KeepAlive::default())
}

async fn page(State(shared): State<Shared>, method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let site = shared.site.read().unwrap_or_else(std::sync::PoisonError::into_inner);
    let Some(path) = html::path_of(uri.path().trim_start_matches('/')) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let path =
        if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    let (status, path, bytes) = match site.files.get(&path) {
        Some(bytes) => (StatusCode::OK, path.as_str(), bytes.clone()),
        None => match site.files.get("404.html") {
            Some(bytes) => (StatusCode::NOT_FOUND, "404.html", bytes.clone()),
            None => return problems_page(site.problems.as_deref().unwrap_or_default()),
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
/// handbook.
async fn only_local(request: Request, next: Next) -> Response {
    if !request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .is_some_and(is_local)
    {
        return (StatusCode::FORBIDDEN, "this server answers only to localhost").into_response();
    }
    next.run(request).await
}

fn is_local(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) { name } else { host }
    });
    ["localhost", "127.0.0.1", "[::1]"].contains(&name)
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

/// There has been no good site yet: the problems are all there is to show.
fn problems_page(problems: &str) -> Response {
    let mut page = Html::new();
    page.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Problems</title></head><body><h1>The handbook cannot be built yet</h1><pre>");
    page.text(problems).markup("</pre></body></html>");
    let body = with_script(page.as_str().as_bytes());
    (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], body)
        .into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_answered() {
        for host in ["localhost:4000", "127.0.0.1:4000", "127.0.0.1", "[::1]:4000"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["example.org", "localhost.example.org:4000", "192.168.0.2:4000"] {
            assert!(!is_local(host), "{host}");
        }
    }

    #[test]
    fn the_script_is_added_to_pages_once() {
        assert_eq!(with_script(b"<p>a</p></body>").matches("reload.js").count(), 1);
        assert_eq!(content_type("a/b.html"), "text/html; charset=utf-8");
        assert_eq!(content_type("a.woff2"), "font/woff2");
    }
}
