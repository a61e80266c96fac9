import { io } from 'socket.io-client';

import { within } from './time.mjs';

const sockets = new Set();

/** Disconnects all clients of these tests. */
export function dropClients() {
  for (const socket of sockets) socket.disconnect();
  sockets.clear();
}

/** A client that tries once, and says who it is by `options`. */
export function newcomer(server, options) {
  const socket = io(server.url, {
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    ...options,
  });
  sockets.add(socket);
  return socket;
}

/** What comes with the next event of this name. */
export const heard = (socket, event) =>
  within(new Promise((resolve) => socket.once(event, resolve)), event);

/** A client that has been let in. */
export async function letIn(server, options) {
  const socket = newcomer(server, options);
  await heard(socket, 'connect');
  return socket;
}

/** What a client is told that has not. */
export async function turnedAway(server, options) {
  const error = await heard(newcomer(server, options), 'connect_error');
  return [error.message, error.data];
}
