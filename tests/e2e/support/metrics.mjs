import assert from 'node:assert/strict';

import { freePort } from './cluster.mjs';
import { eventually } from './time.mjs';

/** Reads a line `name{labels} value` of Prometheus's text format. */
function readSample(line) {
  const space = line.lastIndexOf(' ');
  return [line.slice(0, space), Number(line.slice(space + 1))];
}

/** What a server has counted at one moment, by `name` or `name{labels}`. */
export class Metrics {
  #samples;

  constructor(text) {
    this.text = text;
    const lines = text.split('\n').filter((line) => line && line[0] !== '#');
    this.#samples = new Map(lines.map(readSample));
  }

  get(name) {
    const value = this.#samples.get(`troupe_${name}`);
    assert.notEqual(value, undefined, `no metric ${name}`);
    return value;
  }

  get names() {
    return [...this.#samples.keys()];
  }
}

/** A server whose metrics are read; `begin` starts it with arguments. */
export class Measured {
  static async start(begin, args = []) {
    const port = await freePort();
    const server = await begin([`--http.internal=${port}`, ...args]);
    return new Measured(server, `http://127.0.0.1:${port}/metrics`);
  }

  constructor(server, url) {
    Object.assign(this, { server, url });
  }

  async read() {
    const response = await fetch(this.url);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /version=0\.0\.4/);
    return new Metrics(await response.text());
  }

  /** Begins to count from now on. */
  async since() {
    const before = await this.read();
    return {
      /** By how much these have changed; what is left out may be anything. */
      changes: async (names) => {
        const now = await this.read();
        return Object.fromEntries(
          names.map((name) => [name, now.get(name) - before.get(name)]),
        );
      },
    };
  }

  /** Waits until these have changed by so much since `since`. */
  async eventually(since, expected) {
    let seen;
    const check = async () => {
      seen = await since.changes(Object.keys(expected));
      return Object.keys(expected).every((n) => seen[n] === expected[n]);
    };
    try {
      await eventually(check, 'counts', 5000);
    } catch {
      assert.deepEqual(seen, expected);
    }
  }
}
