import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { Inbox, plain } from './member.mjs';
import { within } from './time.mjs';

const program = fileURLToPath(new URL('../python_client.py', import.meta.url));

/** A member of the chat who uses python-socketio, in a process of its own. */
export class PythonMember {
  inbox = new Inbox();
  #answers = [];
  #complaints = '';

  /** Joins; see `Member.join`. */
  static async join(server, { transports, username, room }) {
    const query = new URLSearchParams({ username, room });
    const args = [program, `${server.url}?${query}`, transports.join()];
    const member = new PythonMember(spawn('/usr/bin/python3', args), username);
    const ready = await member.#ready();
    assert.equal(ready.transport, transports.at(-1));
    await member.inbox.atLeast('conn', 1);
    member.user = { username, sockedId: ready.sid };
    return member;
  }

  constructor(child, username) {
    this.child = child;
    this.username = username;
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => (this.#complaints += text));
    child.stdin.on('error', () => {}); // it left by itself: that shows elsewhere
    createInterface({ input: child.stdout }).on('line', (line) =>
      this.#hear(JSON.parse(line)),
    );
  }

  emit(name, ...args) {
    this.#command({ name, args: plain(args) });
  }

  /** Emits and resolves to the arguments of the acknowledgement. */
  ask(name, ...args) {
    const answer = new Promise((resolve) => {
      const ack = this.#answers.push(resolve) - 1;
      this.#command({ name, args: plain(args), ack });
    });
    return within(answer, `acknowledgement of ${name}`).catch((error) => {
      throw new Error(`${error.message}\n${this.#complaints}`);
    });
  }

  /** Leaves, and resolves when the process has ended. */
  async leave() {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, 'close');
    this.child.stdin.end();
    try {
      await within(ended, `${this.username} leaves`);
    } finally {
      this.child.kill('SIGKILL');
    }
  }

  #command(command) {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  #hear({ ready, ack, name, args }) {
    if (ready) this.child.emit('ready', ready);
    else if (ack !== undefined) this.#answers[ack](args);
    else this.inbox.add(name, args);
  }

  async #ready() {
    const ended = once(this.child, 'close').then(() => {
      throw new Error(`${this.username} ended\n${this.#complaints}`);
    });
    ended.catch(() => {});
    const ready = once(this.child, 'ready').then(([value]) => value);
    try {
      return await within(Promise.race([ready, ended]), 'python client');
    } catch (error) {
      this.child.kill('SIGKILL');
      throw error;
    }
  }
}
