// A fourth node joins under load: it knows all soon, and nobody waits for it.

import { pause } from '../e2e/support/time.mjs';
import { delays } from './delays.mjs';
import { run } from './scenario.mjs';

function describe(s, when, from, to) {
  const all = delays(s.record.entries, from, to);
  const part = (share) => all[Math.floor(share * (all.length - 1))];
  s.report.figure(`median delay ${when}`, part(0.5), 'ms');
  s.report.figure(`p99 delay ${when}`, part(0.99), 'ms');
  s.report.figure(`longest delay ${when}`, part(1), 'ms');
}

await run('N15', 'a fourth node joins', async (s) => {
  await s.begin(['a', 'b', 'c']);
  const begin = s.now();
  await pause(5000);
  const started = s.now();
  await s.fleet.add('d');
  await s.fleet.whole();
  s.report.figure('started and linked', s.now() - started, 'ms');
  await s.watch('d');
  s.report.atMost('lists equal with it', await s.agree(5000), 2000);
  await pause(started + 5000 - s.now());
  const end = s.now();
  await s.servesAnybody(['a', 'b', 'c', 'd']);
  await s.conclude();
  describe(s, 'before', begin, started);
  describe(s, 'while it joins', started, end);
});
