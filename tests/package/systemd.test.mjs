// The package in a Debian that systemd has booted: the unit does what
// docs/operations.md says of it. Run by `script/package --test-install`.
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';

import { eventually } from '../e2e/support/time.mjs';
import { Booted } from './booted.mjs';
import { DebianRoot, whyNot } from './debian_root.mjs';

const packages = resolve(process.env.TROUPE_PACKAGES);
const unit = 'troupe';
let reason = whyNot();
let debian;
let systemd;

before(async () => {
  if (reason) return;
  debian = await DebianRoot.make('--include=systemd,dbus');
  const files = await readdir(packages);
  const file = files.find((name) => /^troupe_.*[.]deb$/.test(name));
  await copyFile(join(packages, file), debian.path('/root/troupe.deb'));
  await debian.run('apt-get', '-q', 'update');
  await debian.run(
    ...['apt-get', '-q', '-y', '--no-install-recommends', 'install'],
    '/root/troupe.deb',
  );
  const folder = debian.path('/etc/systemd/system/troupe.service.d');
  await mkdir(folder);
  // Nobody shall wait for half a minute here.
  await writeFile(join(folder, 'test.conf'), '[Service]\nWatchdogSec=2\n');
  ({ booted: systemd, reason } = await Booted.boot(debian.folder));
});
after(async () => {
  await systemd?.stop();
  await debian?.remove();
});

/** A test that is left out where no systemd boots. */
const service = (name, body) =>
  test(name, async (t) => (reason ? t.skip(reason) : body()));

const state = () => systemd.property(unit, 'ActiveState');
const mainPid = () => systemd.property(unit, 'MainPID');

/** Waits until another process than `pid` is the service. */
async function replaced(pid) {
  const other = async () =>
    (await state()) === 'active' && (await mainPid()) !== pid;
  await eventually(other, `another process than ${pid}`, 30_000);
}

/** Runs `body` while the service's settings are changed. */
async function withSettings(change, body) {
  const file = debian.path('/etc/troupe/troupe.toml');
  const before = await readFile(file, 'utf8');
  const after = change(before);
  assert.notEqual(after, before);
  await writeFile(file, after);
  try {
    await body();
  } finally {
    await writeFile(file, before);
  }
}

service('it starts with the machine and says where it listens', async () => {
  await eventually(async () => (await state()) === 'active', 'start', 30_000);
  const status = await systemd.property(unit, 'StatusText');
  assert.equal(status, 'listening on http://0.0.0.0:3001');
});

service('it may do little', async () => {
  const status = await systemd.run('cat', `/proc/${await mainPid()}/status`);
  assert.match(status, /^CapEff:\t0+$/m);
  assert.match(status, /^NoNewPrivs:\t1$/m);
  assert.match(status, /^Seccomp:\t2$/m);
  assert.doesNotMatch(status, /^Uid:\t0\b/m);
});

service('root asks it by ctl', async () => {
  assert.match(await systemd.run('troupe', 'ctl', 'status'), /^state +ready$/m);
  assert.equal(await systemd.code('troupe', 'ctl', 'health'), 0);
});

service('a reload takes over what it can', async () => {
  const pid = await mainPid();
  await withSettings(
    (text) => text.replace('level = "info"', 'level = "debug"'),
    async () => {
      await systemd.run('systemctl', 'reload', unit);
      const log = () => systemd.run('journalctl', '-u', unit, '-o', 'cat');
      const said = async () =>
        /"event":"reloaded".*"log[.]level"/.test(await log());
      await eventually(said, 'reload');
    },
  );
  assert.equal(await mainPid(), pid);
});

const wrong = (text) => text.replace('port = 3001', 'port = 99999');

service('a file with an error makes a reload fail', async () => {
  const pid = await mainPid();
  await withSettings(wrong, async () => {
    assert.notEqual(await systemd.code('systemctl', 'reload', unit), 0);
  });
  assert.equal(await state(), 'active');
  assert.equal(await mainPid(), pid);
});

service('it is started again when it has been killed', async () => {
  const pid = await mainPid();
  await systemd.run('systemctl', 'kill', '--signal=KILL', unit);
  await replaced(pid);
});

service('it is started again when it is stuck', async () => {
  const pid = await mainPid();
  await systemd.run('systemctl', 'kill', '--signal=STOP', unit);
  await replaced(pid);
});

service('with wrong settings it is not started again', async () => {
  await withSettings(wrong, async () => {
    assert.notEqual(await systemd.code('systemctl', 'restart', unit), 0);
    assert.equal(await state(), 'failed');
    assert.equal(await systemd.property(unit, 'ExecMainStatus'), '2');
  });
  await systemd.run('systemctl', 'restart', unit);
  assert.equal(await state(), 'active');
});

service('an upgrade starts the new program', async () => {
  const pid = await mainPid();
  await systemd.run('dpkg', '--install', '/root/troupe.deb');
  await replaced(pid);
});

service('a stop is in order', async () => {
  await systemd.run('systemctl', 'stop', unit);
  assert.equal(await state(), 'inactive');
  assert.equal(await systemd.property(unit, 'Result'), 'success');
});
