// Two nodes are cut off from each other, and both see the third: that one hears
// all, and passes nothing on.

import { pause } from '../e2e/support/time.mjs';
import { beginInNamespaces, enterNamespaces } from './netns.mjs';
import { run } from './scenario.mjs';

const names = ['n1', 'n2', 'n3'];
const duration = 20_000;

await enterNamespaces('N06');
await run('N06', 'n1 and n2 see n3, not each other', async (s) => {
  const namespaces = await beginInNamespaces(s, names);
  const begin = s.now();
  const [atN1, atN2] = ['n1', 'n2'].map((name) => s.sessionsAt(name));
  s.cut([['n1', 'n2']]);
  namespaces.part('n1', 'n2');
  await pause(6000);
  await s.toldOnce('disconnected', ['n1'], atN2, begin, 5000);
  await s.toldOnce('disconnected', ['n2'], atN1, begin, 5000);
  s.report.atMost('n3 lists all', await s.agree(1000, ['n3']), 1000);
  await s.servesAnybody(names);
  await pause(begin + duration - s.now());
  const healed = s.now();
  namespaces.heal('n1', 'n2');
  s.report.atMost('lists equal after it heals', await s.agree(10_000), 5000);
  s.mend();
  await s.toldOnce('connected', ['n1'], atN2, healed, 5000);
  await s.toldOnce('connected', ['n2'], atN1, healed, 5000);
  const news = s.witnesses.n3.told('disconnected', [...atN1, ...atN2], begin);
  const missed = atN1.length + atN2.length - news.never;
  s.report.exactly('n3 misses somebody', missed, 0);
  await pause(4000);
  await s.conclude();
});
