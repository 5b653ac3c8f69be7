// The Nu checker on every page, style sheet and picture: no error and no warning.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fault } from '../faults.mjs';
import { shownPath } from '../site.mjs';

const JAR = join(createRequire(import.meta.url).resolve('vnu-jar/package.json'), '../build/dist/vnu.jar');

/** Messages that are wrong about standard HTML or CSS, each with the reason. Keep it short. */
const WRONG = [];

export function nu(site) {
  const of = (extension) => [...site.files].filter((path) => path.endsWith(extension)).map((path) => join(site.root, path));
  return [['--html', of('.html')], ['--css', of('.css')], ['--svg', of('.svg')]].filter(([, files]) => files.length).flatMap(([flag, files]) => check(site, flag, files));
}

function check(site, flag, files) {
  const output = execFileSync('java', ['-Xss4m', '-jar', JAR, '--format', 'json', '--stdout', '--exit-zero-always', ...(flag === '--html' ? [] : [flag]), ...files], { maxBuffer: 1 << 28, encoding: 'utf8' });
  return JSON.parse(output).messages
    .filter((message) => message.type === 'error' || message.type === 'non-document-error' || message.subType === 'warning')
    .filter((message) => !WRONG.some((wrong) => wrong.message.test(message.message)))
    .map((message) => fault(
      { page: message.url ? shownPath(site, decodeURIComponent(message.url.replace(/^file:/, ''))) : '(checker)' },
      `Nu checker, ${message.subType ?? message.type}: ${message.message}`,
      'write standard HTML, CSS and SVG',
      message.extract?.replace(/\s+/g, ' ').trim(),
    ));
}
