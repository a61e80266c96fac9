// Which answers keep a session alive: pings every 300 ms, 200 ms to answer.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Polling } from './support/polling.mjs';
import { startProtocolServer } from './support/server.mjs';
import { Wire } from './support/wire.mjs';

const server = await startProtocolServer();
const endpoint = new Endpoint(server, '/engine.io/');
const test = casesOn(server);

const silent = { heartbeat: false };

/** Calls `act` every 50 ms until the session has closed. */
async function closedDespite(wire, act) {
  const timer = setInterval(act, 50);
  try {
    await wire.closed();
  } finally {
    clearInterval(timer);
  }
}

test('answered pings keep a session alive', async () => {
  const wire = await Wire.session(endpoint, silent);
  for (let round = 0; round < 6; ++round) {
    await wire.expect('2');
    wire.send('3');
  }
  wire.send('4alive');
  await wire.expect('4alive');
});

test('a pong that nobody asked for is taken', async () => {
  const wire = await Wire.session(endpoint);
  for (let round = 0; round < 3; ++round) wire.send('3');
  wire.send('4alive');
  await wire.expect('4alive');
});

test('pings of the WebSocket itself keep no session alive', async () => {
  const wire = await Wire.session(endpoint, silent);
  await closedDespite(wire, () => wire.socket.ping());
});

test('messages keep no session alive that never answers', async () => {
  const wire = await Wire.session(endpoint, silent);
  await closedDespite(wire, () => wire.send('4talk'));
});

test('an upgrade does not excuse from the ping before it', async () => {
  const session = await Polling.open(endpoint);
  assert.equal((await session.get()).body, '2');
  const url = endpoint.webSocket({ sid: session.sid });
  const wire = await Wire.open(url, silent);
  wire.send('2probe');
  wire.send('5');
  await wire.closed();
});

test('a ping that waits for a poll goes to the WebSocket', async () => {
  const session = await Polling.open(endpoint);
  const url = endpoint.webSocket({ sid: session.sid });
  const wire = await Wire.open(url, silent);
  wire.send('2probe');
  wire.send('5');
  await wire.expect('3probe', '2');
  wire.send('3');
  await wire.expect('2');
});

test('a waiting poll is told when the pong does not come', async () => {
  const session = await Polling.open(endpoint);
  assert.equal((await session.get()).body, '2');
  const { status, body } = await session.get();
  assert.deepEqual([status, body], [200, '1']);
  await session.assertGone();
});
