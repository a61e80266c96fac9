// T: clients that are slow, silent, or do not read.

import { singles } from '../support/case.mjs';
import { ask, askUpgrade, httpVerdict } from '../support/http.mjs';
import { Session } from '../support/session.mjs';
import { holdings } from '../support/targets.mjs';
import { withTcp } from '../support/tcp.mjs';
import { frame, op, RawSocket, withSocket } from '../support/websocket.mjs';

const late = ['408, closed', 'no answer, closed'];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends `text`, then one byte of `more` every 100 ms, for as long as the
 * connection lives, 6 s at most. */
function trickle(at, text, more = '') {
  return withTcp(at.port, async (tcp) => {
    tcp.send(text);
    for (let i = 0; i < 60 && !tcp.ended; ++i) {
      if (more) tcp.send(more[i % more.length]);
      await pause(100);
    }
    return httpVerdict(tcp);
  });
}

async function slowBody(at, more) {
  const session = await Session.open(at);
  const lines = ['Content-Length: 1000'];
  const text = ask({
    method: 'POST',
    target: session.target,
    lines,
    body: '4',
  });
  return trickle(at, text, more);
}

function idle(at) {
  return withTcp(at.port, async (tcp) => {
    tcp.send(ask());
    await tcp.until(() => tcp.ended, 6000);
    return httpVerdict(tcp);
  });
}

async function neverConnects(at) {
  const socket = await RawSocket.open(at);
  await socket.waits(() => false, 6000);
  socket.drop();
  return socket.ending === 'open' ? 'open' : 'closed';
}

async function polledNeverConnects(at) {
  const session = await Session.open(at);
  await pause(2500);
  const answer = await session.poll();
  const told = answer?.body.split('\x1e').includes('1') ? 'told' : 'not told';
  return `${told}, ${await session.state()}`;
}

async function neverProbes(at, messages) {
  const session = await Session.connect(at);
  const socket = await RawSocket.open(at, { target: session.socketTarget });
  for (const message of messages) socket.say(message);
  await socket.waits(() => false, 6000);
  const ended = socket.ending === 'open' ? 'open' : 'closed';
  socket.drop();
  return `${ended}, ${await session.state()}`;
}

/** Keeps a WebSocket busy with `act`, without ever answering a ping. */
async function noPong(at, act = () => {}) {
  const socket = await RawSocket.open(at);
  socket.heartbeat = false;
  for (let i = 0; i < 80 && !socket.isOver; ++i) {
    act(socket, i);
    await socket.waits(() => false, 100);
  }
  socket.drop();
  return socket.ending === 'open' ? 'open' : 'closed';
}

async function neverPolls(at) {
  const session = await Session.open(at);
  await pause(2500);
  return (await session.poll(1000))?.status === 200 ? 'alive' : 'gone';
}

async function pongsByPost(at) {
  const session = await Session.connect(at);
  for (let i = 0; i < 12; ++i) {
    await session.post('3');
    await pause(200);
  }
  return (await session.post('3'))?.status === 200 ? 'alive' : 'gone';
}

async function neverAttaches(at) {
  return withSocket(at, async (socket) => {
    socket.say(
      '452-["noop",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]',
    );
    socket.say(Buffer.alloc(500_000));
    await socket.waits(() => false, 38_000);
    return socket.ending === 'open' ? 'open' : 'closed';
  });
}

/** Asks for 60 MB and does not read them. */
async function neverReads(at) {
  const socket = await RawSocket.connect(at);
  const before = at.pid && holdings(at.pid).memory;
  socket.tcp.socket.pause();
  socket.say('42["flood",6000,10000]');
  await pause(3000);
  const held = at.pid && holdings(at.pid).memory - before;
  socket.tcp.socket.resume();
  await socket.waits(() => false, 10_000);
  const ended = socket.ending === 'open' ? 'open' : 'closed';
  socket.drop();
  return `${ended}, ${held > 100 ? 'over' : 'under'} 100 MB held`;
}

/** Asks over and over, and does not read the answers. */
async function neverReadsAnswers(at) {
  return withTcp(at.port, async (tcp) => {
    tcp.socket.pause();
    const text = ask({ target: '/socket.io/socket.io.js' });
    const before = at.pid && holdings(at.pid).memory;
    for (let i = 0; i < 50 && !tcp.ended; ++i) {
      tcp.send(text.repeat(20));
      await pause(20);
    }
    const held = at.pid && holdings(at.pid).memory - before;
    return `${held > 100 ? 'over' : 'under'} 100 MB held`;
  });
}

async function halfFrameThenPong(at) {
  return noPong(at, (socket, i) => {
    if (i === 0) socket.send(frame('x'.repeat(200)).subarray(0, 4));
    socket.send('x');
  });
}

const head = ask();
const wsPing = (socket) => socket.send(frame('', { opcode: op.ping }));

export default [
  ...singles({ letter: 'T', from: 1, on: 'short', slow: true }, [
    ['a connection that says nothing', (at) => trickle(at, ''), late],
    ['half a request line', (at) => trickle(at, 'GET /socket'), late],
    ['a head without its end', (at) => trickle(at, head.slice(0, -2)), late],
    [
      'headers without end, byte by byte',
      (at) => trickle(at, head.slice(0, -2), 'X-A: 1\r\n'),
      late,
    ],
    [
      'a request for a WebSocket, byte by byte',
      (at) => trickle(at, askUpgrade().slice(0, -2), 'X-A: 1\r\n'),
      late,
    ],
    ['a body that does not come', (at) => slowBody(at), late],
    ['a body, byte by byte', (at) => slowBody(at, 'x'), late],
    [
      'empty lines, one by one',
      (at) => trickle(at, '', '\r\n'),
      ['400, closed', ...late],
    ],
    ['nothing behind an answer', idle, '200, closed'],
    ['a WebSocket that joins no namespace', neverConnects, 'closed'],
    [
      'a polling session that joins no namespace',
      polledNeverConnects,
      ['told, gone', 'not told, gone'],
    ],
    [
      'an upgrade without its probe',
      (at) => neverProbes(at, []),
      'closed, alive',
    ],
    [
      'an upgrade that ends with its probe',
      (at) => neverProbes(at, ['2probe']),
      'closed, alive',
    ],
  ]),
  ...singles({ letter: 'T', from: 20, on: 'heartbeat', slow: true }, [
    ['no pong', (at) => noPong(at), 'closed'],
    [
      'no pong, but events',
      (at) => noPong(at, (s, i) => s.say(i ? '42["noop"]' : '40')),
      'closed',
    ],
    [
      'no pong, but pings of the WebSocket',
      (at) => noPong(at, wsPing),
      'closed',
    ],
    ['no pong, but a frame without end', halfFrameThenPong, 'closed'],
    [
      'no pong, but empty fragments',
      (at) =>
        noPong(at, (s, i) =>
          s.send(frame('', { fin: false, opcode: i ? op.more : op.text })),
        ),
      'closed',
    ],
    ['a session that nobody polls', neverPolls, 'gone'],
    [
      'a session that nobody polls, with pongs by POST',
      pongsByPost,
      ['gone', 'alive'],
    ],
  ]),
  ...singles({ letter: 'T', from: 30 }, [
    [
      'attachments that never come',
      neverAttaches,
      'closed',
      { on: 'recovery', long: true },
    ],
    [
      '60 MB asked for and not read',
      neverReads,
      'closed, under 100 MB held',
      { alone: true },
    ],
    [
      'a thousand files asked for and not read',
      neverReadsAnswers,
      'under 100 MB held',
      { alone: true },
    ],
  ]),
];
