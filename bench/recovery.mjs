// What comes of messages when each client loses its connection once, on Troupe
// and on Socket.IO's own server.
//
//   node bench/recovery.mjs [--seconds 15] [--clients 200] [--rooms 20]
//                           [--rate 200] [SERVER…]
//
// Prints a table: of all messages to all clients, how many did not come, came
// twice, or came in the wrong order. Needs the example recovery-server
// (TROUPE_RECOVERY_SERVER says where), `npm ci` in tests/e2e, and in
// bench/peers for the servers on Node.

import { createServer } from 'node:net';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { run } from './recovery-load.mjs';
import { endAll, start } from './server.mjs';

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const troupe =
  process.env.TROUPE_RECOVERY_SERVER ??
  path('../build/release/examples/recovery-server');
const onNode = (how) => [process.execPath, path('peers/recovery.mjs'), how];
const onTroupe = (threads, ...more) => [
  ...[troupe, '--host', '127.0.0.1', '--threads', threads],
  ...['--log.level', 'warn', ...more],
];

const servers = {
  'sio-ws': { label: 'socket.io on ws', commands: [onNode('plain')] },
  'sio-ws-csr': {
    label: 'socket.io on ws, connectionStateRecovery',
    commands: [onNode('recovering')],
  },
  'troupe-1': {
    label: 'Troupe, 1 thread',
    commands: [onTroupe(1, '--port', '0')],
  },
  'troupe-2': {
    label: 'Troupe, 2 threads',
    commands: [onTroupe(2, '--port', '0')],
  },
  'troupe-nodes': { label: 'Troupe, 2 nodes', commands: twoNodes },
};

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function twoNodes() {
  const ports = [await freePort(), await freePort()];
  return ports.map((port, i) =>
    onTroupe(
      1,
      ...['--port', '0', '--name', `node-${i}`],
      `--cluster.listen=127.0.0.1:${port}`,
      `--cluster.seeds=127.0.0.1:${ports[1 - i]}`,
    ),
  );
}

async function listening(process) {
  while (!/^listening on (\S+)$/m.test(process.output.out))
    await Promise.race([
      once(process.child.stdout, 'data'),
      process.ended.then((code) => {
        throw new Error(`ended with ${code}: ${process.output.err}`);
      }),
    ]);
  return /^listening on (\S+)$/m.exec(process.output.out)[1];
}

async function measure({ label, commands }, plan) {
  const all = typeof commands === 'function' ? await commands() : commands;
  const processes = all.map((command) => start(command));
  try {
    const urls = await Promise.all(processes.map(listening));
    return { label, ...(await run(urls, plan)) };
  } finally {
    for (const { child } of processes) child.kill('SIGTERM');
    await Promise.all(processes.map(({ ended }) => ended));
  }
}

function row({ label, expected, lost, doubled, swapped, recovered }) {
  const share = ((100 * lost) / expected).toFixed(2);
  return `| ${label} | ${expected} | ${lost} (${share} %) | ${doubled} | ${swapped} | ${recovered} |`;
}

const number = (value) => ({ type: 'string', default: String(value) });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: number(15),
    clients: number(200),
    rooms: number(20),
    rate: number(200),
  },
});
const plan = Object.fromEntries(
  Object.entries(values).map(([name, value]) => [name, Number(value)]),
);
const chosen = positionals.length > 0 ? positionals : Object.keys(servers);
process.once('exit', endAll);
console.log('| Server | Messages | Lost | Doubled | Swapped | Recovered |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const name of chosen) {
  if (!servers[name]) throw new Error(`no such server: ${name}`);
  console.log(row(await measure(servers[name], plan)));
}
process.exit(0);
