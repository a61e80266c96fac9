// A network of the benchmark's own: nothing in it but the loopback, with TCP
// cubic, since bbr paces on timers. The machine's own is not changed.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const prefix = 'troupe-bench-';
const name = `${prefix}${process.pid}`;

function ip(...words) {
  return execFileSync('ip', words, { stdio: 'pipe', encoding: 'utf8' });
}

/** Runs what cannot be had everywhere; returns whether it went well. */
function attempt(work) {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

function removeLeftovers() {
  const folder = '/run/netns';
  for (const entry of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = entry.startsWith(prefix) && entry.slice(prefix.length);
    if (pid && !existsSync(`/proc/${pid}`))
      attempt(() => ip('netns', 'delete', entry));
  }
}

/** A namespace may not choose what the machine does not allow to everybody,
 * but its routes may: every connection here takes one of them. */
function chooseCubic() {
  for (const target of ['127.0.0.0/8', '127.0.0.1'])
    ip(
      ...['-n', name, 'route', 'replace', 'table', 'local', 'local', target],
      ...['dev', 'lo', 'scope', 'host', 'src', '127.0.0.1', 'congctl', 'cubic'],
    );
}

function widenLimits() {
  const settings = [
    'net.ipv4.ip_local_port_range=10240 65535',
    'net.core.somaxconn=65535',
    'net.ipv4.tcp_max_syn_backlog=65535',
  ];
  ip('netns', 'exec', name, 'sysctl', '-qw', ...settings);
}

/** Makes the namespace; `within` is what a command has to begin with there. */
export function makeNamespace() {
  attempt(removeLeftovers);
  try {
    if (process.getuid() !== 0) throw new Error('not root');
    ip('netns', 'add', name);
    ip('-n', name, 'link', 'set', 'lo', 'up');
  } catch (error) {
    removeNamespace();
    const why = error.stderr || error.message;
    return { within: [], note: `plain loopback: ${String(why).trim()}` };
  }
  const cubic = attempt(chooseCubic);
  attempt(widenLimits);
  return {
    within: ['ip', 'netns', 'exec', name],
    note: `own network namespace, TCP ${cubic ? 'cubic' : 'as the machine has it'}`,
  };
}

export function removeNamespace() {
  attempt(() => ip('netns', 'delete', name));
}
