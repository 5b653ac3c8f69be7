//! Progress: what the program is doing, on a terminal, for work that is not done at once.
//!
//! In:   words.
//! Out:  one line on standard error that disappears; nothing if it is not a terminal, or if the
//!       work is done at once.

#[cfg(feature = "pdf")]
use std::sync::Mutex;
#[cfg(feature = "pdf")]
use std::time::{Duration, Instant};

#[cfg(feature = "pdf")]
use indicatif::ProgressBar;

/// When the work began, and the line once it is shown.
#[cfg(feature = "pdf")]
static LINE: Mutex<Option<(Instant, Option<ProgressBar>)>> = Mutex::new(None);

/// Work shorter than this needs no progress line.
#[cfg(feature = "pdf")]
const AT_ONCE: Duration = Duration::from_millis(400);

/// Shows what is being done.
#[cfg(feature = "pdf")]
pub(super) fn say(words: &str) {
    let Ok(mut line) = LINE.lock() else { return };
    let (began, shown) = line.get_or_insert_with(|| (Instant::now(), None));
    if began.elapsed() < AT_ONCE {
        return;
    }
    let bar = shown.get_or_insert_with(|| {
        // It hides itself if standard error is not a terminal.
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    });
    bar.set_message(words.to_string());
}

/// Prints what is being done and the time since the first call, for `--verbose`.
pub(super) fn trace(words: &str) {
    use std::sync::OnceLock;
    static BEGAN: OnceLock<std::time::Instant> = OnceLock::new();
    eprintln!(
        "{:8.1} ms {words}",
        BEGAN.get_or_init(std::time::Instant::now).elapsed().as_secs_f64() * 1000.0
    );
}

/// Removes the line.
#[cfg(feature = "pdf")]
pub(super) fn done() {
    if let Ok(mut line) = LINE.lock()
        && let Some((_, Some(bar))) = line.take()
    {
        bar.finish_and_clear();
    }
}

#[cfg(not(feature = "pdf"))]
pub(super) fn say(_: &str) {}

#[cfg(not(feature = "pdf"))]
pub(super) fn done() {}
