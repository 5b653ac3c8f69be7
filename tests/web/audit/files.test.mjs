// What holds for every file of the site, seen without a browser.
import { test } from 'node:test';
import { siteUnderTest } from '../site.mjs';
import { noFaults } from '../faults.mjs';
import { ids, links, orphans, references } from '../checks/links.mjs';
import { markup } from '../checks/markup.mjs';
import { nu } from '../checks/nu.mjs';
import { heaviest, weight } from '../checks/weight.mjs';

const site = siteUnderTest();

test('every link and fragment leads somewhere, and nothing is asked of another host', () => noFaults(links(site)));
test('every reference between elements finds its id', () => noFaults(references(site)));
test('ids are unique', () => noFaults(ids(site)));
test('every page can be reached from the home page', () => noFaults(orphans(site)));
test('each page has its title, description, language, headings, current page, table heads and sizes', () => noFaults(markup(site)));
test('pages, scripts and fonts are light', (context) => {
  for (const { page, bytes } of heaviest(site)) context.diagnostic(`${page}: ${bytes} bytes gzipped with style and script`);
  noFaults(weight(site));
});
test('the Nu checker has neither error nor warning', () => noFaults(nu(site)));
