// The server that socket.io-client's own tests talk to does what they expect.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';

import { startExample } from './support/server.mjs';
import { pause, within } from './support/time.mjs';

let server;
before(async () => (server = await startExample('client-suite-server')));
after(() => server?.stop());

const open = new Set();
after(() => open.forEach((socket) => socket.disconnect()));

function dial(path = '/', options = {}) {
  const socket = io(server.url + path, { forceNew: true, ...options });
  open.add(socket);
  return socket;
}
const next = (socket, event) => within(once(socket, event), event);
async function connect(path, options) {
  const socket = dial(path, options);
  await next(socket, 'connect');
  return socket;
}

test('a decision that comes later admits', async () => {
  const begun = Date.now();
  await connect();
  assert.ok(Date.now() - begun >= 10);
});

test('middlewares refuse by query and by namespace', async () => {
  const cases = [
    ['/?fail=1', 'Auth failed (main namespace)'],
    ['/no', 'Auth failed (custom namespace)'],
    ['/nobody', 'Invalid namespace'],
  ];
  for (const [path, message] of cases) {
    const socket = dial(path);
    const [error] = await next(socket, 'connect_error');
    assert.equal(error.message, message);
    socket.disconnect();
  }
});

test('a handshake has what the client said', async () => {
  const socket = await connect('/abc?b=2', { auth: { token: { n: 1 } } });
  const other = dial('/abc?x=y', { auth: { a: 1 } });
  const [handshake] = await next(other, 'handshake');
  assert.deepEqual(handshake.auth, { a: 1 });
  assert.equal(handshake.query.x, 'y');
  assert.equal(typeof handshake.headers['user-agent'], 'string');
  assert.equal(handshake.secure, false);
  assert.equal(handshake.xdomain, false);
  assert.ok(Math.abs(Date.parse(handshake.time) - handshake.issued) < 1000);
  assert.match(handshake.url, /^\/socket\.io\/\?/);
  socket.disconnect();
});

test('what the suite asks for is answered', async () => {
  const socket = await connect();
  for (const value of [null, 42, 'first', { a: [false] }])
    assert.deepEqual(await socket.emitWithAck('echo', value), value);
  assert.equal(await socket.emitWithAck('getId'), socket.id);
  socket.on('ack', (reply) => reply(5, { test: true }));
  socket.emit('ack');
  await next(socket, 'got it');
  const texts = [];
  socket.on('takeUtf8', (text) => texts.push(text));
  socket.emit('getUtf8');
  socket.emit('false');
  const [no] = await next(socket, 'false');
  assert.equal(no, false);
  assert.deepEqual(texts.slice(0, 2), ['てすと', 'Я Б Г Д Ж Й']);
  assert.equal(texts.length, 5);
  socket.emit('doge');
  assert.equal((await next(socket, 'doge'))[0].toString(), 'asdfasdf');
  const message = Buffer.from('asdfasdf');
  socket.emit('jsonbuff', { hello: 'lol', message, goodbye: 'gotcha' });
  await next(socket, 'jsonbuff-ack');
  socket.emit('abuff1', message);
  socket.emit('abuff2', 'please arrive second');
  await next(socket, 'abuff2-ack');
});

test('a client that comes back is recovered', async () => {
  const socket = await connect('/', { reconnectionDelay: 10 });
  const { id } = socket;
  socket.emit('hi');
  await next(socket, 'hi');
  socket.io.engine.close();
  await next(socket, 'connect');
  assert.equal(socket.id, id);
  assert.equal(socket.recovered, true);
  await pause(0);
});
