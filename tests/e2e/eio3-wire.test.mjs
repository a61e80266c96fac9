// Engine.IO protocol 3 as bytes on the wire.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, request } from './support/polling.mjs';
import { packets3, payload3, Polling3 } from './support/polling3.mjs';
import { startProtocolServer, startTroupe } from './support/server.mjs';
import { pause } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe([
  '--chat.test_events=true',
  '--engine.allow_eio3=true',
  '--engine.ping_interval=300ms',
  '--engine.ping_timeout=200ms',
]);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const bytes = Buffer.from([0, 1, 2, 0xfe, 0xff]);

/** A WebSocket that was opened as by a client of Socket.IO 2. */
async function openWire(query = {}) {
  const wire = await Wire.open(endpoint.webSocket({ EIO: '3', ...query }), {
    heartbeat: false,
  });
  const packet = await wire.next();
  assert.equal(packet[0], '0');
  wire.handshake = JSON.parse(packet.slice(1));
  await wire.expect('40');
  return wire;
}

const isEcho = (packet) => packet.startsWith?.('42["echo"');
const isNews = (packet) => /^42\["(conn|user-)/.test(packet);

/** A polling session whose welcome has been read. */
async function openPolling(query = {}) {
  const session = await Polling3.open(endpoint, query);
  const [connected, ...news] = await session.packets();
  assert.equal(connected, '40');
  assert.ok(news.every(isNews), `news: ${news}`);
  return session;
}

async function polledEcho(session) {
  for (;;) {
    const found = (await session.packets()).filter((each) => !isNews(each));
    if (found.length > 0) return found;
  }
}

test('the handshake names the session, and the main namespace follows', async () => {
  const session = await Polling3.open(endpoint);
  assert.deepEqual(Object.keys(session.handshake).sort(), [
    ...['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades'],
  ]);
  assert.deepEqual(session.handshake.upgrades, ['websocket']);
  const [first, conn] = await session.packets();
  assert.equal(first, '40');
  assert.equal(conn, '42["conn",{"message":"you are added"}]');
});

test('a client that names no protocol speaks this one', async () => {
  const { body } = await request(endpoint.polling({ EIO: undefined }));
  assert.match(body, /^\d+:0\{"sid"/);
  const session = await openPolling({ EIO: undefined });
  await session.send('42["echo",1]');
  assert.deepEqual(await polledEcho(session), ['42["echo",1]']);
});

test('another protocol than that of the handshake is a bad request', async () => {
  const session = await openPolling();
  const query = { sid: session.sid };
  assertRefused(await request(endpoint.polling(query)), 3, 'Bad request');
  const upgrade = await Wire.refused(endpoint.webSocket(query));
  assert.equal(upgrade.status, 400);
  await session.send('42["echo",1]');
  assert.deepEqual(await polledEcho(session), ['42["echo",1]']);
});

test('lengths count UTF-16 code units', async () => {
  const session = await openPolling();
  const packet = '42["echo","€ 😀"]';
  await session.send(packet, '42["echo",2]');
  assert.deepEqual(await polledEcho(session), [packet, '42["echo",2]']);
});

test('bytes are polled as bytes, together with what is text', async () => {
  const session = await openPolling();
  const placeholder = '{"_placeholder":true,"num":0}';
  const message = Buffer.concat([Buffer.from([4]), bytes]);
  const sent = await session.sendBytes(
    `451-["echo","€",${placeholder}]`,
    message,
  );
  assert.deepEqual([sent.status, sent.body], [200, 'ok']);
  assert.deepEqual(
    (await session.binaryPackets()).filter(
      (p) => Buffer.isBuffer(p) || !isNews(p),
    ),
    [`451-["echo","€",${placeholder}]`, message],
  );
});

test('a client without bytes polls base64', async () => {
  const session = await openPolling({ b64: '1' });
  const packets = ['451-["echo",{"_placeholder":true,"num":0}]', 'b4AQID'];
  await session.send(...packets);
  assert.deepEqual(await polledEcho(session), packets);
});

test('WebSocket messages of bytes begin with their type', async () => {
  const wire = await openWire();
  const head = '451-["echo",{"_placeholder":true,"num":0}]';
  const message = Buffer.concat([Buffer.from([4]), bytes]);
  wire.send(head);
  wire.send(message);
  await wire.next((packet) => packet === head);
  await wire.expect(message);
  wire.send(head);
  wire.send('b4AQID');
  await wire.next((packet) => packet === head);
  await wire.expect(Buffer.from([4, 1, 2, 3]));
});

test('a WebSocket without bytes gets base64', async () => {
  const wire = await openWire({ b64: '1' });
  const head = '451-["echo",{"_placeholder":true,"num":0}]';
  wire.send(head);
  wire.send('b4AQID');
  await wire.next((packet) => packet === head);
  await wire.expect('b4AQID');
});

test('the client pings and the server answers', async () => {
  const wire = await openWire();
  await wire.next(isNews);
  for (let round = 0; round < 4; ++round) {
    await pause(250);
    wire.send('2');
    await wire.next((packet) => packet === '3');
  }
  const silent = Date.now();
  wire.send('42["noop"]');
  await wire.closed();
  const waited = Date.now() - silent;
  assert.ok(waited >= 400, `closed after ${waited} ms`);
});

test('a polling session is silent until its client is', async () => {
  const session = await openPolling();
  await session.send('2');
  assert.deepEqual(await polledEcho(session), ['3']);
  const start = Date.now();
  const last = await session.packets();
  assert.deepEqual(last, ['1']);
  assert.ok(Date.now() - start >= 400);
  await session.assertGone();
});

test('a pong is the wrong direction', async () => {
  const wire = await openWire();
  wire.send('3');
  await wire.closed();
});

test('what is no payload closes the session', async () => {
  for (const body of ['', 'abc', '4hello', '7:4hello', '1:7', '2:4a1']) {
    const session = await openPolling();
    assert.equal((await session.post(body)).status, 200, body);
    await session.assertGone();
  }
});

test('an empty packet is passed over', async () => {
  const session = await openPolling();
  await session.post(`0:${payload3('42["echo",1]')}`);
  assert.deepEqual(await polledEcho(session), ['42["echo",1]']);
});

test('a session that its client ends is answered with a noop', async () => {
  const session = await openPolling();
  const pending = session.get();
  await pause(50);
  await session.send('1');
  assert.equal((await pending).body, '1:6');
  await session.assertGone();
});

test('a session that the server ends is told so by the next poll', async () => {
  const session = await openPolling();
  await session.post(payload3('4abc'));
  assert.equal((await session.get()).body, '1:61:1');
  await session.assertGone();
});

test('polling moves to a WebSocket', async () => {
  const session = await openPolling();
  const pending = session.get();
  const wire = await Wire.open(
    endpoint.webSocket({ EIO: '3', sid: session.sid }),
    { heartbeat: false },
  );
  wire.send('2probe');
  await wire.expect('3probe');
  assert.deepEqual(
    packets3((await pending).body).filter((p) => !isNews(p)),
    ['6'],
  );
  wire.send('5');
  wire.send('42["echo",1]');
  await wire.next(isEcho);
  wire.send('2');
  await wire.next((packet) => packet === '3');
});

test('the main namespace is connected already', async () => {
  const wire = await openWire();
  wire.send('40');
  await wire.closed();
});

test('a namespace that there is not is refused as ever', async () => {
  const wire = await openWire();
  wire.send('40/none?tok=1,');
  const refusal = '44/none,{"message":"Invalid namespace"}';
  assert.equal(await wire.next((p) => p.startsWith('44')), refusal);
  wire.send('42["echo",1]');
  await wire.next(isEcho);
});

test('a session without Socket.IO carries what it is given', async () => {
  const other = await startProtocolServer(['--engine.allow_eio3=true']);
  try {
    const bare = new Endpoint(other, '/engine.io/');
    const session = await Polling3.open(bare);
    await session.send('440{"a":1}', '4€');
    assert.deepEqual(await session.packets(), ['440{"a":1}', '4€']);
    await session.sendBytes(Buffer.from([4, 1, 2]));
    assert.deepEqual(await session.binaryPackets(), [Buffer.from([4, 1, 2])]);
  } finally {
    assert.equal(await other.stop(), 0);
  }
});
