// Round-trip times of this tab's own messages and their parts, from the frames on its socket. Pure: time is a parameter.

import { SlidingWindow, isDuration, remainder } from './stats.js';

const MESSAGES_KEPT = 50;
const PINGS_KEPT = 20;
/** A trace frame comes right behind its message, or not at all. */
const TRACE_WITHIN_MS = 1_000;
/** The round trip to the instance is a median, which one or two samples do not make. */
const PINGS_NEEDED = 3;

/**
 * A journey is {id, room, seq, on, sentAt, total, link, pings, ack, trace, valid, endedAt}, in ms of this tab's clock: `on` is the
 * connection it went by, `link` the round trip to the instance, `valid` false once its parts were found to exceed the total. Every
 * duration begins and ends on one clock: the tab's, or for `trace` the instance's.
 */
export class Journeys {
  /** The last own message that came back. */
  last = null;
  /** From sent to received back, in ms. */
  totals = new SlidingWindow(MESSAGES_KEPT);
  pings = new SlidingWindow(PINGS_KEPT);
  /** How many samples were discarded. */
  dropped = 0;
  /** Whether trace frames were asked for, and not refused. */
  tracing = false;
  #inFlight = new Map();
  #discarded = new Set();
  #pings = new Map();
  #connection = 0;
  #now;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** A frame was handed to the socket; `hidden` when the tab was in the background. */
  sent(frame, hidden = false) {
    const { type, id } = frame;
    if (type === 'ping' && !hidden) this.#pings.set(id, this.#now());
    if (type !== 'message') return;
    if (this.#inFlight.has(id) || this.#discarded.has(id)) this.#discard(id);
    else if (hidden) this.#discard(id);
    else this.#inFlight.set(id, { id, room: frame.room, sentAt: this.#now(), on: this.#connection });
  }

  received(frame) {
    switch (frame.type) {
      case 'pong': return this.#pong(frame.id);
      case 'ack': return this.#ack(frame);
      case 'message': return this.#echo(frame);
      case 'trace': return this.#trace(frame);
      case 'joined': case 'resync': return frame.messages.forEach(({ id }) => this.#inFlight.has(id) && this.#discard(id));
      case 'error': return this.#error(frame);
      default: return undefined;
    }
  }

  /** The tab went to the background, where timers are throttled: what is in flight measures nothing. */
  hidden() {
    this.#discardAll();
  }

  /** The next connection, perhaps to another instance, has another round trip. */
  disconnected() {
    this.#discardAll();
    this.#connection++;
    this.pings.clear();
    this.tracing = false;
  }

  /** To be called now and then: a trace that has not come by its deadline is not waited for. */
  expire() {
    if (this.last) this.#validate(this.last);
  }

  get link() {
    return this.pings.count >= PINGS_NEEDED ? this.pings.median : undefined;
  }

  /** The parts of the last journey, [{part, ms}], which add up to its total; null when they are unknown. */
  get parts() {
    return this.last && this.last.valid !== false ? this.#partsOf(this.last) : null;
  }

  #pong(id) {
    const from = this.#pings.get(id);
    if (from === undefined) return;
    this.#pings.delete(id);
    this.pings.add(this.#now() - from);
    if (this.last && this.last.link === undefined && this.last.on === this.#connection) this.#setLink(this.last);
  }

  #ack({ id, duplicate }) {
    const journey = this.#find(id);
    if (!journey) return;
    if (duplicate) this.#discard(id);
    else journey.ack = this.#now() - journey.sentAt;
    this.#validate(journey);
  }

  #echo({ id, seq }) {
    const journey = this.#inFlight.get(id);
    if (!journey) return;
    this.#inFlight.delete(id);
    Object.assign(journey, { seq, total: this.#now() - journey.sentAt, endedAt: this.#now() });
    this.last = journey;
    this.totals.add(journey.total);
    this.#setLink(journey);
  }

  /** The round trip at that time; the first pings may also come only afterwards. */
  #setLink(journey) {
    journey.link = this.link;
    journey.pings = this.pings.count;
    this.#validate(journey);
  }

  #trace({ id, inUs, loopUs, outUs, replyUs }) {
    const journey = this.#find(id);
    if (!journey) return;
    journey.trace = { instance: (inUs + outUs) / 1000, redis: loopUs / 1000, reply: replyUs / 1000 };
    this.#validate(journey);
  }

  #error({ code, id }) {
    if (code === 'unknown_type' && id === undefined) this.tracing = false;
    // A refused message does not come back; sent again it would be another sample.
    if (this.#inFlight.has(id)) this.#discard(id);
  }

  /** Discards a complete sample whose parts exceed its total. */
  #validate(journey) {
    if (journey.total === undefined || journey.valid === false) return;
    const awaited = this.tracing && this.#now() - journey.endedAt < TRACE_WITHIN_MS;
    const complete = journey.trace !== undefined || (!awaited && journey.ack !== undefined);
    if (!complete || journey.link === undefined || this.#partsOf(journey) !== null) return;
    journey.valid = false;
    this.totals.remove(journey.total);
    this.dropped++;
  }

  #partsOf({ total, link, ack, trace }) {
    if (link === undefined) return null;
    if (trace) {
      const rest = remainder(total, [link, trace.instance, trace.redis]);
      return rest === null ? null : [part('link', link), part('instance', trace.instance), part('redis', trace.redis), part('rest', rest)];
    }
    if (ack === undefined || !isDuration(ack - link)) return null;
    const rest = remainder(total, [link, ack - link]);
    return rest === null ? null : [part('link', link), part('server', ack - link), part('rest', rest)];
  }

  #find(id) {
    return this.#inFlight.get(id) ?? (this.last?.id === id ? this.last : undefined);
  }

  #discardAll() {
    for (const id of [...this.#inFlight.keys()]) this.#discard(id);
    this.#pings.clear();
  }

  #discard(id) {
    this.#inFlight.delete(id);
    if (!this.#discarded.has(id)) this.dropped++;
    this.#discarded.add(id);
  }
}

const part = (name, ms) => ({ part: name, ms });
