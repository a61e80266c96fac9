import { RawHttp, requestText } from './raw-http.mjs';
import { Wire } from './wire.mjs';

/** Asks for a session over a connection of its own, as `headers` say. */
export async function shake(endpoint, headers = {}, query = {}) {
  const http = await RawHttp.connect(endpoint.port);
  try {
    const target = endpoint.target({ transport: 'polling', ...query });
    http.send(requestText('GET', target, headers));
    return await http.response();
  } finally {
    http.close();
  }
}

/** What a proxy says of its client. */
export const from = (address) => ({ 'X-Forwarded-For': address });

/** The address that the server takes a client for. */
export async function addressOf(endpoint, headers) {
  const wire = await Wire.connect(endpoint, { headers });
  wire.send('427["handshake"]');
  const answer = await wire.next((packet) => packet.startsWith?.('437'));
  return JSON.parse(answer.slice(3))[0].address;
}
