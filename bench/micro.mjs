// Measures pieces of the server by themselves, with bench-micro, and prints one
// table: nanoseconds per operation, and with --instructions how many
// instructions each takes, which is the same on every machine.
//
//   node bench/micro.mjs [--instructions] [--quick] [--json FILE] [--filter RE]
//
// BENCH_MICRO is the program, build/release/bench/bench-micro unless it is set.

import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const built = new URL('../build/release/bench/bench-micro', import.meta.url);
const program = resolve(process.env.BENCH_MICRO ?? fileURLToPath(built));

/** Seconds that each case is repeated for. */
const full = 0.5;
const quick = 0.05;

function readArguments() {
  const { values } = parseArgs({
    options: {
      instructions: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      filter: { type: 'string', default: '.' },
    },
  });
  return values;
}

async function findProgram() {
  try {
    await access(program);
  } catch {
    console.error(`micro: ${program} is missing: script/build release`);
    process.exit(1);
  }
}

/** Lets `act` have a folder, and removes it. */
async function withFolder(act) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-micro-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Nanoseconds per operation, by case. */
function times({ quick: inHaste, filter }) {
  return withFolder(async (folder) => {
    const out = join(folder, 'times.json');
    await run(program, [
      `--benchmark_min_time=${inHaste ? quick : full}`,
      `--benchmark_filter=${filter}`,
      ...[`--benchmark_out=${out}`, '--benchmark_out_format=json'],
    ]);
    const { benchmarks } = JSON.parse(await readFile(out, 'utf8'));
    return new Map(
      benchmarks.map(({ name, items_per_second }) => [
        name.replace(/\/real_time$/, ''),
        1e9 / items_per_second,
      ]),
    );
  });
}

/** Instructions per operation, by case: of all cases, for it is quick. */
function instructions() {
  return withFolder(async (folder) => {
    const out = join(folder, 'instructions.json');
    const words = ['--tool=callgrind', '--quiet', program];
    await run('valgrind', [...words, '--instructions', out], { cwd: folder });
    const cases = JSON.parse(await readFile(out, 'utf8'));
    return new Map(cases.map(({ name, instructions }) => [name, instructions]));
  });
}

function line(name, ns, count) {
  const cells = [ns, count].map((cell) => String(cell ?? '').padStart(14));
  return `${name.padEnd(48)}${cells.join('')}`.trimEnd();
}

function print(cases) {
  const counted = cases.some((each) => each.instructions !== undefined);
  console.log(line('per operation', 'ns', counted ? 'instructions' : ''));
  for (const { name, ns, instructions: count } of cases)
    console.log(line(name, ns.toFixed(1), count?.toFixed(0)));
}

const options = readArguments();
await findProgram();
const taken = await times(options);
const counts = options.instructions ? await instructions() : new Map();
const cases = [...taken].map(([name, ns]) => ({
  name,
  ns,
  instructions: counts.get(name),
}));
print(cases);
if (options.json)
  await writeFile(options.json, `${JSON.stringify({ cases }, null, 2)}\n`);
