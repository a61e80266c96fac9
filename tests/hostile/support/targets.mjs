import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startTroupe } from '../../e2e/support/server.mjs';

const nodeProgram = fileURLToPath(
  new URL('../socketio-server.mjs', import.meta.url),
);
const good = 'https://good.example';

/** The kinds of server that cases need: options of ours, and what comes nearest
 * for npm's socket.io. */
const kinds = {
  main: { troupe: [], socketio: {} },
  busy: { troupe: [], socketio: {} },
  short: {
    troupe: [
      ...['header', 'body', 'idle'].map((of) => `--limits.${of}_timeout=800ms`),
      '--engine.upgrade_timeout=800ms',
      '--socketio.connect_timeout=800ms',
    ],
    socketio: {
      http: {
        headersTimeout: 800,
        requestTimeout: 800,
        keepAliveTimeout: 800,
        connectionsCheckingInterval: 200,
      },
      io: { upgradeTimeout: 800, connectTimeout: 800 },
    },
  },
  heartbeat: {
    troupe: ['--engine.ping_interval=400ms', '--engine.ping_timeout=400ms'],
    socketio: { io: { pingInterval: 400, pingTimeout: 400 } },
  },
  cors: {
    troupe: [`--cors.origins=${good}`, '--cors.credentials=true'],
    socketio: { io: { cors: { origin: [good], credentials: true } } },
  },
  deflate: {
    troupe: ['--engine.per_message_deflate=true'],
    socketio: { io: { perMessageDeflate: true } },
  },
  eio3: {
    troupe: ['--engine.allow_eio3=true'],
    socketio: { io: { allowEIO3: true } },
  },
  recovery: {
    troupe: ['--recovery.enabled=true'],
    socketio: { io: { connectionStateRecovery: {} } },
  },
  few: {
    troupe: ['--limits.connections=20'],
    socketio: { http: { maxConnections: 20 } },
  },
};

/** Starts a server of a kind; `what` is troupe or socketio. */
export async function startServer(what, kind, extra = []) {
  const options = kinds[kind][what];
  if (what === 'socketio')
    return startTroupe([JSON.stringify(options)], { binary: nodeProgram });
  const args = ['--chat.test_events=true', '--log.format=json'];
  return startTroupe([...args, '--log.level=debug', ...options, ...extra]);
}

/** What a process holds: open descriptors, and resident memory in MB. */
export function holdings(pid) {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return {
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    memory: Number(kilobytes) / 1024,
  };
}

/** A server of one kind as cases see it, started anew when it dies. */
export class Target {
  logs = [];
  deaths = 0;
  #reviving;

  constructor(what, kind) {
    Object.assign(this, { what, kind });
  }

  async start() {
    this.server = await startServer(this.what, this.kind);
    this.before = holdings(this.server.pid);
  }

  get port() {
    return this.server.port;
  }

  get url() {
    return this.server.url;
  }

  get pid() {
    return this.server.pid;
  }

  /** Another server for a case of its own, of the same program. */
  another(kind = 'main', extra = []) {
    return startServer(this.what, kind, extra);
  }

  get isAlive() {
    try {
      process.kill(this.pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  log() {
    return [...this.logs, this.server.log()].join('\n');
  }

  /** Starts it again if it has died; several may ask at a time. */
  revive() {
    if (this.isAlive) return undefined;
    this.#reviving ??= this.#startAgain();
    return this.#reviving;
  }

  async #startAgain() {
    ++this.deaths;
    this.logs.push(this.server.log());
    await this.start();
    this.#reviving = undefined;
  }

  stop() {
    return this.server.stop();
  }
}

/** A server that somebody else runs: nothing is known of its process. */
export class RemoteTarget {
  what = 'url';
  kind = 'main';
  isAlive = true;

  constructor(url) {
    this.url = url;
    this.port = Number(new URL(url).port || 80);
  }

  start() {}
  revive() {}
  stop() {}
}
