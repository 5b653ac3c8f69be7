// What each page must have in its markup, from its file: description, headings, language, the mark of the current page, table heads, sizes.
import { ancestors, attribute, hasAttribute, target, text } from '../site.mjs';
import { fault } from '../faults.mjs';

export const markup = (site) => [...site.pages.flatMap((page) => [head, headings, language, current, tables, images, inline]
  .flatMap((check) => check(site.elements(page), { page }))), ...titles(site)];

const named = (elements, ...names) => elements.filter((element) => names.includes(element.tagName));
const words = (element) => text(element).replace(/\s+/g, ' ').trim();

function head(elements, at) {
  const meta = (name) => named(elements, 'meta').filter((element) => attribute(element, 'name') === name && attribute(element, 'content')?.trim());
  const icons = named(elements, 'link').filter((element) => /\bicon\b/.test(attribute(element, 'rel') ?? ''));
  const faults = [];
  if (meta('description').length !== 1) faults.push(fault(at, `${meta('description').length} descriptions`, 'give each page one <meta name="description"> with words in it'));
  if (meta('viewport').length !== 1) faults.push(fault(at, 'no viewport', 'add <meta name="viewport" content="width=device-width, initial-scale=1">'));
  if (/user-scalable\s*=\s*no|maximum-scale/.test(meta('viewport').map((element) => attribute(element, 'content')).join())) faults.push(fault(at, 'zoom is forbidden', 'leave user-scalable and maximum-scale out'));
  if (icons.length === 0) faults.push(fault(at, 'no favicon', 'add <link rel="icon">'));
  for (const name of ['title', 'main']) {
    const found = named(elements, name).filter((element) => element.namespaceURI === 'http://www.w3.org/1999/xhtml');
    if (found.length !== 1 || !words(found[0])) faults.push(fault(at, `${found.length} × <${name}> with words`, `give each page one <${name}>`));
  }
  return faults;
}

function titles(site) {
  const seen = new Map();
  return site.pages.flatMap((page) => {
    const title = named(site.elements(page), 'title').map(words)[0];
    if (!title) return [];
    if (seen.has(title)) return [fault({ page }, 'another page has the same title', 'titles tell pages apart in tabs, histories and screen readers: make them unique', `“${title}”, as on ${seen.get(title)}`)];
    seen.set(title, page);
    return [];
  });
}

function headings(elements, at) {
  const faults = [];
  const all = named(elements, 'h1', 'h2', 'h3', 'h4', 'h5', 'h6');
  const first = all.filter((element) => element.tagName === 'h1').length;
  if (first !== 1) faults.push(fault(at, `${first} × <h1>`, 'give each page one h1'));
  let above = 0;
  for (const heading of all) {
    const level = Number(heading.tagName[1]);
    if (!words(heading)) faults.push(fault(at, `an empty <h${level}>`, 'leave it out, or give it words'));
    if (level > above + 1) faults.push(fault(at, `<h${level}> comes after level ${above}`, 'go down one level at a time', `“${words(heading)}”`));
    above = level;
  }
  return faults;
}

function language(elements, at) {
  const faults = named(elements, 'html').filter((element) => !attribute(element, 'lang')).map(() => fault(at, '<html> without lang', 'say the language of the page'));
  for (const element of elements.filter((each) => hasAttribute(each, 'lang'))) {
    try {
      Intl.getCanonicalLocales(attribute(element, 'lang'));
    } catch {
      faults.push(fault(at, `lang="${attribute(element, 'lang')}" is no language tag`, 'write a BCP 47 tag, as en-GB'));
    }
  }
  return faults;
}

/** A link of a menu to the page itself must say so, and no other may. */
function current(elements, at) {
  return named(elements, 'a').flatMap((element) => {
    const href = attribute(element, 'href');
    const inMenu = [...ancestors(element)].some((each) => ['nav', 'footer'].includes(each.tagName));
    const goal = href === undefined ? undefined : target(at.page, href);
    const leadsHere = goal?.file === at.page && goal.fragment === undefined;
    const marked = attribute(element, 'aria-current') === 'page';
    if (inMenu && leadsHere && !marked) return [fault(at, "a menu's link leads to this page and does not say so", 'add aria-current="page"', `“${words(element)}”`)];
    if (marked && !leadsHere && href !== undefined) return [fault(at, 'a link says aria-current="page" and leads elsewhere', 'mark only the link to this page; for its section use aria-current="true"', `“${words(element)}”, to ${href}`)];
    return [];
  });
}

function tables(elements, at) {
  const inside = (element) => [...ancestors(element)].find((each) => each.tagName === 'table');
  return [
    ...named(elements, 'th').filter((element) => !attribute(element, 'scope')).map((element) => fault(at, 'a table head has no scope', 'add scope="col" or scope="row"', `“${words(element)}”`)),
    ...named(elements, 'table').filter((table) => !named(elements, 'th').some((head) => inside(head) === table)).map(() => fault(at, 'a table without heads', 'make the first row or column <th scope>')),
  ];
}

function images(elements, at) {
  return named(elements, 'img').flatMap((element) => {
    const src = attribute(element, 'src');
    const faults = [];
    if (!/^\d+$/.test(attribute(element, 'width') ?? '') || !/^\d+$/.test(attribute(element, 'height') ?? '')) faults.push(fault(at, 'a picture without width and height', 'add both, so that the text does not jump when it arrives', src));
    if (!hasAttribute(element, 'alt')) faults.push(fault(at, 'a picture without alt', 'say what it shows, or alt="" where it only adorns', src));
    return faults;
  });
}

/** What the policy forbids, also where no browser would run it: a handler or a style in the page. */
function inline(elements, at) {
  return elements.flatMap((element) => {
    const faults = element.attrs.filter(({ name }) => name === 'style' || /^on/.test(name)).map(({ name }) => fault(at, `<${element.tagName} ${name}=…>`, 'put it into a file of the theme'));
    const data = attribute(element, 'type') === 'application/ld+json';
    if (element.tagName === 'style' || (element.tagName === 'script' && !hasAttribute(element, 'src') && !data)) faults.push(fault(at, `an inline <${element.tagName}>`, 'put it into a file of the theme'));
    return faults;
  });
}
