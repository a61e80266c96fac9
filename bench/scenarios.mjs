// What is measured: the load of each scenario, as options of the load
// generator, and what it is called.

/** What the closed loops cannot tell; tables and plots repeat it. */
export const closedLoopWarning =
  'A lead in a closed loop shows that bursts coalesce; it does not mean that ' +
  'a server is that much faster in the open loop that users live in.';

export const groups = {
  closed: 'Closed loop: deliveries',
  echo: 'Closed loop: echo with ack, and churn',
  connections: 'Connections',
  open: 'Open loop: deliveries at a given rate',
  polling: 'Polling and mixed clients',
  scaling: 'Scaling of Troupe',
};

/** Deliveries per second that the open loops ask for. */
const rates = [20_000, 50_000, 100_000, 150_000, 200_000, 300_000];
const quickRates = [20_000, 100_000, 300_000];

const full = { settle: 0.3, warmup: 0.8, windows: 3, duration: 1.2, passes: 2 };
const short = {
  settle: 0.2,
  warmup: 0.3,
  windows: 1,
  duration: 0.6,
  passes: 1,
};

function broadcast(id, label, options) {
  return { id, group: 'closed', mode: 'broadcast', label, options };
}

const closed = [
  broadcast('serial', '1×1000, 64 B, 1 in flight', {
    n: 1000,
  }),
  broadcast('burst-64', '1×1000, 64 B, 8 in flight', {
    ...{ n: 1000, publishers: 4, window: 2 },
  }),
  broadcast('burst-1k', '1×1000, 1 KiB, 8 in flight', {
    ...{ n: 1000, publishers: 4, window: 2, payload: 1024 },
  }),
  broadcast('rooms-64', '100×10, 64 B, 1 in flight in each', {
    ...{ n: 1000, rooms: 100, publishers: 100 },
  }),
  broadcast('rooms-1k', '100×10, 1 KiB, 1 in flight in each', {
    ...{ n: 1000, rooms: 100, publishers: 100, payload: 1024 },
  }),
  broadcast('large', '1×10000, 64 B, 4 in flight', {
    ...{ n: 10_000, publishers: 4 },
  }),
];

const echo = [
  ...[100, 1000].map((n) => ({
    id: `echo-${n}`,
    group: 'echo',
    mode: 'echo',
    label: `echo with ack, ${n} clients`,
    options: { n },
  })),
  {
    id: 'churn',
    group: 'echo',
    mode: 'churn',
    label: 'churn: connect, join, leave; 32 slots',
    options: { n: 32 },
  },
];

function idle(n) {
  return {
    id: `idle-${n / 1000}k`,
    group: 'connections',
    mode: 'idle',
    label: `${n} connections`,
    options: { n },
    timing: { settle: 2, duration: 2, windows: 1, passes: 2 },
  };
}

export const shapes = {
  '1x1000': { label: 'one room of 1000', members: 1000, rooms: 1 },
  '100x10': { label: '100 rooms of 10', members: 10, rooms: 100 },
};

/** One rung of a ladder: a server that fails one is spared the higher ones. */
function rung(shape, rate) {
  const { label, members, rooms } = shapes[shape];
  return {
    id: `open-${shape}-${rate / 1000}k`,
    group: 'open',
    mode: 'broadcast',
    label: `${label}, ${rate / 1000}k deliveries/s`,
    options: { n: 1000, rooms, publishers: 100, rate: rate / members },
    timing: { passes: 2 },
    ladder: { shape, rate, messages: rate / members },
  };
}

const polling = [
  {
    id: 'polling-all',
    group: 'polling',
    mode: 'broadcast',
    label: '10×10, 64 B, all polling, closed loop',
    options: { n: 100, rooms: 10, publishers: 10, transport: 'polling' },
    needs: 'polling',
  },
  {
    id: 'polling-share',
    group: 'polling',
    mode: 'broadcast',
    label: '100×10, a fifth polling, 20k/s, open loop',
    options: {
      ...{ n: 1000, rooms: 100, publishers: 100, rate: 2000 },
      'polling-share': 0.2,
    },
    needs: 'polling',
  },
  {
    id: 'mixed',
    group: 'polling',
    mode: 'mixed',
    label: '10×10, messages, echoes, leaving, closed loop',
    options: { n: 100, rooms: 10 },
  },
];

function timed(scenario, quick) {
  const { mode, options } = scenario;
  if (!quick) return { ...scenario, timing: { ...full, ...scenario.timing } };
  if (mode !== 'idle') return { ...scenario, timing: short };
  const n = options.n / 10;
  const label = `${n} connections (quick)`;
  return { ...scenario, label, options: { n }, timing: short };
}

/** All scenarios with their times; --quick has one short window of each and a
 * tenth of the idle connections. */
export function makeScenarios(quick) {
  const ladders = Object.keys(shapes).flatMap((shape) =>
    (quick ? quickRates : rates).map((rate) => rung(shape, rate)),
  );
  const all = [
    ...closed,
    ...echo,
    ...[10_000, 19_000].map(idle),
    ...ladders,
    ...polling,
  ];
  return all.map((scenario) => timed(scenario, quick));
}
