// A node with many clients that is asked to stop: it sends them away in waves,
// in time, and ends in order.

import assert from 'node:assert/strict';
import test from 'node:test';

import { Endpoint } from './support/endpoint.mjs';
import { startTroupe } from './support/server.mjs';
import { closeWires, Wire } from './support/wire.mjs';

test('many clients are sent away in waves, within the time', async () => {
  const count = 400;
  const server = await startTroupe(['--node.drain_timeout=4s']);
  const endpoint = new Endpoint(server, '/socket.io/');
  const wires = await Promise.all(
    Array.from({ length: count }, () => Wire.connect(endpoint)),
  );
  const begin = Date.now();
  const ends = wires.map(async (wire) => {
    await wire.closed();
    return Date.now() - begin;
  });
  assert.equal(await server.stop(), 0);
  const times = (await Promise.all(ends)).sort((a, b) => a - b);
  assert.equal(times.length, count);
  assert.ok(times.at(-1) < 4000, `the last one after ${times.at(-1)} ms`);
  // Not all in one blow: the first wave is far from the last.
  const atOnce = times.filter((time) => time < times[0] + 100).length;
  assert.ok(atOnce < count * 0.75, `${atOnce} of ${count} at once`);
  closeWires();
});

test('a few clients are sent away at once', async () => {
  const server = await startTroupe();
  const endpoint = new Endpoint(server, '/socket.io/');
  const wires = await Promise.all(
    Array.from({ length: 10 }, () => Wire.connect(endpoint)),
  );
  const begin = Date.now();
  assert.equal(await server.stop(), 0);
  assert.ok(Date.now() - begin < 3000); // no wave is waited for
  for (const wire of wires) await wire.closed();
});
