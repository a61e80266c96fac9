import { connect as connectPlain } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How long a stranger waits for an answer that should not come. */
const curiosity = 1000;

/** First bytes of a TLS record that says why there will be no connection. */
const tlsAlert = 0x15;

/** The header of a message between nodes that promises four gigabytes. */
export function greedyHeader() {
  const header = Buffer.alloc(32);
  header[0] = 1;
  header.writeUInt32BE(0xffffffff, 4);
  return header;
}

/** What a stranger gets who writes `bytes` over a connection that is made by
 * `open`: whether the other side has ended it, and all that it said. */
function attempt(open, bytes) {
  return new Promise((resolve) => {
    const said = [];
    const socket = open();
    const done = (ended) => {
      clearTimeout(timer);
      resolve({ ended, said: Buffer.concat(said) });
      socket.destroy();
    };
    const timer = setTimeout(() => done(false), curiosity);
    socket.on('data', (data) => said.push(data));
    socket.on('error', () => done(true));
    socket.on('close', () => done(true));
    socket.write(bytes);
  });
}

/** A stranger who writes without TLS. */
export function intrude({ host, peer }, bytes) {
  return attempt(() => connectPlain(peer, host), bytes);
}

/** A stranger who speaks TLS, with or without a certificate. */
export function intrudeByTls({ host, peer }, bytes, credentials = {}) {
  const options = { host, port: peer, rejectUnauthorized: false };
  return attempt(() => connectTls({ ...options, ...credentials }), bytes);
}

/** Whether `said` is nothing but the refusal of a TLS connection. */
export function isRefusal(said) {
  return said.length === 0 || said[0] === tlsAlert;
}
