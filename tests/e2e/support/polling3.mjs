import assert from 'node:assert/strict';

import { request } from './polling.mjs';

/** A polling payload of Engine.IO 3, as text. */
export function payload3(...packets) {
  return packets.map((packet) => `${packet.length}:${packet}`).join('');
}

/** The packets of such a payload. */
export function packets3(payload) {
  const packets = [];
  for (let rest = payload; rest;) {
    const colon = rest.indexOf(':');
    const end = colon + 1 + Number(rest.slice(0, colon));
    assert.ok(colon > 0 && end <= rest.length, `a payload: ${payload}`);
    packets.push(rest.slice(colon + 1, end));
    rest = rest.slice(end);
  }
  return packets;
}

/** The packets of a payload of bytes: texts as strings, bytes as Buffers with
 * their type in front. */
export function binaryPackets3(payload) {
  const packets = [];
  for (let rest = payload; rest.length > 0;) {
    const end = rest.indexOf(255);
    const size = Number(rest.subarray(1, end).join(''));
    const data = rest.subarray(end + 1, end + 1 + size);
    assert.equal(data.length, size);
    packets.push(rest[0] === 0 ? data.toString() : data);
    rest = rest.subarray(end + 1 + size);
  }
  return packets;
}

/** A payload of bytes. */
export function binaryPayload3(...packets) {
  const parts = packets.flatMap((packet) => {
    const data = Buffer.from(packet);
    const digits = [...String(data.length)].map(Number);
    return [
      Buffer.from([typeof packet === 'string' ? 0 : 1, ...digits, 255]),
      data,
    ];
  });
  return Buffer.concat(parts);
}

/** A raw session of Engine.IO 3 over HTTP long-polling. */
export class Polling3 {
  static async open(endpoint, query = {}) {
    const all = { EIO: '3', ...query };
    const { status, headers, body } = await request(endpoint.polling(all));
    assert.equal(status, 200, body);
    assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
    const [packet, ...others] = packets3(body);
    assert.deepEqual(others, []);
    assert.equal(packet[0], '0');
    return new Polling3(endpoint, all, JSON.parse(packet.slice(1)));
  }

  constructor(endpoint, query, handshake) {
    this.handshake = handshake;
    this.sid = handshake.sid;
    this.url = endpoint.polling({ ...query, sid: this.sid });
  }

  get() {
    return request(this.url);
  }

  /** The packets of one poll. */
  async packets() {
    const { status, body } = await this.get();
    assert.equal(status, 200, body);
    return packets3(body);
  }

  /** The packets of one poll that is answered with bytes. */
  async binaryPackets() {
    const response = await fetch(this.url);
    assert.equal(
      response.headers.get('content-type'),
      'application/octet-stream',
    );
    return binaryPackets3(Buffer.from(await response.arrayBuffer()));
  }

  post(body, options = {}) {
    return request(this.url, { method: 'POST', body, ...options });
  }

  async send(...packets) {
    const { status, body } = await this.post(payload3(...packets));
    assert.deepEqual({ status, body }, { status: 200, body: 'ok' });
  }

  sendBytes(...packets) {
    return this.post(binaryPayload3(...packets), {
      headers: { 'Content-Type': 'application/octet-stream' },
    });
  }

  /** Checks that the server knows the session no longer. */
  async assertGone() {
    const { status, body } = await this.get();
    assert.equal(status, 400);
    assert.equal(JSON.parse(body).code, 1);
  }
}
