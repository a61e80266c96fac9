// L: signals, limits of the process, and what is left of it all.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { eventually } from '../../e2e/support/time.mjs';
import { singles } from '../support/case.mjs';
import { ask, httpVerdict } from '../support/http.mjs';
import { Session } from '../support/session.mjs';
import { holdings } from '../support/targets.mjs';
import { Tcp, withTcp } from '../support/tcp.mjs';
import { failureOfFreshClient } from '../support/witness.mjs';
import { frame, RawSocket, withSocket } from '../support/websocket.mjs';

const times = (count, make) => Promise.all(Array.from({ length: count }, make));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const fresh = async ({ url }) => (await failureOfFreshClient(url)) ?? 'alive';

/** Gives `act` a server of its own, and ends it if it is still there. */
async function withServer(at, act, kind) {
  const server = await at.another(kind);
  try {
    return await act(server);
  } finally {
    await server.stop('SIGKILL').catch(() => {});
  }
}

const stopping = (at, act) =>
  withServer(at, async (server) => {
    const done = await act(server);
    const code = await server.stop('SIGTERM');
    return `${(await done?.()) ?? ''}exit ${code}`;
  });

async function crowd(server) {
  const sockets = await times(20, () => RawSocket.connect(server));
  const sessions = await times(5, () => Session.connect(server));
  const polls = sessions.map((session) => session.poll(9000));
  await pause(200);
  return async () => {
    for (const socket of sockets) await socket.waits(() => false, 1000);
    const told = sockets.filter(({ ending }) => ending.startsWith('close'));
    const answered = (await Promise.all(polls)).filter(
      (one) => one?.status === 200,
    );
    return `${told.length} told, ${answered.length} answered, `;
  };
}

async function halves(server) {
  for (const tcp of await times(30, () => Tcp.connect(server.port)))
    tcp.send(ask().slice(0, 30));
  for (const socket of await times(10, () => RawSocket.connect(server)))
    socket.send(frame('42["noop"]').subarray(0, 4));
}

async function stalled(server) {
  const socket = await RawSocket.connect(server);
  socket.tcp.socket.pause();
  socket.say('42["flood",90,10000]');
  await pause(200);
}

async function midUpgrade(server) {
  const session = await Session.connect(server);
  const socket = await RawSocket.open(server, { target: session.socketTarget });
  socket.say('2probe');
  await socket.hears((text) => text === '3probe');
}

/** What a client sees when its server gets a signal that should not end it. */
function survives(at, ...signals) {
  return withServer(at, (server) =>
    withSocket(server, async (socket) => {
      for (const signal of signals) {
        server.signal(signal);
        await pause(signal === 'SIGSTOP' ? 1000 : 100);
      }
      return socket.probe();
    }),
  );
}

function twice(at) {
  return withServer(at, async (server) => {
    await stalled(server);
    server.signal('SIGTERM');
    await server.stop('SIGTERM');
    return 'ended';
  });
}

function unheard(at) {
  return withServer(at, async (server) => {
    server.closePipes();
    for (let i = 0; i < 50; ++i) {
      const socket = await RawSocket.connect(server);
      socket.reset();
    }
    return fresh(server);
  });
}

const cpuOf = (pid) => {
  const [, rest] = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
};

/** Leaves the process 20 descriptors, and wants 100. */
function withoutDescriptors(at) {
  return withServer(at, async (server) => {
    const most = holdings(server.pid).descriptors + 20;
    execFileSync('prlimit', ['--pid', server.pid, `--nofile=${most}:${most}`]);
    const all = await times(100, () => Tcp.connect(server.port));
    await pause(300);
    const before = cpuOf(server.pid);
    await pause(1000);
    const calm = cpuOf(server.pid) - before < 500 ? 'calm' : 'busy';
    for (const tcp of all) tcp.reset();
    await pause(300);
    return `${calm}, then ${await fresh(server)}`;
  });
}

