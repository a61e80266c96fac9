// A project of somebody else's finds the installed Troupe, builds a server into
// its program, and real clients talk to it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { eventually, within } from '../e2e/support/time.mjs';
import {
  checkFlags,
  configureConsumer,
  prefix,
  run,
  work,
} from './support.mjs';

const { io } = createRequire(new URL('../e2e/package.json', import.meta.url))(
  'socket.io-client',
);
const folder = join(work, 'consumer');

before(() => configureConsumer(folder, [`-DCMAKE_PREFIX_PATH=${prefix}`]));

test('find_package finds it, and its flags stay its own', async () => {
  await checkFlags(folder);
});

test('the program compiles and links', async () => {
  await run('cmake', ['--build', folder]);
});

const started = new Set();
after(() => started.forEach((child) => child.kill('SIGKILL')));

/** Starts the program; resolves once it listens. */
async function start(variant) {
  const child = spawn(join(folder, 'consumer'), [variant]);
  started.add(child);
  const ended = once(child, 'close');
  ended.catch(() => {});
  const said = { out: '', err: '' };
  child.stdout.on('data', (text) => (said.out += text));
  child.stderr.on('data', (text) => (said.err += text));
  while (!/listening on \d+\n/.test(said.out))
    await within(once(child.stdout, 'data'), `${variant}: ready line`);
  const [, port] = /listening on (\d+)/.exec(said.out);
  return { child, ended, said, url: `http://127.0.0.1:${port}/game` };
}

async function connect(t, url, options) {
  const socket = io(url, { forceNew: true, reconnection: false, ...options });
  t.after(() => socket.disconnect());
  await within(once(socket, 'connect'), 'connect');
  return socket;
}

for (const variant of ['listen', 'run']) {
  test(`${variant}: clients hear another thread, and its end`, async (t) => {
    const { child, ended, said, url } = await start(variant);
    const clients = await Promise.all(
      [['websocket'], ['polling'], ['polling', 'websocket']].map((transports) =>
        connect(t, url, { transports }),
      ),
    );
    for (const client of clients) {
      const heard = [];
      client.on('tick', (count) => heard.push(count));
      await eventually(() => heard.length >= 5, 'ticks');
      assert.deepEqual(heard, heard.map((_, i) => heard[0] + i));
      assert.equal(await client.timeout(10_000).emitWithAck('add', 2, 3), 5);
    }
    const ends = clients.map((client) => once(client, 'disconnect'));
    child.stdin.end();
    await within(Promise.all(ends), 'all clients hear of the end');
    assert.deepEqual(await within(ended, 'the end'), [0, null]);
    assert.match(said.out, /ended with 0\n$/);
    assert.equal(said.err, '', 'no warning in the log');
  });
}

test('a handler that closes the server ends its client alone', async (t) => {
  const { child, ended, said, url } = await start('listen');
  const clients = await Promise.all([connect(t, url), connect(t, url)]);
  clients[0].emit('close');
  await within(once(clients[0], 'disconnect'), 'disconnect');
  assert.equal(await clients[1].timeout(10_000).emitWithAck('add', 1, 1), 2);
  child.stdin.end();
  assert.deepEqual(await within(ended, 'the end'), [0, null]);
  assert.match(said.err, /handler-threw.*"close"/);
});

test('listen: signals remain those of the program', async () => {
  const { child, ended } = await start('listen');
  child.kill('SIGINT');
  assert.deepEqual(await within(ended, 'the end'), [null, 'SIGINT']);
});

test('run: a signal makes it return', async (t) => {
  const { child, ended, said, url } = await start('run');
  const client = await connect(t, url, { transports: ['websocket'] });
  const gone = once(client, 'disconnect');
  child.kill('SIGTERM');
  await within(gone, 'the client hears of the end');
  child.stdin.end();
  assert.deepEqual(await within(ended, 'the end'), [0, null]);
  assert.match(said.out, /ended with 0\n$/);
});
