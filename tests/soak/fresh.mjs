// A thread of its own with clients that are new: how long they have to wait is
// not to depend on how busy we are with the others.

import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

import { versions } from '../e2e/support/member.mjs';

const transports = [['websocket'], ['polling', 'websocket'], ['polling']];
const longest = 20_000;

/** Connects, asks and leaves; how long that took in ms, or an error's text. */
async function meet(url, number) {
  const begin = performance.now();
  const socket = versions['4.8'](url, {
    transports: transports[number % transports.length],
    query: { username: `fresh${number}` },
    forceNew: true,
    reconnection: false,
    timeout: longest,
  });
  try {
    const answer = await socket.timeout(longest).emitWithAck('echo', number);
    if (answer !== number) return `fresh client ${number} heard ${answer}`;
    return performance.now() - begin;
  } catch (error) {
    return `fresh client ${number}: ${error.message}`;
  } finally {
    socket.disconnect();
  }
}

if (!isMainThread)
  parentPort.on('message', async ({ url, number }) =>
    parentPort.postMessage({ result: await meet(url, number) }),
  );

/** Sends such clients to a server, one at a time. */
export class FreshClients {
  #worker = new Worker(fileURLToPath(import.meta.url));
  #number = 0;
  #answer;
  times = [];
  errors = [];

  constructor() {
    this.#worker.on('message', ({ result }) => this.#answer(result));
    this.#worker.on('error', (error) => this.#answer(error.message));
  }

  async meet(url) {
    const number = this.#number++;
    const answered = new Promise((resolve) => (this.#answer = resolve));
    this.#worker.postMessage({ url, number });
    const result = await answered;
    if (typeof result === 'number') this.times.push(result);
    else this.errors.push(result);
    return result;
  }

  stop() {
    return this.#worker.terminate();
  }
}
