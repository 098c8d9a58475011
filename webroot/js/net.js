// One socket that is always being kept or being regained. Knows nothing of rooms, nor of the document.

import { backoff, hintIn } from './backoff.js';
import { CLOSE } from './protocol.js';

const PING_EVERY_MS = 20_000;
const PONG_WITHIN_MS = 5_000;
const PONG_ON_WAKE_MS = 2_000;
const WELCOME_WITHIN_MS = 10_000;
/** A connection that lived this long counts as good: the next loss starts from the shortest wait. */
const STABLE_MS = 5_000;

/**
 * Events: `welcome` and `frame` (detail: the frame), `down` (detail: {code, retryAt} with retryAt in ms, or null when only a person
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
    return true;
  }

  /** Something says that now is a good time: the network is back, the tab is looked at, the person asks. */
  wake() {
    if (this.#open) this.#ping(PONG_ON_WAKE_MS);
    else if (this.#retry !== null || this.#stopped) this.connect();
  }

  /** A tab that nobody looks at does not ping. */
  setHidden(hidden) {
    this.#hidden = hidden;
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
      this.#heartbeat = setInterval(() => this.#hidden || this.#ping(PONG_WITHIN_MS), PING_EVERY_MS);
      this.#tell('welcome', frame);
    } else {
      this.#tell('frame', frame);
    }
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
