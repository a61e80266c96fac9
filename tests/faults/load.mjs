import { versions, ways } from '../e2e/support/member.mjs';
import { eventually, pause } from '../e2e/support/time.mjs';

const io = versions['4.8'];
const transports = [ways.polling, ways.upgrade, ways.WebSocket];

/** How many clients may be on their way in at once: they hear of each other. */
const batch = 20;

/** Time between two rounds of sending, in milliseconds. */
const round = 20;

/** One member of a room that talks and writes down what it hears. */
class Talker {
  #servers;
  #record;
  #session;
  #next = 0;

  constructor({ name, room, kind, servers, turn, record }) {
    Object.assign(this, { name, room, turn });
    this.#servers = servers;
    this.#record = record;
    this.socket = io(this.#url(), {
      transports: transports[kind],
      query: { username: name, room },
      forceNew: true,
    });
    this.socket.on('connect', () => this.#up());
    this.socket.on('disconnect', (reason) => this.#down(reason));
    this.socket.on('new-message', ({ msg }) => this.#hear(msg));
    this.socket.io.on('reconnect_attempt', () => this.#tryNextServer());
  }

  get ready() {
    const { socket } = this;
    return socket.connected && this.#session === socket.id;
  }

  say() {
    const { name: by, room } = this;
    const n = this.#next++;
    this.#record.add('send', { by, session: this.#session, room, n });
    this.socket.emit('send-message', { room, message: { by, n } });
  }

  leave() {
    this.socket.disconnect();
  }

  #server() {
    const all = this.#servers();
    return all[this.turn % all.length];
  }

  #url() {
    const server = this.#server();
    this.node = server.name;
    return server.url;
  }

  /** A client knows all nodes and tries them in turn, once its own is gone. */
  #tryNextServer() {
    ++this.turn;
    this.socket.io.uri = this.#url();
  }

  #up() {
    this.#session = this.socket.id;
    const { name: client, node, room } = this;
    this.#record.add('up', { client, session: this.#session, node, room });
  }

  #down(reason) {
    this.#record.add('down', { session: this.#session, reason });
    this.#session = undefined;
  }

  #hear({ by, n }) {
    this.#record.add('recv', { session: this.socket.id, by, n });
  }
}

/** Clients in thirds (polling, upgrading, WebSocket), in rooms that span all
 * nodes, sending at a steady rate. They reconnect as the client library does,
 * to the next of `servers()`, an array of `{name, url}`. */
export class Load {
  #servers;
  #record;
  #rate;
  #talking;
  #turn = 0;
  talkers = [];

  static async start(settings) {
    const load = new Load(settings);
    await load.#join(settings);
    load.#talk();
    return load;
  }

  constructor({ servers, record, rate }) {
    this.#servers = servers;
    this.#record = record;
    this.#rate = rate;
  }

  /** Sessions that are connected now. */
  sessions() {
    return this.talkers.filter(({ ready }) => ready).map((t) => t.socket.id);
  }

  /** Clients whose last attempt was with this node. */
  at(node) {
    return this.talkers.filter((talker) => talker.node === node);
  }

  /** Waits until all of `talkers` are connected; resolves to how long that
   * took, in milliseconds. */
  async connected(talkers = this.talkers, ms = 30_000) {
    const begin = this.#record.now();
    await eventually(() => talkers.every((t) => t.ready), 'all connected', ms);
    return this.#record.now() - begin;
  }

  /** Stops talking, and waits until what was said must have come. */
  async hush() {
    clearInterval(this.#talking);
    await pause(3000);
  }

  leave() {
    clearInterval(this.#talking);
    for (const talker of this.talkers) talker.leave();
  }

  async #join({ clients, rooms }) {
    for (let i = 0; i < clients; ++i) {
      this.talkers.push(
        new Talker({
          name: `t${i}`,
          room: `room-${Math.floor(i / transports.length) % rooms}`,
          kind: i % transports.length,
          servers: this.#servers,
          // Each room has each kind of client on each node.
          turn: i + Math.floor(i / (transports.length * rooms)),
          record: this.#record,
        }),
      );
      if (i % batch === batch - 1) await this.connected();
    }
    await this.connected();
  }

  #talk() {
    let said = 0;
    const begin = performance.now();
    this.#talking = setInterval(() => {
      const due = ((performance.now() - begin) * this.#rate) / 1000;
      for (; said < due; ++said) this.#nextReady()?.say();
    }, round);
  }

  #nextReady() {
    for (let i = 0; i < this.talkers.length; ++i) {
      const talker = this.talkers[this.#turn++ % this.talkers.length];
      if (talker.ready) return talker;
    }
    return undefined;
  }
}
