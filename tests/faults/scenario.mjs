import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { versions, ways } from '../e2e/support/member.mjs';
import { eventually, pause, within } from '../e2e/support/time.mjs';
import { check } from './check.mjs';
import { Fleet } from './fleet.mjs';
import { Load } from './load.mjs';
import { Record } from './record.mjs';
import { Report } from './report.mjs';
import { Witness } from './witness.mjs';

/** What a ghost may need at most to go, after the last fault. */
const exorcism = 10_000;

const full = { clients: 300, rooms: 30, rate: 300 };
const short = { clients: 60, rooms: 6, rate: 60 };

/** Exit code of a scenario that this machine cannot run. */
export const skipped = 77;

/** One fault under load: nodes, clients and witnesses, what happened and how
 * it compares to what is promised. */
export class Scenario {
  short = process.argv.includes('--short');
  witnesses = {};
  #lastFault = 0;

  constructor(id, folder) {
    this.folder = folder;
    this.report = new Report(id);
    this.record = new Record(join(folder, 'record.jsonl'));
  }

  /** Starts nodes, a witness at each and clients at all of them. */
  async begin(names, settings = {}) {
    await this.startNodes(names, settings);
    await this.startLoad();
    await this.agree(10_000);
    await pause(2000);
  }

  async startNodes(names, settings = {}) {
    this.fleet = await Fleet.start(names, settings);
    for (const name of names) await this.watch(name);
  }

  async watch(name) {
    const url = this.fleet.url(name);
    this.witnesses[name] = await Witness.at(name, url, this.record);
  }

  async startLoad(servers = () => this.fleet.servers()) {
    this.load = await Load.start({
      ...(this.short ? short : full),
      record: this.record,
      servers,
    });
  }

  now() {
    return this.record.now();
  }

  /** From here messages between these pairs of nodes may get lost. */
  cut(pairs) {
    this.#lastFault = this.now();
    this.record.add('cut', { id: 'fault', pairs });
  }

  /** As `cut`, between one node and all others. */
  cutOff(name) {
    const all = this.fleet.servers().map((server) => server.name);
    const others = all.filter((other) => other !== name);
    this.cut(others.map((other) => [name, other]));
  }

  mend() {
    this.#lastFault = this.now();
    this.record.add('mend', { id: 'fault' });
  }

  /** Sessions of clients that are at this node. */
  sessionsAt(name) {
    return this.load
      .at(name)
      .filter((talker) => talker.ready)
      .map((talker) => talker.socket.id);
  }

  /** All sockets that are connected now. */
  connected() {
    const watching = Object.values(this.witnesses)
      .filter((witness) => witness.socket.connected)
      .map((witness) => witness.session);
    return [...this.load.sessions(), ...watching].sort();
  }

  /** Waits until all `nodes` list exactly the connected sockets; resolves to
   * how long that took, or to Infinity after `ms`. */
  async agree(ms, nodes = Object.keys(this.fleet.nodes)) {
    const begin = this.now();
    const agreed = () =>
      nodes.reduce(
        async (so, name) => (await so) && this.#listsAll(name),
        Promise.resolve(true),
      );
    try {
      await eventually(agreed, 'agreement', ms);
      return this.now() - begin;
    } catch {
      return Infinity;
    }
  }

  async #listsAll(name) {
    const listed = await this.witnesses[name].list().catch(() => []);
    return String(listed.sort()) === String(this.connected());
  }

  /** How long a new client of this node needs until it is answered, in
   * milliseconds; Infinity if it is not. */
  async fresh(name) {
    const begin = this.now();
    const socket = versions['4.8'](this.fleet.url(name), {
      transports: ways.WebSocket,
      query: { username: 'fresh' },
      forceNew: true,
      reconnection: false,
    });
    try {
      const answer = socket.timeout(10_000).emitWithAck('list-users', null);
      await within(answer, 'answer', 10_000);
      return this.now() - begin;
    } catch {
      return Infinity;
    } finally {
      socket.disconnect();
    }
  }

  /** Checks that `nodes` tell of each of `sessions` once, within `bound`
   * milliseconds after `t`. */
  async toldOnce(kind, nodes, sessions, t, bound) {
    // News and lists go different ways: news may come a little later.
    await pause(500);
    for (const name of nodes) {
      const told = this.witnesses[name].told(kind, sessions, t);
      this.report.atMost(`${kind} on ${name}`, told.latest, bound);
      this.report.exactly(`never ${kind} on ${name}`, told.never, 0);
      this.report.exactly(`${kind} twice on ${name}`, told.often, 0);
    }
  }

  /** Checks that each of `nodes` serves somebody new. */
  async servesAnybody(nodes) {
    for (const name of nodes)
      this.report.atMost(
        `fresh client of ${name}`,
        await this.fresh(name),
        2000,
      );
  }

  /** Waits until no ghost has an excuse any more, and checks the whole run. */
  async conclude() {
    await this.load.hush();
    const left = this.#lastFault + exorcism - this.now();
    if (left > 0) await pause(left);
    this.report.atMost('lists equal in the end', await this.agree(5000), 5000);
    await this.#takeLists();
    this.report.invariants(check(this.record.entries));
  }

  async #takeLists() {
    const lists = {};
    for (const name of Object.keys(this.fleet.nodes))
      lists[name] = await this.witnesses[name].list().catch(() => []);
    this.record.add('lists', { lists, connected: this.connected() });
  }

  async end() {
    this.load?.leave();
    for (const witness of Object.values(this.witnesses)) witness.leave();
    const codes = (await this.fleet?.stopAll()) ?? [];
    const wrong = codes.filter((code) => code !== 0);
    this.report.exactly('nodes that do not end with 0', wrong.length, 0);
    await this.record.close();
  }
}

async function keepLogs(scenario) {
  for (const { name, text } of scenario.fleet?.logs() ?? [])
    await writeFile(join(scenario.folder, `${name}.log`), text);
  await writeFile(join(scenario.folder, 'report.txt'), scenario.report.text());
  console.log(`what happened is in ${scenario.folder}`);
}

/** Runs one scenario and ends the process with its verdict. */
export async function run(id, title, body) {
  console.log(`${id} ${title}`);
  const folder = await mkdtemp(join(tmpdir(), `troupe-${id}-`));
  const scenario = new Scenario(id, folder);
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => process.exit(1));
  try {
    await body(scenario);
  } catch (error) {
    scenario.report.failure(error);
  }
  await scenario.end().catch((error) => scenario.report.failure(error));
  process.stdout.write(scenario.report.text());
  const { failed } = scenario.report;
  if (failed || process.env.KEEP_LOGS) await keepLogs(scenario);
  else await rm(folder, { recursive: true });
  process.exit(failed ? 1 : 0);
}
