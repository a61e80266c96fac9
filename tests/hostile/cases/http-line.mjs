// H: request lines, methods and targets.

import { cases, singles } from '../support/case.mjs';
import { answerTo, ask, handshake, sendBytes } from '../support/http.mjs';

const refused = ['400, closed', 'no answer, closed'];
const no = ['400, open', '400, closed'];
const served = ['200, open'];
const nothing = ['404, open', '404, closed', ...no];
const engine = (query) => ask({ target: `/socket.io/?${query}` });
const clientHello = Buffer.from('16030100050100000103', 'hex');

const headless = (at, text) => sendBytes(at, text, { bodies: false });
const unread = 'no answer, open';

const lines = [
  ['bytes that are no HTTP', '\x00\x01\x02\x03\xff\xfe\r\n\r\n', refused],
  ['a TLS greeting', [clientHello, '\r\n\r\n'], refused],
  [
    'the greeting of HTTP/2',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    [...refused, '505, closed'],
  ],
  ['a request of HTTP/0.9', 'GET /\r\n\r\n', refused],
  ['HTTP/1.0', ask({ version: 'HTTP/1.0' }), '200, closed'],
  [
    'HTTP/2.0 in the request line',
    ask({ version: 'HTTP/2.0' }),
    [...refused, '505, closed'],
  ],
  ['HTTP/9.9', ask({ version: 'HTTP/9.9' }), [...refused, '505, closed']],
  ['http/1.1 in small letters', ask({ version: 'http/1.1' }), refused],
  ['HTTP/1.1 with something behind it', ask({ version: 'HTTP/1.1x' }), refused],
  ['no version', ask({ version: '' }), refused],
  [
    'lines that end in a bare LF',
    ask().replaceAll('\r\n', '\n'),
    [...refused, unread],
  ],
  ['one line that ends in a bare LF', ask().replace('\r\n', '\n'), refused],
  [
    'lines that end in a bare CR',
    `${ask().replaceAll('\r\n', '\r')}\r\n\r\n`,
    refused,
  ],
  ['NUL in the target', ask({ target: '/socket.io/\0' }), refused],
  ['a space in the target', ask({ target: '/socket.io/ x' }), refused],
  [
    'a control character in the target',
    ask({ target: '/socket.io/\x07' }),
    refused,
  ],
  ['DEL in the target', ask({ target: '/socket.io/\x7f' }), refused],
  ['an empty target', ask({ target: '' }), refused],
  ['a tab instead of a space', ask().replace('GET ', 'GET\t'), refused],
  ['two spaces', ask().replace('GET ', 'GET  '), refused],
  ['a space before the method', ` ${ask()}`, refused],
  [
    'a request line of 5,000 bytes',
    ask({ target: `${handshake}&x=${'x'.repeat(4950)}` }),
    '414, closed',
  ],
  [
    'a request line of 1 MB',
    ask({ target: `/${'x'.repeat(1e6)}` }),
    ['414, closed', '431, closed'],
  ],
  [
    'a request line of 1 MB that never ends',
    `GET /${'x'.repeat(1e6)}`,
    ['414, closed', '431, closed'],
  ],
  [
    'a method of 5,000 letters',
    ask({ method: 'A'.repeat(5000) }),
    ['400, closed', '414, closed', '501, closed'],
  ],
  ['a method with a control character', ask({ method: 'GE\x01T' }), refused],
  [
    'a method that nobody knows',
    ask({ method: 'FOO' }),
    [...no, '501, closed', '405, open'],
  ],
  ['HEAD of a handshake', ask({ method: 'HEAD' }), no, { run: headless }],
  ['PUT of a handshake', ask({ method: 'PUT' }), no],
  ['TRACE', ask({ method: 'TRACE' }), [...no, '405, open', '501, closed']],
  [
    'CONNECT to elsewhere',
    ask({ method: 'CONNECT', target: 'example.org:443' }),
    [
      ...nothing,
      '405, open',
      '405, closed',
      '501, closed',
      'no answer, closed',
    ],
  ],
  [
    'OPTIONS *',
    ask({ method: 'OPTIONS', target: '*' }),
    [...nothing, '200, open', '204, open'],
  ],
  [
    'a target with scheme and host',
    ask({ target: `http://localhost${handshake}` }),
    served,
  ],
  [
    'a thousand query keys',
    engine(`EIO=4&transport=polling${'&a'.repeat(1000)}`),
    served,
  ],
  [
    'a hundred empty query keys',
    engine(`${'&'.repeat(100)}EIO=4&transport=polling`),
    served,
  ],
  [
    'a percent sign without digits',
    engine('EIO=4&transport=polling&x=%zz%'),
    [...served, ...no],
  ],
  [
    'bad UTF-8 in the query',
    engine('EIO=4&transport=polling&x=%ff%fe%c0%80'),
    [...served, ...no],
  ],
  [
    'raw bytes above 127 in the query',
    engine('EIO=4&transport=polling&x=\xff\xfe'),
    [...served, ...no],
  ],
  ['transport __proto__', engine('EIO=4&transport=__proto__'), no],
  ['transport constructor', engine('EIO=4&transport=constructor'), no],
  ['transport toString', engine('EIO=4&transport=toString'), no],
  ['transport with NUL behind it', engine('EIO=4&transport=polling%00'), no],
  [
    'transport twice, the wrong one last',
    engine('EIO=4&transport=polling&transport=x'),
    no,
  ],
  ['EIO as a list', engine('EIO[]=4&transport=polling'), no],
  ['EIO beyond 32 bits', engine('EIO=4294967300&transport=polling'), no],
  ['EIO -4', engine('EIO=-4&transport=polling'), no],
  ['EIO with a space', engine('EIO=%204&transport=polling'), no],
  [
    'a sid that is a path',
    ask({ target: `${handshake}&sid=../../etc/passwd` }),
    no,
  ],
  ['a sid with NUL', ask({ target: `${handshake}&sid=%00` }), no],
  ['sid __proto__', ask({ target: `${handshake}&sid=__proto__` }), no],
  [
    'a sid of 3,000 bytes',
    ask({ target: `${handshake}&sid=${'A'.repeat(3000)}` }),
    no,
  ],
  [
    'a sid with bytes above 127',
    ask({ target: `${handshake}&sid=%ff%ff` }),
    no,
  ],
];

