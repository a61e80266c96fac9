// A second node takes a name that is taken: it stays outside, the log says so,
// and the cluster does not care.

import { eventually, pause } from '../e2e/support/time.mjs';
import { startTroupe } from '../e2e/support/server.mjs';
import { loopback } from './fleet.mjs';
import { run } from './scenario.mjs';

const names = ['a', 'b', 'c'];

function linesOf(fleet, event) {
  return names.flatMap((name) =>
    fleet.logged(name).filter((line) => line.event === event),
  );
}

await run('N13', 'a name that is taken', async (s) => {
  await s.begin(names);
  const before = linesOf(s.fleet, 'peer-up').length;
  const place = await loopback.place();
  const second = await startTroupe(s.fleet.arguments('b', place));
  const refusals = () => linesOf(s.fleet, 'peer-refused');
  await eventually(() => refusals().length > 0, 'a refusal');
  await pause(5000);
  for (const { peer, reason } of refusals())
    s.report.exactly(`refused ${peer}`, reason, 'its name is taken');
  s.report.atMost('refusals in the logs', refusals().length, 3, '');
  s.report.exactly('links lost', linesOf(s.fleet, 'peer-down').length, 0);
  s.report.exactly('links', linesOf(s.fleet, 'peer-up').length, before);
  await s.servesAnybody(names);
  s.report.exactly('exit code of the second', await second.stop(), 0);
  await s.conclude();
});
