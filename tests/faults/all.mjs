// Runs scenarios one after the other, or those that are named, and closes with
// a table of all that was measured.
//
//   node all.mjs [--short] [N01…]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { skipped } from './scenario.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const files = {
  A1: 'a1.mjs',
  A2: 'a2.mjs',
  B2: 'b2.mjs',
  N01: 'n01.mjs',
  N04: 'n04.mjs',
  N05: 'n05.mjs',
  N06: 'n06.mjs',
  N07: 'n07.mjs',
  N08: 'n08.mjs',
  N10: 'n10.mjs',
  N12: 'n12.mjs',
  N13: 'n13.mjs',
  N14: 'n14.mjs',
  N15: 'n15.mjs',
  haproxy: 'behind-haproxy.mjs',
  cost: 'cost.mjs',
};
const shortOnes = ['N01', 'N08', 'N12', 'N14'];

const options = process.argv.slice(2).filter((word) => word.startsWith('--'));
const named = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const wrong = [
  ...options.filter((word) => word !== '--short'),
  ...named.filter((word) => !(word in files)),
];
if (wrong.length > 0) {
  console.error(`faults: no such thing: ${wrong.join(' ')}`);
  process.exit(2);
}
const usual = options.includes('--short') ? shortOnes : Object.keys(files);
const chosen = named.length > 0 ? named : usual;

/** Runs one scenario and shows what it writes; resolves to its rows. */
async function run(id) {
  const child = spawn(process.execPath, [folder + files[id], ...options], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const forward = (signal) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    process.stdout.write(text);
  });
  const [code, signal] = await once(child, 'close');
  process.off('SIGINT', forward).off('SIGTERM', forward);
  const rows = output.split('\n').filter((line) => line.startsWith(`${id} `));
  return { id, rows, verdict: verdictOf(code), stop: signal !== null };
}

function verdictOf(code) {
  if (code === 0) return 'passed';
  return code === skipped ? 'skipped' : 'failed';
}

const total = { passed: 0, failed: 0, skipped: 0 };
const all = [];
for (const id of chosen) {
  const result = await run(id);
  ++total[result.verdict];
  all.push(...result.rows, '');
  if (result.stop) break;
}
console.log(`\n${all.join('\n')}`);
const { passed, failed } = total;
console.log(`${passed} passed, ${failed} failed, ${total.skipped} skipped`);
process.exitCode = failed > 0 || passed + total.skipped === 0 ? 1 : 0;
