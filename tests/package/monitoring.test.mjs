// Alerts and dashboard as they are installed: Prometheus takes them, each alert
// goes off when it should and not before, and they name metrics that there are.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { prefix, run, source, work } from './support.mjs';

const rules = join(prefix, 'share/troupe/prometheus/alerts.yml');
const cases = join(source, 'tests/package/alerts.yml');
const folder = join(work, 'monitoring');

/** The queries of the dashboard, with what stands for its variables. */
let queries;

before(async () => {
  await mkdir(folder, { recursive: true });
  const file = join(prefix, 'share/troupe/grafana/troupe.json');
  const { panels, annotations } = JSON.parse(await readFile(file, 'utf8'));
  const all = panels.flatMap(({ targets = [] }) => targets);
  queries = [...all, ...annotations.list]
    .map(({ expr }) => expr)
    .map((expr) => expr.replaceAll('$__rate_interval', '5m'));
});

test('Prometheus takes the alerts', async () => {
  await run('promtool', ['check', 'rules', rules]);
});

test('each alert goes off when it should', async () => {
  const text = await readFile(cases, 'utf8');
  const file = join(folder, 'alerts.yml');
  await writeFile(file, text.replace('[ALERTS]', `[${rules}]`));
  await run('promtool', ['test', 'rules', file]);
  const named = (pattern, all) => [...all.matchAll(pattern)].map(([, n]) => n);
  const alerts = named(/- alert: (\w+)/g, await readFile(rules, 'utf8'));
  const tested = named(/alertname: (\w+)/g, text);
  assert.deepEqual(alerts.filter((name) => !tested.includes(name)), []);
});

test('Prometheus takes the queries of the dashboard', async () => {
  assert.ok(queries.length > 20);
  const made = queries.map((expr, i) => ({ record: `panel:${i}`, expr }));
  const file = join(folder, 'queries.yml');
  // JSON is YAML.
  const groups = [{ name: 'dashboard', rules: made }];
  await writeFile(file, JSON.stringify({ groups }));
  await run('promtool', ['check', 'rules', file]);
});

test('they name metrics that there are', async () => {
  const list = await readFile(join(source, 'docs/metrics.md'), 'utf8');
  const metric = /\b(?:troupe|process)_[a-z_]+/g;
  const known = new Set(list.match(metric));
  // A histogram is three.
  const parts = /_(bucket|count|sum)$/;
  const used = [...queries, await readFile(rules, 'utf8')]
    .flatMap((text) => text.match(metric) ?? [])
    .filter((name) => !known.has(name) && !known.has(name.replace(parts, '')));
  assert.deepEqual(used, []);
});
