// Who does not belong to a cluster is kept out, is told why, and does no harm
// to those inside.

import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, suite } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Cluster, freePort, logged } from './support/cluster.mjs';
import { Member, versions, ways } from './support/member.mjs';
import { startTroupe } from './support/server.mjs';
import { eventually, pause, within } from './support/time.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const program =
  process.env.TROUPE_BIN ?? join(repository, 'build', 'release', 'troupe');
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('TROUPE_')),
);
process.setMaxListeners(20); // each node that runs has one

/** Milliseconds. Short, to learn soon whether a link is lost. */
const heartbeat = 50;
const folder = mkdtempSync(join(tmpdir(), 'troupe-refusals-'));
after(() => rmSync(folder, { recursive: true }));

function write(name, text) {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** Has certificates made for these nodes, by an authority of their own. */
function makeCertificates(authority, ...names) {
  const script = join(repository, 'script', 'cluster-certs');
  execFileSync(script, [join(folder, authority), ...names]);
}

/** Options of a node whose files are of this authority. */
function tls(authority, certificate, key = certificate) {
  const file = (name) => join(folder, authority, name);
  return [
    `--cluster.certificate=${file(`${certificate}.pem`)}`,
    `--cluster.key=${file(`${key}.key`)}`,
    `--cluster.ca=${file('ca.pem')}`,
  ];
}

/** Starts a node that wants into a cluster. It listens to clients once it has
 * tried its seeds. */
async function startNewcomer(t, cluster, name, extra) {
  const node = await startTroupe([
    ...['--name', name, '--log.format=json'],
    `--cluster.listen=127.0.0.1:${await freePort()}`,
    `--cluster.seeds=${cluster.address('a')},${cluster.address('b')}`,
    ...extra,
  ]);
  t.after(() => node.stop());
  return node;
}

/** The newcomer has a link to nobody, and knows why. */
async function assertKeptOut(newcomer, reason) {
  const unreached = () => logged(newcomer, 'peer-unreached');
  await eventually(() => unreached().length >= 2, 'a line for each seed');
  for (const line of unreached()) assert.match(line.reason, reason);
  assert.deepEqual(logged(newcomer, 'peer-up'), []);
}

async function assertRefusedBy(cluster, peer, reason) {
  for (const node of Object.values(cluster.nodes)) {
    const found = await eventually(
      () => logged(node, 'peer-refused').find((line) => line.peer === peer),
      `a line about ${peer}`,
    );
    assert.match(found.reason, reason);
    assert.equal(found.level, 'error');
  }
}

/** The nodes of a cluster have never lost each other, and still speak. */
async function assertUnharmed(cluster) {
  await pause(10 * heartbeat);
  for (const [name, node] of Object.entries(cluster.nodes)) {
    assert.equal(logged(node, 'peer-down').length, 0, `losses of ${name}`);
    const settings = { transports: ways.WebSocket, username: `at-${name}` };
    const member = await Member.join(versions['4.8'], node, settings);
    const [answer] = await member.ask('fetch-users', null);
    await member.leave();
    assert.deepEqual(answer.missing, [], `asked by ${name}`);
  }
}

/** Sends bytes to a node as if from another one, and hangs up. */
async function throwAt(cluster, bytes) {
  const [host, port] = cluster.address('a').split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => {}); // hung up on
  socket.resume();
  socket.end(bytes);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await within(closed, 'end of the stranger');
}

/** How CAF begins a message to say that 4 GiB will follow. */
function headerOf4GiB() {
  const header = Buffer.alloc(32);
  header.writeUInt32BE(0xffff_ffff, 4);
  header.writeBigUInt64BE(4n, 8);
  return header;
}

async function startCluster(extra) {
  const often = `--cluster.heartbeat=${heartbeat}ms`;
  const cluster = await Cluster.start(['a', 'b'], [often, ...extra]);
  after(() => cluster.stop());
  return cluster;
}

suite('a cluster with a cookie', async () => {
  const ours = '--cluster.cookie=of ours';
  const cluster = await startCluster([ours]);

  test('keeps a node with another cookie out', async (t) => {
    const extra = ['--cluster.cookie=of theirs'];
    const newcomer = await startNewcomer(t, cluster, 'thief', extra);
    await assertKeptOut(newcomer, /cluster\.cookie/);
    await assertUnharmed(cluster);
  });

  test('keeps a node of another cluster out', async (t) => {
    const extra = [ours, '--cluster.name=other'];
    const newcomer = await startNewcomer(t, cluster, 'stray', extra);
    const reason = /cluster\.name is "other", not "troupe"/;
    await assertKeptOut(newcomer, reason);
    await assertRefusedBy(cluster, 'stray', reason);
    await assertUnharmed(cluster);
  });

  test('keeps a second node of the same name out', async (t) => {
    const newcomer = await startNewcomer(t, cluster, 'a', [ours]);
    await assertKeptOut(newcomer, /name is taken/);
    await assertRefusedBy(cluster, 'a', /name is taken/);
    await assertUnharmed(cluster);
  });

  test('is not harmed by garbage', async () => {
    for (let n = 0; n < 100; ++n) {
      const bytes = randomBytes(1 + 7 * n);
      bytes[0] |= 0x80; // no operation of CAF's: that could ask for memory
      await throwAt(cluster, bytes);
    }
    await assertUnharmed(cluster);
  });

  test('lets a node in that has the cookie from a file', async (t) => {
    const path = write('cookie', 'of ours\nand no more\n');
    const extra = [`--cluster.cookie_file=${path}`];
    const newcomer = await startNewcomer(t, cluster, 'friend', extra);
    await eventually(() => cluster.peersOf(newcomer).size === 2, 'links');
    await assertUnharmed(cluster);
  });
});

