// Three nodes behind a load balancer that hands out requests in turn, without
// stickiness: nobody may notice.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { pause } from '../e2e/support/time.mjs';
import { Balancer } from './balancer.mjs';
import { measureRoundTrips } from './round-trips.mjs';
import { run } from './scenario.mjs';

const names = ['a', 'b', 'c'];
const duration = 30_000;
const handshakes = 10_000;
const roundTrips = 1000;

async function visit(url) {
  const program = fileURLToPath(new URL('handshakes.mjs', import.meta.url));
  const child = fork(program, [url, String(handshakes)]);
  process.once('exit', () => child.kill('SIGKILL'));
  const [result] = await once(child, 'message');
  return result;
}

function reportVisits(s, { statuses, visits, refusals }) {
  s.report.exactly('handshakes', visits, handshakes);
  for (const [status, expected] of Object.entries({
    ...Object.fromEntries(Object.keys(statuses).map((each) => [each, 0])),
    400: 0,
    200: 4 * handshakes,
  }))
    s.report.exactly(`HTTP ${status}`, statuses[status] ?? 0, expected);
  s.report.exactly('answers to CONNECT', refusals, handshakes);
}

function reportTimes(s, { times, statuses }) {
  for (const [way, all] of Object.entries(times))
    for (const [what, share] of [['median', 0.5], ['p99', 0.99]])
      s.report.figure(
        `${what} round trip, ${way}`,
        all[Math.floor(share * (all.length - 1))],
        'ms',
      );
  const kinds = String(Object.keys(statuses));
  s.report.exactly('kinds of HTTP status', kinds, '200');
}

await run('haproxy', 'three nodes behind a load balancer', async (s) => {
  await s.startNodes(names);
  const balancer = await Balancer.start(s.fleet.servers(), s.folder);
  await s.startLoad(() => [{ name: 'any', url: balancer.url }]);
  s.report.atMost('lists equal', await s.agree(10_000), 10_000);
  await pause(2000);
  const begin = s.now();
  const visits = await visit(balancer.url);
  s.report.figure('handshakes made in', s.now() - begin, 'ms');
  await pause(Math.max(0, begin + duration - s.now()));
  reportVisits(s, visits);
  const downs = s.record.entries.filter(({ ev }) => ev === 'down');
  for (const { reason } of downs.slice(0, 5))
    s.report.figure('a client went', reason);
  s.report.exactly('connections lost', downs.length, 0);
  await s.load.hush();
  const [owner, other] = names.map((name) => s.fleet.url(name));
  reportTimes(s, await measureRoundTrips(owner, other, roundTrips));
  await s.conclude();
  balancer.stop();
});
