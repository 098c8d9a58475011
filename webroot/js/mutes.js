// Whom the reader does not want to read: by name, in this tab, for as long as it lives. Pure.

/** Event: `changed`. */
export class Mutes extends EventTarget {
  #memory;
  #names;

  /** @param memory survives a reload of this tab: get(key) and set(key, value) */
  constructor(memory) {
    super();
    this.#memory = memory;
    this.#names = new Set(memory.get('muted') ?? []);
  }

  has(name) {
    return this.#names.has(name);
  }

  toggle(name) {
    if (!this.#names.delete(name)) this.#names.add(name);
    this.#memory.set('muted', [...this.#names]);
    this.dispatchEvent(new Event('changed'));
  }
}
