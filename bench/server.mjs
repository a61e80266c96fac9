import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const readyLine = /^listening on http:\/\/\S+:(\d+)$/m;
const patience = 15_000;
const running = new Set();

/** Ends at once what still runs. */
export function endAll() {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts a program such that it ends with this one. */
export function start(command, env = {}) {
  const [program, ...words] = command;
  // Ours would be options to Troupe.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !name.startsWith('TROUPE_'),
  );
  const child = spawn(program, words.map(String), {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.err += text));
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  ended.catch(() => {}).finally(() => running.delete(child));
  return { child, output, ended };
}

/** A server under test, fresh for one run. */
export class Server {
  #process;
  #over = false;

  /** Starts `peer` on `cpus`; resolves once it listens. */
  static async start(peer, { within, cpus }) {
    const server = new Server();
    const pinned = ['taskset', '-c', cpus, ...peer.command];
    server.#process = start([...within, ...pinned], peer.env);
    server.#process.ended.catch(() => {}).then(() => (server.#over = true));
    await server.#ready(peer.name);
    return server;
  }

  get pid() {
    return this.#process.child.pid;
  }

  get log() {
    return this.#process.output.err;
  }

  signal(name) {
    this.#process.child.kill(name);
  }

  /** Ends it; resolves to how it had ended by itself before, if it had. */
  async stop() {
    const { child, ended } = this.#process;
    if (this.#over) return `ended with ${await ended}: ${this.log}`;
    child.kill('SIGTERM');
    const cut = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(cut);
    return undefined;
  }

  async #ready(name) {
    const { child, output, ended } = this.#process;
    await Promise.race([once(child, 'spawn'), ended]);
    const until = Date.now() + patience;
    while (!readyLine.test(output.out)) {
      if (this.#over || Date.now() > until) {
        child.kill('SIGKILL');
        throw new Error(`${name} does not start: ${reasonIn(output.err)}`);
      }
      await sleep(20);
    }
    this.port = Number(readyLine.exec(output.out)[1]);
  }
}

function reasonIn(log) {
  const lines = log.trim().split('\n');
  return lines.find((line) => /error/i.test(line)) ?? lines.at(-1);
}
