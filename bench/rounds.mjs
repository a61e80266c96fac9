// Runs the scenarios: pass after pass over all servers, so that what drifts on
// the machine hits all alike, and a fresh server for each run.

import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { verdictOf } from './cells.mjs';
import { faultsOf, loadOf, runLoad, summaryOf } from './generator.mjs';
import { Server } from './server.mjs';

const serverCpu = '0';
const loadCpu = '1';
/** Descriptors that a server needs besides its connections. */
const spareDescriptors = 200;

/** One measured run; what went wrong is in `error` or `faults`. */
export async function measure(scenario, peer, within, pass) {
  const run = { scenario: scenario.id, peer: peer.name, pass };
  let server;
  try {
    server = await Server.start(peer, { within, cpus: serverCpu });
    const place = { within, cpus: loadCpu };
    const figures = await runLoad(loadOf(scenario), server, place);
    run.figures = summaryOf(figures);
    run.faults = faultsOf(figures, scenario);
  } catch (error) {
    run.error = error.message;
  }
  const crash = await server?.stop();
  if (crash) run.error = crash;
  return run;
}

/** Why a peer cannot take part in a scenario, or nothing. */
function obstacle(scenario, peer) {
  if (scenario.needs && !peer[scenario.needs]) return 'speaks WebSocket only';
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const descriptors = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  if (scenario.options.n + spareDescriptors > descriptors)
    return `only ${descriptors} descriptors for a process`;
  return undefined;
}

/** Seconds that a run takes, roughly. */
function secondsOf({ timing, options }) {
  const { settle, warmup, windows, duration } = timing;
  return 1.5 + settle + warmup + windows * duration + options.n / 2500;
}

/** All runs of a benchmark, and how far it is. */
export class Rounds {
  #within;
  #report;
  #begun = Date.now();
  #done = 0;
  #left;
  /** Peers that failed a rung, by shape; peers that do not start. */
  #beaten = {};
  #absent = {};
  runs = [];

  constructor(scenarios, peers, { within, report }) {
    this.scenarios = scenarios;
    this.peers = peers;
    this.#within = within;
    this.#report = report;
    this.#left = scenarios.reduce(
      (sum, each) => sum + secondsOf(each) * each.timing.passes * peers.length,
      0,
    );
  }

  async all() {
    for (const scenario of this.scenarios) await this.#scenario(scenario);
    return this.runs;
  }

  /** Names of those left out altogether, and why. */
  get absent() {
    return this.#absent;
  }

  async #scenario(scenario) {
    for (let pass = 1; pass <= scenario.timing.passes; ++pass)
      for (const peer of this.peers) await this.#turn(scenario, peer, pass);
    const { ladder } = scenario;
    for (const { name } of ladder ? this.peers : []) {
      const runs = this.#runsOf(scenario, name);
      const beaten = (this.#beaten[ladder.shape] ??= new Set());
      if (runs.length > 0 && verdictOf(runs, ladder).beaten) beaten.add(name);
    }
  }

  #runsOf({ id }, name) {
    return this.runs.filter((run) => run.scenario === id && run.peer === name);
  }

  async #turn(scenario, peer, pass) {
    const seconds = secondsOf(scenario);
    const reason = this.#reasonToSkip(scenario, peer);
    this.#left -= seconds;
    if (reason) {
      if (pass === 1) this.#tell(scenario, peer, pass, `left out: ${reason}`);
      return;
    }
    const run = await measure(scenario, peer, this.#within, pass);
    this.#done += seconds;
    this.runs.push(run);
    if (/does not start/.test(run.error)) this.#absent[peer.name] = run.error;
    this.#tell(scenario, peer, pass, outcome(run));
    await sleep(200);
  }

  #reasonToSkip(scenario, peer) {
    if (this.#absent[peer.name]) return 'does not start';
    if (this.#beaten[scenario.ladder?.shape]?.has(peer.name))
      return 'did not hold a lower rate';
    return obstacle(scenario, peer);
  }

  #tell(scenario, peer, pass, text) {
    const { passes } = scenario.timing;
    const elapsed = (Date.now() - this.#begun) / 1000;
    const left =
      this.#done > 0 ? (this.#left * elapsed) / this.#done : this.#left;
    const minutes = Math.ceil(Math.max(left, 0) / 60);
    this.#report(
      `[${minutes} min left] ${scenario.id} ${pass}/${passes} ${peer.name}: ${text}`,
    );
  }
}

function outcome({ error, faults, figures }) {
  if (error) return `FAILED: ${error.trim()}`;
  const { per_cpu_second: costs, connects_per_server_cpu_s: connects } =
    figures;
  const rate = costs.at(-1) ?? connects ?? 0;
  const other = `other processes ${figures.other_cores.toFixed(2)} cores`;
  const wrong = faults ? `, WRONG: ${faults}` : '';
  return `${Math.round(rate)} per server CPU second, ${other}${wrong}`;
}
