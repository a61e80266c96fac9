import { Endpoint } from '../e2e/support/endpoint.mjs';
import { LightClient } from '../e2e/support/light-client.mjs';
import { eventually, pause } from '../e2e/support/time.mjs';
import { Gate } from './gate.mjs';
import { visit } from './hostile.mjs';
import { Ledger, Presence } from './ledger.mjs';
import { Life } from './life.mjs';

const shortestLife = 4_000;
const membersOfRoom = 20;
const attentivePart = 0.1;

/** A session that was cut between two polls is missed when its pong is overdue;
 * see `heartbeat` in soak.mjs. */
const longestFarewell = 60_000;

/** Clients without end, and who watches them. */
export class World {
  #begin = performance.now();
  #lives = new Set();
  #names = 0;
  #ending = false;
  #gate = new Gate();
  counts = { ends: {}, attacks: {}, visits: {} };
  lives = 0;
  violations = [];

  /** `newsPerSecond`: deliveries that comings and goings may cause; all hear of
   * each three times. */
  constructor({ servers, clients, newsPerSecond, random }) {
    Object.assign(this, { servers, clients, random });
    this.ledger = new Ledger((text) => this.report(text));
    this.presence = new Presence((text) => this.report(`witness: ${text}`));
    const joinsPerSecond = Math.min(clients / 4, newsPerSecond / 3 / clients);
    this.meanLife = Math.max(shortestLife, (clients / joinsPerSecond) * 1000);
    this.meanPause = Math.min(10_000, this.meanLife / 10);
    this.talkEvery = Math.min(5_000, this.meanLife / 5);
    this.betweenJoins = 1000 / Math.max(10, joinsPerSecond * 2);
    this.rooms = Math.max(2, Math.floor(clients / membersOfRoom));
  }

  now() {
    return performance.now() - this.#begin;
  }

  report(text) {
    this.violations.push(text);
    if (this.violations.length <= 50) console.error(`violation: ${text}`);
  }

  count(what, kind) {
    this.counts[what][kind] = (this.counts[what][kind] ?? 0) + 1;
  }

  /** Lets clients come, one after the other, and then live on. */
  async begin() {
    await this.#welcomeWitness();
    this.#running = [this.#sendVisitors()];
    for (let number = 0; number < this.clients; ++number) {
      this.#running.push(this.#reincarnate(this.random.fork()));
      await pause(this.betweenJoins);
    }
  }

  #running = [];

  /** Has all stand still, checks that everybody has heard everything and that
   * the list of users is right, and goes on. */
  async rest() {
    await this.#gate.close();
    try {
      await this.#settle();
    } finally {
      this.#gate.open();
    }
  }

  async #settle() {
    await this.#await(
      () => this.ledger.missing().length === 0,
      () => this.ledger.missing().slice(0, 5).join('; '),
    );
    let difference;
    await this.#await(
      async () => (difference = await this.#wrongInLists()) === '',
      () => difference,
    );
    this.ledger.forget();
  }

  async #await(check, describe) {
    try {
      await eventually(check, 'rest', longestFarewell);
    } catch (error) {
      this.report(`at a rest: ${(await describe()) || error.message}`);
    }
  }

  /** What is wrong in what each node lists; '' = nothing. */
  async #wrongInLists() {
    const due = this.here();
    for (const witness of this.witnesses) {
      const [users] = await witness.ask('list-users');
      const listed = new Set(users.map(({ sockedId }) => sockedId));
      const missing = due.filter((id) => !listed.has(id));
      const ghosts = [...listed].filter((id) => !due.includes(id));
      if (missing.length || ghosts.length || listed.size !== users.length)
        return (
          `${users.length} listed, ${due.length} here; ` +
          `missing ${missing.slice(0, 5)}, ghosts ${ghosts.slice(0, 5)}`
        );
    }
    const seen = this.presence.here.length;
    const others = due.length - 1; // a witness does not hear of itself
    return seen === others ? '' : `witness saw ${seen} of ${others}`;
  }

  /** The ids of all who are connected. */
  here() {
    const living = [...this.#lives].filter(({ client }) => !client.end);
    return [...living, ...this.witnesses].map(({ id }) => id);
  }

  /** Lets nobody come any more, and waits until all have gone. */
  async end() {
    this.#ending = true;
    await Promise.all(this.#running);
    await this.#settle();
    for (const witness of this.witnesses) {
      if (witness.end) this.report(`witness ${witness.end}`);
      await witness.leave();
    }
  }

  async #welcomeWitness() {
    const hear = (name, [{ user }]) => {
      if (name === 'user-connected') this.presence.came(user.sockedId);
      if (name === 'user-disconnected') this.presence.went(user.sockedId);
    };
    this.witnesses = [];
    for (const [index, server] of this.servers.entries()) {
      const query = { username: `witness${index}`, room: 'gallery' };
      const listener = index === 0 ? hear : () => {};
      const at = new Endpoint(server, '/socket.io/');
      const witness = await LightClient.join(at, 'websocket', query, listener);
      this.witnesses.push(witness);
    }
  }

  /** Lives one life after the other until the world ends. */
  async #reincarnate(random) {
    while (!this.#ending) {
      const life = new Life({
        name: `c${this.#names++}`,
        room: `room${random.below(this.rooms)}`,
        random,
        attentive: random.next() < attentivePart || this.clients <= 200,
        world: this,
      });
      try {
        await this.#live(life, random);
      } catch (error) {
        this.report(`${life.name} by ${life.way}: ${error.message}`);
        if (life.client) life.drop();
      }
      await this.#sleep(random.wait(this.meanPause));
    }
  }

  async #live(life, random) {
    const server = random.pick(this.servers);
    await this.#gate.pass(async () => {
      await life.begin(new Endpoint(server, '/socket.io/'));
      this.#lives.add(life);
      ++this.lives;
    });
    try {
      const end = this.now() + random.wait(this.meanLife);
      while (!this.#ending && this.now() < end && !life.client.end) {
        await this.#sleep(random.wait(this.talkEvery));
        await this.#gate.pass(() => life.act());
      }
      this.count('ends', await this.#gate.pass(() => life.finish()));
    } finally {
      this.#lives.delete(life);
    }
  }

  async #sendVisitors() {
    const random = this.random.fork();
    const every = 1000 / Math.max(2, this.clients / 50);
    while (!this.#ending) {
      await this.#sleep(random.wait(every));
      const { port } = random.pick(this.servers);
      this.#visit(port, random.fork());
    }
  }

  async #visit(port, random) {
    try {
      this.count('visits', await visit(port, random));
    } catch (error) {
      this.report(`visitor: ${error.message}`);
    }
  }

  /** Waits, or until the world ends if that is earlier. */
  async #sleep(ms) {
    const end = this.now() + ms;
    while (!this.#ending && this.now() < end)
      await pause(Math.min(1000, Math.max(1, end - this.now())));
  }
}
