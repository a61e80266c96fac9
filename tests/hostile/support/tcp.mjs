import { once } from 'node:events';
import { connect } from 'node:net';

import { within } from '../../e2e/support/time.mjs';

/** A TCP connection that keeps all that it was sent. */
export class Tcp {
  #chunks = [];
  #listeners = new Set();
  /** Whether the server has ended it, in order or not. */
  ended = false;
  received = 0;

  static async connect(port) {
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    await within(once(socket, 'connect'), 'TCP connection');
    return new Tcp(socket);
  }

  constructor(socket) {
    this.socket = socket;
    socket.on('data', (chunk) => {
      this.#chunks.push(chunk);
      this.received += chunk.length;
      this.#tell();
    });
    for (const event of ['end', 'close', 'error'])
      socket.on(event, () => {
        this.ended = true;
        this.#tell();
      });
  }

  /** All bytes that came and were not taken. */
  get bytes() {
    if (this.#chunks.length !== 1) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0];
  }

  take(count) {
    const all = this.bytes;
    this.#chunks = [all.subarray(count)];
    return all.subarray(0, count);
  }

  send(bytes) {
    if (!this.socket.destroyed) this.socket.write(bytes);
  }

  /** Waits until `check` is true, at most `ms`; resolves to what it is. */
  async until(check, ms = 5000) {
    const end = Date.now() + ms;
    while (!check()) {
      const left = end - Date.now();
      if (left <= 0) return false;
      await this.#news(left);
    }
    return true;
  }

  /** Waits until the connection has ended, or nothing came for `ms`. */
  async settled(ms = 700, most = 8000) {
    const end = Date.now() + most;
    while (!this.ended && Date.now() < end) {
      const before = this.received;
      await this.#news(ms);
      if (this.received === before && !this.ended) return;
    }
  }

  /** Ends the connection by a reset. */
  reset() {
    this.socket.resetAndDestroy();
  }

  /** Says that nothing more will be sent, and goes on listening. */
  halfClose() {
    this.socket.end();
  }

  drop() {
    this.socket.destroy();
  }

  #news(ms) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#listeners.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#listeners.add(done);
    });
  }

  #tell() {
    for (const done of [...this.#listeners]) done();
  }
}

/** Runs `body` with a connection that is dropped behind it. */
export async function withTcp(port, body) {
  const tcp = await Tcp.connect(port);
  try {
    return await body(tcp);
  } finally {
    tcp.drop();
  }
}
