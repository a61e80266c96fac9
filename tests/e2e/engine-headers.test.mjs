// Cross-origin headers, and several requests or sessions side by side.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Polling, request } from './support/polling.mjs';
import { RawHttp, requestText, upgradeText } from './support/raw-http.mjs';
import { startTroupe } from './support/server.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const origin = { Origin: 'http://elsewhere.example' };
const polling = { transport: 'polling' };

const preflights = {
  'a handshake': polling,
  'an unknown session': { ...polling, sid: 'AAAAAAAAAAAAAAAAAAAA' },
  'no transport at all': {},
};

for (const [what, query] of Object.entries(preflights)) {
  test(`OPTIONS for ${what} allows any origin`, async () => {
    const { status, headers, body } = await request(endpoint.url(query), {
      method: 'OPTIONS',
      headers: { ...origin, 'Access-Control-Request-Method': 'POST' },
    });
    assert.deepEqual([status, body], [204, '']);
    assert.equal(headers.get('content-length'), '0');
    assert.equal(headers.get('access-control-allow-origin'), '*');
    assert.equal(
      headers.get('access-control-allow-methods'),
      'GET,HEAD,PUT,PATCH,POST,DELETE',
    );
    assert.equal(headers.get('access-control-allow-credentials'), null);
    assert.equal(headers.get('access-control-max-age'), null);
  });
}

test('OPTIONS allows the headers that it is asked for', async () => {
  const asked = 'content-type,x-token';
  const { headers } = await request(endpoint.polling(), {
    method: 'OPTIONS',
    headers: { ...origin, 'Access-Control-Request-Headers': asked },
  });
  assert.equal(headers.get('access-control-allow-headers'), asked);
  assert.match(headers.get('vary'), /Access-Control-Request-Headers/i);
});

test('OPTIONS leaves a session as it was', async () => {
  const session = await Polling.connect(endpoint);
  const { status } = await request(session.url, { method: 'OPTIONS' });
  assert.equal(status, 204);
  await session.assertEchoes();
});

