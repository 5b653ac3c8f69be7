// One visit is enough: the whole site is kept, a new build takes over in one step, and nothing is ever a mix of two.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, newContext } from '../browser.mjs';
import { attribute } from '../site.mjs';
import { anyPage, site } from './stage.mjs';

const PREFIX = '/a/b/';
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const [first, second] = [anyPage(/^causes\//), anyPage(/^findings\//)];

/** A host below a sub-path, with the policy that the site promises to live under. `changed`: files of another build. */
const host = { down: false, answersAll: false, changed: new Map(), gone: new Set() };
let browser;
let server;
const at = (page) => `http://127.0.0.1:${server.address().port}${PREFIX}${encodeURI(page)}`;

before(async () => {
  browser = await launch();
  server = createServer((request, response) => {
    if (host.down) return request.socket.destroy();
    const head = { 'content-security-policy': "default-src 'self'", 'cache-control': 'no-cache' };
    const path = decodeURI(new URL(request.url, 'http://x').pathname).slice(PREFIX.length);
    const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const bytes = host.answersAll ? '<p>Please log in</p>' : host.changed.get(file) ?? (site.files.has(file) && !host.gone.has(file) ? site.read(file) : undefined);
    if (bytes === undefined) return response.writeHead(404, head).end();
    response.writeHead(200, { ...head, 'content-type': host.answersAll ? 'text/html' : TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes);
    return undefined;
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** The next build: one page has another heading, and the worker knows its digest. */
function changed(page) {
  const [, json] = /^const BUILD = (.*);$/m.exec(site.read('sw.js').toString());
  const build = JSON.parse(json);
  const bytes = Buffer.from(site.read(page).toString().replace(/(<h1[^>]*>)/, '$1New: '));
  build.files[page] = `sha256-${createHash('sha256').update(bytes).digest('base64')}`;
  build.digest = `${build.digest}x`;
  return new Map([[page, bytes], ['sw.js', Buffer.from(site.read('sw.js').toString().replace(json, JSON.stringify(build)))]]);
}

/** Until the next build is there whole. */
const waiting = (tab) => tab.evaluate(async () => {
  const ready = async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting);
  while (!await ready()) await new Promise((done) => { setTimeout(done, 50); });
});
/** Until it has taken over. */
const taken = (tab) => tab.evaluate(async () => {
  const ready = async () => !(await navigator.serviceWorker.getRegistration()).waiting;
  while (!await ready()) await new Promise((done) => { setTimeout(done, 50); });
});
const heading = (tab) => tab.locator('h1').innerText();

test('one visit keeps the site; a new build takes over whole; what is no build changes nothing', async () => {
  const context = await newContext(browser);
  const tab = await context.newPage();
  const offline = async (is) => { host.down = is; await context.setOffline(is); };
  await tab.goto(at('index.html'));
  await tab.evaluate(() => navigator.serviceWorker.ready);

  await offline(true);
  for (const page of [first, second, anyPage(/^guides\/.+\//), 'a-z.html']) {
    await tab.goto(at(page));
    assert.match(await tab.locator('.offline').innerText(), /\d{4}/, `${page} says of which day its copy is`);
  }
  await tab.goto(at('nowhere.html'));
  assert.equal(await tab.locator('h1').count(), 1, 'a page that is not there is the 404 page');
  await tab.goto(at('index.html'));
  await tab.locator('.search__input').first().fill('a');
  await tab.locator('.search__hit').first().waitFor();

  await offline(false);
  host.changed = changed(first);
  await tab.goto(at(first));
  assert.doesNotMatch(await heading(tab), /^New/, 'the copy that is whole is shown until the next one is');
  assert.equal(await tab.locator('.offline').count(), 0);
  await waiting(tab);
  await tab.goto(at(second));
  await offline(true);
  await tab.goto(at(first));
  assert.match(await heading(tab), /^New/, 'after one page of the new build never one of the old');
  await taken(tab);
  await tab.goto(at(first));
  assert.match(await heading(tab), /^New/, 'the new worker has the new build');

  await offline(false);
  host.answersAll = true;
  await tab.goto(at(second));
  await tab.waitForTimeout(1000);
  await tab.goto(at(first));
  assert.match(await heading(tab), /^New/, 'a host that answers anything leaves the copy as it is');
  host.answersAll = false;
  await context.close();
});

test('the archive holds every file but itself and the worker, and home offers it', () => {
  const bytes = site.read('handbook.zip');
  // The names in its central directory.
  const names = new Set();
  for (let from = bytes.indexOf('PK\x01\x02', 0, 'latin1'); from >= 0; from = bytes.indexOf('PK\x01\x02', from + 4, 'latin1')) {
    names.add(bytes.toString('utf8', from + 46, from + 46 + bytes.readUInt16LE(from + 28)));
  }
  const wanted = [...site.files].filter((path) => !/^(\.|sw\.js$|handbook\.zip$)/.test(path));
  assert.deepEqual(wanted.filter((path) => !names.has(path)), []);
  assert.ok(!names.has('sw.js') && !names.has('handbook.zip'));
  assert.ok(site.elements('index.html').some((element) => attribute(element, 'href') === 'handbook.zip'));
});
