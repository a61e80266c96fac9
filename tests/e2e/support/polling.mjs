import assert from 'node:assert/strict';

import { patience, within } from './time.mjs';

const separator = '\x1e';

/** One request of any kind; resolves to status, headers and body text. */
export async function request(url, { signal, ...options } = {}) {
  const impatience = AbortSignal.timeout(patience);
  try {
    const response = await fetch(url, {
      signal: signal ?? impatience,
      ...options,
    });
    const body = await response.text();
    return { status: response.status, headers: response.headers, body };
  } catch (error) {
    const reason = impatience.aborted ? `no answer in ${patience} ms` : error;
    const message = `${options.method ?? 'GET'} ${url}: ${reason}`;
    throw new Error(message, { cause: error });
  }
}

/** Checks that `response` is Engine.IO's refusal with this code. */
export function assertRefused(response, code, message) {
  assert.equal(response.status, 400);
  assert.equal(response.headers.get('content-type'), 'application/json');
  assert.equal(response.body, JSON.stringify({ code, message }));
}

/** A raw Engine.IO session over HTTP long-polling. */
export class Polling {
  #packets = [];

  /** Opens a session; `query` is added to that of the handshake alone. */
  static async open(endpoint, query = {}) {
    const response = await request(endpoint.polling(query));
    assert.equal(response.status, 200, response.body);
    assert.equal(response.body[0], '0');
    return new Polling(endpoint, JSON.parse(response.body.slice(1)));
  }

  /** Opens a session and connects it to the main namespace. */
  static async connect(endpoint, query = {}) {
    const session = await Polling.open(endpoint, query);
    assert.equal((await session.post('40')).body, 'ok');
    await session.next((packet) => packet.startsWith('40{"sid":'));
    return session;
  }

  constructor(endpoint, handshake) {
    this.endpoint = endpoint;
    this.handshake = handshake;
    this.sid = handshake.sid;
    this.url = endpoint.polling({ sid: this.sid });
  }

  get(options = {}) {
    return request(this.url, options);
  }

  post(body, options = {}) {
    return request(this.url, { method: 'POST', body, ...options });
  }

  /** The next packet that `wanted` accepts, polled for as often as it takes;
   * what it does not accept is dropped. */
  async next(wanted = () => true) {
    const search = async () => {
      for (;;) {
        const found = this.#packets.findIndex(wanted);
        if (found >= 0) return this.#packets.splice(0, found + 1).pop();
        const { status, body } = await this.get();
        assert.equal(status, 200, `poll refused: ${body}`);
        this.#packets = body.split(separator);
      }
    };
    return within(search(), 'polled packet');
  }

  /** Checks that the session's messages still go both ways, by the chat's
   * `echo`; the session must be connected. */
  async assertEchoes(text = 'still here') {
    const event = JSON.stringify(['echo', text]);
    const { status, body } = await this.post(`42${event}`);
    assert.deepEqual({ status, body }, { status: 200, body: 'ok' });
    assert.equal(
      await this.next((p) => p.startsWith('42["echo"')),
      `42${event}`,
    );
  }

  /** Checks that the server knows the session no longer. */
  async assertGone() {
    assertRefused(await this.post('3'), 1, 'Session ID unknown');
    assertRefused(await this.get(), 1, 'Session ID unknown');
  }
}
