// The Debian packages in a Debian of its own: they install there, what is
// installed serves clients, and nothing is left when they are purged. Run by
// `script/package --test-install`, which says where they are.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

import { startTroupe } from '../e2e/support/server.mjs';
import { within } from '../e2e/support/time.mjs';
import { DebianRoot, whyNot } from './debian_root.mjs';
import { environment, run } from './support.mjs';

const { io } = createRequire(new URL('../e2e/package.json', import.meta.url))(
  'socket.io-client',
);
const packages = resolve(process.env.TROUPE_PACKAGES);
const skip = whyNot();
const wanted = '/etc/systemd/system/multi-user.target.wants/troupe.service';

let debian;
/** Where the packages are in there, by the name of each. */
const inside = {};

before(async () => {
  if (skip) return;
  debian = await DebianRoot.make();
  for (const file of await readdir(packages)) {
    if (!file.endsWith('.deb')) continue;
    inside[file.replace(/_.*/, '')] = `/tmp/${basename(file)}`;
    await copyFile(join(packages, file), debian.path(`/tmp/${file}`));
  }
  await debian.run('apt-get', '-q', 'update');
});
after(() => debian?.remove());

const apt = (...words) =>
  debian.run('apt-get', '-q', '-y', '--no-install-recommends', ...words);
const has = (path) => existsSync(debian.path(path));

test('the program installs with what it needs', { skip }, async () => {
  await apt('install', inside.troupe);
  assert.equal(
    await debian.run('dpkg-query', '-W', '-f', '${Status}', 'troupe'),
    'install ok installed',
  );
  assert.ok(!has('/usr/bin/systemctl'), 'without systemd');
});

test('the settings it brings are in order', { skip }, async () => {
  const config = ['/usr/bin/troupe', '--config', '/etc/troupe/troupe.toml'];
  assert.equal(await debian.code(...config, '--check-config'), 0);
  assert.equal(await debian.code(...config, '--port=x'), 2);
});

test('the service is to start with the machine', { skip }, async () => {
  const linked = await debian.run('readlink', wanted);
  assert.equal(linked.trim(), '/lib/systemd/system/troupe.service');
});

async function connect(t, server, transport, query) {
  const options = { transports: [transport], query, forceNew: true };
  const socket = io(server.url, { ...options, reconnection: false });
  t.after(() => socket.disconnect());
  await within(once(socket, 'connect'), `connect by ${transport}`);
  return socket;
}

test('what is installed serves the chat and its page', { skip }, async (t) => {
  const binary = await debian.wrap(
    join(packages, 'installed-troupe'),
    ...['/usr/bin/troupe', '--config', '/etc/troupe/troupe.toml'],
  );
  const server = await startTroupe(['--http.internal='], { binary });
  t.after(() => server.stop('SIGKILL'));
  const page = await fetch(server.url);
  assert.equal(page.status, 200);
  assert.equal(
    await page.text(),
    await readFile(debian.path('/usr/share/troupe/web/index.html'), 'utf8'),
  );
  const ann = await connect(t, server, 'websocket', {
    username: 'ann',
    room: 'lobby',
  });
  const bob = await connect(t, server, 'polling', {
    username: 'bob',
    room: 'lobby',
  });
  for (const [from, to] of [
    [ann, bob],
    [bob, ann],
  ]) {
    const heard = once(to, 'new-message');
    from.emit('send-message', { message: 'hello', room: 'lobby' });
    const [{ msg }] = await within(heard, 'message');
    assert.equal(msg, 'hello');
  }
  const ctl = join(packages, 'installed-ctl');
  await debian.wrap(ctl, '/usr/bin/troupe', 'ctl');
  await run(ctl, ['health'], { env: environment });
  ann.disconnect();
  bob.disconnect();
  assert.equal(await server.stop(), 0);
});

test('the library can be installed beside it', { skip }, async () => {
  // For real it would take minutes: Boost alone is 150 MB.
  const plan = await apt('install', '--simulate', inside['libtroupe-dev']);
  assert.match(plan, /^Inst libtroupe-dev /m);
});

test('an upgrade keeps what the administrator wrote', { skip }, async () => {
  const file = debian.path('/etc/troupe/troupe.toml');
  const written = `# mine\n${await readFile(file, 'utf8')}`;
  await writeFile(file, written);
  await apt('install', '--reinstall', inside.troupe);
  assert.equal(await readFile(file, 'utf8'), written);
});

test('a removal leaves the settings, a purge nothing', { skip }, async () => {
  await apt('remove', 'troupe');
  assert.ok(!has('/usr/bin/troupe'));
  assert.ok(has('/etc/troupe/troupe.toml'));
  await apt('purge', 'troupe');
  for (const path of ['/etc/troupe', '/usr/share/troupe', '/var/lib/troupe'])
    assert.ok(!has(path), path);
  const traces = await debian.run(
    ...['find', '/etc/systemd', '/var/lib/systemd', '-name', 'troupe*'],
  );
  assert.equal(traces, '');
});
