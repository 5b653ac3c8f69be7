// What a page asks for: nothing that fails, nothing of another host, nothing that the policy forbids, and few things.
import { fault } from '../faults.mjs';
import { ENTRY_FOLDERS } from '../site.mjs';
import { LIMITS } from './weight.mjs';

const ICON = /favicon[^/]*$/;
const ABORTED = 'net::ERR_ABORTED';

/** Listens to a tab. Call `take(at)` after each page: it gives the faults since the last call. */
export async function listen(tab) {
  let heard = { requests: [], failed: [], refused: [], errors: [] };
  await tab.exposeBinding('tellViolation', (_, text) => heard.refused.push(text));
  await tab.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => {
    globalThis.tellViolation(`${event.effectiveDirective} forbids ${event.blockedURI}${event.sample ? ` (${event.sample})` : ''}`);
  }));
  // A browser asks for the favicon whenever it likes, also after the next page was opened. That it is there, the check of links sees.
  tab.on('request', (request) => { if (!ICON.test(request.url())) heard.requests.push(request.url()); });
  // A request that the reader broke off by going to the next page did not fail.
  tab.on('requestfailed', (request) => {
    const why = request.failure()?.errorText;
    if (why !== ABORTED && !ICON.test(request.url())) heard.failed.push(`${request.url()}: ${why}`);
  });
  tab.on('response', (response) => { if (response.status() >= 400 && !response.request().isNavigationRequest()) heard.failed.push(`${response.url()}: status ${response.status()}`); });
  tab.on('console', (message) => { if (message.type() === 'error' && !/status of 404/.test(message.text())) heard.errors.push(message.text()); });
  tab.on('pageerror', (error) => heard.errors.push(String(error)));
  return {
    /** `own`: how addresses of the site begin. */
    take(at, own) {
      const { requests, failed, refused, errors } = heard;
      heard = { requests: [], failed: [], refused: [], errors: [] };
      const short = (text) => text.replaceAll(own, '');
      return [
        ...requests.filter((url) => !url.startsWith(own)).map((url) => fault(at, `asks another host: ${url}`, 'ship the file with the site')),
        ...failed.map((each) => fault(at, `a request fails: ${short(each)}`, 'ship the file, or do not ask for it')),
        ...refused.map((each) => fault(at, `the policy refuses something: ${short(each)}`, 'move it into a file of the site')),
        ...errors.map((each) => fault(at, `an error in the console: ${short(each)}`, 'mend it')),
        ...tooMany(at, requests.map(short)),
      ];
    },
  };
}

/** What the theme asks for, with the favicon; pictures are the author's. Pages of other kinds than entries may have a script of their own. */
function tooMany(at, requests) {
  // Here the search is used from the start.
  if (at.page === 'search.html') return [];
  // A file that is asked for again is at hand: fonts, when the colours change.
  const own = [...new Set(requests)].filter((path) => !/(^|\/)files\//.test(path));
  // Guides and tables bring a style and a script of their own.
  const most = ENTRY_FOLDERS.includes(at.page?.split('/')[0]) ? LIMITS.requests : LIMITS.requests + 2;
  return own.length + 1 > most ? [fault(at, `more than ${most} requests`, 'join files, or load later', `${own.join(' ')} and the favicon`)] : [];
}
