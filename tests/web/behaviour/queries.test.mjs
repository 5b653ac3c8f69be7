// What a layman asks, and the entry wanted among the first three hits: for the handbook in content/.
import { readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { fault, noFaults } from '../faults.mjs';
import { site, stage } from './stage.mjs';

const QUERIES = JSON.parse(readFileSync(new URL('queries.json', import.meta.url), 'utf8'));
const FIRST = 3;

const { close, open, root } = stage();
afterEach(close);

test(`the entry wanted is among the first ${FIRST} hits of ${Object.keys(QUERIES).length} questions`, async () => {
  const gone = Object.values(QUERIES).flat().filter((page) => !site.files.has(page));
  assert.deepEqual(gone, [], 'queries.json wants pages that are not there: was this run on another handbook?');
  const tab = await open('index.html');
  const input = tab.locator('.search__input').first();
  const faults = [];
  for (const [query, wanted] of Object.entries(QUERIES)) {
    await input.fill('');
    await tab.locator('.search__panel').waitFor({ state: 'hidden' });
    await input.pressSequentially(query);
    // An answer is there when hits are shown or their lack is told.
    await tab.waitForFunction(() => document.querySelector('.search__panel:not([hidden])')?.textContent.trim());
    const found = await tab.locator('.search__panel .search__hit').evaluateAll((all) => all.map((hit) => hit.href.replace(/#.*/, '')));
    const first = found.slice(0, FIRST).map((url) => decodeURI(url.slice(root('host').length)));
    if (!first.some((page) => wanted.includes(page))) faults.push(fault({ page: `“${query}”` }, 'the entry wanted is not among the first hits', 'give it this name in also_called, or mend the order of hits', `wanted ${wanted.join(' or ')}, found ${first.join(', ') || 'nothing'}`));
  }
  noFaults(faults);
});
