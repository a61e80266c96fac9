// engine.io-client as it is published, on a bare engine: what its own suite
// asks of a server, in short.

import assert from 'node:assert/strict';

import { Socket } from 'engine.io-client';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { request } from './support/polling.mjs';
import { startExample } from './support/server.mjs';
import { eventually, within } from './support/time.mjs';

const server = await startExample('engine-suite-server');
const test = casesOn(server);

/** A socket that has connected, and the messages that it gets. */
class Client {
  #messages = [];

  static async open(options) {
    const client = new Client(options);
    await within(client.once('open'), 'open');
    assert.equal(await client.message(), 'hi');
    return client;
  }

  constructor(options) {
    this.socket = new Socket(server.url, options);
    this.socket.binaryType = 'arraybuffer';
    this.socket.on('message', (data) => this.#messages.push(data));
  }

  once(event) {
    return new Promise((resolve) => this.socket.once(event, resolve));
  }

  async message() {
    while (this.#messages.length === 0)
      await within(this.once('message'), 'message');
    return this.#messages.shift();
  }

  async answer(text) {
    this.socket.send(text);
    return this.message();
  }
}

const ways = { polling: ['polling'], websocket: ['websocket'] };
for (const [way, transports] of Object.entries(ways)) {
  test(`text and bytes survive ${way}`, async () => {
    const client = await Client.open({ transports });
    assert.equal(await client.answer('hello'), 'hello');
    assert.equal(
      await client.answer('give utf8'),
      'пойду спать всем спокойной ночи',
    );
    const bytes = new Uint8Array(await client.answer('give binary'));
    assert.deepEqual([...bytes], [0, 1, 2, 3, 4]);
    client.socket.close();
  });
}

test('a client upgrades and keeps its session', async () => {
  const client = await Client.open({});
  const upgraded = () => client.socket.transport.name === 'websocket';
  await eventually(upgraded, 'upgrade');
  assert.equal(await client.answer('still here'), 'still here');
  client.socket.close();
});

test('a client that is denied is told so', async () => {
  const client = new Client({ transports: ['polling'], query: { deny: '1' } });
  const error = await within(client.once('error'), 'error');
  assert.equal(error.context.status, 403);
  const url = new Endpoint(server, '/engine.io/').polling({ deny: '1' });
  const { body } = await request(url);
  assert.equal(body, '{"code":4,"message":"Forbidden"}');
});

test('the headers of a POST come with its messages', async () => {
  const client = await Client.open({
    transports: ['polling'],
    extraHeaders: { 'X-Mine': 'yes' },
  });
  const headers = JSON.parse(await client.answer('sendHeaders'));
  assert.equal(headers['x-mine'], 'yes');
  assert.equal(headers.host, `127.0.0.1:${server.port}`);
  client.socket.close();
});

test('the cookies of the first answer come back but the expired one', async () => {
  const client = await Client.open({
    transports: ['polling'],
    withCredentials: true,
  });
  const { cookie } = JSON.parse(await client.answer('sendHeaders'));
  assert.equal(cookie, '1=1; 2=2');
  client.socket.close();
});

test('a message that is too big ends the session', async () => {
  const client = await Client.open({ transports: ['websocket'] });
  const closed = client.once('close');
  client.socket.send('x'.repeat(101));
  await within(closed, 'close');
});
