// Long-polling by scripts and forms, for old browsers (JSONP).

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { request } from './support/polling.mjs';
import { packets3, payload3 } from './support/polling3.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';

const server = await startTroupe([
  '--chat.test_events=true',
  '--engine.allow_eio3=true',
]);
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const isEcho = (packet) => packet.startsWith('42["echo"');

for (const [what, query] of Object.entries({
  'Engine.IO 3': { EIO: '3', b64: '1' },
  'Engine.IO 4': { EIO: '4' },
}))
  test(`scripts and forms carry packets of ${what}`, async () => {
    const call = /^___eio\[7\]\((".*")\);$/s;
    const unwrap = ({ status, headers, body }) => {
      assert.equal(status, 200, body);
      assert.equal(headers.get('content-type'), 'text/plain; charset=UTF-8');
      const text = JSON.parse(call.exec(body)[1]);
      return query.EIO === '3' ? packets3(text) : text.split('\x1e');
    };
    const all = { ...query, j: '7' };
    const [open] = unwrap(await request(endpoint.polling(all)));
    const { sid } = JSON.parse(open.slice(1));
    const url = endpoint.polling({ ...all, sid });
    const post = async (...packets) => {
      const text =
        query.EIO === '3' ? payload3(...packets) : packets.join('\x1e');
      const form = new URLSearchParams({ d: text.replaceAll('\\n', '\\\\n') });
      const answer = await request(url, { method: 'POST', body: form });
      assert.deepEqual([answer.status, answer.body], [200, 'ok']);
    };
    if (query.EIO === '4') await post('40');
    const event = '42["echo","a\\nb €\u2028&=+%"]';
    const attachment = query.EIO === '3' ? 'b4AQID' : 'bAQID';
    const binary = ['451-["echo",{"_placeholder":true,"num":0}]', attachment];
    await post(event, ...binary);
    const came = [];
    await eventually(async () => {
      came.push(...unwrap(await request(url)));
      return came.includes(attachment);
    }, 'the echoes');
    assert.deepEqual(
      came.filter((p) => isEcho(p) || p.startsWith('451') || p.startsWith('b')),
      [event, ...binary],
    );
  });
