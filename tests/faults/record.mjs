import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** Everything that happened in one run, in order, kept and written as JSON
 * lines. Each entry has its time `t` in milliseconds since the run began and
 * what it is, `ev`; check.mjs says what the other members are. */
export class Record {
  #file;
  entries = [];

  constructor(path) {
    this.#file = createWriteStream(path);
    this.path = path;
  }

  /** The time now, as entries have it. */
  now() {
    return performance.now();
  }

  add(ev, members) {
    const entry = { t: this.now(), ev, ...members };
    this.entries.push(entry);
    this.#file.write(`${JSON.stringify(entry)}\n`);
    return entry;
  }

  /** Resolves once all is in the file. */
  async close() {
    this.#file.end();
    await once(this.#file, 'close');
  }
}
