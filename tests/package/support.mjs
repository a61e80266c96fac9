// What the tests of the package share: where things are, and running commands.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const start = promisify(execFile);

export const source = fileURLToPath(new URL('../..', import.meta.url));
export const build =
  process.env.TROUPE_BUILD ?? join(source, 'build', 'release');
/** All that these tests write is in here. */
export const work = join(build, 'package');
export const prefix = join(work, 'prefix');
export const includes = join(prefix, 'include', 'troupe');

/** Our own environment without what a Troupe would take for its options. */
export const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('TROUPE_')),
);

/** Runs a command and resolves to what it printed; fails with its output. */
export async function run(command, args, options = {}) {
  try {
    const all = { maxBuffer: 64 << 20, ...options };
    return (await start(command, args, all)).stdout;
  } catch (error) {
    const { message, stdout = '', stderr = '' } = error;
    const said = [message, stdout.slice(-8_000), stderr.slice(-8_000)];
    throw new Error(said.join('\n'), { cause: error });
  }
}

/** The paths of all files below a folder, from there, sorted. */
export async function filesBelow(folder) {
  const found = [];
  const open = [folder];
  while (open.length > 0) {
    const here = open.pop();
    for (const entry of await readdir(here, { withFileTypes: true })) {
      const path = join(here, entry.name);
      if (entry.isDirectory()) open.push(path);
      else found.push(relative(folder, path));
    }
  }
  return found.sort();
}

/** The variables of Troupe's own build, by name. */
async function variables() {
  const text = await readFile(join(build, 'CMakeCache.txt'), 'utf8');
  const lines = text.matchAll(/^([\w-]+):\w+=(.*)$/gm);
  return new Map([...lines].map(([, name, value]) => [name, value]));
}

/** Flags that a consumer has to share with Troupe's own build, since both end
 * in one program: sanitizers, for one. */
async function sharedFlags() {
  const found = await variables();
  const type = found.get('CMAKE_BUILD_TYPE');
  return [
    'CMAKE_BUILD_TYPE',
    'CMAKE_CXX_COMPILER',
    'CMAKE_CXX_FLAGS',
    `CMAKE_CXX_FLAGS_${type.toUpperCase()}`,
    'CMAKE_EXE_LINKER_FLAGS',
  ]
    .filter((name) => found.get(name))
    .map((name) => `-D${name}=${found.get(name)}`);
}

/** Configures the consumer anew in `folder`. */
export async function configureConsumer(folder, options) {
  await rm(folder, { recursive: true, force: true });
  await run('cmake', [
    ...['-G', 'Ninja', '-S', join(source, 'tests', 'consumer'), '-B', folder],
    ...(await sharedFlags()),
    ...options,
  ]);
}

/** Holds how the consumer's own file is compiled, and the consumer linked,
 * against what is Troupe's alone: whoever embeds it has flags of their own. */
export async function checkFlags(folder) {
  const listed = await readFile(join(folder, 'compile_commands.json'), 'utf8');
  const { command } = JSON.parse(listed).find(({ file }) =>
    file.endsWith('tests/consumer/main.cpp'),
  );
  assert.match(command, /-std=(c|gnu)\+\+20/);
  assert.doesNotMatch(command, /-W(all|extra|pedantic|error)/);
  assert.doesNotMatch(command, /-f(stack-protector|cf-protection|pch)/);
  assert.doesNotMatch(command, /-D(_GLIBCXX|_FORTIFY|CAF_|BOOST_|SPDLOG|TOML)/);
  const all = await run('ninja', ['-C', folder, '-t', 'commands', 'consumer']);
  assert.doesNotMatch(all.trim().split('\n').at(-1), /relro/);
}
