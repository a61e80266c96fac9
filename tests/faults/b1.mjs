#!/usr/bin/env node
// B1: a crowd of which some stop reading, while somebody says 1 KiB to all of
// them 200 times a second. The slow ones have to go, the others to notice
// nothing, and memory to stay.
//
// The others are `sioload`, which checks that nobody misses a message; the slow
// ones are bare sockets.

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { connect } from 'node:net';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { linesOf } from '../e2e/support/log-lines.mjs';
import { Measured } from '../e2e/support/metrics.mjs';
import { startTroupe } from '../e2e/support/server.mjs';
import { eventually } from '../e2e/support/time.mjs';
import { residentMegabytes } from './memory.mjs';

const usage = `usage: b1.mjs [options]
  --clients N   in all (1000)
  --slow N      of them, which stop reading (100)
  --seconds N   of load (60)
  --no-times    judges neither latency nor when the slow ones have gone, for a
                machine that has other things to do
  --help        this text
SIOLOAD_BIN is the load generator, TROUPE_BIN the server.`;

const bounds = { megabytes: 150, p99_ms: 100, gone_s: 15 };

function commandLine() {
  try {
    return parseArgs({
      options: {
        clients: { type: 'string', default: '1000' },
        slow: { type: 'string', default: '100' },
        seconds: { type: 'string', default: '60' },
        'no-times': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

/** A client in the room that everybody is in, who reads its way in and then no
 * more. Resolves to its session's id, as the log shows it. */
async function stall(server) {
  const socket = connect({ host: '127.0.0.1', port: server.port });
  socket.on('error', () => {}); // it is reset, as it should be
  await once(socket, 'connect');
  socket.write(
    'GET /socket.io/?EIO=4&transport=websocket&room=r0&username=slow HTTP/1.1\r\n' +
      'Host: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  // "40", masked with zeros.
  socket.write(Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x34, 0x30]));
  let came = '';
  while (!came.includes('40{"sid"')) {
    const [bytes] = await once(socket, 'data');
    came += bytes.toString('latin1');
  }
  socket.pause();
  return /0\{"sid":"([^"]+)"/.exec(came)[1].slice(0, 8);
}

/** Runs the others; resolves to what they saw. */
async function startOthers(server, count, seconds) {
  const folder = await mkdtemp(join(tmpdir(), 'troupe-b1-'));
  const file = join(folder, 'figures.json');
  const words = [
    ...['--mode', 'broadcast', '--n', count, '--rooms', 1],
    ...['--publishers', 1, '--rate', 200, '--payload', 1024],
    // Time for the slow ones to come in, once the others have.
    ...['--settle', 10, '--warmup', 0, '--duration', seconds],
    ...['--port', server.port, '--json', file, '--quiet'],
  ];
  const generator = spawn(process.env.SIOLOAD_BIN, words.map(String), {
    stdio: 'inherit',
  });
  return {
    async end() {
      await once(generator, 'close');
      const figures = JSON.parse(await readFile(file, 'utf8'));
      await rm(folder, { recursive: true });
      return figures;
    },
  };
}

/** The most memory that the server has until `stop`. */
function watchMemory(server) {
  let most = 0;
  const look = async () => {
    most = Math.max(most, await residentMegabytes(server).catch(() => 0));
  };
  const timer = setInterval(look, 250);
  return async () => {
    clearInterval(timer);
    await look();
    return most;
  };
}

const endsOf = (server, sids) =>
  linesOf(server.log()).filter(
    (line) => line.event === 'session-closed' && sids.has(line.sid),
  );

/** Seconds from the first message until the last of the slow ones had gone. */
function goneAfter(ends, began) {
  const last = Math.max(...ends.map(({ ts }) => Date.parse(ts)));
  return (last - began) / 1000;
}

async function measure({ clients, slow, seconds }) {
  const troupe = await Measured.start(startTroupe, [
    '--log.format=json',
    '--log.level=info',
  ]);
  const { server } = troupe;
  try {
    const count = async (name) => (await troupe.read()).get(name);
    const others = await startOthers(server, clients - slow, seconds);
    await eventually(
      async () => (await count('sockets{nsp="/"}')) === clients - slow,
      'the others are there',
      60_000,
    );
    const sids = new Set();
    for (let i = 0; i < slow; ++i) sids.add(await stall(server));
    const before = await residentMegabytes(server);
    const stopWatching = watchMemory(server);
    const said = 'events_total{nsp="/",direction="in"}';
    await eventually(async () => (await count(said)) > 0, 'load', 30_000);
    const began = Date.now();
    const figures = await others.end();
    const most = await stopWatching();
    const ends = await eventually(() => {
      const all = endsOf(server, sids);
      return all.length === sids.size && all;
    }, 'end of the slow ones');
    return {
      grown_mb: most - before,
      gone_s: goneAfter(ends, began),
      options: [...new Set(ends.map(({ option }) => option))],
      explained: ends.every((each) => each.reason === 'transport error' && each.option),
      figures,
    };
  } finally {
    await server.stop('SIGKILL');
  }
}

const wrongs = ['lost', 'gaps', 'order_violations', 'duplicates', 'closed_by_server', 'connect_failed'];

function judge(found, withTimes) {
  const faults = wrongs
    .filter((name) => found.figures[name] > 0)
    .map((name) => `${name}: ${found.figures[name]}`);
  if (!found.explained) faults.push('not all of the slow ones have a reason');
  if (found.grown_mb > bounds.megabytes)
    faults.push(`memory has grown by ${found.grown_mb.toFixed(0)} MB`);
  if (withTimes && found.gone_s > bounds.gone_s)
    faults.push(`the slow ones were there for ${found.gone_s} s`);
  const p99_ms = found.figures.latency_p99_us / 1000;
  if (withTimes && p99_ms > bounds.p99_ms)
    faults.push(`99 of 100 came within ${p99_ms} ms`);
  return faults;
}

const words = commandLine();
if (words.help) {
  console.log(usage);
  process.exit();
}
const found = await measure({
  clients: Number(words.clients),
  slow: Number(words.slow),
  seconds: Number(words.seconds),
});
console.log(JSON.stringify(found, null, 1));
const faults = judge(found, !words['no-times']);
console.log(faults.length > 0 ? `B1 failed: ${faults.join(', ')}` : 'B1 passed');
process.exit(faults.length > 0 ? 1 : 0);
