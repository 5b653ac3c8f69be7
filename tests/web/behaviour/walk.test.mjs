// The walk-through: one question a page, done with the keyboard alone; with script also the way taken, in the address alone.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { PHONE, PHONE_DARK, PRINT, WIDE, WIDE_DARK, enter } from '../browser.mjs';
import { axe, prepareAxe } from '../checks/axe.mjs';
import { screenText, textKept } from '../checks/print.mjs';
import { reflow } from '../checks/reflow.mjs';
import { noFaults } from '../faults.mjs';
import { follow, handbook, stage, tabTo } from './stage.mjs';

const stageOf = stage();
const { close, open } = stageOf;
afterEach(close);

const guide = handbook.guides[0];
assert.ok(guide, 'the site has a guide');
const steps = new Map(guide.steps.map((step) => [step.name, step]));
const page = (name) => `guides/${guide.id}/${name}.html`;
const isQuestion = (name) => steps.get(name)?.type === 'question';

/** The longest way, so that there is much to show: names of questions, with the answer's place in each, and the outcome at its end. */
function longestWay() {
  const best = new Map();
  const from = (name) => {
    if (!isQuestion(name)) return { way: [], end: name };
    if (!best.has(name)) {
      const ways = steps.get(name).answers.map(({ go }, answer) => ({ go, answer })).filter(({ go }) => steps.has(go))
        .map(({ go, answer }) => ({ way: [{ name, answer }, ...from(go).way], end: from(go).end }));
      best.set(name, ways.sort((one, other) => other.way.length - one.way.length)[0]);
    }
    return best.get(name);
  };
  return from(guide.start);
}
const { way, end } = longestWay();

/** Answers with the keyboard alone from the page of the guide; gives the tab at the outcome. */
async function walk(options = {}) {
  const tab = await open(`guides/${guide.id}.html`, options);
  await tabTo(tab, '.button');
  await follow(tab);
  for (const { name, answer } of way) {
    assert.equal(stageOf.path(tab, options.from), page(name));
    const first = await tabTo(tab, '.answers__link');
    assert.ok(first < 40, `${name}: the first answer is stop ${first}`);
    for (let at = 0; at < answer; at++) await tab.keyboard.press('Tab');
    await follow(tab);
  }
  assert.equal(stageOf.path(tab, options.from), page(end));
  return tab;
}

const trail = (tab) => tab.locator('ol.trail, .trail ol, .trail[role="list"]').locator(':scope > li');
const address = (tab) => new URL(tab.url()).hash;
const printable = (text) => text.replace(/\s+/g, ' ').trim();

for (const from of ['disk', 'host']) {
  test(`from ${from}, without script: from the start to an outcome with the keyboard alone`, async () => {
    const tab = await walk({ from, javaScriptEnabled: false });
    assert.equal(await tab.locator('.trail:visible').count(), 0, 'no trail that could not be right');
    assert.equal(address(tab), '');
    // Back to a question one may have come from, and to the start.
    assert.ok(await tab.locator(`main a[href="${way.at(-1).name}.html"]`).count(), 'a link back to the last question');
    await tabTo(tab, `main a[href$="${guide.start}.html"]`);
    await follow(tab);
    assert.equal(stageOf.path(tab, from), page(guide.start));
  });

  test(`from ${from}, with script: the way taken is shown at each step and at the outcome`, async () => {
    const tab = await walk({ from });
    await trail(tab).first().waitFor();
    const lines = (await trail(tab).allInnerTexts()).map(printable);
    assert.equal(lines.length, way.length, lines.join(' | '));
    for (const [at, { name, answer }] of way.entries()) {
      const { title, answers } = steps.get(name);
      assert.ok(lines[at].includes(printable(title)), `“${lines[at]}” has the question “${title}”`);
      assert.ok(lines[at].toLowerCase().includes(printable(answers[answer].answer).toLowerCase()), `“${lines[at]}” has the answer “${answers[answer].answer}”`);
    }
  });
}

