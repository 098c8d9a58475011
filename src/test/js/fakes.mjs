// Fakes of the browser: a storage, and a connection whose other end is the test.

export class MapStorage {
  #values = new Map();

  get(key) {
    const text = this.#values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  set(key, value) {
    this.#values.set(key, JSON.stringify(value));
  }
}

export class ScriptedNet extends EventTarget {
  isOpen = false;
  sent = [];

  send(frame) {
    if (this.isOpen) this.sent.push(frame);
    return this.isOpen;
  }

  wake() {}

  open(instance = '3000-a81c') {
    this.isOpen = true;
    this.#tell('welcome', { type: 'welcome', instance, limits: { text: 4000, user: 32, room: 64, frame: 65536 } });
  }

  hears(frame) {
    this.#tell('frame', frame);
  }

  drops(code = 1006) {
    this.isOpen = false;
    this.#tell('down', { code, retryAt: 1 });
  }

  last(type) {
    return this.sent.filter((frame) => frame.type === type).at(-1);
  }

  all(type) {
    return this.sent.filter((frame) => frame.type === type);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export const message = (seq, more = {}) => ({
  type: 'message', seq, room: 'general', id: `f${seq}`, user: 'Bo', text: `text ${seq}`, at: 1_790_000_000_000 + seq, from: '3001-k2f9', ...more,
});

/** An event of a kind that this page does not know: with a seq, and nothing else in common with a message. */
export const unknown = (seq, more = {}) => ({ type: 'of tomorrow', seq, room: 'general', of: 1, ...more });

export const messages = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
