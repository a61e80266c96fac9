// What nodes of a cluster count about each other, and what is counted about
// clients that come back.

import assert from 'node:assert/strict';
import test, { after, afterEach } from 'node:test';

import { Cluster } from './support/cluster.mjs';
import { Comer, startRecoveryServer } from './support/comeback.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Measured } from './support/metrics.mjs';
import { Polling } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const nodes = {};

const cluster = await Cluster.start(['a', 'b'], [], async (args) => {
  const name = args[args.indexOf('--name') + 1];
  const all = ['--chat.test_events=true', ...args];
  nodes[name] = await Measured.start(startTroupe, all);
  return nodes[name].server;
});
afterEach(closeWires);
after(async () => assert.deepEqual(await cluster.stop(), [0]));

const at = (name) => new Endpoint(nodes[name].server, '/socket.io/');
const through = (name, session) => new Polling(at(name), session.handshake);
const forwarded = (kind, result) =>
  `forwarded_requests_total{kind="${kind}",result="${result}"}`;

test('requests for a session of another node count where they come in', async () => {
  const session = await Polling.connect(at('a'));
  await session.next((packet) => packet.startsWith('42["conn"'));
  const since = await nodes.b.since();
  const there = through('b', session);
  for (let i = 0; i < 3; ++i) await there.post(`42["echo",${i}]`);
  const { status, body } = await there.get();
  assert.deepEqual([status, body.split('\x1e').length], [200, 3]);
  const probe = await Wire.open(at('b').webSocket({ sid: session.sid }));
  probe.send('2probe');
  await probe.expect('3probe');
  probe.send('5');
  await probe.assertEchoes();
  await nodes.b.eventually(since, {
    [forwarded('post', 'answered')]: 3,
    [forwarded('poll', 'answered')]: 1,
    [forwarded('upgrade', 'answered')]: 1,
    'engine_handshakes_total': 0,
    'engine_connections{transport="websocket"}': 0,
  });
  const here = await nodes.a.read();
  assert.equal(here.get('engine_connections{transport="websocket"}'), 1);
});

test('what one node has sent the other has received', async () => {
  const [a, b] = [await Wire.connect(at('a')), await Wire.connect(at('b'))];
  await a.assertEchoes();
  await b.assertEchoes();
  for (const what of ['messages', 'bytes'])
    await eventually(async () => {
      const [from, to] = [await nodes.b.read(), await nodes.a.read()];
      const sent = from.get(`cluster_${what}_total{direction="out"}`);
      const received = to.get(`cluster_${what}_total{direction="in"}`);
      return sent > 0 && sent === received;
    }, `the same number of ${what} on both`);
});

test('a node that is killed is up no more and not reached', async () => {
  const since = await nodes.a.since();
  const known = await nodes.a.read();
  assert.equal(known.get('cluster_nodes{state="up"}'), 1);
  assert.equal(known.get('cluster_nodes{state="unreached"}'), 0);
  await cluster.kill('b');
  await nodes.a.eventually(since, {
    'cluster_nodes{state="up"}': -1,
    'cluster_nodes{state="unreached"}': 1,
  });
});

test('a client that comes back counts as away until then', async (t) => {
  const troupe = await Measured.start(startRecoveryServer, ['--threads=2']);
  t.after(() => troupe.server.stop());
  const since = await troupe.since();
  const comer = await Comer.join(troupe.server.url);
  await comer.ask('join', 'anywhere');
  await comer.ask('state');
  await comer.comeBack(() =>
    troupe.eventually(since, { recovery_sessions: 1, 'sockets{nsp="/"}': 0 }),
  );
  assert.equal(comer.recovered, true);
  await troupe.eventually(since, {
    'recovery_sessions': 0,
    'recovery_attempts_total{result="recovered"}': 1,
    'sockets{nsp="/"}': 1,
  });
  const stranger = await Wire.session(
    new Endpoint(troupe.server, '/socket.io/'),
  );
  stranger.send('40{"pid":"nobody","offset":"nothing"}');
  await stranger.next((packet) => packet.startsWith('40'));
  await troupe.eventually(since, {
    'recovery_attempts_total{result="unknown_session"}': 1,
  });
  comer.leave();
  await troupe.eventually(since, { 'sockets{nsp="/"}': 1 });
});
