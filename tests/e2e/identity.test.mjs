// Clients that have to say who they are by tokens, whose end ends them, and
// sessions that belong to somebody.

import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import test, { after, afterEach } from 'node:test';

import { Configured } from './support/configured.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { linesOf, logged } from './support/log-lines.mjs';
import {
  dropClients,
  heard,
  letIn,
  newcomer,
  turnedAway,
} from './support/newcomers.mjs';
import { request } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { Signer } from './support/tokens.mjs';
import { eventually, within } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const signer = new Signer();
const server = await startTroupe([
  ...signer.flags,
  '--log.format=json',
  '--log.level=trace',
  '--chat.test_events=true',
  '--auth.leeway=0s',
  '--auth.notice=2s',
]);
const endpoint = new Endpoint(server, '/socket.io/');

afterEach(() => {
  closeWires();
  dropClients();
});
after(() => server.stop('SIGKILL'));

for (const algorithm of ['HS256', 'RS256', 'ES256', 'EdDSA'])
  test(`${algorithm}: a token made by Node's crypto lets its user in`, async () => {
    const own = new Signer(algorithm, 'k1');
    const at = await startTroupe([...own.flags, '--chat.test_events=true']);
    try {
      const auth = { token: own.token('ann') };
      const ann = await letIn(at, { auth, query: { username: 'bob' } });
      const listed = await within(ann.emitWithAck('list-users', null), 'list');
      assert.deepEqual(
        listed.map((user) => user.username),
        ['ann'],
      );
      const stranger = new Signer(algorithm, 'k1');
      assert.deepEqual(
        await turnedAway(at, { auth: { token: stranger.token('ann') } }),
        ['token has a bad signature', { code: 'bad_signature' }],
      );
    } finally {
      await at.stop('SIGKILL');
    }
  });

const refusals = {
  'no token': [{}, 'missing'],
  'a token that has expired': [{ token: signer.token('ann', -1) }, 'expired'],
  'a token for later': [
    { token: signer.token('ann', 600, { nbf: 4e9 }) },
    'not_yet_valid',
  ],
  'a token without a user': [{ token: signer.token(undefined) }, 'no_user'],
  'a token with another key’s id': [
    { token: new Signer('HS256', '../../x').token('ann') },
    'unknown_key',
  ],
  'no token at all': [{ token: { sub: 'ann' } }, 'malformed'],
};

for (const [what, [auth, code]] of Object.entries(refusals))
  for (const transports of [['polling'], ['websocket']])
    test(`${what} does not let in by ${transports}`, async () => {
      const [, data] = await turnedAway(server, { auth, transports });
      assert.deepEqual(data, { code });
    });

test('the token may come with the handshake, which then owns the session', async () => {
  const mine = { authorization: `Bearer ${signer.token('ann')}` };
  const ann = await letIn(server, { extraHeaders: mine });
  assert.equal((await ann.emitWithAck('list-users', null)).length, 1);

  const opened = await request(endpoint.polling(), { headers: mine });
  const { sid } = JSON.parse(opened.body.slice(1));
  const post = (authorization, body = '42["noop"]') =>
    request(endpoint.polling({ sid }), {
      method: 'POST',
      body,
      headers: authorization ? { authorization } : {},
    });
  const other = `Bearer ${signer.token('bob')}`;
  const refused = await post(other);
  assert.equal(refused.status, 403);
  assert.equal(refused.body, '{"code":4,"message":"Forbidden"}');
  assert.equal((await post(mine.authorization, '40')).status, 200);
  for (const good of [
    mine.authorization,
    `Bearer ${signer.token('ann', 900)}`,
    undefined,
  ])
    assert.equal((await post(good)).status, 200);
});

test('no upgrade with the token of another user', async () => {
  const headers = { authorization: `Bearer ${signer.token('ann')}` };
  const opened = await request(endpoint.polling(), { headers });
  const { sid } = JSON.parse(opened.body.slice(1));
  const others = { authorization: `Bearer ${signer.token('bob')}` };
  await assert.rejects(
    Wire.open(endpoint.webSocket({ sid }), { headers: others }),
    /403/,
  );
  const wire = await Wire.open(endpoint.webSocket({ sid }), { headers });
  wire.send('2probe');
  await wire.expect('3probe');
});

test('a client is told that its token ends, and stays with a fresh one', async () => {
  const ann = await letIn(server, { auth: { token: signer.token('ann', 3) } });
  await heard(ann, 'auth-expiring');
  const bad = await ann.emitWithAck('auth-refresh', signer.token('bob'));
  assert.deepEqual(bad, {
    ok: false,
    code: 'other_user',
    message: 'token is of another user',
  });
  const { ok } = await ann.emitWithAck('auth-refresh', signer.token('ann'));
  assert.equal(ok, true);
  assert.deepEqual(await ann.emitWithAck('echo', 1), 1);
});

