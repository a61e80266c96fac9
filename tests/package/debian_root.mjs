// A Debian of its own in a folder, as bare as debootstrap makes it, where a test
// can install packages.
import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { environment, run } from './support.mjs';

const start = promisify(execFile);

const env = { ...environment, DEBIAN_FRONTEND: 'noninteractive' };

/** Why there can be no such Debian here, or false. */
export function whyNot() {
  if (process.getuid() !== 0) return 'only root may make a Debian of its own';
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'pipe' });
    return false;
  } catch {
    return 'this container may not mount anything';
  }
}

/** The release of this machine, and the mirror it has its packages from. */
async function release() {
  const text = await readFile('/etc/os-release', 'utf8');
  const [, codename] = /^VERSION_CODENAME=(\w+)$/m.exec(text);
  const targets = await run('apt-get', [
    ...['indextargets', '--format', '$(REPO_URI)'],
    ...[`Codename: ${codename}`, 'Label: Debian'],
  ]);
  return { codename, mirror: targets.split('\n')[0] };
}

export class DebianRoot {
  /** Options are debootstrap's. */
  static async make(...options) {
    const folder = await mkdtemp(join(tmpdir(), 'troupe-debian-'));
    await chmod(folder, 0o755); // not only root goes in
    const { codename, mirror } = await release();
    const what = [...options, codename, folder, mirror];
    await run('debootstrap', ['--variant=minbase', ...what]);
    return new DebianRoot(folder);
  }

  constructor(folder) {
    this.folder = folder;
  }

  path(inside) {
    return join(this.folder, inside);
  }

  remove() {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** The words that run a command in there, with a /proc that goes with it. */
  #words(command, user = '0:0') {
    const inside = 'mount -t proc proc "$1/proc" && shift && exec "$@"';
    return [
      ...['unshare', '--mount', 'sh', '-c', inside, 'sh', this.folder],
      ...['chroot', `--userspec=${user}`, this.folder, ...command],
    ];
  }

  /** Runs a command as root; resolves to what it printed. */
  run(...command) {
    const [program, ...args] = this.#words(command);
    return run(program, args, { env });
  }

  /** The exit code of a command. */
  async code(...command) {
    const [program, ...args] = this.#words(command);
    return start(program, args, { env }).then(
      () => 0,
      (error) => error.code,
    );
  }

  /** Writes a program, outside, that runs a command in there as nobody, with
   * the arguments that it is given. */
  async wrap(file, ...command) {
    const quoted = this.#words(command, '65534:65534')
      .map((word) => `'${word}'`)
      .join(' ');
    await writeFile(file, `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
    return file;
  }
}
