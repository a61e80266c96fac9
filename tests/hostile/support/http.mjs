import { withTcp } from './tcp.mjs';

const headEnd = '\r\n\r\n';

export const handshake = '/socket.io/?EIO=4&transport=polling';
export const bareSocket = '/socket.io/?EIO=4&transport=websocket';

/** A request as text. `lines` are header lines beside `Host`, which `host`
 * replaces: null for none. */
export function ask({
  method = 'GET',
  target = handshake,
  version = 'HTTP/1.1',
  host = 'Host: localhost',
  lines = [],
  body = '',
} = {}) {
  const all = [host, ...lines].filter((line) => line !== null);
  const head = `${method} ${target} ${version}\r\n`;
  return `${head}${all.map((line) => `${line}\r\n`).join('')}\r\n${body}`;
}

const upgradeLines = {
  Connection: 'Connection: Upgrade',
  Upgrade: 'Upgrade: websocket',
  Version: 'Sec-WebSocket-Version: 13',
  Key: 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
};

/** A request for a WebSocket; `changes` replaces lines of it by name, undefined
 * for none. */
export function askUpgrade(changes = {}, { lines = [], ...request } = {}) {
  const all = Object.values({ ...upgradeLines, ...changes });
  const given = all.filter((line) => line !== undefined);
  return ask({ target: bareSocket, ...request, lines: [...given, ...lines] });
}

function chunkedEnd(bytes, at) {
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return -1;
    const size = parseInt(bytes.subarray(at, lineEnd).toString('latin1'), 16);
    at = lineEnd + 2 + size + 2;
    if (!(size >= 0) || at > bytes.length) return -1;
    if (size === 0) return at;
  }
}

/** Where the body of an answer ends; -1 if it has not come yet. */
function bodyEnd(bytes, at, status, headers) {
  if (status < 200 || status === 204 || status === 304) return at;
  if (/chunked/i.test(headers['transfer-encoding']))
    return chunkedEnd(bytes, at);
  const end = at + Number(headers['content-length'] ?? 0);
  return end <= bytes.length ? end : -1;
}

/** The complete answers in `bytes`, and how many bytes they take. Answers to
 * HEAD have no bodies. */
export function answersIn(bytes, { bodies = true } = {}) {
  const answers = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf(headEnd, at);
    if (end < 0) break;
    const [first, ...lines] = bytes
      .subarray(at, end)
      .toString('latin1')
      .split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const [name, ...value] = line.split(':');
        return [name.toLowerCase(), value.join(':').trim()];
      }),
    );
    const status = Number(/^HTTP\/1\.[01] (\d{3})\b/.exec(first)?.[1]);
    if (!status) break;
    const start = end + headEnd.length;
    const stop = bodies ? bodyEnd(bytes, start, status, headers) : start;
    if (stop < 0) break;
    const body = bytes.subarray(start, stop).toString();
    answers.push({ status, headers, body });
    at = stop;
    if (status === 101) break;
  }
  return { answers, length: at };
}

/** What came over a connection, as a verdict: the status of each answer, and
 * whether the connection is open behind them. */
export function httpVerdict(tcp, options) {
  const { answers } = answersIn(tcp.bytes, options);
  const statuses = answers.map(({ status }) => status);
  const shown =
    statuses.length > 4
      ? [`${statuses.length} answers, last ${statuses.at(-1)}`]
      : statuses;
  const end = tcp.ended ? 'closed' : 'open';
  return `${shown.join('+') || 'no answer'}, ${end}`;
}

/** Sends bytes over a connection of their own; resolves to the verdict. `bytes`
 * may be a list: each part is sent by itself. */
export function sendBytes(at, bytes, { quiet = 700, ...options } = {}) {
  return withTcp(at.port, async (tcp) => {
    for (const part of [bytes].flat()) {
      tcp.send(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
      await new Promise(setImmediate);
    }
    await tcp.settled(quiet, 2 * quiet + 8000);
    const verdict = httpVerdict(tcp, options);
    tcp.reset(); // what is still on its way shall keep nobody busy
    return verdict;
  });
}

/** The first answer to a request, or undefined. */
export function answerTo(port, text, ms = 5000) {
  return withTcp(port, async (tcp) => {
    tcp.send(Buffer.from(text, 'latin1'));
    const first = () => answersIn(tcp.bytes).answers[0];
    await tcp.until(() => first() || tcp.ended, ms);
    return first();
  });
}
