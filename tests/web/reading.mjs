// How hard are the pages to read?
//
//   node reading.mjs SITE [--all]
//
// SITE is the folder of a built site. For every page that patients read, the Flesch-Kincaid grade of its main text is
// computed. The table comes worst first (without --all the easy pages are only counted), then the median. Exit 1 when a median is
// over 6.5 or a page is over 9.
//
// What is measured. The entries, the free pages, the guides and each of their steps, the glossary: the words an author wrote.
//   Headings, list items and cells of tables count as sentences, even if they do not end with a full stop. The first cell of a
//   row that has one or two words ("early", "twitch") is read together with the next one.
// What is left out. Navigation, lists of links that the program makes (relations, "you may have come from"), the other names of an
//   entry, the source lists and the numbers that lead there, the explanations that pop up (they are measured once, in the
//   glossary), the line that says who reviewed the page, drawings, and whole pages without text of their own: the lists of a kind,
//   A to Z, sources, reviews, search, the comparison table, the page for printing (it repeats all others), 404.
// Two measures. Headings and short items make a page look easier than its sentences are. So each page is measured twice: all of its
//   text, and only the sentences of five words and more. Both are held to the limits.
// Numbers. A number is a word of one syllable.
// Short pages. Flesch-Kincaid is made for 100 words and more. A page with fewer has its own row too, marked "short", and is held
//   to 9 like all others: nothing is hidden. It counts in the median with the grade of all short pages of its kind together.
// No word is excused: names of diseases and medicines count with all their syllables.

import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fleschKincaid } from 'flesch-kincaid';
import { parse } from 'node-html-parser';
import { syllable } from 'syllable';

const MEDIAN_AT_MOST = 6.5;
const PAGE_AT_MOST = 9;
const SHORT = 100;
const FRAGMENT = 5;

const NOT_READ = [
  'script', 'style', 'svg', 'nav', 'form', 'template', 'sup.cite', '.term__means', '.article__kind', '.article__also', '.review', '.notice',
  '.relations', '.guide-links', '.see-also', '.sources', '.pager', '.walk__nav', '.entries', '.tiles', '.steps__ways', '.steps__links', '.steps__from',
  '.drawing', '.alert__title', '.footnotes', '.badge', '.start__links', '.glossary__links',
].join(', ');
const UNITS = new Set(['H1', 'H2', 'H3', 'H4', 'H5', 'H6', 'P', 'LI', 'DT', 'DD', 'TD', 'TH', 'BLOCKQUOTE', 'FIGCAPTION', 'SUMMARY', 'CAPTION', 'DIV', 'SECTION', 'ARTICLE', 'HEADER', 'UL', 'OL', 'DL', 'TABLE', 'TR', 'THEAD', 'TBODY', 'MAIN', 'DETAILS', 'FIGURE', 'PRE']);
const WITHOUT_TEXT = new Set(['a-z.html', 'sources.html', 'review.html', 'search.html', 'print.html', '404.html']);

function pages(root, folder = root) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((one, two) => (one.name < two.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return ['assets', 'files', 'handouts'].includes(entry.name) && folder === root ? [] : pages(root, path);
      return entry.name.endsWith('.html') ? [relative(root, path).split(sep).join('/')] : [];
    });
}

const KINDS = ['problems', 'causes', 'findings', 'tests', 'treatments'];

function kindOf(path) {
  const [first, ...rest] = path.split('/');
  if (WITHOUT_TEXT.has(path) || first === 'compare') return null;
  if (rest.at(-1) === 'index.html' && rest.length === 1 && (KINDS.includes(first) || first === 'guides')) return null;
  if (KINDS.includes(first)) return first;
  if (first === 'guides') return rest.length > 1 ? 'guide steps' : 'guides';
  return 'pages';
}

// The text of a page as units, each read as one sentence or more.
function units(html) {
  const main = parse(html, { comment: false }).querySelector('main');
  if (!main) return [];
  for (const node of main.querySelectorAll(NOT_READ)) node.remove();
  for (const row of main.querySelectorAll('tr')) {
    const [head, next] = row.childNodes.filter((node) => node.tagName === 'TD' || node.tagName === 'TH');
    if (next && words(head.text).length < 3) {
      next.set_content(`${head.text}: ${next.innerHTML}`);
      head.remove();
    }
  }
  const found = [];
  let open = '';
  const close = () => {
    if (open.trim()) found.push(open.replace(/\s+/g, ' ').trim());
    open = '';
  };
  const walk = (node) => {
    if (node.nodeType === 3) open += node.text;
    else {
      const unit = UNITS.has(node.tagName);
      if (unit || node.tagName === 'BR') close();
      node.childNodes.forEach(walk);
      if (unit) close();
    }
  };
  walk(main);
  return found;
}

