// H: how the end of a request is told, and what is hidden behind it.

import { cases, singles } from '../support/case.mjs';
import { ask, httpVerdict, sendBytes } from '../support/http.mjs';
import { Session } from '../support/session.mjs';
import { withTcp } from '../support/tcp.mjs';

const refused = '400, closed';
const unknownCoding = [refused, '501, closed'];
const tooLarge = ['413, closed', '413, open'];
const hidden = ask({ target: '/hidden' });
const chunked = 'Transfer-Encoding: chunked';
const whole = '2\r\n40\r\n0\r\n\r\n';

/** Posts to a session of its own: `lines` of the head, the body as it is. */
async function post(at, [lines, body, version], options) {
  const { target } = await Session.open(at);
  const method = 'POST';
  return sendBytes(at, ask({ method, target, lines, body, version }), options);
}

/** As `post`, for what may take the server a while. */
const heavy = {
  alone: true,
  on: 'busy',
  run: (at, row) => post(at, row, { quiet: 15_000 }),
};

const length = (value) => [[`Content-Length: ${value}`], '40'];
const coding = (value, body = whole) => [[`Transfer-Encoding: ${value}`], body];
const chunks = (body) => [[chunked], body];

const bodies = [
  [
    'Content-Length twice, the same',
    [['Content-Length: 2', 'Content-Length: 2'], '40'],
    refused,
  ],
  [
    'Content-Length twice, different',
    [['Content-Length: 2', 'Content-Length: 40'], `40${hidden}`],
    refused,
  ],
  ['Content-Length as a list', length('2, 2'), refused],
  ['Content-Length +2', length('+2'), refused],
  ['Content-Length 0x2', length('0x2'), refused],
  ['Content-Length -1', length('-1'), refused],
  ['Content-Length 2.0', length('2.0'), refused],
  ['Content-Length 2 2', length('2 2'), refused],
  ['an empty Content-Length', length(''), refused],
  [
    'Content-Length 2^64',
    length('18446744073709551616'),
    [refused, ...tooLarge],
  ],
  [
    'Content-Length 2^63',
    length('9223372036854775808'),
    [refused, ...tooLarge],
  ],
  [
    'Content-Length of 100 digits',
    length('9'.repeat(100)),
    [refused, ...tooLarge],
  ],
  ['Content-Length 100 MB and no body', length('100000000'), tooLarge],
  ['Content-Length 1,000,001', length('1000001'), tooLarge],
  [
    'Content-Length, then chunked',
    [['Content-Length: 2', chunked], `${whole}${hidden}`],
    refused,
  ],
  [
    'chunked, then Content-Length',
    [[chunked, 'Content-Length: 2'], `${whole}${hidden}`],
    refused,
  ],
  [
    'chunked, then Content-Length 0',
    [[chunked, 'Content-Length: 0'], `${whole}${hidden}`],
    refused,
  ],
  ['Transfer-Encoding gzip', coding('gzip', hidden), unknownCoding],
  ['Transfer-Encoding identity', coding('identity', hidden), unknownCoding],
  ['Transfer-Encoding xchunked', coding('xchunked', hidden), unknownCoding],
  ['Transfer-Encoding chunked, gzip', coding('chunked, gzip'), unknownCoding],
  ['Transfer-Encoding gzip, chunked', coding('gzip, chunked'), unknownCoding],
  [
    'Transfer-Encoding chunked, chunked',
    coding('chunked, chunked'),
    unknownCoding,
  ],
  ['Transfer-Encoding twice', [[chunked, chunked], whole], unknownCoding],
  ['an empty Transfer-Encoding', coding('', hidden), unknownCoding],
  [
    'Transfer-Encoding with a vertical tab',
    coding('\x0bchunked'),
    unknownCoding,
  ],
  ['Transfer-Encoding in quotes', coding('"chunked"'), unknownCoding],
  ['Transfer-Encoding with a parameter', coding('chunked;a=b'), unknownCoding],
  ['Transfer-Encoding CHUNKED', coding('CHUNKED'), '200, open'],
  [
    'a space before the colon of Transfer-Encoding',
    [['Transfer-Encoding : chunked'], whole],
    refused,
  ],
  ['chunked in HTTP/1.0', [[chunked], whole, 'HTTP/1.0'], refused],
  ['a chunk size that is no number', chunks('zz\r\n40\r\n0\r\n\r\n'), refused],
  ['a negative chunk size', chunks('-2\r\n40\r\n0\r\n\r\n'), refused],
  ['a chunk size 0x2', chunks('0x2\r\n40\r\n0\r\n\r\n'), refused],
  ['a chunk size +2', chunks('+2\r\n40\r\n0\r\n\r\n'), refused],
  ['an empty chunk size', chunks('\r\n40\r\n0\r\n\r\n'), refused],
  [
    'a chunk size of 17 digits',
    chunks('10000000000000002\r\n40\r\n0\r\n\r\n'),
    [refused, ...tooLarge],
  ],
  [
    'a chunk size 2^64 - 1',
    chunks('ffffffffffffffff\r\n40\r\n'),
    [refused, ...tooLarge],
  ],
  [
    'a chunk size of 10,000 zeros',
    chunks(`${'0'.repeat(10_000)}2\r\n40\r\n0\r\n\r\n`),
    [refused, '431, closed', '200, open', ...tooLarge],
  ],
  ['a chunk longer than its size', chunks('2\r\n4040\r\n0\r\n\r\n'), refused],
  ['a chunk that ends in a bare LF', chunks('2\r\n40\n0\r\n\r\n'), refused],
  [
    'a chunk size that ends in a bare LF',
    chunks('2\n40\r\n0\r\n\r\n'),
    refused,
  ],
  [
    'a chunk extension of 1 MB',
    chunks(`2;${'x'.repeat(1e6)}\r\n40\r\n0\r\n\r\n`),
    [refused, '431, closed', ...tooLarge],
  ],
  [
    'a chunk of 100 MB that is only announced',
    chunks('5f5e100\r\n40'),
    tooLarge,
  ],
  [
    'a million bytes in chunks of one',
    chunks('1\r\n4\r\n'.repeat(1_000_001)),
    [...tooLarge, refused],
    heavy,
  ],
  [
    'a trailer of 70,000 bytes',
    chunks(`2\r\n40\r\n0\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`),
    [refused, '431, closed', ...tooLarge],
  ],
  [
    '20,000 trailers',
    chunks(`2\r\n40\r\n0\r\n${'a:1\r\n'.repeat(20_000)}\r\n`),
    [refused, '431, closed', ...tooLarge],
  ],
  [
    'a trailer Content-Length',
    chunks('2\r\n40\r\n0\r\nContent-Length: 4\r\n\r\n'),
    [refused, '200, open'],
  ],
];

