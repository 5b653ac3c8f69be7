//! The command: arguments in, exit status out.

use std::process::ExitCode;

// Typesetting allocates memory in millions of small pieces.
#[cfg(feature = "pdf")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    fascicle::cli::run()
}
