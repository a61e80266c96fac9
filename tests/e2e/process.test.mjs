// What can befall the process: no descriptors, a log that cannot be written, a
// handler that holds up its thread.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { holdings } from '../soak/gauges.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { linesOf, logged } from './support/log-lines.mjs';
import { Measured } from './support/metrics.mjs';
import { startExample, startTroupe, troupe } from './support/server.mjs';
import { eventually, pause } from './support/time.mjs';
import { using } from './support/using.mjs';
import { Wire } from './support/wire.mjs';

const json = '--log.format=json';
const at = (server) => new Endpoint(server, '/socket.io/');

const events = (server, event) =>
  linesOf(server.log()).filter((line) => line.event === event);

async function fresh(server) {
  const wire = await Wire.connect(at(server));
  wire.send('420["list-users"]');
  await wire.next((packet) => packet.startsWith('430'));
  wire.close();
}

/** Opens more connections than the process has descriptors left for. */
async function fill(server, more) {
  const most = holdings(server.pid).descriptors + more;
  execFileSync('prlimit', ['--pid', server.pid, `--nofile=${most}:${most}`]);
  const sockets = Array.from({ length: more * 3 }, () =>
    connect(server.port, '127.0.0.1').on('error', () => {}),
  );
  await eventually(
    () => events(server, 'out-of-descriptors').length > 0,
    'no descriptor is left',
  );
  return sockets;
}

test('without descriptors it is calm, and says so once', async (t) => {
  await using(await startTroupe([json]), async (server) => {
    const there = await Wire.connect(at(server));
    const sockets = await fill(server, 40);
    const before = holdings(server.pid).cpu;
    await pause(2000);
    const cores = (holdings(server.pid).cpu - before) / 2;
    t.diagnostic(`${cores} cores while no descriptor is left`);
    assert.ok(cores < 0.5, `${cores} cores`);
    there.send('420["list-users"]'); // who is there notices nothing
    await there.next((packet) => packet.startsWith('430'));
    for (const socket of sockets) socket.resetAndDestroy();
    const begin = performance.now();
    await eventually(() => fresh(server).then(() => true, () => false), 'fresh');
    t.diagnostic(`fresh client after ${(performance.now() - begin).toFixed()} ms`);
    assert.equal(events(server, 'out-of-descriptors').length, 1);
    assert.equal(await server.stop(), 0);
  });
});

test('a log that nobody reads any more costs its lines only', async () => {
  const measured = await Measured.start(startTroupe, [json]);
  await using(measured.server, async (server) => {
    server.closePipes();
    await fresh(server);
    server.signal('SIGUSR1'); // which makes lines
    await eventually(async () => {
      const now = await measured.read();
      return now.get('log_lines_dropped_total') > 0;
    }, 'lines are counted');
    await fresh(server);
    assert.equal(await server.stop(), 0);
  });
});

/** A folder on a disk of 64 KiB that `binary` sees alone; null if that cannot
 * be had. */
function smallDisk() {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-disk-'));
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  const mount = `mount -t tmpfs -o size=64k none ${disk}`;
  const namespace = 'unshare --mount --propagation private';
  const binary = join(folder, 'troupe');
  writeFileSync(
    binary,
    `#!/bin/sh\nexec ${namespace} sh -c '${mount} && exec "$@"' - ${troupe} "$@"\n`,
  );
  chmodSync(binary, 0o755);
  try {
    const command = [namespace, `sh -c '${mount}'`].join(' ');
    execFileSync('sh', ['-c', command], { stdio: 'pipe' });
  } catch {
    rmSync(folder, { recursive: true });
    return null;
  }
  return { folder, disk, binary };
}

test('a log on a disk that is full costs its lines only', async (t) => {
  const small = smallDisk();
  if (!small) return t.skip('SKIP: mount needs root');
  const { folder, disk, binary } = small;
  t.after(() => rmSync(folder, { recursive: true }));
  const begin = (args) => startTroupe(args, { binary });
  const measured = await Measured.start(begin, [
    json,
    '--log.level=debug',
    `--log.file=${disk}/troupe.log`,
    '--log.file_bytes=1MiB',
    '--log.lines_per_second=0',
  ]);
  return using(measured.server, async (server) => {
    await eventually(async () => {
      await fresh(server);
      const now = await measured.read();
      return now.get('log_lines_dropped_total') > 0;
    }, 'the disk is full', 30_000);
    assert.match(server.log(), /log\.file: .*No space left/);
    await fresh(server);
    assert.equal(await server.stop(), 0);
  });
});

