// Debian's Chromium, the states a page is judged in, and a way to visit many pages at once.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export const WIDE = { name: '1280 px, light', width: 1280, scheme: 'light', media: 'screen' };
export const WIDE_DARK = { name: '1280 px, dark', width: 1280, scheme: 'dark', media: 'screen' };
export const PHONE = { name: '320 px, light', width: 320, scheme: 'light', media: 'screen' };
export const PHONE_DARK = { name: '320 px, dark', width: 320, scheme: 'dark', media: 'screen' };
/** As wide as the text of an A4 page with the theme's margins of 12 mm. */
export const PRINT = { name: 'print', width: 703, scheme: 'light', media: 'print' };

/** As a reader has it who asked the browser for text of 200 %: sizes in media queries grow too. */
export const LARGE_TEXT_FLAG = '--blink-settings=defaultFontSize=32';

export async function launch(...more) {
  if (!existsSync(CHROMIUM)) throw new Error(`there is no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM to the program`);
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });
}

/** No motion, so that nothing is judged halfway through a transition. Patient, since a slow machine is no fault of a page. */
export async function newContext(browser, options = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', viewport: { width: 1280, height: 900 }, ...options });
  context.setDefaultTimeout(120_000);
  return context;
}

export async function enter(tab, state) {
  await tab.setViewportSize({ width: state.width, height: 900 });
  await tab.emulateMedia({ colorScheme: state.scheme, media: state.media });
}

/** Visits `items` in `tabs` tabs at a time; `visit(tab, item)` gives faults, and all are returned, in the order of the items. `prepare(tab)`: before its first page. */
export async function visitAll(browser, items, visit, { tabs = 2, prepare = () => {}, ...options } = {}) {
  const results = [];
  let next = 0;
  const work = async () => {
    const context = await newContext(browser, options);
    const tab = await context.newPage();
    await prepare(tab);
    while (next < items.length) {
      const at = next++;
      results[at] = await visit(tab, items[at]);
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: Math.min(tabs, items.length) }, work));
  return results.flat();
}
