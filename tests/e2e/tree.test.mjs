// The tree of actors: what it counts, and what it tells of a crash and of nodes
// that do not answer.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, test } from 'node:test';

import { Cluster, logged } from './support/cluster.mjs';
import { Ctl } from './support/ctl.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { LightClient } from './support/light-client.mjs';
import { Member, versions } from './support/member.mjs';
import { startExample, startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';

const ctl = new Ctl();
after(() => ctl.remove());

const people = 500;
const rooms = 50;

/** Nests the rows of one node by `parent`, as a script of an operator would. */
const nest = `
  . as $rows
  | def below($id): [$rows[] | select(.parent == $id)
      | {kind, name, count, members, children: below("\\(.kind):\\(.name)")}];
  below("")`;
const jq = (lines, filter) =>
  JSON.parse(
    execFileSync('jq', ['-s', '-c', filter], {
      input: lines,
      maxBuffer: 1 << 26,
    }),
  );

const joinLight = (server, index) =>
  LightClient.join(
    new Endpoint(server, '/socket.io/'),
    'websocket',
    { username: `u${index}`, room: `room${index % rooms}` },
    () => {},
  );

test('500 clients in 50 rooms are all in it, and jq rebuilds it', async () => {
  const server = await startTroupe(['--threads=2', ctl.option()]);
  const clients = [];
  try {
    for (let i = 0; i < people; ++i) clients.push(await joinLight(server, i));
    const began = performance.now();
    const { out, code } = await ctl.run(['--json', 'tree', '--top', '60']);
    console.log(`tree of ${people}: ${(performance.now() - began).toFixed(0)} ms`);
    assert.equal(code, 0);
    const [root] = jq(out, nest);
    assert.equal(root.kind, 'node');
    const adapter = root.children.find(({ kind }) => kind === 'adapter');
    assert.equal(adapter.members, people);
    assert.equal(adapter.children.length, rooms);
    for (const room of adapter.children)
      assert.equal(room.members, people / rooms, room.name);
    const count = jq(out, '[.[] | select(.kind == "connection") | .count] | add');
    assert.equal(count, people);
    const nested = jq(out, `${nest} | [.. | objects | select(.kind)] | length`);
    assert.equal(nested, out.trim().split('\n').length, 'no row hangs loose');
  } finally {
    for (const client of clients) client.drop();
    await server.stop();
  }
});

test('beyond the busiest there is one line for the rest', async () => {
  const server = await startTroupe(['--threads=1', ctl.option()]);
  const clients = [];
  try {
    for (let i = 0; i < 40; ++i) clients.push(await joinLight(server, i));
    const rows = await ctl.rows(['tree', '--top', '5']);
    const found = rows.filter(({ kind }) => kind === 'room');
    assert.equal(found.length, 6);
    assert.equal(found.at(-1).count, 35);
    const members = found.reduce((sum, room) => sum + room.members, 0);
    assert.equal(members, 40);
  } finally {
    for (const client of clients) client.drop();
    await server.stop();
  }
});

test('a room that crashes is seen in log and tree, and by no client', async () => {
  const server = await startExample('faulty-server', [
    '--log.format=json',
    ctl.option(),
  ]);
  const join = (username) =>
    Member.join(versions['4.8'], server, {
      transports: ['websocket'],
      username,
      room: 'lobby',
    });
  const members = [await join('ada'), await join('ben'), await join('cem')];
  try {
    const lost = [];
    for (const { socket } of members)
      socket.on('disconnect', (reason) => lost.push(reason));
    members[0].socket.emit('fault', 'throw:room');
    // The room's next message is the question of the tree.
    await eventually(async () => {
      await ctl.rows(['tree']);
      return logged(server, 'room-restarted').length === 1;
    }, 'room restarted');
    const [crash] = logged(server, 'actor-crashed');
    assert.equal(crash.kind, 'room');
    assert.equal(crash.err, 'a fault on demand');
    const [down] = logged(server, 'room-crashed');
    assert.equal(down.room, 'lobby');
    const room = (await ctl.rows(['tree'])).find(({ kind }) => kind === 'room');
    assert.equal(room.restarts, 1);
    await eventually(async () => {
      const [row] = await ctl.rows(['rooms']);
      return row?.members === 3;
    }, 'all members are in it again');
    members[1].socket.emit('send-message', { room: 'lobby', message: 'hi' });
    for (const { inbox } of members) await inbox.atLeast('new-message', 1);
    assert.deepEqual(lost, []);
  } finally {
    for (const { socket } of members) socket.close();
    await server.stop();
  }
});

test('the tree of a cluster has all nodes, and names who is silent', async () => {
  const cluster = await Cluster.start(
    ['north', 'south', 'west'],
    ['--cluster.timeout=30s'],
    (args) => startTroupe([...args, ctl.option(args[1])]),
  );
  try {
    const rows = await ctl.rows(['tree', '--cluster'], { name: 'north' });
    const roots = rows.filter(({ kind }) => kind === 'node');
    assert.deepEqual(
      roots.map(({ node }) => node).sort(),
      ['north', 'south', 'west'],
    );
    const links = rows.filter(({ kind }) => kind === 'peer-link');
    assert.equal(links.length, 6);
    const nodes = await ctl.rows(['nodes'], { name: 'south' });
    assert.deepEqual(
      nodes.map(({ node, peers }) => [node, peers]),
      [
        ['north', 2],
        ['south', 2],
        ['west', 2],
      ],
    );
    cluster.nodes.west.signal('SIGSTOP');
    const partial = await ctl.run(['tree', '--cluster'], { name: 'north' });
    assert.equal(partial.code, 1);
    assert.match(partial.err, /west did not answer/);
    assert.match(partial.out, /^node south/m);
    cluster.nodes.west.signal('SIGCONT');
  } finally {
    await cluster.stop();
  }
});
