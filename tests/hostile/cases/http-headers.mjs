// H: headers, their number and size, and the request for a WebSocket.

import { cases, singles } from '../support/case.mjs';
import { ask, askUpgrade, handshake, sendBytes } from '../support/http.mjs';
import { Tcp, withTcp } from '../support/tcp.mjs';

const refused = '400, closed';
const tooLarge = '431, closed';
const served = '200, open';
const granted = ['101, open', '101, closed'];
const no = ['400, open', refused];
const header = (...lines) => ask({ lines });
const many = (count) => Array.from({ length: count }, (_, i) => `X-${i}: ${i}`);

const headers = [
  ['no Host', ask({ host: null }), refused],
  ['two Hosts that differ', header('Host: elsewhere'), refused],
  ['two Hosts that are the same', header('Host: localhost'), refused],
  ['a folded header', header('X-A: 1', ' 2'), refused],
  ['a header folded by a tab', header('X-A: 1', '\t2'), refused],
  ['a space before the colon', header('X-A : 1'), refused],
  ['a space before the first header', ask().replace('Host', ' Host'), refused],
  ['a header without a colon', header('X-A'), refused],
  ['a header without a name', header(': 1'), refused],
  ['a name with a bracket', header('X(A: 1'), refused],
  ['a name with a byte above 127', header('X\xe9: 1'), refused],
  ['NUL in a name', header('X\0A: 1'), refused],
  ['NUL in a value', header('X-A: 1\x002'), refused],
  ['a bare CR in a value', header('X-A: 1\rX-B: 2'), refused],
  ['a bare LF in a value', header('X-A: 1\nX-B : 2'), refused],
  ['a control character in a value', header('X-A: \x01'), refused],
  ['bytes above 127 in a value', header('X-A: \xe9\xff'), served],
  ['an empty value', header('X-A:'), served],
  ['a hundred headers', ask({ lines: many(99) }), served],
  ['a hundred and one headers', ask({ lines: many(100) }), tooLarge],
  ['two thousand headers', ask({ lines: many(2000) }), tooLarge],
  ['a header of 7,000 bytes', header(`Cookie: ${'c'.repeat(7000)}`), served],
  ['a header of 9,000 bytes', header(`Cookie: ${'c'.repeat(9000)}`), tooLarge],
  ['a header of 1 MB', header(`X-A: ${'a'.repeat(1e6)}`), tooLarge],
  [
    'a header of 1 MB that never ends',
    header(`X-A: ${'a'.repeat(1e6)}`).slice(0, -4),
    tooLarge,
  ],
  ['a name of 9,000 bytes', header(`${'a'.repeat(9000)}: 1`), tooLarge],
  [
    '200,000 headers of two bytes',
    ask({ lines: Array(200_000).fill('a:') }),
    tooLarge,
  ],
  [
    'headers __proto__ and constructor',
    header('__proto__: 1', 'constructor: 2'),
    served,
  ],
  [
    'an Origin with a control character',
    header('Origin: http://a\x01b'),
    refused,
  ],
  [
    'Expect: something else',
    header('Expect: miracles'),
    [served, '417, open', '417, closed'],
  ],
  [
    'Upgrade to h2c',
    header(
      'Connection: Upgrade, HTTP2-Settings',
      'Upgrade: h2c',
      'HTTP2-Settings: AAMAAABkAAQAAP__',
    ),
    [served, ...no],
  ],
  [
    'Upgrade to what nobody knows',
    header('Connection: Upgrade', 'Upgrade: gopher'),
    [served, ...no],
  ],
  [
    'Range of a thousand parts',
    ask({ target: '/', lines: [`Range: bytes=${'0-,'.repeat(1000)}0-`] }),
    [served, '206, open', '404, open', '416, open', ...no],
  ],
  [
    'Accept-Encoding with odd weights',
    header('Accept-Encoding: gzip;q=1e999, br;q=-1, *;q=x'),
    served,
  ],
  [
    'If-None-Match of 7,000 bytes',
    ask({
      target: '/socket.io/socket.io.js',
      lines: [`If-None-Match: ${'"a",'.repeat(1700)}"b"`],
    }),
    [served, ...no, '404, open'],
  ],
  [
    'Connection: close with a second request behind it',
    header('Connection: close') + ask(),
    '200, closed',
  ],
];

