// Links, fragments, references between elements, ids, orphans: the whole site at once, from its files.
import { ancestors, attribute, hasAttribute, target } from '../site.mjs';
import { fault } from '../faults.mjs';

const IDREFS = ['for', 'headers', 'list', 'form', 'popovertarget', 'commandfor', 'itemref', 'anchor',
  'aria-activedescendant', 'aria-controls', 'aria-describedby', 'aria-details', 'aria-errormessage', 'aria-flowto', 'aria-labelledby', 'aria-owns'];

/** Served at any depth, so its addresses are absolute by contract. */
const ABSOLUTE = new Set(['404.html']);
/** Nothing on the site need link to these: a host shows the one, and only a script can use the other. */
const NOT_LINKED = new Set(['404.html', 'search.html']);

export function links(site) {
  const ids = new Map(site.pages.map((page) => [page, new Set(site.elements(page).map((element) => attribute(element, 'id')).filter(Boolean))]));
  return site.pages.flatMap((page) => site.elements(page).flatMap((element) => addresses(element).flatMap((address) => link(site, ids, page, element, address))));
}

/** Every address an element names: of a page, a picture, a script, a style. */
function addresses(element) {
  const found = ['href', 'src', 'action', 'formaction', 'poster', 'data', 'cite'].map((name) => attribute(element, name)).filter((value) => value !== undefined);
  const set = attribute(element, 'srcset') ?? attribute(element, 'imagesrcset');
  return set ? [...found, ...set.split(',').map((part) => part.trim().split(/\s+/)[0])] : found;
}

function link(site, ids, page, element, address) {
  const at = { page };
  const shown = `<${element.tagName}> to “${address}”`;
  const loads = ['script', 'img', 'source', 'iframe', 'video', 'audio', 'embed', 'object', 'use', 'image'].includes(element.tagName)
    || (element.tagName === 'link' && /icon|stylesheet|preload|modulepreload|manifest/.test(attribute(element, 'rel') ?? ''));
  let goal;
  try {
    goal = target(page, address);
  } catch {
    return [fault(at, `${shown}: the address is not well formed`, 'escape a % in an address as %25')];
  }
  if (!goal) {
    return loads && !address.startsWith('data:') ? [fault(at, `${shown} asks another host`, 'ship the file with the site')] : [];
  }
  if (address.startsWith('/') !== ABSOLUTE.has(page) && !address.startsWith('#')) {
    return [fault(at, `${shown}: ${ABSOLUTE.has(page) ? 'relative on a page that is shown at any depth' : 'not relative'}`, 'write links relative to the page, but on 404.html from the root')];
  }
  if (goal.file.startsWith('..') || !site.files.has(goal.file)) {
    return [fault(at, `${shown} leads to ${goal.file}, which is not there`, 'mend the address, or write the page')];
  }
  // An `a` of a drawing may have a fragment of its picture; one of a page must be an id there. A trail (`#a=b`) is a script's own.
  if (goal.fragment && goal.file.endsWith('.html') && !ids.get(goal.file).has(goal.fragment)) {
    return [fault(at, `${shown}: ${goal.file} has no id “${goal.fragment}”`, 'give the goal this id, or mend the fragment')];
  }
  return [];
}

export function references(site) {
  return site.pages.flatMap((page) => {
    const own = new Set(site.elements(page).map((element) => attribute(element, 'id')));
    return site.elements(page).flatMap((element) => IDREFS.flatMap((name) => (attribute(element, name) ?? '').split(/\s+/).filter((id) => id && !own.has(id))
      .map((id) => fault({ page }, `${name}="${id}" of <${element.tagName}>: there is no such id`, 'name the id of an element of the same page'))));
  });
}

export function ids(site) {
  return site.pages.flatMap((page) => {
    const seen = new Set();
    return site.elements(page).filter((element) => hasAttribute(element, 'id')).flatMap((element) => {
      const id = attribute(element, 'id');
      if (!id || /\s/.test(id)) return [fault({ page }, `the id “${id}” of <${element.tagName}> is empty or has spaces`, 'give it a word')];
      if (seen.has(id)) return [fault({ page }, `the id “${id}” stands twice`, 'make ids unique in the page')];
      seen.add(id);
      return [];
    });
  });
}

export function orphans(site) {
  const seen = new Set(['index.html']);
  const open = ['index.html'];
  while (open.length) {
    const page = open.pop();
    for (const element of site.elements(page)) {
      if (element.tagName !== 'a' && element.tagName !== 'area') continue;
      if ([...ancestors(element)].some((each) => each.tagName === 'template')) continue;
      const goal = attribute(element, 'href') && target(page, attribute(element, 'href'));
      if (goal && site.files.has(goal.file) && goal.file.endsWith('.html') && !seen.has(goal.file)) {
        seen.add(goal.file);
        open.push(goal.file);
      }
    }
  }
  return site.pages.filter((page) => !seen.has(page) && !NOT_LINKED.has(page))
    .map((page) => fault({ page }, 'no way leads here from index.html by links', 'link to it, or do not write it'));
}
