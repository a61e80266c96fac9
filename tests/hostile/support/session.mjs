import { answerTo, ask, handshake } from './http.mjs';

const unknown = /"code":1/;

/** A polling session of which each request is a TCP connection of its own. */
export class Session {
  #packets = [];

  static async open(at) {
    const answer = await answerTo(at.port, ask());
    if (answer?.status !== 200) throw new Error('no session');
    return new Session(at, JSON.parse(answer.body.slice(1)));
  }

  /** Opens one and connects it to the main namespace. */
  static async connect(at) {
    const session = await Session.open(at);
    await session.post('40');
    if (!(await session.hears((packet) => packet.startsWith('40'))))
      throw new Error('no CONNECT');
    return session;
  }

  constructor(at, { sid }) {
    this.port = at.port;
    this.sid = sid;
    this.target = `${handshake}&sid=${sid}`;
    this.socketTarget = this.target.replace('polling', 'websocket');
  }

  postText(body, lines = ['Content-Type: text/plain;charset=UTF-8']) {
    const bytes = Buffer.from(body).toString('latin1');
    const length = `Content-Length: ${bytes.length}`;
    const all = [...lines, length];
    return ask({
      method: 'POST',
      target: this.target,
      lines: all,
      body: bytes,
    });
  }

  post(body, lines) {
    return answerTo(this.port, this.postText(body, lines));
  }

  poll(ms) {
    return answerTo(this.port, ask({ target: this.target }), ms);
  }

  /** Polls until a packet comes for which `check` is true; undefined if the
   * session ends or says nothing. */
  async hears(check, ms = 3000) {
    const end = Date.now() + ms;
    while (Date.now() < end) {
      const index = this.#packets.findIndex(check);
      if (index >= 0) return this.#packets.splice(0, index + 1).pop();
      const answer = await this.poll(end - Date.now());
      if (answer?.status !== 200) return undefined;
      this.#packets = answer.body.split('\x1e');
      if (this.#packets.includes('2')) await this.post('3');
    }
    return undefined;
  }

  /** Whether the session lives: `alive` if it echoes, `gone` if the server does
   * not know it, else `stuck`. */
  async state() {
    const posted = await this.post('424242["echo","probe"]');
    if (unknown.test(posted?.body)) return 'gone';
    const echo = await this.hears((packet) => packet === '434242["probe"]');
    if (echo) return 'alive';
    const again = await this.post('3');
    return again && again.status !== 200 ? 'gone' : 'stuck';
  }
}
