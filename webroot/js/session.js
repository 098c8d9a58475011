// The session with the server: joins rooms, sends frames, handles what is received. Knows nothing of the document.

import { INITIAL, Timers, reduce } from './net.js';
import { Sender } from './outbox.js';
import { isEvent, isLockedOut, isMessage, isPassing, newId } from './protocol.js';
import { History, PAGE } from './store.js';

const RETRY_MS = 1000;

/**
 * Events: `entered` (the current room changed: the room), `connection` (its state changed), `refused` (a join was: {room, code, message}),
 * `failed` (a message was refused for good: its outbox entry), `renamed` (the server normalised the name of the current room), `older`
 * ({room, count}), `typing` ({room, user, by, on}: somebody else).
 */
export class Session extends EventTarget {
  /** See INITIAL in net.js. */
  connection = INITIAL;
  limits = null;
  user = null;
  /** The secret that is sent with each join, if there is one; what the instance made of it, which everybody may know, once it said so. */
  key = undefined;
  by = undefined;
  current = null;
  #net;
  #store;
  #outbox;
  #joins = new Map();
  #history = new History();
  #sender;
  #retries = new Timers();
  /** Rooms whose joins came too fast: one after the other is joined, when the instance says that it may. */
  #tooFast = new Set();
  /** False once the instance refused a typing frame as unknown. */
  #sendsTyping = true;

  constructor(net, store, outbox) {
    super();
    this.#net = net;
    this.#store = store;
    this.#outbox = outbox;
    this.#sender = new Sender(net, outbox);
    net.addEventListener('welcome', ({ detail }) => this.#welcome(detail));
    net.addEventListener('frame', ({ detail }) => this.#received(detail));
    net.addEventListener('down', ({ detail }) => this.#down(detail));
    net.addEventListener('trying', () => this.#dispatch('trying'));
  }

  /** Whether this person sent it, in whatever tab: names are free to take, and ids known to everybody once they were sent. */
  isOwn({ id, by }) {
    return this.by === undefined ? this.#outbox.isOwn(id) : by === this.by;
  }

  /** Makes the room current, and joins it unless it is joined already. */
  open(name) {
    this.current = name;
    const room = this.#store.ensure(name);
    if (this.#net.isOpen && !room.joined) this.#join(room);
    this.#checkOnline();
    this.#emit('entered', room);
  }

  leave(name) {
    if (this.#store.get(name)?.joined) this.#net.send({ type: 'leave', id: newId(), room: name });
    this.#store.remove(name);
  }

  /** Rejoins every room under another name, also those that refused the one before. */
  rename(user) {
    if (user === this.user) return;
    this.user = user;
    for (const room of this.#store.rooms) {
      if (room.joined) this.#net.send({ type: 'leave', id: newId(), room: room.name });
      room.joined = false;
      if (this.#net.isOpen) this.#join(room);
    }
  }

  say(name, text) {
    const room = this.#store.get(name);
    this.#outbox.add(name, text, this.user, Boolean(room?.joined));
    this.#sender.next(room);
  }

  /** Tells the others whether this user is typing. */
  typing(name, on) {
    if (this.#sendsTyping && this.#store.get(name)?.joined) this.#net.send({ type: 'typing', room: name, on });
  }

  resend(id) {
    this.#sender.next(this.#store.get(this.#outbox.resend(id).room));
  }

  /** Requests the page of history before what is held. */
  older(room) {
    const request = this.#history.request(room);
    if (request) this.#net.send(request);
  }

  isLoadingOlder(room) {
    return this.#history.isLoading(room);
  }

  /** Why no connection comes about, found out otherwise: the status that HTTP answers with. */
  explain(status) {
    this.#dispatch('delayed', status);
  }

  /** What the browser says of the network. */
  setNetwork(online) {
    // A connection may outlive the network it was made on: it is probed.
    if (online || this.#net.isOpen) this.#net.wake();
    else this.#dispatch('noNetwork');
  }

  #welcome(frame) {
    this.limits = frame.limits;
    this.#sendsTyping = true;
    this.#dispatch('welcome', frame);
    if (this.user !== null) this.#store.rooms.forEach((room) => this.#join(room));
    this.#checkOnline();
  }

  #join(room) {
    if (this.user === null || [...this.#joins.values()].some((join) => join.room === room)) return;
    const id = newId();
    const since = room.since;
    this.#joins.set(id, { room, asked: since !== undefined, user: this.user });
    this.#net.send({ type: 'join', id, room: room.name, user: this.user, key: this.key, history: PAGE, since });
  }

  #down(close) {
    this.#store.disconnected();
    this.#sender.disconnected();
    this.#joins.clear();
    this.#history.forget();
    this.#retries.clear();
    this.#tooFast.clear();
    this.#dispatch('down', close, Date.now(), globalThis.navigator?.onLine !== false);
  }

  #checkOnline() {
    const there = this.current === null || this.#store.get(this.current)?.joined;
    if (this.#net.isOpen && there) this.#dispatch('online');
  }

  #received(frame) {
    const room = this.#store.get(frame.room);
    this.#checkLog(frame);
    if (isEvent(frame)) return room && this.#event(room, frame);
    switch (frame.type) {
      case 'joined': return this.#joined(frame);
      case 'ack': return this.#sender.acknowledged(room, frame);
      case 'history': return this.#historyPage(frame);
      case 'left': return room && frame.reason && this.#expelled(room, frame.reason);
      case 'resync': return room && this.#resync(room, frame);
      case 'presence': return room && this.#store.presence(room, frame);
      case 'typing': return room && !(frame.by && frame.by === this.by) && this.#emit('typing', { ...frame, room });
      case 'error': return this.#error(frame);
      case 'pong': return this.#store.rooms.forEach((each) => this.#sender.resendUnanswered(each));
      default: return undefined; // a kind this page does not know yet
    }
  }

  /** Follows from the answers whether the instance reaches its log. */
  #checkLog(frame) {
    const there = isEvent(frame) || ['ack', 'joined', 'history'].includes(frame.type);
    const lost = frame.type === 'error' && frame.code === 'unavailable';
    if (lost !== this.connection.logLost && (lost || there)) this.#dispatch('log', there);
  }

  #joined(frame) {
    const join = this.#joins.get(frame.id);
    if (!join) return;
    this.#joins.delete(frame.id);
    const { room, asked, user } = join;
    this.by = frame.by;
    // A token's name goes before the one that was asked for, unless that is another one by now.
    if (frame.verified && user === this.user) this.user = frame.user;
    this.#joinNext();
    if (this.#store.get(room.name) !== room) return; // left meanwhile
    if (frame.room !== room.name) this.#renamed(room, frame.room);
    this.#store.joined(room, frame, asked);
    this.#sender.rejoined(room, frame.messages, asked && frame.recovered);
    this.#checkOnline();
  }

  /** A moderator sent this person out. */
  #expelled(room, code) {
    room.joined = false;
    this.#emit('refused', { room: room.name, code });
  }

  #renamed(room, name) {
    const from = room.name;
    this.#store.rename(room, name);
    this.#outbox.renameRoom(from, name);
    if (this.current !== from) return;
    this.current = name;
    this.#emit('renamed', name);
  }

  #event(room, frame) {
    // A gap cannot happen by the protocol; should it, the room is read again from its last position.
    if (room.joined && frame.seq > room.seq + 1) {
      this.#join(room);
      return;
    }
    this.#store.event(room, frame);
    this.#sender.received([frame]);
    this.#sender.next(room);
  }

  #resync(room, frame) {
    this.#store.resync(room, frame);
    this.#sender.rejoined(room, frame.messages, false);
  }

  #historyPage(frame) {
    const request = this.#history.answered(frame.id);
    if (!request) return;
    const { room, fits } = request;
    if (fits) this.#store.older(room, frame);
    this.#emit('older', { room, count: fits ? frame.messages.filter(isMessage).length : 0 });
  }

  /** The id of an error says what was refused: a join, a page of history, or a message. */
  #error({ retryAfterMs = RETRY_MS, ...error }) {
    const { id, code } = error;
    if (isLockedOut(code)) this.#dispatch('blocked', code);
    if (code === 'unknown_type') this.#sendsTyping = false;
    const join = this.#joins.get(id);
    const page = this.#history.answered(id);
    const entry = this.#outbox.get(id);
    if (join) this.#joinRefused(join.room, { ...error, retryAfterMs });
    else if (page && code === 'rate_limited') this.#retries.set(page.room.name, retryAfterMs, () => this.older(page.room));
    else if (page) this.#emit('older', { room: page.room, count: 0 });
    else if (entry) this.#messageRefused(entry, { ...error, retryAfterMs });
  }

