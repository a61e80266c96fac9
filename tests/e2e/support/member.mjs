import { io as io31 } from 'socket.io-client-31';
import { io as io40 } from 'socket.io-client-40';
import { io as io48 } from 'socket.io-client';

import { eventually, within } from './time.mjs';

/** The clients that Troupe has to serve, by version. */
export const versions = { 4.8: io48, '4.0': io40, 3.1: io31 };

/** The ways to connect, by what a client is told to do. */
export const ways = {
  polling: ['polling'],
  WebSocket: ['websocket'],
  upgrade: ['polling', 'websocket'],
};

/** A value with all bytes in it as `{"$bytes": base64}`, whatever they were. */
export function plain(value) {
  if (value instanceof ArrayBuffer) return plain(Buffer.from(value));
  if (ArrayBuffer.isView(value))
    return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, plain(member)]),
  );
}

/** Events as one member of the chat received them, in order. */
export class Inbox {
  #events = [];

  add(name, args) {
    this.#events.push({ name, args: plain(args) });
  }

  /** All arguments of events with this name, so far. */
  all(name) {
    return this.#events
      .filter((event) => event.name === name)
      .map((event) => event.args);
  }

  /** Waits until `count` events with this name came, and returns them all. */
  async atLeast(name, count) {
    await eventually(
      () => this.all(name).length >= count,
      `${count} × ${name}`,
    ).catch((error) => {
      throw new Error(
        `${error.message}; came: ${JSON.stringify(this.#events)}`,
      );
    });
    return this.all(name);
  }
}

/** A member of the chat who uses socket.io-client. */
export class Member {
  inbox = new Inbox();

  /** Joins, and resolves when the server has said so and the transport is the
   * last one of `transports`. `io` is the client library; `hear` is called
   * with the name and the arguments of each event. */
  static async join(io, server, { transports, username, room }, hear) {
    const socket = io(server.url, {
      transports,
      query: { username, room },
      forceNew: true,
      reconnection: false,
    });
    const member = new Member(socket, username);
    if (hear) socket.onAny((name, ...args) => hear(name, args));
    await within(member.#connected(), `${username} connects`);
    await eventually(
      () => socket.io.engine.transport.name === transports.at(-1),
      `${username} gets to ${transports.at(-1)}`,
    );
    await member.inbox.atLeast('conn', 1);
    member.user = { username, sockedId: socket.id };
    return member;
  }

  constructor(socket, username) {
    this.socket = socket;
    this.username = username;
    socket.onAny((name, ...args) => this.inbox.add(name, args));
  }

  emit(name, ...args) {
    this.socket.emit(name, ...args);
  }

  /** Emits and resolves to the arguments of the acknowledgement. */
  ask(name, ...args) {
    const answer = new Promise((resolve) => {
      this.socket.emit(name, ...args, (...values) => resolve(plain(values)));
    });
    return within(answer, `acknowledgement of ${name}`);
  }

  async leave() {
    this.socket.disconnect();
  }

  #connected() {
    return new Promise((resolve, reject) => {
      this.socket.once('connect', resolve);
      this.socket.once('connect_error', reject);
    });
  }
}
