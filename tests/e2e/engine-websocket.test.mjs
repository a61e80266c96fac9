// The rules of a WebSocket session: its handshake, frames and closing.

import assert from 'node:assert/strict';
import { once } from 'node:events';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, request } from './support/polling.mjs';
import { frame, RawHttp, upgradeText } from './support/raw-http.mjs';
import { startTroupe } from './support/server.mjs';
import { within } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const maxPayload = 1_000_000;
const webSocket = { transport: 'websocket' };
const opcodes = { continuation: 0, text: 1, close: 8, ping: 9, pong: 10 };

/** A WebSocket whose every byte is ours, behind its open packet. */
async function rawSession(behindTheRequest = '') {
  const raw = await RawHttp.connect(server.port);
  const upgrade = upgradeText(endpoint.target(webSocket));
  raw.send(
    Buffer.concat([Buffer.from(upgrade), Buffer.from(behindTheRequest)]),
  );
  assert.equal((await raw.response()).status, 101);
  const { opcode, payload } = await raw.frame();
  assert.deepEqual([opcode, payload.toString()[0]], [opcodes.text, '0']);
  return raw;
}

/** The code of the close frame that comes next, other frames aside. */
async function closeCode(raw) {
  for (;;) {
    const { opcode, payload } = await raw.frame();
    if (opcode !== opcodes.close) continue;
    return payload.length ? payload.readUInt16BE() : undefined;
  }
}

test('the first packet is the open packet', async () => {
  const wire = await Wire.open(endpoint.webSocket());
  assert.match(
    await wire.next(),
    /^0\{"sid":"[\w-]{20}","upgrades":\[\],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000\}$/,
  );
});

const refusals = {
  'an unknown sid': { sid: 'AAAAAAAAAAAAAAAAAAAA' },
  'an unknown transport': { transport: 'x' },
  'no transport': { transport: undefined },
  'transport polling': { transport: 'polling' },
  'EIO 3': { EIO: '3' },
  'EIO abc': { EIO: 'abc' },
  'no EIO': { EIO: undefined },
};

for (const [what, query] of Object.entries(refusals)) {
  test(`a WebSocket with ${what} is refused`, async () => {
    const { status } = await Wire.refused(endpoint.webSocket(query));
    assert.equal(status, 400);
  });
}

for (const key of [undefined, 'short', '####################==']) {
  test(`a WebSocket with the key ${key} is refused`, async () => {
    const raw = await RawHttp.connect(server.port);
    const headers = { 'Sec-WebSocket-Key': key };
    raw.send(upgradeText(endpoint.target(webSocket), headers));
    assert.equal((await raw.response()).status, 400);
    await raw.ended();
  });
}

test('the first subprotocol that is offered is taken', async () => {
  const raw = await RawHttp.connect(server.port);
  const headers = { 'Sec-WebSocket-Protocol': 'one, two' };
  raw.send(upgradeText(endpoint.target(webSocket), headers));
  const response = await raw.response();
  assert.equal(response.headers['sec-websocket-protocol'], 'one');
  raw.drop();
});

test('compression is not agreed to', async () => {
  const wire = await Wire.open(endpoint.webSocket());
  assert.equal(wire.socket.extensions, '');
});

