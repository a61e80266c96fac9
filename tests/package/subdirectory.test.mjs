// Troupe's sources as a folder of another project. That this configures, that
// its flags stay its own and that the consumer compiles is checked; linking it
// would build all of Troupe once more, which TROUPE_PACKAGE_FULL=1 asks for.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';

import {
  checkFlags,
  configureConsumer,
  run,
  source,
  work,
} from './support.mjs';

const folder = join(work, 'subdirectory');
const ninja = (...args) => run('ninja', ['-C', folder, ...args]);

before(() => configureConsumer(folder, [`-DTROUPE_SOURCE=${source}`]));

test('its flags stay its own', async () => {
  await checkFlags(folder);
});

test('it adds libraries, and no program, test or install rule', async () => {
  const all = await ninja('-t', 'targets', 'all');
  const made = [...all.matchAll(/^(\S+): CXX_(\w+_LINKER)/gm)]
    .map(([, path, rule]) => `${path.replace(/.*\//, '')} ${rule}`)
    .map((line) => line.replace(/__.*(?=_LINKER)/, ''))
    .sort();
  assert.deepEqual(made, [
    'consumer EXECUTABLE_LINKER',
    'libtroupe.a STATIC_LIBRARY_LINKER',
    'libtroupe_actors.a STATIC_LIBRARY_LINKER',
    'libtroupe_config.a STATIC_LIBRARY_LINKER',
    'libtroupe_messages.a STATIC_LIBRARY_LINKER',
    'libtroupe_net.a STATIC_LIBRARY_LINKER',
  ]);
  const install = ['--install', folder, '--prefix', join(work, 'nowhere')];
  const rules = await run('cmake', install);
  assert.doesNotMatch(rules, /Installing/);
});

test('the consumer compiles', async () => {
  await ninja('CMakeFiles/consumer.dir/main.cpp.o');
});

test(
  'the consumer links',
  { skip: process.env.TROUPE_PACKAGE_FULL !== '1' && 'builds all of Troupe' },
  async () => {
    await ninja('consumer');
  },
);
