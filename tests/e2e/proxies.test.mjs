// Two nodes behind each proxy of docs/operations.md, set up as it says there:
// clients of all transports chat through it, and go on when a node stops.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';

import { Cluster } from './support/cluster.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { Proxy } from './support/proxy.mjs';
import { eventually, within } from './support/time.mjs';

/** Under engine.max_http_buffer_size. */
const largest = 900_000;
const count = 20;
const numbers = Array.from({ length: count }, (_, i) => i);

/** What a member heard in the room of messages that begin so. */
const heard = (member, start) =>
  member.inbox
    .all('new-message')
    .map(([{ msg }]) => msg)
    .filter((msg) => msg.startsWith(start));

/** Speaks until both hear each other: a node learns in a moment which rooms there
 * are on another one. */
async function meet(ann, bob, room) {
  const met = () => {
    for (const one of [ann, bob])
      one.emit('send-message', { message: `hello from ${one.username}`, room });
    return [ann, bob].every((one) => heard(one, 'hello').length > 0);
  };
  await eventually(met, 'both hear each other');
}

async function talk(t, proxy, way) {
  const join = async (username) => {
    const transports = ways[way];
    const settings = { username, room: way, transports };
    const member = await Member.join(versions['4.8'], proxy, settings);
    t.after(() => member.leave());
    return member;
  };
  const [ann, bob] = [await join('ann'), await join('bob')];
  await meet(ann, bob, way);
  for (const i of numbers)
    for (const member of [ann, bob]) {
      const message = `${member.username} ${i}`;
      member.emit('send-message', { message, room: way });
    }
  for (const [member, from] of [
    [ann, 'bob'],
    [bob, 'ann'],
  ]) {
    const all = () => heard(member, from);
    // What is missing is seen best by what has come.
    await eventually(() => all().length >= count, 'all').catch(() => {});
    assert.deepEqual(all(), numbers.map((i) => `${from} ${i}`));
  }
  const [answer] = await ann.ask('echo', 'x'.repeat(largest));
  assert.equal(answer.length, largest);
}

async function outliveNode(t, cluster, proxy) {
  const clients = Object.entries(ways).flatMap(([way, transports]) =>
    numbers.slice(0, 4).map((i) => {
      const socket = versions['4.8'](proxy.url, {
        query: { username: `${way}-${i}`, room: 'lobby' },
        transports,
        forceNew: true,
        reconnectionDelay: 50,
        reconnectionDelayMax: 200,
      });
      t.after(() => socket.disconnect());
      return socket;
    }),
  );
  const connected = clients.map((client) => once(client, 'connect'));
  await within(Promise.all(connected), 'all connect');
  // The client itself does not get over a probe that breaks off at a bad moment
  // before its session's ping timeout.
  const upgrading = ({ io }) =>
    io.engine.transport.name !== io.opts.transports.at(-1);
  await eventually(() => !clients.some(upgrading), 'all upgrades');
  const places = () => cluster.nodes.b.log().match(/socket-connected/g) ?? [];
  assert.ok(places().length > 0, 'somebody is on the node that stops');
  assert.equal(await cluster.stopNode('b'), 0);
  for (const [i, client] of clients.entries()) {
    const echoes = async () => {
      if (!client.connected) return false;
      const answer = client.timeout(1000).emitWithAck('echo', i);
      return (await answer.catch(() => undefined)) === i;
    };
    await eventually(echoes, `client ${i} goes on`);
  }
}

for (const kind of ['nginx', 'haproxy'])
  test(`behind ${kind}`, async (t) => {
    const cluster = await Cluster.start(['a', 'b']);
    t.after(() => cluster.stop());
    const proxy = await Proxy.start(kind, Object.values(cluster.nodes));
    t.after(() => proxy.stop());
    for (const way of Object.keys(ways))
      await t.test(`clients by ${way} hear each other, in order`, (t) =>
        talk(t, proxy, way),
      );
    await t.test('clients go on when a node stops', (t) =>
      outliveNode(t, cluster, proxy),
    );
  });
