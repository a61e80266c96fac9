// permessage-deflate, with the real client and with ws alone.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { deflateRawSync } from 'node:zlib';

import { io } from 'socket.io-client';
import { Sender } from 'ws';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { RawHttp, upgradeText } from './support/raw-http.mjs';
import { startExample, startTroupe } from './support/server.mjs';
import { eventually, within } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe([
  '--chat.test_events=true',
  '--engine.per_message_deflate=true',
  '--engine.per_message_deflate_threshold=100',
]);
const plain = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);
const testPlain = casesOn(plain);
const extension = 'permessage-deflate';
const ours = `${extension}; server_no_context_takeover; client_no_context_takeover`;

const small = 'ä';
const large = 'ever the same '.repeat(20_000);
const payloads = {
  'a small text': small,
  'a large text': large,
  'text that does not shrink': randomBytes(3000).toString('base64'),
  'small bytes': Buffer.from([0, 255]),
  'large bytes': Buffer.alloc(200_000, 5),
  'bytes that do not shrink': randomBytes(100_000),
};

async function withClient(body, options = {}) {
  const client = io(server.url, {
    forceNew: true,
    transports: ['websocket'],
    ...options,
  });
  try {
    await within(once(client, 'connect'), 'connect');
    await body(client, client.io.engine.transport.ws);
  } finally {
    client.close();
  }
}

const echo = (client, ...values) =>
  within(client.emitWithAck('echo', ...values), 'echo');

for (const perMessageDeflate of [true, { threshold: 0 }, { threshold: 1e9 }])
  test(`all kinds of messages go both ways, compressed by ${JSON.stringify(perMessageDeflate)}`, () =>
    withClient(
      async (client, socket) => {
        assert.equal(socket.extensions, extension);
        for (const [what, payload] of Object.entries(payloads))
          assert.deepEqual(await echo(client, payload), payload, what);
        const all = Object.values(payloads);
        await assert.doesNotReject(echo(client, ...all));
      },
      { perMessageDeflate },
    ));

test('what is sent is shorter than what is said', () =>
  withClient(
    async (client, socket) => {
      const before = socket._socket.bytesRead;
      client.emit('flood', 10, 50_000);
      await within(once(client, 'f'), 'a message');
      await echo(client);
      const bytes = socket._socket.bytesRead - before;
      assert.ok(bytes < 20_000, `${bytes} bytes for 500,000`);
    },
    { perMessageDeflate: true },
  ));

test('what is not to be compressed is not', async () => {
  const handlers = await startExample('handlers-server', [
    '--engine.per_message_deflate=true',
  ]);
  const client = io(handlers.url, {
    forceNew: true,
    transports: ['websocket'],
    perMessageDeflate: true,
  });
  try {
    await within(once(client, 'connect'), 'connect');
    const socket = client.io.engine.transport.ws;
    const costs = {};
    for (const compress of [true, false]) {
      const before = socket._socket.bytesRead;
      const heard = [];
      client.on('large', (text) => heard.push(text.length));
      client.emit('large', compress);
      await eventually(() => heard.length === 2, 'to one and to many');
      client.off('large');
      costs[compress] = socket._socket.bytesRead - before;
    }
    assert.ok(costs.true < 5_000, `${costs.true} bytes for 100,000`);
    assert.ok(costs.false > 100_000, `${costs.false} bytes for 100,000`);
  } finally {
    client.close();
    await handlers.stop();
  }
});

test('a client without the extension meets clients with it', async () => {
  const query = { room: 'mixed' };
  await withClient(
    async (with_, socket) => {
      assert.equal(socket.extensions, extension);
      await withClient(
        async (without, other) => {
          assert.equal(other.extensions, '');
          const message = large;
          await echo(with_);
          await echo(without);
          const heard = [with_, without].map((client) =>
            once(client, 'new-message'),
          );
          without.emit('send-message', { room: 'mixed', message });
          for (const [told] of await within(Promise.all(heard), 'message'))
            assert.deepEqual(told, { msg: message });
        },
        { query, perMessageDeflate: false },
      );
    },
    { query, perMessageDeflate: true },
  );
});

test('an upgrade agrees on it too', () =>
  withClient(
    async (client) => {
      const { engine } = client.io;
      await eventually(() => engine.transport.name === 'websocket', 'upgrade');
      assert.equal(engine.transport.ws.extensions, extension);
      assert.equal(await echo(client, large), large);
    },
    { transports: ['polling', 'websocket'], perMessageDeflate: true },
  ));

const handshakes = [
  [extension, ours],
  [`${extension}; client_max_window_bits`, ours],
  [
    `${extension}; server_max_window_bits=10`,
    `${ours}; server_max_window_bits=10`,
  ],
  [`${extension}; server_max_window_bits=99, ${extension}`, ours],
  [`${extension}; server_max_window_bits=99`, undefined],
  [`${extension}; surprise`, undefined],
  ['x-webkit-deflate-frame', undefined],
  [undefined, undefined],
];

async function answered(offer, port = server.port) {
  const raw = await RawHttp.connect(port);
  const target = endpoint.target({ transport: 'websocket' });
  raw.send(upgradeText(target, { 'Sec-WebSocket-Extensions': offer }));
  const { status, headers } = await raw.response();
  assert.equal(status, 101);
  return [headers['sec-websocket-extensions'], raw];
}

for (const [offer, answer] of handshakes)
  test(`"${offer}" is answered "${answer}"`, async () => {
    const [told, raw] = await answered(offer);
    raw.drop();
    assert.equal(told, answer);
  });

testPlain('it is off unless it is wanted', async () => {
  const [told, raw] = await answered(extension, plain.port);
  raw.send(compressed('40'));
  await raw.ended();
  assert.equal(told, undefined);
});

function compressed(text, { data = deflateRawSync(text), opcode = 1 } = {}) {
  const options = { opcode, mask: true, fin: true, rsv1: true, readOnly: true };
  return Buffer.concat(Sender.frame(data, options));
}

/** A session on a WebSocket that takes bytes as they are. */
async function session() {
  const wire = await Wire.connect(endpoint, { perMessageDeflate: true });
  assert.equal(wire.socket.extensions, extension);
  return wire;
}

const offences = {
  'a bomb': [compressed(Buffer.alloc(50_000_000, '4')), 1009],
  'what is no DEFLATE': [
    compressed('', { data: Buffer.from('ffffffffff', 'hex') }),
    1007,
  ],
  'half a message': [
    compressed('', { data: deflateRawSync('4'.repeat(99)).subarray(0, 3) }),
    1007,
  ],
  'text that is not UTF-8': [compressed(Buffer.from([0x34, 0xff])), 1007],
  'a compressed ping': [compressed('', { opcode: 9 }), 1002],
};

for (const [what, [bytes, code]] of Object.entries(offences))
  test(`${what} closes its connection with ${code}, and no other`, async () => {
    const other = await session();
    const wire = await session();
    wire.socket._socket.write(bytes);
    assert.equal(await wire.closed(), code);
    await other.assertEchoes();
  });
