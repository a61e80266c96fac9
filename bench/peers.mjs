// The servers that are measured, what they need and how they are started.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('peers/', import.meta.url));
const modules = join(folder, 'node_modules');
const bun = join(modules, '.bin', 'bun');
const built =
  process.env.BENCH_BIN ??
  fileURLToPath(new URL('../build/release/bench', import.meta.url));

/** Options of Troupe: no quotas, which a benchmark alone would meet. */
export const troupeOptions = [
  ...['--host', '127.0.0.1', '--port', '0'],
  ...['--limits.enabled=false', '--log.level', 'warn'],
];

const peers = {
  troupe: {
    label: 'Troupe',
    command: [join(built, 'bench-chat'), ...troupeOptions, '--threads', '1'],
    polling: true,
    version: () => `${gitCommit()}, 1 thread`,
  },
  bare: {
    label: 'bare',
    command: [join(built, 'bench-bare')],
    version: () => `${gitCommit()}, bench/peers/bare.cpp`,
  },
  'sio-uws': {
    label: 'socket.io on uWebSockets.js',
    command: [process.execPath, join(folder, 'chat.mjs'), 'uws'],
    polling: true,
    npm: true,
    version: () => `${socketIo()}, ${installed('uWebSockets.js')}, ${node()}`,
  },
  'sio-bun': {
    label: "socket.io on Bun's engine",
    command: [bun, 'run', join(folder, 'chat-bun.js')],
    polling: true,
    npm: true,
    version: () =>
      `${socketIo()}, ${installed('@socket.io/bun-engine')}, ${installed('bun')}`,
  },
  'sio-ws': {
    label: 'socket.io on ws',
    command: [process.execPath, join(folder, 'chat.mjs'), 'ws'],
    // A plain `npm install socket.io` comes without the native additions.
    env: { WS_NO_BUFFER_UTIL: '1', WS_NO_UTF_8_VALIDATE: '1' },
    polling: true,
    npm: true,
    version: () => `${socketIo()}, ${installed('ws')}, ${node()}`,
  },
};

export const peerNames = Object.keys(peers);

export function peer(name) {
  return { name, env: {}, ...peers[name] };
}

function installed(name) {
  const file = join(modules, name, 'package.json');
  return `${name} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
}

function socketIo() {
  return installed('socket.io');
}

function node() {
  return `Node ${process.versions.node}`;
}

function git(...words) {
  const options = { cwd: folder, encoding: 'utf8', stdio: 'pipe' };
  return execFileSync('git', words, options).trim();
}

/** The commit that is checked out, or that there is none to be told. */
export function gitCommit() {
  try {
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    const commit = git('rev-parse', '--short', 'HEAD');
    return changed ? `${commit} with changes` : commit;
  } catch {
    return 'unknown';
  }
}

/** Installs what the chosen peers need from npm, if it is not there yet.
 * Returns why that failed, or nothing. */
export function install(names) {
  if (!names.some((name) => peers[name].npm)) return undefined;
  const lock = join(folder, 'package-lock.json');
  const mark = join(modules, '.package-lock.json');
  if (existsSync(mark) && sameVersions(lock, mark)) return undefined;
  console.error('bench: npm ci in bench/peers');
  const { status, stderr } = spawnSync(
    'npm',
    ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'],
    { cwd: folder, encoding: 'utf8' },
  );
  return status === 0 ? undefined : `npm ci failed: ${stderr ?? 'no npm'}`;
}

/** Whether what is installed is what the lockfile says. */
function sameVersions(lock, mark) {
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  const there = JSON.parse(readFileSync(mark, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || optional || there[name]?.version === version,
  );
}
