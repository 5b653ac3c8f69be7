// A page whose scripts do not run: nothing hidden for good, no control that does nothing.
import { fault } from '../faults.mjs';

/** In a tab without script: what is hidden on every screen and on paper, and could be shown by a script alone. */
export async function hiddenText(tab, page, states, enter) {
  let hidden;
  for (const state of states) {
    await enter(tab, state);
    const now = await tab.evaluate(unseen);
    hidden = hidden?.filter((at) => now.includes(at)) ?? now;
  }
  // On paper nothing opens.
  await enter(tab, states[0]);
  const places = hidden.length ? await tab.evaluate(onlyByScript, hidden) : [];
  return places.map((where) => fault({ page, state: 'without script' }, 'text is hidden that only a script could show', 'show it, and let the script hide it; or let the script add it', where));
}

/**
 * Runs in the page: the numbers, in document order, of elements with words of their own that are not shown.
 * Of a drawing there is one for each medium; its words stand in the list beside it.
 */
function unseen() {
  const words = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  return [...document.body.querySelectorAll('*')].map((element, at) => ({ element, at }))
    .filter(({ element }) => words(element) && !element.checkVisibility({ visibilityProperty: true }) && !element.closest('script, style, template, noscript, defs, metadata, svg title, svg desc, .drawing__views'))
    .map(({ at }) => at);
}

/** Runs in the page: which of them a reader has no way to open. */
function onlyByScript(numbers) {
  const all = document.body.querySelectorAll('*');
  return numbers.map((at) => all[at]).filter((element) => {
    if (element.closest('details:not([open])') && !element.closest('summary')) return false;
    const popover = element.closest('[popover]');
    if (popover && document.querySelector(`[popovertarget="${CSS.escape(popover.id)}"]`)) return false;
    return !shownOnFocus(element);
  }).map((element) => `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${element.textContent.replace(/\s+/g, ' ').trim().slice(0, 60)}”`);

  /** A definition that shows when its word has the focus, by style alone. */
  function shownOnFocus(element) {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      for (const opener of each.parentElement.querySelectorAll(':scope > a, :scope > button, :scope > [tabindex]')) {
        opener.focus();
        const shown = element.checkVisibility({ visibilityProperty: true });
        opener.blur();
        if (shown) return true;
      }
    }
    return false;
  }
}

export async function deadControls(tab, page) {
  const dead = await tab.evaluate(idle);
  return dead.map((where) => fault({ page, state: 'without script' }, 'a control does nothing without script', 'let the script add it', where));
}

/** Runs in the page. */
function idle() {
  // A tick or a radio may show something by style alone: then what the page looks like depends on it.
  const looks = () => [...document.body.querySelectorAll('*')].map((each) => { const box = each.getBoundingClientRect(); return `${box.x} ${box.y} ${box.width} ${box.height}`; }).join();
  const shows = (box) => {
    const group = box.type === 'radio' ? [...document.querySelectorAll(`input[type="radio"][name="${CSS.escape(box.name)}"]`)] : [box];
    const chosen = group.map((each) => each.checked);
    const before = looks();
    const changes = group.some((each) => { each.checked = !each.checked; return looks() !== before; });
    group.forEach((each, at) => { each.checked = chosen[at]; });
    return changes;
  };
  return [...document.querySelectorAll('button, input, select, textarea, [role="button"], [role="switch"], [role="tab"], [contenteditable], a:not([href]), a[href="#"], a[href=""]')]
    .filter((element) => element.type !== 'hidden' && element.checkVisibility() && !element.hasAttribute('popovertarget') && !element.hasAttribute('commandfor') && !element.form?.hasAttribute('action'))
    .filter((element) => !(element.tagName === 'a' && element.hasAttribute('xlink:href')))
    .filter((element) => !(/^(checkbox|radio)$/.test(element.type) && shows(element)))
    .map((element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 120));
}

/** What is beside a script's controls waits in a `<template>`. More words than these in one are content. */
const TEMPLATE_WORDS = 60;

/** What `mainWords` gave `with` script and `without`. */
export function wordsKept(page, { with: scripted, without }) {
  const at = { page, state: 'without script' };
  const there = new Set([...without.words, ...without.templates.flat()]);
  const lost = scripted.words.filter((word) => !there.has(word));
  return [
    ...(lost.length ? [fault(at, 'words of the main part are there with script alone', 'write them into the page', lost.slice(0, 10).join(' '))] : []),
    ...without.templates.filter((words) => words.length > TEMPLATE_WORDS).map((words) => fault(at, `a template holds more than ${TEMPLATE_WORDS} words`, 'write them into the page', words.slice(0, 10).join(' '))),
  ];
}

/** The words that a tab shows in the main part outside of links and controls, which a script may add, and those that wait in templates. */
export const mainWords = (tab) => tab.evaluate(() => {
  const words = (text) => text.split(/\s+/).filter(Boolean);
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (element.checkVisibility({ visibilityProperty: true }) && !element.closest('a, button, label, legend, option')) texts.push(walker.currentNode.data);
  }
  return { words: words(texts.join(' ')), templates: [...document.querySelectorAll('template')].map((template) => words(template.content.textContent)) };
});