test('a socket ends with its token, and its session if it was the last', async () => {
  const ann = await letIn(server, { auth: { token: signer.token('ann', 2) } });
  const { id } = ann;
  assert.equal(await heard(ann, 'disconnect'), 'io server disconnect');
  const line = await logged(
    server,
    'socket-disconnected',
    ({ socket }) => socket === id,
  );
  assert.equal(line.reason, 'server namespace disconnect');
  assert.equal(line.option, 'auth.leeway');
  assert.match(line.detail, /token expired/);
});

test('keys are replaced on SIGHUP: the old one is good until it is gone', async () => {
  const [older, newer] = [new Signer('HS256', 'a'), new Signer('EdDSA', 'b')];
  const options = (...keys) =>
    `[auth]\nmode = "jwt"\nkeys = ${JSON.stringify(keys)}\n`;
  const at = await Configured.start(options(older.entry));
  try {
    const came = (by) =>
      letIn(at.server, { auth: { token: by.token('ann') } });
    const left = async (by) =>
      (await turnedAway(at.server, { auth: { token: by.token('ann') } }))[1];
    const early = await came(older);
    assert.deepEqual(await left(newer), { code: 'unknown_key' });
    await at.reload(options(older.entry, newer.entry));
    await came(older);
    await came(newer);
    await at.reload(options(newer.entry));
    assert.deepEqual(await left(older), { code: 'unknown_key' });
    await came(newer);
    assert.equal(early.connected, true);
    // A key that cannot be read changes nothing.
    const [{ event, err }] = await at.reload(options('HS256:/no/such/key'));
    assert.equal(event, 'reload-refused');
    assert.match(err, /auth\.keys: HS256:\/no\/such\/key: No such file/);
    await came(newer);
  } finally {
    await at.server.stop('SIGKILL');
  }
});

test('who comes back gets no session of another user', async () => {
  const at = await startTroupe([...signer.flags, '--recovery.enabled=true']);
  const place = new Endpoint(at, '/socket.io/');
  const join = async (sub, pid) => {
    const wire = await Wire.session(place);
    wire.send(`40${JSON.stringify({ token: signer.token(sub), pid })}`);
    const answer = await wire.next((packet) => packet.startsWith('40{"sid"'));
    return { wire, ...JSON.parse(answer.slice(2)) };
  };
  try {
    const ann = await join('ann');
    assert.equal(ann.pid.length, 20);
    ann.wire.drop();
    await ann.wire.closed();
    const bob = await join('bob', ann.pid);
    assert.notEqual(bob.sid, ann.sid);
    assert.notEqual(bob.pid, ann.pid);
    const again = await join('ann', ann.pid);
    assert.deepEqual([again.sid, again.pid], [ann.sid, ann.pid]);
  } finally {
    await at.stop('SIGKILL');
  }
});

const faults = {
  'a secret that others may read': () => {
    const careless = new Signer();
    chmodSync(careless.file, 0o644);
    return [careless.flags, /others than its owner and group may read/];
  },
  'no key at all': () => [['--auth.mode=jwt'], /jwt needs auth\.keys/],
  'any origin with credentials': () => [
    ['--cors.origins=*', '--cors.credentials=true'],
    /cors\.credentials: not together with \*/,
  ],
};

for (const [what, make] of Object.entries(faults))
  test(`no start with ${what}`, async () => {
    const [flags, message] = make();
    await assert.rejects(startTroupe(flags), message);
  });

test('nothing of a token, a cookie or a header is in the log', async () => {
  const token = signer.token('marker-user', 600, { note: 'marker-claim' });
  const spoiled = `${token.slice(0, -4)}AAAA`;
  const headers = {
    authorization: `Bearer ${token}`,
    cookie: 'session=marker-cookie',
  };
  for (const [auth, extraHeaders] of [
    [{ token }, {}],
    [{ token: spoiled, more: 'marker-auth' }, {}],
    [{}, headers],
    [{}, { ...headers, authorization: `Bearer ${spoiled}` }],
  ]) {
    const query = { token, note: 'marker-query' };
    const socket = newcomer(server, { auth, extraHeaders, query });
    await Promise.race([
      heard(socket, 'connect'),
      heard(socket, 'connect_error'),
    ]);
    if (socket.connected) {
      await socket.emitWithAck('auth-refresh', spoiled);
      await socket.emitWithAck('auth-refresh', token);
    }
  }
  const opened = await request(endpoint.polling(), { headers });
  const { sid } = JSON.parse(opened.body.slice(1));
  await request(endpoint.polling({ sid, token }), {
    headers: { authorization: `Bearer ${spoiled}` },
  });
  server.signal('SIGUSR1');
  await eventually(
    () => linesOf(server.log()).some(({ event }) => event === 'actor-tree'),
    'actor tree',
  );
  for (const text of [
    ...token.split('.').slice(1),
    ...spoiled.split('.').slice(2),
    'marker-claim',
    'marker-cookie',
    'marker-auth',
    'marker-query',
  ])
    assert.equal(server.log().includes(text), false, text);
});
