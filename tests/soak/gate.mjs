/** What all pass before they do something, so that they can be made to rest. */
export class Gate {
  #open = true;
  #waiting = [];
  #busy = 0;
  #idle = [];

  /** Does `act` as soon as the gate is open. */
  async pass(act) {
    while (!this.#open)
      await new Promise((resolve) => this.#waiting.push(resolve));
    ++this.#busy;
    try {
      return await act();
    } finally {
      if (--this.#busy === 0) for (const tell of this.#idle.splice(0)) tell();
    }
  }

  /** Lets nobody pass; resolves once those who have passed are done. */
  async close() {
    this.#open = false;
    if (this.#busy > 0)
      await new Promise((resolve) => this.#idle.push(resolve));
  }

  open() {
    this.#open = true;
    for (const go of this.#waiting.splice(0)) go();
  }
}
