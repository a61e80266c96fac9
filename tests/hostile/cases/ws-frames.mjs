// W: frames, as RFC 6455 has them and as it does not.

import { cases, singles } from '../support/case.mjs';
import {
  fragments,
  frame,
  op,
  RawSocket,
  sendFrames,
  withSocket,
} from '../support/websocket.mjs';

const protocolError = 'close 1002';
const tooBig = 'close 1009';
const policy = ['close 1008', 'close 1009'];
const alive = 'alive';
const bytes = (...values) => Buffer.from(values);
const [close, ping, pong] = [op.close, op.ping, op.pong];
const noop = '42["noop"]';
const more = (payload, fin = true) => frame(payload, { opcode: op.more, fin });
const start = (payload) => frame(payload, { fin: false });

/** As above, but the bytes come with the request for the WebSocket. */
async function sendGlued(at, data) {
  const socket = await RawSocket.open(at, { glued: data });
  if (!socket) return 'refused';
  await socket.waits(() => false, 1500);
  socket.drop();
  return socket.ending;
}

/** Sends bytes in parts of `size`. */
function sendChopped(at, size) {
  return withSocket(at, async (socket) => {
    const all = Buffer.concat([frame(noop), fragments('42["noop","é€😀"]', 3)]);
    for (let i = 0; i < all.length; i += size) {
      socket.send(all.subarray(i, i + size));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    return socket.probe();
  });
}

/** Some 20 of 100 are cut, when the server has most still to read. */
const frames = [
  ...[1, 2, 4, 7].map((rsv) => [
    `reserved bits ${rsv} on text`,
    frame(noop, { rsv }),
    protocolError,
  ]),
  [
    'a reserved bit on a ping',
    frame('', { opcode: ping, rsv: 4 }),
    protocolError,
  ],
  [
    'a reserved bit on a close',
    frame('', { opcode: close, rsv: 1 }),
    protocolError,
  ],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((opcode) => [
    `opcode ${opcode}`,
    frame('', { opcode }),
    protocolError,
  ]),
  ['a frame without a mask', frame(noop, { mask: false }), protocolError],
  [
    'a ping without a mask',
    frame('', { mask: false, opcode: ping }),
    protocolError,
  ],
  ['a mask of zeros', frame(noop, { key: bytes(0, 0, 0, 0) }), alive],
  [
    'a ping in two frames',
    frame('a', { opcode: ping, fin: false }),
    protocolError,
  ],
  [
    'a close in two frames',
    frame('', { opcode: close, fin: false }),
    protocolError,
  ],
  [
    'a ping of 126 bytes',
    frame('x'.repeat(126), { opcode: ping }),
    protocolError,
  ],
  [
    'a pong of 126 bytes',
    frame('x'.repeat(126), { opcode: pong }),
    protocolError,
  ],
  [
    'a close of 126 bytes',
    frame(Buffer.concat([bytes(3, 232), Buffer.alloc(124, 65)]), {
      opcode: close,
    }),
    protocolError,
  ],
  [
    'a ping that declares 2^63',
    frame('', { opcode: ping, form: 64, declared: 2n ** 63n }),
    protocolError,
  ],
  [
    'a length with its top bit set',
    frame('', { form: 64, declared: 2n ** 63n + 5n }),
    [protocolError, tooBig],
  ],
  [
    'a declared length of 2^62',
    frame('', { form: 64, declared: 2n ** 62n }),
    tooBig,
  ],
  [
    'a declared length of 2^40',
    frame('', { form: 64, declared: 2n ** 40n }),
    tooBig,
  ],
  [
    'a declared length of 2^32',
    frame('', { form: 64, declared: 2n ** 32n }),
    tooBig,
  ],
  [
    'a declared length of 10 MB and nothing more',
    frame('', { form: 64, declared: 10_000_000 }),
    tooBig,
  ],
  [
    'a binary frame that declares 256 MB',
    frame('', { opcode: op.binary, form: 64, declared: 2 ** 28 }),
    tooBig,
  ],
  ['a short length in 16 bits', frame(noop, { form: 16 }), protocolError],
  ['a short length in 64 bits', frame(noop, { form: 64 }), protocolError],
  [
    'a middle length in 64 bits',
    frame(`42["noop","${'x'.repeat(200)}"]`, { form: 64 }),
    protocolError,
  ],
  ['a continuation of nothing', more('x'), protocolError],
  ['an empty continuation of nothing', more('', false), protocolError],
  [
    'a message within a message',
    Buffer.concat([start('42["no'), frame(noop)]),
    protocolError,
  ],
  [
    'bytes within a text in fragments',
    Buffer.concat([start('42["no'), frame('', { opcode: op.binary })]),
    protocolError,
  ],
  [
    'a ping within a message in fragments',
    Buffer.concat([start('42["no'), frame('', { opcode: ping }), more('op"]')]),
    alive,
  ],
  [
    'a close within a message in fragments',
    Buffer.concat([start('42["no'), frame('', { opcode: close })]),
    'close',
  ],
  ['a message in fragments of one byte', fragments(noop, 1), alive],
  [
    'empty fragments around a message',
    Buffer.concat([start(''), more('', false), more(noop, false), more('')]),
    alive,
  ],
  [
    '1,024 fragments',
    fragments(`42["noop","${'x'.repeat(1024 - 13)}"]`, 1),
    alive,
  ],
  [
    '1,025 fragments',
    fragments(`42["noop","${'x'.repeat(1025 - 13)}"]`, 1),
    policy,
  ],
  [
    '100,000 empty fragments',
    Buffer.concat([start('4'), ...Array(100_000).fill(more('', false))]),
    policy,
  ],
  [
    'fragments of 2 MB in all',
    Buffer.concat([
      start('4'),
      ...Array(20).fill(more('x'.repeat(100_000), false)),
    ]),
    tooBig,
  ],
  [
    'a message of 1,000,001 bytes',
    frame('4'.repeat(1_000_001)),
    tooBig,
  ],
  [
    'a binary message of 1,000,001 bytes',
    frame(Buffer.alloc(1_000_001), { opcode: op.binary }),
    tooBig,
  ],
  [
    '10,000 pings',
    Buffer.concat(Array(10_000).fill(frame('p', { opcode: ping }))),
    alive,
  ],
  [
    '10,000 pongs that nobody asked for',
    Buffer.concat(Array(10_000).fill(frame('p', { opcode: pong }))),
    alive,
  ],
  [
    'random bytes behind the handshake',
    bytes(...Array.from({ length: 64 }, (_, i) => (i * 151 + 77) & 0xff)),
    protocolError,
  ],
  [
    'a request of HTTP on the WebSocket',
    'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
    protocolError,
  ],
];

const glued = [
  ...[1, 2, 4].map((rsv) => [
    `reserved bits ${rsv}`,
    frame('2', { rsv }),
    protocolError,
  ]),
  ['a frame without a mask', frame('40', { mask: false }), protocolError],
  ['half a frame', frame('40').subarray(0, 3), 'open'],
  [
    'a declared length of 2^40',
    frame('', { form: 64, declared: 2n ** 40n }),
    tooBig,
  ],
  ['a close', frame('', { opcode: close }), 'close'],
  [
    'a thousand frames',
    Buffer.concat([frame('40'), ...Array(1000).fill(frame(noop))]),
    'open',
  ],
];

async function pongs(at) {
  return withSocket(at, async (socket) => {
    const payload = Buffer.alloc(125, 0xfe);
    socket.send(frame(payload, { opcode: ping }));
    const same = (all) =>
      all.some((f) => f.opcode === pong && f.payload.equals(payload));
    return (await socket.waits(same)) && same(socket.frames)
      ? 'the same back'
      : socket.ending;
  });
}

export default [
  ...cases({ letter: 'W', from: 1, run: sendFrames }, frames),
  ...cases(
    { letter: 'W', from: 80, run: sendGlued },
    glued.map(([what, ...row]) => [
      `${what} in one write with the request`,
      ...row,
    ]),
  ),
  ...cases(
    { letter: 'W', from: 95, run: sendChopped },
    [1, 2, 3, 7, 64].map((size) => [
      `frames in writes of ${size} bytes`,
      size,
      alive,
    ]),
  ),
  ...singles({ letter: 'W', from: 105 }, [
    ['a ping of 125 bytes that are no text', pongs, 'the same back'],
  ]),
];
