// Polls /api/cluster, as rarely as will do. Pure: fetch, time and timers are parameters.

const CLOSED_MS = 60_000;
const OPEN_MS = 2_000;
const OPEN_IDLE_MS = 5_000;
const IDLE_AFTER_MS = 60_000;
const ANSWER_WITHIN_MS = 4_000;

/** The polling interval in ms; null is not at all. */
export function pollInterval({ visible, connected, open, there, idleMs }) {
  if (!visible || !connected) return null;
  if (!open || !there) return CLOSED_MS;
  return idleMs < IDLE_AFTER_MS ? OPEN_MS : OPEN_IDLE_MS;
}

/** Event: `changed`, after each poll. */
export class Cluster extends EventTarget {
  /** The last answer, null before the first. */
  answer = null;
  /** `unknown` before the first answer, then `fresh`, `absent` (this instance has no such thing) or `failed`. */
  state = 'unknown';
  answeredAt = null;
  #conditions = { visible: true, connected: false, open: false };
  #activeAt = 0;
  #room = null;
  #polledAt = -Infinity;
  #polledRoom = null;
  #polling = false;
  #timer = null;

  constructor({ get = (url, options) => fetch(url, options), now = () => performance.now(), later = (ms, act) => setTimeout(act, ms), cancel = (timer) => clearTimeout(timer) } = {}) {
    super();
    Object.assign(this, { get, now, later, cancel });
  }

  /** Sets what the interval depends on (visible, connected, open) and the room to ask for. */
  set({ room = this.#room, ...conditions }) {
    const opened = conditions.open && !this.#conditions.open;
    Object.assign(this.#conditions, conditions);
    this.#room = room;
    if (opened) this.#activeAt = this.now();
    this.#schedule();
  }

  /** Somebody uses the page: polling is not slowed down. */
  active() {
    this.#activeAt = this.now();
  }

  get ageMs() {
    return this.answeredAt === null ? null : this.now() - this.answeredAt;
  }

  #schedule() {
    this.cancel(this.#timer);
    this.#timer = null;
    if (this.#polling) return;
    const idleMs = this.now() - this.#activeAt;
    const wait = pollInterval({ ...this.#conditions, there: this.state !== 'absent', idleMs });
    if (wait === null) return;
    // The people of another room are wanted at once.
    const other = this.#conditions.open && this.#polledRoom !== this.#room;
    this.#timer = this.later(other ? 0 : Math.max(0, this.#polledAt + wait - this.now()), () => this.#poll());
  }

  async #poll() {
    this.#timer = null;
    this.#polledAt = this.now();
    this.#polledRoom = this.#room;
    this.#polling = true;
    try {
      const query = this.#room === null ? '' : `?room=${encodeURIComponent(this.#room)}`;
      const response = await this.get(`api/cluster${query}`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
      if (response.ok) this.#answered(await response.json());
      else this.state = response.status === 404 ? 'absent' : 'failed';
    } catch {
      this.state = 'failed';
    }
    this.#polling = false;
    this.dispatchEvent(new Event('changed'));
    this.#schedule();
  }

  /** Without Redis an instance knows of itself alone: of the others stays what was known, as old as it is. */
  #answered(answer) {
    const known = answer.redis?.reachable === false ? (this.answer?.instances ?? []) : [];
    const since = this.now() - this.answeredAt;
    const others = known.filter(({ id }) => id !== answer.self).map((other) => ({ ...other, ageMs: other.ageMs + since }));
    const instances = [...answer.instances, ...others].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.answer = { ...answer, instances };
    this.state = 'fresh';
    this.answeredAt = this.now();
  }
}
