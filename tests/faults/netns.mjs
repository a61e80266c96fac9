// Nodes in network namespaces, so that the network between them can fail.
//
// A scenario starts itself again in namespaces of its own: of processes, of
// mounts and of the network. All that it makes there, bridge, addresses, rules
// and nodes, ends with its last process, however that comes to its end, and
// the machine's own network never sees any of it.

import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Certificates } from './certificates.mjs';
import { skipped } from './scenario.mjs';

const inside = 'TROUPE_FAULTS_NAMESPACE';
const network = '10.77.0';
const own = 254;

const unshare = [
  ...['--net', '--mount', '--propagation', 'private'],
  ...['--pid', '--fork', '--kill-child', '--mount-proc'],
];

const troupe =
  process.env.TROUPE_BIN ??
  fileURLToPath(new URL('../../build/release/troupe', import.meta.url));

function sh(command) {
  return execFileSync('sh', ['-ec', command], { stdio: 'pipe' });
}

/** Why this machine cannot do it, or nothing. */
function obstacle() {
  try {
    sh('command -v ip; command -v iptables; command -v unshare');
  } catch {
    return 'ip, iptables and unshare are needed';
  }
  try {
    execFileSync('unshare', [...unshare, 'iptables', '-L', '-n'], {
      stdio: 'pipe',
    });
  } catch {
    return 'CAP_NET_ADMIN and CAP_SYS_ADMIN are needed';
  }
  return undefined;
}

/** Comes back only in namespaces of its own: before, it starts this program
 * there and ends as that does, or with "skipped" if the machine forbids it. */
export async function enterNamespaces(id) {
  if (process.env[inside]) return;
  const reason = obstacle();
  if (reason) {
    console.log(`${id} SKIP: ${reason}`);
    process.exit(skipped);
  }
  const child = spawn(
    'unshare',
    [...unshare, process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit', env: { ...process.env, [inside]: '1' } },
  );
  // With unshare ends, by --kill-child, all that runs below it.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => child.kill('SIGKILL'));
  process.on('exit', () => child.kill('SIGKILL'));
  const [code] = await once(child, 'close');
  process.exit(code ?? 1);
}

/** Lets what is in the namespace reach itself. */
export function loopback() {
  sh('ip link set lo up');
}

/** A bridge with a namespace for each node. Clients are on the bridge itself,
 * and reach all nodes whatever happens between those. */
export class Namespaces {
  #folder;
  #hosts = {};

  constructor(folder) {
    this.#folder = folder;
    mkdirSync('/run/netns', { recursive: true });
    sh(`
      mount -t tmpfs none /run/netns
      ip link set lo up
      ip link add br0 type bridge
      ip address add ${network}.${own}/24 dev br0
      ip link set br0 up
      sysctl -qw net.ipv4.tcp_tw_reuse=1`);
  }

  /** Makes a namespace for one node. The program to start there is a script,
   * since a node is told to start by the path of one program. */
  async place(name) {
    const host = `${network}.${Object.keys(this.#hosts).length + 1}`;
    this.#hosts[name] = host;
    sh(`
      ip netns add ${name}
      ip link add to-${name} type veth peer name eth0 netns ${name}
      ip link set to-${name} master br0 up
      ip -n ${name} link set lo up
      ip -n ${name} address add ${host}/24 dev eth0
      ip -n ${name} link set eth0 up`);
    const binary = join(this.#folder, `troupe-${name}`);
    writeFileSync(
      binary,
      `#!/bin/sh\nexec ip netns exec ${name} '${troupe}' "$@"\n`,
    );
    chmodSync(binary, 0o755);
    return { host, http: 3001, peer: 4370, binary };
  }

  /** Drops what `to` gets from `from`; not what it sends there. */
  drop(from, to) {
    this.#rule('-A', from, to);
  }

  undrop(from, to) {
    this.#rule('-D', from, to);
  }

  /** Drops all between two nodes. */
  part(one, other) {
    this.drop(one, other);
    this.drop(other, one);
  }

  heal(one, other) {
    this.undrop(one, other);
    this.undrop(other, one);
  }

  #rule(action, from, to) {
    const rule = `INPUT -s ${this.#hosts[from]} -j DROP`;
    sh(`ip netns exec ${to} iptables -w ${action} ${rule}`);
  }
}

/** Begins a scenario with each node in a namespace of its own, links over TLS;
 * resolves to the namespaces. */
export async function beginInNamespaces(scenario, names) {
  const network = new Namespaces(scenario.folder);
  const folder = join(scenario.folder, 'tls');
  const certificates = await Certificates.make(folder, names);
  const options = (name) => certificates.options(name);
  await scenario.begin(names, { network, options });
  return network;
}
