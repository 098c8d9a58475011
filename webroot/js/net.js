// The WebSocket connection: heartbeat, reconnection with back-off, and the reducers of its state. Knows nothing of rooms, nor of the
// document.

import { CLOSE, ending } from './protocol.js';

const PING_EVERY_MS = 20_000;
/** Nobody looks, but mentions are to be noticed; browsers wake a hidden tab no oftener. */
const PING_HIDDEN_EVERY_MS = 60_000;
const PONG_WITHIN_MS = 5_000;
const PONG_ON_WAKE_MS = 2_000;
const WELCOME_WITHIN_MS = 10_000;
/** A connection that lived this long counts as stable: the back-off starts again from the shortest wait. */
const STABLE_MS = 5_000;

/**
 * Events: `welcome`, `frame` and `sent` (detail: the frame), `down` (detail: {code, retryAt} with retryAt in ms, or null when only a person
 * can help), `trying`.
 */
export class Net extends EventTarget {
  #url;
  #socket = null;
  /** The bye frame of this connection: the server is about to close it. */
  #bye = null;
  #open = false;
  #openedAt = 0;
  #tries = 0;
  #policyCloses = 0;
  #retry = null;
  #heartbeat = null;
  #deadline = null;
  #hidden = false;
  #stopped = false;

  constructor(url) {
    super();
    this.#url = url;
  }

  get isOpen() {
    return this.#open;
  }

