import { once } from 'node:events';
import { createServer } from 'node:net';

import { startTroupe } from './server.mjs';
import { eventually } from './time.mjs';

/** A TCP port of 127.0.0.1 that nobody has at the moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** What a server has logged, line by line, of one event. */
export function logged(server, event) {
  return server
    .log()
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line))
    .filter((line) => line.event === event);
}

/** Nodes of one server, each a process of its own that knows all others. Every
 * node keeps its name and its ports when it is started again. */
export class Cluster {
  #ports = {};
  #extra;
  #startOne;
  nodes = {};

  /** Starts nodes with these names, one after the other, and waits until each
   * has a link to each. */
  static async start(names, extra = [], startOne = startTroupe) {
    const cluster = new Cluster(extra, startOne);
    for (const name of names)
      cluster.#ports[name] = { http: await freePort(), peer: await freePort() };
    for (const name of names) await cluster.startNode(name);
    await cluster.whole();
    return cluster;
  }

  constructor(extra, startOne) {
    this.#extra = extra;
    this.#startOne = startOne;
  }

  address(name) {
    return `127.0.0.1:${this.#ports[name].peer}`;
  }

  async startNode(name, extra = this.#extra) {
    const seeds = Object.keys(this.#ports).filter((other) => other !== name);
    const args = [
      ...['--name', name, '--port', String(this.#ports[name].http)],
      ...['--log.format=json', '--chat.test_events=true'],
      `--cluster.listen=${this.address(name)}`,
      `--cluster.seeds=${seeds.map((other) => this.address(other)).join()}`,
      ...extra,
    ];
    this.nodes[name] = await this.#startOne(args);
    return this.nodes[name];
  }

  /** Waits until each running node has a link to each other one. */
  async whole() {
    const running = Object.values(this.nodes);
    await eventually(
      () => running.every((node) => this.peersOf(node).size === running.length - 1),
      'each node has a link to each',
    );
  }

  /** Names of the nodes that `node` has a link to, as far as its log says. */
  peersOf(node) {
    const peers = new Set();
    for (const line of node.log().split('\n')) {
      const [, event] = /"event":"(peer-(?:up|down|left))"/.exec(line) ?? [];
      if (!event) continue;
      const { peer } = JSON.parse(line);
      if (event === 'peer-up') peers.add(peer);
      else peers.delete(peer);
    }
    return peers;
  }

  /** Ends a node without a farewell. */
  async kill(name) {
    await this.nodes[name].stop('SIGKILL');
    delete this.nodes[name];
  }

  /** Ends a node in order; resolves to its exit code. */
  async stopNode(name) {
    const node = this.nodes[name];
    delete this.nodes[name];
    return node.stop();
  }

  /** Ends all nodes; resolves to their exit codes. */
  async stop() {
    return Promise.all(
      Object.keys(this.nodes).map((name) => this.stopNode(name)),
    );
  }
}
