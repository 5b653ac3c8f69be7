#!/usr/bin/env bash
# Builds the program and the handbook, or runs all tests. Works in a fresh clone on a machine with Rust.
#   ./build.sh         build the program, then the handbook in content/ into public/
#   ./build.sh test    run all tests, with what they need
#   ./build.sh serve   show the handbook in a browser while you write
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '== %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 2; }

command -v cargo >/dev/null 2>&1 || fail "cargo, Rust's build tool, is not on this machine. Get it from https://rustup.rs (one command), open a new terminal, and run this again."

program() {
  say "building the program (the first time takes a few minutes)"
  cargo build --release --locked
}

case "${1:-build}" in
  build)
    program
    say "building the handbook in content/"
    target="${CARGO_TARGET_DIR:-target}"
    "$target/release/fascicle" build . --quiet
    say "done: open public/index.html"
    ;;
  serve)
    program
    target="${CARGO_TARGET_DIR:-target}"
    exec "$target/release/fascicle" serve . --open
    ;;
  test)
    exec bash tests/run.sh
    ;;
  *)
    fail "there is no '$1': ./build.sh, ./build.sh test or ./build.sh serve"
    ;;
esac
