import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { within } from './time.mjs';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const readyLine = /^listening on (https?:\/\/[^\s]+:(\d+)|unix:\S+)$/;

/** The program under test; the other programs stand in its folder. */
export const troupe =
  process.env.TROUPE_BIN ?? join(repository, 'build', 'release', 'troupe');
const protocolServer =
  process.env.TROUPE_PROTOCOL_SERVER ??
  join(dirname(troupe), 'examples', 'protocol-server');

/** Starts Troupe on a free port of 127.0.0.1; resolves once it listens. */
export function startTroupe(args = [], { binary = troupe } = {}) {
  return Server.start(binary, args);
}

/** Starts the example that both protocol suites talk to. */
export function startProtocolServer(args = []) {
  return Server.start(protocolServer, args);
}

/** Starts another example, by the name of its program. */
export function startExample(name, args = []) {
  return Server.start(join(dirname(protocolServer), name), args);
}

/** A server process that this test run started and has to stop. */
class Server {
  #child;
  #ended;
  #output = '';
  #log = '';

  static async start(binary, args) {
    const server = new Server(binary, args);
    await server.#ready();
    return server;
  }

  constructor(binary, args) {
    const allArgs = ['--port', '0', '--host', '127.0.0.1', ...args];
    // TROUPE_BIN and the like are ours: to the server they would be options.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(
        ([name]) => !name.startsWith('TROUPE_'),
      ),
    );
    this.#child = spawn(binary, allArgs, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout.setEncoding('utf8');
    this.#child.stderr.setEncoding('utf8');
    this.#child.stdout.on('data', (text) => (this.#output += text));
    this.#child.stderr.on('data', (text) => (this.#log += text));
    this.#ended = once(this.#child, 'close').then(
      ([code, signal]) => code ?? signal,
    );
    this.#ended.catch(() => {});
    process.once('exit', () => this.signal('SIGKILL'));
  }

  get pid() {
    return this.#child.pid;
  }

  /** What it wrote to standard output so far. */
  output() {
    return this.#output;
  }

  /** Where it listens, by its ready lines; there are `count` of them. */
  async addresses(count) {
    const lines = () => this.#output.match(/^listening on .+$/gm) ?? [];
    await within(
      (async () => {
        while (lines().length < count) await once(this.#child.stdout, 'data');
      })(),
      `${count} ready lines`,
    );
    return lines().map((line) => line.slice('listening on '.length));
  }

  /** What it wrote to standard error so far. */
  log() {
    return this.#log;
  }

  /** Reads neither output nor log any longer: the pipes are closed. */
  closePipes() {
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
  }

  /** Sends a signal without waiting for anything. */
  signal(name) {
    this.#child.kill(name);
  }

  /** Asks it to end, unless it has, and resolves to its exit code (or the name
   * of the signal that ended it). Fails if that takes longer than 10 s. */
  async stop(signal = 'SIGTERM') {
    this.signal(signal);
    try {
      return await within(this.#ended, `end after ${signal}`);
    } catch (error) {
      this.signal('SIGKILL');
      throw error;
    }
  }

  async #ready() {
    const listening = Promise.race([
      this.#firstLine(),
      this.#ended.then((code) => {
        throw new Error(`ended with ${code} before it was ready`);
      }),
    ]);
    try {
      const line = await within(listening, 'ready line');
      const match = readyLine.exec(line);
      if (!match) throw new Error(`not a ready line: ${line}`);
      [, this.url] = match;
      if (match[2]) this.port = Number(match[2]);
    } catch (error) {
      this.signal('SIGKILL');
      const { spawnfile } = this.#child;
      const message = `${spawnfile}: ${error.message}\n${this.#log}`;
      throw new Error(message, { cause: error });
    }
  }

  async #firstLine() {
    while (!this.#output.includes('\n')) await once(this.#child.stdout, 'data');
    return this.#output.slice(0, this.#output.indexOf('\n'));
  }
}
