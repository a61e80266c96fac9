// Connection state recovery, as socket.io-client 4 sees it.

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

import { casesOn } from './support/cases.mjs';
import { Comer, startRecoveryServer } from './support/comeback.mjs';
import { logged } from './support/cluster.mjs';
import { plain, ways } from './support/member.mjs';
import { eventually } from './support/time.mjs';

const server = await startRecoveryServer([
  ...['--threads', '1', '--log.format=json', '--log.level=debug'],
  ...['--recovery.room_packets=50'],
  ...['--recovery.max_disconnection_duration=3s'],
]);
const test = casesOn(server);
let rooms = 0;

/** Somebody who talks, and somebody in a room of their own. */
async function pair(t, settings) {
  const room = `room-${++rooms}`;
  const talker = await Comer.join(server.url);
  const comer = await Comer.join(server.url, settings);
  t.after(() => [talker, comer].forEach((each) => each.leave()));
  await comer.ask('join', room);
  const say = (...what) => talker.socket.emit('say', room, 'said', ...what);
  /** After it, all that the talker said before has been taken. */
  const taken = () => talker.ask('state');
  return { room, talker, comer, say, taken };
}

async function heardFirst(comer, say) {
  say('first');
  await eventually(() => comer.all('said').includes('first'), 'the first word');
}

for (const [name, transports] of Object.entries(ways))
  for (const drop of [false, true])
    test(`a client cut by ${drop ? 'TCP' : 'itself'} on ${name} misses nothing`, async (t) => {
      const { room, comer, say, taken } = await pair(t, { transports });
      await comer.ask('set', { name: 'ann', n: [1] });
      await heardFirst(comer, say);
      const { id } = comer;
      await comer.comeBack(
        async () => {
          for (let i = 0; i < 30; ++i) say(i);
          await taken();
        },
        { drop },
      );
      say('last');
      await eventually(() => comer.all('said').at(-1) === 'last', 'the last');
      assert.equal(comer.recovered, true);
      assert.equal(comer.id, id);
      const numbers = [...Array(30).keys()];
      assert.deepEqual(comer.all('said'), ['first', ...numbers, 'last']);
      assert.deepEqual(await comer.ask('state'), {
        recovered: true,
        data: { name: 'ann', n: [1] },
        rooms: [id, room].sort(),
      });
    });

