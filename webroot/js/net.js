// One socket that is always being kept or being regained: how long to wait before the next try, and what to call the state it is
// in. Knows nothing of rooms, nor of the document.

import { CLOSE } from './protocol.js';

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 5_000;
const PONG_ON_WAKE_MS = 2_000;
const WELCOME_WITHIN_MS = 10_000;
/** A connection that lived this long counts as good: the next loss starts from the shortest wait. */
const STABLE_MS = 5_000;

/**
 * Events: `welcome`, `frame` and `sent` (detail: the frame), `down` (detail: {code, retryAt} with retryAt in ms, or null when only a person
 * can help), `trying`.
 */
export class Net extends EventTarget {
  #url;
  #socket = null;
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
    this.#tell('trying');
    const socket = new WebSocket(this.#url, 'salons.v1');
    this.#socket = socket;
    this.#expect(WELCOME_WITHIN_MS);
    // Events of a socket that was given up must not touch its successor.
    socket.onmessage = (event) => socket === this.#socket && this.#heard(event.data);
    socket.onclose = (event) => socket === this.#socket && this.#lost(event.code, event.reason);
  }

  /** Whether the frame was handed to an open socket; that it arrived, only an answer says. */
  send(frame) {
    if (!this.#open || this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    this.#tell('sent', frame);
    return true;
  }

  /** Something says that now is a good time: the network is back, the tab is looked at, the person asks. */
  wake() {
    if (this.#open) this.#ping(PONG_ON_WAKE_MS);
    else if (this.#retry !== null || this.#stopped) this.connect();
  }

  /** A tab that nobody looks at does not ping, and is not woken for it. */
  setHidden(hidden) {
    this.#hidden = hidden;
    this.#beat();
  }

  /** Ends the connection for good, until `wake` or `connect`. */
  stop(code) {
    this.#drop();
    this.#stopped = true;
    this.#tell('down', { code, retryAt: null });
  }

  #heard(data) {
    clearTimeout(this.#deadline);
    this.#deadline = null;
    const frame = JSON.parse(data);
    if (frame.type === 'welcome') {
      this.#open = true;
      this.#openedAt = Date.now();
      this.#beat();
      this.#tell('welcome', frame);
    } else {
      this.#tell('frame', frame);
    }
  }

  #beat() {
    clearInterval(this.#heartbeat);
    if (this.#open && !this.#hidden) this.#heartbeat = setInterval(() => this.#ping(PONG_WITHIN_MS), PING_EVERY_MS);
  }

  #ping(within) {
    if (this.send({ type: 'ping', id: 'p' })) this.#expect(within);
  }

  #expect(within) {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lost(1006, ''), within);
  }

  #lost(code, reason) {
    const stable = this.#open && Date.now() - this.#openedAt >= STABLE_MS;
    if (stable) {
      this.#tries = 0;
      this.#policyCloses = 0;
    }
    this.#drop();
    if (code === CLOSE.policy) this.#policyCloses++;
    if (code === CLOSE.unauthorized || this.#policyCloses > 1) {
      this.stop(code);
      return;
    }
    const wait = backoff(this.#tries++, { code, hintMs: hintIn(reason) });
    this.#retry = setTimeout(() => this.connect(), wait);
    this.#tell('down', { code, retryAt: Date.now() + wait });
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    this.#open = false;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#deadline);
    clearTimeout(this.#retry);
    this.#retry = null;
    // The closing handshake of a dead link may take a minute: nobody waits for it.
    if (socket && socket.readyState <= WebSocket.OPEN) socket.close();
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

const STEPS_MS = [500, 1000, 2000, 4000, 8000, 10000];
const FIRST_MS = 300;
const RESTART_SPREAD_MS = 3000;
const OVERLOADED_FROM = STEPS_MS.indexOf(2000);

/**
 * How long to wait before the next try: a pure function of what happened. Full jitter, so that a crowd does not come back at once.
 *
 * @param tries how many tries failed since the last good connection; 0 right after losing it
 * @param code the close code of the connection that ended
 * @param hintMs what the server asked for, if it did
 */
export function backoff(tries, { code, hintMs } = {}, random = Math.random) {
  if (hintMs !== undefined && tries === 0) return hintMs;
  if (code === CLOSE.overloaded) return random() * step(OVERLOADED_FROM + tries);
  if (tries > 0) return random() * step(tries - 1);
  return random() * (code === CLOSE.restarting ? RESTART_SPREAD_MS : FIRST_MS);
}

const step = (n) => STEPS_MS[Math.min(n, STEPS_MS.length - 1)];

/** "restarting; come back in 1200 ms" → 1200 */
export function hintIn(reason) {
  const ms = /(\d+) ms\b/.exec(reason ?? '');
  return ms ? Number(ms[1]) : undefined;
}

/** The code browsers give when nobody said why. */
const ABNORMAL = 1006;
/** Failing for this long is called being offline. */
const OFFLINE_AFTER_MS = 60_000;

/**
 * What the page says about the connection, and what becomes of it when something happens.
 * `state` is `connecting` (first load), `online` (welcomed, and in the room looked at), `reconnecting`, `offline` or `blocked` (only a
 * person can help); `code` the close or error code that explains it; `retryAt` and `downSince` in ms or null; `logLost` whether the
 * instance says that it cannot reach its log.
 */
export const START = { state: 'connecting', instance: '', code: undefined, retryAt: null, downSince: null, logLost: false };

export const happens = {
  trying: (now) => ({ ...now, retryAt: null }),
  welcome: (now, { instance }) => ({ ...now, instance, code: undefined, retryAt: null }),
  online: (now) => ({ ...now, state: 'online', code: undefined, retryAt: null, downSince: null }),
  delayed: (now, code) => ({ ...now, code }),
  log: (now, there) => ({ ...now, logLost: !there }),
  blocked: (now, code) => ({ ...now, state: 'blocked', code }),
  noNetwork: (now) => ({ ...now, state: 'offline' }),
  down: (now, { code, retryAt }, at, network) => {
    const downSince = now.downSince ?? at;
    return { ...now, state: stateDown(now, retryAt, at - downSince, network), code: reason(now, code), retryAt, downSince, logLost: false };
  },
};

/** What the server said on closing explains more than the failed tries that follow. */
const reason = (now, code) => (code === ABNORMAL && now.downSince !== null ? now.code : code);

function stateDown(now, retryAt, downFor, network) {
  if (retryAt === null) return 'blocked';
  if (!network || downFor > OFFLINE_AFTER_MS) return 'offline';
  return now.instance === '' ? 'connecting' : 'reconnecting';
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
