import assert from 'node:assert/strict';

import { Polling, request } from './polling.mjs';
import { pause } from './time.mjs';
import { Wire } from './wire.mjs';

const handshakeKeys = [
  'maxPayload',
  'pingInterval',
  'pingTimeout',
  'sid',
  'upgrades',
];

/** Declares the 16 cases of the Engine.IO protocol suite that hold on any
 * endpoint. `test` declares a case, `endpoint()` is where, and `answers(wire)`
 * checks that an upgraded session still carries messages. */
export function transportCases(test, endpoint, answers) {
  pollingHandshakeCases(test, endpoint);
  webSocketHandshakeCases(test, endpoint);
  heartbeatCases(test, endpoint);
  closeCases(test, endpoint, answers);
  upgradeCases(test, endpoint, answers);
}

function assertHandshake(handshake, upgrades) {
  assert.deepEqual(Object.keys(handshake).sort(), handshakeKeys);
  assert.equal(typeof handshake.sid, 'string');
  assert.deepEqual(handshake.upgrades, upgrades);
  assert.equal(handshake.pingInterval, 300);
  assert.equal(handshake.pingTimeout, 200);
  assert.equal(handshake.maxPayload, 1_000_000);
}

function pollingHandshakeCases(test, endpoint) {
  test('polling handshake opens a session', async () => {
    const { handshake } = await Polling.open(endpoint);
    assertHandshake(handshake, ['websocket']);
  });

  test('polling handshake fails with another EIO or none', async () => {
    for (const EIO of [undefined, 'abc']) {
      const { status } = await request(endpoint.polling({ EIO }));
      assert.equal(status, 400, `EIO ${EIO}`);
    }
  });

  test('polling handshake fails with an unknown transport or none', async () => {
    for (const transport of [undefined, 'abc']) {
      const { status } = await request(endpoint.url({ transport }));
      assert.equal(status, 400, `transport ${transport}`);
    }
  });

  test('polling handshake fails with another method than GET', async () => {
    for (const method of ['POST', 'PUT']) {
      const { status } = await request(endpoint.polling(), { method });
      assert.equal(status, 400, method);
    }
  });
}

function webSocketHandshakeCases(test, endpoint) {
  test('WebSocket handshake opens a session', async () => {
    const { handshake } = await Wire.session(endpoint);
    assertHandshake(handshake, []);
  });

  test('WebSocket handshake fails with another EIO or none', async () => {
    for (const EIO of [undefined, 'abc']) {
      const { status } = await Wire.refused(endpoint.webSocket({ EIO }));
      assert.equal(status, 400, `EIO ${EIO}`);
    }
  });

  test('WebSocket handshake fails with an unknown transport or none', async () => {
    for (const transport of [undefined, 'abc']) {
      const { status } = await Wire.refused(endpoint.webSocket({ transport }));
      assert.equal(status, 400, `transport ${transport}`);
    }
  });
}

function heartbeatCases(test, endpoint) {
  test('polling session is pinged again after each pong', async () => {
    const session = await Polling.open(endpoint);
    for (let round = 0; round < 3; ++round) {
      assert.equal((await session.get()).body, '2');
      assert.equal((await session.post('3')).status, 200);
    }
  });

  test('polling session without a pong closes', async () => {
    const session = await Polling.open(endpoint);
    await pause(1500);
    await session.assertGone();
  });

  test('WebSocket session is pinged again after each pong', async () => {
    const wire = await Wire.session(endpoint, { heartbeat: false });
    for (let round = 0; round < 3; ++round) {
      await wire.expect('2');
      wire.send('3');
    }
  });

  test('WebSocket session without a pong closes', async () => {
    const wire = await Wire.session(endpoint, { heartbeat: false });
    await wire.expect('2');
    await wire.closed();
  });
}

function closeCases(test, endpoint, answers) {
  test('polling session closes on a close packet', async () => {
    const session = await Polling.open(endpoint);
    const pending = session.get();
    await pause(50);
    const post = await session.post('1');
    assert.deepEqual([post.status, post.body], [200, 'ok']);
    const poll = await pending;
    assert.deepEqual([poll.status, poll.body], [200, '6']);
    await session.assertGone();
  });

  // Pings are answered here, so only the close packet can end the session.
  test('WebSocket session closes on a close packet', async () => {
    const wire = await Wire.session(endpoint);
    await answers(wire);
    wire.send('1');
    await wire.closed();
  });
}

/** Opens a polling session and upgrades it; pings are answered from then on. */
async function upgraded(endpoint) {
  const session = await Polling.open(endpoint);
  const wire = await Wire.open(endpoint.webSocket({ sid: session.sid }));
  wire.send('2probe');
  await wire.expect('3probe');
  wire.send('5');
  return { session, wire };
}

function upgradeCases(test, endpoint, answers) {
  test('polling session upgrades to a WebSocket', async () => {
    const session = await Polling.open(endpoint);
    const wire = await Wire.open(endpoint.webSocket({ sid: session.sid }));
    wire.send('2probe');
    await wire.expect('3probe');
    const poll = await session.get();
    assert.deepEqual([poll.status, poll.body], [200, '6']);
    wire.send('5');
    await answers(wire);
  });

  test('upgraded session refuses HTTP requests', async () => {
    const { session, wire } = await upgraded(endpoint);
    await answers(wire);
    assert.equal((await session.get()).status, 400);
    assert.equal((await session.post('4late')).status, 400);
    await answers(wire);
  });

  test('upgraded session refuses a second WebSocket', async () => {
    const { session, wire } = await upgraded(endpoint);
    await answers(wire);
    const second = await Wire.open(
      endpoint.webSocket({ sid: session.sid }),
    ).catch(() => undefined);
    await second?.closed();
    await answers(wire);
  });
}
