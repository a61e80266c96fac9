// What one connection may send: above its rates less is read from it, and
// nobody else notices. Figures are held to loosely: the machine may be busy.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import test from 'node:test';

import { Endpoint } from './support/endpoint.mjs';
import { endOf, jsonLog, linesOf, logged } from './support/log-lines.mjs';
import { Polling } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, patience, pause, within } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const { io } = createRequire(import.meta.url)('socket.io-client');

/** Runs `body` with a server that is held to these limits. */
function limited(name, limits, body, args = []) {
  test(name, async (t) => {
    const options = Object.entries(limits).map(
      ([key, value]) => `--limits.${key}=${value}`,
    );
    const server = await startTroupe([
      '--chat.test_events=true',
      ...jsonLog,
      ...options,
      ...args,
    ]);
    t.after(() => server.stop('SIGKILL'));
    t.after(closeWires);
    await body(new Endpoint(server, '/socket.io/'), server, t);
  });
}

/** Sends `count` echoes by an official client, in so many rounds, the next one
 * when all of the one before are answered; resolves to the time that it took,
 * in seconds. */
async function timeOfEchoes(endpoint, transport, count, options = {}) {
  const { text = 'x', rounds = 1 } = options;
  const round = (socket) =>
    Promise.all(
      Array.from({ length: count / rounds }, () =>
        socket.emitWithAck('echo', text),
      ),
    );
  const socket = io(endpoint.base.replace('/socket.io/', ''), {
    transports: [transport],
    forceNew: true,
    reconnection: false,
  });
  try {
    await within(
      new Promise((resolve) => socket.on('connect', resolve)),
      'connect',
    );
    const start = performance.now();
    for (let i = 0; i < rounds; ++i)
      await within(round(socket), 'a round of echoes', 3 * patience);
    return (performance.now() - start) / 1000;
  } finally {
    socket.disconnect();
  }
}

// By polling, all of a POST are handled, and its answer waits: so the last POST
// does not count.
for (const [transport, rounds, counted] of [
  ['websocket', 1, 600],
  ['polling', 7, 500],
])
  limited(
    `the rate of events is held by ${transport}`,
    { events_per_second: 200, events_burst: 100 },
    async (endpoint, server, t) => {
      const took = await timeOfEchoes(endpoint, transport, 700, { rounds });
      t.diagnostic(`${(counted / took).toFixed(0)} events a second`);
      assert.ok(took >= counted / 200 / 1.1, `took only ${took} s`);
      const { option, limit } = await logged(server, 'client-throttled');
      assert.deepEqual([option, limit], ['limits.events_per_second', 200]);
    },
  );

limited(
  'the rate of bytes is held',
  { bytes_per_second: 100_000 },
  async (endpoint, server, t) => {
    const text = 'x'.repeat(10_000);
    const took = await timeOfEchoes(endpoint, 'websocket', 40, { text });
    t.diagnostic(`${(300 / took).toFixed(0)} kB a second`);
    // A burst's worth is free, and the last read, of 32 KiB, is taken whole: it
    // is paid for by a wait that nobody is left to notice.
    assert.ok(took >= 2.6, `took only ${took} s`);
    const { option } = await logged(server, 'client-throttled');
    assert.equal(option, 'limits.bytes_per_second');
  },
);

limited(
  'who keeps to the rate does not notice it',
  { events_per_second: 100, events_burst: 50 },
  async (endpoint, server) => {
    const wire = await Wire.connect(endpoint);
    for (let i = 0; i < 40; ++i) await wire.assertEchoes(`${i}`);
    assert.ok(
      !linesOf(server.log()).some(({ event }) => event === 'client-throttled'),
    );
  },
);

