import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { within } from './time.mjs';
import { closeWires } from './wire.mjs';

const logTail = 4_000;

/** Returns the function that declares this file's cases against `server`.
 *
 * What the server logged during a case that fails goes out with the failure,
 * wires that a case left open are closed at its end, and the file fails if the
 * server does not end in order after the last case. */
export function casesOn(server) {
  after(async () => {
    const code = await server.stop();
    assert.equal(code, 0, `server ended with ${code}\n${tail(server.log())}`);
  });
  return (name, body, { limit = 60_000 } = {}) =>
    test(name, async (t) => {
      const start = server.log().length;
      try {
        await within(body(t), name, limit);
      } catch (error) {
        t.diagnostic(`server log:\n${tail(server.log().slice(start))}`);
        throw error;
      } finally {
        closeWires();
      }
    });
}

function tail(log) {
  return log.length > logTail ? `…${log.slice(-logTail)}` : log;
}
