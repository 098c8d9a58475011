// The conversation with the server: which rooms to be in, what to send when, what each answer means. No document here.

import { START, Timers, happens } from './net.js';
import { Delivery } from './outbox.js';
import { isLockedOut, isPassing, newId } from './protocol.js';
import { History, PAGE } from './store.js';

const RETRY_MS = 1000;

/**
 * Events: `entered` (another room is looked at: the room), `connection` (it changed), `refused` (a join: {room, code}), `failed` (a
 * message: its entry in the outbox), `renamed` (the server writes the current room otherwise), `older` ({room, count}), `typing`
 * ({room, user, on}).
 */
export class Session extends EventTarget {
  /** See START in net.js. */
  connection = START;
  limits = null;
  user = null;
  current = null;
  #net;
  #store;
  #outbox;
  #joins = new Map();
  #history = new History();
  #delivery;
  #retries = new Timers();
  /** An instance that does not know the frame says so once, and hears no more of it. */
  #tellsTyping = true;

  constructor(net, store, outbox) {
    super();
    this.#net = net;
    this.#store = store;
    this.#outbox = outbox;
    this.#delivery = new Delivery(net, outbox);
    net.addEventListener('welcome', ({ detail }) => this.#welcome(detail));
    net.addEventListener('frame', ({ detail }) => this.#heard(detail));
    net.addEventListener('down', ({ detail }) => this.#down(detail));
    net.addEventListener('trying', () => this.#now('trying'));
  }

  /** Goes into the room, and stays in those visited before. */
  open(name) {
    this.current = name;
    const room = this.#store.ensure(name);
    if (this.#net.isOpen && !room.joined) this.#join(room);
    this.#whetherOnline();
    this.#tell('entered', room);
  }

  leave(name) {
    if (this.#store.get(name)?.joined) this.#net.send({ type: 'leave', id: newId(), room: name });
    this.#store.remove(name);
  }

  /** Takes another name in every room. */
  rename(user) {
    if (user === this.user) return;
    this.user = user;
    for (const room of this.#store.rooms) {
      if (!room.joined) continue;
      this.#net.send({ type: 'leave', id: newId(), room: room.name });
      room.joined = false;
      this.#join(room);
    }
  }

  say(name, text) {
    const room = this.#store.get(name);
    this.#outbox.add(name, text, this.user, Boolean(room?.joined));
    this.#delivery.next(room);
  }

  /** Whether somebody is writing in the room, told to the others. */
  typing(name, on) {
    if (this.#tellsTyping && this.#store.get(name)?.joined) this.#net.send({ type: 'typing', room: name, on });
  }

  sayAgain(id) {
    this.#delivery.next(this.#store.get(this.#outbox.again(id).room));
  }

  /** Asks for the page before what is held. */
  older(room) {
    const request = this.#history.request(room);
    if (request) this.#net.send(request);
  }

  isLoadingOlder(room) {
    return this.#history.isLoading(room);
  }

  /** The browser knows whether there is a network at all. */
  setNetwork(there) {
    // A connection may outlive the network it was made on: it is asked.
    if (there || this.#net.isOpen) this.#net.wake();
    else this.#now('noNetwork');
  }

  #welcome(frame) {
    this.limits = frame.limits;
    this.#tellsTyping = true;
    this.#now('welcome', frame);
    if (this.user !== null) this.#store.rooms.forEach((room) => this.#join(room));
    this.#whetherOnline();
  }

  #join(room) {
    if (this.user === null || [...this.#joins.values()].some((join) => join.room === room)) return;
    const id = newId();
    const since = room.since;
    this.#joins.set(id, { room, asked: since !== undefined });
    this.#net.send({ type: 'join', id, room: room.name, user: this.user, history: PAGE, since });
  }

  #down(why) {
    this.#store.disconnected();
    this.#delivery.disconnected();
    this.#joins.clear();
    this.#history.forget();
    this.#retries.clear();
    this.#now('down', why, Date.now(), globalThis.navigator?.onLine !== false);
  }

  #whetherOnline() {
    const there = this.current === null || this.#store.get(this.current)?.joined;
    if (this.#net.isOpen && there) this.#now('online');
  }

  #heard(frame) {
    const room = this.#store.get(frame.room);
    this.#whetherLogged(frame);
    switch (frame.type) {
      case 'joined': return this.#joined(frame);
      case 'message': return room && this.#message(room, frame);
      case 'ack': return this.#delivery.acknowledged(room, frame);
      case 'history': return this.#page(frame);
      case 'resync': return room && this.#resync(room, frame);
      case 'presence': return room && this.#store.presence(room, frame);
      case 'typing': return room && this.#tell('typing', { ...frame, room });
      case 'error': return this.#refused(frame);
      case 'pong': return this.#store.rooms.forEach((each) => this.#delivery.remind(each));
      default: return undefined; // what this page does not know yet
    }
  }

  /** Whether the instance reaches its log, as far as its answers tell. */
  #whetherLogged({ type, code }) {
    const there = ['ack', 'message', 'joined', 'history'].includes(type);
    const lost = type === 'error' && code === 'unavailable';
    if (lost !== this.connection.logLost && (lost || there)) this.#now('log', there);
  }

  #joined(frame) {
    const join = this.#joins.get(frame.id);
    if (!join) return;
    this.#joins.delete(frame.id);
    const { room, asked } = join;
    if (this.#store.get(room.name) !== room) return; // left meanwhile
    if (frame.room !== room.name) this.#rewritten(room, frame.room);
    this.#store.joined(room, frame, asked);
    this.#delivery.rejoined(room, frame.messages, asked && frame.recovered);
    this.#whetherOnline();
  }

  #rewritten(room, name) {
    const from = room.name;
    this.#store.rename(room, name);
    this.#outbox.renameRoom(from, name);
    if (this.current !== from) return;
    this.current = name;
    this.#tell('renamed', name);
  }

  #message(room, frame) {
    // A seq that skips cannot happen by the protocol; should it, the room is read again from the last sure place.
    if (room.joined && frame.seq > room.seq + 1) {
      this.#join(room);
      return;
    }
    this.#store.message(room, frame);
    this.#delivery.shown([frame]);
    this.#delivery.next(room);
  }

  #resync(room, frame) {
    this.#store.resync(room, frame);
    this.#delivery.rejoined(room, frame.messages, false);
  }

  #page(frame) {
    const room = this.#history.answered(frame.id);
    if (!room) return;
    this.#store.older(room, frame);
    this.#tell('older', { room, count: frame.messages.length });
  }

  /** The id of a refusal says what it is about: a join, a page, or a message. */
  #refused({ retryAfterMs = RETRY_MS, ...error }) {
    const { id, code } = error;
    if (isLockedOut(code)) this.#now('blocked', code);
    if (code === 'unknown_type') this.#tellsTyping = false;
    const join = this.#joins.get(id);
    const page = this.#history.answered(id);
    const entry = this.#outbox.get(id);
    if (join) this.#joinRefused(join.room, id, code, retryAfterMs);
    else if (page) this.#tell('older', { room: page, count: 0 });
    else if (entry) this.#messageRefused(entry, { ...error, retryAfterMs });
  }

  #joinRefused(room, id, code, retryAfterMs) {
    this.#joins.delete(id);
    if (isPassing(code)) {
      this.#now('delayed', code);
      this.#retries.set(room, retryAfterMs, () => this.#join(room));
    } else if (!isLockedOut(code)) {
      this.#tell('refused', { room: room.name, code });
    }
  }

  #messageRefused(entry, error) {
    const room = this.#store.get(entry.room);
    if (!this.#delivery.refused(room, entry, error)) this.#tell('failed', entry);
    if (error.code !== 'not_joined' || !room) return;
    room.joined = false;
    this.#join(room);
  }

  /** Something happened to the connection: see `happens` in net.js. */
  #now(what, ...details) {
    this.connection = happens[what](this.connection, ...details);
    this.#tell('connection', this.connection);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
