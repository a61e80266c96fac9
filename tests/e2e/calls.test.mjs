// Calls of the API that no example makes, as real clients see them.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { io } from 'socket.io-client';

import { Comer } from './support/comeback.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { startExample, startTroupe } from './support/server.mjs';
import { eventually, within } from './support/time.mjs';
import { Wire, closeWires } from './support/wire.mjs';

let server;
before(async () => {
  server = await startExample('calls-server', [
    ...['--threads=2', '--recovery.enabled=true'],
    '--recovery.skip_middlewares=false',
  ]);
});
after(async () => {
  closeWires();
  await server?.stop();
});

const next = (socket, event) => within(once(socket, event), event);
/** What came without the offset of recovery. */
const words = (args) => args.slice(0, -1);

async function connect(t, settings = {}, url = server.url) {
  const socket = io(url, {
    forceNew: true,
    transports: ['websocket'],
    reconnection: false,
    ...settings,
  });
  t.after(() => socket.disconnect());
  socket.told = [];
  socket.on('told', (what) => socket.told.push(what));
  socket.on('asked', (who, reply) => reply(`${socket.id} as ${who}`));
  await next(socket, 'connect');
  return socket;
}

const ask = (socket, ...what) =>
  within(socket.emitWithAck(...what), `${what[0]} is answered`);

async function noted(socket, wanted, what) {
  let line;
  await eventually(async () => {
    line = (await ask(socket, 'journal')).find(wanted);
    return line;
  }, what);
  return line;
}

test('a socket that was fetched is asked, told, moved and ended', async (t) => {
  const by = await connect(t);
  const other = await connect(t);
  const steer = (how) => ask(by, 'steer', other.id, how);
  assert.deepEqual(await steer('ask'), [`${other.id} as you`]);
  assert.equal(await steer('emit'), '/');
  await eventually(() => other.told.includes('by name'), 'it is told');
  const message = next(other, 'message');
  await steer('send');
  assert.deepEqual(words(await message), ['a message']);
  await steer('join');
  assert.equal(await ask(by, 'steer', 'club', 'emit'), '/');
  await eventually(() => other.told.length === 2, 'it is told as a member');
  await steer('leave');
  assert.equal(await ask(by, 'steer', 'club', 'emit'), 'nobody');
  const gone = next(other, 'disconnect');
  await steer('disconnect');
  assert.equal((await gone)[0], 'io server disconnect');
  assert.deepEqual(by.told, []);
});

test('the server itself asks and tells all, and counts its own', async (t) => {
  const sockets = [await connect(t), await connect(t), await connect(t)];
  assert.deepEqual(
    (await ask(sockets[0], 'server asks')).sort(),
    sockets.map(({ id }) => `${id} as all`).sort(),
  );
  assert.equal(await ask(sockets[0], 'local'), 3);
  const heard = sockets.map((socket) => next(socket, 'message'));
  sockets[0].emit('server sends');
  for (const args of await Promise.all(heard))
    assert.deepEqual(words(args), ['to all', 1]);
});

test('a reserved name is not sent', async (t) => {
  const socket = await connect(t);
  assert.match(await ask(socket, 'reserved'), /disconnect.*reserved|reserved/);
  assert.ok(socket.connected);
});

test('catch-alls run in their order', async (t) => {
  const socket = await connect(t);
  await ask(socket, 'any');
  assert.deepEqual(await ask(socket, 'seen'), [
    ...['first: seen', 'second: seen'],
    ...['third: told', 'fourth: told'],
  ]);
});

test('typed events: once, and an answer', async (t) => {
  const socket = await connect(t);
  socket.on('question', (number, ...rest) => rest.at(-1)(number + 1));
  socket.emit('typed');
  await eventually(() => socket.told.includes(8), 'the answer');
  for (const word of ['a', 'b']) socket.emit('single', word);
  await ask(socket, 'facts');
  assert.deepEqual(socket.told, [8, 'once a']);
});

test('handlers hear why a client was disconnected', async (t) => {
  const observer = await connect(t);
  const socket = await connect(t);
  const { id } = socket;
  socket.io.engine.write('0'); // CONNECT, for the second time
  await next(socket, 'disconnect');
  const gone = await noted(observer, (line) => line.gone === id, 'the end');
  assert.equal(gone.reason, 'forced close');
  assert.equal(gone.detail, 'namespace is connected already');
  await noted(
    observer,
    ({ error }) => error === 'namespace is connected already',
    'the error',
  );
});

