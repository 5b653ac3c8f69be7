// Shows that each check fails when it should: a tiny site without a fault passes them all, and each bad one fails the check it is for.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { PHONE, PRINT, WIDE, WIDE_DARK, enter, launch, newContext } from './browser.mjs';
import { axe, prepareAxe } from './checks/axe.mjs';
import { drawingContrast } from './checks/drawing.mjs';
import { focusVisible, skipLink, targets } from './checks/focus.mjs';
import { ids, links, orphans, references } from './checks/links.mjs';
import { markup } from './checks/markup.mjs';
import { shift, stillness, watchShift } from './checks/motion.mjs';
import { listen } from './checks/network.mjs';
import { deadControls, hiddenText, mainWords, wordsKept } from './checks/noscript.mjs';
import { nu } from './checks/nu.mjs';
import { noControls, screenText, textKept } from './checks/print.mjs';
import { LARGE_TEXT, SPACING, reflow, restyle } from './checks/reflow.mjs';
import { weight } from './checks/weight.mjs';
import { openSite, serve } from './site.mjs';

const STYLE = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 0 1rem; overflow-wrap: anywhere; background: #fff; color: #111; }
a { color: #003; } li a, p a { display: inline-block; min-height: 24px; min-width: 24px; }
:focus-visible { outline: 3px solid #000; }
.skip { position: absolute; top: -9rem; min-height: 24px; } .skip:focus { top: 0; }
@media (prefers-color-scheme: dark) { body { background: #111; color: #eee; } a { color: #cdf; } :focus-visible { outline-color: #fff; } }
@media print { nav, .skip { display: none; } }
`;
const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>';
const page = (body = '', { head = '', title = 'A title', before = '' } = {}) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="About it."><link rel="icon" href="icon.svg" type="image/svg+xml"><link rel="stylesheet" href="style.css">${head}</head>
<body><a class="skip" href="#main">Skip to the text</a><header><nav aria-label="Menu"><ul><li><a href="index.html" aria-current="page">Home</a></li></ul></nav></header>
${before}<main id="main"><h1>A heading</h1><p>Some words.</p>${body}</main></body></html>
`;

let browser;
let server;
/** What is served now. */
let served;
/** One tab for each, as a new one costs more than a check. */
let tabs;
const folders = [];

before(async () => {
  browser = await launch();
  server = await serve({ get files() { return served.files; }, read: (path) => served.read(path) });
  const tab = async (options) => (await newContext(browser, options)).newPage();
  tabs = { scripted: await tab(), plain: await tab({ javaScriptEnabled: false }) };
  await watchShift(tabs.scripted);
  tabs.heard = await listen(tabs.scripted);
});
after(async () => {
  await browser?.close();
  await server?.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A site of `index.html` and what else is named. */
function siteOf(index, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fascicle-self-'));
  folders.push(folder);
  for (const [path, text] of Object.entries({ 'index.html': index, 'style.css': STYLE, 'icon.svg': ICON, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return openSite(folder);
}

/** Opens the site's home in `state` and gives what `look(tab, at)` finds. */
async function inTab(site, state, look, { css, script = true } = {}) {
  served = site;
  const tab = script ? tabs.scripted : tabs.plain;
  await tab.goto('about:blank');
  await enter(tab, state);
  tabs.heard.take({}, server.origin);
  await tab.goto(server.address('index.html'), { waitUntil: 'load' });
  if (css) await restyle(tab, css);
  return look(tab, { page: 'index.html', state: state.name, media: state.media });
}

const CHECKS = {
  links, references, ids, orphans, markup, weight, nu,
  axe: (site, state = WIDE) => inTab(site, state, async (tab, at) => { await prepareAxe(tab); return axe(tab, at); }),
  drawing: (site, state = WIDE) => inTab(site, state, drawingContrast),
  reflow: (site, state = PHONE, css) => inTab(site, state, reflow, { css }),
  network: (site, state = WIDE) => inTab(site, state, (tab, at) => tabs.heard.take(at, server.origin)),
  skip: (site) => inTab(site, WIDE, skipLink),
  focus: (site) => inTab(site, WIDE, focusVisible),
  targets: (site) => inTab(site, PHONE, targets),
  dead: (site) => inTab(site, WIDE, (tab) => deadControls(tab, 'index.html'), { script: false }),
  hidden: (site) => inTab(site, WIDE, (tab) => hiddenText(tab, 'index.html', [WIDE, PHONE, PRINT], enter), { script: false }),
  words: async (site) => wordsKept('index.html', { with: await inTab(site, WIDE, mainWords), without: await inTab(site, WIDE, mainWords, { script: false }) }),
  shift: (site) => inTab(site, WIDE, shift),
  stillness: (site) => inTab(site, WIDE, stillness),
  controls: (site) => inTab(site, PRINT, noControls),
  paper: (site) => inTab(site, WIDE, async (tab, at) => { const wanted = await screenText(tab); await enter(tab, PRINT); return textKept(tab, at, wanted); }),
};

const GOOD = page(`<h2 id="b">More</h2><p><a href="#b">Down</a> <a href="more.html">On</a></p>
<table><tr><th scope="col">Head</th></tr><tr><td>Cell</td></tr></table>
<img src="icon.svg" alt="A square" width="20" height="20"><details open><summary>Opens</summary><p>Unfolded.</p></details>
<p><span class="term"><a href="#b" aria-describedby="means">word</a><span class="means" id="means">its meaning</span></span></p>
<form action="more.html"><button>Go</button></form>
<svg role="img" aria-label="A box" viewBox="0 0 90 30" width="90" height="30"><rect width="90" height="30" fill="#fff"/><text x="5" y="20" fill="#111">Words</text></svg>`);
const GOOD_FILES = { 'more.html': page('', { title: 'Another title' }).replace(' aria-current="page"', ''), 'style.css': `${STYLE}
.means { display: none; } .term:focus-within .means { display: inline; } summary { min-height: 24px; } button { min-height: 24px; min-width: 24px; } @media print { button { display: none; } }` };

for (const [name, check] of Object.entries(CHECKS)) {
  test(`${name}: a page without a fault passes`, async () => assert.deepEqual(await check(siteOf(GOOD, GOOD_FILES)), []));
}

/** What the check must say of a page with this body; `more`: what else differs. */
const bad = (name, check, body, says, { files, state, css, ...more } = {}) => test(`${check}: ${name}`, async () => {
  const faults = await CHECKS[check](siteOf(page(body, more), files), state, css);
  const told = faults.map((each) => `${each.what} ${each.where}`).join('\n');
  assert.match(told, says);
  assert.ok(faults.every((each) => each.page && each.todo), 'a fault says where and what to do');
});

bad('a page that is not there', 'links', '<a href="gone.html">x</a>', /gone\.html, which is not there/);
bad('a fragment that is not there', 'links', '<a href="#gone">x</a>', /no id “gone”/);
bad('an address from the root', 'links', '<a href="/index.html">x</a>', /not relative/);
bad('an address that leaves the site', 'links', '<a href="../index.html">x</a>', /not there/);
bad('a script of another host', 'links', '<script src="https://example.org/a.js"></script>', /asks another host/);
bad('a picture in a set', 'links', '<img srcset="gone.png 2x" alt="x">', /gone\.png/);
bad('a picture of a drawing', 'links', '<svg><use href="gone.svg"/></svg>', /gone\.svg/);
bad('a label of nothing', 'references', '<label for="gone">x</label>', /for="gone"/);
bad('a description that is not there', 'references', '<p aria-describedby="main gone">x</p>', /"gone"/);
bad('an id twice', 'ids', '<p id="main">x</p>', /“main” stands twice/);
bad('an id with a space', 'ids', '<p id="a b">x</p>', /spaces/);
bad('a page without a way to it', 'orphans', '', /no way leads here/, { files: { 'lonely.html': page() } });

bad('two titles alike', 'markup', '', /same title/, { files: { 'more.html': page() } });
bad('two h1', 'markup', '<h1>x</h1>', /2 × <h1>/);
bad('a level left out', 'markup', '<h3>x</h3>', /after level 1/);
bad('an empty heading', 'markup', '<h2> </h2>', /empty <h2>/);
bad('a menu that does not say where one is', 'markup', '<nav><a href="index.html">Home</a></nav>', /does not say so/);
bad('a menu that says it falsely', 'markup', '<nav><a href="more.html" aria-current="page">More</a></nav>', /leads elsewhere/);
bad('a table head without scope', 'markup', '<table><tr><th>x</th></tr></table>', /no scope/);
bad('a table without heads', 'markup', '<table><tr><td>x</td></tr></table>', /without heads/);
bad('a picture without its size', 'markup', '<img src="icon.svg" alt="x">', /width and height/);
bad('a picture without words', 'markup', '<img src="icon.svg" width="1" height="1">', /without alt/);
bad('a style in the page', 'markup', '<p style="color: red">x</p>', /style=/);
bad('a handler in the page', 'markup', '<p onclick="x()">x</p>', /onclick=/);
bad('a script in the page', 'markup', '<script>x</script>', /inline <script>/);
bad('a wrong language', 'markup', '<p lang="x_y">x</p>', /no language tag/);
bad('zoom forbidden', 'markup', '', /2? ?(no viewport|zoom)/, { head: '<meta name="viewport" content="user-scalable=no">' });
test('markup: a page with nothing in its head', () => {
  const told = markup(siteOf('<!doctype html><html><body><h2>x</h2></body></html>')).map((each) => each.what).join('\n');
  for (const says of [/0 descriptions/, /no viewport/, /no favicon/, /0 × <title>/, /0 × <main>/, /0 × <h1>/, /without lang/]) assert.match(told, says);
});

bad('a heavy script', 'weight', '', /scripts of/, { head: '<script src="a.js"></script>', files: { 'a.js': noise(4_000) } });
bad('three fonts', 'weight', '', /3 font files/, { files: { 'a.woff2': 'a', 'b.woff2': 'b', 'c.woff2': 'c' } });
bad('a heavy font', 'weight', '', /fonts of/, { files: { 'a.woff2': 'a'.repeat(50_000) } });
bad('an old font', 'weight', '', /not woff2/, { files: { 'a.ttf': 'a' } });
bad('a heavy page of an entry', 'weight', '', /over 15000 bytes/, { files: { 'causes/a.html': page(noise(16_000)) } });

bad('a wrong element', 'nu', '<p><h2>x</h2></p>', /Nu checker, error/);
bad('a warning', 'nu', '<section><p>x</p></section>', /Nu checker, warning/);
bad('a wrong property', 'nu', '', /doesn't exist/, { files: { 'wrong.css': 'a { colr: red }' } });
bad('a wrong picture', 'nu', '', /Nu checker, error/, { files: { 'wrong.svg': '<svg xmlns="http://www.w3.org/2000/svg"><rekt/></svg>' } });

bad('a picture without a name', 'axe', '<img src="icon.svg" width="9" height="9">', /axe image-alt/);
bad('faint text', 'axe', '<p class="x">Faint words</p>', /axe color-contrast:/, { files: { 'style.css': `${STYLE} .x { color: #999 }` } });
bad('body text under 7:1', 'axe', '<p class="x">Faint words</p>', /axe color-contrast-enhanced/, { files: { 'style.css': `${STYLE} .x { color: #666 }` } });
bad('faint text in the dark alone', 'axe', '<p class="x">Faint words</p>', /color-contrast/, { state: WIDE_DARK, files: { 'style.css': `${STYLE} .x { color: #333 }` } });
bad('small targets side by side', 'axe', '<div><button class="x">a</button><button class="x">b</button></div>', /axe target-size/, { files: { 'style.css': `${STYLE} .x { font-size: 8px; padding: 0; border: 0 }` } });
bad('best practice: text outside of landmarks', 'axe', '', /axe region/, { before: '<p>x</p>' });

const DRAWN = (fill, box) => `<svg role="img" aria-label="x" viewBox="0 0 90 30" width="90" height="30"><rect width="90" height="30" fill="${box}"/><text x="5" y="20" fill="${fill}">Words</text></svg>`;
bad('faint words in a drawing', 'drawing', DRAWN('#777', '#fff'), /words of a drawing/);
bad('words on a dark box', 'drawing', DRAWN('#111', '#333'), /words of a drawing/);

bad('a wide box', 'reflow', '<div class="x">x</div>', /scrolls sideways/, { files: { 'style.css': `${STYLE} .x { width: 400px }` } });
bad('a text that leaves at the left', 'reflow', '<p class="x">x</p>', /leaves the page/, { files: { 'style.css': `${STYLE} .x { position: relative; left: -40px }` } });
bad('a text that is cut off', 'reflow', '<p class="x">Too many words for a line of this width, if it may not wrap</p>', /clips its text at a side/, { files: { 'style.css': `${STYLE} .x { overflow: hidden; white-space: nowrap }` } });
bad('a box of fixed height, with text spacing', 'reflow', '<p class="x">Enough words that they need more than one line if they are set wider</p>', /clips its text at the top or the bottom/, { css: SPACING, files: { 'style.css': `${STYLE} .x { overflow: hidden; height: 2.4em; line-height: 1.2 }` } });
bad('a box of fixed height, with large text', 'reflow', '<p class="x">Words</p>', /clips its text/, { state: WIDE, css: LARGE_TEXT, files: { 'style.css': `${STYLE} .x { overflow: hidden; height: 20px }` } });
bad('a button that is too narrow', 'reflow', '<div class="x">Unbreakable</div>', /stick out/, { files: { 'style.css': `${STYLE} .x { width: 20px; background: #eee; overflow-wrap: normal }` } });
bad('a menu that scrolls', 'reflow', '<ul class="x"><li>many words in one line that never wraps at all</li></ul>', /must be scrolled sideways/, { files: { 'style.css': `${STYLE} .x { overflow-x: auto; white-space: nowrap }` } });
bad('a table too wide for paper', 'reflow', '<div class="x"><p>long long long long long long long long long long long long long long long long long long long long long long</p></div>', /clips its text/, { state: PRINT, files: { 'style.css': `${STYLE} .x { overflow-x: auto; white-space: nowrap }` } });

bad('another host', 'network', '<img src="http://127.0.0.1:9/x.png" alt="x">', /asks another host[^]*policy refuses/);
bad('a file that is not there', 'network', '<img src="gone.png" alt="x">', /a request fails/);
bad('an inline style', 'network', '<p style="color: red">x</p>', /style-src-attr forbids/);
bad('an inline script', 'network', '<script>x</script>', /script-src-elem forbids/);
bad('a script that throws', 'network', '', /error in the console/, { head: '<script src="a.js"></script>', files: { 'a.js': 'throw new Error("x")' } });
bad('many files', 'network', [1, 2, 3, 4, 5, 6, 7, 8].map((at) => `<img src="${at}.svg" alt="x">`).join(''), /more than 9 requests/, { files: Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8].map((at) => [`${at}.svg`, ICON])) });

test('skip: a page that begins with its menu', async () => {
  const told = await CHECKS.skip(siteOf(page().replace(/<a class="skip".*?<\/a>/, '')));
  assert.match(told.map((each) => each.what).join(), /no skip link/);
});
bad('a skip link that stays hidden', 'skip', '', /cannot be seen/, { files: { 'style.css': `${STYLE} .skip:focus { top: -9rem }` } });
bad('a skip link that a script holds up', 'skip', '<p><a href="#main">x</a></p>', /next stop is before/, { head: '<script src="a.js" defer></script>', files: { 'a.js': 'document.querySelector(".skip").onclick = (event) => event.preventDefault();' } });
bad('a focus without a mark', 'focus', '<p><a href="#main" class="x">x</a></p>', /cannot be seen/, { files: { 'style.css': `${STYLE} .x:focus-visible { outline: none }` } });
bad('a thin outline', 'focus', '<p><a href="#main" class="x">x</a></p>', /thinner than 2 px/, { files: { 'style.css': `${STYLE} .x:focus-visible { outline-width: 1px }` } });
bad('a bar over the focus', 'focus', '<div class="x"></div>', /lies over/, { files: { 'style.css': `${STYLE} .x { position: fixed; inset: 0 }` } });
bad('a small button', 'targets', '<button class="x">x</button>', /smaller than 24 px/, { files: { 'style.css': `${STYLE} .x { width: 20px }` } });

bad('a button without a script', 'dead', '<button>x</button>', /does nothing without script/);
bad('a field without a form', 'dead', '<input type="search" aria-label="x">', /does nothing/);
bad('a tick that nothing depends on', 'dead', '<label><input type="checkbox"> x</label>', /does nothing/);
test('dead: a tick that shows something by style alone passes', async () => {
  const body = '<label><input type="checkbox" class="x"> x</label><p class="y">Shown</p>';
  assert.deepEqual(await CHECKS.dead(siteOf(page(body), { 'style.css': `${STYLE} body:has(.x:checked) .y { display: none }` })), []);
});
bad('a link to nowhere', 'dead', '<a href="#">x</a>', /does nothing/);
bad('text that a script would unfold', 'hidden', '<p hidden>Secret</p>', /“Secret”/);
bad('text that a class hides', 'hidden', '<p class="x">Secret</p>', /“Secret”/, { files: { 'style.css': `${STYLE} .x { display: none }` } });
bad('text that a script writes', 'words', '<p id="x"></p><script src="a.js"></script>', /Written/, { files: { 'a.js': 'document.getElementById("x").textContent = "Written";' } });

bad('a picture that pushes the text down', 'shift', '<p id="x"></p><p>Text below.</p>', /jumps when/, { head: '<script src="a.js" defer></script>', files: { 'a.js': 'requestAnimationFrame(() => requestAnimationFrame(() => { document.querySelector("h1").style.paddingTop = "300px"; }));' } });
bad('a transition', 'stillness', '<p class="x">x</p>', /a transition/, { files: { 'style.css': `${STYLE} .x { transition: color 1s }` } });
bad('smooth scrolling', 'stillness', '', /smooth scrolling/, { files: { 'style.css': `${STYLE} html { scroll-behavior: smooth }` } });

bad('text that waits in a template', 'words', `<template>${'Some words. '.repeat(40)}</template>`, /a template holds/);

bad('a printed button', 'controls', '<button>x</button>', /a control is printed/);
bad('a text that paper leaves out', 'paper', '<p class="x">Vanishing</p>', /vanishing/, { files: { 'style.css': `${STYLE} @media print { .x { display: none } }` } });
bad('a folded text that paper leaves out', 'paper', '<details open><summary>x</summary><p>Folded</p></details>', /folded/, { files: { 'style.css': `${STYLE} details { display: block } @media print { details { display: none } }` } });

/** Text that does not compress. */
function noise(length) {
  let seed = 7;
  let text = '';
  while (text.length < length * 1.6) text += (seed = (seed * 48271) % 2147483647).toString(36);
  return text;
}
