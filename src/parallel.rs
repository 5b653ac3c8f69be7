//! Threads of the stages: the only file that starts any. (`serve` has those that listen and watch.)
//!
//! In:   a list and a function of one item, or two functions.
//! Out:  the results in order.
//! Not:  locks, shared state, or anything that depends on which thread is first.

use rayon::prelude::*;

/// `items.iter().map(work).collect()`, on all cores.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    items.par_iter().map(work).collect()
}

/// `(one(), other())`, in parallel.
pub fn join<A: Send, B: Send>(
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(one, other)
}
