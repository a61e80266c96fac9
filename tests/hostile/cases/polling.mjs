// P: what comes by polling.

import { cases, singles } from '../support/case.mjs';
import { ask, askUpgrade, answerTo, httpVerdict } from '../support/http.mjs';
import { Session } from '../support/session.mjs';
import { Tcp, withTcp } from '../support/tcp.mjs';

const separator = '\x1e';
const gone = ['400, gone', '200, gone'];
const alive = '200, alive';
const tooLarge = '413, alive';
const type = (value) => [`Content-Type: ${value}`];

/** Posts a payload to a connected session; resolves to the status, and what
 * became of the session. */
async function post(at, input) {
  const [body, lines] = [input].flat();
  const session = await Session.connect(at);
  const answer = await session.post(body, lines && [lines]);
  return `${answer?.status ?? 'no answer'}, ${await session.state()}`;
}

const payloads = [
  ['an empty body', '', gone],
  ['a separator alone', separator, gone],
  ['a separator in front', `${separator}3`, gone],
  ['a separator behind', `3${separator}`, gone],
  ['two separators', `3${separator}${separator}3`, gone],
  ['an unknown type', '7', gone],
  ['a ping', '2', gone],
  ['a byte FF', Buffer.from([0x34, 0x32, 0xff]), gone],
  [
    'a lone surrogate in UTF-8',
    Buffer.from([0x34, 0x32, 0xed, 0xa0, 0x80]),
    gone,
  ],
  ['NUL bytes', '\0\0\0\0', gone],
  ['a payload of Engine.IO 3', '12:42["noop",1]', gone],
  [
    'the length 99999991 of Engine.IO 3',
    `99999991:42${'2'.repeat(500_000)}`,
    gone,
  ],
  ['base64 that is none', 'b!!!!', [...gone, alive]],
  ['base64 with a wrong end', 'bAAA', [...gone, alive]],
  ['500,000 separators', separator.repeat(500_000), gone],
  [
    '100,000 bytes of base64 that nobody awaits',
    `b${'A'.repeat(100_000)}`,
    gone,
  ],
  ['1,000 pongs', Array(1000).fill('3').join(separator), alive],
  ['1,001 packets', Array(1001).fill('3').join(separator), gone],
  ['300,000 packets', Array(300_000).fill('3').join(separator), gone],
  ['a hundred CONNECTs', Array(100).fill('40').join(separator), gone],
  ['a close packet, and an event behind it', `1${separator}42["noop"]`, gone],
  ['a good packet, then a bad one', `42["noop"]${separator}xyz`, gone],
  ['exactly 1,000,000 bytes', `42["noop","${'x'.repeat(1e6 - 13)}"]`, alive],
  ['1,000,001 bytes', `42["noop","${'x'.repeat(1e6 - 12)}"]`, tooLarge],
  [
    '100,000 arrays in one another, echoed',
    `42["echo",${'['.repeat(100_000)}${']'.repeat(100_000)}]`,
    gone,
  ],
  ['330,000 arguments', `42["noop"${',1'.repeat(330_000)}]`, gone],
];

const types = [
  [
    'application/octet-stream',
    ['42["noop"]', 'Content-Type: application/octet-stream'],
    ['400, gone', '400, alive'],
  ],
  [
    'a type of 7,000 bytes',
    ['42["noop"]', ...type('x'.repeat(7000))],
    [alive, '400, alive'],
  ],
  [
    'multipart without end',
    ['42["noop"]', ...type('multipart/form-data; boundary=')],
    [alive, '400, alive'],
  ],
  [
    'charset=utf-7',
    ['42["noop"]', ...type('text/plain; charset=utf-7')],
    [alive, '400, alive'],
  ],
  [
    'Content-Encoding gzip that is none',
    ['42["noop"]', 'Content-Encoding: gzip'],
    [alive, '400, alive', '415, alive', '400, gone'],
  ],
];

const words = (...answers) => answers.map((a) => a?.status ?? 'none').join('+');

/** A poll beside one that waits. The chat may have something to say to the
 * first: then there is another first. */
async function twoPolls(at) {
  const session = await Session.connect(at);
  for (let attempt = 0; attempt < 30; ++attempt) {
    let waits = true;
    const first = session.poll(5000).then(() => (waits = false));
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (!waits) continue;
    const second = await session.poll(5000);
    await first;
    return `${second?.status}, ${await session.state()}`;
  }
  return 'no poll ever waits';
}

/** Two POSTs of which neither is complete when the other begins. */
async function twoPosts(at) {
  const session = await Session.connect(at);
  const text = session.postText('42["noop"]');
  return withTcp(session.port, async (tcp) => {
    tcp.send(text.slice(0, -3));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const second = await session.post('42["noop"]');
    return `${second?.status}, ${await session.state()}`;
  });
}

