#!/usr/bin/env bash
# Judges a built site in a real browser, page by page. Called by tests/run.sh.
#   tests/web/run.sh FOLDER            every test, on the site in FOLDER
#   tests/web/run.sh FOLDER FILE...    only these test files
# It installs what is missing where it may, and else says what is missing: nothing is left out in silence.
set -euo pipefail
site=$(realpath "${1:?which site? tests/web/run.sh FOLDER}")
shift
cd "$(dirname "$0")"

say() { printf '== %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 2; }

# program:Debian's package
missing=()
for need in node:nodejs npm:npm java:default-jre-headless pdftotext:poppler-utils "${CHROMIUM:-/usr/bin/chromium}:chromium"; do
  command -v "${need%%:*}" >/dev/null 2>&1 || missing+=("${need##*:}")
done
if [ ${#missing[@]} -gt 0 ]; then
  command -v apt-get >/dev/null 2>&1 || fail "the browser tests need ${missing[*]} (Debian's names). Install them; set CHROMIUM to the browser's program if it is not /usr/bin/chromium."
  [ "$(id -u)" = 0 ] || fail "the browser tests need ${missing[*]}. Run: sudo apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2
fi
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || fail "the browser tests need Node 20 or newer, and this is Node $major. Get it from https://nodejs.org, or from your system's packages."

# vnu-jar would fetch a Java of its own after it is installed; Debian's is there.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing the libraries of the browser tests"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
fi

tests=("$@")
[ ${#tests[@]} -gt 0 ] || tests=(self.test.mjs audit/*.test.mjs behaviour/*.test.mjs)
SITE="$site" exec node --test --test-concurrency=2 --test-reporter=spec "${tests[@]}"
