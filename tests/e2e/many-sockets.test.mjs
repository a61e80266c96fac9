import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { io } from 'socket.io-client';

import { Cluster } from './support/cluster.mjs';
import { startExample } from './support/server.mjs';
import { eventually, pause, within } from './support/time.mjs';

// Every method that speaks to more than one socket, with the clients on one
// node and spread over three: nobody can tell the difference.

const startRemoteControl = (args) => startExample('remote-control', args);

/** Clients by name, in turn on each of the nodes. */
class Clients {
  all = {};
  #servers;

  constructor(servers) {
    this.#servers = servers;
  }

  async connect(name, { nsp = '/', ...auth } = {}) {
    const count = Object.keys(this.all).length;
    const { url } = this.#servers[count % this.#servers.length];
    const socket = io(url + nsp, {
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      auth,
    });
    const client = { socket, told: [], gone: [] };
    socket.on('told', (what) => client.told.push(what));
    socket.on('noted', (what) => client.told.push(what));
    socket.on('asked', (what, reply) => reply(`${name} ${what}`));
    socket.on('disconnect', (reason) => client.gone.push(reason));
    this.all[name] = client;
    await within(
      new Promise((resolve) => socket.once('connect', resolve)),
      `${name} connects`,
    );
    return client;
  }

  /** Has `by` call something on the server; resolves to the answer. */
  call(by, what, how) {
    return within(this.all[by].socket.emitWithAck(what, how), what);
  }

  ids(...names) {
    return names.map((name) => this.all[name].socket.id).sort();
  }

  /** Waits until these, and nobody else, have heard `what`, once. */
  async heard(what, names) {
    const whoHas = () =>
      Object.keys(this.all).filter((name) =>
        this.all[name].told.includes(what),
      );
    await eventually(
      () => names.every((name) => whoHas().includes(name)),
      `${names} hear ${what}`,
    ).catch((error) => {
      throw new Error(`${error.message}; heard by ${whoHas()}`);
    });
    await pause(100); // for those who should not
    assert.deepEqual(whoHas().sort(), [...names].sort());
    for (const name of names) {
      const times = this.all[name].told.filter((each) => each === what);
      assert.equal(times.length, 1, `${name} hears ${what} once`);
    }
  }

  forget() {
    for (const client of Object.values(this.all)) client.told = [];
  }

  close() {
    for (const { socket } of Object.values(this.all)) socket.disconnect();
  }
}

