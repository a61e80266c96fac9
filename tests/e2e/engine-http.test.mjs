// What the Engine.IO endpoint says to every kind of HTTP request: paths, query,
// the order of its checks, errors, headers, and connections that are reused.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { assertRefused, Polling, request } from './support/polling.mjs';
import { RawHttp, requestText } from './support/raw-http.mjs';
import { startTroupe } from './support/server.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const unknownSid = { sid: 'AAAAAAAAAAAAAAAAAAAA' };
const polling = { transport: 'polling' };
const plainWebSocket = { transport: 'websocket' };
const transportUnknown = [0, 'Transport unknown'];
const sessionUnknown = [1, 'Session ID unknown'];
const badMethod = [2, 'Bad handshake method'];
const badRequest = [3, 'Bad request'];
const badVersion = [5, 'Unsupported protocol version'];

const refusals = [
  ['no transport', { transport: undefined }, 'GET', transportUnknown],
  ['webtransport', { transport: 'webtransport' }, 'GET', transportUnknown],
  ['__proto__', { transport: '__proto__' }, 'GET', transportUnknown],
  [
    'a transport in capitals',
    { transport: 'POLLING' },
    'GET',
    transportUnknown,
  ],
  ['an unknown sid', unknownSid, 'GET', sessionUnknown],
  ['an unknown sid', unknownSid, 'POST', sessionUnknown],
  ['a short sid', { sid: 'x' }, 'GET', sessionUnknown],
  ['no sid', {}, 'POST', badMethod],
  ['no sid', {}, 'PUT', badMethod],
  ['no sid', {}, 'DELETE', badMethod],
  ['websocket without upgrade', plainWebSocket, 'GET', badRequest],
  ['no EIO', { EIO: undefined }, 'GET', badVersion],
  ['EIO 3', { EIO: '3' }, 'GET', badVersion],
  ['EIO 4.0', { EIO: '4.0' }, 'GET', badVersion],
  ['EIO 5', { EIO: '5' }, 'GET', badVersion],
  ['EIO abc', { EIO: 'abc' }, 'GET', badVersion],
];

// Each row breaks several rules: the one that is checked first has to win.
const precedences = [
  [
    'transport before sid',
    { ...unknownSid, transport: 'x' },
    'GET',
    transportUnknown,
  ],
  ['transport before method', { transport: 'x' }, 'POST', transportUnknown],
  ['sid before EIO', { ...unknownSid, EIO: '3' }, 'GET', sessionUnknown],
  [
    'sid before upgrade',
    { ...unknownSid, ...plainWebSocket },
    'GET',
    sessionUnknown,
  ],
  ['method before EIO', { EIO: '3' }, 'POST', badMethod],
  ['method before upgrade', plainWebSocket, 'POST', badMethod],
  ['upgrade before EIO', { ...plainWebSocket, EIO: '3' }, 'GET', badRequest],
];

for (const [what, query, method, [code, message]] of refusals.concat(
  precedences,
)) {
  test(`${method} is refused with code ${code}: ${what}`, async () => {
    const headers = { Origin: 'http://elsewhere.example' };
    const url = endpoint.polling(query);
    const response = await request(url, { method, headers });
    assertRefused(response, code, message);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
  });
}

test('refusals state their length', async () => {
  for (const [, query, method] of refusals) {
    const { headers, body } = await request(endpoint.polling(query), {
      method,
    });
    assert.equal(Number(headers.get('content-length')), body.length);
  }
});

test('HEAD is refused without a body', async () => {
  const raw = await RawHttp.connect(server.port);
  raw.send(requestText('HEAD', endpoint.target(polling)));
  raw.send(requestText('GET', endpoint.target(polling)));
  const head = await raw.response({ withBody: false });
  assert.equal(head.status, 400);
  const get = await raw.response();
  assert.equal(get.status, 200);
  raw.close();
});

