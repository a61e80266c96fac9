import { open, pollingUrl, Requests } from './requests.mjs';

/** A session of one node that is polled and written to at another one. */
class Echo {
  #requests;
  #url;
  #next = 0;

  static async between(requests, owner, through) {
    const sid = await open(requests, owner);
    const echo = new Echo(requests, pollingUrl(through, sid));
    await requests.post(echo.#url, '40');
    for (let seen = ''; !seen.includes('42["conn"'); )
      seen += await requests.get(echo.#url);
    return echo;
  }

  constructor(requests, url) {
    this.#requests = requests;
    this.#url = url;
  }

  /** Time from a POST to the poll that comes back with its echo. */
  async measure() {
    const wanted = `42["echo",${this.#next++}]`;
    const poll = this.#pollFor(wanted);
    await new Promise((resolve) => setTimeout(resolve, 2));
    const begin = performance.now();
    const post = this.#requests.post(this.#url, wanted);
    await poll;
    const taken = performance.now() - begin;
    await post;
    return taken;
  }

  leave() {
    return this.#requests.post(this.#url, '1');
  }

  async #pollFor(wanted) {
    for (let answers = 0; answers < 100; ++answers)
      if ((await this.#requests.get(this.#url)).includes(wanted)) return;
    throw new Error(`no echo of ${wanted}`);
  }
}

/** Times of `count` round trips by polling, in order: at the node that has the
 * session, and through another one. */
export async function measureRoundTrips(owner, other, count) {
  const requests = new Requests();
  const direct = await Echo.between(requests, owner, owner);
  const forwarded = await Echo.between(requests, other, owner);
  const times = { direct: [], forwarded: [] };
  for (let i = 0; i < count; ++i) {
    times.direct.push(await direct.measure());
    times.forwarded.push(await forwarded.measure());
  }
  await Promise.all([direct.leave(), forwarded.leave()]);
  requests.close();
  for (const each of Object.values(times)) each.sort((a, b) => a - b);
  return { times, statuses: requests.statuses };
}
