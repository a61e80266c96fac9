// The generator reads whatever is legal, and finds each thing that is wrong.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test from 'node:test';

import { WrongServer } from './wrong-server.mjs';

const brief = '--settle 0.1 --warmup 0 --duration 0.4 --drain 0.6 --json -';
const three = '--mode broadcast --n 3 --rooms 1 --publishers 1 --rate 50';
const six = '--mode broadcast --n 6 --rooms 2 --publishers 2 --window 3';

/** Runs the generator; resolves to its exit code and its figures. */
async function sioload(line) {
  const child = spawn(process.env.SIOLOAD_BIN, line.split(' '), {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, error, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  const json = out.indexOf('{\n');
  return { code, error, ...(json < 0 ? {} : JSON.parse(out.slice(json))) };
}

/** Runs it against a server with a fault. */
async function against(fault, line) {
  const server = new WrongServer(fault);
  const port = await server.start();
  try {
    const found = await sioload(`--port ${port} ${brief} ${line}`);
    return { ...found, pongs: server.pongs };
  } finally {
    server.stop();
  }
}

/** Asserts that a run has found exactly these. */
function expect(found, figures) {
  const got = Object.keys(figures).map((key) => [key, found[key]]);
  assert.deepEqual(Object.fromEntries(got), figures);
}

const good = {
  code: 0,
  lost: 0,
  duplicates: 0,
  order_violations: 0,
  wrong_room: 0,
  proto_errors: 0,
};

for (const size of [64, 126, 1024, 66_000])
  test(`messages of ${size} bytes arrive`, async () => {
    const found = await against('none', `${six} --payload ${size}`);
    expect(found, good);
    assert.ok(found.received_total >= 18);
  });

test('bytes may come one by one', async () => {
  const line = '--mode broadcast --n 4 --publishers 2 --payload 200';
  const found = await against('dribble', line);
  expect(found, good);
  assert.ok(found.received_total >= 8);
});

test('messages may come in fragments, with pings in between', async () => {
  const found = await against('fragments', `${six} --payload 700`);
  expect(found, good);
  assert.ok(found.pongs >= 18);
});

test('pings of both protocols are answered', async () => {
  const found = await against('pings', six);
  expect(found, good);
  assert.ok(found.pongs >= 18);
  assert.ok(found.eio_pings >= 18);
});

test('several threads share rooms', async () => {
  const line = '--mode broadcast --n 20 --rooms 2 --publishers 4 --threads 3';
  const found = await against('none', line);
  expect(found, good);
  assert.ok(found.received_total >= 40);
});

test('clients may poll', async () => {
  for (const share of [0.5, 1]) {
    const found = await against('none', `${six} --polling-share ${share}`);
    expect(found, good);
    assert.ok(found.received_total >= 18);
  }
});

test('echoes come back', async () => {
  for (const fault of ['none', 'fragments']) {
    const found = await against(fault, '--mode echo --n 5 --payload 300');
    expect(found, { code: 0, bad_acks: 0, lost: 0 });
    assert.ok(found.round_trips_per_s >= 20);
  }
});

test('clients come and go', async () => {
  const churn = await against('none', '--mode churn --n 5');
  expect(churn, { code: 0, cycle_failures: 0 });
  assert.ok(churn.cycles_per_s >= 10);
  const mixed = await against('none', '--mode mixed --n 12 --rooms 2');
  expect(mixed, { ...good, bad_acks: 0, closed_by_server: 0 });
  assert.ok(mixed.operations_per_s >= 20);
  assert.ok(mixed.reconnects_done > 0);
});

for (const transport of ['websocket', 'polling']) {
  const line = `${three} --transport ${transport}`;

  test(`a lost message is found: ${transport}`, async () => {
    const figures = { code: 1, lost: 1, gaps: 1, duplicates: 0, undelivered: 0 };
    expect(await against('lose', line), figures);
  });

  test(`a doubled message is found: ${transport}`, async () => {
    expect(await against('double', line), { code: 1, duplicates: 1, gaps: 0 });
  });

  test(`two swapped messages are found: ${transport}`, async () => {
    const figures = { code: 1, order_violations: 1, gaps: 1, lost: 0 };
    expect(await against('swap', line), figures);
  });

  test(`a message in the wrong room is found: ${transport}`, async () => {
    const rooms = line.replace('--rooms 1', '--rooms 3');
    expect(await against('wrong-room', rooms), { code: 1, wrong_room: 1 });
  });
}

test('the mix finds what is lost, too', async () => {
  const line = '--mode mixed --n 3 --rate 60 --duration 1';
  expect(await against('double', line), { code: 1, duplicates: 1, lost: 0 });
  const found = await against('lose-often', line);
  assert.equal(found.code, 1);
  assert.ok(found.lost > 0);
});

test('a wrong ack is found', async () => {
  const found = await against('bad-ack', '--mode echo --n 2 --rate 50');
  expect(found, { code: 1, bad_acks: 1 });
});

test('a server that refuses is found', async () => {
  const found = await against('refusal', '--mode idle --n 2');
  expect(found, { code: 1, connect_failed: 2, fail_http: 2 });
  assert.match(found.error, /400 Bad Request/);
});

test('what an overloaded server still owes is undelivered', async () => {
  const line = three.replace('--rate 50', '--rate 1000');
  const found = await against('slow', line);
  expect(found, { code: 1, gaps: 0, lost: found.undelivered });
  assert.ok(found.undelivered > 0);
  assert.ok(found.backlog_end > 0);
  assert.ok(found.backlog_max >= found.backlog_end);
});

test('other machines are no targets', async () => {
  const { code, error } = await sioload('--mode idle --host 10.0.0.1');
  assert.equal(code, 2);
  assert.match(error, /127\.0\.0\.0/);
});
