// Tables for the terminal, which are Markdown too.

import { cellOf, verdictOf } from './cells.mjs';
import { closedLoopWarning, groups, shapes } from './scenarios.mjs';

/** Three digits, as 82.4k or 7.9. */
export function figure(value) {
  if (value >= 1e6) return `${digits(value / 1e6)}M`;
  if (value >= 1000) return `${digits(value / 1000)}k`;
  return digits(value);
}

/** The same for a round number, as 20k. */
export function roundFigure(value) {
  const [, number, unit] = /^([\d.]+)(.*)$/.exec(figure(value));
  return `${Number(number)}${unit}`;
}

function digits(value) {
  if (value >= 100 || value === 0) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Median, with least and most unless there is only one, and a mark. */
export function cellText(cell, scale = 1) {
  if (!cell) return '–';
  const [middle, least, most] = [cell.median, cell.min, cell.max].map((value) =>
    figure(value * scale),
  );
  const range = cell.values > 1 ? ` (${least}–${most})` : '';
  return `${middle}${cell.noisy ? '*' : ''}${range}`;
}

export function table(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, at) =>
    Math.max(...all.map((row) => [...row[at]].length)),
  );
  const line = (row) =>
    `| ${row.map((text, at) => pad(text, widths[at], at > 0)).join(' | ')} |`;
  const rule = widths.map((width, at) =>
    at > 0 ? `${'-'.repeat(width + 1)}:` : '-'.repeat(width + 2),
  );
  return [line(head), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}

function pad(text, width, right) {
  const blanks = ' '.repeat(width - [...text].length);
  return right ? blanks + text : text + blanks;
}

/** One row per scenario, one column per peer; `pick` and `scale` say which
 * figure, `text` replaces a cell's. */
function comparison({ scenarios, runs, peers }, { pick, scale, text, label }) {
  const cell = (scenario, peer) => {
    const own = runs.filter(
      (run) => run.scenario === scenario.id && run.peer === peer,
    );
    return text?.(own, scenario) ?? cellText(cellOf(own, pick), scale);
  };
  const rows = scenarios.map((scenario) => [
    (label ?? ((each) => each.label))(scenario),
    ...peers.map((peer) => cell(scenario, peer)),
  ]);
  return table(['', ...peers], rows);
}

const perCpuSecond = { pick: (figures) => figures.per_cpu_second };
const framesPerRead = { pick: (figures) => figures.frames_per_read };

/** Of a rung that a server did not hold, how much of it arrived. */
function ifHeld(pick, scale) {
  const text = (runs, { ladder }) => {
    const good = runs.filter((run) => !run.error);
    if (good.length === 0) return undefined;
    const { arrived, holds, sure } = verdictOf(good, ladder);
    const mark = sure ? '' : '*';
    if (holds) return undefined;
    return `not held${mark}: ${Math.round(arrived * 100)} %`;
  };
  const label = ({ ladder }) => `${ladder.rate / 1000}k/s`;
  return { pick, scale, text, label };
}

const openFigures = [
  ['server CPU per delivery, µs', ifHeld(costs)],
  ['latency p50, ms', ifHeld((figures) => figures.latency_p50_us, 1e-3)],
  ['latency p99, ms', ifHeld((figures) => figures.latency_p99_us, 1e-3)],
  ['most messages on their way', ifHeld((figures) => figures.backlog_max)],
];

/** µs of server CPU for each delivery, by window. */
export function costs(figures) {
  return figures.per_cpu_second.map((rate) => 1e6 / rate);
}

const connectionFigures = [
  [
    'new connections per server CPU second',
    { pick: (figures) => figures.connects_per_server_cpu_s },
  ],
  [
    'anonymous memory per idle connection, KiB',
    { pick: (figures) => figures.anon_bytes_per_conn, scale: 1 / 1024 },
  ],
  [
    'resident memory of the server, MiB',
    { pick: (figures) => figures.rss_connected_kb, scale: 1 / 1024 },
  ],
];

const writers = {
  closed: (part) => [
    '**Deliveries per server CPU second, closed loop**',
    closedLoopWarning,
    comparison(part, perCpuSecond),
    '**Frames per read of a client: above 1, deliveries were coalesced**',
    comparison(part, framesPerRead),
  ],
  echo: (part) => [
    '**Round trips and cycles per server CPU second, closed loop**',
    closedLoopWarning,
    comparison(part, perCpuSecond),
  ],
  connections: (part) =>
    connectionFigures.flatMap(([title, how]) => [
      `**${title[0].toUpperCase()}${title.slice(1)}**`,
      comparison(part, how),
    ]),
  open: (part) => Object.keys(shapes).flatMap((shape) => ladderOf(part, shape)),
  polling: (part) => [
    '**Deliveries, or actions of mixed clients, per server CPU second**',
    closedLoopWarning,
    comparison(part, perCpuSecond),
  ],
};

function ladderOf(part, shape) {
  const scenarios = part.scenarios.filter(
    (each) => each.ladder.shape === shape,
  );
  if (scenarios.length === 0) return [];
  const lowest = scenarios.slice(0, 1);
  const steady =
    lowest[0].ladder.rate === 20_000 ? latencies(part, lowest) : [];
  return [
    ...openFigures.flatMap(([title, how]) => [
      `**${shapes[shape].label}: ${title}**`,
      comparison({ ...part, scenarios }, how),
    ]),
    ...steady,
  ];
}

/** The latency that a moderate load meets, with what nobody hides in it. */
function latencies(part, scenarios) {
  const rows = [
    ['p50 ms', (figures) => figures.latency_p50_us, 1e-3],
    ['p99 ms', (figures) => figures.latency_p99_us, 1e-3],
    ['server cores', (figures) => figures.server_cores],
    ['other processes, cores', (figures) => figures.other_cores],
  ].map(([name, pick, scale]) => [
    name,
    ...part.peers.map((peer) => {
      const own = part.runs.filter(
        (run) => run.scenario === scenarios[0].id && run.peer === peer,
      );
      return cellText(cellOf(own, pick), scale);
    }),
  ]);
  const { shape } = scenarios[0].ladder;
  return [
    `**${shapes[shape].label}: at 20,000 deliveries/s**`,
    table(['', ...part.peers], rows),
  ];
}

/** All tables of a results file, as text. */
export function tablesOf({ scenarios, runs, peers }) {
  const parts = Object.entries(writers).map(([group, write]) => {
    const own = scenarios.filter((scenario) => scenario.group === group);
    if (own.length === 0) return '';
    const paragraphs = write({ scenarios: own, runs, peers });
    return [`## ${groups[group]}`, ...paragraphs].join('\n\n');
  });
  return parts.filter((part) => part !== '').join('\n\n');
}
