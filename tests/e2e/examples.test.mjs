// Each example, started as its first lines say, with real clients.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { io } from 'socket.io-client';

import { eventually, within } from './support/time.mjs';

const built = process.env.TROUPE_BIN
  ? dirname(process.env.TROUPE_BIN)
  : fileURLToPath(new URL('../../build/release', import.meta.url));

/** Starts an example on a free port; it ends in order with the test. */
async function start(t, name, ...args) {
  const child = spawn(join(built, 'examples', name), [...args, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  ended.catch(() => {});
  t.after(async () => {
    child.kill('SIGTERM');
    try {
      assert.deepEqual(await within(ended, `${name} ends`), [0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  });
  const [line] = await within(once(child.stdout, 'data'), `${name} is ready`);
  const [, port] = /^listening on http:\/\/localhost:(\d+)\n$/.exec(line);
  return `http://127.0.0.1:${port}`;
}

async function connect(t, url, options) {
  const socket = io(url, { forceNew: true, reconnectionDelay: 50, ...options });
  t.after(() => socket.disconnect());
  await within(once(socket, 'connect'), 'connect');
  return socket;
}

const next = (socket, event) => within(once(socket, event), event);

test('echo: what is said is heard again, binary too', async (t) => {
  const url = await start(t, 'echo');
  for (const transports of [['websocket'], ['polling']]) {
    const socket = await connect(t, url, { transports });
    socket.emit('echo', 'ä', { n: [1, null] }, Buffer.from([0, 255]));
    const back = await next(socket, 'echo');
    assert.deepEqual(back, ['ä', { n: [1, null] }, Buffer.from([0, 255])]);
    assert.equal(await socket.timeout(9_000).emitWithAck('echo', 7), 7);
  }
});

test('tick: one thread moves all players, 20 times a second', async (t) => {
  const url = await start(t, 'tick');
  const [a, b] = await Promise.all([connect(t, url), connect(t, url)]);
  a.emit('steer', [2, 0]);
  b.emit('steer', [0, -1]);
  let world = {};
  let ticks = 0;
  a.on('world', (told) => {
    world = told;
    ticks += 1;
  });
  await eventually(
    () => world[a.id]?.[0] >= 4 && world[b.id]?.[1] <= -2,
    'both have moved',
  );
  assert.equal(world[a.id][1], 0);
  assert.equal(world[b.id][0], 0);
  const gone = b.id;
  b.disconnect();
  await eventually(() => !(gone in world), 'who has left is gone');
  const before = ticks;
  const since = Date.now();
  await eventually(() => ticks >= before + 20, 'twenty more ticks');
  // A busy machine is late; no machine is early.
  assert.ok(Date.now() - since > 800, `20 ticks in ${Date.now() - since} ms`);
});

/** Sends what is missing of `file`, piece by piece, up to `end`. */
async function send(socket, id, file, end = file.length) {
  const ask = (...args) => socket.timeout(9_000).emitWithAck(...args);
  const sizes = [await ask('size', id)];
  while (sizes.at(-1) < end) {
    const from = sizes.at(-1);
    const piece = file.subarray(from, from + 65_536);
    sizes.push(await ask('piece', id, from, piece));
  }
  return sizes;
}

test('upload: goes on where it broke, and refuses the rest', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'troupe-upload-'));
  t.after(() => rm(folder, { recursive: true }));
  const url = await start(t, 'upload', folder);
  const socket = await connect(t, url, { transports: ['websocket'] });
  const file = randomBytes(300_000);
  const first = await send(socket, 'f', file, 131_072);
  assert.deepEqual(first, [0, 65_536, 131_072]);
  const reconnected = next(socket, 'connect');
  socket.io.engine.close();
  await reconnected;
  const sizes = await send(socket, 'f', file);
  assert.deepEqual(sizes, [131_072, 196_608, 262_144, 300_000]);
  assert.deepEqual(await readFile(join(folder, 'f')), file);
  const ask = (...args) => socket.timeout(9_000).emitWithAck(...args);
  assert.equal(await ask('piece', 'f', 5, Buffer.from('x')), null, 'a gap');
  const outside = await ask('piece', '../g', 0, Buffer.from('x'));
  assert.equal(outside, null);
  assert.equal(await ask('size', '../../etc/passwd'), 0);
  assert.deepEqual(await readdir(folder), ['f']);
});

test('acks: both sides ask, and no answer is an answer', async (t) => {
  const url = await start(t, 'acks');
  const socket = await connect(t, url);
  assert.equal(await socket.timeout(9_000).emitWithAck('add', 2, 3), 5);
  await assert.rejects(socket.timeout(300).emitWithAck('never'), /timed out/);
  for (const [answer, result] of [
    [42, 'right'],
    [41, 'wrong'],
    [undefined, 'too late'],
  ]) {
    socket.once('question', (question, ack) => {
      assert.equal(question, '6 * 7');
      if (answer !== undefined) ack(answer);
    });
    socket.emit('quiz');
    assert.deepEqual(await next(socket, 'result'), [result]);
  }
});

test('private-messages: only those who may come in, to all devices of a user', async (t) => {
  const url = await start(t, 'private-messages');
  const auth = (user) => ({ auth: { user, token: `secret of ${user}` } });
  const stranger = io(url, { forceNew: true, auth: { user: 'ann' } });
  t.after(() => stranger.disconnect());
  const [error] = await next(stranger, 'connect_error');
  assert.equal(error.message, 'unauthorized');
  assert.deepEqual(error.data, { retry: false });
  const ann = await connect(t, url, auth('ann'));
  const news = [];
  ann.onAny((...event) => news.push(event));
  const phone = await connect(t, url, auth('ben'));
  const laptop = await connect(t, url, auth('ben'));
  await eventually(() => news.length === 2, 'ann hears of both');
  const heard = [phone, laptop].map((each) => next(each, 'private message'));
  const say = (to) =>
    ann.timeout(9_000).emitWithAck('private message', to, { text: 'hi' });
  assert.equal(await say('ben'), true);
  for (const each of heard) assert.deepEqual(await each, ['ann', { text: 'hi' }]);
  assert.equal(await say('nobody'), false);
  phone.disconnect();
  await eventually(() => news.length === 3, 'ann hears of the end');
  assert.deepEqual(news, [
    ['user connected', 'ben'],
    ['user connected', 'ben'],
    ['user disconnected', 'ben'],
  ]);
});
