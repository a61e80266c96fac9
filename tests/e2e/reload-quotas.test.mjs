// SIGHUP: rates and quotas change at work, also for who waits because of them.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { Endpoint } from './support/endpoint.mjs';
import { jsonLog, logged } from './support/log-lines.mjs';
import { addressOf, from, shake } from './support/quotas.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

test('the limits change with SIGHUP', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-quotas-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'troupe.toml');
  const write = (limits) => writeFileSync(file, `[limits]\n${limits}\n`);
  write('handshakes_per_second_per_address = 1\nhandshakes_burst_per_address = 1');
  const server = await startTroupe([
    `--config=${file}`,
    '--chat.test_events=true',
    ...jsonLog,
  ]);
  t.after(() => server.stop('SIGKILL'));
  t.after(closeWires);
  const endpoint = new Endpoint(server, '/socket.io/');
  const statuses = [];
  for (let i = 0; i < 4; ++i) statuses.push((await shake(endpoint)).status);
  assert.ok(statuses.includes(429), `${statuses}`);
  write('trusted_proxies = ["127.0.0.1"]\nevents_per_second = 20\nevents_burst = 1');
  server.signal('SIGHUP');
  await logged(server, 'reloaded');
  const all = async () => {
    const asked = await Promise.all(
      Array.from({ length: 10 }, () => shake(endpoint)),
    );
    return asked.every(({ status }) => status === 200);
  };
  await eventually(all, 'no bound of handshakes');
  assert.equal(await addressOf(endpoint, from('203.0.113.5')), '203.0.113.5');
  const wire = await Wire.connect(endpoint);
  for (let i = 0; i < 200; ++i) wire.send('42["echo","x"]');
  await logged(server, 'client-throttled');
  // What waits is taken up when the rate is lifted, not when it would be due.
  write('');
  server.signal('SIGHUP');
  for (let i = 0; i < 200; ++i) await wire.next((p) => p === '42["echo","x"]');
});
