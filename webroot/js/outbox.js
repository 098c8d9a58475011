// The outbox: messages of this tab that are not in the log yet, kept over reconnections and reloads, sent once, in order. Pure.

import { Timers } from './net.js';
import { isMessage, isPassing, newId } from './protocol.js';

/** The server deduplicates by id for ten minutes; past nine, resending might double a message. */
const DEDUPE_FOR_MS = 9 * 60_000;
const OWN_IDS_KEPT = 500;
/** A message without an answer for so long on a living connection is resent. */
const ANSWER_WITHIN_MS = 10_000;

/**
 * Entries are {id, room, text, at, user, state, sentAt, firstSentAt, code, detail}, their state one of
 * `pending` (in flight or next), `waiting` (sent later, by itself), `sent` (acknowledged, its message not yet received), `failed`
 * (refused for good) and `unsure` (unknown whether it arrived, and too old to resend).
 * At most one entry of a room is in flight, so that order holds whatever fails.
 * Events: `changed` (detail: {room}), `unsure` (detail: the entry that became so).
 */
export class Outbox extends EventTarget {
  #entries;
  #own;
  #inFlight = new Map();
  #storage;
  #now;

  /** @param storage of this tab alone, surviving a reload: get(key) and set(key, value) */
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

  /** Whether this tab sent it. */
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

  /** It was written to the socket. */
  sending(entry) {
    entry.sentAt = this.#now();
    entry.firstSentAt ??= entry.sentAt;
    // A postponed entry is shown as such until it arrives: it would flicker with each try.
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
    this.#arrived(entry);
    Object.assign(entry, { state: 'sent', seq, at });
    this.#changed(entry.room);
  }

  /** Its message was received, or cannot come any more: removes the entry. */
  settle(id) {
    const entry = this.get(id);
    if (!entry) return;
    this.#arrived(entry);
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    this.#changed(entry.room);
  }

  /** Refused for now: it will be resent. */
  postpone(id, code) {
    this.#refuse(id, 'waiting', { code });
  }

  fail(id, code, detail) {
    this.#refuse(id, 'failed', { code, detail });
  }

  /** The connection is lost: what was in flight waits for the next one. */
  disconnected() {
    this.#inFlight.clear();
    for (const entry of this.#entries) {
      if (entry.state === 'pending') entry.state = 'waiting';
      if (entry.state === 'waiting') delete entry.code;
      this.#changed(entry.room);
    }
  }

  /**
   * The room was rejoined, and its page is held: acknowledged entries are in it or before it; what may have arrived unseen, and is too
   * old to be resent safely, is for the person to decide.
   */
  rejoined(room, recovered) {
    this.#inFlight.delete(room);
    for (const entry of this.of(room)) {
      const forgotten = entry.firstSentAt !== undefined && this.#now() - entry.firstSentAt > DEDUPE_FOR_MS;
      if (entry.state === 'sent') this.settle(entry.id);
      else if (!recovered && forgotten && !['failed', 'unsure'].includes(entry.state)) this.#markUnsure(entry);
    }
    this.#changed(room);
  }

  /** The person resends an unsure one, as a new message. */
  resend(id) {
    const entry = this.get(id);
    this.settle(id);
    return this.add(entry.room, entry.text, entry.user, true);
  }

  renameRoom(from, to) {
    for (const entry of this.of(from)) entry.room = to;
    this.#changed(to);
  }

  #markUnsure(entry) {
    entry.state = 'unsure';
    this.dispatchEvent(new CustomEvent('unsure', { detail: entry }));
  }

  #refuse(id, state, why) {
    const entry = this.get(id);
    if (!entry) return;
    this.#arrived(entry);
    Object.assign(entry, why, { state });
    this.#changed(entry.room);
  }

  #arrived(entry) {
    if (this.#inFlight.get(entry.room) === entry.id) this.#inFlight.delete(entry.room);
  }

  #changed(room) {
    this.#storage.set('outbox', this.#entries);
    this.#storage.set('own', [...this.#own].slice(-OWN_IDS_KEPT));
    this.dispatchEvent(new CustomEvent('changed', { detail: { room } }));
  }
}

/** Sends the outbox: in order, one entry in flight for each room, until an answer settles it. */
export class Sender {
  #net;
  #outbox;
  #backoffs = new Timers();

  constructor(net, outbox) {
    this.#net = net;
    this.#outbox = outbox;
  }

  /** Sends the next entry of the room, unless one is in flight or backs off. */
  next(room) {
    if (!room?.joined || this.#backoffs.has(room)) return;
    const entry = this.#outbox.next(room.name);
    if (entry) this.#transmit(entry);
  }

  disconnected() {
    this.#backoffs.clear();
    this.#outbox.disconnected();
  }

  /** The room was rejoined with `messages`: entries among them have arrived, the rest is resent. */
  rejoined(room, messages, recovered) {
    this.received(messages);
    this.#outbox.rejoined(room.name, recovered);
    this.next(room);
  }

  received(events) {
    for (const { id } of events.filter(isMessage)) if (id && this.#outbox.isOwn(id)) this.#outbox.settle(id);
  }

  acknowledged(room, frame) {
    // The message itself may have come first, or be older than what this tab holds.
    if (!room || frame.seq <= room.seq) this.#outbox.settle(frame.id);
    else this.#outbox.acknowledged(frame.id, frame);
    this.next(room);
  }

  /** Whether it will be resent. */
  refused(room, entry, { code, retryAfterMs, message }) {
    const again = isPassing(code);
    if (again) this.#outbox.postpone(entry.id, code);
    else this.#outbox.fail(entry.id, code, message);
    if (again && code !== 'not_joined') this.#backoffs.set(room, retryAfterMs, () => this.next(room));
    else if (!again) this.next(room);
    return again;
  }

  /** Resends, under the same id, an entry whose answer got lost on a living connection. */
  resendUnanswered(room) {
    const entry = this.#outbox.inFlight(room.name, ANSWER_WITHIN_MS);
    if (room.joined && entry) this.#transmit(entry);
  }

  #transmit(entry) {
    const { id, room, text } = entry;
    if (this.#net.send({ type: 'message', id, room, text })) this.#outbox.sending(entry);
  }
}
