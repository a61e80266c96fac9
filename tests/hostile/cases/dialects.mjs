// P and K: what only some clients speak, and none should: Engine.IO 3, packets
// of MessagePack, and the way back into a session.

import { cases, singles } from '../support/case.mjs';
import { answerTo, ask } from '../support/http.mjs';
import { RawSocket } from '../support/websocket.mjs';

const closed = 'closed';
const either = [closed, 'alive'];
const eio3 = '/socket.io/?EIO=3&transport=polling';

/** Posts a payload to a session of Engine.IO 3, and pings behind it. */
async function post3(at, body) {
  const { body: open } = await answerTo(at.port, ask({ target: eio3 }));
  const [, sid] = /"sid":"([^"]+)"/.exec(open);
  const post = (text) => {
    const bytes = Buffer.from(text).toString('latin1');
    const lines = [
      `Content-Length: ${bytes.length}`,
      'Content-Type: text/plain',
    ];
    return answerTo(
      at.port,
      ask({ method: 'POST', target: `${eio3}&sid=${sid}`, lines, body: bytes }),
    );
  };
  await post(body);
  return (await post('1:2'))?.status === 200 ? 'alive' : 'gone';
}

const payloads3 = [
  ['a length without a colon', '12', 'gone'],
  ['a length that is no number', 'x:40', 'gone'],
  ['a negative length', '-1:4', 'gone'],
  ['a length with an exponent', '1e1:42["noop"]', 'gone'],
  ['a length beyond the body', '99999991:4222', 'gone'],
  ['a length of 500,000 digits', `${'9'.repeat(500_000)}:4`, 'gone'],
  ['length 0', '0:', ['gone', 'alive']],
  ['a colon alone', ':', 'gone'],
  ['something behind the last packet', '1:2zzz', 'gone'],
  ['10,000 pings', '1:2'.repeat(10_000), ['gone', 'alive']],
  ['an ordinary event', '10:42["noop"]', 'alive'],
  ['a payload of Engine.IO 4', '42["noop"]\x1e42["noop"]', 'gone'],
];

const text = (value) =>
  Buffer.concat([
    Buffer.from([0xda, value.length >> 8, value.length & 0xff]),
    Buffer.from(value),
  ]);
const map = (pairs) =>
  Buffer.concat([
    Buffer.from([0x80 | pairs.length]),
    ...pairs.flatMap(([key, value]) => [text(key), value]),
  ]);
const small = (number) => Buffer.from([number]);
const hex = (digits) => Buffer.from(digits, 'hex');
const packet = (type, data, ...more) =>
  map([['type', type], ['data', data], ['nsp', text('/')], ...more]);
const event = (...values) =>
  packet(
    small(2),
    Buffer.concat([small(0x90 | (values.length + 1)), text('noop'), ...values]),
  );

/** Sends bytes on a connection whose packets are MessagePack, then asks for an
 * echo the same way. */
async function sayPacked(at, message) {
  const socket = await RawSocket.open(at);
  try {
    socket.say(packet(small(0), small(0xc0)));
    const joined = await socket.waits(
      (all) => all.some(({ opcode }) => opcode === 2),
      3000,
    );
    if (!joined || socket.isOver) return closed;
    socket.say(message);
    const probe = text('probe');
    socket.say(
      packet(small(2), Buffer.concat([small(0x92), text('echo'), probe]), [
        'id',
        small(7),
      ]),
    );
    await socket.waits(
      (all) => all.some(({ payload }) => payload.includes('probe')),
      3000,
    );
    return socket.isOver ? closed : 'alive';
  } finally {
    socket.drop();
  }
}

