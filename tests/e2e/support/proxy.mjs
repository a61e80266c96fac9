import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { freePort } from './cluster.mjs';
import { eventually } from './time.mjs';

const document = fileURLToPath(
  new URL('../../../docs/operations.md', import.meta.url),
);

/** The settings that docs/operations.md shows for this kind of proxy. */
export function documented(kind) {
  const text = readFileSync(document, 'utf8');
  const found = text.split(`\`\`\`${kind}\n`);
  if (found.length !== 2) throw new Error(`not one snippet of ${kind}`);
  return found[1].split('```')[0];
}

/** What the document calls its machines, and what they are here. */
function at(settings, port, nodes) {
  let made = settings
    .replace('listen 80;', `listen 127.0.0.1:${port};`)
    .replace('bind :80\n', `bind 127.0.0.1:${port}\n`);
  nodes.forEach(({ port: own }, i) => {
    const address = `10.0.0.${i + 1}:3001`;
    if (!made.includes(address)) throw new Error(`no ${address}`);
    made = made.replace(address, `127.0.0.1:${own}`);
  });
  return made;
}

const kinds = {
  nginx: {
    command: (file, folder) => [
      ...['nginx', '-p', folder, '-e', 'error.log', '-c', file],
      ...['-g', 'daemon off;'],
    ],
    around: (settings) => `pid nginx.pid;
worker_processes 2;
worker_rlimit_nofile 4096;
events { worker_connections 2048; }
http {
access_log access.log;
client_body_temp_path body;
proxy_temp_path proxy;
fastcgi_temp_path fastcgi;
uwsgi_temp_path uwsgi;
scgi_temp_path scgi;
${settings}}
`,
  },
  haproxy: {
    command: (file) => ['haproxy', '-db', '-f', file],
    around: (settings) => `global
  maxconn 2000
${settings}`,
  },
};

/** A proxy in front of nodes, set up as docs/operations.md says. */
export class Proxy {
  #child;
  #folder = mkdtempSync(join(tmpdir(), 'troupe-proxy-'));
  #said = '';

  static async start(kind, nodes) {
    const proxy = new Proxy(kind, await freePort(), nodes);
    await eventually(() => proxy.#answers(), `${kind} answers`).catch((e) => {
      proxy.stop();
      throw new Error(`${e.message}\n${proxy.#said}`);
    });
    return proxy;
  }

  constructor(kind, port, nodes) {
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    chmodSync(this.#folder, 0o755); // nginx's workers are another user's
    const { command, around } = kinds[kind];
    const file = join(this.#folder, 'settings');
    writeFileSync(file, around(at(documented(kind), port, nodes)));
    const [program, ...args] = command(file, this.#folder);
    this.#child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => (this.#said += error.message));
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.on('data', (text) => (this.#said += text));
  }

  stop() {
    // nginx ends its workers on this one, and has to be there to do it.
    this.#child.kill('SIGTERM');
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #answers() {
    return fetch(this.url).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
