// Muted people: by what they are known by, else by name; for the life of this tab. Pure.

import { personKey } from './protocol.js';

/** Under another name whoever has a `by` is still the same. */
const keyOf = ({ user, by }) => (by ? personKey({ user: '', by }) : user);

/** Event: `changed`. */
export class Mutes extends EventTarget {
  #storage;
  #keys;

  /** @param storage of this tab alone, surviving a reload: get(key) and set(key, value) */
  constructor(storage) {
    super();
    this.#storage = storage;
    this.#keys = new Set(storage.get('muted') ?? []);
  }

  /** @param person {user, by}, as a message tells of its author */
  has(person) {
    return this.#keys.has(keyOf(person));
  }

  toggle(person) {
    const key = keyOf(person);
    if (!this.#keys.delete(key)) this.#keys.add(key);
    this.#storage.set('muted', [...this.#keys]);
    this.dispatchEvent(new Event('changed'));
  }
}
