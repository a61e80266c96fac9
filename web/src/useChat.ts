import { useCallback, useEffect, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { readMessage, type ChatMessage, type User } from './protocol';
import { useLines } from './useLines';
import { watchUsers } from './watchUsers';

/** How we are connected; transport and own socket id only while we are. */
export interface Link {
  state: 'connecting' | 'connected' | 'reconnecting' | 'disconnected';
  transport?: string;
  self?: string;
}

/** Follows the connection, and its transport through an upgrade. */
function watchLink(socket: Socket, show: (link: Link) => void) {
  socket.on('connect', () => {
    const { engine } = socket.io;
    const showConnected = () =>
      show({ state: 'connected', transport: engine.transport.name, self: socket.id });
    showConnected();
    engine.once('upgrade', showConnected);
  });
  // A client that the server itself sends away does not try again.
  const showLost = () => show({ state: socket.active ? 'reconnecting' : 'disconnected' });
  socket.on('disconnect', showLost);
  socket.on('connect_error', showLost);
}

/** A connection to the chat, for as long as the component lives. */
export function useChat(username: string, room: string) {
  const [link, setLink] = useState<Link>({ state: 'connecting' });
  const [users, setUsers] = useState<User[]>([]);
  const { lines, add } = useLines();
  const socket = useRef<Socket | null>(null);

  useEffect(() => {
    const made = io({ query: { username, room }, forceNew: true });
    socket.current = made;
    made.on('new-message', ({ msg }: { msg: unknown }) =>
      add({ kind: 'message', ...readMessage(msg) }),
    );
    watchLink(made, setLink);
    watchUsers(made, room, setUsers, (text) => add({ kind: 'notice', text }));
    return () => {
      made.disconnect();
    };
  }, [username, room, add]);

  const send = useCallback(
    (text: string) => {
      const message: ChatMessage = { from: username, text };
      socket.current?.emit('send-message', { message, room });
    },
    [username, room],
  );
  return { link, users, lines, send };
}
