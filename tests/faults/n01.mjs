// A node is killed under load: its users are gone for the others at once, and
// its clients are back soon.

import { pause } from '../e2e/support/time.mjs';
import { run } from './scenario.mjs';

const others = ['a', 'b'];

await run('N01', 'kill -9 of one of three', async (s) => {
  await s.begin([...others, 'c']);
  const gone = s.sessionsAt('c');
  const talkers = s.load.at('c');
  s.report.atLeast('clients of the killed node', gone.length, 1);
  const killed = s.now();
  s.cutOff('c');
  await s.fleet.kill('c');
  await s.load.connected(talkers);
  s.report.atMost('clients back', s.now() - killed, 10_000);
  await s.servesAnybody(others);
  await pause(2000);
  await s.toldOnce('disconnected', others, gone, killed, 1000);
  await s.fleet.start('c');
  await s.fleet.whole();
  await s.witnesses.c.connected();
  s.report.atMost('lists equal after the restart', await s.agree(5000), 5000);
  s.mend();
  await pause(3000);
  await s.conclude();
});
