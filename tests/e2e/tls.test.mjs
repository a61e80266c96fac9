// https listeners, with the real client over both transports.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import test, { after } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { io } from 'socket.io-client';

import { Authority } from './support/certificates.mjs';
import { casesOn } from './support/cases.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause, within } from './support/time.mjs';

const authority = new Authority();
authority.issue('first');
authority.issue('second');
authority.issue('shown');
after(() => authority.remove());
authority.replace('shown', 'first');
const { ca } = authority;

const listen = (...more) =>
  startTroupe([
    '--listeners=https://127.0.0.1:0',
    ...authority.options('shown'),
    '--chat.test_events=true',
    ...more,
  ]);

const server = await listen(
  '--threads=2',
  '--limits.header_timeout=1s',
  '--engine.send_queue_bytes=64MiB',
  '--engine.send_queue_packets=100000',
);
const check = casesOn(server);
const clients = new Set();

function connect(options = {}, to = server) {
  const client = io(to.url, { ca, forceNew: true, ...options });
  clients.add(client);
  return client;
}

async function connected(options, to) {
  const client = connect(options, to);
  await within(
    new Promise((resolve, reject) => {
      client.once('connect', resolve);
      client.once('connect_error', reject);
    }),
    'connect',
  );
  return client;
}

function cased(name, body) {
  check(name, async () => {
    try {
      await body();
    } finally {
      for (const client of clients) client.close();
      clients.clear();
    }
  });
}

const ask = (client, event, ...values) =>
  within(client.emitWithAck(event, ...values), event);

const payloads = {
  'a word': 'ä',
  'a message over several records': 'x'.repeat(300_000),
  'no bytes': Buffer.alloc(0),
  'some bytes': Buffer.from([0, 1, 255]),
  'bytes over several records': Buffer.alloc(200_000, 7),
};

for (const transport of ['polling', 'websocket'])
  cased(`${transport} over https takes all kinds of messages`, async () => {
    const client = await connected({ transports: [transport] });
    assert.equal(client.io.engine.transport.name, transport);
    for (const [what, payload] of Object.entries(payloads))
      assert.deepEqual(await ask(client, 'echo', payload), payload, what);
  });

cased('a handshake over https is told to be secure', async () => {
  const client = await connected({ transports: ['websocket'] });
  const { secure, address } = await ask(client, 'handshake');
  assert.deepEqual({ secure, address }, { secure: true, address: '127.0.0.1' });
});

cased('sessions upgrade, on whichever thread they live', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, () => connected()));
  await Promise.all(
    all.map(async (client, number) => {
      await eventually(
        () => client.io.engine.transport.name === 'websocket',
        'upgrade',
      );
      assert.equal(await ask(client, 'echo', number), number);
    }),
  );
});

cased('a reader that pauses gets everything in order', async () => {
  const client = await connected({ transports: ['websocket'] });
  const socket = client.io.engine.transport.ws._socket;
  const sizes = [];
  client.on('f', (text) => sizes.push(text.length));
  socket.pause();
  client.emit('flood', 400, 50_000);
  await pause(500);
  socket.resume();
  await eventually(() => sizes.length === 400, 'all of it');
  assert.ok(sizes.every((size) => size === 50_000));
  assert.equal(await ask(client, 'echo', 'after'), 'after');
});

/** What a TLS client gets to see of the server, or why not. */
async function handshake(options = {}, to = server) {
  const socket = connectTls({
    host: '127.0.0.1',
    port: to.port,
    ca,
    ...options,
  });
  try {
    await within(once(socket, 'secureConnect'), 'TLS handshake');
    return {
      name: socket.getPeerCertificate().subject.CN,
      version: socket.getProtocol(),
      cipher: socket.getCipher().name,
      protocol: socket.alpnProtocol,
    };
  } finally {
    socket.destroy();
  }
}

check('TLS 1.2 and 1.3 are spoken, nothing older', async () => {
  const old = { maxVersion: 'TLSv1.2', minVersion: 'TLSv1' };
  assert.equal((await handshake()).version, 'TLSv1.3');
  const { version, cipher } = await handshake(old);
  assert.equal(version, 'TLSv1.2');
  assert.match(cipher, /^ECDHE-ECDSA-(AES|CHACHA)/);
  const oldest = { ...old, maxVersion: 'TLSv1.1' };
  const ciphers = 'DEFAULT@SECLEVEL=0';
  await assert.rejects(handshake({ ...oldest, ciphers }), {
    code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  });
});

