// How long the search of a large handbook takes to answer. It prints; no test is timed.
//   node search-speed.mjs PROGRAM [ENTRIES]      PROGRAM: a built fascicle; ENTRIES: 1000
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { launch, newContext } from './browser.mjs';
import { openSite, serve } from './site.mjs';

const [program, entries = '1000'] = process.argv.slice(2);
if (!program) {
  console.error('error: which program? node search-speed.mjs target/release/fascicle');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'fascicle-speed-'));
try {
  write(folder, Number(entries));
  execFileSync(program, ['build', folder, '-o', join(folder, 'site'), '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
  await measure(openSite(join(folder, 'site')));
} finally {
  rmSync(folder, { recursive: true });
}

/** Types letter by letter; each answer is timed from the key to the moment when the page has been laid out with it. */
async function measure(site) {
  const server = await serve(site);
  const browser = await launch();
  try {
    const tab = await (await newContext(browser)).newPage();
    await tab.goto(server.address('index.html'));
    const start = performance.now();
    await tab.locator('.search__input').focus();
    await tab.keyboard.type('we');
    await tab.locator('.search__panel .search__hit').first().waitFor();
    const first = performance.now() - start;
    await tab.locator('.search__panel:not([aria-busy])').waitFor();
    const whole = performance.now() - start;
    const typed = ['weakness', 'wekness of hand', 'the', 'numb leg at night', 'zzzz'].flatMap((query) => [...query].map((_, at) => query.slice(0, at + 1)));
    const times = [];
    for (const text of typed) times.push({ text, time: await tab.evaluate(answer, text) });
    times.sort((one, other) => one.time - other.time);
    const at = (part) => times[Math.floor((times.length - 1) * part)];
    console.log(`${entries} entries, ${site.pages.length} pages, search data ${Math.round(site.read('assets/data/search.js').length / 1000)} kB`);
    console.log(`first answer, with loading: ${first.toFixed(0)} ms; the texts are there after ${whole.toFixed(0)} ms`);
    console.log(`then, each key: median ${at(0.5).time.toFixed(1)} ms, 95 % ${at(0.95).time.toFixed(1)} ms, worst ${at(1).time.toFixed(1)} ms (“${at(1).text}”)`);
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page. */
function answer(text) {
  const input = document.querySelector('.search__input');
  const start = performance.now();
  input.value = text;
  input.dispatchEvent(new InputEvent('input', { bubbles: true }));
  document.body.getBoundingClientRect();
  return performance.now() - start;
}

/** A handbook with the sizes of a real one: titles, other names and texts of words as people use them. */
function write(folder, count) {
  const WORDS = 'weakness numbness cramp twitch tremor pain swelling fever thirst night morning hand foot leg arm eyelid calf thumb neck back muscle nerve blood urine heart breath balance speech memory sleep exercise heat water salt coffee alcohol medicine tablet stretch massage warm cold rest doctor test scan sample needle result week month sudden slow one both sides after before during severe mild common rare'.split(' ');
  let seed = 11;
  const pick = () => WORDS[(seed = (seed * 48271) % 2147483647) % WORDS.length];
  const words = (length) => Array.from({ length }, pick).join(' ');
  const file = (path, text) => { mkdirSync(dirname(join(folder, path)), { recursive: true }); writeFileSync(join(folder, path), text); };
  const text = () => `\n## What it is\n\n${words(60)}.\n\n${words(60)}.\n`;
  const each = Math.floor(count / 4);
  file('content/handbook.yaml', 'title: A large handbook\nrules: {never-reviewed: off, missing-source: off, unused-entry: off}\n');
  file('content/problems/all.md', `---\ntitle: A problem\nsummary: About it.\ncauses: {common: [${Array.from({ length: Math.min(each, 20) }, (_, at) => `c${at}`).join(', ')}]}\n---\n`);
  for (let at = 0; at < each; at++) {
    const named = (title) => `title: ${title} ${pick()} ${pick()} ${at}\nsummary: About ${words(12)}.\nalso_called: [${words(2)} a${at}, ${words(3)} b${at}]`;
    file(`content/causes/c${at}.md`, `---\n${named('Cause')}\nfindings: {key: [f${at}], often: [f${(at + 3) % each}]}\ntests: {first: [t${at}]}\ntreatments: {first: [r${at}]}\n---\n${text()}`);
    file(`content/findings/f${at}.md`, `---\n${named('Finding')}\n---\n${text()}`);
    file(`content/tests/t${at}.md`, `---\n${named('Test')}\ntype: lab\n---\n${text()}`);
    file(`content/treatments/r${at}.md`, `---\n${named('Treatment')}\ntype: self-care\n---\n${text()}`);
  }
}
