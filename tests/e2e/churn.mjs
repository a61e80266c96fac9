// Clients that join each other's rooms, talk and vanish without end.
//
//   node churn.mjs [--clients 200] [--seconds 60] [--seed N] [-- server args]
//
// Half of the lives end in order, half by a cut connection. Every client checks
// what it hears, a witness counts all who come and go, and at the end nobody
// may be left. Exits with 1 when anything of this does not hold.

import { parseArgs } from 'node:util';

import { Endpoint } from './support/endpoint.mjs';
import { Life, randomFrom } from './support/life.mjs';
import { LightClient } from './support/light-client.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause } from './support/time.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    clients: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const clients = Number(values.clients);
const end = Date.now() + Number(values.seconds) * 1000;
const random = randomFrom(Number(values.seed));
const ways = ['websocket', 'websocket', 'websocket', 'upgrade', 'polling'];
const rooms = 10;

// A session that is cut between two polls is missed when its pong is overdue.
const longestFarewell = 60_000;

const tally = { lives: 0, events: 0 };
const violations = [];
const report = (violation) => {
  violations.push(violation);
  console.error(`violation: ${violation}`);
};

/** Lives one life after the other until time is up. */
async function reincarnate(endpoint, number) {
  const own = randomFrom(Math.floor(random() * 2 ** 32));
  const pick = (choices) => choices[Math.floor(own() * choices.length)];
  for (let life = 0; Date.now() < end; ++life) {
    const name = `c${number}.${life}`;
    const room = `room${Math.floor(own() * rooms)}`;
    const way = pick(ways);
    const stay = new Life({ name, room, way, random: own, report, tally });
    try {
      await stay.run(endpoint);
    } catch (error) {
      report(`${name} by ${way}: ${error.message}`);
      stay.client?.drop();
    }
    await pause(own() * 500);
  }
}

/** Somebody who stays and counts how often each socket came and went. */
async function witness(endpoint) {
  const presence = new Map();
  const query = { username: 'witness', room: 'gallery' };
  const hear = (name, [{ user }]) => {
    if (!user) return;
    const seen = presence.get(user.sockedId) ?? { came: 0, went: 0 };
    ++seen[name === 'user-connected' ? 'came' : 'went'];
    presence.set(user.sockedId, seen);
  };
  const client = await LightClient.join(endpoint, 'websocket', query, hear);
  return { client, presence };
}

function checkPresence(presence) {
  if (presence.size < tally.lives)
    report(`${presence.size} sockets seen of ${tally.lives}`);
  for (const [id, { came, went }] of presence)
    if (came !== 1 || went !== 1)
      report(`${id} came ${came}, went ${went} times`);
}

async function churn(endpoint) {
  const { client, presence } = await witness(endpoint);
  const numbers = Array.from({ length: clients }, (_, number) => number);
  await Promise.all(numbers.map((number) => reincarnate(endpoint, number)));
  const alone = async () => (await client.ask('list-users'))[0].length === 1;
  await eventually(alone, 'an empty chat', longestFarewell);
  await pause(500);
  checkPresence(presence);
  if (client.end) report(`witness ${client.end}`);
  await client.leave();
}

console.log(`${clients} clients, ${values.seconds} s, seed ${values.seed}`);
const server = await startTroupe(['--chat.test_events=true', ...positionals]);
try {
  await churn(new Endpoint(server, '/socket.io/'));
} catch (error) {
  report(error.message);
}
const code = await server.stop().catch((error) => error.message);
if (code !== 0) report(`server ended with ${code}`);
console.log(
  `${tally.lives} lives, ${tally.events} events, ` +
    `${violations.length} violations`,
);
if (violations.length > 0) {
  console.error(server.log().slice(-8_000));
  process.exitCode = 1;
}
