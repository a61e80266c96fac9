// How the costs of Troupe grow with members, rooms, connections and threads.
// A cost per delivery that stays where it is means that the whole grows
// linearly; nothing should grow faster.

import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { cellOf } from './cells.mjs';
import { lineCharts } from './charts.mjs';
import {
  faultsOf,
  loadOf,
  runLoad,
  startLoad,
  summaryOf,
} from './generator.mjs';
import { peer } from './peers.mjs';
import { Server } from './server.mjs';
import { cellText, costs, figure, table } from './tables.mjs';

const deliveries = 20_000;
const perDelivery = 'µs of server CPU per delivery';
const long = { settle: 0.3, warmup: 1, windows: 3, duration: 2, passes: 2 };
const short = {
  settle: 0.3,
  warmup: 0.5,
  windows: 1,
  duration: 0.7,
  passes: 1,
};

/** Open loop, so that all points have the same number of deliveries. */
function broadcast(rooms, members) {
  const n = rooms * members;
  const publishers = Math.max(rooms, Math.min(n, 100));
  const options = { n, rooms, publishers, rate: deliveries / members };
  return { mode: 'broadcast', options };
}

const series = {
  'scaling-members': {
    across: 'members of one room',
    unit: perDelivery,
    points: [10, 100, 1000, 10_000],
    powersAcross: true,
    load: (members) => broadcast(1, members),
  },
  'scaling-rooms': {
    across: 'rooms of 10 members',
    unit: perDelivery,
    points: [1, 10, 100, 1000],
    powersAcross: true,
    load: (rooms) => broadcast(rooms, 10),
  },
  'scaling-connections': {
    across: 'idle connections beside 100 rooms of 10',
    unit: perDelivery,
    points: [0, 5000, 10_000, 15_000],
    ballast: (n) => ({ n, query: 'username=b{n}&room=ballast' }),
    load: () => broadcast(100, 10),
  },
  'scaling-join': {
    across: 'members of the room that is joined and left',
    unit: 'µs of server CPU per connect, join and leave',
    points: [10, 100, 1000, 10_000],
    powersAcross: true,
    ballast: (n) => ({ n, query: 'username=b{n}&room=r0' }),
    load: () => ({ mode: 'churn', options: { n: 32 } }),
  },
  'scaling-threads': {
    across: 'threads, on two cores that the generator shares',
    unit: perDelivery,
    points: [1, 2],
    threads: true,
    load: () => broadcast(100, 10),
  },
};

/** What --only can name. */
export const scalingScenarios = Object.entries(series).map(([id, each]) => ({
  id,
  group: 'scaling',
  label: `${each.unit}, against ${each.across}`,
}));

function connectionsOf(server) {
  return readdirSync(`/proc/${server.pid}/fd`).length;
}

/** Waits until the server has `count` more descriptors than `before`. */
async function connected(server, before, count) {
  const until = Date.now() + 60_000;
  while (connectionsOf(server) < before + count) {
    if (Date.now() > until) throw new Error(`no ${count} connections in 60 s`);
    await sleep(50);
  }
}

/** Opens connections that are only there; resolves to what ends them. */
async function addBallast(options, server, place) {
  if (options.n === 0) return () => {};
  const before = connectionsOf(server);
  const timing = { settle: 0, warmup: 0, windows: 1, duration: 600 };
  const words = loadOf({ mode: 'idle', options, timing });
  const { child } = startLoad(words, server, place);
  await connected(server, before, options.n);
  await sleep(1500);
  return () => child.kill('SIGKILL');
}

/** Connections of each thread, as the actor tree says once `n` are there. */
async function spreadOf(server, n) {
  await connected(server, connectionsOf(server), n);
  await sleep(200);
  server.signal('SIGUSR1');
  await sleep(500);
  const registry = /kind=session-registry name=\S+ .*?members=(\d+)/g;
  return [...server.log.matchAll(registry)].map(([, count]) => Number(count));
}

