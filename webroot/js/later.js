/** What is to be done later, at most one thing for each key. */
export class Later {
  #timers = new Map();

  has(key) {
    return this.#timers.has(key);
  }

  set(key, ms, what) {
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      what();
    }, ms);
    this.#timers.set(key, timer);
  }

  clear() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
