// Comes and goes as often as told, over HTTP, at a process of its own.
//
//   node handshakes.mjs URL COUNT
//
// Each visit is a handshake, a CONNECT, the poll that has the answer, and a
// farewell. The namespace does not exist: a visitor of the main one would be
// announced to everybody, and that load would hide the one to measure. What
// came of it goes to the parent: {statuses, visits, refusals}.

import { open, pollingUrl, Requests } from './requests.mjs';

const [, , server, count] = process.argv;
const visitors = 8;

const requests = new Requests();
let begun = 0;
let refusals = 0;

async function visit() {
  const sid = await open(requests, server);
  if (!sid) return;
  const url = pollingUrl(server, sid);
  await requests.post(url, '40/nowhere,');
  const answer = await requests.get(url);
  if (answer.startsWith('44/nowhere,')) ++refusals;
  await requests.post(url, '1');
}

async function visitAgainAndAgain() {
  while (begun < Number(count)) {
    ++begun;
    await visit();
  }
}

await Promise.all(Array.from({ length: visitors }, visitAgainAndAgain));
requests.close();
process.send({ statuses: requests.statuses, visits: begun, refusals });
process.disconnect();
