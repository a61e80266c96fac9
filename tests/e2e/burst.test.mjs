// One client sends 40,000 events in one burst; others are answered meanwhile.
// The figures are printed; what is asserted leaves room for a loaded machine.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { Worker } from 'node:worker_threads';

import { Endpoint } from './support/endpoint.mjs';
import { startTroupe } from './support/server.mjs';
import { patience, within } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const events = 40_000;

/** Asks for echoes, one after the other, until `over()`; resolves to how long
 * each took, in milliseconds. */
async function roundTrips(wire, over) {
  const took = [];
  while (!over()) {
    const start = performance.now();
    await wire.assertEchoes('x');
    took.push(performance.now() - start);
  }
  return took;
}

async function startLoud(endpoint) {
  const loud = new Worker(
    new URL('./support/loud-client.mjs', import.meta.url),
    {
      workerData: {
        port: endpoint.port,
        target: endpoint.target({ transport: 'websocket' }),
        count: events,
        text: '421["echo","x"]',
      },
    },
  );
  await within(once(loud, 'message'), 'the loud client');
  return loud;
}

async function measure(endpoint, quiet) {
  const loud = await startLoud(endpoint);
  try {
    let over = false;
    const all = quiet.map((wire) => roundTrips(wire, () => over));
    const start = performance.now();
    loud.postMessage('go');
    const [last] = await within(
      once(loud, 'message'),
      'all answers to the burst',
      3 * patience,
    );
    const total = performance.now() - start;
    over = true;
    assert.equal(last, 'done');
    const took = (await Promise.all(all)).flat().sort((a, b) => a - b);
    return { total, took };
  } finally {
    await loud.terminate();
  }
}

test('a burst of one client is not felt by others', async (t) => {
  const server = await startTroupe(['--chat.test_events=true']);
  t.after(() => server.stop('SIGKILL'));
  t.after(closeWires);
  const endpoint = new Endpoint(server, '/socket.io/');
  // One on each I/O thread at least: they are given out in turn.
  const quiet = [];
  for (let i = 0; i < 2; ++i) quiet.push(await Wire.connect(endpoint));
  const { total, took } = await measure(endpoint, quiet);
  const worst = took.at(-1);
  const p99 = took[Math.floor(took.length * 0.99)];
  t.diagnostic(
    `${events} events in ${total.toFixed(0)} ms; others' answers: ` +
      `${took.length}, p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`,
  );
  assert.ok(worst < 2000, `an answer took ${worst} ms`);
});