test('frames glued to the request are taken', async () => {
  const raw = await rawSession(frame('40'));
  const { payload } = await raw.frame();
  assert.match(payload.toString(), /^40\{"sid":/);
  raw.drop();
});

for (const packet of ['0', '0{}', '3', '3probe', '5', '6', '6ignored']) {
  test(`packet ${packet} is taken and changes nothing`, async () => {
    const wire = await Wire.connect(endpoint);
    wire.send(packet);
    await wire.assertEchoes();
  });
}

const fatal = ['1', '2', '2probe', '7', 'abc', '', '4'];

for (const packet of fatal) {
  test(`packet "${packet}" closes without a status code`, async () => {
    const wire = await Wire.connect(endpoint);
    wire.send(packet);
    assert.equal(await wire.closed(), 1005);
    const { sid } = wire.handshake;
    assertRefused(
      await request(endpoint.polling({ sid })),
      1,
      'Session ID unknown',
    );
  });
}

test('a text packet may be a base64 message', async () => {
  const wire = await Wire.connect(endpoint);
  const event = '451-["echo",{"_placeholder":true,"num":0}]';
  wire.send(event);
  wire.send('bAQIDBA==');
  await wire.next((packet) => packet === event);
  await wire.expect(Buffer.from([1, 2, 3, 4]));
});

test('a message of exactly the greatest size is taken', async () => {
  const wire = await Wire.connect(endpoint);
  const [head, end] = ['42["noop","', '"]'];
  const filling = maxPayload - head.length - end.length;
  wire.send(head + 'x'.repeat(filling) + end);
  await wire.assertEchoes();
});

test('a message that is too big closes with 1009', async () => {
  const wire = await Wire.connect(endpoint);
  wire.send(`4${'x'.repeat(maxPayload)}`);
  assert.equal(await wire.closed(), 1009);
});

test('fragments that are too big together close with 1009', async () => {
  const raw = await rawSession();
  const part = '4'.repeat(maxPayload / 4);
  raw.send(frame(part, { fin: false }));
  for (let sent = 1; sent <= 4; ++sent)
    raw.send(frame(part, { opcode: opcodes.continuation, fin: false }));
  assert.equal(await closeCode(raw), 1009);
  await raw.ended();
});

test('a message in fragments is taken, with a ping between', async () => {
  const raw = await rawSession(frame('40'));
  await raw.frame();
  raw.send(frame('42["ec', { fin: false }));
  raw.send(frame('in between', { opcode: opcodes.ping }));
  raw.send(frame('ho","whole"]', { opcode: opcodes.continuation }));
  const seen = [];
  while (seen.length < 2) {
    const { opcode, payload } = await raw.frame();
    if (opcode === opcodes.pong || payload.includes('echo'))
      seen.push([opcode, payload.toString()]);
  }
  assert.deepEqual(seen, [
    [opcodes.pong, 'in between'],
    [opcodes.text, '42["echo","whole"]'],
  ]);
  raw.drop();
});

const violations = {
  'text that is not UTF-8': [frame([0x34, 0xff, 0xfe]), 1007],
  'a lone surrogate': [frame([0x34, 0xed, 0xa0, 0x80]), 1007],
  'a frame without a mask': [frame('3', { mask: false }), 1002],
  'an unknown opcode': [frame('3', { opcode: 3 }), 1002],
  'a reserved bit': [Buffer.from([0xc1, 0x80, 0, 0, 0, 0]), 1002],
  'a ping in fragments': [frame('x', { opcode: 9, fin: false }), 1002],
  'a long ping': [frame('x'.repeat(126), { opcode: 9 }), 1002],
  'a continuation of nothing': [frame('3', { opcode: 0 }), 1002],
};

for (const [what, [bytes, code]] of Object.entries(violations)) {
  test(`${what} closes with ${code}`, async () => {
    const raw = await rawSession();
    raw.send(bytes);
    assert.equal(await closeCode(raw), code);
    await raw.ended();
  });
}

test('a WebSocket ping is answered with its own payload', async () => {
  const wire = await Wire.connect(endpoint);
  wire.socket.ping('are you there');
  const [payload] = await within(once(wire.socket, 'pong'), 'pong');
  assert.equal(payload.toString(), 'are you there');
});

for (const code of [1000, 1001, 3000]) {
  test(`a closing handshake with ${code} is finished`, async () => {
    const wire = await Wire.connect(endpoint);
    wire.socket.close(code);
    assert.equal(await wire.closed(), code);
  });
}

test('a session on a WebSocket refuses polls and lives on', async () => {
  const wire = await Wire.connect(endpoint);
  const { sid } = wire.handshake;
  const url = endpoint.polling({ sid });
  assertRefused(await request(url), 3, 'Bad request');
  const post = await request(url, { method: 'POST', body: '3' });
  assertRefused(post, 3, 'Bad request');
  await wire.assertEchoes();
});

test('a session on a WebSocket refuses a second one', async () => {
  const wire = await Wire.connect(endpoint);
  const { sid } = wire.handshake;
  const second = await Wire.open(endpoint.webSocket({ sid })).catch(() => null);
  await second?.closed();
  await wire.assertEchoes();
});
