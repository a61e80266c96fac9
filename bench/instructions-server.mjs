// The server under callgrind, whose counters are set to zero and read while it
// runs.
//
// Callgrind counts the same on every machine: the compiler is told of no
// processor, and libc, which picks memcpy and the like by what the processor
// can do, is shown the one that Valgrind emulates. That has AVX2 if the real
// one has; without it, the counts are 1 % higher.
//
// What is counted is what happens between two commands of vgdb, both given
// while the server waits for its clients. The difference of a short and a long
// run would do without ptrace, but it takes twice as long, leaves the starts'
// own noise in the result, and is no profile that one can look into.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { within } from '../tests/e2e/support/time.mjs';

/** Valgrind translates all code that it sees first: that takes its time. */
const startPatience = 60_000;

/** Of all that allocates, C++ or C, one of these is called in the end. */
const allocators = new Set([
  ...['malloc', 'calloc', 'realloc'],
  ...['memalign', 'aligned_alloc', 'posix_memalign'],
]);

/** They call each other inside of it, which is still one allocation. */
const libc = /\/libc\.so\.\d+$/;

/** Instructions and allocations of one of callgrind's dumps, all threads
 * together (Callgrind Format Specification: objects and functions are numbered
 * when they first come, calls stand behind the name of who is called). */
export function readDump(text) {
  const names = { ob: new Map(), fn: new Map() };
  const current = {};
  let allocations = 0;
  let instructions = 0;
  for (const line of text.split('\n')) {
    const name = /^(c?(?:ob|fn))=\((\d+)\)(?: (.*))?$/.exec(line);
    if (name) {
      const [, role, id, spelled] = name;
      const known = names[role.slice(-2)];
      if (spelled !== undefined) known.set(id, spelled.replace(/'\d+$/, ''));
      current[role] = known.get(id);
    } else if (line.startsWith('calls=')) {
      if (allocators.has(current.cfn) && !libc.test(current.ob))
        allocations += parseInt(line.slice(6), 10);
    } else if (line.startsWith('totals: ')) {
      instructions = Number(line.slice(8));
    }
  }
  if (instructions === 0) throw new Error('callgrind has counted nothing');
  return { instructions, allocations };
}

/** One server; `folder` is for what callgrind writes. */
export class CountedServer {
  #child;
  #folder;
  #dumps = 0;
  #output = '';
  #log = '';
  #ended;
  #kill = () => this.#child.kill('SIGKILL');

  static async start(binary, folder, args = []) {
    const server = new CountedServer(binary, folder, args);
    await server.#ready();
    return server;
  }

  constructor(binary, folder, args) {
    this.#folder = folder;
    const valgrind = [
      ...['--tool=callgrind', '--quiet', '--dump-line=no'],
      ...[`--callgrind-out-file=${join(folder, 'out')}`, this.#vgdb()],
      // Where ptrace is not allowed, vgdb waits until the server looks by
      // itself: let it do so each time it wakes.
      '--vgdb-poll=100',
    ];
    const troupe = [
      ...['--host=127.0.0.1', '--port=0', '--name=counted'],
      ...['--log.level=warn', '--chat.test_events=true', ...args],
    ];
    this.#child = spawn('valgrind', [...valgrind, binary, ...troupe], {
      // TROUPE_BIN and the like are ours: to the server they would be options.
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout.setEncoding('utf8');
    this.#child.stdout.on('data', (text) => (this.#output += text));
    this.#child.stderr.setEncoding('utf8');
    this.#child.stderr.on('data', (text) => (this.#log += text));
    this.#ended = once(this.#child, 'close');
    this.#ended.catch(() => {});
    process.once('exit', this.#kill);
  }

  /** What the server does while `work` runs; all is quiet before and after. The
   * dump is kept under `name`. */
  async count(name, work) {
    await this.#command('zero');
    await work();
    await this.#command('dump', name);
    const dump = join(this.#folder, `out.${++this.#dumps}`);
    return readDump(await readFile(dump, 'utf8'));
  }

  /** Ends it at once: what it does from here on is not counted. */
  async stop() {
    this.#kill();
    await this.#ended;
    process.off('exit', this.#kill);
  }

  async #ready() {
    const listening = (async () => {
      while (!this.#output.includes('\n'))
        await once(this.#child.stdout, 'data');
    })();
    const ended = this.#ended.then(() => {
      throw new Error(`the server ended before it was ready\n${this.#log}`);
    });
    ended.catch(() => {});
    await within(Promise.race([listening, ended]), 'ready line', startPatience);
    [this.url] = /http:\S+/.exec(this.#output);
    this.port = Number(new URL(this.url).port);
  }

  async #command(...words) {
    const args = [`--pid=${this.#child.pid}`, this.#vgdb(), ...words];
    await promisify(execFile)('vgdb', args, { timeout: startPatience });
  }

  /** Pipes between vgdb and the server, which nobody else should find. */
  #vgdb() {
    return `--vgdb-prefix=${join(this.#folder, 'vgdb')}`;
  }
}