test('“change” leads to its question, with the answers before it', async () => {
  const tab = await walk();
  await trail(tab).first().waitFor();
  const at = Math.min(2, way.length - 1);
  const change = trail(tab).nth(at).locator('a');
  assert.match(await change.evaluate((link) => link.getAttribute('aria-label') ?? link.textContent), new RegExp(steps.get(way[at].name).title.slice(0, 12).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')), 'its name says which question');
  await change.focus();
  await follow(tab);
  assert.equal(stageOf.path(tab), page(way[at].name));
  if (at > 0) await trail(tab).first().waitFor();
  assert.equal(await trail(tab).count(), at);
  // A new answer goes on from there.
  await tabTo(tab, '.answers__link');
  await follow(tab);
  await trail(tab).first().waitFor();
  assert.equal(await trail(tab).count(), at + 1);
});

test('going back in the browser brings the shorter way back', async () => {
  const tab = await walk();
  await trail(tab).first().waitFor();
  await tab.goBack({ waitUntil: 'load' });
  await tab.waitForFunction((wanted) => document.querySelectorAll('.trail li').length === wanted, way.length - 1);
});

test('starting again forgets the way', async () => {
  const tab = await walk();
  await trail(tab).first().waitFor();
  await tabTo(tab, `main a[href$="${guide.start}.html"], main a.walk__again`);
  await follow(tab);
  assert.equal(stageOf.path(tab), page(guide.start));
  assert.equal(address(tab), '');
  assert.equal(await trail(tab).count(), 0);
});

test('the first question and a question opened by itself show no way', async () => {
  for (const name of [guide.start, way[1].name]) assert.equal(await trail(await open(page(name))).count(), 0, name);
});

test('a trail in the address that cannot be is not shown, and the page works', async () => {
  const tab = await walk();
  const good = address(tab);
  assert.ok(good.length > 1);
  const hostile = ['#<img src=x onerror=alert(1)>', '#%', '#%E0%A4%A', `${good}~`, good.replace(/\d+/g, '99'), good.replace(/[a-z]+/, 'constructor'), `${good.slice(0, 8)}__proto__`, `#${'a'.repeat(10_000)}`, '#fc-main'];
  for (const fragment of hostile) {
    const bad = await open(page(way[1].name), { fragment });
    assert.equal(await trail(bad).count(), 0, `a trail for ${fragment.slice(0, 60)}`);
    assert.equal(await bad.locator('main img[src="x"]').count(), 0);
    await tabTo(bad, '.answers__link');
    await follow(bad);
  }
});

test('nothing is stored and nothing is sent', async () => {
  const asked = [];
  const tab = await walk({ prepare: (each) => each.on('request', (request) => asked.push(request)) });
  await trail(tab).first().waitFor();
  assert.deepEqual(asked.filter((request) => request.method() !== 'GET' || request.url().includes('?') || request.postData()).map((request) => request.url()), []);
  assert.deepEqual(await tab.evaluate(async () => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie, (await indexedDB.databases()).length]), [[], [], '', 0]);
});

for (const from of ['disk', 'host']) {
  test(`from ${from}: the answers are kept with the pages that a reader gathers, and stand on the page to print`, async () => {
    const tab = await walk({ from });
    await trail(tab).first().waitFor();
    const lines = (await trail(tab).allInnerTexts()).map(printable);
    const keep = tab.locator('.trail__keep');
    const add = await keep.textContent();
    await keep.click();
    assert.notEqual(await keep.textContent(), add);
    await tab.locator('.tools__list').click();
    await trail(tab).first().waitFor();
    assert.deepEqual((await trail(tab).allInnerTexts()).map(printable), lines);
    assert.equal(await tab.locator('.printed__section:visible').count(), 0, 'no page was gathered');
    // "Change" leads into the guide.
    await trail(tab).first().locator('a').click();
    assert.equal(stageOf.path(tab, from), page(guide.start));
  });
}

test('the outcome with its way: axe, 320 px, print', async () => {
  const tab = await walk();
  await trail(tab).first().waitFor();
  await prepareAxe(tab);
  // That the answers stand in the address is of no use on paper, nor is “change”.
  await tab.evaluate(() => document.querySelector('.trail__note')?.remove());
  const wanted = await screenText(tab);
  const faults = [];
  for (const state of [WIDE, WIDE_DARK, PHONE, PHONE_DARK, PRINT]) {
    const at = { page: page(end), state: `${state.name}, with the way taken`, media: state.media };
    await enter(tab, state);
    faults.push(...await axe(tab, at), ...await reflow(tab, at));
    if (state === PRINT) {
      assert.equal(await tab.locator('.trail li a:visible').count(), 0, '“change” is no word for paper');
    }
  }
  const changes = new RegExp(`\\b${(await trail(tab).first().locator('a').textContent()).trim()}\\b`, 'g');
  faults.push(...await textKept(tab, { page: page(end), state: PRINT.name }, wanted.replace(changes, ' ')));
  noFaults(faults);
});

test('answers are large', async () => {
  const tab = await open(page(guide.start));
  await enter(tab, PHONE);
  for (const box of await tab.locator('.answers__link').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON()))) {
    assert.ok(box.height >= 44 && box.width >= 200, `an answer of ${box.width} × ${box.height} px`);
  }
});
