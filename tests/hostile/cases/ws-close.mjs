// W: closing handshakes, ends without one, and compression.

import { deflateRawSync } from 'node:zlib';

import { cases, singles } from '../support/case.mjs';
import { answerTo, askUpgrade } from '../support/http.mjs';
import {
  closeFrame,
  frame,
  op,
  RawSocket,
  withSocket,
} from '../support/websocket.mjs';

const protocolError = 'close 1002';
const noop = '42["noop"]';

/** Sends bytes to a connected WebSocket; resolves to how it ends. */
function sendAndEnd(at, data) {
  return withSocket(at, async (socket) => {
    socket.send(data);
    await socket.waits(() => false, 3000);
    return socket.ending;
  });
}

const good = [
  1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
];
const bad = [
  0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535,
];

const closes = [
  ...good.map((code) => [
    `a close with ${code}`,
    closeFrame(code),
    `close ${code}`,
  ]),
  ...bad.map((code) => [
    `a close with ${code}`,
    closeFrame(code),
    protocolError,
  ]),
  ['a close without a code', frame('', { opcode: op.close }), 'close'],
  ['a close of one byte', frame('x', { opcode: op.close }), protocolError],
  [
    'a close with a reason of 123 bytes',
    closeFrame(1000, 'r'.repeat(123)),
    'close 1000',
  ],
  [
    'a close whose reason is no UTF-8',
    closeFrame(1000, Buffer.from([0xff, 0xfe])),
    ['close 1007', protocolError],
  ],
  [
    'a close, then a message',
    Buffer.concat([closeFrame(1000), frame(noop)]),
    'close 1000',
  ],
  [
    'a close, then another',
    Buffer.concat([closeFrame(1000), closeFrame(1001)]),
    'close 1000',
  ],
  [
    'a close, then garbage',
    Buffer.concat([closeFrame(1000), Buffer.alloc(1000, 0xff)]),
    'close 1000',
  ],
];

/** Ends the connection in some way behind some bytes, many times over. */
async function vanish(at, { data = '', how = 'reset' }) {
  const sockets = await Promise.all(
    Array.from({ length: 10 }, () => RawSocket.connect(at)),
  );
  for (const socket of sockets) {
    socket.send(data);
    await new Promise(setImmediate);
    socket.tcp[how]();
  }
  if (how === 'halfClose')
    for (const socket of sockets) await socket.waits(() => false, 3000);
  const ended = sockets.every(({ tcp }) => tcp.ended || tcp.socket.destroyed);
  for (const socket of sockets) socket.drop();
  return ended ? 'ended' : 'open';
}

const ends = [
  ['a reset', {}],
  ['a reset within a frame', { data: frame(noop).subarray(0, 5) }],
  ['a reset behind a close', { data: closeFrame(1000) }],
  ['a reset behind a question', { data: frame('421["echo","x"]') }],
  [
    'a reset behind a request for 1 MB',
    { data: frame('42["flood",100,10000]') },
  ],
  ['half an end', { how: 'halfClose' }],
  [
    'half an end within a frame',
    { how: 'halfClose', data: frame(noop).subarray(0, 5) },
  ],
  [
    'half an end behind a question',
    { how: 'halfClose', data: frame('421["echo","x"]') },
  ],
].map(([what, how]) => [`${what} instead of a close`, how, 'ended']);

const squeezed = (data) => {
  const all = deflateRawSync(data, { finishFlush: 2 });
  return all.subarray(0, all.length - 4);
};
const compressed = (data, options) => frame(data, { rsv: 4, ...options });
const offer = [
  'Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover',
];

/** Sends bytes to a WebSocket that agreed to compression. */
function sendSqueezed(at, data) {
  const run = async (socket) => {
    if (!/deflate/.test(socket.answer.headers['sec-websocket-extensions']))
      return 'not agreed to';
    socket.send(data);
    return socket.probe();
  };
  return withSocket(at, run, { lines: offer });
}

const deflated = [
  [
    'a message of 1 MB that unfolds from 1 KB',
    compressed(squeezed(`42["noop","${'x'.repeat(900_000)}"]`)),
    'alive',
  ],
  [
    'a message of 8 MB that unfolds from 8 KB',
    compressed(squeezed('4'.repeat(8_000_000))),
    'close 1009',
  ],
  [
    'a message of 100 MB that unfolds from 100 KB',
    compressed(squeezed(Buffer.alloc(100_000_000, 52))),
    'close 1009',
  ],
  [
    'bytes that are no deflate',
    compressed(Buffer.alloc(50, 0xff)),
    ['close 1007', protocolError],
  ],
  [
    'a deflate stream that is cut',
    compressed(squeezed(noop.repeat(10)).subarray(0, 6)),
    ['close 1007', protocolError, 'close'],
  ],
  [
    'a deflate distance before the start',
    compressed(Buffer.from('4b04130000', 'hex')),
    ['close 1007', protocolError, 'close'],
  ],
  [
    'an empty compressed message',
    compressed(''),
    ['close 1007', 'close', protocolError],
  ],
  [
    'text that unfolds to bad UTF-8',
    compressed(squeezed(Buffer.from([0x34, 0xff, 0xfe]))),
    'close 1007',
  ],
  [
    'the bit of compression on a continuation',
    Buffer.concat([
      frame('42["no', { fin: false }),
      compressed('op"]', { opcode: op.more }),
    ]),
    protocolError,
  ],
  [
    'the bit of compression on a ping',
    compressed('', { opcode: op.ping }),
    protocolError,
  ],
  ['the second reserved bit', frame(noop, { rsv: 6 }), protocolError],
];

const offers = [
  [
    'server_max_window_bits=99',
    'permessage-deflate; server_max_window_bits=99',
  ],
  ['server_max_window_bits=0', 'permessage-deflate; server_max_window_bits=0'],
  [
    'a parameter twice',
    'permessage-deflate; client_max_window_bits; client_max_window_bits',
  ],
  ['an unknown parameter', 'permessage-deflate; constructor'],
  ['an open quote', 'permessage-deflate; server_max_window_bits="15'],
  ['300 offers', Array(300).fill('permessage-deflate; x').join(', ')],
];

/** Whether an offer that is no good is declined, in one of two right ways. */
async function declines(at, value) {
  const lines = [`Sec-WebSocket-Extensions: ${value}`];
  const answer = await answerTo(at.port, askUpgrade({}, { lines }));
  if (answer?.status !== 101) return String(answer?.status);
  const agreed = answer.headers['sec-websocket-extensions'];
  return agreed ? `agreed to ${agreed}` : 'declined';
}

export default [
  ...cases({ letter: 'W', from: 120, run: sendAndEnd }, closes),
  ...cases({ letter: 'W', from: 160, run: vanish }, ends),
  ...cases(
    { letter: 'W', from: 170, run: sendSqueezed, on: 'deflate' },
    deflated,
  ),
  ...cases(
    { letter: 'W', from: 185, run: declines, on: 'deflate' },
    offers.map(([what, value]) => [
      `compression offered with ${what}`,
      value,
      ['declined', '400'],
    ]),
  ),
  ...singles({ letter: 'W', from: 195 }, [
    [
      'compression that was not agreed to',
      (at) =>
        withSocket(at, (socket) => {
          socket.send(compressed(squeezed(noop)));
          return socket.probe();
        }),
      protocolError,
    ],
  ]),
];
