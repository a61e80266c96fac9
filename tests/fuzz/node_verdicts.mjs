// Prints what Socket.IO's own parser makes of the seeds of the target
// `socketio`, a line each: `<verdict> <packets> <seed>`. Run it when the seeds
// change:
//
//     node tests/fuzz/node_verdicts.mjs >tests/fuzz/socketio_verdicts.txt
//
// The seeds are payloads of Engine.IO 4; `refused` is what the parser throws
// for, and `packets` are those that were complete before.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const require = createRequire(new URL('../e2e/package.json', import.meta.url));
const { Decoder } = require('socket.io-parser');

const seeds = new URL('seeds/socketio.txt', import.meta.url);

/** What stands between the quotes, as bytes. */
function bytesOf(line) {
  const parts = line.slice(1, -1).match(/\\x..|\\.|[^\\]/g) ?? [];
  return Buffer.from(
    parts.map((part) =>
      part.startsWith('\\x')
        ? parseInt(part.slice(2), 16)
        : part.at(-1).charCodeAt(0),
    ),
  );
}

function play(payload) {
  const decoder = new Decoder();
  let packets = 0;
  decoder.on('decoded', () => ++packets);
  try {
    for (const packet of payload.toString().split('\x1e')) {
      if (packet.startsWith('b'))
        decoder.add(Buffer.from(packet.slice(1), 'base64'));
      else if (packet.startsWith('4')) decoder.add(packet.slice(1));
    }
    return `accepted ${packets}`;
  } catch {
    return `refused ${packets}`;
  }
}

const lines = (await readFile(seeds, 'utf8')).split('\n');
for (const line of lines.filter((text) => text.startsWith('"')))
  console.log(play(bytesOf(line)), line);
