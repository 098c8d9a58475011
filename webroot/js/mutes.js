// Whom the reader does not want to read: by name, in this tab, for as long as it lives. Pure.

/** Event: `changed`. */
export class Mutes extends EventTarget {
  #storage;
  #names;

  /** @param storage survives a reload of this tab: get(key) and set(key, value) */
  constructor(storage) {
    super();
    this.#storage = storage;
    this.#names = new Set(storage.get('muted') ?? []);
  }

  has(name) {
    return this.#names.has(name);
  }

  toggle(name) {
    if (!this.#names.delete(name)) this.#names.add(name);
    this.#storage.set('muted', [...this.#names]);
    this.dispatchEvent(new Event('changed'));
  }
}
