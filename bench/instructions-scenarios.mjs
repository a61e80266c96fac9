// What is counted, and the clients that have the server do it: in lockstep, one
// thing at a time, so that what shares a turn of the I/O thread does not depend
// on who is faster.

import { once } from 'node:events';

import { Endpoint } from '../tests/e2e/support/endpoint.mjs';
import { LightClient } from '../tests/e2e/support/light-client.mjs';
import { pause, within } from '../tests/e2e/support/time.mjs';
import { Wire } from '../tests/e2e/support/wire.mjs';
import { CountedServer } from './instructions-server.mjs';

const crowd = 100;
const publishes = 200;
const echoes = 1000;
const heartbeats = 500;
const visits = 300;

/** For the server to have nothing left to do. */
const quiet = 500;

const text = 'The quick brown fox jumps over the lazy dog.';

function join(server, query, listener = () => {}) {
  const endpoint = new Endpoint(server, '/socket.io/');
  return LightClient.join(endpoint, 'websocket', query, listener);
}

/** Counts to `wanted`, then resolves; can be set anew. */
class Tally {
  #left = 0;
  #done = () => {};

  count() {
    if (--this.#left === 0) this.#done();
  }

  expect(wanted, what) {
    this.#left = wanted;
    const all = new Promise((resolve) => (this.#done = resolve));
    return within(all, what, 30_000);
  }
}

/** Turns counts into counts per operation. */
function each({ instructions, allocations }, operations) {
  return {
    instructions: instructions / operations,
    allocations: allocations / operations,
  };
}

/** One says something to a room of a hundred, who all hear it. */
async function countDelivery(server) {
  const heard = new Tally();
  const members = [];
  for (let i = 0; i < crowd; ++i) {
    const query = { username: `member${i}`, room: 'lobby' };
    const hear = (name) => name === 'new-message' && heard.count();
    members.push(await join(server, query, hear));
  }
  const publish = async (times) => {
    for (let i = 0; i < times; ++i) {
      const all = heard.expect(crowd, 'message in all clients');
      members[0].emit('send-message', { room: 'lobby', message: text });
      await all;
      await pause(1);
    }
  };
  await publish(3); // what the first times cost is not repeated
  await pause(quiet);
  const counts = await server.count('delivery', () => publish(publishes));
  for (const member of members) await member.leave();
  return each(counts, publishes * crowd);
}

/** One asks for an acknowledgement, and gets back what it said. */
async function countEcho(server) {
  const client = await join(server, { username: 'asker' });
  const ask = async (times) => {
    for (let i = 0; i < times; ++i) {
      await client.ask('echo', text);
      await pause(1);
    }
  };
  await ask(10);
  await pause(quiet);
  const counts = await server.count('echo', () => ask(echoes));
  return each(counts, echoes);
}

/** One comes, joins a room and leaves, again and again. */
async function countVisit(server) {
  const visit = async (times) => {
    for (let i = 0; i < times; ++i) {
      const client = await join(server, { username: 'guest', room: 'lobby' });
      const closed = once(client.socket, 'close');
      await client.leave();
      await closed;
      await pause(1);
    }
  };
  await visit(10);
  await pause(quiet);
  const counts = await server.count('visit', () => visit(visits));
  return each(counts, visits);
}

/** A hundred say nothing but for the pongs that they owe, one after the other:
 * a pong has the server wait for the ping interval and ping that client again.
 * (By default, a timer also runs out once in between, for the pong's deadline.)
 */
async function countTick(server) {
  const idle = [];
  for (let i = 0; i < crowd; ++i) {
    const wire = await Wire.session(new Endpoint(server, '/socket.io/'), {
      query: { username: `idle${i}` },
      heartbeat: false,
    });
    wire.send('40');
    const owed = new Set(['2', '4']);
    while (owed.size > 0) owed.delete(String(await wire.next())[0]);
    idle.push(wire);
  }
  const beat = async (times) => {
    for (let i = 0; i < times; ++i) {
      const wire = idle[i % crowd];
      wire.send('3');
      await wire.next((packet) => packet === '2');
    }
  };
  await beat(crowd);
  await pause(quiet);
  const counts = await server.count('tick', () => beat(heartbeats));
  return each(counts, heartbeats);
}

/** `interval` is that of pings; `threads` share the clients evenly. */
const scenarios = [
  { name: 'delivery', count: countDelivery, threads: 1, interval: '1h' },
  { name: 'on-2-threads', count: countDelivery, threads: 2, interval: '1h' },
  { name: 'echo', count: countEcho, threads: 1, interval: '1h' },
  { name: 'visit', count: countVisit, threads: 1, interval: '1h' },
  { name: 'tick', count: countTick, threads: 1, interval: '10ms' },
];

/** Counts all, each with a server of its own. `folder(name)` says where
 * callgrind may write. */
export async function countAll(binary, folder) {
  const counts = {};
  for (const { name, count, threads, interval } of scenarios) {
    const server = await CountedServer.start(binary, await folder(name), [
      `--threads=${threads}`,
      `--engine.ping_interval=${interval}`,
      '--engine.ping_timeout=1h',
    ]);
    try {
      counts[name] = await count(server);
    } finally {
      await server.stop();
    }
  }
  return counts;
}
