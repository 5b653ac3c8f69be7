// The keyboard: the skip link, and a mark on whatever has the focus.
import { fault } from '../faults.mjs';

/** The first stop is a visible link into the main part, and it leads there. */
export async function skipLink(tab, at) {
  await tab.keyboard.press('Tab');
  const first = await tab.evaluate(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const goal = element.matches('a[href^="#"]') ? document.getElementById(decodeURIComponent(element.hash.slice(1))) : null;
    return { shown: `<${element.tagName.toLowerCase()}> “${element.textContent.trim().slice(0, 40)}”`, toMain: Boolean(goal?.closest('main')), visible: Boolean(hit) && (element === hit || element.contains(hit)) && box.width >= 24 && box.height >= 24 };
  });
  if (!first.toMain) return [fault(at, 'the first stop of the Tab key is no skip link', 'begin the page with a link to its <main>', first.shown)];
  const faults = first.visible ? [] : [fault(at, 'the skip link cannot be seen when it has the focus', 'show it on :focus', first.shown)];
  await tab.keyboard.press('Enter');
  await tab.keyboard.press('Tab');
  const next = await tab.evaluate(() => {
    const element = document.activeElement;
    const main = document.querySelector('main');
    const before = main.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING;
    return { ok: element !== document.body && !before, shown: `<${element.tagName.toLowerCase()}> “${element.textContent.trim().slice(0, 40)}”` };
  });
  if (!next.ok) faults.push(fault(at, 'after the skip link the next stop is before the main part', 'give the id that it names to <main>', next.shown));
  return faults;
}

/** Whatever can have the focus looks different with it, and nothing lies over it. */
export async function focusVisible(tab, at) {
  // Only a keyboard's focus must be visible; the browser decides by the last thing used.
  await tab.keyboard.press('Tab');
  const found = await tab.evaluate(measure);
  return found.map(({ what, todo, where }) => fault(at, what, todo, where));
}

/** Runs in the page. */
async function measure() {
  const LOOKS = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'backgroundColor', 'borderTopColor', 'borderTopWidth', 'borderBlockEndWidth', 'color', 'textDecorationLine', 'textDecorationThickness'];
  const found = [];
  const tell = (what, todo, element) => found.push({ what, todo, where: `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${element.textContent.replace(/\s+/g, ' ').trim().slice(0, 40)}”` });
  const look = (element) => {
    const style = getComputedStyle(element);
    const values = LOOKS.map((name) => style[name]);
    // An outline without a style has no width; a browser may still compute one.
    if (style.outlineStyle === 'none') values.splice(0, 3);
    return values.join('|');
  };
  const parts = (element) => [element, ...element.querySelectorAll('rect, path, circle, polygon, span')];
  const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
    .filter((element) => !element.disabled && element.type !== 'hidden' && element.checkVisibility({ visibilityProperty: true }));
  for (const element of all) {
    document.activeElement?.blur();
    const before = parts(element).map(look);
    element.focus({ focusVisible: true, preventScroll: false });
    if (document.activeElement !== element) continue;
    const after = parts(element).map(look);
    if (before.join() === after.join()) tell('the focus cannot be seen', 'give it an outline on :focus-visible', element);
    const own = getComputedStyle(element);
    if (own.outlineStyle !== 'none' && own.outlineStyle !== 'auto' && parseFloat(own.outlineWidth) < 2 && own.boxShadow === 'none') tell('the outline of the focus is thinner than 2 px', 'make it at least 2 px', element);
    const box = element.getClientRects()[0];
    if (!box || box.width === 0 || box.height === 0) { tell('has the focus and no size', 'show it when it has the focus', element); continue; }
    const x = Math.min(Math.max(box.left + Math.min(box.width, innerWidth) / 2, 1), innerWidth - 1);
    const y = Math.min(Math.max(box.top + Math.min(box.height, innerHeight) / 2, 1), innerHeight - 1);
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) { tell('has the focus outside of the window', 'bring it into view when it has the focus', element); continue; }
    const over = document.elementFromPoint(x, y);
    const covered = over && over !== element && !element.contains(over) && !over.contains(element) && /fixed|sticky/.test(positions(over));
    if (covered) tell('something that stays in place lies over what has the focus', 'set scroll-padding to its height', element);
  }
  return found;

  function positions(element) {
    let all = '';
    for (let each = element; each; each = each.parentElement) all += getComputedStyle(each).position;
    return all;
  }
}

/** Controls that are boxes of their own are large enough for a thumb. (Links in running text, and links that keep their distance, are axe's `target-size`.) */
export async function targets(tab, at) {
  const small = await tab.evaluate(() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="button"], [role="tab"]')]
    .filter((element) => element.checkVisibility({ visibilityProperty: true }) && element.type !== 'hidden' && !(element instanceof SVGElement))
    .filter((element) => getComputedStyle(element).display !== 'inline' || /^(BUTTON|INPUT|SELECT|TEXTAREA)$/.test(element.tagName))
    .map((element) => {
      // A label around a tick or a radio is part of its target.
      const box = (/^(checkbox|radio)$/.test(element.type) && element.closest('label') || element).getBoundingClientRect();
      return { width: box.width, height: box.height, shown: `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> “${element.textContent.trim().slice(0, 40)}”` };
    })
    .filter(({ width, height }) => width > 2 && (width < 24 || height < 24)));
  return small.map(({ width, height, shown }) => fault(at, 'a control is smaller than 24 px', 'give it padding, or min-block-size: 24px', `${shown}: ${Math.round(width)} × ${Math.round(height)} px`));
}
