// S: origins, ids, and what answers and logs give away.

import { cases, singles } from '../support/case.mjs';
import { answerTo, ask, askUpgrade, handshake } from '../support/http.mjs';
import { Session } from '../support/session.mjs';
import { RawSocket, withSocket } from '../support/websocket.mjs';

const good = 'https://good.example';
const secret = 'marker-7f3a91';

/** Whether a page of this origin may read the answer to a handshake. */
async function shares(at, [origin, method = 'GET']) {
  const lines = [`Origin: ${origin}`, 'Access-Control-Request-Method: POST'];
  const answer = await answerTo(at.port, ask({ method, lines }));
  if (!answer || answer.status >= 400) return 'refused';
  const allowed = answer.headers['access-control-allow-origin'];
  return allowed === origin || allowed === '*' ? 'shared' : 'not shared';
}

/** What a page of this origin gets that asks for a WebSocket. */
async function upgradeFrom(at, origin) {
  const lines = [`Origin: ${origin}`];
  const answer = await answerTo(at.port, askUpgrade({}, { lines }));
  return answer?.status === 101 ? 'granted' : 'refused';
}

const strangers = [
  'https://evil.example',
  'http://good.example',
  'https://good.example:444',
  'https://good.example.evil.example',
  'https://evilgood.example',
  'https://sub.good.example',
  'https://good.example/',
  'https://good.example@evil.example',
  'null',
  'https://GOOD.example.',
];
const unshared = ['not shared', 'refused'];
const origins = [
  ['a handshake from the origin that is granted', [good], 'shared'],
  ...strangers.map((origin) => [
    `a handshake from ${origin}`,
    [origin],
    unshared,
  ]),
  ...strangers
    .slice(0, 3)
    .map((origin) => [
      `a preflight from ${origin}`,
      [origin, 'OPTIONS'],
      unshared,
    ]),
];

const upgrades = [
  ['a WebSocket for the origin that is granted', good, 'granted'],
  ...strangers
    .slice(0, 5)
    .map((origin) => [`a WebSocket for ${origin}`, origin, 'refused']),
];

async function credentialsWithAny(at) {
  const lines = ['Origin: https://evil.example'];
  const { headers } = await answerTo(at.port, ask({ lines }));
  const any = headers['access-control-allow-origin'] === '*';
  return any && headers['access-control-allow-credentials']
    ? 'both'
    : 'not both';
}

async function banner(at) {
  const texts = [ask(), ask({ target: '/nothing' }), 'x\r\n\r\n', askUpgrade()];
  for (const text of texts) {
    const { headers = {} } = (await answerTo(at.port, text)) ?? {};
    if (headers.server || headers['x-powered-by']) return 'a banner';
  }
  return 'none';
}

/** Whether an answer shows what was asked for as it was. */
async function repeats(at, target) {
  const answer = await answerTo(at.port, ask({ target }));
  return answer?.body.includes('<script>') ? 'repeated' : 'not repeated';
}

const script = '<script>alert(1)</script>';
const repeated = [
  ['a path', `/${script}`],
  ['an unknown transport', `/socket.io/?EIO=4&transport=${script}`],
  ['an unknown sid', `${handshake}&sid=${script}`],
  ['an unknown EIO', `/socket.io/?EIO=${script}&transport=polling`],
].map(([what, target]) => [`a script in ${what}`, target, 'not repeated']);

const inner = [
  '/metrics',
  '/healthz',
  '/readyz',
  '/debug',
  '/admin',
  '/.git/config',
  '/api/v1/actors',
].map((target) => [`${target} on the public port`, target, 'nothing there']);

async function findsNothing(at, target) {
  const answer = await answerTo(at.port, ask({ target }));
  return answer && answer.status < 400 ? `${answer.status}` : 'nothing there';
}

async function sids(at) {
  const all = [];
  for (let i = 0; i < 20; ++i) {
    const some = Array.from({ length: 100 }, () => Session.open(at));
    all.push(...(await Promise.all(some)).map(({ sid }) => sid));
  }
  if (new Set(all).size !== all.length) return 'a sid twice';
  if (!all.every((sid) => /^[\w-]{20,}$/.test(sid))) return 'a short sid';
  const secretParts = new Set(all.map((sid) => sid.slice(0, 12)));
  return secretParts.size < all.length ? 'a part that repeats' : 'all new';
}

async function apart(at) {
  const socket = await RawSocket.open(at);
  socket.say('40');
  const open = await socket.hears((text) => text[0] === '0');
  const joined = await socket.hears((text) => text.startsWith('40'));
  socket.drop();
  const [engine, own] = [open.slice(1), joined.slice(2)].map(
    (t) => JSON.parse(t).sid,
  );
  return engine === own ? 'one id' : 'two ids';
}

/** A stranger knows a socket's id, which is public. */
async function usesSocketId(at) {
  return withSocket(at, async (socket) => {
    const joined = await socket.hears((text) => text.startsWith('40'));
    const { sid } = JSON.parse(joined.slice(2));
    const answer = await answerTo(
      at.port,
      ask({ target: `${handshake}&sid=${sid}` }),
    );
    return `${answer?.status}, ${await socket.probe()}`;
  });
}

async function takesOver(at) {
  const socket = await RawSocket.connect(at);
  const open = await socket.hears((text) => text[0] === '0');
  const { sid } = JSON.parse(open.slice(1));
  const target = `/socket.io/?EIO=4&transport=websocket&sid=${sid}`;
  const thief = await RawSocket.open(at, { target });
  thief?.say('2probe');
  const probed = await thief?.hears((text) => text === '3probe', 1000);
  const state = await socket.probe();
  for (const one of [thief, socket]) one?.drop();
  return `${probed ? 'taken' : 'refused'}, ${state}`;
}

/** Leaves secrets wherever a client may; the log must not have them. */
async function leavesSecrets(at) {
  const lines = [
    `Cookie: session=${secret}`,
    `Authorization: Bearer ${secret}`,
    `X-Token: ${secret}`,
  ];
  const target = `/socket.io/?EIO=4&transport=websocket&token=${secret}`;
  const socket = await RawSocket.open(at, { lines, target });
  socket.say(`40{"token":"${secret}"}`);
  socket.say(`42["noop","${secret}"]`);
  await socket.probe();
  socket.say(`42["noop","${secret}`);
  await socket.waits(() => false, 1000);
  await answerTo(at.port, `GET /${secret} HTTP/9\r\nHost: ${secret}\r\n\r\n`);
  return at.log?.().includes(secret) ? 'in the log' : 'not in the log';
}

export default [
  ...cases({ letter: 'S', from: 1, run: shares, on: 'cors' }, origins),
  ...cases({ letter: 'S', from: 20, run: upgradeFrom, on: 'cors' }, upgrades),
  ...cases({ letter: 'S', from: 30, run: repeats }, repeated),
  ...cases({ letter: 'S', from: 40, run: findsNothing }, inner),
  ...singles({ letter: 'S', from: 50 }, [
    ['any origin together with credentials', credentialsWithAny, 'not both'],
    ['headers that name the server', banner, 'none'],
    ['2,000 session ids', sids, 'all new', { alone: true }],
    ['a socket’s id beside its session’s', apart, 'two ids'],
    ['a socket’s id used as a session’s', usesSocketId, '400, alive'],
    ['a second WebSocket with the sid of one', takesOver, 'refused, alive'],
    [
      'secrets in headers, query, payload and events',
      leavesSecrets,
      'not in the log',
    ],
  ]),
];
