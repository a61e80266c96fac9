import { io } from 'socket.io-client';

import { startTroupe } from './server.mjs';
import { pause, within } from './time.mjs';

/** An offset as the server writes it: what tests compare is without it. */
const offset = /^[\w-]{11}$/;

const program =
  process.env.TROUPE_RECOVERY_SERVER ??
  new URL('../../../build/release/examples/recovery-server', import.meta.url)
    .pathname;

/** Starts the example that recovers its clients. */
export function startRecoveryServer(args = []) {
  return startTroupe(args, { binary: program });
}

/** A client that loses its connection and comes back. */
export class Comer {
  heard = [];
  /** How often it connected without being recovered; once to begin with. */
  begun = 0;
  offsets = [];

  /** Connects. `settings` are those of socket.io-client. */
  static async join(url, settings = {}) {
    const comer = new Comer(url, settings);
    await within(comer.connected(), 'connects');
    return comer;
  }

  constructor(url, settings) {
    this.socket = io(url, {
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 20,
      reconnectionDelayMax: 40,
      ...settings,
    });
    this.socket.on('connect', () => (this.begun += !this.recovered));
    this.socket.onAny((name, ...args) => {
      const last = args.at(-1);
      const has = typeof last === 'string' && offset.test(last);
      if (has) this.offsets.push(last);
      this.heard.push([name, ...(has ? args.slice(0, -1) : args)]);
    });
  }

  get id() {
    return this.socket.id;
  }

  get recovered() {
    return this.socket.recovered;
  }

  connected() {
    return new Promise((resolve) => this.socket.once('connect', resolve));
  }

  ask(name, ...args) {
    const answer = new Promise((resolve) =>
      this.socket.emit(name, ...args, resolve),
    );
    return within(answer, `acknowledgement of ${name}`);
  }

  /** Cuts the connection and stays away for `away` ms, or as long as `meanwhile`
   * takes; resolves once it is connected again. `cut` says how: the client
   * closes its transport, or `drop` the TCP connection is destroyed. */
  async comeBack(meanwhile = () => {}, { drop = false, to } = {}) {
    const manager = this.socket.io;
    manager.reconnection(false);
    const gone = new Promise((resolve) =>
      this.socket.once('disconnect', resolve),
    );
    const { transport } = manager.engine;
    if (drop && transport.ws) transport.ws._socket.destroy();
    else manager.engine.close();
    await within(gone, 'notices that it is cut');
    await meanwhile();
    if (to) manager.uri = to;
    manager.reconnection(true);
    const back = this.connected();
    this.socket.connect();
    await within(back, 'comes back');
  }

  /** What came of events named `name`. */
  all(name) {
    return this.heard.filter(([of]) => of === name).map(([, what]) => what);
  }

  /** Waits until nothing comes any more. */
  async settled() {
    for (let before = -1; before !== this.heard.length; ) {
      before = this.heard.length;
      await pause(150);
    }
    return this.heard;
  }

  leave() {
    this.socket.disconnect();
  }
}
