// Socket.IO's packet grammar: what closes a connection, what is ignored, and
// what has to survive the way through the server unchanged.

import assert from 'node:assert/strict';

import { casesOn } from './support/cases.mjs';
import { Endpoint } from './support/endpoint.mjs';
import { startProtocolServer } from './support/server.mjs';
import { Wire } from './support/wire.mjs';

const server = await startProtocolServer();
const endpoint = new Endpoint(server, '/socket.io/');
const test = casesOn(server);

const bytes = (...values) => Buffer.from(values);
const placeholder = (num) => `{"_placeholder":true,"num":${num}}`;

async function connected() {
  const wire = await Wire.connect(endpoint);
  await wire.expect('42["auth",{}]');
  return wire;
}

async function assertAlive(wire) {
  wire.send('4298["message-with-ack","alive"]');
  await wire.next((packet) => packet === '4398["alive"]');
}

/** An event with `count` attachments, header first. */
function withAttachments(count) {
  const numbers = Array.from({ length: count }, (_, number) => number);
  const header = `45${count}-["message",${numbers.map(placeholder)}]`;
  return [header, ...numbers.map((number) => bytes(number))];
}

const malformed = {
  'an unknown type': ['47'],
  'a type that is no digit': ['4abc'],
  'a dash as type': ['4-'],
  'an empty message': ['4'],
  'bytes without a header': [bytes(1)],
  'text while attachments are missing': ['451-["message"]', '42["message"]'],
  'a binary event without a count': ['45["message"]'],
  'a count alone': ['45-'],
  'a fraction as count': ['451.5-["message"]'],
  'eleven attachments': withAttachments(11),
  'an attachment that does not exist': [
    `451-["message",${placeholder(1)}]`,
    bytes(1),
  ],
  'an attachment with a negative number': [
    `451-["message",${placeholder(-1)}]`,
    bytes(1),
  ],
  'an attachment named by a string': [
    `451-["message",${placeholder('"0"')}]`,
    bytes(1),
  ],
  'JSON that is cut': ['42["message"'],
  'JSON with something behind it': ['42["message"]]'],
  'JSON with a trailing comma': ['42["message",]'],
  'JSON in single quotes': ["42['message']"],
  'an object as event': ['42{}'],
  'a string as event': ['42"message"'],
  'an event without a name': ['42[]'],
  'null as event name': ['42[null]'],
  'true as event name': ['42[true]'],
  'an object as event name': ['42[{"toString":"message"}]'],
  'an object as ack': ['431{}'],
  'a payload at disconnect': ['41{}'],
  'letters as ack id': ['42abc["message"]'],
  'a negative ack id': ['42-1["message"]'],
  'an exponent in the ack id': ['421e3["message"]'],
  'an ack id beyond 64 bits': ['42100000000000000000000["message-with-ack"]'],
  'a second CONNECT': ['40'],
  'a CONNECT_ERROR': ['44{"message":"no"}'],
  'an event for another namespace': ['42/custom,["message"]'],
  'an ack for another namespace': ['43/custom,1[]'],
  'a disconnect from another namespace': ['41/custom,'],
  'a namespace without its comma': ['42/["message"]'],
  'an event behind the disconnect': ['41', '42["message"]'],
};

for (const name of [
  'connect',
  'connect_error',
  'disconnect',
  'disconnecting',
  'newListener',
  'removeListener',
])
  malformed[`the reserved name ${name}`] = [`42["${name}"]`];

for (const [what, packets] of Object.entries(malformed)) {
  test(`${what} closes the connection`, async () => {
    const wire = await connected();
    for (const packet of packets) wire.send(packet);
    assert.equal(await wire.closed(), 1005);
  });
}

const ignored = {
  'an ack that nobody waits for': ['437[1]'],
  'a binary ack that nobody waits for': [`461-7[${placeholder(0)}]`, bytes(1)],
  'an event without a handler': ['42["unheard",1]'],
  'a number as event name': ['42[1,2]'],
  'the name error': ['42["error",1]'],
  'the name connection': ['42["connection",1]'],
  'an empty name': ['42["",1]'],
  'the name __proto__': ['42["__proto__",1]'],
};

for (const [what, packets] of Object.entries(ignored)) {
  test(`${what} is ignored`, async () => {
    const wire = await connected();
    for (const packet of packets) wire.send(packet);
    await assertAlive(wire);
  });
}

