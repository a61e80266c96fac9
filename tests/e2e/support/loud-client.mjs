// A client that sends many events in one burst: on a thread of its own, so that
// whoever measures others is not held up by it. Told so by its worker data:
// where, and how many; it says 'ready', waits for 'go', and says 'done' once all
// are answered.

import { once } from 'node:events';
import { connect } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

import { frame, upgradeText } from './raw-http.mjs';

const { port, target, count, text } = workerData;
const socket = connect(port, '127.0.0.1');
await once(socket, 'connect');
socket.write(upgradeText(target));
socket.write(frame('40'));
const burst = Buffer.concat(Array(count).fill(frame(text)));

/** How many answers have come: each has a `"` behind `43`, and they are short,
 * so that none of a frame's head looks like it. */
let answers = 0;
let rest = '';
const done = new Promise((resolve) => {
  socket.on('data', (chunk) => {
    const all = rest + chunk.toString('latin1');
    const parts = all.split('431[');
    answers += parts.length - 1;
    rest = parts.at(-1).slice(-3);
    if (answers >= count) resolve();
  });
});
socket.on('close', () => parentPort.postMessage({ closed: answers }));

parentPort.postMessage('ready');
await once(parentPort, 'message');
socket.write(burst);
await done;
parentPort.postMessage('done');
await once(parentPort, 'message');
socket.destroy();
