// A node stands still: for a moment, which nobody may notice, and for longer
// than cluster.timeout, after which it has to be missed and to come back.

import { pause } from '../e2e/support/time.mjs';
import { run } from './scenario.mjs';

const others = ['a', 'b'];

/** Resolves to when it went on: it may be back before anybody looks. */
async function standStill(s, ms) {
  s.fleet.nodes.c.signal('SIGSTOP');
  await pause(ms);
  const awoken = s.now();
  s.fleet.nodes.c.signal('SIGCONT');
  return awoken;
}

async function blink(s) {
  const begin = s.now();
  const there = s.sessionsAt('c');
  await standStill(s, 1000);
  s.report.atMost('lists equal after 1 s', await s.agree(5000), 5000);
  for (const name of others) {
    const told = s.witnesses[name].told('disconnected', there, begin);
    s.report.exactly(`missed after 1 s by ${name}`, told.never, there.length);
  }
  await pause(3000);
}

async function faint(s) {
  const begin = s.now();
  const there = s.sessionsAt('c');
  s.cutOff('c');
  const awake = standStill(s, 5000);
  await s.servesAnybody(others);
  const awoken = await awake;
  s.report.atMost('lists equal after 5 s', await s.agree(5000), 5000);
  s.mend();
  await s.toldOnce('disconnected', others, there, begin, 5000);
  await s.toldOnce('connected', others, there, awoken, 5000);
  s.report.exactly(
    'clients that stayed on it',
    s.sessionsAt('c').filter((session) => there.includes(session)).length,
    there.length,
  );
  await pause(3000);
}

await run('N08', 'SIGSTOP of one of three, then SIGCONT', async (s) => {
  await s.begin([...others, 'c']);
  if (!s.short) await blink(s);
  await faint(s);
  await s.conclude();
});
