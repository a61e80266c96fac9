// A link comes and goes every second: nothing breaks for good, nothing grows,
// and nobody comes and goes more often than the link does.

import { pause } from '../e2e/support/time.mjs';
import { delays } from './delays.mjs';
import { residentMegabytes } from './memory.mjs';
import { beginInNamespaces, enterNamespaces } from './netns.mjs';
import { run } from './scenario.mjs';

const names = ['n1', 'n2', 'n3'];
const flaps = 15;
const half = 1000;

function memory(s) {
  const nodes = names.map((name) => s.fleet.nodes[name]);
  return Promise.all(nodes.map(residentMegabytes));
}

/** How often n1 and n2 told of the same session at most. */
function mostNews(s, sessions, since) {
  return Math.max(
    ...['n1', 'n2'].flatMap((name) =>
      ['connected', 'disconnected'].map(
        (kind) => s.witnesses[name].told(kind, sessions, since).most,
      ),
    ),
  );
}

await enterNamespaces('N07');
await run('N07', 'the link of n1 and n2 flaps for 30 s', async (s) => {
  const namespaces = await beginInNamespaces(s, names);
  const begin = s.now();
  const sessions = names.flatMap((name) => s.sessionsAt(name));
  const before = await memory(s);
  s.cut([['n1', 'n2']]);
  for (let flap = 0; flap < flaps; ++flap) {
    namespaces.part('n1', 'n2');
    await pause(half);
    namespaces.heal('n1', 'n2');
    await pause(half);
  }
  s.report.atMost('lists equal after it heals', await s.agree(10_000), 5000);
  s.mend();
  await s.servesAnybody(names);
  const after = await memory(s);
  names.forEach((name, i) =>
    s.report.atMost(`growth of ${name}`, after[i] - before[i], 50, 'MB'),
  );
  const most = mostNews(s, sessions, begin);
  s.report.atMost('news of one kind of one session', most, flaps, '');
  await pause(4000);
  await s.conclude();
  // A link that is away for less than cluster.timeout holds messages up. If
  // none waited, it never was.
  const longest = delays(s.record.entries, begin, s.now()).at(-1);
  s.report.atLeast('longest delay by the flapping', longest, half / 2, 'ms');
});
