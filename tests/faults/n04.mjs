// The network falls apart, one node here and two there, and heals: each side
// misses the other and serves its own meanwhile.

import { pause } from '../e2e/support/time.mjs';
import { beginInNamespaces, enterNamespaces } from './netns.mjs';
import { run } from './scenario.mjs';

const names = ['n1', 'n2', 'n3'];
const apart = [
  ['n1', 'n2'],
  ['n1', 'n3'],
];
const duration = 20_000;

/** For each node, the sessions on the other side. */
function missingAt(s) {
  const [n1, n2, n3] = names.map((name) => s.sessionsAt(name));
  return { n1: [...n2, ...n3], n2: n1, n3: n1 };
}

async function checkNews(s, kind, missing, since) {
  for (const name of names)
    await s.toldOnce(kind, [name], missing[name], since, 5000);
}

await enterNamespaces('N04');
await run('N04', 'partition n1 | n2, n3 for 20 s', async (s) => {
  const namespaces = await beginInNamespaces(s, names);
  const missing = missingAt(s);
  const begin = s.now();
  s.cut(apart);
  for (const [one, other] of apart) namespaces.part(one, other);
  for (const at of [500, 6000, 18_000]) {
    await pause(begin + at - s.now());
    await s.servesAnybody(names);
  }
  await checkNews(s, 'disconnected', missing, begin);
  await pause(begin + duration - s.now());
  const healed = s.now();
  for (const [one, other] of apart) namespaces.heal(one, other);
  s.report.atMost('lists equal after it heals', await s.agree(10_000), 5000);
  s.mend();
  await checkNews(s, 'connected', missing, healed);
  await pause(4000);
  await s.conclude();
});
