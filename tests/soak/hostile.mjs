// Bytes that no client should send, and what they come on.

import { once } from 'node:events';
import { connect } from 'node:net';

import { pause } from '../e2e/support/time.mjs';
import { fragments, frame, op } from '../hostile/support/websocket.mjs';

const text = (packet) => frame(packet);
const placeholder = (num) => `451-["x",{"_placeholder":true,"num":${num}}]`;

/** What ends the session that it comes on. */
const fatal = {
  unmasked: () => frame('42["noop"]', { mask: false }),
  reserved: () => frame('42["noop"]', { rsv: 2 }),
  endless: () => frame('4', { declared: 2 ** 40, form: 64 }),
  'bad UTF-8': () => frame(Buffer.from([0x34, 0x32, 0xc0, 0xaf])),
  'long ping': () => frame('x'.repeat(200), { opcode: op.ping }),
  'unknown opcode': () => frame('x', { opcode: 5 }),
  'part of nothing': () => frame('x', { opcode: op.more }),
  dust: () => fragments(`42["noop","${'x'.repeat(1500)}"]`, 1),
  'no packet': () => text('9'),
  'no JSON': () => text('42{garbage'),
  'no name': () => text('42[{"toString":"foo"}]'),
  'reserved name': () => text('42["disconnect"]'),
  deep: () => text(`42["noop",${'['.repeat(50_000)}`),
  wide: () => text(`42["noop"${',1'.repeat(5_000)}]`),
  'many attachments': () => text('499999-["x"]'),
  'wrong attachment': () =>
    Buffer.concat([
      text(placeholder('"splice"')),
      frame(Buffer.alloc(8), { opcode: op.binary }),
    ]),
  'large message': () => text(`42["noop","${'x'.repeat(1_100_000)}"]`),
  noise: (random) =>
    Buffer.from(Array.from({ length: 300 }, () => random.below(256))),
};

/** Writes something of that on the WebSocket of a client; the name of what. */
export function misbehave(client, random) {
  const kind = random.pick(Object.keys(fatal));
  const { _socket: socket } = client.socket;
  socket?.write(fatal[kind](random));
  return kind;
}

const head = (line, ...fields) =>
  [line, 'Host: 127.0.0.1', ...fields, '', ''].join('\r\n');
const query = 'EIO=4&transport=';
const upgrade = (more = '') =>
  head(
    `GET /socket.io/?${query}websocket${more} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  );
const open = head(`GET /socket.io/?${query}polling HTTP/1.1`);
const post = (...fields) =>
  head(`POST /socket.io/?${query}polling&sid=none HTTP/1.1`, ...fields);

/** What comes on a connection of its own, and leaves it as it likes. */
const visits = {
  'half a head': () => open.slice(0, 40),
  garbage: (random) =>
    Buffer.from(Array.from({ length: 500 }, () => random.below(256))),
  TLS: () => Buffer.from('16030100c8010000c40303', 'hex'),
  'a session nobody joins': () => open,
  'a WebSocket nobody joins': () => upgrade(),
  'a WebSocket that says nothing but noise': () =>
    Buffer.concat([Buffer.from(upgrade()), frame('4'.repeat(99), { rsv: 7 })]),
  'a join of nowhere': () =>
    Buffer.concat([Buffer.from(upgrade()), frame('40/nowhere,')]),
  'an upgrade of no session': () => upgrade('&sid=none'),
  'a body that does not come': () => post('Content-Length: 1000'),
  'a body that is too long': () => post('Content-Length: 99999999'),
  'an endless chunk': () => `${post('Transfer-Encoding: chunked')}fffffff\r\nx`,
  'two lengths': () => post('Content-Length: 3', 'Content-Length: 4'),
  'many requests at once': () => open.repeat(40),
  'a long line': () => `GET /${'x'.repeat(20_000)}`,
  'many fields': () =>
    head('GET / HTTP/1.1', ...Array.from({ length: 300 }, (_, n) => `X${n}: y`)),
  nothing: () => '',
};

/** Comes, leaves bytes and vanishes a while later; the name of what it was. */
export async function visit(port, random) {
  const kind = random.pick(Object.keys(visits));
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {}); // how it ends is all the same
  socket.resume();
  await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
  if (!socket.destroyed) socket.write(visits[kind](random));
  await pause(random.wait(1000));
  socket.resetAndDestroy();
  return kind;
}
