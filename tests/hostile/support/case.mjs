/** Makes the cases of one table.
 *
 * `of` says what they share: `letter` and `from`, which number them in order
 * (`H-001`, …), so that a row is only ever added at the end of a table; `run`,
 * which acts on a target and resolves to the verdict; `on`, the kind of server
 * that they need (`main` if absent); `alone`, if they shall not run beside
 * others; `long`, if they wait so long that all others may run meanwhile. A row is `[what, input, expected, more]`. `expected` is a verdict, or
 * a list of those that are right; `more` overrides what is shared, and may have
 * `known`, why Troupe does not give that verdict yet. */
export function cases({ letter, from, run, on = 'main', ...shared }, rows) {
  return rows.map(([what, input, expected, more = {}], index) => ({
    id: `${letter}-${String(from + index).padStart(3, '0')}`,
    what,
    on,
    expected: [expected].flat(),
    ...shared,
    ...more,
    run: (at) => (more.run ?? run)(at, input),
  }));
}

/** Makes the cases of a table whose rows have nothing in common but their
 * class: the input of each is its function. */
export function singles(of, rows) {
  return cases({ ...of, run: (at, act) => act(at) }, rows);
}

/** Whether a verdict is one of those that a case accepts. */
export function accepts({ expected }, verdict) {
  return expected.some((wanted) =>
    wanted instanceof RegExp ? wanted.test(verdict) : wanted === verdict,
  );
}
