// Lighthouse's scores of the heaviest pages, on a telephone as it imagines one. Not part of the test run: they change with the machine.
//   npm install --no-save lighthouse@12.2.3
//   node lighthouse.mjs FOLDER [PAGE...]
import { chromium } from 'playwright-core';
import { openSite, serve } from './site.mjs';
import { heaviest } from './checks/weight.mjs';

const [folder, ...named] = process.argv.slice(2);
if (!folder) fail('which site? node lighthouse.mjs FOLDER [PAGE...]');
const { default: lighthouse } = await import('lighthouse').catch(() => fail('Lighthouse is not here: npm install --no-save lighthouse@12.2.3'));

const site = openSite(folder);
const server = await serve(site, { compressed: true });
const PORT = 9223;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', `--remote-debugging-port=${PORT}`] });
const pages = named.length ? named : ['index.html', heaviest(site)[0].page, ...site.pages.filter((page) => /^(compare|guides)\/[^/]+\.html$/.test(page) && !page.endsWith('index.html')).slice(0, 2), ...site.pages.filter((page) => page === 'search.html')];
try {
  for (const page of pages) {
    const { lhr } = await lighthouse(server.address(page), { port: PORT, logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] });
    console.log(page, Object.values(lhr.categories).map(({ title, score }) => `${title} ${Math.round(score * 100)}`).join(', '));
    for (const category of Object.values(lhr.categories)) {
      const lost = category.auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9);
      for (const { id } of lost) console.log(`  ${category.title}: ${lhr.audits[id].title}${lhr.audits[id].displayValue ? ` (${lhr.audits[id].displayValue})` : ''}`);
    }
  }
} finally {
  await browser.close();
  await server.close();
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}
