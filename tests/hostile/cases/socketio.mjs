// K: Socket.IO packets over a WebSocket.

import { cases } from '../support/case.mjs';
import { say, sayFirst } from '../support/packets.mjs';

const [closed, alive] = ['closed', 'alive'];
const either = [closed, alive];
const hole = (num) => `{"_placeholder":true,"num":${num}}`;
const echo = (text) => `42["echo",${text}]`;
const noop = (text) => `42["noop",${text}]`;
const nested = (open, shut, depth) => open.repeat(depth) + shut.repeat(depth);
const list = (count, item) => Array(count).fill(item).join();

const engine = [
  ['an empty packet', '', closed],
  ['an unknown packet type', '7', closed],
  ['a letter as packet type', 'x', closed],
  ['a control character as packet type', '\x014', closed],
  ['a type beyond ASCII', '４2["noop"]', closed],
  ['a ping from the client', '2', closed],
  ['a probe without an upgrade', '2probe', closed],
  ['an upgrade without a probe', '5', alive],
  ['an open packet', '0{"sid":"x"}', alive],
  ['10,000 pongs', Array(10_000).fill('3'), alive],
  ['a close packet and an event behind it', ['1', '42["noop"]'], closed],
  ['base64 that is none', ['451-["noop",' + hole(0) + ']', 'b!!!!'], either],
  ['base64 in a broken length', ['451-["noop",' + hole(0) + ']', 'bA'], either],
];

const packets = [
  ['an empty message', '4', closed],
  ['type 7', '47["noop"]', closed],
  ['type 9', '49', closed],
  ['a minus as type', '4-1', closed],
  ['a NUL as type', '4\0["noop"]', closed],
  ['a second CONNECT', '40', closed],
  ['CONNECT_ERROR from the client', '44{"message":"x"}', closed],
  ['DISCONNECT with a payload', '41{"a":1}', closed],
  ['an event behind DISCONNECT', ['41', '42["noop"]'], closed],
  ['an event to a namespace never joined', '42/other,["noop"]', closed],
  ['an ack to a namespace never joined', '43/other,1[]', closed],
  ['a namespace of 1,000 bytes', `40/${'n'.repeat(1000)}`, either],
  ['a namespace of 900,000 bytes', `40/${'n'.repeat(900_000)},`, either],
  ['a namespace __proto__', '40/__proto__,', alive],
  ['a namespace with NUL', '40/a\0b,', either],
  [
    'a namespace with a query of 10,000 bytes',
    `40/?${'q=1&'.repeat(2500)},`,
    either,
  ],
  [
    'a hundred CONNECTs to unknown namespaces',
    Array.from({ length: 100 }, (_, i) => `40/n${i},`),
    either,
  ],
  ['letters as ack id', '42abc["noop"]', closed],
  ['a negative ack id', '42-1["noop"]', closed],
  ['an ack id of 15 digits', '42999999999999999["echo"]', alive],
  ['an ack id of 1,000 digits', `42${'9'.repeat(1000)}["echo"]`, either],
  ['an ack id with an exponent', '421e3["noop"]', closed],
  ['an ack that nobody waits for', '43999[1]', alive],
  [
    '10,000 acks that nobody waits for',
    Array.from({ length: 10_000 }, (_, i) => `43${i}[]`),
    alive,
  ],
  ['an ack that is no array', '431{"a":1}', closed],
  ['an ack without an id', '43[1]', either],
  ['an event without JSON', '42', closed],
  ['an event of NUL bytes', '42\0\0\0', closed],
  ['JSON that is cut', '42["noop"', closed],
  ['JSON with a comma too many', '42["noop",]', closed],
  ['JSON with a second value', '42["noop"]["noop"]', closed],
  ['JSON in single quotes', "42['noop']", closed],
  ['a comment in JSON', '42["noop"/* */]', closed],
  ['NaN in JSON', noop('NaN'), closed],
  ['Infinity in JSON', noop('-Infinity'), closed],
  ['a number with a leading zero', noop('012'), closed],
  ['a number in hexadecimal', noop('0x10'), closed],
  ['a bare minus', noop('-'), closed],
  ['a number 1e400', noop('1e400'), either],
  ['a number of 100,000 digits', noop('1'.repeat(100_000)), either],
  ['an escape \\x', noop('"\\x41"'), closed],
  ['an escape \\u without digits', noop('"\\uZZZZ"'), closed],
  ['a lone surrogate as an escape', noop('"\\ud800"'), either],
  ['a line break in a string', noop('"a\nb"'), closed],
  ['a byte order mark', '42\ufeff["noop"]', closed],
  ['an object as event', '42{"noop":1}', closed],
  ['a string as event', '42"noop"', closed],
  ['null as event', '42null', closed],
  ['an empty array as event', '42[]', closed],
  ['an array as event name', '42[["noop"]]', closed],
  ['an object as event name', '42[{"toString":"noop"}]', closed],
  ['null as event name', '42[null]', closed],
  ['true as event name', '42[true]', closed],
  ['a number as event name', '42[1]', either],
  ['an unknown event', '42["nobody listens"]', alive],
  ['the event error', '42["error","x"]', either],
  ['the event __proto__', '42["__proto__",1]', alive],
  ['the event constructor', '42["constructor",1]', alive],
  ['an event name of 100,000 bytes', `42["${'e'.repeat(100_000)}"]`, either],
  ...[
    'connect',
    'connect_error',
    'disconnect',
    'disconnecting',
    'newListener',
    'removeListener',
  ].map((name) => [`the reserved event ${name}`, `42["${name}",1]`, closed]),
  [
    'keys __proto__ and constructor in an echo',
    echo('{"__proto__":{"a":1},"constructor":{"prototype":1}}'),
    alive,
  ],
  ['arguments of the wrong type', '42["flood",{"a":[]},"many"]', either],
  ['a negative count to flood', '42["flood",-1,-1]', either],
  ['a fraction as count to flood', '42["flood",0.5,1e-9]', either],
];

