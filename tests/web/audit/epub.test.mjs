// The e-book, judged by the tools that libraries and shops use. A broken copy shows that they judge.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ace, epubcheck } from '../checks/epub.mjs';
import { noFaults } from '../faults.mjs';
import { siteUnderTest } from '../site.mjs';

const site = siteUnderTest();

test('epubcheck has no message', () => noFaults(epubcheck(site)));
test("DAISY's Ace finds nothing", () => noFaults(ace(site)));
test('a file that is no book is not passed', () => {
  const root = mkdtempSync(join(tmpdir(), 'no-book-'));
  try {
    const bytes = readFileSync(join(site.root, 'handbook.epub'));
    writeFileSync(join(root, 'handbook.epub'), bytes.subarray(0, bytes.length / 2));
    assert.notEqual(epubcheck({ root }).length, 0);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
