// Older pages that were asked for and not yet answered. Pure.

import { newId } from './protocol.js';

const PAGE = 50;

export class History {
  #asked = new Map();

  /** The frame that asks for the page before what `room` holds; undefined when there is none, or it is on its way already. */
  request(room) {
    const before = room.last?.messages[0]?.seq;
    if (!room.joined || !room.more || before === undefined || this.isLoading(room)) return undefined;
    const id = newId();
    this.#asked.set(id, room);
    return { type: 'history', id, room: room.name, before, limit: PAGE };
  }

  isLoading(room) {
    return [...this.#asked.values()].includes(room);
  }

  /** The room that the answer `id` is about, once. */
  answered(id) {
    const room = this.#asked.get(id);
    this.#asked.delete(id);
    return room;
  }

  forget() {
    this.#asked.clear();
  }
}