const paths = [
  ['dots to leave the folder', '/../../../../etc/passwd'],
  ['dots below the path', '/socket.io/../../../etc/passwd'],
  ['encoded dots', '/%2e%2e/%2e%2e/%2e%2e/etc/passwd'],
  ['encoded slashes', '/..%2f..%2f..%2fetc%2fpasswd'],
  ['dots encoded twice', '/%252e%252e/%252e%252e/etc/passwd'],
  ['backslashes', '/..\\..\\..\\etc\\passwd'],
  ['NUL behind a name', '/index.html%00.png'],
  ['a slash at the start of the path', '//etc/passwd'],
  ['an overlong slash', '/..%c0%af..%c0%afetc/passwd'],
  ['a thousand slashes', '/'.repeat(1000)],
];

async function reachesNoFile(at, target) {
  const answer = await answerTo(at.port, ask({ target }));
  if (!answer) return 'no answer';
  return answer.body.includes('root:') ? 'a file' : 'no file';
}

async function jsonp(at) {
  const target = `${handshake}&j=1);alert(document.cookie)//`;
  const answer = await answerTo(at.port, ask({ target }));
  if (/alert|cookie/.test(answer?.body)) return 'the script is in the answer';
  return 'no script of ours';
}

export default [
  ...cases({ letter: 'H', from: 1, run: sendBytes }, lines),
  ...cases(
    { letter: 'H', from: 70, run: reachesNoFile },
    paths.map(([what, target]) => [`a path with ${what}`, target, 'no file']),
  ),
  ...singles({ letter: 'H', from: 90 }, [
    ['script in the number of a JSONP callback', jsonp, 'no script of ours'],
  ]),
];
