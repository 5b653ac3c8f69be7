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
  const files = [...site.files].filter((path) => /\.(html|css|svg)$/.test(path)).map((path) => join(site.root, path));
  // The compiler's first stage alone: the run is too short for the second to pay.
  const java = ['-Xss4m', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-jar', JAR];
  const output = execFileSync('java', [...java, '--format', 'json', '--stdout', '--exit-zero-always', '--also-check-css', '--also-check-svg', ...files], { maxBuffer: 1 << 28, encoding: 'utf8' });
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
