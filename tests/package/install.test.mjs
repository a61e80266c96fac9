// `cmake --install` into an empty prefix: what is there afterwards, and that
// the program finds its page there. Other tests of the package use the result.
import assert from 'node:assert/strict';
import { appendFile, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { before, test } from 'node:test';

import { startTroupe } from '../e2e/support/server.mjs';
import { build, filesBelow, prefix, run, source } from './support.mjs';

let installed;

before(async () => {
  await rm(prefix, { recursive: true, force: true });
  await run('cmake', ['--install', build, '--prefix', prefix]);
  installed = await filesBelow(prefix);
});

const inFolder = (folder) =>
  installed.filter((path) => path.startsWith(folder));

test('the program, an example of its options and the page', async () => {
  assert.deepEqual(inFolder('bin/'), ['bin/troupe']);
  assert.deepEqual(
    await readFile(join(prefix, 'share/doc/troupe/troupe.toml')),
    await readFile(join(source, 'config/troupe.toml')),
  );
  const page = await filesBelow(join(source, 'web/dist'));
  assert.ok(page.includes('index.html'), 'the page is built');
  assert.deepEqual(
    inFolder('share/troupe/web/'),
    page.map((path) => `share/troupe/web/${path}`),
  );
});

test('what makes a service of it', () => {
  for (const path of [
    'lib/systemd/system/troupe.service',
    'share/bash-completion/completions/troupe',
    'share/doc/troupe/operations.md',
    'share/man/man1/troupe-ctl.1.gz',
    'share/man/man1/troupe.1.gz',
    'share/troupe/grafana/troupe.json',
    'share/troupe/prometheus/alerts.yml',
  ])
    assert.ok(installed.includes(path), path);
});

test('the libraries, and what finds them', () => {
  // lib/ or lib/<architecture>/, as the system has it; one file per build type.
  const names = inFolder('lib/')
    .filter((path) => !path.startsWith('lib/systemd/'))
    .map((path) => basename(path).replace(/Targets-\w+/, 'Targets-TYPE'));
  assert.deepEqual(names.sort(), [
    'FindCAF.cmake',
    'TroupeConfig.cmake',
    'TroupeConfigVersion.cmake',
    'TroupeTargets-TYPE.cmake',
    'TroupeTargets.cmake',
    'libtroupe.a',
    'libtroupe_actors.a',
    'libtroupe_config.a',
    'libtroupe_messages.a',
    'libtroupe_net.a',
  ]);
});

test('nothing installed names the folder in which it was built', async () => {
  for (const path of installed.filter((path) => /\.(cmake|hpp)$/.test(path))) {
    const text = await readFile(join(prefix, path), 'utf8');
    assert.ok(!text.includes(source), path);
  }
});

test('the installed program serves the installed page', async () => {
  const page = join(prefix, 'share/troupe/web/index.html');
  // The page as built would do as well, were it not for this.
  await appendFile(page, '<!-- installed -->\n');
  const binary = join(prefix, 'bin/troupe');
  const server = await startTroupe(['--log.level', 'warn'], { binary });
  try {
    const answer = await fetch(`${server.url}/`);
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), await readFile(page, 'utf8'));
  } finally {
    assert.equal(await server.stop(), 0);
  }
});
