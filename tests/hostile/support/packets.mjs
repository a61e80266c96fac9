import { RawSocket } from './websocket.mjs';

/** Says messages on a WebSocket, connected to the main namespace before unless
 * it is `raw`, and tells what became of it. */
export async function say(at, messages, raw = false) {
  const socket = await (raw ? RawSocket.open(at) : RawSocket.connect(at));
  try {
    for (const message of [messages].flat()) socket.say(message);
    const state = await socket.probe(8000);
    return ['alive', 'open'].includes(state) ? state : 'closed';
  } finally {
    socket.drop();
  }
}

export const sayFirst = (at, messages) => say(at, messages, true);