limited(
  'a client whose pongs wait behind its events is not taken for dead',
  { events_per_second: 50, events_burst: 10 },
  async (endpoint, server) => {
    const wire = await Wire.connect(endpoint);
    const echo = '42["echo","x"]';
    for (let i = 0; i < 200; ++i) wire.send(echo);
    // Its pongs come behind them: 4 s late, with pings each 0.5 s.
    for (let i = 0; i < 200; ++i) await wire.next((p) => p === echo);
    await wire.assertEchoes('still here');
    await logged(server, 'client-throttled');
  },
  ['--engine.ping_interval=500ms', '--engine.ping_timeout=500ms'],
);

limited(
  'one that does not answer its pings is, once it is heard again',
  { events_per_second: 50, events_burst: 10 },
  async (endpoint, server) => {
    const wire = await Wire.connect(endpoint, { heartbeat: false });
    for (let i = 0; i < 60; ++i) wire.send('42["echo","x"]');
    await wire.closed();
    const { reason } = await endOf(server, wire.handshake.sid);
    assert.equal(reason, 'ping timeout');
  },
  ['--engine.ping_interval=500ms', '--engine.ping_timeout=500ms'],
);

limited(
  'who stays above the rate is closed with 1008',
  { events_per_second: 50, events_burst: 10, rate_patience: '500ms' },
  async (endpoint, server) => {
    const wire = await Wire.connect(endpoint);
    for (let i = 0; i < 1000; ++i) wire.send('42["echo","x"]');
    assert.equal(await wire.closed(), 1008);
    const end = await endOf(server, wire.handshake.sid);
    assert.deepEqual(
      [end.reason, end.option, end.limit],
      ['transport error', 'limits.events_per_second', 50],
    );
    assert.match(end.detail, /limits\.rate_patience \(500 ms\)/);
  },
);

limited(
  'who does so by polling is closed too',
  { events_per_second: 20, events_burst: 10, rate_patience: '500ms' },
  async (endpoint, server) => {
    const session = await Polling.connect(endpoint);
    const post = Array(10).fill('42["noop"]').join('\x1e');
    await eventually(
      async () => (await session.post(post)).status === 400,
      'the end',
    );
    const { option } = await endOf(server, session.sid);
    assert.equal(option, 'limits.events_per_second');
  },
);

limited(
  'a POST above the rate is answered later, a second one not at all',
  { events_per_second: 10, events_burst: 1 },
  async (endpoint) => {
    const session = await Polling.connect(endpoint);
    const start = performance.now();
    const post = Array(10).fill('42["noop"]').join('\x1e');
    const { status, body } = await session.post(post);
    assert.deepEqual([status, body], [200, 'ok']);
    assert.ok(performance.now() - start > 700);
    const late = session.post(post);
    await pause(100);
    assert.equal((await session.post('42["noop"]')).status, 400);
    assert.equal((await late).body, 'ok');
    await session.assertGone();
  },
);

limited(
  'a burst of one client leaves others alone, and is read at its rate',
  { events_per_second: 1000, events_burst: 100 },
  async (endpoint) => {
    const [loud, quiet] = [
      await Wire.connect(endpoint),
      await Wire.connect(endpoint),
    ];
    for (let i = 0; i < 40_000; ++i) loud.send('42["noop"]');
    const start = performance.now();
    for (let i = 0; i < 50; ++i) await quiet.assertEchoes(`${i}`);
    const took = performance.now() - start;
    assert.ok(took < 20_000, `50 echoes took ${took} ms`);
  },
);

limited(
  'CONNECT packets have a rate of their own',
  { connects_per_second: 1 },
  async (endpoint) => {
    const wire = await Wire.connect(endpoint);
    const refusals = [];
    for (let i = 0; i < 6; ++i) {
      wire.send('40/nowhere,');
      refusals.push(await wire.next((p) => p.startsWith('44/nowhere')));
    }
    const rates = refusals.filter((p) => p.includes('Too many attempts'));
    const names = refusals.filter((p) => p.includes('Invalid namespace'));
    assert.ok(rates.length >= 1, `${refusals}`);
    assert.ok(names.length >= 1, `${refusals}`);
    await wire.assertEchoes();
  },
  ['--socketio.max_namespaces=3'],
);
