// The message field: a draft for each room, completion of names, typing notifications.

import { LIMITS, codePoints, messageText, ownValue } from './protocol.js';

const COUNT_FROM = 0.8;
const TYPING_EVERY_MS = 3000;
/** Not in addresses; behind any sign or letter where scripts have no blanks. */
const MENTION = /(?<![\p{sc=Latn}\p{sc=Cyrl}\p{sc=Grek}\p{N}_.@])[@\uFF20]([^\s@\uFF20]+)$/u;

/** Events: `say` (detail: the text), `page` (detail: -1 or 1, the log shall scroll). */
export class Composer extends EventTarget {
  #form = document.querySelector('#composer');
  #field = document.querySelector('#text');
  #label = document.querySelector('#composer-label');
  #hint = document.querySelector('#composer-hint');
  #touch = matchMedia('(pointer: coarse)');
  #room = null;
  #lastSent = new Map();
  /** When `typing` was last sent as on; 0 after off. */
  #typingSentAt = 0;
  #completion = null;

  constructor({ storage, session, store, i18n }) {
    super();
    Object.assign(this, { storage, session, store, i18n });
    session.addEventListener('entered', ({ detail }) => this.show(detail));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#field.addEventListener('input', () => this.#typed(true));
    this.#field.addEventListener('keydown', (event) => this.#key(event));
    i18n.addEventListener('changed', () => this.update());
  }

  show(room) {
    // What was written before this module was loaded is a draft too.
    const early = this.#room === null ? this.#field.value : '';
    this.#sendTyping(false);
    this.#room = room.name;
    this.#field.value = early || (ownValue(this.storage.get('drafts'), room.name) ?? '');
    this.update();
  }

  /** On touch devices the keyboard would pop up: there the field gets the focus only after it was used. */
  focus(afterSending = false) {
    if (afterSending || !this.#touch.matches) this.#field.focus({ preventScroll: true });
  }

  /** Inserts a text before what is in the field. */
  insert(text) {
    this.#field.value = this.#field.value ? `${text}\n${this.#field.value}` : text;
    this.#typed();
    this.focus(true);
    this.#field.setSelectionRange(this.#field.value.length, this.#field.value.length);
  }

  update() {
    if (this.#room === null) return;
    const words = this.i18n.t('composer', { room: this.#room });
    this.#label.textContent = words;
    this.#field.placeholder = words;
    const left = this.#left();
    const limit = this.#limit();
    const over = left < 0;
    this.#field.setAttribute('aria-invalid', String(over));
    this.#form.classList.toggle('over', over);
    const counts = left <= limit * (1 - COUNT_FROM);
    this.#hint.textContent = over ? this.i18n.t('too_long', { n: -left }) : counts ? this.i18n.t('composer.left', { n: left }) : '';
    this.#grow();
  }

  #limit() {
    return (this.session.limits ?? LIMITS).text;
  }

  #left() {
    return this.#limit() - codePoints(messageText(this.#field.value));
  }

  #submit() {
    const text = messageText(this.#field.value);
    if (text === '' || this.#left() < 0) {
      this.focus(true);
      return;
    }
    this.#field.value = '';
    this.#typed();
    this.#lastSent.set(this.#room, text);
    this.dispatchEvent(new CustomEvent('say', { detail: text }));
    this.focus(true);
  }

  #typed(byHand = false) {
    this.#completion = null;
    this.#sendTyping(byHand && this.#field.value !== '');
    const { [this.#room]: _, ...others } = this.storage.get('drafts') ?? {};
    this.storage.set('drafts', this.#field.value ? { ...others, [this.#room]: this.#field.value } : others);
    this.update();
  }

  #sendTyping(on) {
    const now = Date.now();
    if (this.#room === null || (on ? now - this.#typingSentAt < TYPING_EVERY_MS : this.#typingSentAt === 0)) return;
    this.#typingSentAt = on ? now : 0;
    this.session.typing(this.#room, on);
  }

  /** Completes the name after @ before the caret; repeated, with the next match. Whether there was a match. */
  #complete() {
    const { value, selectionStart: caret, selectionEnd } = this.#field;
    if (caret !== selectionEnd) return false;
    if (this.#completion?.end !== caret) {
      const typed = MENTION.exec(value.slice(0, caret))?.[1];
      const names = typed ? this.#names().filter((name) => name.toLocaleLowerCase().startsWith(typed.toLocaleLowerCase())) : [];
      if (names.length === 0) return false;
      this.#completion = { start: caret - typed.length, names, next: 0 };
    }
    const { start, names, next } = this.#completion;
    const name = `${names[next]} `;
    this.#field.setRangeText(name, start, caret, 'end');
    const completion = { start, names, next: (next + 1) % names.length, end: start + name.length };
    this.#typed(true);
    this.#completion = completion;
    return true;
  }

  /** Who is present, and who wrote lately. */
  #names() {
    const room = this.store.get(this.#room);
    const present = [...(room?.members.values() ?? [])].map(({ user }) => user);
    const authors = room?.last?.messages.slice(-100).map((message) => message.user) ?? [];
    return [...new Set([...present, ...authors])].filter((name) => name !== this.session.user).sort();
  }

  #key(event) {
    // While an input method composes, keys belong to it; some browsers say so by 229.
    if (event.isComposing || event.keyCode === 229) return;
    const { key, shiftKey, ctrlKey, metaKey, altKey } = event;
    const sends = key === 'Enter' && !shiftKey && (ctrlKey || metaKey || !this.#touch.matches);
    const recalls = key === 'ArrowUp' && !altKey && this.#field.value === '' && this.#lastSent.has(this.#room);
    if (sends) {
      if (!event.repeat) this.#submit();
    } else if (recalls) {
      this.insert(this.#lastSent.get(this.#room));
    } else if (key === 'Tab' && !shiftKey) {
      if (!this.#complete()) return;
    } else if (key === 'PageUp' || key === 'PageDown') {
      this.dispatchEvent(new CustomEvent('page', { detail: key === 'PageUp' ? -1 : 1 }));
    } else {
      return;
    }
    event.preventDefault();
  }

  /** For browsers without `field-sizing`. */
  #grow() {
    if (CSS.supports('field-sizing', 'content')) return;
    this.#field.style.height = 'auto';
    this.#field.style.height = `${this.#field.scrollHeight + 2}px`;
  }
}
