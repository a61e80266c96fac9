// What signals do: an ordered stop, and the actor tree in the log.

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import test from 'node:test';
import { once } from 'node:events';

import { Endpoint } from './support/endpoint.mjs';
import { Polling } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause, within } from './support/time.mjs';
import { using } from './support/using.mjs';
import { Wire } from './support/wire.mjs';

/** Runs `body` against a server of its own, which has not outlived it. */
function withServer(body, args = []) {
  return async () =>
    using(await startTroupe(args), (server) =>
      body(server, new Endpoint(server, '/socket.io/')),
    );
}

async function connectionRefused(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return error.code === 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

for (const signal of ['SIGTERM', 'SIGINT']) {
  test(
    `${signal} ends an idle server in order`,
    withServer(async (server) => {
      assert.equal(await server.stop(signal), 0);
      assert.equal(await connectionRefused(server.port), true);
      assert.equal(server.output(), `listening on ${server.url}\n`);
    }),
  );

  test(
    `${signal} tells every client`,
    withServer(async (server, endpoint) => {
      const wire = await Wire.connect(endpoint);
      const unjoined = await Wire.session(endpoint);
      const session = await Polling.open(endpoint);
      const poll = session.get();
      await pause(200);
      const code = server.stop(signal);
      assert.notEqual(await wire.closed(), 1006, 'closed without a frame');
      assert.notEqual(await unjoined.closed(), 1006, 'closed without a frame');
      const { status, body } = await poll;
      assert.deepEqual([status, body], [200, '1']);
      assert.equal(await code, 0);
    }),
  );

  test(
    `${signal} ends a server with 50 clients within 10 s`,
    withServer(async (server, endpoint) => {
      const opening = Array.from({ length: 50 }, (_, number) =>
        number % 5 === 0 ? Polling.connect(endpoint) : Wire.connect(endpoint),
      );
      const clients = await Promise.all(opening);
      const polls = Promise.allSettled(
        clients
          .filter((client) => client instanceof Polling)
          .map((client) => client.next((packet) => packet === '1')),
      );
      assert.equal(await server.stop(signal), 0);
      await polls;
      for (const client of clients)
        if (client instanceof Wire) await client.closed();
    }),
  );
}

test(
  'no socket is accepted while clients are being told',
  withServer(async (server, endpoint) => {
    await Wire.connect(endpoint);
    const code = server.stop();
    await eventually(() => connectionRefused(server.port), 'refusal');
    assert.equal(await code, 0);
  }),
);

test(
  'a client that does not answer does not hold up the end',
  withServer(async (server, endpoint) => {
    const wire = await Wire.connect(endpoint);
    wire.socket.pause();
    assert.equal(await server.stop(), 0);
  }),
);

test(
  'a second signal ends the server, in order or at once',
  withServer(async (server, endpoint) => {
    await Wire.connect(endpoint);
    server.signal('SIGTERM');
    const code = await server.stop('SIGTERM');
    assert.ok([0, 'SIGTERM'].includes(code), `ended with ${code}`);
  }),
);

/** The lines of the actor tree in the log, as objects. */
function actorTree(server) {
  return server
    .log()
    .split('\n')
    .filter((line) => line.includes('"actor-tree"'))
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event === 'actor-tree');
}

test(
  'SIGUSR1 writes the actor tree to the log',
  withServer(
    async (server, endpoint) => {
      const join = (username, room) =>
        Wire.connect(endpoint, { query: { username, room } });
      await join('ada', 'harbour');
      await join('ben', 'harbour');
      const cem = await join('cem', 'quay');
      cem.send('421["list-users"]');
      await cem.next((packet) => packet.startsWith('431['));
      server.signal('SIGUSR1');
      const room = (name) =>
        actorTree(server).find(
          (line) => line.kind === 'room' && line.name.endsWith(name),
        );
      await eventually(
        () => room('harbour') && room('quay'),
        'rooms in the log',
      );
      await pause(200);
      assert.equal(room('harbour').members, 2);
      assert.equal(room('quay').members, 1);
      assertTree(actorTree(server));
      await cem.assertEchoes();
    },
    ['--log.format=json', '--chat.test_events=true'],
  ),
);

/** Checks that the lines form one tree whose root is the node: each of the
 * others names its parent as `kind:name`. */
function assertTree(lines) {
  const [root, ...others] = lines;
  assert.equal(root.kind, 'node');
  const names = new Set(lines.map(({ kind, name }) => `${kind}:${name}`));
  for (const line of others) {
    assert.ok(line.kind && line.name, JSON.stringify(line));
    assert.ok(names.has(line.parent), `parent of ${JSON.stringify(line)}`);
  }
}

test(
  'every line of the JSON log is an object with an event',
  withServer(
    async (server, endpoint) => {
      const query = { room: 'r"\\\n\x1b[31m\u0000' };
      const wire = await Wire.connect(endpoint, { query });
      wire.send('4garbage"\n\x07');
      await wire.closed();
      server.signal('SIGUSR1');
      await eventually(() => actorTree(server).length > 0, 'actor tree');
      assert.equal(await within(server.stop(), 'end'), 0);
      for (const line of server.log().trim().split('\n'))
        assert.equal(typeof JSON.parse(line).event, 'string', line);
    },
    ['--log.format=json', '--log.level=debug'],
  ),
);
