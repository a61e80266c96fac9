import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate authority of our own in a folder of its own, made with the
 * openssl command. */
export class Authority {
  #folder = mkdtempSync(join(tmpdir(), 'troupe-tls-'));

  constructor() {
    this.#openssl(
      'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2',
      ['-subj', '/CN=Troupe test authority'],
      ['-keyout', this.path('ca.key'), '-out', this.path('ca.pem')],
    );
  }

  path(name) {
    return join(this.#folder, name);
  }

  /** What clients have to trust. */
  get ca() {
    return readFileSync(this.path('ca.pem'));
  }

  /** Makes `name`.pem and `name`.key for localhost. */
  issue(name) {
    const [key, request] = [this.path(`${name}.key`), this.path(`${name}.csr`)];
    this.#openssl(
      'req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes',
      ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'],
      ['-keyout', key, '-out', request],
    );
    this.#openssl(
      'x509 -req -days 2 -copy_extensions copy',
      ['-in', request, '-out', this.path(`${name}.pem`)],
      ['-CA', this.path('ca.pem'), '-CAkey', this.path('ca.key')],
    );
  }

  /** Puts the pair `from`, or one of its files, where the pair `to` was. */
  replace(to, from, endings = ['pem', 'key']) {
    for (const ending of endings)
      copyFileSync(
        this.path(`${from}.${ending}`),
        this.path(`${to}.${ending}`),
      );
  }

  /** What a server needs to show the pair `name`. */
  options(name) {
    return [
      `--tls.certificate=${this.path(`${name}.pem`)}`,
      `--tls.key=${this.path(`${name}.key`)}`,
    ];
  }

  remove() {
    rmSync(this.#folder, { recursive: true });
  }

  #openssl(command, ...more) {
    execFileSync('openssl', [...command.split(' '), ...more.flat()], {
      stdio: 'pipe',
    });
  }
}
