// Ways to read the site other than the usual one: from disk, below another path, without scripts, by keyboard, on paper.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LARGE_TEXT_FLAG, PHONE, PRINT, WIDE, enter, launch, visitAll } from '../browser.mjs';
import { focusVisible, skipLink, targets } from '../checks/focus.mjs';
import { shift, stillness, watchShift } from '../checks/motion.mjs';
import { listen } from '../checks/network.mjs';
import { deadControls, hiddenText, mainWords, wordsKept } from '../checks/noscript.mjs';
import { reflow } from '../checks/reflow.mjs';
import { noControls, screenText, textKept } from '../checks/print.mjs';
import { noFaults } from '../faults.mjs';
import { serve, siteUnderTest } from '../site.mjs';

const site = siteUnderTest();
let browser;

before(async () => { browser = await launch(); });
after(() => browser?.close());

const own = pathToFileURL(`${site.root}/`).href;
const onDisk = (page) => own + encodeURI(page);
// 404.html is for a host alone: its addresses begin at the root.
const sample = site.sample().filter((page) => page !== '404.html');
const pages = site.heaviestFirst().filter((page) => page !== '404.html');

/** The same listener for all pages of a tab. */
function hearing() {
  const listeners = new WeakMap();
  return async (tab) => {
    if (!listeners.has(tab)) listeners.set(tab, await listen(tab));
    return listeners.get(tab);
  };
}

const fromDisk = { network: [], skip: [], words: new Map() };

test('opened from disk, every file is found', async () => {
  const ear = hearing();
  await visitAll(browser, pages, async (tab, page) => {
    const heard = await ear(tab);
    await tab.goto(onDisk(page), { waitUntil: 'load' });
    fromDisk.words.set(page, await mainWords(tab));
    fromDisk.skip.push(...await skipLink(tab, { page, state: WIDE.name }));
    fromDisk.network.push(...heard.take({ page, state: 'from disk' }, own));
    return [];
  });
  noFaults(fromDisk.network);
});

test('the skip link comes first and works', () => {
  assert.equal(fromDisk.words.size, pages.length, 'not every page was opened');
  noFaults(fromDisk.skip);
});

test('without script: all text, nothing hidden for good, no dead control', async () => {
  noFaults(await visitAll(browser, pages, async (tab, page) => {
    await enter(tab, WIDE);
    await tab.goto(onDisk(page));
    return [
      ...wordsKept(page, { with: fromDisk.words.get(page), without: await mainWords(tab) }),
      ...await deadControls(tab, page),
      ...await hiddenText(tab, page, [WIDE, PHONE, PRINT], enter),
    ];
  }, { javaScriptEnabled: false }));
});

test('a page that is not there shows 404.html, whole, at any depth', async () => {
  const server = await serve(site);
  const ear = hearing();
  try {
    noFaults(await visitAll(browser, ['gone.html', 'no/such/page.html'], async (tab, page) => {
      const heard = await ear(tab);
      const response = await tab.goto(server.address(page), { waitUntil: 'load' });
      assert.equal(response.status(), 404);
      return heard.take({ page, state: 'not there' }, server.origin);
    }));
  } finally {
    await server.close();
  }
});

test('the focus is always visible, and controls are large enough', async () => {
  noFaults(await visitAll(browser, sample, async (tab, page) => {
    const faults = [];
    for (const state of [WIDE, PHONE]) {
      const at = { page, state: state.name };
      await enter(tab, state);
      await tab.goto(onDisk(page));
      faults.push(...await targets(tab, at), ...await focusVisible(tab, at), ...await stillness(tab, at));
    }
    return faults;
  }));
});

test('with the browser\'s text at 200 % nothing is sideways or cut off', async () => {
  const large = await launch(LARGE_TEXT_FLAG);
  try {
    noFaults(await visitAll(large, pages, async (tab, page) => {
      await tab.goto(onDisk(page));
      return reflow(tab, { page, state: '1280 px, the browser\'s text at 200 %', media: 'screen' });
    }));
  } finally {
    await large.close();
  }
});

test('the focus is visible in forced colours too', async () => {
  noFaults(await visitAll(browser, sample, async (tab, page) => {
    await tab.goto(onDisk(page));
    return focusVisible(tab, { page, state: 'forced colours' });
  }, { forcedColors: 'active' }));
});

test('the text stays where it is when the fonts arrive late', async () => {
  const server = await serve(site, { slow: (path) => (path.endsWith('.woff2') ? 300 : 0) });
  try {
    noFaults((await Promise.all([WIDE, PHONE].map((state) => visitAll(browser, sample, async (tab, page) => {
      await tab.goto(server.address(page), { waitUntil: 'load' });
      return shift(tab, { page, state: state.name });
    }, { tabs: 1, viewport: { width: state.width, height: 900 }, prepare: watchShift })))).flat());
  } finally {
    await server.close();
  }
});

test('paper keeps all text and has no controls', async () => {
  noFaults(await visitAll(browser, sample, async (tab, page) => {
    const at = { page, state: PRINT.name };
    await enter(tab, WIDE);
    await tab.goto(onDisk(page));
    const wanted = await screenText(tab);
    await enter(tab, PRINT);
    return [...await noControls(tab, at), ...await textKept(tab, at, wanted)];
  }));
});
