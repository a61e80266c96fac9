// Three nodes that are one server: rooms, broadcasts and users span them, and
// one that goes takes nobody else along.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { Cluster, logged } from './support/cluster.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { eventually, pause } from './support/time.mjs';

const names = ['a', 'b', 'c'];
const cluster = await Cluster.start(names);

after(async () => {
  const codes = await cluster.stop();
  assert.ok(codes.every((code) => code === 0), `ended with ${codes}`);
});

/** How long a message may need that should not come. */
const settling = 300;

async function join(t, node, username, room = 'lobby') {
  const settings = { transports: ways.WebSocket, username, room };
  const server = cluster.nodes[node];
  const member = await Member.join(versions['4.8'], server, settings);
  t.after(() => member.leave());
  return member;
}

async function joinAll(t, room = 'lobby') {
  return Promise.all(names.map((node) => join(t, node, `at-${node}`, room)));
}

function heardOf(member, event, username) {
  return member.inbox
    .all(event)
    .filter(([{ user }]) => user.username === username).length;
}

async function usersSeenBy(member, room = null) {
  const [users] = await member.ask('list-users', room);
  return users.map((user) => user.username).sort();
}

async function eventuallySees(member, expected) {
  await eventually(
    async () => String(await usersSeenBy(member)) === String(expected),
    `${member.username} sees ${expected}`,
  );
}

test('a message to a room reaches its members on all nodes once', async (t) => {
  const members = await joinAll(t);
  const outside = await join(t, 'a', 'outside', 'elsewhere');
  await eventuallySees(outside, ['at-a', 'at-b', 'at-c', 'outside']);
  members[1].emit('send-message', { message: 'hello', room: 'lobby' });
  for (const member of members)
    await member.inbox.atLeast('new-message', 1);
  await pause(settling);
  for (const member of members)
    assert.deepEqual(member.inbox.all('new-message'), [[{ msg: 'hello' }]]);
  assert.deepEqual(outside.inbox.all('new-message'), []);
});

test('messages of one sender come in order on every node', async (t) => {
  const members = await joinAll(t, 'ordered');
  await eventuallySees(members[0], ['at-a', 'at-b', 'at-c']);
  await pause(settling);
  const count = 500;
  for (let n = 0; n < count; ++n)
    for (const member of members)
      member.emit('send-message', {
        message: { by: member.username, n },
        room: 'ordered',
      });
  for (const member of members) {
    const all = await member.inbox.atLeast('new-message', 3 * count);
    assert.equal(all.length, 3 * count);
    for (const { username } of members) {
      const from = all.filter(([{ msg }]) => msg.by === username);
      assert.deepEqual(
        from.map(([{ msg }]) => msg.n),
        Array.from({ length: count }, (_, n) => n),
      );
    }
  }
});

test('everybody hears once of who comes and goes anywhere', async (t) => {
  const members = await joinAll(t);
  await eventuallySees(members[0], ['at-a', 'at-b', 'at-c']);
  const guest = await join(t, 'c', 'guest');
  await guest.leave();
  for (const member of members)
    await eventually(
      () => heardOf(member, 'user-disconnected', 'guest'),
      `${member.username} hears of the farewell`,
    );
  await pause(settling);
  for (const member of members) {
    assert.equal(heardOf(member, 'user-connected', 'guest'), 1);
    assert.equal(heardOf(member, 'user-disconnected', 'guest'), 1);
  }
  for (const member of members)
    assert.deepEqual(await usersSeenBy(member), ['at-a', 'at-b', 'at-c']);
});

test('users are listed by room on all nodes', async (t) => {
  const first = await join(t, 'a', 'first', 'den');
  const second = await join(t, 'b', 'second', 'den');
  const third = await join(t, 'c', 'third', 'attic');
  for (const member of [first, second, third])
    await eventuallySees(member, ['first', 'second', 'third']);
  await eventually(
    async () => String(await usersSeenBy(third, 'den')) === 'first,second',
    'third sees who is in the den',
  );
  const [answer] = await third.ask('fetch-users', 'den');
  assert.deepEqual(answer.missing, []);
  assert.deepEqual(
    answer.users.map((user) => user.username).sort(),
    ['first', 'second'],
  );
});

test('a user is shown out wherever the sockets are', async (t) => {
  const here = await join(t, 'a', 'witness');
  const sockets = await Promise.all([
    join(t, 'b', 'double'),
    join(t, 'c', 'double'),
    join(t, 'a', 'double'),
  ]);
  await eventuallySees(here, ['double', 'double', 'double', 'witness']);
  const [answer] = await here.ask('disconnect-user', 'double');
  assert.deepEqual(answer, { disconnected: 3, missing: [] });
  for (const { socket } of sockets)
    await eventually(() => socket.disconnected, 'a double is shown out');
  await eventuallySees(here, ['witness']);
});

test('users of a node that dies are gone for all others at once', async (t) => {
  const [a, b] = await Promise.all([join(t, 'a', 'a'), join(t, 'b', 'b')]);
  await join(t, 'c', 'lost');
  await eventuallySees(a, ['a', 'b', 'lost']);
  await cluster.kill('c');
  for (const member of [a, b]) {
    await eventually(
      () => heardOf(member, 'user-disconnected', 'lost'),
      `${member.username} hears of the loss`,
      1000,
    );
    assert.deepEqual(await usersSeenBy(member), ['a', 'b']);
  }
  await cluster.startNode('c');
  await cluster.whole();
  const back = await join(t, 'c', 'lost');
  await eventuallySees(back, ['a', 'b', 'lost']);
  await pause(settling);
  for (const member of [a, b]) {
    assert.equal(heardOf(member, 'user-disconnected', 'lost'), 1);
    assert.equal(heardOf(member, 'user-connected', 'lost'), 2);
  }
});

test('a node that stands still is missed and comes back', async (t) => {
  const [a, c] = await Promise.all([join(t, 'a', 'a'), join(t, 'c', 'c')]);
  await eventuallySees(a, ['a', 'c']);
  cluster.nodes.c.signal('SIGSTOP');
  await eventually(
    () => heardOf(a, 'user-disconnected', 'c'),
    'a misses c',
    5000,
  );
  const [partial] = await a.ask('fetch-users', null);
  assert.deepEqual(
    partial.users.map((user) => user.username),
    ['a'],
  );
  cluster.nodes.c.signal('SIGCONT');
  await eventuallySees(a, ['a', 'c']);
  await eventuallySees(c, ['a', 'c']);
  await cluster.whole();
  await eventually(() => heardOf(a, 'user-connected', 'c') > 1, 'news of c');
  await pause(settling);
  assert.equal(heardOf(a, 'user-connected', 'c'), 2);
});

test('a node that is asked to stop says farewell', async (t) => {
  const a = await join(t, 'a', 'a');
  const b = await join(t, 'b', 'b');
  await eventuallySees(a, ['a', 'b']);
  const before = logged(cluster.nodes.a, 'peer-down').length;
  assert.equal(await cluster.stopNode('b'), 0);
  await eventually(() => heardOf(a, 'user-disconnected', 'b'), 'farewell');
  assert.ok(b.socket.disconnected);
  assert.equal(logged(cluster.nodes.a, 'peer-down').length, before);
  await cluster.startNode('b');
  await cluster.whole();
});
