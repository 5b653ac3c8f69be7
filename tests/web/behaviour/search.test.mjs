// Search: a link without script; with it a box that answers in the page, from disk and from a strict host.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { PHONE, PHONE_DARK, WIDE, WIDE_DARK, enter } from '../browser.mjs';
import { axe, prepareAxe } from '../checks/axe.mjs';
import { reflow } from '../checks/reflow.mjs';
import { noFaults } from '../faults.mjs';
import { text } from '../site.mjs';
import { anyPage, focused, follow, handbook, site, stage, tabTo } from './stage.mjs';

const { close, open, path } = stage();
afterEach(close);

const cause = anyPage(/^causes\//);
const finding = anyPage(/^findings\//);
const title = (page) => text(site.elements(page).find((element) => element.tagName === 'h1')).trim();
/** A word that is on the site, and pages at three depths. */
const word = title(cause).split(/[^\p{L}]+/u).sort((one, other) => other.length - one.length)[0];
const step = anyPage(/^guides\/.+\//);

const INPUT = 'input[type="search"].search__input';
const hits = (tab, within = '.search__panel') => tab.locator(`${within} .search__hit`);

async function type(tab, query) {
  await tab.locator(INPUT).first().focus();
  await tab.keyboard.type(query);
  await tab.locator('.search__panel:not([aria-busy]) .search__hit').first().waitFor({ state: 'visible' });
}

test('without script a link leads to the list of everything, and there is no box', async () => {
  for (const page of ['index.html', cause, step]) {
    const tab = await open(page, { javaScriptEnabled: false });
    assert.equal(await tab.locator('.search input').count(), 0, `${page}: a box that does nothing`);
    assert.ok(await tabTo(tab, '.search__link') <= 3, `${page}: search is within three stops`);
    await follow(tab);
    assert.equal(path(tab), 'a-z.html');
  }
});

test('search is within three stops of the top, and has a name', async () => {
  for (const page of ['index.html', cause, step, 'a-z.html']) {
    const tab = await open(page);
    const presses = await tabTo(tab, INPUT);
    assert.ok(presses <= 3, `${page}: search is stop ${presses}`);
    assert.equal(await tab.getByRole('searchbox').count(), 1, `${page}: one box for search`);
    assert.notEqual(await tab.evaluate(() => { const box = document.activeElement; return (box.labels?.[0]?.textContent ?? box.getAttribute('aria-label') ?? '').trim(); }), '', `${page}: the box has a label`);
  }
});

test('the key / goes to the box, and is a letter like others inside of it', async () => {
  const tab = await open(cause);
  await tab.keyboard.press('/');
  assert.match(await focused(tab), /search__input/);
  assert.equal(await tab.locator(INPUT).inputValue(), '');
  await tab.keyboard.press('/');
  assert.equal(await tab.locator(INPUT).inputValue(), '/');
});

test('nothing is loaded for the search until it is used', async () => {
  const tab = await open(cause, { prepare: (each) => { each.asked = []; each.on('request', (request) => each.asked.push(request.url())); } });
  const before = tab.asked.length;
  assert.ok(!tab.asked.some((url) => /data|index|search[^/]*\.json/.test(url.split('/').pop())), `asked at once: ${tab.asked.join(' ')}`);
  await type(tab, word);
  assert.ok(tab.asked.length > before, 'the index is loaded on first use');
  const loaded = tab.asked.length;
  await tab.keyboard.press('Backspace');
  await hits(tab).first().waitFor();
  assert.equal(tab.asked.length, loaded, 'and once');
});

for (const from of ['disk', 'host']) {
  test(`from ${from}: hits come in groups by kind, and lead to pages that are there`, async () => {
    for (const page of ['index.html', cause, step]) {
      const tab = await open(page, { from });
      await type(tab, word);
      const groups = await tab.locator('.search__panel .search__group').evaluateAll((all) => all.map((group) => ({
        heading: group.querySelector('h1, h2, h3, h4, h5, h6, [role="heading"], .search__kind')?.textContent.trim() ?? group.getAttribute('aria-label') ?? '',
        hits: group.querySelectorAll('.search__hit').length,
      })));
      assert.ok(groups.length > 0 && groups.every((group) => group.heading && group.hits), `${page}: each group has a heading and hits: ${JSON.stringify(groups)}`);
      assert.equal(new Set(groups.map((group) => group.heading)).size, groups.length, `${page}: a kind stands once`);
      const links = await hits(tab).evaluateAll((all) => all.map((hit) => hit.href));
      assert.equal(new Set(links).size, links.length, `${page}: a hit stands once`);
      await tab.goto(links[0]);
      assert.ok(site.files.has(path(tab, from)), `${page}: ${links[0]}`);
      assert.ok(links.some((link) => link.includes(cause)), `${page}: “${word}” finds ${cause}: ${links.join(' ')}`);
    }
  });
}

test('a hit says in a word how urgent it is', async () => {
  const sign = handbook.entries.find((each) => each.kind === 'finding' && each.urgency);
  const level = handbook.urgency.find((each) => each.id === sign.urgency).label;
  const tab = await open('index.html');
  await type(tab, sign.title);
  const hit = await hits(tab).and(tab.locator(`[href$="${sign.path}"]`)).first().innerText();
  assert.ok(hit.includes(level), `“${hit}” does not say ${level}`);
});

test('arrows go through the hits, Enter opens one, Escape goes back to the box', async () => {
  const tab = await open(step);
  await tab.keyboard.press('/');
  await type(tab, word.slice(0, 4));
  const links = await hits(tab).evaluateAll((all) => all.map((hit) => hit.href));
  const at = () => tab.evaluate(() => [...document.querySelectorAll('.search__panel .search__hit')].indexOf(document.activeElement));
  await tab.keyboard.press('ArrowDown');
  assert.equal(await at(), 0, 'the first hit');
  if (links.length > 1) {
    await tab.keyboard.press('ArrowDown');
    assert.equal(await at(), 1, 'the second');
    await tab.keyboard.press('ArrowUp');
    assert.equal(await at(), 0, 'back to the first');
  }
  await tab.keyboard.press('ArrowUp');
  assert.match(await focused(tab), /search__input/, 'from the first up to the box');
  await tab.keyboard.press('ArrowDown');
  await tab.keyboard.press('Escape');
  assert.match(await focused(tab), /search__input/, 'Escape goes to the box');
  assert.equal(await tab.locator('.search__panel').isVisible(), false, 'and closes');
  await tab.keyboard.press('Backspace');
  await hits(tab).first().waitFor({ state: 'visible' });
  const first = await hits(tab).first().evaluate((hit) => hit.href);
  await tab.keyboard.press('ArrowDown');
  await follow(tab);
  assert.equal(tab.url(), first);
});

test('the panel closes when the reader goes elsewhere', async () => {
  const tab = await open(cause);
  await type(tab, word);
  await tab.locator('h1').click();
  await tab.locator('.search__panel').waitFor({ state: 'hidden' });
});

test('what was found is told aloud, by a region that was there before', async () => {
  const tab = await open(cause);
  await type(tab, word);
  // A region that comes together with its words is not read out by every screen reader.
  await tab.evaluate(() => { globalThis.regions = [...document.querySelectorAll('[role="status"], [aria-live]')].filter((each) => each.checkVisibility()); });
  assert.ok(await tab.evaluate(() => globalThis.regions.some((each) => /\d/.test(each.textContent))), 'a role="status" that is not hidden says how many');
  await tab.keyboard.type('xqzvwk');
  await tab.waitForFunction(() => !document.querySelector('.search__panel .search__hit'));
  assert.ok(await tab.evaluate(() => globalThis.regions.some((each) => each.isConnected && each.checkVisibility() && each.textContent.trim())), 'the same region, not a new one, says that nothing was found');
});

for (const from of ['disk', 'host']) {
  test(`from ${from}: Enter shows all hits on a page of its own, without a layer over it`, async () => {
    const tab = await open(finding, { from });
    await type(tab, word);
    const first = await hits(tab).first().evaluate((hit) => hit.href);
    await follow(tab);
    assert.equal(path(tab, from), 'search.html');
    assert.equal(new URL(tab.url()).searchParams.get('q'), word);
    await hits(tab, 'main').first().waitFor({ state: 'visible' });
    assert.ok(await tab.locator('main .search__group').count() > 0);
    assert.equal(await tab.locator('.search__panel:visible').count(), 0, 'no panel');
    assert.equal(await hits(tab, 'main').first().evaluate((hit) => hit.href), first, 'the same order');
    assert.ok((await tab.locator('input[type="search"]:visible').evaluateAll((all) => all.map((each) => each.value))).includes(word), 'the words stand in a box');
  });
}

test('search.html without words or without script says what to do', async () => {
  const plain = await open('search.html', { javaScriptEnabled: false });
  assert.ok(await plain.locator('main a[href$="a-z.html"]').count(), 'a link to the A to Z');
  const empty = await open('search.html');
  assert.equal(await hits(empty, 'main').count(), 0);
});

test('words from the address are text, and nothing else', async () => {
  const tab = await open('search.html', { fragment: `?q=${encodeURIComponent('<img src=x onerror=alert(1)> "\' %00')}` });
  assert.equal(await tab.locator('main img').count(), 0);
});

test('with hits in sight: axe finds nothing and nothing is cut off', async () => {
  const faults = [];
  for (const page of [cause, 'search.html']) {
    const tab = await open(page, page === 'search.html' ? { fragment: `?q=${word}` } : {});
    if (page !== 'search.html') await type(tab, word);
    else await hits(tab, 'main').first().waitFor({ state: 'visible' });
    await prepareAxe(tab);
    for (const state of [WIDE, WIDE_DARK, PHONE, PHONE_DARK]) {
      const at = { page, state: `${state.name}, with hits`, media: state.media };
      await enter(tab, state);
      faults.push(...await axe(tab, at), ...await reflow(tab, at));
    }
  }
  noFaults(faults);
});
