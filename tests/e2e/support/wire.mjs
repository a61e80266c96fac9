import assert from 'node:assert/strict';
import { once } from 'node:events';

import { WebSocket } from 'ws';

import { within } from './time.mjs';

const openWires = new Set();

/** Closes every wire that is still open. */
export function closeWires() {
  for (const wire of openWires) wire.drop();
}

/** A raw Engine.IO client on a WebSocket: packets in the order they came, text
 * as strings and bytes as Buffers. */
export class Wire {
  #arrived = [];
  #waiting = [];
  #closing;

  /** Opens a WebSocket. Pings are answered and kept from the caller, unless
   * `heartbeat` is false; other options are those of `ws`. */
  static async open(url, { heartbeat = true, ...options } = {}) {
    const wire = new Wire(new WebSocket(url, options), heartbeat);
    await within(once(wire.socket, 'open'), `open ${url}`);
    return wire;
  }

  /** Opens an Engine.IO session and takes its open packet; `query` is added to
   * that of the handshake. */
  static async session(endpoint, { query, ...options } = {}) {
    const wire = await Wire.open(endpoint.webSocket(query), options);
    const packet = await wire.next();
    assert.equal(packet[0], '0');
    wire.handshake = JSON.parse(packet.slice(1));
    return wire;
  }

  /** Opens a session and connects it to the main namespace. */
  static async connect(endpoint, options = {}) {
    const wire = await Wire.session(endpoint, options);
    wire.send('40');
    await wire.next((packet) => packet.startsWith?.('40{"sid":'));
    return wire;
  }

  /** Tries to open a WebSocket that the server has to refuse before it becomes
   * one; resolves to the HTTP answer. */
  static async refused(url) {
    const socket = new WebSocket(url);
    socket.on('error', () => {});
    socket.on('open', () => socket.terminate());
    const refusal = once(socket, 'unexpected-response');
    const opened = once(socket, 'open').then(() => {
      throw new Error(`${url}: opened instead of refused`);
    });
    const [, response] = await within(
      Promise.race([refusal, opened]),
      'answer',
    );
    let body = '';
    for await (const chunk of response.setEncoding('utf8')) body += chunk;
    socket.terminate();
    return { status: response.statusCode, headers: response.headers, body };
  }

  constructor(socket, heartbeat) {
    this.socket = socket;
    openWires.add(this);
    socket.on('error', () => {}); // what went wrong shows in the close code
    socket.on('message', (data, isBinary) => {
      if (isBinary) this.#receive(data);
      else if (heartbeat && data.toString() === '2') socket.send('3');
      else this.#receive(data.toString());
    });
    this.#closing = new Promise((resolve) => {
      socket.on('close', (code) => {
        openWires.delete(this);
        this.#giveUp(new Error(`closed with ${code} instead of a packet`));
        resolve(code);
      });
    });
  }

  send(data) {
    this.socket.send(data);
  }

  /** The next packet that `wanted` accepts; others before it are dropped. */
  async next(wanted = () => true) {
    for (;;) {
      const packet = await this.#take();
      if (wanted(packet)) return packet;
    }
  }

  /** Checks that these are the next packets, in this order. */
  async expect(...packets) {
    for (const packet of packets) assert.deepEqual(await this.next(), packet);
  }

  /** The code with which the connection closes, or has closed. */
  closed() {
    return within(this.#closing, 'close of the WebSocket');
  }

  close() {
    this.socket.close();
  }

  /** Ends the TCP connection without a closing handshake. */
  drop() {
    this.socket.terminate();
  }

  /** Checks that messages still go both ways, by the chat's `echo`; the wire
   * must be connected to the main namespace. */
  async assertEchoes(text = 'still here') {
    const event = `42${JSON.stringify(['echo', text])}`;
    this.send(event);
    await this.next((packet) => packet === event);
  }

  #take() {
    if (this.#arrived.length > 0) return this.#arrived.shift();
    if (this.socket.readyState !== WebSocket.OPEN)
      throw new Error('a packet was awaited from a closed WebSocket');
    const arrival = new Promise((resolve, reject) =>
      this.#waiting.push({ resolve, reject }),
    );
    return within(arrival, 'packet');
  }

  #giveUp(error) {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  #receive(packet) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(packet);
    else this.#arrived.push(packet);
  }
}
