import { useCallback, useEffect, useRef, useState } from 'react';
import { io, type Socket } from 'socket.io-client';
import { readMessage, type ChatMessage, type User, type UserNews } from './protocol';

export interface Line {
  id: number;
  kind: 'message' | 'notice';
  from?: string;
  text: string;
}

export interface Chat {
  state: 'connecting' | 'connected' | 'reconnecting';
  transport: string;
  users: User[];
  lines: Line[];
  send: (text: string) => void;
}

const MOST_LINES = 500;

/** The lines of the log, the oldest ones dropped. */
function useLines() {
  const [lines, setLines] = useState<Line[]>([]);
  const last = useRef(0);
  const add = useCallback((line: Omit<Line, 'id'>) => {
    last.current += 1;
    const id = last.current;
    setLines((all) => [...all.slice(1 - MOST_LINES), { ...line, id }]);
  }, []);
  return { lines, add };
}

/** Who is in the room, and a line for each who comes or goes. */
function watchUsers(
  socket: Socket,
  room: string,
  show: (users: User[]) => void,
  notice: (text: string) => void,
) {
  let known: User[] = [];
  const refresh = () =>
    new Promise<User[]>((done) =>
      socket.emit('list-users', room, (users: User[]) => {
        known = users;
        show(users);
        done(users);
      }),
    );
  const has = (users: User[], user: User) => users.some((u) => u.sockedId === user.sockedId);
  socket.on('connect', () => void refresh());
  socket.on('user-connected', async ({ user }: UserNews) => {
    if (has(await refresh(), user)) notice(`${user.username} has joined`);
  });
  socket.on('user-disconnected', ({ user }: UserNews) => {
    if (has(known, user)) notice(`${user.username} has left`);
    void refresh();
  });
}

/** Follows the transport, also through an upgrade. */
function watchTransport(socket: Socket, show: (name: string) => void) {
  socket.on('connect', () => {
    const { engine } = socket.io;
    show(engine.transport.name);
    engine.once('upgrade', () => show(engine.transport.name));
  });
}

/** A connection to the chat, for as long as the component lives. */
export function useChat(username: string, room: string): Chat {
  const [state, setState] = useState<Chat['state']>('connecting');
  const [transport, setTransport] = useState('');
  const [users, setUsers] = useState<User[]>([]);
  const { lines, add } = useLines();
  const socket = useRef<Socket | null>(null);

  useEffect(() => {
    const made = io({ query: { username, room }, forceNew: true });
    socket.current = made;
    made.on('connect', () => setState('connected'));
    made.on('disconnect', () => setState('reconnecting'));
    made.on('new-message', ({ msg }: { msg: unknown }) =>
      add({ kind: 'message', ...readMessage(msg) }),
    );
    watchTransport(made, setTransport);
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
  return { state, transport, users, lines, send };
}