async function bodyOfGet(at) {
  const text = ask({
    lines: [`Content-Length: ${hidden.length}`],
    body: hidden,
  });
  return sendBytes(at, text);
}

async function hasty(at) {
  const { target } = await Session.open(at);
  const lines = ['Expect: 100-continue', 'Content-Length: 2'];
  return withTcp(at.port, async (tcp) => {
    tcp.send(ask({ method: 'POST', target, lines }));
    await tcp.until(() => tcp.received > 0, 1000);
    tcp.send('40');
    await tcp.settled();
    return httpVerdict(tcp);
  });
}

async function greedy(at) {
  const lines = ['Content-Length: 100000000'];
  const { target } = await Session.open(at);
  return withTcp(at.port, async (tcp) => {
    tcp.send(ask({ method: 'POST', target, lines }));
    const block = 'x'.repeat(100_000);
    for (let i = 0; i < 50 && !tcp.ended; ++i) {
      tcp.send(block);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await tcp.settled();
    return httpVerdict(tcp);
  });
}

export default [
  ...cases(
    { letter: 'H', from: 200, run: post },
    bodies.map(([what, ...row]) => [`POST with ${what}`, ...row]),
  ),
  ...singles({ letter: 'H', from: 260 }, [
    [
      'a request hidden in the body of a GET',
      bodyOfGet,
      ['200, open', refused],
    ],
    ['Expect: 100-continue', hasty, ['100+200, open', '200, open']],
    ['a body of 5 MB where 1 MB is taken', greedy, tooLarge],
  ]),
];
