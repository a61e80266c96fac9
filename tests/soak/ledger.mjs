// What was said in rooms and who heard it. Pure: times are arguments, in
// milliseconds.
//
// Rules:
//   what is heard was said before, in that room, with these words
//   of one speaker each message is heard once, in order, without a gap
//   who was there when a speaker came hears it from its first message on
//   at a rest, those who are still there have heard all that was said

/** How long after coming somebody may still miss what is said. */
const settling = 1000;

/** What a speaker says as its `n`th message: nobody else says that. */
export function words(name, n) {
  return `${name}#${n}`.padEnd(16 + ((n * 37) % 300), String(n % 10));
}

/** Who speaks: a client from coming to going. */
class Speaker {
  said = 0;
  lastAt = 0;

  from = Infinity;
  lost = false;

  constructor(room) {
    this.room = room;
  }
}

/** What one client has heard while it was there. */
export class Ear {
  /** The last number heard, by speaker. */
  heard = new Map();
  from = Infinity;

  constructor(ledger, name, room) {
    Object.assign(this, { ledger, name, room });
  }

  hear({ by, n, room, text }) {
    this.ledger.heard(this, { by, n, room, text });
  }
}

export class Ledger {
  #speakers = new Map();
  #ears = new Set();
  #report;
  said = 0;
  delivered = 0;

  /** `report(text)` is called with each violation. */
  constructor(report) {
    this.#report = report;
  }

  /** Somebody with a new name is on its way into a room. */
  come(name, room) {
    this.#speakers.set(name, new Speaker(room));
    const ear = new Ear(this, name, room);
    this.#ears.add(ear);
    return ear;
  }

  /** It has arrived. */
  arrive(ear, now) {
    ear.from = now;
    this.#speakers.get(ear.name).from = now;
  }

  /** `heardAll` if all that it said has come back to it: nothing of it may be
   * missed by others then. */
  go(ear, heardAll) {
    this.#ears.delete(ear);
    if (!heardAll) this.#speakers.get(ear.name).lost = true;
  }

  /** The next message of a speaker, as it has to be heard. */
  say(name, now) {
    const speaker = this.#speakers.get(name);
    const n = speaker.said++;
    speaker.lastAt = now;
    ++this.said;
    return { by: name, n, room: speaker.room, text: words(name, n) };
  }

  /** Whether all that a speaker said has come back to it. */
  heardItself(ear) {
    return (ear.heard.get(ear.name) ?? -1) + 1 === this.#saidBy(ear.name);
  }

  heard(ear, { by, n, room, text }) {
    ++this.delivered;
    const speaker = this.#speakers.get(by);
    const what = `${ear.name} in ${ear.room}: ${by}#${n}`;
    if (!speaker || !(n < speaker.said) || text !== words(by, n))
      return this.#report(`${what} was never said`);
    if (room !== ear.room || speaker.room !== ear.room)
      return this.#report(`${what} was said in ${speaker.room}`);
    const last = ear.heard.get(by);
    const next = last === undefined ? this.#first(ear, by, n) : last + 1;
    if (n < next) return this.#report(`${what} again, after #${last}`);
    if (n > next) this.#report(`${what} instead of #${next}`);
    ear.heard.set(by, n);
    return undefined;
  }

  /** What is missing at a rest, as texts; nothing once all has arrived. */
  missing() {
    const texts = [];
    for (const ear of this.#ears)
      for (const [by, speaker] of this.#speakers) {
        if (speaker.room !== ear.room || speaker.lost || speaker.said === 0)
          continue;
        const last = ear.heard.get(by);
        if (last === speaker.said - 1) continue;
        if (last === undefined && speaker.lastAt < ear.from + settling)
          continue;
        texts.push(
          `${ear.name} in ${ear.room}: ${by} said ${speaker.said}, ` +
            `the last one heard is #${last}`,
        );
      }
    return texts;
  }

  /** Forgets those who have gone. At a rest, when nothing is on its way. */
  forget() {
    const here = new Set([...this.#ears].map(({ name }) => name));
    for (const name of this.#speakers.keys())
      if (!here.has(name)) this.#speakers.delete(name);
    for (const { heard } of this.#ears)
      for (const name of heard.keys()) if (!here.has(name)) heard.delete(name);
  }

  #saidBy(name) {
    return this.#speakers.get(name).said;
  }

  /** The first message of `by` that `ear` must hear, if it hears `n`. */
  #first(ear, by, n) {
    const speaker = this.#speakers.get(by);
    const wasThere = by === ear.name || speaker.from > ear.from + settling;
    return wasThere ? 0 : n;
  }
}

/** Who came and went, as one hears who stays. */
export class Presence {
  #seen = new Map();
  #report;

  constructor(report) {
    this.#report = report;
  }

  came(id) {
    if (this.#seen.has(id)) this.#report(`${id} came again`);
    this.#seen.set(id, true);
  }

  went(id) {
    if (this.#seen.get(id) !== true) this.#report(`${id} went, but was not here`);
    this.#seen.set(id, false);
  }

  /** Who is here, as far as was heard. */
  get here() {
    return [...this.#seen].filter(([, here]) => here).map(([id]) => id);
  }
}
