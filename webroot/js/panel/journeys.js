// The way of this tab's own messages, there and back, from what is seen on its socket. Pure: time is a parameter.

import { Recent, isDuration, restOf } from './stats.js';

const MESSAGES_KEPT = 50;
const PINGS_KEPT = 20;
/** The word of the instance comes right behind the message, or not at all. */
const TRACE_WITHIN_MS = 1_000;
/** The way to the instance is told as a median, which one or two samples do not make. */
const PINGS_NEEDED = 3;

/**
 * A journey is {id, room, seq, on, sentAt, total, link, pings, ack, trace, fit, endedAt}, in ms of this tab's clock. `fit` is false once its parts were found
 * to exceed the whole. Every duration here begins and ends on one clock: the tab's, or for `trace` the instance's.
 */
export class Journeys {
  /** The last own message that came back. */
  last = null;
  /** Sent to come back, in ms. */
  totals = new Recent(MESSAGES_KEPT);
  pings = new Recent(PINGS_KEPT);
  /** Samples that were thrown away, and may not be told. */
  dropped = 0;
  /** Whether the instance was asked how long it takes, and has not refused to tell. */
  traces = false;
  #under = new Map();
  #spoiled = new Set();
  #pings = new Map();
  #connection = 0;
  #now;

  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** A frame was handed to the socket, while the tab was in sight or not. */
  sent(frame, hidden = false) {
    const { type, id } = frame;
    if (type === 'ping' && !hidden) this.#pings.set(id, this.#now());
    if (type !== 'message') return;
    if (this.#under.has(id) || this.#spoiled.has(id)) this.#spoil(id);
    else if (hidden) this.#spoil(id);
    else this.#under.set(id, { id, room: frame.room, sentAt: this.#now(), on: this.#connection });
  }

  heard(frame) {
    switch (frame.type) {
      case 'pong': return this.#ponged(frame.id);
      case 'ack': return this.#acked(frame);
      case 'message': return this.#returned(frame);
      case 'trace': return this.#traced(frame);
      case 'joined': case 'resync': return frame.messages.forEach(({ id }) => this.#under.has(id) && this.#spoil(id));
      case 'error': return this.#refused(frame);
      default: return undefined;
    }
  }

  /** Timers of a tab out of sight are slowed down: what was on its way tells nothing. */
  hid() {
    this.#spoilAll();
  }

  /** Another connection, perhaps to another instance, has another way. */
  down() {
    this.#spoilAll();
    this.#connection++;
    this.pings.clear();
    this.traces = false;
  }

  /** Time has passed: what is not told by now is not going to be. */
  settle() {
    if (this.last) this.#judge(this.last);
  }

  get link() {
    return this.pings.count >= PINGS_NEEDED ? this.pings.median : undefined;
  }

  /** The last message's way as [{part, ms}], which add up to the total; null when they cannot be told. */
  get parts() {
    return this.last && this.last.fit !== false ? this.#partsOf(this.last) : null;
  }

  #ponged(id) {
    const from = this.#pings.get(id);
    if (from === undefined) return;
    this.#pings.delete(id);
    this.pings.add(this.#now() - from);
    if (this.last && this.last.link === undefined && this.last.on === this.#connection) this.#linked(this.last);
  }

  #acked({ id, duplicate }) {
    const journey = this.#of(id);
    if (!journey) return;
    if (duplicate) this.#spoil(id);
    else journey.ack = this.#now() - journey.sentAt;
    this.#judge(journey);
  }

  #returned({ id, seq }) {
    const journey = this.#under.get(id);
    if (!journey) return;
    this.#under.delete(id);
    Object.assign(journey, { seq, total: this.#now() - journey.sentAt, endedAt: this.#now() });
    this.last = journey;
    this.totals.add(journey.total);
    this.#linked(journey);
  }

  /** The way to the instance as it was by then; pings may also come only afterwards. */
  #linked(journey) {
    journey.link = this.link;
    journey.pings = this.pings.count;
    this.#judge(journey);
  }

  #traced({ id, inUs, loopUs, outUs, replyUs }) {
    const journey = this.#of(id);
    if (!journey) return;
    journey.trace = { instance: (inUs + outUs) / 1000, redis: loopUs / 1000, reply: replyUs / 1000 };
    this.#judge(journey);
  }

  #refused({ code, id }) {
    if (code === 'unknown_type' && id === undefined) this.traces = false;
    // What was refused does not come back; sent again it would be another measure.
    if (this.#under.has(id)) this.#spoil(id);
  }

  /** Parts that exceed the whole make the sample worthless, once all that is to come has come. */
  #judge(journey) {
    if (journey.total === undefined || journey.fit === false) return;
    const awaited = this.traces && this.#now() - journey.endedAt < TRACE_WITHIN_MS;
    const complete = journey.trace !== undefined || (!awaited && journey.ack !== undefined);
    if (!complete || journey.link === undefined || this.#partsOf(journey) !== null) return;
    journey.fit = false;
    this.totals.remove(journey.total);
    this.dropped++;
  }

  #partsOf({ total, link, ack, trace }) {
    if (link === undefined) return null;
    if (trace) {
      const rest = restOf(total, [link, trace.instance, trace.redis]);
      return rest === null ? null : [part('link', link), part('instance', trace.instance), part('redis', trace.redis), part('rest', rest)];
    }
    if (ack === undefined || !isDuration(ack - link)) return null;
    const rest = restOf(total, [link, ack - link]);
    return rest === null ? null : [part('link', link), part('server', ack - link), part('rest', rest)];
  }

  #of(id) {
    return this.#under.get(id) ?? (this.last?.id === id ? this.last : undefined);
  }

  #spoilAll() {
    for (const id of [...this.#under.keys()]) this.#spoil(id);
    this.#pings.clear();
  }

  #spoil(id) {
    this.#under.delete(id);
    if (!this.#spoiled.has(id)) this.dropped++;
    this.#spoiled.add(id);
  }
}

const part = (name, ms) => ({ part: name, ms });
