// What the behaviour tests share: one browser, the site from disk and from a strict host, and a reader with a keyboard.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, newContext } from '../browser.mjs';
import { listen } from '../checks/network.mjs';
import { noFaults } from '../faults.mjs';
import { serve, siteUnderTest } from '../site.mjs';

export const site = siteUnderTest();
/** What the pages were made from. */
export const handbook = JSON.parse(site.read('handbook.json'));

/** The first page below `folder` that is no list, for tests that do well with any. */
export function anyPage(pattern) {
  const found = site.pages.find((page) => pattern.test(page) && !page.endsWith('index.html'));
  assert.ok(found, `the site has no page like ${pattern}: these tests need one`);
  return found;
}

/** Starts a browser for the tests of a file. `open(page, options)` gives a tab; `from` is `disk` or `host`. */
export function stage() {
  let browser;
  let server;
  const contexts = [];
  before(async () => {
    browser = await launch();
    server = await serve(site, { prefix: '/a/b/' });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const root = (from) => (from === 'host' ? server.address('') : pathToFileURL(`${site.root}/`).href);
  return {
    root,
    /** Closes what the last test opened, and fails with what went wrong in the background. */
    async close() {
      const faults = contexts.flatMap(({ page, from, heard }) => heard?.take({ page, state: `from ${from}` }, root(from)) ?? []);
      for (const { context } of contexts.splice(0)) await context.close();
      // The requests of a whole test are not those of a page.
      noFaults(faults.filter((each) => !each.what.startsWith('more than')));
    },
    async open(page, { from = 'host', fragment = '', prepare = () => {}, ...options } = {}) {
      const context = await newContext(browser, options);
      const tab = await context.newPage();
      const heard = options.javaScriptEnabled === false ? undefined : await listen(tab);
      contexts.push({ context, page, from, heard });
      await prepare(tab);
      await tab.goto(root(from) + encodeURI(page) + fragment, { waitUntil: 'load' });
      return tab;
    },
    /** The path of the site that a tab shows. */
    path: (tab, from = 'host') => decodeURI(tab.url().slice(root(from).length).replace(/[?#].*/s, '')),
  };
}

/** Presses Tab until what has the focus matches; gives how often. */
export async function tabTo(tab, selector, { most = 200 } = {}) {
  for (let presses = 1; presses <= most; presses++) {
    await tab.keyboard.press('Tab');
    if (await tab.evaluate((css) => document.activeElement.matches(css), selector)) return presses;
  }
  throw new assert.AssertionError({ message: `${most} presses of Tab do not reach ${selector} on ${tab.url()}` });
}

/** Presses a key that leads to another page, and waits until it is there. */
export async function follow(tab, key = 'Enter') {
  const before = tab.url();
  await tab.keyboard.press(key);
  await tab.waitForURL((url) => url.href !== before, { waitUntil: 'load' });
}

export const focused = (tab) => tab.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
