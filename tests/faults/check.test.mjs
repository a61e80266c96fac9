// The checker finds what it is there for: each rule on a run that breaks it,
// and on one that just does not.

import assert from 'node:assert/strict';
import test from 'node:test';

import { check } from './check.mjs';

const long = 60_000;

/** Two clients of two nodes in one room. */
const pair = [
  { t: 0, ev: 'up', client: 'ann', session: 's1', node: 'a', room: 'r' },
  { t: 0, ev: 'up', client: 'ben', session: 's2', node: 'b', room: 'r' },
];

function send(t, n, by = 'ann', session = 's1', room = 'r') {
  return { t, ev: 'send', by, session, room, n };
}

function hear(t, n, session = 's2', by = 'ann') {
  return { t, ev: 'recv', session, by, n };
}

/** A message and its way to all. */
function told(t, n) {
  return [send(t, n), hear(t + 5, n, 's1'), hear(t + 5, n)];
}

function rulesBroken(...entries) {
  const { violations } = check(entries.flat());
  return violations.map(({ rule }) => rule);
}

test('a run in which all goes well breaks nothing', () => {
  const { violations, counts } = check([
    ...pair,
    ...told(5000, 0),
    ...told(5100, 1),
    { t: long, ev: 'lists', lists: { a: ['s1'] }, connected: ['s1'] },
  ]);
  assert.deepEqual(violations, []);
  assert.equal(counts.sent, 2);
  assert.equal(counts.delivered, 4);
});

test('I1: nothing is received that was not sent', () => {
  assert.deepEqual(rulesBroken(pair, hear(5000, 7)), ['I1']);
});

test('I1: nothing is received before it was sent', () => {
  const early = [hear(4999, 0), send(5000, 0), hear(5001, 0, 's1')];
  assert.deepEqual(rulesBroken(pair, early), ['I1', 'I4']);
});

test('I1: nothing is received in another room', () => {
  const elsewhere = [send(5000, 0, 'ann', 's1', 'q'), hear(5005, 0)];
  assert.deepEqual(rulesBroken(pair, elsewhere), ['I1']);
});

test('I1: nobody receives anything who never was there', () => {
  assert.deepEqual(rulesBroken(pair, told(5000, 0), hear(5010, 0, 's9')), [
    'I1',
  ]);
});

test('I2: a session receives nothing twice', () => {
  assert.deepEqual(rulesBroken(pair, told(5000, 0), hear(5010, 0)), ['I2']);
});

test('I2: even a message that is not the last comes only once', () => {
  const run = [pair, told(5000, 0), told(5100, 1), hear(5200, 0)];
  assert.deepEqual(rulesBroken(...run), ['I2']);
});

test('I3: messages of one sender are not swapped', () => {
  const swapped = [
    ...[send(5000, 0), send(5001, 1)],
    ...[hear(5005, 0, 's1'), hear(5006, 1, 's1')],
    ...[hear(5005, 1), hear(5006, 0)],
  ];
  assert.deepEqual(rulesBroken(pair, swapped), ['I3']);
});

test('I3: messages of two senders may come in any order', () => {
  const crossed = [
    ...[send(5000, 0), send(5001, 0, 'ben', 's2')],
    ...[hear(5005, 0, 's1'), hear(5006, 0, 's1', 'ben')],
    ...[hear(5005, 0, 's2', 'ben'), hear(5006, 0)],
  ];
  assert.deepEqual(rulesBroken(pair, crossed), []);
});

const missed = [send(5000, 0), hear(5005, 0, 's1')];

test('I4: a message that somebody misses is lost', () => {
  assert.deepEqual(rulesBroken(pair, missed), ['I4']);
});

test('I4: who is away, has just come or just goes may miss it', () => {
  for (const entries of [
    [{ ...pair[1], t: 4500 }],
    [pair[1], { t: 4000, ev: 'down', session: 's2' }],
    [pair[1], { t: 6500, ev: 'down', session: 's2' }],
  ])
    assert.deepEqual(rulesBroken(pair[0], entries, missed), []);
});

test('I4: who came long before and goes long after may not', () => {
  const down = { t: 7500, ev: 'down', session: 's2' };
  const early = { ...pair[1], t: 3900 };
  assert.deepEqual(rulesBroken(pair[0], early, missed, down), ['I4']);
});

test('I4: what a sender said just before it went may be missed', () => {
  const down = (t) => ({ t, ev: 'down', session: 's1' });
  assert.deepEqual(rulesBroken(pair, missed, down(6000)), []);
  assert.deepEqual(rulesBroken(pair, missed, down(7500)), ['I4']);
});

/** A fault between two nodes. */
function cut(from, to, pairs) {
  return [
    { t: from, ev: 'cut', id: 'x', pairs },
    { t: to, ev: 'mend', id: 'x' },
  ];
}

test('I4: a cut excuses what is lost between its nodes', () => {
  for (const pairs of [[['a', 'b']], [['b', 'a']]])
    assert.deepEqual(rulesBroken(pair, missed, cut(4000, 6000, pairs)), []);
});

test('I4: a cut excuses nothing between others', () => {
  const others = [['a', 'c'], ['b', 'c'], ['a', 'a']];
  assert.deepEqual(rulesBroken(pair, missed, cut(4000, 6000, others)), ['I4']);
});

test('I4: a cut excuses nothing before and after it', () => {
  for (const [from, to] of [[1000, 4900], [7500, 9000]])
    assert.deepEqual(
      rulesBroken(pair, missed, cut(from, to, [['a', 'b']])),
      ['I4'],
    );
});

test('I4: a new session owes nothing that an old one missed', () => {
  const run = [
    pair[0],
    pair[1],
    { t: 4000, ev: 'down', session: 's2' },
    missed,
    { ...pair[1], t: 5500, session: 's3' },
    [send(9000, 1), hear(9005, 1, 's1'), hear(9005, 1, 's3')],
  ];
  assert.deepEqual(rulesBroken(...run), []);
});

function lists(lists, connected = ['s1', 's2']) {
  return [{ t: long, ev: 'lists', lists, connected }];
}

test('I5: each node lists exactly who is there, in any order', () => {
  const both = { a: ['s1', 's2'], b: ['s2', 's1'] };
  assert.deepEqual(rulesBroken(pair, lists(both)), []);
});

test('I5: no node lists a ghost, misses anybody or has a double', () => {
  for (const wrong of [['s1', 's2', 's3'], ['s2'], ['s1', 's2', 's2']])
    assert.deepEqual(
      rulesBroken(pair, lists({ a: ['s1', 's2'], b: wrong })),
      ['I5'],
    );
});

test('all violations are counted, the first few are told', () => {
  const many = Array.from({ length: 50 }, (_, n) => hear(5000 + n, n));
  const { violations, counts } = check([...pair, ...many]);
  assert.equal(counts.foreign, 50);
  assert.equal(violations.length, 5);
});
