// The rules of GET and POST within a polling session.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Polling } from './support/polling.mjs';
import { RawHttp, requestText } from './support/raw-http.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause } from './support/time.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const maxPayload = 1_000_000;
const separator = '\x1e';

/** A packet of exactly `size` bytes that the chat ignores. */
function noopEvent(size) {
  const [head, end] = ['42["noop","', '"]'];
  return head + 'x'.repeat(size - head.length - end.length) + end;
}

/** Starts a poll that is surely waiting at the server when this resolves. */
async function pendingPoll(session, options) {
  const poll = session.get(options);
  poll.catch(() => {}); // its case looks at it later
  await pause(200);
  return { poll };
}

async function assertSoonGone(session) {
  await eventually(
    async () => (await session.post('3')).status === 400,
    'end of the session',
  );
  await session.assertGone();
}

for (const packet of ['0', '0{}', '3', '3probe', '5', '6', '6ignored']) {
  test(`packet ${packet} is taken and changes nothing`, async () => {
    const session = await Polling.connect(endpoint);
    assert.equal((await session.post(packet)).body, 'ok');
    await session.assertEchoes();
  });
}

const badPayloads = {
  'an empty body': '',
  'a lone separator': separator,
  'a leading separator': `${separator}3`,
  'a trailing separator': `3${separator}`,
  'an empty packet': `3${separator}${separator}3`,
  'an unknown type': '7',
  'a letter': 'abc',
  'a bad packet behind a good one': `3${separator}xyz`,
  'a ping': '2',
  'a probe': '2probe',
};

for (const [what, payload] of Object.entries(badPayloads)) {
  test(`${what} closes the session`, async () => {
    const session = await Polling.connect(endpoint);
    const { status } = await session.post(payload);
    assert.ok([200, 400].includes(status), `status ${status}`);
    await session.assertGone();
  });
}

test('what stands behind a close packet is dropped', async () => {
  const session = await Polling.connect(endpoint);
  const { poll } = await pendingPoll(session);
  await session.post(`1${separator}42["echo","too late"]`);
  const { status, body } = await poll;
  assert.equal(status, 200);
  assert.ok(!body.includes('too late'), body);
  await session.assertGone();
});

test('packets of one payload are taken in order', async () => {
  const session = await Polling.connect(endpoint);
  const echoes = Array.from({ length: 12 }, (_, i) => `42["echo",${i}]`);
  await session.post(echoes.join(separator));
  for (const echo of echoes)
    assert.equal(await session.next((p) => p.startsWith('42["echo"')), echo);
});

test('text of every plane goes through unchanged', async () => {
  const session = await Polling.connect(endpoint);
  await session.assertEchoes('é € 汉字 😀 \u2028');
});

const binaryEvent = '451-["echo",{"_placeholder":true,"num":0}]';

for (const [what, sent, answered] of [
  ['bytes', 'bAQIDBA==', 'bAQIDBA=='],
  ['no bytes at all', 'b', 'b'],
]) {
  test(`${what} travel as base64`, async () => {
    const session = await Polling.connect(endpoint);
    await session.post(`${binaryEvent}${separator}${sent}`);
    await session.next((packet) => packet === binaryEvent);
    assert.equal(await session.next(), answered);
  });
}

for (const type of ['text/plain', 'application/json', 'x/y', undefined]) {
  test(`a POST of type ${type} is taken`, async () => {
    const session = await Polling.connect(endpoint);
    const options = type && { headers: { 'Content-Type': type } };
    const body = Buffer.from('42["echo","typed"]');
    assert.equal((await session.post(body, options)).body, 'ok');
    await session.next((packet) => packet === '42["echo","typed"]');
  });
}

test('a POST of type octet-stream is refused and closes', async () => {
  const session = await Polling.connect(endpoint);
  const headers = { 'Content-Type': 'application/octet-stream' };
  const { status } = await session.post('42["noop"]', { headers });
  assert.equal(status, 400);
  await session.assertGone();
});