// The server only passes these on, so it has no reason to write them anew.
const verbatim = {
  'no arguments': '',
  'an empty object and an empty array': ',{},[]',
  'null, true and false': ',null,true,false',
  'keys out of order': ',{"b":1,"a":2,"10":3,"9":4}',
  'text of every plane': ',"é € 汉字 😀"',
  'escapes that JSON needs': ',"\\"\\\\\\n\\u001e\\u0000"',
  'a placeholder without bytes': `,${placeholder(0)}`,
  'a deep value': `,${'['.repeat(63)}${']'.repeat(63)}`,
};

const verbatimByText = {
  'numbers as they were written':
    ',{"b":1,"a":1.10,"z":12345678901234567890,"e":1e5,"m":-0.0}',
  'escapes as they were written': ',"\\u00e9\\ud800\\/"',
  'a key that comes twice': ',{"a":1,"a":2}',
};

for (const [what, text] of Object.entries({ ...verbatim, ...verbatimByText })) {
  test(`an event brings back ${what}`, async () => {
    const wire = await connected();
    wire.send(`42["message"${text}]`);
    await wire.expect(`42["message-back"${text}]`);
  });
}

test('white space around JSON is taken', async () => {
  const wire = await connected();
  wire.send('42[ "message" ,1 ] \n');
  await wire.expect('42["message-back",1]');
});

test('65 levels of JSON close the connection', async () => {
  const wire = await connected();
  wire.send(`42["message",${'['.repeat(64)}${']'.repeat(64)}]`);
  assert.equal(await wire.closed(), 1005);
});

test('a hundred thousand levels of JSON close the connection', async () => {
  const wire = await connected();
  const text = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`;
  wire.send(`42["message",${text}]`);
  assert.equal(await wire.closed(), 1005);
});

/** An event whose JSON has `count` values in all, its own array included. */
function eventOf(name, count) {
  return `42["${name}",[${'0,'.repeat(count - 4)}0]]`;
}

test('100,000 values are taken', async () => {
  const wire = await connected();
  wire.send(eventOf('message', 100_000));
  await wire.expect(eventOf('message-back', 100_000));
});

test('100,001 values close the connection', async () => {
  const wire = await connected();
  wire.send(eventOf('message', 100_001));
  assert.equal(await wire.closed(), 1005);
});

for (const id of ['0', '7', '9007199254740991', '9007199254740993']) {
  test(`an ack comes back with id ${id}`, async () => {
    const wire = await connected();
    wire.send(`42${id}["message-with-ack"]`);
    await wire.expect(`43${id}[]`);
  });
}

test('a leading zero of an ack id is dropped', async () => {
  const wire = await connected();
  wire.send('42007["message-with-ack"]');
  await wire.expect('437[]');
});

test('acks come back in the order of their events', async () => {
  const wire = await connected();
  const ids = Array.from({ length: 200 }, (_, id) => id);
  for (const id of ids) wire.send(`42${id}["message-with-ack",${id}]`);
  await wire.expect(...ids.map((id) => `43${id}[${id}]`));
});

test('ten attachments are taken', async () => {
  const wire = await connected();
  const [header, ...attachments] = withAttachments(10);
  for (const packet of [header, ...attachments]) wire.send(packet);
  await wire.expect(header.replace('message', 'message-back'), ...attachments);
});

test('attachments may stand anywhere and be empty', async () => {
  const wire = await connected();
  const rest = `{"deep":[1,{"er":${placeholder(0)}}]},"text",${placeholder(1)}]`;
  const attachments = [bytes(), Buffer.alloc(70_000, 7)];
  for (const packet of [`452-["message",${rest}`, ...attachments])
    wire.send(packet);
  await wire.expect(`452-["message-back",${rest}`, ...attachments);
});

test('attachments are found by number, not by order', async () => {
  const wire = await connected();
  const order = (...numbers) => numbers.map(placeholder).join();
  wire.send(`452-["message",${order(1, 0)}]`);
  wire.send(bytes(10));
  wire.send(bytes(11));
  await wire.expect(
    `452-["message-back",${order(0, 1)}]`,
    bytes(11),
    bytes(10),
  );
});

test('a pong may come between an event and its attachment', async () => {
  const wire = await connected();
  wire.send(`451-["message",${placeholder(0)}]`);
  wire.send('3');
  wire.send(bytes(1));
  await wire.expect(`451-["message-back",${placeholder(0)}]`, bytes(1));
});

test('an event and its attachments stay together', async () => {
  const wire = await connected();
  const [header, ...attachments] = withAttachments(3);
  const answer = header.replace('message', 'message-back');
  for (let round = 0; round < 50; ++round)
    for (const packet of [header, ...attachments, '42["message"]'])
      wire.send(packet);
  for (let round = 0; round < 50; ++round)
    await wire.expect(answer, ...attachments, '42["message-back"]');
});
