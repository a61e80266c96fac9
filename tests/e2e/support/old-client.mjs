import io2 from 'socket.io-client-2';

/** socket.io-client 2, as those after it are used: with `onAny`. */
export function ioOld(url, options) {
  const socket = io2(url, options);
  const listeners = [];
  const { onevent } = socket;
  socket.onevent = (packet) => {
    for (const listener of listeners) listener(...packet.data);
    onevent.call(socket, packet);
  };
  socket.onAny = (listener) => listeners.push(listener);
  return socket;
}
