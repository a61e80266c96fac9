// What the soak is checked by: it has to see what is wrong.

import assert from 'node:assert/strict';
import test from 'node:test';

import { quantile, slope } from './gauges.mjs';
import { Gate } from './gate.mjs';
import { Ledger, Presence, words } from './ledger.mjs';
import { Random } from './random.mjs';

/** Ann and Ben in one room, Cem in another one, and what is wrong. */
function company() {
  const wrong = [];
  const ledger = new Ledger((text) => wrong.push(text));
  const come = (name, room, now = 0) => {
    const ear = ledger.come(name, room);
    ledger.arrive(ear, now);
    return ear;
  };
  const [ann, ben, cem] = [
    come('ann', 'red'),
    come('ben', 'red'),
    come('cem', 'blue'),
  ];
  return { wrong, ledger, come, ann, ben, cem };
}

test('what comes once and in order is right', () => {
  const { wrong, ledger, ann, ben } = company();
  for (let i = 0; i < 3; ++i) {
    const message = ledger.say('ann', 2000 + i);
    for (const ear of [ann, ben]) ear.hear(message);
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(ledger.missing(), []);
  assert.equal(ledger.heardItself(ann), true);
  assert.deepEqual([ledger.said, ledger.delivered], [3, 6]);
});

const faults = {
  'what comes twice': [[0, 1, 1], /ann#1 again/],
  'an order that is wrong': [[0, 2, 1], /ann#2 instead of #1/],
  'a gap': [[0, 2], /ann#2 instead of #1/],
  'what was not said': [[0, 1, 2, 3], /ann#3 was never said/],
};
for (const [what, [order, expected]] of Object.entries(faults))
  test(`${what} is seen`, () => {
    const { wrong, ledger, ben } = company();
    const all = [0, 1, 2].map(() => ledger.say('ann', 2000));
    const other = { by: 'ann', n: 3, room: 'red', text: words('ann', 3) };
    for (const n of order) ben.hear(all[n] ?? other);
    assert.match(wrong.join(), expected);
  });

test('what was said elsewhere is seen', () => {
  const { wrong, ledger, cem } = company();
  cem.hear(ledger.say('ann', 2000));
  assert.match(wrong.join(), /ann#0 was said in red/);
});

test('other words are seen', () => {
  const { wrong, ledger, ben } = company();
  ben.hear({ ...ledger.say('ann', 2000), text: 'hello' });
  assert.match(wrong.join(), /never said/);
});

test('who was there must hear a newcomer from the first word on', () => {
  const { wrong, ledger, come, ben } = company();
  come('dan', 'red', 5000);
  ledger.say('dan', 5001);
  ben.hear(ledger.say('dan', 5002));
  assert.match(wrong.join(), /dan#1 instead of #0/);
});

test('a newcomer may have missed what was said before', () => {
  const { wrong, ledger, come } = company();
  ledger.say('ann', 5000);
  const dan = come('dan', 'red', 5001);
  assert.equal(ledger.missing().length, 2, 'ann and ben miss it');
  dan.hear(ledger.say('ann', 5002));
  assert.deepEqual(wrong, []);
});

test('a lost end is seen at a rest, unless the speaker was cut', () => {
  const { ledger, ann, ben } = company();
  const first = ledger.say('ann', 2000);
  ledger.say('ann', 2001);
  ben.hear(first);
  assert.match(ledger.missing().join(), /ben in red: ann said 2.*#0/);
  ledger.go(ann, true);
  assert.equal(ledger.missing().length, 1, 'all that ann said is due');
  ledger.forget();
  const { ledger: other, ann: cut } = company();
  other.say('ann', 2000);
  other.go(cut, false);
  assert.deepEqual(other.missing(), []);
});

test('what was forgotten is not missed', () => {
  const { ledger, ann } = company();
  ledger.say('ann', 2000);
  ledger.go(ann, true);
  ledger.forget();
  assert.deepEqual(ledger.missing(), []);
});

test('presence is checked', () => {
  const wrong = [];
  const presence = new Presence((text) => wrong.push(text));
  presence.came('x');
  presence.went('x');
  presence.came('y');
  assert.deepEqual([wrong, presence.here], [[], ['y']]);
  presence.came('y');
  presence.went('x');
  presence.went('z');
  assert.equal(wrong.length, 3);
});

test('a slope is that of the nearest line', () => {
  assert.equal(slope([[0, 1], [1, 3], [2, 5]]), 2);
  assert.equal(slope([[0, 1], [1, 0], [2, 1]]), 0);
  assert.equal(slope([]), 0);
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([], 0.99), 0);
});

test('a seed repeats all draws', () => {
  const [one, other] = [new Random(7), new Random(7)];
  const draw = (random) => [random.next(), random.fork().next(), random.next()];
  assert.deepEqual(draw(one), draw(other));
  assert.notDeepEqual(draw(new Random(8)), draw(new Random(7)));
});

test('a gate that is closed waits for those inside, and lets nobody in', async () => {
  const gate = new Gate();
  const order = [];
  let leave;
  const inside = gate.pass(() => new Promise((resolve) => (leave = resolve)));
  const closing = gate.close().then(() => order.push('closed'));
  const late = gate.pass(() => order.push('late'));
  await Promise.resolve();
  assert.deepEqual(order, []);
  leave();
  await Promise.all([inside, closing]);
  gate.open();
  await late;
  assert.deepEqual(order, ['closed', 'late']);
});
