// What it costs the clients that an operator looks: their latency with and
// without `troupe ctl tree`, `status` and a scrape of /metrics every half a
// second.
//
//   node bench/watching.mjs [--seconds 10] [--rounds 3] [--rate 1000]
//
// 500 clients in 50 rooms, open loop: --rate messages a second, each to the ten
// of its room. Prints a table; both kinds take turns. Needs build/release (or
// TROUPE_BIN and SIOLOAD).

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
process.env.SIOLOAD ??= path('../build/release/bench/sioload');
const troupe = process.env.TROUPE_BIN ?? path('../build/release/troupe');
const socket = `/tmp/troupe-watching-${process.pid}.sock`;
const metricsPort = 19464;
const between = 500; // ms

const { runLoad } = await import('./generator.mjs');
const { Server, endAll } = await import('./server.mjs');

const number = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
  options: { seconds: number(10), rounds: number(3), rate: number(1000) },
});
const load = [
  ...['--mode', 'broadcast', '--n', 500, '--rooms', 50, '--publishers', 50],
  ...['--rate', values.rate, '--warmup', 2, '--duration', values.seconds],
];
const place = { within: [], cpus: '1' };
const run = promisify(execFile);
const ctl = (...args) => run(troupe, ['ctl', '--socket', socket, ...args]);

async function scrape() {
  const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  await answer.text();
}

/** Looks again and again until told to stop; counts how often it did. */
function watch() {
  let going = true;
  const looked = (async () => {
    let looks = 0;
    for (; going; ++looks) {
      await Promise.all([ctl('--json', 'tree'), ctl('status'), scrape()]);
      await new Promise((later) => setTimeout(later, between));
    }
    return looks;
  })();
  return () => {
    going = false;
    return looked;
  };
}

async function measure(watched) {
  const command = [
    ...[troupe, '--host', '127.0.0.1', '--port', '0', '--threads', '1'],
    ...['--log.level', 'warn', `--ctl.socket=${socket}`],
    `--http.internal=${metricsPort}`,
  ];
  const server = await Server.start(
    { name: 'Troupe', command },
    { ...place, cpus: '0' },
  );
  const stop = watched ? watch() : async () => 0;
  try {
    const figures = await runLoad(load, server, place);
    return { figures, looks: await stop() };
  } finally {
    await stop();
    await server.stop();
  }
}

process.once('exit', endAll);
console.log('| Watched | Looks | Deliveries/s | p50 | p99 | Lost |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (let round = 0; round < Number(values.rounds); ++round)
  for (const watched of [false, true]) {
    const { figures, looks } = await measure(watched);
    const ms = (name) => `${(figures[name] / 1000).toFixed(2)} ms`;
    console.log(
      `| ${watched ? 'yes' : 'no'} | ${looks} ` +
        `| ${Math.round(figures.deliveries_per_s)} | ${ms('latency_p50_us')} ` +
        `| ${ms('latency_p99_us')} | ${figures.lost} |`,
    );
  }
process.exit(0);
