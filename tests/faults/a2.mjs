// A handler holds up its I/O thread for 10 s: what those notice who are served
// by the others, those of the same thread, and those who come new.

import { Endpoint } from '../e2e/support/endpoint.mjs';
import { LightClient } from '../e2e/support/light-client.mjs';
import { linesOf } from '../e2e/support/log-lines.mjs';
import { startExample } from '../e2e/support/server.mjs';
import { pause } from '../e2e/support/time.mjs';
import { quantile } from '../soak/gauges.mjs';
import { Report } from './report.mjs';

const id = 'A2';
const pairs = 25;
const every = 50;

const report = new Report(id);
const server = await startExample('faulty-server', [
  ...['--threads=2', '--log.format=json', '--chat.test_events=true'],
  '--fault=sleep:10s',
]);
const endpoint = new Endpoint(server, '/socket.io/');
const join = (username) =>
  LightClient.join(endpoint, 'websocket', { username }, () => {}, {
    skips: () => true,
  });

/** Asks all the time until `end`; how long each answer took, in ms. */
async function ask(client, end) {
  const times = [];
  while (performance.now() < end) {
    const begin = performance.now();
    // One that is not there in time is as long as all of it.
    await client.ask('echo', 1).catch(() => {});
    times.push(performance.now() - begin);
    await pause(every);
  }
  return times;
}

/** New clients all the time until `end`: when each came, and how long it took
 * until it was in. */
async function comeNew(begin, end) {
  const all = [];
  for (let n = 0; performance.now() < end; ++n) {
    const at = performance.now();
    const entry = { at: at - begin, took: Infinity };
    all.push(entry);
    join(`new${n}`)
      .then((client) => {
        entry.took = performance.now() - at;
        return client.leave();
      })
      .catch(() => {});
    await pause(250);
  }
  return all;
}

console.log(`${id} a handler holds up one of two threads for 10 s`);
try {
  // Connections are dealt out in turn.
  const clients = [];
  for (let n = 0; n < 2 * pairs; ++n) clients.push(await join(`c${n}`));
  const begin = performance.now();
  const end = begin + 10_000;
  clients[1].emit('fault');
  await pause(50);
  const asking = clients.map((client, n) => n === 1 ? [] : ask(client, end));
  const newcomers = await comeNew(begin, end - 2000);
  const answered = await Promise.all(asking);
  await pause(500);
  const of = (thread) => answered.filter((_, n) => n % 2 === thread).flat();
  const [others, same] = [of(0), of(1)];
  report.figure('answers on the other thread', others.length);
  report.figure('there, median', quantile(others, 0.5), 'ms');
  report.atMost('there, 99 of 100', quantile(others, 0.99), 50);
  report.figure('there, longest', quantile(others, 1), 'ms');
  report.figure('on the same thread, longest', quantile(same, 1), 'ms');
  const late = newcomers.filter(({ at }) => at > 1600);
  const early = newcomers.filter(({ at }) => at <= 1600);
  report.figure(
    'new in the first 1.6 s, longest',
    quantile(early.map(({ took }) => took), 1),
    'ms',
  );
  report.figure('new later', late.length);
  report.atMost(
    'new later, longest',
    quantile(late.map(({ took }) => took), 1),
    2000,
  );
  const lines = linesOf(server.log());
  const stuck = lines.filter(({ event }) => event === 'thread-stuck');
  report.exactly('lines that say so', stuck.length, 1);
  report.exactly('that name the handler', stuck[0]?.handler === 'fault', true);
  for (const client of clients) client.drop();
} catch (error) {
  report.failure(error);
}
report.exactly('exit code', await server.stop(), 0);
process.stdout.write(report.text());
process.exit(report.failed ? 1 : 0);
