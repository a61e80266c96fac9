// The cases of the official Socket.IO protocol suite: namespaces `/` and
// `/custom` emit `auth` with the CONNECT payload, `/` sends messages back.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { startProtocolServer } from './support/server.mjs';
import { transportCases } from './support/transport-cases.mjs';
import { Wire } from './support/wire.mjs';

const first = Buffer.from([1, 2, 3]);
const second = Buffer.from([4, 5, 6]);
const placeholders =
  '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';

const server = await startProtocolServer();
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

transportCases(test, endpoint, async (wire) => {
  wire.send('40/custom');
  await assertConnected(wire, '/custom,');
  await wire.expect('42/custom,["auth",{}]');
  wire.send('41/custom');
});

/** Takes the answer to a CONNECT: it holds an id and nothing else. */
async function assertConnected(wire, nsp = '') {
  const packet = await wire.next();
  assert.ok(packet.startsWith(`40${nsp}`), packet);
  const payload = JSON.parse(packet.slice(2 + nsp.length));
  assert.deepEqual(Object.keys(payload), ['sid']);
  assert.equal(typeof payload.sid, 'string');
}

async function connected() {
  const wire = await Wire.session(endpoint);
  wire.send('40');
  await assertConnected(wire);
  await wire.expect('42["auth",{}]');
  return wire;
}

const connects = [
  ['the main namespace', '40', '', '42["auth",{}]'],
  [
    'the main namespace with a payload',
    '40{"token":"123"}',
    '',
    '42["auth",{"token":"123"}]',
  ],
  ['a custom namespace', '40/custom,', '/custom,', '42/custom,["auth",{}]'],
  [
    'a custom namespace with a payload',
    '40/custom,{"token":"abc"}',
    '/custom,',
    '42/custom,["auth",{"token":"abc"}]',
  ],
];

for (const [where, packet, nsp, greeting] of connects) {
  test(`a client connects to ${where}`, async () => {
    const wire = await Wire.session(endpoint);
    wire.send(packet);
    await assertConnected(wire, nsp);
    await wire.expect(greeting);
  });
}

test('a client cannot connect to an unknown namespace', async () => {
  const wire = await Wire.session(endpoint);
  wire.send('40/random');
  await wire.expect('44/random,{"message":"Invalid namespace"}');
});

test('an invalid first packet closes the connection', async () => {
  const wire = await Wire.session(endpoint);
  wire.send('4abc');
  await wire.closed();
});

// Pings are answered, so the missing CONNECT alone can be the reason.
test('a client that never connects to a namespace is dropped', async () => {
  const wire = await Wire.session(endpoint);
  await wire.closed();
});

test('a client disconnects from the main namespace unanswered', async () => {
  const wire = await Wire.session(endpoint, { heartbeat: false });
  wire.send('40');
  await assertConnected(wire);
  await wire.expect('42["auth",{}]');
  wire.send('41');
  await wire.expect('2');
});

test('a client leaves a custom namespace and keeps the main one', async () => {
  const wire = await connected();
  wire.send('40/custom');
  await assertConnected(wire, '/custom,');
  await wire.expect('42/custom,["auth",{}]');
  wire.send('41/custom');
  wire.send('42["message","message to main namespace"]');
  await wire.expect('42["message-back","message to main namespace"]');
});

const exchanges = [
  [
    'an event',
    ['42["message",1,"2",{"3":[true]}]'],
    ['42["message-back",1,"2",{"3":[true]}]'],
  ],
  [
    'an event with attachments',
    [`452-["message",${placeholders}]`, first, second],
    [`452-["message-back",${placeholders}]`, first, second],
  ],
  [
    'an event that asks for an ack',
    ['42456["message-with-ack",1,"2",{"3":[false]}]'],
    ['43456[1,"2",{"3":[false]}]'],
  ],
  [
    'an event with attachments that asks for an ack',
    [`452-789["message-with-ack",${placeholders}]`, first, second],
    [`462-789[${placeholders}]`, first, second],
  ],
];

for (const [what, packets, answers] of exchanges) {
  test(`${what} is answered`, async () => {
    const wire = await connected();
    for (const packet of packets) wire.send(packet);
    await wire.expect(...answers);
  });
}

const invalid = {
  'an unknown packet type': '4abc',
  'an invalid payload': '42{}',
  'an invalid ack id': '42abc["message-with-ack",1,"2",{"3":[false]}]',
};

for (const [what, packet] of Object.entries(invalid)) {
  test(`${what} closes the connection`, async () => {
    const wire = await connected();
    wire.send(packet);
    await wire.closed();
  });
}
