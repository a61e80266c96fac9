// What bench/recovery.mjs does to a server: rooms that are talked to, and
// clients that are cut once each and come back.

import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(
  new URL('../tests/e2e/package.json', import.meta.url),
);
const { io } = require('socket.io-client');

const settling = 5_000;

function connect(url, settings = {}) {
  return io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 600,
    ...settings,
  });
}

const connected = (socket) =>
  new Promise((resolve) => socket.once('connect', resolve));

/** One of the audience; joins its room whenever it is not there already. */
class Listener {
  heard = [];
  recoveries = 0;
  returns = 0;

  constructor(urls, index, room) {
    this.urls = urls;
    this.index = index;
    this.socket = connect(urls[index % urls.length]);
    this.joined = new Promise((resolve) => {
      this.socket.on('connect', () => {
        if (this.socket.recovered) ++this.recoveries;
        else this.socket.emit('join', room, resolve);
      });
    });
    this.socket.on('said', (number) => this.heard.push(number));
  }

  /** Loses its connection; comes back to the next server, if there are more. */
  cut() {
    const manager = this.socket.io;
    ++this.returns;
    manager.uri = this.urls[(this.index + this.returns) % this.urls.length];
    if (Math.random() < 0.5) manager.engine.close();
    else manager.engine.transport.ws._socket.destroy();
  }
}

/** What of `count` numbers did not come, came again, or came too late. */
function judge(heard, count) {
  const times = new Array(count).fill(0);
  let swapped = 0;
  let highest = -1;
  for (const number of heard) {
    if (times[number]++ === 0 && number < highest) ++swapped;
    highest = Math.max(highest, number);
  }
  return {
    lost: times.filter((n) => n === 0).length,
    doubled: times.reduce((sum, n) => sum + Math.max(0, n - 1), 0),
    swapped,
  };
}

/** Talks to all rooms in turn, `rate` messages a second; how often to each. */
async function talk(talkers, { rooms, rate, seconds }) {
  const begun = performance.now();
  const total = rate * seconds;
  for (let said = 0; said < total; ) {
    const due = Math.min(total, ((performance.now() - begun) / 1000) * rate);
    for (; said < due; ++said) {
      const room = said % rooms;
      const number = Math.floor(said / rooms);
      talkers[room % talkers.length].emit('say', `room-${room}`, 'said', number);
    }
    await sleep(5);
  }
  return Array.from({ length: rooms }, (_, room) =>
    Math.ceil((total - room) / rooms),
  );
}

/** Runs it against the servers at `urls`; resolves to what went wrong. */
export async function run(urls, plan) {
  const listeners = Array.from(
    { length: plan.clients },
    (_, i) => new Listener(urls, i, `room-${i % plan.rooms}`),
  );
  await Promise.all(listeners.map(({ joined }) => joined));
  const talkers = urls.map((url) => connect(url));
  await Promise.all(talkers.map(connected));
  await sleep(300); // nodes tell each other of their rooms
  for (const listener of listeners)
    setTimeout(() => listener.cut(), plan.seconds * 900 * Math.random());
  const counts = await talk(talkers, plan);
  await sleep(settling);
  const sum = { expected: 0, lost: 0, doubled: 0, swapped: 0, recovered: 0 };
  listeners.forEach(({ heard, recoveries }, i) => {
    const count = counts[i % plan.rooms];
    const { lost, doubled, swapped } = judge(heard, count);
    sum.expected += count;
    sum.lost += lost;
    sum.doubled += doubled;
    sum.swapped += swapped;
    sum.recovered += recoveries;
  });
  for (const { socket } of listeners) socket.disconnect();
  for (const talker of talkers) talker.disconnect();
  return sum;
}