function words(text) {
  return text.match(/[\p{L}\p{N}]+(?:[.,'’‑][\p{L}\p{N}]+)*/gu) ?? [];
}

// "39.4" and "e.g." do not end a sentence; a full stop, mark or ellipsis before a space does, and so does a colon before a new start.
function sentences(unit) {
  return unit.split(/(?<=[.!?…]["”’)]*)\s+(?=["“‘(]*[\p{Lu}\p{N}])/u).filter((sentence) => words(sentence).length > 0);
}

function count(texts, least) {
  const total = { sentence: 0, word: 0, syllable: 0 };
  for (const sentence of texts.flatMap(sentences).filter((sentence) => words(sentence).length >= least)) {
    total.sentence += 1;
    for (const word of words(sentence)) {
      total.word += 1;
      total.syllable += /^[\p{N}.,]+$/u.test(word) ? 1 : Math.max(1, syllable(word));
    }
  }
  return total;
}

function add(one, two) {
  return { sentence: one.sentence + two.sentence, word: one.word + two.word, syllable: one.syllable + two.syllable };
}

function median(numbers) {
  const sorted = [...numbers].sort((one, two) => one - two);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const site = process.argv[2];
if (!site || site.startsWith('-')) {
  console.error('usage: node reading.mjs SITE [--all]');
  process.exit(2);
}
const all = process.argv.includes('--all');

const NOTHING = { sentence: 0, word: 0, syllable: 0 };
const MEASURES = { all: 1, sentences: FRAGMENT };

const rows = [];
const short = new Map();
for (const path of pages(site)) {
  const kind = kindOf(path);
  if (!kind) continue;
  const texts = units(readFileSync(join(site, path), 'utf8'));
  const counts = Object.fromEntries(Object.entries(MEASURES).map(([name, least]) => [name, count(texts, least)]));
  if (counts.sentences.word === 0) continue;
  const isShort = counts.all.word < SHORT;
  if (isShort) {
    const sums = short.get(kind) ?? Object.fromEntries(Object.keys(MEASURES).map((name) => [name, NOTHING]));
    short.set(kind, Object.fromEntries(Object.keys(MEASURES).map((name) => [name, add(sums[name], counts[name])])));
  }
  const grades = Object.fromEntries(Object.keys(MEASURES).map((name) => [name, fleschKincaid(counts[name])]));
  rows.push({ path, kind, counts, isShort, grades, worst: Math.max(...Object.values(grades)) });
}
if (rows.length === 0) {
  console.error(`no pages in ${site}`);
  process.exit(2);
}

rows.sort((one, two) => two.worst - one.worst);
const shown = all ? rows : rows.slice(0, 25);
console.log('  all  sentences  words  per sentence  page');
for (const { grades, counts, path, isShort } of shown) {
  const { sentence, word } = counts.sentences;
  console.log(
    `${grades.all.toFixed(1).padStart(5)}  ${grades.sentences.toFixed(1).padStart(9)}  ${String(counts.all.word).padStart(5)}  ${(word / sentence).toFixed(1).padStart(12)}  ${path}${isShort ? '  (short)' : ''}`,
  );
}
if (shown.length < rows.length) console.log(`  ...  and ${rows.length - shown.length} pages that are easier (--all shows them)`);
for (const [kind, counts] of short) {
  console.log(`short pages together, ${kind}: ${fleschKincaid(counts.all).toFixed(1)}, sentences ${fleschKincaid(counts.sentences).toFixed(1)}`);
}

let failed = false;
for (const name of Object.keys(MEASURES)) {
  const middle = median(rows.map((row) => (row.isShort ? fleschKincaid(short.get(row.kind)[name]) : row.grades[name])));
  const each = median(rows.map((row) => row.grades[name]));
  const over = rows.filter((row) => row.grades[name] > PAGE_AT_MOST).length;
  const label = name === 'all' ? 'all text' : `sentences of ${FRAGMENT} words and more`;
  console.log(`${label}: median of ${rows.length} pages ${middle.toFixed(2)} (at most ${MEDIAN_AT_MOST}), each by itself ${each.toFixed(2)}; over ${PAGE_AT_MOST}: ${over}`);
  failed ||= middle > MEDIAN_AT_MOST || over > 0;
}
process.exit(failed ? 1 : 0);
