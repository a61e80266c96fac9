import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { eventually } from '../e2e/support/time.mjs';
import { freePort } from './fleet.mjs';

/** Few enough for the descriptors that a process may have. */
const mostConnections = 4000;

function configuration(port, servers) {
  const backends = servers.map(
    ({ name, url }) => `  server ${name} ${new URL(url).host}`,
  );
  return `global
  maxconn ${mostConnections}
defaults
  mode http
  timeout connect 500ms
  timeout client 120s
  timeout server 120s
  timeout tunnel 120s
  option redispatch
  retries 3
  retry-on conn-failure empty-response
frontend clients
  bind 127.0.0.1:${port}
  default_backend nodes
backend nodes
  balance roundrobin
  http-request disable-l7-retry if { url_param(sid) -m found }
  option tcp-check
  default-server check inter 200ms fall 1 rise 1
${backends.join('\n')}
`;
}

/** HAProxy in front of nodes: each request goes to the next one. */
export class Balancer {
  #child;

  /** Resolves once it passes requests on; what it needs is in `folder`. */
  static async start(servers, folder) {
    const port = await freePort();
    const file = join(folder, 'haproxy.cfg');
    await writeFile(file, configuration(port, servers));
    const balancer = new Balancer(file, `http://127.0.0.1:${port}`);
    await eventually(() => balancer.#answers(), 'HAProxy answers');
    return balancer;
  }

  constructor(file, url) {
    this.url = url;
    this.#child = spawn('haproxy', ['-db', '-f', file], { stdio: 'ignore' });
    this.#child.on('error', (error) => (this.error = error));
    process.once('exit', () => this.stop());
  }

  stop() {
    this.#child.kill('SIGKILL');
  }

  async #answers() {
    if (this.error) throw this.error;
    return fetch(this.url).then(
      ({ ok }) => ok,
      () => false,
    );
  }
}
