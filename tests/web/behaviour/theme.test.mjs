// Light, dark, or as the device: remembered, without a flash, and never on paper.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { PHONE, WIDE, WIDE_DARK, enter } from '../browser.mjs';
import { axe, prepareAxe } from '../checks/axe.mjs';
import { noFaults } from '../faults.mjs';
import { anyPage, site, stage, tabTo } from './stage.mjs';

const { close, open, root } = stage();
afterEach(close);

const page = anyPage(/^causes\//);
const other = anyPage(/^treatments\//);
const choice = (tab, theme) => tab.locator(`.theme-choice input[value="${theme}"], .theme-choice button[value="${theme}"]`);

/** How light the page is, from 0 to 1, and its text. */
const lightness = (tab) => tab.evaluate(() => {
  const light = (colour) => { const [red, green, blue] = colour.match(/[\d.]+/g).map(Number); return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255; };
  const solid = [document.querySelector('main'), document.body, document.documentElement].map((each) => getComputedStyle(each).backgroundColor).find((colour) => !/, 0\)$/.test(colour)) ?? 'rgb(255, 255, 255)';
  return { page: light(solid), text: light(getComputedStyle(document.querySelector('main p')).color) };
});
const isDark = async (tab) => { const { page: back, text } = await lightness(tab); return back < 0.3 && text > 0.7; };
const isLight = async (tab) => { const { page: back, text } = await lightness(tab); return back > 0.8 && text < 0.3; };

test('without script there is no choice, and the page is as the device', async () => {
  const tab = await open(page, { javaScriptEnabled: false });
  assert.equal(await tab.locator('.theme-choice:visible, .theme-choice input, .theme-choice button').count(), 0);
  await enter(tab, WIDE_DARK);
  assert.ok(await isDark(tab));
});

for (const from of ['disk', 'host']) {
  test(`from ${from}: a choice holds at once, on other pages and later`, async () => {
    const tab = await open(page, { from });
    assert.equal(await choice(tab, 'system').isChecked(), true, 'as the device, until something is chosen');
    for (const [theme, holds] of [['dark', isDark], ['light', isLight]]) {
      await choice(tab, theme).check();
      await enter(tab, theme === 'dark' ? WIDE : WIDE_DARK);
      assert.ok(await holds(tab), `${theme} at once, whatever the device says`);
      await tab.goto(root(from) + other);
      assert.ok(await holds(tab), `${theme} on another page`);
      assert.equal(await choice(tab, theme).isChecked(), true);
      await tab.goto(root(from) + page);
    }
    await choice(tab, 'system').check();
    await enter(tab, WIDE_DARK);
    assert.ok(await isDark(tab), 'as the device: dark');
    await enter(tab, WIDE);
    assert.ok(await isLight(tab), 'as the device: light');
  });
}

test('no flash: the choice is set before there is a body to paint', async () => {
  const tab = await open(page);
  await choice(tab, 'dark').check();
  await tab.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      globalThis.themeAtBody = document.documentElement.dataset.theme;
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true });
  });
  await tab.reload({ waitUntil: 'load' });
  assert.equal(await tab.evaluate(() => globalThis.themeAtBody), 'dark');
  assert.ok(await isDark(tab));
});

test('paper is light, whatever was chosen', async () => {
  const tab = await open(page);
  await choice(tab, 'dark').check();
  for (const colorScheme of ['light', 'dark']) {
    await tab.emulateMedia({ media: 'print', colorScheme });
    assert.ok(await isLight(tab), `the device is ${colorScheme}`);
  }
  await tab.emulateMedia({ media: 'screen', colorScheme: 'dark' });
  await choice(tab, 'system').check();
  await tab.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.ok(await isLight(tab), 'a dark device and no choice');
});

test('where nothing may be stored the choice still holds for the page', async () => {
  const tab = await open(page, { prepare: (each) => each.addInitScript(() => Object.defineProperty(globalThis, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } })) });
  await choice(tab, 'dark').check();
  assert.ok(await isDark(tab));
});

test('a stored word that is no theme is as none', async () => {
  const tab = await open(page);
  await choice(tab, 'dark').check();
  await tab.evaluate(() => { for (const key of Object.keys(localStorage)) localStorage.setItem(key, '"><b>'); });
  await tab.reload({ waitUntil: 'load' });
  assert.ok(await isLight(tab));
});

test('the choice is made with the keyboard, and the group and its parts have names', async () => {
  const tab = await open(page);
  const group = tab.locator('.theme-choice');
  assert.ok(await tab.getByRole('group').or(tab.getByRole('radiogroup')).and(group).count(), 'a fieldset, or role="radiogroup"');
  assert.notEqual(await group.evaluate((each) => each.querySelector('legend')?.textContent.trim() ?? each.getAttribute('aria-label') ?? ''), '');
  await tabTo(tab, '.theme-choice input, .theme-choice button', { most: 400 });
  await tab.keyboard.press('ArrowDown');
  assert.ok(await choice(tab, 'light').isChecked());
  await tab.keyboard.press('ArrowDown');
  assert.ok(await isDark(tab));
});

test('a chosen scheme against the device: axe finds nothing', async () => {
  const faults = [];
  for (const [theme, state] of [['dark', WIDE], ['light', WIDE_DARK]]) {
    const tab = await open(page);
    await choice(tab, theme).check();
    for (const each of site.sample().filter((path) => path !== '404.html')) {
      await enter(tab, state);
      await tab.goto(root('host') + encodeURI(each));
      await prepareAxe(tab);
      for (const width of [WIDE.width, PHONE.width]) {
        await tab.setViewportSize({ width, height: 900 });
        faults.push(...await axe(tab, { page: each, state: `${width} px, ${theme} chosen on a ${state.scheme} device`, media: 'screen' }));
      }
    }
  }
  noFaults(faults);
});
