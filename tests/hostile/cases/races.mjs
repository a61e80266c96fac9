// R: crowds, and things that happen at the same time.

import { singles } from '../support/case.mjs';
import { answerTo, ask, askUpgrade } from '../support/http.mjs';
import { Session } from '../support/session.mjs';
import { Tcp } from '../support/tcp.mjs';
import {
  closeFrame,
  frame,
  RawSocket,
  withSocket,
} from '../support/websocket.mjs';

const times = (count, make) => Promise.all(Array.from({ length: count }, make));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens 300 connections that send `text` and no more. */
async function halfOpen(at, text) {
  const all = await times(300, () => Tcp.connect(at.port));
  for (const tcp of all) tcp.send(text);
  await pause(200);
  const state = await withSocket(at, (socket) => socket.probe());
  for (const tcp of all) tcp.drop();
  return state;
}

async function churn(at, act) {
  for (let round = 0; round < 5; ++round) {
    const sockets = await times(40, () => RawSocket.open(at));
    for (const socket of sockets) {
      socket.say('40');
      act(socket);
      socket.reset();
    }
  }
  return 'alive';
}

const openSecond = (at, session) =>
  RawSocket.open(at, { target: session.socketTarget });

/** Two WebSockets want the same polling session at once: one may have it. */
async function twoUpgrades(at) {
  const session = await Session.connect(at);
  const sockets = (await times(2, () => openSecond(at, session))).filter(
    Boolean,
  );
  for (const socket of sockets) socket.say('2probe');
  await pause(100);
  for (const socket of sockets) socket.say('5');
  await pause(100);
  const states = await Promise.all(sockets.map((socket) => socket.probe(1500)));
  for (const socket of sockets) socket.drop();
  return `${states.filter((state) => state === 'alive').length} alive`;
}

/** Does `act` to a WebSocket that a polling session is moving to. */
async function brokenUpgrade(at, act) {
  const session = await Session.connect(at);
  const socket = await openSecond(at, session);
  await act(socket, session);
  await pause(150);
  socket.drop();
  return session.state();
}

const probed = async (socket) => {
  socket.say('2probe');
  await socket.hears((text) => text === '3probe');
};

const broken = [
  ['a reset before the probe', (socket) => socket.reset(), 'alive'],
  [
    'a reset behind the probe',
    async (socket) => {
      await probed(socket);
      socket.reset();
    },
    'alive',
  ],
  [
    'a close behind the probe',
    async (socket) => {
      await probed(socket);
      socket.send(closeFrame(1000));
    },
    'alive',
  ],
  [
    'a bad frame behind the probe',
    async (socket) => {
      await probed(socket);
      socket.send(frame('x', { rsv: 7 }));
    },
    'alive',
  ],
  [
    'an event instead of the probe',
    (socket) => socket.say('42["noop"]'),
    'alive',
  ],
  ['a probe with other words', (socket) => socket.say('2other'), 'alive'],
  ['an empty packet instead of the probe', (socket) => socket.say(''), 'alive'],
  [
    'a hundred probes',
    async (socket) => {
      for (let i = 0; i < 100; ++i) socket.say('2probe');
      await pause(100);
    },
    'alive',
  ],
  [
    '2 MB instead of the probe',
    (socket) => socket.say('2'.repeat(2_000_000)),
    'alive',
  ],
  [
    'the upgrade, then a reset',
    async (socket) => {
      await probed(socket);
      socket.say('5');
      await pause(50);
      socket.reset();
    },
    'gone',
  ],
  [
    'the upgrade twice',
    async (socket) => {
      await probed(socket);
      socket.say('5');
      socket.say('5');
      await pause(50);
      socket.reset();
    },
    'gone',
  ],
  [
    'a close packet of the session behind the probe',
    async (socket, session) => {
      await probed(socket);
      await session.post('1');
    },
    'gone',
  ],
];

