// Counts the server's instructions and allocations per delivery, echo and
// heartbeat, and holds them against baseline.json. See bench/instructions.

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { countAll } from './instructions-scenarios.mjs';

const usage = 'usage: bench/instructions [--update] [--runs N] [--keep FOLDER]';

const baseline = new URL('baseline.json', import.meta.url);

/** By how much a count may differ from the baseline. */
const tolerance = 0.1;

const kinds = ['instructions', 'allocations'];

/** What timers of the server may add to an operation, which come at their times
 * and not with it. */
const background = { instructions: 0, allocations: 0.05 };

/** What decides which instructions there are, beside our own code. */
const packages = [
  ...['g++-12', 'libc6', 'libstdc++6', 'libcaf-dev', 'libboost1.81-dev'],
  ...['nlohmann-json3-dev', 'valgrind'],
];

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        update: { type: 'boolean', default: false },
        runs: { type: 'string', default: '1' },
        keep: { type: 'string' },
      },
    });
    values.runs = Number(values.runs);
    if (Number.isInteger(values.runs) && values.runs > 0) return values;
    throw new Error('--runs takes a number from 1');
  } catch (error) {
    console.error(`instructions: ${error.message}\n${usage}`);
    process.exit(2);
  }
}

/** Versions by package; nothing of those that are not there. */
async function installed() {
  const args = ['-W', '-f', '${Package} ${Version}\n', ...packages];
  const { stdout } = await promisify(execFile)('dpkg-query', args).catch(
    (error) => error,
  );
  const lines = String(stdout ?? '').split('\n').filter(Boolean);
  return Object.fromEntries(lines.map((line) => line.split(' ')));
}

async function countOnce(keep) {
  const made = keep ?? (await mkdtemp(join(tmpdir(), 'instructions-')));
  const folder = async (name) => {
    await mkdir(join(made, name), { recursive: true });
    return join(made, name);
  };
  try {
    return await countAll(process.env.TROUPE_BIN, folder);
  } finally {
    if (!keep) await rm(made, { recursive: true });
  }
}

/** The median of all runs and how far they are apart, by operation and kind. */
function summary(runs) {
  const rows = [];
  for (const operation of Object.keys(runs[0]))
    for (const kind of kinds) {
      const counts = runs.map((run) => run[operation][kind]);
      counts.sort((a, b) => a - b);
      const median = counts[counts.length >> 1];
      const spread = (counts.at(-1) - counts[0]) / median;
      rows.push({ operation, kind, count: median, spread });
    }
  return rows;
}

function round(count) {
  return Number(count.toFixed(count < 100 ? 3 : 0));
}

function percent(part) {
  return `${part < 0 ? '-' : '+'}${Math.abs(100 * part).toFixed(1)} %`;
}

function line(...columns) {
  const [operation, kind, ...numbers] = columns;
  const cells = numbers.map((number) => String(number).padStart(12));
  return [operation.padEnd(13), kind.padEnd(13), ...cells].join('').trimEnd();
}

async function update(rows) {
  const counts = {};
  for (const { operation, kind, count } of rows)
    (counts[operation] ??= {})[kind] = round(count);
  const made = {
    by: 'bench/instructions --update',
    build: 'release preset: -O2, no -march, x86-64',
    packages: await installed(),
  };
  await writeFile(baseline, `${JSON.stringify({ made, counts }, null, 2)}\n`);
  console.log('bench/baseline.json is written');
}

/** Compares with the baseline, says what is wrong; true if nothing is. */
async function compare(rows) {
  const { counts } = JSON.parse(await readFile(baseline, 'utf8'));
  const grown = [];
  const shrunk = [];
  const heads = ['counted', 'baseline', 'change'];
  console.log(line('operation', 'per operation', ...heads));
  for (const { operation, kind, count } of rows) {
    const before = counts[operation]?.[kind] ?? 0;
    const change = before > 0 ? count / before - 1 : count > 0 ? 1 : 0;
    console.log(line(operation, kind, round(count), before, percent(change)));
    const what = `${operation}: ${kind} ${percent(change)}`;
    if (change > tolerance && count - before > background[kind])
      grown.push(what);
    if (change < -tolerance) shrunk.push(what);
  }
  for (const what of grown) console.log(`FAIL ${what}, at most +10 %`);
  for (const what of shrunk)
    console.log(`${what}: update the baseline (bench/instructions --update)`);
  return grown.length === 0;
}

/** Says what may be why counts differ that nobody has touched. */
async function noteOtherPackages() {
  const { made } = JSON.parse(await readFile(baseline, 'utf8'));
  const now = await installed();
  for (const [name, version] of Object.entries(made.packages))
    if (now[name] !== version)
      console.log(
        `note: made with ${name} ${version}, now ${now[name] ?? 'without'}`,
      );
}

const { update: updates, runs: times, keep } = readArguments();
const runs = [];
for (let i = 0; i < times; ++i) runs.push(await countOnce(keep));
const rows = summary(runs);
if (times > 1)
  for (const { operation, kind, count, spread } of rows)
    console.log(
      line(operation, kind, round(count), `${(100 * spread).toFixed(3)} %`),
      `between ${times} runs`,
    );
if (updates) {
  await update(rows);
} else {
  if (!(await compare(rows))) process.exitCode = 1;
  await noteOtherPackages();
}
// What is left of clients and servers is not waited for.
process.exit();
