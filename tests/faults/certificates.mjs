import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const script = fileURLToPath(
  new URL('../../script/cluster-certs', import.meta.url),
);

/** Files of an authority and of nodes, for TLS between them. */
export class Certificates {
  #folder;

  /** Makes a new authority in `folder`, and a certificate for each name. */
  static async make(folder, names) {
    await promisify(execFile)(script, [folder, ...names]);
    return new Certificates(folder);
  }

  constructor(folder) {
    this.#folder = folder;
  }

  /** Arguments of the node with this name. */
  options(name) {
    return [
      `--cluster.certificate=${join(this.#folder, `${name}.pem`)}`,
      `--cluster.key=${join(this.#folder, `${name}.key`)}`,
      `--cluster.ca=${join(this.#folder, 'ca.pem')}`,
    ];
  }

  /** What a client of `node:tls` shows to be taken for this node. */
  async credentials(name) {
    const [cert, key] = await Promise.all(
      ['pem', 'key'].map((end) =>
        readFile(join(this.#folder, `${name}.${end}`)),
      ),
    );
    return { cert, key };
  }
}
