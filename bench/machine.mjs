import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';

import { gitCommit, peer } from './peers.mjs';

function setting(path) {
  try {
    return readFileSync(`/proc/sys/${path}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}

function compiler() {
  try {
    const version = execFileSync('c++', ['--version'], { encoding: 'utf8' });
    return version.split('\n')[0];
  } catch {
    return undefined;
  }
}

function versionOf(name) {
  try {
    return peer(name).version();
  } catch (error) {
    return `unknown: ${error.message}`;
  }
}

/** What one has to know about a machine to read its figures. */
export function machineFacts(network, peerNames) {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  return {
    date: new Date().toISOString(),
    commit: gitCommit(),
    cpu: os.cpus()[0].model,
    cores: os.cpus().length,
    memory_mib: Math.round(os.totalmem() / 2 ** 20),
    kernel: os.release(),
    compiler: compiler(),
    network,
    machine_congestion: setting('net/ipv4/tcp_congestion_control'),
    descriptors: Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]),
    load_average: os.loadavg().map((value) => Number(value.toFixed(2))),
    peers: Object.fromEntries(peerNames.map((name) => [name, versionOf(name)])),
  };
}
