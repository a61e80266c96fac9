// What ends a session has a cause in the log: what it was, which option governs
// it, its limit and the value that was over it. Here: what clients send.

import assert from 'node:assert/strict';
import test, { after, afterEach } from 'node:test';

import { assertCause, at, joined, startTelling } from './support/causes.mjs';
import { endOf, logged } from './support/log-lines.mjs';
import { Polling } from './support/polling.mjs';
import { frame, RawHttp, upgradeText } from './support/raw-http.mjs';
import { closeWires } from './support/wire.mjs';

const strict = await startTelling(
  '--engine.max_http_buffer_size=2000',
  '--limits.packets_per_payload=3',
  '--limits.json_depth=5',
  '--limits.json_nodes=50',
  '--limits.arguments=10',
  '--limits.attachments=2',
  '--limits.fragments=4',
  '--limits.name_bytes=20',
  '--socketio.max_namespaces=1',
);

afterEach(closeWires);
after(() => strict.stop('SIGKILL'));

/** A WebSocket of which every byte is ours. */
async function rawSession(server) {
  const endpoint = at(server);
  const socket = await RawHttp.connect(server.port);
  socket.send(upgradeText(endpoint.target({ transport: 'websocket' })));
  assert.equal((await socket.response()).status, 101);
  const { payload } = await socket.frame();
  return { socket, sid: JSON.parse(payload.toString().slice(1)).sid };
}

/** Sends packets over a WebSocket that has joined; resolves to its sid. */
const sends =
  (...packets) =>
  async (server) => {
    const { wire, sid } = await joined(server);
    for (const packet of packets) wire.send(packet);
    return sid;
  };

const sendsFrames =
  (...frames) =>
  async (server) => {
    const { socket, sid } = await rawSession(server);
    for (const bytes of frames) socket.send(bytes);
    return sid;
  };

const posts = (body) => async (server) => {
  const session = await Polling.connect(at(server));
  await session.post(body);
  return session.sid;
};

const nested = (depth) => '['.repeat(depth) + ']'.repeat(depth);

const overLimits = {
  'a WebSocket message that is too large': {
    provoke: sends('4' + 'x'.repeat(3000)),
    reason: 'transport error',
    detail:
      'payload of 3001 bytes is over engine.max_http_buffer_size (2000)',
    option: 'engine.max_http_buffer_size',
    limit: 2000,
    value: 3001,
  },
  'a WebSocket message in too many fragments': {
    provoke: sendsFrames(
      frame('4', { fin: false }),
      ...Array(4).fill(frame('x', { opcode: 0, fin: false })),
    ),
    reason: 'transport error',
    option: 'limits.fragments',
    limit: 4,
    value: 5,
  },
  'too many packets in a payload': {
    provoke: posts(Array(4).fill('42["x"]').join('\x1e')),
    reason: 'parse error',
    option: 'limits.packets_per_payload',
    limit: 3,
  },
  'JSON that is too deep': {
    provoke: sends(`42["x",${nested(5)}]`),
    reason: 'forced close',
    detail: 'JSON with a depth of 6 is over limits.json_depth (5)',
    option: 'limits.json_depth',
    limit: 5,
    value: 6,
  },
  'JSON of too many values': {
    provoke: sends(`42["x",[${Array(60).fill(1)}]]`),
    reason: 'forced close',
    option: 'limits.json_nodes',
    limit: 50,
    value: 63,
  },
  'too many arguments': {
    provoke: sends(`42["x",${Array(12).fill(1)}]`),
    reason: 'forced close',
    option: 'limits.arguments',
    limit: 10,
    value: 13,
  },
  'too many attachments': {
    provoke: sends('453-["x"]'),
    reason: 'forced close',
    option: 'limits.attachments',
    limit: 2,
    value: 3,
  },
  'attachments that are too large together': {
    provoke: sends(
      '452-["x",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
      Buffer.alloc(1500),
      Buffer.alloc(1500),
    ),
    reason: 'forced close',
    option: 'engine.max_http_buffer_size',
    limit: 2000,
    value: (n) => n > 3000,
  },
  'an event name that is too long': {
    provoke: sends(`42["${'x'.repeat(21)}"]`),
    reason: 'forced close',
    option: 'limits.name_bytes',
    limit: 20,
    value: 21,
  },
  'a namespace that is too long': {
    provoke: sends(`40/${'x'.repeat(20)},`),
    reason: 'forced close',
    option: 'limits.name_bytes',
    limit: 20,
    value: 21,
  },
  'too many namespaces': {
    provoke: sends('40/other,'),
    reason: 'forced close',
    option: 'socketio.max_namespaces',
    limit: 1,
    value: 2,
  },
};

for (const [what, { provoke, ...expected }] of Object.entries(overLimits))
  test(`${what} is told with option, limit and value`, async () => {
    const sid = await provoke(strict);
    assertCause(await endOf(strict, sid), { level: 'info', ...expected });
  });

const broken = {
  'text that is not UTF-8': {
    provoke: sendsFrames(frame([0x34, 0xff])),
    reason: 'transport error',
    detail: 'text is not UTF-8',
  },
  'a frame without a mask': {
    provoke: sendsFrames(frame('2', { mask: false })),
    reason: 'transport error',
    detail: 'frame breaks RFC 6455',
  },
  'a packet of no type': {
    provoke: sends('x'),
    reason: 'parse error',
    detail: 'unknown or empty engine packet',
  },
  'a payload that is not UTF-8': {
    provoke: posts(Buffer.from([0x34, 0xff])),
    reason: 'parse error',
    detail: 'payload is not UTF-8',
  },
  'a ping from the client': {
    provoke: sends('2'),
    reason: 'transport error',
    detail: 'invalid heartbeat direction: a ping from a client of Engine.IO 4',
  },
  'what is no JSON': {
    provoke: sends('42["x"'),
    reason: 'forced close',
    detail: 'invalid payload: not JSON',
  },
  'a reserved name': {
    provoke: sends('42["disconnect"]'),
    reason: 'forced close',
    detail: "invalid payload: the event's name is reserved",
  },
  'bytes that nobody announced': {
    provoke: sends(Buffer.from('x')),
    reason: 'forced close',
    detail: 'got binary data when not reconstructing a packet',
  },
  'two polls at once': {
    provoke: async (server) => {
      const session = await Polling.open(at(server));
      await Promise.allSettled([session.get(), session.get()]);
      return session.sid;
    },
    reason: 'transport error',
    detail: 'two GETs at once',
  },
};

for (const [what, { provoke, ...expected }] of Object.entries(broken))
  test(`${what} is told as what it is`, async () => {
    const sid = await provoke(strict);
    assertCause(await endOf(strict, sid), { level: 'info', ...expected });
  });

test('a client that leaves is no news', async () => {
  const { wire, sid } = await joined(strict);
  wire.close();
  const line = await endOf(strict, sid);
  assert.equal(line.level, 'debug');
  assert.equal(line.reason, 'transport close');
  assert.match(line.detail, /^close frame from the client/);
});

test('handlers and the socket-disconnected line have the same cause', async () => {
  const { wire } = await joined(strict);
  wire.send(`42["x",${nested(9)}]`);
  const line = await logged(
    strict,
    'socket-disconnected',
    ({ value }) => value === 10,
  );
  assertCause(line, {
    level: 'info',
    reason: 'forced close',
    detail: 'JSON with a depth of 10 is over limits.json_depth (5)',
    option: 'limits.json_depth',
    limit: 5,
    value: 10,
  });
});
