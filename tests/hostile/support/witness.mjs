import { createRequire } from 'node:module';

import { within } from '../../e2e/support/time.mjs';

const { io } = createRequire(new URL('../../e2e/', import.meta.url))(
  'socket.io-client',
);

/** How long a newcomer may wait for its echo, in milliseconds. */
export const freshness = 2000;

const ways = [['websocket'], ['polling'], ['polling', 'websocket']];
let turn = 0;

async function echoes(socket) {
  await new Promise((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
    socket.on('disconnect', (reason) => reject(new Error(reason)));
  });
  const echo = await socket.emitWithAck('echo', 'fresh', Buffer.from([1, 2]));
  if (echo !== 'fresh') throw new Error('a wrong echo');
}

/** Lets a new official client connect and ask for an echo; resolves to what
 * failed, undefined if nothing did. Its way to connect is another each time. */
export async function failureOfFreshClient(url) {
  const transports = ways[turn++ % ways.length];
  const socket = io(url, { transports, forceNew: true, reconnection: false });
  try {
    await within(echoes(socket), 'fresh client', freshness);
    return undefined;
  } catch (error) {
    return `${transports} client: ${error.message}`;
  } finally {
    socket.disconnect();
  }
}
