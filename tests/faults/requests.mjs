import { Agent, request } from 'node:http';

/** HTTP requests over connections that stay open; counts what comes back. */
export class Requests {
  #agent = new Agent({ keepAlive: true });
  statuses = {};

  /** Resolves to the body; a connection that breaks counts as `broken`. */
  send(method, url, body) {
    return new Promise((resolve) => {
      const settle = (status, text) => {
        this.statuses[status] = (this.statuses[status] ?? 0) + 1;
        resolve(text);
      };
      const pending = request(url, { method, agent: this.#agent });
      pending.on('error', () => settle('broken', ''));
      pending.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part) => (text += part));
        response.on('end', () => settle(response.statusCode, text));
      });
      pending.end(body);
    });
  }

  get(url) {
    return this.send('GET', url);
  }

  post(url, body) {
    return this.send('POST', url, body);
  }

  close() {
    this.#agent.destroy();
  }
}

/** Where a server is polled. */
export function pollingUrl(server, sid) {
  const url = `${server}/socket.io/?EIO=4&transport=polling`;
  return sid ? `${url}&sid=${sid}` : url;
}

/** Opens a session; resolves to its id, or to nothing. */
export async function open(requests, server) {
  const body = await requests.get(pollingUrl(server));
  return /^0\{"sid":"([^"]+)"/.exec(body)?.[1];
}
