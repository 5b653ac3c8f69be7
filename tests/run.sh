#!/usr/bin/env bash
# All tests. Called by ./build.sh test. One profile for all of them, so that the typesetter is compiled once.
set -euo pipefail
cd "$(dirname "$0")/.."
printf '== unit tests, sample books, the command as a user runs it\n' >&2
cargo test --locked
printf '== the handbook in content/ builds without errors, and every link of the site leads somewhere\n' >&2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
"${CARGO_TARGET_DIR:-target}/debug/fascicle" build . -o "$out/site" --quiet
printf '== every page in a browser: accessibility, small screens, print, without scripts, from disk\n' >&2
bash tests/web/run.sh "$out/site"
printf '== how hard the pages are to read\n' >&2
node tests/web/reading.mjs "$out/site"
printf '== all tests passed\n' >&2
