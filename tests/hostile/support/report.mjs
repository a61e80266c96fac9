import { readFileSync, writeFileSync } from 'node:fs';

const document = new URL('../../../docs/hostile.md', import.meta.url);
const marker = '<!-- written by tests/hostile/run.mjs --table -->\n';
const classes = {
  H: 'HTTP',
  P: 'Polling',
  S: 'Secrets and origins',
  W: 'WebSocket',
  K: 'Socket.IO packets',
  R: 'Races and crowds',
  T: 'Time',
  L: 'Life of the process',
};

const wanted = ({ expected }) =>
  expected.map((one) => (one instanceof RegExp ? one.source : one)).join(' / ');

/** How a case went: ok, known (it fails, and we know why) or FAIL. */
function mark({ passed, known }) {
  if (passed) return known ? 'ok, though known to fail' : 'ok';
  return known ? 'known' : 'FAIL';
}

/** Prints results and their sum; returns how many failed unexpectedly. */
export function printResults(results, { json, table, server }) {
  const count = (what) => results.filter((one) => mark(one) === what).length;
  const failed = count('FAIL');
  if (json) {
    const shown = results.map(
      ({ id, what, expected, verdict, passed, ms }) => ({
        ...{ id, what, expected: expected.map(String), verdict, passed, ms },
      }),
    );
    console.log(JSON.stringify(shown, null, 2));
    return failed;
  }
  for (const one of results) {
    const { id, what, verdict, known } = one;
    if ((one.passed && !known) || table) continue;
    const wish = `wanted ${wanted(one)}`;
    console.log(`${mark(one)} ${id} ${what}: ${verdict}; ${wish}`);
    if (known) console.log(`      ${known}`);
  }
  const passed = results.filter((one) => one.passed).length;
  console.log(
    `${server}: ${results.length} cases, ${passed} passed, ` +
      `${count('known')} known to fail, ${failed} failed`,
  );
  return failed;
}

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

function rowOf(one, other) {
  const shown = (result) => {
    if (!result) return '–';
    return result.passed ? result.verdict : `**${result.verdict}**`;
  };
  const cells = [one.id, one.what, wanted(one), shown(one), shown(other)];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** Writes the verdicts of both servers into the document, by class. */
export function writeTable(ours, theirs) {
  const others = new Map(theirs.map((one) => [one.id, one]));
  const sum = (list) =>
    `${list.filter((one) => one.passed).length} of ${list.length}`;
  const parts = [`Right: Troupe ${sum(ours)}, socket.io ${sum(theirs)}.\n`];
  for (const [letter, title] of Object.entries(classes)) {
    const rows = ours.filter(({ id }) => id.startsWith(letter));
    if (rows.length === 0) continue;
    parts.push(
      `## ${letter}: ${title}\n`,
      '| Case | What is done | Right | Troupe | socket.io |',
      '| --- | --- | --- | --- | --- |',
      ...rows.map((one) => rowOf(one, others.get(one.id))),
      '',
    );
  }
  const [head] = readFileSync(document, 'utf8').split(marker);
  writeFileSync(document, `${head}${marker}\n${parts.join('\n')}`);
}
