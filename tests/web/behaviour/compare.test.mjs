// The differential table: readable without script; with it, ticks that keep the causes which go with them.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { PHONE, PHONE_DARK, WIDE, WIDE_DARK, enter } from '../browser.mjs';
import { axe, prepareAxe } from '../checks/axe.mjs';
import { reflow } from '../checks/reflow.mjs';
import { noFaults } from '../faults.mjs';
import { anyPage, handbook, stage, tabTo } from './stage.mjs';

const { close, open } = stage();
afterEach(close);

const page = anyPage(/^compare\//);
const TICK = '.compare__tick';

/** The table as a reader sees it: names of its causes, and for each finding the causes that go with it, and whether it speaks for them. */
const seen = (tab) => tab.evaluate(() => {
  const table = document.querySelector('.compare__table, main table');
  const visible = (element) => element.checkVisibility();
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  return {
    causes: heads.filter(visible).map((head) => head.querySelector('a').textContent.trim()),
    rows: rows.map((row) => ({
      finding: row.cells[0].querySelector('a').textContent.trim(),
      level: row.dataset.level === undefined ? Infinity : Number(row.dataset.level),
      columns: [...row.cells].slice(1).filter(visible).length,
      with: [...row.cells].slice(1).flatMap((cell, at) => (cell.querySelector('.mark:not(.mark--against)') ? [heads[at].querySelector('a').textContent.trim()] : [])),
      against: [...row.cells].slice(1).flatMap((cell, at) => (cell.querySelector('.mark--against') ? [heads[at].querySelector('a').textContent.trim()] : [])),
    })),
  };
});

test('without script the whole table is there, and no tick', async () => {
  const tab = await open(page, { javaScriptEnabled: false });
  assert.equal(await tab.locator(TICK).count(), 0);
  const { causes, rows } = await seen(tab);
  assert.ok(causes.length > 1 && rows.length > 1);
  assert.ok(rows.every((row) => row.columns === causes.length));
  // Each mark says its strength in a word, too.
  const silent = await tab.evaluate(() => [...document.querySelectorAll('.compare__table td .mark')].filter((mark) => !mark.closest('td').querySelector('.mark__word')?.textContent.trim()).length);
  assert.equal(silent, 0, 'marks without a word');
});

test('the most urgent finding stands first', async () => {
  const { rows } = await seen(await open(page));
  const ladder = handbook.urgency.map(({ id }) => id);
  const plain = (title) => title.replace(/\s+/g, ' ').trim();
  const level = (title) => {
    const { urgency } = handbook.entries.find((entry) => entry.kind === 'finding' && plain(entry.title) === plain(title));
    return urgency ? ladder.indexOf(urgency) : ladder.length;
  };
  const levels = rows.map((row) => level(row.finding));
  assert.deepEqual(levels, [...levels].sort((one, other) => one - other));
});

for (const from of ['disk', 'host']) {
  test(`from ${from}: a tick keeps the causes that go with the finding, by keyboard, and says how many`, async () => {
    const tab = await open(page, { from });
    const before = await seen(tab);
    const chosen = before.rows.findIndex((row) => row.with.length && row.with.length < before.causes.length);
    const tick = tab.locator(TICK).nth(chosen);
    assert.equal(await tab.locator(TICK).count(), before.rows.length, 'a tick for each finding');
    assert.match(await tick.getAttribute('aria-label') ?? await tick.evaluate((box) => box.labels[0]?.textContent ?? ''), new RegExp(before.rows[chosen].finding.slice(0, 10).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')), 'its name says which finding');
    const region = await tab.locator('[role="status"], [aria-live]').elementHandles();
    assert.ok(region.length, 'a live region that is there before it has words');
    await tabTo(tab, TICK, { most: 300 });
    await tick.focus();
    await tab.keyboard.press('Space');
    const after = await seen(tab);
    assert.deepEqual(after.causes, before.causes.filter((cause) => before.rows[chosen].with.includes(cause)));
    assert.ok(after.rows.every((row) => row.columns === after.causes.length), 'cells go with their heads');
    const told = (await Promise.all(region.map((each) => each.innerText()))).join(' ');
    assert.match(told, new RegExp(`\\b${after.causes.length}\\b`), `“${told}” says how many stay`);
    await tab.keyboard.press('Space');
    assert.deepEqual(await seen(tab), before, 'without the tick all is as before');
  });
}

test('what speaks against a cause does not keep it', async (context) => {
  const tab = await open(page);
  const before = await seen(tab);
  const chosen = before.rows.findIndex((row) => row.against.length && row.with.length);
  const alone = before.rows.findIndex((row) => row.against.length);
  if (alone < 0) return context.diagnostic('nothing speaks against a cause in this handbook');
  await tab.locator(TICK).nth(Math.max(chosen, alone)).check();
  const { causes } = await seen(tab);
  for (const cause of before.rows[Math.max(chosen, alone)].against) assert.ok(!causes.includes(cause), cause);
});

test('several ticks: the most urgent cause is named first, and all ticks can be taken away', async () => {
  const tab = await open(page);
  const before = await seen(tab);
  // The most urgent sign and the mildest that some cause goes with.
  const some = before.rows.map((row, at) => ({ ...row, at })).filter((row) => row.with.length);
  const [urgent, mild] = [some[0], some.at(-1)];
  await tab.locator(TICK).nth(mild.at).check();
  await tab.locator(TICK).nth(urgent.at).check();
  const { causes } = await seen(tab);
  const union = before.causes.filter((cause) => urgent.with.includes(cause) || mild.with.includes(cause));
  assert.ok(causes.every((cause) => union.includes(cause)));
  const named = (await tab.locator('.compare__result li').allInnerTexts()).map((line) => line.trim());
  assert.ok(urgent.with.some((cause) => named[0].startsWith(cause)), `“${named[0]}” goes with “${urgent.finding}”`);
  await tab.locator('.compare__clear button, button.compare__clear').click();
  assert.deepEqual(await seen(tab), before);
  assert.notEqual(await tab.evaluate(() => document.activeElement.tagName), 'BODY', 'the focus is not lost with the button');
});

test('with ticks: axe finds nothing and nothing is cut off', async () => {
  const tab = await open(page);
  await tab.locator(TICK).first().check();
  await prepareAxe(tab);
  const faults = [];
  for (const state of [WIDE, WIDE_DARK, PHONE, PHONE_DARK]) {
    const at = { page, state: `${state.name}, with a tick`, media: state.media };
    await enter(tab, state);
    faults.push(...await axe(tab, at), ...await reflow(tab, at));
  }
  noFaults(faults);
});

test('on a phone it is a list: each sign with its causes, and nothing scrolls sideways', async () => {
  const tab = await open(page, { javaScriptEnabled: false });
  await enter(tab, PHONE);
  const told = await tab.evaluate(() => {
    const box = document.querySelector('.compare');
    const rows = [...document.querySelectorAll('.compare__table tbody tr')];
    return {
      scrolls: box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1 || document.documentElement.scrollWidth > innerWidth,
      nameless: rows.flatMap((row) => [...row.querySelectorAll('td')]).filter((cell) => cell.checkVisibility() && !cell.querySelector('.compare__cause')?.checkVisibility()).length,
      marks: rows.flatMap((row) => [...row.querySelectorAll('td .mark')]).filter((mark) => !mark.checkVisibility()).length,
    };
  });
  assert.deepEqual(told, { scrolls: false, nameless: 0, marks: 0 });
});

test('on a phone the answer to a tick stands in its row, as a whole sentence with the sign', async () => {
  const tab = await open(page);
  await enter(tab, PHONE);
  const { rows } = await seen(tab);
  const urgent = rows.findIndex((row) => row.level === 0 && row.with.length);
  await tab.locator(TICK).nth(urgent).check();
  const result = tab.locator('.compare__result');
  const [tick, box] = [await tab.locator(TICK).nth(urgent).boundingBox(), await result.boundingBox()];
  assert.ok(box.y - tick.y < 200, `the answer is ${box.y - tick.y} px from the tick`);
  assert.match((await result.innerText()).replace(/\s+/g, ' '), new RegExp(rows[urgent].finding.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').slice(0, 20)));
});
