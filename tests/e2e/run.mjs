// Runs the test files one after the other, or those that are named, and closes
// with a plain total.
//
//   node run.mjs [FILE…]

import { readdir } from 'node:fs/promises';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const named = process.argv.slice(2);

async function allFiles() {
  const names = (await readdir(folder)).sort();
  return names
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => folder + name);
}

const files = named.length > 0 ? named : await allFiles();
const total = { passed: 0, failed: 0, skipped: 0 };

/** Counts a case, or a file as a whole when that failed outside of its cases. */
function count(outcome, { name, skip }) {
  if (skip !== undefined && skip !== false) ++total.skipped;
  else if (outcome === 'failed' || !files.includes(name)) ++total[outcome];
}

run({ files, concurrency: false, timeout: 1_800_000 })
  .on('test:pass', (event) => count('passed', event))
  .on('test:fail', (event) => count('failed', event))
  .once('end', () => {
    const { passed, failed, skipped } = total;
    process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
    process.on('exit', () =>
      console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`),
    );
  })
  .compose(new spec())
  .pipe(process.stdout);
