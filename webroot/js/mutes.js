// Muted people: by name, for the life of this tab. Pure.

/** Event: `changed`. */
export class Mutes extends EventTarget {
  #storage;
  #names;

  /** @param storage of this tab alone, surviving a reload: get(key) and set(key, value) */
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
