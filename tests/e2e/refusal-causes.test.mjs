// What refuses a request or closes a connection has a cause in the log.

import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { assertCause, at, startTelling } from './support/causes.mjs';
import { logged } from './support/log-lines.mjs';
import { Polling, request } from './support/polling.mjs';
import { RawHttp, requestText } from './support/raw-http.mjs';

const strict = await startTelling(
  '--engine.max_http_buffer_size=2000',
  '--limits.header_bytes=2000',
  '--limits.header_count=20',
  '--limits.request_line=300',
  '--limits.requests_per_connection=2',
);
const hasty = await startTelling(
  '--limits.header_timeout=400ms',
  '--limits.body_timeout=400ms',
  '--limits.idle_timeout=400ms',
);

after(() =>
  Promise.all([strict, hasty].map((server) => server.stop('SIGKILL'))),
);

/** Sends bytes over a TCP connection of its own; resolves to the status. */
async function statusOf(server, bytes) {
  const http = await RawHttp.connect(server.port);
  http.send(bytes);
  const { status } = await http.response();
  http.drop();
  return status;
}

const headers = (count, size = 1) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`X-${n}`, 'x'.repeat(size)]),
  );

const refusals = {
  'a request line that is too long': {
    server: strict,
    bytes: requestText('GET', `/${'x'.repeat(400)}`),
    status: 414,
    option: 'limits.request_line',
    limit: 300,
  },
  'a head that is too large': {
    server: strict,
    bytes: requestText('GET', '/', headers(3, 1000)),
    status: 431,
    option: 'limits.header_bytes',
    limit: 2000,
    value: (n) => n > 3000,
  },
  'too many headers': {
    server: strict,
    bytes: requestText('GET', '/', headers(25)),
    status: 431,
    option: 'limits.header_count',
    limit: 20,
    value: 26,
  },
  'a POST that is too large': {
    server: strict,
    bytes: requestText('POST', '/socket.io/?EIO=4&transport=polling', {
      'Content-Length': 3000,
    }),
    status: 413,
    detail: 'payload of 3000 bytes is over engine.max_http_buffer_size (2000)',
    option: 'engine.max_http_buffer_size',
    limit: 2000,
    value: 3000,
  },
  'a head that does not end': {
    server: hasty,
    bytes: 'GET / HTTP/1.1\r\n',
    status: 408,
    detail: 'head not complete within limits.header_timeout (400 ms)',
    option: 'limits.header_timeout',
    limit: 400,
  },
};

for (const [what, { server, bytes, status, ...expected }] of Object.entries(
  refusals,
))
  test(`${what} is refused for a cause`, async () => {
    assert.equal(await statusOf(server, bytes), status);
    const line = await logged(
      server,
      'request-refused',
      (each) =>
        each.status === status && each.option === expected.option,
    );
    assertCause(line, { level: 'debug', remote: '127.0.0.1', ...expected });
  });

test('a body that does not come ends the request for a cause', async () => {
  const session = await Polling.open(at(hasty));
  const target = at(hasty).target({ transport: 'polling', sid: session.sid });
  const text = requestText('POST', target, { 'Content-Length': 10 });
  assert.equal(await statusOf(hasty, text), 408);
  const line = await logged(
    hasty,
    'request-refused',
    ({ option }) => option === 'limits.body_timeout',
  );
  assert.equal(
    line.detail,
    'body not complete within limits.body_timeout (400 ms)',
  );
});

const engineRefusals = {
  'an unknown transport': [
    { transport: 'pigeon' },
    "transport 'pigeon' is not one of engine.transports",
    'engine.transports',
  ],
  'a session that is not there': [
    { sid: 'x'.repeat(20) },
    'no such session here: it has ended, or its node has',
  ],
  'a client of Socket.IO 2': [
    { EIO: '3' },
    'a client of Socket.IO 2, which engine.allow_eio3 does not let in',
    'engine.allow_eio3',
  ],
};

for (const [what, [query, detail, option]] of Object.entries(engineRefusals))
  test(`${what} is refused for a cause`, async () => {
    assert.equal((await request(at(strict).polling(query))).status, 400);
    const line = await logged(
      strict,
      'request-refused',
      (each) => each.detail === detail,
    );
    assert.equal(line.option, option);
    assert.ok(!JSON.stringify(line).includes('xxxxxxxxxx'), 'a whole sid');
  });

const closings = {
  'has answered its last request': [strict, 'limits.requests_per_connection'],
  'is idle': [hasty, 'limits.idle_timeout'],
};

for (const [what, [server, option]] of Object.entries(closings))
  test(`a connection that ${what} is closed for a cause`, async () => {
    const http = await RawHttp.connect(server.port);
    for (let n = 0; n < 2; ++n) {
      http.send(requestText('GET', '/socket.io/?EIO=4&transport=polling'));
      assert.equal((await http.response()).status, 200);
    }
    await http.ended();
    await logged(
      server,
      'connection-closed',
      (line) => line.option === option && line.remote === '127.0.0.1',
    );
  });
