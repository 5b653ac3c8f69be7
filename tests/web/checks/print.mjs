// Paper: all text of the main part, no control, nothing cut off.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fault } from '../faults.mjs';

const CONTROLS = 'nav, button, input, select, textarea, fieldset, search, dialog, [role="search"], [role="navigation"], .skip, .button';

/** In a tab that shows the page as print: nothing that only works on a screen. */
export async function noControls(tab, at) {
  const shown = await tab.evaluate((controls) => [...document.querySelectorAll(controls)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length)
    .map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${element.textContent.replace(/\s+/g, ' ').trim().slice(0, 40)}”`), CONTROLS);
  return shown.map((where) => fault(at, 'a control is printed', 'hide it in @media print', where));
}

/** Of no use on paper, though they are words: what stands beside a control. */
const FOR_SCREENS = `${CONTROLS}, fieldset, label, [role="status"], .anchor, .to-top, .compare__hint`;

/** What a screen shows of the main part; in a `details`, also what it would show. Take it before the tab becomes paper. */
export const screenText = (tab) => tab.evaluate((screens) => {
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    // Of a drawing there is one for each medium; its boxes stand in the list beside it.
    if (element.closest(`${screens}, svg, script, style, template`)) continue;
    if (element.checkVisibility({ visibilityProperty: true }) || element.closest('details:not([open])')) texts.push(walker.currentNode.data);
  }
  return texts.join(' ');
}, FOR_SCREENS);

/** Prints the page, reads the paper, and looks for every word of `wanted`, as often as it stands there. */
export async function textKept(tab, at, wanted) {
  const text = plain(await paper(tab));
  const printed = counted(text);
  // Where a narrow column breaks a word without a hyphen, it is found in the text without spaces.
  const run = text.replace(/\s+/g, '');
  const lost = [...counted(plain(wanted))].filter(([word, times]) => (printed.get(word) ?? 0) < times && run.split(word).length - 1 < times).map(([word]) => word);
  return lost.length ? [fault(at, 'words are lost on paper', 'show them in @media print', `${lost.length} words: ${lost.slice(0, 12).join(' ')}`)] : [];
}

async function paper(tab) {
  const folder = mkdtempSync(join(tmpdir(), 'fascicle-print-'));
  try {
    const file = join(folder, 'page.pdf');
    writeFileSync(file, await tab.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: false }));
    return execFileSync('pdftotext', ['-raw', '-enc', 'UTF-8', file, '-'], { encoding: 'utf8', maxBuffer: 1 << 26 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Without what is the paper's business: hyphens, ligatures, case. */
const plain = (text) => text.normalize('NFKC').replace(/[\u00ad\u200b]/g, '').replace(/[-\u2010]\s*\n/g, '').replace(/[-\u2010\u2011]/g, '').toLowerCase();

function counted(text) {
  const words = new Map();
  for (const word of text.match(/[\p{L}\p{N}]{2,}/gu) ?? []) words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}
