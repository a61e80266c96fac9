// A polling session on its way to a WebSocket, and ways to lose that way.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, Polling } from './support/polling.mjs';
import { frame, RawHttp, upgradeText } from './support/raw-http.mjs';
import { startTroupe } from './support/server.mjs';
import { pause } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

function openSecond(session) {
  return Wire.open(endpoint.webSocket({ sid: session.sid }));
}

async function probing(session) {
  const wire = await openSecond(session);
  wire.send('2probe');
  await wire.expect('3probe');
  return wire;
}

const isEcho = (packet) => packet.startsWith?.('42["echo"');

test('a waiting poll is released by a noop while probing', async () => {
  const session = await Polling.open(endpoint);
  const poll = session.get();
  await probing(session);
  const { status, body } = await poll;
  assert.deepEqual([status, body], [200, '6']);
});

test('a poll that comes while probing is released by a noop', async () => {
  const session = await Polling.open(endpoint);
  await probing(session);
  for (let round = 0; round < 3; ++round) {
    const { status, body } = await session.get();
    assert.deepEqual([status, body], [200, '6']);
  }
});

test('messages go both ways by polling while probing', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await probing(session);
  await session.assertEchoes('while probing');
  wire.send('5');
  await wire.assertEchoes('after it');
});

test('what waits for a poll goes to the WebSocket, once, in order', async () => {
  const session = await Polling.connect(endpoint);
  const echoes = Array.from({ length: 20 }, (_, i) => `42["echo",${i}]`);
  await session.post(echoes.slice(0, 10).join('\x1e'));
  const wire = await probing(session);
  await session.post(echoes.slice(10).join('\x1e'));
  wire.send('5');
  wire.send('42["echo","end"]');
  for (const echo of [...echoes, '42["echo","end"]'])
    assert.equal(await wire.next(isEcho), echo);
});

test('an upgrade without a probe is taken', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await openSecond(session);
  wire.send('5');
  await wire.assertEchoes();
});

test('an upgrade ends the poll that still waits', async () => {
  const session = await Polling.open(endpoint);
  const poll = session.get();
  await pause(200);
  const wire = await openSecond(session);
  wire.send('5');
  const { status, body } = await poll;
  assert.equal(status, 200);
  assert.ok(['1', '6'].includes(body), body);
  wire.send('40');
  await wire.next((packet) => packet.startsWith('40{"sid":'));
});

test('frames glued to the request of an upgrade are taken', async () => {
  const session = await Polling.open(endpoint);
  const raw = await RawHttp.connect(server.port);
  const query = { transport: 'websocket', sid: session.sid };
  const request = Buffer.from(upgradeText(endpoint.target(query)));
  raw.send(Buffer.concat([request, frame('2probe'), frame('5'), frame('40')]));
  assert.equal((await raw.response()).status, 101);
  assert.equal((await raw.frame()).payload.toString(), '3probe');
  assert.match((await raw.frame()).payload.toString(), /^40\{"sid":/);
  raw.drop();
});

for (const packet of ['2foo', '40', '3probe', '6', 'abc']) {
  test(`"${packet}" instead of a probe closes the WebSocket alone`, async () => {
    const session = await Polling.connect(endpoint);
    const wire = await openSecond(session);
    wire.send(packet);
    await wire.closed();
    await session.assertEchoes();
  });
}

const departures = {
  'closed before the probe': async (wire) => wire.close(),
  'dropped before the probe': async (wire) => wire.drop(),
  'closed behind the probe': async (wire) => {
    wire.send('2probe');
    await wire.expect('3probe');
    wire.close();
  },
  'dropped behind the probe': async (wire) => {
    wire.send('2probe');
    await wire.expect('3probe');
    wire.drop();
  },
};

for (const [what, leave] of Object.entries(departures)) {
  test(`a WebSocket ${what} can be followed by another`, async () => {
    const session = await Polling.connect(endpoint);
    const wire = await openSecond(session);
    await leave(wire);
    await wire.closed();
    await session.assertEchoes('by polling');
    const next = await probing(session);
    next.send('5');
    await next.assertEchoes('by WebSocket');
  });
}

test('a second WebSocket while probing is turned away', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await probing(session);
  const second = await openSecond(session).catch(() => null);
  await second?.closed();
  wire.send('5');
  await wire.assertEchoes();
});

test('a second WebSocket after the upgrade is turned away', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await probing(session);
  wire.send('5');
  await wire.assertEchoes('before');
  const second = await openSecond(session).catch(() => null);
  await second?.closed();
  await wire.assertEchoes('after');
});

test('an upgraded session refuses polls and lives on', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await probing(session);
  wire.send('5');
  await wire.assertEchoes('before');
  assertRefused(await session.get(), 3, 'Bad request');
  assertRefused(await session.post('42["echo","lost"]'), 3, 'Bad request');
  await wire.assertEchoes('after');
});

test('a session that closes while probing closes the WebSocket', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await probing(session);
  assert.equal((await session.post('1')).body, 'ok');
  await wire.closed();
  await session.assertGone();
});

test('an upgraded session ends with its WebSocket', async () => {
  const session = await Polling.connect(endpoint);
  const wire = await probing(session);
  wire.send('5');
  await wire.assertEchoes();
  wire.send('2');
  await wire.closed();
  await session.assertGone();
});
