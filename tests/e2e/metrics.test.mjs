// What the server counts is what clients have done.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test, { after, afterEach } from 'node:test';

import { WebSocket } from 'ws';

import { Endpoint } from './support/endpoint.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { Measured } from './support/metrics.mjs';
import { assertRefused, Polling, request } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const troupe = await Measured.start(startTroupe, [
  ...['--threads=2', '--chat.test_events=true'],
  ...['--engine.ping_interval=1s', '--engine.send_queue_bytes=200000'],
]);
const endpoint = new Endpoint(troupe.server, '/socket.io/');

afterEach(closeWires);
after(async () => assert.equal(await troupe.server.stop(), 0));

/** Bytes of a WebSocket frame with this payload (RFC 6455, section 5.2). */
function frameSize(payload, { masked }) {
  const size = Buffer.byteLength(payload);
  const length = size < 126 ? 0 : size < 65_536 ? 2 : 8;
  return 2 + length + (masked ? 4 : 0) + size;
}

const packets = (direction, transport) =>
  `engine_packets_total{direction="${direction}",transport="${transport}"}`;
const bytes = (direction, transport) =>
  `engine_bytes_total{direction="${direction}",transport="${transport}"}`;

/** Counts from now on, once those of the last test have gone. */
async function begin() {
  const gone = async () => {
    const now = await troupe.read();
    const open = ['polling', 'websocket'].map((transport) =>
      now.get(`engine_connections{transport="${transport}"}`),
    );
    return open.every((count) => count === 0);
  };
  await eventually(gone, 'the end of all sessions');
  return troupe.since();
}

test('promtool finds nothing to complain about', async () => {
  const { text } = await troupe.read();
  const promtool = spawn('promtool', ['check', 'metrics']);
  let complaints = '';
  for (const stream of [promtool.stdout, promtool.stderr])
    stream.setEncoding('utf8').on('data', (part) => (complaints += part));
  promtool.stdin.end(text);
  const [code] = await once(promtool, 'close');
  assert.deepEqual([code, complaints], [0, '']);
});

test('packets and bytes of a WebSocket are what its client has seen', async () => {
  const since = await begin();
  const sent = ['40', '42["echo","hi"]', `42["noop","${'x'.repeat(300)}"]`];
  const heard = [];
  const socket = new WebSocket(endpoint.webSocket());
  socket.on('message', (data) => heard.push(data.toString()));
  await once(socket, 'open');
  for (const packet of sent) socket.send(packet);
  await eventually(() => heard.includes(sent[1]), 'the echo');
  socket.close();
  await once(socket, 'close');
  const pings = heard.filter((packet) => packet === '2').length;
  const total = (all, masked) =>
    all.reduce((sum, packet) => sum + frameSize(packet, { masked }), 0);
  await troupe.eventually(since, {
    'engine_handshakes_total': 1,
    'engine_connections{transport="websocket"}': 0,
    'engine_disconnects_total{reason="transport close"}': 1,
    'events_total{nsp="/",direction="in"}': 2,
    'events_total{nsp="/",direction="out"}': heard.length - 2 - pings,
    'event_handler_seconds_count{nsp="/"}': 2,
    [packets('in', 'websocket')]: sent.length,
    // The closing frame is no packet, but comes with the bytes.
    [bytes('in', 'websocket')]: total([...sent, ''], true),
    [packets('out', 'websocket')]: heard.length,
    [bytes('out', 'websocket')]: total(heard, false),
  });
});

test('packets and bytes of polling are what its client has seen', async () => {
  const since = await begin();
  const answers = [];
  const ask = async (url, options) => {
    const { status, body } = await request(url, options);
    assert.equal(status, 200, body);
    return body;
  };
  const poll = async (url) => answers.push(await ask(url));
  await poll(endpoint.polling());
  const { sid } = JSON.parse(answers[0].slice(1));
  const url = endpoint.polling({ sid });
  const posts = ['40', '42["echo",1]\x1e42["echo",2]'];
  for (const body of posts) await ask(url, { method: 'POST', body });
  while (!answers.join().includes('42["echo",2]')) await poll(url);
  await ask(url, { method: 'POST', body: '1' });
  const count = (all) => all.flatMap((body) => body.split('\x1e')).length;
  const size = (all) =>
    all.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  await troupe.eventually(since, {
    'engine_handshakes_total': 1,
    'engine_connections{transport="polling"}': 0,
    'engine_disconnects_total{reason="transport close"}': 1,
    'engine_send_queue_bytes': 0,
    'events_total{nsp="/",direction="in"}': 2,
    [packets('in', 'polling')]: count([...posts, '1']),
    [bytes('in', 'polling')]: size([...posts, '1']),
    [packets('out', 'polling')]: count(answers),
    [bytes('out', 'polling')]: size(answers),
  });
});

