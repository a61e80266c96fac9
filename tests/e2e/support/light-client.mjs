import { once } from 'node:events';

import { WebSocket } from 'ws';

import { Polling } from './polling.mjs';
import { within } from './time.mjs';

const separator = '\x1e';

/** A client that costs next to nothing, so that one process can be a crowd. It
 * joins the main namespace by `polling`, `websocket` or `upgrade`. */
export class LightClient {
  #listener;
  #skips;
  #outbox = [];
  #posting = Promise.resolve();
  #polling = Promise.resolve();
  #paused = false;
  #stop = new AbortController();
  #acks = new Map();
  #nextAck = 0;
  #settleJoin;
  #joined = new Promise((resolve, reject) => {
    this.#settleJoin = { resolve, reject };
  });

  /** How it ended, if it did: what it did itself, or what befell it. */
  end = undefined;

  /** Joins with `query`; `listener(name, args)` hears every event, but for those
   * whose array, as text, `skips` wants. */
  static async join(endpoint, way, query, listener, { skips } = {}) {
    const client = new LightClient(listener, skips);
    try {
      if (way === 'websocket') client.#open(endpoint.webSocket(query));
      else await client.#startPolling(endpoint, query);
      client.#send('40');
      await within(client.#joined, `${way} client joins`);
      if (way === 'upgrade') await client.#upgrade(endpoint);
    } catch (error) {
      client.drop();
      throw error;
    }
    return client;
  }

  constructor(listener, skips = () => false) {
    this.#listener = listener;
    this.#skips = skips;
    this.#joined.catch(() => {});
  }

  emit(name, ...args) {
    this.#send(`42${JSON.stringify([name, ...args])}`);
  }

  /** Emits, and resolves to the arguments of the acknowledgement. */
  ask(name, ...args) {
    const id = this.#nextAck++;
    const answer = new Promise((resolve, reject) =>
      this.#acks.set(id, { resolve, reject }),
    );
    this.#send(`42${id}${JSON.stringify([name, ...args])}`);
    return within(answer, `acknowledgement of ${name}`);
  }

  /** Leaves in order. */
  async leave() {
    if (this.end) return;
    this.#send('41');
    if (this.socket) {
      this.#finish('left');
      this.socket.close();
    } else {
      this.#send('1');
      this.#finish('left');
      await this.#posting;
      this.#stop.abort();
    }
  }

  /** Vanishes: its connections are cut. */
  drop() {
    this.#finish('dropped');
    this.socket?.terminate();
    this.#stop.abort();
  }

  #finish(how) {
    this.end ??= how;
    const error = new Error(`client ${this.end}`);
    this.#settleJoin.reject(error);
    for (const { reject } of this.#acks.values()) reject(error);
    this.#acks.clear();
  }

  #send(packet) {
    if (this.socket && !this.#paused) {
      this.#whenOpen(() => this.socket.send(packet));
      return;
    }
    this.#outbox.push(packet);
    if (!this.#paused && this.#outbox.length === 1)
      this.#posting = this.#posting.then(() => this.#post());
  }

  async #post() {
    const payload = this.#outbox.splice(0).join(separator);
    if (payload === '' || this.end === 'dropped') return;
    const answer = await this.session.post(payload).catch(() => null);
    if (answer?.status !== 200)
      this.#finish(`was refused a POST with ${answer?.status}`);
  }

  #whenOpen(act) {
    if (this.socket.readyState === WebSocket.CONNECTING)
      this.socket.once('open', act);
    else act();
  }

  #open(url) {
    this.socket = new WebSocket(url, { perMessageDeflate: false });
    this.socket.on('message', (data) => this.#receive(data.toString()));
    this.socket.on('error', () => {}); // the close code tells
    this.socket.on('close', (code) => this.#finish(`was closed with ${code}`));
  }

  async #startPolling(endpoint, query) {
    this.session = await Polling.open(endpoint, query);
    this.#polling = this.#poll();
  }

  async #poll() {
    while (!this.end && !this.#paused) {
      this.#stop = new AbortController();
      const { signal } = this.#stop;
      const answer = await this.session.get({ signal }).catch(() => null);
      if (answer?.status !== 200) {
        this.#finish(`was refused a poll with ${answer?.status}`);
        return;
      }
      for (const packet of answer.body.split(separator)) this.#receive(packet);
    }
  }

  /** Moves to a WebSocket as the protocol has it: probe, let the poll and the
   * POST under way come to their end, switch. */
  async #upgrade(endpoint) {
    const url = endpoint.webSocket({ sid: this.session.sid });
    const socket = new WebSocket(url, { perMessageDeflate: false });
    socket.on('error', () => {}); // the close code tells
    await within(once(socket, 'open'), 'upgrade');
    socket.send('2probe');
    await within(once(socket, 'message'), 'probe');
    this.#paused = true;
    await this.#posting;
    await within(this.#polling, 'release of the poll');
    socket.on('message', (data) => this.#receive(data.toString()));
    socket.on('close', (code) => this.#finish(`was closed with ${code}`));
    this.socket = socket;
    this.#paused = false;
    for (const packet of ['5', ...this.#outbox.splice(0)]) socket.send(packet);
  }

  #receive(packet) {
    if (packet === '2') this.#send('3');
    else if (packet.startsWith('42')) this.#hear(packet.slice(2));
    else if (packet.startsWith('43')) this.#acknowledged(packet.slice(2));
    else if (packet.startsWith('40{"sid":')) {
      this.id = JSON.parse(packet.slice(2)).sid;
      this.#settleJoin.resolve();
    } else if (packet === '1') this.#finish('was told to close');
  }

  #hear(text) {
    if (this.end || this.#skips(text)) return;
    const [name, ...args] = JSON.parse(text);
    this.#listener(name, args);
  }

  #acknowledged(text) {
    const [, id, args] = /^(\d+)(.*)$/s.exec(text);
    this.#acks.get(Number(id))?.resolve(JSON.parse(args));
    this.#acks.delete(Number(id));
  }
}
