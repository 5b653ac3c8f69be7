// What a page weighs on the way to a telephone, from its files.
import { gzipSync } from 'node:zlib';
import { attribute, target } from '../site.mjs';
import { fault } from '../faults.mjs';

export const LIMITS = { page: 15_000, script: 3_100, fonts: 45_000, fontFiles: 2, requests: 7 };

const gzipped = (site, path) => gzipSync(site.read(path), { level: 9 }).length;

/** Files that a page loads by its markup, by what they are. */
export function loads(site, page) {
  const found = { styles: [], scripts: [], icons: [] };
  for (const element of site.elements(page)) {
    const rel = attribute(element, 'rel') ?? '';
    const address = attribute(element, 'href') ?? attribute(element, 'src');
    const file = address && target(page, address)?.file;
    if (element.tagName === 'link' && /\bstylesheet\b/.test(rel)) found.styles.push(file);
    if (element.tagName === 'link' && /\bicon\b/.test(rel)) found.icons.push(file);
    if (element.tagName === 'script' && address) found.scripts.push(file);
    if (element.tagName === 'link' && /\bmodulepreload\b/.test(rel)) found.scripts.push(file);
  }
  return found;
}

export function weight(site) {
  const cache = new Map();
  const size = (path) => {
    if (!cache.has(path)) cache.set(path, site.files.has(path) ? gzipped(site, path) : 0);
    return cache.get(path);
  };
  const sum = (paths) => [...new Set(paths)].reduce((total, path) => total + size(path), 0);
  const fonts = [...site.files].filter((path) => /\.(woff2?|ttf|otf)$/.test(path));
  const fontBytes = fonts.reduce((total, path) => total + site.read(path).length, 0);
  const faults = [];
  if (fonts.length > LIMITS.fontFiles) faults.push(fault({ page: 'assets' }, `${fonts.length} font files`, `use at most ${LIMITS.fontFiles}`));
  if (fontBytes > LIMITS.fonts) faults.push(fault({ page: 'assets' }, `fonts of ${fontBytes} bytes`, `subset them to at most ${LIMITS.fonts} bytes together`));
  if (fonts.some((path) => !path.endsWith('.woff2'))) faults.push(fault({ page: 'assets' }, 'a font that is not woff2', 'compress it as woff2'));
  for (const page of site.pages) {
    const { scripts } = loads(site, page);
    if (sum(scripts) > LIMITS.script) faults.push(fault({ page }, `scripts of ${sum(scripts)} bytes gzipped`, `load at most ${LIMITS.script} until search is used`));
  }
  for (const page of site.entryPages()) {
    const { styles, scripts } = loads(site, page);
    const total = sum([page, ...styles, ...scripts]);
    if (total > LIMITS.page) faults.push(fault({ page }, `over ${LIMITS.page} bytes gzipped with style and script`, 'take out what few pages need, or shorten the page'));
  }
  return faults;
}

/** The heaviest pages, for a look. */
export function heaviest(site) {
  return site.entryPages().map((page) => {
    const { styles, scripts } = loads(site, page);
    return { page, bytes: [page, ...styles, ...scripts].reduce((total, path) => total + gzipped(site, path), 0) };
  }).sort((one, other) => other.bytes - one.bytes).slice(0, 3);
}
