// The unit, the manual pages and the completion as they are installed.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { environment, prefix, run, source, work } from './support.mjs';

const start = promisify(execFile);
const program = join(prefix, 'bin/troupe');
const unit = join(prefix, 'lib/systemd/system/troupe.service');
const mostExposed = 2;

/** The values that the unit has for `key`, in order. */
async function unitValues(key) {
  const text = await readFile(unit, 'utf8');
  const lines = text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'));
  return [...lines].map(([, value]) => value);
}

/** Every option, in the order of its file. */
async function options() {
  const file = await readFile(join(source, 'config/troupe.toml'), 'utf8');
  let section = '';
  const keys = [];
  for (const line of file.split('\n')) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (name) section = `${name}.`;
    const [, key] = /^(\w+) = /.exec(line) ?? [];
    if (key) keys.push(section + key);
  }
  assert.ok(keys.includes('engine.path'));
  return keys;
}

/** Fails if systemd has something to say about a unit. */
async function verify(file) {
  const args = ['verify', '--man=no', file];
  const { stdout, stderr } = await start('systemd-analyze', args);
  // It looks at the units of this machine as well.
  const own = (stdout + stderr)
    .split('\n')
    .filter((line) => line.includes('troupe'));
  assert.deepEqual(own, []);
}

test('systemd has nothing to say about the unit', async () => {
  await verify(unit);
});

test('the unit starts what is installed', async () => {
  const [command] = await unitValues('ExecStart');
  assert.equal(command, `${program} --config /etc/troupe/troupe.toml`);
});

test('the unit lets the service do little else', async () => {
  const said = await run('systemd-analyze', [
    ...['security', '--offline=yes', '--no-pager', unit],
  ]);
  const [, exposure] = /exposure level for troupe.service: ([\d.]+)/.exec(said);
  assert.ok(Number(exposure) <= mostExposed, said);
});

test('systemd takes the drop-ins that the documents show', async () => {
  const text = await readFile(join(source, 'docs/operations.md'), 'utf8');
  const shown = [...text.matchAll(/^```ini\n(.*?)^```$/gms)].map(([, s]) => s);
  assert.ok(shown.length > 2);
  const folder = join(work, 'drop-ins');
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'troupe.service');
  await writeFile(file, [await readFile(unit, 'utf8'), ...shown].join('\n'));
  await verify(file);
});

test('a stop has the time that it may take', async () => {
  const settings = join(source, 'config/systemd/troupe.toml');
  const text = await readFile(settings, 'utf8');
  const [, drain] = /^drain_timeout = "(\d+)s"$/m.exec(text);
  const [stop] = await unitValues('TimeoutStopSec');
  assert.ok(Number(stop) >= Number(drain) + 6, `${stop} s for ${drain} s`);
});

test('the settings of the service are in order', async () => {
  const settings = join(source, 'config/systemd/troupe.toml');
  const args = ['--config', settings, '--check-config'];
  await run(program, args, { env: environment });
});

test('the settings of a server in public are in order', async () => {
  const settings = join(source, 'config/public.toml');
  const args = ['--config', settings, '--check-config'];
  await run(program, args, { env: environment });
});

test('what does not start again is what wrong settings end with', async () => {
  const failed = await start(program, ['--port=x'], { env: environment }).catch(
    (error) => error,
  );
  const codes = await unitValues('RestartPreventExitStatus');
  assert.deepEqual(codes, [String(failed.code)]);
});

test('the manual page has every option', async () => {
  const page = join(prefix, 'share/man/man1/troupe.1.gz');
  const env = { ...process.env, MANWIDTH: '120', LC_ALL: 'C.UTF-8' };
  const text = await run('man', ['-l', page], { env });
  for (const key of await options())
    assert.ok(text.includes(`${key} = `), `${key} in the page`);
});

test('no manual page has an error', async () => {
  for (const name of ['troupe', 'troupe-ctl']) {
    const page = join(prefix, `share/man/man1/${name}.1.gz`);
    const args = ['--warnings', '-E', 'UTF-8', '-l', '-Tutf8', '-Z', page];
    assert.equal((await start('man', args)).stderr, '', name);
  }
});

/** What bash would offer for the last of these words. */
async function complete(...words) {
  const script = `
    source "$1"; shift
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
    _troupe && printf '%s\\n' "\${COMPREPLY[@]}"`;
  const file = join(prefix, 'share/bash-completion/completions/troupe');
  const said = await run('bash', ['-uc', script, 'bash', file, ...words]);
  return said.split('\n').filter((line) => line !== '');
}

test('every option is completed', async () => {
  const keys = await options();
  const offered = await complete('troupe', '--');
  for (const key of [...keys, 'config', 'check-config', 'help'])
    assert.ok(offered.includes(`--${key}`), key);
  assert.deepEqual(await complete('troupe', '--engine.pa'), ['--engine.path']);
});

test('every command of ctl is completed, and in its page', async () => {
  const help = await run(program, ['ctl', '--help']);
  const [, list] = help.split('Subcommands:\n');
  const commands = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map(([, c]) => c);
  assert.ok(commands.includes('status'));
  const offered = await complete('troupe', 'ctl', '');
  const page = join(prefix, 'share/man/man1/troupe-ctl.1.gz');
  const text = await run('man', ['-l', page]);
  for (const command of commands) {
    assert.ok(offered.includes(command), `${command} is completed`);
    assert.match(text, new RegExp(`^ +${command}\\b`, 'm'));
  }
});

const completions = [
  [['troupe', '--log.level', '='], 'trace debug info warn error off'],
  [['troupe', '--log.level', '=', 'wa'], 'warn'],
  [['troupe', '--log.level', 'wa'], 'warn'],
  [['troupe', '--web.enabled', '=', ''], 'true false'],
  [['troupe', 'c'], 'ctl'],
  [['troupe', 'ctl', 'st'], 'status'],
  [['troupe', 'ctl', '--node', 'a', 'tr'], 'tree trace'],
  [['troupe', 'ctl', 'tree', '--'], '--cluster --top'],
  [['troupe', 'ctl', '--json', 'log-level', 'd'], 'debug'],
  [['troupe', 'ctl', 'port'], ''],
];
for (const [words, expected] of completions)
  test(`after "${words.join(' ')}" comes "${expected}"`, async () => {
    assert.equal((await complete(...words)).join(' '), expected);
  });

test('what the three nodes of docker-compose are told are options', async () => {
  const file = join(source, 'config/docker-compose.yml');
  const text = await readFile(file, 'utf8');
  const variables = [...text.matchAll(/^ +(TROUPE_\w+): (\S+)$/gm)];
  assert.ok(variables.length > 5);
  const env = { ...environment };
  for (const [, name, value] of variables) env[name] = value;
  await run(program, ['--check-config'], { env });
});

test('HAProxy takes the settings that docker-compose gives it', async () => {
  const file = join(source, 'config/docker/haproxy.cfg');
  await run('haproxy', ['-c', '-f', file]);
});