for (const nodes of [['a'], ['a', 'b', 'c']])
  describe(`many sockets, on ${nodes.length} node(s)`, () => {
    let cluster;
    let clients;

    before(async () => {
      cluster = await Cluster.start(
        nodes,
        ['--cluster.cookie=x', '--threads=2', '--chat.test_events=false'],
        startRemoteControl,
      );
      clients = new Clients(nodes.map((name) => cluster.nodes[name]));
      await clients.connect('ann', { rooms: ['red'], data: { age: 1 } });
      await clients.connect('ben', { rooms: ['red', 'blue'] });
      await clients.connect('cid', { rooms: ['blue'] });
      await clients.connect('dot');
      await clients.connect('eve', { rooms: ['red'] });
      await clients.connect('fay', { rooms: ['blue', 'green'] });
      // Until each node knows of each room.
      await eventually(async () => {
        const { sockets } = await clients.call('ann', 'fetch', {
          to: ['red', 'blue', 'green'],
        });
        return sockets.length === 5;
      }, 'rooms are known everywhere');
    });

    after(async () => {
      clients?.close();
      await cluster?.stop();
    });

    it('emit: to all, to rooms, once to a member of two, but not to some', async () => {
      const everybody = Object.keys(clients.all);
      await clients.call('ann', 'emit', { what: 1 });
      await clients.heard(1, everybody);
      await clients.call('ann', 'emit', { what: 2, from: 'socket' });
      await clients.heard(2, everybody.slice(1));
      await clients.call('dot', 'emit', { what: 3, to: ['red', 'blue'] });
      await clients.heard(3, ['ann', 'ben', 'cid', 'eve', 'fay']);
      await clients.call('dot', 'emit', {
        what: 4,
        to: ['red', 'blue'],
        except: ['green', clients.ids('ann')[0]],
      });
      await clients.heard(4, ['ben', 'cid', 'eve']);
      await clients.call('dot', 'emit', { what: 5, to: clients.ids('eve') });
      await clients.heard(5, ['eve']);
      clients.forget();
    });

    it('local: on this node alone', async () => {
      await clients.call('ann', 'emit', { what: 'here', local: true });
      const here = Object.keys(clients.all).filter(
        (_, at) => at % nodes.length === 0,
      );
      await clients.heard('here', here);
      clients.forget();
    });

    it('emit_with_ack: one answer of each', async () => {
      const all = await clients.call('dot', 'ask', { what: '?', to: ['red'] });
      assert.deepEqual(all.answers.sort(), ['ann ?', 'ben ?', 'eve ?']);
      assert.deepEqual([all.clients, all.missing], [3, []]);
      const none = await clients.call('dot', 'ask', { what: '?', to: ['no'] });
      assert.deepEqual(none, { answers: [], clients: 0, missing: [] });
    });

    it('emit_with_ack: who is silent is left out when the time is over', async () => {
      const { socket } = clients.all.fay;
      socket.off('asked');
      const all = await clients.call('ann', 'ask', {
        what: '!',
        to: ['blue'],
        timeout: 300,
      });
      socket.on('asked', (what, reply) => reply(`fay ${what}`));
      assert.deepEqual(all.answers.sort(), ['ben !', 'cid !']);
      assert.equal(all.clients, 3);
      assert.deepEqual(all.missing, []);
    });

    it('fetch_sockets: each with its rooms, data and handshake', async () => {
      const { sockets, missing } = await clients.call('fay', 'fetch', {
        to: ['red'],
      });
      assert.deepEqual(missing, []);
      assert.deepEqual(
        sockets.map((each) => each.id).sort(),
        clients.ids('ann', 'ben', 'eve'),
      );
      const [ann] = sockets.filter(({ id }) => id === clients.ids('ann')[0]);
      assert.deepEqual(ann.rooms, ['red']);
      assert.deepEqual(ann.data, { age: 1 });
      assert.deepEqual(ann.auth, { rooms: ['red'], data: { age: 1 } });
      const all = await clients.call('fay', 'fetch', { from: 'socket' });
      assert.equal(all.sockets.length, 5);
    });

    it('sockets_join: what is said right behind it is heard', async () => {
      await clients.call('cid', 'join', { to: ['red'], rooms: ['new'] });
      await clients.heard('welcome', ['ann', 'ben', 'eve']);
      await eventually(async () => {
        const { sockets } = await clients.call('cid', 'fetch', {
          to: ['new'],
        });
        return sockets.length === 3;
      }, 'all have joined');
    });

    it('sockets_leave: what is said right behind it is not', async () => {
      await clients.call('cid', 'leave', {
        to: clients.ids('ann'),
        rooms: ['new'],
      });
      await clients.heard('left behind', ['ben', 'eve']);
      clients.forget();
    });

    it('server_side_emit: all other nodes hear it, and answer', async () => {
      const all = await clients.call('ann', 'ask servers', 'who');
      const others = nodes.slice(1);
      assert.deepEqual(
        all.answers.map((each) => each.node).sort(),
        others,
      );
      for (const each of all.answers) assert.equal(each.what, 'who');
      assert.deepEqual(all.missing, []);
      const there = Object.keys(clients.all).filter(
        (_, at) => at % nodes.length !== 0,
      );
      await clients.heard('who', there);
      clients.forget();
    });

    it('namespaces made on demand: each by itself, and all together', async () => {
      const rooms = new Clients(nodes.map((name) => cluster.nodes[name]));
      for (const name of ['gus', 'hal', 'ida'])
        await rooms.connect(name, { nsp: '/room-1' });
      await rooms.connect('jon', { nsp: '/room-2' });
      await rooms.connect('kim', { nsp: '/all' });
      await eventually(async () => {
        const { sockets } = await rooms.call('gus', 'fetch', {});
        return sockets.length === 3;
      }, 'the namespace is known everywhere');
      const asked = await rooms.call('kim', 'ask servers', 'who');
      assert.deepEqual(
        asked.answers,
        nodes.slice(1).map(() => ({ all: 'who' })),
        'servers are asked by namespace',
      );
      await rooms.call('gus', 'emit', { what: 'one' });
      await rooms.heard('one', ['gus', 'hal', 'ida']);
      await clients.call('ann', 'emit', { what: 'out', within: '/room-2' });
      await rooms.heard('out', ['jon']);
      rooms.all.kim.socket.emit('emit', 'both');
      await rooms.heard('both', ['gus', 'hal', 'ida', 'jon']);
      rooms.close();
    });

    it('disconnect_sockets: they still hear what was said before', async () => {
      clients.all.dot.socket.emit('disconnect them', { to: ['blue'] });
      await clients.heard('farewell', ['ben', 'cid', 'fay']);
      for (const name of ['ben', 'cid', 'fay'])
        await eventually(() => clients.all[name].gone.length > 0, name);
      for (const [name, { gone }] of Object.entries(clients.all))
        assert.deepEqual(
          gone,
          ['ben', 'cid', 'fay'].includes(name) ? ['io server disconnect'] : [],
        );
    });
  });
