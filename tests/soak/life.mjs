import { LightClient } from '../e2e/support/light-client.mjs';
import { eventually, pause, within } from '../e2e/support/time.mjs';
import { misbehave } from './hostile.mjs';

const ways = { websocket: 6, upgrade: 2, polling: 2 };

/** How often a life ends in which way, of those that have a WebSocket. */
const ends = { leaves: 3, resets: 3, stalls: 2, attacks: 2 };

/** How often a client does what, while it is there. */
const doings = { talk: 70, ask: 15, list: 5, flood: 5, shout: 5 };

const news = /^\["user-(connected|disconnected)"/;
const idIn = /"sockedId":"([^"]+)"/;

/** How long the server may need to end a client that attacked it. */
const sentence = 30_000;

/** One stay of one client: it joins a room, talks, and goes in some way. What
 * it hears has to be meant for it, and to come once and in order; what does not
 * hold is reported. */
export class Life {
  #others = new Map();
  #asked = 0;
  #flood = { due: 0, came: 0 };

  /** `attentive`: it also listens to who comes and goes. */
  constructor({ name, room, random, attentive, world }) {
    Object.assign(this, { name, room, random, attentive, world });
  }

  /** Comes; fails if that takes too long. */
  async begin(endpoint) {
    this.way = this.random.weighed(ways);
    const query = { username: this.name, room: this.room };
    const skips = (packet) => this.#skips(packet);
    const hear = (name, args) => this.#hear(name, args);
    const { ledger } = this.world;
    this.ear = ledger.come(this.name, this.room);
    try {
      this.client = await LightClient.join(endpoint, this.way, query, hear, {
        skips,
      });
    } catch (error) {
      ledger.go(this.ear, false);
      throw error;
    }
    ledger.arrive(this.ear, this.world.now());
  }

  get id() {
    return this.client.id;
  }

  /** One thing that clients do. */
  async act() {
    if (this.client.end) return;
    await this[`_${this.random.weighed(doings)}`]();
  }

  /** Ends; how. `act` must not run meanwhile. */
  async finish() {
    if (this.client.end) {
      this.#report(`${this.way} ${this.client.end}`);
      this.world.ledger.go(this.ear, false);
      return 'is lost';
    }
    const how =
      this.way === 'polling'
        ? this.random.pick(['leaves', 'drops'])
        : this.random.weighed(ends);
    if (how !== 'leaves') this.world.ledger.go(this.ear, false);
    await this[`_${how}`]();
    return how;
  }

  /** Goes at once, however it is. */
  drop() {
    this.client.socket?._socket?.resetAndDestroy();
    this.client.drop();
  }

  _talk() {
    const { room } = this;
    const message = this.world.ledger.say(this.name, this.world.now());
    this.client.emit('send-message', { message, room });
  }

  async _ask() {
    const question = `${this.name}?${this.#asked++}`;
    const [answer] = await this.#answer('echo', question);
    if (answer !== question) this.#report(`asked ${question}, got ${answer}`);
  }

  async _list() {
    const [users] = await this.#answer('list-users', this.room);
    if (!users.some(({ sockedId }) => sockedId === this.id))
      this.#report(`is not in the list of ${this.room}`);
  }

  /** Wants 20 KB, and all of them. */
  async _flood() {
    this.#flood.due += 20;
    this.client.emit('flood', 20, 1000);
    const done = () => this.client.end || this.#flood.came === this.#flood.due;
    await this.#eventually(done, 'flood');
  }

  /** Speaks to a room where nobody is. */
  _shout() {
    this.client.emit('send-message', { message: 'hello?', room: 'nowhere' });
  }

  async _leaves() {
    const { ledger } = this.world;
    await this.#eventually(
      () => this.client.end || ledger.heardItself(this.ear),
      'own messages',
    );
    if (this.client.end) this.#report(`${this.way} ${this.client.end}`);
    ledger.go(this.ear, !this.client.end);
    await this.client.leave();
  }

  _resets() {
    this.drop();
  }

  _drops() {
    this.client.drop();
  }

  /** Wants much, and does not read it. */
  async _stalls() {
    this.client.socket.pause();
    if (this.random.next() < 0.5) this.client.emit('flood', 2000, 2000);
    await pause(Math.min(20_000, this.random.wait(8_000)));
    this.drop();
  }

  async _attacks() {
    const kind = misbehave(this.client, this.random);
    this.world.count('attacks', kind);
    await this.#eventually(() => this.client.end, `end after ${kind}`, sentence);
    this.drop();
  }

  async #eventually(check, what, ms) {
    try {
      await eventually(check, what, ms);
    } catch (error) {
      this.#report(error.message);
    }
  }

  async #answer(name, ...args) {
    try {
      return await within(this.client.ask(name, ...args), 'answer');
    } catch (error) {
      // An ask that is cut short is told by what has cut it.
      if (!this.client.end) this.#report(`${name}: ${error.message}`);
      return name === 'echo' ? args : [[{ sockedId: this.id }]];
    }
  }

  /** Most of what comes is who came and went: told from its first bytes. */
  #skips(event) {
    if (event.startsWith('["conn"')) return true;
    const [, kind] = news.exec(event) ?? [];
    if (kind && this.attentive) this.#hearNews(kind, idIn.exec(event)[1]);
    return kind !== undefined;
  }

  #hearNews(kind, id) {
    const before = this.#others.get(id);
    if (before === kind || (before === 'disconnected' && kind === 'connected'))
      this.#report(`heard again that ${id} ${kind}`);
    if (kind === 'disconnected') this.#others.delete(id);
    else this.#others.set(id, kind);
  }

  #hear(name, [content]) {
    if (name === 'new-message') this.ear.hear(content.msg);
    else if (name === 'f' && content.length === 1000) ++this.#flood.came;
    else this.#report(`heard ${name}`);
  }

  #report(what) {
    this.world.report(`${this.name}: ${what}`);
  }
}
