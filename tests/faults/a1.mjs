// Actors and handlers throw a thousand times within a minute, while clients
// chat: rooms that did not fail lose nothing, those that did are back at once.

import { Endpoint } from '../e2e/support/endpoint.mjs';
import { LightClient } from '../e2e/support/light-client.mjs';
import { linesOf } from '../e2e/support/log-lines.mjs';
import { startExample } from '../e2e/support/server.mjs';
import { eventually, pause } from '../e2e/support/time.mjs';
import { quantile } from '../soak/gauges.mjs';
import { Ledger } from '../soak/ledger.mjs';
import { Report } from './report.mjs';

const id = 'A1';
const short = process.argv.includes('--short');
const seconds = short ? 10 : 60;
const throws = short ? 160 : 1000;
const handlers = short ? 20 : 200;

// A room may fail five times in 10 s before its supervisor gives up: with so
// many in turn, each fails twice.
const weak = Array.from({ length: 80 }, (_, n) => `weak${n}`);
const strong = Array.from({ length: 20 }, (_, n) => `strong${n}`);
const membersOfRoom = 2;

/** Counts the rooms that have crashed so far, by the log. */
class Crashes {
  #read = 0;
  count = 0;

  look(log) {
    const text = log.slice(this.#read, log.lastIndexOf('\n') + 1);
    this.#read += text.length;
    this.count += text.split('"event":"room-crashed"').length - 1;
    return this.count;
  }
}

const report = new Report(id);
const wrong = [];
const crashes = new Crashes();
const ledgers = {
  weak: new Ledger((text) => {
    // What a room had in its mailbox is lost with it.
    if (!text.includes(' instead of #')) wrong.push(text);
  }),
  strong: new Ledger((text) => wrong.push(text)),
};

class Talker {
  static async join(endpoint, ledger, room, n) {
    const talker = new Talker();
    const name = `${room}.${n}`;
    Object.assign(talker, { ledger, room, name });
    talker.ear = ledger.come(name, room);
    const hear = (event, [content]) => {
      if (event === 'new-message' && content.msg) talker.ear.hear(content.msg);
    };
    const query = { username: name, room };
    talker.client = await LightClient.join(endpoint, 'websocket', query, hear, {
      skips: (event) => !event.startsWith('["new-message"'),
    });
    ledger.arrive(talker.ear, performance.now());
    return talker;
  }

  say() {
    const message = this.ledger.say(this.name, performance.now());
    this.client.emit('send-message', { message, room: this.room });
  }
}

/** Does `act` `count` times, evenly over the whole time. */
async function spread(count, act) {
  const begin = Date.now();
  for (let n = 0; n < count; ++n) {
    await act(n);
    const due = begin + ((n + 1) * seconds * 1000) / count;
    await pause(Math.max(0, due - Date.now()));
  }
}

/** How long each room that crashed was away, in ms, in order. */
function absences(lines) {
  const since = new Map();
  const all = [];
  for (const { event, room, ts } of lines) {
    if (event === 'room-crashed') since.set(room, Date.parse(ts));
    if (event === 'room-restarted')
      all.push(Date.parse(ts) - since.get(room));
  }
  return all.sort((one, other) => one - other);
}

console.log(`${id} ${throws} rooms and ${handlers} handlers throw`);
const server = await startExample('faulty-server', [
  ...['--threads=2', '--log.format=json', '--log.lines_per_second=0'],
]);
const endpoint = new Endpoint(server, '/socket.io/');
const join = (query) =>
  LightClient.join(endpoint, 'websocket', query, () => {}, {
    skips: () => true,
  });
try {
  const talkers = [];
  for (const [kind, rooms] of Object.entries({ weak, strong }))
    for (const room of rooms)
      for (let n = 0; n < membersOfRoom; ++n)
        talkers.push(await Talker.join(endpoint, ledgers[kind], room, n));
  const saboteur = await join({ username: 'saboteur' });
  await pause(1500);
  await Promise.all([
    spread(throws, async (n) => {
      const room = weak[n % weak.length];
      saboteur.emit('fault', `throw:room:${room}`);
      saboteur.emit('send-message', { room });
      const crashed = () => crashes.look(server.log()) > n;
      await eventually(crashed, `crash ${n}`); // one fault waits at a time
    }),
    spread(handlers, async (n) => {
      const victim = await join({ username: `victim${n}` });
      victim.emit('fault', 'throw:handler');
      await eventually(() => victim.end, 'end of the victim');
    }),
    spread(seconds, () => {
      for (const talker of talkers) talker.say();
    }),
  ]);
  await pause(1000);
  const missing = () => ledgers.strong.missing().length;
  await eventually(() => missing() === 0, 'all was heard').catch(() => {});
  const lines = linesOf(server.log());
  const times = absences(lines);
  report.exactly('rooms that crashed', crashes.look(server.log()), throws);
  report.exactly('rooms that are back', times.length, throws);
  const threw = lines.filter(({ event }) => event === 'handler-threw');
  report.exactly('handlers that threw', threw.length, handlers);
  report.figure('a room is back, median', times[times.length >> 1], 'ms');
  report.atMost('a room is back, 99 of 100', quantile(times, 0.99), 200);
  report.figure('a room is back, longest', times.at(-1), 'ms');
  report.figure('said in rooms that fail', ledgers.weak.said);
  report.figure('heard there', ledgers.weak.delivered);
  report.figure('said in the others', ledgers.strong.said);
  report.exactly(
    'heard there',
    ledgers.strong.delivered,
    ledgers.strong.said * membersOfRoom,
  );
  report.exactly('missing there', missing(), 0);
  report.exactly('doubled, swapped or never said', wrong.length, 0);
  const gone = talkers.filter(({ client }) => client.end);
  report.exactly('clients that lost their connection', gone.length, 0);
} catch (error) {
  report.failure(error);
}
report.exactly('exit code', await server.stop(), 0);
process.stdout.write(report.text());
if (report.failed) console.error(wrong.slice(0, 10).join('\n'));
process.exit(report.failed ? 1 : 0);
