// Finding one's way: the menu at every width, with and without script; where one is; explanations of words.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { PHONE, PHONE_DARK, WIDE, enter } from '../browser.mjs';
import { axe, prepareAxe } from '../checks/axe.mjs';
import { reflow } from '../checks/reflow.mjs';
import { noFaults } from '../faults.mjs';
import { attribute, target } from '../site.mjs';
import { anyPage, follow, site, stage, tabTo } from './stage.mjs';

const { close, open, path } = stage();
afterEach(close);

const cause = anyPage(/^causes\//);
const MENU = 'nav a[href$="causes/index.html"], nav a[href="index.html"]';

for (const javaScriptEnabled of [true, false]) {
  const script = javaScriptEnabled ? 'with script' : 'without script';

  test(`${script}: on a wide screen the menu is in sight`, async () => {
    const tab = await open(cause, { javaScriptEnabled });
    assert.ok(await tab.locator(MENU).first().isVisible());
  });

  test(`${script}: on a phone the menu is in sight or a button away, by keyboard`, async () => {
    const tab = await open(cause, { javaScriptEnabled, viewport: { width: PHONE.width, height: 700 } });
    const menu = tab.locator('nav a[href="../tests/index.html"], nav a[href="../treatments/index.html"]').first();
    if (!await menu.isVisible()) {
      const presses = await tabTo(tab, 'button[popovertarget], summary');
      assert.ok(presses <= 5, `the menu's button is stop ${presses}`);
      await tab.keyboard.press('Enter');
      assert.ok(await menu.isVisible(), 'the button opens the menu');
      await tab.keyboard.press('Escape');
      assert.equal(await menu.isVisible(), false, 'Escape closes it');
      assert.ok(await tab.evaluate(() => document.activeElement.matches('button[popovertarget], summary')), 'the focus is on its button again');
      await tab.keyboard.press('Enter');
    }
    await tabTo(tab, 'nav a[href="../tests/index.html"]');
    await follow(tab);
    assert.equal(path(tab), 'tests/index.html');
  });
}

test('with the menu open on a phone: axe finds nothing and nothing is cut off', async () => {
  const tab = await open(cause, { viewport: { width: PHONE.width, height: 700 } });
  await tab.locator('button[popovertarget], summary').first().click();
  await prepareAxe(tab);
  const faults = [];
  for (const state of [PHONE, PHONE_DARK]) {
    const at = { page: cause, state: `${state.name}, menu open`, media: state.media };
    await enter(tab, state);
    faults.push(...await axe(tab, at), ...await reflow(tab, at));
  }
  noFaults(faults);
});

test('pages in reading order: each next leads back, and each entry has a neighbour but the only one of its kind', () => {
  const neighbour = (page, rel) => {
    const link = site.elements(page).find((element) => element.tagName === 'a' && (attribute(element, 'rel') ?? '').split(' ').includes(rel));
    return link && target(page, attribute(link, 'href')).file;
  };
  for (const page of site.entryPages()) {
    const [back, on] = [neighbour(page, 'prev'), neighbour(page, 'next')];
    const alone = site.entryPages().filter((other) => other.split('/')[0] === page.split('/')[0]).length === 1;
    assert.ok(back || on || alone, `${page}: neither next nor previous`);
    if (on) assert.equal(neighbour(on, 'prev'), page, `${page}: the next page, ${on}, leads back elsewhere`);
    if (back) assert.equal(neighbour(back, 'next'), page, `${page}: the page before, ${back}, goes on elsewhere`);
  }
});

test('each entry says where it is: a way from home, and its place in it', () => {
  for (const page of site.entryPages()) {
    const crumbs = site.elements(page).filter((element) => element.tagName === 'nav' && /crumbs/.test(attribute(element, 'class') ?? ''));
    assert.equal(crumbs.length, 1, `${page}: breadcrumbs`);
  }
});

test('an explanation shows on hover and on focus, stays under the pointer, and goes with Escape', async () => {
  const page = site.pages.find((each) => each !== 'print.html' && site.elements(each).some((element) => attribute(element, 'class') === 'term__link'));
  assert.ok(page, 'the site explains a word');
  for (const width of [WIDE.width, PHONE.width]) {
    const tab = await open(page, { viewport: { width, height: 700 } });
    const link = tab.locator('.term__link').first();
    const means = tab.locator('.term__means').first();
    await link.scrollIntoViewIfNeeded();
    assert.equal(await means.isVisible(), false);
    await link.hover();
    assert.ok(await means.isVisible(), `${width} px: on hover`);
    await means.hover();
    assert.ok(await means.isVisible(), `${width} px: under the pointer`);
    await tab.keyboard.press('Escape');
    assert.equal(await means.isVisible(), false, `${width} px: gone with Escape`);
    await tab.mouse.move(1, 1);
    await link.focus();
    assert.ok(await means.isVisible(), `${width} px: on focus`);
    const [word, box] = [await link.boundingBox(), await means.boundingBox()];
    const apart = box.y >= word.y + word.height - 1 || box.y + box.height <= word.y + 1 || box.x >= word.x + word.width || box.x + box.width <= word.x;
    assert.ok(apart, `${width} px: it lies over its own word`);
    assert.ok(box.x >= 0 && box.x + box.width <= width && box.y >= 0, `${width} px: it is whole in the window`);
  }
});
