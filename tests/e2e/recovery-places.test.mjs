// Connection state recovery where clients come back to another I/O thread, or
// to another node; and that of the chat.

import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Cluster } from './support/cluster.mjs';
import { Comer, startRecoveryServer } from './support/comeback.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';

const count = 12;

/** Clients in three rooms, each at one of `urls`, and a talker at the first. */
async function crowd(t, urls) {
  const comers = [];
  for (let i = 0; i < count; ++i) {
    const comer = await Comer.join(urls[i % urls.length]);
    await comer.ask('join', `room-${i % 3}`);
    await comer.ask('set', i);
    comers.push(comer);
  }
  const talker = await Comer.join(urls[0]);
  t.after(() => [talker, ...comers].forEach((each) => each.leave()));
  let said = 0;
  const say = () => {
    for (let room = 0; room < 3; ++room)
      talker.socket.emit('say', `room-${room}`, 'said', said);
    ++said;
  };
  await sleep(300); // nodes hear of each other's rooms
  return { comers, talker, say, said: () => said };
}

/** Has all of them cut, a few at a time, while the talker talks; `to` says
 * where each goes. */
async function cutAll({ comers, say }, to) {
  const talking = setInterval(say, 4);
  await Promise.all(
    comers.map(async (comer, i) => {
      await sleep(20 * i);
      await comer.comeBack(() => sleep(30 + 7 * i), { drop: i % 2, to: to(i) });
    }),
  );
  clearInterval(talking);
}

async function checkAll({ comers, said }, ids) {
  const all = [...Array(said()).keys()];
  for (const [i, comer] of comers.entries()) {
    assert.equal(comer.recovered, true, `client ${i} is recovered`);
    assert.equal(comer.id, ids[i]);
    await eventually(() => comer.all('said').at(-1) === all.at(-1), 'the last');
    assert.deepEqual(comer.all('said'), all, `client ${i}`);
    const { data, rooms } = await comer.ask('state');
    assert.equal(data, i);
    assert.deepEqual(rooms, [ids[i], `room-${i % 3}`].sort());
  }
}

/** Each can be spoken to by its id, from everywhere. */
async function checkIds(talkers, comers) {
  for (const talker of talkers) {
    for (const comer of comers)
      talker.socket.emit('say', comer.id, 'alone', comer.id);
    for (const comer of comers)
      await eventually(() => comer.all('alone').length > 0, 'a word to its id');
    await sleep(100);
    for (const comer of comers) {
      assert.deepEqual(comer.all('alone'), [comer.id]);
      comer.heard = comer.heard.filter(([name]) => name !== 'alone');
    }
  }
}

test('clients come back to any of two I/O threads', async (t) => {
  const server = await startRecoveryServer(['--threads', '2']);
  t.after(() => server.stop());
  const all = await crowd(t, [server.url]);
  const ids = all.comers.map(({ id }) => id);
  for (let round = 0; round < 4; ++round) {
    await cutAll(all, () => undefined);
    await checkAll(all, ids);
    await checkIds([all.talker], all.comers);
  }
});

test('clients come back to another node, and back, and to a third', async (t) => {
  const cluster = await startCluster(['a', 'b', 'c']);
  t.after(() => cluster.stop());
  const urls = ['a', 'b', 'c'].map((name) => cluster.nodes[name].url);
  const all = await crowd(t, urls);
  const others = await Promise.all(urls.map((url) => Comer.join(url)));
  t.after(() => others.forEach((each) => each.leave()));
  const ids = all.comers.map(({ id }) => id);
  for (const step of [1, 0, 2, 1]) {
    await cutAll(all, (i) => urls[(i + step) % 3]);
    await checkAll(all, ids);
    await checkIds(others, all.comers);
  }
});

test('clients come back elsewhere while their old connections seem to live', async (t) => {
  const cluster = await startCluster(['a', 'b']);
  t.after(() => cluster.stop());
  const urls = ['a', 'b'].map((name) => cluster.nodes[name].url);
  const all = await crowd(t, urls);
  const ids = all.comers.map(({ id }) => id);
  all.say();
  for (const comer of all.comers)
    await eventually(() => comer.all('said').length > 0, 'the first word');
  const talking = setInterval(all.say, 4);
  all.comers = await Promise.all(
    all.comers.map(async (old, i) => {
      await sleep(20 * i);
      old.socket.io.reconnection(false);
      // From now on the old one hears nothing, as on a dead line.
      old.socket.io.engine.transport.ws._socket.pause();
      await sleep(30);
      const twin = new Comer(urls[(i + 1) % 2], {});
      t.after(() => twin.leave());
      twin.socket._pid = old.socket._pid;
      twin.socket._lastOffset = old.socket._lastOffset;
      twin.heard = old.heard;
      await twin.connected();
      return twin;
    }),
  );
  clearInterval(talking);
  await checkAll(all, ids);
});

test('clients that are cut again at once miss nothing or begin anew', async (t) => {
  const server = await startRecoveryServer(['--threads', '2']);
  t.after(() => server.stop());
  const all = await crowd(t, [server.url]);
  const talking = setInterval(all.say, 4);
  await Promise.all(
    all.comers.map(async (comer, i) => {
      await eventually(() => comer.all('said').length > 5, 'some words');
      const manager = comer.socket.io;
      for (let k = 0; k < 6; ++k) {
        manager.engine.transport.ws?._socket?.destroy();
        await sleep(30 + 13 * ((i + k) % 5));
      }
      await eventually(() => comer.socket.connected, 'it is back');
    }),
  );
  clearInterval(talking);
  await sleep(500);
  const everything = [...Array(all.said()).keys()];
  for (const [i, comer] of all.comers.entries()) {
    const heard = comer.all('said');
    const sorted = [...new Set(heard)].sort((a, b) => a - b);
    assert.deepEqual(heard, sorted, `client ${i}: once and in order`);
    if (comer.begun === 1) assert.deepEqual(heard, everything, `client ${i}`);
  }
  const whole = all.comers.filter(({ begun }) => begun === 1).length;
  assert.ok(whole > count / 2, `${whole} of ${count} recovered each time`);
});

test('a client of a node that died begins anew', async (t) => {
  const cluster = await startCluster(['a', 'b']);
  t.after(() => cluster.stop());
  const comer = await Comer.join(cluster.nodes.a.url);
  t.after(() => comer.leave());
  const { id } = comer;
  const to = cluster.nodes.b.url;
  await comer.comeBack(() => cluster.kill('a'), { to });
  assert.equal(comer.recovered, false);
  assert.notEqual(comer.id, id);
});

test('the chat recovers too', async (t) => {
  const chat = await startTroupe(['--recovery.enabled=true', '--threads=1']);
  t.after(() => chat.stop());
  const settings = { query: { username: 'ann', room: 'lobby' } };
  const ann = await Comer.join(chat.url, settings);
  const bob = await Comer.join(chat.url, {
    query: { username: 'bob', room: 'lobby' },
  });
  t.after(() => [ann, bob].forEach((each) => each.leave()));
  const say = (message) =>
    bob.socket.emit('send-message', { message, room: 'lobby' });
  say('first');
  await eventually(() => ann.all('new-message').length === 1, 'the first');
  await ann.comeBack(async () => {
    say('second');
    await eventually(() => bob.all('new-message').length === 2, 'the second');
  });
  await ann.settled();
  assert.equal(ann.recovered, true);
  assert.deepEqual(ann.all('new-message'), [{ msg: 'first' }, { msg: 'second' }]);
});

async function startCluster(names) {
  return Cluster.start(names, ['--threads', '2'], startRecoveryServer);
}
