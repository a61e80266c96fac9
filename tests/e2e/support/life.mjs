import { LightClient } from './light-client.mjs';
import { pause, within } from './time.mjs';

/** A random generator that a seed repeats (mulberry32): numbers in [0, 1). */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One stay of one client: it joins a room, talks, and goes. What it hears has
 * to be meant for it and to come once; everything else is reported. */
export class Life {
  #sent = 0;
  #own = 0;
  #heard = new Set();
  #arrived = new Set();
  #departed = new Set();
  #ownHeard;

  constructor({ name, room, way, random, report, tally }) {
    Object.assign(this, { name, room, way, random, report, tally });
  }

  async run(endpoint) {
    const query = { username: this.name, room: this.room };
    const hear = (name, args) => this.#hear(name, args);
    this.client = await LightClient.join(endpoint, this.way, query, hear);
    ++this.tally.lives;
    const messages = Math.floor(this.random() * 8);
    for (let i = 0; i < messages; ++i) await this.#talk();
    const inOrder = this.random() < 0.5;
    if (inOrder) await this.#hearOwn();
    if (this.client.end) this.report(`${this.name} ${this.client.end}`);
    if (inOrder) await this.client.leave();
    else this.client.drop();
  }

  async #talk() {
    await pause(this.random() * 1000);
    const message = { room: this.room, id: `${this.name}#${this.#sent++}` };
    this.client.emit('send-message', { message, room: this.room });
    if (this.random() < 0.5) return;
    const [answer] = await this.client.ask('echo', message.id);
    if (answer !== message.id) this.report(`${this.name} got ack ${answer}`);
  }

  /** Waits until all that it said itself came back to it. */
  async #hearOwn() {
    if (this.#own === this.#sent) return;
    const all = new Promise((resolve) => (this.#ownHeard = resolve));
    await within(all, `${this.name}: own messages`);
  }

  #hear(name, [content]) {
    ++this.tally.events;
    if (name === 'new-message') this.#hearMessage(content.msg);
    else if (name === 'user-connected')
      this.#hearOnce(this.#arrived, content.user.sockedId, 'arrival');
    else if (name === 'user-disconnected')
      this.#hearOnce(this.#departed, content.user.sockedId, 'departure');
    else if (name !== 'conn') this.report(`${this.name} heard ${name}`);
  }

  #hearMessage({ room, id }) {
    if (room !== this.room)
      this.report(`${this.name} in ${this.room} heard ${id} of ${room}`);
    this.#hearOnce(this.#heard, id, 'message');
    if (!id.startsWith(`${this.name}#`)) return;
    if (id !== `${this.name}#${this.#own++}`)
      this.report(`${this.name} heard ${id} out of order`);
    if (this.#own === this.#sent) this.#ownHeard?.();
  }

  #hearOnce(before, id, what) {
    if (before.has(id)) this.report(`${this.name}: ${what} of ${id} again`);
    if (id === this.client?.id && what !== 'message')
      this.report(`${this.name} heard of its own ${what}`);
    before.add(id);
  }
}