/** What is said to a session while it moves comes once and in order. */
async function movesInOrder(at) {
  const session = await Session.connect(at);
  await session.post(
    Array.from({ length: 50 }, (_, i) => `42["echo",${i}]`).join('\x1e'),
  );
  const socket = await openSecond(at, session);
  await probed(socket);
  const answer = await session.poll();
  await session.post(
    Array.from({ length: 50 }, (_, i) => `42["echo",${i + 50}]`).join('\x1e'),
  );
  socket.say('5');
  socket.say('42["echo",100]');
  await socket.hears((text) => text === '42["echo",100]');
  const polled = answer.body.split('\x1e');
  const moved = socket.frames.map(({ payload }) => payload.toString());
  socket.drop();
  const heard = [...polled, ...moved].filter((packet) =>
    packet.startsWith('42["echo"'),
  );
  const wanted = Array.from({ length: 101 }, (_, i) => `42["echo",${i}]`);
  return String(heard) === String(wanted) ? 'once and in order' : 'otherwise';
}

async function herd(at) {
  const sockets = await times(400, () => RawSocket.connect(at));
  const states = await Promise.all(sockets.map((socket) => socket.probe()));
  for (const socket of sockets) socket.reset();
  const alive = states.filter((state) => state === 'alive').length;
  return `${alive} alive`;
}

/** One client sends 40,000 events at once; another one has to be answered. */
async function burst(at) {
  return withSocket(at, (loud) =>
    withSocket(at, async (quiet) => {
      loud.send(Buffer.concat(Array(40_000).fill(frame('421["echo","x"]'))));
      return quiet.probe(2000);
    }),
  );
}

async function closesTogether(at) {
  const session = await Session.connect(at);
  const [post, poll] = await Promise.all([session.post('1'), session.poll()]);
  const told = [post, poll].filter((answer) => answer !== undefined);
  return `${told.length} answered, ${await session.state()}`;
}

async function leavesAndEmits(at) {
  const sockets = await times(50, () => RawSocket.connect(at));
  for (const socket of sockets) {
    for (const packet of ['421["echo"]', '41', '40', '421["echo"]', '41'])
      socket.say(packet);
  }
  await pause(300);
  for (const socket of sockets) socket.drop();
  return 'alive';
}

async function reads(at, count) {
  const session = await Session.connect(at);
  const all = await times(count, () =>
    answerTo(
      at.port,
      ask({ target: `${session.target}&t=${Math.random()}` }),
      3000,
    ),
  );
  return all.every((one) => one !== undefined)
    ? 'all answered'
    : 'some not answered';
}

export default [
  ...singles({ letter: 'R', from: 1, alone: true }, [
    ['300 connections that say nothing', (at) => halfOpen(at, ''), 'alive'],
    ['300 halves of a head', (at) => halfOpen(at, ask().slice(0, 40)), 'alive'],
    [
      '300 POSTs without their bodies',
      (at) =>
        halfOpen(at, ask({ method: 'POST', lines: ['Content-Length: 9'] })),
      'alive',
    ],
    [
      '300 halves of a request for a WebSocket',
      (at) => halfOpen(at, askUpgrade().slice(0, -4)),
      'alive',
    ],
    [
      '300 WebSockets with half a frame',
      (at) => halfOpen(at, `${askUpgrade()}\x81`),
      'alive',
    ],
    ['400 clients at once', herd, '400 alive'],
    ['40,000 events of somebody else', burst, 'alive'],
    ['200 resets behind CONNECT', (at) => churn(at, () => {}), 'alive'],
    [
      '200 resets behind a request for 1 MB',
      (at) => churn(at, (s) => s.say('42["flood",100,10000]')),
      'alive',
    ],
    [
      '200 resets behind garbage',
      (at) => churn(at, (s) => s.send(Buffer.alloc(100, 0xff))),
      'alive',
    ],
    [
      '50 clients that leave and come in the same breath',
      leavesAndEmits,
      'alive',
    ],
  ]),
  ...singles({ letter: 'R', from: 20 }, [
    ['two upgrades of one session', twoUpgrades, '1 alive'],
    ['events around an upgrade', movesInOrder, 'once and in order'],
    [
      'a close packet while a poll comes in',
      closesTogether,
      '2 answered, gone',
    ],
    ['50 polls of one session', (at) => reads(at, 50), 'all answered'],
    ...broken.map(([what, act, expected]) => [
      `an upgrade: ${what}`,
      (at) => brokenUpgrade(at, act),
      expected,
    ]),
  ]),
];
