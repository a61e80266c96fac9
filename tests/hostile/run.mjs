#!/usr/bin/env node
// Runs the hostile cases against a server, and says which got another verdict
// than they should.

import { parseArgs } from 'node:util';

import { allCases } from './cases/all.mjs';
import { printResults, writeTable } from './support/report.mjs';
import { Round } from './support/round.mjs';

const usage = `usage: run.mjs [options]
  --server NAME  troupe (default), socketio (npm's), or a URL
  --only ID      this case or class (H, H-017) alone; may be repeated
  --json         results as JSON
  --table        runs troupe and NAME, writes both into docs/hostile.md
  --help         this text`;

function commandLine() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        server: { type: 'string', default: 'troupe' },
        only: { type: 'string', multiple: true, default: [] },
        json: { type: 'boolean', default: false },
        table: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { ...values, only: [...values.only, ...positionals] };
  } catch (error) {
    console.error(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

async function results(server, chosen) {
  const round = new Round(server, chosen);
  return round.run();
}

// Each server process of a run is ended when ours ends.
process.setMaxListeners(100);
const options = commandLine();
if (options.help) {
  console.log(usage);
  process.exit();
}
const chosen = allCases.filter(
  ({ id }) =>
    options.only.length === 0 ||
    options.only.some((prefix) => id.startsWith(prefix)),
);
if (chosen.length === 0) {
  console.error('no such case');
  process.exit(2);
}
const outcomes = await results(options.server, chosen);
if (options.table) {
  const ours = await results('troupe', chosen);
  writeTable(ours, outcomes);
}
const failed = printResults(outcomes, options);
await new Promise((written) => process.stdout.write('', written));
process.exit(failed && options.server !== 'socketio' ? 1 : 0);
