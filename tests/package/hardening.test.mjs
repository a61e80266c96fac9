// What the compiler and the linker have put into the program against being
// taken over: position independence, read-only relocations, stack canaries.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { build, run } from './support.mjs';

const program = join(build, 'troupe');
const readelf = (...what) => run('readelf', ['--wide', ...what, program]);

test('it is loaded at an address of its own', async () => {
  const header = await readelf('--file-header');
  assert.match(header, /Type: +DYN/);
  assert.match(await readelf('--dynamic'), /FLAGS_1.*\bPIE\b/);
});

test('what is bound is bound at the start, then read-only', async () => {
  assert.match(await readelf('--segments'), /GNU_RELRO/);
  assert.match(await readelf('--dynamic'), /\bBIND_NOW\b/);
});

test('no segment is both written and executed, nor is the stack', async () => {
  const segments = await readelf('--segments');
  assert.match(segments, /GNU_STACK .* RW +0x/);
  assert.doesNotMatch(segments, /\bRWE\b/);
});

test('it takes libraries from where the system has them', async () => {
  assert.doesNotMatch(await readelf('--dynamic'), /\((RPATH|RUNPATH)\)/);
});

test('a stack that is written over ends it', async () => {
  const symbols = await readelf('--dyn-syms');
  assert.match(symbols, /__stack_chk_fail/);
});

test('indirect jumps have marked ends', async () => {
  // endbr64, at the start of each function that is called by address.
  const bytes = (await readFile(program)).toString('latin1');
  const marks = bytes.split('\xf3\x0f\x1e\xfa').length;
  assert.ok(marks > 1000, `${marks} marks`);
});

test('the C library checks sizes that it can know', async (t) => {
  const symbols = await readelf('--dyn-syms');
  if (symbols.includes('__asan_init')) t.skip('the sanitizer checks instead');
  else assert.match(symbols, /__(memcpy|snprintf|fprintf|read)_chk/);
});

test('the standard library checks ranges', async () => {
  assert.match(await readelf('--dyn-syms'), /__glibcxx_assert_fail/);
});