check('tls.min_version=1.3 refuses TLS 1.2', async () => {
  const strict = await listen('--tls.min_version=1.3');
  try {
    assert.equal((await handshake({}, strict)).version, 'TLSv1.3');
    await assert.rejects(handshake({ maxVersion: 'TLSv1.2' }, strict), {
      code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    });
  } finally {
    assert.equal(await strict.stop(), 0);
  }
});

check('who offers HTTP/2 too is told HTTP/1.1', async () => {
  const ALPNProtocols = ['h2', 'http/1.1'];
  assert.equal((await handshake({ ALPNProtocols })).protocol, 'http/1.1');
});

for (const version of ['TLSv1.2', 'TLSv1.3'])
  check(`a session of ${version} is taken up again by its ticket`, async () => {
    const options = { minVersion: version, maxVersion: version };
    const at = { host: '127.0.0.1', port: server.port, ca };
    const first = connectTls({ ...at, ...options });
    const [session] = await within(once(first, 'session'), 'ticket');
    first.destroy();
    const again = connectTls({ ...at, ...options, session });
    await within(once(again, 'secureConnect'), 'TLS handshake');
    const reused = again.isSessionReused();
    again.destroy();
    assert.equal(reused, true);
  });

/** Resolves to what the server said when it has ended the connection. */
async function ended(socket) {
  let told = Buffer.alloc(0);
  socket.on('data', (bytes) => (told = Buffer.concat([told, bytes])));
  socket.on('error', () => {});
  // Not by `once`: that it was reset is an end as well.
  const closed = new Promise((resolve) => socket.on('close', resolve));
  await within(closed, 'end of the connection');
  return told;
}

cased('plain HTTP on the port costs its connection alone', async () => {
  const client = await connected({ transports: ['websocket'] });
  const plain = connectTcp(server.port, '127.0.0.1');
  plain.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  const told = await ended(plain);
  assert.doesNotMatch(told.toString('latin1'), /HTTP/);
  assert.equal(await ask(client, 'echo', 'here'), 'here');
});

check('a handshake has the time that a request head has', async () => {
  const silent = connectTcp(server.port, '127.0.0.1');
  const start = Date.now();
  await ended(silent);
  assert.ok(Date.now() - start >= 900);
});

cased('SIGHUP shows a new certificate to those who come', async () => {
  const client = await connected({ transports: ['websocket'] });
  assert.equal((await handshake()).name, 'first');
  authority.replace('shown', 'second');
  server.signal('SIGHUP');
  await eventually(
    () => server.log().match(/certificate-loaded/g)?.length === 2,
    'reload',
  );
  assert.equal((await handshake()).name, 'second');
  assert.equal(await ask(client, 'echo', 'still here'), 'still here');
});

const damages = {
  'a broken certificate': () => writeFileSync(authority.path('shown.pem'), 'x'),
  'a key that is not its own': () => {
    authority.replace('shown', 'first');
    authority.replace('shown', 'second', ['pem']);
  },
};

for (const [what, damage] of Object.entries(damages))
  cased(`SIGHUP with ${what} changes nothing and says why`, async () => {
    const before = server.log().length;
    const { name } = await handshake();
    damage();
    server.signal('SIGHUP');
    await eventually(
      () => server.log().slice(before).includes('certificate-refused'),
      'refusal',
    );
    assert.match(server.log().slice(before), /tls\.(certificate|key): /);
    assert.equal((await handshake()).name, name);
    const client = await connected();
    assert.equal(await ask(client, 'echo', 'well'), 'well');
  });

test('SIGHUP does not end a server without TLS', async () => {
  const plain = await startTroupe();
  try {
    plain.signal('SIGHUP');
    await eventually(() => plain.log().includes('signal-received'), 'signal');
    const answer = await fetch(
      `${plain.url}/socket.io/?EIO=4&transport=polling`,
    );
    assert.equal(answer.status, 200);
  } finally {
    assert.equal(await plain.stop(), 0);
  }
});

const refusals = {
  'no certificate': [
    ['--listeners=https://127.0.0.1:0'],
    /ended with 2[^]*needs tls\.certificate and tls\.key/,
  ],
  'a certificate that is not there': [
    [
      '--listeners=https://127.0.0.1:0',
      '--tls.certificate=/nowhere.pem',
      '--tls.key=/nowhere.key',
    ],
    /ended with 1[^]*tls\.certificate: \/nowhere\.pem: /,
  ],
};

for (const [what, [options, error]] of Object.entries(refusals))
  test(`https with ${what} does not start`, async () => {
    await assert.rejects(startTroupe(options), error);
  });
