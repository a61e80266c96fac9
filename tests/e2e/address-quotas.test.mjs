// What is counted of clients by their address, and whose address that is.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { Endpoint } from './support/endpoint.mjs';
import { jsonLog, linesOf, logged } from './support/log-lines.mjs';
import { Polling } from './support/polling.mjs';
import { addressOf, from, shake } from './support/quotas.mjs';
import { RawHttp, requestText } from './support/raw-http.mjs';
import { startExample, startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const flags = (limits) =>
  Object.entries(limits).map(([key, value]) => `--limits.${key}=${value}`);

function limited(name, limits, body, args = []) {
  test(name, async (t) => {
    const server = await startTroupe([
      '--chat.test_events=true',
      ...jsonLog,
      ...flags(limits),
      ...args,
    ]);
    t.after(() => server.stop('SIGKILL'));
    t.after(closeWires);
    await body(new Endpoint(server, '/socket.io/'), server, t);
  });
}

function assertBusy(answer, status, message) {
  assert.equal(answer.status, status);
  assert.equal(answer.headers['content-type'], 'application/json');
  assert.equal(answer.body, JSON.stringify({ code: status, message }));
  const after = Number(answer.headers['retry-after']);
  assert.ok(after >= 1, `Retry-After: ${after}`);
  assert.equal(answer.headers.connection, 'close');
}

limited(
  'an untrusted X-Forwarded-For is not looked at',
  { handshakes_per_second_per_address: 1, handshakes_burst_per_address: 3 },
  async (endpoint, server) => {
    const answers = [];
    for (let i = 0; i < 6; ++i)
      answers.push(await shake(endpoint, from(`203.0.113.${i}`)));
    assert.deepEqual(
      answers.slice(0, 3).map(({ status }) => status),
      [200, 200, 200],
    );
    assertBusy(
      answers.find(({ status }) => status !== 200),
      429,
      'Too many handshakes of this address',
    );
    const warned = await logged(server, 'forwarded-for-ignored');
    assert.deepEqual(
      [warned.remote, warned.option],
      ['127.0.0.1', 'limits.trusted_proxies'],
    );
    const over = await logged(server, 'quota-exceeded');
    assert.deepEqual(
      [over.remote, over.option, over.limit],
      ['127.0.0.1', 'limits.handshakes_per_second_per_address', 1],
    );
  },
);

limited(
  'a trusted one says whom a request is from',
  {
    handshakes_per_second_per_address: 1,
    handshakes_burst_per_address: 2,
    trusted_proxies: '127.0.0.0/8,10.0.0.0/8',
  },
  async (endpoint, server) => {
    for (let i = 0; i < 6; ++i)
      assert.equal(
        (await shake(endpoint, from(`203.0.113.${i}, 10.0.0.9`))).status,
        200,
      );
    const spoofed = [];
    for (let i = 0; i < 5; ++i)
      spoofed.push(await shake(endpoint, from(`198.51.100.${i}, 203.0.113.99`)));
    assert.ok(spoofed.some(({ status }) => status === 429));
    assert.equal(
      await addressOf(endpoint, from('203.0.113.77')),
      '203.0.113.77',
    );
    assert.equal(
      await addressOf(endpoint, { forwarded: 'for="[2001:db8::7]:80"' }),
      '2001:db8::7',
    );
    await logged(
      server,
      'session-opened',
      ({ remote }) => remote === '203.0.113.77',
    );
    assert.ok(
      !linesOf(server.log()).some(
        ({ event }) => event === 'forwarded-for-ignored',
      ),
    );
  },
);

limited(
  'without trusted proxies the address is that of the connection',
  {},
  async (endpoint) => {
    assert.equal(await addressOf(endpoint, from('203.0.113.77')), '127.0.0.1');
  },
);

limited(
  'an address has so many connections at a time',
  { connections_per_address: 3 },
  async (endpoint, server) => {
    const wires = [];
    for (let i = 0; i < 3; ++i) wires.push(await Wire.connect(endpoint));
    const http = await RawHttp.connect(endpoint.port);
    assertBusy(
      await http.response(),
      429,
      'Too many connections of this address',
    );
    await http.ended();
    await wires[2].assertEchoes();
    wires[0].drop();
    const again = async () => {
      try {
        return await Wire.connect(endpoint);
      } catch {
        return undefined;
      }
    };
    await (await eventually(again, 'room again')).assertEchoes();
    const { option } = await logged(server, 'quota-exceeded');
    assert.equal(option, 'limits.connections_per_address');
  },
);

limited(
  'connections of a proxy count for its clients',
  { connections_per_address: 2, trusted_proxies: '127.0.0.1' },
  async (endpoint) => {
    const open = (address) =>
      Wire.connect(endpoint, { headers: from(address) });
    for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2'])
      await open(address);
    const refused = await shake(endpoint, from('203.0.113.1'));
    assertBusy(refused, 429, 'Too many connections of this address');
    await (await open('203.0.113.2')).assertEchoes();
    // One connection for several clients, as proxies have them.
    const http = await RawHttp.connect(endpoint.port);
    const ask = async (address) => {
      http.send(
        requestText(
          'GET',
          endpoint.target({ transport: 'polling' }),
          from(address),
        ),
      );
      return (await http.response()).status;
    };
    assert.equal(await ask('203.0.113.3'), 200);
    assert.equal(await ask('203.0.113.4'), 200);
    assert.equal(await ask('203.0.113.1'), 429);
    http.drop();
  },
);

limited(
  'all together may ask for so many sessions',
  { handshakes_per_second: 5 },
  async (endpoint, server) => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => shake(endpoint)),
    );
    const refused = answers.filter(({ status }) => status !== 200);
    assert.ok(refused.length >= 5, `${refused.length} refused`);
    for (const answer of refused)
      assertBusy(answer, 503, 'Too many handshakes');
    assert.equal((await logged(server, 'quota-exceeded')).limit, 5);
    const free = async () => (await shake(endpoint)).status === 200;
    await eventually(free, 'one more');
    const refusal = () =>
      Wire.refused(endpoint.webSocket()).catch(() => undefined);
    const upgrade = await eventually(refusal, 'a refused WebSocket');
    assert.equal(upgrade.status, 503);
    assert.ok(upgrade.headers['retry-after']);
  },
);

