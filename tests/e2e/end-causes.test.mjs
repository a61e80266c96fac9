// What ends a session has a cause in the log. Here: what clients do not do, what
// handlers do, and the end of the server.

import assert from 'node:assert/strict';
import test, { after, afterEach } from 'node:test';

import { io } from 'socket.io-client';

import { assertCause, at, joined, startTelling } from './support/causes.mjs';
import { endOf, jsonLog, logged } from './support/log-lines.mjs';
import { Polling } from './support/polling.mjs';
import { startExample } from './support/server.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const hasty = await startTelling(
  '--engine.ping_interval=200ms',
  '--engine.ping_timeout=200ms',
  '--engine.upgrade_timeout=50ms',
  '--socketio.connect_timeout=500ms',
);
const narrow = await startTelling(
  '--engine.send_queue_bytes=50000',
  '--engine.send_queue_packets=20',
);
const throwing = await startExample('handlers-server', jsonLog);

afterEach(closeWires);
after(() =>
  Promise.all(
    [hasty, narrow, throwing].map((server) => server.stop('SIGKILL')),
  ),
);

const tooLate = {
  'a client that does not answer pings': {
    provoke: async () => {
      const wire = await Wire.session(at(hasty), { heartbeat: false });
      wire.send('40');
      return wire.handshake.sid;
    },
    reason: 'ping timeout',
    detail: 'no pong within engine.ping_timeout (200 ms)',
    option: 'engine.ping_timeout',
    limit: 200,
  },
  'a client that joins no namespace': {
    provoke: async () => (await Wire.session(at(hasty))).handshake.sid,
    reason: 'forced server close',
    detail: 'no namespace joined within socketio.connect_timeout (500 ms)',
    option: 'socketio.connect_timeout',
    limit: 500,
  },
};

for (const [what, { provoke, ...expected }] of Object.entries(tooLate))
  test(`${what} is told how long it had`, async () => {
    const sid = await provoke();
    assertCause(await endOf(hasty, sid), { level: 'info', ...expected });
  });

test('an upgrade that is not done in time is told, the session lives', async () => {
  const session = await Polling.connect(at(hasty));
  await Wire.open(at(hasty).webSocket({ sid: session.sid }));
  const line = await logged(
    hasty,
    'upgrade-failed',
    ({ sid }) => sid === session.sid.slice(0, 8),
  );
  assertCause(line, {
    detail: 'no upgrade within engine.upgrade_timeout (50 ms)',
    option: 'engine.upgrade_timeout',
    limit: 50,
  });
});

const slow = {
  bytes: ['42["flood",3,60000]', 'engine.send_queue_bytes', 50_000],
  packets: ['42["flood",30,1]', 'engine.send_queue_packets', 20],
};

for (const [what, [packet, option, limit]] of Object.entries(slow))
  test(`a slow reader is told by the ${what} that wait`, async () => {
    const session = await Polling.connect(at(narrow));
    await session.post(packet);
    const expected = { option, limit, value: (n) => n > limit };
    const sid = session.sid.slice(0, 8);
    const warned = await logged(
      narrow,
      'slow-consumer',
      (line) => line.sid === sid,
    );
    assertCause(warned, { level: 'warn', transport: 'polling', ...expected });
    const ended = await endOf(narrow, session.sid);
    assertCause(ended, { reason: 'transport error', ...expected });
    assert.match(ended.detail, /^slow consumer: queue of /);
  });

test('a slow reader of a WebSocket is told too', async () => {
  const { wire, sid } = await joined(narrow);
  wire.socket.pause();
  wire.send('42["flood",1000,60000]');
  const expected = { option: 'engine.send_queue_bytes', limit: 50_000 };
  assertCause(await endOf(narrow, sid), {
    level: 'info',
    reason: 'transport error',
    value: (n) => n > 50_000,
    ...expected,
  });
});

test('a handler that throws is the cause of the end', async () => {
  const client = io(throwing.url, {
    auth: { throw: true },
    reconnection: false,
    transports: ['websocket'],
  });
  try {
    const line = await logged(throwing, 'session-closed');
    assertCause(line, {
      level: 'info',
      reason: 'forced close',
      detail: 'a handler threw',
    });
    await logged(throwing, 'handler-threw');
  } finally {
    client.close();
  }
});

test('a namespace that is not there is told', async () => {
  const { wire } = await joined(hasty);
  wire.send('40/nowhere,');
  await logged(hasty, 'socket-refused', ({ nsp }) => nsp === '/nowhere');
});

test('the end of the server is told as such', async () => {
  const server = await startTelling();
  const { sid } = await joined(server);
  assert.equal(await server.stop(), 0);
  const line = await endOf(server, sid);
  assert.equal(line.level, 'debug');
  assert.equal(line.reason, 'server shutting down');
  assert.equal(line.detail, 'the server stops');
});
