// One node hears nothing of another one, which hears it well: their link goes
// once, and comes back once that heals.

import { pause } from '../e2e/support/time.mjs';
import { beginInNamespaces, enterNamespaces } from './netns.mjs';
import { run } from './scenario.mjs';

const names = ['n1', 'n2', 'n3'];
const duration = 20_000;

/** How often a node lost another one. */
function losses(s) {
  return names.map(
    (name) =>
      s.fleet.logged(name).filter(({ event }) => event === 'peer-down').length,
  );
}

await enterNamespaces('N05');
await run('N05', 'n2 hears nothing of n1 for 20 s', async (s) => {
  const namespaces = await beginInNamespaces(s, names);
  const begin = s.now();
  const [atN1, atN2] = ['n1', 'n2'].map((name) => s.sessionsAt(name));
  s.cut([['n1', 'n2']]);
  namespaces.drop('n1', 'n2');
  for (const at of [500, 6000, 18_000]) {
    await pause(begin + at - s.now());
    await s.servesAnybody(names);
  }
  await s.toldOnce('disconnected', ['n1'], atN2, begin, 5000);
  await s.toldOnce('disconnected', ['n2'], atN1, begin, 5000);
  await pause(begin + duration - s.now());
  const healed = s.now();
  namespaces.undrop('n1', 'n2');
  s.report.atMost('lists equal after it heals', await s.agree(10_000), 5000);
  s.mend();
  await s.toldOnce('connected', ['n1'], atN2, healed, 5000);
  await s.toldOnce('connected', ['n2'], atN1, healed, 5000);
  s.report.exactly('links lost by n1, n2, n3', String(losses(s)), '1,1,0');
  await pause(4000);
  await s.conclude();
});
