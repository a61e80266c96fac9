/** What was measured in one scenario against its bounds. */
export class Report {
  #rows = [];
  #violations = [];
  failed = false;

  constructor(id) {
    this.id = id;
  }

  /** A figure in milliseconds, unless `unit` says otherwise. */
  atMost(what, value, bound, unit = 'ms') {
    this.#row(what, value, `<= ${bound}`, unit, value <= bound);
  }

  atLeast(what, value, bound, unit = '') {
    this.#row(what, value, `>= ${bound}`, unit, value >= bound);
  }

  exactly(what, value, bound, unit = '') {
    this.#row(what, value, `= ${bound}`, unit, value === bound);
  }

  /** A figure that nothing is promised of. */
  figure(what, value, unit = '') {
    this.#row(what, value, '', unit, true);
  }

  /** What check.mjs found. */
  invariants({ violations, counts }) {
    this.figure('messages sent', counts.sent);
    this.atLeast('messages delivered', counts.delivered, counts.sent);
    this.figure('excused by the fault', counts.excused);
    this.exactly('I1 never sent', counts.foreign, 0);
    this.exactly('I2 doubled', counts.doubled, 0);
    this.exactly('I3 swapped', counts.swapped, 0);
    this.exactly('I4 lost', counts.lost, 0);
    const lists = violations.filter(({ rule }) => rule === 'I5');
    this.exactly('I5 wrong in lists', lists.length, 0);
    this.#violations.push(
      ...violations.map(({ rule, text }) => `${rule} ${text}`),
    );
  }

  failure(error) {
    this.failed = true;
    this.#violations.push(error.stack);
  }

  /** All rows, what was wrong in detail, and the verdict. */
  text() {
    return [
      ...this.#rows,
      ...this.#violations.map((violation) => `  ${violation}`),
      `${this.id} ${this.failed ? 'FAIL' : 'pass'}\n`,
    ].join('\n');
  }

  #row(what, value, bound, unit, kept) {
    if (!kept) this.failed = true;
    const fraction = Number.isFinite(value) && !Number.isInteger(value);
    const measured = fraction ? value.toFixed(1) : value;
    const columns = [
      this.id.padEnd(4),
      what.padEnd(44),
      `${measured} ${unit}`.padStart(14),
      bound.padStart(10),
      kept ? ' ' : ' FAIL',
    ];
    this.#rows.push(columns.join(' ').trimEnd());
  }
}
