// Connecting to namespaces, leaving them, and being refused.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Polling } from './support/polling.mjs';
import { startProtocolServer } from './support/server.mjs';
import { pause } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startProtocolServer();
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

/** Sends a CONNECT and resolves to the socket's id, behind the greeting. */
async function connect(wire, nsp = '', payload = '') {
  const prefix = nsp && `${nsp},`;
  wire.send(`40${prefix}${payload}`);
  const packet = await wire.next();
  assert.ok(packet.startsWith(`40${prefix}{"sid":"`), packet);
  await wire.expect(`42${prefix}["auth",${payload || '{}'}]`);
  return JSON.parse(packet.slice(2 + prefix.length)).sid;
}

async function assertAlive(wire) {
  wire.send('4298["message-with-ack","alive"]');
  await wire.expect('4398["alive"]');
}

test('ids of sockets are opaque, new, and not the id of the session', async () => {
  const wire = await Wire.session(endpoint);
  const ids = [await connect(wire), await connect(wire, '/custom')];
  for (const id of ids) assert.match(id, /^[\w-]{20}$/);
  assert.equal(new Set([...ids, wire.handshake.sid]).size, 3);
});

const payloads = [
  '{"token":"a,b/c[d]{e}"}',
  '{"nested":{"list":[1,2,{"x":null}]}}',
  '{"text":"é 😀"}',
];

for (const payload of payloads) {
  test(`the payload ${payload} reaches the server`, async () => {
    const wire = await Wire.session(endpoint);
    await connect(wire, '', payload);
    await connect(wire, '/custom', payload);
  });
}

test('nothing is sent before the client connects', async () => {
  const wire = await Wire.session(endpoint, { heartbeat: false });
  await wire.expect('2');
});

test('a lone slash is the main namespace', async () => {
  const wire = await Wire.session(endpoint);
  wire.send('40/,');
  assert.match(await wire.next(), /^40\{"sid":/);
  await wire.expect('42["auth",{}]');
  wire.send('42/,["message",1]');
  await wire.expect('42["message-back",1]');
});

const unknown = ['/a', '/a?x=1', '//a', '/a{"k":1}', '/custom/', '/Custom'];

for (const nsp of unknown) {
  test(`the namespace ${nsp} is refused and nothing else`, async () => {
    const wire = await Wire.session(endpoint);
    await connect(wire);
    for (const packet of [`40${nsp}`, `40${nsp},`, `40${nsp},{"a":1}`]) {
      wire.send(packet);
      await wire.expect(`44${nsp},{"message":"Invalid namespace"}`);
    }
    await assertAlive(wire);
  });
}

test('a client that is refused may connect elsewhere', async () => {
  const wire = await Wire.session(endpoint);
  wire.send('40/nowhere');
  await wire.expect('44/nowhere,{"message":"Invalid namespace"}');
  await connect(wire, '/custom');
});

const beforeConnect = {
  'an event': '42["message"]',
  'an ack': '431[]',
  'a disconnect': '41',
  'an array as payload': '40[]',
  'a string as payload': '40"x"',
  'null as payload': '40null',
  'a payload that is cut': '40{"a":1',
};

for (const [what, packet] of Object.entries(beforeConnect)) {
  test(`${what} instead of a CONNECT closes the connection`, async () => {
    const wire = await Wire.session(endpoint);
    wire.send(packet);
    assert.equal(await wire.closed(), 1005);
  });
}

test('an event for the main namespace needs a CONNECT to it', async () => {
  const wire = await Wire.session(endpoint);
  await connect(wire, '/custom');
  wire.send('42["message"]');
  assert.equal(await wire.closed(), 1005);
});

test('a second CONNECT to a custom namespace closes', async () => {
  const wire = await Wire.session(endpoint);
  await connect(wire, '/custom');
  wire.send('40/custom');
  assert.equal(await wire.closed(), 1005);
});

test('a namespace can be left and joined again, with a new id', async () => {
  const wire = await Wire.session(endpoint);
  await connect(wire);
  const ids = new Set();
  for (const leave of ['41/custom', '41/custom,', '41/custom']) {
    ids.add(await connect(wire, '/custom'));
    wire.send(leave);
  }
  assert.equal(ids.size, 3);
  await assertAlive(wire);
});

test('leaving the main namespace keeps the others', async () => {
  const wire = await Wire.session(endpoint);
  await connect(wire, '/custom');
  await connect(wire);
  wire.send('41');
  await connect(wire);
  await assertAlive(wire);
});

// The time to connect (1 s here) counts once; heartbeats alone go on then.
test('a client that left every namespace stays', async () => {
  const wire = await Wire.session(endpoint);
  await connect(wire);
  wire.send('41');
  await pause(1500);
  await connect(wire);
});

test('an event for a namespace just left closes', async () => {
  const wire = await Wire.session(endpoint);
  await connect(wire);
  await connect(wire, '/custom');
  wire.send('41/custom');
  wire.send('42/custom,["message"]');
  assert.equal(await wire.closed(), 1005);
});

test('namespaces are served over polling as well', async () => {
  const session = await Polling.open(endpoint);
  await session.post('40\x1e40/custom,{"token":1}\x1e40/nowhere');
  const packets = [];
  while (packets.length < 5) packets.push(await session.next());
  const expected = [
    /^40\/custom,\{"sid":"[\w-]{20}"\}$/,
    /^40\{"sid":"[\w-]{20}"\}$/,
    /^42\/custom,\["auth",\{"token":1\}\]$/,
    /^42\["auth",\{\}\]$/,
    /^44\/nowhere,\{"message":"Invalid namespace"\}$/,
  ];
  packets.sort().forEach((packet, i) => assert.match(packet, expected[i]));
});