limited(
  'a session that is there is asked nothing',
  { handshakes_per_second: 1, handshakes_per_second_per_address: 1 },
  async (endpoint) => {
    const session = await Polling.connect(endpoint);
    for (let i = 0; i < 20; ++i) await session.assertEchoes(`${i}`);
  },
);

test('over a Unix socket the proxy is trusted as unix', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-quotas-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'socket');
  const server = await startTroupe([
    `--listeners=unix:${path}`,
    ...jsonLog,
    ...flags({
      trusted_proxies: 'unix',
      handshakes_per_second_per_address: 1,
      handshakes_burst_per_address: 1,
    }),
  ]);
  t.after(() => server.stop('SIGKILL'));
  const statuses = [];
  for (const address of ['203.0.113.1', '203.0.113.1', '203.0.113.2']) {
    const http = new RawHttp(connectSocket(path));
    const target = '/socket.io/?EIO=4&transport=polling';
    http.send(requestText('GET', target, from(address)));
    statuses.push((await http.response()).status);
    http.close();
  }
  assert.deepEqual(statuses, [200, 429, 200]);
});

test('who is turned away too often has to wait', async (t) => {
  const server = await startExample('hooks-server', [
    ...jsonLog,
    ...flags({ failed_auth_per_minute: 3, trusted_proxies: '127.0.0.1' }),
  ]);
  t.after(() => server.stop('SIGKILL'));
  const endpoint = new Endpoint(server, '/socket.io/');
  const statuses = [];
  let last;
  for (let i = 0; i < 6; ++i) {
    last = await shake(endpoint, from('203.0.113.1'), { token: 'bad' });
    statuses.push(last.status);
  }
  assert.deepEqual(statuses, [403, 403, 403, 429, 429, 429]);
  assertBusy(last, 429, 'Too many failed attempts of this address');
  assert.equal(
    (await shake(endpoint, from('203.0.113.2'))).status,
    200,
    'others are let in',
  );
});

test('so does whom a middleware turns away', async (t) => {
  const server = await startExample('handlers-server', [
    ...jsonLog,
    ...flags({ failed_auth_per_minute: 3 }),
  ]);
  t.after(() => server.stop('SIGKILL'));
  t.after(closeWires);
  const endpoint = new Endpoint(server, '/socket.io/');
  const [first, second] = [
    await Wire.session(endpoint),
    await Wire.session(endpoint),
  ];
  const join = async (wire) => {
    wire.send('40{"refuse":true}');
    const refusal = await wire.next((packet) => packet.startsWith('44'));
    return JSON.parse(refusal.slice(2)).message;
  };
  const heard = [];
  for (const wire of [first, second, first, second, first])
    heard.push(await join(wire));
  const late = 'Too many failed attempts';
  assert.ok(!heard.slice(0, 3).includes(late), `${heard}`);
  assert.deepEqual(heard.slice(3), [late, late]);
  assertBusy(await shake(endpoint), 429, `${late} of this address`);
});
