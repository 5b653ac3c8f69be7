// Things that move: the text when the fonts arrive, and whatever a reader who asked for no motion still sees moving.
import { fault } from '../faults.mjs';

/** Of Google's Web Vitals, 0.1 is good. A reader's eye loses the line long before. */
export const SHIFT = 0.02;

/** Before the tab opens a page. */
export const watchShift = (tab) => tab.addInitScript(() => {
  globalThis.shifted = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.shifted += entry.value; }).observe({ type: 'layout-shift', buffered: true });
});

/** In a tab whose fonts came late. */
export async function shift(tab, at) {
  const sum = await tab.evaluate(async () => {
    await document.fonts.ready;
    // Shifts are told after the frame that has them.
    for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame);
    return globalThis.shifted;
  });
  return sum > SHIFT ? [fault(at, `the text jumps when the fonts arrive (layout shift over ${SHIFT})`, 'give the fallback font the measures of the real one (size-adjust, ascent-override), and boxes that do not depend on a word\'s width', sum.toFixed(3))] : [];
}

/** In a tab whose reader asked for less motion. */
export async function stillness(tab, at) {
  const moving = await tab.evaluate(() => [document.documentElement, ...document.body.querySelectorAll('*')].flatMap((element) => {
    const style = getComputedStyle(element);
    const longest = (value) => Math.max(...value.split(',').map((part) => parseFloat(part) * (part.includes('ms') ? 0.001 : 1)));
    const moves = longest(style.transitionDuration) > 0.05 ? 'a transition' : longest(style.animationDuration) > 0.05 && style.animationName !== 'none' ? 'an animation' : style.scrollBehavior === 'smooth' ? 'smooth scrolling' : '';
    return moves ? [`${moves} of <${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}">`] : [];
  }));
  return moving.map((where) => fault(at, 'moves although the reader asked for less motion', 'put it into @media (prefers-reduced-motion: no-preference)', where));
}
