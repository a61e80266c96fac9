import { versions, ways } from '../e2e/support/member.mjs';
import { eventually, within } from '../e2e/support/time.mjs';

const io = versions['4.8'];

/** A client of one node that writes down who that node says came and went. */
export class Witness {
  #record;
  #news = [];

  static async at(node, url, record) {
    const witness = new Witness(node, url, record);
    await witness.connected();
    return witness;
  }

  constructor(node, url, record) {
    this.node = node;
    this.#record = record;
    this.socket = io(url, {
      transports: ways.WebSocket,
      query: { username: `witness-${node}` },
      forceNew: true,
    });
    for (const kind of ['connected', 'disconnected'])
      this.socket.on(`user-${kind}`, ({ user }) =>
        this.#news.push(
          record.add('news', { at: node, kind, session: user.sockedId }),
        ),
      );
  }

  async connected() {
    await eventually(
      () => this.socket.connected,
      `witness of ${this.node} connects`,
    );
  }

  get session() {
    return this.socket.id;
  }

  /** Sessions that the node lists. */
  async list() {
    const users = await within(
      new Promise((resolve) => this.socket.emit('list-users', null, resolve)),
      `list of ${this.node}`,
      5000,
    );
    return users.map((user) => user.sockedId);
  }

  /** How `sessions` were told of as `kind` since `t`: the latest of the first
   * times in milliseconds after `t`, how many were told of never or more than
   * once, and how often at `most`. */
  told(kind, sessions, t) {
    const times = new Map(sessions.map((session) => [session, []]));
    for (const news of this.#news)
      if (news.kind === kind && news.t >= t)
        times.get(news.session)?.push(news.t - t);
    const all = [...times.values()];
    return {
      latest: Math.max(0, ...all.map(([first]) => first ?? 0)),
      never: all.filter((each) => each.length === 0).length,
      often: all.filter((each) => each.length > 1).length,
      most: Math.max(0, ...all.map((each) => each.length)),
    };
  }

  leave() {
    this.socket.disconnect();
  }
}
