// W: texts that are no UTF-8, in one frame or in fragments.

import { cases } from '../support/case.mjs';
import { frame, op, sendFrames } from '../support/websocket.mjs';

const badText = 'close 1007';
const bytes = (...values) => Buffer.from(values);
const more = (payload) => frame(payload, { opcode: op.more });
const start = (payload) => frame(payload, { fin: false });

const texts = [
  ['a byte FF', [0x34, 0xff]],
  ['a lone continuation byte', [0x34, 0x80]],
  ['a start without its continuation', [0x34, 0xc3, 0x41]],
  ['a character that is cut at the end', [0x34, 0xe2, 0x82]],
  ['an overlong slash in two bytes', [0x34, 0xc0, 0xaf]],
  ['an overlong slash in three bytes', [0x34, 0xe0, 0x80, 0xaf]],
  ['an overlong slash in four bytes', [0x34, 0xf0, 0x80, 0x80, 0xaf]],
  ['an overlong NUL', [0x34, 0xc0, 0x80]],
  ['the first surrogate', [0x34, 0xed, 0xa0, 0x80]],
  ['the last surrogate', [0x34, 0xed, 0xbf, 0xbf]],
  ['a pair of surrogates', [0x34, 0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
  ['a character above 10FFFF', [0x34, 0xf4, 0x90, 0x80, 0x80]],
  ['a character in five bytes', [0x34, 0xf8, 0x88, 0x80, 0x80, 0x80]],
].map(([what, values]) => [
  `text with ${what}`,
  frame(bytes(...values)),
  badText,
]);

const split = [
  [
    'text with a character in two fragments',
    Buffer.concat([
      start(bytes(...Buffer.from('42["noop","'), 0xe2, 0x82)),
      more(bytes(0xac, 0x22, 0x5d)),
    ]),
    'alive',
  ],
  [
    'text with a bad byte in the second fragment',
    Buffer.concat([start('42["noop","'), more(bytes(0xff, 0x22, 0x5d))]),
    badText,
  ],
  [
    'text cut in a character behind its last fragment',
    Buffer.concat([start('42["noop"]'), more(bytes(0xe2, 0x82))]),
    badText,
  ],
];

export default cases({ letter: 'W', from: 53, run: sendFrames }, [
  ...texts,
  ...split,
]);
