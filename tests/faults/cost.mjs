// What a broadcast to another node costs the node where it is said, against one
// to as many receivers of its own; and what nodes cost that do nothing.

import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';

import { Endpoint } from '../e2e/support/endpoint.mjs';
import { pause } from '../e2e/support/time.mjs';
import { Wire } from '../e2e/support/wire.mjs';
import { run } from './scenario.mjs';

const names = ['a', 'b', 'c'];
const idleTime = 10_000;
const broadcasts = 10_000;

/** CPU time of a process so far in milliseconds (proc(5): ticks of 10 ms). */
async function cpuTime({ pid }) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

async function cpuTimes(s) {
  const all = names.map((name) => cpuTime(s.fleet.nodes[name]));
  return (await Promise.all(all)).reduce((sum, each) => sum + each, 0);
}

function connect(s, node, query) {
  return Wire.connect(new Endpoint(s.fleet.nodes[node], '/socket.io/'), {
    query,
  });
}

/** CPU microseconds of node a for one broadcast to receivers on `where`. */
async function costOf(s, where, receivers, inFlight) {
  const room = `${where}${receivers}of${inFlight}`;
  const sender = await connect(s, 'a', { username: 'sender' });
  let heard = 0;
  const members = [];
  for (let i = 0; i < receivers; ++i) {
    const wire = await connect(s, where, { username: 'receiver', room });
    wire.socket.removeAllListeners('message');
    wire.socket.on('message', (data) => {
      if (String(data).startsWith('42["new-message"')) ++heard;
    });
    members.push(wire);
  }
  await pause(500); // for the room to be known
  const event = ['send-message', { message: 'hello', room }];
  const before = await cpuTime(s.fleet.nodes.a);
  for (let sent = 0; sent < broadcasts; sent += inFlight) {
    for (let i = 0; i < inFlight; ++i) sender.send(`42${JSON.stringify(event)}`);
    while (heard < (sent + inFlight) * receivers) await turn();
  }
  const spent = (await cpuTime(s.fleet.nodes.a)) - before;
  for (const wire of [sender, ...members]) wire.drop();
  await pause(500);
  return (1000 * spent) / broadcasts;
}

await run('cost', 'what it costs to be several nodes', async (s) => {
  await s.startNodes(names);
  const before = await cpuTimes(s);
  await pause(idleTime);
  const idle = (100 * ((await cpuTimes(s)) - before)) / idleTime;
  s.report.atMost('three idle nodes', idle, 1, '% of a core');
  for (const receivers of [1, 10])
    for (const inFlight of [1, 20]) {
      const here = await costOf(s, 'a', receivers, inFlight);
      const there = await costOf(s, 'b', receivers, inFlight);
      const what = `${receivers} receivers, ${inFlight} in flight`;
      s.report.figure(`${what}, here`, here, 'us');
      s.report.figure(`${what}, there`, there, 'us');
      s.report.atMost(`${what}, there / here`, there / here, 3, '');
    }
});
