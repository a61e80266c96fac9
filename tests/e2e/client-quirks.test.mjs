// Habits of clients in other languages, as bytes on the wire.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, Polling, request } from './support/polling.mjs';
import { Polling3 } from './support/polling3.mjs';
import { startTroupe } from './support/server.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe([
  '--chat.test_events=true',
  '--engine.allow_eio3=true',
]);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const isEcho = (packet) => packet.startsWith?.('42["echo"');

test('Java reads the Content-Type of each answer', async () => {
  const session = await Polling.open(endpoint);
  const headers = { 'Content-Type': 'text/plain;charset=UTF-8' };
  const post = await session.post('40', { headers });
  assert.deepEqual([post.status, post.body], [200, 'ok']);
  assert.equal(post.headers.get('content-type'), 'text/html');
  const poll = await session.get();
  assert.equal(poll.status, 200);
  assert.equal(poll.headers.get('content-type'), 'text/plain; charset=UTF-8');
  const refused = await request(endpoint.polling({ sid: 'none' }));
  assert.equal(refused.headers.get('content-type'), 'application/json');
  const pending = session.get();
  await session.post('1', { headers });
  assert.match((await pending).headers.get('content-type'), /^text\/plain/);
});

test('Java 1 sends bytes as an octet stream', async () => {
  const session = await Polling3.open(endpoint);
  await session.packets();
  const head = '451-["echo",{"_placeholder":true,"num":0}]';
  const sent = await session.sendBytes(head, Buffer.from([4, 0, 0xff]));
  assert.deepEqual([sent.status, sent.body], [200, 'ok']);
  const came = await session.binaryPackets();
  assert.deepEqual(came.slice(came.indexOf(head)), [
    head,
    Buffer.from([4, 0, 0xff]),
  ]);
});

test('Swift 15 names no protocol and sends a noop before it upgrades', async () => {
  const session = await Polling3.open(endpoint, { EIO: undefined });
  assert.equal((await session.packets())[0], '40');
  const wire = await Wire.open(
    endpoint.webSocket({ EIO: undefined, sid: session.sid }),
    { heartbeat: false },
  );
  wire.send('2probe');
  await wire.expect('3probe');
  await session.send('6');
  wire.send('5');
  wire.send('42["echo","swift"]');
  assert.equal(await wire.next(isEcho), '42["echo","swift"]');
});

test('Swift reads the JSON of a refusal', async () => {
  assertRefused(
    await request(endpoint.url({ transport: 'none' })),
    0,
    'Transport unknown',
  );
  assertRefused(
    await request(endpoint.polling({ sid: 'none' }), {
      method: 'POST',
      body: '40',
    }),
    1,
    'Session ID unknown',
  );
});

test('Python upgrades before it polls, and at once', async () => {
  const session = await Polling.open(endpoint, { t: '1700000000.123' });
  const wire = await Wire.open(endpoint.webSocket({ sid: session.sid }));
  wire.send('2probe');
  wire.send('5');
  await wire.expect('3probe');
  wire.send('40{}');
  await wire.next((packet) => packet.startsWith?.('40{"sid"'));
  await wire.assertEchoes();
});

test('Python packs what is not there as nil', async () => {
  const wire = await Wire.session(endpoint);
  // What python-socketio's msgpack serializer sends: {type, data, nsp}.
  const packet = (hex) =>
    wire.send(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
  packet('83 a474797065 00 a464617461 80 a36e7370 a12f');
  const connected = await wire.next();
  assert.equal(connected.subarray(0, 7).toString('hex'), '83a47479706500');
  packet('83 a474797065 01 a464617461 c0 a36e7370 a12f');
  packet('83 a474797065 00 a464617461 80 a36e7370 a12f');
  const again = await wire.next(
    (came) => came.subarray(0, 7).toString('hex') === '83a47479706500',
  );
  assert.notDeepEqual(again, connected);
});
