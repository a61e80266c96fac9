// All nodes are stopped in order and started again: everybody is back soon.

import { pause } from '../e2e/support/time.mjs';
import { run } from './scenario.mjs';

const names = ['a', 'b', 'c'];

await run('N14', 'restart of all at once', async (s) => {
  await s.begin(names);
  s.cut(names.flatMap((one) => names.map((other) => [one, other])));
  const stopped = s.now();
  const codes = await s.fleet.stopAll();
  s.report.figure('all stopped', s.now() - stopped, 'ms');
  s.report.exactly('exit codes', String(codes), '0,0,0');
  const started = s.now();
  await Promise.all(names.map((name) => s.fleet.start(name)));
  s.report.figure('all listen', s.now() - started, 'ms');
  await s.load.connected();
  s.report.atMost('all clients back', s.now() - started, 15_000);
  await s.fleet.whole();
  await Promise.all(
    Object.values(s.witnesses).map((witness) => witness.connected()),
  );
  s.report.atMost('lists equal after the restart', await s.agree(5000), 5000);
  s.mend();
  await pause(4000);
  await s.conclude();
});
