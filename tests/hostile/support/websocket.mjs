import { randomBytes } from 'node:crypto';

import { answersIn, askUpgrade, bareSocket } from './http.mjs';
import { Tcp } from './tcp.mjs';

export const op = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

function lengthBytes(length, form) {
  const fits = length < 126 ? 7 : length < 65536 ? 16 : 64;
  const bits = form ?? fits;
  if (bits === 7) return [length, Buffer.alloc(0)];
  const field = Buffer.alloc(bits === 16 ? 2 : 8);
  if (bits === 16) field.writeUInt16BE(length);
  else field.writeBigUInt64BE(BigInt(length));
  return [bits === 16 ? 126 : 127, field];
}

/** A frame as a client sends it, or as none should: `rsv` are the three
 * reserved bits, `form` how many bits the length takes, `declared` a length
 * other than the payload's. */
export function frame(payload, options = {}) {
  const { opcode = op.text, fin = true, rsv = 0, mask = true } = options;
  const data = Buffer.from(payload);
  const length = options.declared ?? data.length;
  const [short, extended] = lengthBytes(length, options.form);
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const head = Buffer.from([first, (mask ? 0x80 : 0) | short]);
  if (!mask) return Buffer.concat([head, extended, data]);
  const key = options.key ?? randomBytes(4);
  const masked = Buffer.alloc(data.length);
  for (let i = 0; i < data.length; ++i) masked[i] = data[i] ^ key[i & 3];
  return Buffer.concat([head, extended, key, masked]);
}

/** A message in frames of `size` bytes. */
export function fragments(payload, size, opcode = op.text) {
  const data = Buffer.from(payload);
  const parts = [];
  for (let at = 0; at < data.length; at += size)
    parts.push(
      frame(data.subarray(at, at + size), {
        opcode: at === 0 ? opcode : op.more,
        fin: at + size >= data.length,
      }),
    );
  return Buffer.concat(parts);
}

export function closeFrame(code, reason = '') {
  const payload = Buffer.concat([Buffer.alloc(2), Buffer.from(reason)]);
  payload.writeUInt16BE(code);
  return frame(payload, { opcode: op.close });
}

/** A WebSocket whose every byte is ours. Engine.IO's pings are answered. */
export class RawSocket {
  frames = [];
  #close;
  /** Whether pings of Engine.IO are answered. */
  heartbeat = true;

  /** Asks for a WebSocket; `glued` goes with the request in one write. Resolves
   * to undefined if the server does not grant it. */
  static async open(at, { target = bareSocket, glued = '', lines = [] } = {}) {
    const socket = new RawSocket(await Tcp.connect(at.port));
    const request = Buffer.from(askUpgrade({}, { target, lines }));
    socket.tcp.send(Buffer.concat([request, Buffer.from(glued)]));
    if (await socket.granted()) return socket;
    socket.drop();
    return undefined;
  }

  /** Opens one and connects it to the main namespace. */
  static async connect(at, options) {
    const socket = await RawSocket.open(at, options);
    if (!socket) throw new Error('no WebSocket');
    socket.say('40');
    const joined = await socket.hears((text) => text.startsWith('40'));
    if (!joined) throw new Error('no CONNECT');
    return socket;
  }

  constructor(tcp) {
    this.tcp = tcp;
  }

  async granted() {
    const first = () => answersIn(this.tcp.bytes);
    await this.tcp.until(() => first().answers.length > 0 || this.tcp.ended);
    const { answers, length } = first();
    if (answers[0]?.status !== 101) return false;
    this.answer = answers[0];
    this.tcp.take(length);
    return true;
  }

  send(bytes) {
    this.tcp.send(bytes);
  }

  /** Sends a message: text, or bytes of a Buffer. */
  say(message) {
    const binary = Buffer.isBuffer(message);
    this.send(frame(message, { opcode: binary ? op.binary : op.text }));
  }

  /** Waits until a text message comes for which `check` is true, or the end;
   * resolves to the message or undefined. */
  async hears(check, ms = 5000) {
    let seen = 0;
    let found;
    await this.tcp.until(() => {
      this.#read();
      while (seen < this.frames.length && found === undefined) {
        const { opcode, payload } = this.frames[seen++];
        const text = opcode === op.text ? payload.toString() : '';
        if (text && check(text)) found = text;
      }
      return found !== undefined || this.isOver;
    }, ms);
    return found;
  }

  /** Waits for frames until `check` of all frames is true. */
  waits(check, ms = 5000) {
    return this.tcp.until(() => {
      this.#read();
      return check(this.frames) || this.isOver;
    }, ms);
  }

  get isOver() {
    return this.tcp.ended || this.#close !== undefined;
  }

  /** How it has ended: `close CODE`, `close` without a code, or `cut`. */
  get ending() {
    this.#read();
    if (!this.#close) return this.tcp.ended ? 'cut' : 'open';
    const { payload } = this.#close;
    return payload.length < 2 ? 'close' : `close ${payload.readUInt16BE()}`;
  }

  /** Asks for an echo; resolves to `alive` if it comes, else to the ending. */
  async probe(ms = 3000) {
    this.say('424242["echo","probe"]');
    const answer = await this.hears((text) => text === '434242["probe"]', ms);
    return answer ? 'alive' : this.ending;
  }

  drop() {
    this.tcp.drop();
  }

  reset() {
    this.tcp.reset();
  }

  #read() {
    for (;;) {
      const bytes = this.tcp.bytes;
      const found = firstFrame(bytes);
      if (!found) return;
      this.tcp.take(found.length);
      const { opcode, payload } = found;
      if (opcode === op.text && payload.toString() === '2') {
        if (this.heartbeat) this.say('3');
      } else this.frames.push(found);
      if (opcode === op.close) this.#close ??= found;
    }
  }
}

function firstFrame(bytes) {
  if (bytes.length < 2) return undefined;
  let length = bytes[1] & 0x7f;
  let start = 2;
  if (length === 126) {
    if (bytes.length < 4) return undefined;
    length = bytes.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (bytes.length < 10) return undefined;
    length = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  if (bytes.length < start + length) return undefined;
  const payload = bytes.subarray(start, start + length);
  return { opcode: bytes[0] & 0x0f, payload, length: start + length };
}

/** Runs `body` with a connected WebSocket that is dropped behind it. */
export async function withSocket(at, body, options) {
  const socket = await RawSocket.connect(at, options);
  try {
    return await body(socket);
  } finally {
    socket.drop();
  }
}

/** Sends bytes to a connected WebSocket and asks for an echo behind them;
 * resolves to `alive` or how it ended. */
export function sendFrames(at, data) {
  return withSocket(at, (socket) => {
    socket.send(data);
    return socket.probe();
  });
}
