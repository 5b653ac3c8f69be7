// The contrast of words in a drawing, which axe leaves open: it does not know what lies below text in an SVG.
import { fault } from '../faults.mjs';

/** WCAG AA; for large text (24 px, or bold from 18.66 px) LARGE. A drawing's words are labels: the 7:1 of body text is not asked. */
const LEAST = 4.5;
const LARGE = 3;

export async function drawingContrast(tab, at) {
  const faint = await tab.evaluate(measure, { LEAST, LARGE });
  return faint.map((where) => fault(at, `the words of a drawing have a contrast under ${LEAST}:1`, 'change the colour of the words or of their box', where));
}

/** Runs in the page. */
function measure({ LEAST, LARGE }) {
  const colour = (value) => {
    const parts = value.match(/[\d.]+/g)?.map(Number) ?? [];
    return /^rgb/.test(value) && (parts[3] ?? 1) > 0 ? parts : null;
  };
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const over = (top, below) => { const alpha = top[3] ?? 1; return [0, 1, 2].map((part) => top[part] * alpha + below[part] * (1 - alpha)); };
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) {
      const own = colour(getComputedStyle(each).backgroundColor);
      if (own) layers.unshift(own);
    }
    const dark = matchMedia('(prefers-color-scheme: dark)').matches && !matchMedia('print').matches;
    return layers.reduce((below, top) => over(top, below), dark ? [18, 18, 18] : [255, 255, 255]);
  };
  const found = [];
  for (const svg of document.querySelectorAll('svg')) {
    if (!svg.checkVisibility({ visibilityProperty: true })) continue;
    const shapes = [...svg.querySelectorAll('rect, path, circle, ellipse, polygon')].filter((shape) => !shape.closest('defs, marker, clipPath'))
      .map((shape) => ({ shape, box: shape.getBoundingClientRect(), fill: colour(getComputedStyle(shape).fill) })).filter(({ fill }) => fill);
    const page = behind(svg);
    for (const text of svg.querySelectorAll('text')) {
      const style = getComputedStyle(text);
      const ink = colour(style.fill);
      if (!ink || !text.textContent.trim()) continue;
      const box = text.getBoundingClientRect();
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const ground = shapes.filter(({ shape, box: of }) => of.left <= x && x <= of.right && of.top <= y && y <= of.bottom && shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)
        .reduce((below, { fill }) => over(fill, below), page);
      const [light, dark] = [luminance(over(ink, ground)), luminance(ground)].sort((one, other) => other - one);
      const ratio = (light + 0.05) / (dark + 0.05);
      const size = parseFloat(style.fontSize);
      const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? LARGE : LEAST;
      if (ratio < least) found.push(`“${text.textContent.trim().slice(0, 40)}”: ${ratio.toFixed(2)}:1`);
    }
  }
  return found;
}