const upgrades = [
  ['no Sec-WebSocket-Key', askUpgrade({ Key: undefined }), refused],
  ['an empty key', askUpgrade({ Key: 'Sec-WebSocket-Key: ' }), refused],
  [
    'a key of 8 bytes',
    askUpgrade({ Key: 'Sec-WebSocket-Key: AAAAAAAAAAA=' }),
    refused,
  ],
  [
    'a key that is not base64',
    askUpgrade({ Key: `Sec-WebSocket-Key: ${'#'.repeat(22)}==` }),
    refused,
  ],
  [
    'a key of 7,000 bytes',
    askUpgrade({ Key: `Sec-WebSocket-Key: ${'A'.repeat(7000)}` }),
    refused,
  ],
  [
    'version 12',
    askUpgrade({ Version: 'Sec-WebSocket-Version: 12' }),
    [refused, '426, closed'],
  ],
  [
    'version 13 twice over',
    askUpgrade({ Version: 'Sec-WebSocket-Version: 13, 8' }),
    [refused, '426, closed'],
  ],
  ['no version', askUpgrade({ Version: undefined }), [refused, '426, closed']],
  ['POST', askUpgrade({}, { method: 'POST' }), [...no, '405, closed']],
  ['HTTP/1.0', askUpgrade({}, { version: 'HTTP/1.0' }), no],
  ['no Connection', askUpgrade({ Connection: undefined }), no],
  [
    'Connection: close',
    askUpgrade({ Connection: 'Connection: close' }),
    refused,
  ],
  [
    'Upgrade: WEBSOCKET',
    askUpgrade({ Upgrade: 'Upgrade: WEBSOCKET' }),
    granted,
  ],
  [
    'Connection as a list',
    askUpgrade({ Connection: 'Connection: keep-alive, Upgrade' }),
    granted,
  ],
  [
    'an unknown sid',
    askUpgrade({}, { target: '/socket.io/?EIO=4&transport=websocket&sid=x' }),
    refused,
  ],
  [
    'transport __proto__',
    askUpgrade({}, { target: '/socket.io/?EIO=4&transport=__proto__' }),
    refused,
  ],
  ['transport polling', askUpgrade({}, { target: handshake }), refused],
  ['two thousand headers', askUpgrade({}, { lines: many(2000) }), tooLarge],
  [
    'the extension constructor',
    askUpgrade({}, { lines: ['Sec-WebSocket-Extensions: constructor'] }),
    granted,
  ],
  [
    'the extension __proto__',
    askUpgrade(
      {},
      { lines: ['Sec-WebSocket-Extensions: __proto__; hasOwnProperty'] },
    ),
    granted,
  ],
  [
    'extensions that are no list',
    askUpgrade({}, { lines: ['Sec-WebSocket-Extensions: ;=,"'] }),
    [...granted, refused],
  ],
  [
    '7,000 commas as extensions',
    askUpgrade(
      {},
      { lines: [`Sec-WebSocket-Extensions: ${','.repeat(7000)}`] },
    ),
    [...granted, refused],
  ],
  [
    'a subprotocol with 7,000 spaces',
    askUpgrade(
      {},
      { lines: [`Sec-WebSocket-Protocol: b${' '.repeat(7000)}x`] },
    ),
    [...granted, refused],
  ],
  [
    'a thousand subprotocols',
    askUpgrade(
      {},
      { lines: [`Sec-WebSocket-Protocol: ${'ab,'.repeat(1000)}c`] },
    ),
    [...granted, refused],
  ],
];

async function resetBehind(at, text) {
  for (let i = 0; i < 20; ++i) {
    const tcp = await Tcp.connect(at.port);
    tcp.send(text);
    if (i % 2) await new Promise(setImmediate);
    tcp.reset();
  }
  return 'alive';
}

function pipelined(at, count, last) {
  return withTcp(at.port, async (tcp) => {
    const options = ask({ target: '/nothing-here' });
    tcp.send(options.repeat(count - 1) + last);
    await tcp.settled(1500);
    const statuses =
      tcp.bytes.toString('latin1').match(/HTTP\/1\.1 \d+/g) ?? [];
    return `${statuses.length} answers, ${tcp.ended ? 'closed' : 'open'}`;
  });
}

const h2c = ask({ lines: ['Connection: Upgrade', 'Upgrade: h2c'] });

export default [
  ...cases({ letter: 'H', from: 100, run: sendBytes }, headers),
  ...cases(
    { letter: 'H', from: 150, run: sendBytes },
    upgrades.map(([what, ...row]) => [`WebSocket asked for: ${what}`, ...row]),
  ),
  ...singles({ letter: 'H', from: 180 }, [
    ['a reset behind Upgrade: h2c', (at) => resetBehind(at, h2c), 'alive'],
    ['a reset behind a handshake', (at) => resetBehind(at, ask()), 'alive'],
    [
      'a reset behind a WebSocket’s request',
      (at) => resetBehind(at, askUpgrade()),
      'alive',
    ],
    [
      'a reset behind half a head',
      (at) => resetBehind(at, ask().slice(0, 30)),
      'alive',
    ],
    [
      '100 requests in one write',
      (at) => pipelined(at, 100, ask()),
      '100 answers, open',
    ],
    [
      '1,500 requests in one write',
      (at) => pipelined(at, 1500, ask()),
      '1000 answers, closed',
    ],
    [
      'a bad request behind 10 good ones',
      (at) => pipelined(at, 11, 'x\r\n\r\n'),
      '11 answers, closed',
    ],
  ]),
];
