// What a service manager is told, as systemd is: ready, reloading, stopping, and
// that the server is alive.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { startTroupe } from './support/server.mjs';
import { eventually, within } from './support/time.mjs';

const folder = mkdtempSync(join(tmpdir(), 'troupe-service-'));
test.after(() => rmSync(folder, { recursive: true }));

/** A socket that hears what a service says. */
class Manager {
  heard = [];
  #child;

  static async start(name) {
    const manager = new Manager(name);
    await eventually(() => manager.heard.shift() === null, `socket ${name}`);
    return manager;
  }

  constructor(name) {
    const program = fileURLToPath(new URL('notify_socket.py', import.meta.url));
    this.#child = spawn('python3', [program, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) =>
      this.heard.push(JSON.parse(line)),
    );
  }

  count(message) {
    return this.heard.filter((each) => each === message).length;
  }

  stop() {
    this.#child.kill('SIGKILL');
  }
}

/** Starts a server as a service manager would, and stops both at the end. */
async function startService(t, name, variables = {}) {
  const manager = await Manager.start(name);
  t.after(() => manager.stop());
  const given = { NOTIFY_SOCKET: name, ...variables };
  Object.assign(process.env, given);
  try {
    const server = await startTroupe();
    t.after(() => server.stop('SIGKILL'));
    return { manager, server };
  } finally {
    for (const variable of Object.keys(given)) delete process.env[variable];
  }
}

const kinds = {
  path: join(folder, 'notify'),
  'name that is no file': `@troupe-service-${process.pid}`,
};
for (const [kind, name] of Object.entries(kinds))
  test(`it is told of start, reload and stop by a ${kind}`, async (t) => {
    const { manager, server } = await startService(t, name);
    const { heard } = manager;
    await eventually(() => heard.length === 1, 'READY');
    assert.equal(heard[0], `READY=1\nSTATUS=listening on ${server.url}`);
    assert.equal((await fetch(server.url)).status, 200);
    server.signal('SIGHUP');
    await eventually(() => heard.length === 3, 'reload');
    assert.match(heard[1], /^RELOADING=1\nMONOTONIC_USEC=\d+$/);
    assert.equal(heard[2], 'READY=1');
    assert.equal(await server.stop(), 0);
    await eventually(() => heard.length === 4, 'STOPPING');
    assert.equal(heard[3], 'STOPPING=1');
  });

test('the watchdog is fed all the time, in half of its time', async (t) => {
  const name = join(folder, 'watchdog');
  const { manager, server } = await startService(t, name, {
    WATCHDOG_USEC: '200000',
  });
  await eventually(() => manager.count('WATCHDOG=1') >= 5, 'WATCHDOG');
  assert.equal(manager.heard[0].startsWith('READY=1\n'), true);
  assert.equal(await server.stop(), 0);
});

test('a watchdog that waits for another process is not fed', async (t) => {
  const { manager, server } = await startService(t, join(folder, 'other'), {
    WATCHDOG_USEC: '1000',
    WATCHDOG_PID: '1',
  });
  server.signal('SIGHUP');
  await eventually(() => manager.count('READY=1') === 1, 'reload');
  assert.equal(await server.stop(), 0);
  await eventually(() => manager.count('STOPPING=1') === 1, 'STOPPING');
  assert.equal(manager.count('WATCHDOG=1'), 0);
});

test('a manager that has gone harms nobody', async (t) => {
  const { manager, server } = await startService(t, join(folder, 'gone'), {
    WATCHDOG_USEC: '20000',
  });
  await eventually(() => manager.count('WATCHDOG=1') > 0, 'WATCHDOG');
  manager.stop();
  server.signal('SIGHUP');
  await eventually(() => server.log().includes('"signal":1'), 'SIGHUP');
  assert.equal((await fetch(server.url)).status, 200);
  assert.equal(await within(server.stop(), 'end'), 0);
});
