// From what two nodes log of one message to a room, its whole way is found
// again: where it came in, over which actors and nodes it went, and what became
// of it at each recipient.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { Cluster } from './support/cluster.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { Polling } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';

const startChat = (args) => startTroupe(['--chat.test_events=true', ...args]);

// Only one of them is told what to trace: the message takes its name along.
const cluster = await Cluster.start(['a', 'b'], ['--threads=2'], (args) =>
  startChat(args.includes('a') ? [...args, '--log.trace=room:lobby'] : args),
);

after(async () => {
  const codes = await cluster.stop();
  assert.ok(codes.every((code) => code === 0), `ended with ${codes}`);
});

/** The steps of messages that `servers` have logged so far. */
function steps(...servers) {
  return servers
    .flatMap((server) => server.log().split('\n'))
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((line) => line.component === 'trace' && line.trace_id);
}

const of = (all, event) => all.filter((step) => step.event === event);
const sorted = (values) => [...values].sort();
const sidOf = (member) => member.socket.io.engine.id.slice(0, 8);

async function join(t, server, username, transports, room = 'lobby') {
  const settings = { transports, username, room };
  const member = await Member.join(versions['4.8'], server, settings);
  t.after(() => member.leave());
  return member;
}

function say(member, message, room = 'lobby') {
  member.emit('send-message', { message, room });
}

/** Checks that these are the steps on `node` up to its rooms, in order. */
function assertWay(all, node, expected) {
  const last = 'message-in-room';
  const way = all.filter((step) => step.node === node);
  const end = way.findIndex((step) => step.event === last);
  assert.deepEqual(
    way.slice(0, end + 1).map((step) => step.event),
    [...expected, last],
  );
  return Object.fromEntries(way.map((step) => [step.event, step]));
}

test('a message is followed over two nodes to each recipient', async (t) => {
  const { a, b } = cluster.nodes;
  const members = [
    await join(t, a, 'ann', ways.WebSocket),
    await join(t, a, 'bob', ways.polling),
    await join(t, b, 'cid', ways.upgrade),
    await join(t, b, 'dan', ways.polling),
  ];
  const outsider = await join(t, b, 'eve', ways.WebSocket, 'attic');
  const [ann] = members;
  // Until node a knows of the room on b, nothing is said there.
  await eventually(() => {
    say(outsider, 'knock', 'attic');
    say(ann, 'anybody there?');
    return members.every((one) => one.inbox.all('new-message').length > 0);
  }, 'all hear');
  await outsider.inbox.atLeast('new-message', 1);

  say(outsider, 'nobody follows this', 'attic');
  say(ann, 'follow this one');
  // A payload is never shown: only its length tells which message it is.
  const event = { message: 'follow this one', room: 'lobby' };
  const bytes = `2${JSON.stringify(['send-message', event])}`.length;
  const follow = () => {
    const begin = of(steps(a), 'message-received').find(
      (step) => step.bytes === bytes,
    );
    return steps(a, b).filter((step) => step.trace_id === begin?.trace_id);
  };
  await eventually(
    () => of(follow(), 'message-written').length >= members.length,
    'all is written',
  );

  const all = follow();
  const here = assertWay(all, 'a', [
    ...['message-received', 'message-decoded', 'handler-called'],
    ...['message-published', 'message-in-adapter', 'message-to-peer'],
  ]);
  const there = assertWay(all, 'b', [
    'message-from-peer',
    'message-in-adapter',
  ]);
  assert.equal(here['message-received'].sid, sidOf(ann));
  assert.equal(here['message-received'].transport, 'websocket');
  assert.equal(here['message-decoded'].socket, ann.socket.id);
  assert.equal(here['message-decoded'].event_name, 'send-message');
  assert.equal(here['message-published'].rooms, 'lobby');
  assert.equal(here['message-to-peer'].peer, 'b');
  assert.equal(there['message-from-peer'].peer, 'a');
  for (const { 'message-in-room': room } of [here, there])
    assert.deepEqual([room.room, room.members], ['lobby', 2]);

  // Every recipient, each with what became of it on its own node.
  const delivered = of(all, 'message-delivered');
  assert.deepEqual(
    sorted(delivered.map((step) => `${step.node} ${step.socket}`)),
    sorted(members.map((m, i) => `${i < 2 ? 'a' : 'b'} ${m.socket.id}`)),
  );
  const ends = ['WebSocket', 'polling', 'WebSocket', 'polling'].map(
    (way, i) =>
      `${i < 2 ? 'a' : 'b'} ${sidOf(members[i])} ${way.toLowerCase()}`,
  );
  assert.deepEqual(
    sorted(
      of(all, 'message-written').map(
        (step) => `${step.node} ${step.sid} ${step.transport}`,
      ),
    ),
    sorted(ends),
  );
  assert.deepEqual(of(all, 'delivery-dropped'), []);
  const text = JSON.stringify(steps(a, b));
  assert.ok(!text.includes(outsider.socket.id), 'an outsider is in the trace');
  assert.ok(!text.includes(sidOf(outsider)), 'an outsider is in the trace');
  assert.ok(!text.includes('attic'), 'another room is in the trace');
  assert.ok(!text.includes('follow this'), 'a payload is in the trace');
});

