// Thousands of clients are cut at once by a restart of their node, and all come
// again: with the pauses that socket.io-client makes, and as fast as they can.

import { readFileSync } from 'node:fs';

import { freePort } from '../e2e/support/cluster.mjs';
import { versions } from '../e2e/support/member.mjs';
import { startExample } from '../e2e/support/server.mjs';
import { eventually, pause } from '../e2e/support/time.mjs';
import { Herd } from './herd.mjs';
import { enterNamespaces, loopback } from './netns.mjs';
import { Report } from './report.mjs';

const id = 'B2';
const size = Number(process.env.B2_CLIENTS ?? 5000);
const officials = 100;
const ways = [['websocket'], ['polling', 'websocket'], ['polling']];

/** What the kernel has counted of accept queues that were full. */
function overflows() {
  const lines = readFileSync('/proc/net/netstat', 'latin1').split('\n');
  const [names, values] = lines
    .filter((line) => line.startsWith('TcpExt:'))
    .map((line) => line.split(' '));
  const of = (name) => Number(values[names.indexOf(name)]);
  return of('ListenOverflows') + of('ListenDrops');
}

const start = (port) =>
  startExample('protocol-server', [
    ...['--port', String(port)],
    ...['--engine.ping_interval=25s', '--engine.ping_timeout=20s'],
  ]);

function official(port, index) {
  return versions['4.8'](`http://127.0.0.1:${port}`, {
    transports: ways[index % ways.length],
    forceNew: true,
  });
}

await enterNamespaces(id);
loopback();
console.log(`${id} ${size} clients cut at once by a restart`);
const report = new Report(id);
const port = await freePort();
let server = await start(port);
const herd = new Herd(port);
const clients = Array.from({ length: officials }, (_, n) => official(port, n));
const backs = () => clients.filter(({ connected }) => connected).length;
const all = () => herd.joined === herd.size && backs() === officials;
try {
  while (herd.size < size - officials) {
    herd.add(Math.min(250, size - officials - herd.size));
    await eventually(() => herd.joined === herd.size, 'join', 60_000);
  }
  await eventually(all, 'all joined', 60_000);
  await pause(2000);
  const before = overflows();
  const begin = performance.now();
  await server.stop('SIGKILL');
  server = await start(port);
  const listening = performance.now();
  report.figure('server listens again after', listening - begin, 'ms');
  await eventually(() => herd.losses >= size - officials, 'all cut', 60_000);
  await eventually(() => herd.joined >= herd.size / 2, 'half', 60_000);
  report.figure('half of the clients are back', performance.now() - begin, 'ms');
  await eventually(all, 'all back', 60_000);
  report.atMost('all clients are back', performance.now() - begin, 15_000);
  report.exactly('overflows of the accept queue', overflows() - before, 0);
  report.figure('attempts that failed', herd.losses - (size - officials));
} catch (error) {
  report.failure(error);
}
herd.leave();
for (const client of clients) client.disconnect();
report.exactly('exit code', await server.stop(), 0);
process.stdout.write(report.text());
process.exit(report.failed ? 1 : 0);
