// What an application says about HTTP requests: who may open a session, which
// headers answers have, what is refused, and pages of its own.

import assert from 'node:assert/strict';

import { Socket } from 'engine.io-client';
import { io } from 'socket.io-client';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, Polling, request } from './support/polling.mjs';
import { RawHttp, requestText, upgradeText } from './support/raw-http.mjs';
import { startExample } from './support/server.mjs';
import { eventually, within } from './support/time.mjs';

const server = await startExample('hooks-server', ['--cors.origins=*']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);
const page = (path, options) => request(server.url + path, options);

async function assertLastRefusal(code) {
  assert.equal((await page('/refusal')).body, String(code));
}

test('a client connects after a decision of another thread', async () => {
  const socket = io(server.url, { reconnection: false });
  await new Promise((resolve, reject) => {
    socket.on('connect', resolve);
    socket.on('connect_error', reject);
  });
  assert.equal((await page('/clients')).body, '1');
  socket.disconnect();
  const none = async () => (await page('/clients')).body === '0';
  await eventually(none, 'no client left');
});

test('a client that is not allowed is told so', async () => {
  const socket = io(server.url, {
    query: { token: 'bad' },
    transports: ['polling'],
    reconnection: false,
  });
  const error = await new Promise((resolve) =>
    socket.on('connect_error', resolve),
  );
  assert.equal(error.context.status, 403);
  await assertLastRefusal(4);
});

test('a handshake that is not allowed is answered with the reason', async () => {
  const answer = await request(endpoint.polling({ token: 'bad' }));
  assert.equal(answer.status, 403);
  assert.equal(answer.headers.get('content-type'), 'application/json');
  assert.deepEqual(JSON.parse(answer.body), {
    code: 4,
    message: 'Who is "bad"?',
  });
});

test('an upgrade that is not allowed is answered in plain text', async () => {
  const raw = await RawHttp.connect(server.port);
  const query = { transport: 'websocket', token: 'bad' };
  raw.send(upgradeText(endpoint.target(query)));
  const { status, headers, body } = await raw.response();
  assert.deepEqual([status, body], [400, 'Who is "bad"?']);
  assert.equal(headers.connection, 'close');
  assert.equal(headers['access-control-allow-origin'], '*');
  await raw.ended();
});

test('only the handshake is asked about', async () => {
  const session = await Polling.open(endpoint);
  const url = endpoint.polling({ sid: session.sid, token: 'bad' });
  const { status } = await request(url, { method: 'POST', body: '40' });
  assert.equal(status, 200);
});

test('headers of hooks are on answers and not on errors', async () => {
  const first = await request(endpoint.polling());
  assert.equal(first.headers.get('set-cookie'), 'visits=1');
  assert.equal(first.headers.get('x-hook'), 'ran');
  assert.equal(first.headers.get('x-asked'), 'GET');
  assert.equal(first.headers.get('access-control-allow-origin'), '*');

  const session = await Polling.open(endpoint);
  const post = await session.post('40');
  assert.equal(post.headers.get('set-cookie'), null);
  assert.equal(post.headers.get('x-hook'), 'ran');
  assert.equal(post.headers.get('x-asked'), 'POST');

  const refused = await request(endpoint.polling({ sid: 'unknown' }));
  assertRefused(refused, 1, 'Session ID unknown');
  assert.equal(refused.headers.get('x-hook'), null);
  assert.equal(refused.headers.get('x-asked'), 'GET');
});

test('headers of hooks are on the answer to an upgrade', async () => {
  const raw = await RawHttp.connect(server.port);
  raw.send(upgradeText(endpoint.target({ transport: 'websocket' })));
  const { status, headers } = await raw.response();
  assert.equal(status, 101);
  assert.equal(headers['set-cookie'], 'visits=1');
  assert.equal(headers['x-hook'], 'ran');
  raw.drop();
});

const blocked = { 'that says no': 'blocked', 'that forgets': 'forget' };
for (const [what, key] of Object.entries(blocked)) {
  test(`a middleware ${what} refuses the request`, async () => {
    const session = await Polling.open(endpoint);
    const query = { sid: session.sid, [key]: '1' };
    assertRefused(await request(endpoint.polling(query)), 3, 'Bad request');
    await assertLastRefusal(3);
    assert.equal((await session.post('40')).status, 200);
  });
}

test('a middleware that throws costs its request alone', async () => {
  const raw = await RawHttp.connect(server.port);
  const session = await Polling.open(endpoint);
  const query = { transport: 'polling', sid: session.sid, throw: '1' };
  raw.send(requestText('GET', endpoint.target(query)));
  assert.equal((await raw.response()).status, 500);
  await raw.ended();
  assert.equal((await session.post('40')).status, 200);
});

const refusals = {
  0: { transport: 'pigeon' },
  1: { transport: 'polling', sid: 'AAAAAAAAAAAAAAAAAAAA' },
  3: { transport: 'websocket' },
  5: { transport: 'polling', EIO: '2' },
};
for (const [code, query] of Object.entries(refusals)) {
  test(`the application is told of refusal ${code}`, async () => {
    const answer = await request(endpoint.url(query));
    assert.equal(JSON.parse(answer.body).code, Number(code));
    await assertLastRefusal(code);
  });
}

test('the application is told of a bad method', async () => {
  await request(endpoint.polling(), { method: 'PUT' });
  await assertLastRefusal(2);
});

test('a page is answered later with status, headers and body', async () => {
  const { status, headers, body } = await page('/later', {
    method: 'POST',
    body: 'said',
  });
  assert.deepEqual([status, body], [201, 'said']);
  assert.equal(headers.get('x-a'), '1, 2');
});

test('a page that is answered twice on one connection', async () => {
  const raw = await RawHttp.connect(server.port);
  raw.send(requestText('GET', '/later') + requestText('GET', '/refusal'));
  assert.equal((await raw.response()).status, 201);
  assert.match((await raw.response()).body, /^-?\d+$/);
  raw.close();
});

test('HEAD of a page has its length and no body', async () => {
  const raw = await RawHttp.connect(server.port);
  raw.send(requestText('HEAD', '/clients') + requestText('GET', '/clients'));
  const { headers } = await raw.response({ withBody: false });
  assert.match(headers['content-length'], /^[1-9]/);
  assert.equal((await raw.response()).status, 200);
  raw.close();
});

test('a page that fails or is forgotten is 500', async () => {
  for (const path of ['/throw', '/forget'])
    assert.equal((await page(path)).status, 500);
});

test('a bare engine tells of an upgrade', async () => {
  const socket = new Socket(server.url);
  const said = new Promise((resolve) => socket.on('message', resolve));
  assert.deepEqual(JSON.parse(await within(said, 'message')), [
    'websocket',
    true,
    4,
    '127.0.0.1',
  ]);
  socket.close();
});

test('what the application passes on is a file or 404', async () => {
  assert.equal((await page('/nowhere')).status, 404);
  const { status } = await page('/socket.io/socket.io.js');
  assert.ok([200, 400].includes(status)); // 400 if built without the page
});

test('a page has a bound for what it takes', async () => {
  const body = 'x'.repeat(1_000_001);
  const { status } = await page('/later', { method: 'POST', body });
  assert.equal(status, 413);
});
