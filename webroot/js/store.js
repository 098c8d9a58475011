// The state of the rooms in this tab: messages in order and deduplicated, what is unread, who is present. Pure.

import { isMessage, newId, ownValue, peopleOf } from './protocol.js';

/** Messages a page of history. */
export const PAGE = 50;

/**
 * One room. Its messages are kept in segments {epoch, from, messages}: all of one epoch, in order, and of every event from the seq
 * `from` on, whatever its kind. Between two segments there may be a gap, and the page shows it. Only the last segment grows.
 */
class Room {
  joined = false;
  loaded = false;
  more = false;
  epoch = null;
  seq = 0;
  user = null;
  /** How many people are present, null while unknown; those who are told, {user, by} by their keys. */
  count = null;
  members = new Map();
  topic = '';
  segments = [];
  /** The position up to which the room was read: {epoch, seq}. */
  read = null;

  constructor(name) {
    this.name = name;
  }

  get last() {
    return this.segments.at(-1);
  }

  get since() {
    return this.epoch === null ? undefined : { epoch: this.epoch, seq: this.seq };
  }

  /** Messages behind the position read; what is not held is counted by its seqs. */
  get unread() {
    if (this.epoch === null || this.read?.epoch !== this.epoch) return 0;
    const { from, messages } = this.last;
    return Math.max(0, from - 1 - this.read.seq) + messages.length - indexAfter(messages, this.read.seq);
  }
}

/**
 * Events, all with the room in `detail.room`: `rooms` (one was added, removed or renamed), `changed` (its messages or gaps),
 * `live` (a message was received, in `detail.message`), `missed` (those recovered after a reconnection, in `detail.message`), `read`,
 * `presence` (who is there), `topic`.
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
      room.read = ownValue(this.#storage.get('read'), name) ?? null;
      this.#rooms.set(name, room);
      this.#emit('rooms', room);
    }
    return room;
  }

  remove(name) {
    const room = this.#rooms.get(name);
    if (this.#rooms.delete(name)) this.#emit('rooms', room);
  }

  /** The server normalised the name. */
  rename(room, name) {
    this.#rooms.delete(room.name);
    room.name = name;
    this.#rooms.set(name, room);
    this.#emit('rooms', room);
  }

  /** @param asked whether the join said from where on (`since`) */
  joined(room, frame, asked) {
    room.joined = true;
    room.user = frame.user;
    room.count = frame.count ?? null;
    room.members = peopleOf(frame.members, frame.membersBy);
    this.#setTopic(room, frame.topic);
    this.#emit('presence', room);
    if (asked && frame.recovered && frame.epoch === room.epoch) {
      const missed = insertAll(room.last, frame.messages);
      frame.messages.forEach((event) => change(room, event));
      this.#advance(room, frame);
      if (missed.length > 0) this.#emit('missed', room, missed);
    } else {
      this.#startSegment(room, frame);
    }
    this.#emit('changed', room);
  }

  /** `members` replaces all people, for those who could not know each. */
  presence(room, { count, joined, joinedBy, left, leftBy, members, membersBy }) {
    room.count = count;
    if (members) room.members = peopleOf(members, membersBy);
    for (const key of peopleOf(left, leftBy).keys()) room.members.delete(key);
    for (const [key, person] of peopleOf(joined, joinedBy)) room.members.set(key, person);
    this.#emit('presence', room);
  }

  resync(room, frame) {
    this.#startSegment(room, { ...frame, more: (frame.messages[0]?.seq ?? 1) > 1 });
    this.#emit('changed', room);
  }

  /** A live event, which advances the room whatever its kind. Whether it was a new message. */
  event(room, frame) {
    if (frame.type === 'moderated' && frame.action === 'topic') this.#setTopic(room, frame.value);
    if (!room.loaded) return false;
    const isNew = insertAll(room.last, [frame]).length > 0;
    this.#advance(room, { epoch: room.epoch, seq: Math.max(room.seq, frame.seq) });
    if (change(room, frame)) this.#emit('changed', room);
    if (!isNew) return false;
    this.#emit('live', room, frame);
    this.#emit('changed', room);
    return true;
  }

  older(room, frame) {
    insertAll(room.last, frame.messages);
    room.last.from = frame.messages[0]?.seq ?? room.last.from;
    room.more = frame.more;
    this.#emit('changed', room);
  }

  /** Drops the oldest messages beyond `most`; they can be requested again. */
  trim(room, most) {
    const count = room.segments.reduce((sum, segment) => sum + segment.messages.length, 0);
    let excess = count - most;
    if (excess <= 0) return;
    while (room.segments.length > 1 && excess > 0) {
      excess -= room.segments[0].messages.length;
      room.segments.shift();
    }
    if (excess > 0) {
      room.last.from = room.last.messages.splice(0, excess).at(-1).seq + 1;
      room.more = true;
    }
    this.#emit('changed', room);
  }

  markRead(room) {
    if (!room.loaded || (room.read?.epoch === room.epoch && room.read.seq === room.seq)) return;
    this.#setRead(room, { epoch: room.epoch, seq: room.seq });
  }

  /** What this person read in another tab is read here too. */
  readElsewhere() {
    for (const room of this.#rooms.values()) {
      const read = ownValue(this.#storage.get('read'), room.name);
      if (read?.epoch !== room.read?.epoch || !(read?.seq > room.read?.seq)) continue;
      room.read = read;
      this.#emit('read', room);
    }
  }

  disconnected() {
    for (const room of this.#rooms.values()) room.joined = false;
  }

  #setTopic(room, topic) {
    room.topic = typeof topic === 'string' ? topic : '';
    this.#emit('topic', room);
  }

  #startSegment(room, frame) {
    const repeated = new Set(frame.messages.filter(isMessage).map(identity));
    for (const segment of room.segments) {
      // What comes again is shown in its new place only.
      segment.messages = segment.messages.filter((m) => !m.id || !repeated.has(identity(m)));
    }
    room.segments = room.segments.filter((segment) => segment.messages.length > 0);
    room.segments.push({ epoch: frame.epoch, from: frame.messages[0]?.seq ?? frame.seq + 1, messages: [] });
    insertAll(room.last, frame.messages);
    room.more = frame.more;
    const firstTime = !room.loaded && room.read === null;
    this.#advance(room, frame);
    if (firstTime) {
      this.#setRead(room, { epoch: room.epoch, seq: room.seq });
    } else if (room.read?.epoch !== room.epoch) {
      this.#setRead(room, { epoch: room.epoch, seq: room.last.from - 1 });
    }
  }

  #advance(room, { epoch, seq }) {
    room.epoch = epoch;
    room.seq = seq;
    room.loaded = true;
  }

  #setRead(room, read) {
    room.read = read;
    this.#storage.set('read', { ...this.#storage.get('read'), [room.name]: read });
    this.#emit('read', room);
  }

  #emit(type, room, message) {
    this.dispatchEvent(new CustomEvent(type, { detail: { room, message } }));
  }
}

