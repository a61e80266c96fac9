// What it costs the clients that an operator looks: their latency with and
// without asking for the tree, the status and /metrics every --every seconds, as
// `troupe ctl` does over the node's socket. Not by `troupe ctl` itself: on a
// machine of two cores the start of a program takes more from the server than
// its question.
//
//   node bench/watching.mjs [--seconds 10] [--rounds 3] [--rate 1000] [--every 2]
//
// 500 clients in 50 rooms, open loop: --rate messages a second, each to the ten
// of its room. Prints a table; both kinds take turns. Needs build/release (or
// TROUPE_BIN and SIOLOAD).

import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
process.env.SIOLOAD ??= path('../build/release/bench/sioload');
const troupe = process.env.TROUPE_BIN ?? path('../build/release/troupe');
const socket = `/tmp/troupe-watching-${process.pid}.sock`;

const { runLoad } = await import('./generator.mjs');
const { Server, endAll } = await import('./server.mjs');

const number = (value) => ({ type: 'string', default: String(value) });
const { values } = parseArgs({
  options: { seconds: number(10), rounds: number(3), rate: number(1000), every: number(2) },
});
const load = [
  ...['--mode', 'broadcast', '--n', 500, '--rooms', 50, '--publishers', 50],
  ...['--rate', values.rate, '--warmup', 2, '--duration', values.seconds],
];
const place = { within: [], cpus: '1' };

async function ask(method, path) {
  const asked = request({ socketPath: socket, method, path });
  asked.end();
  const [answer] = await once(asked, 'response');
  if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`);
  return text(answer);
}

/** Looks again and again until told to stop; counts how often it did. */
function watch() {
  let going = true;
  const looked = (async () => {
    let looks = 0;
    for (; going; ++looks) {
      await ask('POST', '/ctl/tree');
      await ask('POST', '/ctl/status');
      await ask('GET', '/metrics');
      await sleep(1000 * Number(values.every));
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
