// Thousands of clients that join, talk, vanish, stall, come back and misbehave
// at random, for as long as one likes. What has to hold all the time is checked
// all the time; the closing line is what was found, as JSON.

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { Cluster } from '../e2e/support/cluster.mjs';
import { startTroupe } from '../e2e/support/server.mjs';
import { eventually, pause } from '../e2e/support/time.mjs';
import { FreshClients } from './fresh.mjs';
import { Gauges, holdings, quantile, starvation } from './gauges.mjs';
import { Random } from './random.mjs';
import { World } from './world.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: 'string', default: '200' },
    minutes: { type: 'string', default: '1' },
    nodes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'fresh-within': { type: 'string', default: '2000' },
    'memory-slope': { type: 'string', default: 'Infinity' },
    news: { type: 'string', default: '5000' },
    json: { type: 'string' },
  },
});
const number = (name) => Number(values[name]);

/** So that who has vanished is missed soon. */
const heartbeat = ['--engine.ping_interval=10s', '--engine.ping_timeout=30s'];
const restEvery = 60_000;
const settings = ['--chat.test_events=true', ...heartbeat, ...positionals];

/** What of a whole minute is left for going on between two rests. */
const begin = Date.now();
const end = begin + number('minutes') * 60_000;

async function startServers() {
  if (number('nodes') === 1) return [await startTroupe(settings)];
  const names = Array.from({ length: number('nodes') }, (_, n) => `n${n + 1}`);
  const cluster = await Cluster.start(names, settings);
  return Object.values(cluster.nodes);
}

/** A fresh client has to be served in time; that the machine let server and
 * clients wait for a core is no fault of the server's. */
async function meetFresh(fresh, servers, world) {
  while (Date.now() < end) {
    for (const server of servers) {
      const waited = () => starvation(server.pid) + starvation(process.pid);
      const before = waited();
      const result = await fresh.meet(server.url);
      const within = number('fresh-within') + waited() - before;
      if (!(result <= within))
        world.report(`a fresh client: ${result} (ms; at most ${within})`);
    }
    await pause(1000);
  }
}

async function rests(world) {
  const every = Math.min(restEvery, (end - Date.now()) / 3);
  for (let next = Date.now() + every; next < end; next += every) {
    await pause(Math.max(0, next - Date.now()));
    if (next + every / 2 < end) await world.rest();
  }
  await pause(Math.max(0, end - Date.now()));
}

async function live(servers, world, fresh) {
  await world.begin();
  const meetings = meetFresh(fresh, servers, world);
  await rests(world);
  await meetings;
  await world.end();
}

/** All sockets have to be closed again once the clients have gone. */
async function checkDescriptors(gauges, world) {
  for (const { pid, first } of gauges) {
    const kept = () => holdings(pid).descriptors - first.descriptors;
    try {
      await eventually(() => kept() <= 0, 'descriptors', 40_000);
    } catch {
      world.report(`${kept()} descriptors are kept`);
    }
  }
}

function checkMemory(gauges, world) {
  for (const each of gauges)
    if (each.memorySlope() > number('memory-slope'))
      world.report(`memory grows by ${each.memorySlope().toFixed(2)} MB/min`);
}

async function stop(servers, world) {
  for (const server of servers) {
    const code = await server.stop().catch((error) => error.message);
    if (code !== 0) world.report(`a server ended with ${code}`);
    const [, bug] = /"event":"(io-thread-exception|actor-crashed)"/.exec(
      server.log(),
    ) ?? [];
    if (bug) world.report(`${bug} in the log`);
  }
}

function result(world, fresh, gauges) {
  const { times, errors } = fresh;
  const ms = (part) => Number(quantile(times, part).toFixed(1));
  return {
    seed: number('seed'),
    clients: world.clients,
    minutes: Number(((Date.now() - begin) / 60_000).toFixed(2)),
    lives: world.lives,
    said: world.ledger.said,
    delivered: world.ledger.delivered,
    ...world.counts,
    fresh_ms: {
      clients: times.length,
      failed: errors.length,
      p50: ms(0.5),
      p99: ms(0.99),
      most: ms(1),
    },
    starved_s: Number((starvation(process.pid) / 1000).toFixed(1)),
    servers: gauges.map((each) => each.summary()),
    violations: world.violations.length,
  };
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => process.exit(1)); // which ends the servers

console.log(
  `${values.clients} clients, ${values.minutes} min, seed ${values.seed}`,
);
const servers = await startServers();
const world = new World({
  servers,
  clients: number('clients'),
  newsPerSecond: number('news'),
  random: new Random(number('seed')),
});
const gauges = servers.map(({ pid }) => new Gauges(pid));
const fresh = new FreshClients();
try {
  await live(servers, world, fresh);
  await checkDescriptors(gauges, world);
  checkMemory(gauges, world);
} catch (error) {
  world.report(error.stack);
}
for (const each of gauges) each.stop();
await fresh.stop();
const found = result(world, fresh, gauges);
await stop(servers, world);
found.violations = world.violations.length;
const text = JSON.stringify(found, null, 2);
console.log(text);
if (values.json) writeFileSync(values.json, `${text}\n`);
if (world.violations.length > 0) {
  for (const server of servers) console.error(server.log().slice(-8_000));
  process.exitCode = 1;
}
process.exit();
