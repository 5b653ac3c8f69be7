// What a check found. A fault says where, in which state, what is wrong, and what to do; all of a run are shown at once.

/** `at`: `{page, state}`; `what` is the same sentence for the same slip elsewhere, so that they are shown together; `where`: the place in the page. */
export const fault = (at, what, todo, where = '') => ({ page: at.page, state: at.state ?? '', what, todo, where });

const PAGES_SHOWN = 12;

/** Fails with every fault of the run: each slip once, with the pages that have it and a place in each. */
export function noFaults(faults) {
  if (!faults.length) return;
  const slips = grouped(faults, (each) => each.what);
  const failure = new Error(`${faults.length} faults of ${slips.size} kinds`);
  // Where in the suite it was noticed helps nobody: the faults are in the site.
  failure.stack = `${failure.message}\n\n${[...slips].map(([what, of]) => told(what, of)).join('\n\n')}\n`;
  throw failure;
}

function told(what, faults) {
  const pages = [...grouped(faults, (each) => each.page)];
  const shown = process.env.ALL_FAULTS ? pages : pages.slice(0, PAGES_SHOWN);
  const lines = shown.map(([page, of]) => {
    const states = [...new Set(of.map((each) => each.state).filter(Boolean))];
    const places = [...new Set(of.map((each) => each.where).filter(Boolean))];
    const more = places.length > 1 ? ` (and ${places.length - 1} more)` : '';
    return `    ${page}${states.length ? ` [${states.join('; ')}]` : ''}${places.length ? `: ${places[0]}${more}` : ''}`;
  });
  if (shown.length < pages.length) lines.push(`    … and ${pages.length - shown.length} more pages (ALL_FAULTS=1 names them)`);
  return [`  ${what}`, `    to do: ${faults[0].todo}`, ...lines].join('\n');
}

/** `Map.groupBy`, which Node 20 does not have. */
function grouped(items, key) {
  const groups = new Map();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