  #joinRefused(room, { id, code, message, retryAfterMs }) {
    this.#joins.delete(id);
    if (code === 'rate_limited') {
      this.#dispatch('delayed', code);
      this.#tooFast.add(room);
      this.#retries.set(this.#tooFast, retryAfterMs, () => this.#joinNext());
    } else if (isPassing(code)) {
      this.#dispatch('delayed', code);
      this.#retries.set(room, retryAfterMs, () => this.#join(room));
    } else if (!isLockedOut(code)) {
      this.#joinNext();
      this.#emit('refused', { room: room.name, code, message });
    }
  }

  /** Joins the next of the rooms that came too fast, unless it is not time yet. */
  #joinNext() {
    if (this.#retries.has(this.#tooFast)) return;
    const [room] = this.#tooFast;
    if (!room) return;
    this.#tooFast.delete(room);
    if (this.#store.get(room.name) === room && !room.joined) this.#join(room);
    else this.#joinNext();
  }

  #messageRefused(entry, error) {
    const room = this.#store.get(entry.room);
    if (!this.#sender.refused(room, entry, error)) this.#emit('failed', entry);
    if (error.code !== 'not_joined' || !room) return;
    room.joined = false;
    this.#join(room);
  }

  /** Takes the state of the connection through one of its reducers: see `reduce` in net.js. */
  #dispatch(event, ...details) {
    this.connection = reduce[event](this.connection, ...details);
    this.#emit('connection', this.connection);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
