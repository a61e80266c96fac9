// K: packets with attachments, and what only looks like them.

import { cases } from '../support/case.mjs';
import { say } from '../support/packets.mjs';

const [closed, alive] = ['closed', 'alive'];
const either = [closed, alive];
const one = Buffer.from([1]);
const hole = (num) => `{"_placeholder":true,"num":${num}}`;
const list = (count, item) => Array(count).fill(item).join();

const binary = [
  ['bytes without a header', one, closed],
  ['bytes behind an event', ['42["noop"]', one], closed],
  [
    'an event while bytes are awaited',
    [`451-["noop",${hole(0)}]`, '42["noop"]'],
    closed,
  ],
  [
    'a CONNECT while bytes are awaited',
    [`451-["noop",${hole(0)}]`, '40/x,'],
    closed,
  ],
  ['a binary event without a count', '45["noop"]', closed],
  ['a count without a dash', '451["noop"]', closed],
  ['a count alone', '451', closed],
  ['a dash alone', '45-["noop"]', closed],
  ['a negative count', '45-1-["noop"]', closed],
  ['a fraction as count', '451.5-["noop"]', closed],
  ['an exponent as count', '451e9-["noop"]', closed],
  [
    'eleven attachments',
    `4511-["noop",${Array.from({ length: 11 }, (_, i) => hole(i))}]`,
    closed,
  ],
  ['4,294,967,297 attachments', `454294967297-["noop",${hole(0)}]`, closed],
  ['a count of 100,000 digits', `45${'9'.repeat(100_000)}-["noop"]`, closed],
  ['no attachments in a binary event', '450-["noop"]', either],
  [
    'a placeholder that counts from elsewhere',
    [`451-["noop",${hole(1)}]`, one],
    closed,
  ],
  ['a placeholder -1', [`451-["noop",${hole(-1)}]`, one], closed],
  ['a placeholder "splice"', [`451-["noop",${hole('"splice"')}]`, one], closed],
  [
    'a placeholder "__proto__"',
    [`451-["noop",${hole('"__proto__"')}]`, one],
    closed,
  ],
  ['a placeholder null', [`451-["noop",${hole('null')}]`, one], closed],
  ['a placeholder 0.5', [`451-["noop",${hole(0.5)}]`, one], closed],
  ['a placeholder 1e400', [`451-["noop",${hole('1e400')}]`, one], closed],
  [
    'a placeholder 2^64',
    [`451-["noop",${hole('18446744073709551616')}]`, one],
    closed,
  ],
  [
    'a placeholder without a number',
    [`451-["noop",{"_placeholder":true}]`, one],
    closed,
  ],
  [
    'the same placeholder twice',
    [`451-["echo",${hole(0)},${hole(0)}]`, one],
    closed,
  ],
  [
    'a placeholder 10,000 times',
    [`451-["echo",${list(10_000, hole(0))}]`, Buffer.alloc(100_000)],
    closed,
  ],
  [
    'fewer placeholders than attachments',
    [`452-["noop",${hole(0)}]`, one, one],
    closed,
  ],
  ['a placeholder as event name', [`451-[${hole(0)}]`, one], closed],
  [
    'attachments larger together than a message may be',
    [
      `452-["noop",${hole(0)},${hole(1)}]`,
      Buffer.alloc(600_000),
      Buffer.alloc(600_000),
    ],
    closed,
  ],
  [
    'ten empty attachments',
    [
      `4510-["noop",${Array.from({ length: 10 }, (_, i) => hole(i))}]`,
      ...Array(10).fill(Buffer.alloc(0)),
    ],
    alive,
  ],
  ['a binary ack that nobody waits for', [`461-5[${hole(0)}]`, one], alive],
  [
    'a binary ack without its bytes',
    [`461-5[${hole(0)}]`, '42["noop"]'],
    closed,
  ],
];

export default cases({ letter: 'K', from: 115, run: say }, binary);
