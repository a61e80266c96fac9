// What an operator sees and does with `troupe ctl`.

import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { after, test } from 'node:test';

import { logged } from './support/cluster.mjs';
import { Ctl } from './support/ctl.mjs';
import { Member, versions } from './support/member.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';

const ctl = new Ctl();
after(() => ctl.remove());

const transports = ['websocket'];
const join = (server, username, room) =>
  Member.join(versions['4.8'], server, { transports, username, room });

/** Starts a node with members in rooms, hands it to `body`, and ends all. */
async function withMembers(names, body) {
  const server = await startTroupe([
    '--name=node',
    '--log.format=json',
    ctl.option(),
  ]);
  try {
    const members = {};
    for (const [username, room] of Object.entries(names))
      members[username] = await join(server, username, room);
    await body(server, members);
    for (const member of Object.values(members)) member.socket.close();
  } finally {
    await server.stop();
  }
}

test('what the node has, as a list and as JSON', async () => {
  await withMembers({ ada: 'harbour', ben: 'harbour', cem: 'quay' }, async (server) => {
    const [status] = await ctl.rows(['status']);
    assert.equal(status.node, 'node');
    assert.equal(status.state, 'ready');
    assert.equal(status.pid, server.pid);
    assert.match(status.version, /^\d+\.\d+\.\d+$/);
    const { connections, sockets, rooms, users } = status;
    assert.deepEqual(
      { connections, sockets, rooms, users },
      { connections: 3, sockets: 3, rooms: 2, users: 3 },
    );
    const { out, code } = await ctl.run(['status']);
    assert.equal(code, 0);
    assert.match(out, /^connections +3$/m);
  });
});

test('rooms, users and sockets', async () => {
  await withMembers({ ada: 'harbour', ben: 'harbour', cem: 'quay' }, async (_, members) => {
    assert.deepEqual(await ctl.rows(['rooms']), [
      { nsp: '/', room: 'harbour', members: 2, nodes: 1 },
      { nsp: '/', room: 'quay', members: 1, nodes: 1 },
    ]);
    assert.deepEqual(await ctl.rows(['rooms', '--nsp', '/none']), []);
    const users = await ctl.rows(['users']);
    assert.deepEqual(users.map(({ user }) => user).sort(), ['ada', 'ben', 'cem']);
    const inHarbour = await ctl.rows(['sockets', '--room', 'harbour']);
    assert.deepEqual(
      inHarbour.map(({ socket }) => socket).sort(),
      [members.ada.socket.id, members.ben.socket.id].sort(),
    );
    assert.equal((await ctl.rows(['sockets', '--limit', '2'])).length, 2);
    const { out } = await ctl.run(['rooms']);
    assert.match(out, /^NSP {2}ROOM +MEMBERS {2}NODES\n\/ +harbour +2 +1$/m);
  });
});

test('the tree is drawn', async () => {
  await withMembers({ ada: 'harbour' }, async () => {
    const { out } = await ctl.run(['tree']);
    assert.match(out, /^ACTOR +COUNT +MEMBERS +BYTES/);
    assert.match(out, /^node node /m);
    assert.match(out, /^├─ adapter \/ .*\n│ {2}└─ room \/ harbour /m);
  });
});

test('a user, a socket and a room are shown out', async () => {
  await withMembers(
    { ada: 'a', ben: 'b', cem: 'c', dan: 'c', eve: 'e' },
    async (_, members) => {
      const left = {};
      for (const [name, { socket }] of Object.entries(members))
        socket.once('disconnect', (reason) => (left[name] = reason));
      const out = (...args) => ctl.rows(['disconnect', ...args]);
      assert.deepEqual(await out('user:ada'), [{ disconnected: 1 }]);
      assert.deepEqual(await out(`socket:${members.ben.socket.id}`), [
        { disconnected: 1 },
      ]);
      assert.deepEqual(await out('room:c', '--close'), [{ disconnected: 2 }]);
      assert.deepEqual(await out('user:nobody'), [{ disconnected: 0 }]);
      await eventually(() => Object.keys(left).length === 4, 'four left');
      assert.equal(left.ada, 'io server disconnect');
      assert.equal(left.eve, undefined);
      assert.ok(members.eve.socket.connected);
    },
  );
});