test('a POST of exactly the greatest size is taken', async () => {
  const session = await Polling.connect(endpoint);
  const { status, body } = await session.post(noopEvent(maxPayload));
  assert.deepEqual([status, body], [200, 'ok']);
  await session.assertEchoes();
});

test('a POST that is too big is refused and the session lives', async () => {
  const session = await Polling.connect(endpoint);
  const { status } = await session.post(noopEvent(maxPayload + 1));
  assert.equal(status, 413);
  await session.assertEchoes();
});

test('a chunked POST that is too big is refused all the same', async () => {
  const session = await Polling.connect(endpoint);
  const chunk = Buffer.from(noopEvent(100_000));
  const body = async function* () {
    for (let sent = 0; sent <= maxPayload; sent += chunk.length) yield chunk;
  };
  const { status } = await session.post(body(), { duplex: 'half' });
  assert.equal(status, 413);
  await session.assertEchoes();
});

test('a chunked POST is taken', async () => {
  const session = await Polling.connect(endpoint);
  const body = async function* () {
    yield Buffer.from('42["echo",');
    yield Buffer.from('"in pieces"]');
  };
  const { status } = await session.post(body(), { duplex: 'half' });
  assert.equal(status, 200);
  await session.next((packet) => packet === '42["echo","in pieces"]');
});

const cutBytes = 5;

/** Sends a POST whose last bytes are missing; resolves to those as well. */
async function unfinishedPost(session) {
  const raw = await RawHttp.connect(server.port);
  const target = endpoint.target({ transport: 'polling', sid: session.sid });
  const text = requestText('POST', target, {}, '42["noop","cut"]');
  raw.send(text.slice(0, -cutBytes));
  await pause(300);
  return { raw, rest: text.slice(-cutBytes) };
}

test('a second POST at the same time closes the session', async () => {
  const session = await Polling.open(endpoint);
  const { raw, rest } = await unfinishedPost(session);
  const { status, body } = await session.post('3');
  assert.deepEqual([status, body], [400, '']);
  await session.assertGone();
  raw.send(rest);
  const first = await raw.response().catch(() => null); // cut off is fine too
  assert.ok(!first || first.status >= 400, `status ${first?.status}`);
  raw.drop();
});

test('a POST that breaks off closes the session', async () => {
  const session = await Polling.connect(endpoint);
  const { raw } = await unfinishedPost(session);
  raw.drop();
  await assertSoonGone(session);
});

test('a second poll at the same time closes the session', async () => {
  const session = await Polling.open(endpoint);
  const { poll } = await pendingPoll(session);
  const { status, body } = await session.get();
  assert.deepEqual([status, body], [400, '']);
  const first = await poll;
  assert.deepEqual([first.status, first.body], [200, '1']);
  await session.assertGone();
});

test('a poll that breaks off closes the session', async () => {
  const session = await Polling.open(endpoint);
  const abort = new AbortController();
  await pendingPoll(session, { signal: abort.signal });
  abort.abort();
  await assertSoonGone(session);
});

test('a waiting poll is told when the server closes', async () => {
  const session = await Polling.open(endpoint);
  const { poll } = await pendingPoll(session);
  assert.equal((await session.post('4abc')).status, 200);
  const { status, body } = await poll;
  assert.deepEqual([status, body], [200, '1']);
  await session.assertGone();
});

test('the next poll is told when the server closes meanwhile', async () => {
  const session = await Polling.open(endpoint);
  assert.equal((await session.post('4abc')).status, 200);
  const { status, body } = await session.get();
  assert.deepEqual([status, body], [200, `6${separator}1`]);
  await session.assertGone();
});

const python = { headers: { 'user-agent': 'python-requests/2.28.1' } };

test('a poll from Python brings sixteen packets at most and none is lost', async () => {
  const session = await Polling.connect(endpoint);
  await session.post('42["flood",100,1]');
  let received = 0;
  while (received < 100) {
    const packets = (await session.get(python)).body.split(separator);
    assert.ok(packets.length <= 16, `${packets.length} packets`);
    received += packets.filter((packet) => packet === '42["f","x"]').length;
  }
});
