// Each node in turn is restarted in order under load: clients of the others
// lose nothing.

import { pause } from '../e2e/support/time.mjs';
import { run } from './scenario.mjs';

const names = ['a', 'b', 'c'];

async function restart(s, name) {
  const others = names.filter((other) => other !== name);
  const talkers = s.load.at(name);
  const gone = s.sessionsAt(name);
  const begin = s.now();
  s.cutOff(name);
  s.report.exactly(`exit code of ${name}`, await s.fleet.stop(name), 0);
  s.report.atMost(`${name} stopped`, s.now() - begin, 10_000);
  await s.load.connected(talkers);
  s.report.atMost(`clients of ${name} back`, s.now() - begin, 12_000);
  await s.toldOnce('disconnected', others, gone, begin, 10_000);
  await s.fleet.start(name);
  await s.fleet.whole();
  s.report.atMost(`lists equal with ${name}`, await s.agree(5000), 5000);
  s.mend();
  await pause(4000);
}

await run('N10', 'rolling restart', async (s) => {
  await s.begin(names);
  for (const name of names) await restart(s, name);
  await s.conclude();
});