/** Sessions that have not joined: nobody hears of them. */
async function crowd(server, count) {
  const wires = [];
  for (let begun = 0; begun < count; begun += 100)
    wires.push(
      ...(await Promise.all(
        Array.from({ length: 100 }, () => Wire.session(at(server))),
      )),
    );
  return wires;
}

test('SIGTERM tells 1,200 clients, and ends in order', async (t) => {
  const args = [json, '--node.drain_timeout=8s'];
  await using(await startTroupe(args), async (server) => {
    const wires = await crowd(server, 1200);
    const begin = performance.now();
    server.signal('SIGTERM');
    const codes = await Promise.all(wires.map((wire) => wire.closed()));
    assert.equal(codes.filter((code) => code === 1006).length, 0);
    assert.equal(await server.stop('SIGCONT'), 0); // it ends by itself
    t.diagnostic(`${(performance.now() - begin).toFixed()} ms`);
  });
});

test('a second SIGTERM ends it at once', async () => {
  const args = [json, '--node.drain_timeout=60s'];
  await using(await startTroupe(args), async (server) => {
    await crowd(server, 400); // sent away in waves
    server.signal('SIGTERM');
    await logged(server, 'signal-received');
    await pause(500);
    assert.equal(await server.stop('SIGTERM'), 'SIGTERM');
  });
});

/** A server of two threads and a client on each: connections are dealt out in
 * turn. The second one's thread is to be held up. */
async function pair(args = []) {
  const server = await startExample('faulty-server', [
    json,
    '--threads=2',
    '--fault=sleep:8s',
    ...args,
  ]);
  const [other, sleeper] = [
    await Wire.connect(at(server)),
    await Wire.connect(at(server)),
  ];
  return { server, other, sleeper };
}

for (const index of [0, 1])
  test(`thread ${index} is held up: others are served, the log says why`, async (t) => {
    const { server, other, sleeper } = await pair();
    await using(server, async () => {
      const [held, free] = index === 0 ? [other, sleeper] : [sleeper, other];
      held.send('42["fault"]');
      await pause(3000); // until new clients do not come there
      const begin = performance.now();
      for (let n = 0; n < 6; ++n) await fresh(server);
      t.diagnostic(`6 new clients in ${(performance.now() - begin).toFixed()} ms`);
      free.send('420["list-users"]');
      await free.next((packet) => packet.startsWith('430'));
      const stuck = await logged(server, 'thread-stuck');
      assert.equal(stuck.thread, index);
      assert.equal(stuck.handler, 'fault');
      assert.equal(stuck.level, 'error');
      assert.equal(events(server, 'thread-goes-on').length, 0);
      held.send('420["list-users"]');
      await held.next((packet) => packet.startsWith('430'));
      const { thread } = await logged(server, 'thread-goes-on');
      assert.equal(thread, index);
      assert.equal(events(server, 'thread-stuck').length, 1);
      assert.equal(await server.stop(), 0);
    });
  });

test('a thread that is held up for too long ends the process', async () => {
  const { server, sleeper } = await pair(['--node.stuck_timeout=6s']);
  await using(server, async () => {
    sleeper.send('42["fault","sleep:1m"]');
    await logged(server, 'process-aborts');
    assert.equal(await server.stop('SIGCONT'), 'SIGABRT');
    assert.ok(events(server, 'thread-stuck').length >= 2);
  });
});

test('nobody is blamed for a process that stood still', async () => {
  await using(await startTroupe([json]), async (server) => {
    await fresh(server);
    server.signal('SIGSTOP');
    await pause(7000);
    server.signal('SIGCONT');
    await fresh(server);
    await pause(1500);
    assert.equal(events(server, 'thread-stuck').length, 0);
  });
});