test('any origin is allowed on a handshake, with or without Origin', async () => {
  for (const headers of [{}, origin]) {
    const response = await request(endpoint.polling(), { headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('vary'), null);
  }
});

test('the answer to a WebSocket handshake allows any origin', async () => {
  const raw = await RawHttp.connect(server.port);
  raw.send(upgradeText(endpoint.target({ transport: 'websocket' }), origin));
  const { status, headers } = await raw.response();
  assert.equal(status, 101);
  assert.equal(headers['access-control-allow-origin'], '*');
  assert.equal(headers['sec-websocket-accept'], 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  assert.equal(headers['set-cookie'], undefined);
  raw.drop();
});

test('a connection carries one request after the other', async () => {
  const raw = await RawHttp.connect(server.port);
  for (let round = 0; round < 10; ++round) {
    raw.send(requestText('GET', endpoint.target(polling)));
    assert.equal((await raw.response()).status, 200);
  }
  raw.close();
});

test('pipelined requests are answered in order', async () => {
  const { sid } = await Polling.open(endpoint);
  const session = endpoint.target({ ...polling, sid });
  const raw = await RawHttp.connect(server.port);
  raw.send(
    requestText('POST', session, {}, '40') +
      requestText('GET', session) +
      requestText('GET', endpoint.target(polling)),
  );
  assert.equal((await raw.response()).body, 'ok');
  assert.match((await raw.response()).body, /^40\{"sid":/);
  assert.match((await raw.response()).body, /^0\{"sid":/);
  raw.close();
});

test('a request in single bytes is understood', async () => {
  const raw = await RawHttp.connect(server.port);
  for (const byte of requestText('GET', endpoint.target(polling))) {
    raw.send(byte);
    await new Promise(setImmediate);
  }
  assert.equal((await raw.response()).status, 200);
  raw.close();
});

test('HTTP/1.0 is answered and the connection ends', async () => {
  const raw = await RawHttp.connect(server.port);
  const text = requestText('GET', endpoint.target(polling));
  raw.send(text.replace('HTTP/1.1', 'HTTP/1.0'));
  const { status, headers } = await raw.response();
  assert.equal(status, 200);
  assert.equal(headers.connection, 'close');
  await raw.ended();
});

test('Connection: close is obeyed', async () => {
  const raw = await RawHttp.connect(server.port);
  const close = { Connection: 'close' };
  raw.send(requestText('GET', endpoint.target(polling), close));
  assert.equal((await raw.response()).status, 200);
  await raw.ended();
});

test('the end of one session leaves another as it was', async () => {
  const [first, second] = [
    await Polling.connect(endpoint),
    await Polling.connect(endpoint),
  ];
  const wire = await Wire.connect(endpoint);
  assert.equal((await first.post('1')).body, 'ok');
  await first.assertGone();
  await second.assertEchoes('polling');
  await wire.assertEchoes('websocket');
});

test('sessions get their own answers alone', async () => {
  const opening = Array.from({ length: 10 }, () => Polling.connect(endpoint));
  const sessions = await Promise.all(opening);
  await Promise.all(
    sessions.map((session, number) => session.assertEchoes(`to ${number}`)),
  );
});

test('a client file keeps its ETag beside the CORS headers', async () => {
  const url = `${server.url}/socket.io/socket.io.js`;
  const first = await fetch(url);
  const etag = first.headers.get('etag');
  assert.match(etag, /^"4\.8\.\d+"$/);
  assert.equal(first.headers.get('access-control-allow-origin'), '*');
  const again = await fetch(url, { headers: { 'if-none-match': `W/${etag}` } });
  assert.equal(again.status, 304);
  assert.equal(again.headers.get('etag'), etag);
});

/** Runs `body` against a server with these options. */
function testWith(name, options, body) {
  test(name, async () => {
    const other = await startTroupe(['--chat.test_events=true', ...options]);
    try {
      await body(new Endpoint(other, '/socket.io/'), other);
    } finally {
      assert.equal(await other.stop(), 0);
    }
  });
}

const cookies = {
  '--engine.cookie=io': '; Path=/; HttpOnly; SameSite=Lax',
  '--engine.cookie=io --engine.cookie_path=/chat --engine.cookie_same_site=strict':
    '; Path=/chat; HttpOnly; SameSite=Strict',
  '--engine.cookie=io --engine.cookie_path= --engine.cookie_http_only=false':
    '; SameSite=Lax',
  '--engine.cookie=io --engine.cookie_secure=true --engine.cookie_same_site=none --engine.cookie_max_age=1h':
    '; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=None',
};

for (const [options, attributes] of Object.entries(cookies))
  testWith(`${options} sets a cookie once`, options.split(' '), async (at) => {
    const { headers, body } = await request(at.polling());
    const { sid } = JSON.parse(body.slice(1));
    assert.equal(headers.get('set-cookie'), `io=${sid}${attributes}`);
    const session = at.polling({ sid });
    const { headers: later } = await request(session, {
      method: 'POST',
      body: '40',
    });
    assert.equal(later.get('set-cookie'), null);
  });

test('without a name there is no cookie', async () => {
  const { headers } = await request(endpoint.polling());
  assert.equal(headers.get('set-cookie'), null);
});

const bare = '--engine.add_trailing_slash=false';

testWith(`with ${bare} the path needs no slash`, [bare], async (at, other) => {
  const query = '?EIO=4&transport=polling';
  for (const path of ['/socket.io', '/socket.io/']) {
    const { status, body } = await request(other.url + path + query);
    assert.deepEqual([status, body[0]], [200, '0'], path);
  }
  for (const path of ['/socket.iofoo', '/socket.i', '/'])
    assert.notEqual((await request(other.url + path + query)).body[0], '0');
  const wire = await Wire.connect(new Endpoint(other, '/socket.io'));
  await wire.assertEchoes();
});

test('the path needs its slash', async () => {
  const { status } = await request(
    `${server.url}/socket.io?EIO=4&transport=polling`,
  );
  assert.equal(status, 404);
});

testWith(
  'the initial packet comes glued to the open packet, or next',
  ['--engine.initial_packet=hello, wörld'],
  async (at) => {
    const { body } = await request(at.polling());
    const [open, first, ...more] = body.split('\x1e');
    assert.match(open, /^0\{"sid"/);
    assert.deepEqual([first, more], ['4hello, wörld', []]);
    const wire = await Wire.session(at);
    await wire.expect('4hello, wörld');
  },
);

for (const keep of [true, false])
  testWith(
    `with keep_headers=${keep} handlers see the rest of a request too`,
    [`--engine.keep_headers=${keep}`],
    async (at) => {
      const options = { headers: { ...origin, 'X-Mine': '1' } };
      const wire = await Wire.connect(at, {
        query: { name: 'a b' },
        ...options,
      });
      wire.send('420["handshake"]');
      const answer = await wire.next((packet) => packet.startsWith('430['));
      const [{ headers, query, ...facts }] = JSON.parse(answer.slice(3));
      assert.equal(headers.includes('x-mine'), keep);
      assert.equal(headers.length > 0, keep);
      assert.deepEqual(query.at(-1), ['name', 'a b']);
      assert.deepEqual(facts, {
        address: '127.0.0.1',
        secure: false,
        url: at.target({ transport: 'websocket', name: 'a b' }),
        xdomain: true,
      });
    },
  );
