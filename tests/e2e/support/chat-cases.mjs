import assert from 'node:assert/strict';

import { Member, plain, versions, ways } from './member.mjs';
import { eventually, pause } from './time.mjs';

const bytes = Buffer.from([0, 1, 2, 0xfe, 0xff]);
const settling = 200;
let gatherings = 0;

function joinBrowser(server, settings) {
  return Member.join(versions['4.8'], server, {
    transports: ways.WebSocket,
    ...settings,
  });
}

/** Lets three members join one after the other: Carol, who is in a room of her
 * own, Alice and Bob, who are of the kind under test and share a room. */
async function gathering(t, join, server) {
  const number = ++gatherings;
  const room = `room-${number}`;
  const otherRoom = `other-${number}`;
  const members = [];
  t.after(() => Promise.all(members.map((member) => member.leave())));
  const carol = await joinBrowser(server, {
    username: 'carol',
    room: otherRoom,
  });
  members.push(carol);
  const alice = await join({ username: 'alice', room });
  members.push(alice);
  const bob = await join({ username: 'bob', room });
  members.push(bob);
  return { room, otherRoom, alice, bob, carol };
}

/** What `member` heard of `user` in events with this name. */
function news(member, name, user) {
  return member.inbox
    .all(name)
    .filter(([{ user: subject }]) => subject.sockedId === user.sockedId);
}

const greeting = (user) => [{ message: 'user has connected.', user }];
const farewell = (user) => [{ message: 'user has disconnected.', user }];

async function announcesJoins(t, join, server) {
  const { alice, bob, carol } = await gathering(t, join, server);
  await carol.inbox.atLeast('conn', 3);
  await alice.inbox.atLeast('conn', 2);
  await pause(settling);
  const heard = (member, { user }) => news(member, 'user-connected', user);
  assert.deepEqual(heard(carol, alice), [greeting(alice.user)]);
  assert.deepEqual(heard(carol, bob), [greeting(bob.user)]);
  assert.deepEqual(heard(alice, bob), [greeting(bob.user)]);
  for (const late of [carol, alice, bob])
    assert.deepEqual(heard(bob, late), [], late.username);
  const welcome = [{ message: 'you are added' }];
  assert.deepEqual(carol.inbox.all('conn'), [welcome, welcome, welcome]);
  assert.deepEqual(alice.inbox.all('conn'), [welcome, welcome]);
  assert.deepEqual(bob.inbox.all('conn'), [welcome]);
}

async function keepsRoomsApart(t, join, server) {
  const { room, otherRoom, alice, bob, carol } = await gathering(
    t,
    join,
    server,
  );
  alice.emit('send-message', { message: 'from alice', room });
  bob.emit('send-message', { message: 'from bob', room });
  carol.emit('send-message', { message: 'from carol', room: otherRoom });
  for (const member of [alice, bob])
    await member.inbox.atLeast('new-message', 2);
  await carol.inbox.atLeast('new-message', 1);
  await pause(settling);
  const texts = (member) =>
    member.inbox.all('new-message').map(([{ msg }]) => msg);
  assert.deepEqual(texts(alice).sort(), ['from alice', 'from bob']);
  assert.deepEqual(texts(bob).sort(), ['from alice', 'from bob']);
  assert.deepEqual(texts(carol), ['from carol']);
}

const messages = [
  'text',
  '',
  0,
  -1.5,
  true,
  null,
  [],
  { nested: [1, { deeper: 'é 😀' }] },
  bytes,
  Buffer.alloc(0),
  { pictures: [bytes, { small: Buffer.alloc(3, 7) }], name: 'two' },
  Buffer.alloc(100_000, 1),
];

async function carriesAnyMessage(t, join, server) {
  const { room, alice, bob, carol } = await gathering(t, join, server);
  for (const message of messages) alice.emit('send-message', { message, room });
  const expected = messages.map((message) => [{ msg: plain(message) }]);
  for (const member of [alice, bob]) {
    const received = await member.inbox.atLeast('new-message', messages.length);
    assert.deepEqual(received, expected, member.username);
  }
  assert.deepEqual(carol.inbox.all('new-message'), []);
}

async function acknowledges(t, join, server) {
  const { alice, bob } = await gathering(t, join, server);
  const args = [1, 'two', { three: [bytes, null] }, bytes];
  assert.deepEqual(await alice.ask('echo', ...args), plain(args));
  assert.deepEqual(await alice.ask('echo'), []);
  alice.emit('noop', 'ignored');
  alice.emit('echo', ...args);
  const [echo] = await alice.inbox.atLeast('echo', 1);
  assert.deepEqual(echo, plain(args));
  alice.emit('flood', 100, 50);
  const flood = await alice.inbox.atLeast('f', 100);
  await pause(settling);
  assert.deepEqual(
    flood.map(([text]) => text.length),
    Array(100).fill(50),
  );
  assert.equal(alice.inbox.all('f').length, 100);
  assert.deepEqual(bob.inbox.all('f').concat(bob.inbox.all('echo')), []);
}

async function bidsFarewellOnce(t, join, server) {
  const { room, alice, bob, carol } = await gathering(t, join, server);
  await bob.leave();
  for (const member of [alice, carol])
    await eventually(
      () => news(member, 'user-disconnected', bob.user).length,
      `${member.username} hears that bob left`,
    );
  alice.emit('send-message', { message: 'bob is gone', room });
  await alice.inbox.atLeast('new-message', 1);
  await pause(settling);
  for (const member of [alice, carol])
    assert.deepEqual(news(member, 'user-disconnected', bob.user), [
      farewell(bob.user),
    ]);
  assert.deepEqual(bob.inbox.all('user-disconnected'), []);
  assert.deepEqual(bob.inbox.all('new-message'), []);
  assert.deepEqual(await alice.ask('list-users', room), [[alice.user]]);
}

async function listsUsers(t, join, server) {
  const { room, otherRoom, alice, bob, carol } = await gathering(
    t,
    join,
    server,
  );
  const byId = (a, b) => (a.sockedId < b.sockedId ? -1 : 1);
  const list = async (...where) => {
    const [users] = await alice.ask('list-users', ...where);
    return users.sort(byId);
  };
  const both = [alice.user, bob.user].sort(byId);
  assert.deepEqual(await list(room), both);
  assert.deepEqual(await list(otherRoom), [carol.user]);
  assert.deepEqual(await list('no such room'), []);
  const here = [...both, carol.user].map(({ sockedId }) => sockedId);
  const everybody = await list();
  assert.deepEqual(
    everybody.filter(({ sockedId }) => here.includes(sockedId)),
    [...both, carol.user].sort(byId),
  );
}

const scenarios = {
  'joins are announced to all others, once': announcesJoins,
  'rooms do not hear each other': keepsRoomsApart,
  'any value and any bytes can be a message': carriesAnyMessage,
  'the test events answer their caller': acknowledges,
  'who left is announced to all others, once': bidsFarewellOnce,
  'users can be listed, of all rooms or one': listsUsers,
};

/** Declares what the chat does for its members, once for each of `kinds`: what
 * a kind is called, and how one of it joins with `username` and `room`. The
 * server is one with test events. */
export function chatCases(test, server, kinds) {
  for (const [kind, join] of Object.entries(kinds))
    for (const [what, scenario] of Object.entries(scenarios))
      test(`${kind}: ${what}`, (t) => scenario(t, join, server));
}
