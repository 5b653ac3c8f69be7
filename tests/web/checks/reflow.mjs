// Nothing sideways, nothing clipped, nothing out of reach: at 320 px, with WCAG's text spacing, with text of 200 %, on paper.
import { fault } from '../faults.mjs';

/** WCAG 1.4.12: readers may set at least this without loss. */
export const SPACING = '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }';
/** WCAG 1.4.4, as browsers do it that enlarge text alone: unlike with a browser's own setting, media queries do not know. */
export const LARGE_TEXT = ':root { font-size: 200% !important; }';

/** Adds a style as a reader's browser would: no policy of the page applies to it. Returns a function that takes it away. */
export async function restyle(tab, css) {
  await tab.evaluate((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    document.adoptedStyleSheets = [sheet];
  }, css);
  return () => tab.evaluate(() => { document.adoptedStyleSheets = []; });
}

export async function reflow(tab, at) {
  const found = await tab.evaluate(measure, at.media === 'print');
  return found.map(({ what, todo, where }) => fault(at, what, todo, where));
}

/** Runs in the page. */
function measure(paper) {
  const found = [];
  const page = document.documentElement;
  const shown = (element) => `<${element.tagName.toLowerCase()}${element.getAttribute('class') ? ` class="${element.getAttribute('class')}"` : ''}> “${element.textContent.replace(/\s+/g, ' ').trim().slice(0, 60)}”`;
  if (page.scrollWidth > page.clientWidth) found.push({ what: 'the page scrolls sideways', todo: 'let the widest element wrap, or scroll in a box of its own', where: `by ${page.scrollWidth - page.clientWidth} px` });

  /** Answers are kept: the same ancestors are asked of every text. */
  const remembered = (answer) => {
    const known = new Map();
    return (element) => {
      if (!element || element === document.body) return null;
      if (!known.has(element)) known.set(element, answer(element));
      return known.get(element);
    };
  };
  // Text for machines alone, in a box of one pixel, is meant to be clipped.
  const forMachines = remembered((element) => {
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const tiny = style.overflow !== 'visible' && style.position === 'absolute' && box.width <= 2 && box.height <= 2;
    return tiny || /inset\(50%|rect\(0px/.test(style.clipPath + style.clip) || forMachines(element.parentElement);
  });
  const scrolls = (style) => !paper && /auto|scroll/.test(style.overflowX);
  // A box that scrolls by itself keeps its content in reach on a screen, but not on paper.
  const scroller = remembered((element) => scrolls(getComputedStyle(element)) || scroller(element.parentElement));
  // The nearest box that hides what is larger than it.
  const hole = remembered((element) => {
    const style = getComputedStyle(element);
    if (style.overflow === 'visible') return hole(element.parentElement);
    const hides = (overflow) => overflow === 'hidden' || overflow === 'clip' || (paper && overflow !== 'visible');
    return { element, box: element.getBoundingClientRect(), x: hides(style.overflowX), y: hides(style.overflowY) };
  });
  // The nearest box with a border or a colour of its own: it must hold its words, or they run over the next thing.
  const frame = remembered((element) => {
    if (element instanceof SVGElement) return null;
    const style = getComputedStyle(element);
    if (scrolls(style)) return null;
    const own = !/inline$|contents/.test(style.display) && (parseFloat(style.borderInlineEndWidth) > 0 || style.backgroundColor !== 'rgba(0, 0, 0, 0)');
    return own ? { element, box: element.getBoundingClientRect() } : frame(element.parentElement);
  });

  // Tables, drawings and code may scroll in a box of their own. A menu or a sentence may not: what is beside the edge is not found.
  for (const element of paper ? [] : document.querySelectorAll('body *')) {
    if (element.scrollWidth <= element.clientWidth + 1 || !/auto|scroll/.test(getComputedStyle(element).overflowX) || !element.checkVisibility()) continue;
    if (!element.querySelector('table, svg') && !element.matches('pre, table, textarea, input')) found.push({ what: 'must be scrolled sideways to be read', todo: 'let it wrap', where: shown(element) });
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (node) => (node.data.trim() ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT));
  const range = document.createRange();
  const told = new Set();
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || forMachines(element)) continue;
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) {
      if (box.width === 0 || box.height === 0) continue;
      const tell = (owner, what, todo) => {
        if (!told.has(owner)) found.push({ what, todo, where: shown(owner) });
        told.add(owner);
      };
      const clips = hole(element);
      const framed = frame(element);
      if (clips?.x && (box.left < clips.box.left - 1 || box.right > clips.box.right + 1)) tell(clips.element, 'clips its text at a side', 'let it grow or wrap');
      if (clips?.y && (box.top < clips.box.top - 1 || box.bottom > clips.box.bottom + 1)) tell(clips.element, 'clips its text at the top or the bottom', 'give it no fixed height');
      if ((box.left < -1 || box.right > page.clientWidth + 1) && !scroller(element.parentElement)) tell(element, 'text leaves the page at a side', 'let it wrap (`overflow-wrap`), or shrink its column');
      if (framed && (box.left < framed.box.left - 1 || box.right > framed.box.right + 1)) tell(framed.element, 'its words stick out at a side', 'let them wrap, or let the box grow');
    }
  }
  return found;
}
