import assert from 'node:assert/strict';

import { LightClient } from './light-client.mjs';
import { Member, versions, ways } from './member.mjs';
import { eventually } from './time.mjs';

const slowly = 120_000;

/** One of every 25 clients is the official one, two poll, one upgrades. */
const mix = ['official', 'polling', 'polling', 'upgrade'];

/** What one member of a crowd has heard, counted by who it was about. */
class Ledger {
  constructor(index, room, size) {
    this.index = index;
    this.room = room;
    this.arrivals = new Uint8Array(size);
    this.departures = new Uint8Array(size);
    this.messages = new Uint8Array(size);
    this.totals = { arrivals: 0, departures: 0, messages: 0 };
    this.strays = [];
  }

  hear(name, [content]) {
    if (name === 'conn') return;
    if (name === 'user-connected')
      this.#count('arrivals', content.user.username);
    else if (name === 'user-disconnected')
      this.#count('departures', content.user.username);
    else if (name === 'new-message' && content.msg.room === this.room)
      this.#count('messages', content.msg.from);
    else this.strays.push([name, content]);
  }

  #count(what, username) {
    ++this[what][Number(username.slice(1))];
    ++this.totals[what];
  }
}

/** Clients that join in batches, talk all at once, and leave in batches. Each
 * counts what it hears, so that `check` can tell whether everything came to
 * everybody exactly once. */
export class Crowd {
  #members = [];

  constructor(server, endpoint, { size, batch, rooms }) {
    Object.assign(this, { server, endpoint, size, batch, rooms });
  }

  async run() {
    const batches = Math.ceil(this.size / this.batch);
    for (let number = 0; number < batches; ++number) await this.#join(number);
    await this.#talk();
    for (let number = 0; number < batches; ++number) await this.#leave(number);
    this.#check();
  }

  /** Lets a batch join, and waits until all who were there have heard of it:
   * that also keeps the crowd from running ahead of the server. */
  async #join(number) {
    const before = this.#members.length;
    const count = Math.min(this.batch, this.size - before);
    const joining = Array.from({ length: count }, (_, i) =>
      this.#enter(before + i),
    );
    this.#members.push(...(await Promise.all(joining)));
    const heard = ({ ledger }) =>
      ledger.totals.arrivals >= this.#members.length - this.#endOfBatch(ledger);
    await this.#all(this.#members, heard, `arrival of batch ${number}`);
  }

  async #enter(index) {
    const room = `room${index % this.rooms}`;
    const query = { username: `c${index}`, room };
    const ledger = new Ledger(index, room, this.size);
    const hear = (name, args) => ledger.hear(name, args);
    const way = mix[index % 25] ?? 'websocket';
    const client =
      way === 'official'
        ? await joinOfficial(this.server, query, hear)
        : await LightClient.join(this.endpoint, way, query, hear);
    return { client, ledger, way };
  }

  async #talk() {
    for (const { client, ledger } of this.#members) {
      const { room, index } = ledger;
      client.emit('send-message', {
        message: { room, from: `c${index}` },
        room,
      });
    }
    const heard = ({ ledger }) =>
      ledger.totals.messages >= this.#inRoom(ledger.room).length;
    await this.#all(this.#members, heard, 'all messages');
  }

  /** Half of a batch goes in order, half is cut off. Who polls goes in order:
   * the server could not tell a cut between two polls before a ping is due. */
  async #leave(number) {
    const end = Math.min((number + 1) * this.batch, this.size);
    const leaving = this.#members.slice(number * this.batch, end);
    await Promise.all(
      leaving.map(({ client, ledger, way }) =>
        ledger.index % 2 && way !== 'polling' ? client.drop() : client.leave(),
      ),
    );
    const heard = ({ ledger }) => ledger.totals.departures >= end;
    await this.#all(this.#members.slice(end), heard, `farewell to ${number}`);
  }

  async #all(members, heard, what) {
    const waiting = () => members.filter((member) => !heard(member));
    try {
      await eventually(() => waiting().length === 0, what, slowly);
    } catch (error) {
      const missing = waiting().map(({ client, ledger }) => ({
        index: ledger.index,
        end: client.end,
        ...ledger.totals,
      }));
      error.message += `: ${JSON.stringify(missing.slice(0, 20))}`;
      throw error;
    }
  }

  #inRoom(room) {
    return this.#members.filter(({ ledger }) => ledger.room === room);
  }

  #endOfBatch({ index }) {
    const end = (Math.floor(index / this.batch) + 1) * this.batch;
    return Math.min(end, this.size);
  }

  #check() {
    for (const { ledger } of this.#members) {
      const who = `c${ledger.index}`;
      assert.deepEqual(ledger.strays, [], `strays at ${who}`);
      for (const { ledger: other } of this.#members) {
        const about = `at ${who} about c${other.index}`;
        const sameRoom = other.room === ledger.room ? 1 : 0;
        assert.equal(
          ledger.messages[other.index],
          sameRoom,
          `messages ${about}`,
        );
        this.#checkPresence(ledger, other.index, about);
      }
    }
  }

  /** Members of one batch come and go at once, so either may miss the other. */
  #checkPresence(ledger, other, about) {
    const batch = Math.floor(ledger.index / this.batch);
    const otherBatch = Math.floor(other / this.batch);
    const { [other]: arrivals } = ledger.arrivals;
    const { [other]: departures } = ledger.departures;
    if (otherBatch === batch) {
      assert.ok(arrivals <= 1, `arrivals ${about}: ${arrivals}`);
      assert.ok(departures <= 1, `departures ${about}: ${departures}`);
    } else {
      assert.equal(arrivals, otherBatch > batch ? 1 : 0, `arrivals ${about}`);
      assert.equal(
        departures,
        otherBatch < batch ? 1 : 0,
        `departures ${about}`,
      );
    }
  }
}

async function joinOfficial(server, query, hear) {
  const transports = ways.upgrade;
  const settings = { transports, ...query };
  const member = await Member.join(versions['4.8'], server, settings, hear);
  return {
    emit: (...event) => member.emit(...event),
    leave: () => member.leave(),
    drop: () => member.socket.io.engine.close(),
  };
}
