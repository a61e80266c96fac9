import assert from 'node:assert/strict';

import { Endpoint } from './endpoint.mjs';
import { jsonLog } from './log-lines.mjs';
import { startTroupe } from './server.mjs';
import { Wire } from './wire.mjs';

/** A server whose log tells all causes. */
export const startTelling = (...more) =>
  startTroupe([...jsonLog, '--chat.test_events=true', ...more]);

export const at = (server) => new Endpoint(server, '/socket.io/');

/** Checks a line's cause; `value` may be a lower bound, as in `> 5`. */
export function assertCause(line, { detail, option, limit, value, ...others }) {
  const said = JSON.stringify(line);
  assert.equal(line.detail, detail ?? line.detail, said);
  assert.equal(line.option, option, said);
  assert.equal(line.limit, limit, said);
  if (typeof value === 'function') assert.ok(value(line.value), said);
  else assert.equal(line.value, value, said);
  for (const [key, expected] of Object.entries(others))
    assert.equal(line[key], expected, said);
  if (option) assert.ok(line.detail.includes(option), said);
  if (option && limit) assert.ok(line.detail.includes(`${limit}`), said);
}

/** A client in the main namespace, by WebSocket. */
export async function joined(server) {
  const wire = await Wire.connect(at(server));
  return { wire, sid: wire.handshake.sid };
}
