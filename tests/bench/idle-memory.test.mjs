// Holds what an idle WebSocket connection costs in memory, with its socket in a
// namespace and in two rooms, its own and another, to its bound.

import assert from 'node:assert/strict';
import test from 'node:test';

import { loadOf, runLoad } from '../../bench/generator.mjs';
import { endAll, Server } from '../../bench/server.mjs';

const connections = 8000;
const most = 3 * 1024;

const chat = {
  name: 'bench-chat',
  command: [
    ...[process.env.BENCH_CHAT, '--host=127.0.0.1', '--port=0'],
    ...['--limits.enabled=false', '--log.level=warn', '--threads=1'],
  ],
};
const idle = {
  mode: 'idle',
  options: { n: connections },
  timing: { settle: 1, warmup: 0, duration: 1, windows: 1 },
};

test('an idle connection takes 3 KiB at most', async (t) => {
  t.after(endAll);
  const server = await Server.start(chat, { within: [], cpus: '0' });
  const figures = await runLoad(loadOf(idle), server, { within: [] });
  assert.equal(figures.connected, connections);
  const bytes = figures.anon_bytes_per_conn;
  t.diagnostic(`${Math.round(bytes)} bytes each`);
  assert.ok(bytes > 0 && bytes <= most, `${bytes} bytes each`);
  assert.equal(await server.stop(), undefined);
});
