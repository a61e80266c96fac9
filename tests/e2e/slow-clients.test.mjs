// Clients that do not read: what becomes of them, and of what is said to them.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { after, afterEach } from 'node:test';

import { io } from 'socket.io-client';

import { assertCause, at, joined, startTelling } from './support/causes.mjs';
import { freePort } from './support/cluster.mjs';
import { endOf, jsonLog, linesOf, logged } from './support/log-lines.mjs';
import { Measured } from './support/metrics.mjs';
import { Polling } from './support/polling.mjs';
import { startExample } from './support/server.mjs';
import { eventually, pause, within } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const tolerant = await startExample('slow-server', [
  ...jsonLog,
  '--threads=2',
]);
const clients = [];

afterEach(() => {
  clients.splice(0).forEach((client) => client.close());
  closeWires();
});
after(() => tolerant.stop('SIGKILL'));

/** A client in `nsp` that writes down the numbers of what it hears. */
async function join(nsp, settings = {}) {
  const client = io(tolerant.url + nsp, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 20,
    reconnectionDelayMax: 40,
    ...settings,
  });
  clients.push(client);
  client.heard = [];
  client.on('n', (n) => client.heard.push(n));
  client.on('b', (n, first, second) => {
    assert.ok(Buffer.isBuffer(first) && Buffer.isBuffer(second));
    assert.equal(first.length, second.length);
    client.heard.push(n);
  });
  await within(once(client, 'connect'), 'connects');
  return client;
}

const tcp = (client) => client.io.engine.transport.ws._socket;
const dropped = (nsp, policy) =>
  logged(
    tolerant,
    'events-dropped',
    (line) => line.nsp === nsp && line.policy === policy,
  );

/** Does not read while the server says so much, then does. */
async function overhear(client, event, count, size, until) {
  tcp(client).pause();
  client.emit(event, count, size);
  await until();
  tcp(client).resume();
}

function assertRising(numbers) {
  for (let i = 1; i < numbers.length; ++i)
    assert.ok(numbers[i] > numbers[i - 1], `${numbers[i - 1]}, ${numbers[i]}`);
}

const last = (client) => client.heard.at(-1);

test('a slow client is disconnected, and told so if it listens', async () => {
  const wire = await Wire.session(at(tolerant));
  wire.send('40/disconnect,');
  await wire.next((packet) => packet.startsWith?.('40/disconnect,'));
  wire.socket.pause();
  wire.send('42/disconnect,["burst",300,100000]');
  const sid = wire.handshake.sid.slice(0, 8);
  const line = await logged(tolerant, 'slow-consumer', (l) => l.sid === sid);
  assert.equal(line.option, 'engine.send_queue_bytes');
  wire.socket.resume();
  // Within a second of the end it hears why; after that it is reset.
  assert.ok([1006, 1008].includes(await wire.closed()));
  await endOf(tolerant, wire.handshake.sid);
});

test('drop-volatile: what comes last goes, the client stays', async () => {
  const client = await join('/drop-volatile');
  await overhear(client, 'burst', 300, 100_000, () =>
    dropped('/drop-volatile', 'drop-volatile'),
  );
  // Acknowledgements follow what was said before them.
  await client.timeout(10_000).emitWithAck('ask');
  assert.deepEqual(client.heard.slice(0, 10), [...Array(10).keys()]);
  assertRising(client.heard);
  assert.ok(client.heard.length < 300);
  client.heard.length = 0;
  client.emit('burst', 3, 10);
  await eventually(() => client.heard.length === 3, 'more events');
});

test('drop-oldest: what comes first goes, the client stays', async () => {
  const client = await join('/drop-oldest');
  await overhear(client, 'burst', 300, 100_000, () =>
    dropped('/drop-oldest', 'drop-oldest'),
  );
  await eventually(() => last(client) === 299, 'the last event');
  assertRising(client.heard);
  assert.ok(client.heard.length < 300);
  assert.equal(client.connected, true);
});

test('drop-oldest: bytes go and stay with their event', async () => {
  const client = await join('/drop-oldest');
  const ids = linesOf(tolerant.log()).length;
  await overhear(client, 'bytes', 300, 50_000, () =>
    eventually(
      () =>
        linesOf(tolerant.log())
          .slice(ids)
          .some((line) => line.event === 'events-dropped'),
      'events-dropped',
    ),
  );
  await eventually(() => last(client) === 299, 'the last event');
  assertRising(client.heard);
  assert.ok(client.heard.length < 300);
});

