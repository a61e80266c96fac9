import { once } from 'node:events';
import { createServer } from 'node:net';

import { startTroupe } from '../e2e/support/server.mjs';
import { eventually } from '../e2e/support/time.mjs';

/** Ports that the system gives to no outgoing connection: a node finds its own
 * free when it is started again. */
const ports = { from: 20_000, count: 12_000 };
let nextPort = ports.from + (process.pid * 37) % ports.count;

/** A TCP port of 127.0.0.1 that nobody has at the moment. */
export async function freePort() {
  for (;;) {
    const port = nextPort++;
    if (nextPort >= ports.from + ports.count) nextPort = ports.from;
    const server = createServer().listen(port, '127.0.0.1');
    const free = await Promise.race([
      once(server, 'listening').then(() => true),
      once(server, 'error').then(() => false),
    ]).catch(() => false);
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Where nodes are on one machine: all on loopback. `binary` of a place is the
 * program to start there, if it is not Troupe itself. */
export const loopback = {
  async place() {
    const [http, peer] = [await freePort(), await freePort()];
    return { host: '127.0.0.1', http, peer };
  },
};

/** Nodes of one cluster, each a process of its own, which keep their names and
 * addresses when they are started again. */
export class Fleet {
  #places = {};
  #network;
  #options;
  #ended = [];
  nodes = {};

  /** Starts one node after the other and waits until each has a link to each.
   * `options(name)` are arguments for one node. */
  static async start(names, { network = loopback, options = () => [] } = {}) {
    const fleet = new Fleet(network, options);
    for (const name of names) await fleet.add(name);
    await fleet.whole();
    return fleet;
  }

  constructor(network, options) {
    this.#network = network;
    this.#options = options;
  }

  /** Starts a node that was not there before. */
  async add(name) {
    this.#places[name] = await this.#network.place(name);
    return this.start(name);
  }

  /** Starts a node that has its address already. */
  async start(name, place = this.#places[name]) {
    this.nodes[name] = await startTroupe(this.arguments(name, place), {
      binary: place.binary,
    });
    return this.nodes[name];
  }

  arguments(name, { host, http, peer }) {
    const seeds = Object.keys(this.#places)
      .filter((other) => other !== name)
      .map((other) => this.address(other));
    return [
      ...['--name', name, '--host', host, '--port', String(http)],
      ...['--log.format=json', '--chat.test_events=true'],
      `--cluster.listen=${host}:${peer}`,
      `--cluster.seeds=${seeds.join()}`,
      ...this.#options(name),
    ];
  }

  place(name) {
    return this.#places[name];
  }

  /** Where other nodes dial this one. */
  address(name) {
    const { host, peer } = this.#places[name];
    return `${host}:${peer}`;
  }

  url(name) {
    const { host, http } = this.#places[name];
    return `http://${host}:${http}`;
  }

  /** All nodes, running or not, as clients know them. */
  servers() {
    return Object.keys(this.#places).map((name) => ({
      name,
      url: this.url(name),
    }));
  }

  /** Waits until each running node has a link to each other one. */
  async whole(ms) {
    const running = Object.keys(this.nodes);
    await eventually(
      () =>
        running.every((name) => this.peersOf(name).size === running.length - 1),
      'each node has a link to each',
      ms,
    );
  }

  /** Names of the nodes that this one has a link to, as far as it logged. */
  peersOf(name) {
    const peers = new Set();
    for (const { event, peer } of this.logged(name))
      if (event === 'peer-up') peers.add(peer);
      else if (event === 'peer-down' || event === 'peer-left')
        peers.delete(peer);
    return peers;
  }

  /** What a node logged of its peers. */
  logged(name) {
    return this.nodes[name]
      .log()
      .split('\n')
      .filter((line) => line.includes('"event":"peer-'))
      .map((line) => JSON.parse(line));
  }

  /** Ends a node without a farewell. */
  async kill(name) {
    const node = this.#take(name);
    await node.stop('SIGKILL');
  }

  /** Ends a node in order; resolves to its exit code. */
  async stop(name) {
    return this.#take(name).stop();
  }

  /** Ends all nodes; resolves to their exit codes. */
  async stopAll() {
    return Promise.all(Object.keys(this.nodes).map((name) => this.stop(name)));
  }

  /** What all processes of this fleet logged, by name and number. */
  logs() {
    const running = Object.entries(this.nodes);
    return [...this.#ended, ...running].map(([name, node]) => ({
      name: `${name}-${node.pid}`,
      text: node.log(),
    }));
  }

  #take(name) {
    const node = this.nodes[name];
    delete this.nodes[name];
    this.#ended.push([name, node]);
    return node;
  }
}