for (const [name, transports] of Object.entries(ways))
  test(`an official client is counted as long as it stays: ${name}`, async () => {
    const polls = transports.includes('polling') && transports.length === 1;
    const upgrades = transports[0] === 'polling' && !polls;
    const last = polls ? 'polling' : 'websocket';
    const since = await begin();
    const member = await Member.join(versions['4.8'], troupe.server, {
      transports,
      username: name,
      room: 'counted',
    });
    assert.deepEqual(await member.ask('echo', name), [name]);
    await troupe.eventually(since, {
      [`engine_connections{transport="${last}"}`]: 1,
      'engine_upgrades_total{result="done"}': upgrades ? 1 : 0,
      'sockets{nsp="/"}': 1,
      'rooms{nsp="/"}': 1,
      'events_total{nsp="/",direction="in"}': 1,
    });
    await member.leave();
    await troupe.eventually(since, {
      'engine_connections{transport="polling"}': 0,
      'engine_connections{transport="websocket"}': 0,
      'engine_disconnects_total{reason="transport close"}': 1,
      'sockets{nsp="/"}': 0,
      'rooms{nsp="/"}': 0,
    });
  });

test('a refusal counts by its reason', async () => {
  const since = await begin();
  const unknown = await request(endpoint.polling({ transport: 'pigeon' }));
  assertRefused(unknown, 0, 'Transport unknown');
  for (let i = 0; i < 2; ++i) {
    const lost = await request(endpoint.polling({ sid: 'nobody' }));
    assertRefused(lost, 1, 'Session ID unknown');
  }
  await Wire.refused(endpoint.webSocket({ EIO: '3' }));
  await troupe.eventually(since, {
    'engine_handshakes_total': 0,
    'engine_handshake_rejections_total{reason="unknown_transport"}': 1,
    'engine_handshake_rejections_total{reason="unknown_sid"}': 2,
    'engine_handshake_rejections_total{reason="unsupported_protocol_version"}': 1,
  });
});

test('a probe that says something else has failed', async () => {
  const since = await begin();
  const session = await Polling.connect(endpoint);
  const probe = await Wire.open(endpoint.webSocket({ sid: session.sid }));
  probe.send('4hello');
  await probe.closed();
  await troupe.eventually(since, {
    'engine_upgrades_total{result="failed"}': 1,
    'engine_upgrades_total{result="done"}': 0,
  });
  await session.post('1');
});

test('a client that does not read is disconnected and nothing waits for it', async () => {
  const since = await begin();
  const wire = await Wire.connect(endpoint);
  wire.socket.pause();
  wire.send('42["flood",200,100000]');
  await troupe.eventually(since, {
    'engine_backpressure_total{policy="disconnect"}': 1,
    'engine_disconnects_total{reason="transport error"}': 1,
    'engine_send_queue_bytes': 0,
    'sockets{nsp="/"}': 0,
  });
});

test('what a full socket does not take waits and is counted until it leaves', async () => {
  const since = await begin();
  const wires = await Promise.all([1, 2].map(() => Wire.connect(endpoint)));
  const [slow] = wires;
  slow.socket.pause();
  const grown = async () => {
    slow.send('42["flood",1,100000]');
    const { engine_send_queue_bytes: waiting } = await since.changes([
      'engine_send_queue_bytes',
    ]);
    return waiting > 0;
  };
  await eventually(grown, 'bytes that wait');
  slow.socket.resume();
  await troupe.eventually(since, { 'engine_send_queue_bytes': 0 });
});

test('a pong is timed and the round trip is short', async () => {
  const since = await begin();
  await Wire.connect(endpoint);
  const pongs = 'engine_pong_rtt_seconds_count';
  await eventually(
    async () => (await since.changes([pongs]))[pongs] > 0,
    'a pong',
  );
});

test('labels are none that a client has made up', async () => {
  const before = (await troupe.read()).names;
  const wire = await Wire.session(endpoint);
  for (const nsp of ['/made', '/up']) wire.send(`40${nsp},`);
  wire.send('40');
  await wire.next((packet) => packet.startsWith('40{'));
  for (let i = 0; i < 10; ++i) wire.send(`42["made-up-${i}"]`);
  await wire.assertEchoes();
  assert.deepEqual((await troupe.read()).names, before);
});

test('the process is the one that was started', async () => {
  const { text } = await troupe.read();
  const started = /^process_start_time_seconds (.+)$/m.exec(text)[1];
  const age = Date.now() / 1000 - Number(started);
  assert.ok(age > -2 && age < 600, `started ${age} s ago`);
  assert.match(text, /^troupe_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
});
