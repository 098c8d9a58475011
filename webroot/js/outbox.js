// What this tab said and the server has not yet shown: kept through lost connections and reloads, sent once, in order. Pure.

import { Timers } from './net.js';
import { isPassing, newId } from './protocol.js';

/** The server keeps ids for ten minutes; past nine, sending again might double a message. */
const SURE_FOR_MS = 9 * 60_000;
const OWN_IDS_KEPT = 500;
/** An answer that is missing this long on a living connection is asked for again. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Entries are {id, room, text, at, user, state, sentAt, firstSentAt, code, detail}, their state one of
 * `pending` (on its way), `waiting` (goes by itself, later), `sent` (in the log, about to be shown),
 * `failed` (refused for good) and `unsure` (nobody can tell whether it arrived).
 * At most one entry of a room is in flight, so that order holds whatever fails.
 * Events: `changed` (detail: {room}), `unsure` (detail: the entry that became so).
 */
export class Outbox extends EventTarget {
  #entries;
  #own;
  #inFlight = new Map();
  #storage;
  #now;

  /** @param storage survives a reload of this tab, not shared with others: get(key) and set(key, value) */
  constructor(storage, now = Date.now) {
    super();
    this.#storage = storage;
    this.#now = now;
    this.#entries = storage.get('outbox') ?? [];
    this.#own = new Set(storage.get('own') ?? []);
    for (const entry of this.#entries) if (entry.state === 'pending') entry.state = 'waiting';
  }

  of(room) {
    return this.#entries.filter((entry) => entry.room === room);
  }

  get(id) {
    return this.#entries.find((entry) => entry.id === id);
  }

  get isEmpty() {
    return this.#entries.every((entry) => entry.state === 'sent');
  }

  /** Whether this tab said it: names are free to take, ids are not. */
  isOwn(id) {
    return this.#own.has(id);
  }

  add(room, text, user, connected) {
    const state = connected ? 'pending' : 'waiting';
    const entry = { id: newId(), room, text, user, at: this.#now(), state };
    this.#entries.push(entry);
    this.#own.add(entry.id);
    this.#changed(room);
    return entry;
  }

  /** The entry to send now, or undefined when one is in flight or none is left. */
  next(room) {
    if (this.#inFlight.has(room)) return undefined;
    return this.of(room).find((entry) => entry.state === 'pending' || entry.state === 'waiting');
  }

  /** It was handed to the socket. */
  sending(entry) {
    entry.sentAt = this.#now();
    entry.firstSentAt ??= entry.sentAt;
    // What was put off is called so until it has arrived: it would flicker with each try.
    entry.state = entry.code === undefined ? 'pending' : 'waiting';
    this.#inFlight.set(entry.room, entry.id);
    this.#changed(entry.room);
  }

  /** The entry in flight, when it has been so for at least `ms`. */
  inFlight(room, ms) {
    const entry = this.get(this.#inFlight.get(room));
    return entry && this.#now() - entry.sentAt >= ms ? entry : undefined;
  }

  /** It is in the log as `seq`. */
  acknowledged(id, { seq, at }) {
    const entry = this.get(id);
    if (!entry) return;
    this.#landed(entry);
    Object.assign(entry, { state: 'sent', seq, at });
    this.#changed(entry.room);
  }

  /** It is on the page as a message, or cannot come any more. */
  settle(id) {
    const entry = this.get(id);
    if (!entry) return;
    this.#landed(entry);
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#changed(entry.room);
  }

  /** Refused, but only for now. */
  putOff(id, code) {
    this.#refused(id, 'waiting', { code });
  }

  fail(id, code, detail) {
    this.#refused(id, 'failed', { code, detail });
  }

  /** The connection is gone: what was on its way waits for the next one. */
  disconnected() {
    this.#inFlight.clear();
    for (const entry of this.#entries) {
      if (entry.state === 'pending') entry.state = 'waiting';
      if (entry.state === 'waiting') delete entry.code;
      this.#changed(entry.room);
    }
  }

  /**
   * The room was joined anew, and the page holds what it was told: acknowledged entries are in it or before it; what may have
   * arrived too long ago, unseen, is for the person to decide.
   */
  rejoined(room, recovered) {
    this.#inFlight.delete(room);
    for (const entry of this.of(room)) {
      const forgotten = entry.firstSentAt !== undefined && this.#now() - entry.firstSentAt > SURE_FOR_MS;
      if (entry.state === 'sent') this.settle(entry.id);
      else if (!recovered && forgotten && !['failed', 'unsure'].includes(entry.state)) this.#doubt(entry);
    }
    this.#changed(room);
  }

  /** The person sends an unsure one again, as a new message. */
  again(id) {
    const entry = this.get(id);
    this.settle(id);
    return this.add(entry.room, entry.text, entry.user, true);
  }

  renameRoom(from, to) {
    for (const entry of this.of(from)) entry.room = to;
    this.#changed(to);
  }

  #doubt(entry) {
    entry.state = 'unsure';
    this.dispatchEvent(new CustomEvent('unsure', { detail: entry }));
  }

  #refused(id, state, why) {
    const entry = this.get(id);
    if (!entry) return;
    this.#landed(entry);
    Object.assign(entry, why, { state });
    this.#changed(entry.room);
  }

  #landed(entry) {
    if (this.#inFlight.get(entry.room) === entry.id) this.#inFlight.delete(entry.room);
  }

  #changed(room) {
    this.#storage.set('outbox', this.#entries);
    this.#storage.set('own', [...this.#own].slice(-OWN_IDS_KEPT));
    this.dispatchEvent(new CustomEvent('changed', { detail: { room } }));
  }
}

/** Takes what is in the outbox to the server: in order, one at a time for each room, until an answer settles it. */
export class Delivery {
  #net;
  #outbox;
  #pauses = new Timers();

