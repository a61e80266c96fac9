// A Debian in a folder, booted: systemd runs in there as the first process.
import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { eventually } from '../e2e/support/time.mjs';
import { environment } from './support.mjs';

const start = promisify(execFile);
const program = fileURLToPath(new URL('boot', import.meta.url));
const patience = 30_000;

export class Booted {
  #child;
  #group = `troupe-test-${process.pid}`;
  #said = '';

  /** Resolves once systemd answers in there, or to why it does not. */
  static async boot(folder) {
    const booted = new Booted(folder);
    const answers = () => booted.run('systemctl', 'show', '--property=Version');
    try {
      await eventually(() => answers().catch(() => ''), 'systemd', patience);
      return { booted };
    } catch {
      await booted.stop();
      return { reason: `no systemd boots here: ${booted.#said.slice(-500)}` };
    }
  }

  constructor(folder) {
    this.#child = spawn(program, [folder, this.#group]);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (text) => (this.#said += text));
  }

  /** Runs a command in there as root; resolves to what it printed. */
  async run(...command) {
    const { pid } = this.#child;
    // The only child of unshare, which the script has become.
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    const words = [
      ...['--target', children.trim(), '--mount', '--pid', '--uts', '--ipc'],
      ...['--net', '--cgroup', '--root', '--wd', '--'],
      ...command,
    ];
    const { stdout } = await start('nsenter', words, { env: environment });
    return stdout;
  }

  /** The exit code of a command. */
  async code(...command) {
    return this.run(...command).then(
      () => 0,
      (error) => error.code,
    );
  }

  /** What systemd says of a property of a unit. */
  async property(unit, name) {
    const words = ['show', '--value', `--property=${name}`, unit];
    return (await this.run('systemctl', ...words)).trim();
  }

  async stop() {
    this.#child.kill('SIGKILL');
    // The groups are empty a moment after all processes have ended.
    await eventually(() => this.#removeGroups(), 'end of the control groups');
  }

  #removeGroups() {
    for (const base of ['/sys/fs/cgroup', '/sys/fs/cgroup/systemd']) {
      const group = join(base, this.#group);
      if (!statSync(group, { throwIfNoEntry: false })) continue;
      const inside = readdirSync(group, { withFileTypes: true, recursive: true });
      try {
        inside
          .filter((entry) => entry.isDirectory())
          .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
          .sort((a, b) => b.length - a.length)
          .forEach((path) => rmdirSync(path));
        rmdirSync(group);
      } catch {
        return false;
      }
    }
    return true;
  }
}
