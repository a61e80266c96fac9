import { pause, within } from '../../e2e/support/time.mjs';
import { accepts } from './case.mjs';
import { RemoteTarget, Target } from './targets.mjs';
import { failureOfFreshClient } from './witness.mjs';

const abreast = 12;
const patience = 40_000;

/** What a new client meets behind a case; undefined if all is well. A process
 * that has just died is not known to be dead for a moment. */
async function failureOfServer(at) {
  const failure = await failureOfFreshClient(at.url);
  if (failure) await pause(500);
  return at.isAlive ? failure : 'the server is dead';
}

/** One run of cases against one server program. */
export class Round {
  #targets = new Map();
  #results = new Map();

  constructor(server, chosen) {
    this.server = server;
    this.isRemote = server.includes('://');
    this.chosen = chosen.filter(
      ({ on, end }) => !this.isRemote || (on === 'main' && !end),
    );
  }

  /** Resolves to what each case came to, in the order of the cases. */
  async run() {
    try {
      await this.#startAll();
      const now = this.chosen.filter(({ end }) => !end);
      const long = now.filter(({ long: is }) => is);
      const waiting = Promise.all(long.map((one) => this.#judge(one)));
      await this.#beside(now.filter((one) => !one.alone && !one.long));
      for (const one of now)
        if (!one.long && this.#isOpen(one)) await this.#judge(one);
      await waiting;
      for (const one of long) if (this.#isOpen(one)) await this.#judge(one);
      for (const one of this.chosen) if (one.end) await this.#judge(one);
    } finally {
      await this.#stopAll();
    }
    return this.chosen.map((one) => this.#results.get(one.id));
  }

  /** Whether it is to be run alone, or once more by itself. */
  #isOpen({ id, known }) {
    const result = this.#results.get(id);
    return !result || !(result.passed || known);
  }

  async #beside(cases) {
    const waiting = [
      ...cases.filter(({ slow }) => slow),
      ...cases.filter(({ slow }) => !slow),
    ];
    const worker = async () => {
      while (waiting.length > 0) await this.#judge(waiting.shift());
    };
    await Promise.all(Array.from({ length: abreast }, worker));
  }

  async #judge(one) {
    const start = Date.now();
    const at = this.#targets.get(one.on);
    if (!one.end) await at.revive();
    let verdict = await this.#verdict(one, at);
    const failure = one.end ? undefined : await failureOfServer(at);
    if (failure) verdict = `${verdict}; then ${failure}`;
    this.#results.set(one.id, {
      ...one,
      verdict,
      passed: !failure && accepts(one, verdict),
      ms: Date.now() - start,
    });
    if (!one.end) await at.revive();
  }

  async #verdict(one, at) {
    const given = one.end ? [...this.#targets.values()] : at;
    try {
      const most = one.patience ?? patience;
      return String(await within(one.run(given), one.id, most));
    } catch (error) {
      return `no verdict: ${error.message}`;
    }
  }

  async #startAll() {
    const kinds = new Set(['main', ...this.chosen.map(({ on }) => on)]);
    for (const kind of kinds) {
      const target = this.isRemote
        ? new RemoteTarget(this.server)
        : new Target(this.server, kind);
      await target.start();
      this.#targets.set(kind, target);
    }
  }

  async #stopAll() {
    for (const target of this.#targets.values()) await target.stop();
  }
}
