// axe-core on the page as it stands in a tab.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fault } from '../faults.mjs';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
/** Paper has no pointer. */
const NOT_ON_PAPER = { 'target-size': { enabled: false }, 'scrollable-region-focusable': { enabled: false } };

/** Once a page, before `axe`: several states share it. It runs as the browser's own, so no policy of the page stops it. */
export const prepareAxe = (tab) => tab.evaluate(SOURCE);

export async function axe(tab, at) {
  const options = {
    runOnly: { type: 'tag', values: TAGS },
    // `color-contrast-enhanced` (7:1) is asked of body text alone, below.
    rules: { 'target-size': { enabled: true }, 'color-contrast-enhanced': { enabled: true }, ...(at.media === 'print' ? NOT_ON_PAPER : {}) },
    resultTypes: ['violations'],
    preload: false,
    iframes: false,
  };
  const violations = await tab.evaluate(run, options);
  return violations.map(({ rule, help, html, why }) => fault(at, `axe ${rule}: ${help}`, why, html));
}

/** Runs in the page. */
async function run(options) {
  const { violations } = await globalThis.axe.run(document, { ...options, elementRef: true });
  return violations.flatMap(({ id, help, nodes }) => nodes
    .filter(({ element }) => id !== 'color-contrast-enhanced' || element?.closest('p, li, dd, dt, td, blockquote'))
    .map(({ html, failureSummary }) => ({ rule: id, help, html: html.replace(/\s+/g, ' ').slice(0, 160), why: failureSummary.replace(/\s+/g, ' ') })));
}
