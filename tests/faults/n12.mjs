// Strangers come to the port of the nodes. With TLS they get nowhere, and the
// nodes do not care. Without it a node believes what comes from its own
// machine: it may lose its links for a while, but it survives.

import { randomBytes } from 'node:crypto';
import { freemem } from 'node:os';
import { join } from 'node:path';

import { eventually } from '../e2e/support/time.mjs';
import { Certificates } from './certificates.mjs';
import { Fleet } from './fleet.mjs';
import { greedyHeader, intrude, intrudeByTls, isRefusal } from './hostile.mjs';
import { residentMegabytes } from './memory.mjs';
import { run } from './scenario.mjs';

const names = ['a', 'b', 'c'];
const noise = 500;
const atOnce = 25;

/** What a message that promises four gigabytes may cost a plain node. */
const roomForGreed = 8 * 2 ** 30;

function someBytes() {
  return randomBytes(1 + Math.floor(Math.random() * 10_000));
}

async function makeNoise(place) {
  const answers = [];
  for (let i = 0; i < noise; i += atOnce) {
    const strangers = Array.from({ length: atOnce }, () =>
      intrude(place, someBytes()),
    );
    answers.push(...(await Promise.all(strangers)));
  }
  return answers;
}

function linksLost(fleet) {
  return names.flatMap((name) =>
    fleet.logged(name).filter(({ event }) => event === 'peer-down'),
  ).length;
}

async function withTls(s, strangers) {
  const place = s.fleet.place('a');
  const { a } = s.fleet.nodes;
  const before = await residentMegabytes(a);
  const answers = [
    ...(await makeNoise(place)),
    await intrude(place, greedyHeader()),
  ];
  const wrong = answers.filter(({ said }) => !isRefusal(said));
  s.report.exactly('answers to strangers without TLS', wrong.length, 0);
  for (const [who, credentials] of Object.entries({
    'nobody in particular': {},
    'a node of others': await strangers.credentials('a'),
  })) {
    const { ended, said } = await intrudeByTls(
      place,
      greedyHeader(),
      credentials,
    );
    s.report.exactly(`refuses ${who}`, ended && said.length === 0, true);
  }
  const growth = (await residentMegabytes(a)) - before;
  s.report.atMost('memory that strangers cost', growth, 5, 'MB');
  s.report.exactly('links lost with TLS', linksLost(s.fleet), 0);
}

async function withoutTls(s) {
  if (freemem() < roomForGreed) return;
  const fleet = await Fleet.start(names);
  const { a } = fleet.nodes;
  await intrude(fleet.place('a'), greedyHeader());
  s.report.figure('memory of a plain node', await residentMegabytes(a), 'MB');
  const begin = s.now();
  const isModest = async () => (await residentMegabytes(a)) < 512;
  await eventually(isModest, 'a has given the memory back', 30_000);
  await fleet.whole(15_000);
  s.report.figure('memory given back and linked', s.now() - begin, 'ms');
  s.report.figure('links lost without TLS', linksLost(fleet));
  s.report.exactly('exit codes', String(await fleet.stopAll()), '0,0,0');
}

await run('N12', 'strangers at the port of the nodes', async (s) => {
  const make = (folder) => Certificates.make(join(s.folder, folder), names);
  const ours = await make('ours');
  await s.begin(names, { options: (name) => ours.options(name) });
  await withTls(s, await make('theirs'));
  await s.servesAnybody(names);
  await s.conclude();
  await withoutTls(s);
});
