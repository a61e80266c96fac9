/** Draws that a seed repeats. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** A number in [0, 1) (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    const state = this.#state;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number in [0, limit). */
  below(limit) {
    return Math.floor(this.next() * limit);
  }

  pick(choices) {
    return choices[this.below(choices.length)];
  }

  /** One of the keys of `weights`, as often as its weight says. */
  weighed(weights) {
    const all = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    let left = this.next() * all;
    for (const [key, weight] of Object.entries(weights))
      if ((left -= weight) < 0) return key;
    return Object.keys(weights).at(-1);
  }

  /** A time until something that happens every `mean` on the average. */
  wait(mean) {
    return -mean * Math.log(1 - this.next());
  }

  /** Another one, whose draws do not depend on how often this one is asked. */
  fork() {
    return new Random(this.below(2 ** 32));
  }
}
