// Clients of Socket.IO 2: Engine.IO protocol 3 and Socket.IO protocol 4.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { chatCases } from './support/chat-cases.mjs';
import { Cluster } from './support/cluster.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Member, plain, versions, ways } from './support/member.mjs';
import { ioOld } from './support/old-client.mjs';
import { assertRefused, request } from './support/polling.mjs';
import { Polling3 } from './support/polling3.mjs';
import {
  startExample,
  startProtocolServer,
  startTroupe,
} from './support/server.mjs';
import { eventually, within } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe([
  '--chat.test_events=true',
  '--engine.allow_eio3=true',
  '--engine.ping_interval=300ms',
  '--engine.ping_timeout=5s',
]);
const test = casesOn(server);

chatCases(
  test,
  server,
  Object.fromEntries(
    Object.entries(ways).map(([way, transports]) => [
      `socket.io-client 2 by ${way}`,
      (settings) => Member.join(ioOld, server, { transports, ...settings }),
    ]),
  ),
);

const bytes = Buffer.from([0, 1, 2, 0xfe, 0xff]);

test('all kinds of clients hear the same in one room', async (t) => {
  const room = 'mixed';
  const kinds = [ioOld, versions['4.8'], versions['3.1']];
  const members = [];
  t.after(() => Promise.all(members.map((member) => member.leave())));
  for (const io of kinds)
    for (const transports of Object.values(ways))
      members.push(
        await Member.join(io, server, {
          transports,
          username: `m${members.length}`,
          room,
        }),
      );
  const said = [];
  for (const [number, member] of members.entries()) {
    const message = { number, bytes, text: 'é 😀' };
    said.push([{ msg: plain(message) }]);
    member.emit('send-message', { message, room });
    for (const each of members)
      await each.inbox.atLeast('new-message', number + 1);
  }
  for (const member of members)
    assert.deepEqual(member.inbox.all('new-message'), said);
});

test('the id of a socket is that of its session', async (t) => {
  const member = await Member.join(ioOld, server, {
    transports: ways.WebSocket,
    username: 'old',
    room: 'ids',
  });
  t.after(() => member.leave());
  assert.equal(member.socket.id, member.socket.io.engine.id);
  const [users] = await member.ask('list-users', 'ids');
  assert.deepEqual(users, [member.user]);
  member.emit('send-message', {
    message: 'to myself',
    room: member.user.sockedId,
  });
  assert.deepEqual(await member.inbox.atLeast('new-message', 1), [
    [{ msg: 'to myself' }],
  ]);
});

test('namespaces of their own, with ids and queries', async () => {
  const other = await startProtocolServer(['--engine.allow_eio3=true']);
  const { origin } = new URL(other.url);
  const main = ioOld(`${origin}/`, { forceNew: true, reconnection: false });
  const socket = main.io.socket('/custom', { query: 'tok=a%20b&x=2' });
  try {
    const said = new Promise((resolve) => socket.once('auth', resolve));
    assert.deepEqual(await within(said, 'auth'), { tok: 'a b', x: '2' });
    assert.equal(socket.id, `/custom#${main.io.engine.id}`);
    const back = new Promise((resolve) =>
      main.once('message-back', (...args) => resolve(plain(args))),
    );
    const args = [1, { two: bytes }, '€', Buffer.alloc(0)];
    main.emit('message', ...args);
    assert.deepEqual(await within(back, 'echo'), plain(args));
    const answer = new Promise((resolve) =>
      main.emit('message-with-ack', ...args, (...all) => resolve(plain(all))),
    );
    assert.deepEqual(await within(answer, 'answer'), plain(args));
    await eventually(
      () => main.io.engine.transport.name === 'websocket',
      'upgrade',
    );
  } finally {
    main.io.close();
    assert.equal(await other.stop(), 0);
  }
});

test('a refusal is told by the message alone', async () => {
  const name = 'client-suite-server';
  const other = await startExample(name, ['--engine.allow_eio3=true']);
  try {
    for (const [path, message] of Object.entries({
      '/no': 'Auth failed (custom namespace)',
      '/?fail=1': 'Auth failed (main namespace)',
    })) {
      const options = { forceNew: true, reconnection: false };
      const socket = ioOld(other.url + path, options);
      const refusal = new Promise((resolve) => socket.once('error', resolve));
      assert.equal(await within(refusal, 'refusal'), message);
      socket.close();
    }
  } finally {
    assert.equal(await other.stop(), 0);
  }
});

test('any node serves a session, and finds a socket by its id', async (t) => {
  const cluster = await Cluster.start(['a', 'b'], ['--engine.allow_eio3=true']);
  t.after(() => cluster.stop());
  const { a, b } = cluster.nodes;
  const old = await Member.join(ioOld, a, {
    transports: ways.polling,
    username: 'old',
    room: 'here',
  });
  t.after(() => old.leave());
  const young = await Member.join(versions['4.8'], b, {
    transports: ways.WebSocket,
    username: 'young',
    room: 'there',
  });
  t.after(() => young.leave());
  const message = { bytes };
  young.emit('send-message', { message, room: old.user.sockedId });
  assert.deepEqual(await old.inbox.atLeast('new-message', 1), [
    [{ msg: plain(message) }],
  ]);
  const there = new Endpoint(a, '/socket.io/');
  const session = await Polling3.open(there);
  session.url = session.url.replace(a.url, b.url);
  assert.equal((await session.packets())[0], '40');
  const head = '451-["echo",{"_placeholder":true,"num":0}]';
  const sent = await session.sendBytes(head, Buffer.from([4, 1, 0xff]));
  assert.equal(sent.body, 'ok');
  const came = await session.binaryPackets();
  assert.deepEqual(came.slice(came.indexOf(head)), [
    head,
    Buffer.from([4, 1, 0xff]),
  ]);
});

test('who is not allowed is refused with code 5', async () => {
  const strict = await startTroupe();
  try {
    const there = new Endpoint(strict, '/socket.io/');
    const message = 'Unsupported protocol version';
    for (const EIO of ['3', undefined, '2'])
      assertRefused(await request(there.polling({ EIO })), 5, message);
    const upgrade = await Wire.refused(there.webSocket({ EIO: '3' }));
    assert.deepEqual([upgrade.status, upgrade.body], [400, message]);
    const socket = ioOld(strict.url, { forceNew: true, reconnection: false });
    const refused = new Promise((resolve) =>
      socket.once('connect_error', resolve),
    );
    await within(refused, 'refusal of the client');
    socket.close();
  } finally {
    assert.equal(await strict.stop(), 0);
  }
});
