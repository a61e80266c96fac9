// Which plots a results file gives, by their file names.

import { cellOf, foreignLoad, verdictOf } from './cells.mjs';
import { barChart, lineCharts } from './charts.mjs';
import { peer } from './peers.mjs';
import { closedLoopWarning, shapes } from './scenarios.mjs';
import { costs } from './tables.mjs';

const looks = {
  troupe: { color: '#d1580b', shape: 'circle' },
  bare: { color: '#808a94', shape: 'square' },
  'sio-uws': { color: '#2f81d8', shape: 'diamond' },
  'sio-bun': { color: '#1a9c78', shape: 'triangle' },
  'sio-ws': { color: '#b865a8', shape: 'wedge' },
};

const noisyNote = `*: other processes used more than ${foreignLoad} core in every run.`;

export function legendOf(names) {
  return names.map((name) => ({ label: peer(name).label, ...looks[name] }));
}

function barsOf({ runs, peers }, scenarios, pick) {
  return scenarios.map((scenario) => ({
    label: scenario.label,
    bars: peers.map((name) => {
      const own = runs.filter(
        (run) => run.scenario === scenario.id && run.peer === name,
      );
      return { ...looks[name], cell: cellOf(own, pick) };
    }),
  }));
}

function bars(outcome, { group, pick, ...words }) {
  const scenarios = outcome.scenarios.filter((each) => each.group === group);
  const rows = barsOf(outcome, scenarios, pick);
  const cells = rows.flatMap((row) => row.bars.map(({ cell }) => cell));
  if (!cells.some((cell) => cell)) return undefined;
  const note = [words.note, cells.some((cell) => cell?.noisy) && noisyNote];
  return barChart({
    ...words,
    rows,
    note: note.filter(Boolean).join(' '),
    legend: legendOf(outcome.peers),
  });
}

/** A line ends where a server does not hold the rate any more. */
function ladderLines({ scenarios, runs, peers }, shape, pick) {
  const rungs = scenarios.filter((each) => each.ladder?.shape === shape);
  return peers.map((name) => {
    const points = rungs.flatMap(({ id, ladder }) => {
      const own = runs.filter(
        (run) => run.scenario === id && run.peer === name,
      );
      const cell = cellOf(own, pick);
      return cell && verdictOf(own, ladder).holds ? [[ladder.rate, cell]] : [];
    });
    return { ...looks[name], points };
  });
}

function ladders(outcome, { title, unit, pick, powers }) {
  const panels = Object.entries(shapes)
    .map(([shape, { label }]) => ({
      ...{ label, unit, powers, across: 'deliveries per second, offered' },
      lines: ladderLines(outcome, shape, pick).filter(
        ({ points }) => points.length > 0,
      ),
    }))
    .filter(({ lines }) => lines.length > 0);
  if (panels.length === 0) return undefined;
  const note =
    'Open loop: messages come at their times, whatever the server does. ' +
    'There is no point where a server did not hold the rate.';
  return lineCharts({ title, note, panels, legend: legendOf(outcome.peers) });
}

function milliseconds(name) {
  return (figures) => figures[name] / 1000;
}

const perCpuSecond = (figures) => figures.per_cpu_second;

const barPlots = {
  'closed-loop.svg': {
    group: 'closed',
    title: 'Closed loop: deliveries per server CPU second',
    note: closedLoopWarning,
    unit: 'deliveries per second of server CPU; 1×1000 is one room of 1000',
    pick: perCpuSecond,
  },
  'echo-churn.svg': {
    group: 'echo',
    title: 'Closed loop: round trips and cycles per server CPU second',
    note: closedLoopWarning,
    unit: 'per second of server CPU',
    pick: perCpuSecond,
  },
  'connects.svg': {
    group: 'connections',
    title: 'New connections per server CPU second',
    unit: 'connections per second of server CPU, until all are open',
    pick: (figures) => figures.connects_per_server_cpu_s,
  },
  'memory.svg': {
    group: 'connections',
    title: 'Memory of an idle connection',
    unit: 'KiB of anonymous memory of the server per connection',
    pick: (figures) => figures.anon_bytes_per_conn / 1024,
  },
  'polling.svg': {
    group: 'polling',
    title: 'Polling and mixed clients, per server CPU second',
    note: closedLoopWarning,
    unit: 'deliveries, or actions of mixed clients, per second of server CPU',
    pick: perCpuSecond,
  },
};

const ladderPlots = {
  'open-cost.svg': {
    title: 'Open loop: what a delivery costs',
    unit: 'µs of server CPU per delivery',
    pick: costs,
  },
  'open-latency.svg': {
    title: 'Open loop: latency, 99th percentile',
    unit: 'milliseconds',
    pick: milliseconds('latency_p99_us'),
    powers: true,
  },
  'open-latency-median.svg': {
    title: 'Open loop: latency, median',
    unit: 'milliseconds',
    pick: milliseconds('latency_p50_us'),
    powers: true,
  },
};

/** SVG texts by file name; a group that was not run gives none. */
export function plotsOf(outcome) {
  const draw = (plots, how) =>
    Object.entries(plots).map(([file, plot]) => [file, how(outcome, plot)]);
  const all = [...draw(barPlots, bars), ...draw(ladderPlots, ladders)];
  return Object.fromEntries(all.filter(([, svg]) => svg));
}
