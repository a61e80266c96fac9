import {
  createHmac,
  generateKeyPairSync,
  randomBytes,
  sign as signWith,
} from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

const ways = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

/** Whoever signs tokens: has a key, and the file that a server verifies with.
 * Seconds are from now on. */
export class Signer {
  static #folder;

  constructor(algorithm = 'HS256', kid = undefined) {
    Object.assign(this, { algorithm, kid });
    Signer.#folder ??= Signer.#makeFolder();
    this.file = join(Signer.#folder, randomBytes(8).toString('hex'));
    this.secret = randomBytes(24).toString('base64');
    if (algorithm === 'HS256') return this.#write(this.secret, 0o600);
    this.pair = ways[algorithm]();
    const { publicKey } = this.pair;
    this.#write(publicKey.export({ type: 'spki', format: 'pem' }), 0o644);
  }

  /** How `auth.keys` names it. */
  get entry() {
    const id = this.kid ? `${this.kid}=` : '';
    return `${id}${this.algorithm}:${this.file}`;
  }

  /** The flags of a server that lets in whom this one vouches for. */
  get flags() {
    return ['--auth.mode=jwt', `--auth.keys=${this.entry}`];
  }

  token(sub, seconds = 600, claims = {}) {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const header = { alg: this.algorithm, typ: 'JWT', kid: this.kid };
    const text = `${part(header)}.${part({ sub, exp, ...claims })}`;
    return `${text}.${this.#sign(text).toString('base64url')}`;
  }

  #sign(text) {
    const { algorithm, pair, secret } = this;
    if (!pair) return createHmac('sha256', secret).update(text).digest();
    const key = { key: pair.privateKey, dsaEncoding: 'ieee-p1363' };
    return signWith(algorithm === 'EdDSA' ? null : 'sha256', text, key);
  }

  #write(content, mode) {
    writeFileSync(this.file, content, { mode });
  }

  static #makeFolder() {
    const folder = mkdtempSync(join(tmpdir(), 'troupe-tokens-'));
    process.once('exit', () => rmSync(folder, { recursive: true }));
    return folder;
  }
}