test('a namespace made on demand is announced and has its name', async (t) => {
  const observer = await connect(t);
  const url = `${server.url}/made-1`;
  const sockets = [await connect(t, {}, url), await connect(t, {}, url)];
  for (const socket of sockets)
    assert.equal((await ask(socket, 'facts')).nsp, '/made-1');
  const all = await ask(observer, 'journal');
  assert.equal(all.filter((line) => line.namespace === '/made-1').length, 1);
  const { name, family } = all.find((line) => line.name);
  assert.deepEqual({ name, family }, { name: '/named', family: '' });
  const refusal = all.find((line) => 'family refuses' in line);
  assert.match(refusal['family refuses'], /namespace/);
});

test('a refused request is explained to a hook', async (t) => {
  const observer = await connect(t);
  const refusal = async (query) => (await fetch(`${server.url}${query}`)).json();
  const path = '/socket.io/?EIO=4&transport=';
  assert.equal((await refusal(`${path}avian`)).code, 0);
  assert.equal((await refusal(`${path}polling&late=1`)).message, 'come earlier');
  const of = (code) =>
    noted(observer, ({ refused }) => refused === code, `refusal ${code}`);
  assert.deepEqual((await of(0)).context, { transport: 'avian' });
  assert.deepEqual((await of(4)).context, { message: 'come earlier' });
});

test('a bare engine has its last word, and hears of the end', async (t) => {
  const observer = await connect(t);
  const wire = await Wire.session(new Endpoint(server, '/engine.io/'));
  wire.send('4hello');
  assert.equal(await wire.next(), '4hello');
  wire.send('4bye');
  assert.equal(await wire.next(), '4bye');
  await wire.closed();
  const line = await noted(observer, ({ closed }) => closed, 'the end');
  assert.deepEqual(line, { closed: 'forced close', transport: 'websocket' });
});

test('two servers live in one process', async (t) => {
  const port = await (await fetch(`${server.url}/neighbour`)).text();
  const here = await connect(t);
  const there = await connect(t, {}, `http://127.0.0.1:${port}`);
  await eventually(() => there.told.length === 1, 'the neighbour speaks');
  assert.deepEqual(there.told, ['by the neighbour']);
  assert.equal(await ask(here, 'local'), 1);
  assert.deepEqual(here.told, []);
});

test('middlewares are asked of a client that comes back, if they shall', async (t) => {
  const comer = await Comer.join(server.url);
  t.after(() => comer.leave());
  const asked = async () =>
    (await comer.ask('journal')).filter((line) => line.middleware).length;
  assert.equal((await comer.ask('facts')).data, 'as it was admitted');
  comer.socket.emit('server sends'); // something with an offset
  await eventually(() => comer.all('message').length === 1, 'it comes');
  const before = await asked();
  await comer.comeBack();
  const { recovered, data } = await comer.ask('facts');
  assert.deepEqual({ recovered, data }, { recovered: true, data: 'as it was left' });
  assert.equal(await asked(), before + 1);
});

test('an event that is retried may come twice, and is answered', async (t) => {
  const socket = await connect(t, { retries: 3, ackTimeout: 5_000 });
  const facts = await within(
    new Promise((resolve, reject) =>
      socket.emit('facts', (error, told) => (error ? reject(error) : resolve(told))),
    ),
    'the answer',
  );
  assert.equal(facts.nsp, '/');
});

test('clients stay on polling, and get no bundle, if so set', async (t) => {
  const other = await startTroupe([
    ...['--engine.allow_upgrades=false', '--socketio.serve_client=false'],
    '--chat.test_events=true',
  ]);
  t.after(() => other.stop());
  const socket = await connect(
    t,
    { transports: ['polling', 'websocket'], query: { username: 'ann' } },
    other.url,
  );
  assert.deepEqual(await ask(socket, 'echo', 1), 1);
  assert.equal(socket.io.engine.transport.name, 'polling');
  const bundle = await fetch(`${other.url}/socket.io/socket.io.js`);
  assert.equal(bundle.status, 400); // to the engine it is a bad request
});