function serverFor(each, x) {
  const troupe = peer('troupe');
  if (!each.threads) return { troupe, cpus: '0', loadCpus: '1' };
  const log = ['--log.level', 'info', '--log.format', 'text'];
  troupe.command = [...troupe.command, '--threads', x, ...log];
  return { troupe, cpus: '0,1', loadCpus: undefined };
}

async function measurePoint(each, x, timing, within) {
  const { troupe, cpus, loadCpus } = serverFor(each, x);
  const server = await Server.start(troupe, { within, cpus });
  const place = { within, cpus: loadCpus };
  let end = () => {};
  try {
    if (each.ballast) end = await addBallast(each.ballast(x), server, place);
    const load = { ...each.load(x), timing };
    const running = runLoad(loadOf(load), server, place);
    const spread = each.threads ? spreadOf(server, load.options.n) : undefined;
    const [raw, connections] = await Promise.all([running, spread]);
    const figures = { ...summaryOf(raw), connections };
    return { figures, faults: faultsOf(raw, load) };
  } finally {
    end();
    await server.stop();
  }
}

/** Measures the chosen series; resolves to their runs. */
export async function measureScaling(chosen, { within, report, quick }) {
  const timing = quick ? short : long;
  const runs = [];
  const one = async (id, x, pass) => {
    const run = { scenario: id, peer: 'troupe', x, pass };
    await measurePoint(series[id], x, timing, within).then(
      (result) => Object.assign(run, result),
      (error) => (run.error = error.message),
    );
    runs.push(run);
    const cost = run.error ?? `${figure(costs(run.figures).at(-1))} µs`;
    report(`${id} ${pass}/${timing.passes}, ${x}: ${cost} ${run.faults ?? ''}`);
  };
  for (const { id } of chosen)
    for (let pass = 1; pass <= timing.passes; ++pass)
      for (const x of series[id].points) await one(id, x, pass);
  return runs;
}

function pointsOf(runs, id) {
  const own = runs.filter((run) => run.scenario === id);
  const xs = [...new Set(own.map(({ x }) => x))];
  return xs.map((x) => [
    x,
    cellOf(
      own.filter((run) => run.x === x),
      costs,
    ),
  ]);
}

function tableOf(runs, id) {
  const points = pointsOf(runs, id);
  if (points.length === 0) return '';
  const { across, unit, threads } = series[id];
  const first = points[0][1];
  const rows = points.map(([x, cell]) => [
    String(x),
    cellText(cell),
    cell && first ? `${(cell.median / first.median).toFixed(2)}×` : '–',
    ...(threads ? [spreadText(runs, id, x)] : []),
  ]);
  const head = [across, unit, 'of the first'];
  return table(threads ? [...head, 'connections per thread'] : head, rows);
}

function spreadText(runs, id, x) {
  const spread = runs.findLast(
    (run) => run.scenario === id && run.x === x && run.figures,
  );
  return spread?.figures.connections?.join(' + ') ?? '–';
}

/** The tables of what was measured, as text. */
export function scalingTables(runs) {
  if (runs.length === 0) return '';
  const tables = Object.keys(series).map((id) => tableOf(runs, id));
  return ['## Scaling of Troupe', ...tables.filter((each) => each)].join(
    '\n\n',
  );
}

/** The plot of what was measured, by its file name. */
export function scalingPlot(runs) {
  const troupe = { color: '#d1580b', shape: 'circle' };
  const panels = Object.entries(series).flatMap(([id, each]) => {
    const points = pointsOf(runs, id).filter(([, cell]) => cell);
    const { across, unit, powersAcross } = each;
    const lines = [{ ...troupe, points }];
    const panel = { label: '', across, unit, powersAcross, lines };
    return points.length > 0 && !each.threads ? [panel] : [];
  });
  if (panels.length === 0) return {};
  const title = `Scaling of Troupe at ${deliveries / 1000}k deliveries/s`;
  const note =
    'A level line says that the whole grows in proportion; nothing should ' +
    'grow faster.';
  const legend = [{ label: 'Troupe, 1 thread', ...troupe }];
  return { 'scaling.svg': lineCharts({ title, note, legend, panels }) };
}
