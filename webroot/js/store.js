// The rooms as this tab knows them: messages in order, each once, what is unread, and who is there. Pure.

import { newId, under } from './protocol.js';

/** Messages a page of history. */
export const PAGE = 50;

/**
 * One room. Its messages stand in stretches: within one, all are of the same epoch and in order of seq; between two, some may be
 * missing, and the page says so. Only the last stretch grows.
 */
class Room {
  joined = false;
  loaded = false;
  more = false;
  epoch = null;
  seq = 0;
  user = null;
  /** How many people are there, or null while nobody said; their names, as far as they are told. */
  count = null;
  members = new Set();
  stretches = [];
  /** The last place that was read: {epoch, seq}. */
  read = null;

  constructor(name) {
    this.name = name;
  }

  get last() {
    return this.stretches.at(-1);
  }

  get since() {
    return this.epoch === null ? undefined : { epoch: this.epoch, seq: this.seq };
  }

  get unread() {
    return this.read?.epoch === this.epoch ? Math.max(0, this.seq - this.read.seq) : 0;
  }
}

/**
 * Events, all with the room in `detail.room`: `rooms` (one came, went or was renamed), `changed` (messages or their surroundings),
 * `live` (one foreign or own message just said, in `detail.message`), `missed` (those said while the connection was lost, in
 * `detail.message`), `read`, `people` (who is there).
 */
export class Store extends EventTarget {
  #rooms = new Map();
  #storage;

  /** @param storage keeps what was read: get(key) and set(key, value) */
  constructor(storage) {
    super();
    this.#storage = storage;
  }

  get rooms() {
    return [...this.#rooms.values()];
  }

  get(name) {
    return this.#rooms.get(name);
  }

  ensure(name) {
    let room = this.#rooms.get(name);
    if (!room) {
      room = new Room(name);
      room.read = under(this.#storage.get('read'), name) ?? null;
      this.#rooms.set(name, room);
      this.#tell('rooms', room);
    }
    return room;
  }

  remove(name) {
    const room = this.#rooms.get(name);
    if (this.#rooms.delete(name)) this.#tell('rooms', room);
  }

  /** The server writes the name otherwise than it was asked for. */
  rename(room, name) {
    this.#rooms.delete(room.name);
    room.name = name;
    this.#rooms.set(name, room);
    this.#tell('rooms', room);
  }

  /** @param asked whether the join said from where on (`since`) */
  joined(room, frame, asked) {
    room.joined = true;
    room.user = frame.user;
    room.count = frame.count ?? null;
    room.members = new Set(frame.members);
    this.#tell('people', room);
    if (asked && frame.recovered && frame.epoch === room.epoch) {
      const missed = frame.messages.filter((message) => insert(room.last.messages, message));
      this.#reach(room, frame);
      if (missed.length > 0) this.#tell('missed', room, missed);
    } else {
      this.#startAnew(room, frame);
    }
    this.#tell('changed', room);
  }

  /** `members` tells all of them anew, to those who could not know each. */
  presence(room, { count, joined = [], left = [], members = room.members }) {
    room.count = count;
    room.members = new Set(members);
    for (const name of left) room.members.delete(name);
    for (const name of joined) room.members.add(name);
    this.#tell('people', room);
  }

  resync(room, frame) {
    this.#startAnew(room, { ...frame, more: (frame.messages[0]?.seq ?? 1) > 1 });
    this.#tell('changed', room);
  }

  /** Whether it was new. */
  message(room, frame) {
    if (!room.loaded || !insert(room.last.messages, frame)) return false;
    this.#reach(room, { epoch: room.epoch, seq: Math.max(room.seq, frame.seq) });
    this.#tell('live', room, frame);
    this.#tell('changed', room);
    return true;
  }

  older(room, frame) {
    frame.messages.forEach((message) => insert(room.last.messages, message));
    room.more = frame.more;
    this.#tell('changed', room);
  }

  /** Forgets the oldest messages beyond `most`; they can be asked for again. */
  trim(room, most) {
    const count = room.stretches.reduce((sum, stretch) => sum + stretch.messages.length, 0);
    let excess = count - most;
    if (excess <= 0) return;
    while (room.stretches.length > 1 && excess > 0) {
      excess -= room.stretches[0].messages.length;
      room.stretches.shift();
    }
    if (excess > 0) {
      room.last.messages.splice(0, excess);
      room.more = true;
    }
    this.#tell('changed', room);
  }

  markRead(room) {
    if (!room.loaded || (room.read?.epoch === room.epoch && room.read.seq === room.seq)) return;
    this.#setRead(room, { epoch: room.epoch, seq: room.seq });
  }

  disconnected() {
    for (const room of this.#rooms.values()) room.joined = false;
  }

  #startAnew(room, frame) {
    const again = new Set(frame.messages.map(identity));
    for (const stretch of room.stretches) {
      // What is told again is shown in its new place only.
      stretch.messages = stretch.messages.filter((m) => !m.id || !again.has(identity(m)));
    }
    room.stretches = room.stretches.filter((stretch) => stretch.messages.length > 0);
    room.stretches.push({ epoch: frame.epoch, messages: [] });
    frame.messages.forEach((message) => insert(room.last.messages, message));
    room.more = frame.more;
    const firstTime = !room.loaded && room.read === null;
    this.#reach(room, frame);
    if (firstTime) {
      this.#setRead(room, { epoch: room.epoch, seq: room.seq });
    } else if (room.read?.epoch !== room.epoch) {
      this.#setRead(room, { epoch: room.epoch, seq: (frame.messages[0]?.seq ?? room.seq + 1) - 1 });
    }
  }

  #reach(room, { epoch, seq }) {
    room.epoch = epoch;
    room.seq = seq;
    room.loaded = true;
  }

  #setRead(room, read) {
    room.read = read;
    this.#storage.set('read', { ...this.#storage.get('read'), [room.name]: read });
    this.#tell('read', room);
  }

  #tell(type, room, message) {
    this.dispatchEvent(new CustomEvent(type, { detail: { room, message } }));
  }
}

const identity = (message) => `${message.id} ${message.at} ${message.user}`;

/** Puts the message where its seq belongs; false when that seq is there already. */
function insert(messages, message) {
  let at = messages.length;
  while (at > 0 && messages[at - 1].seq > message.seq) at--;
  if (at > 0 && messages[at - 1].seq === message.seq) return false;
  messages.splice(at, 0, message);
  return true;
}

/** Older pages that were asked for and not yet answered. */
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