  connect() {
    clearTimeout(this.#retry);
    this.#retry = null;
    this.#stopped = false;
    this.#emit('trying');
    const socket = new WebSocket(this.#url, 'salons.v1');
    this.#socket = socket;
    this.#setDeadline(WELCOME_WITHIN_MS);
    // Events of a discarded socket must not touch its successor.
    socket.onmessage = (event) => socket === this.#socket && this.#received(event.data);
    socket.onclose = (event) => socket === this.#socket && this.#lost(event.code);
  }

  /** Whether the frame was written to an open socket; only an answer says that it arrived. */
  send(frame) {
    if (!this.#open || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    this.#emit('sent', frame);
    return true;
  }

  /** Probes the connection, or reconnects at once: the network is back, the tab is visible, the person asks. */
  wake() {
    if (this.#open) this.#ping(PONG_ON_WAKE_MS);
    else if (this.#retry !== null || this.#stopped) this.connect();
  }

  /** A hidden tab sends its heartbeat once a minute. */
  setHidden(hidden) {
    this.#hidden = hidden;
    this.#startHeartbeat();
  }

  /** Ends the connection for good, until `wake` or `connect`. */
  stop(code) {
    this.#discard();
    this.#stopped = true;
    this.#emit('down', { code, retryAt: null });
  }

  #received(data) {
    clearTimeout(this.#deadline);
    this.#deadline = null;
    const frame = JSON.parse(data);
    if (frame.type === 'welcome') {
      this.#open = true;
      this.#openedAt = Date.now();
      this.#startHeartbeat();
      this.#emit('welcome', frame);
    } else if (frame.type === 'bye') {
      this.#bye = frame;
    } else {
      this.#emit('frame', frame);
    }
  }

  #startHeartbeat() {
    clearInterval(this.#heartbeat);
    const every = this.#hidden ? PING_HIDDEN_EVERY_MS : PING_EVERY_MS;
    if (this.#open) this.#heartbeat = setInterval(() => this.#ping(PONG_WITHIN_MS), every);
  }

  #ping(within) {
    if (this.send({ type: 'ping', id: 'p' })) this.#setDeadline(within);
  }

  #setDeadline(within) {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lost(ABNORMAL), within);
  }

  #lost(closeCode) {
    const stable = this.#open && Date.now() - this.#openedAt >= STABLE_MS;
    if (stable) {
      this.#tries = 0;
      this.#policyCloses = 0;
    }
    const bye = this.#bye;
    const { code, retryAfterMs, final } = ending(closeCode, bye);
    if (!bye && code === CLOSE.policy) this.#policyCloses++;
    this.#discard();
    if (final || (!bye && this.#policyCloses > 1)) {
      this.stop(code);
      return;
    }
    const wait = backoff(this.#tries++, { code, retryAfterMs });
    this.#retry = setTimeout(() => this.connect(), wait);
    this.#emit('down', { code, retryAt: Date.now() + wait });
  }

  #discard() {
    const socket = this.#socket;
    this.#socket = null;
    this.#bye = null;
    this.#open = false;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    this.#retry = null;
    // The closing handshake of a dead link may take a minute: it is not awaited.
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close();
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const STEPS_MS = [500, 1000, 2000, 4000, 8000, 10000];
const FIRST_MS = 300;
const RESTART_SPREAD_MS = 3000;
const OVERLOADED_FROM = STEPS_MS.indexOf(2000);

/**
 * The reconnect delay: exponential back-off with full jitter, so that a crowd does not come back at once. Pure.
 *
 * @param tries how many tries failed since the last good connection; 0 right after losing it
 * @param code why the connection ended: see `ending`
 * @param retryAfterMs the delay the server asked for, if it did: taken as it is at first, and as the least on later tries
 */
export function backoff(tries, { code, retryAfterMs } = {}, random = Math.random) {
  if (retryAfterMs !== undefined) return tries === 0 ? retryAfterMs : Math.max(retryAfterMs, backoff(tries, { code }, random));
  if (code === CLOSE.overloaded) return random() * step(OVERLOADED_FROM + tries);
  if (tries > 0) return random() * step(tries - 1);
  return random() * (code === CLOSE.restarting ? RESTART_SPREAD_MS : FIRST_MS);
}

const step = (n) => STEPS_MS[Math.min(n, STEPS_MS.length - 1)];

/** What browsers report when there was no close frame. */
const ABNORMAL = 1006;
/** After so long without a connection the state is `offline`. */
const OFFLINE_AFTER_MS = 60_000;

/**
 * The state of the connection, as the page shows it, and its reducers: one for each event, (state, ...details) → state.
 * `state` is `connecting` (first load), `online` (welcomed, and in the room looked at), `reconnecting`, `offline` or `blocked` (only a
 * person can help); `code` the close or error code that explains it; `retryAt` and `downSince` in ms or null; `logLost` whether the
 * instance says that it cannot reach its log.
 */
export const INITIAL = { state: 'connecting', instance: '', code: undefined, retryAt: null, downSince: null, logLost: false };

export const reduce = {
  trying: (state) => ({ ...state, retryAt: null }),
  welcome: (state, { instance }) => ({ ...state, instance, code: undefined, retryAt: null }),
  online: (state) => ({ ...state, state: 'online', code: undefined, retryAt: null, downSince: null }),
  delayed: (state, code) => ({ ...state, code }),
  log: (state, there) => ({ ...state, logLost: !there }),
  blocked: (state, code) => ({ ...state, state: 'blocked', code }),
  noNetwork: (state) => ({ ...state, state: 'offline' }),
  down: (state, { code, retryAt }, at, network) => {
    const downSince = state.downSince ?? at;
    return { ...state, state: stateDown(state, retryAt, at - downSince, network), code: closeCode(state, code), retryAt, downSince, logLost: false };
  },
};

/** The code of the close explains more than the failed tries that follow. */
const closeCode = (state, code) => (code === ABNORMAL && state.downSince !== null ? state.code : code);

function stateDown(state, retryAt, downFor, network) {
  if (retryAt === null) return 'blocked';
  if (!network || downFor > OFFLINE_AFTER_MS) return 'offline';
  return state.instance === '' ? 'connecting' : 'reconnecting';
}

/** One-shot timers, at most one for each key. */
export class Timers {
  #timers = new Map();

  has(key) {
    return this.#timers.has(key);
  }

  set(key, ms, what) {
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      what();
    }, ms);
    this.#timers.set(key, timer);
  }

  clear() {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