function withoutConnections(at) {
  const act = async (server) => {
    const all = await times(20, () => Tcp.connect(server.port));
    await pause(200);
    const verdict = await withTcp(server.port, async (tcp) => {
      await tcp.settled();
      return httpVerdict(tcp);
    });
    for (const tcp of all) tcp.drop();
    await pause(200);
    return `${verdict}, then ${await fresh(server)}`;
  };
  return withServer(at, act, 'few');
}

/** The last new client may still be on its way out, with a connection now and
 * then: once none is open, that is that. */
async function descriptors(targets) {
  let left = [];
  const noneLeft = () => {
    left = targets.filter(
      (one) => holdings(one.pid).descriptors > one.before.descriptors,
    );
    return left.length === 0;
  };
  await eventually(noneLeft, '', 18_000).catch(() => {});
  return left.map(({ kind }) => kind).join() || 'none';
}

/** What may be kept, in MB: a sanitizer keeps what was freed for a while. */
const memoryBound = (pid) =>
  /lib[at]san/.test(readFileSync(`/proc/${pid}/maps`, 'latin1')) ? 900 : 150;

async function memory(targets) {
  const grown = targets.filter(
    (one) =>
      holdings(one.pid).memory - one.before.memory > memoryBound(one.pid),
  );
  return grown.map(({ kind }) => kind).join() || 'none';
}

/** Events of the level error, and reports of sanitizers. */
async function bugs(targets) {
  const found = new Set();
  for (const line of targets.flatMap((one) => one.log().split('\n'))) {
    const [, event] = /"level":"error".*?"event":"([^"]+)"/.exec(line) ?? [];
    if (event) found.add(event);
    if (/Sanitizer|runtime error:/.test(line)) found.add('sanitizer');
  }
  return [...found].join() || 'none';
}

async function ends(targets) {
  const codes = await Promise.all(targets.map((one) => one.stop()));
  const wrong = codes.filter((code) => code !== 0);
  return wrong.length ? `exit ${wrong}` : 'exit 0';
}

async function lives(targets) {
  const deaths = targets.reduce((sum, { deaths: count }) => sum + count, 0);
  return deaths ? `${deaths} times` : 'never';
}

export default [
  ...singles({ letter: 'L', from: 1 }, [
    [
      'SIGTERM with 20 clients and 5 polls',
      (at) => stopping(at, crowd),
      '20 told, 5 answered, exit 0',
    ],
    [
      'SIGTERM with halves of heads and of frames',
      (at) => stopping(at, halves),
      'exit 0',
    ],
    [
      'SIGTERM with a client that does not read',
      (at) => stopping(at, stalled),
      'exit 0',
    ],
    [
      'SIGTERM in the middle of an upgrade',
      (at) => stopping(at, midUpgrade),
      'exit 0',
    ],
    ['SIGTERM twice', twice, 'ended'],
    ['SIGHUP', (at) => survives(at, 'SIGHUP'), 'alive'],
    ['SIGPIPE', (at) => survives(at, 'SIGPIPE'), 'alive'],
    [
      'SIGUSR1, ten times',
      (at) => survives(at, ...Array(10).fill('SIGUSR1')),
      'alive',
    ],
    [
      'SIGSTOP for a second',
      (at) => survives(at, 'SIGSTOP', 'SIGCONT'),
      'alive',
    ],
    ['nobody reads the log', unheard, 'alive'],
    [
      'no descriptor is left for a client',
      withoutDescriptors,
      'calm, then alive',
      { alone: true },
    ],
    [
      'more connections than are granted',
      withoutConnections,
      '503, closed, then alive',
    ],
  ]),
  ...singles({ letter: 'L', from: 90, end: true }, [
    ['how often a server has died', lives, 'never'],
    ['servers that hold descriptors after all of it', descriptors, 'none'],
    ['servers that hold more memory after all of it', memory, 'none'],
    ['bugs that the logs tell of', bugs, 'none'],
    ['the end of all servers', ends, 'exit 0'],
  ]),
];
