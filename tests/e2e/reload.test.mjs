// SIGHUP: options are read anew, checked as a whole, and taken over by a server
// at work as far as it can.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, afterEach } from 'node:test';
import { connect as connectTls } from 'node:tls';

import { Authority } from './support/certificates.mjs';
import { Configured, folder } from './support/configured.mjs';
import { linesOf, logged } from './support/log-lines.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually } from './support/time.mjs';
import { using } from './support/using.mjs';
import { closeWires, Wire } from './support/wire.mjs';

afterEach(closeWires);

/** Runs `body` with such a server, which has not outlived it. */
function reloading(name, text, body, args) {
  test(name, async () => {
    const configured = await Configured.start(text, args);
    await using(configured.server, () => body(configured));
  });
}

const [a, b] = ['https://a.example', 'https://b.example'];
const origins = (...all) => `[cors]\norigins = ${JSON.stringify(all)}\n`;

reloading('origins change', origins(a), async (configured) => {
  assert.equal(await configured.origin(a), a);
  assert.equal(await configured.origin(b), null);
  const [{ event, options }] = await configured.reload(origins(b));
  assert.deepEqual([event, options], ['reloaded', 'cors.origins']);
  await eventually(
    async () => (await configured.origin(b)) === b,
    'the new origin',
  );
  assert.equal(await configured.origin(a), null);
});

const depth = (n) => `[limits]\njson_depth = ${n}\n`;
const nested = (n) => '['.repeat(n) + ']'.repeat(n);

reloading(
  'a limit changes, also for a client that is there',
  depth(20),
  async (configured) => {
    const wire = await Wire.connect(configured.endpoint);
    wire.send(`42["echo",${nested(10)}]`);
    await wire.next((packet) => packet === `42["echo",${nested(10)}]`);
    await configured.reload(depth(5));
    // Each thread takes it over with its next turn.
    const send = async () => {
      if (wire.socket.readyState !== wire.socket.OPEN) return true;
      wire.send(`42["echo",${nested(10)}]`);
      return false;
    };
    await eventually(send, 'the new limit');
    const { limit, value } = await logged(
      configured.server,
      'session-closed',
      ({ option }) => option === 'limits.json_depth',
    );
    assert.deepEqual([limit, value], [5, 11]);
    const other = await Wire.connect(configured.endpoint);
    other.send(`42["echo",${nested(10)}]`);
    await other.closed();
  },
);

const level = (name) => `[log]\nlevel = "${name}"\n`;

reloading('the level of the log changes', level('info'), async (configured) => {
  await Wire.connect(configured.endpoint);
  assert.equal(configured.lines('session-opened').length, 0);
  await configured.reload(level('debug'));
  await Wire.connect(configured.endpoint);
  await logged(configured.server, 'session-opened');
});

const faults = {
  'a file that is not TOML': ['[cors\n', 1],
  'an unknown key': [`${origins(b)}orgins = "x"\n`, 1],
  'a value that is none, and another': [
    `${origins(b)}max_age = "soon"\n[limits]\njson_depth = 0\n`,
    2,
  ],
};

for (const [what, [text, count]] of Object.entries(faults))
  reloading(
    `${what} changes nothing and is told`,
    origins(a),
    async (configured) => {
      await configured.reload(text);
      await eventually(
        () => configured.lines('reload-refused').length === count,
        'all errors',
      );
      for (const line of configured.lines('reload-refused')) {
        assert.equal(line.level, 'error');
        assert.ok(line.err.startsWith(configured.file), line.err);
      }
      assert.equal(configured.lines('reloaded').length, 0);
      assert.equal(await configured.origin(a), a);
      assert.equal(await configured.origin(b), null);
      await configured.reload(origins(b));
      await eventually(
        async () => (await configured.origin(b)) === b,
        'the mended file',
      );
    },
  );

reloading('a file that is gone changes nothing', origins(a), async (c) => {
  rmSync(c.file);
  c.server.signal('SIGHUP');
  const { err } = await logged(c.server, 'reload-refused');
  assert.match(err, /cannot read/);
  assert.equal(await c.origin(a), a);
});

reloading(
  'what needs a restart is named and stays as it is',
  'port = 0\n[engine]\nping_interval = "25s"\n',
  async (configured) => {
    await configured.reload(
      `port = 1\n[engine]\nping_interval = "7s"\n${origins(b)}`,
    );
    const { level: severity, options } = await logged(
      configured.server,
      'reload-needs-restart',
    );
    assert.equal(severity, 'warn');
    assert.equal(options, 'engine.ping_interval');
    const wire = await Wire.session(configured.endpoint);
    assert.equal(wire.handshake.pingInterval, 25_000);
  },
);

reloading(
  'flags still win over the file',
  origins(a),
  async (configured) => {
    const [{ options }] = await configured.reload(origins(b));
    assert.equal(options, '');
    assert.equal(await configured.origin(a), a);
  },
  [`--cors.origins=${a}`],
);

/** The name on the certificate that a server shows. */
function shown({ port }) {
  return new Promise((resolve, reject) => {
    const socket = connectTls(
      { port, host: '127.0.0.1', rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerCertificate().subject.CN);
        socket.destroy();
      },
    );
    socket.on('error', reject);
  });
}

const authority = new Authority();
for (const name of ['first', 'second']) authority.issue(name);
after(() => authority.remove());
const tls = (certificate, key = certificate) =>
  '[tls]\n' +
  `certificate = "${authority.path(`${certificate}.pem`)}"\n` +
  `key = "${authority.path(`${key}.key`)}"\n`;

reloading(
  'certificates change their place, and one that does not fit changes nothing',
  tls('first') + level('info'),
  async (configured) => {
    assert.equal(await shown(configured.server), 'first');
    const [{ options }] = await configured.reload(
      tls('second') + level('info'),
    );
    assert.equal(options, 'tls.certificate, tls.key');
    assert.equal(await shown(configured.server), 'second');
    const [refused] = await configured.reload(
      tls('first', 'second') + level('debug'),
    );
    assert.equal(refused.event, 'reload-refused');
    assert.match(refused.err, /key values mismatch/);
    assert.equal(await shown(configured.server), 'second');
    assert.equal(configured.lines('actor-spawned').length, 0);
  },
  ['--listeners=https://127.0.0.1:0'],
);

test('the log is opened anew, as logrotate wants it', async () => {
  const [log, old] = [join(folder, 'troupe.log'), join(folder, 'old.log')];
  const server = await startTroupe([`--log.file=${log}`]);
  const has = (file, event) =>
    existsSync(file) &&
    linesOf(readFileSync(file, 'utf8')).some((line) => line.event === event);
  try {
    await eventually(() => has(log, 'node-listening'), 'first lines');
    renameSync(log, old);
    server.signal('SIGHUP');
    await eventually(() => has(log, 'reloaded'), 'lines in a new file');
    assert.ok(!has(log, 'node-listening'));
    assert.equal(server.log(), '');
  } finally {
    assert.equal(await server.stop(), 0);
  }
  assert.ok(has(log, 'node-stopped'));
});

test('a log that cannot be written is told before the server starts', async () => {
  await assert.rejects(
    startTroupe([`--log.file=${folder}`]),
    /ended with 1 before it was ready[^]*log\.file/,
  );
});
