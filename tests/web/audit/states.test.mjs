// Every page in every state: axe, and what the policy or the network refuse.
import { after, before, test } from 'node:test';
import { PHONE, PHONE_DARK, PRINT, WIDE, WIDE_DARK, enter, launch, visitAll } from '../browser.mjs';
import { axe, prepareAxe } from '../checks/axe.mjs';
import { drawingContrast } from '../checks/drawing.mjs';
import { LARGE_TEXT, SPACING, reflow, restyle } from '../checks/reflow.mjs';
import { listen } from '../checks/network.mjs';
import { noFaults } from '../faults.mjs';
import { serve, siteUnderTest } from '../site.mjs';

const STATES = [WIDE, WIDE_DARK, PHONE_DARK, PHONE, PRINT];
const site = siteUnderTest();
const found = { axe: [], reflow: [], network: [] };
let browser;
let server;
let root;

before(async () => {
  // Below a path, since the site must not care where it lies; 404.html alone does, by contract.
  server = await serve(site, { prefix: '/a/b/c/' });
  root = await serve(site);
  browser = await launch();
  const listeners = new WeakMap();
  await visitAll(browser, site.heaviestFirst(), async (tab, page) => {
    if (!listeners.has(tab)) listeners.set(tab, await listen(tab));
    await enter(tab, WIDE);
    const host = page === '404.html' ? root : server;
    await tab.goto(host.address(page));
    for (const state of STATES) {
      const at = { page, state: state.name, media: state.media };
      await enter(tab, state);
      if (state === WIDE) await prepareAxe(tab);
      found.axe.push(...await axe(tab, at), ...await drawingContrast(tab, at));
      if (state === PHONE) found.reflow.push(...await reflowOnPhone(tab, at));
      if (state === PRINT) found.reflow.push(...await reflow(tab, at));
    }
    await enter(tab, WIDE);
    const undo = await restyle(tab, LARGE_TEXT);
    found.reflow.push(...await reflow(tab, { page, state: '1280 px, text of 200 %', media: 'screen' }));
    await undo();
    found.network.push(...listeners.get(tab).take({ page, state: 'light and dark, below /a/b/c/' }, host.address('')));
    return [];
  });
});

after(async () => {
  await browser?.close();
  await server?.close();
  await root?.close();
});

async function reflowOnPhone(tab, at) {
  const faults = await reflow(tab, at);
  const undo = await restyle(tab, SPACING);
  faults.push(...await reflow(tab, { ...at, state: '320 px, with text spacing' }));
  await undo();
  return faults;
}

test('axe finds nothing: light, dark, 1280 px, 320 px, print', () => noFaults(found.axe));
test('nothing is sideways, clipped or out of reach: 320 px, text spacing, text of 200 %, print', () => noFaults(found.reflow));
test('nothing is refused by the policy, fails, or is asked of another host', () => noFaults(found.network));