makeCertificates('ours', 'a', 'friend');
makeCertificates('theirs', 'thief');

suite('a cluster with certificates', async () => {
  const cluster = await startCluster(tls('ours', 'a'));

  test('lets a node with a certificate in', async (t) => {
    const extra = tls('ours', 'friend');
    const newcomer = await startNewcomer(t, cluster, 'friend', extra);
    await eventually(() => cluster.peersOf(newcomer).size === 2, 'links');
    await assertUnharmed(cluster);
  });

  test('keeps a node without a certificate out', async (t) => {
    const newcomer = await startNewcomer(t, cluster, 'bare', []);
    await assertKeptOut(newcomer, /./);
    await assertUnharmed(cluster);
  });

  test('keeps a node of another authority out', async (t) => {
    const extra = tls('theirs', 'thief');
    const newcomer = await startNewcomer(t, cluster, 'thief', extra);
    await assertKeptOut(newcomer, /./);
    await assertUnharmed(cluster);
  });

  test('is not harmed by garbage', async () => {
    for (let n = 0; n < 100; ++n) await throwAt(cluster, randomBytes(7 * n));
    await assertUnharmed(cluster);
  });

  test('reserves no memory for what a stranger claims to send', async () => {
    await throwAt(cluster, headerOf4GiB());
    await assertUnharmed(cluster);
    const status = readFileSync(`/proc/${cluster.nodes.a.pid}/status`);
    const [, size] = /VmRSS:\s+(\d+) kB/.exec(status);
    assert.ok(Number(size) < 1_000_000, `${size} kB`);
  });
});

const listen = '--cluster.listen=127.0.0.1:0';
const refusals = [
  [
    'an address that others can reach, without certificates',
    ['--cluster.listen=0.0.0.0:4370', '--cluster.advertise=127.0.0.1:4370'],
    /needs TLS.* cluster\.certificate, cluster\.key and cluster\.ca/,
  ],
  [
    'all addresses, and none that others can dial',
    ['--cluster.listen=0.0.0.0:4370', ...tls('ours', 'a')],
    /cluster\.advertise is missing/,
  ],
  ['no timeout', [listen, '--cluster.timeout=0s'], /cluster\.timeout/, 2],
  [
    'seeds without an address of its own',
    ['--cluster.seeds=127.0.0.1:4370'],
    /cluster\.listen is missing/,
  ],
  [
    'a file of a cookie that is not there',
    [listen, `--cluster.cookie_file=${join(folder, 'nowhere')}`],
    /cluster\.cookie_file: cannot read a line from .*nowhere/,
  ],
  [
    'a certificate without its key',
    [listen, tls('ours', 'a')[0]],
    /cluster\.key is missing/,
  ],
  [
    'a certificate that is not there',
    [listen, ...tls('ours', 'nobody', 'a')],
    /cluster\.certificate: cannot read .*nobody\.pem/,
  ],
  [
    'the key of another certificate',
    [listen, ...tls('ours', 'a', 'friend')],
    /cluster\.key/,
  ],
  [
    'an authority that is none',
    [listen, ...tls('ours', 'a'), `--cluster.ca=${write('no.pem', '')}`],
    /cluster\.ca/,
  ],
];

for (const [what, extra, message, code = 1] of refusals)
  test(`a node refuses to start with ${what}`, () => {
    const given = ['--host', '127.0.0.1', '--port', '0', ...extra];
    const ended = spawnSync(program, given, {
      env: environment,
      encoding: 'utf8',
      timeout: 3000,
      killSignal: 'SIGKILL',
    });
    assert.match(ended.stderr, message);
    assert.equal(ended.status, code);
  });

const childrenOf = (pid) =>
  String(execFileSync('pgrep', ['-P', String(pid)])).trim().split('\n');

test('script/cluster starts nodes behind one URL and ends them', async (t) => {
  const script = spawn(
    join(repository, 'script', 'cluster'),
    ['2', '--port', '0', '--program', program],
    { env: { ...environment, TMPDIR: folder }, stdio: ['ignore', 'pipe', 2] },
  );
  t.after(() => script.kill());
  const ended = once(script, 'close');
  let told = '';
  script.stdout.setEncoding('utf8').on('data', (text) => (told += text));
  await eventually(() => told.includes('Ctrl-C'), 'what to try');
  const started = childrenOf(script.pid);
  assert.equal(started.length, 3, 'two nodes and HAProxy');
  const [, url] = /^listening on (\S+)$/m.exec(told);
  const [, last] = /^node b +pid (\d+)/m.exec(told);
  const assertAnswers = async () => {
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /^0\{"sid"/);
  };
  for (let n = 0; n < 4; ++n) await assertAnswers();
  process.kill(Number(last), 'SIGKILL');
  for (let n = 0; n < 4; ++n) await assertAnswers();
  script.kill('SIGTERM');
  assert.deepEqual(await within(ended, 'end'), [0, null]);
  assert.deepEqual(started.filter((pid) => existsSync(`/proc/${pid}`)), []);
});
