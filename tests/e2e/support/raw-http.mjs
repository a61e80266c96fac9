import { once } from 'node:events';
import { connect } from 'node:net';

import { Sender } from 'ws';

import { within } from './time.mjs';

const headEnd = '\r\n\r\n';

/** A request as text; a header whose value is `undefined` is left out. */
export function requestText(method, target, headers = {}, body = '') {
  const all = {
    Host: 'localhost',
    'Content-Length': body ? Buffer.byteLength(body) : undefined,
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/** A correct request for a WebSocket, changed by `headers`. */
export function upgradeText(target, headers = {}) {
  return requestText('GET', target, {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': 13,
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  });
}

/** A WebSocket frame as a client sends it: masked, unless `mask` is false. */
export function frame(data, { opcode = 1, mask = true, fin = true } = {}) {
  const options = { opcode, mask, fin, rsv1: false, readOnly: true };
  return Buffer.concat(Sender.frame(Buffer.from(data), options));
}

/** A TCP connection that speaks HTTP as written, for what no client library
 * would send: pipelined, cut, glued or wrong bytes. */
export class RawHttp {
  #socket;
  #bytes = Buffer.alloc(0);
  #ended = false;

  static async connect(port) {
    const socket = connect(port, '127.0.0.1');
    await within(once(socket, 'connect'), 'TCP connection');
    return new RawHttp(socket);
  }

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk]);
    });
    socket.on('error', () => {}); // the end below tells
    socket.on('close', () => (this.#ended = true));
    socket.on('end', () => (this.#ended = true));
  }

  send(bytes) {
    this.#socket.write(bytes);
  }

  /** The next answer; a body is read by its Content-Length. Answers to HEAD
   * have none: `withBody` false. */
  async response({ withBody = true } = {}) {
    const end = await this.#until(() => {
      const index = this.#bytes.indexOf(headEnd);
      return index < 0 ? undefined : index + headEnd.length;
    });
    const [statusLine, ...lines] = this.#take(end)
      .toString('latin1')
      .trimEnd()
      .split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [
          line.slice(0, colon).toLowerCase(),
          line.slice(colon + 1).trim(),
        ];
      }),
    );
    const length = withBody ? Number(headers['content-length'] ?? 0) : 0;
    const body = (await this.#exactly(length)).toString();
    return { status: Number(statusLine.split(' ')[1]), headers, body };
  }

  /** The next WebSocket frame: its opcode and payload. */
  async frame() {
    const [first, second] = await this.#exactly(2);
    let length = second & 0x7f;
    if (length === 126) length = (await this.#exactly(2)).readUInt16BE();
    const payload = await this.#exactly(length);
    return { opcode: first & 0x0f, payload };
  }

  /** Resolves when the server has ended the connection. */
  async ended() {
    await this.#until(() => (this.#ended ? true : undefined));
  }

  /** Ends the connection at once, by a reset. */
  drop() {
    this.#socket.resetAndDestroy();
  }

  /** Ends the connection in order, behind what was sent. */
  close() {
    this.#socket.end();
  }

  async #exactly(count) {
    await this.#until(() => (this.#bytes.length >= count ? true : undefined));
    return this.#take(count);
  }

  #take(count) {
    const taken = this.#bytes.subarray(0, count);
    this.#bytes = this.#bytes.subarray(count);
    return taken;
  }

  async #until(found) {
    for (;;) {
      const result = found();
      if (result !== undefined) return result;
      if (this.#ended) throw new Error('the server ended the connection');
      const news = new AbortController();
      const { signal } = news;
      const events = ['data', 'end', 'close'].map((name) =>
        once(this.#socket, name, { signal }),
      );
      for (const event of events) event.catch(() => {});
      await within(Promise.race(events), 'bytes from the server');
      news.abort();
    }
  }
}
