// A hostile client makes a million lines a minute: those who behave lose
// nothing, the log takes no more of the disk than it may, and says what it has
// left out.

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { io } from 'socket.io-client';

import { Endpoint } from './support/endpoint.mjs';
import { linesOf } from './support/log-lines.mjs';
import { startTroupe } from './support/server.mjs';
import { pause, within } from './support/time.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const seconds = 6;
const linesPerSecond = 1_000_000 / 60;
const fileBytes = 200_000;
const files = 2;

const folder = mkdtempSync(join(tmpdir(), 'troupe-flood-'));

const logFiles = () => readdirSync(folder).map((name) => join(folder, name));

/** Events that do not fit their handler, each worth a line of the log. */
async function flood(endpoint) {
  const wire = await Wire.connect(endpoint);
  const all = linesPerSecond * seconds;
  const start = Date.now();
  for (let sent = 0; sent < all; await pause(20)) {
    const due = ((Date.now() - start) / 1000) * linesPerSecond;
    for (; sent < Math.min(due, all); ++sent) wire.send('42["flood","misfit"]');
  }
  await wire.assertEchoes(); // all before it has been handled
  return (Date.now() - start) / 1000;
}

async function connected(url) {
  const client = io(url, { forceNew: true, transports: ['websocket'] });
  await within(new Promise((r) => client.once('connect', r)), 'connect');
  return client;
}

/** Two clients that talk to each other through a room; the round trips in ms,
 * each of which has come back in order. */
async function chat(url) {
  const [ada, ben] = await Promise.all([connected(url), connected(url)]);
  const trips = [];
  try {
    for (let n = 0; trips.length < seconds * 50; ++n) {
      const start = performance.now();
      const answers = [ada, ben].map((client) =>
        within(client.emitWithAck('echo', n), 'answer'),
      );
      assert.deepEqual(await Promise.all(answers), [n, n]);
      trips.push(performance.now() - start);
      await pause(20);
    }
    return trips;
  } finally {
    ada.close();
    ben.close();
  }
}

test('a million lines a minute harm neither others nor the disk', async (t) => {
  const server = await startTroupe([
    '--chat.test_events=true',
    '--threads=1',
    `--log.file=${join(folder, 'troupe.log')}`,
    `--log.file_bytes=${fileBytes}`,
    `--log.files=${files}`,
    '--log.lines_per_second=500',
  ]);
  try {
    const endpoint = new Endpoint(server, '/socket.io/');
    const [took, trips] = await Promise.all([
      flood(endpoint),
      chat(server.url),
    ]);
    trips.sort((x, y) => x - y);
    t.diagnostic(
      `${linesPerSecond * seconds} lines in ${took} s; round trips of others: ` +
        `p50 ${trips[trips.length >> 1].toFixed(1)} ms, ` +
        `p99 ${trips[Math.floor(trips.length * 0.99)].toFixed(1)} ms, ` +
        `max ${trips.at(-1).toFixed(1)} ms`,
    );
    assert.equal(await server.stop(), 0);
    const size = logFiles().reduce((sum, file) => sum + statSync(file).size, 0);
    t.diagnostic(`${logFiles().length} files, ${size} bytes`);
    assert.ok(size <= fileBytes * (files + 1), `${size} bytes`);
    const lines = logFiles().flatMap((file) =>
      linesOf(readFileSync(file, 'utf8')),
    );
    const left = lines.filter(
      ({ event, of }) =>
        event === 'log-lines-suppressed' && of === 'event-rejected',
    );
    assert.ok(left.length > 0, 'nothing was left out');
    assert.ok(left.length <= took + 10, `${left.length} reports`);
    assert.equal(server.log(), '');
  } finally {
    closeWires();
    await server.stop('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

test('what is written and what is left out are all there is', async () => {
  const server = await startTroupe([
    '--chat.test_events=true',
    '--log.format=json',
    '--log.lines_per_second=50',
  ]);
  try {
    const wire = await Wire.connect(new Endpoint(server, '/socket.io/'));
    for (let n = 0; n < 5_000; ++n) wire.send('42["flood","misfit"]');
    await wire.assertEchoes();
    assert.equal(await server.stop(), 0);
    const lines = linesOf(server.log());
    const written = lines.filter(({ event }) => event === 'event-rejected');
    const left = lines
      .filter(({ of }) => of === 'event-rejected')
      .reduce((sum, line) => sum + line.lines, 0);
    assert.equal(written.length + left, 5_000);
    assert.ok(written.length >= 50 && left > 0);
  } finally {
    closeWires();
    await server.stop('SIGKILL');
  }
});