test('a client that polls keeps what fits, and the last', async () => {
  const client = await join('/drop-oldest', { transports: ['polling'] });
  client.emit('burst', 3000, 10);
  await eventually(() => last(client) === 2999, 'the last event');
  assertRising(client.heard);
  assert.ok(client.heard.length < 3000);
  assert.equal(client.connected, true);
});

test('acknowledgements are not dropped', async () => {
  const client = await join('/drop-oldest');
  tcp(client).pause();
  client.emit('burst', 300, 100_000);
  const answers = [1, 2, 3].map(() =>
    client.timeout(10_000).emitWithAck('ask'),
  );
  client.emit('burst', 300, 100_000);
  await pause(50);
  tcp(client).resume();
  assert.deepEqual(await Promise.all(answers), ['answer', 'answer', 'answer']);
});

for (const missed of [false, true])
  test(`one that ${missed ? 'was dropped events' : 'has all'} is ${missed ? 'not ' : ''}recovered`, async () => {
    const client = await join('/kept');
    if (missed)
      await overhear(client, 'burst', 300, 100_000, () =>
        dropped('/kept', 'drop-oldest'),
      );
    else client.emit('burst', 300, 10);
    await eventually(() => last(client) === 299, 'the last event');
    const back = once(client, 'connect');
    client.io.engine.close();
    await within(back, 'is back');
    assert.equal(client.recovered, !missed);
    assert.equal(
      await client.timeout(10_000).emitWithAck('recovered'),
      !missed,
    );
  });

test('a socket that takes nothing is given up after a while', async () => {
  const begin = (more) =>
    startTelling(
      '--engine.send_timeout=1s',
      '--engine.send_queue_bytes=256MiB',
      '--engine.send_queue_packets=100000',
      ...more,
    );
  const troupe = await Measured.start(begin);
  try {
    const since = await troupe.since();
    const { wire, sid } = await joined(troupe.server);
    const { wire: other } = await joined(troupe.server);
    wire.socket.pause();
    wire.send('42["flood",300,100000]');
    const ended = await endOf(troupe.server, sid);
    assertCause(ended, {
      reason: 'transport error',
      option: 'engine.send_timeout',
      limit: 1000,
      value: (n) => n >= 1000,
    });
    await troupe.eventually(since, {
      'engine_slow_clients_total{cause="timeout"}': 1,
      'engine_slow_clients_total{cause="bytes"}': 0,
      'engine_send_queue_bytes': 0,
    });
    await other.assertEchoes();
  } finally {
    await troupe.server.stop();
  }
});

test('no session begins while too much waits for clients', async () => {
  const internal = await freePort();
  const server = await startTelling(
    `--http.internal=${internal}`,
    '--limits.queued_bytes=1MiB',
    '--engine.send_queue_bytes=256MiB',
    '--engine.send_queue_packets=100000',
    '--engine.send_timeout=0s',
  );
  const readiness = async () =>
    (await fetch(`http://127.0.0.1:${internal}/readyz`)).json();
  try {
    const polling = await Polling.connect(at(server));
    const { wire } = await joined(server);
    assert.equal((await readiness()).overloaded, false);
    wire.socket.pause();
    wire.send('42["flood",300,100000]');
    await eventually(async () => (await readiness()).overloaded, 'overload');
    assert.equal((await readiness()).ready, false);
    const refused = await fetch(at(server).polling());
    assert.equal(refused.status, 503);
    assert.match(refused.headers.get('retry-after'), /^\d+$/);
    const upgrade = await Wire.refused(at(server).webSocket());
    assert.equal(upgrade.status, 503);
    const full = await logged(server, 'queues-full');
    assert.equal(full.option, 'limits.queued_bytes');
    assert.equal(full.limit, 1 << 20);
    // Whoever is there already is served.
    await polling.post('42["echo","hello"]');
    let heard = '';
    while (!heard.includes('42["echo","hello"]'))
      heard += (await polling.get()).body;
    wire.socket.resume();
    await eventually(async () => (await readiness()).ready, 'relief');
    await logged(server, 'queues-relieved');
    assert.equal((await fetch(at(server).polling())).status, 200);
  } finally {
    await server.stop('SIGKILL');
  }
});