const identity = (message) => `${message.id} ${message.at} ${message.user}`;

/** Puts the message where its seq belongs; false when that seq is there already. */
function insert(messages, message) {
  const at = indexAfter(messages, message.seq);
  if (messages[at - 1]?.seq === message.seq) return false;
  messages.splice(at, 0, message);
  return true;
}

/** Inserts the messages among the events, and tells which were new. */
const insertAll = ({ messages }, events) => events.filter((event) => isMessage(event) && insert(messages, event));

/** Gives the message that the event is about, if it is held, its new text, or none; false when nothing changes. */
function change(room, { type, of, text, at }) {
  const gone = type === 'deleted';
  // Without a text it was edited once more, or deleted: another event tells.
  if (!gone && (type !== 'edited' || typeof text !== 'string')) return false;
  const held = room.segments.filter(({ epoch }) => epoch === room.epoch).flatMap(({ messages }) => messages);
  const message = held.find(({ seq }) => seq === of);
  if (!message || message.deleted || (!gone && message.edited > at)) return false;
  // The same object: the window over the log holds on to it.
  Object.assign(message, gone ? { text: '', deleted: true, edited: undefined } : { text, edited: at });
  return true;
}

/** Where messages behind `seq` begin. */
const indexAfter = (messages, seq) => messages.findLastIndex((message) => message.seq <= seq) + 1;

/** Requests for older pages that are not answered yet. */
export class History {
  #requests = new Map();

  /** The frame that requests the page before what `room` holds; undefined when there is none, or it was requested already. */
  request(room) {
    if (!room.joined || !room.more || this.isLoading(room)) return undefined;
    const id = newId();
    const { last } = room;
    this.#requests.set(id, { room, segment: last, before: last.from });
    return { type: 'history', id, room: room.name, before: last.from, limit: PAGE };
  }

  isLoading(room) {
    return [...this.#requests.values()].some((request) => request.room === room);
  }

  /** Takes the request `id`: its room, and whether its page still meets what is held; undefined for another id. */
  answered(id) {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    return request && { room: request.room, fits: request.segment === request.room.last && request.before === request.segment.from };
  }

  forget() {
    this.#requests.clear();
  }
}
