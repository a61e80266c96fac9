// What one socket's handlers can do, asked by a real client.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';

import { logged } from './support/cluster.mjs';
import { startExample } from './support/server.mjs';
import { eventually, pause, within } from './support/time.mjs';

let server;
before(
  async () =>
    (server = await startExample('handlers-server', ['--threads=2'])),
);
after(() => server?.stop());

const next = (socket, event) => within(once(socket, event), event);

function dial(t, auth = {}, nsp = '/') {
  const socket = io(server.url + nsp, { forceNew: true, auth });
  t.after(() => socket.disconnect());
  socket.heard = [];
  socket.on('heard', (what) => socket.heard.push(what));
  return socket;
}

async function connect(t, auth, nsp) {
  const socket = dial(t, auth, nsp);
  await next(socket, 'connect');
  return socket;
}

/** Sends events, and resolves to what was heard of them. */
async function hear(socket, ...events) {
  socket.heard = [];
  for (const event of events) socket.emit(event);
  await socket.timeout(9_000).emitWithAck('names'); // all before it is handled
  return socket.heard;
}

test('a middleware may answer later, from another thread', async (t) => {
  const begun = Date.now();
  await connect(t, { late: true });
  assert.ok(Date.now() - begun >= 20);
});

test('an application adds to the ids of sessions', async (t) => {
  const open = async (name, transports) => {
    const options = { forceNew: true, reconnection: false, transports };
    const socket = io(server.url, { ...options, query: { name } });
    t.after(() => socket.disconnect());
    await Promise.race([
      next(socket, 'connect'),
      once(socket, 'connect_error').then(([error]) => Promise.reject(error)),
    ]);
    return socket;
  };
  for (const transports of [['websocket'], ['polling', 'websocket']]) {
    const socket = await open('ann-1', transports);
    const { engine } = socket.io;
    assert.match(engine.id, /^[\w-]{20}\.ann-1$/);
    await eventually(() => engine.transport.name === 'websocket', 'upgrade');
    assert.ok(Array.isArray(await socket.emitWithAck('names')));
  }
  await assert.rejects(open('no spaces', ['polling']));
  await open('', ['polling']);
});

test('a client that is refused is told why, with data', async (t) => {
  const socket = dial(t, { refuse: { code: 7 } });
  const [error] = await next(socket, 'connect_error');
  assert.equal(error.message, 'refused');
  assert.deepEqual(error.data, { code: 7 });
});

test('a middleware that throws costs that connection alone', async (t) => {
  const other = await connect(t);
  const socket = dial(t, { throw: true });
  await eventually(
    () => logged(server, 'handler-threw').length > 0,
    'the log says so'
  );
  socket.disconnect();
  assert.deepEqual(await hear(other, 'two'), ['second of two', 'two']);
});

test('once, off, and handlers that remove others', async (t) => {
  const socket = await connect(t);
  assert.deepEqual(await hear(socket, 'once', 'once', 'gone'), ['once']);
  assert.deepEqual(await hear(socket, 'two', 'two'), [
    'second of two',
    'two',
    'two',
  ]);
  const names = await socket.emitWithAck('names');
  assert.ok(names.includes('two') && !names.includes('once'));
});

test('an event passes the middlewares of its socket, or does not', async (t) => {
  const socket = await connect(t);
  socket.emit('late');
  await eventually(() => socket.heard.includes('late'), 'the late one');
  assert.deepEqual(await hear(socket, 'bad', 'renamed'), [
    'error: bad event',
    'seen',
  ]);
});

test('on_any and on_any_outgoing see all events, broadcasts too', async (t) => {
  const socket = await connect(t);
  socket.emit('count');
  await eventually(() => socket.heard.includes('by all'), 'both');
  socket.emit('gone');
  // In: gone, counted. Out: counting, by all.
  assert.deepEqual(await socket.emitWithAck('counted'), [2, 2]);
});

test('send, volatile and typed events', async (t) => {
  const socket = await connect(t);
  socket.send({ a: 1 });
  assert.deepEqual(await next(socket, 'message'), [{ a: 1 }]);
  assert.deepEqual(await hear(socket, 'volatile'), ['volatile']);
  socket.emit('sum', 3, 4);
  assert.deepEqual(await next(socket, 'total'), [7]);
});

test('another thread reaches a socket by its reference', async (t) => {
  const socket = await connect(t);
  socket.emit('thread');
  await eventually(() => socket.heard.length === 2, 'both');
  assert.deepEqual(socket.heard.sort(), ['from afar', 'posted']);
});

test('a namespace by function comes and goes with its sockets', async (t) => {
  const stranger = dial(t, {}, '/dyn-1');
  const [error] = await next(stranger, 'connect_error');
  assert.equal(error.message, 'Invalid namespace');
  for (let round = 1; round <= 3; ++round) {
    const sockets = [];
    for (let i = 0; i < 4; ++i)
      sockets.push(await connect(t, { key: 'ok' }, '/dyn-1'));
    for (const socket of sockets)
      await eventually(
        () => socket.heard.includes('/dyn-1: "let in"'),
        'it was let in',
      );
    for (const socket of sockets) socket.disconnect();
    await eventually(
      () => logged(server, 'nsp-closed').length === round,
      `closed ${round} times`,
    );
  }
  assert.equal(logged(server, 'nsp-opened').length, 3);
  await pause(0);
});