const packed = [
  ['an empty map', small(0x80), closed],
  ['an array instead of a map', hex('93010203'), closed],
  ['a lone nil', small(0xc0), closed],
  ['the byte that is reserved', small(0xc1), closed],
  ['a type that is text', packet(text('2'), hex('91a16e')), closed],
  ['type 99', packet(small(99), small(0xc0)), closed],
  ['a map that is cut', event().subarray(0, 9), closed],
  ['something behind the map', Buffer.concat([event(), small(1)]), closed],
  ['a map of 2^32 - 1 pairs', hex('dfffffffff'), closed],
  ['an array of 2^32 - 1 values', event(hex('ddffffffff')), closed],
  ['text of 2^32 - 1 bytes', event(hex('dbffffffff')), closed],
  ['bytes of 2^32 - 1 bytes', event(hex('c6ffffffff')), closed],
  ['an extension', event(hex('d40500')), either],
  ['a date that is none', event(hex('d6ffffffffff')), either],
  ['100,000 arrays in one another', event(Buffer.alloc(100_000, 0x91)), closed],
  [
    '100,000 maps in one another',
    event(Buffer.alloc(300_000, hex('81a161'))),
    closed,
  ],
  [
    '500,000 values',
    event(Buffer.concat([hex('dd0007a120'), Buffer.alloc(500_000, 1)])),
    closed,
  ],
  ['text that is no UTF-8', event(hex('a2fffe')), either],
  ['a key that is a map', event(hex('818081')), closed],
  ['NaN', event(hex('cb7ff8000000000000')), either],
  ['infinity', event(hex('ca7f800000')), either],
  ['no event name', packet(small(2), small(0x90)), closed],
  ['a map as event name', packet(small(2), hex('9180')), closed],
  [
    'a reserved event',
    packet(small(2), hex('91aa646973636f6e6e656374')),
    closed,
  ],
  ['text instead of MessagePack', Buffer.from('42["noop"]'), closed],
  ['an ordinary event', event(small(1)), 'alive'],
];

/** Connects with somebody else's id in place of a pid; tells whether the
 * server gave that one's place away. */
async function claims(at, idOf) {
  const victim = await RawSocket.connect(at);
  const open = JSON.parse((await victim.hears((t) => t[0] === '0')).slice(1));
  const joined = JSON.parse(
    (await victim.hears((t) => t.startsWith('40'))).slice(2),
  );
  victim.reset();
  await new Promise((resolve) => setTimeout(resolve, 100));
  const thief = await RawSocket.open(at);
  thief.say(
    `40${JSON.stringify({ pid: idOf({ open, joined }), offset: 'x' })}`,
  );
  const answer = await thief.hears((t) => t.startsWith('40'), 4000);
  thief.drop();
  if (!answer) return 'refused';
  return JSON.parse(answer.slice(2)).sid === joined.sid
    ? 'taken'
    : 'a new session';
}

const own = ['a new session', 'refused'];

export default [
  ...cases(
    { letter: 'P', from: 70, run: post3, on: 'eio3' },
    payloads3.map(([what, ...row]) => [`Engine.IO 3: ${what}`, ...row]),
  ),
  ...cases(
    { letter: 'K', from: 175, run: sayPacked },
    packed.map(([what, ...row]) => [`MessagePack: ${what}`, ...row]),
  ),
  ...singles({ letter: 'K', from: 210, on: 'recovery' }, [
    [
      'a socket’s id as pid',
      (at) => claims(at, ({ joined }) => joined.sid),
      own,
    ],
    ['a session’s id as pid', (at) => claims(at, ({ open }) => open.sid), own],
    [
      'a pid with its last letter changed',
      (at) =>
        claims(
          at,
          ({ joined: { pid } }) =>
            pid.slice(0, -1) + (pid.endsWith('A') ? 'B' : 'A'),
        ),
      own,
    ],
    [
      'a pid in capitals',
      (at) => claims(at, ({ joined: { pid } }) => pid.toUpperCase()),
      own,
    ],
    [
      'a pid of 100,000 bytes',
      (at) => claims(at, () => 'A'.repeat(100_000)),
      own,
    ],
    [
      'a pid with an offset that never was',
      (at) => claims(at, ({ joined }) => joined.pid),
      own,
    ],
  ]),
];
