// The chat with members who come, talk and go in other ways than they should.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { Polling } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause } from './support/time.mjs';
import { Wire } from './support/wire.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const settling = 200;

async function join(t, username, room) {
  const transports = ways.WebSocket;
  const settings = { transports, username, room };
  const member = await Member.join(versions['4.8'], server, settings);
  t.after(() => member.leave());
  return member;
}

function heardOf(member, name, username) {
  return member.inbox
    .all(name)
    .filter(([{ user }]) => user.username === username);
}

test('who is not in a room can talk to it without hearing it', async (t) => {
  const inside = await join(t, 'inside', 'club');
  const outside = await join(t, 'outside', 'street');
  outside.emit('send-message', { message: 'let me in', room: 'club' });
  const [message] = await inside.inbox.atLeast('new-message', 1);
  assert.deepEqual(message, [{ msg: 'let me in' }]);
  await pause(settling);
  assert.deepEqual(outside.inbox.all('new-message'), []);
});

test('names and rooms may hold any text', async (t) => {
  const [username, room] = ['Zoë & 花=1', 'salle / n° 1 + ?#%'];
  const first = await join(t, username, room);
  const second = await join(t, username, room);
  first.emit('send-message', { message: 'bonjour', room });
  await second.inbox.atLeast('new-message', 1);
  const [users] = await first.ask('list-users', room);
  assert.deepEqual(
    users.map((user) => user.username),
    [username, username],
  );
});

test('a client without name and room is served', async () => {
  const wire = await Wire.connect(endpoint);
  await wire.assertEchoes();
  wire.send('421["list-users"]');
  const answer = await wire.next((packet) => packet.startsWith('431['));
  const [users] = JSON.parse(answer.slice(3));
  assert.ok(Array.isArray(users));
});

const leaver = { username: 'leaver', room: 'exit' };

/** Lets a wire join, and resolves to what makes it leave. */
async function wireThatLeaves(leave) {
  const wire = await Wire.connect(endpoint, { query: leaver });
  return () => leave(wire);
}

async function pollThatBreaksOff() {
  const session = await Polling.connect(endpoint, leaver);
  const abort = new AbortController();
  const { signal } = abort;
  const polling = (async () => {
    while (!signal.aborted) await session.get({ signal });
  })();
  polling.catch(() => {}); // the abort ends it
  return () => abort.abort();
}

const departures = {
  'by a TCP connection that is dropped': () =>
    wireThatLeaves((wire) => wire.drop()),
  'by a closing handshake': () => wireThatLeaves((wire) => wire.close()),
  'by leaving the namespace alone': () =>
    wireThatLeaves((wire) => wire.send('41')),
  'by garbage': () => wireThatLeaves((wire) => wire.send('4garbage')),
  'by a poll that breaks off': pollThatBreaksOff,
};

for (const [how, arrive] of Object.entries(departures)) {
  test(`a member who leaves ${how} is bid farewell once`, async (t) => {
    const witness = await join(t, 'witness', 'exit');
    const leave = await arrive();
    await eventually(
      () => heardOf(witness, 'user-connected', 'leaver').length,
      'arrival',
    );
    const [[{ user }]] = heardOf(witness, 'user-connected', 'leaver');
    leave();
    await eventually(
      () => heardOf(witness, 'user-disconnected', 'leaver').length,
      'farewell',
    );
    await pause(settling);
    assert.deepEqual(heardOf(witness, 'user-disconnected', 'leaver'), [
      [{ message: 'user has disconnected.', user }],
    ]);
    assert.deepEqual(await witness.ask('list-users', 'exit'), [[witness.user]]);
  });
}

const oddities = [
  '42["send-message"]',
  '42["send-message",null]',
  '42["send-message",7,8,9]',
  '42["send-message",{}]',
  '42["send-message",{"message":"no room"}]',
  '42["send-message",{"message":"x","room":7}]',
  '42["send-message",{"message":"x","room":""}]',
  '42["list-users"]',
  '42["list-users",{"a":1}]',
  '422["list-users",null]',
  '42["flood"]',
  '42["flood",-1,-1]',
  '42["flood","many","long"]',
  '42["disconnected"]',
];

test('odd arguments harm nobody', async (t) => {
  const member = await join(t, 'steady', 'port');
  for (const packet of oddities) {
    const wire = await Wire.connect(endpoint);
    wire.send(packet);
    wire.send('4277["echo","end"]');
    const settled = wire.next((answer) => answer.startsWith('4377'));
    await settled.catch(() => {}); // being closed for it is fine too
  }
  assert.deepEqual(await member.ask('echo', 'fine'), ['fine']);
});

test('test events are off unless asked for', async () => {
  const plainServer = await startTroupe();
  try {
    const wire = await Wire.connect(new Endpoint(plainServer, '/socket.io/'));
    wire.send('421["echo","anyone?"]');
    wire.send('42["echo","anyone?"]');
    wire.send('42["flood",3,1]');
    wire.send('422["list-users"]');
    const isAnswer = (packet) => !packet.startsWith('42["conn"');
    assert.match(await wire.next(isAnswer), /^432\[\[/);
  } finally {
    assert.equal(await plainServer.stop(), 0);
  }
});