async function start(t, ...args) {
  const server = await startChat(['--log.format=json', ...args]);
  t.after(() => server.stop());
  return server;
}

test('what does not reach a slow client says why', async (t) => {
  const most = 4;
  const server = await start(
    t,
    '--log.level=error',
    '--log.trace=room:lobby',
    `--engine.send_queue_packets=${most}`,
  );
  const ann = await join(t, server, 'ann', ways.WebSocket);
  const endpoint = new Endpoint(server, '/socket.io/');
  const slow = await Polling.connect(endpoint, {
    username: 'slow',
    room: 'lobby',
  });
  const sid = slow.sid.slice(0, 8);
  const dropped = () =>
    of(steps(server), 'delivery-dropped').filter((step) => step.sid === sid);
  // Nothing is fetched from here on; one by one, so that each is seen.
  for (let n = 1; n <= 2 * most; ++n) {
    say(ann, n);
    await ann.inbox.atLeast('new-message', n);
  }
  await eventually(
    () =>
      dropped().length ===
      of(steps(server), 'message-delivered').filter((one) => one.sid === sid)
        .length,
    'each delivery to the slow client has come to an end',
  );
  const reasons = dropped().map((step) => step.reason);
  assert.ok(reasons.includes('slow consumer'), reasons.join());
  assert.ok(dropped().every((step) => step.transport === 'polling'));
  assert.equal(of(steps(server), 'message-written').length, 2 * most);
  // With this level there is nothing else in the log.
  const levels = server.log().match(/"level":"\w+"/g) ?? [];
  assert.equal(
    levels.length,
    server.log().match(/"component":"trace"/g)?.length,
  );
});

test('a user is followed both ways, and nobody else is', async (t) => {
  const server = await start(t, '--log.trace=user:ann');
  const ann = await join(t, server, 'ann', ways.polling);
  const bob = await join(t, server, 'bob', ways.WebSocket);
  assert.deepEqual(await bob.ask('echo', 'bob'), ['bob']);
  assert.deepEqual(await ann.ask('echo', 'ann'), ['ann']);
  const echoes = () =>
    of(steps(server), 'message-decoded').filter(
      (step) => step.event_name === 'echo',
    );
  const follow = () =>
    steps(server).filter((step) => step.trace_id === echoes()[0]?.trace_id);
  await eventually(
    () => of(follow(), 'message-written').length > 0,
    'the answer is written',
  );
  const all = follow();
  assert.equal(echoes().length, 1);
  assert.ok(!JSON.stringify(steps(server)).includes(sidOf(bob)));
  assert.deepEqual(
    all.map((step) => step.event),
    [
      ...['message-received', 'message-decoded', 'handler-called'],
      ...['message-delivered', 'message-written'],
    ],
  );
  assert.equal(all[0].sid, sidOf(ann));
  assert.equal(all[0].transport, 'polling');
  assert.equal(all[3].socket, ann.socket.id);
});

test('what is no trace is refused at the start', async () => {
  await assert.rejects(
    startChat(['--log.trace=lobby']),
    /ended with 2.*log\.trace.*sid:ID, room:NAME or user:NAME/s,
  );
});
