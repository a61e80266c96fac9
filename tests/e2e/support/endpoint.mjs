/** One Engine.IO endpoint of a server: its path, and URLs with the query that
 * the protocol asks for. `undefined` as a query value leaves that key out. */
export class Endpoint {
  constructor(server, path) {
    this.base = server.url + path;
    this.path = path;
    this.port = server.port;
  }

  url(query = {}) {
    return `${this.base}?${this.#query(query)}`;
  }

  /** Path and query alone, as they stand in a request line. */
  target(query = {}) {
    return `${this.path}?${this.#query(query)}`;
  }

  polling(query = {}) {
    return this.url({ transport: 'polling', ...query });
  }

  webSocket(query = {}) {
    const url = this.url({ transport: 'websocket', ...query });
    return url.replace(/^http/, 'ws');
  }

  #query(query) {
    const given = Object.entries({ EIO: '4', ...query });
    return new URLSearchParams(
      given.filter(([, value]) => value !== undefined),
    );
  }
}
