// A thousand clients who meet, talk and part, and what is left of them.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import { casesOn } from './support/cases.mjs';
import { Crowd } from './support/crowd.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { LightClient } from './support/light-client.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause } from './support/time.mjs';

const server = await startTroupe();
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const size = Number(process.env.TROUPE_CROWD ?? 1000);
const crowd = { size, batch: 25, rooms: 20 };
const limit = 600_000;
let memoryAfterFirst;

async function residentKilobytes() {
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)[1]);
}

/** Address sanitizer keeps freed memory back, so its figures say nothing. */
async function isSanitized() {
  const maps = await readFile(`/proc/${server.pid}/maps`, 'utf8');
  return maps.includes('libasan');
}

/** Checks that the server knows of nobody but the one who asks. */
async function assertEmpty() {
  const query = { username: 'observer', room: 'nowhere' };
  const observer = await LightClient.join(
    endpoint,
    'websocket',
    query,
    () => {},
  );
  const self = { username: 'observer', sockedId: observer.id };
  await eventually(async () => {
    const [users] = await observer.ask('list-users');
    return users.length === 1;
  }, 'an empty chat');
  assert.deepEqual(await observer.ask('list-users'), [[self]]);
  await observer.leave();
}

test(
  `${size} clients meet, talk and part, and nobody is left`,
  async () => {
    await new Crowd(server, endpoint, crowd).run();
    await assertEmpty();
    await pause(3000);
    memoryAfterFirst = await residentKilobytes();
  },
  { limit },
);

test(
  `${size} others do the same`,
  async () => {
    await new Crowd(server, endpoint, crowd).run();
    await assertEmpty();
  },
  { limit },
);

test('memory is back within a tenth', async (t) => {
  if (await isSanitized()) return t.skip('sanitized server');
  const most = memoryAfterFirst * 1.1;
  let now;
  const isBack = async () => (now = await residentKilobytes()) <= most;
  await eventually(isBack, 'memory', 30_000).catch(() => {});
  t.diagnostic(`first ${memoryAfterFirst} kB, now ${now} kB`);
  assert.ok(now <= most, `${now} kB, was ${memoryAfterFirst} kB`);
});
