// A built site: its files on disk, its pages as trees, and a server that is as strict as the strictest host.
import { createServer } from 'node:http';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, posix, relative, resolve, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parse } from 'parse5';

/** The strictest policy that a site without third parties can live under: nothing inline, nothing from elsewhere. */
export const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'";

/** The folder of one entry's pages; each is a kind of entry. */
export const ENTRY_FOLDERS = ['problems', 'causes', 'findings', 'tests', 'treatments'];

/** The site that the tests judge: `SITE=folder`, as tests/web/run.sh sets it. */
export function siteUnderTest() {
  if (!process.env.SITE) throw new Error('no site to judge: set SITE to the folder of a built site, or run tests/web/run.sh FOLDER');
  return openSite(process.env.SITE);
}

export function openSite(folder) {
  const root = resolve(folder);
  const files = readdirSync(root, { recursive: true })
    .filter((name) => statSync(join(root, name)).isFile())
    .map((name) => name.split(sep).join('/'))
    .sort();
  const trees = new Map();
  const site = {
    root,
    files: new Set(files),
    pages: files.filter((name) => name.endsWith('.html')),
    read: (path) => readFileSync(join(root, path)),
    /** Every element of a page, in document order. */
    elements(path) {
      if (!trees.has(path)) trees.set(path, elementsOf(parse(site.read(path).toString('utf8'))));
      return trees.get(path);
    },
    /** Pages of single entries: `causes/dehydration.html`, but not `causes/index.html`. */
    entryPages: () => site.pages.filter((path) => ENTRY_FOLDERS.includes(path.split('/')[0]) && !path.endsWith('/index.html')),
    /** So that no tab works on the longest page while the others have nothing left to do. */
    heaviestFirst: () => [...site.pages].sort((one, other) => site.read(other).length - site.read(one).length),
    sample: () => sample(site.pages),
  };
  if (!site.pages.length) throw new Error(`there is no page in ${root}: build the site first`);
  return site;
}

/** One page of each kind, the heaviest of its folder, and all single pages of the top but the one that holds everything. */
function sample(pages) {
  const kinds = new Map();
  for (const page of pages) {
    const parts = page.split('/');
    const kind = parts.length === 1 ? page : `${parts[0]}/${parts.length}/${parts.at(-1) === 'index.html'}`;
    if (page !== 'print.html' && !kinds.has(kind)) kinds.set(kind, page);
  }
  return [...kinds.values()];
}

function elementsOf(node, found = []) {
  for (const child of node.childNodes ?? []) {
    if (child.tagName) found.push(child);
    elementsOf(child, found);
    if (child.content) elementsOf(child.content, found);
  }
  return found;
}

export const attribute = (element, name) => element.attrs.find((each) => each.name === name)?.value;
export const hasAttribute = (element, name) => element.attrs.some((each) => each.name === name);

export function text(node) {
  if (node.nodeName === '#text') return node.value;
  return (node.childNodes ?? []).map(text).join('');
}

export function* ancestors(element) {
  for (let at = element.parentNode; at; at = at.parentNode) if (at.tagName) yield at;
}

/** The file that an address on a page names, and its fragment; `undefined` for addresses of other places. */
export function target(page, address) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) || address.startsWith('//')) return undefined;
  const [, path, fragment] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/s.exec(address);
  const base = path.startsWith('/') ? '' : posix.dirname(page);
  const file = path === '' ? page : posix.normalize(posix.join(base, decodeURIComponent(path)));
  return { file: file.replace(/^\//, ''), fragment: fragment === undefined ? undefined : decodeURIComponent(fragment) };
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
};

/**
 * Serves a site on this machine below `prefix`, under POLICY, with 404.html for what is not there, as static hosts do.
 * `compressed`: as hosts do that care for time; `slow(path)`: milliseconds to wait before a file is sent.
 */
export async function serve(site, { prefix = '/', compressed = false, slow = () => 0 } = {}) {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.startsWith(prefix) ? path.slice(prefix.length).replace(/(^|\/)$/, '$1index.html') : undefined;
    const found = file !== undefined && site.files.has(file);
    const shown = found ? file : '404.html';
    const there = site.files.has(shown);
    const type = there ? (TYPES[extname(shown)] ?? 'application/octet-stream') : 'text/plain';
    const packed = compressed && /^(text|image.svg|application.json)/.test(type);
    const body = there ? site.read(shown) : Buffer.from('not found');
    // Never kept, so that a file of one test is not shown in the next.
    response.writeHead(found ? 200 : 404, { 'content-type': type, 'content-security-policy': POLICY, 'cache-control': 'no-store', ...(packed ? { 'content-encoding': 'gzip' } : {}) });
    setTimeout(() => response.end(packed ? gzipSync(body) : body), slow(shown));
  });
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    address: (path) => origin + prefix + path.split('/').map(encodeURIComponent).join('/'),
    close: () => new Promise((closed) => { server.closeAllConnections(); server.close(closed); }),
  };
}

/** Where a file of the site lies, for messages. */
export const shownPath = (site, file) => relative(site.root, file).split(sep).join('/');
