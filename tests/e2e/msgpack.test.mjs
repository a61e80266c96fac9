// Clients with socket.io-msgpack-parser, beside those without.

import assert from 'node:assert/strict';

import { decode, encode } from 'notepack.io';
import parser from 'socket.io-msgpack-parser';

import { casesOn } from './support/cases.mjs';
import { chatCases } from './support/chat-cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Member, plain, versions, ways } from './support/member.mjs';
import { startExample, startTroupe } from './support/server.mjs';
import { within } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe([
  '--chat.test_events=true',
  '--limits.attachments=3',
]);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

function ioPacked(url, options) {
  return versions['4.8'](url, { ...options, parser });
}

chatCases(
  test,
  server,
  Object.fromEntries(
    Object.entries(ways).map(([way, transports]) => [
      `MessagePack by ${way}`,
      (settings) => Member.join(ioPacked, server, { transports, ...settings }),
    ]),
  ),
);

test('clients with either parser hear the same', async (t) => {
  const room = 'mixed';
  const members = [];
  t.after(() => Promise.all(members.map((member) => member.leave())));
  for (const io of [ioPacked, versions['4.8']])
    for (const transports of Object.values(ways))
      members.push(
        await Member.join(io, server, {
          transports,
          username: `m${members.length}`,
          room,
        }),
      );
  const said = [];
  for (const [number, member] of members.entries()) {
    const message = { number, bytes: Buffer.from([0, 255]), text: 'é 😀' };
    said.push([{ msg: plain(message) }]);
    member.emit('send-message', { message, room });
    for (const each of members)
      await each.inbox.atLeast('new-message', number + 1);
  }
  for (const member of members)
    assert.deepEqual(member.inbox.all('new-message'), said);
});

/** A WebSocket that has sent its CONNECT as bytes. */
async function connect() {
  const wire = await Wire.session(endpoint);
  wire.send(encode({ type: 0, nsp: '/' }));
  const { type, nsp, data } = decode(await wire.next());
  assert.deepEqual([type, nsp, Object.keys(data)], [0, '/', ['sid']]);
  return wire;
}

const event = (...data) => encode({ type: 2, nsp: '/', data });

/** The next packet that is no news of the chat's. */
async function nextPacket(wire) {
  for (;;) {
    const packet = decode(await wire.next());
    if (!/^(conn$|user-)/.test(packet.data?.[0])) return packet;
  }
}

test('values come back as JSON can say them', async () => {
  const wire = await connect();
  const big = new Uint8Array([1, 2, 3]).buffer;
  wire.send(
    event(
      'echo',
      undefined,
      { a: undefined, b: NaN },
      new Date(0),
      big,
      2 ** 40,
    ),
  );
  assert.deepEqual(await nextPacket(wire), {
    type: 2,
    data: [
      ...['echo', null, { b: null }, '1970-01-01T00:00:00.000Z'],
      ...[Buffer.from([1, 2, 3]), 2 ** 40],
    ],
    nsp: '/',
  });
});

test('acknowledgements and farewells are packed too', async () => {
  const wire = await connect();
  wire.send(encode({ type: 2, nsp: '/', data: ['echo', 1], id: 7 }));
  assert.deepEqual(await nextPacket(wire), {
    type: 3,
    data: [1],
    nsp: '/',
    id: 7,
  });
  wire.send(encode({ type: 0, nsp: '/none' }));
  assert.deepEqual(await nextPacket(wire), {
    type: 4,
    data: { message: 'Invalid namespace' },
    nsp: '/none',
  });
});

test('a refusal of a middleware is packed too', async () => {
  const other = await startExample('client-suite-server');
  try {
    const options = { forceNew: true, reconnection: false };
    const socket = ioPacked(`${other.url}/no`, options);
    const refusal = new Promise((resolve) =>
      socket.once('connect_error', resolve),
    );
    const { message } = await within(refusal, 'refusal');
    assert.equal(message, 'Auth failed (custom namespace)');
    socket.close();
  } finally {
    assert.equal(await other.stop(), 0);
  }
});

test('what is no packet closes the session', async () => {
  const bad = {
    nothing: Buffer.alloc(0),
    'no map': encode([1]),
    'a type that is none': encode({ type: 5, nsp: '/' }),
    'no namespace': encode({ type: 2, data: ['a'] }),
    'no array': encode({ type: 2, nsp: '/', data: {} }),
    'an empty array': encode({ type: 2, nsp: '/', data: [] }),
    'a reserved name': event('disconnect'),
    'a lying length': Buffer.from('83a474797065dcffffffff', 'hex'),
    'a cut packet': event('echo', 'a').subarray(0, 20),
    'bytes behind it': Buffer.concat([event('echo'), Buffer.from([0])]),
    'too many attachments': event('echo', ...Array(4).fill(Buffer.from('a'))),
    'a made-up placeholder': event(
      ...['echo', Buffer.from('a'), { _placeholder: true, num: 0 }],
    ),
    'another namespace': encode({ type: 2, nsp: '/none', data: ['a'] }),
    text: '42["echo"]',
  };
  for (const [what, packet] of Object.entries(bad)) {
    const wire = await connect();
    wire.send(packet);
    assert.equal(await wire.closed(), 1005, what);
  }
});

test('who has begun with text stays with it', async () => {
  const wire = await Wire.connect(endpoint);
  wire.send(event('echo', 1));
  await wire.closed();
});
