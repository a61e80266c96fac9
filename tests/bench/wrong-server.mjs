// A little Socket.IO server that does one thing wrong, or right in the nastiest
// legal way. It shares no code with the generator that it is to test, nor with
// any library that could be as wrong as that.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';

/** The message with which a fault happens, and the member to which. */
const faultyMessage = 5;
const faultyMember = 1;

const handshake = JSON.stringify({
  sid: 'sid',
  upgrades: [],
  pingInterval: 25_000,
  pingTimeout: 20_000,
  maxPayload: 1_000_000,
});

/** A frame as a server sends it, of opcode `op`. */
function frame(payload, op = 1, fin = true) {
  const body = Buffer.from(payload);
  const first = (fin ? 0x80 : 0) | op;
  let head = Buffer.from([first, body.length]);
  if (body.length >= 126) {
    head = Buffer.alloc(body.length < 65_536 ? 4 : 10);
    head[0] = first;
    head[1] = head.length === 4 ? 126 : 127;
    head.writeUIntBE(body.length, head.length - 2 * (head.length === 4 ? 1 : 2),
      head.length === 4 ? 2 : 4);
  }
  return Buffer.concat([head, body]);
}

/** Takes the first frame of a client off `bytes`, or null if it is not whole. */
function takeFrame(bytes) {
  if (bytes.length < 6) return null;
  if (!(bytes[1] & 0x80)) throw new Error('a client frame without a mask');
  let at = 2;
  let length = bytes[1] & 127;
  if (length === 126) {
    length = bytes.readUInt16BE(2);
    at = 4;
  } else if (length === 127) {
    if (bytes.length < 14) return null;
    length = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const end = at + 4 + length;
  if (bytes.length < end) return null;
  const payload = Buffer.from(bytes.subarray(at + 4, end));
  for (let i = 0; i < length; i++) payload[i] ^= bytes[at + (i & 3)];
  return { op: bytes[0] & 15, payload, rest: bytes.subarray(end) };
}

/** What a client of this server is to it, whatever its transport. */
class Member {
  constructor(server, url, send) {
    this.server = server;
    this.room = url.searchParams.get('room');
    this.send = send;
  }

  onPacket(text) {
    if (text === '40') {
      this.server.join(this);
      this.send('40{"sid":"x"}');
    } else if (text.startsWith('42')) {
      const begin = text.indexOf('[');
      const [event, ...values] = JSON.parse(text.slice(begin));
      if (event === 'echo') this.onEcho(text.slice(2, begin), values);
      else this.server.publish(values[0]);
    }
  }

  onEcho(id, values) {
    const wrong =
      this.server.fault === 'bad-ack' && ++this.server.count === faultyMessage;
    this.send(`43${wrong ? Number(id) + 1 : id}${JSON.stringify(values)}`);
  }
}

export class WrongServer {
  pongs = 0;
  count = 0;
  #members = new Map();
  #held = null;
  #slow = [];
  #polling = new Map();
  #http = createServer((request, response) => this.#onRequest(request, response));

  /** `fault` says what is wrong; see `#deliver` and `#encode`. */
  constructor(fault) {
    this.fault = fault;
    this.#http.on('upgrade', (request, socket) =>
      this.#onUpgrade(request, socket),
    );
  }

  async start() {
    this.#http.listen(0, '127.0.0.1');
    await once(this.#http, 'listening');
    if (this.fault === 'slow')
      this.timer = setInterval(() => this.#sendSlowly(), 20);
    return this.#http.address().port;
  }

  stop() {
    clearInterval(this.timer);
    this.#http.closeAllConnections();
    this.#http.close();
  }

  join(member) {
    const room = this.#members.get(member.room) ?? [];
    this.#members.set(member.room, [...room, member]);
  }

  leave(member) {
    const room = this.#members.get(member.room) ?? [];
    this.#members.set(member.room, room.filter((other) => other !== member));
  }

  publish({ message, room }) {
    this.count++;
    const packet = `42${JSON.stringify(['new-message', { msg: message }])}`;
    if (this.fault === 'wrong-room' && this.count === faultyMessage)
      [...this.#members.entries()].find(([name]) => name !== room)[1][0].send(
        packet,
      );
    const members = this.#members.get(room) ?? [];
    members.forEach((member, i) => this.#deliver(member, i, packet));
  }

  #deliver(member, i, packet) {
    let since = i === faultyMember ? this.count - faultyMessage : -1;
    if (this.fault === 'lose-often' && since > 0) since %= 5;
    if (this.fault === 'slow') {
      this.#slow.push([member, packet]);
    } else if (since === 0 && this.fault === 'swap') {
      this.#held = packet;
    } else if (!(since === 0 && this.fault.startsWith('lose'))) {
      member.send(packet);
      if (since === 0 && this.fault === 'double') member.send(packet);
      if (since === 1 && this.#held) member.send(this.#held);
    }
  }

  #sendSlowly() {
    for (const [member, packet] of this.#slow.splice(0, 10))
      member.send(packet);
  }

  #encode(text) {
    if (this.fault === 'fragments' && text.length > 40)
      return Buffer.concat([
        frame(text.slice(0, 7), 1, false),
        frame('hi', 9),
        frame(text.slice(7, 40), 0, false),
        frame(text.slice(40), 0),
      ]);
    if (this.fault === 'pings')
      return Buffer.concat([frame('x'.repeat(125), 9), frame('2'), frame(text)]);
    return frame(text);
  }

  #onUpgrade(request, socket) {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    if (this.fault === 'refusal') {
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const key = request.headers['sec-websocket-key'];
    const accept = createHash('sha1')
      .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n' +
        `Connection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    const member = new Member(this, new URL(request.url, 'http://x'), (text) =>
      this.#write(socket, this.#encode(text)),
    );
    member.send(`0${handshake}`);
    this.#readFrames(socket, member);
  }

  #write(socket, bytes) {
    if (!socket.writable) return;
    if (this.fault === 'dribble')
      for (const byte of bytes) socket.write(Buffer.from([byte]));
    else socket.write(bytes);
  }

  #readFrames(socket, member) {
    let bytes = Buffer.alloc(0);
    socket.on('close', () => this.leave(member));
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      for (let next = takeFrame(bytes); next; next = takeFrame(bytes)) {
        bytes = next.rest;
        if (next.op === 1) member.onPacket(next.payload.toString());
        else if (next.op === 10) this.pongs++;
        else if (next.op === 8) socket.end(frame(next.payload, 8));
      }
    });
  }

  #onRequest(request, response) {
    const url = new URL(request.url, 'http://x');
    const session = this.#polling.get(url.searchParams.get('sid'));
    if (!session) this.#open(url, response);
    else if (request.method === 'POST') this.#onPost(session, request, response);
    else {
      session.waiting = response;
      session.flush();
    }
  }

  #open(url, response) {
    const sid = `s${this.#polling.size}`;
    const session = { queue: [], waiting: null };
    session.flush = () => {
      if (!session.waiting || session.queue.length === 0) return;
      const body = session.queue.splice(0).join('\x1e');
      session.waiting.setHeader('Content-Length', Buffer.byteLength(body));
      session.waiting.end(body);
      session.waiting = null;
    };
    session.member = new Member(this, url, (text) => {
      session.queue.push(text);
      session.flush();
    });
    this.#polling.set(sid, session);
    session.waiting = response;
    session.member.send(`0${handshake.replace('"sid"', `"sid":"${sid}","x"`)}`);
  }

  #onPost(session, request, response) {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      for (const packet of body.split('\x1e')) session.member.onPacket(packet);
      response.setHeader('Content-Length', 2);
      response.end('ok');
    });
  }
}
