import { connect } from 'node:net';

import { frame } from '../hostile/support/websocket.mjs';

const request = (port) =>
  [
    'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
const join = frame('40', { key: Buffer.alloc(4) });
const pong = frame('3', { key: Buffer.alloc(4) });

/** As socket.io-client has it unless told otherwise. */
const backoff = { first: 1000, most: 5000, randomization: 0.5 };

/** A client that costs next to nothing: it joins, answers pings, and when it
 * loses its connection comes again as socket.io-client does. */
class Sheep {
  joined = false;
  #attempts = 0;
  #socket;
  #timer;

  constructor(herd) {
    this.herd = herd;
    this.#connect();
  }

  leave() {
    clearTimeout(this.#timer);
    this.#socket.removeAllListeners('close').destroy();
  }

  #connect() {
    const socket = connect({ port: this.herd.port, host: '127.0.0.1' });
    this.#socket = socket;
    let head = '';
    let asked = false;
    socket.on('error', () => {}); // `close` follows
    socket.on('connect', () => socket.write(request(this.herd.port)));
    socket.on('data', (bytes) => {
      if (this.joined) return this.#answer(bytes);
      head += bytes.toString('latin1');
      if (head.includes('40{"sid"')) return this.#join();
      if (!asked && head.includes('0{"sid"')) {
        asked = true;
        socket.write(join);
      }
      return undefined;
    });
    socket.on('close', () => this.#lose());
  }

  /** A ping is a text frame of one byte. */
  #answer(bytes) {
    if (bytes.includes('\x81\x012', 0, 'latin1')) this.#socket.write(pong);
  }

  #join() {
    this.joined = true;
    this.#attempts = 0;
    ++this.herd.joined;
  }

  #lose() {
    if (this.joined) --this.herd.joined;
    this.joined = false;
    ++this.herd.losses;
    const usual = Math.min(
      backoff.first * 2 ** this.#attempts++,
      backoff.most,
    );
    const deviation = (Math.random() * 2 - 1) * backoff.randomization;
    const delay = Math.min(usual * (1 + deviation), backoff.most);
    this.#timer = setTimeout(() => this.#connect(), delay);
  }
}

/** Many of them. */
export class Herd {
  joined = 0;
  losses = 0;
  #all = [];

  constructor(port) {
    this.port = port;
  }

  add(count) {
    for (let i = 0; i < count; ++i) this.#all.push(new Sheep(this));
  }

  get size() {
    return this.#all.length;
  }

  leave() {
    for (const each of this.#all) each.leave();
  }
}
