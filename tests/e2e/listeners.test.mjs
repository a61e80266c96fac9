// Several places to listen at, Unix sockets among them.

import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';

import { io } from 'socket.io-client';

import { startTroupe } from './support/server.mjs';
import { eventually, within } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const folder = mkdtempSync(join(tmpdir(), 'troupe-listeners-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const freePath = () => join(folder, `socket-${++files}`);

/** Starts a server at these places for the time of a test. */
async function start(t, ...listeners) {
  const server = await startTroupe([
    '--chat.test_events=true',
    `--listeners=${listeners.join(',')}`,
  ]);
  let running = true;
  server.end = async (signal) => {
    running = false;
    return server.stop(signal);
  };
  t.after(async () => {
    if (running) assert.equal(await server.stop(), 0);
  });
  return server;
}

/** One HTTP request over a Unix socket: status and body. */
function ask(socketPath, query, body) {
  const path = `/socket.io/?EIO=4&transport=polling${query}`;
  const method = body === undefined ? 'GET' : 'POST';
  const answer = new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, method }, async (response) => {
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += part;
      resolve({ status: response.statusCode, body: text });
    });
    asked.on('error', reject);
    asked.end(body);
  });
  return within(answer, 'answer');
}

test('a server serves all its addresses, and says which', async (t) => {
  const path = freePath();
  const server = await start(
    t,
    'http://127.0.0.1:0',
    'http://[::1]:0',
    `unix:${path}`,
  );
  const addresses = await server.addresses(3);
  assert.match(addresses[0], /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  assert.match(addresses[1], /^http:\/\/\[::1\]:[1-9]\d*$/);
  assert.equal(addresses[2], `unix:${path}`);
  assert.equal(addresses[0], server.url);
  for (const url of addresses.slice(0, 2)) {
    const client = io(url, { forceNew: true });
    const answer = await within(client.emitWithAck('echo', url), 'echo');
    client.close();
    assert.equal(answer, url);
  }
  assert.equal((await ask(path, '')).status, 200);
  for (const address of addresses)
    await eventually(
      () => server.log().includes(`"address":"${address}"`),
      `${address} in the log`,
    );
});

test('clients of two listeners meet', async (t) => {
  const server = await start(t, 'http://127.0.0.1:0', 'http://127.0.0.1:0');
  const [one, other] = (await server.addresses(2)).map((url) =>
    io(url, { forceNew: true, query: { room: 'r', username: url } }),
  );
  t.after(() => [one, other].forEach((client) => client.close()));
  await within(
    Promise.all([one, other].map((c) => c.emitWithAck('echo'))),
    'c',
  );
  const heard = new Promise((resolve) => other.once('new-message', resolve));
  one.emit('send-message', { room: 'r', message: 'hi' });
  assert.deepEqual(await within(heard, 'message'), { msg: 'hi' });
});

test('a session lives over a Unix socket by polling', async (t) => {
  const path = freePath();
  await start(t, `unix:${path}`);
  const { sid } = JSON.parse((await ask(path, '')).body.slice(1));
  const session = `&sid=${sid}`;
  assert.equal((await ask(path, session, '40')).body, 'ok');
  assert.match((await ask(path, session)).body, /^40\{"sid"/);
  await ask(path, session, '420["handshake"]');
  const poll = async () => (await ask(path, session)).body;
  let packets = '';
  await eventually(
    async () => (packets += `${await poll()}\x1e`).includes('430['),
    'answer',
  );
  assert.match(packets, /430\[\{[^\x1e]*"address":""[^\x1e]*"secure":false/);
});

test('a WebSocket works over a Unix socket', async (t) => {
  const path = freePath();
  const server = await start(t, `unix:${path}`);
  assert.deepEqual(await server.addresses(1), [`unix:${path}`]);
  assert.equal(server.port, undefined);
  const wire = await Wire.open(
    `ws+unix:${path}:/socket.io/?EIO=4&transport=websocket`,
  );
  t.after(() => wire.drop());
  assert.match(await wire.next(), /^0\{"sid"/);
  wire.send('40');
  await wire.next((packet) => packet.startsWith('40{"sid":'));
  await wire.assertEchoes('over a file');
});

test('a Unix socket is for owner and group, and goes with its server', async (t) => {
  const path = freePath();
  const server = await start(t, `unix:${path}`);
  const found = statSync(path);
  assert.equal(found.isSocket(), true);
  assert.equal((found.mode & 0o777).toString(8), '660');
  assert.equal(await server.end(), 0);
  assert.equal(existsSync(path), false);
});

test('a socket file whose server was killed is taken over', async (t) => {
  const path = freePath();
  const killed = await start(t, `unix:${path}`);
  await killed.end('SIGKILL');
  assert.equal(statSync(path).isSocket(), true);
  await start(t, `unix:${path}`);
  assert.equal((await ask(path, '')).status, 200);
});

test('a socket file that somebody serves is left to them', async (t) => {
  const path = freePath();
  await start(t, `unix:${path}`);
  await assert.rejects(
    startTroupe([`--listeners=unix:${path}`]),
    /ended with 1[^]*cannot listen on unix:\S+: Address already in use/,
  );
  assert.equal((await ask(path, '')).status, 200);
});

test('a file that is no socket is left alone', async () => {
  const path = freePath();
  writeFileSync(path, 'mine');
  await assert.rejects(
    startTroupe([`--listeners=unix:${path}`]),
    /ended with 1[^]*cannot listen on unix:/,
  );
  assert.equal(readFileSync(path, 'utf8'), 'mine');
});

test('if one address cannot be had, none is', async (t) => {
  const path = freePath();
  const other = await start(t, 'http://127.0.0.1:0');
  await assert.rejects(
    startTroupe([`--listeners=unix:${path},${other.url}`]),
    /ended with 1[^]*cannot listen on 127\.0\.0\.1:\d+: Address already in use/,
  );
  assert.equal(existsSync(path), false);
});

const wrong = [
  'ftp://127.0.0.1:1',
  '127.0.0.1:3001',
  'http://127.0.0.1',
  'http://127.0.0.1:70000',
  'http://127.0.0.1:1/path',
  'unix:relative',
  `unix:/${'long'.repeat(30)}`,
];

for (const listener of wrong)
  test(`${listener} is no place to listen at`, async () => {
    await assert.rejects(
      startTroupe([`--listeners=${listener}`]),
      /ended with 2[^]*listeners must be a list of http:\/\/host:port/,
    );
  });
