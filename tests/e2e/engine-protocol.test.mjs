// The cases of the official Engine.IO protocol suite, against an echo server.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Polling } from './support/polling.mjs';
import { startProtocolServer } from './support/server.mjs';
import { transportCases } from './support/transport-cases.mjs';
import { Wire } from './support/wire.mjs';

const bytes = Buffer.from([1, 2, 3, 4]);

const server = await startProtocolServer();
const engine = new Endpoint(server, '/engine.io/');
const test = casesOn(server);

transportCases(test, engine, async (wire) => {
  wire.send('4hello');
  await wire.expect('4hello');
});

const payloads = {
  'one text packet': '4hello',
  'several text packets': '4test1\x1e4test2\x1e4test3',
  'text and binary packets': '4hello\x1ebAQIDBA==',
};

for (const [what, payload] of Object.entries(payloads)) {
  test(`polling session carries ${what} both ways`, async () => {
    const session = await Polling.open(engine);
    const post = await session.post(payload);
    assert.deepEqual([post.status, post.body], [200, 'ok']);
    const poll = await session.get();
    assert.deepEqual([poll.status, poll.body], [200, payload]);
  });
}

// The answer to the POST may be given before its body is judged.
test('polling session closes on an invalid packet', async () => {
  const session = await Polling.open(engine);
  const { status } = await session.post('abc');
  assert.ok([200, 400].includes(status), `status ${status}`);
  await session.assertGone();
});

test('polling session closes when two polls overlap', async () => {
  const session = await Polling.open(engine);
  const polls = await Promise.all([session.get(), session.get()]);
  const [kept, refused] = polls.sort((a, b) => a.status - b.status);
  assert.deepEqual([kept.status, kept.body], [200, '1']);
  assert.ok([400, 500].includes(refused.status), `status ${refused.status}`);
  await session.assertGone();
});

test('WebSocket session carries a text packet both ways', async () => {
  const wire = await Wire.session(engine);
  wire.send('4hello');
  await wire.expect('4hello');
});

test('WebSocket session carries a binary packet both ways', async () => {
  const wire = await Wire.session(engine);
  wire.send(bytes);
  await wire.expect(bytes);
});

test('WebSocket session closes on an invalid packet', async () => {
  const wire = await Wire.session(engine);
  wire.send('abc');
  await wire.closed();
});
