// The installed headers: each compiles alone, and what it reaches is public.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, normalize, relative } from 'node:path';
import { before, test } from 'node:test';

import { filesBelow, includes, run, source, work } from './support.mjs';

/** By header, the paths of all that its own translation unit includes. */
const reached = new Map();

/** What gcc says it read, in the form of a rule for make. */
function paths(rule) {
  const words = rule.replaceAll('\\\n', ' ').trim().split(/\s+/);
  const read = words.slice(1).filter((path) => !path.endsWith('.cpp'));
  return read.map((path) => normalize(path));
}

async function compile(header) {
  const unit = join(work, 'headers', header.replaceAll(/\W/g, '-'));
  await writeFile(`${unit}.cpp`, `#include "${header}"\n`);
  await run('g++', [
    ...['-std=c++20', '-Wall', '-Wextra', '-Werror', '-fsyntax-only'],
    ...['-I', includes, '-MD', '-MF', `${unit}.d`, `${unit}.cpp`],
  ]);
  reached.set(header, paths(await readFile(`${unit}.d`, 'utf8')));
}

let headers;

before(async () => {
  await mkdir(join(work, 'headers'), { recursive: true });
  headers = await filesBelow(includes);
});

test('each header compiles as a translation unit of its own', async () => {
  const open = [...headers];
  const compileRest = async () => {
    while (open.length > 0) await compile(open.pop());
  };
  await Promise.all(cpus().map(compileRest));
  assert.equal(reached.size, headers.length);
});

test('none reaches CAF, Asio, Beast or the inside of Troupe', () => {
  const hidden = /\/(caf|boost\/(asio|beast)|actors|net|inside|spdlog|CLI)\//;
  for (const [header, all] of reached) {
    assert.ok(all.length > 0, header);
    assert.deepEqual(
      all.filter((path) => hidden.test(path)),
      [],
      `what ${header} reaches`,
    );
  }
});

test('none reaches into the folder in which Troupe was built', () => {
  for (const [header, all] of reached)
    for (const path of all.filter((path) => path.startsWith(source)))
      assert.ok(path.startsWith(includes), `${header} reaches ${path}`);
});

test('all of troupe/ is there, else only what is needed', async () => {
  const all = await filesBelow(join(source, 'troupe'));
  const own = all
    .filter((path) => /^[^/]+\.hpp$/.test(path))
    .map((path) => `troupe/${path}`);
  assert.ok(own.includes('troupe/server.hpp'));
  const needed = new Set();
  for (const header of [...own, 'config/load.hpp', 'config/log.hpp'])
    for (const path of reached.get(header) ?? [])
      if (path.startsWith(includes)) needed.add(relative(includes, path));
  assert.deepEqual(headers, [...needed].sort());
});