  constructor(net, outbox) {
    this.#net = net;
    this.#outbox = outbox;
  }

  /** Sends the next message of the room, if it may go now. */
  next(room) {
    if (!room?.joined || this.#pauses.has(room)) return;
    const entry = this.#outbox.next(room.name);
    if (entry) this.#transmit(entry);
  }

  disconnected() {
    this.#pauses.clear();
    this.#outbox.disconnected();
  }

  /** The room was told anew, with `messages`: what is among them has arrived, the rest goes again. */
  rejoined(room, messages, recovered) {
    this.shown(messages);
    this.#outbox.rejoined(room.name, recovered);
    this.next(room);
  }

  shown(messages) {
    for (const { id } of messages) if (id && this.#outbox.isOwn(id)) this.#outbox.settle(id);
  }

  acknowledged(room, frame) {
    // The message itself may have come first, or be further back than this tab reads.
    if (!room || frame.seq <= room.seq) this.#outbox.settle(frame.id);
    else this.#outbox.acknowledged(frame.id, frame);
    this.next(room);
  }

  /** Whether it will be tried again. */
  refused(room, entry, { code, retryAfterMs, message }) {
    const again = isPassing(code);
    if (again) this.#outbox.putOff(entry.id, code);
    else this.#outbox.fail(entry.id, code, message);
    if (again && code !== 'not_joined') this.#pauses.set(room, retryAfterMs, () => this.next(room));
    else if (!again) this.next(room);
    return again;
  }

  /** An entry whose answer got lost, though the connection lives, goes again under the same id. */
  remind(room) {
    const entry = this.#outbox.inFlight(room.name, ANSWER_WITHIN_MS);
    if (room.joined && entry) this.#transmit(entry);
  }

  #transmit(entry) {
    const { id, room, text } = entry;
    if (this.#net.send({ type: 'message', id, room, text })) this.#outbox.sending(entry);
  }
}