async function cutWithin(at, textOf) {
  const session = await Session.connect(at);
  const tcp = await Tcp.connect(session.port);
  tcp.send(textOf(session));
  await new Promise((resolve) => setTimeout(resolve, 150));
  tcp.reset();
  await new Promise((resolve) => setTimeout(resolve, 150));
  return session.state();
}

const cutPost = (at) =>
  cutWithin(at, (s) => s.postText('42["noop"]').slice(0, -3));
const cutPoll = (at) => cutWithin(at, (s) => ask({ target: s.target }));

async function otherEio(at) {
  const session = await Session.connect(at);
  const target = session.target.replace('EIO=4', 'EIO=3');
  const answer = await answerTo(at.port, ask({ target }));
  return `${answer?.status}, ${await session.state()}`;
}

async function otherTransport(at) {
  const session = await Session.connect(at);
  const answer = await answerTo(at.port, ask({ target: session.socketTarget }));
  return `${answer?.status}, ${await session.state()}`;
}

async function otherMethod(at) {
  const session = await Session.connect(at);
  const answers = [];
  for (const method of ['PUT', 'DELETE', 'PATCH'])
    answers.push(
      await answerTo(at.port, ask({ method, target: session.target })),
    );
  const served = answers.some((answer) => answer?.status < 400);
  return `${served ? words(...answers) : 'refused'}, ${await session.state()}`;
}

async function sameRefusal(at) {
  const session = await Session.connect(at);
  await session.post('1');
  const old = await session.poll();
  const sid = 'A'.repeat(20);
  const never = await answerTo(
    at.port,
    ask({ target: `/socket.io/?EIO=4&transport=polling&sid=${sid}` }),
  );
  const shown = ({ status, headers, body }) => {
    const { date, ...others } = headers;
    return JSON.stringify([status, others, body]);
  };
  return shown(old) === shown(never) ? 'the same' : 'a difference';
}

async function abandoned(at) {
  const opening = Array.from({ length: 1000 }, () => Session.open(at));
  const sessions = await Promise.all(opening);
  return `${new Set(sessions.map(({ sid }) => sid)).size} sessions`;
}

async function floodUnread(at) {
  const session = await Session.connect(at);
  const answer = await session.post('42["flood",5000,1000]');
  return `${answer?.status}, ${await session.state()}`;
}

async function pollsOfMany(at) {
  const session = await Session.connect(at);
  const polls = Array.from({ length: 200 }, () => session.poll(4000));
  await Promise.all(polls);
  return session.state();
}

async function sidAfterUpgradeRequest(at) {
  const session = await Session.connect(at);
  return withTcp(at.port, async (tcp) => {
    tcp.send(askUpgrade({}, { target: session.socketTarget, method: 'GET' }));
    await tcp.until(() => tcp.received > 0);
    const verdict = httpVerdict(tcp);
    return `${verdict.slice(0, 3)}, ${await session.state()}`;
  });
}

export default [
  ...cases(
    { letter: 'P', from: 1, run: post },
    payloads.map(([what, ...row]) => [`a POST of ${what}`, ...row]),
  ),
  ...cases(
    { letter: 'P', from: 40, run: post },
    types.map(([what, ...row]) => [`a POST with ${what}`, ...row]),
  ),
  ...singles({ letter: 'P', from: 50 }, [
    [
      'a second poll while one waits',
      twoPolls,
      ['400, gone', '200, gone', '400, alive'],
    ],
    [
      'a second POST while one comes in',
      twoPosts,
      ['400, gone', '200, gone', '400, alive'],
    ],
    ['a POST that is cut', cutPost, ['gone', 'alive']],
    ['a poll that is cut', cutPoll, ['gone', 'alive']],
    ['EIO=3 on a session of EIO 4', otherEio, '400, alive'],
    [
      'the transport of a session changed without an upgrade',
      otherTransport,
      '400, alive',
    ],
    ['PUT, DELETE and PATCH of a session', otherMethod, 'refused, alive'],
    [
      'a sid that has ended, beside one that never was',
      sameRefusal,
      'the same',
    ],
    [
      'a thousand sessions that nobody polls',
      abandoned,
      '1000 sessions',
      { alone: true },
    ],
    [
      '5 MB asked for and not fetched',
      floodUnread,
      '200, gone',
      { alone: true },
    ],
    ['200 polls of a session at a time', pollsOfMany, ['gone', 'alive']],
    [
      'a WebSocket that is asked for and not used',
      sidAfterUpgradeRequest,
      '101, alive',
    ],
  ]),
];