test('an illegal character in Origin is refused', async () => {
  const raw = await RawHttp.connect(server.port);
  const headers = { Origin: 'http://a\x01b' };
  raw.send(requestText('GET', endpoint.target(polling), headers));
  assert.equal((await raw.response()).status, 400);
  raw.close();
});

test('bytes that are no HTTP are refused and the connection ends', async () => {
  const raw = await RawHttp.connect(server.port);
  raw.send('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n');
  await raw.ended();
});

test('the path is a prefix that ends in a slash', async () => {
  const { search } = new URL(endpoint.polling());
  const statusOf = async (path) =>
    (await request(server.url + path + search)).status;
  assert.equal(await statusOf('/socket.io/foo/bar'), 200);
  assert.equal(await statusOf('/socket.io'), 404);
  assert.equal(await statusOf('/socket.iofoo/'), 404);
  assert.equal(await statusOf('/nothing/here'), 404);
});

test('an unknown file below the path is an unknown transport', async () => {
  const response = await request(`${endpoint.base}nothing.js`);
  assertRefused(response, ...transportUnknown);
});

test('a WebSocket on another path is refused', async () => {
  const url = endpoint.webSocket().replace('/socket.io/', '/other/');
  await assert.rejects(Wire.open(url));
});

test('query keys and values are percent-decoded', async () => {
  const url = `${endpoint.base}?%45IO=%34&transport=%70olling`;
  assert.equal((await request(url)).status, 200);
});

test('the last one of a repeated key counts', async () => {
  const url = `${endpoint.base}?EIO=3&EIO=4&transport=x&transport=polling`;
  assert.equal((await request(url)).status, 200);
  const reverse = `${endpoint.base}?EIO=4&EIO=3&transport=polling`;
  assertRefused(await request(reverse), ...badVersion);
});

test('an empty sid asks for a new session', async () => {
  const { status, body } = await request(endpoint.polling({ sid: '' }));
  assert.deepEqual([status, body[0]], [200, '0']);
});

test('a handshake is answered with the open packet alone', async () => {
  const { headers, body } = await request(endpoint.polling());
  assert.match(
    body,
    /^0\{"sid":"[\w-]{20}","upgrades":\["websocket"\],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000\}$/,
  );
  assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(Number(headers.get('content-length')), body.length);
  assert.equal(headers.get('set-cookie'), null);
});

test('session ids are never given twice', async () => {
  const opening = Array.from({ length: 50 }, () => Polling.open(endpoint));
  const sids = (await Promise.all(opening)).map((session) => session.sid);
  assert.equal(new Set(sids).size, sids.length);
});

test('polls and posts are answered with type, length and no-store', async () => {
  const session = await Polling.open(endpoint);
  const post = await session.post('40');
  assert.deepEqual([post.status, post.body], [200, 'ok']);
  assert.equal(post.headers.get('content-type'), 'text/html');
  assert.equal(post.headers.get('content-length'), '2');
  assert.equal(post.headers.get('cache-control'), 'no-store');
  assert.equal(post.headers.get('access-control-allow-origin'), '*');
  const poll = await session.get();
  assert.equal(poll.headers.get('content-type'), 'text/plain; charset=UTF-8');
  assert.equal(Number(poll.headers.get('content-length')), poll.body.length);
  assert.equal(poll.headers.get('cache-control'), 'no-store');
  assert.equal(poll.headers.get('access-control-allow-origin'), '*');
  assert.equal(poll.headers.get('set-cookie'), null);
});

test('other methods of a session are answered 500 and change nothing', async () => {
  const session = await Polling.connect(endpoint);
  for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD']) {
    const { status, body } = await request(session.url, { method });
    assert.deepEqual([status, body], [500, ''], method);
  }
  await session.assertEchoes();
});

test('a session refuses another EIO or transport and lives on', async () => {
  const session = await Polling.connect(endpoint);
  const { sid } = session;
  for (const query of [{ EIO: '3' }, { transport: 'websocket' }]) {
    const response = await request(endpoint.polling({ sid, ...query }));
    assertRefused(response, ...badRequest);
  }
  await session.assertEchoes();
});
