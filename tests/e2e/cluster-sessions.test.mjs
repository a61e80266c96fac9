// A session lives on one node, and any node serves it: polls, POSTs and the
// upgrade go where a load balancer happens to send them.

import assert from 'node:assert/strict';
import test, { after, afterEach } from 'node:test';

import { Cluster } from './support/cluster.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, Polling, request } from './support/polling.mjs';
import { RawHttp, requestText } from './support/raw-http.mjs';
import { eventually, pause } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const cluster = await Cluster.start(['a', 'b', 'c']);
afterEach(closeWires);
after(async () => {
  const codes = await cluster.stop();
  assert.ok(codes.every((code) => code === 0), `ended with ${codes}`);
});

const at = (name) => new Endpoint(cluster.nodes[name], '/socket.io/');

/** The session as it is seen through another node. */
function through(name, session) {
  return new Polling(at(name), session.handshake);
}

/** A session on this node that has heard all that a newcomer hears. */
async function connect(name) {
  const session = await Polling.connect(at(name));
  await session.next((packet) => packet.startsWith('42["conn"'));
  return session;
}

/** Waits until no node knows the session; an upgraded one that is still there
 * refuses polls too, but for another reason. */
async function eventuallyGone(session) {
  await eventually(
    async () => (await session.post('3')).body.includes('Session ID unknown'),
    'end of the session',
  );
  await session.assertGone();
}

const isEcho = (packet) => packet.startsWith?.('42["echo"');

test('polls and POSTs are served by whatever node they come to', async () => {
  const session = await connect('a');
  const [b, c] = [through('b', session), through('c', session)];
  for (let round = 0; round < 5; ++round) {
    assert.equal((await b.post(`42["echo",${round}]`)).body, 'ok');
    assert.equal(await c.next(isEcho), `42["echo",${round}]`);
    assert.equal((await session.post(`42["echo","${round}"]`)).body, 'ok');
    assert.equal(await b.next(isEcho), `42["echo","${round}"]`);
  }
});

test('a poll waits on another node until there is something', async () => {
  const session = await connect('b');
  const poll = through('c', session).get();
  await pause(100);
  await through('a', session).post('42["echo","late"]');
  const { status, body } = await poll;
  assert.deepEqual([status, body], [200, '42["echo","late"]']);
});

test('a second poll at once ends the session wherever it comes', async () => {
  const session = await connect('a');
  const first = through('b', session).get();
  await pause(100);
  const second = await through('c', session).get();
  assert.equal(second.status, 400);
  assert.equal((await first).body, '1');
  await eventuallyGone(session);
});

test('a poll that breaks off elsewhere ends the session', async () => {
  const session = await connect('a');
  const abort = new AbortController();
  const poll = through('b', session).get({ signal: abort.signal });
  await pause(100);
  abort.abort();
  await assert.rejects(poll);
  await eventuallyGone(session);
});

test('bytes travel both ways through another node', async () => {
  const session = await connect('a');
  const b = through('b', session);
  const bytes = Buffer.from([0, 1, 254, 255]).toString('base64');
  const event = '451-["echo",{"_placeholder":true,"num":0}]';
  assert.equal((await b.post(`${event}\x1eb${bytes}`)).body, 'ok');
  const c = through('c', session);
  assert.equal(await c.next((packet) => packet.startsWith('451-')), event);
  assert.equal(await c.next(), `b${bytes}`);
});

test('errors of the protocol are told through another node', async () => {
  const session = await connect('a');
  const body = 'x'.repeat(1_000_001);
  const b = through('b', session);
  const { status } = await b.post(`4${body}`);
  assert.equal(status, 413);
  await b.assertEchoes();
  const bad = at('c').url({ transport: 'websocket', sid: session.sid });
  assertRefused(await request(bad), 3, 'Bad request');
});

async function upgrade(session, name) {
  const wire = await Wire.open(at(name).webSocket({ sid: session.sid }));
  wire.send('2probe');
  await wire.expect('3probe');
  const poll = session.get();
  assert.equal((await poll).body, '6');
  wire.send('5');
  return wire;
}

test('an upgrade on another node takes the session over', async () => {
  const session = await connect('a');
  const wire = await upgrade(session, 'b');
  await wire.assertEchoes('across');
  wire.send('451-["echo",{"_placeholder":true,"num":0}]');
  wire.send(Buffer.alloc(300_000, 7));
  await wire.next((packet) => packet.startsWith?.('451-'));
  assert.deepEqual(await wire.next(), Buffer.alloc(300_000, 7));
  for (let n = 0; n < 200; ++n) wire.send(`42["echo",${n}]`);
  for (let n = 0; n < 200; ++n) await wire.expect(`42["echo",${n}]`);
});

test('a WebSocket elsewhere that closes ends the session', async () => {
  for (const leave of ['close', 'drop']) {
    const session = await connect('c');
    const wire = await upgrade(session, 'a');
    wire[leave]();
    await eventuallyGone(session);
  }
});

test('the server closes a WebSocket that is elsewhere', async () => {
  const session = await connect('a');
  const wire = await upgrade(session, 'b');
  wire.send('4garbage');
  assert.equal(await wire.closed(), 1005);
});

test('a fast server does not drown a slow client elsewhere', async () => {
  const session = await connect('a');
  const wire = await upgrade(session, 'b');
  wire.socket.pause();
  wire.send('42["flood",200,300000]');
  await pause(1000);
  wire.socket.resume();
  await wire.closed(); // over engine.send_queue_bytes, as it would be here
  await eventuallyGone(session);
});

test('a session of a node that has gone is unknown at once', async () => {
  const session = await connect('c');
  const waiting = through('a', session).get();
  await pause(100);
  await cluster.kill('c');
  assertRefused(await waiting, 1, 'Session ID unknown');
  await through('b', session).assertGone();
  await cluster.startNode('c');
  await cluster.whole();
  await through('c', session).assertGone();
});

test('a client whose node of entry dies loses its session', async () => {
  const session = await connect('a');
  const wire = await upgrade(session, 'b');
  await wire.assertEchoes(); // it has been upgraded
  const halfway = await connect('a');
  const probe = await Wire.open(at('b').webSocket({ sid: halfway.sid }));
  probe.send('2probe');
  await probe.expect('3probe');
  await cluster.kill('b');
  await wire.closed();
  await probe.closed();
  await eventuallyGone(session);
  await halfway.assertEchoes('by polling, as before');
  await cluster.startNode('b');
  await cluster.whole();
});

test('a made-up sid is unknown on every node', async () => {
  for (const name of ['a', 'b', 'c'])
    for (let n = 0; n < 20; ++n) {
      const sid = Buffer.from(`guess ${n} of many…`).toString('base64url');
      const url = at(name).polling({ sid: sid.slice(0, 20) });
      assertRefused(await request(url), 1, 'Session ID unknown');
    }
});

test('requests for sessions of several nodes share a connection', async () => {
  const sessions = await Promise.all(
    ['a', 'b', 'c'].map((name) => connect(name)),
  );
  const http = await RawHttp.connect(cluster.nodes.a.port);
  for (let round = 0; round < 3; ++round)
    for (const { sid } of sessions) {
      const target = at('a').target({ transport: 'polling', sid });
      http.send(requestText('POST', target, {}, `42["echo",${round}]`));
      assert.equal((await http.response()).body, 'ok');
    }
  http.close();
});