test('the level of the log is shown and changed', async () => {
  await withMembers({}, async (server) => {
    assert.deepEqual(await ctl.rows(['log-level']), [{ level: 'info' }]);
    assert.deepEqual(await ctl.rows(['log-level', 'debug']), [
      { level: 'debug' },
    ]);
    const ada = await join(server, 'ada', 'a');
    await eventually(
      () => logged(server, 'session-opened').length > 0,
      'a line of that level',
    );
    ada.socket.close();
    const refused = await ctl.run(['log-level', 'loud']);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /'loud' is no level/);
    assert.deepEqual(await ctl.rows(['log-level', 'warn']), [{ level: 'warn' }]);
  });
});

test('a room is traced for as long as it was said', async () => {
  await withMembers({ ada: 'harbour', ben: 'quay' }, async (server, { ada }) => {
    const say = (room) => ada.socket.emit('send-message', { room, message: 'x' });
    const traced = () => logged(server, 'message-published').length;
    const [now] = await ctl.rows(['trace', 'room:harbour', '30s']);
    assert.deepEqual(now, { traced: 'room:harbour', for: '30s' });
    say('quay');
    say('harbour');
    await eventually(() => traced() === 1, 'one message in the log');
    assert.deepEqual(await ctl.rows(['trace', 'off']), [
      { traced: 'nothing', for: '0s' },
    ]);
    say('harbour');
    await ada.socket.timeout(5000).emitWithAck('list-users');
    assert.equal(traced(), 1);
    for (const wrong of [['harbour'], ['room:harbour', 'soon']]) {
      const refused = await ctl.run(['trace', ...wrong]);
      assert.equal(refused.code, 1);
      assert.notEqual(refused.err, '');
    }
  });
});

test('wrong usage and refusals say what is wrong', async () => {
  await withMembers({}, async () => {
    for (const args of [[], ['dance'], ['status', '--bogus'], ['disconnect']]) {
      const { code, err } = await ctl.run(args);
      assert.equal(code, 2, args.join(' '));
      assert.notEqual(err, '');
    }
    const refused = await ctl.run(['disconnect', 'everybody']);
    assert.equal(refused.code, 1);
    assert.match(refused.err, /'everybody' is not socket:ID, user:NAME or room:NAME/);
    const help = await ctl.run(['--help']);
    assert.equal(help.code, 0);
    assert.match(help.out, /disconnect/);
  });
});

test('nobody else can open the socket', async () => {
  await withMembers({}, async () => {
    assert.equal(statSync(ctl.socket()).mode & 0o777, 0o600);
  });
});

test('a node is found by its name, or alone', async () => {
  const env = { ...process.env, RUNTIME_DIRECTORY: ctl.folder };
  delete env.XDG_RUNTIME_DIR;
  const start = (name) => startTroupe([`--name=${name}`, ctl.option(name)]);
  const nodes = [await start('north'), await start('south')];
  try {
    const find = (args) => ctl.run(['--json', ...args], { name: '', env });
    const south = await find(['--node', 'south', 'status']);
    assert.equal(JSON.parse(south.out).node, 'south');
    const either = await find(['status']);
    assert.equal(either.code, 1);
    assert.match(either.err, /several nodes run here: .*north.*south/);
    const none = await find(['--node', 'east', 'status']);
    assert.match(none.err, /no node called east runs here/);
  } finally {
    for (const node of nodes) await node.stop();
  }
});

test('drain ends the node in order', async () => {
  const server = await startTroupe(['--log.format=json', ctl.option()]);
  const member = await join(server, 'ada', 'a');
  const left = new Promise((told) => member.socket.once('disconnect', told));
  const { code } = await ctl.run(['drain', '--wait']);
  assert.equal(code, 0);
  assert.ok(await left);
  assert.equal(await server.stop(), 0);
  const gone = await ctl.run(['status']);
  assert.equal(gone.code, 1);
  assert.match(gone.err, /No such file|refused/i);
});

test('health is an exit code', async () => {
  await withMembers({}, async () => {
    const { code, out } = await ctl.run(['health']);
    assert.equal(code, 0);
    assert.match(out, /^healthy +true$/m);
  });
});