test('it hears what was said to all, to its room and to itself in order, and once', async (t) => {
  const { room, talker, comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  const { id } = comer;
  await comer.comeBack(async () => {
    say('to the room');
    await taken();
    talker.socket.emit('say-all', 'to all');
    await taken();
    talker.socket.emit('say', id, 'said', 'to it alone');
    await taken();
    talker.socket.emit('say', `${room}-other`, 'said', 'to others');
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, true);
  assert.deepEqual(comer.all('said'), [
    'first',
    'to the room',
    'to all',
    'to it alone',
  ]);
});

test('it does not hear itself, nor what was said before it joined', async (t) => {
  const { room, talker, comer, say, taken } = await pair(t);
  await talker.ask('join', `${room}-b`);
  talker.socket.emit('say', `${room}-b`, 'said', 'before it came');
  await heardFirst(comer, say);
  await comer.ask('join', `${room}-b`);
  comer.socket.emit('say-others', 'by itself');
  await eventually(() => talker.all('said').includes('by itself'), 'heard');
  await comer.comeBack(async () => {
    talker.socket.emit('say', `${room}-b`, 'said', 'after it came');
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, true);
  assert.deepEqual(comer.all('said'), ['first', 'after it came']);
});

test('binary events come back with their bytes', async (t) => {
  const { comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  const bytes = Buffer.from([0, 1, 2, 0xfe, 0xff]);
  await comer.comeBack(async () => {
    say({ name: 'file', bytes });
    await taken();
  });
  await comer.settled();
  assert.deepEqual(plain(comer.all('said')), [
    'first',
    plain({ name: 'file', bytes }),
  ]);
});

test('volatile events are not repeated, and do not hide what is', async (t) => {
  const { room, talker, comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  talker.socket.emit('say-volatile', room, 'said', 'heard, volatile');
  await eventually(() => comer.all('said').length === 2, 'the volatile one');
  await comer.comeBack(async () => {
    talker.socket.emit('say-volatile', room, 'said', 'missed, volatile');
    say('missed');
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, true);
  assert.deepEqual(comer.all('said'), ['first', 'heard, volatile', 'missed']);
});

test('what it is told by itself counts too', async (t) => {
  const { comer, say, taken } = await pair(t);
  comer.socket.emit('whisper', 'psst');
  await eventually(() => comer.all('whispered').length === 1, 'the whisper');
  await comer.comeBack(async () => {
    say('missed');
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, true);
  assert.deepEqual(comer.heard, [
    ['whispered', 'psst'],
    ['said', 'missed'],
  ]);
});

test('a client that has heard nothing yet comes back without an offset', async (t) => {
  const { comer, say, taken } = await pair(t);
  await comer.comeBack(async () => {
    say('missed');
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, true);
  assert.deepEqual(comer.all('said'), ['missed']);
});

test('it comes back again and again', async (t) => {
  const { comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  const { id } = comer;
  for (let i = 0; i < 5; ++i) {
    await comer.comeBack(async () => {
      say(i);
      await taken();
    });
    assert.equal(comer.recovered, true, `the ${i}th time`);
    assert.equal(comer.id, id);
  }
  await comer.settled();
  assert.deepEqual(comer.all('said'), ['first', 0, 1, 2, 3, 4]);
});

test('it leaves a room, and comes back all the same', async (t) => {
  const { room, talker, comer, say, taken } = await pair(t);
  await comer.ask('join', `${room}-b`);
  await heardFirst(comer, say);
  await comer.ask('leave', room);
  await comer.comeBack(async () => {
    say('where it has left');
    talker.socket.emit('say', `${room}-b`, 'said', 'where it is');
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, true);
  assert.deepEqual(comer.all('said'), ['first', 'where it is']);
});

test('more than is kept makes it begin anew', async (t) => {
  const { comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  const { id } = comer;
  const { _pid: pid } = comer.socket;
  await comer.comeBack(async () => {
    for (let i = 0; i < 60; ++i) say(i);
    await taken();
  });
  await comer.settled();
  assert.equal(comer.recovered, false);
  assert.notEqual(comer.id, id);
  assert.notEqual(comer.socket._pid, pid);
  assert.deepEqual(comer.all('said'), ['first']);
  assert.equal((await comer.ask('state')).recovered, false);
});

test('one that is away too long begins anew', async (t) => {
  const { room, comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  const { id } = comer;
  await comer.comeBack(async () => {
    say('missed');
    await taken();
    await sleep(3_500);
  });
  await comer.settled();
  assert.equal(comer.recovered, false);
  assert.notEqual(comer.id, id);
  assert.deepEqual(comer.all('said'), ['first']);
  await eventually(
    () => logged(server, 'room-closed').some((line) => line.room === room),
    'its room has ended',
  );
});

test('what nobody has said is no offset', async (t) => {
  const { comer, say } = await pair(t);
  await heardFirst(comer, say);
  comer.socket._lastOffset = 'AAAAAAAAAAE';
  await comer.comeBack();
  assert.equal(comer.recovered, false);
});

test('a session cannot be had by guessing', async (t) => {
  const stranger = await Comer.join(server.url);
  t.after(() => stranger.leave());
  for (const pid of ['', 'x', 'A'.repeat(20), '-'.repeat(1_000)]) {
    stranger.socket._pid = pid;
    await stranger.comeBack();
    assert.equal(stranger.recovered, false);
  }
});

test('one that left, or was told to, does not come back', async (t) => {
  const { comer, say } = await pair(t);
  await heardFirst(comer, say);
  const { id } = comer;
  comer.socket.disconnect();
  const back = comer.connected();
  comer.socket.connect();
  await back;
  assert.equal(comer.recovered, false);
  assert.notEqual(comer.id, id);
  const gone = new Promise((resolve) =>
    comer.socket.once('disconnect', resolve),
  );
  comer.socket.emit('leave-server');
  await gone;
  const again = comer.connected();
  comer.socket.connect();
  await again;
  assert.equal(comer.recovered, false);
});

test('a client comes back while its old connection seems to live', async (t) => {
  const { comer, say, taken } = await pair(t);
  await heardFirst(comer, say);
  const { id } = comer;
  const { _pid: pid, _lastOffset: last } = comer.socket;
  const twin = new Comer(server.url, {});
  t.after(() => twin.leave());
  twin.socket._pid = pid;
  twin.socket._lastOffset = last;
  await twin.connected();
  assert.equal(twin.recovered, true);
  assert.equal(twin.id, id);
  say('second');
  await taken();
  await eventually(() => twin.all('said').length > 0, 'the second word');
  assert.deepEqual(twin.all('said'), ['second']);
});

test('a namespace without recovery gives no pid', async (t) => {
  const comer = await Comer.join(`${server.url}/plain`);
  t.after(() => comer.leave());
  assert.equal(comer.socket._pid, undefined);
});
