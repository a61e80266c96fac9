// Origins, names and rooms that clients choose themselves.

import assert from 'node:assert/strict';
import test, { after, afterEach } from 'node:test';

import { Endpoint } from './support/endpoint.mjs';
import { jsonLog, linesOf, logged } from './support/log-lines.mjs';
import {
  dropClients,
  heard,
  letIn,
  turnedAway,
} from './support/newcomers.mjs';
import { request } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { closeWires, Wire } from './support/wire.mjs';

const own = await startTroupe([
  ...jsonLog,
  '--chat.test_events=true',
  '--cors.origins=https://good.example',
]);
const free = await startTroupe([...jsonLog, '--chat.test_events=true']);

afterEach(() => {
  closeWires();
  dropClients();
});
after(() => Promise.all([own, free].map((each) => each.stop('SIGKILL'))));

const origins = {
  'no Origin': [undefined, true],
  'the origin of the server': [own.url, true],
  'the same behind a proxy with TLS': [own.url.replace('http', 'https'), true],
  'an origin that is configured': ['https://good.example', true],
  'another origin': ['https://evil.example', false],
  'another port of the server': ['http://127.0.0.1:1', false],
  'an origin that is none': ['null', false],
};

for (const [what, [origin, allowed]] of Object.entries(origins)) {
  const headers = origin ? { origin } : {};
  const at = new Endpoint(own, '/socket.io/');

  test(`${what} is ${allowed ? 'let in' : 'refused'} by polling`, async () => {
    const { status, body } = await request(at.polling(), { headers });
    if (allowed) return assert.equal(status, 200);
    assert.equal(status, 403);
    assert.equal(body, '{"code":4,"message":"Forbidden"}');
    const line = await logged(
      own,
      'origin-refused',
      (found) => found.origin === origin,
    );
    assert.equal(line.option, 'cors.origins');
  });

  test(`${what} is ${allowed ? 'let in' : 'refused'} by WebSocket`, async () => {
    const opening = Wire.open(at.webSocket(), { headers });
    if (allowed) await (await opening).next();
    else await assert.rejects(opening, /403/);
  });

  test(`${what} is ${allowed ? 'let in' : 'refused'} in a session`, async () => {
    const opened = await request(at.polling());
    const { sid } = JSON.parse(opened.body.slice(1));
    const post = { method: 'POST', body: '40', headers };
    const { status } = await request(at.polling({ sid }), post);
    assert.equal(status, allowed ? 200 : 403);
    const upgrade = Wire.open(at.webSocket({ sid }), { headers });
    if (!allowed) return assert.rejects(upgrade, /403/);
    const wire = await upgrade;
    wire.send('2probe');
    return wire.expect('3probe');
  });
}

test('any origin is worth a warning where others can come', async () => {
  assert.equal(
    linesOf(free.log()).some(({ event }) => event === 'any-origin-allowed'),
    false,
  );
  const open = await startTroupe([...jsonLog, '--host=0.0.0.0']);
  try {
    const line = await logged(open, 'any-origin-allowed');
    assert.deepEqual([line.level, line.option], ['warn', 'cors.origins']);
  } finally {
    await open.stop('SIGKILL');
  }
});

const badNames = {
  'a line feed': 'a\nb',
  'an escape': '\u001b[31mred',
  'a change of direction': 'gnp.\u202eexe',
  'nothing that can be seen': '\u200b',
  'too many characters': 'x'.repeat(65),
};

for (const [what, username] of Object.entries(badNames))
  test(`no name with ${what}`, async () => {
    const [message, data] = await turnedAway(free, { query: { username } });
    assert.match(message, /^username /);
    assert.deepEqual(data, { code: 'bad_username' });
  });

test('several clients may have one name where nobody has to prove it', async () => {
  const query = { username: 'ann' };
  const [first, second] = [
    await letIn(free, { query }),
    await letIn(free, { query }),
  ];
  const listed = await first.emitWithAck('list-users', null);
  const ids = listed
    .filter(({ username }) => username === 'ann')
    .map(({ sockedId }) => sockedId);
  assert.deepEqual(new Set(ids), new Set([first.id, second.id]));
});

test('nobody says in a message who it is from', async () => {
  const room = 'lobby';
  const ann = await letIn(free, { query: { username: 'ann', room } });
  const eve = await letIn(free, { query: { username: 'eve', room } });
  const message = heard(ann, 'new-message');
  const from = { from: 'bob', user: { username: 'bob' }, username: 'bob' };
  eve.emit('send-message', { room, message: 'hi', ...from });
  assert.deepEqual(await message, { msg: 'hi' });
});

test('nobody hears what is said to another by a room named as that one', async () => {
  const ann = await letIn(free, { query: { username: 'ann' } });
  const eve = await letIn(free, { query: { username: 'eve', room: ann.id } });
  let spied = 0;
  eve.on('new-message', () => ++spied);
  const message = heard(ann, 'new-message');
  eve.emit('send-message', { room: ann.id, message: 'psst' });
  assert.deepEqual(await message, { msg: 'psst' });
  assert.equal(await eve.emitWithAck('echo', 'x'), 'x');
  assert.equal(spied, 0);
  const line = await logged(
    free,
    'join-refused',
    ({ socket }) => socket === eve.id,
  );
  assert.equal(line.reason, 'the id of a socket');
});
