// Whether a recorded run kept what the cluster promises. Pure: entries in,
// violations and counts out.
//
// Entries, in the order of their times `t` (milliseconds):
//   up     {client, session, node, room}  a socket is connected
//   down   {session}                      it is not any more
//   send   {by, session, room, n}         n counts from 0 for each `by`
//   recv   {session, by, n}
//   cut    {id, pairs: [[node, node]]}    from here messages between these
//   mend   {id}                           nodes may get lost, until here
//   news   {at, kind, session}            a node tells who came or went
//   lists  {lists: {node: [session]}, connected: [session]}
//
// Rules:
//   I1  nothing is received that was not sent to that room
//   I2  a session receives no message twice
//   I3  messages of one sender come in the order in which they were sent
//   I4  a message is missed only if the sender or the receiver came or went
//       around that time, or a cut between their nodes was declared
//   I5  in the end each node lists exactly the connected sockets

/** How long a newcomer may miss what is sent on other nodes. */
const settling = 1000;

/** How long before an end a message may already be lost with it. */
const farewell = 2000;

/** Examples of one rule's violations that are worth telling. */
const enough = 5;

class Findings {
  violations = [];
  counts = {
    sent: 0,
    delivered: 0,
    lost: 0,
    excused: 0,
    foreign: 0,
    doubled: 0,
    swapped: 0,
  };
  #told = {};

  add(rule, counter, text) {
    ++this.counts[counter];
    this.#tell(rule, text);
  }

  fault(rule, text) {
    this.#tell(rule, text);
  }

  #tell(rule, text) {
    this.#told[rule] = (this.#told[rule] ?? 0) + 1;
    if (this.#told[rule] <= enough) this.violations.push({ rule, text });
  }
}

/** The entries, sorted by what they are about. */
function sortOut(entries) {
  const run = { sessions: new Map(), sends: new Map(), cuts: new Map() };
  for (const entry of entries) {
    const { ev, t } = entry;
    if (ev === 'up')
      run.sessions.set(entry.session, {
        ...entry,
        from: t,
        to: Infinity,
        heard: new Map(),
      });
    else if (ev === 'down') run.sessions.get(entry.session).to = t;
    else if (ev === 'send') run.sends.set(`${entry.by}/${entry.n}`, entry);
    else if (ev === 'cut') run.cuts.set(entry.id, { ...entry, to: Infinity });
    else if (ev === 'mend') run.cuts.get(entry.id).to = t;
  }
  return run;
}

function checkReceived(run, entry, findings) {
  const { session, by, n, t } = entry;
  const receiver = run.sessions.get(session);
  const send = run.sends.get(`${by}/${n}`);
  const what = `${by}/${n} at ${receiver?.client ?? session}`;
  if (!receiver || !send || send.t > t || send.room !== receiver.room) {
    findings.add('I1', 'foreign', `${what}: never sent there`);
    return;
  }
  const heard = receiver.heard.get(by) ?? { last: -1, all: new Set() };
  receiver.heard.set(by, heard);
  ++findings.counts.delivered;
  if (heard.all.has(n)) findings.add('I2', 'doubled', `${what}: again`);
  else if (n < heard.last)
    findings.add('I3', 'swapped', `${what}: after ${heard.last}`);
  heard.all.add(n);
  heard.last = Math.max(heard.last, n);
}

function isCut(cuts, t, one, other) {
  for (const { t: from, to, pairs } of cuts.values()) {
    if (t < from - farewell || t > to) continue;
    const hit = pairs.some(
      ([a, b]) => (a === one && b === other) || (a === other && b === one),
    );
    if (hit) return true;
  }
  return false;
}

/** Whether `receiver` was there and settled around the time of `send`. */
function isDue(send, receiver) {
  return (
    send.t >= receiver.from + settling && send.t <= receiver.to - farewell
  );
}

function isExcused(run, send, receiver) {
  const sender = run.sessions.get(send.session);
  return (
    send.t > sender.to - farewell ||
    isCut(run.cuts, send.t, sender.node, receiver.node)
  );
}

function checkMissed(run, findings) {
  const byRoom = new Map();
  for (const session of run.sessions.values()) {
    if (!byRoom.has(session.room)) byRoom.set(session.room, []);
    byRoom.get(session.room).push(session);
  }
  for (const send of run.sends.values())
    for (const receiver of byRoom.get(send.room) ?? []) {
      if (!isDue(send, receiver)) continue;
      if (receiver.heard.get(send.by)?.all.has(send.n)) continue;
      if (isExcused(run, send, receiver)) ++findings.counts.excused;
      else findings.add('I4', 'lost', describeLoss(run, send, receiver));
    }
}

function describeLoss(run, send, receiver) {
  const { node } = run.sessions.get(send.session);
  return (
    `${send.by}/${send.n} of ${node}, sent at ${send.t.toFixed()}: ` +
    `not at ${receiver.client} of ${receiver.node}`
  );
}

function checkLists({ lists, connected }, findings) {
  const there = new Set(connected);
  for (const [node, sessions] of Object.entries(lists)) {
    const listed = new Set(sessions);
    if (listed.size !== sessions.length)
      findings.fault('I5', `${node} lists somebody twice`);
    for (const session of listed)
      if (!there.has(session))
        findings.fault('I5', `${node} lists ${session}, who has gone`);
    for (const session of there)
      if (!listed.has(session))
        findings.fault('I5', `${node} does not list ${session}`);
  }
}

/** Checks a whole run. `violations` holds the first few of each rule, as
 * `{rule, text}`; `counts` counts all of them and what went well. */
export function check(entries) {
  const findings = new Findings();
  const run = sortOut(entries);
  findings.counts.sent = run.sends.size;
  for (const entry of entries)
    if (entry.ev === 'recv') checkReceived(run, entry, findings);
    else if (entry.ev === 'lists') checkLists(entry, findings);
  checkMissed(run, findings);
  return { violations: findings.violations, counts: findings.counts };
}
