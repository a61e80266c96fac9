// Measures all servers side by side and writes down what came of it.
//
//   node run.mjs [--quick] [--only NAME,…] [--peers NAME,…] [--out DIR]

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chosenScenarios, readArguments } from './arguments.mjs';
import { foreignLoad } from './cells.mjs';
import { machineFacts } from './machine.mjs';
import { makeNamespace, removeNamespace } from './namespace.mjs';
import { install, peer } from './peers.mjs';
import { plotsOf } from './plots.mjs';
import { Rounds } from './rounds.mjs';
import {
  measureScaling,
  scalingPlot,
  scalingScenarios,
  scalingTables,
} from './scaling.mjs';
import { groups, makeScenarios } from './scenarios.mjs';
import { endAll } from './server.mjs';
import { tablesOf } from './tables.mjs';

const results = fileURLToPath(new URL('results/', import.meta.url));

function report(line) {
  console.error(`bench: ${line}`);
}

function readOptions() {
  try {
    const options = readArguments(process.argv.slice(2));
    const known = [...makeScenarios(options.quick), ...scalingScenarios];
    options.scenarios = chosenScenarios(known, options.only);
    return options;
  } catch (error) {
    console.error(`bench: ${error.message}`);
    return process.exit(2);
  }
}

function list(scenarios) {
  for (const [group, label] of Object.entries(groups)) {
    console.log(`${group}: ${label}`);
    for (const each of scenarios.filter((one) => one.group === group))
      console.log(`  ${each.id.padEnd(20)} ${each.label}`);
  }
}

/** The peers that are there, after what they need was installed. */
function presentPeers(names) {
  const why = install(names);
  if (why) report(`without the peers from npm: ${why}`);
  return names.map(peer).filter(({ npm }) => !(npm && why));
}

/** What went wrong with Troupe: a peer's faults are in the results only. */
function failuresOf(runs) {
  return runs
    .filter((run) => run.peer === 'troupe' && (run.error || run.faults))
    .map(
      (run) => `${run.scenario}, pass ${run.pass}: ${run.error ?? run.faults}`,
    );
}

function write(options, outcome, tables) {
  const folder =
    options.out ?? (options.whole ? results : join(results, 'partial'));
  mkdirSync(folder, { recursive: true });
  const { date, commit } = outcome.machine;
  const name = `${date.slice(0, 10)}-${commit.split(' ')[0]}`;
  const files = {
    [`${name}.json`]: `${JSON.stringify(outcome, null, 1)}\n`,
    [`${name}.md`]: `${tables}\n`,
    ...plotsOf(outcome),
    ...scalingPlot(outcome.scaling),
  };
  for (const [file, text] of Object.entries(files))
    writeFileSync(join(folder, file), text);
  report(
    `${Object.keys(files).length} files in ${folder}: ${name}.json and others`,
  );
}

function heading({ machine, quick }) {
  const { date, commit, cpu, cores, kernel, network } = machine;
  return (
    (quick ? 'A quick run, to see that all works: no figures to quote. ' : '') +
    `${date.slice(0, 10)}, commit ${commit}, ${cores} cores of ${cpu}, ` +
    `Linux ${kernel}, ${network}. Medians, in brackets least and most; \`*\`: ` +
    `other processes used more than ${foreignLoad} core in every run.`
  );
}

async function measureAll(options, network) {
  const peers = presentPeers(options.peers);
  const scaling = options.scenarios.filter(({ group }) => group === 'scaling');
  const scenarios = options.scenarios.filter(
    ({ group }) => group !== 'scaling',
  );
  const { within } = network;
  const names = peers.map(({ name }) => name);
  const machine = machineFacts(network.note, names);
  const rounds = new Rounds(scenarios, peers, { within, report });
  const runs = await rounds.all();
  for (const [name, why] of Object.entries(rounds.absent))
    report(`left out: ${name}: ${why}`);
  const there = names.filter((name) => !(name in rounds.absent));
  const grown = names.includes('troupe')
    ? await measureScaling(scaling, { within, report, quick: options.quick })
    : [];
  return {
    machine,
    quick: options.quick,
    scenarios,
    peers: there,
    runs,
    scaling: grown,
  };
}

function endOn(signal, code) {
  process.on(signal, () => {
    endAll();
    removeNamespace();
    process.exit(code);
  });
}

async function main() {
  const options = readOptions();
  if (options.list) return list(options.scenarios);
  endOn('SIGINT', 130);
  endOn('SIGTERM', 143);
  process.on('exit', endAll);
  const network = makeNamespace();
  report(network.note);
  try {
    const outcome = await measureAll(options, network);
    const tables = [
      heading(outcome),
      tablesOf(outcome),
      scalingTables(outcome.scaling),
    ]
      .filter((part) => part !== '')
      .join('\n\n');
    console.log(`\n${tables}\n`);
    write(options, outcome, tables);
    const failures = failuresOf([...outcome.runs, ...outcome.scaling]);
    for (const failure of failures) report(`Troupe failed: ${failure}`);
    process.exitCode = failures.length > 0 ? 1 : 0;
  } finally {
    removeNamespace();
  }
}

await main();