const depths = [
  ['64 arrays in one another', noop(nested('[', ']', 62)), alive],
  ['1,000 arrays in one another, echoed', echo(nested('[', ']', 1000)), either],
  [
    '100,000 arrays in one another, echoed',
    echo(nested('[', ']', 100_000)),
    closed,
  ],
  ['400,000 arrays in one another', noop(nested('[', ']', 400_000)), closed],
  [
    '900,000 arrays that are never closed',
    `42["noop",${'['.repeat(900_000)}`,
    closed,
  ],
  [
    '100,000 objects in one another, echoed',
    echo(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    closed,
  ],
  [
    '100,000 levels in the payload of CONNECT',
    `40/x,{"a":${nested('[', ']', 100_000)}}`,
    closed,
  ],
  ['100,000 levels in an ack', `431[${nested('[', ']', 100_000)}]`, closed],
  [
    '300,000 empty arrays in an argument',
    noop(`[${list(300_000, '[]')}]`),
    closed,
  ],
  [
    '300,000 empty objects in an argument',
    noop(`[${list(300_000, '{}')}]`),
    closed,
  ],
  ['330,000 arguments', noop(list(330_000, '1')), closed],
  ['1,500 arguments, echoed', echo(list(1500, '1')), either],
  ['an ack of 330,000 arguments', `431[${list(330_000, '1')}]`, closed],
  ['the same key 100,000 times', noop(`{${list(90_000, '"k":1')}}`), either],
  ['a string of 900,000 escapes', noop(`"${'\\n'.repeat(450_000)}"`), alive],
];

const first = [
  ['an event', '42["noop"]', closed],
  ['an ack', '431[]', closed],
  ['a DISCONNECT', '41', closed],
  ['bytes', Buffer.from([0xff, 0xfe]), closed],
  ['CONNECT with an array', '40[]', closed],
  ['CONNECT with a string', '40"x"', closed],
  ['CONNECT with null', '40null', closed],
  ['CONNECT with an ack id alone', '401', either],
  ['CONNECT with JSON that is cut', '40{"a":', closed],
  ['CONNECT with 500,000 levels', `40{"a":${'['.repeat(500_000)}`, closed],
  ['CONNECT with an ack id and a payload', '407{"a":1}', either],
  [
    'CONNECT with a payload of 900,000 bytes',
    `40{"token":"${'t'.repeat(900_000)}"}`,
    alive,
  ],
  [
    'CONNECT with a forged pid and offset',
    '40{"pid":"__proto__","offset":"../../x"}',
    alive,
  ],
  [
    'CONNECT with a pid that is no string',
    '40{"pid":{"a":[]},"offset":7}',
    alive,
  ],
];

export default [
  ...cases({ letter: 'K', from: 1, run: say }, engine),
  ...cases({ letter: 'K', from: 20, run: say }, packets),
  ...cases({ letter: 'K', from: 95, run: say, alone: true }, depths),
  ...cases(
    { letter: 'K', from: 155, run: sayFirst },
    first.map(([what, ...row]) => [`first of all, ${what}`, ...row]),
  ),
];
