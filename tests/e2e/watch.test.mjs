// What those who watch a node are told: `/healthz`, `/readyz` and where.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';

import { freePort } from './support/cluster.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { LightClient } from './support/light-client.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';

/** What is said at `path`: status and JSON, or `undefined` if nobody listens. */
async function ask(port, path) {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    const body = type.includes('json') ? JSON.parse(text) : text;
    return { status: answer.status, type, body };
  } catch {
    return undefined;
  }
}

async function withNode(args, body) {
  const internal = await freePort();
  const server = await startTroupe([`--http.internal=${internal}`, ...args]);
  try {
    await body(server, internal);
  } finally {
    await server.stop();
  }
}

test('a node at work is healthy and ready', () =>
  withNode(['--threads=2'], async (_, internal) => {
    const health = await ask(internal, '/healthz');
    assert.deepEqual([health.status, health.body], [200, { healthy: true }]);
    const ready = await ask(internal, '/readyz');
    assert.equal(ready.status, 200);
    assert.equal(ready.body.ready, true);
    const metrics = await ask(internal, '/metrics');
    assert.equal(metrics.status, 200);
    assert.match(metrics.type, /^text\/plain; version=0\.0\.4/);
    assert.match(metrics.body, /^troupe_build_info\{/m);
    assert.equal((await ask(internal, '/')).status, 404);
    assert.equal((await ask(internal, '/ctl/status')).status, 404);
  }));

test('clients are not told, unless it is public', async () => {
  await withNode([], async (server) => {
    assert.equal((await ask(server.port, '/metrics')).status, 404);
    assert.equal((await ask(server.port, '/readyz')).status, 404);
  });
  const server = await startTroupe(['--http.internal=public']);
  try {
    assert.equal((await ask(server.port, '/readyz')).status, 200);
    assert.equal((await ask(server.port, '/metrics')).status, 200);
    assert.equal((await ask(server.port, '/')).status, 200);
    assert.equal((await ask(server.port, '/ctl/status')).status, 404);
  } finally {
    await server.stop();
  }
});

test('a node that drains is not ready', () =>
  withNode(['--node.drain_timeout=2s'], async (server, internal) => {
    const endpoint = new Endpoint(server, '/socket.io/');
    const join = (n) =>
      LightClient.join(endpoint, 'websocket', { username: `u${n}` }, () => {});
    // More than one wave of farewells.
    const clients = await Promise.all(Array.from({ length: 120 }, (_, n) => join(n)));
    server.signal('SIGTERM');
    const told = await eventually(async () => {
      const now = await ask(internal, '/readyz');
      return now?.status === 503 && now;
    }, 'not ready');
    assert.equal(told.body.draining, true);
    for (const client of clients) client.drop();
  }));

test('a full node is not ready', () =>
  withNode(['--limits.connections=2'], async (server, internal) => {
    const endpoint = new Endpoint(server, '/socket.io/');
    const join = () => LightClient.join(endpoint, 'websocket', {}, () => {});
    const clients = [await join(), await join()];
    const told = await ask(internal, '/readyz');
    assert.deepEqual([told.status, told.body.full], [503, true]);
    for (const client of clients) client.drop();
  }));

test('a node that has not looked for the others yet is not ready', async () => {
  // Takes connections and says nothing, as a node that has frozen.
  const frozen = createServer(() => {}).listen(0, '127.0.0.1');
  await once(frozen, 'listening');
  const internal = await freePort();
  const starting = startTroupe([
    `--http.internal=${internal}`,
    `--cluster.listen=127.0.0.1:${await freePort()}`,
    `--cluster.seeds=127.0.0.1:${frozen.address().port}`,
  ]);
  const early = await eventually(() => ask(internal, '/readyz'), 'an answer');
  assert.deepEqual([early.status, early.body.listening], [503, false]);
  const server = await starting;
  assert.equal((await ask(internal, '/readyz')).status, 200);
  frozen.close();
  await server.stop();
});

test('an address that cannot be had ends the start', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const port = taken.address().port;
  await assert.rejects(
    startTroupe([`--http.internal=${port}`]),
    /ended with 1[\s\S]*[Aa]ddress already in use/,
  );
  taken.close();
});
