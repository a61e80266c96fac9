// One run of the load generator, and what is kept of its figures.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { start } from './server.mjs';

const generator = process.env.SIOLOAD;

/** The generator's exit codes. */
const allGood = 0;
const somethingWrong = 1;

/** The load of a scenario as the generator's command line, but the target. */
export function loadOf({ mode, options, timing }) {
  const given = Object.entries({
    ...options,
    settle: timing.settle,
    warmup: timing.warmup,
    duration: timing.duration,
    windows: timing.windows,
  });
  return [
    '--mode',
    mode,
    ...given.flatMap(([key, value]) => [`--${key}`, value]),
  ];
}

/** Starts it against `server` without waiting. */
export function startLoad(words, server, place) {
  const { within, cpus } = place;
  const pin = cpus ? ['--pin', cpus] : [];
  const target = ['--port', server.port, ...pin, '--quiet'];
  return start([...within, generator, ...words, ...target]);
}

/** Runs it to its end; resolves to its figures, all of them. Throws if it could
 * not run at all. */
export async function runLoad(words, server, place) {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-bench-'));
  const file = join(folder, 'figures.json');
  const measured = ['--server-pid', server.pid, '--json', file];
  try {
    const { output, ended } = startLoad([...words, ...measured], server, place);
    const code = await ended;
    if (code !== allGood && code !== somethingWrong)
      throw new Error(`sioload ended with ${code}: ${lastLine(output)}`);
    return JSON.parse(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lastLine({ out, err }) {
  return (err.trim() || out.trim()).split('\n').at(-1);
}

/** What a message can suffer, by the generator's names. */
const wrongs = [
  'duplicates',
  'order_violations',
  'wrong_room',
  'gaps',
  'bad_acks',
];
const failures = ['connect_failed', 'proto_errors', 'cycle_failures'];
/** These happen to a server that is asked for more than it can. */
const overload = ['lost', 'closed_by_server'];

/** What went wrong in a run, in words, or nothing. What is only late is no
 * loss, and on a ladder a server may cut off who cannot follow. */
export function faultsOf(figures, { ladder }) {
  const { lost = 0, undelivered, closed_by_server: closed } = figures;
  const missing =
    undelivered === undefined && ladder ? 0 : lost - (undelivered ?? 0);
  const all = { ...figures, lost: missing };
  const excused = ladder && closed > 0 ? overload : [];
  const names = [...wrongs, ...failures, ...overload].filter(
    (name) => all[name] > 0 && !excused.includes(name),
  );
  return names.map((name) => `${name} ${all[name]}`).join(', ') || undefined;
}

const kept = [
  ...['server_cores', 'load_busy_frac', 'other_cores', 'steal_s'],
  ...['deliveries_per_s', 'server_us_per_delivery', 'frames_per_read'],
  ...['latency_p50_us', 'latency_p90_us', 'latency_p99_us', 'latency_max_us'],
  ...['backlog_max', 'backlog_end', 'undelivered', 'expected_total'],
  ...[...wrongs, ...failures, ...overload],
  ...['connect_rate', 'connects_per_server_cpu_s', 'anon_bytes_per_conn'],
  ...['rss_bytes_per_conn', 'rss_connected_kb', 'idle_cores', 'connected'],
];

/** The figure of a mode, whatever it counts: connects are another one. */
function headline(figures, ending) {
  const name = Object.keys(figures).find(
    (key) => key.endsWith(ending) && !/^(connects|publishes)/.test(key),
  );
  return name === undefined ? [] : [figures[name]];
}

/** What results keep of a run. With one window, that is the whole time. */
export function summaryOf(figures) {
  const { window_per_cpu_s: costs, window_rates: reached } = figures;
  const present = kept.filter((name) => figures[name] !== undefined);
  return {
    per_cpu_second: costs ?? headline(figures, '_per_server_cpu_s'),
    per_second: reached ?? headline(figures, 's_per_s'),
    ...Object.fromEntries(present.map((name) => [name, figures[name]])),
  };
}
