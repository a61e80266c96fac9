// Compressed answers to polls.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { gunzipSync, inflateSync } from 'node:zlib';

import { io } from 'socket.io-client';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { Polling } from './support/polling.mjs';
import { startTroupe } from './support/server.mjs';
import { within } from './support/time.mjs';

const server = await startTroupe(['--chat.test_events=true']);
const off = await startTroupe([
  '--chat.test_events=true',
  '--engine.http_compression=false',
]);
const test = casesOn(server);
const testOff = casesOn(off);

/** One request whose body comes as it was sent. */
function rawGet(url, headers) {
  const answer = new Promise((resolve, reject) => {
    const asked = request(url, { headers }, async (response) => {
      const parts = [];
      for await (const part of response) parts.push(part);
      const body = Buffer.concat(parts);
      resolve({ headers: response.headers, body });
    });
    asked.on('error', reject);
    asked.end();
  });
  return within(answer, 'answer');
}

/** Has `text` wait for a poll, and polls. */
async function poll(text, encoding, of = server) {
  const session = await Polling.connect(new Endpoint(of, '/socket.io/'));
  await session.next((packet) => packet.startsWith('42["conn"'));
  await session.post(`42${JSON.stringify(['echo', text])}`);
  const headers = encoding === undefined ? {} : { 'Accept-Encoding': encoding };
  return rawGet(session.url, headers);
}

const long = 'ä, again and '.repeat(1000);
const expected = `42${JSON.stringify(['echo', long])}`;
const decoders = { gzip: gunzipSync, deflate: inflateSync };

const choices = [
  ['gzip', 'gzip'],
  ['gzip, deflate, br', 'gzip'],
  ['deflate', 'deflate'],
  ['deflate, gzip;q=0.5', 'deflate'],
  ['deflate;q=0.5, gzip;q=0.8', 'gzip'],
  ['gzip;q=0, deflate', 'deflate'],
  ['*', 'gzip'],
  ['gzip;q=0, *', 'deflate'],
  ['br', undefined],
  ['identity', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['gzip;q=0', undefined],
  ['', undefined],
  [undefined, undefined],
];

for (const [accepted, coding] of choices)
  test(`"${accepted}" is answered with ${coding ?? 'plain text'}`, async () => {
    const { headers, body } = await poll(long, accepted);
    assert.equal(headers['content-encoding'], coding);
    assert.equal(headers['content-length'], String(body.length));
    assert.equal(headers['content-type'], 'text/plain; charset=UTF-8');
    assert.equal(headers.vary, 'Accept-Encoding');
    const decoded = coding ? decoders[coding](body) : body;
    assert.equal(decoded.toString(), expected);
    if (coding) assert.ok(body.length < 1000);
  });

test('short answers are left as they are', async () => {
  const { headers, body } = await poll('short', 'gzip');
  assert.equal(headers['content-encoding'], undefined);
  assert.equal(headers.vary, undefined);
  assert.equal(body.toString(), '42["echo","short"]');
});

testOff('nothing is compressed if that is not wanted', async () => {
  const { headers, body } = await poll(long, 'gzip', off);
  assert.equal(headers['content-encoding'], undefined);
  assert.equal(body.toString(), expected);
});

test('the real client, which takes none, and fetch, which does', async () => {
  const client = io(server.url, { transports: ['polling'], forceNew: true });
  const answer = await within(client.emitWithAck('echo', long), 'echo');
  client.close();
  assert.equal(answer, long);
  const session = await Polling.connect(new Endpoint(server, '/socket.io/'));
  await session.assertEchoes(long);
});
