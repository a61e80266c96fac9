import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

import { within } from './time.mjs';

const troupe = process.env.TROUPE_BIN;

/** A folder for the sockets of a test's nodes, and `troupe ctl` that asks them.
 */
export class Ctl {
  folder = mkdtempSync(join(tmpdir(), 'troupe-ctl-'));

  /** The path of the socket of the node called `name`. */
  socket(name = 'node') {
    return join(this.folder, `${name}.sock`);
  }

  /** The argument that has a node open that socket. */
  option(name = 'node') {
    return `--ctl.socket=${this.socket(name)}`;
  }

  /** Runs `troupe ctl …` and resolves to what came of it. */
  async run(args, { name = 'node', env = process.env } = {}) {
    const socket = name ? ['--socket', this.socket(name)] : [];
    const child = spawn(troupe, ['ctl', ...socket, ...args], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, err, [code]] = await within(
      Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]),
      `troupe ctl ${args.join(' ')}`,
      20_000,
    );
    return { out, err, code };
  }

  /** The rows of an answer; fails if the command does. */
  async rows(args, options) {
    const { out, err, code } = await this.run(['--json', ...args], options);
    if (code !== 0) throw new Error(`troupe ctl ${args}: ${code}, ${err}`);
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
